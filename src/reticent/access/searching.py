"""What a case may have opened: by a person, an item, a time or an address, and only the fields that the paper names.

A search begins by asking the policy once more, at that moment, and by being written into the ledger; only then is a slip
opened. Of what is found, the named fields between the named days come out as text. All else is counted and stays shut.
"""

import ipaddress
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from datetime import date, datetime
from typing import Any

from reticent.access.records import kept_fields
from reticent.drawer import drawers, kinds
from reticent.drawer.minting import mint
from reticent.drawer.permits import NotPermitted, Permit
from reticent.drawer.slips import Drawer, Opened
from reticent.errors import Refused
from reticent.ledger import log
from reticent.people import finding, patrons, spelling, statements
from reticent.people.libraries import Library
from reticent.policy import FIELDS, Decision, Request, contests, decide
from reticent.records import disclosures, holds, items
from reticent.records.items import Item

# The kinds that this program searches for a case, as the law reaches them.
SEARCHED = ("registration", "loan", "charge", "hold")
# What somebody did at the library on a day; a registration stands, whatever the days.
ACTS = ("loan", "charge", "hold")
# What else there may be of a person, which no paper can name here: counted, and left shut. Who looked and what was
# disclosed is left out: it tells of other cases, and would be another number at the hand-over.
COUNTED = (
    "guardian_link", "designation", "contact_wish", "friends_choice", "staff_note", "permission", "complaint",
    "program_signup", "interlibrary_request",
)  # fmt: skip
PURPOSE = "case"
# What goes with them, in the words of whoever it is about.
STATEMENT = "statement"
_STATED = tuple(f"{STATEMENT}.{name}" for name in ("about", "words", "withdrawn_on"))
# Why something was counted and not shown.
NOT_NAMED, OTHER_DAYS, OVER, NOT_OWED = "not_named", "other_days", "over", "not_owed"
# What is searched for to get money back: of whom nothing is owed, nothing is given.
RECOVERY = "recovery"

# What must be known to tell whether a record is one that is named; it is read, and shown to nobody.
_DAY = {"registration": "registered", "loan": "lent_on", "charge": "since", "hold": "placed_on"}
_TO_TELL = {
    "registration": ("registered",),
    "loan": ("lent_on", "returned_on", "due"),
    "charge": ("since", "paid_on"),
    "hold": ("placed_on", "ended_on", "until"),
}
_BEGUN = object()
_ALSO = {
    "registration.standing": ("expires",),
    "registration.minor": ("adult_on", "grown"),
    "loan.title": ("item",),
    "hold.title": ("item",),
}


class NotSearched(Refused):
    """The policy or the law does not open this to the case as it stands. Holds the decision, to be shown."""

    def __init__(self, why: str, decision: Decision) -> None:
        super().__init__(why)
        self.decision = decision


@dataclass(frozen=True, repr=False)
class Named:
    """What the paper names: which fields, and of what was done between which days."""

    fields: tuple[str, ...]
    first: date | None = None
    last: date | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of which anything is named."""
        return frozenset(name.partition(".")[0] for name in self.fields)

    @property
    def acts(self) -> tuple[str, ...]:
        """Of the named kinds, those that tell what somebody did."""
        return tuple(kind for kind in ACTS if kind in self.kinds)

    def covers(self, day: date | None) -> bool:
        """Whether something done on this day is named."""
        if day is None:
            return self.first is None and self.last is None
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, repr=False)
class Search:
    """A search that was allowed and written down: only `begin` makes one."""

    library: Library
    request: Request
    named: Named
    decision: Decision
    today: date
    begun: InitVar[object]

    def __post_init__(self, begun: object) -> None:
        if begun is not _BEGUN:
            raise NotPermitted("A search was begun that nobody wrote down.")


@dataclass(frozen=True, repr=False)
class Row:
    """One record that is named, as far as it is."""

    kind: str
    on: date | None
    values: Mapping[str, str]


@dataclass(repr=False)
class Gathered:
    """What was found: by person the records that are named, and how many of those had ended and were kept for a legal
    request; and how many others there were, by kind and why."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    others: Counter[tuple[str, str]] = field(default_factory=Counter)
    kept: int = 0

    def add(self, more: "Gathered") -> None:
        """Put together with what else was found."""
        for person, rows in more.rows.items():
            self.rows.setdefault(person, []).extend(rows)
        self.others += more.others
        self.kept += more.kept

    def counts(self) -> dict[str, dict[str, int]]:
        """By person, how many records of each kind are named."""
        return {person: dict(Counter(row.kind for row in rows)) for person, rows in self.rows.items() if rows}


