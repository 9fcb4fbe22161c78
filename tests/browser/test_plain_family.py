"""Do the desk's pages and the patron's own say what is noted: guardians, people sent, wishes; at five policies?"""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from tests.conftest import Town

M19, OLD, WO, WE, NC = "mansfield-2019", "mansfield-older", "wolcott-2016", "weston-2017", "new-canaan-2018"
WREN, BOB = "29030001", "29030002"


def today() -> date:
    """Today at the library, as the desk works it out."""
    return datetime.now(UTC).astimezone(ZoneInfo("America/New_York")).date()


class Counter:
    """The desk of one library, where Wren (two items out) and Bob are registered; and each one's own page."""

    def __init__(self, town: Any, policy_id: str, *, duties: tuple[str, ...] = (), **wren: Any) -> None:
        self.slug = policy_id.rpartition("-")[0]
        self.town: Town = town(self.slug, policy_id=policy_id)
        self.wren = self.town.register(WREN, "Wren Ash", pin="4711", expires=date(2050, 1, 2), **wren)
        self.bob = self.town.register(BOB, "Bob Ash", pin="4712", expires=date(2050, 1, 2))
        self.town.lend(self.wren, self.town.item("30001", "Emma"))
        self.client = Client()
        self.client.force_login(
            self.town.staff("clara", *(duties or ("circulation", "registration", "accounts")))
        )
        self.page = ""

    def post(self, do: str, **fields: str) -> str:
        """Post a form; the words of the page."""
        self.page = self.client.post(f"/{self.slug}/desk", {"do": do, **fields}).content.decode()
        return self.said()

    def press(self, do: str, *, at: int = 0, **fields: str) -> str:
        """Post the form on the card that does this, with the token it carries."""
        tokens = re.findall(
            rf'name="do" value="{do}"><input type="hidden" name="token" value="([^"]+)"', self.page
        )
        return self.post(do, token=tokens[at], **fields)

    def open(self) -> str:
        """Wren's registration, at key 6."""
        return self.post("look", key="registration", asked=WREN)

    def ask(self, shown: str, named: str = "") -> str:
        """Key 4: a parent or guardian."""
        return self.post("look", key="guardian", guardian_told=shown, guardian_named=named, asked=WREN)

    def sent(self, shown: str, named: str = "") -> str:
        """Key 8: someone they send."""
        return self.post("look", key="sent", sent_told=shown, sent_named=named, asked=WREN)

    def note_guardian(self, **typed: str) -> str:
        self.open()
        given = {"guardian_name": "Bob Ash", "guardian_proof": "birth_certificate", **typed}
        given.setdefault("of_age", (today() + timedelta(days=400)).isoformat())
        return self.press("guardian", **given)

    def said(self) -> str:
        main = self.page.split("<main")[1].split("</main>")[0]
        return " ".join(re.sub(r"<[^>]+>", " ", main).split())

    def ids(self) -> set[str]:
        """The clauses that the card cites."""
        return set(re.findall(rf'href="/{self.slug}/#([^"]+)"', self.page))

    def own(self, card: str, pin: str) -> Client:
        """Somebody signed in to her own page."""
        client = Client()
        assert client.post(f"/{self.slug}/sign-in", {"who": card, "secret": pin}).status_code == 302
        return client

    def own_page(self, client: Client) -> str:
        self.page = client.get(f"/{self.slug}/my-record").content.decode()
        return self.said()


# -- the five policies, through the pages


@pytest.mark.parametrize(
    ("policy_id", "verdict", "cites"),
    [
        pytest.param(M19, "Noted, until", {"S-2"}, marks=pytest.mark.clause("M19-06", "M19-07")),
        pytest.param(
            OLD, "No. This policy answers no guardian.", {"MC-05", "S-4"}, marks=pytest.mark.clause("MC-05")
        ),
        pytest.param(WO, "Noted, until", {"S-2"}, marks=pytest.mark.clause("WO-04")),
        pytest.param(WE, "Noted, until", {"S-2"}, marks=pytest.mark.clause("WE-12", "WE-13")),
        pytest.param(
            NC, "Not yours to note. Hand it on.", {"NC-06", "S-4"}, marks=pytest.mark.clause("NC-06")
        ),
    ],
)
def test_each_desk_notes_a_guardian_or_says_why_not_and_what_then(
    town: Any, policy_id: str, verdict: str, cites: set[str]
) -> None:
    counter = Counter(town, policy_id)

    said = counter.note_guardian()

    assert verdict in said
    if "Noted" not in verdict:
        assert cites <= counter.ids()
        assert re.search("Your child may ask|Say that the child may ask", said)


