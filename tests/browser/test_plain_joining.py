"""Can somebody be registered, go, and be passed on to the Friends through the pages, and do these show no more?"""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.conftest import Town

M19, OLD, WO, WE, NC = "mansfield-2019", "mansfield-older", "wolcott-2016", "weston-2017", "new-canaan-2018"
ALL_FIVE = (M19, OLD, WO, WE, NC)
CARD, OTHER = "29031111", "29032222"
ROSA = {
    "name": "Rosa Núñez",
    "address": "1 Elm Street\nApt 2",
    "town": "Storrs",
    "phone": "860 555 0142",
    "email": "rosa@example.org",
    "card": CARD,
}


def cell(policy_id: str, clause: str) -> Any:
    """One library's row of a table, with the clause that its page must cite."""
    return pytest.param(policy_id, clause, marks=pytest.mark.clause(clause))


class Desk:
    """The pages of one library: the desk, the director's, and a patron's own."""

    def __init__(self, town: Any, policy_id: str) -> None:
        self.slug, self.policy_id = policy_id.rpartition("-")[0], policy_id
        self.town: Town = town(self.slug, policy_id=policy_id)
        self.client = Client()
        self.client.force_login(self.town.staff("clara", "circulation", "registration", "accounts"))
        self.status, self.page = 0, ""

    def took(self, answer: Any) -> str:
        self.status, self.page = answer.status_code, answer.content.decode()
        main = self.page.split("<main")[1].split("</main>")[0]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())

    def form(self) -> str:
        return self.took(self.client.get(f"/{self.slug}/desk/register"))

    def register(self, **typed: Any) -> str:
        given = {**ROSA, **typed}
        if self.policy_id in (M19, WO, WE):
            given.setdefault("minor", "no")
        if self.policy_id in (WO, NC):
            given.setdefault("consent", "yes")
        return self.took(self.client.post(f"/{self.slug}/desk/register", given))

    def press(self, do: str, **typed: Any) -> str:
        tokens = re.findall(
            rf'name="do" value="{do}"><input type="hidden" name="token" value="([^"]+)"', self.page
        )
        return self.took(
            self.client.post(f"/{self.slug}/desk", {"do": do, "token": tokens[0] if tokens else "", **typed})
        )

    def open(self, card: str = CARD) -> str:
        given = {"do": "look", "key": "registration", "asked": card}
        return self.took(self.client.post(f"/{self.slug}/desk", given))

    def value_of(self, name: str) -> str:
        """What stands in a field of the form."""
        if line := re.search(rf'<input id="{name}" name="{name}" value="([^"]*)"', self.page):
            return unescape(line[1])
        area = re.search(rf'<textarea id="{name}"[^>]*>\n(.*?)</textarea>', self.page, re.DOTALL)
        return unescape(area[1]) if area else ""

    def own(self, *, language: str = "en") -> str:
        """A PIN is set, and the patron reads her own page."""
        self.open()
        self.press("pin", pin="4711", again="4711", seen="card")
        client = Client(headers={"accept-language": language})
        assert client.post(f"/{self.slug}/sign-in", {"who": CARD, "secret": "4711"}).status_code == 302
        self.patron = client
        return self.took(client.get(f"/{self.slug}/my-record"))


# -- the form


@pytest.mark.parametrize(
    ("policy_id", "asks", "not_asked"),
    [
        pytest.param(M19, {"minor", "guardian_name", "of_age"}, {"birth_date", "consent", "friends"},
                     marks=pytest.mark.clause("M19-03", "M19-06")),
        pytest.param(OLD, set(), {"minor", "guardian_name", "of_age", "birth_date", "consent", "friends"},
                     marks=pytest.mark.clause("MC-05")),
        pytest.param(WO, {"minor", "birth_date", "guardian_name", "consent", "consent_by"}, {"of_age", "friends"},
                     marks=pytest.mark.clause("WO-06", "WO-10", "WO-11", "WO-18")),
        pytest.param(WE, {"minor", "guardian_name", "of_age", "friends"}, {"birth_date", "consent"},
                     marks=pytest.mark.clause("WE-12", "WE-14", "WE-15")),
        pytest.param(NC, {"consent"}, {"minor", "guardian_name", "of_age", "birth_date", "friends", "consent_by"},
                     marks=pytest.mark.clause("NC-04", "NC-05")),
    ],
)  # fmt: skip
def test_each_librarys_form_asks_what_its_policy_asks(
    town: Any, policy_id: str, asks: set[str], not_asked: set[str]
) -> None:
    desk = Desk(town, policy_id)

    desk.form()

    there = set(re.findall(r' name="([a-z_]+)"', desk.page))
    assert asks <= there
    assert not not_asked & there
    assert {"name", "address", "town", "phone", "email", "card"} <= there


