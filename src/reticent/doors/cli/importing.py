"""`reticent import`: registrations, items and loans from CSV files, each row once."""

from datetime import UTC, datetime
from pathlib import Path

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import as_json, emit, progress, which_library

_FILE = click.argument("file", type=click.Path(path_type=Path))


@click.group("import")
def import_() -> None:
    """Take in CSV files. A bad row is reported and the rest goes in; the same file twice changes nothing.

    Columns (UTF-8, dates as YYYY-MM-DD): registrations: barcode, name, address, town, phone, email, expires,
    registered [birth_date, pin]; items: barcode, title, author, item_class, audience; loans: patron_barcode,
    item_barcode, lent_on, due_on, returned_on, branch.
    """


@import_.command()
@_FILE
@which_library
@as_json
def registrations(file: Path, library: str, as_json: bool) -> None:
    """Take in registrations. Birth dates are used only where the policy asks them of minors."""
    _take("registrations", file, library, as_json=as_json)


@import_.command()
@_FILE
@which_library
@as_json
def items(file: Path, library: str, as_json: bool) -> None:
    """Take in items: what the library lends."""
    _take("items", file, library, as_json=as_json)


@import_.command()
@_FILE
@which_library
@as_json
def loans(file: Path, library: str, as_json: bool) -> None:
    """Take in loans. Those already returned leave a count in their month and nothing else."""
    _take("loans", file, library, as_json=as_json)


def _take(what: str, file: Path, slug: str, *, as_json: bool) -> None:
    get_ready()
    from reticent.access import doorway
    from reticent.drawer import slips
    from reticent.people import libraries
    from reticent.records import intake

    library = libraries.named(slug)
    drawer, permit, now = slips.of(slug), doorway.for_intake(library), datetime.now(UTC)
    with progress(f"{what} of {slug}") as step:
        if what == "registrations":
            report = intake.take_registrations(
                library,
                file,
                drawer=drawer,
                permit=permit,
                today=doorway.today_at(library, now),
                progress=step,
            )
        elif what == "items":
            report = intake.take_items(library, file, progress=step)
        else:
            report = intake.take_loans(library, file, drawer=drawer, permit=permit, progress=step)
    if what != "items":
        doorway.intake_done(
            library, count=report.taken + report.updated + report.returned + report.counted, now=now
        )
    if as_json:
        emit(vars(report))
    else:
        _print(report)
    if report.bad:
        raise click.exceptions.Exit(1)


def _print(report) -> None:  # type: ignore[no-untyped-def]
    from reticent.records.intake import Report

    assert isinstance(report, Report)
    said = [
        (report.taken, "taken in"),
        (report.updated, "brought up to date"),
        (report.returned, "returned since"),
        (report.counted, "already back: counted in their month, nothing kept"),
        (report.unchanged, "already here"),
        (report.already_counted, "counted before"),
    ]
    click.echo(f"{report.file}: {report.read} rows of {report.what}")
    for count, words in said:
        if count:
            click.echo(f"  {count:>7} {words}")
    if report.bad:
        click.echo(f"  {len(report.bad):>7} not taken in:", err=True)
        for line in report.bad[:50]:
            click.echo(f"          {line}", err=True)
        if len(report.bad) > 50:
            click.echo(f"          … and {len(report.bad) - 50} more (all of them with --json)", err=True)
        click.echo(
            "  Mend these rows and run the same command again; rows that are in stay as they are.", err=True
        )


COMMANDS = [import_]
