"""`reticent demo`, `init`, `staff`: beginning an installation."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from reticent.doors.cli import asking
from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import (
    as_json,
    confirmed,
    day,
    emit,
    one_or_all,
    progress,
    say,
    table,
    which_library,
)
from reticent.errors import Malformed

if TYPE_CHECKING:
    from reticent.doors.cli.demonstration import Town
    from reticent.people.libraries import Library
    from reticent.policy import Policy

_DUTIES = (
    "circulation",
    "registration",
    "accounts",
    "reference",
    "systems",
    "programs",
    "fundraising",
    "director",
)
# As at a library that has run Reticent for five weeks: what was out then, taken in, and a purge each week since.
_WEEKS = (35, 28, 21, 14, 7, 0)
_PASSWORD = "reading-room-lamp"
_THERE = ZoneInfo("America/New_York")  # where the four towns are


@click.command(short_help="Set up the demonstration: four libraries, made-up people.")
@click.option(
    "--part",
    default=0.1,
    show_default=True,
    type=click.FloatRange(0.002, 1),
    help="What part of the towns' real size.",
)
def demo(part: float) -> None:
    """Set up the demonstration: four libraries, made-up people, two years of loans. Does nothing if it is there.

    The files it makes are taken in by the same code as yours would be, week by week, with a purge after each.
    Interrupted, it is run again.
    """
    get_ready(may_begin=True)
    from django.conf import settings

    from reticent.doors.cli.demonstration import TOWNS
    from reticent.people import libraries

    folder: Path = settings.RETICENT_HOME / "demo"
    done = folder / "sign-ins.txt"
    if done.exists():
        say(f"The demonstration is here already, in {settings.RETICENT_HOME}. Next: `reticent serve`.")
        return
    if not folder.exists() and libraries.everyone():
        raise Malformed(
            f"There are libraries of your own in {settings.RETICENT_HOME}. The demonstration does not go among them: "
            "set RETICENT_HOME and RETICENT_KEYS to two other folders."
        )
    begun = _Begun.read(folder) or _Begun(
        folder, now=datetime.now(UTC).replace(microsecond=0).isoformat(), part=part, weeks_done=0
    )
    begun.write()
    say("Making up four libraries and two years of loans, and taking them in. This takes about a minute.")
    for town in TOWNS:
        _seed(town, begun)
    _weeks_of_turns(begun)
    lines = [f"the {who}\t{how}" for who, how in _sign_ins(TOWNS[0])]
    shutil.rmtree(folder)
    folder.mkdir(mode=0o700)
    done.write_text("\n".join(lines) + "\n")
    names = [library.name for library in libraries.everyone()]
    say(f"The demonstration is ready: {', '.join(names[:-1])} and {names[-1]}.")
    say("Next: `reticent serve`, which says how to sign in.")


@dataclass
class _Begun:
    """How far the demonstration came: when it was begun, of what size, how many of its weeks are in.

    If it is run again after an interruption, the weeks of the two tries must fit each other.
    """

    folder: Path
    now: str
    part: float
    weeks_done: int

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.now)

    @classmethod
    def read(cls, folder: Path) -> "_Begun | None":
        try:
            return cls(folder, **json.loads((folder / "begun.json").read_text()))
        except FileNotFoundError:
            return None

    def write(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.folder / "begun.part"
        draft.write_text(json.dumps({"now": self.now, "part": self.part, "weeks_done": self.weeks_done}))
        os.replace(draft, self.folder / "begun.json")


def _seed(town: "Town", begun: _Begun) -> None:
    from reticent.access import doorway
    from reticent.doors.cli.demonstration import coming, generate, given, sitting
    from reticent.drawer import drawers
    from reticent.people import libraries
    from reticent.people.staff import StaffAccount
    from reticent.records import intake

    today = begun.moment.astimezone(_THERE).date()
    library = libraries.add(
        slug=town.slug,
        name=town.library_name,
        town=town.town,
        policy_id=town.policy_id,
        loan_days=town.loan_days,
        daily_fine_cents=town.daily_fine_cents,
        today=today,
    )
    began = begun.moment - timedelta(days=_WEEKS[0])
    drawer = drawers.set_up(town.slug, now=began)
    with progress(f"{town.name}: made up"):
        files = generate(begun.folder / town.slug, town=town, today=today, tenth=begun.part, seed=1)
    if begun.weeks_done:
        return
    permit = doorway.for_intake(library)
    with progress(f"{town.name}: registrations") as step:
        report = intake.take_registrations(
            library, files.registrations, drawer=drawer, permit=permit, today=today, progress=step
        )
    doorway.intake_done(library, count=report.taken, now=began)
    intake.take_items(library, files.items)
    for name, title, duties in (
        ("clara", "desk", ["circulation", "registration"]),
        ("rhea", "reference", ["reference"]),
        ("pia", "programs", ["programs"]),
        ("delia", "development officer", ["fundraising"]),
        ("director", "director", [duty for duty in _DUTIES if duty != "fundraising"]),
    ):
        StaffAccount.objects.hire(
            username=f"{name}@{town.slug}", password=_PASSWORD, library=library, title=title, duties=duties
        )
    _say_whom_to_call(library)
    _write_vendors_down(library, today=library.day_of(began))
    coming.announce(library, run_by=f"pia@{town.slug}", now=begun.moment)
    given.write_down(library, by=f"delia@{town.slug}", now=began)
    clara = StaffAccount.objects.get(username=f"clara@{town.slug}")
    sitting.seat(library, staff=clara, now=begun.moment)


def _say_whom_to_call(library: "Library") -> None:
    """Made-up numbers of the offices that the policy names; whoever stands in is not known yet."""
    from reticent.people import contacts

    for number, each in enumerate(contacts.chain(library)):
        if each.named:
            mail = f"{'-'.join(each.office.lower().split())}@{library.slug}.example.org"
            numbers = contacts.Numbers(f"860 555 01{number}0", mail, f"860 555 01{number}5")
            contacts.note(library, each.office, numbers)


def _write_vendors_down(library: "Library", *, today: date) -> None:
    """Made-up companies: one with a whole contract, one that was asked for what it lacks, one that nobody asked yet."""
    from reticent.people import clients, vendors
    from reticent.people.vendors import Particulars
    from reticent.policy.contracting import AGENT, SERVICE
    from reticent.policy.vocabulary import CONTRACT_TERMS

    since, until = today - timedelta(days=200), today + timedelta(days=165)
    whole = {term: f"section {at}" for at, term in enumerate(CONTRACT_TERMS, start=4)}
    part = {term: whole[term] for term in ("confidential", "service_only")}
    made_up = (
        Particulars("Lantern E-books", "E-books and audiobooks.", SERVICE, terms=whole),
        Particulars("Quill Databases", "Newspapers and encyclopedias.", SERVICE, terms=part),
        Particulars("Millrace Films", "Films to watch at home.", SERVICE),
        Particulars(
            "Harbor Recovery",
            "Writes for us about things that are long overdue.",
            AGENT,
            "recovery",
            ("registration.name", "registration.contact", "charge.amount"),
            whole,
        ),
    )
    for each in made_up:
        handle = vendors.note(
            library, replace(each, runs_from=since, runs_until=until, office="Privacy Officer")
        )
        if each.terms == part:
            vendors.letter_sent(library, handle, on=today - timedelta(days=190), today=today)
        if each.terms and vendors.found(library, handle, today=today).stands.allowed:
            vendors.activate(library, handle, today=today, role="director")
            if each.sort == SERVICE and not clients.of(library):
                clients.make(
                    library,
                    name=f"{each.name}, sign-in",
                    scopes=(clients.ENTITLEMENT, clients.INCIDENT),
                    vendor=handle,
                    expires_on=until,
                    today=today,
                    role="director",
                )


def _weeks_of_turns(begun: _Begun) -> None:
    from reticent.access import doorway
    from reticent.doors.cli.ledgers import sign
    from reticent.drawer import drawers
    from reticent.people import libraries
    from reticent.records import intake
    from reticent.retention import backups, clock, purge

    before = date.min
    for number, ago in enumerate(_WEEKS):
        then = begun.moment - timedelta(days=ago)
        on = then.astimezone(_THERE).date()
        if number >= begun.weeks_done:
            clock.is_right(
                now=then
            )  # these weeks are made up, and may be made up again after an interruption
            for library in libraries.everyone():
                place = begun.folder / library.slug
                seen = place / f"loans-{on:%Y-%m-%d}.csv"
                _as_seen(place / "loans.csv", seen, since=before, on=on)
                permit = doorway.for_intake(library)
                with progress(f"{library.name}: loans as of {on:%-d %b}") as step:
                    report = intake.take_loans(
                        library, seen, drawer=drawers.of(library.slug), permit=permit, progress=step
                    )
                doorway.intake_done(library, count=report.taken + report.returned + report.counted, now=then)
                if not ago:
                    with progress(f"{library.name}: holds, people sent, wishes"):
                        _ask_for(library, place, now=then)
                with progress(f"{library.name}: purge as of {on:%-d %b}"):
                    purge.run(library, now=then)
                sign(library.slug)
            with progress(f"backup as of {on:%-d %b}"):
                backups.make(now=then)
            begun.weeks_done = number + 1
            begun.write()
        before = on


def _ask_for(library: "Library", place: Path, *, now: datetime) -> None:
    """Place the holds, note whom patrons send, how not to reach them and what to mind, as the desk does; what is there
    stays."""
    from reticent.access import doorway, families, permissions
    from reticent.access.families import NotHere, TypedGuardian, TypedNote, TypedSent
    from reticent.access.permissions import Typed as TypedPermission
    from reticent.doors.cli.demonstration import asked_for, borrowed, named
    from reticent.drawer import drawers
    from reticent.people import patrons
    from reticent.people.staff import StaffAccount
    from reticent.records import holds, items

    drawer, finding = drawers.of(library.slug), doorway.for_intake(library)
    clara = StaffAccount.objects.get(username=f"clara@{library.slug}")
    asked = asked_for(place, town=named(library.slug), today=library.day_of(now), seed=1)

    def holder(card: str) -> str:
        return patrons.by_handle(drawer, finding, handle=patrons.card_handle(card))[0]

    for row in asked.holds:
        person, item = holder(row.card), items.with_barcode(library.slug, row.item)
        permit = doorway.to_act(
            library, clara, purpose="hold", person=person, thing=holds.thing(item), now=now
        )
        with suppress(holds.OnHoldAlready):
            holds.place(drawer, permit, person=person, item=item, pickup="Main", today=row.placed_on)
    guardian = asked.guardian
    with suppress(NotHere):  # not every policy speaks of guardians, of people sent, or of wishes
        noted = TypedGuardian(
            guardian.name, guardian.guardian_card, "birth_certificate", guardian.of_age.isoformat()
        )
        families.note_guardian(library, clara, person=holder(guardian.card), typed=noted, now=now)
    with suppress(NotHere):
        for sent in asked.sent:
            typed = TypedSent(sent.name, sent.sent_card, "collect", "card", sent.until.isoformat())
            families.designate(library, clara, person=holder(sent.card), typed=typed, now=now)
    with suppress(NotHere):
        for wish in asked.wishes:
            families.wish(library, clara, person=holder(wish.card), wish=wish.wish, now=now)
    with suppress(NotHere):
        permitted = TypedPermission(
            recipient="Harriet Underhill, Attorney",
            scope=("loan", "charge"),
            paper="form",
            paper_on=library.day_of(now).isoformat(),
            shown="card",
            signed_by="patron",
        )
        permissions.note(library, clara, person=holder(asked.sent[0].card), typed=permitted, now=now)
    with suppress(NotHere):
        note = TypedNote("something_waits", "", "")
        families.note(library, clara, person=holder(guardian.guardian_card), typed=note, now=now)
    alice = named(library.slug).household.alice.card
    who_wants = dict.fromkeys((alice, *(row.card for row in asked.holds)))
    borrowed.borrow(library, clara, [holder(card) for card in who_wants], now=now)


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


def _sign_ins(town: "Town") -> list[tuple[str, str]]:
    alice = town.household.alice
    return [
        (f"clerk at {town.name} signs in as", f"clara@{town.slug} / {_PASSWORD}"),
        ("director signs in as", f"director@{town.slug} / {_PASSWORD}"),
        ("patron signs in with card and PIN", f"{alice.card} / {alice.pin}"),
    ]


def _questions(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(asking.as_file(), nl=False)
        context.exit()


@click.command(short_help="Set up a library of your own.")
@click.argument("slug")
@click.option("--name", required=True, help="The library's name.")
@click.option("--town", required=True, help="Its town.")
@click.option(
    "--policy",
    "policy_id",
    metavar="ID",
    help="A policy that is in force already (see `reticent policy list`); left out, the questions are asked.",
)
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The answers to the questions, instead of being asked.",
)
@click.option("--dry-run", is_flag=True, help="Print the draft that the answers make; begin nothing.")
@click.option(
    "--questions",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_questions,
    help="Print a file of answers to fill in.",
)
@click.option(
    "--loan-days",
    type=click.IntRange(1, 365),
    help="For how long a book is lent; left out, as long as the policy says.",
)
@click.option(
    "--daily-fine",
    default=0,
    show_default=True,
    type=click.IntRange(0, 1000),
    help="For a day late, in cents.",
)
@click.option(
    "--language",
    type=click.Choice(["en", "es"]),
    help="In which language its offices are written to; English unless told otherwise.",
)
@click.option(
    "--yes",
    is_flag=True,
    help="Do not ask before another policy takes the place of the one in force, or before an older text is taken.",
)
def init(
    slug: str,
    name: str,
    town: str,
    policy_id: str | None,
    answers: Path | None,
    dry_run: bool,
    loan_days: int | None,
    daily_fine: int,
    language: str | None,
    yes: bool,
) -> None:
    """Set up the library SLUG: its vault, its policy, its ledger. Can be run again to change its public facts.

    With --policy the policy is one that the library had adopted before. Without, about twenty questions are asked, each
    with the wording that its answers come from, and a draft is written: it decides nothing until it was reviewed and
    adopted, and until then whoever asks is referred. Answers are kept as they are given; run it again to go on.

    Once a body has adopted a policy here, only a body changes it: `reticent policy draft`, `review`, `adopt`.

    SLUG stands in addresses and commands: small letters, digits and hyphens, such as new-canaan.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", slug) or len(slug) > 40 or slug == "canary":
        raise Malformed(
            "A library's short name has up to 40 small letters, digits and hyphens, such as new-canaan, and is not "
            "“canary”."
        )
    if policy_id is None:
        asking.begin(
            slug,
            name=name,
            town=town,
            loan_days=loan_days,
            daily_fine=daily_fine,
            answers=answers,
            dry_run=dry_run,
        )
        if language and not dry_run:
            _write_in(slug, language)
        return
    if answers or dry_run:
        raise click.UsageError(
            "--answers and --dry-run go without --policy: they are for a policy of your own."
        )
    from reticent import policy

    shipped = policy_id in policy.shipped_ids()
    try:
        get_ready(may_begin=shipped)
    except Malformed:
        policy.shipped(policy_id)  # says which was meant, before anything is begun
        raise
    from reticent.drawer import drawers
    from reticent.people import libraries

    now = datetime.now(UTC)
    before = {library.slug: library for library in libraries.everyone()}
    own = slug in before and before[slug].policy_id == policy_id
    text = before[slug].policy if own and not shipped else policy.shipped(policy_id)
    today = before.get(slug, libraries.Library()).day_of(now)
    there = {library.slug: library.policy_id for library in before.values()}
    if there.get(slug, policy_id) != policy_id and not confirmed(
        f"{there[slug]} is in force. Put {policy_id} in its place?", yes=yes
    ):
        say("Nothing was changed.")
        return
    newer = _in_its_place(text, on=today)
    if (
        newer
        and there.get(slug) != policy_id
        and not confirmed(
            f"{policy_id} is in force no more: {newer.id} ({newer.title}) has taken its place"
            f"{f' on {day(newer.effective)}' if newer.effective else ''}. Set the library up with the older text?",
            yes=yes,
        )
    ):
        say("Nothing was changed.")
        return
    library = libraries.add(
        slug=slug,
        name=name,
        town=town,
        policy_id=policy_id,
        loan_days=loan_days or text.loan_days,
        daily_fine_cents=daily_fine,
        today=today,
    )
    drawers.set_up(slug, now=now)
    if language:
        _write_in(slug, language)
    if slug in there:
        say(f"{library.name} is brought up to date; in force is: {text.title}.")
        return
    say(f"{library.name} is set up. In force is: {text.title}.")
    say("Next: `reticent staff add`, then `reticent import items`, `registrations` and `loans`.")