@pytest.mark.clause("M19-03", "WO-06", "WE-06", "NC-03", "NC-04")
@pytest.mark.parametrize("policy_id", ALL_FIVE)
def test_every_field_says_beside_it_why_it_is_asked_and_whether_it_may_be_left_out(
    town: Any, policy_id: str
) -> None:
    desk = Desk(town, policy_id)

    desk.form()

    for name in ("name", "address", "town", "phone", "email", "card"):
        hint = re.search(rf'<p class="hint" id="{name}-hint">([^<]+)</p>', desk.page)
        assert hint
        assert "to " in hint[1]
        assert f'aria-describedby="{name}-hint"' in desk.page
    assert "May be left out." in re.search(r'id="email-hint">([^<]+)<', desk.page)[1]  # type: ignore[index]
    assert re.search(r"(M19|MC|WO|WE|NC)-\d\d", desk.page)


@pytest.mark.clause("WE-15")
def test_neither_the_friends_list_nor_a_consent_is_ticked_beforehand(town: Any) -> None:
    for policy_id in (WE, WO):
        desk = Desk(town, policy_id)
        desk.form()
        assert "checked" not in desk.page.split("<main")[1]


def test_the_card_comes_last_since_a_scanner_sends_the_form_with_it(town: Any) -> None:
    desk = Desk(town, WO)
    desk.form()

    names = re.findall(r'<(?:input|textarea) id="[a-z_-]+" name="([a-z_]+)"', desk.page)

    assert names[-1] == "card"


def test_the_form_is_for_the_staff_of_this_library(town: Any) -> None:
    desk = Desk(town, M19)
    other = town("weston", policy_id=WE)
    stranger = Client()
    stranger.force_login(other.staff("wanda"))

    assert Client().get("/mansfield/desk/register").status_code == 302
    assert stranger.get("/mansfield/desk/register").status_code == 403
    assert stranger.post("/mansfield/desk/register", ROSA).status_code == 403
    assert desk.town.library.slug == "mansfield"  # type: ignore[attr-defined]


def test_without_the_duty_the_refusal_is_a_card_with_its_reason(town: Any) -> None:
    desk = Desk(town, M19)
    desk.client.force_login(desk.town.staff("dana", "circulation"))

    said = desk.register()

    assert "Registered" not in said
    assert "S-3" in desk.page


# -- filled in


@pytest.mark.clause("M19-03", "WO-06", "WE-06", "NC-03", "MC-03")
@pytest.mark.parametrize("policy_id", ALL_FIVE)
def test_who_is_registered_may_borrow_at_once_and_takes_a_welcome_slip_home(
    town: Any, policy_id: str
) -> None:
    desk = Desk(town, policy_id)

    said = desk.register()

    assert "Registered. Good until" in said
    assert f'href="/{desk.slug}/welcome"' in desk.page
    assert CARD not in said
    assert "Elm Street" not in said
    assert "The new PIN is set." in desk.press("pin", pin="4711", again="4711", seen="card")
    assert "Rosa Núñez" in desk.open()


def test_what_was_typed_stays_when_something_must_be_mended(town: Any) -> None:
    desk = Desk(town, WO)
    typed = {
        "name": "Ольга Ёлкина & <Söhne>",
        "email": "no address",
        "card": "",
        "consent": "",
        "minor": "yes",
    }

    said = desk.register(
        **typed, birth_date="2017-06-03", guardian_name="Łukasz", wishes=["no_mail", "no_phone"]
    )

    assert desk.status == 400
    assert "Nothing is registered yet; what you typed stands below" in said
    for name, value in {"name": typed["name"], "email": "no address", "town": "Storrs", "guardian_name": "Łukasz",
                        "birth_date": "2017-06-03", "address": ROSA["address"]}.items():  # fmt: skip
        assert desk.value_of(name) == value
    for chosen in ("minor-yes", "wishes-no_mail", "wishes-no_phone"):
        assert re.search(rf'id="{chosen}"[^>]* checked', desk.page)
    for field in ("email", "card", "consent-yes", "guardian_proof-birth_certificate", "consent_by-patron"):
        assert f'<a href="#{field}">' in desk.page
        assert f'id="{field}"' in desk.page


