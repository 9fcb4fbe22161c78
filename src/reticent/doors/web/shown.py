"""What each page shows, as plain frozen values: the contract between the views and the templates.

A view asks the inner rooms, puts the answer into one of these, and renders. Nothing here knows a rule, a
table or a person; whatever is a string here was decided on elsewhere and may be shown to the page's reader.
To nobody else: none of these says in its `repr` what it holds.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from reticent.disclosure.rehearsing import Brought, Went
from reticent.doors.web.charts import Chart

# Lamp green, date-stamp red, blue pencil; `done` is an act carried out, `told` gives nothing away.
Outcome = Literal["allowed", "refused", "referred", "done", "told"]


@dataclass(frozen=True, repr=False)
class Place:
    """One link of the main navigation."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, repr=False)
class Tongue:
    """One language in which this page can be read."""

    code: str
    name: str
    current: bool


@dataclass(frozen=True, repr=False)
class Here:
    """The frame around every page: which library, where one can go, and as what one is signed in."""

    library: str = ""
    slug: str = ""
    home: str = "/"
    places: tuple[Place, ...] = ()
    signed_in_as: str = ""
    sign_out: str = ""
    fresh: str = ""
    undecided: bool = False
    set_up: str = ""
    language: str = "en"
    tongues: tuple[Tongue, ...] = ()
    address: str = ""
    on: str = ""

    @property
    def is_english(self) -> bool:
        """Whether the page is in the language of the adopted texts."""
        return self.language == "en"


@dataclass(frozen=True, repr=False)
class Drawer:
    """One library on the front page."""

    name: str
    home: str
    my_record: str
    desk: str


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
class Chapter:
    """The clauses under one heading."""

    heading: str
    lang: str
    clauses: tuple[Clause, ...]


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
class Card:
    """A decision, as the desk reads it. `say` is read aloud to whoever asks; `note` is for the clerk alone."""

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


@dataclass(frozen=True, repr=False)
class Key:
    """One number key at the desk: the digit, the purpose behind it, and what else must be said."""

    digit: str
    value: str
    label: str
    hint: str = ""
    question: str = ""
    choices: tuple[Choice, ...] = ()
    looks_up: bool = True
    grave: bool = False
    names: str = ""

    @property
    def names_name(self) -> str:
        """The form field that carries who it is, where `names` asks that."""
        return f"{self.value}_named"

    @property
    def answer_name(self) -> str:
        """The form field that carries the answer to this key's question."""
        return f"{self.value}_told"


@dataclass(frozen=True, repr=False)
class Problem:
    """One thing to mend, with the field it is about."""

    text: str
    field: str = ""


@dataclass(frozen=True, repr=False)
class Desk:
    """/<library>/desk"""

    keys: tuple[Key, ...]
    chosen: str = ""
    told: str = ""
    card: Card | None = None
    problems: tuple[Problem, ...] = ()
    named: str = ""
    typed: str = ""


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
    """How often records were opened for one duty this week, and how often that was refused."""

    duty: str
    opened: int
    refused: int


@dataclass(frozen=True, repr=False)
class LedgerState:
    """The log and its last signed checkpoint; `verified` is None until someone asks."""

    size: int
    checkpoint_on: date | None
    root: str
    verified: bool | None = None
    problems: tuple[str, ...] = ()


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
class Wanted:
    """One thing the director must do, with where to do it. `grave` ones come first and stay."""

    text: str
    grave: bool = False
    href: str = ""
    link: str = ""


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


@dataclass(frozen=True, repr=False)
class TakeBack:
    """One thing that a patron may take back on her own page."""

    label: str
    token: str
    href: str


@dataclass(frozen=True, repr=False)
class Kept:
    """One kind of record about the patron: what it says, why it is kept, and until when."""

    kind: str
    facts: tuple[Fact, ...]
    lines: tuple[Line, ...]
    why: str
    until: str
    came_from: str
    because: tuple[Clause, ...] = ()
    empty: str = ""
    heads: tuple[str, str] = ("", "")
    take_backs: tuple[TakeBack, ...] = ()


@dataclass(frozen=True, repr=False)
class Looked:
    """One look at the patron's record: the role that looked, never the person."""

    day: date
    role: str
    purpose: str
    refused: bool


