"""Is a vendor told nothing that the policy forbids, and does the register say in time what is due of it?"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from reticent import policy
from reticent.disclosure import contract_letters, letters
from reticent.ledger import log
from reticent.people import libraries, vendors
from reticent.people.vendors import MayNotBeTold, NotAVendor, NoVendor, Particulars
from reticent.policy.contracting import AGENT, SERVICE
from reticent.policy.vocabulary import CONTRACT_TERMS
from tests.conftest import TODAY, Town

DAY = timedelta(days=1)
WHOLE = dict.fromkeys(CONTRACT_TERMS, "section 7")
FILMS = Particulars("Millrace Films", "Films to watch at home.", SERVICE, runs_from=TODAY - 100 * DAY)


def state(town: Town, handle: str, *, on: date = TODAY) -> str:
    return vendors.found(libraries.named(town.library.slug), handle, today=on).state


def begin(town: Town, handle: str) -> None:
    vendors.activate(town.library, handle, today=TODAY, role="director")


def acts(town: Town) -> list[tuple[str, tuple[str, ...]]]:
    rows = (row.entry for row in log.entries(town.library.slug))
    return [(entry.action, entry.basis) for entry in rows if entry.action.startswith("vendor")]


@pytest.mark.clause("M19-16")
def test_at_mansfield_a_vendor_is_told_once_it_was_asked_for_what_its_contract_lacks(mansfield: Town) -> None:
    handle = vendors.note(mansfield.library, FILMS)
    with pytest.raises(MayNotBeTold, match="M19-16"):
        begin(mansfield, handle)

    vendors.letter_sent(mansfield.library, handle, on=TODAY, today=TODAY)
    begin(mansfield, handle)

    assert state(mansfield, handle) == vendors.ACTIVE
    assert acts(mansfield) == [("vendor-activated", ("M19-17", "M19-16"))]
    assert [row.name for row in vendors.who_learn(mansfield.library)] == ["Millrace Films"]


@pytest.mark.clause("WO-21")
def test_at_wolcott_asking_is_not_enough_and_a_term_that_is_lost_stops_it_again(town) -> None:  # type: ignore[no-untyped-def]
    there = town("wolcott", policy_id="wolcott-2016")
    handle = vendors.note(there.library, FILMS)
    vendors.letter_sent(there.library, handle, on=TODAY, today=TODAY)
    with pytest.raises(MayNotBeTold, match="WO-21"):
        begin(there, handle)

    vendors.note(there.library, replace(FILMS, terms=WHOLE), handle=handle)
    begin(there, handle)
    vendors.note(there.library, replace(FILMS, terms={**WHOLE, "destroyed": ""}), handle=handle)

    assert state(there, handle) == vendors.STOPPED


def test_a_contract_that_runs_out_stops_the_vendor_the_day_after(mansfield: Town) -> None:
    handle = vendors.note(mansfield.library, replace(FILMS, terms=WHOLE, runs_until=TODAY + DAY))
    assert vendors.due(mansfield.library) == ()
    begin(mansfield, handle)

    assert [state(mansfield, handle, on=TODAY + n * DAY) for n in (0, 1, 2)] == [
        vendors.ACTIVE,
        vendors.ACTIVE,
        vendors.STOPPED,
    ]
    assert [(due.code, due.by) for due in vendors.due(mansfield.library)] == [
        (vendors.RENEWAL, TODAY + DAY),
        (vendors.AUDIT, date(2027, 11, 21)),
    ]


def test_what_ended_is_listed_no_more_and_is_to_be_destroyed_in_a_month(mansfield: Town) -> None:
    handle = vendors.note(mansfield.library, replace(FILMS, terms=WHOLE))
    begin(mansfield, handle)
    vendors.end(mansfield.library, handle, on=TODAY, today=TODAY, role="director")

    assert state(mansfield, handle) == vendors.ENDED
    assert vendors.who_learn(mansfield.library) == ()
    assert [(due.code, due.by) for due in vendors.due(mansfield.library)] == [
        (vendors.DESTRUCTION, TODAY + 30 * DAY)
    ]
    with pytest.raises(NoVendor):
        begin(mansfield, handle)

    vendors.goes_on(mansfield.library, handle)
    assert state(mansfield, handle) == vendors.ACTIVE
    vendors.end(mansfield.library, handle, on=TODAY, today=TODAY, role="director")
    vendors.destroyed(mansfield.library, handle, on=TODAY, today=TODAY)
    assert vendors.due(mansfield.library) == ()
    with pytest.raises(NoVendor):
        vendors.goes_on(mansfield.library, handle)


def test_everything_that_must_be_mended_is_said_at_once_and_nothing_is_written(mansfield: Town) -> None:
    wrong = Particulars(
        "",
        "",
        AGENT,
        runs_from=TODAY,
        runs_until=TODAY - DAY,
        mail="nobody",
        site="http://vendor.example",
        telephone="8" * 41,
    )

    with pytest.raises(NotAVendor) as no:
        vendors.note(mansfield.library, wrong)

    assert set(no.value.wrong) == {
        *("name", "does", "purpose", "fields", "runs_until", "mail", "site", "telephone")
    }
    assert vendors.of(mansfield.library, today=TODAY) == ()
    vendors.note(mansfield.library, FILMS)
    with pytest.raises(NotAVendor, match="stands in the register already"):
        vendors.note(mansfield.library, replace(FILMS, name="millrace films"))


@pytest.mark.parametrize("policy_id", ["mansfield-2019", "wolcott-2016", "new-canaan-2018"])
def test_the_letter_asks_in_the_words_of_the_text_and_names_its_clauses(policy_id: str) -> None:
    adopted = policy.shipped(policy_id)
    row = vendors.Vendor(name="Millrace Films", sort=SERVICE, purpose="lend", runs_from=TODAY)

    said = letters.as_text(
        contract_letters.asking_for_terms(
            vendors.contract_of(row, today=TODAY), adopted, office="Privacy Officer", on=TODAY
        )
    )

    assert said.count("\n- ") >= len(CONTRACT_TERMS)
    assert ("until it is\nthere we may send you nothing" in said or "until it is there" in said) == (
        adopted.contracts.effort == "ensures"
    )
    assert adopted.contracts.clauses[0] in said
    assert "Millrace Films\nPrivacy Officer" in said
