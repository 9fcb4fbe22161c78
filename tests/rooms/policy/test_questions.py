"""The set-up's questions: is every combination of answers a policy, and does each answer do what it says, no more?"""

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reticent import policy
from reticent.errors import Malformed
from reticent.policy import drafting, questions
from reticent.policy.answer_files import answers_text, read_answers, read_kept
from reticent.policy.drafting import NOT_DONE, Place, answers_in, draft_text, drafted, examples
from reticent.policy.questions import NOTHING, Own, Part, Sheet, parts
from reticent.policy.vocabulary import fields_named
from tests.rooms.policy.test_every_request import anything
from tests.rooms.policy.test_tongues import AS_ADOPTED, leaves

OURS = Place("ourtown", "Ourtown Library", "ourtown-2026")


def _given(part: Part) -> st.SearchStrategy[tuple[str, ...]]:
    if part.is_choice:
        values = st.sampled_from([choice.value for choice in part.choices])
        most = len(part.choices) if part.kind == "many" else 1
        return st.lists(values, max_size=most, unique=True).map(tuple)
    if part.kind == "number":
        return st.just(()) | st.integers(part.least, part.most).map(lambda number: (str(number),))
    return st.just(()) | st.text(max_size=60).map(lambda text: (text,))


own_sentences = st.lists(
    st.builds(
        Own,
        st.text(min_size=1, max_size=80).map(questions.plain).filter(bool),
        st.sampled_from(["", "none", "out", *(question.id for question in questions.questions())]),
        st.text(max_size=40).map(questions.plain),
    ),
    max_size=4,
).map(tuple)
sheets = st.builds(
    lambda given, own: Sheet(questions.answered(given), own),
    st.fixed_dictionaries({part.id: _given(part) for part in parts().values()}),
    own_sentences,
)


@settings(max_examples=80, deadline=None)
@given(sheets)
def test_any_combination_of_answers_is_a_policy_that_loads_and_is_read_back(sheet: Sheet) -> None:
    text = drafted(sheet, OURS)

    assert text.id == "ourtown-2026"
    assert read_answers(Path("a.toml"), content=answers_text(sheet).encode()) == sheet
    assert [policy.decide(each.request, text).outcome for each in policy.situations()]
    assert policy.public(text).sections


@cache
def _undecided_under(law: str) -> policy.Policy:
    return drafted(Sheet({"law": (law,)}), OURS)


def _only_compelled(request: policy.Request, decision: policy.Decision, text: policy.Policy) -> bool:
    paper = request.instrument
    return (
        (request.capacity == "self" and request.purpose == "own_record")
        or request.matter == "unsubscribe"
        or (request.capacity == "guardian" and text.statute.guardians.gate == "shall")
        or (paper is not None and paper.kind in text.statute.floor.compels)
        or (paper is not None and "counsel:is_court_order" in request.evidence)
    )


@settings(max_examples=500, deadline=None)
@given(anything(), st.sampled_from([choice.value for choice in parts()["law"].choices]))
def test_where_nothing_is_decided_only_the_own_record_and_what_the_statute_compels_is_open(
    request: policy.Request, law: str
) -> None:
    text = _undecided_under(law)

    decision = policy.decide(request, text)

    assert not decision.allowed or _only_compelled(request, decision, text), decision.rule


def test_where_nothing_is_decided_the_desk_refers_whoever_works_there_and_whoever_comes() -> None:
    text = policy.nothing_decided("ourtown", "Ourtown Library")

    for purpose in ("lend", "return", "hold", "account", "registration", "recovery", "support"):
        request = policy.Request("staff", purpose, duties=frozenset(policy.DUTIES), duty="circulation")
        assert policy.decide(request, text).outcome == "referred"
    for name in ("officer-no-papers", "mother-asks-titles"):
        assert policy.decide(policy.situation(name).request, text).outcome == "referred"


def _companions(part: Part) -> dict[str, tuple[str, ...]]:
    needed = {other: wanted[:1] for other, wanted in part.with_.items()}
    if part.id == "parents":
        needed |= {"proofs": ("card",), "basis": ("counsel",)}
    return needed


CHOICES = [
    pytest.param(part, choice, id=f"{part.id}-{choice.value}")
    for part in parts().values()
    for choice in part.choices
    if choice.sets or choice.adds or choice.steps or choice.purposes or choice.steps_must is not None
]