@dataclass(frozen=True, repr=False)
class MyRecord:
    """/<library>/my-record"""

    name: str
    as_of: datetime
    kept: tuple[Kept, ...]
    looked: tuple[Looked, ...]
    looked_since: date | None
    elsewhere: str
    ended_readable_until: date | None = None
    because: tuple[Clause, ...] = ()


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
    because: tuple[Clause, ...]


@dataclass(frozen=True, repr=False)
class Sign:
    """A sign-in form of one field and a secret."""

    title: str
    heading: str
    action: str
    who_label: str
    secret_label: str
    button: str
    who_hint: str = ""
    problems: tuple[Problem, ...] = ()
    digits_only: bool = False
    remark: str = ""
    link: str = ""
    link_says: str = ""
    kept: str = ""


@dataclass(frozen=True, repr=False)
class Trouble:
    """An error page: what happened, and what to do next. Never a trace, never data."""

    status: int
    title: str
    what: str
    next: str
    problems: tuple[str, ...] = ()
    tone: Literal["refused", "referred"] = "refused"


@dataclass(frozen=True, repr=False)
class TextRow:
    """One text of the library: how far it came, by whom, and what became of its file."""

    id: str
    state: str
    drafted: str
    reviewed: str
    adopted: str
    reference: str
    begins: str
    superseded_by: str
    file: str
    file_is_whole: bool
    href: str
    packet: str = ""


@dataclass(frozen=True, repr=False)
class Mended:
    """One finding of the linter on a text."""

    code: str
    severity: str
    title: str
    wrong: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class ToMend:
    """What a board should mend in a text: how many of each severity, each finding, and where the packet is."""

    counted: str
    found: tuple[Mended, ...]
    packet: str


@dataclass(frozen=True, repr=False)
class Written:
    """One text that is not adopted yet: the next step, and, if asked for, what it would change."""

    id: str
    state: str
    token: str
    body: str
    caution: str
    forms: tuple[Form, ...]
    mend: ToMend | None = None
    asked_for: bool = False
    answers: tuple[tuple[str, str, str], ...] = ()
    rules: tuple[tuple[str, str, str], ...] = ()
    kinds: tuple[tuple[str, str, str], ...] = ()
    against: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class ByPeople:
    """One promise that only people can keep: who is asked, when it was last seen to, and from when again."""

    clause: str
    text: str
    who: str
    seen_to: str
    again: str
    is_due: bool
    token: str
    today: str


@dataclass(frozen=True, repr=False)
class Adopting:
    """The director's page of the policy: which one is in force, what is being written, what wants somebody."""

    in_force: PolicyInForce | None
    facts: tuple[Fact, ...]
    wanted: tuple[Wanted, ...]
    texts: tuple[TextRow, ...]
    written: tuple[Written, ...]
    problems: tuple[Problem, ...] = ()
    put_back: bool = False
    kept: tuple[ByPeople, ...] = ()


@dataclass(frozen=True, repr=False)
class CallRow:
    """One office that is called: why, how it is reached, and what may be done about its line."""

    number: int
    office: str
    why: str
    clauses: tuple[Clause, ...]
    facts: tuple[Fact, ...]
    note: str
    named: bool
    is_known: bool
    is_first: bool
    is_last: bool
    token: str
    form: Form


@dataclass(frozen=True, repr=False)
class ActsRow:
    """One account that may act for the custodian, from when until when, by which paper."""

    who: str
    begins: str
    until: str
    paper: str
    standing: str
    holds: bool
    token: str


@dataclass(frozen=True, repr=False)
class Calling:
    """The director's page of whom to call, and of who may act for the custodian."""

    custodian: str
    rows: tuple[CallRow, ...]
    add: Form
    acting: tuple[ActsRow, ...]
    appoint: Form | None
    nobody: str
    problems: tuple[Problem, ...] = ()
    done: str = ""
    put_back: str = ""


@dataclass(frozen=True, repr=False)
class Wording:
    """A text that answers so, and the clauses by which it does."""

    called: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, repr=False)
class Answerable:
    """One thing that may be answered, with the wording of those who do."""

    value: str
    says: str
    chosen: bool
    wordings: tuple[Wording, ...]


