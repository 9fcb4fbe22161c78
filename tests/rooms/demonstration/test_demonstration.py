"""The demonstration's towns: of the right size, made up, the same every time, fit to be taken in."""

import csv
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from reticent.connectors import csv_file
from reticent.connectors.csv_file import ItemRow, LoanRow, RegistrationRow, Row
from reticent.doors.cli import demonstration
from reticent.doors.cli.demonstration import TOWNS, AskedFor, Town, titles
from reticent.errors import Malformed

TODAY = date(2026, 7, 28)
PROFILE = Path(__file__).parents[2] / "data" / "towns_fy2018.csv"


@dataclass(frozen=True)
class Written:
    """A town as its three files say it, read back through the connector."""

    town: Town
    registrations: list[RegistrationRow]
    items: list[ItemRow]
    loans: list[LoanRow]

    @property
    def out(self) -> list[LoanRow]:
        return [loan for loan in self.loans if loan.returned_on is None]


def read_back(folder: Path, town: Town) -> Written:
    def clean(reading: object) -> list[object]:
        rows = list(reading)  # type: ignore[call-overload]
        assert all(isinstance(row, Row) for row in rows)
        return [row.value for row in rows]

    return Written(
        town,
        clean(csv_file.registrations(folder / "registrations.csv")),
        clean(csv_file.items(folder / "items.csv")),
        clean(csv_file.loans(folder / "loans.csv")),
    )


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("towns")
    for town in TOWNS:
        demonstration.generate(root / town.slug, town=town, today=TODAY, seed=7)
    return {town.slug: root / town.slug for town in TOWNS}


@pytest.fixture(scope="module")
def every_town(folders: dict[str, Path]) -> dict[str, Written]:
    return {town.slug: read_back(folders[town.slug], town) for town in TOWNS}


@pytest.fixture(params=[town.slug for town in TOWNS])
def written(request: pytest.FixtureRequest, every_town: dict[str, Written]) -> Written:
    return every_town[request.param]


# --- the figures


@pytest.mark.parametrize("town", TOWNS, ids=[town.slug for town in TOWNS])
def test_the_figures_are_those_of_the_states_profile(town: Town) -> None:
    with PROFILE.open(encoding="utf-8", newline="") as file:
        profile = next(row for row in csv.DictReader(file) if row["Library"] == town.town)

    assert town.registered == int(profile["Total Registered Resident Borrowers"])
    assert town.circulation == int(profile["Total Circulation"])
    assert town.lent_to_neighbours == int(profile["2017-2018 borrowIT CT Circulation"])
    assert town.daily_fine_cents == round(float(profile["Typical Book Fine"]) * 100)
    materials = {"books": "Books & Serials", "dvds": "Visual Material", "audio": "Audio"}
    audiences = {"adult": "Adult", "ya": "YA", "child": "Children's"}
    for (audience, material), lent in town.lent.items():
        assert lent == int(profile[f"{audiences[audience]} {materials[material]} Circulation"] or 0)


def test_the_totals_are_a_tenth_of_the_towns(written: Written) -> None:
    town = written.town
    year_ago = TODAY - timedelta(days=365)
    newer = sum(loan.lent_on >= year_ago for loan in written.loans)

    assert len(written.registrations) == pytest.approx(town.registered / 10, rel=0.02)
    assert newer == pytest.approx(town.circulation / 10, rel=0.02)
    assert len(written.loans) - newer == pytest.approx(town.circulation / 10, rel=0.02)


def test_children_teenagers_and_adults_borrow_their_shares(written: Written) -> None:
    audience = {item.barcode: item.audience for item in written.items}
    lent = Counter(audience[loan.item_barcode] for loan in written.loans)
    wanted: Counter[str] = Counter()
    for (of, _), count in written.town.lent.items():
        wanted[of] += count

    for of in ("adult", "ya", "child"):
        assert lent[of] / lent.total() == pytest.approx(wanted[of] / wanted.total(), abs=0.03)


# --- what is lent


def test_nothing_is_lent_while_it_is_out(written: Written) -> None:
    by_item: dict[str, list[LoanRow]] = defaultdict(list)
    for loan in written.loans:
        by_item[loan.item_barcode].append(loan)

    for loans in by_item.values():
        for earlier, later in pairwise(loans):
            assert earlier.returned_on is not None
            assert earlier.returned_on < later.lent_on