def fields_said(of: Iterable[str]) -> tuple[str, ...]:
    """Every field of these kinds that a paper can say of one record."""
    chosen = set(of)
    return tuple(name for name in _SAID if name.partition(".")[0] in chosen)


def may_be_searched(decision: Decision) -> tuple[str, ...]:
    """Of what the decision opens, the fields that this program can search for."""
    return tuple(name for name in decision.fields if name.partition(".")[0] in SEARCHED)


def begin(library: Library, request: Request, named: Named, *, case: str, role: str, now: datetime) -> Search:
    """Ask the policy, write the search down, and let it begin. `NotSearched` where it may not, written down as well."""
    today, decision = library.day_of(now), decide(request, library.policy)
    why = _why_not(decision, named)
    entry = log.Entry(
        day=today,
        action="look-refused" if why else "case-searched",
        role=role,
        basis=decision.clauses or ("S-3",),
        policy=library.policy_sha256,
        case=case,
    )
    # Logged first: a crash may leave a search that opened nothing, never one that nobody wrote down.
    log.append(library.slug, entry)
    if why:
        raise NotSearched(why, decision)
    return Search(library, request, named, decision, today, begun=_BEGUN)


def _why_not(decision: Decision, named: Named) -> str:
    if not decision.allowed:
        return " ".join(("Nothing may be searched for as it stands.", *decision.because))
    if not named.fields:
        return "Nothing is named. Search for exactly what the paper names, and say which fields those are."
    if beyond := [name for name in named.fields if name not in may_be_searched(decision)]:
        said = ", ".join(FIELDS.get(name, "a field that is none") for name in beyond)
        return f"The paper, the policy and the law do not open this together: {said}. Nothing was opened."
    return ""


# -- whom a search is about


def persons_of(search: Search, *, typed: str) -> tuple[str, ...]:
    """The persons whose card number, or whose whole name, this is: never a likeness."""
    drawer = drawers.of(search.library.slug)
    found = finding.search(drawer, lambda handle: _finders(drawer, handle), typed=typed)
    return found.persons if found.sure else found.whole


def persons_at(search: Search, *, address: str) -> tuple[str, ...]:
    """The persons whose address begins with these words."""
    drawer, wanted = drawers.of(search.library.slug), spelling.plain(address).split()
    permit = _permit(search, ["registration"], {"registration.address"})
    return tuple(
        slip.subject
        for slip in drawer.find_every(permit)
        if spelling.plain(slip.payload["address"] or "").split()[: len(wanted)] == wanted
    )


def is_network_address(typed: str) -> bool:
    """Whether this is the address of a machine: no record here is kept by one."""
    bare = typed.strip().split("/")[0]
    if re.fullmatch(r"([0-9a-f]{2}[:-]){5}[0-9a-f]{2}", bare, re.IGNORECASE):
        return True
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        return False
    return True


def is_whole_address(typed: str) -> bool:
    """Whether it names a house, and not a street full of people."""
    words = spelling.plain(typed).split()
    return len(words) > 1 and any(any(c.isdigit() for c in word) for word in words)


# -- what is gathered


def of_persons(search: Search, persons: Iterable[str]) -> Gathered:
    """Everything that is named of these persons; what else there is of theirs is counted by kind."""
    drawer, gathered = drawers.of(search.library.slug), Gathered()
    for person in persons:
        permit = _permit(search, SEARCHED, kept_for(search.named), subject=person)
        found = _sifted(search, drawer.find(permit, subject=person), person=person)
        found.others += _counted(search, drawer, person)
        gathered.add(_owed_alone(found) if search.request.purpose == RECOVERY else found)
    return _with_statements(search, drawer, gathered)


def _counted(search: Search, drawer: Drawer, person: str) -> "Counter[tuple[str, str]]":
    """How many records there are of this person that nothing here can name."""
    kinds_of: Counter[tuple[str, str]] = Counter()
    for subject in (person, patrons.beside(person)):
        permit = _permit(search, COUNTED, (), subject=subject)
        kinds_of += Counter((slip.kind, NOT_NAMED) for slip in drawer.find(permit, subject=subject))
    return kinds_of


def _owed_alone(found: Gathered) -> Gathered:
    """What was found of one person, unless nothing of it is money owed: then all of it is counted, and stays shut."""
    rows = [row for each in found.rows.values() for row in each]
    if any(row.kind == "charge" for row in rows):
        return found
    return Gathered(others=found.others + Counter((row.kind, NOT_OWED) for row in rows))


