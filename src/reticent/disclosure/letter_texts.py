"""Which letters are there, and of which parts is each made? The table letters.toml, read strictly."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from reticent.policy.reading import Flag, Path_, Source, Strictly, Whole, one_of, read_as
from reticent.policy.statutes import InstrumentName
from reticent.policy.tongues import LANGUAGES

LETTERS = Path(__file__).parent / "letters.toml"
ADDRESSED = ("asker", "consultees", "consortium", "by_hand")
SIGNED = ("decider", "custodian", "complaints")
_WAYS = ("text", "heading", "note", "list_", "table", "blank")


class PartText(Strictly):
    """One part: where it stands (`if`), what it rests on (`cites`), and what is there."""

    if_: tuple[str, ...] = Field((), alias="if")
    cites: tuple[str, ...] = ()
    text: str = ""
    heading: str = ""
    note: str = ""
    list_: str = Field("", alias="list")
    table: str = ""
    blank: tuple[str, ...] = ()
    annex: Flag = False  # below the signature


class TitleText(Strictly):
    """A title, and where it stands."""

    text: str
    if_: tuple[str, ...] = Field((), alias="if")


class LetterText(Strictly):
    """One letter. `answers`: it goes out with an answer, and the table of steps says with which."""

    called: str
    for_whom: str
    when: str
    answers: Flag = False
    to: Annotated[str, one_of(*ADDRESSED)]
    signed: Annotated[str, one_of(*SIGNED)]
    needs: tuple[str, ...] = ()
    languages: tuple[Annotated[str, one_of(*LANGUAGES)], ...] = ("en",)
    titles: tuple[TitleText, ...]
    parts: tuple[PartText, ...]


class LettersText(Strictly):
    """The keys of the file, one for one."""

    format: Whole
    papers: dict[InstrumentName, str]
    letters: dict[str, LetterText]


@lru_cache(maxsize=1)
def texts() -> LettersText:
    """Every letter."""
    return read_as(Source(LETTERS), LettersText, _loose_ends)


def _loose_ends(found: LettersText) -> Iterator[tuple[Path_, str]]:
    """What each row says correctly by itself, and two say wrongly together."""
    for name, letter in found.letters.items():
        here: Path_ = ("letters", name)
        if not letter.titles or letter.titles[-1].if_:
            yield (*here, "titles"), "the last title stands wherever no other does: give it no “if”"
        for at, part in enumerate(letter.parts):
            if sum(bool(getattr(part, way)) for way in _WAYS) != 1:
                yield (*here, "parts", at), "say one of text, heading, note, list, table, blank"
