"""A library's own text in sentences: where each ends, where it seems to belong, and what no answer covers yet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reticent.policy import sentences
from reticent.policy.questions import Own, Sheet, questions
from reticent.policy.sentences import pasted, seems, split, uncovered


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One rule. Another one.", ["One rule.", "Another one."]),
        ("Under CGS Sec. 11-25 records are shut. Ask.", ["Under CGS Sec. 11-25 records are shut.", "Ask."]),
        ("The U.S. Attorney asks. J. Doe answers.", ["The U.S. Attorney asks.", "J. Doe answers."]),
        ("Names, e.g. Alice, stay here.", ["Names, e.g. Alice, stay here."]),
        ("A line that is\nbroken in two.", ["A line that is broken in two."]),
        (
            "A page of the text that ends here goes on\n\nafterwards.",
            ["A page of the text that ends here goes on afterwards."],
        ),
        ("We hold:\n- names\n- loans\n", ["We hold:", "names", "loans"]),
        ("1. Staff are bound.\n2) So are trustees.", ["Staff are bound.", "So are trustees."]),
        ("PRIVACY POLICY\n\nStaff are bound.", ["Staff are bound."]),
        ("She said “We keep it.” Then we burn it.", ["She said “We keep it.”", "Then we burn it."]),
        ("¿Quién pregunta? Él responde. Ünder us.", ["¿Quién pregunta?", "Él responde.", "Ünder us."]),
        ("The same. The same.", ["The same."]),
        ("", []),
        ("12. 13. --- ###", []),
    ],
)
def test_a_text_is_taken_apart_where_its_sentences_end(text: str, wanted: list[str]) -> None:
    assert list(split(text)) == wanted


@given(st.text(max_size=400))
def test_whatever_is_pasted_comes_apart_into_lines_of_words(text: str) -> None:
    for sentence in split(text):
        assert sentence == sentence.strip()
        assert "\n" not in sentence
        assert any(sign.isalpha() for sign in sentence)


def test_no_more_is_taken_than_a_policy_can_hold() -> None:
    assert len(split("Word number one. " * 9 + "".join(f"Rule {n} holds. " for n in range(5000)))) <= 600
    assert len("".join(split("a" * 1_000_000))) <= sentences.LONGEST_TEXT


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The Director may delegate this authority.", "custodian"),
        ("Staff refer every inquiry from law enforcement to the Director.", "officers"),
        ("Parents of minor children show the child's card.", "parents"),
        ("Records are purged once they are no longer needed.", "keep"),
        ("The costs of a search are charged to the agency.", "costs"),
        ("Databases learn only that a user is authenticated.", "services"),
        ("The Friends of the Library keep an e-mail list.", "friends"),
        ("Library materials circulate.", ""),
    ],
)
def test_a_sentence_seems_to_belong_where_most_of_its_words_are(sentence: str, question: str) -> None:
    assert seems(sentence) == question


def test_every_word_of_the_rules_finds_itself() -> None:
    for name, patterns in sentences._patterns():
        words = next(question.words for question in questions() if question.id == name)
        for word, pattern in zip(words, patterns, strict=True):
            assert pattern.search(f"x {word.removesuffix('*')} y"), word


def test_a_text_pasted_again_keeps_what_was_said_of_its_sentences() -> None:
    before = (Own("Staff are bound.", "staff", "All who work here are bound."),)

    again = pasted("Staff are bound. Trustees are too.", before)

    assert again == (before[0], Own("Trustees are too."))


def test_a_sentence_is_covered_once_its_question_is_decided_or_it_is_laid_aside() -> None:
    own = (Own("A.", "volunteers"), Own("B.", "staff"), Own("C.", "none"), Own("D.", "out"), Own("E."))

    left = uncovered(Sheet({"volunteers": ("no",)}, own))

    assert [sentence.text for sentence in left] == ["B.", "E."]
