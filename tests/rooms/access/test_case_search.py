"""Does a case open exactly what its paper names, once policy and law let it, and is every search written down first?"""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reticent.access import searching
from reticent.access.searching import Gathered, Named, NotSearched, Search
from reticent.drawer import kinds
from reticent.drawer.permits import NotPermitted
from reticent.ledger import log
from reticent.people import families, staff_notes
from reticent.people.staff_notes import NewNote
from reticent.policy import FIELDS, Instrument, Request, decide, fields_named, shipped
from reticent.policy.vocabulary import EVIDENCE
from reticent.records import charges, holds
from tests.conftest import NOW, TODAY, Town

DAY = timedelta(days=1)
CASE = "case-00112233445566ff"
EVERY = fields_named(searching.SEARCHED)
DONE = frozenset(EVIDENCE)


def order(
    *fields: str, signed_by: str = "judge", in_form: bool | None = True, centre: str = "person"
) -> Request:
    paper = Instrument("court_order", signed_by, in_form, fields or EVERY)
    return Request(
        capacity="third_party", purpose="case", asker="court", centre=centre, instrument=paper, evidence=DONE
    )


def begin(
    town: Town, *fields: str, centre: str = "person", first: date | None = None, last: date | None = None
) -> Search:
    named = Named(fields or EVERY, first, last)
    return searching.begin(
        town.library, order(*named.fields, centre=centre), named, case=CASE, role="custodian", now=NOW
    )


def told(gathered: Gathered) -> list[dict[str, str]]:
    return [dict(row.values) for rows in gathered.rows.values() for row in rows]


def actions(town: Town) -> Counter[str]:
    return Counter(w.entry.action for w in log.entries(town.library.slug) if w.entry.case == CASE)


@pytest.fixture
def reading(mansfield: Town) -> Town:
    """Alice has two books, owes for one, and waits for a third; Bob has one of the same title."""
    alice = mansfield.register("29030001", "Alice Oak", address="7 Elm Road\nMansfield", phone="860 555 0101")
    bob = mansfield.register("29030002", "Bob Ash", address="70 Elm Road\nMansfield")
    mansfield.register("29030003", "Alice Oakley", address="7 Elm Court\nMansfield")
    mansfield.lend(alice, mansfield.item("30001", "Emma"), on=TODAY - 10 * DAY)
    mansfield.lend(alice, mansfield.item("30002", "Persuasion"), on=TODAY - 3 * DAY)
    mansfield.lend(bob, mansfield.item("30003", "Emma"), on=TODAY - 3 * DAY)
    holds.place(
        mansfield.drawer, mansfield.permit, person=alice, item=mansfield.item("30003", "Emma"), pickup="Main", today=TODAY
    )  # fmt: skip
    with mansfield.drawer.writing() as writer:
        charges.owe(writer, person=alice, cents=120, reason="returned late", today=TODAY - 50 * DAY)
    return mansfield


def person(town: Town, typed: str = "29030001") -> str:
    (found,) = searching.persons_of(begin(town), typed=typed)
    return found


def test_every_kind_about_a_person_is_searched_or_counted_or_left_out_for_a_reason() -> None:
    left_out = {"look", "disclosure"}  # they tell of other cases
    with_the_record = {searching.STATEMENT}
    about = {kind.name for kind in kinds.declared() if kind.about_person}

    assert about == {*searching.SEARCHED, *searching.COUNTED} | with_the_record | left_out


def test_what_no_paper_can_name_here_is_counted_and_stays_shut(reading: Town) -> None:
    alice, drawer = person(reading), reading.drawer
    beside = reading.to_open("contact_wish", "staff_note")
    families.wish(drawer, beside, person=alice, wish="no_mail", today=TODAY)
    staff_notes.put(
        drawer, beside, person=alice, new=NewNote("proof_to_come", "", "desk", TODAY + DAY), today=TODAY
    )
    with drawer.writing() as writer:
        writer.put(
            subject=alice, kind="complaint", payload={"person": alice, "words": "They told my neighbour."}
        )
        writer.put(subject=alice, kind="program_signup", payload={"name": "Alice"})
        writer.put(subject=alice, kind="interlibrary_request", payload={"title": "Ferries"})

    found = searching.of_persons(begin(reading), [alice])

    counted = ("contact_wish", "staff_note", "complaint", "program_signup", "interlibrary_request")
    assert found.others == {(kind, searching.NOT_NAMED): 1 for kind in counted}
    assert not any("neighbour" in value for values in told(found) for value in values.values())


