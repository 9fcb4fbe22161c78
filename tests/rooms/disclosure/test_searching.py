"""Is a search shown before it runs, looked on by somebody, written down first, and honest about what it did not find?"""

from datetime import timedelta

import pytest

from reticent.access import computers, doorway
from reticent.access.searching import NotSearched
from reticent.disclosure import cases, searching
from reticent.disclosure.forms import CannotBeRead
from reticent.disclosure.searching import Query, unpacked
from reticent.disclosure.steps import NotNow
from reticent.drawer import kinds
from reticent.ledger import log
from reticent.people import delegations
from reticent.people.delegations import Paper
from reticent.people.staff import StaffAccount
from reticent.records import stations
from reticent.retention import backups
from tests.conftest import NOW, TODAY, Town
from tests.rooms.disclosure.complying import (
    CHAIR,
    HOUR,
    classified,
    complied,
    custodian,
    on_record,
    query,
    search,
    take,
)

DAY = timedelta(days=1)
FIELDS = ("registration.name", "loan.title", "loan.lent_on")


@pytest.fixture
def director(mansfield: Town) -> StaffAccount:
    return custodian(mansfield)


@pytest.fixture
def alice(mansfield: Town) -> str:
    person = mansfield.register("29030001", "Alice Oak", pin="4711", address="7 Elm Road\nMansfield")
    mansfield.lend(person, mansfield.item("30001", "Emma"), on=TODAY - 10 * DAY)
    mansfield.lend(person, mansfield.item("30002", "Persuasion"), on=TODAY - 3 * DAY)
    return person


def actions(town: Town, case: cases.CaseFile) -> list[str]:
    return [w.entry.action for w in reversed(log.entries(town.library.slug)) if w.entry.case == case.handle]


def entries(town: Town) -> list[dict[str, object]]:
    return [i.payload for _, i in town.drawer.everything() if i.kind is kinds.named("disclosure")]


def said(text: object) -> str:
    return " ".join(getattr(text, "sentences", ()) or getattr(text, "notes", ()))


# -- the query, before it runs