@pytest.mark.clause("M19-07", "WE-13")
@pytest.mark.parametrize("policy_id", [M19, WO, WE])
def test_from_the_birthday_on_a_noted_guardian_is_on_neither_ones_page(town: Any, policy_id: str) -> None:
    from reticent.people import families, patrons

    counter = Counter(town, policy_id)
    families.note_guardian(
        counter.town.drawer, counter.town.to_open("guardian_link", subject=patrons.beside(counter.wren)),
        person=counter.wren, child="Wren Ash", today=today() - timedelta(days=9),
        new=families.NewLink("Bob Ash", counter.bob, "birth_certificate", today()),
        registered_name=lambda _: "",
    )  # fmt: skip

    assert "Bob Ash" not in counter.own_page(counter.own(WREN, "4711"))
    assert "Wren" not in counter.own_page(counter.own(BOB, "4712"))


def test_who_is_sent_to_borrow_takes_items_on_the_card_and_learns_nothing_of_it(town: Any) -> None:
    counter = Counter(town, M19)
    counter.open()
    counter.press("send", sent_name="Pat Elm", sent_given_by="borrow letter")
    counter.town.item("30009", "Sanditon")

    offered = counter.sent("to_borrow", "Pat Elm")
    lent = counter.press("lend", item="30009")

    assert "Lend. Scan the items." in offered
    assert "Lent. Due" in lent
    assert "Sanditon" in lent
    assert not set((offered + lent).split()) & {"Emma", "Wren", "Ash", "Owed"}
    assert counter.town.out_to(counter.wren) == {"30001", "30009"}


# -- key 6: noting and taking off


def test_a_guardian_is_noted_shown_kept_out_let_in_and_taken_off(town: Any) -> None:
    counter = Counter(town, M19, duties=("circulation", "registration", "accounts", "director"))
    assert "Noted, until" in counter.note_guardian(guardian_card=BOB)
    assert "Bob Ash" in counter.open()

    assert "The order keeps them out." in counter.press("keep_out")
    assert "No. Call the Library Director." in counter.ask("satisfied_parent", BOB)
    assert "kept out" in counter.open()
    assert "The order has ended." in counter.press("let_in")
    assert "Yes, to the parent." in counter.ask("guardian_link", "Bob Ash")
    counter.open()
    assert "Taken off." in counter.press("take_off")
    assert "Bob Ash" not in counter.open()


def test_the_desk_cannot_take_a_court_order_off(town: Any) -> None:
    counter = Counter(town, M19)
    counter.note_guardian(guardian_proof="custody_order")

    for do in ("let_in", "take_off"):
        counter.open()
        assert "Not yours to change. Hand it on." in counter.press(do)
    assert "kept out" in counter.open()


def test_a_guardian_kept_out_by_an_order_reads_no_word_of_it_on_the_card(town: Any) -> None:
    counter = Counter(town, M19)
    counter.note_guardian(guardian_proof="custody_order")

    counter.ask("satisfied_parent", "Bob Ash")

    card = counter.page.partition('<article class="card decision')[2].partition(">Because<")[0]
    assert "The Library Director will speak with you." in card
    assert "order" not in card


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"guardian_name": ""}, ("guardian_name", "as the photo id has it")),
        ({"guardian_card": "29039999"}, ("guardian_card", "No card here has this number")),
        ({"of_age": "2012-06-03"}, ("of_age", "That day is past")),
        ({"of_age": ""}, ("of_age", "Write the day")),
        ({"guardian_proof": ""}, ("guardian_proof", "Look at what they show")),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_stays_as_typed(
    town: Any, typed: dict[str, str], wrong: tuple[str, str]
) -> None:
    counter = Counter(town, M19)

    said = counter.note_guardian(**typed)

    assert "Not saved." in said
    assert f'id="{wrong[0]}-error"' in counter.page
    assert wrong[1] in said
    if typed.get("guardian_name") is None:
        assert 'value="Bob Ash"' in counter.page
    assert "Bob Ash" not in counter.open()


@pytest.mark.clause("WO-06")
def test_where_the_registration_holds_the_day_the_form_does_not_ask_it(town: Any) -> None:
    counter = Counter(town, WO, adult_on=date(2040, 2, 1))
    counter.open()
    assert 'name="of_age"' not in counter.page

    assert "Noted, until 1 February 2040." in counter.press(
        "guardian", guardian_name="Bob Ash", guardian_proof="photo_id"
    )


def test_a_token_of_one_form_does_nothing_in_another(town: Any) -> None:
    counter = Counter(town, M19)
    counter.open()
    token = re.findall(
        r'name="do" value="wish"><input type="hidden" name="token" value="([^"]+)"', counter.page
    )[0]

    assert "That was not done." in counter.post("guardian", token=token, guardian_name="Bob Ash")


