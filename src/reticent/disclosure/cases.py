"""Where is a case kept: what was done about one request from outside, act by act, and how far it has come?

Of a case a row stands in clear: its handle, its place in the table of steps, its days. It tells of nobody, nor which
paper came. Everything else is slips under the handle, one an act. What is known of a case is worked out from its acts
by the table (steps.py) whenever it is read, so that the table is the only truth.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, models

from reticent.access import casework, searching
from reticent.disclosure import clocks, counts, legal_holds, letters, steps
from reticent.disclosure.gates import shut
from reticent.disclosure.known import is_owed
from reticent.disclosure.steps import Known, NotNow, checked, is_open
from reticent.disclosure.table import table
from reticent.drawer import drawers, kinds
from reticent.drawer.kinds import Field, Kind
from reticent.drawer.slips import Cell, Drawer, Opened, Writer, tried_again
from reticent.drawer.tables import RECOVERY_DAYS
from reticent.errors import Broken, Malformed, Refused
from reticent.ledger import log
from reticent.people import adoptions, contacts, delegations
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import Decision, Policy, nothing_decided
from reticent.records import disclosures
from reticent.retention import purge
from reticent.vault.seals import TooLong

OPENED_BY = {"asking": "ask", "taking": "take"}
ON_PAPER = "on_paper"
# Where the desk still has a case that it took in: until it is handed on, and while officers take things.
AT_THE_DESK = frozenset({"intake", "executing", "inventoried"})
HANDED_ON = "refer"
THEY_TAKE, THEY_LEFT = "they_take", "they_left"
TOLD = "tell_patron"
HANDED_OVER = "produce"
_ACTS_IN_LEDGER = ("case-opened", "case-step", "case-closed", "disclosure")
_PATH_OF = {step: path for path, step in OPENED_BY.items()}
_CLOSED_BASIS = ("S-3",)
_ANOTHER_PAPER = "another_paper"
# What ends by a day without anything for the library to do.
_NOT_OURS = frozenset({"foi_appeal"})

# Five years, with the leap days that may lie in them: as long as an account of disclosures is owed (CGS 4-193(c)).
KEPT_DAYS = 5 * 365 + 2
LISTED_DAYS = 366

CASE_ACT = kinds.declare(
    Kind(
        code=11,
        name="case_act",
        title="Cases, act by act",
        why="To answer for what the library did when somebody outside asked for records.",
        need="until the case is closed, and five years after",
        fields=(
            Field("number", "to know the order of what was done"),
            Field("on", "to write it into the ledger by its day"),
            Field("at", "to answer when it was done"),
            Field("step", "to know which step of the table it was"),
            Field("role", "to answer whether desk or custodian did it"),
            Field("account", "to know who goes on with it"),
            Field("by", "to answer by which office it was done"),
            Field("details", "to know what was asked, shown and answered"),
            Field("basis", "to answer which clause asked for it"),
            Field("policy", "to read it under the policy of its day"),
            Field("key", "to let anyone check this against the ledger"),
            Field("closed_on", "to forget it when its years are over"),
        ),
        need_ended_on=lambda payload: kinds.day(payload["closed_on"]),
        since="on",
        about_person=False,
        # One length for all but the longest: the length does not tell a telephone call from a paper.
        at_least=4096,
        days_after=KEPT_DAYS,
    )
)


class NoSuchCase(Malformed):
    """The library has no case of this handle, or has none any more."""


class NotYours(Refused):
    """This account may not read this case, or take a step in it."""


class ChangedMeanwhile(Refused):
    """Somebody else wrote in the case since it was read."""


class CaseDamaged(Broken):
    """What stands of a case is not what was written."""


class Case(models.Model):
    """How far a case has come, and by when something is due. About nobody: what was asked lies in its slips.

    `version` counts the acts; `written`, how many of them stand in the ledger.
    """

    # Of a case that was taken out of the program, until the ledger says that it is closed here.
    TAKEN_OUT = "taken_out"

    handle = models.CharField(max_length=40, primary_key=True)
    library = models.CharField(max_length=40)
    path = models.CharField(max_length=12)
    state = models.CharField(max_length=24)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_on = models.DateField(null=True)
    version = models.PositiveIntegerField()
    written = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["opened_at", "handle"]

    def __str__(self) -> str:
        return f"{shown_as(self.handle)} of {self.library}: {self.state}"


@dataclass(frozen=True, repr=False)
class Act:
    """One thing that was done in a case: which step, when, by whom, what was written down, which clauses asked for it."""

    number: int
    at: datetime
    step: str
    role: str
    account: int
    by: str
    details: Mapping[str, Any]
    basis: tuple[str, ...]
    policy: str


@dataclass(frozen=True, repr=False)
class CaseFile:
    """A case as one account may see it on a day: what was done, what is known, what may be done now, what is due.

    `version` is what `take` is told, so that nobody takes a step in a case that is not as it was read.
    """

    handle: str
    path: str
    state: str
    role: str
    opened_at: datetime
    due_at: datetime | None
    closed_on: date | None
    version: int
    acts: tuple[Act, ...]
    known: Known
    decision: Decision
    offers: tuple[steps.Offer, ...]
    due: tuple[clocks.Due, ...]
    held: tuple[legal_holds.Held, ...] = ()

    @property
    def stays_with_reader(self) -> bool:
        """Whether whoever was given this may read it again: the custodian, or the desk until it is handed on."""
        still = self.state in AT_THE_DESK and not _handed_on(act.step for act in self.acts)
        return self.role == "custodian" or still

    @property
    def shown(self) -> str:
        """Its handle in short, as people say it."""
        return shown_as(self.handle)


@dataclass(frozen=True)
class OnPaper:
    """What is left to say of a case that was taken out of the program: nothing of it is kept here any more.

    The ledger goes on saying that a case of this handle was opened here and is closed; copies of the databases hold
    what was written down until a day, for whoever has the keys of that time.
    """

    handle: str
    opened_on: date
    readable_until: datetime

    @property
    def shown(self) -> str:
        """Its handle in short, as people say it."""
        return shown_as(self.handle)


@dataclass(frozen=True, repr=False)
class Listed:
    """A case in a list. `asker`, `agency` and `paper` are as they were taken down last."""

    handle: str
    path: str
    state: str
    opened_at: datetime
    due_at: datetime | None
    closed_on: date | None
    overdue: bool
    asker: str
    agency: str
    paper: str
    damaged: bool = False

    @property
    def shown(self) -> str:
        """Its handle in short, as people say it."""
        return shown_as(self.handle)


@dataclass(frozen=True)
class Due:
    """A case in which something is due: by its row alone, nothing is opened."""

    handle: str
    path: str
    state: str
    opened_at: datetime
    due_at: datetime
    overdue: bool

    @property
    def shown(self) -> str:
        """Its handle in short, as people say it."""
        return shown_as(self.handle)


def shown_as(handle: str) -> str:
    """A handle in short, as people say it: its first eight signs. No library has two of one such name in years."""
    plain = handle.removeprefix("case-")
    return f"case-{plain[:4]}-{plain[4:8]}"


def role_of(library: Library, account: StaffAccount, *, on: date) -> str:
    """As what this account works in cases on a day: as the custodian, or at the desk."""
    acts = account.has_duty(delegations.CUSTODIAN) or delegations.may_act(library, account, on)
    return "custodian" if acts else "desk"


# -- taking a step


def new_handle() -> str:
    """A handle for a case to come. Drawn when its form is, so that the form may be sent twice."""
    return log.case_handle()


def open_case(
    library: Library,
    account: StaffAccount,
    *,
    path: str,
    details: Mapping[str, object],
    now: datetime,
    handle: str = "",
) -> CaseFile:
    """Take in what was asked, or that somebody is taking things. The case begins with it.

    With a handle that was drawn before (`new_handle`) it is one case, however often the same form is sent.
    """
    on = library.day_of(now)
    role, adopted = _role_here(library, account, on=on), library.policy
    if handle and Case.objects.filter(library=library.slug, handle=handle).exists():
        return read(library, account, handle, now=now)
    details = checked(steps.opening(path, adopted), details)
    known = steps.begin(path, details, adopted)
    write_down(library)
    handle = handle or new_handle()
    act = _act(
        library,
        account,
        number=1,
        step=OPENED_BY[path],
        role=role,
        details=details,
        basis=adopted.outsiders.clauses,
        now=now,
    )
    row = Case(
        handle=handle,
        library=library.slug,
        path=known.path,
        state=known.state,
        opened_at=now,
        due_at=_due_at(library, known, [act]),
        version=1,
    )
    try:
        _begin(drawers.of(library.slug), row, act, on=on)
    except IntegrityError:  # the same form came twice at once, and the other one was first
        return read(library, account, handle, now=now)
    write_down(library)
    return _file(library, row, [act], known, role=role, now=now)


@tried_again
def _begin(drawer: Drawer, row: Case, act: Act, *, on: date) -> None:
    with _bounded(), drawer.writing() as writer:
        row.save(force_insert=True)
        _put(writer, row, act, on=on)


def take(
    library: Library,
    account: StaffAccount,
    handle: str,
    *,
    step: str,
    details: Mapping[str, object],
    now: datetime,
    seen: int,
    beside: Callable[[Writer], None] | None = None,
) -> CaseFile | OnPaper:
    """Take a step that the table allows now. `seen` is the version that was read: in a case that somebody else has
    gone on with meanwhile, nothing is done (`ChangedMeanwhile`). `beside` puts in what the program itself did, in the
    same transaction: a step that is the program's own is taken with it only.

    Where the step says that nobody may be told, nothing is written down: all of the case is ended at once (`OnPaper`).
    """
    if beside is None and _is_own(step):
        raise NotNow("This is done on a page of its own, and written down by what is done there.")
    row = _row(library, handle, now=now)
    role = _role_here(library, account, on=library.day_of(now))
    _check_whose(library, account, row, role=role, now=now)
    write_down(library)  # what a crash kept from the ledger comes first; without a ledger nothing is done
    wanted = _wanted(library, account, row, step, details, role=role, now=now)
    row, acts, known = _take(
        library, account, handle, step, details, role=role, now=now, seen=seen, wanted=wanted, beside=beside
    )
    write_down(library)
    if known.state == ON_PAPER:
        return OnPaper(handle, library.day_of(row.opened_at), _readable_until(library, now=now))
    return _file(library, row, acts, known, role=role, now=now)


def _wanted(
    library: Library,
    account: StaffAccount,
    row: Case,
    step: str,
    details: Mapping[str, object],
    *,
    role: str,
    now: datetime,
) -> legal_holds.Wanted | None:
    """Whose or which records are to be kept, where the step says so and may be taken: nobody is looked for before."""
    if step != legal_holds.PLACE:
        return None
    drawer, adopted, on = drawers.of(library.slug), library.policy, library.day_of(now)
    known = _as_of(drawer, library, row, _acts(row, _slips(drawer, library, row.handle)), on=on)
    steps.taken(known, step, details, adopted, role=role)
    asked, basis = _as_offered(known, step, adopted, role=role)
    assert asked is not None
    return legal_holds.wanted(library, account, checked(asked, details), basis=basis, now=now)


@tried_again
def _take(
    library: Library,
    account: StaffAccount,
    handle: str,
    step: str,
    details: Mapping[str, object],
    *,
    role: str,
    now: datetime,
    seen: int,
    beside: Callable[[Writer], None] | None,
    wanted: legal_holds.Wanted | None,
) -> tuple[Case, list[Act], Known]:
    drawer, adopted, on = drawers.of(library.slug), library.policy, library.day_of(now)
    with _bounded(), drawer.writing() as writer:
        row = _row(library, handle, now=now, to_write=True)
        if row.version != seen:
            raise ChangedMeanwhile(
                "Somebody else has gone on with this case meanwhile. Nothing was written down: read it again, then "
                "write down what is still to be written."
            )
        slips = _slips(drawer, library, handle)
        acts = _acts(row, slips)
        known = _as_of(drawer, library, row, acts, on=on)
        asked, basis = _as_offered(known, step, adopted, role=role)
        # Whether it may be taken at all is said before how its form was filled in.
        after = steps.taken(known, step, details, adopted, role=role)
        details = checked(asked, details) if asked is not None else details
        if after.state == ON_PAPER:
            # Whom it touched could never be told any more: that she was searched for goes with it, and so do its holds.
            held = legal_holds.of_case(drawer, library, case=handle, today=on)
            slips = [*slips, *_noted_with_people(drawer, library, handle), *held]
            _take_out(writer, row, slips, on=on)
        else:
            closes = is_open(known.state) and not is_open(after.state)
            details = _held(drawer, writer, library, row, step, details, wanted, closes=closes, on=on)
            act = _act(
                library,
                account,
                number=row.version + 1,
                step=step,
                role=role,
                details=details,
                basis=basis,
                now=now,
            )
            acts.append(act)
            _go_on(writer, row, slips, act, after, on=on)
            row.due_at = _due_at(library, after, acts)
            if beside is not None:
                beside(writer)
            if step == TOLD:
                _let_them_be_told(drawer, writer, library, handle, on=on)
        row.save()
    if after.state == ON_PAPER:
        # Else a backup that is put back today would bring it back, too.
        drawer.forget_list.add_at_once([bytes.fromhex(slip.mark) for slip in slips], now=now)
    return row, acts, after


def _held(
    drawer: Drawer,
    writer: Writer,
    library: Library,
    row: Case,
    step: str,
    details: Mapping[str, object],
    wanted: legal_holds.Wanted | None,
    *,
    closes: bool,
    on: date,
) -> Mapping[str, object]:
    """Do to what the case keeps what this step says; the details that are written down, which name nobody."""
    case = row.handle
    if wanted is not None:
        told = {name: value for name, value in details.items() if name not in ("card", "barcode")}
        return {**told, **legal_holds.place(drawer, writer, library, wanted, case=case, today=on)}
    if step == legal_holds.CONFIRM:
        legal_holds.confirm(drawer, writer, library, details, case=case, today=on)
    elif step == legal_holds.LIFT or closes:
        lifted = legal_holds.lift(drawer, writer, library, case=case, today=on)
        return {**details, "let_go": str(lifted)} if lifted else details
    return details


def _go_on(writer: Writer, row: Case, slips: Sequence[Opened], act: Act, after: Known, *, on: date) -> None:
    """Add an act. Closing dates every act, so that all of them go on one day, and leaves one fact to be counted."""
    fact = None
    if not is_open(after.state) and row.closed_on is None:
        row.closed_on = on
        fact = counts.cell(after, on=on)
        for slip in slips:
            writer.replace(slip, closed_on=on.isoformat())
    row.path, row.state, row.version = after.path, after.state, act.number
    _put(writer, row, act, on=on, fact=fact)


def _take_out(writer: Writer, row: Case, slips: Sequence[Opened], *, on: date) -> None:
    """End all that was written down. The row waits for its leaf, and goes with it."""
    for slip in slips:
        writer.end(slip)
    row.state, row.due_at, row.closed_on = Case.TAKEN_OUT, None, on
    row.version = row.written + 1


def _put(writer: Writer, row: Case, act: Act, *, on: date, fact: Cell | None = None) -> None:
    commitment, key = log.commit_to(_opening(act))
    payload = {
        "number": act.number,
        "on": on.isoformat(),
        "at": act.at.isoformat(),
        "step": act.step,
        "role": act.role,
        "account": act.account,
        "by": act.by,
        "details": act.details,
        "basis": " ".join(act.basis),
        "policy": act.policy,
        "key": f"{commitment} {key.hex()}",
        "closed_on": row.closed_on.isoformat() if row.closed_on else None,
    }
    # An act whose leaf the ledger could not take would stand in the way of all that come after.
    _leaf(row, payload)
    writer.put(subject=row.handle, kind=CASE_ACT.name, payload=payload, cell=fact)


def _opening(act: Act) -> bytes:
    """What the ledger's leaf commits to: shown with its key, anybody can check that it was written so."""
    said = {
        "number": act.number,
        "at": act.at.isoformat(),
        "step": act.step,
        "account": act.account,
        "details": act.details,
    }
    return json.dumps(said, sort_keys=True).encode()


