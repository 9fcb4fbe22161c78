"""How the command line shows things: words that fit the window, tables, progress on long work, JSON for pipes."""

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from reticent.errors import Malformed

_WIDEST = 100


class Ordered(click.Group):
    """Commands in the order of the story, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
which_library = click.option(
    "--library", required=True, metavar="SLUG", help="Which library, such as mansfield."
)
one_or_all = click.option("--library", metavar="SLUG", help="Which library; all of them without this.")


def emit(value: Any, *, err: bool = False) -> None:
    """Print a value as JSON. Moments are in UTC, as ISO 8601 writes them."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain), err=err)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def say(text: str = "", *, under: int = 0, first: str = "", err: bool = False, **style: Any) -> None:
    """Print a paragraph, folded at the window's width; in a pipe each paragraph stays one line.

    `first` stands before the first line, and the lines after it are set in as far; `under` sets all of it in.
    """
    begin, width = " " * under + first, _width(err=err)
    for at, line in enumerate(text.split("\n")):
        lead = begin if at == 0 else " " * len(begin)
        folded = (
            textwrap.wrap(
                line,
                width,
                initial_indent=lead,
                subsequent_indent=" " * len(begin),
                break_long_words=False,
                break_on_hyphens=False,
            )
            if width
            else [lead + line]
        )
        for part in folded or [""]:
            styled = click.style(part, **style) if style and "NO_COLOR" not in os.environ else part
            click.echo(styled, err=err)


def _width(*, err: bool = False) -> int:
    """Where lines are folded: the window's width, or what COLUMNS says; 0 in a pipe."""
    if not (sys.stderr if err else sys.stdout).isatty() and not os.environ.get("COLUMNS"):
        return 0
    return max(40, min(_WIDEST, shutil.get_terminal_size().columns))


def table(
    *headings: str, rows: Sequence[Sequence[object]], right: Sequence[int] = (), under: int = 0
) -> None:
    """Print a plain table; the columns in `right` are numbers."""
    cells = [list(headings), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(headings))]
    for number, row in enumerate(cells):
        shown = [
            cell.rjust(width) if at in right else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        line = " " * under + "  ".join(shown).rstrip()
        click.echo(click.style(line, bold=True) if number == 0 and "NO_COLOR" not in os.environ else line)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """A bar on a terminal, nothing in a pipe. Call it with (done, total), or (done, None) if none is known."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with Progress(
        SpinnerColumn(),
        TextColumn(what, markup=False),
        BarColumn(),
        TextColumn("{task.fields[count]}", markup=False),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task(what, total=None, count="")

        def step(done: int, total: int | None) -> None:
            count = f"{done:,} of {total:,}" if total else f"{done:,}"
            bar.update(task, completed=done, total=total, count=count)

        yield step


def confirmed(question: str, *, yes: bool) -> bool:
    """Whether the answer is yes. Where nobody can be asked, `--yes` must have said so."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise Malformed(f"{question} Nobody is there to ask: add --yes to go on. Nothing was changed.")
    return click.confirm(question)


def day(moment: datetime | date | None) -> str:
    """A day for reading, in the time zone of the installation; a dash where there is none."""
    if isinstance(moment, datetime):
        from django.conf import settings

        moment = moment.astimezone(ZoneInfo(settings.TIME_ZONE))
    return f"{moment:%-d %b %Y}" if moment else "—"


def moment(at: datetime) -> str:
    """A day and time for reading, in the time zone of the installation."""
    from django.conf import settings

    return f"{at.astimezone(ZoneInfo(settings.TIME_ZONE)):%-d %b %Y, %H:%M}"


def ago(then: datetime, *, now: datetime) -> str:
    """“today”, “yesterday”, “12 days ago”."""
    from django.conf import settings

    zone = ZoneInfo(settings.TIME_ZONE)
    days = (now.astimezone(zone).date() - then.astimezone(zone).date()).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days:,} days ago")


def counted(number: int, one: str, many: str = "") -> str:
    """“1 row”, “2 rows”, “1,234 rows”."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
