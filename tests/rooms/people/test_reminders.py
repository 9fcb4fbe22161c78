"""Is a director asked each year about what only people can keep, and is it written down when it was seen to?"""

from datetime import date, timedelta

import pytest

from reticent import policy
from reticent.ledger import log
from reticent.people import reminders
from tests.conftest import TODAY, Town

M19 = "mansfield-2019"


def asked_about(town: Town, *, on: date) -> list[str]:
    return [each.clause for each in reminders.of("mansfield", town.library.policy) if each.is_due(on)]


def see_to(town: Town, clause: str, *, on: date = TODAY) -> None:
    reminders.see_to("mansfield", town.library.policy, clause, on=on, today=TODAY, role="director")


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_every_clause_called_reminded_is_asked_about_and_no_other(policy_id: str) -> None:
    adopted = policy.shipped(policy_id)

    there = policy.reminders(adopted, seen_to={})

    assert [each.clause for each in there] == [
        name for name, clause in adopted.clauses.items() if clause.kept_by == "reminded"
    ]
    assert all(each.is_due(TODAY) and each.who == adopted.custodian.title for each in there)


def test_what_was_seen_to_comes_again_a_year_later_and_not_before(mansfield: Town) -> None:
    assert asked_about(mansfield, on=TODAY) == ["M19-14", "M19-16"]

    see_to(mansfield, "M19-16")

    assert asked_about(mansfield, on=TODAY) == ["M19-14"]
    assert asked_about(mansfield, on=date(2027, 11, 20)) == ["M19-14"]
    assert asked_about(mansfield, on=date(2027, 11, 21)) == ["M19-14", "M19-16"]


def test_it_is_written_down_once_for_a_day_with_the_clause_and_nobodys_name(mansfield: Town) -> None:
    see_to(mansfield, "M19-16")
    see_to(mansfield, "M19-16")

    (act,) = [row.entry for row in log.entries("mansfield") if row.entry.action == "policy-seen-to"]
    assert (act.day, act.role, act.basis) == (TODAY, "director", ("M19-16",))
    assert act.policy == policy.shipped(M19).sha256


def test_neither_a_day_to_come_nor_one_before_the_last_nor_another_clause_is_noted(mansfield: Town) -> None:
    see_to(mansfield, "M19-16")

    with pytest.raises(reminders.NotSeenTo, match="has not come yet"):
        see_to(mansfield, "M19-14", on=TODAY + timedelta(days=1))
    with pytest.raises(reminders.NotSeenTo, match="already"):
        see_to(mansfield, "M19-16", on=TODAY - timedelta(days=1))
    with pytest.raises(reminders.NoReminder, match="It asks about: M19-14, M19-16"):
        see_to(mansfield, "M19-06")
    assert asked_about(mansfield, on=TODAY) == ["M19-14"]


def test_one_librarys_note_is_no_other_librarys(mansfield: Town, town) -> None:  # type: ignore[no-untyped-def]
    neighbour = town("storrs", policy_id=M19)

    see_to(mansfield, "M19-16")

    there = reminders.of("storrs", neighbour.library.policy)
    assert [each.clause for each in there if each.is_due(TODAY)] == ["M19-14", "M19-16"]