@pytest.mark.clause("WO-06")
def test_a_field_that_the_page_never_showed_is_refused_and_not_kept(town: Any) -> None:
    desk = Desk(town, M19)

    said = desk.register(birth_date="1980-06-03", consent="yes", friends="yes")

    assert desk.status == 400
    assert "it is not kept" in said
    assert "Nobody here goes by that" in desk.open()


@pytest.mark.clause("WO-04", "WO-06", "WO-11", "WO-18")
def test_at_wolcott_a_child_is_registered_with_birth_date_guardian_and_whose_consent(town: Any) -> None:
    desk = Desk(town, WO)

    said = desk.register(
        minor="yes", birth_date="2017-06-03", guardian_name="Bob Núñez", guardian_proof="birth_certificate",
        consent_by="guardian",
    )  # fmt: skip
    assert "Registered." in said
    said = desk.open()

    assert "Of age on 3 June 2035" in said
    assert "Bob Núñez" in said
    assert "by the guardian, form version" in said
    assert "2017" not in said


def test_a_card_number_that_is_taken_tells_nothing_of_its_holder(town: Any) -> None:
    desk = Desk(town, M19)
    desk.register()

    said = desk.register(
        name="Quite Another", phone="203 555 1", address="9 Other Road", email="q@example.org"
    )

    assert desk.status == 400
    assert "This number cannot be given out. Take another card." in said
    assert "Rosa" not in desk.page
    assert desk.value_of("name") == "Quite Another"


def test_somebody_of_the_same_name_is_asked_about_and_nothing_of_her_is_shown(town: Any) -> None:
    desk = Desk(town, M19)
    desk.register()

    said = desk.register(card=OTHER, address="9 Other Road", email="another@example.org")

    assert "Perhaps they are registered already" in said
    assert "with the same phone number" in said
    assert "Elm Street" not in desk.page
    assert "rosa@example.org" not in desk.page
    assert desk.value_of("card") == OTHER
    assert "Registered." in desk.register(card=OTHER, address="9 Other Road", anew="yes")


def test_who_is_not_found_at_the_registration_key_can_be_registered_from_there(town: Any) -> None:
    desk = Desk(town, M19)

    said = desk.open("Nobody Known")

    assert "Register somebody new" in said
    assert 'href="/mansfield/desk/register"' in desk.page
    desk.took(desk.client.get("/mansfield/desk"))
    assert 'href="/mansfield/desk/register" data-press="+"' in desk.page


# -- closing


@pytest.mark.clause("M19-05")
def test_an_account_with_something_out_is_not_closed_and_the_way_to_close_it_is_said(town: Any) -> None:
    desk = Desk(town, M19)
    desk.register()
    person = desk.town.register(OTHER, "Bob Ash")
    item = desk.town.item("30001", "Emma")
    desk.town.lend(person, item)
    desk.open(OTHER)

    said = desk.press("close")

    assert "Not closed yet." in said
    assert "Out 1 item" in said
    assert "Emma" not in said
    assert "key 2" in said
    desk.town.take_back(item)
    desk.open(OTHER)
    assert "Closed. The card is good for nothing now." in desk.press("close")


@pytest.mark.parametrize(
    ("policy_id", "clause"),
    [cell(M19, "M19-05"), cell(WO, "WO-15"), cell(WE, "WE-08"), cell(NC, "NC-03")],
)  # fmt: skip
def test_what_is_kept_after_closing_is_said_with_its_last_day(town: Any, policy_id: str, clause: str) -> None:
    desk = Desk(town, policy_id)
    desk.register()
    desk.open()
    desk.took(
        desk.client.post(
            f"/{desk.slug}/desk", {"do": "look", "key": "account", "account_told": "card", "asked": CARD}
        )
    )
    desk.town.item("30001", "Emma")
    desk.press("hold", item="30001")
    desk.open()

    said = desk.press("close")

    assert "Closed." in said
    assert "Cancelled 1 hold" in said
    assert re.search(rf"Holds kept until \d+ \w+ 20\d\d \({clause}\)", said)
    assert "Who looked kept until" in said
    assert "In backups until" in said
    assert "Rosa" not in said
    assert "Nobody here goes by that" in desk.open()


# -- the slip


