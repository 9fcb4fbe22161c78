"""Is everything that readers see there in Spanish, and may they choose?"""

import json
import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client

from reticent import policy
from reticent.access import doorway, families
from reticent.access.asking import Asking
from reticent.access.families import TypedGuardian, TypedSent
from reticent.doors.web import tongues
from reticent.policy.tongues import LANGUAGES
from reticent.policy.tongues import Tongue as OfThePolicy
from tests.browser.pages_of import set_up
from tests.conftest import NOW, TODAY, Town
from tools import words

CARD, PIN = "29030001", "4711"
# Names, and what is written alike in both languages.
ALIKE = re.compile(
    r"""(?x) ^[\W\d_]*$ | Reticent | ^(English|Español|PIN|No\.|Language,\ idioma|sha256)$ | Public\ Library$ | ^\S+@\S+$
    | ^\$[\d.]+$ | ^(Alice|Nil|Bob|Pat|Emma|Quillfeather|Mansfield)\b | ^29030\d+$ | ^1\ Library\ Lane$ | ^860\ | sha256
    | ^[A-Z0-9]+[a-z]?-[\w()-]+$ | ^(CGS|18\ U\.S\.C\.)\ [\w()., -]+$ | [0-9a-f]{64} | ^testserver/ | ^Wolcott
    | ^Bibliomation$"""
)


class Seen(HTMLParser):
    """What a reader of this page is told, by eye or by voice, outside what is marked as being in English."""

    SAID = ("aria-label", "data-label", "title", "alt", "placeholder")
    EMPTY = ("meta", "link", "input", "br", "hr", "img")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self.quoted: set[str] = set()
        self._quoted: list[bool] = [False]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        quoted = (
            self._quoted[-1] or tag in ("script", "style") or (tag != "html" and given.get("lang") == "en")
        )
        if not quoted:
            self.texts.update(" ".join(v.split()) for k in self.SAID if (v := given.get(k)))
        if tag not in self.EMPTY:
            self._quoted.append(quoted)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY:
            self._quoted.pop()

    def handle_data(self, data: str) -> None:
        if text := " ".join(data.split()):
            (self.quoted if self._quoted[-1] else self.texts).add(text)


@pytest.fixture
def door(mansfield: Town) -> Town:
    """Alice, a minor, has two books out, owes something, has paid something, and a guardian is noted; several have
    looked. Nil, who is grown, sends somebody and has a wish."""
    person = mansfield.register(CARD, "Alice Quillfeather", pin=PIN, adult_on=TODAY + timedelta(days=900))
    nil = mansfield.register("29030002", "Nil Quillfeather", pin=PIN)
    for barcode, ago in (("30001", 60), ("30002", 3), ("30003", 90), ("30004", 80)):
        mansfield.lend(person, mansfield.item(barcode), on=TODAY - timedelta(days=ago))
    mansfield.take_back(mansfield.item("30003"), fine=10, days_after=30)
    mansfield.pay(person, days_after=30)
    mansfield.take_back(mansfield.item("30004"), fine=10, days_after=30)
    clara = mansfield.staff("clara", "circulation", "registration", "director", "systems", "accounts")
    typed = TypedGuardian(name="Bob Quillfeather", card="", proof="birth_certificate", of_age="")
    families.note_guardian(mansfield.library, clara, person=person, typed=typed, now=NOW)
    sent = TypedSent(name="Pat Quillfeather", card="", may="collect", given_by="card", until="")
    families.designate(mansfield.library, clara, person=nil, typed=sent, now=NOW)
    families.wish(mansfield.library, clara, person=nil, wish="no_phone", now=NOW)
    for purpose in ("lend", "return", "hold", "account", "registration", "recovery", "support"):
        doorway.look(mansfield.library, clara, purpose=purpose, now=NOW, handle=CARD)
    for asker in ("parent", "spouse", "police"):
        asking = Asking("third_party" if asker != "parent" else "guardian", asker=asker)
        doorway.look(mansfield.library, clara, purpose="account", now=NOW, handle=CARD, asking=asking)
    doorway.look(mansfield.library, clara, purpose="account", now=NOW, handle=CARD, no_duty=True)
    return mansfield