def _act(
    library: Library,
    account: StaffAccount,
    *,
    number: int,
    step: str,
    role: str,
    details: Mapping[str, object],
    basis: Iterable[str],
    now: datetime,
) -> Act:
    return Act(
        number=number,
        at=now,
        step=step,
        role=role,
        account=account.pk,
        by=account.title,
        details=details,
        basis=tuple(dict.fromkeys(basis))[: log.MOST_CLAUSES],
        policy=library.policy.sha256 if library.has_policy else "",
    )


def _as_offered(
    known: Known, step: str, adopted: Policy, *, role: str
) -> tuple[tuple[steps.Field, ...] | None, tuple[str, ...]]:
    """What this step asks for as it is offered now, if it is, and the clauses that ask for it."""
    offered = steps.offers(known, adopted, role=role)
    return next(((offer.asks, offer.clauses) for offer in offered if offer.step == step), (None, ()))


@contextmanager
def _bounded() -> Iterator[None]:
    try:
        yield
    except TooLong:
        raise Malformed(
            "That is longer than one step holds. Shorten the longest text, and add the rest as a note. Nothing was "
            "written down."
        ) from None


def _is_own(step: str) -> bool:
    row = table().steps.get(step)
    return row is not None and row.own_page


def _noted_with_people(drawer: Drawer, library: Library, handle: str) -> list[Opened]:
    """What was noted of this case with those whom it touched."""
    return drawer.find_thing(searching.to_disclosures(library, case=handle), thing=disclosures.thing(handle))


