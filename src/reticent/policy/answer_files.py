"""The file of answers: what was answered so far, and the library's own sentences beside it. TOML, strictly read."""

import json
from pathlib import Path

from reticent.errors import Malformed
from reticent.policy.questions import BESIDE, NOTHING, Own, Sheet, answered, plain, questions
from reticent.policy.reading import FORMAT, Source, Strictly, Whole, read_as
from reticent.policy.sentences import MOST

HEAD = """\
# Answers of the set-up. A question that is not here, or with nothing in its brackets, is not decided: then whoever asks
# is referred. `reticent init --answers FILE` reads it; `reticent init --questions` says what is asked.
"""


class OwnText(Strictly):
    """A sentence of the library's own text, and to which question it was put."""

    text: str
    to: str = ""
    said: str = ""


class AnswersText(Strictly):
    """The keys of a file of answers."""

    format: Whole = FORMAT
    answers: dict[str, str | tuple[str, ...]] = {}
    sentence: tuple[OwnText, ...] = ()


def read_answers(path: Path, *, content: bytes | None = None) -> Sheet:
    """The answers in this file, or `Malformed` with everything that is wrong with it."""
    text = read_as(Source(path, content=content), AnswersText)
    given = {name: (said,) if isinstance(said, str) else said for name, said in text.answers.items()}
    known = {"", *BESIDE, *(question.id for question in questions())}
    strange = [sentence.to for sentence in text.sentence if sentence.to not in known]
    if strange:
        raise Malformed(f"{path.name}: no question is called “{strange[0]}”. Nothing was read.")
    own = tuple(
        Own(plain(sentence.text), sentence.to, plain(sentence.said)) for sentence in text.sentence[:MOST]
    )
    return Sheet(answered(given), tuple(sentence for sentence in own if sentence.text))


def read_kept(content: bytes | None) -> Sheet:
    """The answers that were kept; what an older version kept and this one does not know is asked again."""
    if content is None:
        return NOTHING
    try:
        return read_answers(Path("answers"), content=content)
    except Malformed:
        return NOTHING


def answers_text(sheet: Sheet) -> str:
    """The file, as text: every question in its order, those not decided too."""
    lines = [HEAD, f"format = {FORMAT}", "", "[answers]"]
    for question in questions():
        lines += ["", f"# {question.asks}"]
        for part in question.part:
            if part.is_choice and part.kind != "pack":
                lines += [f"#   {choice.value}: {choice.says}" for choice in part.choices]
            given = [*sheet.answers.get(part.id, ())]
            lines.append(f"{part.id} = {_toml(given)}")
    for sentence in sheet.own:
        lines += ["", "[[sentence]]", f"text = {_toml(sentence.text)}"]
        lines += [
            f"{key} = {_toml(said)}" for key, said in (("to", sentence.to), ("said", sentence.said)) if said
        ]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
