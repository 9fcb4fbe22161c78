"""Is every look decided, written down and committed before a slip is opened; and is nothing shown beyond it?"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from reticent import policy
from reticent.access import doorway
from reticent.access.asking import GROWN, NOTHING, Asking
from reticent.access.doorway import NoDuty
from reticent.drawer.slips import Drawer
from reticent.errors import Refused
from reticent.ledger import log
from reticent.policy import Instrument
from reticent.policy.vocabulary import PROOFS
from reticent.records import looks
from tests.conftest import NOW, TODAY, Town

ALICE, BOB = "29030001", "29030002"


@pytest.fixture
def desk(mansfield: Town) -> Town:
    return furnished(mansfield)


def furnished(town: Town, **alice: Any) -> Town:
    """Alice has two items out and owes 90 cents."""
    town.alice = town.register(ALICE, "Alice Quillfeather", **alice)  # type: ignore[attr-defined]
    town.clara = town.staff()  # type: ignore[attr-defined]
    town.lend(town.alice, town.item("30001", "Emma"), on=TODAY - timedelta(days=30))  # type: ignore[attr-defined]
    town.take_back(town.item("30001"), fine=10)
    town.lend(town.alice, town.item("30002", "Persuasion"))  # type: ignore[attr-defined]
    town.lend(town.alice, town.item("30003", "Sanditon"))  # type: ignore[attr-defined]
    return town


def look(town: Town, **how: Any) -> doorway.Answer:
    staff = how.pop("staff", town.clara)  # type: ignore[attr-defined]
    return doorway.look(town.library, staff, now=NOW, **{"purpose": "account", "handle": ALICE, **how})


def seen(town: Town, subject: str) -> list[tuple[str, str]]:
    """What was written down about whom: (purpose, outcome)."""
    found = town.drawer.find(town.to_open("look"), subject=subject)
    return [(s.payload["purpose"], s.payload["outcome"]) for s in found]


def leaves(town: Town) -> list[str]:
    written = [w.entry.action for w in log.entries(town.library.slug)]
    return [action for action in written if action != "policy-in-force"]


# -- volunteers


@pytest.mark.clause("S-3", "MC-05", "WO-19")
@pytest.mark.parametrize("policy_id", policy.shipped_ids())
@pytest.mark.parametrize("title", ["volunteer", " Volunteer"])
def test_a_volunteer_opens_what_the_director_recorded_her_for_and_the_policy_lets_volunteers_open(
    town: Any, policy_id: str, title: str
) -> None:
    at = furnished(town("ourtown", policy_id=policy_id))
    hugo = at.staff("hugo", "circulation", title=title)

    not_hers = look(at, staff=hugo, purpose="registration")
    hers = look(at, staff=hugo, purpose="lend")

    assert not_hers.decision.rule in ("volunteer.not_recorded", "volunteer.refused")
    assert hers.decision.allowed == (hers.record is not None) == (policy_id != "mansfield-older")
    written = sorted(seen(at, at.alice))  # type: ignore[attr-defined]
    assert written == [("lend", hers.decision.outcome), ("registration", "refused")]


# -- order


class Stop(Exception):
    pass


@pytest.mark.clause("WO-19", "S-3")
def test_a_look_is_committed_before_the_first_slip_is_opened(
    desk: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The opening fails, as if the machine had stopped: the look stands all the same."""
    usual = Drawer.find

    def failing(self: Drawer, permit, *, subject: str, **how):  # type: ignore[no-untyped-def]
        if permit.purpose == "account":
            assert not connections["default"].in_atomic_block
            raise Stop
        return usual(self, permit, subject=subject, **how)

    monkeypatch.setattr(Drawer, "find", failing)
    with pytest.raises(Stop):
        look(desk)
    monkeypatch.setattr(Drawer, "find", usual)

    assert seen(desk, desk.alice) == [("account", "allowed")]  # type: ignore[attr-defined]


