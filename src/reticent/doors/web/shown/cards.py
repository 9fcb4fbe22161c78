"""What the card of a decision shows, and the forms and fields of which the other pages are made, too."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

# Lamp green, date-stamp red, blue pencil; `done` is an act carried out, `told` gives nothing away.
Outcome = Literal["allowed", "refused", "referred", "done", "told"]


@dataclass(frozen=True, repr=False)
class Clause:
    """One reason: what the adopted policy or the statute says, and under which id anyone can look it up.

    `adopted` is there where `text` is a translation; `lang` is the language of `text`.
    """

    id: str
    source: str
    text: str = ""
    lang: str = "en"
    adopted: str = ""


@dataclass(frozen=True, repr=False)
class Step:
    """A lawful next step. With an address it is a button, without one it is words."""

    label: str
    code: str = ""
    href: str = ""


@dataclass(frozen=True, repr=False)
class Fact:
    """One field that was opened, with the words for it."""

    label: str
    value: str
    tone: Literal["", "due", "stamp"] = ""


@dataclass(frozen=True, repr=False)
class Line:
    """One thing out or owed: a title with its day, or a charge with its amount."""

    what: str
    when: date | None = None
    amount: str = ""
    note: str = ""
    late: bool = False


@dataclass(frozen=True, repr=False)
class Lines:
    """A short table on a card: loans, charges, holds. `empty` is said when there are none."""

    heading: str
    what: str
    when: str
    lines: tuple[Line, ...]
    empty: str = ""


@dataclass(frozen=True, repr=False)
class Pick:
    """One of several persons whom it may be: the name, the least that tells apart, a sealed choice and its letter."""

    name: str
    told_apart_by: str
    token: str
    letter: str


@dataclass(frozen=True, repr=False)
class Ask:
    """The one further question on a card: a field whose answer is posted with the sealed token.

    `do` names the act (“lend”, “return”); everything at the desk is posted to the desk's own address.
    """

    do: str
    label: str
    token: str
    button: str
    hint: str = ""
    name: str = "item"
    error: str = ""
    takes_text: bool = True


@dataclass(frozen=True, repr=False)
class Choice:
    """One answer to a question that a key brings with it, and the letter that chooses it."""

    value: str
    label: str
    letter: str
    wants_name: bool = False


@dataclass(frozen=True, repr=False)
class Entry:
    """One field of a form on a card: what stands in it, and what is wrong with it."""

    name: str
    label: str
    value: str = ""
    kind: Literal["text", "lines", "secret", "date", "scan", "tel"] = "text"
    hint: str = ""
    error: str = ""
    first_wrong: bool = False


@dataclass(frozen=True, repr=False)
class Tick:
    """One thing to say yes to, under the field that it is about."""

    name: str
    label: str
    ticked: bool
    under: str
    error: str = ""


@dataclass(frozen=True, repr=False)
class Form:
    """One act that a card offers, shut until it is wanted; `open` where something in it must be mended."""

    do: str
    label: str
    token: str
    button: str
    note: str = ""
    entries: tuple[Entry, ...] = ()
    ticks: tuple[Tick, ...] = ()
    question: str = ""
    choice_name: str = ""
    choices: tuple[Choice, ...] = ()
    told: str = ""
    error: str = ""
    open: bool = False


@dataclass(frozen=True, repr=False)
class Stamped:
    """What this sitting has already lent, newest last: the date-due slip."""

    what: str
    due: date


@dataclass(frozen=True, repr=False)
class ShelfSlip:
    """What lies in an item on the hold shelf, for all to see: a made-up name, and no title."""

    name: str
    library: str
    branch: str
    since: date


@dataclass(frozen=True, repr=False)
class Receipt:
    """What whoever paid takes along: how much, where and when. No name, no card and no title."""

    amount: str
    library: str
    branch: str
    on: date


@dataclass(frozen=True, repr=False)
class Card:
    """A decision, as the desk reads it. `say` is read aloud to whoever asks; `note` is for the clerk alone.

    `titles_if_asked`: on paper the slip names titles only where whoever stands there asks for them.
    """

    outcome: Outcome
    tab: str
    verdict: str
    say: str = ""
    note: str = ""
    facts: tuple[Fact, ...] = ()
    tables: tuple[Lines, ...] = ()
    picks: tuple[Pick, ...] = ()
    ask: Ask | None = None
    forms: tuple[Form, ...] = ()
    slip: tuple[Stamped, ...] = ()
    titles_if_asked: bool = False
    shelf: ShelfSlip | None = None
    receipt: Receipt | None = None
    because: tuple[Clause, ...] = ()
    steps: tuple[Step, ...] = ()
    written_down: str = ""

    @property
    def tone(self) -> str:
        """The rule on top of the card. Colour never speaks alone: the verdict says it in words."""
        return {"refused": "refused", "referred": "referred"}.get(self.outcome, "allowed")

    @property
    def to_mend(self) -> bool:
        """Whether a form on it lies open because something must be mended: then the focus is there."""
        return any(form.open for form in self.forms)

    @property
    def linked(self) -> tuple[Step, ...]:
        """The steps that are one press away."""
        return tuple(step for step in self.steps if step.href)

    @property
    def words(self) -> tuple[Step, ...]:
        """The steps that people take, outside this screen."""
        return tuple(step for step in self.steps if not step.href)
