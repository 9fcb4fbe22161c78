"""Is what a case hands over under a patron's permission exactly what she permits, to whom, and only while it stands?"""

from datetime import timedelta
from typing import Any

import pytest

from reticent.access import doorway, families, permissions
from reticent.access.permissions import Typed
from reticent.disclosure import cases, searching
from reticent.disclosure.cases import CaseFile
from reticent.disclosure.forms import CannotBeRead
from reticent.disclosure.gates import evidence_asked
from reticent.disclosure.permitted import NotPermittedByHer
from reticent.disclosure.steps import NotNow
from reticent.ledger import log
from reticent.people.staff import StaffAccount
from tests.conftest import NOW, TODAY, Town
from tests.rooms.disclosure.complying import HOUR, classified, custodian, on_record, query, search, take
from tests.rooms.disclosure.test_producing import release

ALICE, QUIMBY = "29030001", "Quimby Underhill"
OPENING = {"asker": "spouse", "papers": "letter", "channel": "in_person"}
FIELDS = ("loan.title", "loan.due")
DAY = timedelta(days=1)


@pytest.fixture
def director(mansfield: Town) -> StaffAccount:
    return custodian(mansfield)


@pytest.fixture
def alice(mansfield: Town) -> str:
    person = mansfield.register(ALICE, "Alice Oak", pin="4711")
    mansfield.lend(person, mansfield.item("30001", "Emma"))
    return person


def give(town: Town, person: str, *scope: str, until: str = "", **how: Any) -> None:
    typed = Typed(recipient=QUIMBY, scope=scope or ("loan",), until=until, agreed=True, **how)
    permissions.give_myself(town.library, person=person, typed=typed, now=NOW)


def known(town: Town, account: StaffAccount, *fields: str, **how: Any) -> CaseFile:
    case = classified(
        town,
        account,
        *(fields or FIELDS),
        opening=OPENING,
        kind="written_permission",
        signed_by="patron",
        **how,
    )
    return on_record(town, account, case)


def held_against(town: Town, account: StaffAccount, case: CaseFile, to: str = QUIMBY) -> CaseFile:
    return take(town, account, case, "permitted", card_permitting=ALICE, permitted_to=to)


def allowed(town: Town, account: StaffAccount, *fields: str, **how: Any) -> CaseFile:
    case = held_against(town, account, known(town, account, *fields, **how))
    return take(town, account, on_record(town, account, case), "decide", answer="comply")


def told(town: Town, person: str) -> list[tuple[str, str, dict[str, int]]]:
    own = doorway.own_record(town.library, person=person, now=NOW)
    # In no order: both stand with her of one day.
    return sorted((each.act, each.authority, dict(each.counts)) for each in own.disclosed)


