"""How the command line shows things: progress on long work, tables, JSON for pipes."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

console = Console(highlight=False)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
which_library = click.option(
    "--library", required=True, metavar="SLUG", help="Which library, such as mansfield."
)


def emit(value: Any) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def table(*headings: str, rows: Sequence[Sequence[object]], right: Sequence[int] = ()) -> None:
    """Print a plain table; the columns in `right` are numbers."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for at, heading in enumerate(headings):
        shown.add_column(heading, justify="right" if at in right else "left")
    for row in rows:
        shown.add_row(*[str(cell) for cell in row])
    console.print(shown)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, nothing in a pipe. Call it with (done, total)."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with Progress(
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    ) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def day(moment: datetime | None) -> str:
    """A moment as a day for reading; a dash where there is none."""
    return f"{moment:%-d %b %Y}" if moment else "—"
