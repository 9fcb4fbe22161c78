"""When are two ways to write a name, a telephone number or an e-mail address the same to somebody who looks?

A name becomes *plain*: lower-case letters without accents, its words parted by a blank, or by a hyphen where the
writer tied them (O'Brien, García-Márquez, J.R.). Whether tied words are one or two nobody can know, so a tie is read
both ways, on the card and at the desk; so are short words before another (de la Cruz, Mac Donald, O Brien).
"""

import itertools
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

PREFIX = 3  # letters of a word that are enough to look for it
MOST_WORDS, MOST_BYTES = 12, 240  # of a name: more than any name needs, and one slip holds it
SHORTEST_NUMBER, LONGEST_NUMBER = 7, 10  # digits: without and with the area code

_TIES = str.maketrans(dict.fromkeys("'’‘‛`´ʹ′ʼʻʽʾʿˈ׳＇.．·−", "-"))
# Letters that are written without their stroke, ligature or hook where a keyboard lacks them, and letters of which
# Arabic and Persian keyboards have one each.
_FOLDED = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n",
    "ə": "e", "ɛ": "e", "ɔ": "o", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ʔ": "", "ґ": "г", "ѣ": "е",
    "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": "", "ٱ": "ا",
}  # fmt: skip
# Marks that people leave out: accents (200 and up), Hebrew points and Arabic vowels (10 to 36), overlays (1).
# Others are letters to those who write them: Indian vowels and nukta, Thai vowels, the voicing of kana.
_LEFT_OUT = frozenset({1, *range(10, 37), *range(200, 256)})
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Written without blanks, a sign is a word's worth: Han, kana, Hangul.
_DENSE = re.compile(
    "[\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]"
)
_DENSE_FORMS = 6
# Beside words of one or two letters, those that are often tied to the next one.
_BEFORE_OTHERS = frozenset(
    (
        "abu", "ben", "bin", "das", "del", "den", "der", "des", "dos", "fitz",
        "ibn", "mac", "san", "ten", "ter", "van", "vom", "von", "zum", "zur",
    )
)  # fmt: skip
_ARTICLE = "ال"  # written onto the next word, and often left out
_LONGEST_RUN, _MOST_GAPS = 4, 4


def plain(name: str) -> str:
    """A name as it is compared; “Family, Given” as “Given Family”. Of a plain name, itself."""
    if name.count(",") == 1:
        family, given = name.split(",")
        name = f"{given} {family}"
    letters = unicodedata.normalize("NFKD", name.translate(_TIES)).casefold()
    letters = unicodedata.normalize("NFKD", letters).translate(_TIES)
    kept = unicodedata.normalize("NFC", "".join(_kept(c) for c in letters))
    parted = re.sub("[ -]+", lambda gap: " " if " " in gap[0] else "-", kept).strip(" -")
    return _cut(_first_words(parted))


def _kept(c: str) -> str:
    """What becomes of one character: a letter, a tie, a blank or nothing."""
    kind = unicodedata.category(c)
    if (folded := _FOLDED.get(c)) is not None:
        return folded
    if kind[0] == "M":
        return "" if unicodedata.combining(c) in _LEFT_OUT or _VARIANTS.match(c) else c
    if kind[0] in "LN":
        return c
    if kind == "Pd":
        return "-"
    return "" if kind == "Cf" else " "


def _first_words(text: str) -> str:
    ends = [gap.start() for gap in re.finditer("[ -]", text)]
    return text[: ends[MOST_WORDS - 1]] if len(ends) >= MOST_WORDS else text


def _cut(text: str) -> str:
    return text.encode()[:MOST_BYTES].decode(errors="ignore").rstrip(" -")


def _words(plain_name: str) -> tuple[list[str], list[bool]]:
    """Its words, and of each gap between two whether they may as well be one."""
    parts = re.split("([ -])", plain_name) if plain_name else []
    words = parts[::2]
    gaps = [
        tie == "-" or len(word) <= 2 or word in _BEFORE_OTHERS
        for word, tie in zip(words, parts[1::2], strict=False)
    ]
    return words, gaps


def forms(plain_name: str) -> frozenset[str]:
    """Every word by which this name is found: its words, tied ones also as one, and the parts of unparted scripts."""
    words, gaps = _words(plain_name)
    found = set(words)
    for first in range(len(words)):
        run = words[first]
        for at in range(first, min(first + _LONGEST_RUN - 1, len(gaps))):
            if not gaps[at]:
                break
            run += words[at + 1]
            found.add(run)
    for word in words:
        if word.startswith(_ARTICLE) and len(word) >= len(_ARTICLE) + PREFIX:
            found.add(word.removeprefix(_ARTICLE))
        if is_dense(word):
            found.update(word[at:] for at in range(min(len(word), _DENSE_FORMS)))
    return frozenset(found)