def reader(language: str, *, card: str = "") -> Client:
    """A browser that wishes for this language; with a card, signed in."""
    client = Client(headers={"accept-language": language}, raise_request_exception=False)
    if card:
        assert client.post("/mansfield/sign-in", {"who": card, "secret": PIN}).status_code == 302
    return client


def alike(english: str, spanish: str) -> set[str]:
    """What both pages say in the same words, names aside."""
    return {text for text in Seen(english).texts & Seen(spanish).texts if not ALIKE.search(text)}


PAGES = {
    "front": "/",
    "the policy": "/mansfield/",
    "the permission form": "/mansfield/permission",
    "the complaint": "/mansfield/complaint",
    "patron sign-in": "/mansfield/sign-in",
    "programs": "/mansfield/programs",
    "nothing there": "/nowhere/at-all",
    "no such library": "/nowhere/",
}


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_a_page_for_anyone_says_nothing_in_english_to_a_spanish_reader(door: Town, address: str) -> None:
    english, spanish = (reader(each).get(address).content.decode() for each in LANGUAGES)

    assert '<html lang="en">' in english
    assert '<html lang="es">' in spanish
    assert alike(english, spanish) == set()
    assert len(Seen(spanish).texts) > 7


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
@pytest.mark.django_db(databases=["default", "ledger"], transaction=True)
def test_every_shipped_policy_is_told_in_spanish(policy_id: str) -> None:
    text = policy.shipped(policy_id)
    set_up(policy_id, at="mansfield")

    for address in ("/mansfield/", "/mansfield/permission", f"/mansfield/policy/{policy_id}"):
        english, spanish = (reader(each).get(address).content.decode() for each in LANGUAGES)
        assert next(iter(text.clauses)) in english or address.endswith("permission")
        assert alike(english, spanish) == set()


@pytest.mark.parametrize("card", [CARD, "29030002"], ids=["much held", "little held"])
def test_the_patrons_own_record_says_nothing_in_english_to_a_spanish_reader(door: Town, card: str) -> None:
    english, spanish = (
        reader(each, card=card).get("/mansfield/my-record").content.decode() for each in LANGUAGES
    )

    assert alike(english, spanish) == set()


@pytest.mark.parametrize("refused", ["sign-in", "form from elsewhere", "registration gone"])
def test_what_went_wrong_is_said_in_spanish_too(door: Town, refused: str) -> None:
    def said(language: str) -> str:
        client = reader(language)
        if refused == "form from elsewhere":
            client = Client(enforce_csrf_checks=True, headers={"accept-language": language})
        if refused == "registration gone":
            client = reader(language, card="29030002")
            door.purge(now=NOW + timedelta(days=2000))
            response = client.get("/mansfield/my-record")
            door.register("29030002", "Nil Quillfeather", pin=PIN)
        else:
            response = client.post("/mansfield/sign-in", {"who": CARD, "secret": "0000"})
        assert response.status_code == 403
        return str(response.content.decode())

    assert alike(said("en"), said("es")) == set()


def test_the_file_to_take_home_says_why_and_until_when_in_spanish(door: Town) -> None:
    english, spanish = (
        {
            kind["kind"]: kind
            for kind in json.loads(reader(each, card=CARD).get("/mansfield/my-record/download").content)[
                "held"
            ]
        }
        for each in LANGUAGES
    )

    for kind, told in spanish.items():
        assert {"why", "until", "rule"} <= {key for key in told if told[key] != english[kind][key]}, kind
        assert not set(told["fields"].values()) & set(english[kind]["fields"].values())


# -- choosing


