"""Is whoever's records officers took told of it later, and does the case keep nobody's name or card?"""

from typing import Any

import pytest

from reticent.access import doorway
from reticent.disclosure import cases
from reticent.disclosure.cases import CaseFile
from reticent.disclosure.forms import CannotBeRead
from reticent.disclosure.steps import NotNow
from reticent.disclosure.touched import NobodyToNote
from reticent.ledger import log
from reticent.people.staff import StaffAccount
from tests.conftest import NOW, Town
from tests.rooms.disclosure.cases.asked import WARRANT
from tests.rooms.disclosure.complying import HOUR, custodian, take
from tests.rooms.disclosure.keeping import inside

# Whose card this is, nobody knows: that it was looked for is written down.
CARD, NOBODYS = "29030001", "29039999"
COUNSEL = {"counsel_said": "yes", "counsel": "Town Attorney"}


@pytest.fixture
def director(mansfield: Town) -> StaffAccount:
    return custodian(mansfield)


@pytest.fixture
def alice(mansfield: Town) -> str:
    return mansfield.register(CARD, "Alice Oak")


def taking(town: Town, account: StaffAccount) -> CaseFile:
    case = cases.open_case(town.library, account, path="taking", details=WARRANT, now=NOW)
    return take(town, account, case, "inventory", taken="A list of what is out.")


def name(town: Town, account: StaffAccount, case: CaseFile, **details: object) -> CaseFile:
    return take(town, account, case, "name_touched", **{"card_touched": CARD, "loans_taken": "2", **details})


def told(town: Town, person: str) -> Any:
    return doorway.own_record(town.library, person=person, now=NOW + HOUR).disclosed


def test_what_was_taken_of_hers_is_noted_with_her_and_told_once_counsel_says_so(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    case = name(mansfield, director, taking(mansfield, director), registrations_taken="1")
    assert told(mansfield, alice) == ()

    take(mansfield, director, case, "tell_patron", **COUNSEL)

    (entry,) = told(mansfield, alice)
    assert (entry.act, dict(entry.counts)) == ("taken", {"loan": 2, "registration": 1})
    assert (entry.authority, entry.case) == ("search_warrant", case.handle)
    assert entry.basis


def test_the_case_and_its_leaf_name_nobody(mansfield: Town, director: StaffAccount, alice: str) -> None:
    case = name(mansfield, director, taking(mansfield, director))

    assert CARD not in repr([act.details for act in case.acts])
    assert case.acts[-1].details == {"loans_taken": "2"}
    assert max(log.entries(mansfield.library.slug), key=lambda each: each.row).entry.action == "disclosure"


def test_after_the_case_is_closed_somebody_may_still_be_named(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    case = take(mansfield, director, taking(mansfield, director), "close")

    case = name(mansfield, director, case)
    take(mansfield, director, case, "tell_patron", **COUNSEL)

    assert len(told(mansfield, alice)) == 1


def test_somebody_who_is_not_registered_here_is_said_so_and_nothing_is_noted(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    case = taking(mansfield, director)

    with pytest.raises(NobodyToNote):
        name(mansfield, director, case, card_touched=NOBODYS)

    assert inside(mansfield)["look"] == 1
    assert cases.read(mansfield.library, director, case.handle, now=NOW).version == case.version


@pytest.mark.parametrize("many", ["", "0", "two", "-1", "2.5", "99999"])
def test_without_a_whole_number_of_records_nobody_is_looked_for_and_nothing_is_noted(
    mansfield: Town, director: StaffAccount, alice: str, many: str
) -> None:
    case = taking(mansfield, director)

    with pytest.raises(CannotBeRead):
        name(mansfield, director, case, card_touched=NOBODYS, loans_taken=many)

    assert inside(mansfield)["look"] == 0
    assert cases.read(mansfield.library, director, case.handle, now=NOW).version == case.version


def test_before_anything_is_listed_nobody_is_named_or_looked_for(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    case = cases.open_case(mansfield.library, director, path="taking", details=WARRANT, now=NOW)

    with pytest.raises(NotNow):
        name(mansfield, director, case, card_touched=NOBODYS)

    assert inside(mansfield)["look"] == 0


def test_in_a_case_that_somebody_else_has_gone_on_with_nobody_is_looked_for(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    case = taking(mansfield, director)
    take(mansfield, director, case, "add_note", note="They came back for the screen.")

    with pytest.raises(cases.ChangedMeanwhile):
        name(mansfield, director, case, card_touched=NOBODYS)

    assert inside(mansfield)["look"] == 0


def test_what_goes_to_paper_takes_with_it_what_was_noted(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    case = name(mansfield, director, taking(mansfield, director))

    cases.take(
        mansfield.library,
        director,
        case.handle,
        step="to_paper",
        details={},
        now=NOW + HOUR,
        seen=case.version,
    )

    assert told(mansfield, alice) == ()
    mansfield.purge(now=NOW + HOUR, turn_now=True)
    assert inside(mansfield)["disclosure"] == 0