def _let_them_be_told(drawer: Drawer, writer: Writer, library: Library, handle: str, *, on: date) -> None:
    """Counsel has said so: whoever this case touched reads of it on her own page from today."""
    legal_holds.let_be_told(drawer, writer, library, case=handle, today=on)
    disclosures.tell(drawer, writer, searching.to_disclosures(library, case=handle), case=handle, today=on)


def _closes(step: str) -> bool:
    """Whether this step ends an open case."""
    row = table().steps.get(step)
    if row is None or not row.to or is_open(row.to):
        return False
    return any(is_open(state) for state in row.starts(table().states))


# -- the ledger


def write_down(library: Library) -> None:
    """Write what was done in cases into the ledger, each act once: a crash may have come between an act and its leaf.

    Acts first, so that no leaf stands for what was never done.
    """
    for row in Case.objects.filter(library=library.slug).exclude(written=models.F("version")):
        if row.state == Case.TAKEN_OUT:
            _write_down_taken_out(library, row)
        else:
            _write_down_acts(library, row)


def _write_down_acts(library: Library, row: Case) -> None:
    found = _slips(drawers.of(library.slug), library, row.handle)
    slips = sorted(found, key=lambda slip: int(slip.payload["number"]))
    missing = [slip.payload for slip in slips if slip.payload["number"] > row.written]
    if not missing:
        return
    leaves = [
        (entry, f"{name} {payload['key'].partition(' ')[0]}")
        for payload in missing
        for entry, name in _leaves(row, payload)
    ]
    log.append_many(library.slug, [entry for entry, _ in leaves], once=[once for _, once in leaves])
    # Not back: another process may have written more meanwhile.
    last = missing[-1]["number"]
    Case.objects.filter(handle=row.handle, written__lt=last).update(written=last)