@pytest.mark.clause("WE-11", "WO-14")
@pytest.mark.parametrize("policy_id", [WE, WO, M19, NC, OLD])
def test_a_wish_stands_where_the_number_stood_and_the_number_only_where_it_is_mended(
    town: Any, policy_id: str
) -> None:
    counter = Counter(town, policy_id)
    assert "Phone 860 555 0100" in counter.open()
    assert "Noted. Nobody reaches them that way." in counter.press("wish", wish="no_phone")

    said = counter.open()

    assert "Phone never phone" in said
    assert "860 555 0100" not in said
    assert 'value="860 555 0100"' in counter.page.split('value="correct"')[1]
    counter.press("wish", wish="no_messages")


def test_no_message_is_said_beside_the_number(town: Any) -> None:
    counter = Counter(town, M19)
    counter.open()
    counter.press("wish", wish="no_messages")

    assert "860 555 0100 (never leave messages)" in counter.open()


# -- the patron's own page


def test_the_own_page_says_who_is_guardian_and_from_when_the_account_is_hers_alone(town: Any) -> None:
    counter = Counter(town, M19)
    day = today() + timedelta(days=400)
    counter.note_guardian(guardian_card=BOB)

    hers, his = counter.own_page(counter.own(WREN, "4711")), counter.own_page(counter.own(BOB, "4712"))

    assert "Bob Ash may be answered about your account" in hers
    assert f"On {day:%-d %B %Y} this account becomes yours alone" in hers
    assert "registration: a guardian was noted" in hers
    assert "You are guardian of Wren Ash until they come of age" in his
    assert f"{day:%-d %B %Y}" not in his
    taken_home = counter.own(BOB, "4712").get(f"/{counter.slug}/my-record/download").content.decode()
    assert "Wren Ash" in taken_home
    assert not any(written in taken_home for written in (day.isoformat(), f"{day:%-d %B %Y}"))


def test_the_own_page_and_file_of_whom_an_order_keeps_out_say_nothing_of_the_child(town: Any) -> None:
    counter = Counter(town, M19)
    counter.note_guardian(guardian_card=BOB, guardian_proof="custody_order")
    client = counter.own(BOB, "4712")

    page = counter.own_page(client)
    taken_home = client.get(f"/{counter.slug}/my-record/download").json()

    assert "Wren" not in page + json.dumps(taken_home)
    assert "You are guardian" not in page
    assert taken_home["guardian_of"] == []
    assert "guardian_link" not in {held["kind"] for held in taken_home["held"]}


def test_a_patron_of_age_takes_back_whom_she_sends_and_her_wish(town: Any) -> None:
    counter = Counter(town, M19)
    for do, typed in (
        ("send", {"sent_name": "Pat Elm", "sent_given_by": "collect card"}), ("wish", {"wish": "email_only"}),
    ):  # fmt: skip
        counter.open()
        counter.press(do, **typed)
    client = counter.own(WREN, "4711")
    said = counter.own_page(client)
    assert "Pat Elm may collect what waits for you, until" in said
    assert "e-mail only" in said

    for _ in range(2):
        token = re.findall(r'take-back">.*?name="token" value="([^"]+)"', counter.page)[0]
        assert client.post(f"/{counter.slug}/my-record/take-back", {"token": token}).status_code == 302
        said = counter.own_page(client)

    assert "Pat Elm" not in said
    assert "take-back" not in counter.page
    assert (
        "my record: somebody you sent was taken back" in said.lower()
        or "somebody you sent was taken back" in said
    )


def test_a_minor_is_told_to_ask_at_the_desk_and_finds_no_button(town: Any) -> None:
    counter = Counter(town, M19)
    counter.note_guardian()
    counter.open()
    counter.press("wish", wish="no_mail")

    said = counter.own_page(counter.own(WREN, "4711"))

    assert "To change it ask at the desk with your card" in said
    assert "take-back" not in counter.page


def test_what_another_patron_noted_cannot_be_taken_back(town: Any) -> None:
    counter = Counter(town, M19)
    counter.open()
    counter.press("wish", wish="no_mail")
    counter.own_page(counter.own(WREN, "4711"))
    token = re.findall(r'take-back">.*?name="token" value="([^"]+)"', counter.page)[0]

    answer = counter.own(BOB, "4712").post(f"/{counter.slug}/my-record/take-back", {"token": token})

    assert answer.status_code == 403
    assert "never send mail" in counter.open()
    assert Client().post(f"/{counter.slug}/my-record/take-back", {"token": token}).status_code == 302
    assert "never send mail" in counter.open()


def test_the_file_to_take_home_holds_it_too(town: Any) -> None:
    counter = Counter(town, M19)
    counter.note_guardian()
    counter.open()
    counter.press("wish", wish="no_mail")

    file = json.loads(counter.own(WREN, "4711").get(f"/{counter.slug}/my-record/download").content)

    assert [g["name"] for g in file["guardians"]] == ["Bob Ash"]
    assert [w["wish"] for w in file["wishes"]] == ["never send mail"]
    assert {"guardian_link", "contact_wish"} <= {h["kind"] for h in file["held"]}