@pytest.mark.parametrize("what", ["slip", "ledger"])
def test_what_cannot_be_written_down_is_not_opened(
    desk: Town, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise Stop

    opened: list[str] = []
    usual = Drawer.find

    def finding(self: Drawer, permit, *, subject: str, **how):  # type: ignore[no-untyped-def]
        opened.append(permit.purpose)
        return usual(self, permit, subject=subject, **how)

    monkeypatch.setattr(*((looks, "write_down") if what == "slip" else (log, "append")), failing)
    monkeypatch.setattr(Drawer, "find", finding)
    asking = Asking.guardian("satisfied_parent")

    with pytest.raises(Stop):
        look(desk, asking=asking)

    assert set(opened) <= {"finding", "deciding"}


def test_before_the_look_is_written_only_whose_handle_it_is_the_age_and_who_is_guardian_are_read(
    desk: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[tuple[str, frozenset[str], frozenset[str] | None]] = []
    usual, write = Drawer.find, looks.write_down

    def finding(self: Drawer, permit, *, subject: str, **how):  # type: ignore[no-untyped-def]
        read.append((permit.purpose, permit.kinds, permit.fields))
        return usual(self, permit, subject=subject, **how)

    def writing(*args: object, **how: Any) -> None:
        write(*args, **how)  # type: ignore[arg-type]
        read.append(("WRITTEN", frozenset(), None))

    by_thing = Drawer.find_thing

    def finding_thing(self: Drawer, permit, *, thing: str):  # type: ignore[no-untyped-def]
        read.append((permit.purpose, permit.kinds, permit.fields))
        return by_thing(self, permit, thing=thing)

    monkeypatch.setattr(Drawer, "find", finding)
    monkeypatch.setattr(Drawer, "find_thing", finding_thing)
    monkeypatch.setattr(looks, "write_down", writing)
    look(desk, asking=Asking.guardian("satisfied_parent"))

    before = read[: read.index(("WRITTEN", frozenset(), None))]
    assert {(kinds, fields) for _, kinds, fields in before} == {
        (frozenset(["finder"]), None),
        (frozenset(["registration"]), frozenset(["registration.adult_on", "registration.grown"])),
        (
            frozenset(["guardian_link"]),
            frozenset(
                f"guardian_link.{f}" for f in ("guardian", "name", "until", "blocked_on", "removed_on")
            ),
        ),
    }


# -- who may


@pytest.mark.clause("WO-19", "S-3")
def test_a_look_without_the_duty_is_refused_written_down_and_told_to_the_patron(desk: Town) -> None:
    answer = look(desk, purpose="own_record")

    assert answer.decision.outcome == "refused"
    assert (answer.record, answer.person, answer.candidates) == (None, None, ())
    assert seen(desk, desk.alice) == [("own_record", "refused")]  # type: ignore[attr-defined]
    assert leaves(desk) == ["look-refused"]


@pytest.mark.parametrize("asking", [None, Asking.patron("card"), Asking.guardian("satisfied_parent")])
def test_a_look_that_finds_nobody_is_written_down_for_the_account_that_tried(
    desk: Town, asking: Asking | None
) -> None:
    answer = look(desk, handle="29039999", asking=asking)

    assert answer.nobody
    assert seen(desk, f"staff:{desk.clara.pk}") == [("account", "nobody")]  # type: ignore[attr-defined]
    desk.purge()
    assert "look" not in leaves(desk)  # nothing was opened, so nothing is counted as opened


@pytest.mark.parametrize("asking", [Asking.patron(NOTHING), Asking.guardian(NOTHING), Asking.guardian(GROWN)])
@pytest.mark.parametrize(
    "handle", [ALICE, "Ann Lee", "29039999", ""], ids=["one", "several", "nobody", "none"]
)
def test_who_may_not_be_answered_is_told_the_same_whether_there_is_such_a_person(
    desk: Town, asking: Asking, handle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for card in ("29030011", "29030012"):
        desk.register(card, "Ann Lee")
    whoever = look(desk, asking=asking)
    read: list[str] = []
    usual = Drawer.find

    def finding(self: Drawer, permit, *, subject: str, **how):  # type: ignore[no-untyped-def]
        read.extend(permit.kinds)
        return usual(self, permit, subject=subject, **how)

    monkeypatch.setattr(Drawer, "find", finding)
    answer = look(desk, handle=handle, asking=asking)
    monkeypatch.undo()

    assert answer == whoever
    assert not answer.decision.allowed
    assert "registration" not in read
    assert leaves(desk) == ["look-refused"] * 2
    mine = 0 if handle == ALICE else 1
    assert seen(desk, f"staff:{desk.clara.pk}") == [("account", "refused")] * mine  # type: ignore[attr-defined]
    assert seen(desk, desk.alice) == [("account", "refused")] * (2 - mine)  # type: ignore[attr-defined]


def test_just_looking_is_refused_whoever_it_is_and_written_down(desk: Town) -> None:
    director = desk.staff("director", "circulation", "registration", "accounts", "systems", "director")

    answer = look(desk, staff=director, no_duty=True)

    assert not answer.decision.allowed
    assert seen(desk, desk.alice) == [("account", "refused")]  # type: ignore[attr-defined]


def test_a_refusal_says_not_whether_there_is_such_a_person(desk: Town) -> None:
    there, nobody = look(desk, purpose="own_record"), look(desk, purpose="own_record", handle="29039999")

    assert there == nobody
    assert leaves(desk) == ["look-refused"] * 2
    assert seen(desk, f"staff:{desk.clara.pk}") == [("own_record", "refused")]  # type: ignore[attr-defined]


def test_an_act_without_the_duty_is_refused_and_written_down(desk: Town) -> None:
    page = desk.staff("page", "registration", title="page")

    with pytest.raises(NoDuty) as said:
        doorway.to_act(desk.library, page, purpose="lend", person=desk.alice, now=NOW)  # type: ignore[attr-defined]

    assert said.value.decision.outcome == "refused"
    assert seen(desk, desk.alice) == [("lend", "refused")]  # type: ignore[attr-defined]
    assert leaves(desk) == ["look-refused"]


def test_a_permit_to_act_is_for_this_person_this_item_and_this_act(desk: Town) -> None:
    bob = desk.register(BOB, "Bob T")

    permit = doorway.to_act(
        desk.library,
        desk.clara,
        purpose="lend",
        person=desk.alice,
        thing="i:30001",
        now=NOW,  # type: ignore[attr-defined]
    )

    assert permit.kinds == {"registration", "loan", "hold"}
    assert "hold.pickup" not in permit.fields
    with pytest.raises(Exception, match="somebody else"):
        desk.drawer.find(permit, subject=bob)
    with pytest.raises(Exception, match="another thing"):
        desk.drawer.find_thing(permit, thing="i:30002")


def test_staff_of_another_library_find_nobody_here(town) -> None:  # type: ignore[no-untyped-def]
    here = furnished(town("mansfield", policy_id="mansfield-2019"))
    there = town("weston", policy_id="weston-2017")

    answer = doorway.look(there.library, there.staff(), purpose="account", now=NOW, handle=ALICE)

    assert answer.nobody
    assert seen(here, here.alice) == []


# -- what is shown


@pytest.mark.clause("M19-03")
def test_a_loan_at_the_desk_shows_standing_and_count_and_no_title(desk: Town) -> None:
    record = look(desk, purpose="lend").record

    assert record is not None
    assert {f.field for f in record.fields} == {
        "registration.name",
        "registration.standing",
        "registration.expires",
    }
    assert (record.loans, record.loan_count, record.charges, record.owed_cents) == ((), 2, (), 90)
    assert record.looks == ()


@pytest.mark.parametrize("purpose", ["lend", "account", "registration"])
def test_nothing_beyond_the_decisions_fields_leaves_the_drawer(
    desk: Town, purpose: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Held against what was opened, not only what is shown."""
    opened: set[str] = set()
    usual = Drawer.find

    def finding(self: Drawer, permit, *, subject: str, **how):  # type: ignore[no-untyped-def]
        found = usual(self, permit, subject=subject, **how)
        if permit.purpose == purpose:
            opened.update(f"{s.kind}.{name}" for s in found for name in s.payload)
        return found

    monkeypatch.setattr(Drawer, "find", finding)
    answer = look(desk, purpose=purpose)

    from reticent.access.records import kept_fields

    needed = kept_fields(answer.decision.fields) | {
        "charge.paid_on",
        "loan.returned_on",
        "registration.expires",
    }
    assert opened <= needed
    assert "registration.pin" not in opened


def test_opening_can_be_narrowed_to_what_the_act_needs(desk: Town) -> None:
    record = look(desk, fields=("charge.amount", "charge.reason", "charge.since")).record

    assert record is not None
    assert (record.fields, record.loans, record.owed_cents) == ((), (), 90)


@pytest.mark.parametrize(
    "handle", [ALICE, "2903 0001", "Alice Quillfeather", "quillfeather, alice", "ÁLICE  QUILLFEATHER "]
)
def test_a_card_or_a_whole_name_opens_at_once(desk: Town, handle: str) -> None:
    assert look(desk, handle=handle).person == desk.alice  # type: ignore[attr-defined]


def test_an_ordinary_look_is_a_slip_and_no_leaf_until_it_is_folded_with_the_others(desk: Town) -> None:
    for _ in range(3):
        look(desk)
    look(desk, purpose="lend")

    assert leaves(desk) == []
    desk.purge()
    counted = [(w.entry.action, w.entry.role, w.entry.count) for w in log.entries("mansfield")]
    assert sorted(c for c in counted if c[0] == "look") == [("look", "account", 3), ("look", "lend", 1)]
    assert len(seen(desk, desk.alice)) == 4  # type: ignore[attr-defined]


def test_no_leaf_names_anybody(desk: Town) -> None:
    look(desk, purpose="own_record")
    look(desk, asking=Asking.guardian("satisfied_parent"))
    desk.purge(turn_now=True)

    for written in log.entries("mansfield"):
        text = repr(written)
        assert not any(t in text for t in (ALICE, "Alice", "Quillfeather", desk.alice, "Emma", "Persuasion"))  # type: ignore[attr-defined]


# -- guardians


def ask_for(town: Town, shown: str) -> doorway.Answer:
    return look(town, asking=Asking.guardian(shown))


@pytest.mark.parametrize(
    ("shown", "proof", "minor"),
    [
        *((proof, proof, True) for proof in PROOFS),
        (GROWN, None, False),
        (NOTHING, None, None),
        ("", None, None),
        ("anything else", None, None),
    ],
)
def test_what_a_parent_shows_says_that_the_child_is_a_minor_and_nothing_else_does(
    shown: str, proof: str | None, minor: bool | None
) -> None:
    asking = Asking.guardian(shown)

    assert (asking.proof, asking.says_minor, asking.identity_checked) == (proof, minor, False)


@pytest.mark.parametrize(
    ("shown", "checked"),
    [("card", True), ("photo_id", True), (NOTHING, False), ("", False), (GROWN, False)],
)
def test_a_patron_is_known_by_her_card_or_a_photograph(shown: str, checked: bool) -> None:
    asking = Asking.patron(shown)

    assert (asking.proof, asking.says_minor, asking.identity_checked) == (None, None, checked)


@pytest.mark.clause("M19-06", "M19-07")
def test_at_mansfield_staff_must_be_satisfied_who_asks_and_that_the_reader_is_a_minor(desk: Town) -> None:
    assert ask_for(desk, "card_number").decision.rule == "guardian.proof_missing"
    assert ask_for(desk, NOTHING).decision.rule == "guardian.age_unknown"
    assert ask_for(desk, GROWN).decision.rule == "guardian.of_an_adult"

    answer = ask_for(desk, "satisfied_parent")

    assert answer.record is not None
    assert [loan.title for loan in answer.record.loans] == ["Persuasion", "Sanditon"]
    assert leaves(desk) == ["disclosure", *["look-refused"] * 3]
    assert sorted(seen(desk, desk.alice)) == [("account", "allowed"), *[("account", "refused")] * 3]  # type: ignore[attr-defined]


@pytest.mark.clause("WO-04", "WO-18")
def test_at_wolcott_the_childs_card_number_is_proof_and_the_record_knows_the_age(town) -> None:  # type: ignore[no-untyped-def]
    child = furnished(town("wolcott", policy_id="wolcott-2016"), adult_on=TODAY + timedelta(days=1))

    assert ask_for(child, "satisfied_parent").decision.rule == "guardian.proof_missing"
    assert ask_for(child, "card_number").record is not None
    # The record only ever takes away: where the clerk says grown, nobody learns that the record says otherwise.
    assert ask_for(child, GROWN).decision.rule == "guardian.of_an_adult"


@pytest.mark.clause("WO-04")
def test_at_wolcott_nobody_answers_a_guardian_from_the_day_of_coming_of_age(town) -> None:  # type: ignore[no-untyped-def]
    grown = furnished(town("wolcott", policy_id="wolcott-2016"), adult_on=TODAY + timedelta(days=1))

    answer = doorway.look(
        grown.library, grown.clara, purpose="account", now=NOW + timedelta(days=1), handle=ALICE,
        asking=Asking.guardian("card"),
    )  # fmt: skip

    assert answer.decision.rule == "guardian.of_an_adult"
    assert answer.record is None


@pytest.mark.clause("WO-04", "M19-06")
@pytest.mark.parametrize(
    ("slug", "policy_id", "shown"),
    [("wolcott", "wolcott-2016", "card"), ("mansfield", "mansfield-2019", "satisfied_parent")],
)
def test_of_somebody_known_to_be_grown_no_parent_is_told_whatever_the_clerk_says(  # type: ignore[no-untyped-def]
    town, slug: str, policy_id: str, shown: str
) -> None:
    grown = furnished(town(slug, policy_id=policy_id), adult_on=TODAY + timedelta(days=1))

    answer = doorway.look(
        grown.library, grown.clara, purpose="account", now=NOW + timedelta(days=400), person=grown.alice,
        asking=Asking.guardian(shown),
    )  # fmt: skip

    assert answer.decision.rule == "guardian.of_an_adult"
    assert answer.record is None


@pytest.mark.clause("NC-06")
def test_at_new_canaan_the_policy_is_silent_so_the_question_is_referred(town) -> None:  # type: ignore[no-untyped-def]
    child = furnished(town("new-canaan", policy_id="new-canaan-2018"))

    answer = ask_for(child, "satisfied_parent")

    assert answer.decision.outcome == "referred"
    assert answer.record is None
    assert seen(child, child.alice) == [("account", "referred")]


def test_a_guardian_sees_no_more_than_the_clerk_may_open(town) -> None:  # type: ignore[no-untyped-def]
    child = furnished(town("mansfield", policy_id="mansfield-2019"))
    page = child.staff("page", "systems")

    answer = look(child, staff=page, asking=Asking.guardian("satisfied_parent"))

    assert not answer.decision.allowed
    assert answer.record is None


# -- her own record


@pytest.mark.clause("M19-06", "4-193(f)")
def test_her_own_record_shows_all_that_is_held_and_who_looked(desk: Town) -> None:
    look(desk)
    look(desk, purpose="own_record")

    own = doorway.own_record(desk.library, person=desk.alice, now=NOW)  # type: ignore[attr-defined]

    assert own.record.value("registration.card") == ALICE
    assert [loan.title for loan in own.record.loans] == ["Persuasion", "Sanditon"]
    assert own.record.owed_cents == 90
    assert sorted((x.purpose, x.outcome) for x in own.record.looks) == [
        ("account", "allowed"),
        ("own_record", "refused"),
    ]
    held = {kind.kind: kind.count for kind in own.held if kind.count}
    assert held == {"registration": 1, "loan": 2, "charge": 1, "look": 2}
    assert all(kind.why for kind in own.held)


def test_of_a_forgotten_registration_there_is_no_record(desk: Town) -> None:
    with pytest.raises(Refused, match="no longer here"):
        doorway.own_record(desk.library, person="p:" + "0" * 32, now=NOW)


def test_card_and_pin_sign_in_and_nothing_else_does(mansfield: Town) -> None:
    alice = mansfield.register(ALICE, "Alice Quillfeather", pin="4711")
    mansfield.register(BOB, "Bob Without")

    def sign_in(card: str, pin: str) -> str | None:
        return doorway.sign_in(mansfield.library, card=card, pin=pin, now=NOW)

    assert sign_in(ALICE, "4711") == alice
    assert sign_in("2903 0001", "4711") == alice
    for card, pin in (
        (ALICE, "4712"), (ALICE, ""), (BOB, ""), (BOB, "4711"), ("29039999", "4711"), ("Alice Quillfeather", "4711"),
        ("", ""), ("29039999", "nobody's PIN"),
    ):  # fmt: skip
        assert sign_in(card, pin) is None


def test_words_for_somebody_else_look_nobody_up(desk: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Drawer, "find", lambda *_, **__: pytest.fail("a slip was opened"))

    for asker in ("spouse", "police", "reporter", "company", "trustee"):
        decision = doorway.words_for(desk.library, asker=asker)
        assert decision.fields == ()
        assert decision.say


@pytest.mark.clause("M19-19", "S-4")
def test_the_words_for_a_paper_say_what_the_statute_calls_it(desk: Town) -> None:
    def rule(paper: Instrument | None) -> str:
        return doorway.words_for(desk.library, asker="police", instrument=paper).rule

    assert rule(None) == "outside.law_enforcement"
    assert rule(Instrument("search_warrant", signed_by="judge")) == "outside.warrant"
    assert rule(Instrument("court_order", signed_by="judge")) == "outside.form_open"
    assert rule(Instrument("attorney_subpoena", signed_by="attorney")) == "outside.blocked_by_statute"


def test_an_answer_says_nothing_when_printed(desk: Town) -> None:
    answer = look(desk)

    assert not any(t in repr(answer) for t in ("Alice", ALICE, desk.alice, "Emma", "Persuasion"))  # type: ignore[attr-defined]
