"""Is what was done about a request kept whole, act by act, and told again as it was?"""

import pytest
from django.conf import settings
from django.db import connection

from reticent.disclosure import cases
from reticent.disclosure.cases import Case
from reticent.people import adoptions, libraries
from reticent.people.staff import StaffAccount
from reticent.policy.adopting import Act
from tests.conftest import NOW, TODAY, Town
from tests.rooms.disclosure.cases.asked import POLICE, SUBPOENA, ask
from tests.rooms.disclosure.complying import take
from tests.rooms.people.texts import BOARD, NEW, laid


def put_in_force(town: Town) -> None:
    """Let a body adopt another text, in force from today."""
    path = laid(settings.RETICENT_HOME)
    adoptions.draft(town.library.slug, path, by="administrator", today=TODAY)
    adoptions.review(town.library.slug, NEW, by="counsel", on=TODAY, today=TODAY)
    libraries.adopt(town.library, NEW, act=Act(BOARD, TODAY, None, "minutes"), today=TODAY)


def test_what_was_asked_is_read_again_as_it_was_taken_down(mansfield: Town, custodian: StaffAccount) -> None:
    case = ask(mansfield, custodian)

    found = cases.read(mansfield.library, custodian, case.handle, now=NOW)

    assert found == case
    assert (found.path, found.state, found.version) == ("asking", "intake", 1)
    assert dict(found.acts[0].details) == POLICE
    assert found.acts[0].by == "Library Director"
    assert found.known.asker == "police"
    assert found.decision.outcome == "refused"


def test_a_step_is_kept_with_its_clauses_and_moves_the_case_on(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = ask(mansfield, custodian)

    after = take(mansfield, custodian, case, "classify", **SUBPOENA)

    assert (after.state, after.version) == ("classified", 2)
    assert after.acts[1].basis
    assert after.known.instrument is not None
    assert after.known.instrument.kind == "attorney_subpoena"
    assert cases.read(mansfield.library, custodian, case.handle, now=NOW) == after


def test_no_column_holds_who_asked_what_was_asked_or_which_paper_came(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = ask(mansfield, custodian)
    take(mansfield, custodian, case, "classify", **SUBPOENA)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM reticent_case")
        row = " ".join(str(value) for value in cursor.fetchone())

    for told in ("police", "Eve", "State Police", "reader", "subpoena", "attorney"):
        assert told not in row


def test_nothing_that_holds_a_case_says_it_in_a_trace(mansfield: Town, custodian: StaffAccount) -> None:
    case = ask(mansfield, custodian)
    listed = cases.listed(mansfield.library, custodian, now=NOW)

    said = f"{case!r} {case.acts!r} {listed!r} {Case.objects.get()!r}"

    for told in ("Eve", "State Police", "reader", "police"):
        assert told not in said


def test_a_case_is_found_by_as_much_of_its_handle_as_says_which(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = ask(mansfield, custodian)
    ask(mansfield, custodian)

    assert cases.named(mansfield.library, case.shown).handle == case.handle
    assert cases.named(mansfield.library, case.handle.upper()).handle == case.handle
    for vague in ("", "case-", "zzzz"):
        with pytest.raises(cases.NoSuchCase):
            cases.named(mansfield.library, vague)


def test_a_case_with_an_act_missing_is_broken_and_no_other_is(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case, whole = ask(mansfield, custodian), ask(mansfield, custodian)
    case = take(mansfield, custodian, case, "add_note", note="They called again.")
    (row,) = [
        r for r, i in mansfield.drawer.everything() if i.subject == case.handle and i.payload["number"] == 1
    ]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reticent_slip WHERE tag = %s", [row.tag])

    with pytest.raises(cases.CaseDamaged):
        cases.read(mansfield.library, custodian, case.handle, now=NOW)
    assert cases.tidy(mansfield.library, now=NOW) == 0
    assert {each.handle: each.damaged for each in cases.listed(mansfield.library, custodian, now=NOW)} == {
        case.handle: True,
        whole.handle: False,
    }


def test_a_row_that_says_what_its_acts_do_not_is_broken(mansfield: Town, custodian: StaffAccount) -> None:
    case = ask(mansfield, custodian)
    Case.objects.filter(handle=case.handle).update(state="answered")

    with pytest.raises(cases.CaseDamaged):
        cases.read(mansfield.library, custodian, case.handle, now=NOW)


def test_without_its_slips_and_with_no_word_of_its_closing_a_row_stays_and_is_broken(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = ask(mansfield, custodian)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reticent_slip")

    assert cases.tidy(mansfield.library, now=NOW) == 0
    with pytest.raises(cases.CaseDamaged):
        cases.read(mansfield.library, custodian, case.handle, now=NOW)


def test_an_act_is_read_under_the_policy_of_its_day(mansfield: Town, custodian: StaffAccount) -> None:
    """Another text in force since neither undoes what was done nor keeps the case from being read."""
    case = take(mansfield, custodian, ask(mansfield, custodian), "classify", **SUBPOENA)
    before = mansfield.library.policy_sha256

    put_in_force(mansfield)
    found = cases.read(mansfield.library, custodian, case.handle, now=NOW)
    after = take(mansfield, custodian, case, "add_note", note="The policy changed.")

    assert mansfield.library.policy_sha256 != before
    assert (found.known, found.acts) == (case.known, case.acts)
    assert [act.policy == before for act in after.acts] == [True, True, False]