def test_only_the_named_fields_come_out_and_everything_else_is_counted(reading: Town) -> None:
    search = begin(reading, "loan.title")

    found = searching.of_persons(search, searching.persons_of(search, typed="29030001"))

    assert sorted(each["loan.title"] for each in told(found)) == ["Emma", "Persuasion"]
    assert {name for each in told(found) for name in each} == {"loan.title"}
    assert found.others == {
        ("registration", searching.NOT_NAMED): 1,
        ("charge", searching.NOT_NAMED): 1,
        ("hold", searching.NOT_NAMED): 1,
    }


@pytest.mark.parametrize("field", EVERY)
def test_each_field_can_be_named_by_itself(reading: Town, field: str) -> None:
    search = begin(reading, field)

    found = searching.of_persons(search, [person(reading)])

    if field in (
        "registration.minor",
        "registration.adult_on",
        "registration.standing",
        "registration.consent",
    ):
        assert told(found) == [
            {field: {"minor": "not known", "adult_on": "", "standing": "good", "consent": ""}[field[13:]]}
        ]
        return
    assert told(found)
    assert all(each.keys() == {field} and each[field] for each in told(found))
    assert found.counts()[person(reading)].keys() == {field.partition(".")[0]}


def test_days_that_the_paper_does_not_name_are_counted_and_stay_shut(reading: Town) -> None:
    search = begin(reading, "loan.title", "loan.lent_on", first=TODAY - 5 * DAY, last=TODAY)

    found = searching.of_persons(search, [person(reading)])

    lent = (TODAY - 3 * DAY).isoformat()
    assert told(found) == [{"loan.title": "Persuasion", "loan.lent_on": lent}]
    assert found.others["loan", searching.OTHER_DAYS] == 1


def test_what_is_over_but_still_kept_is_counted_and_not_shown(mansfield: Town) -> None:
    alice = mansfield.register("29030001", "Alice Oak")
    for barcode in ("30001", "30002"):
        mansfield.lend(alice, mansfield.item(barcode))
    mansfield.take_back(mansfield.item("30001"), days_after=30)
    with mansfield.drawer.writing() as writer:
        charges.owe(writer, person=alice, cents=120, reason="returned late", today=TODAY)
    mansfield.pay(alice, days_after=30)
    search = begin(mansfield, "loan.title", "loan.count", "charge.amount")

    found = searching.of_persons(search, [alice])

    assert [each.get("loan.title") for each in told(found)] == ["Emma"]
    assert found.others["loan", searching.OVER] == found.others["charge", searching.OVER] == 1


def test_how_many_are_out_is_said_without_any_title(reading: Town) -> None:
    search = begin(reading, "loan.count")

    found = searching.of_persons(search, [person(reading)])

    assert told(found) == [{"loan.count": "2"}]


@pytest.mark.parametrize(
    ("typed", "many"),
    [
        ("29030001", 1),
        ("Alice Oak", 1),
        ("oak, alice", 1),
        ("Alice", 0),
        ("Oak", 0),
        ("860 555 0101", 0),
        ("", 0),
    ],
)
def test_a_person_is_found_by_card_or_whole_name_and_by_nothing_like_it(
    reading: Town, typed: str, many: int
) -> None:
    assert len(searching.persons_of(begin(reading), typed=typed)) == many


def test_two_who_bear_one_name_are_both_told_of_so_that_neither_is_opened(reading: Town) -> None:
    reading.register("29030009", "Alice Oak")

    assert len(searching.persons_of(begin(reading), typed="Alice Oak")) == 2


def test_an_item_finds_who_has_it_and_who_waits_only_as_far_as_each_is_named(reading: Town) -> None:
    loans = begin(reading, "loan.title", "registration.name", centre="item")
    both = begin(reading, "loan.title", "hold.title", "registration.name", centre="item")

    who_has = searching.of_items(loans, ["30003"])
    who_waits_too = searching.of_items(both, ["30003"])

    assert [each for each in told(who_has) if "registration.name" in each] == [
        {"registration.name": "Bob Ash"}
    ]
    assert who_has.others == {("hold", searching.NOT_NAMED): 1}
    names = {each["registration.name"] for each in told(who_waits_too) if "registration.name" in each}
    assert names == {"Bob Ash", "Alice Oak"}