def _leaves(row: Case, payload: Mapping[str, Any]) -> Iterator[tuple[log.Entry, str]]:
    """The leaf of an act, and one of its own where it began or ended that something is kept."""
    entry = _leaf(row, payload)
    yield entry, "case-act"
    if payload["step"] == legal_holds.PLACE:
        yield replace(entry, action="hold-placed"), "hold-placed"
    elif "let_go" in payload["details"]:
        yield replace(entry, action="hold-lifted"), "hold-lifted"


def _leaf(row: Case, payload: Mapping[str, Any]) -> log.Entry:
    on = kinds.day(payload["on"])
    assert on is not None
    closing = _closes(payload["step"])
    action = "case-opened" if payload["number"] == 1 else "case-closed" if closing else "case-step"
    people = 1
    if payload["step"] == HANDED_OVER:
        # Written before the package leaves, since it leaves once this is done.
        action, people = "disclosure", int(payload["details"]["how_many_people"])
    return log.Entry(
        day=on,
        action=action,
        role=payload["role"],
        # However a case ends, its last leaf says the same: not even that counsel has it on paper.
        basis=_CLOSED_BASIS if closing else tuple(payload["basis"].split()) or _CLOSED_BASIS,
        policy=payload["policy"],
        case=row.handle,
        count=people,
        commitment=payload["key"].partition(" ")[0],
    )