@pytest.mark.parametrize("policy_id", ALL_FIVE)
def test_the_welcome_slip_names_nobody_and_says_in_two_languages_what_is_kept_until_when(
    town: Any, policy_id: str
) -> None:
    desk = Desk(town, policy_id)
    desk.register()

    said = desk.took(Client().get(f"/{desk.slug}/welcome"))

    assert desk.status == 200
    assert '<section lang="en"' in desk.page
    assert '<section lang="es"' in desk.page
    for words in ("until your card expires, and a year after", "hasta que venza su tarjeta", "to know you at the desk",
                  "para reconocerle en el mostrador", f"/{desk.slug}/my-record", "you may leave it out"):  # fmt: skip
        assert words in said
    for private in ("Rosa", CARD, "Elm Street", "rosa@example.org"):
        assert private not in desk.page
    assert ("Friends' list" in said) == (policy_id == WE)
    assert ("the birth date itself is not kept" in said) == (policy_id == WO)


# -- the patron's own page


@pytest.mark.clause("WO-10", "WO-11", "NC-05")
@pytest.mark.parametrize(
    ("policy_id", "language", "words"),
    [
        (WO, "en", "by you, to what the registration form asks (version"),
        (NC, "es", "por usted, a lo que pide el formulario"),
    ],
)  # fmt: skip
def test_the_patron_reads_to_what_she_consented_and_that_she_was_registered(
    town: Any, policy_id: str, language: str, words: str
) -> None:
    desk = Desk(town, policy_id)
    desk.register()

    said = desk.own(language=language)

    assert words in said
    assert ("you were registered" if language == "en" else "usted fue inscrito") in said


@pytest.mark.clause("WO-10", "NC-05")
@pytest.mark.parametrize("policy_id", [WO, NC])
def test_a_card_from_a_file_is_renewed_with_the_consent_that_it_lacks(town: Any, policy_id: str) -> None:
    desk = Desk(town, policy_id)
    desk.town.register(OTHER, "Bob Ash")
    desk.open(OTHER)

    assert "Ask for their consent" in desk.press("renew")
    assert "Renewed." in desk.press("renew", consents="patron")
    assert "Do they agree" not in desk.open(OTHER)
    assert "by the patron, form version" in desk.open(OTHER)


# -- the Friends


@pytest.mark.clause("WE-14", "WE-15", "WE-22", "S-5")
def test_s20_the_director_of_weston_hands_over_one_address_and_its_owner_reads_of_it_and_leaves(
    town: Any,
) -> None:
    desk = Desk(town, WE)
    desk.register(friends="yes")
    desk.register(card=OTHER, name="Bob Ash", email="bob@example.org", phone="")
    director = Client()
    director.force_login(desk.town.staff("dora", "director", title="director"))

    said = desk.took(director.get("/weston/today/friends"))
    assert "On the list 1 New since the Friends were told 1 Left since 0" in said
    assert "@example.org" not in desk.page
    said = desk.took(director.post("/weston/today/friends", {"do": "changes"}))
    assert "rosa@example.org" in said
    assert "bob@example.org" not in desk.page
    assert "Rosa" not in desk.page
    assert "WE-15" in desk.page

    said = desk.own()
    assert "the Friends of the Library, on your own choice of their list: 1 e-mail address" in said
    token = re.findall(r'name="token" value="([^"]+)"[^<]*>[^<]*<button[^>]*>Leave the Friends', desk.page)
    token = token or re.findall(r'name="token" value="([^"]+)"', desk.page)
    desk.patron.post("/weston/my-record/take-back", {"token": token[-1]})
    assert "Somebody left the Friends' list" in desk.took(director.get("/weston/today"))
    said = desk.took(director.post("/weston/today/friends", {"do": "changes"}))
    assert "To take off their list, today rosa@example.org" in said
    assert "the Friends' list" not in desk.took(director.get("/weston/today")).replace(
        "If the Friends ask", ""
    )


@pytest.mark.parametrize(
    ("policy_id", "clause"),
    [cell(M19, "M19-19"), cell(OLD, "MC-05"), cell(WO, "WO-20"), cell(NC, "NC-06")],
)  # fmt: skip
def test_s20_elsewhere_the_friends_are_told_that_no_address_is_passed_on(
    town: Any, policy_id: str, clause: str
) -> None:
    desk = Desk(town, policy_id)
    desk.register()
    director = Client()
    director.force_login(desk.town.staff("dora", "director", title="director"))

    for answer in (director.get(f"/{desk.slug}/today/friends"), director.post(f"/{desk.slug}/today/friends")):
        said = desk.took(answer)
        assert "We pass on nobody's address." in said
        assert clause in desk.page
        assert "@example.org" not in desk.page


def test_the_friends_list_is_the_directors_alone(town: Any) -> None:
    desk = Desk(town, WE)

    assert desk.client.get("/weston/today/friends").status_code == 403
    assert desk.client.post("/weston/today/friends", {"do": "whole"}).status_code == 403
