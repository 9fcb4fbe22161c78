"""Does every kind of record keep the whole promise: stored with a purpose, shown with its need, counted, forgotten?

A kind that is declared and has no sample here fails: whoever adds one shows it on its whole way.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from reticent.access import complaints, computers, doorway, permissions, reviewing
from reticent.access import programs as access_programs
from reticent.access.permissions import Typed as TypedPermission
from reticent.disclosure import cases
from reticent.drawer import kinds, sweeping
from reticent.people import families, friends, patrons, staff_notes, statements, tries
from reticent.people.families import NewDesignation, NewLink
from reticent.people.staff_notes import NewNote
from reticent.policy import shipped
from reticent.policy.vocabulary import BESIDE, KEPT_KINDS
from reticent.records import (
    disclosures,
    donors,
    holds,
    interlibrary,
    looks,
    numbered,
    programs,
    questions,
    stations,
    suggestions,
)
from reticent.records.complaints import new_number
from reticent.records.disclosures import Entry
from reticent.records.programs import NewProgram
from reticent.records.questions import Typed
from reticent.records.signups import NewSignUp
from reticent.retention import exposure, purge
from reticent.vault.forgetlist import ForgetList
from tests.conftest import NOW, TODAY, Town

ALICE = "29030001"
DAY = timedelta(days=1)
ENDS = TODAY + 20 * DAY
CASE = "case-00112233445566ff"


@dataclass(frozen=True)
class Sample:
    """One record of a kind: how it comes about; how its need ends, or on which day that ends by itself."""

    make: Callable[[Town, str], None]
    end: Callable[[Town, str], None] = lambda town, person: None
    ends_on: date = TODAY


def beside(town: Town, person: str) -> Any:
    return town.to_open(*BESIDE, subject=patrons.beside(person))


def _link(town: Town, person: str) -> None:
    new = NewLink("Bob Ash", "", "birth_certificate", ENDS)
    families.note_guardian(
        town.drawer, beside(town, person), person=person, child="Alice Oak", new=new, today=TODAY,
        registered_name=lambda _: "",
    )  # fmt: skip


def _send(town: Town, person: str) -> None:
    new = NewDesignation("Pat Elm", "", "collect", "card", ENDS)
    families.designate(town.drawer, beside(town, person), person=person, new=new, today=TODAY)


def _wish(town: Town, person: str) -> None:
    families.wish(town.drawer, beside(town, person), person=person, wish="no_mail", today=TODAY)


def _take_wish_back(town: Town, person: str) -> None:
    permit = beside(town, person)
    (slip,) = families.found(town.drawer, permit, person=person, kind="contact_wish")
    families.take_off(
        town.drawer, permit, person=person, kind="contact_wish", which=families.mark(slip), today=TODAY, days_after=7
    )  # fmt: skip


def _look(town: Town, person: str) -> None:
    doorway.look(town.library, town.staff(), purpose="lend", now=NOW, handle=ALICE)


def _charge(town: Town, person: str) -> None:
    item = town.item("30002")
    town.lend(person, item, on=TODAY - 40 * DAY)
    town.take_back(item, fine=10)


def _tries(town: Town, person: str) -> None:
    permit = town.to_open("tries", subject=tries.handle(ALICE))
    tries.take(town.drawer, permit, card=ALICE, now=NOW, day_of=town.library.day_of)


def _disclose(town: Town, person: str) -> None:
    entry = Entry(TODAY, disclosures.PRODUCED, "court", "Superior Court", "court_order", ("S-1",), CASE)
    with town.drawer.writing() as writer:
        disclosures.note(writer, entry, {person: {"loan": 2}})
    permit = town.to_open("disclosure", thing=disclosures.thing(CASE))
    with town.drawer.writing() as writer:
        disclosures.tell(town.drawer, writer, permit, case=CASE, today=TODAY)


# Of each kind one: the registration itself runs out on the day that `ENDS` says.
def _hold(town: Town, person: str) -> None:
    holds.place(town.drawer, town.permit, person=person, item=town.item("30002"), pickup="Main", today=TODAY)


def _draw(town: Town, person: str) -> None:
    """A look of the last whole week; all of so few are drawn."""
    on = reviewing.week_before(TODAY)
    looks.write_down(town.drawer, person=person, on=on, by_role="desk", purpose="lend", outcome="allowed")
    reviewing.draw(town.library, now=NOW)


def _review(town: Town, person: str) -> None:
    (waiting,) = reviewing.queue(town.library, now=NOW).waiting
    reviewing.say(town.library, rank=waiting.rank, verdict="in_order", now=NOW)


def _cancel(town: Town, person: str) -> None:
    holds.cancel(town.drawer, town.permit, person=person, item=town.item("30002"), today=TODAY, days_after=7)


def _case(town: Town, person: str) -> None:
    asked = {"asker": "police", "papers": "none", "channel": "in_person"}
    cases.open_case(town.library, town.staff("dana", "director"), path="asking", details=asked, now=NOW)


def _close(town: Town, person: str) -> None:
    (row,) = cases.rows(town.library)
    details = {"withdrawn_by": "Officer Eve", "took_back_how": "letter"}
    dana = town.staff("dana", "director")
    cases.take(town.library, dana, row.handle, step="withdrawn", details=details, now=NOW, seen=row.version)


def _keep(town: Town, person: str) -> None:
    town.lend(person, town.item("30001"))
    dana = town.staff("dana", "director")
    asked = {"asker": "police", "papers": "preservation_letter", "channel": "mail"}
    case = cases.open_case(town.library, dana, path="asking", details=asked, now=NOW)
    details = {"card": ALICE, "kinds_kept": ["loan"], "decided_by": "Counsel", "reason": "Their letter."}
    cases.take(town.library, dana, case.handle, step="preserve", details=details, now=NOW, seen=1)


def _keep_and_return(town: Town, person: str) -> None:
    _keep(town, person)
    town.take_back(town.item("30001"))


def _choose(town: Town, person: str) -> None:
    with town.drawer.writing() as writer:
        friends.put(writer, person=person, today=TODAY)


def _leave(town: Town, person: str) -> None:
    permit = beside(town, person)
    (slip,) = families.found(town.drawer, permit, person=person, kind="friends_choice")
    families.take_off(
        town.drawer, permit, person=person, kind="friends_choice", which=slip.mark, today=TODAY, days_after=7
    )  # fmt: skip


def _state(town: Town, person: str) -> None:
    words = "The fine was for a book that I never had."
    statements.put(
        town.drawer, statement(town, person), person=person, about="charge", words=words, today=TODAY
    )


def _take_statement_back(town: Town, person: str) -> None:
    permit = statement(town, person)
    (slip,) = families.found(town.drawer, permit, person=person, kind="statement")
    families.take_off(
        town.drawer, permit, person=person, kind="statement", which=slip.mark, today=TODAY, days_after=7
    )  # fmt: skip


def _complain(town: Town, person: str) -> None:
    complaints.complain(
        town.library, words="A title was read out.", number=new_number(), person=person, now=NOW
    )


def _answer(town: Town, person: str) -> None:
    (waits,) = complaints.listed(town.library)
    dana = town.staff("dora", "director", title="director")
    complaints.answer(town.library, dana, mark=waits.mark, found="It was.", answer="It will not be.", now=NOW)


def statement(town: Town, person: str) -> Any:
    return town.to_open("statement", subject=patrons.beside(person))


def _note(town: Town, person: str) -> None:
    new = NewNote("card_lost", "", "desk", ENDS)
    staff_notes.put(town.drawer, beside(town, person), person=person, new=new, today=TODAY)


def _permit(town: Town, person: str) -> None:
    typed = TypedPermission(recipient="Quimby Oak", scope=("loan",), until=ENDS.isoformat(), agreed=True)
    permissions.give_myself(town.library, person=person, typed=typed, now=NOW)


def _ask(town: Town, person: str) -> None:
    asked = Typed("When does the ferry to Block Island leave?", "860 555 0142")
    questions.ask(town.drawer, asked, way=numbered.DESK, today=TODAY)


def _answered(town: Town, person: str) -> None:
    _told(town, "reference_question", questions.LIST, answer="At nine.")


def _suggest(town: Town, person: str) -> None:
    suggested = suggestions.Typed("A book of ferries", contact="860 555 0142")
    suggestions.suggest(town.drawer, suggested, today=TODAY)


def _decided(town: Town, person: str) -> None:
    _told(town, "purchase_suggestion", suggestions.LIST, decision=suggestions.BUY)


def _told(town: Town, kind: str, thing: str, **said: str) -> None:
    (slip,) = numbered.every(town.drawer, town.to_open(kind, thing=thing), kind=kind, thing=thing)
    numbered.answer(
        town.drawer, town.to_open(kind, subject=slip.subject), kind=kind, number=numbered.number_of(slip),
        told=True, today=TODAY, days_after=7, **said,
    )  # fmt: skip


def _borrow(town: Town, person: str) -> None:
    asked = interlibrary.Typed("A History of Ferries", "Ada Sound")
    interlibrary.ask(town.drawer, town.permit, asked, person=person, pickup="Main", today=TODAY)


def _lend_none(town: Town, person: str) -> None:
    permit = town.to_open("interlibrary_request", thing=interlibrary.LIST)
    (slip,) = interlibrary.in_order(town.drawer.find_thing(permit, thing=interlibrary.LIST))
    interlibrary.refuse(
        town.drawer, permit, number=slip.payload["number"], words="", today=TODAY, days_after=14
    )


def _sign_up(town: Town, person: str) -> None:
    new = NewProgram("Chess", "", "adults", "to tell you of a change", NOW + 20 * DAY, "Hall", "8", "1")
    programs.add(town.library, new, run_by="clara@mansfield", now=NOW)
    (session,) = programs.coming(town.library, now=NOW)
    signed = NewSignUp("Alice", "alice@example.org", person=person)
    access_programs.sign_up(town.library, session, signed, now=NOW)


def _give(town: Town, person: str) -> None:
    gift = {"given_on": TODAY.isoformat(), "cents": 25000, "purpose": "collection", "anonymous": False}
    donor, permit = (
        donors.TypedDonor("Alice Oak", "7 Elm Street"),
        town.to_open("donor", "gift", subject="d:1"),
    )
    kept = {**gift, "returned": "", "thanked_on": None}
    donors.put(town.drawer, permit, donor, kept, subject="d:1", since=TODAY)


def _last_gift_goes(town: Town, person: str) -> None:
    (gift,) = town.drawer.find(town.to_open("gift", subject="d:1"), subject="d:1")
    with town.drawer.writing() as writer:
        writer.end(gift)


def _sit(town: Town, person: str) -> None:
    stations.add(town.library, name="pc-1", place="", today=TODAY)
    computers.give(town.library, town.staff("cleo"), now=NOW)


def _print(town: Town, person: str) -> None:
    computers.print_waits(town.library, town.staff("cleo"), pages="4", alias="", now=NOW)


SAMPLES = {
    "registration": Sample(lambda town, person: None, ends_on=ENDS),
    "finder": Sample(lambda town, person: None, ends_on=ENDS),
    "loan": Sample(
        lambda town, person: town.lend(person, town.item("30001")),
        lambda town, person: town.take_back(town.item("30001"), days_after=7) and None,
    ),
    "charge": Sample(_charge, lambda town, person: town.pay(person, days_after=30) and None),
    "look": Sample(_look),
    "hold": Sample(_hold, _cancel),
    "look_review": Sample(_draw, _review),
    "guardian_link": Sample(_link, ends_on=ENDS),
    "designation": Sample(_send, ends_on=ENDS + DAY),
    "contact_wish": Sample(_wish, _take_wish_back),
    "friends_choice": Sample(_choose, _leave),
    "statement": Sample(_state, _take_statement_back),
    "staff_note": Sample(_note, ends_on=ENDS + DAY),
    "permission": Sample(_permit, ends_on=ENDS + DAY),
    "program_signup": Sample(_sign_up, ends_on=ENDS + DAY),
    "computer_session": Sample(_sit, ends_on=TODAY + DAY),
    "print_job": Sample(_print, ends_on=TODAY + DAY),
    "complaint": Sample(_complain, _answer),
    "tries": Sample(_tries, ends_on=TODAY + 2 * DAY),
    "disclosure": Sample(_disclose),
    "reference_question": Sample(_ask, _answered),
    "purchase_suggestion": Sample(_suggest, _decided),
    "donor": Sample(_give, _last_gift_goes),
    "gift": Sample(_give),
    "interlibrary_request": Sample(_borrow, _lend_none),
    "case_act": Sample(_case, _close),
    "legal_hold": Sample(_keep, ends_on=TODAY + 14 * DAY),
    "kept": Sample(_keep_and_return, ends_on=TODAY + 14 * DAY),
}
# What the law says how long it is kept (4-193(h)), and no policy need.
BY_LAW = ("statement",)
# What only some policies know: their libraries keep it, and no other.
ONLY_AT = {
    "friends_choice": ("weston-2017",),
    "donor": ("new-canaan-2018",),
    "gift": ("new-canaan-2018",),
}
EVERY = pytest.mark.parametrize("kind", kinds.declared(), ids=lambda kind: kind.name)


@pytest.fixture
def mansfield(request: pytest.FixtureRequest, town: Any) -> Town:
    """The library at Mansfield, under a policy that knows the kind which is shown."""
    kind = getattr(request.node, "callspec", None) and request.node.callspec.params.get("kind")
    policy_id = ONLY_AT.get(kind.name, ("mansfield-2019",))[0] if kind else "mansfield-2019"
    made: Town = town("mansfield", policy_id=policy_id)
    return made


def furnished(town: Town, kind: kinds.Kind) -> str:
    """Alice, registered, and one record of this kind about her."""
    person = town.register(ALICE, "Alice Oak", pin="4711", expires=ENDS)
    sample_of(kind).make(town, person)
    return person


def sample_of(kind: kinds.Kind) -> Sample:
    assert kind.name in SAMPLES, f"Show a {kind.name} on its whole way: give it a sample in this file."
    return SAMPLES[kind.name]


def standing(town: Town, kind: kinds.Kind) -> int:
    return sum(1 for _, inside in town.drawer.everything() if inside.kind is kind)


def test_no_sample_is_of_a_kind_that_is_none() -> None:
    assert set(SAMPLES) == {kind.name for kind in kinds.declared()}


@EVERY
def test_a_kind_is_stored_whole_and_no_field_without_a_purpose(mansfield: Town, kind: kinds.Kind) -> None:
    furnished(mansfield, kind)

    assert standing(mansfield, kind) >= 1
    for _, inside in mansfield.drawer.everything():
        if inside.kind is kind:
            assert set(inside.payload) == {field.name for field in kind.fields}
    with pytest.raises(kinds.Undeclared), mansfield.drawer.writing() as writer:
        writer.put(subject="p:1", kind=kind.name, payload={"shoe_size": 44})


@EVERY
def test_a_kind_that_is_about_a_person_has_a_period_in_every_policy_that_keeps_it(kind: kinds.Kind) -> None:
    """What the desk can note, a policy says how long it keeps; what guards the program says so itself."""
    if kind.days_after is not None:
        return
    assert kind.name in (*KEPT_KINDS, *BY_LAW)
    policies = ONLY_AT.get(kind.name, ("mansfield-2019", "wolcott-2016", "weston-2017"))
    unkept = {pid for pid in policies if kind.name not in shipped(pid).keep and kind.name not in BY_LAW}
    assert not unkept


@EVERY
def test_a_kind_stands_while_it_is_needed_and_ends_the_night_its_days_are_over(
    mansfield: Town, kind: kinds.Kind
) -> None:
    person = furnished(mansfield, kind)
    sample = sample_of(kind)
    days = purge.days_after(mansfield.library)[kind.name]
    before = standing(mansfield, kind)

    def due_on(day: date) -> int:
        stock = sweeping.take_stock(
            mansfield.drawer, today=day, days_after=purge.days_after(mansfield.library)
        )
        held = stock.of("registration" if kind.name == "finder" else kind.name)
        return held.due + held.kept_by_others

    assert due_on(TODAY - DAY if sample.ends_on == TODAY else TODAY) == 0
    sample.end(mansfield, person)
    last = sample.ends_on + timedelta(days=days)
    assert due_on(last - DAY) == 0
    assert due_on(last) >= 1

    mansfield.purge(now=NOW + (last - TODAY))

    assert standing(mansfield, kind) < before
    assert standing(mansfield, kind) == 0


@EVERY
def test_a_kind_about_a_person_stands_on_her_own_page_with_why_until_when_and_each_fields_purpose(
    mansfield: Town, kind: kinds.Kind
) -> None:
    person = furnished(mansfield, kind)

    held = {h.kind: h for h in doorway.own_record(mansfield.library, person=person, now=NOW).held}

    if not kind.about_person:
        assert kind.name not in held  # it finds or guards her registration, and goes by itself
        return
    mine = held[kind.name]
    assert mine.why == kind.why
    assert mine.until not in ("", "not decided")
    assert dict(mine.fields) == {f.name.replace("_", " "): f.purpose for f in kind.fields}
    # No clause says how long it is kept who looked (see docs/decisions/how-looks-are-kept.md), nor a complaint.
    assert mine.clauses or kind.name in ("look", "complaint")


@EVERY
def test_a_kind_about_a_person_is_on_the_page_and_in_the_file_she_takes_home(
    mansfield: Town, kind: kinds.Kind
) -> None:
    furnished(mansfield, kind)
    if not kind.about_person:
        return
    client = Client()
    client.post("/mansfield/sign-in", {"who": ALICE, "secret": "4711"})

    page = client.get("/mansfield/my-record").content.decode()
    file = json.loads(client.get("/mansfield/my-record/download").content)

    assert kind.why in page or kind.name == "look"
    assert kind.name in {held["kind"] for held in file["held"]}


@EVERY
def test_a_kind_is_counted_on_the_directors_page_with_its_need(mansfield: Town, kind: kinds.Kind) -> None:
    furnished(mansfield, kind)

    shown = {held.held.kind: held for held in exposure.of(mansfield.library, now=NOW).kinds}

    if kind.name == "finder":
        assert kind.name not in shown  # it goes with the registration, and is not counted apart
        return
    assert shown[kind.name].held.held >= 1
    assert shown[kind.name].need is not None
    assert shown[kind.name].days_after is not None


@EVERY
def test_what_ended_leaves_no_field_behind_and_a_mark_for_restores(mansfield: Town, kind: kinds.Kind) -> None:
    person = furnished(mansfield, kind)
    sample = sample_of(kind)
    sample.end(mansfield, person)
    days = purge.days_after(mansfield.library)[kind.name]
    over: datetime = NOW + (sample.ends_on - TODAY) + timedelta(days=days)

    mansfield.purge(now=over)

    marks: ForgetList = mansfield.drawer.forget_list
    assert len(marks.marks()) >= 1
    assert all(inside.values == [] for _, inside in mansfield.drawer.everything() if inside.kind is None)


# What lies in more than 540 bytes: who has the file sees that it is one of these, and not which (SECURITY.md).
VERY_LONG = {
    "case_act",
    "legal_hold",
    "statement",
    "reference_question",
    "purchase_suggestion",
    "interlibrary_request",
    "donor",
}
LONG = {
    "registration",
    "guardian_link",
    "designation",
    "disclosure",
    "friends_choice",
    "staff_note",
    "permission",
    "program_signup",
    "gift",
}


@EVERY
def test_the_length_of_a_kinds_seal_is_one_of_two(mansfield: Town, kind: kinds.Kind) -> None:
    furnished(mansfield, kind)

    lengths = {len(row.sealed) for row, inside in mansfield.drawer.everything() if inside.kind is kind}

    longest = {"complaint": 16412}
    assert lengths == {
        longest.get(kind.name) or (4124 if kind.name in VERY_LONG else 1052 if kind.name in LONG else 540)
    }


@EVERY
def test_a_kind_is_counted_on_the_directors_page_with_until_when(mansfield: Town, kind: kinds.Kind) -> None:
    furnished(mansfield, kind)
    mansfield.staff("director", "director")
    director = Client()
    director.post("/mansfield/staff", {"who": "director@mansfield", "secret": "reading-room-lamp"})

    page = director.get("/mansfield/today")

    assert page.status_code == 200
    if kind.about_person:
        table = page.content.decode().partition(">Kind</th>")[2]
        row = table.partition(f">{kind.title}<")[2].partition("</tr>")[0]
        assert re.search(r">1<", row)
        assert len(re.findall(r"<t[dh]", row)) == 3


def test_until_when_a_case_is_kept_is_said_to_the_director_in_its_own_words(mansfield: Town) -> None:
    kind = kinds.named("case_act")
    furnished(mansfield, kind)
    mansfield.staff("director", "director")
    director = Client()
    director.post("/mansfield/staff", {"who": "director@mansfield", "secret": "reading-room-lamp"})

    page = director.get("/mansfield/today").content.decode()

    assert kind.need in page.partition(f">{kind.title}<")[2].partition("</tr>")[0]