def _write_down_taken_out(library: Library, row: Case) -> None:
    commitment, _ = log.commit_to(b"")
    entry = log.Entry(
        day=row.closed_on or library.day_of(row.opened_at),  # the day on which it was taken out
        action="case-closed",
        role="custodian",
        basis=_CLOSED_BASIS,
        policy=library.policy_sha256,
        case=row.handle,
        commitment=commitment,
    )
    log.append(library.slug, entry, once=f"case-out {row.handle}")
    row.delete()


# -- reading


def read(library: Library, account: StaffAccount, handle: str, *, now: datetime) -> CaseFile:
    """A case as this account may see it: the custodian any, the desk what it took in and still has."""
    row = _row(library, handle, now=now)
    role = _role_here(library, account, on=library.day_of(now))
    _check_whose(library, account, row, role=role, now=now)
    acts = _acts(row, _slips(drawers.of(library.slug), library, handle))
    return _file(library, row, acts, _known(library, row, acts), role=role, now=now)


def listed(library: Library, account: StaffAccount, *, now: datetime) -> tuple[Listed, ...]:
    """The cases that this account may read: the open ones first, whatever is due first; then what was closed within a
    year."""
    on = library.day_of(now)
    role = _role_here(library, account, on=on)
    since = on - timedelta(days=LISTED_DAYS)
    rows = [row for row in _rows(library) if row.closed_on is None or row.closed_on >= since]
    mine = [row for row in rows if role == "custodian" or _is_theirs(library, account, row)]
    found = [_listed(library, row, now=now) for row in mine]
    return tuple(sorted(found, key=_first_due_first))


def due(library: Library, *, now: datetime) -> tuple[Due, ...]:
    """What is due in open cases, the nearest first. Of the rows alone: nothing is opened."""
    return tuple(
        Due(row.handle, row.path, row.state, row.opened_at, row.due_at, overdue=row.due_at < now)
        for row in sorted(_rows(library), key=lambda row: row.due_at or row.opened_at)
        if row.due_at is not None and row.closed_on is None
    )


def letters_for(library: Library, file: CaseFile) -> tuple[str, ...]:
    """The letters that may go out in a case as it stands; the desk sends none."""
    if file.role != "custodian":
        return ()
    return letters.offered(file.known, library.policy, _facts(library, file))


def letter(
    library: Library, account: StaffAccount, file: CaseFile, name: str, *, on: date, language: str = "en"
) -> letters.Letter:
    """One of them, dated by a day; whoever acts for the custodian signs for her. `NotThisLetter`: it may not go out."""
    if file.role != "custodian":
        raise NotYours(f"The {library.policy.custodian.title} writes the letters of a case.")
    delegated = delegations.may_act(library, account, on) is not None
    facts = replace(_facts(library, file), signer=account.title if delegated else "")
    return letters.write(name, file.known, library.policy, facts, on=on, language=language)


def _facts(library: Library, file: CaseFile) -> letters.LetterFacts:
    first = contacts.chain(library)[0].numbers
    return letters.facts_of(
        (act.details for act in file.acts),
        received=file.opened_at,
        time_zone=library.time_zone,
        # What stands on the desk card may stand on a letterhead.
        telephone=first.at_work if first.at_work_on_card else "",
    )


@dataclass(frozen=True)
class HoldListed:
    """A legal hold by its case and its days: how many records, and whether anybody confirmed it. Names nobody."""

    handle: str
    placed_on: date
    until: date
    confirmed: bool
    records: int

    @property
    def shown(self) -> str:
        """The handle of its case in short, as people say it."""
        return shown_as(self.handle)


def holds(library: Library, *, now: datetime) -> tuple[HoldListed, ...]:
    """What open cases keep today, the first to end first."""
    drawer, on = drawers.of(library.slug), library.day_of(now)
    found = [
        HoldListed(row.handle, held.placed_on, held.until, bool(held.confirmed_by), held.records)
        for row in _rows(library)
        if row.closed_on is None
        for held in legal_holds.shown(legal_holds.of_case(drawer, library, case=row.handle, today=on))
    ]
    return tuple(sorted(found, key=lambda hold: (hold.until, hold.placed_on)))


def rows(library: Library) -> list[Case]:
    """The rows of the library's cases, as they stand in clear, in the order of `listed`: for whoever may see handles and
    days only."""
    return sorted(_rows(library), key=_first_due_first)


def named(library: Library, typed: str) -> Case:
    """The row of the case that somebody means by its handle, or by as much of it as says which."""
    wanted = "".join(typed.lower().removeprefix("case").split()).replace("-", "")
    found = [row for row in _rows(library) if row.handle.removeprefix("case-").startswith(wanted)]
    if len(found) != 1 or not wanted:
        raise NoSuchCase(
            f"{library.name} has no one case of that handle. Cases here: `reticent cases list --library {library.slug}`."
        )
    return found[0]


