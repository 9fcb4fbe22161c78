"""May somebody act for the custodian exactly as the policy lets them be appointed, on exactly those days?"""

import threading
from datetime import date, timedelta

import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from reticent import policy
from reticent.ledger import log
from reticent.people import delegations, libraries
from reticent.people.delegations import Delegation, NotDelegated, Paper
from tests.conftest import TODAY, Town

DAY = timedelta(days=1)
LETTER = Paper("letter of appointment", TODAY)


@pytest.fixture
def wolcott(town) -> Town:  # type: ignore[no-untyped-def]
    """Its director may delegate, also without a paper."""
    return town("wolcott", policy_id="wolcott-2016")


@pytest.fixture
def new_canaan(town) -> Town:  # type: ignore[no-untyped-def]
    """Somebody is appointed in writing there."""
    return town("new-canaan", policy_id="new-canaan-2018")


def give(town: Town, account, **how: object) -> Delegation:  # type: ignore[no-untyped-def]
    facts = {"begins": TODAY, "until": TODAY + 10 * DAY, "paper": Paper(), "today": TODAY, "role": "director"}
    return delegations.give(town.library, account, **{**facts, **how})  # type: ignore[arg-type]


def acts(slug: str) -> list[tuple[str, str, tuple[str, ...]]]:
    said = [row.entry for row in log.entries(slug)]
    return [(e.action, e.role, e.basis) for e in reversed(said) if e.action.startswith("delegation")]


def test_who_was_appointed_acts_from_the_first_day_to_the_last_and_no_other(wolcott: Town) -> None:
    clara, dora = wolcott.staff("clara"), wolcott.staff("dora")
    row = give(wolcott, clara, begins=TODAY + DAY, until=TODAY + 3 * DAY)

    on = [delegations.may_act(wolcott.library, clara, TODAY + n * DAY) for n in range(6)]

    assert on == [None, row, row, row, None, None]
    assert delegations.may_act(wolcott.library, dora, TODAY + DAY) is None


@pytest.mark.clause("M19-21", "MC-07", "WO-28", "NC-19")
@pytest.mark.parametrize(
    ("policy_id", "paper", "allowed"),
    [
        ("mansfield-2019", LETTER, False),
        ("mansfield-older", LETTER, False),
        ("weston-2017", LETTER, False),
        ("wolcott-2016", Paper(), True),
        ("wolcott-2016", LETTER, True),
        ("new-canaan-2018", Paper(), False),
        ("new-canaan-2018", LETTER, True),
    ],
)
def test_somebody_is_appointed_only_as_the_policy_says(
    town,  # type: ignore[no-untyped-def]
    policy_id: str,
    paper: Paper,
    allowed: bool,
) -> None:
    there = town("storrs", policy_id=policy_id)
    clara = there.staff("clara")
    text = policy.shipped(policy_id)

    if not allowed:
        with pytest.raises(NotDelegated) as no:
            give(there, clara, paper=paper)
        assert all(clause in str(no.value) for clause in text.custodian.clauses)
        assert acts("storrs") == []
    else:
        give(there, clara, paper=paper)
    assert (delegations.may_act(there.library, clara, TODAY) is not None) == allowed


def test_without_a_policy_nobody_acts_for_anybody(town) -> None:  # type: ignore[no-untyped-def]
    there = town("storrs", policy_id=None)

    with pytest.raises(NotDelegated, match="lets nobody be appointed"):
        give(there, there.staff("clara"), paper=LETTER)