def _write_in(slug: str, language: str) -> None:
    from reticent.people import libraries

    libraries.write_in(libraries.named(slug), language)


def _in_its_place(text: "Policy", *, on: date) -> "Policy | None":
    """The shipped text of the same library that has superseded this one by then, the last of them if several have."""
    from reticent import policy

    shipped = [policy.shipped(policy_id) for policy_id in policy.shipped_ids()]
    there = {
        other.supersedes: other
        for other in shipped
        if other.library == text.library and (other.effective is None or other.effective <= on)
    }
    newest = text
    while newest.id in there:
        newest = there[newest.id]
    return None if newest is text else newest


@click.group(short_help="Accounts of those who work here.")
def staff() -> None:
    """Accounts of those who work here, and their duties."""


@staff.command(short_help="Add an account, or change one.")
@click.argument("username")
@which_library
@click.option(
    "--title",
    default="desk",
    show_default=True,
    help="What patrons read when this account looked. A “volunteer” opens what the policy lets volunteers open.",
)
@click.option(
    "--duty",
    "duties",
    multiple=True,
    type=click.Choice(_DUTIES),
    metavar="DUTY",
    help=f"{', '.join(_DUTIES[:-1])} or {_DUTIES[-1]}. May be given several times.",
)
@click.password_option(help="Asked for when not given: on the command line others may read it.")
def add(username: str, library: str, title: str, duties: tuple[str, ...], password: str) -> None:
    """Add an account, or give the account USERNAME these duties, this title and this password instead."""
    get_ready()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from reticent.people import libraries
    from reticent.people.staff import StaffAccount

    place = libraries.named(library)
    there = StaffAccount.objects.filter(username=username).first()
    if there and there.library_id != place.slug:
        raise Malformed(
            f"{username} is an account of {there.library.name} already. Choose another name, such as "
            f"{username.partition('@')[0]}@{place.slug}."
        )
    try:
        validate_password(password)
    except ValidationError as no:
        raise Malformed(
            "This password is too easy. Choose a longer one.", problems=list(no.messages)
        ) from None
    account = StaffAccount.objects.hire(
        username=username, password=password, library=place, title=title, duties=list(duties)
    )
    done = "has a new password" if there else "is added"
    if not account.is_active:
        account.is_active, done = True, "is back, with a new password,"
        account.save(update_fields=["is_active"])
    say(f"{username} {done} and may sign in at /{library}/staff. Duties: {', '.join(duties) or 'none yet'}.")


