"""The steps behind the words: do they stay there, and does nothing of a case in clear come in?"""

from dataclasses import replace

import pytest

from reticent import policy
from reticent.disclosure import cases, steps
from reticent.disclosure.known import Known
from reticent.disclosure.steps import NotNow
from reticent.disclosure.table import PATHS, SEALED, table
from reticent.errors import Malformed
from tests.conftest import NOW, Town

THE_FIVE = policy.shipped_ids()
BEHIND = {name for name, row in table().steps.items() if row.paths == (SEALED,)}
CAME = {"asker": "federal_agent", "sealed_paper": "national_security_letter"}


def came(adopted: policy.Policy) -> Known:
    return steps.begin(SEALED, CAME, adopted)


@pytest.mark.parametrize("name", THE_FIVE)
def test_behind_the_words_nothing_is_searched_released_or_told_to_anybody(name: str) -> None:
    adopted = policy.shipped(name)

    for state in table().states:
        offered = {
            o.step for o in steps.offers(replace(came(adopted), state=state), adopted, role="custodian")
        }
        assert offered <= BEHIND | {"add_note"}


@pytest.mark.parametrize("name", THE_FIVE)
def test_no_step_behind_the_words_stands_before_a_case_in_clear(name: str) -> None:
    adopted = policy.shipped(name)

    for path in PATHS:
        for state in table().states:
            known = Known(path, state)
            assert not BEHIND & {o.step for o in steps.offers(known, adopted, role="custodian")}
            for step in BEHIND:
                with pytest.raises(NotNow):
                    steps.taken(known, step, {}, adopted, role="custodian")


@pytest.mark.parametrize("name", THE_FIVE)
def test_each_paper_that_may_come_here_is_one_that_the_law_knows(name: str) -> None:
    adopted = policy.shipped(name)
    named = set(table().options["sealed_papers"]) - {"unknown"}

    assert named <= adopted.statute.instruments.keys()
    assert {kind for kind, law in adopted.statute.instruments.items() if law.counsel_only} <= named


@pytest.mark.parametrize("name", THE_FIVE)
def test_it_does_not_close_before_counsel_answered(name: str) -> None:
    adopted = policy.shipped(name)
    known = came(adopted)

    with pytest.raises(NotNow, match="never just left") as no:
        steps.taken(known, "sealed_close", {}, adopted, role="custodian")
    assert no.value.clauses
    answer = {"counsel": "Roe & Doe", "answered_what": "Moved to set it aside."}
    answered = steps.taken(known, "sealed_answer", answer, adopted, role="custodian")
    assert steps.taken(answered, "sealed_close", {}, adopted, role="custodian").state == "closed"


def test_the_desk_takes_no_step_of_it() -> None:
    adopted = policy.shipped("mansfield-2019")

    for step in BEHIND:
        with pytest.raises(NotNow, match="takes this step"):
            steps.taken(came(adopted), step, {}, adopted, role="desk")


def test_no_case_in_clear_begins_so(mansfield: Town) -> None:
    director = mansfield.staff("director", "director", title="director")

    with pytest.raises(Malformed):
        cases.open_case(mansfield.library, director, path=SEALED, details=CAME, now=NOW)  # type: ignore[arg-type]
    assert not cases.Case.objects.exists()
