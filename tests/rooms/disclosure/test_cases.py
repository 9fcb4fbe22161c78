"""Is what was done about a request kept whole, shown only to whom it concerns, and gone when it must be?"""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

from reticent.disclosure import cases
from reticent.disclosure.cases import Case, CaseFile, OnPaper
from reticent.errors import Malformed
from reticent.ledger import log
from reticent.people import adoptions, delegations, libraries
from reticent.people.delegations import Paper
from reticent.people.staff import StaffAccount
from reticent.policy.adopting import Act
from reticent.retention import backups
from tests.conftest import NOW, TODAY, Town
from tests.rooms.people.texts import BOARD, NEW, laid

POLICE: Mapping[str, Any] = {
    "asker": "police",
    "papers": "none",
    "channel": "in_person",
    "name": "Officer Eve",
    "agency": "State Police",
    "words": "Has the reader of this book been in?",
}
WARRANT: Mapping[str, Any] = {
    "asker": "police",
    "papers_shown": "search_warrant",
    "signed_by_seen": "judge",
    "agency": "State Police",
}
SUBPOENA: Mapping[str, Any] = {
    "secret": "no",
    "kind": "attorney_subpoena",
    "signed_by": "attorney",
    "return_by": "2026-12-10",
}
FOI: Mapping[str, Any] = {"secret": "no", "kind": "foi_request", "signed_by": "requester"}
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(mansfield: Town) -> StaffAccount:
    return mansfield.staff("clara")


@pytest.fixture
def custodian(mansfield: Town) -> StaffAccount:
    return mansfield.staff("director", "director", title="Library Director")


def ask(town: Town, account: StaffAccount, details: Mapping[str, Any] = POLICE) -> CaseFile:
    return cases.open_case(town.library, account, path="asking", details=details, now=NOW)


def take(town: Town, account: StaffAccount, case: CaseFile, step: str, **details: object) -> CaseFile:
    taken = cases.take(
        town.library, account, case.handle, step=step, details=details, now=NOW + HOUR, seen=case.version
    )
    assert isinstance(taken, CaseFile)
    return taken


def leaves(town: Town) -> list[str]:
    """What the ledger says of cases, the oldest first."""
    written = log.entries(town.library.slug)
    return [each.entry.action for each in reversed(written) if each.entry.action.startswith("case")]


def acts(town: Town) -> int:
    return sum(1 for _, inside in town.drawer.everything() if inside.kind is cases.CASE_ACT)


# -- what is kept


def test_what_was_asked_is_read_again_as_it_was_taken_down(mansfield: Town, custodian: StaffAccount) -> None:
    case = ask(mansfield, custodian)

    found = cases.read(mansfield.library, custodian, case.handle, now=NOW)

    assert found == case
    assert (found.path, found.state, found.version) == ("asking", "intake", 1)
    assert dict(found.acts[0].details) == POLICE
    assert found.acts[0].by == "Library Director"
    assert found.known.asker == "police"
    assert found.decision.outcome == "refused"


