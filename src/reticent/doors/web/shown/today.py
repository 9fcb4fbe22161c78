"""What the director's page of the day shows: what is wanted, what is held, what was forgotten."""

from dataclasses import dataclass
from datetime import date

from reticent.doors.web.charts import Chart
from reticent.doors.web.shown.cards import Fact
from reticent.doors.web.shown.promise import PolicyInForce

# As many things to do fit a screen beside the lines.
AT_ONCE = 5


@dataclass(frozen=True, repr=False)
class Held:
    """One kind of record on the director's page. `None` is unknown, and is said so."""

    kind: str
    now: int | None
    oldest: date | None
    until: str
    late: bool = False


@dataclass(frozen=True, repr=False)
class Turn:
    """A key that was destroyed, or whose destruction waits, with the reason."""

    number: int
    turned: date
    kept: int | None
    dropped: int | None
    forgotten: date | None = None
    readable_until: date | None = None
    waits_because: str = ""


@dataclass(frozen=True, repr=False)
class Looks:
    """How often records were opened for one duty this week, how often refused, and how often by mistake."""

    duty: str
    opened: int
    refused: int
    mistakes: int = 0


@dataclass(frozen=True, repr=False)
class LedgerState:
    """The log and its last signed checkpoint; `verified` is None until someone asks."""

    size: int
    checkpoint_on: date | None
    root: str
    verified: bool | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Wanted:
    """One thing the director must do, with where to do it. `grave` ones come first and stay."""

    text: str
    grave: bool = False
    href: str = ""
    link: str = ""


@dataclass(frozen=True, repr=False)
class DayLine:
    """One matter of the day in a few words, and where it stands; `due` where it wants something."""

    called: str
    href: str
    said: str
    due: bool = False


@dataclass(frozen=True, repr=False)
class Mailed:
    """What was mailed to one office on a day: of which cases, in short, and of how many other things."""

    on: date
    office: str
    about: str


@dataclass(frozen=True, repr=False)
class Today:
    """/<library>/today"""

    day: date
    wanted: tuple[Wanted, ...]
    held: tuple[Held, ...]
    turns: tuple[Turn, ...]
    next_turn: date | None
    days_into_turn: int
    days_a_turn: int
    window_days: int
    backups: tuple[Fact, ...]
    ledger: LedgerState
    looks: tuple[Looks, ...]
    policy: PolicyInForce
    calling: str
    charts: tuple[Chart, ...] = ()
    turns_chart: Chart | None = None
    asked_for: int = 0
    lines: tuple[DayLine, ...] = ()
    mailed: tuple[Mailed, ...] = ()
    mail_is_sent: bool = True

    @property
    def first(self) -> tuple[Wanted, ...]:
        """What is shown at once."""
        return self.wanted[:AT_ONCE]

    @property
    def more(self) -> tuple[Wanted, ...]:
        """What is folded away under it: never anything graver than what is shown."""
        return self.wanted[AT_ONCE:]

    @property
    def holds_nothing(self) -> bool:
        """Whether there is no record of anybody here yet, as far as is known."""
        return not any(row.now for row in self.held)

    @property
    def last_turn(self) -> Turn | None:
        """The newest turn: `turns` come newest first."""
        return self.turns[0] if self.turns else None

    @property
    def last_forgotten(self) -> Turn | None:
        """The newest turn whose key is gone."""
        return next((turn for turn in self.turns if turn.forgotten), None)

    @property
    def forgotten_within_days(self) -> int:
        """Turnover and recovery window together: after that, nobody can bring it back."""
        return self.days_a_turn + self.window_days

    @property
    def most_looks(self) -> int:
        """The longest bar of the chart."""
        return max((look.opened + look.refused for look in self.looks), default=1) or 1
