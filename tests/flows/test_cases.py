"""From the command line: handles and days of cases, nothing of what was asked; and what a restore says of them."""

import json
from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from tests.flows.conftest import MANSFIELD, TODAY, Installation, person

ASKED = {
    "asker": "police",
    "papers": "none",
    "channel": "in_person",
    "name": "Officer Eve",
    "agency": "Windham Constabulary",
    "words": "Which neighbour reads about herbs?",
}
PAPER = {"secret": "no", "kind": "attorney_subpoena", "signed_by": "attorney", "docket": "WWM-CV-26"}

KEPT = {"card": person(1)[0], "kinds_kept": ["registration"], "decided_by": "Counsel", "reason": "A letter."}


@pytest.fixture
def there(copy: Installation) -> Installation:
    """An installation where a director works; what is asked in its cases may never be shown."""
    copy.ok("staff", "add", "director", *MANSFIELD, "--duty", "director", "--password", "reading-room-lamp")
    copy.secrets |= {"Officer Eve", "Windham Constabulary", "herbs", "WWM-CV-26", "attorney", "police"}
    return copy


def asked(there: Installation) -> str:
    return str(there.desk("asked", json.dumps(ASKED))["case"])


def step(there: Installation, handle: str, name: str, details: Mapping[str, object]) -> None:
    there.desk("step", handle, name, json.dumps(details))


def test_the_command_line_shows_handles_and_days_and_nothing_that_was_asked(there: Installation) -> None:
    assert "No case is kept here" in there.ok("cases", "list").said
    late, other = asked(there), asked(there)
    step(there, late, "classify", {**PAPER, "return_by": (TODAY - timedelta(days=3)).isoformat()})
    step(there, other, "withdrawn", {"withdrawn_by": "Officer Eve", "took_back_how": "letter"})

    rows = there.ok("cases", "list", *MANSFIELD, "--json").json["cases"]
    due = there.run("cases", "due", "--json")
    shown = there.ok("cases", "show", late[:9], *MANSFIELD).said

    assert [(row["handle"], row["state"], row["steps"]) for row in rows] == [
        (late, "classified", 2),
        (other, "closed", 2),
    ]
    assert due.code == 1
    assert [(each["handle"], each["overdue"]) for each in due.json["due"]] == [(late, True)]
    assert "It stands at: paper known" in shown
    assert "kept until" in there.ok("cases", "show", other, *MANSFIELD).said
    assert "OVERDUE" in there.run("cases", "due").said
    assert there.run("cases", "show", "case-zzzz", *MANSFIELD).code == 2


def test_a_restore_says_which_cases_lack_what_was_done_since_and_what_ended_stays_ended(
    there: Installation,
) -> None:
    gone_on, to_paper = asked(there), asked(there)
    there.ok("backup")
    name = there.newest()
    step(there, gone_on, "classify", PAPER)
    step(there, to_paper, "to_paper", {})
    opened, ended = asked(there), asked(there)
    step(there, ended, "withdrawn", {"withdrawn_by": "Officer Eve", "took_back_how": "letter"})

    said = there.ok("restore", name, "--yes").said

    shown = {handle: f"case-{handle[5:9]}-{handle[9:13]}" for handle in (gone_on, to_paper, opened, ended)}
    assert f"take them in again from paper: {shown[opened]}" in said
    assert f"what counsel keeps on paper stays there: {shown[ended]}" in said
    assert f"write down again what is missing: {shown[gone_on]}" in said
    assert "1 case that had ended since stay" in said
    assert shown[to_paper] not in said
    assert [row["handle"] for row in there.ok("cases", "list", "--json").json["cases"]] == [gone_on]
    assert there.held()["case_act"] == 1


def test_what_cases_keep_is_listed_by_case_and_day_and_a_restore_says_what_to_keep_again(
    there: Installation,
) -> None:
    assert "No case keeps anything" in there.ok("cases", "holds").said
    case = str(there.desk("asked", json.dumps({**ASKED, "papers": "preservation_letter"}))["case"])
    there.ok("backup")
    name = there.newest()
    step(there, case, "preserve", KEPT)

    (hold,) = there.ok("cases", "holds", *MANSFIELD, "--json").json["holds"]
    said = there.ok("cases", "holds").said

    assert (hold["handle"], hold["records"], hold["confirmed"]) == (case, 1, False)
    assert date.fromisoformat(hold["until"]) == date.fromisoformat(hold["placed_on"]) + timedelta(days=14)
    assert "no: ends by itself" in said
    assert "kept by a legal request" in there.ok("purge", "--dry-run", *MANSFIELD).said
    assert (
        f"before anything is returned: case-{case[5:9]}-{case[9:13]}"
        in there.ok("restore", name, "--yes").said
    )
    assert there.ok("cases", "holds", "--json").json["holds"] == []


def test_the_night_takes_a_case_away_when_its_years_are_over(there: Installation) -> None:
    handle = asked(there)
    step(there, handle, "withdrawn", {"withdrawn_by": "They", "took_back_how": "letter"})

    there.ok("purge", *MANSFIELD, "--the-clock-is-right", days=1_826)
    assert len(there.ok("cases", "list", "--json").json["cases"]) == 1
    there.ok("purge", *MANSFIELD, "--the-clock-is-right", days=1_828)

    assert there.ok("cases", "list", "--json").json["cases"] == []
    assert "case_act" not in there.held()


def test_the_table_of_steps_is_told_as_each_policy_fills_it_in(there: Installation) -> None:
    for policy_id in ("mansfield-2019", "mansfield-older", "new-canaan-2018", "weston-2017", "wolcott-2016"):
        rows = there.ok("cases", "steps", "--policy", policy_id, "--json").json["steps"]

        steps = {row["step"]: row for row in rows}
        assert steps["decide"]["who"] == ["custodian"]
        assert steps["decide"]["clauses"]
        assert {"comply", "allowed"} <= set(steps["produce"]["needs"])
    assert "{" not in there.ok("cases", "steps", "--policy", policy_id).said


def test_the_command_line_shows_the_figures_of_years_that_are_over_and_of_no_other(
    there: Installation,
) -> None:
    handle = asked(there)
    step(there, handle, "withdrawn", {"withdrawn_by": "Officer Eve", "took_back_how": "letter"})
    there.ok("fold", "--library", "mansfield")

    figures = there.ok("cases", "counts", *MANSFIELD, "--json").json["libraries"]
    running = there.run("cases", "counts", *MANSFIELD, "--year", str(TODAY.year))

    assert [(each["library"], each["years"]) for each in figures] == [("mansfield", [])]
    assert figures[0]["next"]["year"] >= TODAY.year
    assert "There are no figures yet" in there.ok("cases", "counts", *MANSFIELD).said
    assert running.code == 1