def readings(plain_name: str) -> tuple[tuple[str, ...], ...]:
    """Every way to part this name into words: as written, and with words made one that may be."""
    words, gaps = _words(plain_name)
    if not words:
        return ()
    open_gaps = [at for at, may_close in enumerate(gaps) if may_close][:_MOST_GAPS]
    found = []
    for closed in itertools.product((False, True), repeat=len(open_gaps)):
        shut = {at for at, is_shut in zip(open_gaps, closed, strict=True) if is_shut}
        reading = [words[0]]
        for at, word in enumerate(words[1:]):
            if at in shut:
                reading[-1] += word
            else:
                reading.append(word)
        found.append(tuple(reading))
    return tuple(dict.fromkeys(found))


def heads(plain_name: str) -> frozenset[str]:
    """The beginnings under which this name is found. Nobody is looked for by one letter alone, such as an initial."""
    return frozenset(head(form) for form in forms(plain_name) if _is_looked_for(form))


def is_dense(word: str) -> bool:
    """Whether it is of a script in which one sign is enough to look for."""
    return bool(_DENSE.match(word))


def is_enough(word: str) -> bool:
    """Whether names may be looked for by a word that begins so; shorter ones are looked for only whole."""
    return len(word) >= PREFIX or is_dense(word)


def _is_looked_for(word: str) -> bool:
    return len(word) > 1 or is_dense(word)


def head(word: str) -> str:
    """The beginning under which a word is found, so that any longer beginning of it is found there too."""
    return word[:1] if is_dense(word) else word[:PREFIX]


@dataclass(frozen=True, repr=False)
class Wanted:
    """A typed name, read: which heads to look under, and which of the names there fit."""

    plain: str

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The fewest heads under which every fitting name lies: of each reading its longest word's."""
        longest = (max(reading, key=lambda word: (is_enough(word), len(word))) for reading in self._readings)
        return tuple(dict.fromkeys(head(word) for word in longest if _is_looked_for(word)))

    @cached_property
    def is_enough(self) -> bool:
        """Whether any word of it is long enough to look for its beginning."""
        return any(is_enough(word) for reading in self._readings for word in reading)

    def fits(self, plain_name: str) -> bool:
        """Whether each typed word begins some word of the name; where all are short, is one of them."""
        there = forms(plain_name)
        return any(_fits(reading, there) for reading in self._readings)

    def is_whole(self, plain_name: str) -> bool:
        """Whether the whole name was typed, its words in any order."""
        if _letters(plain_name) != _letters(self.plain):
            return False  # most names end here, and at little cost
        typed = {tuple(sorted(reading)) for reading in self._readings}
        return any(tuple(sorted(reading)) in typed for reading in readings(plain_name))

    @cached_property
    def _readings(self) -> tuple[tuple[str, ...], ...]:
        return readings(self.plain)


def is_same_name(one: str, other: str) -> bool:
    """Whether two whole names are one to a reader: by letters, in any order of their words; never an empty one."""
    return Wanted(plain(one)).is_whole(plain(other))


def _letters(plain_name: str) -> int:
    return len(plain_name) - plain_name.count(" ") - plain_name.count("-")


def _fits(reading: tuple[str, ...], there: frozenset[str]) -> bool:
    if not any(is_enough(word) for word in reading):
        return all(word in there for word in reading) and any(_is_looked_for(word) for word in reading)
    return all(any(form.startswith(word) for form in there) for word in reading)


# -- telephone numbers and e-mail addresses


def numbers(text: str) -> frozenset[str]:
    """The telephone numbers in a text, as digits: without the 1 of North America, extensions and short ones."""
    found = (
        _digits(re.split("x|#|ext", part)[0])[-LONGEST_NUMBER:]
        for part in re.split(r"[/;,\n]|or|and", text.casefold())
    )
    return frozenset(digits for digits in found if len(digits) >= SHORTEST_NUMBER)


def local(number: str) -> str:
    """The digits under which a number is found, with or without its area code."""
    return number[-SHORTEST_NUMBER:]


def is_same_number(one: str, other: str) -> bool:
    """Whether they are one number, as far as both are given."""
    return one.endswith(other) or other.endswith(one)


def is_number(text: str) -> bool:
    """Whether this is digits and no letter: a card or a telephone number, or the beginning of one."""
    return bool(_digits(text)) and not any(c.isalpha() for c in re.split("x|#|ext", text.casefold())[0])


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())


def is_mail(text: str) -> bool:
    """Whether this is written as an e-mail address is: one @, a dot behind it, no blank."""
    return bool(_MAIL.fullmatch(text))


def mail(text: str) -> str:
    """An e-mail address as it is compared."""
    return _cut(unicodedata.normalize("NFKC", "".join(text.split())).casefold())