def of_items(search: Search, barcodes: Iterable[str]) -> Gathered:
    """Who has these items or waits for them, as far as that is named, and what is named of their registrations."""
    drawer, gathered = drawers.of(search.library.slug), Gathered()
    for barcode in barcodes:
        thing = holds.named(barcode)
        permit = _permit(search, ("loan", "hold"), kept_for(search.named), thing=thing)
        for slip in drawer.find_thing(permit, thing=thing):
            gathered.add(_sifted(search, [slip], person=slip.subject))
    return _with_statements(search, drawer, _with_registrations(search, drawer, gathered))


def of_days(search: Search) -> Gathered:
    """What was done between the named days and is still remembered, by whomever."""
    drawer, gathered = drawers.of(search.library.slug), Gathered()
    wanted = search.named.acts or ("registration",)
    for slip in drawer.find_every(_permit(search, wanted, kept_for(search.named))):
        gathered.add(_sifted(search, [slip], person=slip.subject))
    gathered = _with_registrations(search, drawer, gathered) if search.named.acts else gathered
    return _with_statements(search, drawer, gathered)


def _with_statements(search: Search, drawer: Drawer, gathered: Gathered) -> Gathered:
    """With what those who were found say of it, where the law has that go wherever the record goes (4-193(h))."""
    if not contests(search.library.policy):
        return gathered
    for person, rows in gathered.rows.items():
        fields = {name for row in rows for name in row.values}
        permit = _permit(search, [STATEMENT], _STATED, subject=patrons.beside(person))
        rows += [
            Row(STATEMENT, None, {f"{STATEMENT}.{name}": slip.payload[name] for name in ("about", "words")})
            for slip in drawer.find(permit, subject=patrons.beside(person), kind=STATEMENT)
            if not slip.kept
            and statements.stands(slip.payload)
            and slip.payload["about"] in statements.shown_with(fields)
        ]
    return gathered


def titles_named(library: Library, title: str) -> tuple[Item, ...]:
    """The copies of exactly this title: about nobody, no search."""
    wanted = " ".join(title.split())
    return tuple(Item.objects.filter(library=library.slug, title__iexact=wanted).order_by("barcode"))


def _with_registrations(search: Search, drawer: Drawer, gathered: Gathered) -> Gathered:
    if "registration" in search.named.kinds:
        for person in list(gathered.counts()):
            permit = _permit(search, ["registration"], kept_for(search.named), subject=person)
            slips = drawer.find(permit, subject=person, kind="registration")
            gathered.add(_sifted(search, slips, person=person, any_day=True))
    return gathered


def _sifted(search: Search, slips: Sequence[Opened], *, person: str, any_day: bool = False) -> Gathered:
    gathered, out = Gathered(), 0
    shown: list[tuple[Opened, date | None]] = []
    by_days = search.request.centre == "time"
    for slip in slips:
        if slip.kind not in search.named.kinds:
            gathered.others[slip.kind, NOT_NAMED] += 1
            continue
        on = day_of(slip)
        stands = slip.kind == "registration" and (any_day or not by_days)
        if not stands and not search.named.covers(on):
            gathered.others[slip.kind, OTHER_DAYS] += 1
        elif not slip.kept and _is_over(slip, today=search.today):
            gathered.others[slip.kind, OVER] += 1
        elif search.decision.only_overdue and _is_in_time(slip, today=search.today):
            gathered.others[slip.kind, NOT_NAMED] += 1
        else:
            shown.append((slip, on))
            gathered.kept += slip.kept
            out += slip.kind == "loan" and not slip.kept
    names, library = search.named.fields, search.library.slug
    titles = titles_of(library, [slip for slip, _ in shown], names=names)
    for slip, on in shown:
        values = said_of(slip, titles, names=names, today=search.today)
        if values:
            gathered.rows.setdefault(person, []).append(Row(slip.kind, on, values))
    if out and "loan.count" in search.named.fields and not _tells(search.named, "loan"):
        gathered.rows.setdefault(person, []).append(Row("loan", None, {"loan.count": str(out)}))
    return gathered


def _is_over(slip: Opened, *, today: date) -> bool:
    """Whether it is kept some days more though nothing is out, owed or waited for."""
    if slip.kind == "loan":
        return slip.payload["returned_on"] is not None
    if slip.kind == "charge":
        return slip.payload["paid_on"] is not None
    return slip.kind == "hold" and not holds.stands(slip.payload, today=today)


def _is_in_time(slip: Opened, *, today: date) -> bool:
    return slip.kind == "loan" and (slip.kept or date.fromisoformat(slip.payload["due"]) >= today)


