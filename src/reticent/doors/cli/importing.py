"""`reticent import`: registrations, items and loans from CSV files, each row once."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import Ordered, as_json, counted, emit, progress, say, which_library

if TYPE_CHECKING:
    from reticent.records.intake import Report

_FILE = click.argument("file", type=click.Path(path_type=Path))
_MOST_SHOWN = 50


@click.group("import", cls=Ordered, short_help="Take in registrations, items and loans from CSV files.")
def import_() -> None:
    """Take in CSV files: items and registrations first, then loans.

    A bad row is reported by its line and the rest goes in. The same file twice changes nothing; one that was
    interrupted is run again. Files are UTF-8, with a header in any order, dates as YYYY-MM-DD.

    \b
    registrations  barcode, name, address, town, phone, email, expires,
                   registered; if you like: birth_date, pin, guardian
    items          barcode, title, author, item_class, audience
    loans          patron_barcode, item_barcode, lent_on, due_on,
                   returned_on (empty while out), branch
    """


@import_.command(short_help="Take in who is registered.")
@_FILE
@which_library
@as_json
def registrations(file: Path, library: str, as_json: bool) -> None:
    """Take in registrations. A birth date becomes the day of coming of age, only where the policy asks for it."""
    _take("registrations", file, library, as_json=as_json)


@import_.command(short_help="Take in what the library lends.")
@_FILE
@which_library
@as_json
def items(file: Path, library: str, as_json: bool) -> None:
    """Take in items: what the library lends. They are about nobody."""
    _take("items", file, library, as_json=as_json)


@import_.command(short_help="Take in what is out, and count what is back.")
@_FILE
@which_library
@click.option("--mended", is_flag=True, help="FILE holds only rows that were refused before, now mended.")
@as_json
def loans(file: Path, library: str, mended: bool, as_json: bool) -> None:
    """Take in loans. Those already returned leave a count in their month and nothing else.

    Of another file, days that an earlier one covered are not counted again. So put the rows that were refused,
    once mended, into a file of their own and take that in with --mended.
    """
    _take("loans", file, library, mended=mended, as_json=as_json)


def _take(what: str, file: Path, slug: str, *, mended: bool = False, as_json: bool) -> None:
    get_ready()
    from reticent.access import doorway
    from reticent.drawer import drawers
    from reticent.people import libraries
    from reticent.records import intake

    library = libraries.named(slug)
    drawer, permit, now = drawers.of(slug), doorway.for_intake(library), datetime.now(UTC)
    with progress(f"{what} of {slug}") as step:
        if what == "registrations":
            report = intake.take_registrations(
                library,
                file,
                drawer=drawer,
                permit=permit,
                today=library.day_of(now),
                progress=step,
            )
        elif what == "items":
            report = intake.take_items(library, file, progress=step)
        else:
            report = intake.take_loans(
                library, file, drawer=drawer, permit=permit, mended=mended, progress=step
            )
    if what != "items":
        doorway.intake_done(
            library, count=report.taken + report.updated + report.returned + report.counted, now=now
        )
    if as_json:
        emit({"format": 1, **vars(report)})
    else:
        _print(report)
    if report.bad:
        raise click.exceptions.Exit(1)


def _print(report: "Report") -> None:
    say(f"{report.file}: {counted(report.read, 'row')} of {report.what}")
    for count, words in (
        (report.taken, "taken in"),
        (report.updated, "brought up to date"),
        (report.returned, "ended: returned since"),
        (report.counted, "already back: counted in their month, nothing else kept"),
        (report.unchanged, "here already"),
        (report.already_counted, "counted before"),
        (len(report.bad), "NOT taken in:"),
    ):
        if count:
            say(words, first=f"{count:>9,} ")
    if not report.bad:
        return
    for line in report.bad[:_MOST_SHOWN]:
        say(line, under=2, err=True)
    if (more := len(report.bad) - _MOST_SHOWN) > 0:
        say(f"… and {more:,} more; --json lists them all", under=2, err=True)
    if report.what == "loans":
        say("Put these rows, mended, into a file of their own, and run the command with --mended.", err=True)
    else:
        say("Mend these rows and run the same command again: rows that are in stay as they are.", err=True)


COMMANDS = [import_]
