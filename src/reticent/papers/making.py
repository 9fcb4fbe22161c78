"""How a paper is made: the values go in as data, a tagged PDF comes out; nothing else is read or asked.

Equal values make equal bytes, so a paper can be signed, stored and compared. The clock is not asked: a date that a
paper should bear is one of its values.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

import typst

from reticent.errors import Malformed
from reticent.papers.lettering import FONTS, shown

TEMPLATES = Path(__file__).parent / "templates"
HOUSE = "house"  # what all templates share; no paper by itself
UNDATED = date(1970, 1, 1)


class UnknownTemplate(Malformed):
    """No template of that name is here."""


def templates() -> tuple[str, ...]:
    """The papers that can be made."""
    return tuple(sorted(path.stem for path in TEMPLATES.glob("*.typ") if path.stem != HOUSE))


def pdf(
    template: str, values: Mapping[str, object], *, title: str, language: str = "en", made: date | None = None
) -> bytes:
    """The paper as a tagged PDF (PDF/UA-1). `made` is the date in its properties; without one it bears none."""
    drawn = _compiler(template).compile(
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs=_inputs(values, title=title, language=language, made=made),
        timestamp=datetime.combine(made or UNDATED, time(), UTC),
    )
    assert isinstance(drawn, bytes)
    return drawn


def pictures(
    template: str, values: Mapping[str, object], *, title: str, language: str = "en", made: date | None = None
) -> tuple[bytes, ...]:
    """The same paper as PNG, one a page: to be looked at while a template is drawn."""
    drawn = _compiler(template).compile(
        format="png", ppi=110, sys_inputs=_inputs(values, title=title, language=language, made=made)
    )
    return (drawn,) if isinstance(drawn, bytes) else tuple(drawn or ())


def _compiler(template: str) -> typst.Compiler:
    if template not in templates():
        raise UnknownTemplate(f"No paper “{template}” can be made. There are: {', '.join(templates())}.")
    # The root fences every read of a template in its folder; packages would come by network, so they have no folder.
    return typst.Compiler(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        package_path=TEMPLATES,
        package_cache_path=TEMPLATES,
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _inputs(values: Mapping[str, object], *, title: str, language: str, made: date | None) -> dict[str, str]:
    """One JSON text: a template reads it as data, so no character of it can be markup."""
    given = {"values": values, "title": title, "language": language, "made": made}
    return {"given": json.dumps(_plain(given), ensure_ascii=False, sort_keys=True)}


def _plain(value: object) -> object:
    """What JSON can say, in letters that the fonts can show."""
    if isinstance(value, str):
        return shown(value)
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float):
        return value
    raise TypeError(f"A paper cannot say a {type(value).__name__}.")
