"""Is a case gone when it must be, and what does a restore bring back of it?"""

from datetime import timedelta

import pytest

from reticent.disclosure import cases
from reticent.disclosure.cases import Case
from reticent.people.staff import StaffAccount
from reticent.retention import backups
from tests.conftest import NOW, TODAY, Town
from tests.rooms.disclosure.cases.asked import SUBPOENA, acts, ask, leaves
from tests.rooms.disclosure.complying import HOUR, take


def test_a_closed_case_goes_after_its_years_slips_row_and_all(
    mansfield: Town, custodian: StaffAccount
) -> None:
    gone, stays = ask(mansfield, custodian), ask(mansfield, custodian)
    take(mansfield, custodian, gone, "withdrawn", withdrawn_by="They", took_back_how="telephone")
    last = NOW + timedelta(days=cases.KEPT_DAYS)
    before, after = last - timedelta(days=1), last
    mansfield.purge(now=before)
    assert cases.tidy(mansfield.library, now=before) == 0
    assert cases.read(mansfield.library, custodian, gone.handle, now=before).state == "closed"

    with pytest.raises(cases.NoSuchCase):  # nobody waits for the night
        cases.read(mansfield.library, custodian, gone.handle, now=after)
    mansfield.purge(now=after)

    assert cases.tidy(mansfield.library, now=after) == 1
    assert [row.handle for row in Case.objects.all()] == [stays.handle]
    assert acts(mansfield) == 1


def test_what_was_done_after_closing_goes_with_the_rest(mansfield: Town, custodian: StaffAccount) -> None:
    case = take(
        mansfield,
        custodian,
        ask(mansfield, custodian),
        "withdrawn",
        withdrawn_by="They",
        took_back_how="letter",
    )
    later = NOW + timedelta(days=400)

    cases.take(
        mansfield.library, custodian, case.handle, step="review", details={"to_change": "Nothing."}, now=later,
        seen=case.version,
    )  # fmt: skip

    closed_on = {i.payload["closed_on"] for _, i in mansfield.drawer.everything() if i.kind is cases.CASE_ACT}
    assert closed_on == {TODAY.isoformat()}


def test_a_case_that_went_to_paper_does_not_come_back_with_a_backup(
    mansfield: Town, custodian: StaffAccount
) -> None:
    stays, gone = ask(mansfield, custodian), ask(mansfield, custodian)
    made = backups.make(now=NOW)
    cases.take(mansfield.library, custodian, gone.handle, step="to_paper", details={}, now=NOW + HOUR, seen=1)

    done = backups.restore(made.name, now=NOW + 2 * HOUR, confirm=lambda name: True)
    since = cases.after_restore(mansfield.library, made=TODAY, now=NOW + 2 * HOUR)

    assert [found.ended_again for found in done.recoveries] == [1]
    assert (since.taken_away, since.opened, since.ended, since.gone_on) == (1, (), (), ())
    assert [row.handle for row in Case.objects.all()] == [stays.handle]
    assert acts(mansfield) == 1


def test_after_a_restore_the_ledger_tells_which_cases_were_opened_or_gone_on_with_since(
    mansfield: Town, custodian: StaffAccount
) -> None:
    ask(mansfield, custodian)
    gone_on = ask(mansfield, custodian)
    made = backups.make(now=NOW)
    take(mansfield, custodian, gone_on, "classify", **SUBPOENA)
    opened = ask(mansfield, custodian)

    backups.restore(made.name, now=NOW + 2 * HOUR, confirm=lambda name: True)
    since = cases.after_restore(mansfield.library, made=TODAY, now=NOW + 2 * HOUR)

    assert (since.taken_away, since.opened, since.gone_on) == (0, (opened.handle,), (gone_on.handle,))
    again = take(mansfield, custodian, gone_on, "classify", **SUBPOENA)
    assert again.version == 2
    assert leaves(mansfield).count("case-step") == 2  # the one that was undone stays in the ledger