def test_a_policy_that_lets_nobody_be_appointed_ends_what_one_before_it_allowed(wolcott: Town) -> None:
    clara = wolcott.staff("clara")
    row = give(wolcott, clara)

    libraries.add(
        slug="wolcott", name="Wolcott", town="Wolcott", policy_id="weston-2017", loan_days=21,
        daily_fine_cents=0, today=TODAY,
    )  # fmt: skip
    now = libraries.named("wolcott")

    assert delegations.may_act(now, clara, TODAY) is None
    assert not row.stands_under(now.policy)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"begins": TODAY - DAY}, "begins today"),
        ({"begins": TODAY + 2 * DAY, "until": TODAY + DAY}, "ends before it begins"),
        ({"until": TODAY + 366 * DAY}, "A year at most"),
        ({"paper": Paper("letter", None)}, "Give both of the paper"),
        ({"paper": Paper("", TODAY)}, "Give both of the paper"),
        ({"paper": Paper("letter", TODAY + DAY)}, "has not come yet"),
    ],
)
def test_days_and_papers_that_cannot_be_are_refused(wolcott: Town, how: dict[str, object], why: str) -> None:
    clara = wolcott.staff("clara")

    with pytest.raises(NotDelegated, match=why):
        give(wolcott, clara, **how)

    assert acts("wolcott") == []
    assert not Delegation.objects.exists()


def test_neither_the_custodian_nor_somebody_elsewhere_nor_somebody_gone_is_appointed(
    wolcott: Town, mansfield: Town
) -> None:
    gone = wolcott.staff("gone")
    gone.is_active = False

    with pytest.raises(NotDelegated, match="by its duty"):
        give(wolcott, wolcott.staff("director", "director"))
    with pytest.raises(NotDelegated, match="does not work here"):
        give(wolcott, mansfield.staff("clara"))
    with pytest.raises(NotDelegated, match="does not work here"):
        give(wolcott, gone)


def test_one_account_has_one_delegation_on_a_day(wolcott: Town) -> None:
    clara = wolcott.staff("clara")
    give(wolcott, clara)

    with pytest.raises(NotDelegated, match="already"):
        give(wolcott, clara, begins=TODAY + 10 * DAY, until=TODAY + 20 * DAY)
    later = give(wolcott, clara, begins=TODAY + 11 * DAY, until=TODAY + 20 * DAY)

    assert delegations.may_act(wolcott.library, clara, TODAY + 15 * DAY) == later


def test_what_was_ended_holds_no_more_that_very_day_and_can_be_given_again(wolcott: Town) -> None:
    clara = wolcott.staff("clara")
    row = give(wolcott, clara)

    delegations.end(wolcott.library, row.handle, today=TODAY, role="director")
    delegations.end(wolcott.library, row.handle, today=TODAY, role="director")

    assert delegations.may_act(wolcott.library, clara, TODAY) is None
    assert acts("wolcott") == [
        ("delegation", "director", ("WO-27", "WO-28")),
        ("delegation-ended", "director", ("WO-27", "WO-28")),
    ]
    assert delegations.may_act(wolcott.library, clara, give(wolcott, clara).begins) is not None


def test_one_to_come_can_be_ended_and_one_that_is_over_cannot(wolcott: Town) -> None:
    clara, dora = wolcott.staff("clara"), wolcott.staff("dora")
    coming = give(wolcott, clara, begins=TODAY + 5 * DAY)
    short = give(wolcott, dora, until=TODAY)

    delegations.end(wolcott.library, coming.handle, today=TODAY + DAY, role="director")

    assert delegations.may_act(wolcott.library, clara, TODAY + 6 * DAY) is None
    with pytest.raises(delegations.NoDelegation, match="ended by itself"):
        delegations.end(wolcott.library, short.handle, today=TODAY + DAY, role="director")
    with pytest.raises(delegations.NoDelegation, match="no such"):
        delegations.end(wolcott.library, "0" * 16, today=TODAY, role="director")


def test_who_leaves_acts_no_more_and_does_not_act_again_when_coming_back(wolcott: Town) -> None:
    clara = wolcott.staff("clara")
    give(wolcott, clara)

    ended = delegations.end_all_of(wolcott.library, clara, today=TODAY + DAY, role="administrator")

    assert ended == 1
    assert delegations.may_act(wolcott.library, clara, TODAY + 2 * DAY) is None
    assert acts("wolcott")[-1][:2] == ("delegation-ended", "administrator")


