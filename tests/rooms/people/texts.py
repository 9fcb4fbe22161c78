"""A new text for the library at Mansfield, as its director would write it: the one in force, with some lines changed."""

from pathlib import Path

from tests.rooms.policy.altered import text_of

BOARD = "Board of Trustees"
NEW = "mansfield-2026"


def new_text(
    *changes: tuple[str, str],
    id: str = NEW,
    supersedes: str | None = "mansfield-2019",
    by: str | None = BOARD,
) -> str:
    """The text of 2019 under a new id, adopted by the board; each change replaces a line that stands there once."""
    text = text_of("mansfield-2019")
    lines = [
        ('id = "mansfield-2019"', f'id = "{id}"'),
        ('approved_by = "Library Director"\n', f'approved_by = "{by}"\n' if by else ""),
        ("effective = 2019-08-08\n", ""),
        ('effective_as_written = "8 August 2019"', 'effective_as_written = "the day of its adoption"'),
        ('supersedes = "mansfield-older"\n', f'supersedes = "{supersedes}"\n' if supersedes else ""),
        *changes,
    ]
    for old, new in lines:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def laid(folder: Path, *changes: tuple[str, str], id: str = NEW, **how: str | None) -> Path:
    """The same as a file."""
    path = folder / f"{id}.toml"
    path.write_text(new_text(*changes, id=id, **how))
    return path
