"""Does what is noted of guardians, people sent and wishes get each policy's own answer, written down first?"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from reticent import policy
from reticent.access import doorway, families, standing
from reticent.access.asking import GROWN, NOTHING, ON_PAPER, TO_BORROW, TO_COLLECT, Asking
from reticent.access.doorway import NoDuty
from reticent.access.families import NotHere, TypedGuardian, TypedSent
from reticent.access.noted import Noted, NotedWish, wish_on
from reticent.drawer.slips import Writer
from reticent.ledger import log
from reticent.people import families as kept
from reticent.people import patrons
from reticent.people.families import NewDesignation, NewLink
from reticent.people.patrons import CannotBeKept
from reticent.records import looks
from tests.conftest import NOW, TODAY, Town

M19, OLD, WO, WE, NC = "mansfield-2019", "mansfield-older", "wolcott-2016", "weston-2017", "new-canaan-2018"
WREN, BOB = "29030001", "29030002"
DAY = timedelta(days=1)
ALL = ("circulation", "registration", "accounts", "director")


def library(town: Any, policy_id: str, **wren: Any) -> Town:
    """Wren, ten years old, has two items out; Bob is registered too; Clara is at the desk."""
    slug = policy_id.rpartition("-")[0]
    made: Any = town(slug, policy_id=policy_id)
    made.wren = made.register(WREN, "Wren Ash", **wren)
    made.bob = made.register(BOB, "Bob Ash")
    made.clara = made.staff()
    made.lend(made.wren, made.item("30001", "Emma"))
    made.lend(made.wren, made.item("30002", "Sanditon"))
    return made  # type: ignore[no-any-return]


def beside(town: Any, person: str) -> Any:
    return town.to_open(*policy.vocabulary.BESIDE, subject=patrons.beside(person))


def link(town: Any, name: str = "Bob Ash", **how: Any) -> None:
    """Noted as if the desk had done it, whatever the policy: a library may have changed its policy since."""
    given = {"guardian": "", "proof": "birth_certificate", "until": TODAY + 400 * DAY, **how}
    kept.note_guardian(
        town.drawer, beside(town, town.wren), person=town.wren, child="Wren Ash", new=NewLink(name, **given),
        today=TODAY, registered_name=lambda who: standing.registered_name(town.drawer, who),
    )  # fmt: skip


def send(town: Any, name: str = "Pat Elm", **how: Any) -> None:
    given = {"sent": "", "may": "collect", "proof": "card", "until": TODAY + 30 * DAY, **how}
    kept.designate(
        town.drawer, beside(town, town.wren), person=town.wren, new=NewDesignation(name, **given), today=TODAY
    )


def ask(town: Any, asking: Asking, *, purpose: str = "account", now: datetime = NOW) -> doorway.Answer:
    return doorway.look(town.library, town.clara, purpose=purpose, now=now, handle=WREN, asking=asking)


def titles(answer: doorway.Answer) -> list[str | None]:
    return [out.title for out in answer.record.loans] if answer.record else []


def seen(town: Any) -> list[tuple[str, str, str]]:
    found = town.drawer.find(town.to_open("look"), subject=town.wren)
    return [(s.payload["purpose"], s.payload["outcome"], s.payload["proof"]) for s in found]


def cells(*rows: tuple[Any, ...]) -> Any:
    return pytest.mark.parametrize(
        ("policy_id", "shown", "outcome", "rule", "cites"),
        [pytest.param(*row, id=f"{row[0]} {row[1]}", marks=pytest.mark.clause(*row[4])) for row in rows],
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


# -- S09 and S10: somebody comes for what waits for the patron


@cells(
    (M19, NOTHING, "refused", "outside.family", {"M19-06", "M19-19"}),
    (OLD, NOTHING, "refused", "outside.family", {"MC-05"}),
    (WO, NOTHING, "refused", "outside.family", {"WO-04", "WO-20"}),
    (WE, NOTHING, "refused", "outside.family", {"WE-12", "WE-22"}),
    (NC, NOTHING, "refused", "outside.family", {"NC-06", "S-4"}),
    (M19, TO_COLLECT, "refused", "outside.family", {"M19-06", "M19-19"}),
    (WO, TO_COLLECT, "refused", "outside.family", {"WO-04", "WO-20"}),
)
def test_somebody_of_whom_nothing_is_on_file_collects_nothing(
    town: Any, policy_id: str, shown: str, outcome: str, rule: str, cites: set[str]
) -> None:
    answer = ask(library(town, policy_id), Asking.sent(shown, "Pat Elm"), purpose="hold")

    assert (answer.decision.outcome, answer.decision.rule, answer.record) == (outcome, rule, None)
    assert cites <= set(answer.decision.clauses)
    assert "permission_form" in [step.code for step in answer.decision.next_steps]


S10 = (
    (M19, "allowed", "permission.allowed", {"M19-19", "S-5"}),
    (OLD, "referred", "permission.policy_unclear", {"MC-05", "S-5"}),
    (WO, "allowed", "permission.allowed", {"WO-12", "WO-20", "S-5"}),
    (WE, "allowed", "permission.allowed", {"WE-22", "S-5"}),
    (NC, "allowed", "permission.allowed", {"S-5"}),
)


@cells(*((row[0], shown, *row[1:]) for row in S10 for shown in (ON_PAPER, TO_COLLECT)))
def test_with_the_patrons_written_permission_noted_or_shown_the_item_is_handed_out_and_nothing_told(
    town: Any, policy_id: str, shown: str, outcome: str, rule: str, cites: set[str]
) -> None:
    place = library(town, policy_id)
    send(place)

    answer = ask(place, Asking.sent(shown, "Pat Elm"), purpose="hold")

    assert (answer.decision.outcome, answer.decision.rule) == (outcome, rule)
    assert cites <= set(answer.decision.clauses)
    assert set(answer.decision.fields) <= set(policy.fields_named(["hold"]))
    if answer.record is not None:
        assert (answer.record.fields, answer.record.loans, answer.record.loan_count) == ((), (), None)
        assert log.entries(place.library.slug)[0].entry.action == "disclosure"  # type: ignore[attr-defined]
        assert seen(place) == [("hold", "allowed", shown)]


def test_without_a_photo_id_nobody_is_sent(town: Any) -> None:
    place = library(town, M19)
    send(place)

    for shown in (ON_PAPER, TO_COLLECT):
        assert ask(place, Asking.sent(shown), purpose="hold").decision.rule == "permission.identity_unchecked"


@pytest.mark.parametrize(
    ("how", "shown", "named", "later"),
    [
        ({"may": "borrow"}, TO_COLLECT, "Pat Elm", 0),
        ({"may": "collect"}, TO_BORROW, "Pat Elm", 0),
        ({}, TO_COLLECT, "Nat Elm", 0),
        ({"until": TODAY}, TO_COLLECT, "Pat Elm", 1),
    ],
)
def test_sent_for_something_else_somebody_else_or_no_longer_is_not_sent(
    town: Any, how: dict[str, Any], shown: str, named: str, later: int
) -> None:
    place = library(town, M19)
    send(place, **how)
    purpose = "lend" if shown == TO_BORROW else "hold"

    answer = ask(place, Asking.sent(shown, named), purpose=purpose, now=NOW + later * DAY)

    assert (answer.decision.rule, answer.record) == ("outside.family", None)


def test_who_borrows_on_the_card_learns_only_whether_it_may_borrow(town: Any) -> None:
    place = library(town, M19)
    send(place, may="borrow")

    answer = ask(place, Asking.sent(TO_BORROW, "Pat Elm"), purpose="lend")

    assert answer.decision.fields == ("registration.standing",)
    assert answer.record is not None
    assert [(f.field, f.value) for f in answer.record.fields] == [("registration.standing", "good")]
    assert (answer.record.loan_count, answer.record.owed_cents) == (None, None)


def test_whom_she_names_sees_that_somebody_sends_her_and_not_who(town: Any) -> None:
    place: Any = library(town, M19)
    send(place, "Bob Ash", sent=place.bob)

    own = doorway.own_record(place.library, person=place.bob, now=NOW)

    assert own.record.noted.sent_by == (("collect", TODAY + 30 * DAY),)
    assert "Wren" not in repr([vars(own.record.noted), [vars(h) for h in own.held]])
    assert "designation" in {h.kind for h in own.held}


def test_what_was_asked_says_nothing_when_printed() -> None:
    assert "Elm" not in repr(Asking.sent(TO_COLLECT, "Pat Elm"))


# -- what the desk notes


FORM = TypedGuardian(name="Bob Ash", card="", proof="birth_certificate", of_age="2031-06-03")
SENT = TypedSent(name="Pat Elm", card="", may="collect", given_by="card", until="")


def act(town: Any, name: str, **how: Any) -> Any:
    given: dict[str, Any] = {
        "note_guardian": {"typed": FORM}, "designate": {"typed": SENT}, "wish": {"wish": "no_phone"},
    }[name]  # fmt: skip
    staff = how.pop("staff", town.clara)
    return getattr(families, name)(town.library, staff, person=town.wren, now=NOW, **{**given, **how})


def there(town: Any, kind: str) -> list[dict[str, Any]]:
    found = town.drawer.find(beside(town, town.wren), subject=patrons.beside(town.wren))
    return [dict(s.payload) for s in found if s.kind == kind]


def mark(town: Any, kind: str) -> str:
    found = town.drawer.find(beside(town, town.wren), subject=patrons.beside(town.wren))
    return next(kept.mark(s) for s in found if s.kind == kind)


ACTS = pytest.mark.parametrize(
    ("name", "kind", "outcome", "proof"),
    [
        ("note_guardian", "guardian_link", "guardian_noted", "birth_certificate"),
        ("designate", "designation", "sent_noted", "card"),
        ("wish", "contact_wish", "wish_noted", ""),
    ],
)


class Stop(Exception):
    pass


@pytest.mark.clause("S-3", "4-193(f)")
@ACTS
def test_an_act_is_written_down_for_the_patron_and_in_the_ledger_before_it_is_done(
    town: Any, name: str, kind: str, outcome: str, proof: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place: Any = library(town, M19)

    def failing(*_: object, **__: object) -> None:
        raise Stop

    put = Writer.put

    def putting(self: Writer, **how: Any) -> None:
        if how["kind"] == kind:
            raise Stop
        put(self, **how)

    for where, what, instead in (
        (looks, "write_down", failing), (log, "append", failing), (Writer, "put", putting),
    ):  # fmt: skip
        with monkeypatch.context() as broken:
            broken.setattr(where, what, instead)
            with pytest.raises(Stop):
                act(place, name)
        assert there(place, kind) == []

    act(place, name)

    assert len(there(place, kind)) == 1
    assert set(seen(place)) == {("registration", outcome, proof)}
    leaf = log.entries("mansfield")[0].entry
    assert (leaf.action, leaf.role) == ("correction", "registration")


@ACTS
def test_without_the_duty_nothing_is_noted(town: Any, name: str, kind: str, outcome: str, proof: str) -> None:
    place: Any = library(town, M19)

    with pytest.raises(NoDuty):
        act(place, name, staff=place.staff("page", "circulation"))

    assert (there(place, kind), [s[1] for s in seen(place)]) == ([], ["refused"])


@pytest.mark.parametrize(
    ("policy_id", "name", "outcome"),
    [
        pytest.param(OLD, "note_guardian", "refused", marks=pytest.mark.clause("MC-05")),
        pytest.param(NC, "note_guardian", "referred", marks=pytest.mark.clause("NC-06")),
        pytest.param(OLD, "designate", "referred", marks=pytest.mark.clause("MC-05")),
    ],
)
def test_what_the_policy_has_no_use_for_is_not_noted_and_that_is_written_down(
    town: Any, policy_id: str, name: str, outcome: str
) -> None:
    place = library(town, policy_id)

    with pytest.raises(NotHere) as no:
        act(place, name)

    assert (no.value.decision.outcome, [s[1] for s in seen(place)]) == (outcome, [outcome])
    assert no.value.decision.next_steps
    assert there(place, "guardian_link") + there(place, "designation") == []


@pytest.mark.clause("WO-06", "M19-07")
def test_the_day_is_asked_only_where_no_registration_holds_it(town: Any) -> None:
    wolcott: Any = library(town, WO, adult_on=date(2034, 2, 1))
    mansfield: Any = library(town, M19)

    assert not families.asks_day(wolcott.library, person=wolcott.wren)
    assert families.asks_day(mansfield.library, person=mansfield.wren)
    blank = {"typed": TypedGuardian("Bob Ash", "", "photo_id", "")}
    assert act(wolcott, "note_guardian", **blank) == date(2034, 2, 1)
    with pytest.raises(CannotBeKept) as no:
        act(mansfield, "note_guardian", **blank)
    assert set(no.value.fields) == {"of_age"}


@pytest.mark.clause("M19-03", "NC-03", "WE-06")
def test_no_birth_date_is_asked_and_the_registration_learns_no_day(town: Any) -> None:
    place: Any = library(town, M19)

    act(place, "note_guardian")

    (kept,) = place.drawer.find(place.to_open("registration"), subject=place.wren)
    assert kept.payload["adult_on"] is None
    assert there(place, "guardian_link")[0]["until"] == "2031-06-03"


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"name": " ", "proof": "", "of_age": "then"}, {"guardian_name", "guardian_proof", "of_age"}),
        ({"card": WREN}, {"guardian_card"}),
        # whether a card is anybody's is not said beside anything else that is wrong
        ({"card": "29039999", "name": " "}, {"guardian_name"}),
        ({"card": BOB, "of_age": ""}, {"of_age"}),
        ({"card": WREN, "proof": ""}, {"guardian_proof"}),
        ({"name": "x" * 61}, {"guardian_name"}),
        ({"proof": "a smile"}, {"guardian_proof"}),
    ],
)
def test_what_cannot_be_kept_of_a_guardian_is_not_written_down_and_not_repeated(
    town: Any, form: dict[str, str], wrong: set[str]
) -> None:
    place = library(town, M19)

    with pytest.raises(CannotBeKept) as no:
        act(place, "note_guardian", typed=TypedGuardian(**{**vars(FORM), **form}))

    assert set(no.value.fields) == wrong
    assert not any(len(typed) > 3 and typed in str(no.value) for typed in form.values())
    assert (seen(place), there(place, "guardian_link")) == ([], [])


@pytest.mark.parametrize(
    ("name", "typed", "field"),
    [
        ("note_guardian", TypedGuardian("Bob Ash", "29039999", "birth_certificate", "2031-06-03"), "guardian_card"),
        ("designate", TypedSent("Pat Elm", "29039999", "collect", "card", ""), "sent_card"),
    ],
)  # fmt: skip
def test_a_card_that_is_nobodys_is_not_tried_without_a_trace(
    town: Any, name: str, typed: Any, field: str
) -> None:
    place: Any = library(town, M19)

    with pytest.raises(CannotBeKept) as no:
        act(place, name, typed=typed)

    assert set(no.value.fields) == {field}
    of_staff = place.drawer.find(place.to_open("look"), subject=f"staff:{place.clara.pk}")
    assert [(s.payload["purpose"], s.payload["outcome"]) for s in of_staff] == [("registration", "nobody")]
    assert (seen(place), there(place, "guardian_link"), there(place, "designation")) == ([], [], [])


def test_a_registered_guardian_is_noted_by_her_card_and_sees_it_on_her_page(town: Any) -> None:
    place: Any = library(town, M19)

    act(place, "note_guardian", typed=TypedGuardian("Bob Ash", BOB, "birth_certificate", "2031-06-03"))

    own = doorway.own_record(place.library, person=place.bob, now=NOW)
    assert own.record.noted.wards == ("Wren Ash",)


@pytest.mark.clause("M19-07", "1-1d")
def test_of_somebody_known_to_be_grown_no_guardian_is_noted(town: Any) -> None:
    place: Any = library(town, M19)
    link(place, until=TODAY + DAY)

    with pytest.raises(NotHere) as no:
        families.note_guardian(place.library, place.clara, person=place.wren, typed=FORM, now=NOW + DAY)

    assert no.value.decision.rule == "note.guardian_of_an_adult"


def test_a_court_order_is_noted_by_the_desk_and_taken_off_by_the_director_alone(town: Any) -> None:
    place: Any = library(town, M19)
    director = place.staff("dora", *ALL, title="director")
    act(place, "note_guardian")
    which = {"person": place.wren, "which": mark(place, "guardian_link"), "now": NOW}
    families.keep_out(place.library, place.clara, **which)
    assert ask(place, Asking.guardian("guardian_link", "Bob Ash")).decision.rule == "guardian.kept_out"

    for attempt in (
        lambda: families.let_in(place.library, place.clara, **which),
        lambda: families.take_off(place.library, place.clara, kind="guardian_link", **which),
    ):
        with pytest.raises(NotHere) as no:
            attempt()
        assert no.value.decision.rule == "note.court_order_stays"
    act(place, "note_guardian")
    assert ask(place, Asking.guardian("guardian_link", "Bob Ash")).decision.rule == "guardian.kept_out"

    families.let_in(place.library, director, **{**which, "which": mark(place, "guardian_link")})
    assert ask(place, Asking.guardian("guardian_link", "Bob Ash")).decision.rule == "guardian.allowed"


def test_a_guardian_taken_off_is_gone_at_once(town: Any) -> None:
    place: Any = library(town, M19)
    act(place, "note_guardian")

    families.take_off(
        place.library,
        place.clara,
        person=place.wren,
        kind="guardian_link",
        which=mark(place, "guardian_link"),
        now=NOW,
    )

    assert there(place, "guardian_link") == []
    assert ask(place, Asking.guardian("guardian_link", "Bob Ash")).record is None


@pytest.mark.parametrize("name", ["keep_out", "let_in", "take_off"])
def test_an_act_that_was_written_down_is_done_although_the_key_was_turned_meanwhile(
    town: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place: Any = library(town, M19)
    link(place, blocked=name == "let_in")
    director = place.staff("dora", *ALL, title="director")
    usual = doorway.write_down

    def writing_down(*given: Any, **how: Any) -> None:
        usual(*given, **how)
        place.purge(turn_now=True)

    monkeypatch.setattr(doorway, "write_down", writing_down)
    kind = {"kind": "guardian_link"} if name == "take_off" else {}
    getattr(families, name)(
        place.library, director, person=place.wren, which=mark(place, "guardian_link"), now=NOW, **kind
    )

    assert [bool(link["blocked_on"]) for link in there(place, "guardian_link")] == {
        "keep_out": [True], "let_in": [False], "take_off": [],
    }[name]  # fmt: skip


# -- what the patron takes back herself


@pytest.mark.parametrize("kind", ["designation", "contact_wish"])
def test_a_patron_of_age_takes_back_whom_she_sends_and_a_wish_and_it_is_written_down(
    town: Any, kind: str
) -> None:
    place: Any = library(town, M19)
    act(place, "designate")
    act(place, "wish")

    families.take_back(place.library, person=place.wren, kind=kind, which=mark(place, kind), now=NOW)

    assert there(place, kind) == []
    assert len(seen(place)) == 3
    by = [s.payload["by_role"] for s in place.drawer.find(place.to_open("look"), subject=place.wren)]
    assert sorted(by) == ["desk", "desk", "you"]
    assert log.entries("mansfield")[0].entry.role == "own_record"


@pytest.mark.parametrize("kind", ["designation", "contact_wish", "guardian_link"])
def test_a_minor_takes_nothing_back_alone_and_nobody_a_guardian(town: Any, kind: str) -> None:
    place: Any = library(town, M19)
    for name in ("designate", "wish", "note_guardian"):
        act(place, name)

    with pytest.raises(NotHere) as no:
        families.take_back(place.library, person=place.wren, kind=kind, which=mark(place, kind), now=NOW)

    assert no.value.decision.rule == "note.minor_at_the_desk"
    assert len(there(place, kind)) == 1


# -- wishes, wherever contact data would be shown


@pytest.mark.clause("WE-11", "WO-14")
@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_under_a_wish_the_way_it_shuts_is_not_shown_for_reaching_anybody(town: Any, policy_id: str) -> None:
    place: Any = library(town, policy_id)
    director = place.staff("dora", *ALL, title="director")
    act(place, "wish", wish="no_mail")

    def shown(purpose: str) -> dict[str, tuple[Any, str]]:
        answer = doorway.look(place.library, director, purpose=purpose, now=NOW, handle=WREN)
        assert answer.record is not None
        return {f.field: (f.value, f.wish) for f in answer.record.fields}

    assert shown("recovery")["registration.contact"] == ("", "never send mail")
    assert shown("registration")["registration.contact"] == ("1 Library Lane", "never send mail")
    own = doorway.own_record(place.library, person=place.wren, now=NOW).record
    assert own.value("registration.contact") == "1 Library Lane"
    assert [w.words for w in own.noted.wishes] == ["never send mail"]


def test_no_wish_is_read_where_no_way_to_reach_anybody_is_shown(
    town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reticent.drawer.slips import Drawer

    place = library(town, M19)
    read: list[frozenset[str]] = []
    usual = Drawer.find

    def finding(self: Drawer, permit: Any, *, subject: str, **how: Any) -> Any:
        read.append(permit.kinds)
        return usual(self, permit, subject=subject, **how)

    monkeypatch.setattr(Drawer, "find", finding)
    ask(place, Asking.patron("card"))

    assert not any("contact_wish" in kinds for kinds in read)


@pytest.mark.parametrize(
    ("wishes", "phone", "address", "email"),
    [
        ((), ("", False), ("", False), ("", False)),
        (("no_phone",), ("never phone", True), ("", False), ("", False)),
        (("no_messages",), ("never leave messages", False), ("", False), ("", False)),
        (("no_messages", "no_phone"), ("never phone", True), ("", False), ("", False)),
        (("no_mail",), ("", False), ("never send mail", True), ("", False)),
        (("no_email",), ("", False), ("", False), ("never send e-mail", True)),
        (("email_only",), ("e-mail only", True), ("e-mail only", True), ("", False)),
    ],
)
def test_a_wish_shuts_its_way_and_says_so(wishes: Any, phone: Any, address: Any, email: Any) -> None:
    noted = Noted(wishes=tuple(NotedWish("", wish, policy.WISHES[wish], TODAY) for wish in wishes))

    fields = ("registration.phone", "registration.contact", "registration.email")
    assert tuple(wish_on(field, noted) for field in fields) == (phone, address, email)