@dataclass(frozen=True, repr=False)
class AskedPart:
    """One part of a question: a choice, or something to write down."""

    id: str
    asks: str
    kind: str
    choices: tuple[Answerable, ...] = ()
    value: str = ""
    error: str = ""
    silent: str = ""
    only_with: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing was chosen."""
        return not any(choice.chosen for choice in self.choices)


@dataclass(frozen=True, repr=False)
class OwnSentence:
    """A sentence of the library's own text: whether it is put to this question, and to which it seems to belong."""

    key: str
    text: str
    to: str
    said: str = ""
    guess: str = ""
    seems: str = ""

    @property
    def place(self) -> str:
        """Where it was put, or else where it seems to belong."""
        return self.to or self.guess


@dataclass(frozen=True, repr=False)
class Stop:
    """One question in the list of all of them."""

    called: str
    href: str
    answered: str
    open: str
    current: bool = False


@dataclass(frozen=True, repr=False)
class SettingUp:
    """The pages of the set-up: one question, the pasted text, the summary."""

    stops: tuple[Stop, ...]
    decided: int
    uncovered: tuple[OwnSentence, ...]
    sentences: int
    number: int = 0
    called: str = ""
    asks: str = ""
    why: str = ""
    parts: tuple[AskedPart, ...] = ()
    own: tuple[OwnSentence, ...] = ()
    problems: tuple[Problem, ...] = ()
    back: str = ""
    places: tuple[tuple[str, str], ...] = ()
    pasted: str = ""
    undecided: tuple[Stop, ...] = ()
    findings: tuple[tuple[str, str, str], ...] = ()
    draft: str = ""
    replaces: str = ""
    sha256: str = ""
    can_begin_from: str = ""

    @property
    def count(self) -> int:
        """How many questions there are."""
        return len(self.stops)


@dataclass(frozen=True, repr=False)
class Mark:
    """One answer that may be marked; `says` is the number of the words that belong to it, `key` what chooses it."""

    value: str
    label: str
    chosen: bool
    says: int | None = None
    digit: str = ""
    letter: str = ""


@dataclass(frozen=True, repr=False)
class Point:
    """One point of a list, each with the same answers."""

    name: str
    question: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, repr=False)
class Blank:
    """One thing that is written down in a case: what stands in it, and what is wrong with it."""

    id: str
    name: str
    label: str
    kind: str
    value: str = ""
    marks: tuple[Mark, ...] = ()
    rarer: tuple[Mark, ...] = ()
    points: tuple[Point, ...] = ()
    hint: str = ""
    required: bool = False
    most: int = 0
    error: str = ""
    first_wrong: bool = False

    @property
    def target(self) -> str:
        """Where to go to fill it in."""
        if self.points:
            return f"{self.points[0].name}-{self.points[0].marks[0].value}"
        return f"{self.id}-{self.marks[0].value}" if self.marks and self.kind != "list" else self.id

    @property
    def is_rare(self) -> bool:
        """Whether one of the rarer answers is chosen."""
        return any(mark.chosen for mark in self.rarer)

    @property
    def described_by(self) -> str:
        """What else is said of it, for whoever hears the page."""
        parts = ("error" if self.error else "", "hint" if self.hint else "")
        return " ".join(f"{self.id}-{part}" for part in parts if part)


@dataclass(frozen=True, repr=False)
class Number:
    """One way to reach an office, when it is good for, and its address."""

    number: str
    when: str
    href: str


@dataclass(frozen=True, repr=False)
class Call:
    """One office to call, and why; without clauses it is our advice. Numbers as far as the library noted them."""

    office: str
    why: str
    clauses: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    note: str = ""
    tries: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Visit:
    """/<library>/visit"""

    words: Card
    paper: Card
    silenced: Card
    custodian: str
    never: tuple[str, ...]
    calls: tuple[Call, ...]


@dataclass(frozen=True, repr=False)
class Asking:
    """/<library>/visit/asking and /visit/taking: what to say, whom to call, and what is written down."""

    token: str
    blanks: tuple[Blank, ...]
    sayings: tuple[Card, ...]
    calls: tuple[Call, ...]
    of_askers: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, repr=False)
class StepForm:
    """One step that may be taken in a case now, or not yet and why."""

    step: str
    label: str
    words: str
    clauses: tuple[Clause, ...]
    token: str = ""
    blanks: tuple[Blank, ...] = ()
    why_not: str = ""
    open: bool = False
    grave: bool = False

    @property
    def name(self) -> str:
        """What the page calls its place."""
        return f"step-{self.step.replace(':', '-')}"

    # Where it is done, if it has a page of its own.
    href: str = ""