@pytest.mark.parametrize(("part", "choice"), CHOICES)
def test_an_answer_changes_what_it_says_and_can_be_read_back(part: Part, choice: questions.Choice) -> None:
    without = _companions(part)
    if part.id == "consult_must":
        without = {"consult": ("town_manager",)}
    sheet = Sheet({**without, part.id: (choice.value,)})

    values = drafting.values_of(sheet, OURS)

    for path, wanted in choice.sets.items():
        assert drafting._at(values, path) == wanted, path
    for path, more in choice.adds.items():
        assert set(more) <= set(drafting._at(values, path))
    assert {step.evidence for step in choice.steps} <= {step["evidence"] for step in values["steps"]}
    assert choice.value in answers_in(drafted(sheet, OURS)).get(part.id, ())


@pytest.mark.parametrize(
    "part", [part for part in parts().values() if not part.is_choice], ids=lambda p: p.id
)
def test_what_is_written_down_stands_in_the_draft(part: Part) -> None:
    text = "7" if part.kind == "number" else "Head of Circulation"
    sheet = Sheet({**_companions(part), part.id: (text,)})

    said = drafting._at(drafting.values_of(sheet, OURS), part.into)

    assert said == {"number": 7, "offices": [text]}.get(part.kind, text)


# What twenty questions cannot say: shared systems, what donors gave (situations S21 and S26).
NOT_ASKED = {
    "mansfield-2019": set(),
    "mansfield-older": set(),
    "new-canaan-2018": {"S21", "S21-joined"},
    "weston-2017": {"S26", "S26-order"},
    "wolcott-2016": {"S26", "S26-order"},
}


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_a_shipped_text_answered_again_decides_every_situation_by_the_same_rule(policy_id: str) -> None:
    text = policy.shipped(policy_id)
    place = Place(text.library, text.library_name, f"{policy_id}-again")

    again = drafted(Sheet(answers_in(text)), place)

    differ = set()
    for each in policy.situations():
        before, after = policy.decide(each.request, text), policy.decide(each.request, again)
        if (before.outcome, before.rule, before.fields) != (after.outcome, after.rule, after.fields):
            differ.add(each.row)
    assert differ == NOT_ASKED[policy_id]


def test_every_wording_shown_beside_an_answer_stands_in_the_text_that_answers_so() -> None:
    shown = [
        (part, choice, example)
        for part in parts().values()
        for choice in part.choices
        for example in examples(part.id, choice.value)
    ]

    with_clauses = {part.id for part, _, example in shown if example.clauses}
    assert len(with_clauses) >= 18
    for part, choice, example in shown:
        text = next(t for t in map(policy.shipped, policy.shipped_ids()) if t.called == example.called)
        assert choice.value in answers_in(text)[part.id]
        assert all(text.clauses[clause.id].text == clause.text for clause in example.clauses)


def test_a_parent_is_let_in_only_once_somebody_said_how_and_by_what() -> None:
    yes = {"parents": ("yes",), "proofs": ("card",), "basis": ("counsel",)}

    assert drafted(Sheet(yes), OURS).guardian.allowed == "yes"
    for missing in ("proofs", "basis"):
        fewer = {name: given for name, given in yes.items() if name != missing}
        assert drafted(Sheet(fewer), OURS).guardian.allowed == "silent"


def test_no_clause_is_called_enforced_that_says_a_yes_which_the_draft_does_not_do() -> None:
    yes = {"parents": ("yes",), "proofs": ("card",), "basis": ("counsel",)}
    half = {"parents": ("yes",), "proofs": ("card",)}
    own = (Own("Parents may ask with the card.", "parents"),)

    whole, not_yet = (drafted(Sheet(answers), OURS).clauses["A-07"] for answers in (yes, half))
    hers = [drafted(Sheet(answers, own), OURS).clauses["OWN-01"].kept_by for answers in (yes, half)]

    assert (whole.kept_by, whole.text.endswith(NOT_DONE)) == ("enforced", False)
    assert (not_yet.kept_by, not_yet.text.endswith(NOT_DONE)) == ("reminded", True)
    assert hers == ["enforced", "reminded"]


def test_a_statute_that_unlinks_returned_loans_outweighs_the_answer() -> None:
    wanted = {"keep": ("own",), "keep_loan": ("30",)}

    assert drafted(Sheet(wanted), OURS).keep["loan"].days_after == 30
    unlinked = drafted(Sheet({**wanted, "law": ("ar-13-2-701",)}), OURS)
    assert unlinked.keep["loan"].days_after == 0
    assert unlinked.clauses["A-15"].text.endswith(NOT_DONE)