@pytest.mark.clause("S-5", "M19-19")
def test_a_permission_that_stands_opens_what_it_names_and_its_giver_reads_of_it_at_once(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    give(mansfield, alice)
    case = allowed(mansfield, director)
    wanted = query(mansfield, case, who=ALICE)

    found = search(mansfield, director, case, wanted)
    release(mansfield, director, found.file, wanted)

    assert dict(found.result.counts) == {"loan": 1}
    assert told(mansfield, alice) == [
        ("produced", "written_permission", {"loan": 1}),
        ("searched", "written_permission", {"loan": 1}),
    ]
    own = doorway.own_record(mansfield.library, person=alice, now=NOW)
    (mine,) = own.record.noted.permissions
    assert mine.cases == (case.handle,)
    assert permissions.RELIED_ON in {look.outcome for look in own.record.looks}


def test_the_case_keeps_what_it_opens_and_until_when_and_nobodys_name(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    give(mansfield, alice)

    case = held_against(mansfield, director, known(mansfield, director))

    said = dict(case.acts[-1].details)
    assert said == {"permits": "loans", "permits_until": (TODAY + 90 * DAY).isoformat()}
    assert not any(word in str([dict(act.details) for act in case.acts]) for word in (QUIMBY, ALICE))


@pytest.mark.clause("S-5")
def test_nobody_ticks_by_hand_whom_a_permission_names(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    case = known(mansfield, director)

    assert "permission:names_asker" not in evidence_asked(case.known, mansfield.library.policy)
    assert "permitted" in {offer.step for offer in case.offers}
    assert case.decision.rule == "permission.names_someone_else"
    with pytest.raises(NotNow):
        take(mansfield, director, case, "record:permission:names_asker", consulted_who="me", found=True)


@pytest.mark.parametrize(("to", "stopped"), [("Somebody Else", NotPermittedByHer), ("", CannotBeRead)])
@pytest.mark.clause("S-5")
def test_somebody_whom_it_does_not_name_is_told_nothing_and_the_attempt_stands_with_her(
    mansfield: Town, director: StaffAccount, alice: str, to: str, stopped: type[Exception]
) -> None:
    give(mansfield, alice)
    case = known(mansfield, director)

    with pytest.raises(stopped) as no:
        held_against(mansfield, director, case, to)

    assert QUIMBY not in str(no.value)
    seen = doorway.own_record(mansfield.library, person=alice, now=NOW).record.looks
    assert (permissions.NOT_THERE in {look.outcome for look in seen}) == bool(to)
    assert cases.read(mansfield.library, director, case.handle, now=NOW + HOUR).version == case.version


@pytest.mark.clause("S-5")
def test_more_than_it_opens_is_not_searched_for(mansfield: Town, director: StaffAccount, alice: str) -> None:
    give(mansfield, alice)
    case = allowed(mansfield, director, *FIELDS, "registration.name")
    wanted = query(mansfield, case, who=ALICE)

    with pytest.raises(NotPermittedByHer, match="does not open the registration"):
        search(mansfield, director, case, wanted)

    assert told(mansfield, alice) == []


@pytest.mark.clause("S-5")
def test_what_she_took_back_opens_nothing_any_more_not_even_between_search_and_hand_over(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    give(mansfield, alice)
    case = allowed(mansfield, director)
    wanted = query(mansfield, case, who=ALICE)
    found = search(mansfield, director, case, wanted)
    own = doorway.own_record(mansfield.library, person=alice, now=NOW)
    (mine,) = own.record.noted.permissions
    families.take_back(mansfield.library, person=alice, kind="permission", which=mine.mark, now=NOW)

    with pytest.raises(NotPermittedByHer, match="taken back"):
        release(mansfield, director, found.file, wanted)

    assert [act for act, _, _ in told(mansfield, alice)] == ["searched"]


def test_a_permission_that_has_ended_opens_nothing_before_the_purge_has_run(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    give(mansfield, alice, until=TODAY.isoformat())
    case = allowed(mansfield, director)
    wanted = query(mansfield, case, who=ALICE)

    with pytest.raises(NotPermittedByHer):
        searching.run(
            mansfield.library, director, case.handle, query=wanted, now=NOW + DAY, seen=case.version,
            second=searching.Second("Pat Elm, chair", "chair", "telephone", NOW + DAY),
        )  # type: ignore[arg-type]  # fmt: skip


def test_another_persons_record_is_not_opened_by_it(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    give(mansfield, alice)
    bob = mansfield.register("29030002", "Bob Ash")
    mansfield.lend(bob, mansfield.item("30002", "Persuasion"))
    case = allowed(mansfield, director)

    with pytest.raises(NotPermittedByHer):
        search(mansfield, director, case, query(mansfield, case, who="29030002"))

    assert told(mansfield, bob) == []


def test_a_permission_starts_from_a_person_and_from_nothing_else(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    give(mansfield, alice)
    case = allowed(mansfield, director, centre="item")

    with pytest.raises(NotPermittedByHer, match="and of nobody else"):
        search(mansfield, director, case, query(mansfield, case, item="30001"))


def test_that_there_was_one_stays_in_the_ledger_and_names_nobody(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    give(mansfield, alice)
    mansfield.purge(now=NOW + 91 * DAY)

    assert doorway.own_record(mansfield.library, person=alice, now=NOW).record.noted.permissions == ()
    written = [w.entry for w in log.entries(mansfield.library.slug)]  # type: ignore[attr-defined]
    (leaf,) = [entry for entry in written if entry.action == "permission-given"]
    assert (leaf.role, leaf.case, leaf.count) == ("own_record", None, 1)
    assert {"M19-19", "S-5"} <= set(leaf.basis)