def test_a_step_is_kept_with_its_clauses_and_moves_the_case_on(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = ask(mansfield, custodian)

    after = take(mansfield, custodian, case, "classify", **SUBPOENA)

    assert (after.state, after.version) == ("classified", 2)
    assert after.acts[1].basis
    assert after.known.instrument is not None
    assert after.known.instrument.kind == "attorney_subpoena"
    assert cases.read(mansfield.library, custodian, case.handle, now=NOW) == after


def test_no_column_holds_who_asked_what_was_asked_or_which_paper_came(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = ask(mansfield, custodian)
    take(mansfield, custodian, case, "classify", **SUBPOENA)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM reticent_case")
        row = " ".join(str(value) for value in cursor.fetchone())

    for told in ("police", "Eve", "State Police", "reader", "subpoena", "attorney"):
        assert told not in row


def test_nothing_that_holds_a_case_says_it_in_a_trace(mansfield: Town, custodian: StaffAccount) -> None:
    case = ask(mansfield, custodian)
    listed = cases.listed(mansfield.library, custodian, now=NOW)

    said = f"{case!r} {case.acts!r} {listed!r} {Case.objects.get()!r}"

    for told in ("Eve", "State Police", "reader", "police"):
        assert told not in said


def test_every_act_stands_in_the_ledger_once_with_the_cases_handle(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = ask(mansfield, custodian)
    case = take(mansfield, custodian, case, "classify", **SUBPOENA)
    take(mansfield, custodian, case, "withdrawn", withdrawn_by="The agency", took_back_how="letter")

    cases.write_down(mansfield.library)

    assert leaves(mansfield) == ["case-opened", "case-step", "case-closed"]
    assert {w.entry.case for w in log.entries("mansfield") if w.entry.action[:4] == "case"} == {case.handle}
    row = Case.objects.get()
    assert (row.version, row.written) == (3, 3)


def test_what_does_not_fit_one_step_is_said_so_and_nothing_is_written(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = take(
        mansfield,
        custodian,
        ask(mansfield, custodian),
        "withdrawn",
        withdrawn_by="They",
        took_back_how="letter",
    )
    long = "\N{PAGE FACING UP}" * 4000

    with pytest.raises(Malformed, match="Shorten"):
        take(mansfield, custodian, case, "review", went_well=long, to_change=long)

    assert cases.read(mansfield.library, custodian, case.handle, now=NOW) == case
    assert leaves(mansfield) == ["case-opened", "case-closed"]


def test_a_step_that_cannot_be_taken_leaves_no_trace(mansfield: Town, custodian: StaffAccount) -> None:
    case = ask(mansfield, custodian)

    with pytest.raises(Exception, match="not for a case"):
        take(mansfield, custodian, case, "receipt", receipt=True)

    assert (acts(mansfield), leaves(mansfield)) == (1, ["case-opened"])
    assert Case.objects.get().state == "intake"


# -- two at once


def test_of_two_who_go_on_with_one_case_the_second_is_told_and_writes_nothing(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = ask(mansfield, custodian)
    take(mansfield, custodian, case, "add_note", note="first")

    with pytest.raises(cases.ChangedMeanwhile):
        take(mansfield, custodian, case, "add_note", note="second")

    assert acts(mansfield) == 2


# -- who reads


def test_the_desk_reads_what_it_took_in_until_it_is_handed_on(mansfield: Town, desk: StaffAccount) -> None:
    case = ask(mansfield, desk)
    assert cases.read(mansfield.library, desk, case.handle, now=NOW).role == "desk"

    take(mansfield, desk, case, "refer", office="Director")

    with pytest.raises(cases.NotYours):
        cases.read(mansfield.library, desk, case.handle, now=NOW)
    assert cases.listed(mansfield.library, desk, now=NOW) == ()


def test_what_was_handed_on_does_not_come_back_to_the_desk_when_officers_take_things(
    mansfield: Town, desk: StaffAccount, custodian: StaffAccount
) -> None:
    case = take(mansfield, desk, ask(mansfield, desk), "refer", office="Director")

    take(mansfield, custodian, case, "they_take")

    with pytest.raises(cases.NotYours):
        cases.read(mansfield.library, desk, case.handle, now=NOW)


def test_what_the_custodian_went_on_with_does_not_come_back_to_the_desk_either(
    mansfield: Town, desk: StaffAccount, custodian: StaffAccount
) -> None:
    case = take(mansfield, custodian, ask(mansfield, desk), "classify", **SUBPOENA)

    case = take(mansfield, custodian, case, "they_take")

    with pytest.raises(cases.NotYours):
        cases.read(mansfield.library, desk, case.handle, now=NOW)
    assert cases.listed(mansfield.library, desk, now=NOW) == ()


def test_a_case_that_officers_left_does_not_come_back_to_the_desk_when_they_return(
    mansfield: Town, desk: StaffAccount, custodian: StaffAccount
) -> None:
    case = cases.open_case(mansfield.library, desk, path="taking", details=WARRANT, now=NOW)
    case = take(mansfield, desk, case, "they_left")
    case = take(mansfield, custodian, case, "add_note", note="what counsel said of it")

    take(mansfield, custodian, case, "they_take")

    with pytest.raises(cases.NotYours):
        cases.read(mansfield.library, desk, case.handle, now=NOW)


def test_the_desk_goes_on_with_a_search_while_the_custodian_does_her_part(
    mansfield: Town, desk: StaffAccount, custodian: StaffAccount
) -> None:
    case = cases.open_case(mansfield.library, desk, path="taking", details=WARRANT, now=NOW)

    case = take(mansfield, custodian, case, "classify", secret="no", kind="search_warrant", signed_by="judge")

    assert take(mansfield, desk, case, "inventory", taken="Nothing").state == "inventoried"


def test_the_desk_that_stays_with_officers_does_not_read_what_counsel_said(
    mansfield: Town, desk: StaffAccount, custodian: StaffAccount
) -> None:
    case = cases.open_case(mansfield.library, desk, path="taking", details=WARRANT, now=NOW)
    case = take(
        mansfield, custodian, case, "counsel_answers",
        counsel="Town Counsel", counsels_answer="object", reason="what counsel thinks of it",
    )  # fmt: skip

    seen = cases.read(mansfield.library, desk, case.handle, now=NOW)

    assert [act.step for act in seen.acts] == ["take", "counsel_answers"]
    assert dict(seen.acts[0].details) == WARRANT
    assert seen.acts[1].details == {}
    assert case.acts[1].details["reason"] == "what counsel thinks of it"


def test_the_desk_reads_no_case_that_somebody_else_took_in(
    mansfield: Town, desk: StaffAccount, custodian: StaffAccount
) -> None:
    case = ask(mansfield, custodian)

    with pytest.raises(cases.NotYours):
        cases.read(mansfield.library, desk, case.handle, now=NOW)
    with pytest.raises(cases.NotYours):
        take(mansfield, desk, case, "add_note", note="mine")

    refused = [w.entry for w in log.entries("mansfield") if w.entry.action == "look-refused"]
    assert [entry.case for entry in refused] == [case.handle, case.handle]
    assert cases.listed(mansfield.library, desk, now=NOW) == ()


def test_the_custodian_reads_every_case_of_the_library_and_of_no_other(
    mansfield: Town, town: Any, desk: StaffAccount, custodian: StaffAccount
) -> None:
    case = ask(mansfield, desk)
    wolcott = town("wolcott", policy_id="wolcott-2016")
    stranger = wolcott.staff("director", "director")

    assert cases.read(mansfield.library, custodian, case.handle, now=NOW).role == "custodian"
    with pytest.raises(cases.NotYours):
        cases.read(mansfield.library, stranger, case.handle, now=NOW)
    with pytest.raises(cases.NoSuchCase):
        cases.read(wolcott.library, stranger, case.handle, now=NOW)


def test_whoever_the_custodian_appointed_acts_as_custodian_until_the_last_day(
    town: Any,
) -> None:
    wolcott = town("wolcott", policy_id="wolcott-2016")
    clara, director = wolcott.staff("clara"), wolcott.staff("director", "director")
    case = ask(wolcott, director)
    delegations.give(
        wolcott.library,
        clara,
        begins=TODAY,
        until=TODAY,
        paper=Paper("Letter of appointment", TODAY),
        today=TODAY,
        role="director",
    )

    assert cases.read(wolcott.library, clara, case.handle, now=NOW).role == "custodian"
    with pytest.raises(cases.NotYours):
        cases.read(wolcott.library, clara, case.handle, now=NOW + timedelta(days=1))


def test_whoever_acts_for_the_custodian_signs_a_letter_for_her_and_the_desk_writes_none(town: Any) -> None:
    wolcott = town("wolcott", policy_id="wolcott-2016")
    clara = wolcott.staff("clara", title="Head of Circulation")
    director = wolcott.staff("director", "director", title="Director of everything")
    asked = {**POLICE, "asker": "reporter", "papers": "foi_request"}
    case = cases.open_case(wolcott.library, clara, path="asking", details=asked, now=NOW)
    name = "foi_acknowledgement"

    assert cases.letters_for(wolcott.library, case) == ()
    with pytest.raises(cases.NotYours):
        cases.letter(wolcott.library, clara, case, name, on=TODAY)
    appointed = Paper("Letter of appointment", TODAY)
    delegations.give(
        wolcott.library, clara, begins=TODAY, until=TODAY, paper=appointed, today=TODAY, role="director"
    )
    signed = []
    for account in (clara, director):
        file = cases.read(wolcott.library, account, case.handle, now=NOW)
        assert name in cases.letters_for(wolcott.library, file)
        signed.append(cases.letter(wolcott.library, account, file, name, on=TODAY).signed)

    assert signed == ["Head of Circulation, for the Library Director", "Library Director"]


def test_while_officers_take_things_the_desk_goes_on_writing(mansfield: Town, desk: StaffAccount) -> None:
    case = cases.open_case(mansfield.library, desk, path="taking", details=WARRANT, now=NOW)
    case = take(mansfield, desk, case, "supervise", stayed="Clara")
    case = take(mansfield, desk, case, "inventory", taken="One machine of the reading room.")

    assert case.state == "inventoried"
    assert cases.read(mansfield.library, desk, case.handle, now=NOW).version == 3


# -- lists


def test_open_cases_come_first_and_of_those_what_is_due_first(
    mansfield: Town, custodian: StaffAccount
) -> None:
    plain, closed, urgent = (ask(mansfield, custodian) for _ in range(3))
    take(mansfield, custodian, closed, "withdrawn", withdrawn_by="They", took_back_how="telephone")
    take(mansfield, custodian, urgent, "classify", **SUBPOENA)

    listed = cases.listed(mansfield.library, custodian, now=NOW)

    assert [case.handle for case in listed] == [urgent.handle, plain.handle, closed.handle]
    assert (listed[0].asker, listed[0].agency, listed[0].paper) == (
        "police",
        "State Police",
        "attorney_subpoena",
    )
    assert not listed[0].overdue
    assert cases.listed(mansfield.library, custodian, now=NOW + timedelta(days=30))[0].overdue


def test_what_was_closed_over_a_year_ago_is_kept_and_not_listed(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = ask(mansfield, custodian)
    take(mansfield, custodian, case, "withdrawn", withdrawn_by="They", took_back_how="telephone")
    later = NOW + timedelta(days=500)

    assert cases.listed(mansfield.library, custodian, now=later) == ()
    assert cases.read(mansfield.library, custodian, case.handle, now=later).state == "closed"


def test_what_is_due_is_known_without_opening_anything(mansfield: Town, custodian: StaffAccount) -> None:
    case = take(mansfield, custodian, ask(mansfield, custodian), "classify", **SUBPOENA)

    (due,) = cases.due(mansfield.library, now=NOW)

    assert (due.handle, mansfield.library.day_of(due.due_at).isoformat()) == (case.handle, "2026-12-10")
    assert not due.overdue
    assert cases.due(mansfield.library, now=NOW + timedelta(days=30))[0].overdue


def test_a_request_for_public_records_is_due_before_anybody_reads_it_through(
    mansfield: Town, custodian: StaffAccount
) -> None:
    asked = {**POLICE, "asker": "reporter", "papers": "foi_request"}  # on the Saturday before Thanksgiving

    case = ask(mansfield, custodian, asked)

    assert case.due_at is not None
    assert mansfield.library.day_of(case.due_at).isoformat() == "2026-11-27"


def test_a_request_that_came_days_before_it_was_taken_in_is_due_as_it_came(
    mansfield: Town, custodian: StaffAccount
) -> None:
    asked = {**POLICE, "papers": "foi_request", "received": "2026-11-16T09:00-05:00"}

    due = ask(mansfield, custodian, asked).due_at

    assert due is not None
    assert mansfield.library.day_of(due).isoformat() == "2026-11-20"


def due_on(town: Town, case: CaseFile) -> str | None:
    row = Case.objects.get(handle=case.handle)
    return town.library.day_of(row.due_at).isoformat() if row.due_at else None


def test_another_paper_has_its_own_day_and_the_first_is_answered_by_its_own(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = take(mansfield, custodian, ask(mansfield, custodian), "classify", **SUBPOENA)
    assert due_on(mansfield, case) == "2026-12-10"

    letter = {"secret": "no", "kind": "letter", "signed_by": "officer", "return_by": "2026-12-20"}
    case = take(mansfield, custodian, case, "another_paper", **letter)

    assert "owes:answer" in case.known.evidence
    assert due_on(mansfield, case) == "2026-12-10"


def test_a_request_for_public_records_keeps_its_clock_when_a_paper_comes_or_is_executed(
    mansfield: Town, custodian: StaffAccount
) -> None:
    asked = {**POLICE, "papers": "foi_request", "received": "2026-11-16T09:00-05:00"}
    letter = {"secret": "no", "kind": "letter", "signed_by": "officer"}
    case = take(mansfield, custodian, ask(mansfield, custodian, asked), "classify", **FOI)

    case = take(mansfield, custodian, case, "another_paper", **letter)
    assert [each.code for each in case.due] == ["foi_answer"]
    assert due_on(mansfield, case) == "2026-11-20"

    case = take(
        mansfield, custodian, case, "they_take", papers_shown="search_warrant", signed_by_seen="judge"
    )
    assert due_on(mansfield, case) == "2026-11-20"


def test_a_paper_that_officers_left_is_due_by_its_own_day_when_another_comes(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = cases.open_case(mansfield.library, custodian, path="taking", details=WARRANT, now=NOW)
    case = take(mansfield, custodian, case, "they_left")
    case = take(mansfield, custodian, case, "classify", **SUBPOENA)

    case = take(mansfield, custodian, case, "another_paper", **{**SUBPOENA, "return_by": "2026-12-15"})

    assert due_on(mansfield, case) == "2026-12-10"


def test_what_counsel_answered_is_due_no_more_when_another_paper_comes(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = take(mansfield, custodian, ask(mansfield, custodian), "classify", **SUBPOENA)
    case = take(mansfield, custodian, case, "another_paper", **{**SUBPOENA, "return_by": "2026-12-15"})
    case = take(mansfield, custodian, case, "counsel_answers", counsel="Counsel", counsels_answer="object")

    case = take(mansfield, custodian, case, "another_paper", **{**SUBPOENA, "return_by": "2026-12-20"})

    assert due_on(mansfield, case) == "2026-12-20"


def test_what_was_taken_down_anew_of_a_paper_takes_the_place_of_its_day(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = take(mansfield, custodian, ask(mansfield, custodian), "classify", **SUBPOENA)

    case = take(mansfield, custodian, case, "classify", **{**SUBPOENA, "return_by": "2026-12-15"})

    assert due_on(mansfield, case) == "2026-12-15"


def test_a_paper_to_be_answered_by_an_hour_is_due_by_then_and_not_by_the_end_of_that_day(
    mansfield: Town, custodian: StaffAccount
) -> None:
    paper = {**SUBPOENA, "return_time": "10:00"}
    case = take(mansfield, custodian, ask(mansfield, custodian), "classify", **paper)
    ten = datetime(2026, 12, 10, 15, 0, tzinfo=UTC)  # in Connecticut it is five hours earlier

    assert case.due_at == ten
    assert [each.by for each in case.due if each.code == "return_date"] == [ten]
    [due] = cases.due(mansfield.library, now=ten + timedelta(minutes=1))
    assert due.overdue

    letter = {"secret": "no", "kind": "letter", "signed_by": "officer", "return_by": "2026-12-10"}
    case = take(mansfield, custodian, case, "another_paper", **letter)
    assert case.due_at == ten


def test_an_answer_that_ends_nothing_leaves_the_return_date_and_one_that_does_ends_it(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = take(mansfield, custodian, ask(mansfield, custodian), "classify", **SUBPOENA)
    for evidence in ("consulted:town_manager", "consulted:town_attorney"):
        case = take(mansfield, custodian, case, f"record:{evidence}", consulted_who="Them")
    case = take(mansfield, custodian, case, "decide", answer="negotiate")
    case = take(mansfield, custodian, case, "send", letter="objection_cover")
    assert due_on(mansfield, case) == "2026-12-10"

    case = take(
        mansfield, custodian, case, "counsel_answers", counsel="Town Attorney", counsels_answer="object"
    )

    assert due_on(mansfield, case) is None
    assert case.due == ()


def test_after_a_denial_nothing_is_due_here_and_until_when_it_may_be_appealed_is_known(
    mansfield: Town, custodian: StaffAccount
) -> None:
    asked = {"asker": "reporter", "papers": "foi_request", "channel": "email"}
    case = ask(mansfield, custodian, asked)
    assert due_on(mansfield, case) == "2026-11-27"
    case = take(mansfield, custodian, case, "decide", answer="deny_foi")

    case = take(mansfield, custodian, case, "send", letter="foi_denial", when="2026-11-24T10:00-05:00")

    assert due_on(mansfield, case) is None
    assert [(due.code, str(due.by)) for due in case.due] == [("foi_appeal", "2026-12-24")]


def test_a_case_is_found_by_as_much_of_its_handle_as_says_which(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = ask(mansfield, custodian)
    ask(mansfield, custodian)

    assert cases.named(mansfield.library, case.shown).handle == case.handle
    assert cases.named(mansfield.library, case.handle.upper()).handle == case.handle
    for vague in ("", "case-", "zzzz"):
        with pytest.raises(cases.NoSuchCase):
            cases.named(mansfield.library, vague)


# -- to paper


@pytest.mark.parametrize("how", ["to_paper", "secret", "counsel_only"])
def test_a_demand_that_nobody_may_be_told_of_leaves_no_slip_no_row_and_no_word_of_why(
    mansfield: Town, custodian: StaffAccount, how: str
) -> None:
    case = ask(mansfield, custodian)
    step, details = {
        "to_paper": ("to_paper", {}),
        "secret": ("classify", {**SUBPOENA, "secret": "yes"}),
        "counsel_only": (
            "classify",
            {"secret": "no", "kind": "national_security_letter", "signed_by": "officer"},
        ),
    }[how]

    gone = cases.take(
        mansfield.library, custodian, case.handle, step=step, details=details, now=NOW + HOUR, seen=1
    )

    assert isinstance(gone, OnPaper)
    assert (gone.handle, gone.opened_on) == (case.handle, TODAY)
    assert gone.readable_until > NOW
    assert (acts(mansfield), Case.objects.count()) == (0, 0)
    assert leaves(mansfield) == ["case-opened", "case-closed"]
    with pytest.raises(cases.NoSuchCase):
        cases.read(mansfield.library, custodian, case.handle, now=NOW)


def test_the_ledger_tells_a_case_that_went_to_paper_from_no_other_that_was_closed(
    mansfield: Town, custodian: StaffAccount
) -> None:
    to_paper, taken_back = ask(mansfield, custodian), ask(mansfield, custodian)
    take(mansfield, custodian, taken_back, "withdrawn", withdrawn_by="They", took_back_how="telephone")
    cases.take(
        mansfield.library, custodian, to_paper.handle, step="to_paper", details={}, now=NOW + HOUR, seen=1
    )

    closed = {w.entry.case: w.entry for w in log.entries("mansfield") if w.entry.action == "case-closed"}

    one, other = closed[to_paper.handle], closed[taken_back.handle]
    assert (one.day, one.role, one.basis, one.policy, one.count) == (
        other.day,
        other.role,
        other.basis,
        other.policy,
        other.count,
    )
    assert len(one.commitment) == len(other.commitment) == 64


# -- a form that is sent twice


def test_a_form_that_is_sent_twice_opens_one_case(mansfield: Town, desk: StaffAccount) -> None:
    handle = cases.new_handle()
    how: dict[str, Any] = {"path": "asking", "details": POLICE, "now": NOW, "handle": handle}

    first = cases.open_case(mansfield.library, desk, **how)
    again = cases.open_case(mansfield.library, desk, **how)

    assert (first.handle, again.handle) == (handle, handle)
    assert acts(mansfield) == 1
    assert leaves(mansfield) == ["case-opened"]


def test_a_form_that_comes_twice_at_once_opens_one_case(
    mansfield: Town, desk: StaffAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = cases.new_handle()
    how: dict[str, Any] = {"path": "asking", "details": POLICE, "now": NOW, "handle": handle}
    begin = cases._begin

    def begin_behind_another(*inside: Any, **more: Any) -> None:
        monkeypatch.setattr(cases, "_begin", begin)
        cases.open_case(mansfield.library, desk, **how)
        begin(*inside, **more)

    monkeypatch.setattr(cases, "_begin", begin_behind_another)
    cases.open_case(mansfield.library, desk, **how)

    assert acts(mansfield) == 1
    assert leaves(mansfield) == ["case-opened"]


def test_what_the_desk_has_handed_on_does_not_stay_with_it(mansfield: Town, desk: StaffAccount) -> None:
    case = ask(mansfield, desk)

    after = take(mansfield, desk, case, "refer", office="Library Director")

    assert case.stays_with_reader
    assert not after.stays_with_reader


# -- its years, and backups


def test_a_closed_case_goes_after_its_years_slips_row_and_all(
    mansfield: Town, custodian: StaffAccount
) -> None:
    gone, stays = ask(mansfield, custodian), ask(mansfield, custodian)
    take(mansfield, custodian, gone, "withdrawn", withdrawn_by="They", took_back_how="telephone")
    last = NOW + timedelta(days=cases.KEPT_DAYS)
    before, after = last - timedelta(days=1), last
    mansfield.purge(now=before)
    assert cases.tidy(mansfield.library, now=before) == 0
    assert cases.read(mansfield.library, custodian, gone.handle, now=before).state == "closed"

    with pytest.raises(cases.NoSuchCase):  # nobody waits for the night
        cases.read(mansfield.library, custodian, gone.handle, now=after)
    mansfield.purge(now=after)

    assert cases.tidy(mansfield.library, now=after) == 1
    assert [row.handle for row in Case.objects.all()] == [stays.handle]
    assert acts(mansfield) == 1


def test_what_was_done_after_closing_goes_with_the_rest(mansfield: Town, custodian: StaffAccount) -> None:
    case = take(
        mansfield,
        custodian,
        ask(mansfield, custodian),
        "withdrawn",
        withdrawn_by="They",
        took_back_how="letter",
    )
    later = NOW + timedelta(days=400)

    cases.take(
        mansfield.library, custodian, case.handle, step="review", details={"to_change": "Nothing."}, now=later,
        seen=case.version,
    )  # fmt: skip

    closed_on = {i.payload["closed_on"] for _, i in mansfield.drawer.everything() if i.kind is cases.CASE_ACT}
    assert closed_on == {TODAY.isoformat()}


def test_a_case_that_went_to_paper_does_not_come_back_with_a_backup(
    mansfield: Town, custodian: StaffAccount
) -> None:
    stays, gone = ask(mansfield, custodian), ask(mansfield, custodian)
    made = backups.make(now=NOW)
    cases.take(mansfield.library, custodian, gone.handle, step="to_paper", details={}, now=NOW + HOUR, seen=1)

    done = backups.restore(made.name, now=NOW + 2 * HOUR, confirm=lambda name: True)
    since = cases.after_restore(mansfield.library, made=TODAY, now=NOW + 2 * HOUR)

    assert [found.ended_again for found in done.recoveries] == [1]
    assert (since.taken_away, since.opened, since.ended, since.gone_on) == (1, (), (), ())
    assert [row.handle for row in Case.objects.all()] == [stays.handle]
    assert acts(mansfield) == 1


def test_after_a_restore_the_ledger_tells_which_cases_were_opened_or_gone_on_with_since(
    mansfield: Town, custodian: StaffAccount
) -> None:
    ask(mansfield, custodian)
    gone_on = ask(mansfield, custodian)
    made = backups.make(now=NOW)
    take(mansfield, custodian, gone_on, "classify", **SUBPOENA)
    opened = ask(mansfield, custodian)

    backups.restore(made.name, now=NOW + 2 * HOUR, confirm=lambda name: True)
    since = cases.after_restore(mansfield.library, made=TODAY, now=NOW + 2 * HOUR)

    assert (since.taken_away, since.opened, since.gone_on) == (0, (opened.handle,), (gone_on.handle,))
    again = take(mansfield, custodian, gone_on, "classify", **SUBPOENA)
    assert again.version == 2
    assert leaves(mansfield).count("case-step") == 2  # the one that was undone stays in the ledger


def test_a_case_with_an_act_missing_is_broken_and_no_other_is(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case, whole = ask(mansfield, custodian), ask(mansfield, custodian)
    case = take(mansfield, custodian, case, "add_note", note="They called again.")
    (row,) = [
        r for r, i in mansfield.drawer.everything() if i.subject == case.handle and i.payload["number"] == 1
    ]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reticent_slip WHERE tag = %s", [row.tag])

    with pytest.raises(cases.CaseDamaged):
        cases.read(mansfield.library, custodian, case.handle, now=NOW)
    assert cases.tidy(mansfield.library, now=NOW) == 0
    assert {each.handle: each.damaged for each in cases.listed(mansfield.library, custodian, now=NOW)} == {
        case.handle: True,
        whole.handle: False,
    }


def test_a_row_that_says_what_its_acts_do_not_is_broken(mansfield: Town, custodian: StaffAccount) -> None:
    case = ask(mansfield, custodian)
    Case.objects.filter(handle=case.handle).update(state="answered")

    with pytest.raises(cases.CaseDamaged):
        cases.read(mansfield.library, custodian, case.handle, now=NOW)


def test_without_its_slips_and_with_no_word_of_its_closing_a_row_stays_and_is_broken(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = ask(mansfield, custodian)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reticent_slip")

    assert cases.tidy(mansfield.library, now=NOW) == 0
    with pytest.raises(cases.CaseDamaged):
        cases.read(mansfield.library, custodian, case.handle, now=NOW)


def put_in_force(town: Town) -> None:
    """Let a body adopt another text, in force from today."""
    path = laid(settings.RETICENT_HOME)
    adoptions.draft(town.library.slug, path, by="administrator", today=TODAY)
    adoptions.review(town.library.slug, NEW, by="counsel", on=TODAY, today=TODAY)
    libraries.adopt(town.library, NEW, act=Act(BOARD, TODAY, None, "minutes"), today=TODAY)


def test_an_act_is_read_under_the_policy_of_its_day(mansfield: Town, custodian: StaffAccount) -> None:
    """Another text in force since neither undoes what was done nor keeps the case from being read."""
    case = take(mansfield, custodian, ask(mansfield, custodian), "classify", **SUBPOENA)
    before = mansfield.library.policy_sha256

    put_in_force(mansfield)
    found = cases.read(mansfield.library, custodian, case.handle, now=NOW)
    after = take(mansfield, custodian, case, "add_note", note="The policy changed.")

    assert mansfield.library.policy_sha256 != before
    assert (found.known, found.acts) == (case.known, case.acts)
    assert [act.policy == before for act in after.acts] == [True, True, False]


def test_of_many_who_go_on_with_one_case_at_once_one_does(mansfield: Town, custodian: StaffAccount) -> None:
    case = ask(mansfield, custodian)
    together, came = threading.Barrier(6), []

    def one() -> None:
        together.wait()
        try:
            take(mansfield, custodian, case, "add_note", note="mine")
            came.append("taken")
        except cases.ChangedMeanwhile:
            came.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(came) == ["taken"] + ["told"] * 5
    assert cases.read(mansfield.library, custodian, case.handle, now=NOW).version == 2
    assert leaves(mansfield) == ["case-opened", "case-step"]
