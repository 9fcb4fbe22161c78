"""Can anything readable tie somebody who gave to somebody who borrows, though both have one name and one e-mail?

One world in which a donor is called as a patron is, and one in which she is called otherwise, must look the same to
everybody: to the pages, to a case, to whoever has the database in hand.
"""

import re
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from reticent.access import donors, doorway, joining, searching
from reticent.drawer import kinds
from reticent.drawer.permits import NotPermitted
from reticent.people import finding
from reticent.records.donors import LIST, TypedDonor, TypedGift, new_subject
from tests.conftest import NOW, TODAY, Town
from tests.promises.test_survivors import rows, times

CARD, NAME, EMAIL = "29030000000001", "Alice Quillfeather", "alice@quillfeather.example"
OTHER = ("Wendell Oakenbrook", "wendell@oakenbrook.example")
STREET = "7 Wormwood Scrubs"
GIFT = TypedGift("1250", TODAY.isoformat(), "any")


def world(town: Town) -> tuple[str, str]:
    """A patron who has something out, and somebody who gave under her name."""
    alice = town.register(CARD, NAME, email=EMAIL, address=STREET, pin="4711")
    town.lend(alice, town.item("30001", "The Mysteries of Udolpho"))
    return alice, give(town)


def give(town: Town, name: str = NAME, email: str = EMAIL) -> str:
    subject: str = new_subject()
    delia: Any = town.staff("delia", "fundraising", title="development officer")
    donor = TypedDonor(name, STREET, email, named=True)
    donors.take(town.library, delia, donor, GIFT, subject=subject, agreed=True, now=NOW)  # type: ignore[arg-type]
    return subject


@pytest.fixture
def canaan(town: Callable[..., Town]) -> Town:
    return town("new-canaan", policy_id="new-canaan-2018")


@pytest.mark.clause("NC-13")
def test_whoever_has_the_database_in_hand_finds_neither_name_nor_anything_that_the_two_share(
    canaan: Town, place: Any
) -> None:
    alice, subject = world(canaan)
    canaan.purge(turn_now=True)
    mine = rows(canaan)

    found = times(
        place, NAME, "Quillfeather", EMAIL, "Wormwood Scrubs", alice, subject, subject.removeprefix("d:")
    )
    assert found == dict.fromkeys(found, 0)
    tags = [tag for tag, *_ in mine] + [thing for _, thing, *_ in mine]
    assert len(set(tags)) == len(tags)
    # The donor's rows are no nearer to the patron's than any two rows are.
    for one, two in combinations(mine, 2):
        for a, b in ((one[0], two[0]), (one[1], two[1]), (one[3], two[3]), (one[0], two[1])):
            assert sum(x == y for x, y in zip(a, b, strict=False)) < max(6, len(a) / 12)


@pytest.mark.clause("NC-03", "NC-13")
def test_both_worlds_are_written_by_the_same_statements_and_have_rows_of_the_same_lengths(
    town: Callable[..., Town],
) -> None:
    """Nothing is asked of a registration, a finder or an address: not even whether there is one."""

    def world_of(slug: str, name: str, email: str) -> tuple[list[str], list[int]]:
        there = town(slug, policy_id="new-canaan-2018")
        there.register(CARD, NAME, email=EMAIL, address=STREET)
        give(there, "Somebody Else", "somebody@else.example")  # what the first time costs more
        with CaptureQueriesContext(connection) as seen, CaptureQueriesContext(connections["ledger"]) as noted:
            give(there, name, email)
        asked = [re.split("WHERE|VALUES", q["sql"])[0] for q in (*seen, *noted)]
        said = [re.sub(r"\s?-?\d+|'[^']*'", "·", sql) for sql in asked]
        return said, sorted(len(row.sealed) for row, _ in there.drawer.everything())

    alike, apart = world_of("alike", NAME, EMAIL), world_of("apart", *OTHER)

    for one, other in zip(alike, apart, strict=True):
        assert one == other


@pytest.mark.clause("NC-13")
def test_no_finder_leads_to_a_donor_and_no_permit_covers_both(canaan: Town) -> None:
    alice, subject = world(canaan)
    drawer = canaan.drawer

    for typed in (NAME, EMAIL, "Quillfeather"):
        found = finding.search(drawer, lambda handle: doorway.to_find(drawer, handle), typed=typed)
        assert set(found.persons) == {alice}
    of_gifts = donors._to_all(canaan.library, ["donor.name"])  # type: ignore[arg-type]
    for permit, asked in (
        (donors._to_one(canaan.library, subject), {"subject": alice}),  # type: ignore[arg-type]
        (of_gifts, {"subject": alice}),
        (canaan.to_open(subject=alice), {"subject": subject}),
    ):
        with pytest.raises(NotPermitted):
            drawer.find(permit, **asked)
    assert not {"donor", "gift"} & {s.kind for s in drawer.find(canaan.to_open(subject=alice), subject=alice)}
    assert {s.kind for s in drawer.find_thing(of_gifts, thing=LIST)} == {"donor", "gift"}


@pytest.mark.clause("NC-03")
def test_neither_her_own_page_nor_a_case_nor_the_end_of_her_card_knows_of_a_gift(canaan: Town) -> None:
    alice, subject = world(canaan)
    held = {each.kind for each in doorway.own_record(canaan.library, person=alice, now=NOW).held}  # type: ignore[arg-type]

    assert not held & {"donor", "gift", *kinds.named("donor").names}
    assert not {"donor", "gift"} & {*searching.SEARCHED, *searching.COUNTED}
    looked = doorway.look(canaan.library, canaan.staff(), purpose="account", now=NOW, handle=NAME)  # type: ignore[arg-type]
    assert looked.person == alice
    before = _donor(canaan, subject)
    canaan.take_back(canaan.item("30001"))
    joining.close_myself(canaan.library, person=alice, now=NOW)  # type: ignore[arg-type]
    assert _donor(canaan, subject) == before


def _donor(town: Town, subject: str) -> Any:
    (slip,) = town.drawer.find(town.to_open("donor", subject=subject), subject=subject)
    return dict(slip.payload)
