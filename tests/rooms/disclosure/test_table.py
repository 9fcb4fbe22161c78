"""Does the table of steps hold together, and is what it asks for read strictly?"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as drawing
from hypothesis import strategies as st

from reticent import policy
from reticent.disclosure import checklist, letters, specimens, steps, table
from reticent.disclosure.answers import counsel_may
from reticent.disclosure.counts import outcome_of
from reticent.disclosure.forms import Field, checked
from reticent.disclosure.gates import APPLIES, NEEDS
from reticent.disclosure.retold import in_words
from reticent.disclosure.steps import Known
from reticent.errors import Malformed
from reticent.policy.vocabulary import ASKERS, CENTRES, CHANNELS, EVIDENCE, SIGNERS
from reticent.policy.words import ROWS, STEPS
from tests.rooms.disclosure.walking import CLASSIFIED, asked_first, classified
from tests.rooms.policy.altered import altered, loaded, text_of
from tools import case_pages

TEXT = table.table()
THE_FIVE = policy.shipped_ids()
ZONE = ZoneInfo("America/New_York")


def test_every_gate_of_the_table_is_kept_by_something() -> None:
    needed = {need for step in TEXT.steps.values() for need in step.needs}
    when = {word for step in TEXT.steps.values() for word in step.when}

    assert needed == NEEDS.keys() == TEXT.gates.keys()
    assert when == APPLIES.keys() == TEXT.applies.keys()


def test_every_step_that_changes_or_cites_anything_is_one_of_the_table() -> None:
    assert {name for step in TEXT.steps.values() for name in step.cites} == steps.CITES.keys()
    assert steps.CHANGES.keys() <= TEXT.steps.keys()


def test_what_a_decision_asks_for_is_named_as_the_policy_room_names_it() -> None:
    assert TEXT.would_change.keys() <= ROWS.keys()
    assert TEXT.advice.keys() <= STEPS.keys()


@pytest.mark.parametrize("word", TEXT.evidence)
def test_every_word_that_is_put_on_record_changes_something(word: str) -> None:
    assert any(
        _may_be_done(replace(known, evidence=known.evidence | {word}), adopted)
        != _may_be_done(replace(known, evidence=known.evidence - {word}), adopted)
        for adopted in map(policy.shipped, THE_FIVE)
        for known in _cases(adopted)
    )


def _cases(adopted: policy.Policy) -> Iterator[Known]:
    """Many cases of one library: as they stand, answered, and of records that lie in the shared system."""
    for known in (case for there in specimens.CASES.values() for case in there.values()):
        yield known
        yield replace(known, state="answered")
        yield replace(known, state="answered", evidence=known.evidence | {"sent:answer"})
        if adopted.consortium is not None:
            yield replace(known, patrons_of="another library", held_in=adopted.consortium.name)


def _may_be_done(known: Known, adopted: policy.Policy) -> tuple[object, ...]:
    """All that is made of what is known."""
    return (
        steps.decision(known, adopted),
        steps.offers(known, adopted, role="custodian"),
        letters.offered(known, adopted, letters.LetterFacts(hours="3")),
        outcome_of(known),
    )


def test_every_question_is_asked_somewhere() -> None:
    asked = {name for step in TEXT.steps.values() for name in step.asks}
    asked |= {name for opening in TEXT.openings.values() for name in opening.asks}

    assert asked == TEXT.fields.keys()


def test_every_list_of_options_is_offered_somewhere() -> None:
    offered = {field.options for field in TEXT.fields.values() if field.options}

    assert offered == {*TEXT.options, *table.WORKED_OUT}


def test_the_lists_of_options_are_those_of_the_policy() -> None:
    assert TEXT.options["askers"].keys() == ASKERS.keys()
    assert set(TEXT.options["signers"]) == set(SIGNERS)
    assert set(TEXT.options["channels"]) == set(CHANNELS)
    assert set(TEXT.options["centres"]) == set(CENTRES)


@pytest.mark.parametrize("name", THE_FIVE)
def test_no_paper_that_may_forbid_its_own_mention_can_be_named_at_intake(name: str) -> None:
    adopted = policy.shipped(name)
    sealed = {kind for kind, law in adopted.statute.instruments.items() if law.counsel_only}

    for path in table.PATHS:
        for field in steps.opening(path, adopted):
            assert not sealed.intersection(word for word, _ in field.options)


def test_every_finding_asks_whether_it_is_so() -> None:
    # What a step of its own comes to is found by the program, or by counsel, and asked of nobody.
    by_steps = {word for step in TEXT.steps.values() for word in step.adds} | {"counsel:is_court_order"}
    findings = {word for word in EVIDENCE if not word.startswith("consulted:")} - by_steps

    assert findings | {"seen:identity"} == TEXT.findings.keys()


def test_every_state_can_be_reached_and_every_open_one_left() -> None:
    reached = {opening.to for opening in TEXT.openings.values()}
    reached |= {step.to for step in TEXT.steps.values() if step.to}
    left = {name for step in TEXT.steps.values() if step.to for name in step.starts(TEXT.states)}

    assert reached == TEXT.states.keys()
    assert {name for name, state in TEXT.states.items() if state.open} <= left


@pytest.mark.parametrize("step", TEXT.steps)
def test_what_a_step_says_is_short_and_plain(step: str) -> None:
    row = TEXT.steps[step]

    assert len(row.label) <= 60
    for said in (row.words, row.why):
        assert len(said) <= 170
        assert not re.search(r"\b(shall|pursuant|hereby|aforesaid|utili[sz]e|e\.g|i\.e)\b", said)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('to = "referred"', 'to = "refered"', "nothing here is called “refered”; did you mean “referred”?"),
        ('asks = ["office", "by", "when"]', 'asks = ["ofice", "by"]', "did you mean “office”?"),
        (
            'needs = ["answer_not_comply", "done_by_hand"]',
            'needs = ["answer_not_compli", "done_by_hand"]',
            "did you mean “answer_not_comply”?",
        ),
        ('options = "askers"', 'options = "asker"', "did you mean “askers”?"),
        ('adds = ["withdrawn"]', 'adds = ["withdrawal"]', "did you mean “withdrawn”?"),
        ('letters = ["foi_denial"]', 'letters = ["foi_denail"]', "did you mean “foi_denial”?"),
        ('stays_on = ["taking"]', 'stay_on = ["taking"]', "did you mean “stays_on”?"),
    ],
)
def test_a_table_that_does_not_hold_together_is_not_read(
    old: str, new: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = table.STEPS.read_text("utf-8")
    assert old in text
    tomllib.loads(text.replace(old, new, 1))
    (tmp_path / "steps.toml").write_text(text.replace(old, new, 1), "utf-8")
    monkeypatch.setattr(table, "STEPS", tmp_path / "steps.toml")
    table.table.cache_clear()

    with pytest.raises(Malformed, match=re.escape(said)):
        table.table()

    table.table.cache_clear()


# ---- What is typed.

LINE = Field("a", "Name", "line", most=120)
FIELDS = {
    "line": LINE,
    "text": Field("a", "Words", "text", most=4_000),
    "day": Field("a", "Dated", "day"),
    "time": Field("a", "At what time", "time"),
    "moment": Field("a", "When", "moment"),
    "choice": Field("a", "How", "choice", options=(("x", "X"), ("y", "Y"))),
    "choices": Field("a", "Which", "choices", options=(("x", "X"), ("y", "Y"))),
    "yes_no": Field("a", "So?", "yes_no"),
    "checklist": Field("a", "Points", "checklist", options=(("x", "X?"), ("y", "Y?"))),
}


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("line", "  at the desk ", "at the desk"),
        ("text", "two\nlines", "two\nlines"),
        ("day", "2026-03-31", "2026-03-31"),
        ("time", "09:30", "09:30"),
        ("moment", "2026-03-31T14:05-04:00", "2026-03-31T14:05-04:00"),
        ("moment", datetime(2026, 3, 31, 18, 5, 9, tzinfo=UTC), "2026-03-31T18:05+00:00"),
        ("choice", "x", "x"),
        ("choices", ["y", "x"], ["x", "y"]),
        ("yes_no", "no", False),
        ("yes_no", True, True),
        ("checklist", {"x": "counsel", "y": ""}, {"x": "counsel"}),
    ],
)
def test_what_is_typed_is_kept_as_a_plain_value(kind: str, typed: object, kept: object) -> None:
    assert checked((FIELDS[kind],), {"a": typed}) == {"a": kept}


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("line", "x" * 121),
        ("line", "two\nlines"),
        ("line", 7),
        ("text", "x" * 4_001),
        ("day", "31 March"),
        ("time", "half past nine"),
        ("day", "0026-03-31"),
        ("day", "9999-12-31"),
        ("moment", "2026-03-31T14:05"),
        ("moment", "noon"),
        ("moment", "0001-01-01T00:00+14:00"),
        ("moment", "9999-12-31T23:59-05:00"),
        ("choice", "z"),
        ("choice", ["x"]),
        ("choices", ["x", "z"]),
        ("choices", [["x"]]),
        ("choices", "x"),
        ("yes_no", "perhaps"),
        ("yes_no", 1),
        ("checklist", {"z": "yes"}),
        ("checklist", {"x": "perhaps"}),
        ("checklist", "yes"),
    ],
)
def test_what_cannot_be_read_is_said_without_repeating_it(kind: str, typed: object) -> None:
    with pytest.raises(Malformed) as said:
        checked((FIELDS[kind],), {"a": typed})

    assert len(said.value.problems) == 1
    assert "perhaps" not in str(said.value)


@drawing(max_examples=30)
@given(typed=st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda each: st.lists(each)))
@pytest.mark.parametrize("kind", sorted(FIELDS))
def test_whatever_is_sent_is_read_or_said_to_be_unreadable(kind: str, typed: object) -> None:
    try:
        kept = checked((FIELDS[kind],), {"a": typed})
    except Malformed:
        return

    assert checked((FIELDS[kind],), kept) == kept


@pytest.mark.parametrize("row", CLASSIFIED)
@pytest.mark.parametrize("name", THE_FIVE)
def test_what_was_chosen_is_told_again_in_the_words_it_was_chosen_by(name: str, row: str) -> None:
    adopted = policy.shipped(name)
    known = classified(row, adopted)
    decided = [replace(known, state="decided", answer=word) for word in TEXT.answers]

    for path in table.PATHS:
        for field in steps.opening(path, adopted):
            assert _told_otherwise(field, adopted) == []
    for at in (known, asked_first(known, adopted), *decided):
        for offer in steps.offers(at, adopted, role="custodian"):
            for field in offer.asks:
                assert _told_otherwise(field, adopted) == []


def _told_otherwise(field: Field, adopted: policy.Policy) -> list[str]:
    """The options of this field that a case that is read again names by other words."""
    if field.kind not in ("choice", "choices"):
        return []
    otherwise = []
    for word, said in field.options:
        chosen = word if field.kind == "choice" else [word]
        ((_, told),) = in_words({field.name: chosen}, adopted, zone=ZONE)
        if told.lower() != said.lower():
            otherwise.append(word)
    return otherwise


# ---- Which answers there are.


def test_a_public_agency_denies_in_time_whatever_its_policy_asks_first(tmp_path: Path) -> None:
    text = altered(
        text_of("new-canaan-2018"), table="flags", old="public_agency = false", new="public_agency = true"
    )
    bound = loaded(tmp_path, text)
    request = Known("asking", "referred", instrument=policy.Instrument("foi_request", "requester"))

    assert [answer.word for answer in steps.answers_open(request, bound)] == ["deny_foi"]
    assert steps.answers_open(request, policy.shipped("new-canaan-2018")) == ()


@pytest.mark.parametrize("name", THE_FIVE)
def test_counsel_neither_refuses_what_the_law_compels_nor_hands_anything_over(name: str) -> None:
    order = Known("asking", "referred", instrument=policy.Instrument("court_order", "judge", True))

    may = counsel_may(order, policy.shipped(name))

    assert not {"refuse", "comply", "deny_foi", "return_for_cure", "reply"}.intersection(may)
    assert {"object", "move_to_quash", "negotiate"} <= set(may)


def test_a_complaint_is_answered_by_whom_the_text_names() -> None:
    complaint = Known("asking", "referred", matter="complaint", instrument=policy.Instrument("letter"))

    office = steps.decides(complaint, policy.shipped("wolcott-2016"))

    assert office == steps.Office("Library Director", ("WO-24", "WO-25", "WO-26"))


@pytest.mark.parametrize("name", THE_FIVE)
def test_a_complaint_that_comes_with_a_subpoena_is_answered_as_a_subpoena(name: str) -> None:
    adopted = policy.shipped(name)
    complaint = Known("asking", "referred", matter="complaint", instrument=policy.Instrument("letter"))
    subpoena = {"secret": "no", "kind": "attorney_subpoena", "signed_by": "attorney"}

    known = steps.taken(complaint, "classify", subpoena, adopted, role="custodian")

    assert known.matter == "records"
    assert not steps.decision(known, adopted).allowed


# ---- The page.


def test_the_page_of_the_steps_has_nothing_left_to_redraw() -> None:
    assert case_pages.PAGE.read_text("utf-8") == case_pages.page(), "make case-pages"


def test_the_page_of_the_steps_names_every_step_state_answer_and_point() -> None:
    page = case_pages.page()

    for name in (*TEXT.steps, *TEXT.states, *TEXT.answers, *checklist.points(), *THE_FIVE):
        assert f"`{name}`" in page or policy.shipped(name).called in page
