"""`reticent demo`, `init`, `staff`: beginning an installation."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import progress, which_library
from reticent.errors import Malformed

_DUTIES = ("circulation", "registration", "accounts", "systems", "director")
# As at a library that has run Reticent for five weeks: what was out then, taken in, and a purge each week since.
_WEEKS = (35, 28, 21, 14, 7, 0)
_PASSWORD = "reading-room-lamp"


@click.command()
@click.option("--part", default=0.1, show_default=True, help="What part of the towns' real size.")
def demo(part: float) -> None:
    """Set up the demonstration: four libraries, made-up people, two years of loans. Does nothing if it is there.

    The files it makes are taken in by the same code as yours would be, week by week, with a purge after each.
    """
    get_ready(may_begin=True)
    from django.conf import settings

    from reticent.doors.cli.demonstration import TOWNS

    done = settings.RETICENT_HOME / "demo" / "sign-ins.txt"
    if done.exists():
        return
    now = datetime.now(UTC).replace(microsecond=0)
    for town in TOWNS:
        _seed(town, part=part, now=now)
    _weeks_of_turns(now=now)
    lines = [f"the {who}\t{how}" for who, how in _sign_ins(TOWNS[0])]
    done.write_text("\n".join(lines) + "\n")


def _seed(town, *, part: float, now: datetime) -> None:  # type: ignore[no-untyped-def]
    from django.conf import settings

    from reticent.access import doorway
    from reticent.doors.cli.demonstration import generate
    from reticent.drawer import slips
    from reticent.people import libraries
    from reticent.people.staff import StaffAccount
    from reticent.records import intake

    today = now.date()
    library = libraries.add(
        slug=town.slug,
        name=town.library_name,
        town=town.town,
        policy_id=town.policy_id,
        loan_days=town.loan_days,
        daily_fine_cents=town.daily_fine_cents,
        today=today,
    )
    began = now - timedelta(days=_WEEKS[0])
    drawer = slips.set_up(town.slug, now=began)
    folder = settings.RETICENT_HOME / "demo" / town.slug
    files = generate(folder, town=town, today=today, tenth=part, seed=1)
    permit = doorway.for_intake(library)
    with progress(f"{town.name}: registrations") as step:
        report = intake.take_registrations(
            library, files.registrations, drawer=drawer, permit=permit, today=today, progress=step
        )
    doorway.intake_done(library, count=report.taken, now=began)
    intake.take_items(library, files.items)
    for name, title, duties in (
        ("clara", "desk", ["circulation", "registration"]),
        ("director", "director", list(_DUTIES)),
    ):
        StaffAccount.objects.hire(
            username=f"{name}@{town.slug}", password=_PASSWORD, library=library, title=title, duties=duties
        )


def _weeks_of_turns(*, now: datetime) -> None:
    from django.conf import settings

    from reticent.access import doorway
    from reticent.doors.cli.ledgers import sign
    from reticent.drawer import slips
    from reticent.people import libraries
    from reticent.records import intake
    from reticent.retention import backups, purge

    folder = settings.RETICENT_HOME / "demo"
    before = date.min
    for ago in _WEEKS:
        then = now - timedelta(days=ago)
        for library in libraries.everyone():
            seen = folder / library.slug / f"loans-{then:%Y-%m-%d}.csv"
            _as_seen(folder / library.slug / "loans.csv", seen, since=before, on=then.date())
            permit = doorway.for_intake(library)
            with progress(f"{library.name}: loans as of {then:%-d %b}") as step:
                report = intake.take_loans(
                    library, seen, drawer=slips.of(library.slug), permit=permit, progress=step
                )
            doorway.intake_done(library, count=report.taken + report.returned + report.counted, now=then)
            purge.run(library, now=then)
            sign(library.slug)
        backups.make(now=then)
        before = then.date()
    shutil.rmtree(folder)
    folder.mkdir()


def _as_seen(source: Path, target: Path, *, since: date, on: date) -> None:
    """The loans that a file of that day would bring: lent or returned since the last one, or still out."""
    from dataclasses import replace

    from reticent.connectors import csv_file

    def rows() -> Iterator[csv_file.LoanRow]:
        for row in csv_file.loans(source):
            assert isinstance(row, csv_file.Row)
            loan = row.value
            back = loan.returned_on if loan.returned_on and loan.returned_on < on else None
            if loan.lent_on < on and (back is None or back >= since):
                yield replace(loan, returned_on=back)

    csv_file.write_loans(target, rows())


def _sign_ins(town) -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
    alice = town.household.alice
    return [
        (f"clerk at {town.name} signs in as", f"clara@{town.slug} / {_PASSWORD}"),
        ("director signs in as", f"director@{town.slug} / {_PASSWORD}"),
        ("patron signs in with card and PIN", f"{alice.card} / {alice.pin}"),
    ]


@click.command()
@click.argument("slug")
@click.option("--name", required=True, help="The library's name.")
@click.option("--town", required=True, help="Its town.")
@click.option(
    "--policy", "policy_id", required=True, help="The policy in force, by id (see `reticent policy list`)."
)
@click.option("--loan-days", default=21, show_default=True, type=click.IntRange(1, 365))
@click.option("--daily-fine", default=0, show_default=True, type=click.IntRange(0, 1000), help="In cents.")
def init(slug: str, name: str, town: str, policy_id: str, loan_days: int, daily_fine: int) -> None:
    """Set up a library: its vault, its policy, its ledger. Can be run again to change its public facts."""
    get_ready(may_begin=True)
    import re

    from reticent import policy
    from reticent.drawer import slips
    from reticent.ledger import log
    from reticent.people import libraries

    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", slug) or slug == "canary":
        raise Malformed("A library's short name has small letters, digits and hyphens, such as new-canaan.")
    now = datetime.now(UTC)
    text = policy.shipped(policy_id)
    library = libraries.add(
        slug=slug,
        name=name,
        town=town,
        policy_id=policy_id,
        loan_days=loan_days,
        daily_fine_cents=daily_fine,
        today=now.date(),
    )
    slips.set_up(slug, now=now)
    log.append(
        slug,
        log.Entry(
            day=now.date(), action="policy-in-force", role="administrator", basis=("S-2",), policy=text.sha256
        ),
        once=f"policy {slug} {text.sha256}",
    )
    click.echo(
        f"{library.name} is set up with {text.title}. Next: `reticent staff add`, then `reticent import`."
    )


@click.group()
def staff() -> None:
    """Accounts of those who work here, and their duties."""


@staff.command()
@click.argument("username")
@which_library
@click.option(
    "--title", default="desk", show_default=True, help="What patrons read when this account looked."
)
@click.option(
    "--duty", "duties", multiple=True, type=click.Choice(_DUTIES), help="May be given several times."
)
@click.password_option(help="Asked for when not given.")
def add(username: str, library: str, title: str, duties: tuple[str, ...], password: str) -> None:
    """Add an account, or give one new duties and a new password."""
    get_ready()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from reticent.people import libraries
    from reticent.people.staff import StaffAccount

    try:
        validate_password(password)
    except ValidationError as no:
        raise Malformed("This password is too easy.", problems=list(no.messages)) from None
    StaffAccount.objects.hire(
        username=username,
        password=password,
        library=libraries.named(library),
        title=title,
        duties=list(duties),
    )
    click.echo(
        f"{username} may sign in at /{library}/staff with the duties: {', '.join(duties) or 'none yet'}."
    )


COMMANDS = [demo, init, staff]