def _file(
    library: Library, row: Case, acts: Sequence[Act], known: Known, *, role: str, now: datetime
) -> CaseFile:
    adopted, on = library.policy, library.day_of(now)
    found = legal_holds.of_case(drawers.of(library.slug), library, case=row.handle, today=on)
    known = _with_holds(known, found)
    return CaseFile(
        handle=row.handle,
        path=row.path,
        state=row.state,
        role=role,
        opened_at=row.opened_at,
        due_at=row.due_at,
        closed_on=row.closed_on,
        version=row.version,
        acts=tuple(
            act if role == "custodian" or _may_be_the_desks(act.step) else _untold(act) for act in acts
        ),
        known=known,
        decision=steps.decision(known, adopted),
        offers=steps.offers(known, adopted, role=role),
        due=_dues(library, known, acts),
        held=legal_holds.shown(found) if role == "custodian" else (),
    )


def _untold(act: Act) -> Act:
    """An act as the desk sees it that stays with officers: that it was done, and not what counsel said."""
    return replace(act, details={})


def _listed(library: Library, row: Case, *, now: datetime) -> Listed:
    slips = _slips(drawers.of(library.slug), library, row.handle)
    said: dict[str, str] = {}
    for slip in sorted(slips, key=lambda slip: int(slip.payload["number"])):
        said.update({name: str(value) for name, value in slip.payload["details"].items() if value})
    return Listed(
        handle=row.handle,
        path=row.path,
        state=row.state,
        opened_at=row.opened_at,
        due_at=row.due_at,
        closed_on=row.closed_on,
        overdue=row.closed_on is None and row.due_at is not None and row.due_at < now,
        asker=said.get("asker", ""),
        agency=said.get("agency", ""),
        paper=said.get("kind") or said.get("papers") or said.get("papers_shown", ""),
        damaged=len(slips) != row.version,
    )


def _first_due_first(case: Listed | Case) -> tuple[bool, float, float]:
    """Open before closed; of the open whatever is due first, then the newest; of the closed the newest."""
    due_at = case.due_at.timestamp() if case.due_at and case.closed_on is None else float("inf")
    return case.closed_on is not None, due_at, -case.opened_at.timestamp()


def _rows(library: Library) -> list[Case]:
    return list(Case.objects.filter(library=library.slug).exclude(state=Case.TAKEN_OUT))


def _row(library: Library, handle: str, *, now: datetime, to_write: bool = False) -> Case:
    found = Case.objects.filter(library=library.slug, handle=handle).exclude(state=Case.TAKEN_OUT)
    row = (found.select_for_update() if to_write else found).first()
    if row is None or _is_over(library, row, now=now):
        raise NoSuchCase(
            f"{library.name} has no such case. It may have been kept for its years, or gone to paper. See the list of "
            "cases."
        )
    return row


def kept_until(library: Library, row: Case) -> date | None:
    """The day on which a closed case is ended; none while it is open."""
    days = kinds.days_after(library.periods)[CASE_ACT.name]
    return row.closed_on + timedelta(days=days) if row.closed_on else None


def _is_over(library: Library, row: Case, *, now: datetime) -> bool:
    """Whether its years are over: what the night has not ended yet is not shown any more."""
    ends = kept_until(library, row)
    return ends is not None and library.day_of(now) >= ends


def _role_here(library: Library, account: StaffAccount, *, on: date) -> str:
    if account.library_id != library.slug or not account.is_active:
        raise NotYours("This account does not work at this library. Nothing was shown or written down.")
    return role_of(library, account, on=on)


def _check_whose(library: Library, account: StaffAccount, row: Case, *, role: str, now: datetime) -> None:
    """The desk reads and goes on with what it took in itself, until it is handed on. That it tried is written down."""
    if role == "custodian" or _is_theirs(library, account, row):
        return
    entry = log.Entry(
        day=library.day_of(now),
        action="look-refused",
        role="case",
        basis=library.policy.staff.clauses or _CLOSED_BASIS,
        policy=library.policy.sha256,
        case=row.handle,
    )
    log.append(library.slug, entry)
    raise NotYours(
        "This case is with whoever answers requests from outside. The desk reads what it took in itself, until it is "
        "handed on; tell them what you know by word of mouth."
    )


def _is_theirs(library: Library, account: StaffAccount, row: Case) -> bool:
    if row.state not in AT_THE_DESK:
        return False
    permit = casework.to_see_whose(library, row.handle)
    found = drawers.of(library.slug).find(permit, subject=row.handle, kind=CASE_ACT.name)
    took_it_in = any(s.payload["number"] == 1 and s.payload["account"] == account.pk for s in found)
    in_order = sorted(found, key=lambda slip: int(slip.payload["number"]))
    return took_it_in and not _handed_on(slip.payload["step"] for slip in in_order)


def _handed_on(steps_taken: Iterable[str]) -> bool:
    """Whether somebody else answers: it was handed to them, or they went on with what was asked. What counsel told them
    does not come back to the desk when officers take things afterwards."""
    taking = False
    for step in steps_taken:
        taking = taking or step in (OPENED_BY["taking"], THEY_TAKE)
        if step in (HANDED_ON, THEY_LEFT) or (not taking and not _may_be_the_desks(step)):
            return True
    return False


