"""Which sentences has a library's own text, and to which question does each seem to belong?

By plain rules that can be read: a sentence ends where a sentence ends, and belongs where most of a question's words
stand in it. Nothing is decided by it: the director says which sentence she answers from.
"""

import re
from collections.abc import Sequence
from functools import cache

from reticent.policy.questions import Own, Sheet, plain, questions

LONGEST_TEXT = 200_000
MOST = 600

# What ends in a stop and ends no sentence; lower case, without the stop.
ABBREVIATED = frozenset(
    (
        *("sec", "sect", "art", "no", "nos", "ch", "cf", "e.g", "i.e", "etc", "u.s", "u.s.c", "conn", "gen"),
        *("stat", "inc", "st", "mr", "mrs", "ms", "dr", "jr", "sr", "vs", "p.a", "p.l", "rev", "dept"),
    )
)
_BULLET = re.compile(r"\s*(?:[-*•–—▪◦·o]\s+|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s+)", re.IGNORECASE)
_END = re.compile(r"[.!?]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]?\w)")
_HEADING_WORDS = 9
_STOPS = '.!?:;"”’»)'


def split(text: str) -> tuple[str, ...]:
    """The sentences, each once and in their order. Lines are joined, marks of lists are dropped, headings too."""
    found: dict[str, None] = {}
    for block in _blocks(text[:LONGEST_TEXT]):
        for sentence in _ends(block):
            if len(sentence) > 2 and any(sign.isalpha() for sign in sentence):
                found.setdefault(sentence)
    return tuple(found)[:MOST]


def _blocks(text: str) -> list[str]:
    """Paragraphs and the items of lists, each on one line."""
    blocks: list[str] = []
    lines: list[str] = []
    listed = False

    def close() -> None:
        block = plain(" ".join(lines)).lstrip("# ")
        broken = bool(blocks) and blocks[-1][-1] not in _STOPS
        if block and broken and block[0].islower() and not listed:
            blocks[-1] += f" {block}"  # a page of the text ended in the middle of a sentence
        elif block and (listed or not _is_heading(block)):
            blocks.append(block)
        lines.clear()

    for line in [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        mark = _BULLET.match(line)
        # A line that a number begins goes on with the sentence before it, where that one has not ended.
        if not line.strip() or (mark and not _goes_on(lines)):
            close()
            listed = False
        if mark and not lines:
            line, listed = line[mark.end() :], True
        if line.strip():
            lines.append(line)
    return blocks


def _goes_on(lines: Sequence[str]) -> bool:
    """Whether the line before breaks off at an abbreviation, so that a number after it marks no list."""
    last = lines[-1].rstrip() if lines else ""
    return last.endswith(".") and _word_before(last, len(last) - 1) in ABBREVIATED


def _is_heading(block: str) -> bool:
    return block[-1] not in _STOPS and len(block.split()) < _HEADING_WORDS


def _ends(block: str) -> list[str]:
    sentences, start = [], 0
    for end in _END.finditer(block):
        after = block[end.end() :].lstrip().lstrip("\"'“‘«([")
        small = after[:1].islower()
        if small or (end[0].startswith(".") and _is_abbreviated(block, end.start())):
            continue
        sentences.append(block[start : end.end()].strip())
        start = end.end()
    return [*sentences, block[start:].strip()]


def _is_abbreviated(block: str, stop: int) -> bool:
    word = _word_before(block, stop)
    # A single letter is an initial; “U.S.” and “a.m.” hold a stop already.
    return word in ABBREVIATED or (len(word) == 1 and word.isalpha() and word != "i")


def _word_before(block: str, stop: int) -> str:
    return re.split(r"[\s(\[“\"'‘]", block[max(0, stop - 40) : stop])[-1].casefold()


@cache
def _patterns() -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    return tuple((question.id, tuple(_pattern(word) for word in question.words)) for question in questions())


def _pattern(word: str) -> re.Pattern[str]:
    stem = re.escape(word.removesuffix("*")).replace(r"\ ", r"\s+")
    end = r"\w*" if word.endswith("*") else ""
    edge = r"\b" if word[:1].isalnum() else ""
    after = r"\b" if (word[-1:].isalnum() or end) else ""
    return re.compile(f"{edge}{stem}{end}{after}", re.IGNORECASE)


def seems(sentence: str) -> str:
    """The question to which a sentence seems to belong: most of its words stand in it; nothing where none does.

    Of two with as many, the one that is asked first.
    """
    counts = {name: sum(bool(p.search(sentence)) for p in patterns) for name, patterns in _patterns()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else ""


def pasted(text: str, before: Sequence[Own] = ()) -> tuple[Own, ...]:
    """The sentences of a text. What was said of the same sentence before stays said."""
    known = {sentence.text: sentence for sentence in before}
    return tuple(known.get(sentence, Own(sentence)) for sentence in split(text))


def uncovered(sheet: Sheet) -> tuple[Own, ...]:
    """The sentences that no answer covers yet: put nowhere, or put to a question that is not decided."""
    decided = {question.id for question in questions() if question.is_answered(sheet.answers)}
    laid = {*decided, "none", "out"}
    return tuple(sentence for sentence in sheet.own if sentence.to not in laid)
