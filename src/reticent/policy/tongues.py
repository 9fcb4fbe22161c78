"""In which languages the public page speaks, and what each sentence of ours is in another than English.

The English sentence is the name under which its translation lies (`tongues/es.toml` and the files beside it). What a
library wrote itself and nobody translated stays English. A clause's translation is for reading: what was adopted is the
English, and stands beside it.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reticent.policy.phrases import listed

LANGUAGES = {"en": "English", "es": "Español"}
_FOLDER = Path(__file__).parent / "tongues"
# Spanish says e and u where y and o would run into the next word.
_BEFORE_I, _BEFORE_O = ("i", "hi", "í", "hí"), ("o", "ho", "ó", "hó")


@dataclass(frozen=True)
class Tongue:
    """One language of the page."""

    language: str = "en"

    def say(self, english: str, **given: object) -> str:
        """The sentence in this language, with what it is given filled in."""
        said = _translated(self.language).get(english, english)
        return said.format_map(given) if given else said

    def knows(self, english: str) -> bool:
        """Whether the sentence is there in this language."""
        return self.language == "en" or english in _translated(self.language)

    def office(self, title: str) -> str:
        """An office as a sentence names it; one that nobody translated is quoted as it is called."""
        if self.language == "en":
            return title
        if self.knows(title):
            return self.say(title)
        return self.say("the {title}", title=title)

    def listed(self, words: Iterable[str], *, last: str = "and") -> str:
        """`a, b and c`; in Spanish `a, b y c`."""
        items = list(words)
        return listed(items, last=self._joint(last, items[-1])) if items else ""

    def _joint(self, last: str, word: str) -> str:
        if self.language != "es":
            return last
        starts = word.casefold()
        if last == "or":
            return "u" if starts.startswith(_BEFORE_O) else "o"
        return "e" if starts.startswith(_BEFORE_I) and not starts.startswith(("hie", "ie")) else "y"


def sources(language: str) -> tuple[Path, ...]:
    """The files that hold this language: `es.toml`, and beside it one for each kind of text."""
    return (_FOLDER / f"{language}.toml", *sorted(_FOLDER.glob(f"{language}-*.toml")))


@cache
def _translated(language: str) -> Mapping[str, str]:
    if language == "en":
        return {}
    return {
        english: said
        for file in sources(language)
        for table in tomllib.loads(file.read_text(encoding="utf-8")).values()
        if isinstance(table, dict)
        for english, said in table.items()
    }