def _may_be_the_desks(step: str) -> bool:
    row = table().steps.get(step.partition(":")[0])
    return row is None or "desk" in row.who


def _slips(drawer: Drawer, library: Library, handle: str) -> list[Opened]:
    return drawer.find(casework.for_case(library, handle), subject=handle, kind=CASE_ACT.name)


def _acts(row: Case, slips: Iterable[Opened]) -> list[Act]:
    """What was done, in its order; `CaseDamaged` where it is not what the row says."""
    acts = sorted((_as_act(slip.payload) for slip in slips), key=lambda act: act.number)
    if [act.number for act in acts] != list(range(1, row.version + 1)):
        raise CaseDamaged(
            f"Of {shown_as(row.handle)} {len(acts)} acts are here, and {row.version} were written down. Stop, change "
            "nothing in it, and put the last backup back (`reticent restore`)."
        )
    return acts


def _as_act(payload: Mapping[str, Any]) -> Act:
    return Act(
        number=payload["number"],
        at=datetime.fromisoformat(payload["at"]),
        step=payload["step"],
        role=payload["role"],
        account=payload["account"],
        by=payload["by"],
        details=payload["details"],
        basis=tuple(payload["basis"].split()),
        policy=payload["policy"],
    )


def _known(library: Library, row: Case, acts: Sequence[Act]) -> Known:
    """What is known of a case: its acts, taken one after the other under the policy of their day."""
    try:
        *_, known = _replayed(library, acts)
    except (Refused, Malformed, KeyError):
        known = None
    if known is None or (known.path, known.state) != (row.path, row.state):
        raise CaseDamaged(
            f"What was done in {shown_as(row.handle)} does not lead to where it is said to stand. Stop, change nothing "
            "in it, and put the last backup back (`reticent restore`)."
        )
    return known


def _replayed(library: Library, acts: Sequence[Act]) -> Iterator[Known]:
    """What was known after each of these acts."""
    first, *others = acts
    known = steps.begin(_PATH_OF[first.step], first.details, _policy(library, first.policy))
    yield known
    for act in others:
        known = steps.recalled(known, act.step, act.details, _policy(library, act.policy))
        yield known


def _as_of(drawer: Drawer, library: Library, row: Case, acts: Sequence[Act], *, on: date) -> Known:
    """What is known of a case on a day: what its acts say, and whether it keeps anything today."""
    found = legal_holds.of_case(drawer, library, case=row.handle, today=on)
    return _with_holds(_known(library, row, acts), found)


def _with_holds(known: Known, found: Sequence[Opened]) -> Known:
    """A hold ends by itself, and no act says so: whether one stands is asked of the drawer."""
    word = {legal_holds.STANDS}
    return replace(known, evidence=known.evidence | word if found else known.evidence - word)


def _policy(library: Library, digest: str) -> Policy:
    if not digest:
        return nothing_decided(library.slug, library.name, library.loan_days)
    return adoptions.text_of(library.slug, digest)


# -- what the night and a restore do


def tidy(library: Library, *, now: datetime) -> int:
    """Take away the rows of cases that nothing is kept of any more: their years are over, or a backup put back a row
    whose case had gone to paper. How many."""
    return len(_taken_away(library, now=now))


def _taken_away(library: Library, *, now: datetime) -> list[str]:
    write_down(library)
    drawer = drawers.of(library.slug)
    empty = [
        row
        for row in _rows(library)
        if not drawer.find(casework.to_see_whose(library, row.handle), subject=row.handle, kind=CASE_ACT.name)
    ]
    early = [row for row in empty if not _is_over(library, row, now=now)]
    closed = _closed_in_ledger(library) if early else set()
    # Of an open case that the ledger does not call closed the acts are missing, and whoever reads it is told.
    gone = [row for row in empty if row not in early or row.handle in closed]
    handles = [row.handle for row in gone]
    for row in gone:
        row.delete()
    return handles


def _closed_in_ledger(library: Library) -> set[str]:
    return {
        str(written.entry.case)
        for written in log.entries(library.slug, newest=log.size(library.slug))
        if written.entry.action == "case-closed"
    }


@dataclass(frozen=True)
class SinceThen:
    """What a backup that was put back does not hold of the cases, as far as the ledger tells: how many rows were taken
    away again, which cases were opened since, which of those ended, and in which others there were more acts.

    The ledger has days and no hours: what an earlier restore of the same day undid is named again.
    """

    taken_away: int
    opened: tuple[str, ...]
    ended: tuple[str, ...]
    gone_on: tuple[str, ...]
    held: tuple[str, ...] = ()


def after_restore(library: Library, *, made: date | None, now: datetime) -> SinceThen:
    """Compare the cases of a backup, made on a day, with the ledger, which no restore takes back."""
    taken_away = _taken_away(library, now=now)
    leaves: Counter[str] = Counter()
    opened, since = set(), set()
    for written in log.entries(library.slug, newest=log.size(library.slug)):
        entry = written.entry
        if entry.case and entry.action in _ACTS_IN_LEDGER:
            leaves[entry.case] += 1
            if made is None or entry.day >= made:
                since.add(entry.case)
                opened |= {entry.case} if entry.action == "case-opened" else set()
    there = {row.handle: row.version for row in _rows(library)}
    closed = _closed_in_ledger(library)
    held = _held_in_ledger(library) - closed - {hold.handle for hold in holds(library, now=now)}
    return SinceThen(
        len(taken_away),
        opened=tuple(sorted(opened - there.keys() - closed)),
        ended=tuple(sorted((opened & closed) - there.keys() - set(taken_away))),
        gone_on=tuple(sorted(handle for handle in since & there.keys() if leaves[handle] > there[handle])),
        held=tuple(sorted(held)),
    )