def test_an_account_that_is_shut_or_works_elsewhere_now_acts_no_more(wolcott: Town, mansfield: Town) -> None:
    clara, dora = wolcott.staff("clara"), wolcott.staff("dora")
    give(wolcott, clara)
    give(wolcott, dora)

    clara.is_active = False
    dora.library = mansfield.library

    assert delegations.may_act(wolcott.library, clara, TODAY) is None
    assert delegations.may_act(wolcott.library, dora, TODAY) is None


def test_another_library_neither_sees_nor_ends_it(wolcott: Town, new_canaan: Town) -> None:
    row = give(wolcott, wolcott.staff("clara"))

    assert delegations.of(new_canaan.library, today=TODAY) == ()
    with pytest.raises(delegations.NoDelegation):
        delegations.end(new_canaan.library, row.handle, today=TODAY, role="director")


def test_those_that_hold_stand_first_and_those_that_are_over_last(wolcott: Town) -> None:
    first = give(wolcott, wolcott.staff("clara"), until=TODAY)
    second = give(wolcott, wolcott.staff("dora"), begins=TODAY + DAY)
    third = give(wolcott, wolcott.staff("emil"))
    delegations.end(wolcott.library, third.handle, today=TODAY + 2 * DAY, role="director")

    there = delegations.of(wolcott.library, today=TODAY + 3 * DAY)

    assert [row.handle for row in there] == [second.handle, third.handle, first.handle]


def test_nobody_acts_by_a_delegation_whose_leaf_was_not_written(
    wolcott: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    clara = wolcott.staff("clara")
    monkeypatch.setattr(delegations.log, "append", _dies)

    with pytest.raises(SystemExit):
        give(wolcott, clara)

    assert delegations.may_act(wolcott.library, clara, TODAY) is None


def test_an_end_that_a_crash_kept_out_of_the_ledger_is_written_there_later_and_once(
    wolcott: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    clara = wolcott.staff("clara")
    row = give(wolcott, clara)
    with monkeypatch.context() as broken:
        broken.setattr(delegations.log, "append_many", _dies)
        with pytest.raises(SystemExit):
            delegations.end(wolcott.library, row.handle, today=TODAY, role="director")

    assert delegations.may_act(wolcott.library, clara, TODAY) is None
    delegations.write_down(wolcott.library)
    delegations.write_down(wolcott.library)

    assert [action for action, *_ in acts("wolcott")] == ["delegation", "delegation-ended"]


def _dies(*_: object, **__: object) -> None:
    raise SystemExit


@given(
    begins=st.integers(0, 40),
    days=st.integers(0, 40),
    ended=st.none() | st.integers(0, 90),
    asked=st.integers(-5, 90),
)
def test_it_holds_on_the_days_between_until_it_is_ended(
    begins: int, days: int, ended: int | None, asked: int
) -> None:
    on = {number: TODAY + number * DAY for number in (begins, begins + days, asked)}
    row = Delegation(
        begins=on[begins],
        until=on[begins + days],
        ended_on=None if ended is None else date.fromordinal(TODAY.toordinal() + ended),
    )

    holds = asked in range(begins, begins + days + 1) and (ended is None or asked < ended)

    assert row.holds_on(on[asked]) == holds
    assert not (row.holds_on(on[asked]) and ended is None and row.is_over(on[asked]))


def test_of_two_who_give_the_same_at_once_one_does(wolcott: Town) -> None:
    clara = wolcott.staff("clara")
    together, came = threading.Barrier(6), []

    def one() -> None:
        together.wait()
        try:
            give(wolcott, clara)
            came.append("given")
        except NotDelegated:
            came.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(came) == ["given"] + ["told"] * 5
    assert [action for action, *_ in acts("wolcott")] == ["delegation"]