def test_what_came_back_is_found_by_no_item_no_day_and_no_address(reading: Town) -> None:
    reading.take_back(reading.item("30003"))
    fields = ("loan.title", "registration.name")

    by_item = searching.of_items(begin(reading, *fields, centre="item"), ["30003"])
    by_day = searching.of_days(
        begin(reading, *fields, centre="time", first=TODAY - 3 * DAY, last=TODAY - 3 * DAY)
    )

    assert told(by_item) == []
    assert {each.get("registration.name", "Alice Oak") for each in told(by_day)} == {"Alice Oak"}


def test_a_time_finds_what_was_done_then_and_counts_the_rest(reading: Town) -> None:
    search = begin(
        reading, "loan.title", "loan.lent_on", centre="time", first=TODAY - 3 * DAY, last=TODAY - 3 * DAY
    )

    found = searching.of_days(search)

    assert sorted(each["loan.title"] for each in told(found)) == ["Emma", "Persuasion"]
    assert found.others == {("loan", searching.OTHER_DAYS): 1}


def test_an_address_finds_the_house_and_not_its_neighbours(reading: Town) -> None:
    search = begin(reading, "registration.name", centre="address")

    found = searching.of_persons(search, searching.persons_at(search, address="7 Elm Road"))

    assert told(found) == [{"registration.name": "Alice Oak"}]
    assert searching.is_whole_address("7 Elm Road")
    assert not searching.is_whole_address("Elm Road")


@pytest.mark.parametrize("typed", ["192.0.2.7", "192.0.2.0/24", "2001:db8::1", "00:1b:44:11:3a:b7"])
def test_the_address_of_a_machine_is_known_for_one(typed: str) -> None:
    assert searching.is_network_address(typed)
    assert not searching.is_network_address("7 Elm Road")


def test_a_search_is_in_the_ledger_before_anything_is_opened_and_though_it_finds_nothing(
    reading: Town,
) -> None:
    search = begin(reading)

    assert actions(reading) == {"case-searched": 1}
    assert searching.persons_of(search, typed="Nobody Here") == ()
    assert actions(reading) == {"case-searched": 1}


@pytest.mark.parametrize(
    "request_",
    [
        order(signed_by="attorney"),
        order(in_form=None),
        order(in_form=False),
        Request(capacity="third_party", purpose="case", asker="police"),
    ],
)
def test_what_is_not_allowed_is_refused_and_that_is_written_down(reading: Town, request_: Request) -> None:
    with pytest.raises(NotSearched):
        searching.begin(
            reading.library, request_, Named(("loan.title",)), case=CASE, role="custodian", now=NOW
        )

    assert actions(reading) == {"look-refused": 1}


def test_no_field_that_the_paper_does_not_name_and_none_beside_the_four_kinds_is_searched(
    reading: Town,
) -> None:
    named = order("loan.title", "look.on")
    for fields in (("loan.title", "loan.due"), ("look.on",), ("shoe.size",), ()):
        with pytest.raises(NotSearched) as refusal:
            searching.begin(reading.library, named, Named(fields), case=CASE, role="custodian", now=NOW)
        assert "shoe" not in str(refusal.value)


def test_a_search_that_nobody_wrote_down_cannot_be_made(reading: Town) -> None:
    named = Named(("loan.title",))
    with pytest.raises(NotPermitted):
        Search(
            reading.library, order("loan.title"), named, decide(order("loan.title"), reading.library.policy), TODAY,
            begun=object(),
        )  # fmt: skip


@given(
    fields=st.sets(st.sampled_from(EVERY), min_size=1),
    paper=st.sets(st.sampled_from(list(FIELDS)), min_size=1),
    evidence=st.sets(st.sampled_from(sorted(EVIDENCE))),
    policy_id=st.sampled_from(
        ["mansfield-2019", "mansfield-older", "wolcott-2016", "weston-2017", "new-canaan-2018"]
    ),
)
def test_no_search_begins_beyond_what_policy_and_law_decide(
    fields: set[str], paper: set[str], evidence: set[str], policy_id: str
) -> None:
    request = Request(
        capacity="third_party", purpose="case", asker="court", evidence=frozenset(evidence),
        instrument=Instrument("court_order", "judge", True, tuple(paper)),
    )  # fmt: skip
    decision = decide(request, shipped(policy_id))

    may = searching._why_not(decision, Named(tuple(fields))) == ""

    assert may == (decision.allowed and fields <= set(decision.fields) and fields <= paper)