def test_every_loan_is_of_an_item_there_is_to_a_card_then_in_force(written: Written) -> None:
    items = {item.barcode for item in written.items}
    cards = {card.barcode: card for card in written.registrations}

    for loan in written.loans:
        assert loan.item_barcode in items
        card = cards[loan.patron_barcode]
        assert card.registered <= loan.lent_on <= card.expires


def test_barcodes_are_given_once(written: Written) -> None:
    barcodes = [row.barcode for row in (*written.registrations, *written.items)]

    assert len(set(barcodes)) == len(barcodes)


def test_the_history_is_two_years_long_and_ends_before_today(written: Written) -> None:
    days = [loan.lent_on for loan in written.loans]

    assert days == sorted(days)
    assert TODAY - timedelta(days=735) < days[0] < TODAY - timedelta(days=725)
    assert TODAY - timedelta(days=5) < days[-1] < TODAY
    assert all(loan.returned_on is None or loan.returned_on < TODAY for loan in written.loans)
    assert all(loan.due_on - loan.lent_on == timedelta(days=21) for loan in written.loans)


def test_the_desk_is_closed_on_sundays_and_holidays(written: Written) -> None:
    days = {loan.lent_on for loan in written.loans} | {loan.returned_on for loan in written.loans} - {None}

    assert all(day.weekday() != 6 for day in days)
    assert not {(day.month, day.day) for day in days} & {(1, 1), (7, 4), (12, 25)}


def test_summer_is_busier_than_december(written: Written) -> None:
    months = Counter(loan.lent_on.month for loan in written.loans)

    assert months[7] > 1.3 * months[12]


