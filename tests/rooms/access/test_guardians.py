"""Is a guardian answered as each policy says, kept out where a court says so, and no longer from the birthday on?"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from reticent.access import doorway, families, standing
from reticent.access.asking import GROWN, Asking
from reticent.access.families import NotHere
from reticent.people import families as kept
from reticent.people.families import NewLink
from tests.conftest import NOW, TODAY
from tests.rooms.access.noted import (
    BOB,
    DAY,
    FORM,
    M19,
    NC,
    OLD,
    WE,
    WO,
    WREN,
    ask,
    cells,
    library,
    link,
    mark,
    seen,
    there,
    titles,
)

# -- S07: the mother of a ten-year-old, noted as guardian


@cells(
    (M19, "guardian_link", "allowed", "guardian.allowed", {"M19-06", "M19-07", "S-4"}),
    (OLD, "guardian_link", "refused", "guardian.not_allowed", {"MC-05", "S-4"}),
    (WO, "photo_id", "allowed", "guardian.allowed", {"WO-04", "WO-18", "S-4"}),
    (WO, "guardian_link", "refused", "guardian.proof_missing", {"WO-04", "WO-18"}),
    (WE, "guardian_link", "allowed", "guardian.allowed", {"WE-12", "WE-13", "S-4"}),
    (NC, "guardian_link", "referred", "guardian.silent", {"NC-06", "S-4"}),
)
def test_the_same_note_of_a_guardian_gets_each_policys_own_answer(
    town: Any, policy_id: str, shown: str, outcome: str, rule: str, cites: set[str]
) -> None:
    place = library(town, policy_id)
    link(place)

    answer = ask(place, Asking.guardian(shown, "Bob Ash"))

    assert (answer.decision.outcome, answer.decision.rule) == (outcome, rule)
    assert cites <= set(answer.decision.clauses)
    assert titles(answer) == (["Emma", "Sanditon"] if outcome == "allowed" else [])
    assert [s[1] for s in seen(place)] == [outcome]


@pytest.mark.clause("M19-06")
@pytest.mark.parametrize(
    ("named", "rule"),
    [
        ("Bob Ash", "guardian.allowed"),
        ("ASH, Böb", "guardian.allowed"),
        (BOB, "guardian.allowed"),
        ("2903 0002", "guardian.allowed"),
        ("Bob", "guardian.proof_missing"),
        ("Robert Ash", "guardian.proof_missing"),
        (WREN, "guardian.proof_missing"),
        ("", "guardian.proof_missing"),
    ],
)
def test_it_is_noted_here_only_opens_for_whom_it_is_noted(town: Any, named: str, rule: str) -> None:
    place: Any = library(town, M19)
    link(place, guardian=place.bob)

    assert ask(place, Asking.guardian("guardian_link", named)).decision.rule == rule


def test_where_nothing_is_noted_saying_so_opens_nothing(town: Any) -> None:
    assert ask(library(town, M19), Asking.guardian("guardian_link", "Bob Ash")).record is None


def test_that_she_is_noted_for_one_child_says_nothing_of_another(town: Any) -> None:
    place: Any = library(town, M19)
    place.register("29030003", "Lark Elm")
    link(place)

    answer = doorway.look(
        place.library, place.clara, purpose="account", now=NOW, handle="29030003",
        asking=Asking.guardian("guardian_link", "Bob Ash"),
    )  # fmt: skip

    assert answer.decision.rule == "guardian.proof_missing"


# -- two households


@pytest.mark.parametrize(
    ("policy_id", "shown"), [(M19, "satisfied_parent"), (WO, "card_number"), (WE, "satisfied_parent")]
)
def test_a_court_order_keeps_one_guardian_out_and_only_noted_ones_are_answered(
    town: Any, policy_id: str, shown: str
) -> None:
    place = library(town, policy_id)
    link(place, "Joan Oak")
    link(place, "Bob Ash", proof="custody_order", blocked=True)

    rules = {
        named: ask(place, Asking.guardian(shown, named)).decision.rule
        for named in ("Joan Oak", "Bob Ash", "", "X")
    }

    assert rules == {
        "Joan Oak": "guardian.allowed",
        "Bob Ash": "guardian.kept_out",
        "": "guardian.not_noted",
        "X": "guardian.not_noted",
    }
    assert "court" not in ask(place, Asking.guardian(shown, "Bob Ash")).decision.say


def put_beside(place: Any, name: str, guardian: str = "", *, blocked: bool = False) -> None:
    """A note as it may have been made before orders were held against all that is known of a guardian."""
    with place.drawer.writing() as writer:
        kept._put(
            writer, person=place.wren, child="Wren Ash", today=TODAY,
            new=NewLink(name, guardian, "photo_id", TODAY + 400 * DAY),
            blocked=TODAY.isoformat() if blocked else None,
        )  # fmt: skip


SECOND = "29030009"
EVERY_PROOF = ("guardian_link", "satisfied_parent", "birth_certificate", "photo_id")


@pytest.mark.parametrize("policy_id", [M19, WO, WE])
@pytest.mark.parametrize(
    ("order", "other"),
    [
        # a card given at the desk is as good as the name it is registered under
        (("Bob Ash", ""), None),
        (("Bob Ash", ""), ("Bobby A.", "his card")),
        # an order under one card, and another note under his second card
        (("Bob Ash", "his card"), ("Bob Ash", "his second card")),
        (("B. Ash the elder", "his card"), ("Bob Ash", "his second card")),
        (("B. Ash the elder", "his card"), ("Bob Ash", "")),
    ],
)
def test_whom_an_order_keeps_out_is_answered_by_no_card_and_no_name_of_his(
    town: Any, policy_id: str, order: tuple[str, str], other: tuple[str, str] | None
) -> None:
    place: Any = library(town, policy_id)
    cards = {"": "", "his card": place.bob, "his second card": place.register(SECOND, "Bob Ash")}
    put_beside(place, order[0], cards[order[1]], blocked=True)
    if other:
        put_beside(place, other[0], cards[other[1]])

    answers = {
        (named, shown): ask(place, Asking.guardian(shown, named))
        for named in ("Bob Ash", BOB, SECOND)
        for shown in EVERY_PROOF
    }

    rules = {answer.decision.rule for answer in answers.values()}
    assert (
        "guardian.kept_out"
        in rules
        <= {"guardian.kept_out", "guardian.proof_missing", "guardian.age_unknown"}
    )
    assert [answer.record for answer in answers.values() if answer.record] == []


def test_noted_anew_under_another_card_or_name_whom_an_order_keeps_out_stays_kept_out(town: Any) -> None:
    place: Any = library(town, M19)
    second = place.register(SECOND, "Bob Ash")
    link(place, "B. Ash the elder", guardian=place.bob, proof="custody_order", blocked=True)

    link(place, "Bob Ash", guardian=second)
    link(place, "Bobby A.", guardian=place.bob)
    link(place, "Bob Ash")

    assert {link["blocked_on"] for link in there(place, "guardian_link")} == {TODAY.isoformat()}
    assert "B. Ash the elder" in {link["name"] for link in there(place, "guardian_link")}


def test_a_card_of_her_own_is_as_good_as_the_name_noted_without_one(town: Any) -> None:
    place: Any = library(town, M19)
    link(place)

    assert ask(place, Asking.guardian("guardian_link", BOB)).decision.rule == "guardian.allowed"
    assert ask(place, Asking.guardian("guardian_link", WREN)).decision.rule == "guardian.proof_missing"


@pytest.mark.parametrize("also_noted", [False, True])
def test_the_own_page_of_whom_an_order_keeps_out_says_nothing_of_the_child(
    town: Any, also_noted: bool
) -> None:
    place: Any = library(town, M19)
    put_beside(place, "Bob Ash", place.bob, blocked=True)
    if also_noted:
        put_beside(place, "Bob Ash", place.bob)

    own = doorway.own_record(place.library, person=place.bob, now=NOW)

    assert own.record.noted.wards == ()
    assert "guardian_link" not in {held.kind for held in own.held}


def test_a_guardians_own_page_says_that_she_is_noted_and_not_the_childs_birthday(town: Any) -> None:
    place: Any = library(town, M19)
    link(place, guardian=place.bob, until=date(2031, 6, 3))

    own = doorway.own_record(place.library, person=place.bob, now=NOW)

    (held,) = [held for held in own.held if held.kind == "guardian_link"]
    assert (held.last_day, held.until) == (None, "until the minor comes of age")
    assert "2031" not in repr([vars(own.record.noted), *(vars(held) for held in own.held)])
    assert own.record.noted.wards == ("Wren Ash",)


def test_the_patron_herself_and_the_desks_own_work_are_not_kept_out(town: Any) -> None:
    place = library(town, M19)
    link(place, proof="custody_order", blocked=True)

    assert ask(place, Asking.patron("card")).record is not None
    assert ask(place, Asking(), purpose="lend").record is not None


# -- S08: the eighteenth birthday


MIDNIGHT = datetime(2027, 3, 14, 4, 59, 59, tzinfo=UTC)  # 23:59:59 on 13 March in New York


@pytest.mark.parametrize(
    ("policy_id", "shown", "rule", "cites"),
    [
        pytest.param(
            M19, "guardian_link", "guardian.of_an_adult", {"M19-07"}, marks=pytest.mark.clause("M19-07")
        ),
        pytest.param(
            OLD, "guardian_link", "guardian.not_allowed", {"MC-05"}, marks=pytest.mark.clause("MC-05")
        ),
        pytest.param(
            WO, "photo_id", "guardian.of_an_adult", {"WO-04", "1-1d"}, marks=pytest.mark.clause("WO-04")
        ),
        pytest.param(
            WE, "guardian_link", "guardian.of_an_adult", {"WE-13"}, marks=pytest.mark.clause("WE-13")
        ),
        pytest.param(NC, GROWN, "guardian.of_an_adult", {"NC-06", "S-4"}, marks=pytest.mark.clause("NC-06")),
    ],
)
def test_at_midnight_of_the_birthday_in_the_librarys_zone_the_guardians_right_is_gone_before_any_purge(
    town: Any, policy_id: str, shown: str, rule: str, cites: set[str]
) -> None:
    place: Any = library(town, policy_id)
    link(place, until=date(2027, 3, 14), guardian=place.bob)
    allowed = policy_id in (M19, WO, WE)

    before = ask(place, Asking.guardian(shown, "Bob Ash"), now=MIDNIGHT)
    after = ask(place, Asking.guardian(shown, "Bob Ash"), now=MIDNIGHT + timedelta(seconds=1))

    assert (before.record is not None) == allowed
    assert (after.decision.rule, after.record) == (rule, None)
    assert cites <= set(after.decision.clauses)


@pytest.mark.clause("M19-07")
def test_the_day_begins_by_the_librarys_own_clock_and_nobody_elses(town: Any) -> None:
    """At one moment it is the birthday in Connecticut and the day before it on the other coast."""
    place: Any = library(town, M19)
    link(place, until=date(2027, 3, 14))
    moment = MIDNIGHT + timedelta(seconds=1)

    rules = {}
    for zone in ("America/New_York", "America/Los_Angeles", "Pacific/Kiritimati"):
        place.library.time_zone = zone
        answers = [
            ask(place, Asking.guardian("guardian_link", "Bob Ash"), now=moment - step).decision.rule
            for step in (timedelta(0), timedelta(hours=18))
        ]
        rules[zone] = answers

    assert rules == {
        "America/New_York": ["guardian.of_an_adult", "guardian.allowed"],
        "America/Los_Angeles": ["guardian.allowed", "guardian.allowed"],
        "Pacific/Kiritimati": ["guardian.of_an_adult", "guardian.of_an_adult"],
    }


@pytest.mark.clause("M19-07")
def test_on_that_day_no_other_proof_helps_nor_another_guardians_later_day(town: Any) -> None:
    place = library(town, M19)
    link(place, until=TODAY + DAY)
    link(place, "Joan Oak", until=TODAY + 90 * DAY)

    for named, shown in (
        ("Bob Ash", "guardian_link"),
        ("Joan Oak", "guardian_link"),
        ("", "satisfied_parent"),
    ):
        answer = ask(place, Asking.guardian(shown, named), now=NOW + DAY)
        assert answer.decision.rule == "guardian.of_an_adult"


def test_on_that_day_the_guardians_own_page_no_longer_says_whose_guardian_she_is(town: Any) -> None:
    place: Any = library(town, M19)
    link(place, until=TODAY + DAY, guardian=place.bob)

    def pages(now: datetime) -> tuple[Any, Any]:
        return tuple(  # type: ignore[return-value]
            doorway.own_record(place.library, person=who, now=now).record.noted
            for who in (place.wren, place.bob)
        )

    before, after = pages(NOW), pages(NOW + DAY)

    assert ([g.name for g in before[0].guardians], before[1].wards) == (
        ["Bob Ash"],
        ("Wren Ash",),
    )
    assert (after[0].guardians, after[1].wards) == ((), ())


def test_after_the_purge_of_that_day_nothing_is_left_of_it(town: Any) -> None:
    place: Any = library(town, M19)
    link(place, until=TODAY + DAY, guardian=place.bob)

    place.purge(now=NOW + DAY)

    kinds = {h.kind for who in (place.wren, place.bob)
             for h in doorway.own_record(place.library, person=who, now=NOW + DAY).held}  # fmt: skip
    assert "guardian_link" not in kinds
    assert ask(place, Asking.guardian("guardian_link", "Bob Ash"), now=NOW + DAY).record is None


@pytest.mark.clause("M19-07", "WE-13", "WO-04")
@pytest.mark.parametrize("policy_id", [M19, WE, WO])
def test_after_that_purge_no_proof_brings_the_guardians_right_back_and_no_day_is_kept(
    town: Any, policy_id: str
) -> None:
    place: Any = library(town, policy_id)
    link(place, until=TODAY + DAY, guardian=place.bob)
    link(place, "Joan Oak", until=TODAY + DAY, proof="custody_order", blocked=True)

    place.purge(now=NOW + DAY)

    for named in ("Bob Ash", BOB, "Joan Oak", ""):
        answers = [ask(place, Asking.guardian(shown, named), now=NOW + 9 * DAY) for shown in EVERY_PROOF]
        rules = {answer.decision.rule for answer in answers}
        assert "guardian.of_an_adult" in rules
        assert rules <= {"guardian.of_an_adult", "guardian.proof_missing", "guardian.age_unknown"}
        assert not any(answer.record for answer in answers)
    with pytest.raises(NotHere):
        families.note_guardian(place.library, place.clara, person=place.wren, typed=FORM, now=NOW + 9 * DAY)
    (kept_now,) = place.drawer.find(place.to_open("registration"), subject=place.wren)
    assert (kept_now.payload["grown"], kept_now.payload["adult_on"]) == (True, None)
    assert (TODAY + DAY).isoformat() not in kept_now.payload.values()


def test_a_guardian_taken_off_on_the_day_itself_leaves_that_the_patron_is_grown(town: Any) -> None:
    place: Any = library(town, M19)
    link(place, until=TODAY + DAY)
    families.take_off(
        place.library, place.clara, person=place.wren, kind="guardian_link",
        which=mark(place, "guardian_link"), now=NOW + DAY,
    )  # fmt: skip

    place.purge(now=NOW + DAY)

    assert there(place, "guardian_link") == []
    assert standing.is_minor(place.drawer, place.wren, today=TODAY + DAY) is False


def test_a_guardian_taken_off_before_the_day_leaves_nothing(town: Any) -> None:
    place: Any = library(town, M19)
    link(place, until=TODAY + DAY)
    families.take_off(
        place.library, place.clara, person=place.wren, kind="guardian_link",
        which=mark(place, "guardian_link"), now=NOW,
    )  # fmt: skip

    place.purge(now=NOW + DAY)

    assert standing.is_minor(place.drawer, place.wren, today=TODAY + DAY) is None
