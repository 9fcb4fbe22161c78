"""Is each closed case counted once, by paper and outcome, and shown once its year is over? None of counsel's ever is."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from reticent import policy
from reticent.disclosure import cases, counts
from reticent.disclosure.cases import CaseFile
from reticent.disclosure.counts import KINDS, OUTCOMES, NotOverYet
from reticent.disclosure.known import Known
from reticent.disclosure.table import table
from reticent.drawer import folding
from reticent.people.staff import StaffAccount
from reticent.policy.vocabulary import INSTRUMENTS
from reticent.records import case_counts
from reticent.records.case_counts import CaseCount
from reticent.retention import clock, purge
from tests.conftest import NOW, TODAY, Town

POLICE: Mapping[str, Any] = {"asker": "police", "papers": "none", "channel": "in_person"}
WARRANT: Mapping[str, Any] = {
    "asker": "police",
    "papers_shown": "search_warrant",
    "signed_by_seen": "judge",
}
GONE = {"withdrawn_by": "The agency", "took_back_how": "letter"}
NIGHT = timedelta(hours=12)


@pytest.fixture
def custodian(mansfield: Town) -> StaffAccount:
    return mansfield.staff("director", "director", title="Library Director")


def begin(town: Town, who: StaffAccount, path: str, details: Mapping[str, Any], **how: Any) -> CaseFile:
    return cases.open_case(town.library, who, path=path, details=details, now=how.get("now", NOW))


def take(
    town: Town, who: StaffAccount, case: CaseFile, step: str, *, now: datetime = NOW, **details: Any
) -> Any:
    return cases.take(town.library, who, case.handle, step=step, details=details, now=now, seen=case.version)


def refused(town: Town, who: StaffAccount, *, now: datetime = NOW) -> CaseFile:
    """An officer without papers, from the first word until it is closed."""
    case = begin(town, who, "asking", POLICE, now=now)
    for step, details in (
        ("decide", {"answer": "refuse"}),
        ("send", {"letter": "aloud"}),
        ("close", {}),
    ):
        case = take(town, who, case, step, now=now, **details)
    return case


def told() -> dict[tuple[int, str, str], int]:
    return {(row.year, row.kind, row.outcome): row.count for row in CaseCount.objects.all()}


# -- what is counted


def test_every_paper_but_those_of_counsel_alone_has_its_words_and_no_other() -> None:
    alone = {
        kind
        for text_id in policy.shipped_ids()
        for kind, law in policy.shipped(text_id).statute.instruments.items()
        if law.counsel_only
    }

    assert alone
    assert set(KINDS) == set(INSTRUMENTS) - alone | {"unknown"} | {
        row.counted or word for word, row in table().about.items() if word not in ("records", "child")
    }


def test_every_way_in_which_a_case_ends_has_its_words() -> None:
    # What is complied with is handed over, and counted as that.
    assert set(OUTCOMES) == set(table().answers) - {"comply"} | {"handed_over", "executed", "withdrawn"}


@pytest.mark.parametrize(
    ("known", "outcome"),
    [
        (Known("asking", "closed", answer="object", evidence=frozenset({"sent:answer"})), "object"),
        (Known("asking", "closed", answer="comply", evidence=frozenset({"given:production"})), "handed_over"),
        (Known("asking", "closed", answer="object", evidence=frozenset({"withdrawn"})), "withdrawn"),
        (Known("taking", "closed"), "executed"),
    ],
)
def test_what_came_of_it_is_what_left_the_library_or_what_was_answered(known: Known, outcome: str) -> None:
    assert counts.outcome_of(known) == outcome


def test_a_case_is_counted_in_the_night_after_it_is_closed_and_never_again(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = refused(mansfield, custodian)
    assert told() == {}

    mansfield.purge(now=NOW + NIGHT, turn_now=True)
    take(mansfield, custodian, case, "review", to_change="Nothing.")
    mansfield.purge(now=NOW + 3 * NIGHT, turn_now=True)

    assert told() == {(2026, "none", "refuse"): 1}


def test_a_warrant_and_what_was_taken_back_are_counted_as_that(
    mansfield: Town, custodian: StaffAccount
) -> None:
    taken = begin(mansfield, custodian, "taking", WARRANT)
    taken = take(mansfield, custodian, taken, "inventory", taken="One machine.")
    take(mansfield, custodian, taken, "close")
    back = begin(mansfield, custodian, "asking", {**POLICE, "papers": "unknown"})
    take(mansfield, custodian, back, "withdrawn", **GONE)

    mansfield.purge(now=NOW + NIGHT)

    assert told() == {(2026, "search_warrant", "executed"): 1, (2026, "unknown", "withdrawn"): 1}


def test_what_went_to_paper_is_in_no_count(mansfield: Town, custodian: StaffAccount) -> None:
    case = begin(mansfield, custodian, "asking", POLICE)
    assert isinstance(take(mansfield, custodian, case, "to_paper"), cases.OnPaper)

    mansfield.purge(now=NOW + NIGHT, turn_now=True)

    assert told() == {}


def test_a_night_that_dies_while_it_counts_counts_once_when_it_is_done_again(
    mansfield: Town, custodian: StaffAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused(mansfield, custodian)
    usual = folding.fold

    def dying(drawer: Any, *, now: datetime, sink: Any, chunk: int = 500) -> Any:
        def then_dies(cells: Any) -> None:
            sink(cells)
            raise OSError

        return usual(drawer, now=now, sink=then_dies, chunk=chunk)

    with monkeypatch.context() as patch:
        patch.setattr(purge, "fold", dying)
        with pytest.raises(OSError):
            purge.fold_day(mansfield.library, now=NOW + NIGHT)
    assert told() == {}
    connections.close_all()
    purge.fold_day(mansfield.library, now=NOW + NIGHT)

    assert told() == {(2026, "none", "refuse"): 1}


def test_the_count_outlives_the_case(mansfield: Town, custodian: StaffAccount) -> None:
    refused(mansfield, custodian)
    mansfield.purge(now=NOW + NIGHT)
    after = NOW + timedelta(days=cases.KEPT_DAYS + 2)

    clock.is_right(now=after)
    mansfield.purge(now=after)
    cases.tidy(mansfield.library, now=after)

    assert cases.rows(mansfield.library) == []
    assert told() == {(2026, "none", "refuse"): 1}


# -- what is shown, and when


def counted(town: Town, year: int, kind: str = "none", outcome: str = "refuse", count: int = 1) -> None:
    CaseCount.objects.create(library=town.library.slug, year=year, kind=kind, outcome=outcome, count=count)


def test_before_the_first_whole_year_is_over_it_is_said_when_the_first_figures_come(mansfield: Town) -> None:
    for night in (TODAY, date(2027, 3, 1), date(2028, 1, 7)):
        case_counts.begin("mansfield", on=night)
        counted(mansfield, night.year)

        shown = counts.published(mansfield.library, today=night)

        assert shown.years == ()
        assert (shown.next_year, shown.next_on) == (2027, date(2028, 1, 8))


def test_a_year_is_shown_a_week_after_it_is_over_and_one_without_any_is_shown_too(mansfield: Town) -> None:
    case_counts.begin("mansfield", on=TODAY)
    counted(mansfield, 2026)
    counted(mansfield, 2028, "court_order", "handed_over", 2)
    counted(mansfield, 2028)
    counted(mansfield, 2029)

    shown = counts.published(mansfield.library, today=date(2029, 1, 8))

    assert [(year.year, year.total) for year in shown.years] == [(2028, 3), (2027, 0)]
    assert [each.kind for each in shown.years[0].counts] == ["none", "court_order"]
    assert (shown.next_year, shown.next_on) == (2029, date(2030, 1, 8))
    assert counts.published(mansfield.library, today=date(2029, 1, 7)).years[0].year == 2027


def test_a_year_that_is_not_shown_is_refused_with_the_day_on_which_it_comes(mansfield: Town) -> None:
    case_counts.begin("mansfield", on=TODAY)

    with pytest.raises(NotOverYet, match="8 January 2029"):
        counts.of_year(mansfield.library, 2028, today=date(2028, 6, 1))
    with pytest.raises(NotOverYet, match="counting began later"):
        counts.of_year(mansfield.library, 2026, today=date(2028, 6, 1))
    assert counts.of_year(mansfield.library, 2027, today=date(2028, 6, 1)).counts == ()


def test_what_is_shown_is_the_same_whether_something_went_to_paper_or_not(
    mansfield: Town, custodian: StaffAccount
) -> None:
    later = date(2028, 2, 1)
    mansfield.purge(now=NOW)
    before = counts.published(mansfield.library, today=later)

    case = begin(mansfield, custodian, "asking", POLICE)
    take(mansfield, custodian, case, "to_paper")
    mansfield.purge(now=NOW + NIGHT, turn_now=True)

    assert counts.published(mansfield.library, today=later) == before


def test_another_librarys_counts_are_not_ours(mansfield: Town, town: Any) -> None:
    weston = town("weston", policy_id="weston-2017")
    counted(weston, 2027)
    case_counts.begin("mansfield", on=TODAY)

    assert counts.published(mansfield.library, today=date(2028, 2, 1)).years[0].counts == ()


def test_the_running_year_is_for_whoever_answers_requests(mansfield: Town, custodian: StaffAccount) -> None:
    refused(mansfield, custodian)
    mansfield.purge(now=NOW + NIGHT)

    assert counts.so_far(mansfield.library, today=TODAY).total == 1