def test_a_few_borrow_much_and_many_little(written: Written) -> None:
    counts = sorted(Counter(loan.patron_barcode for loan in written.loans).values(), reverse=True)
    readers = len(written.registrations)

    assert sum(counts[: readers // 10]) > 0.3 * len(written.loans)
    assert readers * 0.05 < readers - len(counts) < readers * 0.35


def test_some_is_out_today_and_some_of_that_is_overdue(written: Written) -> None:
    overdue = [loan for loan in written.out if loan.due_on < TODAY]
    late = [loan for loan in written.loans if loan.returned_on and loan.returned_on > loan.due_on]

    assert len(written.items) * 0.1 < len(written.out) < len(written.items) * 0.4
    assert len(written.out) * 0.04 < len(overdue) < len(written.out) * 0.25
    assert len(written.loans) * 0.05 < len(late) < len(written.loans) * 0.2


def test_the_shelves_hold_many_works_of_many_kinds(written: Written) -> None:
    assert {item.item_class for item in written.items} == set(csv_file.ITEM_CLASSES)
    assert {item.audience for item in written.items} == set(csv_file.AUDIENCES)
    assert len({(item.title, item.author) for item in written.items}) > 250


@pytest.mark.parametrize(
    ("works", "at_least"),
    [(titles.ADULT, 300), (titles.TEENS, 60), (titles.CHILDREN, 100), (titles.MUSIC, 30)],
)
def test_every_work_is_listed_once(works: str, at_least: int) -> None:
    listed = titles.listed(works)

    assert len(listed) >= at_least
    assert len(set(listed)) == len(listed)
    assert all(title and author for title, author in listed)


# --- who has a card


def test_everybody_can_be_reached_only_where_nobody_is(written: Written) -> None:
    for card in written.registrations:
        assert re.fullmatch(r"(|.+@(example\.org|[a-z]+\.example))", card.email)
        assert re.fullmatch(r"(|\d{3}-555-01\d\d)", card.phone)


def test_names_are_of_many_kinds(every_town: dict[str, Written]) -> None:
    names = {card.name for written in every_town.values() for card in written.registrations}

    assert any("'" in name for name in names)
    assert any(" " not in name for name in names)
    assert any(name.count(" ") == 2 for name in names)
    assert any(not name.isascii() and name[0].isascii() for name in names)
    assert any(ord(name[0]) > 0x370 for name in names)


@pytest.mark.clause("WO-06", "NC-04")
def test_birth_dates_are_minors_only_and_only_where_the_policy_asks(every_town: dict[str, Written]) -> None:
    with_birth_date = {
        slug: [card.birth_date for card in written.registrations if card.birth_date]
        for slug, written in every_town.items()
    }

    assert {slug for slug, dates in with_birth_date.items() if dates} == {"wolcott"}
    births = with_birth_date["wolcott"]
    assert len(births) / len(every_town["wolcott"].registrations) == pytest.approx(0.12, abs=0.02)
    assert all(TODAY - timedelta(days=18 * 365 + 5) < day < TODAY - timedelta(days=5 * 365) for day in births)


def test_guardians_are_adults_with_a_card_and_named_only_where_the_policy_speaks_of_them(
    written: Written,
) -> None:
    cards = {card.barcode: place for place, card in enumerate(written.registrations)}
    wards = [card for card in written.registrations if card.guardian]

    assert bool(wards) == written.town.links_guardians
    for ward in wards:
        guardian = written.registrations[cards[ward.guardian]]
        assert cards[ward.guardian] < cards[ward.barcode]
        assert guardian.address == ward.address
        assert not guardian.guardian
        assert not guardian.birth_date


def test_neighbours_come_from_the_towns_next_door(written: Written) -> None:
    town = written.town
    towns = Counter(card.town for card in written.registrations)
    elsewhere = 1 - towns[town.town] / towns.total()

    assert set(towns) <= {town.town, *town.neighbours}
    assert elsewhere == pytest.approx(town.lent_to_neighbours / town.circulation, abs=0.06)


def test_some_cards_have_run_out_and_some_long_ago(every_town: dict[str, Written]) -> None:
    cards = [card for written in every_town.values() for card in written.registrations]
    expired = [card for card in cards if card.expires < TODAY]

    assert 0.04 < len(expired) / len(cards) < 0.12
    assert any(card.expires < TODAY - timedelta(days=366) for card in expired)
    assert all(card.expires <= TODAY + timedelta(days=3 * 365) for card in cards)


# --- the household


def test_only_the_household_has_pins_and_its_cards_never_change(written: Written) -> None:
    household = written.town.household
    pins = {card.barcode: (card.name, card.pin) for card in written.registrations if card.pin}

    assert pins == {member.card: (member.name, member.pin) for member in household.members}
    assert household.alice.name.startswith("Alice ")


def test_mansfields_alice_has_the_card_that_the_guide_names() -> None:
    alice = demonstration.named("mansfield").household.alice

    assert (alice.name, alice.card) == ("Alice Marlowe", "21540000044127")


def test_alice_has_five_loans_and_one_is_overdue(written: Written) -> None:
    hers = [loan for loan in written.out if loan.patron_barcode == written.town.household.alice.card]
    title = {item.barcode: item.title for item in written.items}

    assert len(hers) == 5
    assert [title[loan.item_barcode] for loan in hers if loan.due_on < TODAY] == ["The Count of Monte Cristo"]


def test_bob_and_the_child_have_loans_that_are_not_overdue(written: Written) -> None:
    _, bob, child = written.town.household.members

    for member, count in [(bob, 2), (child, 3)]:
        theirs = [loan for loan in written.out if loan.patron_barcode == member.card]
        assert len(theirs) == count
        assert all(loan.due_on >= TODAY for loan in theirs)


# --- what they asked for


@pytest.fixture
def asked(folders: dict[str, Path], written: Written) -> AskedFor:
    return demonstration.asked_for(folders[written.town.slug], town=written.town, today=TODAY, seed=7)


def test_a_few_dozen_wait_at_each_library_some_for_what_is_in(written: Written, asked: AskedFor) -> None:
    out = {loan.item_barcode for loan in written.out}
    still_in = [hold for hold in asked.holds if hold.item not in out]

    assert 24 <= len(asked.holds) <= 48
    assert 4 <= len(still_in) <= 12
    assert all(TODAY - timedelta(days=21) < hold.placed_on < TODAY for hold in asked.holds)


def test_nobody_waits_for_what_she_has_or_with_a_card_that_ran_out(written: Written, asked: AskedFor) -> None:
    cards = {card.barcode: card for card in written.registrations}
    has = {(loan.patron_barcode, loan.item_barcode) for loan in written.out}

    assert all(cards[hold.card].expires >= TODAY for hold in asked.holds)
    assert not {(hold.card, hold.item) for hold in asked.holds} & has
    assert len({(hold.card, hold.item) for hold in asked.holds}) == len(asked.holds)


def test_two_wait_for_one_copy_and_alice_is_the_second(written: Written, asked: AskedFor) -> None:
    by_item: dict[str, list[str]] = defaultdict(list)
    for hold in sorted(asked.holds, key=lambda hold: hold.placed_on):
        by_item[hold.item].append(hold.card)

    queues = [cards for cards in by_item.values() if len(cards) > 1]

    assert [cards[1:] for cards in queues] == [[written.town.household.alice.card]]


def test_alice_waits_for_what_is_in_and_for_what_is_out_sends_bob_and_has_a_wish(
    written: Written, asked: AskedFor
) -> None:
    alice, bob, _ = written.town.household.members
    out = {loan.item_barcode for loan in written.out}

    assert sorted(hold.item in out for hold in asked.holds if hold.card == alice.card) == [False, True]
    assert [(s.name, s.sent_card) for s in asked.sent if s.card == alice.card] == [(bob.name, bob.card)]
    assert [wish.wish for wish in asked.wishes if wish.card == alice.card] == ["no_messages"]
    assert len(asked.sent) > 3
    assert len({wish.wish for wish in asked.wishes}) > 2


# --- the same every time


def test_the_same_seed_and_day_give_the_same_files(tmp_path: Path, folders: dict[str, Path]) -> None:
    demonstration.generate(tmp_path, town=demonstration.named("wolcott"), today=TODAY, seed=7)

    for name in ("registrations.csv", "items.csv", "loans.csv"):
        assert (tmp_path / name).read_bytes() == (folders["wolcott"] / name).read_bytes()


def test_another_seed_gives_other_people(tmp_path: Path, every_town: dict[str, Written]) -> None:
    demonstration.generate(tmp_path, town=demonstration.named("wolcott"), today=TODAY, seed=8)

    cards = {card.barcode for card in read_back(tmp_path, demonstration.named("wolcott")).registrations}
    assert len(cards & {card.barcode for card in every_town["wolcott"].registrations}) == 3


def test_a_day_later_the_same_people_live_there_and_everything_is_a_day_later(
    tmp_path: Path, every_town: dict[str, Written]
) -> None:
    tomorrow = TODAY + timedelta(days=1)
    demonstration.generate(tmp_path, town=demonstration.named("wolcott"), today=tomorrow, seed=7)

    later = read_back(tmp_path, demonstration.named("wolcott"))

    before = every_town["wolcott"]
    assert [(card.barcode, card.name, card.address) for card in later.registrations] == [
        (card.barcode, card.name, card.address) for card in before.registrations
    ]
    assert [card.expires for card in later.registrations] == [
        card.expires + timedelta(days=1) for card in before.registrations
    ]
    assert later.items == before.items
    assert later.loans[-1].lent_on == before.loans[-1].lent_on + timedelta(days=1)


@pytest.mark.parametrize(
    "today", [date(2026, 1, 2), date(2027, 11, 26), date(2028, 2, 29), date(2026, 12, 27)]
)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_small_town_can_be_made_on_any_day(tmp_path: Path, today: date, seed: int) -> None:
    town = demonstration.named("wolcott")

    files = demonstration.generate(tmp_path, town=town, today=today, tenth=0.005, seed=seed)

    made = read_back(tmp_path, town)
    counts = (len(made.registrations), len(made.items), len(made.loans))
    assert counts == (files.registration_count, files.item_count, files.loan_count)
    assert counts[2] == 2 * round(town.circulation * 0.005)
    alices = [loan for loan in made.out if loan.patron_barcode == town.household.alice.card]
    assert sum(loan.due_on < today for loan in alices) == 1
    asked = demonstration.asked_for(tmp_path, town=town, today=today, seed=seed)
    assert len(asked.holds) > 5


def test_a_town_too_small_to_show_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="too small"):
        demonstration.generate(tmp_path, town=TOWNS[0], today=TODAY, tenth=0.0001, seed=1)


def test_a_town_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(Malformed, match="mansfield, new-canaan, weston, wolcott"):
        demonstration.named("springfield")