def _tells(named: Named, kind: str) -> bool:
    """Whether more of this kind is named than how many there are."""
    return any(name.startswith(kind + ".") and name != "loan.count" for name in named.fields)


def titles_of(library: str, slips: Sequence[Opened], *, names: Iterable[str]) -> dict[str, Item]:
    """The items that these slips are about, where their titles are among these fields."""
    if not {"loan.title", "hold.title"} & set(names):
        return {}
    return items.titles(library, [s.payload["item"] for s in slips if "item" in s.payload])


def said_of(slip: Opened, titles: Mapping[str, Item], *, names: Iterable[str], today: date) -> dict[str, str]:
    """What a slip says in these fields, as a paper says it."""
    return {
        name: _SAID[name](slip.payload, titles, today)
        for name in names
        if name in _SAID and name.partition(".")[0] == slip.kind
    }


def day_of(slip: Opened) -> date | None:
    """The day on which a record began."""
    return kinds.day(slip.payload.get(_DAY[slip.kind]))


_Said = Callable[[Mapping[str, Any], Mapping[str, Item], date], str]


def _kept(name: str) -> _Said:
    return lambda kept, titles, today: " ".join(str(kept[name] or "").split())


def _title(kept: Mapping[str, Any], titles: Mapping[str, Item], today: date) -> str:
    item = titles.get(kept["item"])
    return item.title if item else "an item that is in the catalogue no longer"


def _standing(kept: Mapping[str, Any], titles: Mapping[str, Item], today: date) -> str:
    return "good" if date.fromisoformat(kept["expires"]) >= today else "expired"


def _minor(kept: Mapping[str, Any], titles: Mapping[str, Item], today: date) -> str:
    return {True: "yes", False: "no", None: "not known"}[patrons.is_minor(kept, today=today)]


def _money(kept: Mapping[str, Any], titles: Mapping[str, Item], today: date) -> str:
    return f"${kept['amount'] / 100:.2f}"


# How each field is said on a paper. `loan.count` is said of a person, and lies in no one loan.
_SAID: dict[str, _Said] = {
    "registration.name": _kept("name"),
    "registration.card": _kept("card"),
    "registration.contact": _kept("address"),
    "registration.email": _kept("email"),
    "registration.phone": _kept("phone"),
    "registration.town": _kept("town"),
    "registration.expires": _kept("expires"),
    "registration.standing": _standing,
    "registration.minor": _minor,
    "registration.adult_on": _kept("adult_on"),
    "registration.consent": _kept("consent"),
    "loan.title": _title,
    "loan.due": _kept("due"),
    "loan.lent_on": _kept("lent_on"),
    "charge.amount": _money,
    "charge.reason": _kept("reason"),
    "charge.since": _kept("since"),
    "hold.title": _title,
    "hold.pickup": _kept("pickup"),
}


def kept_for(named: Named) -> set[str]:
    """The kept fields that the named ones need, and those that tell whether a record is one of them."""
    also = {f"{name.partition('.')[0]}.{more}" for name in named.fields for more in _ALSO.get(name, ())}
    return set(kept_fields(named.fields)) | to_tell(named.kinds) | also


def to_tell(of: Iterable[str]) -> set[str]:
    """The kept fields that tell of a record of these kinds whether it is one that is named."""
    return {f"{kind}.{name}" for kind in set(of) & set(SEARCHED) for name in _TO_TELL[kind]}


def _permit(
    search: Search,
    of: Iterable[str],
    fields: Iterable[str],
    *,
    subject: str | None = None,
    thing: str | None = None,
) -> Permit:
    """A permit for this search: asked of the policy again, for a case may have come to another paper meanwhile."""
    decision = decide(search.request, search.library.policy)
    if why := _why_not(decision, search.named):
        raise NotSearched(why, decision)
    return mint(
        library=search.library.slug,
        purpose=PURPOSE,
        kinds=of,
        subject=subject,
        thing=thing,
        fields=fields,
        also_kept=True,
    )


def _finders(drawer: Drawer, handle: str) -> Permit:
    return mint(library=drawer.library, purpose=PURPOSE, kinds=["finder"], thing=handle)


def to_disclosures(library: Library, *, case: str) -> Permit:
    """A permit to the entries of one case: to count them, and to let them be told. Shows no person."""
    fields = ["disclosure.act", "disclosure.told_on"]
    return mint(
        library=library.slug,
        purpose=PURPOSE,
        kinds=["disclosure"],
        thing=disclosures.thing(case),
        fields=fields,
    )
