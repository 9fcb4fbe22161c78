"""What is kept of a case: a row in clear, a slip for each act; and what do the acts come to?

The row has its handle, its place in the table of steps, its days. It tells of nobody, nor which paper came. What is
known of a case is worked out from its acts by the table (steps.py) whenever it is read, so that the table is the only
truth.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db import models

from reticent.access import casework
from reticent.disclosure import legal_holds, steps
from reticent.disclosure.steps import Known
from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind
from reticent.drawer.slips import Drawer, Opened
from reticent.errors import Broken, Malformed, Refused
from reticent.people import adoptions
from reticent.people.libraries import Library
from reticent.policy import Policy, nothing_decided

OPENED_BY = {"asking": "ask", "taking": "take"}
_PATH_OF = {step: path for path, step in OPENED_BY.items()}
# Five years, with the leap days that may lie in them: as long as an account of disclosures is owed (CGS 4-193(c)).
KEPT_DAYS = 5 * 365 + 2

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

    objects: ClassVar[models.Manager["Case"]] = models.Manager()

    class Meta:
        ordering = ["opened_at", "handle"]

    def __str__(self) -> str:
        return f"{shown_as(self.handle)} of {self.library}: {self.state}"


@dataclass(frozen=True, repr=False)
class OfCase:
    """Whatever is told of one case, by its handle."""

    handle: str

    @property
    def shown(self) -> str:
        """Its handle in short, as people say it."""
        return shown_as(self.handle)


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


def shown_as(handle: str) -> str:
    """A handle in short, as people say it: its first eight signs. No library has two of one such name in years."""
    plain = handle.removeprefix("case-")
    return f"case-{plain[:4]}-{plain[4:8]}"


def named(library: Library, typed: str) -> Case:
    """The row of the case that somebody means by its handle, or by as much of it as says which."""
    wanted = "".join(typed.lower().removeprefix("case").split()).replace("-", "")
    found = [row for row in rows_here(library) if row.handle.removeprefix("case-").startswith(wanted)]
    if len(found) != 1 or not wanted:
        raise NoSuchCase(
            f"{library.name} has no one case of that handle. Cases here: `reticent cases list --library {library.slug}`."
        )
    return found[0]


def rows_here(library: Library) -> list[Case]:
    return list(Case.objects.filter(library=library.slug).exclude(state=Case.TAKEN_OUT))


def row_of(library: Library, handle: str, *, now: datetime, to_write: bool = False) -> Case:
    found = Case.objects.filter(library=library.slug, handle=handle).exclude(state=Case.TAKEN_OUT)
    row = (found.select_for_update() if to_write else found).first()
    if row is None or is_over(library, row, now=now):
        raise NoSuchCase(
            f"{library.name} has no such case. It may have been kept for its years, or gone to paper. See the list of "
            "cases."
        )
    return row


def kept_until(library: Library, row: Case) -> date | None:
    """The day on which a closed case is ended; none while it is open."""
    days = kinds.days_after(library.periods)[CASE_ACT.name]
    return row.closed_on + timedelta(days=days) if row.closed_on else None


def is_over(library: Library, row: Case, *, now: datetime) -> bool:
    """Whether its years are over: what the night has not ended yet is not shown any more."""
    ends = kept_until(library, row)
    return ends is not None and library.day_of(now) >= ends


def slips_of(drawer: Drawer, library: Library, handle: str) -> list[Opened]:
    return drawer.find(casework.for_case(library, handle), subject=handle, kind=CASE_ACT.name)


def acts_of(row: Case, slips: Iterable[Opened]) -> list[Act]:
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


def known_of(library: Library, row: Case, acts: Sequence[Act]) -> Known:
    """What is known of a case: its acts, taken one after the other under the policy of their day."""
    try:
        *_, known = replayed(library, acts)
    except (Refused, Malformed, KeyError):
        known = None
    if known is None or (known.path, known.state) != (row.path, row.state):
        raise CaseDamaged(
            f"What was done in {shown_as(row.handle)} does not lead to where it is said to stand. Stop, change nothing "
            "in it, and put the last backup back (`reticent restore`)."
        )
    return known


def replayed(library: Library, acts: Sequence[Act]) -> Iterator[Known]:
    """What was known after each of these acts."""
    first, *others = acts
    known = steps.begin(_PATH_OF[first.step], first.details, _policy(library, first.policy))
    yield known
    for act in others:
        known = steps.recalled(known, act.step, act.details, _policy(library, act.policy))
        yield known


def as_of(drawer: Drawer, library: Library, row: Case, acts: Sequence[Act], *, on: date) -> Known:
    """What is known of a case on a day: what its acts say, and whether it keeps anything today."""
    found = legal_holds.of_case(drawer, library, case=row.handle, today=on)
    return with_holds(known_of(library, row, acts), found)


def with_holds(known: Known, found: Sequence[Opened]) -> Known:
    """A hold ends by itself, and no act says so: whether one stands is asked of the drawer."""
    word = {legal_holds.STANDS}
    return replace(known, evidence=known.evidence | word if found else known.evidence - word)


def _policy(library: Library, digest: str) -> Policy:
    if not digest:
        return nothing_decided(library.slug, library.name, library.loan_days)
    return adoptions.text_of(library.slug, digest)