@staff.command(short_help="Take an account's way in away.")
@click.argument("username")
@which_library
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(username: str, library: str, yes: bool) -> None:
    """Take its way in away from the account USERNAME, at once and also where it is signed in now.

    The account stays, without a password: who looked at a record is still told. `staff add` brings it back.
    """
    get_ready()
    from reticent.people import delegations, libraries
    from reticent.people import staff as accounts

    place = libraries.named(library)
    account = accounts.named(username, at_library=place)
    if not confirmed(f"Remove {username}? It is signed out at once and may not sign in again.", yes=yes):
        say("Nothing was changed.")
        return
    account.is_active = False
    account.set_unusable_password()  # a session is bound to the password: none of its sessions holds any more
    account.save(update_fields=["is_active", "password"])
    # Whoever is brought back under this name later acts for nobody by what was given before.
    today = place.day_of(datetime.now(UTC))
    ended = delegations.end_all_of(place, account, today=today, role="administrator")
    say(f"{username} is removed, and signed out wherever it was signed in.")
    if ended:
        say(f"Its {'delegation is' if ended == 1 else 'delegations are'} ended.")


@staff.command(short_help="End an account's wait after wrong passwords.")
@click.argument("username")
@which_library
def unlock(username: str, library: str) -> None:
    """Let the account USERNAME try its password again at once.

    After five wrong passwords an account has to wait, five minutes at first and at most four hours. The password
    stays as it is: if it is forgotten, `staff add` gives a new one.
    """
    get_ready()
    from reticent.people import libraries
    from reticent.people import staff as accounts

    account = accounts.named(username, at_library=libraries.named(library))
    waited = account.waits_until and datetime.now(UTC) < account.waits_until
    accounts.StaffAccount.objects.unlock(username)
    say(
        f"{username} may try again now."
        if waited
        else f"{username} did not have to wait; its tries are forgotten."
    )


@staff.command("list", short_help="Who may sign in, with which duties.")
@one_or_all
@as_json
def list_(library: str | None, as_json: bool) -> None:
    """The accounts that may sign in, with their duties; removed ones are named as such."""
    get_ready()
    from reticent.people import libraries
    from reticent.people.staff import StaffAccount

    rows = StaffAccount.objects.order_by("library_id", "username")
    if library:
        rows = rows.filter(library=libraries.named(library))
    if as_json:
        emit(
            {
                "format": 1,
                "accounts": [
                    {
                        "username": account.username,
                        "library": account.library_id,
                        "title": account.title,
                        "duties": account.duties,
                        "active": account.is_active,
                        "waits_until": account.waits_until.isoformat() if account.waits_until else None,
                    }
                    for account in rows
                ],
            }
        )
        return
    table(
        "Account",
        "Library",
        "Title",
        "Duties",
        rows=[
            (
                account.username,
                account.library_id,
                account.title,
                ", ".join(account.duties) or "none yet" if account.is_active else "REMOVED",
            )
            for account in rows
        ],
    )


COMMANDS = [demo, init, staff]
