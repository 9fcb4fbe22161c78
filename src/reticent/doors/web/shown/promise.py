"""What the public pages of a policy show: what it promises, what changed, how often somebody asked."""

from dataclasses import dataclass

from reticent.doors.web.charts import Chart
from reticent.doors.web.shown.cards import Card, Clause, Fact


@dataclass(frozen=True, repr=False)
class Chapter:
    """The clauses under one heading."""

    heading: str
    lang: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, repr=False)
class PolicyInForce:
    """Which text decides, since when, and by whose approval."""

    title: str
    id: str
    approved_by: str
    effective: str
    sha256: str
    clauses: int


@dataclass(frozen=True, repr=False)
class Period:
    """One row of the public table: how long a kind of record is kept, and by which clause."""

    kind: str
    until: str
    why: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, repr=False)
class Days:
    """How many days a kind is kept after its need ended, and after how many nobody can read a copy."""

    kind: str
    after: int
    gone: int


@dataclass(frozen=True, repr=False)
class WhoSees:
    """One purpose for which records are opened: who may, and which fields."""

    purpose: str
    who: str
    fields: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, repr=False)
class Telling:
    """Somebody who may ask, or send papers, and what is done."""

    who: str
    text: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, repr=False)
class Changed:
    """One thing that is otherwise than in the version before; empty where one of the two says nothing of it."""

    heading: str
    before: str
    now: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, repr=False)
class Version:
    """Another text of the same library, and where it can be read."""

    title: str
    dates: str
    href: str


@dataclass(frozen=True, repr=False)
class Asked:
    """How many requests from outside had this paper and came to this, in a year. No kind: none in that year."""

    year: int
    kind: str = ""
    outcome: str = ""
    count: int = 0


@dataclass(frozen=True, repr=False)
class Requests:
    """The requests from outside, in figures; `next_on` is the day of those of the next year."""

    rows: tuple[Asked, ...]
    next_year: int
    next_on: str
    cannot_say: tuple[str, ...]
    because: tuple[Clause, ...] = ()


@dataclass(frozen=True, repr=False)
class Learner:
    """A company that learns something about readers: what it does, what it learns, and where its own policy stands."""

    name: str
    does: str
    learns: str
    site: str = ""


@dataclass(frozen=True, repr=False)
class Promise:
    """/<library>/ and /<library>/policy/<id>: a policy in plain words, with every clause it rests on."""

    policy: PolicyInForce
    kept: tuple[Period, ...]
    sees: tuple[WhoSees, ...]
    tells: tuple[Telling, ...]
    police: Card
    notices: tuple[Telling, ...]
    clauses: tuple[Chapter, ...]
    window_days: int
    turn_days: int
    settled: tuple[Telling, ...] = ()
    facts: tuple[Fact, ...] = ()
    changes: tuple[Changed, ...] = ()
    before: Version | None = None
    earlier: tuple[Version, ...] = ()
    instead: Version | None = None
    coming: Version | None = None
    not_yet: bool = False
    clauses_at: str = ""
    pdf: str = ""
    consortium: str = ""
    days: tuple[Days, ...] = ()
    days_chart: Chart | None = None
    requests: Requests | None = None
    learners: tuple[Learner, ...] = ()

    @property
    def read_too(self) -> bool:
        """Whether a clause stands there in another language beside the one it was adopted in."""
        return any(clause.adopted for chapter in self.clauses for clause in chapter.clauses)

    @property
    def forgotten_within_days(self) -> int:
        """Turnover and recovery window together."""
        return self.turn_days + self.window_days


@dataclass(frozen=True, repr=False)
class PermissionForm:
    """/<library>/permission : the paper by which a patron lets somebody else know or collect something."""

    custodian: str
    names: tuple[str, ...]
    usual: int
    most: int
    guardians: bool
    version: str
    informed: bool
    because: tuple[Clause, ...]