def _held_in_ledger(library: Library) -> set[str]:
    """The cases of which the ledger says that they keep something: a hold was placed in them and none ended since."""
    said: dict[str, bool] = {}
    for written in log.entries(library.slug, newest=log.size(library.slug)):  # the newest first
        if written.entry.case and written.entry.action in ("hold-placed", "hold-lifted"):
            said.setdefault(written.entry.case, written.entry.action == "hold-placed")
    return {handle for handle, placed in said.items() if placed}


# -- days


def _dues(library: Library, known: Known, acts: Sequence[Act]) -> tuple[clocks.Due, ...]:
    """What has an end in an open case, the soonest first: what is still to be done, and until when a denial may be
    appealed."""
    adopted = library.policy
    denied = _denied(known, acts)
    answered = "sent:answer" in known.evidence and shut(("all_answered",), known, adopted) is None
    if not is_open(known.state) or (answered and denied is None):
        return ()
    papers, zone = _by_paper(acts), ZoneInfo(library.time_zone)
    # A paper that another took the place of is still to be answered: by its own day, and by its own clock.
    owed = _still_owed(library, papers) if not answered and "owes:answer" in known.evidence else []
    found = [
        each
        for of_it, paper in [*owed, (known, papers[-1])]
        for each in clocks.due(
            of_it,
            adopted,
            received=_received(paper),
            return_by=None if _is_answered(of_it, adopted) else _return_by(paper, zone),
            zone=zone,
            denied=denied,
        )
    ]
    soonest: dict[str, clocks.Due] = {}
    for each in sorted(found, key=lambda each: _end_of(each.by, zone)):
        soonest.setdefault(each.code, each)
    return tuple(soonest.values())


def _is_answered(known: Known, adopted: Policy) -> bool:
    return "sent:answer" in known.evidence and not is_owed(known, adopted)


def _still_owed(library: Library, papers: Sequence[Sequence[Act]]) -> list[tuple[Known, Sequence[Act]]]:
    """The earlier papers that nobody has answered, each with what was known when the next one came."""
    after = _replayed(library, [act for paper in papers for act in paper])
    owed: list[tuple[Known, Sequence[Act]]] = []
    for paper in papers[:-1]:
        *_, known = islice(after, len(paper))
        # Counsel answers for all that lay here.
        owed = [] if "counsel:answered" in known.evidence else owed
        owed += [(known, paper)] if is_owed(known, library.policy) else []
    return owed


def _by_paper(acts: Sequence[Act]) -> list[list[Act]]:
    """What was done, apart for each paper that came."""
    papers: list[list[Act]] = [[]]
    for act in acts:
        shown = act.details.get("papers_shown", "unknown") != "unknown"
        if papers[-1] and (shown or act.step == _ANOTHER_PAPER):
            papers.append([])
        papers[-1].append(act)
    return papers


def _return_by(acts: Iterable[Act], zone: ZoneInfo) -> clocks.Moment | None:
    """By when this paper wants its answer, as was written down last: a day, or an hour of it."""
    said = [act.details for act in acts if act.details.get("return_by")]
    if not said:
        return None
    on, at = date.fromisoformat(said[-1]["return_by"]), said[-1].get("return_time")
    return datetime.combine(on, time.fromisoformat(at), zone) if at else on


def _received(acts: Sequence[Act]) -> datetime:
    """When this paper, or this request, came: as was written down, and never later than it was written down first."""
    came = [said for act in acts for name in ("received", "served_at") if (said := act.details.get(name))]
    return min([acts[0].at, *(datetime.fromisoformat(said) for said in came)])


def _denied(known: Known, acts: Sequence[Act]) -> datetime | None:
    """When the denial of a request for public records went out, if that is how it was answered."""
    if known.answer != "deny_foi" or "sent:answer" not in known.evidence:
        return None
    went_out = [act for act in acts if act.step in ("send", "counsel_answers")]
    last = went_out[-1]
    return datetime.fromisoformat(last.details["when"]) if last.details.get("when") else last.at


def _due_at(library: Library, known: Known, acts: Sequence[Act]) -> datetime | None:
    """By when the library has something to do next."""
    ours = [due for due in _dues(library, known, acts) if due.code not in _NOT_OURS]
    return _end_of(ours[0].by, ZoneInfo(library.time_zone)) if ours else None


def _end_of(by: clocks.Moment, zone: ZoneInfo) -> datetime:
    return by if isinstance(by, datetime) else datetime.combine(by, time(23, 59), zone)


def _readable_until(library: Library, *, now: datetime) -> datetime:
    """Until when copies of what ended now can be read, at the latest."""
    turn = purge.turn_due_at(drawers.of(library.slug))
    return max(turn, now) + timedelta(days=RECOVERY_DAYS)