def test_own_sentences_become_clauses_of_the_rules_they_feed() -> None:
    own = (
        Own("Volunteers sign a promise.", "volunteers"),
        Own("We buy no data.", "none"),
        Own("Opening hours are posted.", "out"),
        Own("Nobody said where this goes."),
        Own("Parents ask the Director.", "parents", "The Director answers parents."),
    )
    sheet = Sheet({"staff": ("duties",), "volunteers": ("recorded",)}, own)

    text = drafted(sheet, OURS)

    assert list(text.clauses) == ["A-08", "OWN-01", "OWN-02", "OWN-03"]
    assert text.insiders.volunteer.clauses == ("OWN-01",)
    kept_by = [clause.kept_by for clause in text.clauses.values()]
    assert kept_by == ["enforced", "enforced", "reminded", "reminded"]
    assert text.clauses["OWN-03"].text == "The Director answers parents."
    assert text.clauses["OWN-03"].words == "Parents ask the Director."
    request = policy.Request(
        "volunteer",
        "lend",
        duties=frozenset({"circulation"}),
        duty="circulation",
        evidence=frozenset({"agent:recorded"}),
    )
    assert "OWN-01" in policy.decide(request, text).clauses


def test_an_answer_without_a_sentence_of_ones_own_is_a_clause_in_our_words_and_cited() -> None:
    text = drafted(Sheet({"officers": ("refuse",)}), OURS)

    decision = policy.decide(policy.situation("officer-no-papers").request, text)

    assert text.clauses["A-06"].text.endswith("what does the clerk do? Refuses: nothing without a paper.")
    assert "A-06" in decision.clauses


def test_a_draft_keeps_the_models_comments_and_says_that_it_decides_nothing() -> None:
    text = draft_text(NOTHING, OURS)

    assert "It decides nothing" in text
    assert "# Who answers requests from outside." in text
    assert tomllib.loads(text)["id"] == "ourtown-2026"
    assert len([line for line in text.splitlines() if len(line) > 122]) == 0


def test_what_was_not_decided_is_listed_and_what_an_answer_rules_out_is_not_asked() -> None:
    everything = {part.id for _, part in questions.undecided({})}
    decided = {part.id for _, part in questions.undecided({"parents": ("no",)})}

    assert "parents" in everything
    assert "proofs" not in everything
    assert "proofs" in {part.id for _, part in questions.undecided({"parents": ("yes",)})}
    assert decided == everything - {"parents"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"custodain": ["director"]}, "did you mean “custodian”"),
        ({"decider": ["mayor"]}, "is no answer"),
        ({"decider": ["board", "custodian"]}, "one answer only"),
        ({"complaint_days": ["soon"]}, "a whole number from 1 to 90"),
        ({"custodian_title": ["x" * 121]}, "at most 120"),
    ],
)
def test_an_answer_that_cannot_be_used_is_said_with_what_could(
    given: dict[str, list[str]], said: str
) -> None:
    with pytest.raises(Malformed, match=said):
        questions.answered(given)


def test_answers_that_an_older_version_kept_and_this_one_cannot_read_are_asked_again() -> None:
    assert read_kept(b"format = 1\n[answers]\nno_such = ['x']\n") == NOTHING
    assert read_kept(None) == NOTHING


def test_a_new_text_gets_an_id_that_nobody_has() -> None:
    assert drafting.id_for("ourtown", 2026, []) == "ourtown-2026"
    assert drafting.id_for("ourtown", 2026, ["ourtown-2026", "ourtown-2026-2"]) == "ourtown-2026-3"


def test_the_linter_and_the_desk_card_read_a_draft_of_nothing() -> None:
    from datetime import date

    text = policy.nothing_decided("ourtown", "Ourtown Library")

    assert policy.findings_on(text, on=date(2026, 11, 22))
    assert policy.desk_card(text).taking.say
    assert policy.coverage(text) is not None
    assert policy.as_cedar(text)
    assert fields_named(()) == ()
    assert replace(OURS, id="x").source == Path("x.toml")


def _page(sheet: Sheet, language: str) -> dict[str, str]:
    return dict(leaves(policy.public(drafted(sheet, OURS), language=language).as_dict()))


@pytest.mark.parametrize(("part", "choice"), CHOICES)
def test_the_public_page_of_any_answer_is_in_spanish_too(part: Part, choice: questions.Choice) -> None:
    answers = {**_companions(part), part.id: (choice.value,)}

    english, spanish = _page(Sheet(answers), "en"), _page(Sheet(answers), "es")

    same = {place for place, said in spanish.items() if english[place] == said}
    # The clauses are the library's own text, and quoted as it has it.
    ours = {place for place in same if not place.startswith("clauses.")}
    assert {place for place in ours if not AS_ADOPTED.search(place)} == set()
