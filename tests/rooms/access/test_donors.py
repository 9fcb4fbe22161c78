"""Do gifts go only to whoever raises funds, apart from all that anybody borrows, and go after their years with only the
sums left?"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from reticent import policy
from reticent.access import donors
from reticent.access.doorway import NoDuty
from reticent.disclosure import gift_letters, letters
from reticent.doors.cli.demonstration import given as given_in_demo
from reticent.drawer import kinds
from reticent.ledger import log
from reticent.records import gift_totals
from reticent.records.donors import CannotBeGiven, NoSuchDonor, TypedDonor, TypedGift, new_subject
from reticent.retention import clock
from tests.conftest import NOW, TODAY, Town

NC = "new-canaan-2018"
OTHERS = [name for name in policy.shipped_ids() if name != NC]
NAME, STREET = "Henrietta Marchbanks", "12 Orchard Row\nNew Canaan"
GIFT = TypedGift("1,250.50", TODAY.isoformat(), "collection")


@pytest.fixture
def canaan(town: Callable[..., Town]) -> Town:
    return town("new-canaan", policy_id=NC)


def delia(town: Town) -> Any:
    return town.staff("delia", "fundraising", title="development officer")


def given(town: Town, gift: TypedGift = GIFT, **donor: Any) -> str:
    subject, typed = new_subject(), TypedDonor(**{"name": NAME, "address": STREET, **donor})
    donors.take(town.library, delia(town), typed, gift, subject=subject, agreed=True, now=NOW)  # type: ignore[arg-type]
    return subject


def standing(town: Town, kind: str) -> list[dict[str, Any]]:
    return [i.payload for _, i in town.drawer.everything() if i.kind is kinds.named(kind)]


def opened(town: Town, subject: str) -> donors.Held:
    return donors.open_(town.library, delia(town), donor=subject, now=NOW)  # type: ignore[arg-type]


@pytest.mark.clause("NC-13")
def test_whoever_raises_funds_writes_a_gift_down_and_opens_it_and_each_time_is_written_down(
    canaan: Town,
) -> None:
    subject = given(canaan, named=True)

    listed = donors.listed(canaan.library, delia(canaan), now=NOW)  # type: ignore[arg-type]
    held = opened(canaan, subject)

    assert [(d.name, d.address, [g.cents for g in d.gifts]) for d in listed.donors] == [(NAME, "", [0])]
    assert (held.donor.address, held.donor.gifts[0].cents) == (STREET, 125050)
    assert held.goes_on == TODAY + timedelta(days=2557)
    assert [(by, came_to) for _, by, came_to in held.looks] == [("development officer", "donor_opened")]
    assert "donors_listed" in {look["outcome"] for look in standing(canaan, "look")}


@pytest.mark.parametrize(
    ("title", "duties"),
    [
        ("desk", ("circulation", "registration")),
        (
            "director",
            ("circulation", "registration", "accounts", "reference", "systems", "programs", "director"),
        ),
        ("trustee", ()),
        ("volunteer", ("fundraising",)),
    ],
)
@pytest.mark.clause("NC-13")
def test_everybody_else_is_refused_in_plain_words_and_the_refusal_is_written_down(
    canaan: Town, title: str, duties: tuple[str, ...]
) -> None:
    subject, library = given(canaan), canaan.library
    other: Any = canaan.staff("other", *duties, title=title)
    other.duties = list(duties)
    before = log.size("new-canaan")

    for act in (
        lambda: donors.listed(library, other, now=NOW),  # type: ignore[arg-type]
        lambda: donors.open_(library, other, donor=subject, now=NOW),  # type: ignore[arg-type]
        lambda: donors.agreed_to_be_named(library, other, year=2026, now=NOW),  # type: ignore[arg-type]
    ):
        with pytest.raises(NoDuty) as no:
            act()

    assert no.value.decision.rule == "donors.not_for_this_asker"
    assert "raising funds only" in no.value.decision.say
    assert log.size("new-canaan") == before + 3
    assert "donor_opened" not in {look["outcome"] for look in standing(canaan, "look")}


@pytest.mark.parametrize("policy_id", OTHERS)
def test_where_no_text_names_donors_none_are_written_down_whoever_asks(
    town: Callable[..., Town], policy_id: str
) -> None:
    there = town("somewhere", policy_id=policy_id)

    with pytest.raises(NoDuty) as no:
        given(there)

    assert no.value.decision.rule == "donors.not_named"
    assert "names no records of donors" in no.value.decision.say
    assert not donors.rules(there.library).taken  # type: ignore[arg-type]
    assert not standing(there, "donor")


@pytest.mark.clause("NC-05")
def test_nothing_is_kept_of_a_donor_who_has_not_agreed(canaan: Town) -> None:
    with pytest.raises(CannotBeGiven) as cannot:
        donors.take(
            canaan.library, delia(canaan), TypedDonor(NAME), GIFT, subject=new_subject(), agreed=False, now=NOW
        )  # type: ignore[arg-type]  # fmt: skip

    assert list(cannot.value.fields) == ["agreed"]
    assert not standing(canaan, "donor")


@pytest.mark.parametrize(
    ("amount", "cents"),
    [
        ("250", 25000),
        ("$250.00", 25000),
        ("1,250.50", 125050),
        ("2.5", 250),
        ("12,50", None),
        ("0", None),
        ("-5", None),
        ("1e9", None),
        ("²", None),
        ("99999999", None),
    ],
)
def test_an_amount_is_read_as_it_is_written_or_not_at_all(
    canaan: Town, amount: str, cents: int | None
) -> None:
    if cents is None:
        with pytest.raises(CannotBeGiven):
            given(canaan, TypedGift(amount, TODAY.isoformat(), "any"))
    else:
        given(canaan, TypedGift(amount, TODAY.isoformat(), "any"))

    assert [gift["cents"] for gift in standing(canaan, "gift")] == ([cents] if cents else [])


def test_everything_wrong_is_said_at_once_and_repeats_no_value(canaan: Town) -> None:
    with pytest.raises(CannotBeGiven) as cannot:
        given(canaan, TypedGift("much", "2027-01-01", "yacht"), name=" ", email="nobody at home")

    assert set(cannot.value.fields) == {"name", "email", "amount", "given_on", "purpose"}
    assert "nobody at home" not in str(cannot.value)


def test_the_same_form_sent_twice_writes_nothing_twice(canaan: Town) -> None:
    library, staff, subject = canaan.library, delia(canaan), new_subject()
    for _ in range(2):
        donors.take(library, staff, TypedDonor(NAME), GIFT, subject=subject, agreed=True, now=NOW)  # type: ignore[arg-type]

    donors.give(library, staff, GIFT, donor=subject, seen=1, now=NOW)  # type: ignore[arg-type]
    with pytest.raises(NoSuchDonor):
        donors.give(library, staff, GIFT, donor=subject, seen=1, now=NOW)  # type: ignore[arg-type]

    assert (len(standing(canaan, "donor")), len(standing(canaan, "gift"))) == (1, 2)


def test_what_she_has_put_right_stands_with_what_she_says_and_is_written_down_at_once(canaan: Town) -> None:
    subject = given(canaan)
    before = log.size("new-canaan")
    right = TypedDonor("Henrietta Sayre", "Box 4", "h@example.org", True, True, "I gave it for my aunt.")

    donors.correct(canaan.library, delia(canaan), right, donor=subject, now=NOW)  # type: ignore[arg-type]

    held = opened(canaan, subject)
    assert (held.donor.name, held.donor.statement, held.donor.no_mail) == (right.name, right.statement, True)
    assert log.size("new-canaan") == before + 1
    assert "donor_corrected" in {came_to for _, _, came_to in held.looks}


@pytest.mark.clause("NC-03")
def test_a_gift_goes_after_seven_years_its_donor_with_the_last_and_the_sum_stays(canaan: Town) -> None:
    long_ago = TODAY - timedelta(days=2000)
    subject = given(canaan, TypedGift("100", long_ago.isoformat(), "any"))
    donors.give(canaan.library, delia(canaan), GIFT, donor=subject, seen=1, now=NOW)  # type: ignore[arg-type]
    first, last = long_ago + timedelta(days=2557), TODAY + timedelta(days=2557)

    def after(day: Any) -> tuple[int, int]:
        clock.is_right(now=NOW + (day - TODAY))
        canaan.purge(now=NOW + (day - TODAY))
        return len(standing(canaan, "donor")), len(standing(canaan, "gift"))

    day = timedelta(days=1)
    assert [after(first - day), after(first), after(last - day), after(last)] == [
        (1, 2),
        (1, 1),
        (1, 1),
        (0, 0),
    ]
    sums = {
        each.year: (each.count, each.cents)
        for each in donors.totals(canaan.library, delia(canaan), today=TODAY).years
    }  # type: ignore[arg-type]
    assert sums == {long_ago.year: (1, 10000), 2026: (1, 125050)}


@pytest.mark.parametrize("folded", [False, True])
def test_a_gift_written_down_by_mistake_goes_and_is_counted_back(canaan: Town, folded: bool) -> None:
    subject = given(canaan)
    donors.give(
        canaan.library, delia(canaan), TypedGift("50", "2026-01-02", "any"), donor=subject, seen=1, now=NOW
    )  # type: ignore[arg-type]  # fmt: skip
    if folded:
        canaan.purge()
    wrong, right = opened(canaan, subject).donor.gifts

    assert donors.take_out(canaan.library, delia(canaan), donor=subject, mark=wrong.mark, now=NOW)  # type: ignore[arg-type]
    canaan.purge(now=NOW + timedelta(hours=1))
    assert [(y.count, y.cents) for y in donors.totals(canaan.library, delia(canaan), today=TODAY).years] == [
        (1, 5000)
    ]  # type: ignore[arg-type]

    assert not donors.take_out(canaan.library, delia(canaan), donor=subject, mark=right.mark, now=NOW)  # type: ignore[arg-type]
    canaan.purge(now=NOW + timedelta(hours=2))
    assert donors.totals(canaan.library, delia(canaan), today=TODAY).years == ()  # type: ignore[arg-type]
    assert not standing(canaan, "donor")


def test_of_a_donor_or_a_gift_that_is_gone_no_look_says_that_anything_was_done(canaan: Town) -> None:
    library, staff, subject = canaan.library, delia(canaan), given(canaan)
    donors.give(library, staff, GIFT, donor=subject, seen=1, now=NOW)  # type: ignore[arg-type]
    first, last = (gift.mark for gift in opened(canaan, subject).donor.gifts)
    looks = len(standing(canaan, "look"))

    donors.take_out(library, staff, donor=subject, mark=first, now=NOW)  # type: ignore[arg-type]
    with pytest.raises(NoSuchDonor):
        donors.write_to(library, staff, donor=subject, mark=first, now=NOW)  # type: ignore[arg-type]
    donors.take_out(library, staff, donor=subject, mark=last, now=NOW)  # type: ignore[arg-type]
    with pytest.raises(NoSuchDonor):
        donors.correct(library, staff, TypedDonor(NAME), donor=subject, now=NOW)  # type: ignore[arg-type]

    assert len(standing(canaan, "look")) == looks + 2


def test_a_year_is_split_only_where_no_part_of_it_points_at_somebody(canaan: Town) -> None:
    cells = {gift_totals.cell(year=2025, purpose="any", cents=100): 10}
    gift_totals.add("new-canaan", {**cells, gift_totals.cell(year=2025, purpose="building", cents=900): 9})  # type: ignore[arg-type]
    gift_totals.add("new-canaan", {gift_totals.cell(year=2024, purpose="any", cents=100): 10})  # type: ignore[arg-type]

    later, before = donors.totals(canaan.library, delia(canaan), today=TODAY).years  # type: ignore[arg-type]

    assert (later.count, later.cents, later.parts) == (19, 9100, ())
    assert [(part.purpose, part.cents) for part in before.parts] == [("any", 1000)]


def test_whoever_may_not_open_gifts_sees_no_sum_of_few_and_none_that_still_grows(canaan: Town) -> None:
    for year, many in ((2026, 40), (2025, 9), (2024, 10)):
        gift_totals.add("new-canaan", {gift_totals.cell(year=year, purpose="any", cents=100): many})  # type: ignore[arg-type]

    seen = donors.totals(canaan.library, canaan.staff(), today=TODAY)  # type: ignore[arg-type]

    assert ([year.year for year in seen.years], seen.withheld) == ([2024], 2)


@pytest.mark.clause("NC-13", "NC-06")
def test_only_who_agreed_is_named_without_an_amount_and_reads_that_she_was(canaan: Town) -> None:
    named = given(canaan, named=True)
    given(canaan, name="Orrin Vance")
    given(
        canaan,
        TypedGift("9", TODAY.isoformat(), "any", anonymous=True),
        name="Cosima Fairweather",
        named=True,
    )
    given(canaan, TypedGift("9", "2025-03-04", "any"), name="Thaddeus Quill", named=True)
    before = log.size("new-canaan")

    names = donors.agreed_to_be_named(canaan.library, delia(canaan), year=2026, now=NOW)  # type: ignore[arg-type]

    assert names == (NAME,)
    assert log.size("new-canaan") == before + 1
    assert "donor_named" in {came_to for _, _, came_to in opened(canaan, named).looks}


BORROWING = {
    "borrow",
    "borrowed",
    "borrows",
    "loan",
    "loans",
    "lend",
    "lent",
    "card",
    "patron",
    "reader",
    "hold",
    "title",
}
EN_ESPAÑOL = {"préstamo", "préstamos", "tarjeta", "lector", "lectora", "lectura", "reserva"}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("returned", ["", "Abendessen for 40 dollars"])
@pytest.mark.clause("NC-13")
def test_the_letter_says_what_was_given_and_in_return_and_no_word_of_borrowing(
    canaan: Town, language: str, returned: str
) -> None:
    subject = given(canaan, TypedGift("1,250.50", "2026-03-04", "children", returned=returned), no_mail=True)
    mark = opened(canaan, subject).donor.gifts[0].mark
    held = donors.write_to(canaan.library, delia(canaan), donor=subject, mark=mark, now=NOW)  # type: ignore[arg-type]

    adopted = canaan.library.policy  # type: ignore[attr-defined]
    letter = gift_letters.thanks(held, held.donor.gifts[0], adopted, on=TODAY, language=language)
    kept = gift_letters.all_that_is_kept(held, adopted, on=TODAY, language=language)
    said = " ".join(letters.as_text(letter).split())
    nothing = "No goods or services" if language == "en" else "No se entregaron bienes ni servicios"

    assert NAME in said
    assert "$1,250.50" in said
    assert (nothing in said, returned in said) == ((True, True) if not returned else (False, True))
    assert ("ask you for nothing more" if language == "en" else "No le pedimos nada más") in said
    assert ("4 March 2026" if language == "en" else "4 de marzo de 2026") in said
    for text in (said, " ".join(letters.as_text(kept).split())):
        words = set(text.casefold().replace(".", " ").replace(",", " ").split())
        assert not words & (BORROWING | EN_ESPAÑOL)
        if language == "es":
            assert not {"the", "you", "your", "what"} & words
    assert [gift["thanked_on"] for gift in standing(canaan, "gift")] == [TODAY.isoformat()]


def test_all_that_is_kept_of_her_is_on_her_paper_with_what_for_and_who_opened_it(canaan: Town) -> None:
    subject = given(canaan, email="h@example.org", statement="For my aunt.")
    held = donors.open_(canaan.library, delia(canaan), donor=subject, came_to=donors.SHOWN, now=NOW)  # type: ignore[arg-type]

    letter = gift_letters.all_that_is_kept(held, canaan.library.policy, on=TODAY)  # type: ignore[attr-defined]
    said = json.dumps(letter.values)

    for field in (*kinds.named("donor").fields, *kinds.named("gift").fields):
        assert field.purpose in said, field.name
    for words in (
        NAME,
        "12 Orchard Row",
        "h@example.org",
        "For my aunt.",
        "$1,250.50",
        "this paper was made for you",
    ):
        assert words in said


def test_the_demonstration_has_gifts_where_the_policy_keeps_them_and_the_oldest_goes(
    canaan: Town, town: Callable[..., Town]
) -> None:
    delia(canaan)
    given_in_demo.write_down(canaan.library, by="delia@new-canaan", now=NOW)  # type: ignore[arg-type]
    weston = town("weston", policy_id="weston-2017")
    given_in_demo.write_down(weston.library, by="delia@weston", now=NOW)  # type: ignore[arg-type]

    assert not standing(weston, "donor")
    assert len(standing(canaan, "gift")) == 23
    canaan.purge(now=NOW + timedelta(days=18))
    assert len(standing(canaan, "gift")) == 22
    assert sum(each.count for each in donors.totals(canaan.library, delia(canaan), today=TODAY).years) == 23  # type: ignore[arg-type]


def test_a_patrons_name_in_the_drawer_opens_nothing_here(canaan: Town) -> None:
    person = canaan.register("29030001", "Alice Quillfeather")

    with pytest.raises(NoSuchDonor):
        opened(canaan, person)