def test_a_reader_chooses_by_a_link_and_it_is_remembered_in_a_cookie_that_holds_nothing_else(
    door: Town,
) -> None:
    client = reader("en")
    link = re.search(r'href="(\?language=es)" lang="es"', client.get("/mansfield/").content.decode())
    assert link is not None

    chosen = client.get("/mansfield/" + link[1])

    assert (chosen.status_code, chosen.headers["Location"]) == (302, "/mansfield/")
    assert chosen.cookies["language"].value == "es"
    assert list(chosen.cookies) == ["language"]
    for address in ("/mansfield/", "/", "/mansfield/sign-in"):
        assert '<html lang="es">' in client.get(address).content.decode()
    client.get("/?language=en")
    assert '<html lang="en">' in client.get("/mansfield/").content.decode()


def test_a_choice_keeps_a_patron_signed_in(door: Town) -> None:
    client = reader("en", card=CARD)

    page = client.get("/mansfield/my-record?language=es", follow=True)

    assert page.status_code == 200
    assert "Qué guarda esta biblioteca sobre usted" in page.content.decode()


@pytest.mark.parametrize(
    ("wished", "shown"), [("es-PR,es;q=0.9", "es"), ("fr,de;q=0.5", "en"), ("", "en"), ("x'; --", "en")]
)
def test_the_browsers_wish_decides_before_the_reader_does(door: Town, wished: str, shown: str) -> None:
    response = reader(wished).get("/mansfield/")

    assert f'<html lang="{shown}">' in response.content.decode()
    assert response.headers["Content-Language"] == shown
    assert {"Accept-Language", "Cookie"} <= set(re.split(r",\s*", response.headers["Vary"]))


@pytest.mark.parametrize("asked", ["fr", "", "es'", "../es"])
def test_a_language_that_is_not_there_changes_nothing(door: Town, asked: str) -> None:
    response = reader("en").get("/mansfield/", {"language": asked})

    assert response.status_code == 200
    assert "language" not in response.cookies


def test_the_desk_stays_as_its_words_were_tried(door: Town) -> None:
    client = reader("es")
    client.post("/mansfield/staff", {"who": "clara@mansfield", "secret": "reading-room-lamp"})

    for address in ("/mansfield/desk", "/mansfield/today"):
        page = client.get(address).content.decode()
        assert '<html lang="en">' in page
        assert "Salir" not in page
        assert 'href="?language' not in page


def test_a_day_is_written_as_each_language_writes_it() -> None:
    from django.utils import translation

    with translation.override("es"):
        assert tongues.day(TODAY) == "21 de noviembre de 2026"
        assert tongues.day(TODAY, year=False) == "21 de noviembre"
    with translation.override("en"):
        assert tongues.day(TODAY) == "21 November 2026"


# -- the catalogue


def texts(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [str(each) for each in value]  # type: ignore[attr-defined]


def test_every_sentence_that_is_said_is_in_the_catalogue_and_translated() -> None:
    kept = {(m.id if isinstance(m.id, str) else tuple(m.id)): m for m in words.catalogue("es") if m.id}

    said = words.sentences()

    assert len(said) > 200
    assert said.keys() - kept.keys() == set(), "run `make words`, then translate"
    assert {key for key, m in kept.items() if m.fuzzy or not all(texts(m.string))} == set()


def test_a_translation_fills_in_what_the_sentence_fills_in() -> None:
    held = re.compile(r"%\(\w+\)s|\{\w+\}|</?\w+[^>]*>")

    uneven = [
        m.id
        for m in words.catalogue("es")
        if m.id
        for string in texts(m.string)
        if sorted(held.findall(string)) != sorted(held.findall(texts(m.id)[0]))
    ]

    assert uneven == []


def test_the_compiled_catalogue_is_the_one_that_is_read_by_people() -> None:
    there = (words.LOCALE / "es" / "LC_MESSAGES" / "django.mo").read_bytes()

    assert there == words.compiled(words.catalogue("es")), "run `make words`"


def test_what_a_kind_says_of_itself_is_the_same_on_both_shelves() -> None:
    """The policy's Spanish and the pages' must not call one thing by two names."""
    kept = {m.id: m.string for m in words.catalogue("es") if isinstance(m.id, str)}
    shared = [english for english in kept if english and OfThePolicy("es").knows(english)]

    assert {english for english in shared if OfThePolicy("es").say(english) != kept[english]} == set()
