"""What does an account see of a case, of all of them, of what is due and of what is kept?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from reticent.disclosure import clocks, legal_holds, steps
from reticent.disclosure.cases.days import dues, ours
from reticent.disclosure.cases.kept import (
    Act,
    Case,
    OfCase,
    acts_of,
    known_of,
    row_of,
    rows_here,
    slips_of,
    with_holds,
)
from reticent.disclosure.cases.whose import (
    AT_THE_DESK,
    check_whose,
    handed_on,
    is_theirs,
    may_be_the_desks,
    role_here,
)
from reticent.disclosure.known import waits_for_counsel
from reticent.disclosure.steps import Known
from reticent.drawer import drawers
from reticent.errors import Broken
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import Decision

LISTED_DAYS = 366


@dataclass(frozen=True, repr=False)
class CaseFile(OfCase):
    """A case as one account may see it on a day: what was done, what is known, what may be done now, what is due.

    `version` is what `take` is told, so that nobody takes a step in a case that is not as it was read.
    """

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
        still = self.state in AT_THE_DESK and not handed_on(act.step for act in self.acts)
        return self.role == "custodian" or still


@dataclass(frozen=True, repr=False)
class Listed(OfCase):
    """A case in a list. `asker`, `agency` and `paper` are as they were taken down last."""

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


@dataclass(frozen=True)
class Due(OfCase):
    """A case in which something is due: by its row alone, nothing is opened."""

    path: str
    state: str
    opened_at: datetime
    due_at: datetime
    overdue: bool


def read(library: Library, account: StaffAccount, handle: str, *, now: datetime) -> CaseFile:
    """A case as this account may see it: the custodian any, the desk what it took in and still has."""
    row = row_of(library, handle, now=now)
    role = role_here(library, account, on=library.day_of(now))
    check_whose(library, account, row, role=role, now=now)
    acts = acts_of(row, slips_of(drawers.of(library.slug), library, handle))
    return file_of(library, row, acts, known_of(library, row, acts), role=role, now=now)


def listed(library: Library, account: StaffAccount, *, now: datetime) -> tuple[Listed, ...]:
    """The cases that this account may read: the open ones first, whatever is due first; then what was closed within a
    year."""
    on = library.day_of(now)
    role = role_here(library, account, on=on)
    since = on - timedelta(days=LISTED_DAYS)
    rows = [row for row in rows_here(library) if row.closed_on is None or row.closed_on >= since]
    mine = [row for row in rows if role == "custodian" or is_theirs(library, account, row)]
    found = [_listed(library, row, now=now) for row in mine]
    return tuple(sorted(found, key=_first_due_first))


def due(library: Library, *, now: datetime) -> tuple[Due, ...]:
    """What is due in open cases, the nearest first. Of the rows alone: nothing is opened."""
    return tuple(
        Due(row.handle, row.path, row.state, row.opened_at, row.due_at, overdue=row.due_at < now)
        for row in sorted(rows_here(library), key=lambda row: row.due_at or row.opened_at)
        if row.due_at is not None and row.closed_on is None
    )


@dataclass(frozen=True, repr=False)
class Waiting(OfCase):
    """One thing that an open case waits for: of which kind, its day at the library, whether counsel acts next."""

    code: str
    by: date
    for_counsel: bool


NOT_READ = "not_read"


def waiting(library: Library) -> tuple[Waiting, ...]:
    """Everything that is due in open cases, each with its own day. Opens them, for nobody's eyes: kinds and days only
    come out."""
    return tuple(
        each
        for row in rows_here(library)
        if row.closed_on is None and row.due_at is not None
        for each in _waits(library, row)
    )


def _waits(library: Library, row: Case) -> list[Waiting]:
    zone, adopted = ZoneInfo(library.time_zone), library.policy
    try:
        acts = acts_of(row, slips_of(drawers.of(library.slug), library, row.handle))
        known = known_of(library, row, acts)
    except Broken:
        # Whoever opens it is told what is wrong with it. Its day holds all the same.
        assert row.due_at is not None
        return [Waiting(row.handle, NOT_READ, library.day_of(row.due_at), for_counsel=False)]
    counsel = waits_for_counsel(known, adopted)
    return [
        Waiting(row.handle, due.code, clocks.day_of(due.by, zone), counsel)
        for due in ours(library, known, acts)
    ]


@dataclass(frozen=True)
class HoldListed(OfCase):
    """A legal hold by its case and its days: how many records, and whether anybody confirmed it. Names nobody."""

    placed_on: date
    until: date
    confirmed: bool
    records: int


def holds(library: Library, *, now: datetime) -> tuple[HoldListed, ...]:
    """What open cases keep today, the first to end first."""
    drawer, on = drawers.of(library.slug), library.day_of(now)
    found = [
        HoldListed(row.handle, held.placed_on, held.until, bool(held.confirmed_by), held.records)
        for row in rows_here(library)
        if row.closed_on is None
        for held in legal_holds.shown(legal_holds.of_case(drawer, library, case=row.handle, today=on))
    ]
    return tuple(sorted(found, key=lambda hold: (hold.until, hold.placed_on)))


def file_of(
    library: Library, row: Case, acts: Sequence[Act], known: Known, *, role: str, now: datetime
) -> CaseFile:
    adopted, on = library.policy, library.day_of(now)
    found = legal_holds.of_case(drawers.of(library.slug), library, case=row.handle, today=on)
    known = with_holds(known, found)
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
            act if role == "custodian" or may_be_the_desks(act.step) else _untold(act) for act in acts
        ),
        known=known,
        decision=steps.decision(known, adopted),
        offers=steps.offers(known, adopted, role=role),
        due=dues(library, known, acts),
        held=legal_holds.shown(found) if role == "custodian" else (),
    )


def _untold(act: Act) -> Act:
    """An act as the desk sees it that stays with officers: that it was done, and not what counsel said."""
    return replace(act, details={})


def _listed(library: Library, row: Case, *, now: datetime) -> Listed:
    slips = slips_of(drawers.of(library.slug), library, row.handle)
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


def rows(library: Library) -> list[Case]:
    """The rows of the library's cases, as they stand in clear, in the order of `listed`: for whoever may see handles and
    days only."""
    return sorted(rows_here(library), key=_first_due_first)


def _first_due_first(case: Listed | Case) -> tuple[bool, float, float]:
    """Open before closed; of the open whatever is due first, then the newest; of the closed the newest."""
    due_at = case.due_at.timestamp() if case.due_at and case.closed_on is None else float("inf")
    return case.closed_on is not None, due_at, -case.opened_at.timestamp()
