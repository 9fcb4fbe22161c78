"""Is a paper in form, and what does a “no” mean?"""

import re
from pathlib import Path

import pytest

from reticent import policy
from reticent.disclosure import checklist, steps
from reticent.disclosure.checklist import review
from reticent.errors import Malformed
from tests.rooms.disclosure.walking import CLASSIFIED, opened, points, take

LAW = policy.shipped("mansfield-2019").statute
# What the director's list asks about, in the words of domain notes; a paper of a court has them all.
ASKED = {
    *("court", "judge", "docket", "date", "custodian", "scope", "service"),
    *("time", "jurisdiction", "seal", "attachments", "fees", "return_date"),
}


def yes(kind: str) -> dict[str, str]:
    return {item.id: "yes" for item in checklist.items(kind)}


def test_a_judges_subpoena_is_asked_about_every_point() -> None:
    assert {item.id for item in checklist.items("judge_subpoena")} == ASKED


@pytest.mark.parametrize("kind", [kind for kind, law in LAW.instruments.items() if law.papers])
def test_every_paper_that_is_argued_about_has_points(kind: str) -> None:
    # A demand that may forbid its own mention is looked at by counsel, on paper.
    asked = checklist.items(kind)

    assert bool(asked) is not (LAW.instruments[kind].counsel_only or kind == "preservation_letter")


@pytest.mark.parametrize("kind", ["court_order", "attorney_subpoena", "search_warrant", "written_permission"])
def test_a_paper_without_a_no_is_in_form(kind: str) -> None:
    assert review(kind, yes(kind)) == checklist.Reviewed(True, (), ())


def test_a_point_that_nobody_answered_leaves_the_form_open() -> None:
    answers = yes("court_order")
    del answers["docket"]

    assert review("court_order", answers) == checklist.Reviewed(None, (), ("docket",))


def test_a_defect_is_enough_whatever_else_is_open() -> None:
    answers = yes("court_order") | {"judge": "no", "seal": "no", "scope": "unknown"}

    assert review("court_order", answers) == checklist.Reviewed(False, ("judge",), ("scope", "seal"))


def test_a_question_for_counsel_is_no_defect_and_is_open_until_counsel_answers() -> None:
    answers = yes("attorney_subpoena") | {"fees": "no"}

    assert review("attorney_subpoena", answers).in_form is None
    assert review("attorney_subpoena", answers | {"fees": "counsel"}).in_form is True


def test_counsel_may_say_that_a_defect_does_not_matter() -> None:
    assert review("court_order", yes("court_order") | {"docket": "counsel"}).in_form is True


@pytest.mark.parametrize("item", [item for kind in LAW.instruments for item in checklist.items(kind)])
def test_a_defect_can_be_read_out_to_whoever_gets_the_paper_back(item: checklist.Item) -> None:
    assert item.question.endswith("?")
    assert re.match(r"(it|the|something|whoever) ", item.defect)
    assert not item.defect.endswith(".")
    assert item.source


def test_a_second_review_replaces_the_first() -> None:
    adopted = policy.shipped("mansfield-2019")
    known = take(opened("S03", adopted), "classify", adopted, secret="no", **CLASSIFIED["S03"])

    first = take(known, "review_form", adopted, checklist=points(known, fails=["docket"]))
    second = take(first, "review_form", adopted, checklist=points(known))

    assert "defect:docket" in first.evidence
    assert first.instrument is not None
    assert first.instrument.in_form is False
    assert not [word for word in second.evidence if word.startswith("defect:")]
    assert second.instrument is not None
    assert second.instrument.in_form is True


def test_what_has_no_form_is_not_reviewed() -> None:
    adopted = policy.shipped("mansfield-2019")
    known = take(opened("S01", adopted), "classify", adopted, secret="no", **CLASSIFIED["S01"])

    assert "review_form" not in [offer.step for offer in steps.offers(known, adopted, role="custodian")]


def test_a_checklist_with_a_word_that_nobody_knows_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = checklist.CHECKLIST.read_text("utf-8").replace('no = "defect"', 'no = "defekt"', 1)
    (tmp_path / "checklist.toml").write_text(text, "utf-8")
    monkeypatch.setattr(checklist, "CHECKLIST", tmp_path / "checklist.toml")
    checklist.points.cache_clear()

    with pytest.raises(Malformed, match="did you mean “defect”"):
        checklist.points()

    checklist.points.cache_clear()
