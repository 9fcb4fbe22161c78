"""Which letters the fonts here can show. PDF/UA allows no letter without a shape, so another stands in for it."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from struct import unpack_from
from unicodedata import normalize

FONTS = Path(__file__).parent / "fonts"
STAND_IN = "?"
# Fonts map some of these to an empty shape; PDF/UA-1 allows none of them.
DISALLOWED = frozenset(map(chr, [*range(0x20), *range(0x7F, 0xA0), 0xFEFF]))


def shown(text: str) -> str:
    """The text in letters that can be shown: line ends of one kind, control characters gone."""
    if text.isascii() and text.isprintable():
        return text
    said = normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(_shown(letter, _letters()) for letter in said)


def _shown(letter: str, letters: frozenset[int]) -> str:
    if letter == "\n" or (ord(letter) in letters and letter not in DISALLOWED):
        return letter
    if letter.isspace():
        return " "
    # Neither printable nor a space: a control character, a mark of direction. It has no shape to miss.
    return STAND_IN if letter.isprintable() else ""


@cache
def _letters() -> frozenset[int]:
    """Every code point that at least one of the fonts has a shape for."""
    return frozenset(point for path in FONTS.glob("*.ttf") for point in _of(path.read_bytes()))


def _of(font: bytes) -> Iterator[int]:
    """The code points of a TrueType file, by its table `cmap` (OpenType 1.9, formats 4 and 12)."""
    (tables,) = unpack_from(">H", font, 4)
    records = (unpack_from(">4sIII", font, 12 + 16 * at) for at in range(tables))
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (count,) = unpack_from(">H", font, cmap + 2)
    for at in range(count):
        _, _, offset = unpack_from(">HHI", font, cmap + 4 + 8 * at)
        (form,) = unpack_from(">H", font, cmap + offset)
        if form == 4:
            yield from _segments(font, cmap + offset)
        elif form == 12:
            yield from _groups(font, cmap + offset)


def _segments(font: bytes, at: int) -> Iterator[int]:
    (twice,) = unpack_from(">H", font, at + 6)
    count = twice // 2
    ends = unpack_from(f">{count}H", font, at + 14)
    starts = unpack_from(f">{count}H", font, at + 16 + twice)
    shifts = unpack_from(f">{count}h", font, at + 16 + 2 * twice)
    ranges = unpack_from(f">{count}H", font, at + 16 + 3 * twice)
    for part, (start, end, shift, way) in enumerate(zip(starts, ends, shifts, ranges, strict=True)):
        for point in range(start, min(end, 0xFFFE) + 1):
            if way == 0:
                glyph = (point + shift) & 0xFFFF
            else:
                where = at + 16 + 3 * twice + 2 * part + way + 2 * (point - start)
                (glyph,) = unpack_from(">H", font, where)
            if glyph:
                yield point


def _groups(font: bytes, at: int) -> Iterator[int]:
    (count,) = unpack_from(">I", font, at + 12)
    for part in range(count):
        start, end, glyph = unpack_from(">III", font, at + 16 + 12 * part)
        yield from range(start + (not glyph), end + 1)