@dataclass(frozen=True, repr=False)
class Done:
    """One thing that was done in a case."""

    number: int
    at: datetime
    when: str
    label: str
    by: str
    facts: tuple[Fact, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class DueBy:
    """Something to be done by a moment."""

    what: str
    by: str
    late: bool
    clauses: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, repr=False)
class Paper:
    """A letter that may be written in a case now."""

    title: str
    language: str
    pdf: str
    text: str


@dataclass(frozen=True, repr=False)
class CaseShown:
    """/<library>/case"""

    called: str
    title: str
    state: str
    what: str
    opened: str
    zone: str
    card: Card
    facts: tuple[Fact, ...]
    held: tuple[Fact, ...]
    due: tuple[DueBy, ...]
    calls: tuple[Call, ...]
    token: str
    next: tuple[StepForm, ...]
    also: tuple[StepForm, ...]
    not_yet: tuple[StepForm, ...]
    done: tuple[Done, ...]
    letters: tuple[Paper, ...] = ()
    problems: tuple[Problem, ...] = ()
    closed: str = ""
    at_desk: bool = False


@dataclass(frozen=True, repr=False)
class SearchForm:
    """The one form on the page of a search: what it does next, and what it asks for."""

    do: str
    label: str
    token: str
    blanks: tuple[Blank, ...]


@dataclass(frozen=True, repr=False)
class FoundTable:
    """What is named of one kind of record."""

    heading: str
    heads: tuple[str, ...]
    lines: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, repr=False)
class FoundPerson:
    """What is named of one person, who is called by a number here."""

    called: str
    tables: tuple[FoundTable, ...]


@dataclass(frozen=True, repr=False)
class SearchShown:
    """/<library>/case/search"""

    called: str
    back: str
    form: SearchForm | None = None
    why_not: str = ""
    plan: tuple[str, ...] = ()
    elsewhere: str = ""
    found: bool = False
    again: bool = False
    people: tuple[FoundPerson, ...] = ()
    in_short: str = ""
    shut: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, repr=False)
class CaseRow:
    """One case in the list."""

    called: str
    who: str
    state: str
    opened: str
    due: str
    late: bool
    href: str


@dataclass(frozen=True, repr=False)
class Cases:
    """/<library>/cases"""

    open: tuple[CaseRow, ...]
    closed: tuple[CaseRow, ...]
    zone: str
    stale: bool = False
    all_of_them: bool = False
    this_year: int = 0
    this_years: tuple[Asked, ...] = ()


@dataclass(frozen=True, repr=False)
class Rehearsal:
    """/<library>/rehearsal before it begins, and the officer's card: how it is played, and the made-up papers."""

    mark: str
    rules: tuple[str, ...]
    minutes: int
    papers: tuple[Brought, ...]
    last: str = ""
    changed_since: bool = False
    stale: bool = False


@dataclass(frozen=True, repr=False)
class Judged:
    """One part of a made-up visit: how it went, what is right here, what would have happened, and the clauses."""

    label: str
    went: str
    what: str
    otherwise: str
    clauses: tuple[Clause, ...]

    @property
    def verdict(self) -> str:
        """How it went, in words: colour never speaks alone."""
        return {"right": "Right", "safe": "No harm done", "wrong": "Read this again"}[self.went]


@dataclass(frozen=True, repr=False)
class RehearsalTurn:
    """One made-up paper: the question that is asked now, or the card of how it went."""

    token: str
    mark: str
    number: int
    count: int
    minute: int
    minutes: int
    brought: Brought
    stage: str
    buttons: tuple[tuple[str, str], ...] = ()
    blanks: tuple[Blank, ...] = ()
    words: Card | None = None
    judged: tuple[Judged, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_last(self) -> bool:
        """Whether the end comes next."""
        return self.number == self.count

    @property
    def went_well(self) -> bool:
        """Whether nothing is to be read again."""
        return all(part.went == "right" for part in self.judged)


@dataclass(frozen=True, repr=False)
class RehearsalEnd:
    """The end of a rehearsal: what went well, what to read again, and its acknowledgement."""

    token: str
    minute: int
    minutes: int
    went: tuple[Went, ...]
    again: tuple[tuple[str, tuple[Judged, ...]], ...]
    policy: str
    sha256: str
    on: str
    acknowledged: bool