def test_the_query_is_said_in_plain_sentences_and_opens_and_writes_nothing(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    case = complied(mansfield, director, *FIELDS)
    before = actions(mansfield, case)

    plan = searching.plan(
        mansfield.library,
        case,
        query(mansfield, case, who="Alice Oak", first="2026-11-01", last="2026-11-30"),
    )

    assert "whole name, is “Alice Oak”" in said(plan)
    assert "name, titles out and days lent" in said(plan)
    assert "Of loans only those from 1 November 2026 to 30 November 2026." in said(plan)
    assert actions(mansfield, case) == before
    assert entries(mansfield) == []


@pytest.mark.parametrize(
    ("centre", "typed", "wrong"),
    [
        ("person", {}, "who"),
        ("person", {"who": "Alice Oak", "first": "2026-11-02", "last": "2026-11-01"}, "last"),
        ("person", {"who": "Alice Oak", "fields": ["loan.due"]}, "fields"),
        ("person", {"who": "Alice Oak", "fields": []}, "fields"),
        ("item", {"item": "No Such Title"}, "item"),
        ("item", {"item": "30001", "fields": ["registration.name"]}, "fields"),
        ("time", {"first": "2026-11-01"}, "last"),
        ("address", {"address": "Elm Road"}, "address"),
        ("address", {"address": "7 Elm Road", "fields": ["loan.title"]}, "fields"),
    ],
)
def test_what_cannot_be_searched_for_is_said_beside_its_field(
    mansfield: Town, director: StaffAccount, alice: str, centre: str, typed: dict[str, object], wrong: str
) -> None:
    case = complied(mansfield, director, *FIELDS, centre=centre)

    with pytest.raises(CannotBeRead) as refusal:
        query(mansfield, case, **typed)

    assert list(refusal.value.fields) == [wrong]
    assert "Alice" not in str(refusal.value)


def test_a_title_means_every_copy_of_it_and_works_of_two_authors_are_asked_apart(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    mansfield.item("30007", "Emma")
    case = complied(mansfield, director, *FIELDS, centre="item")

    assert query(mansfield, case, item="emma").barcodes == ("30001", "30007")
    mansfield.item("30008", "Emma", author="Another Author")
    with pytest.raises(CannotBeRead):
        query(mansfield, case, item="Emma")


def test_a_query_travels_as_text_and_tells_nothing_by_its_mark(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    case = complied(mansfield, director, *FIELDS)
    wanted = query(mansfield, case, who="29030001", first=TODAY)
    again = query(mansfield, case, who="29030001", first=TODAY)

    assert unpacked(wanted.packed()) == wanted
    assert unpacked(wanted.packed()).mark == wanted.mark != again.mark
    assert "29030001" not in repr(wanted)


# -- the search


def test_a_search_shows_what_is_named_counts_the_rest_and_is_kept_without_whom_it_found(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    case = complied(mansfield, director, *FIELDS)

    done = search(mansfield, director, case, query(mansfield, case, who="Alice Oak", first=TODAY - 5 * DAY))

    (rows,) = done.result.people
    assert [dict(row.values) for row in rows] == [
        {"registration.name": "Alice Oak"},
        {"loan.title": "Persuasion", "loan.lent_on": (TODAY - 3 * DAY).isoformat()},
    ]
    assert done.result.shut == (("loan", "of other days", 1),)
    assert done.file.state == "searched"
    kept = done.file.acts[-1].details
    assert kept["counts"] == "1 person: 1 registration and 1 loan; 1 more counted and left shut"
    assert (kept["second_as"], kept["second_how"], kept["when"]) == (
        "chair",
        "telephone",
        "2026-11-21T15:00+00:00",
    )
    assert not any(word in str(kept) for word in ("Alice", "29030001", "Emma", "Persuasion"))


def test_the_ledger_has_the_search_before_anything_of_it_and_though_nothing_is_found(
    mansfield: Town, director: StaffAccount
) -> None:
    case = complied(mansfield, director, *FIELDS)

    done = search(mansfield, director, case, query(mansfield, case, who="Nobody Here"))

    assert done.result.people == ()
    assert "Nobody is registered here" in said(done.result)
    assert actions(mansfield, case)[-2:] == ["case-searched", "case-step"]
    assert entries(mansfield) == []


def test_whoever_is_touched_has_it_noted_by_kind_and_count_and_reads_of_it_only_once_counsel_said_so(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    bob = mansfield.register("29030002", "Bob Ash")
    case = complied(mansfield, director, *FIELDS)

    done = search(mansfield, director, case, query(mansfield, case, who="29030001"))

    (entry,) = entries(mansfield)
    assert (entry["act"], entry["recipient"], entry["agency"]) == ("searched", "court", "Superior Court")
    assert (entry["authority"], entry["counts"], entry["case"]) == (
        "court_order",
        "loan:2 registration:1",
        case.handle,
    )
    assert "Emma" not in str(entry)
    own = doorway.own_record(mansfield.library, person=alice, now=NOW)
    assert own.disclosed == ()

    take(mansfield, director, done.file, "tell_patron", counsel_said="yes", counsel="Town Attorney")

    assert len(doorway.own_record(mansfield.library, person=alice, now=NOW).disclosed) == 1
    assert doorway.own_record(mansfield.library, person=bob, now=NOW).disclosed == ()


def test_counsel_who_says_no_tells_nobody(mansfield: Town, director: StaffAccount, alice: str) -> None:
    case = complied(mansfield, director, *FIELDS)
    done = search(mansfield, director, case, query(mansfield, case, who="29030001"))

    with pytest.raises(NotNow):
        take(mansfield, director, done.file, "tell_patron", counsel_said="no", counsel="Town Attorney")

    assert doorway.own_record(mansfield.library, person=alice, now=NOW).disclosed == ()


def test_a_case_that_goes_to_paper_takes_what_it_noted_with_people_along(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    done = search(mansfield, director, *_wanted(mansfield, director))
    other = search(mansfield, director, *_wanted(mansfield, director)).file

    cases.take(
        mansfield.library, director, done.file.handle, step="to_paper", details={}, now=NOW + HOUR, seen=done.file.version
    )  # fmt: skip

    assert [entry["case"] for entry in entries(mansfield)] == [other.handle]
    assert len(mansfield.drawer.forget_list.marks()) > len(done.file.acts)


def _wanted(town: Town, account: StaffAccount) -> tuple[cases.CaseFile, Query]:
    case = complied(town, account, *FIELDS)
    return case, query(town, case, who="29030001")


def test_two_of_one_name_are_counted_and_neither_is_opened(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    mansfield.register("29030009", "Alice Oak")
    case = complied(mansfield, director, *FIELDS)

    done = search(mansfield, director, case, query(mansfield, case, who="Alice Oak"))

    assert done.result.people == ()
    assert "2 people bear this name" in said(done.result)
    assert entries(mansfield) == []


@pytest.mark.parametrize(
    ("centre", "typed", "people", "of_computers"),
    [
        ("item", {"item": "Emma"}, 1, False),
        ("time", {"first": TODAY - 3 * DAY, "last": TODAY}, 2, True),
        ("address", {"address": "7 Elm Road"}, 1, False),
        ("address", {"address": "192.0.2.7"}, 0, True),
    ],
)
@pytest.mark.clause("M19-10")
def test_an_item_a_time_and_an_address_find_only_what_is_still_remembered(
    mansfield: Town,
    director: StaffAccount,
    alice: str,
    centre: str,
    typed: dict[str, object],
    people: int,
    of_computers: bool,
) -> None:
    stations.add(mansfield.library, name="pc-1", place="", today=TODAY)
    computers.give(mansfield.library, mansfield.staff("clara"), now=NOW)
    bob = mansfield.register("29030002", "Bob Ash", address="9 Elm Road\nMansfield")
    mansfield.lend(bob, mansfield.item("30003", "Emma"), on=TODAY - 20 * DAY)
    mansfield.take_back(mansfield.item("30003", "Emma"))
    mansfield.lend(bob, mansfield.item("30004", "Sanditon"), on=TODAY)
    case = complied(mansfield, director, *FIELDS, centre=centre)

    done = search(mansfield, director, case, query(mansfield, case, **typed))

    assert len(done.result.people) == people
    titles = {row.values.get("loan.title") for rows in done.result.people for row in rows}
    assert titles <= {None, "Emma", "Persuasion", "Sanditon"}
    assert len(entries(mansfield)) == people
    kept_nothing = "Who sat at a public computer, and when, is not kept (M19-10, M19-05)"
    assert (kept_nothing in said(done.result)) is of_computers


# -- who looks on


def test_the_second_person_is_chair_counsel_or_another_who_acts_as_custodian_today(
    mansfield: Town, director: StaffAccount
) -> None:
    mansfield.staff("clara")
    custodian(mansfield, "deputy")

    def second(who: str, as_: str, how: str = "telephone") -> searching.Second:
        typed = {"second_person": who, "second_as": as_, "second_how": how}
        return searching.second_of(mansfield.library, director, typed, now=NOW)

    assert second("Pat Elm", "chair").at == NOW
    assert second("deputy@mansfield", "custodian", "in_person").as_ == "custodian"
    for who in ("clara@mansfield", "director@mansfield", "nobody@mansfield", ""):
        with pytest.raises(CannotBeRead):
            second(who, "custodian")
    for as_, how in (("friend", "telephone"), ("chair", "letter"), ("", ""), ("counsel", "")):
        with pytest.raises(CannotBeRead):
            second("Pat Elm", as_, how)


def test_somebody_delegated_looks_on_as_custodian_while_that_lasts(town) -> None:  # type: ignore[no-untyped-def]
    new_canaan = town("new-canaan", policy_id="new-canaan-2018")
    director, clara = custodian(new_canaan), new_canaan.staff("clara")
    typed = {"second_person": clara.username, "second_as": "custodian", "second_how": "in_person"}
    delegations.give(
        new_canaan.library, clara, begins=TODAY, until=TODAY, paper=Paper("letter", TODAY), today=TODAY, role="director"
    )  # fmt: skip

    assert searching.second_of(new_canaan.library, director, typed, now=NOW).as_ == "custodian"
    with pytest.raises(CannotBeRead):
        searching.second_of(new_canaan.library, director, typed, now=NOW + 2 * DAY)


def test_no_form_writes_a_search_down(mansfield: Town, director: StaffAccount, alice: str) -> None:
    case = complied(mansfield, director, *FIELDS)

    with pytest.raises(NotNow, match="page of its own"):
        take(
            mansfield,
            director,
            case,
            "search",
            second_person="the chair",
            searched_for="everything",
            counts="3",
        )

    offer = next(offer for offer in case.offers if offer.step == "search")
    assert (offer.own_page, offer.why_not) == (True, "")


# -- what must stand first


def test_nothing_is_searched_before_it_was_decided_to_comply(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    ready = complied(mansfield, director, *FIELDS)
    wanted = query(mansfield, ready, who="29030001")
    case = on_record(mansfield, director, classified(mansfield, director, *FIELDS))

    with pytest.raises(NotNow):
        search(mansfield, director, case, wanted)

    assert entries(mansfield) == []
    assert "case-searched" not in actions(mansfield, case)


def test_what_has_changed_since_the_query_was_shown_stops_it(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    case = complied(mansfield, director, *FIELDS)
    wanted = query(mansfield, case, who="29030001")
    narrower = take(
        mansfield, director, case, "another_paper", secret="no", kind="court_order", signed_by="judge",
        names_fields=["registration.name"],
    )  # fmt: skip
    narrower = take(mansfield, director, on_record(mansfield, director, narrower), "decide", answer="comply")

    with pytest.raises(cases.ChangedMeanwhile):
        search(mansfield, director, case, wanted)
    with pytest.raises(NotSearched):
        search(mansfield, director, narrower, wanted)

    assert entries(mansfield) == []


def test_the_desk_searches_nothing(mansfield: Town, director: StaffAccount, alice: str) -> None:
    case = complied(mansfield, director, *FIELDS)
    clara = mansfield.staff("clara")

    with pytest.raises(cases.NotYours):
        search(mansfield, clara, case, query(mansfield, case, who="29030001"))


def test_a_query_of_another_beginning_than_the_papers_is_stopped(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    case = complied(mansfield, director, *FIELDS)

    with pytest.raises(Exception, match="begins otherwise"):
        search(mansfield, director, case, Query("time", first=TODAY, last=TODAY, fields=FIELDS))


# -- what was not found


def test_forgotten_is_said_only_once_a_key_is_gone(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    case = complied(mansfield, director, *FIELDS)
    wanted = query(mansfield, case, who="Nobody Here")

    first = search(mansfield, director, case, wanted)
    assert "forgotten" not in said(first.result)
    assert "removed and is not searched. It could be recovered from copies until 12 December 2026" in said(
        first.result
    )

    for days in (8, 15, 23):
        backups.make(now=NOW + days * DAY)
        mansfield.purge(now=NOW + days * DAY)
    later = searching.run(
        mansfield.library, director, case.handle, query=wanted, second=CHAIR, now=NOW + 24 * DAY, seen=first.file.version,
    )  # fmt: skip

    assert "What ended before 29 November 2026 is forgotten" in said(later.result)
    assert "What ended since then was removed" in said(later.result)


def test_what_lives_in_a_shared_system_is_said_to_be_there_and_the_own_search_still_runs(town) -> None:  # type: ignore[no-untyped-def]
    weston = town("weston", policy_id="weston-2017")
    director = custodian(weston)
    weston.register("29030001", "Alice Oak")
    case = complied(weston, director, *FIELDS)
    wanted = query(weston, case, who="29030001")

    plan = searching.plan(weston.library, case, wanted)
    done = search(weston, director, case, wanted)

    assert "registrations and loans live in Bibliomation's system: not held here" in plan.elsewhere
    assert "is told, and whoever asks is referred to it" in done.result.elsewhere
    assert len(done.result.people) == 1


def test_what_a_shared_system_holds_is_unknown_where_the_policy_does_not_say(town) -> None:  # type: ignore[no-untyped-def]
    wolcott = town("wolcott", policy_id="wolcott-2016")
    director = custodian(wolcott)
    case = complied(wolcott, director, *FIELDS)

    done = search(wolcott, director, case, query(wolcott, case, who="29030001"))

    assert "unknown here" in done.result.elsewhere


def test_nothing_that_holds_a_search_says_it_in_a_trace(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    case = complied(mansfield, director, *FIELDS)
    wanted = query(mansfield, case, who="Alice Oak")
    plan = searching.plan(mansfield.library, case, wanted)

    done = search(mansfield, director, case, wanted)

    told = f"{wanted!r} {plan!r} {done!r} {done.result!r} {done.result.people[0][0]!r}"
    assert not any(word in told for word in ("Alice", "Oak", "Emma", "Persuasion"))
