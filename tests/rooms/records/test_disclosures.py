"""Is every disclosure noted once for everybody whom it touches, kept as long as the law asks, and told when it may be?"""

import json
import re
from datetime import date, timedelta

import pytest
from django.test import Client

from reticent import policy
from reticent.access import doorway
from reticent.drawer import sweeping
from reticent.people import patrons
from reticent.policy import kept_on_the_list
from reticent.policy.chapters.promising import Ledger
from reticent.records import disclosures
from reticent.records.disclosures import PRODUCED, SEARCHED, Entry
from reticent.retention import purge
from tests.conftest import NOW, TODAY, Town

DAY = timedelta(days=1)
CASE, OTHER = "case-00112233445566ff", "case-ffeeddccbbaa0099"
FIVE_YEARS = 1827


def entry(case: str = CASE, act: str = PRODUCED) -> Entry:
    return Entry(TODAY, act, "court", "Superior Court, Rockville", "court_order", ("M19-20", "S-1"), case)


def noted(town: Town, of: dict[str, dict[str, int]], *, case: str = CASE, act: str = PRODUCED) -> None:
    with town.drawer.writing() as writer:
        disclosures.note(writer, entry(case, act), of)


def tell(town: Town, case: str = CASE, *, on: date = TODAY) -> int:
    permit = town.to_open("disclosure", thing=disclosures.thing(case))
    with town.drawer.writing() as writer:
        return disclosures.tell(town.drawer, writer, permit, case=case, today=on)


def of_case(town: Town, case: str = CASE) -> dict[str, int]:
    permit = town.to_open("disclosure", thing=disclosures.thing(case))
    return dict(disclosures.of_case(town.drawer, permit, case=case))


def due_on(town: Town, day: date) -> int:
    days = purge.days_after(town.library)
    return sweeping.take_stock(town.drawer, today=day, days_after=days).of("disclosure").due


def own(town: Town, person: str) -> doorway.OwnRecord:
    return doorway.own_record(town.library, person=person, now=NOW)


@pytest.fixture
def two(mansfield: Town) -> tuple[str, str]:
    return mansfield.register("29030001", "Alice Oak", pin="4711"), mansfield.register("29030002", "Bob Ash")


def test_everybody_touched_gets_an_entry_with_her_own_counts(mansfield: Town, two: tuple[str, str]) -> None:
    alice, bob = two

    noted(mansfield, {alice: {"loan": 2, "registration": 1}, bob: {"loan": 1, "charge": 0}})
    tell(mansfield)

    assert of_case(mansfield) == {PRODUCED: 2}
    assert [dict(each.counts) for each in own(mansfield, alice).disclosed] == [{"loan": 2, "registration": 1}]
    assert [dict(each.counts) for each in own(mansfield, bob).disclosed] == [{"loan": 1}]


def test_until_counsel_says_so_nothing_of_it_is_on_her_page_nor_in_her_file(
    mansfield: Town, two: tuple[str, str]
) -> None:
    alice, _ = two
    client = Client()
    client.post("/mansfield/sign-in", {"who": "29030001", "secret": "4711"})

    def seen() -> tuple[str, object]:
        page = client.get("/mansfield/my-record").content.decode()
        page = re.sub(r'token" value="[^"]+"', "", page)  # drawn anew for each page
        file = json.loads(client.get("/mansfield/my-record/download").content)
        file.pop("as_of")
        return page.partition("<main")[2].partition("as of")[2][20:], file

    before = seen()
    noted(mansfield, {alice: {"loan": 2}})
    noted(mansfield, {alice: {"loan": 2}}, act=SEARCHED)

    assert seen() == before
    assert own(mansfield, alice).disclosed == ()
    assert "disclosure" not in {kind.kind for kind in own(mansfield, alice).held}

    assert tell(mansfield) == 2
    page, file = seen()
    assert "a court (Superior Court, Rockville), on a court order: 2 loans" in page
    assert {each["act"] for each in file["disclosures"]} == {PRODUCED, SEARCHED}  # type: ignore[index]


def test_telling_of_one_case_tells_of_no_other_and_is_done_once(
    mansfield: Town, two: tuple[str, str]
) -> None:
    alice, bob = two
    noted(mansfield, {alice: {"loan": 1}, bob: {"loan": 1}})
    noted(mansfield, {alice: {"charge": 1}}, case=OTHER)

    assert tell(mansfield) == 2
    assert tell(mansfield, on=TODAY + DAY) == 0

    assert [each.case for each in own(mansfield, alice).disclosed] == [CASE]


def test_a_turn_of_the_key_loses_neither_an_entry_nor_its_silence(
    mansfield: Town, two: tuple[str, str]
) -> None:
    alice, bob = two
    noted(mansfield, {alice: {"loan": 1}, bob: {"loan": 3}})

    mansfield.purge(turn_now=True)

    assert of_case(mansfield) == {PRODUCED: 2}
    assert own(mansfield, alice).disclosed == ()
    assert tell(mansfield) == 2


def test_an_entry_lasts_five_years_though_the_registration_ended(mansfield: Town) -> None:
    alice = mansfield.register("29030001", "Alice Oak", expires=TODAY + DAY)
    noted(mansfield, {alice: {"loan": 1}})

    mansfield.purge(now=NOW + (FIVE_YEARS - 1) * DAY)
    permit = mansfield.to_open("registration", subject=alice)
    with pytest.raises(patrons.NobodyFound):
        patrons.registration_of(mansfield.drawer, permit, person=alice)
    assert of_case(mansfield) == {PRODUCED: 1}

    mansfield.purge(now=NOW + FIVE_YEARS * DAY)
    assert of_case(mansfield) == {}


def test_an_entry_lasts_as_long_as_the_registration_where_that_is_longer(mansfield: Town) -> None:
    """4-193(c): five years or the life of the record, whichever is longer."""
    longer = TODAY + (FIVE_YEARS + 400) * DAY
    alice = mansfield.register("29030001", "Alice Oak", expires=longer)
    noted(mansfield, {alice: {"loan": 1}})
    tell(mansfield)

    mansfield.purge(now=NOW + (FIVE_YEARS + 300) * DAY)
    assert of_case(mansfield) == {PRODUCED: 1}
    (held,) = (kind for kind in own(mansfield, alice).held if kind.kind == "disclosure")
    assert held.last_day == longer + 365 * DAY

    assert due_on(mansfield, longer + 364 * DAY) == 0
    assert due_on(mansfield, longer + 365 * DAY) == 1


@pytest.mark.parametrize("name", policy.shipped_ids())
def test_the_list_is_kept_five_years_where_the_personal_data_act_binds(name: str) -> None:
    adopted = policy.shipped(name)

    period = kept_on_the_list(adopted)

    if not adopted.flags.personal_data_act:
        assert period is None
        return
    assert period is not None
    assert period.days_after == FIVE_YEARS
    assert "4-193(c)" in period.clauses


def test_a_policy_makes_the_list_longer_and_never_shorter_than_the_law() -> None:
    adopted = policy.shipped("mansfield-2019")

    def days(years: int) -> int:
        period = kept_on_the_list(adopted.model_copy(update={"ledger": Ledger(years=years)}))
        return period.days_after if period else 0

    assert days(0) == days(5) == FIVE_YEARS
    assert days(10) > 2 * 1825
