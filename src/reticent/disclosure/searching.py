"""The search that a case is let: a query in plain words, shown before it runs; somebody who looks on; what it came to.

A query opens only what the policy decides for the case at that moment, and only as the paper names it. What was searched
for stays with whoever searches: the case keeps how it began, the named fields, counts, and a mark that tells whether a
production is of the same query.
"""

import json
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from hashlib import blake2b

from reticent.access import computers, searching
from reticent.access.searching import Gathered, Named, Row, Search
from reticent.disclosure import cases, touched
from reticent.disclosure.cases import CaseFile
from reticent.disclosure.forms import CannotBeRead, Field, checked, fields, labelled
from reticent.disclosure.known import request
from reticent.disclosure.permitted import rests_on_one, still_covers
from reticent.disclosure.steps import NotNow
from reticent.disclosure.table import LINE, table
from reticent.drawer.slips import Writer
from reticent.errors import Malformed, Refused
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import FIELDS, contests
from reticent.policy.phrases import day, listed
from reticent.records import disclosures, items
from reticent.records.disclosures import SEARCHED, Entry
from reticent.retention import exposure
from reticent.retention.exposure import Gone

STEP = "search"
# What the query of each beginning asks for first.
_BEGINS = {"person": "who", "item": "item", "address": "address"}
_LABELS = {
    "who": ("Card number, or the whole name", "Exactly as the paper has it. A likeness finds nobody."),
    "item": ("Barcode, or the whole title", "A title means every copy of it that stands here."),
    "address": ("Address", "House number and street. Each spelling is a search of its own."),
}
_KINDS = {
    "registration": ("registration", "registrations"),
    "loan": ("loan", "loans"),
    "charge": ("charge", "charges"),
    "hold": ("hold", "holds"),
    "statement": ("statement of their own", "statements of their own"),
    "guardian_link": ("note of a guardian", "notes of guardians"),
    "designation": ("note of somebody they send", "notes of people they send"),
    "contact_wish": ("wish about contact", "wishes about contact"),
    "friends_choice": ("choice of the Friends' list", "choices of the Friends' list"),
    "staff_note": ("note of the desk", "notes of the desk"),
    "permission": ("permission of theirs", "permissions of theirs"),
    "complaint": ("complaint", "complaints"),
    "program_signup": ("sign-up for a program", "sign-ups for programs"),
    "interlibrary_request": ("request to other libraries", "requests to other libraries"),
}
HEADINGS = {"registration": "Registration", "loan": "Loans", "charge": "Charges", "hold": "Holds"}
# What stands on a page, in its order: the records, and last what whoever they are about says of them.
_ORDER = (*searching.SEARCHED, searching.STATEMENT)
_STATED = {"statement.about": "About", "statement.words": "What they say of it themselves"}
_WHY_SHUT = {
    searching.NOT_NAMED: "not named by the paper",
    searching.OTHER_DAYS: "of other days",
    searching.NOT_OWED: "of somebody of whom nothing is owed, as far as it is named",
    searching.OVER: "back, paid or over, and still kept for some days; ask counsel whether the paper means them",
}
_LOOKED_FOR = {
    "person": "one person, by card number or whole name",
    "item": "who has or waits for an item",
    "time": "what was done between two days",
    "address": "who is registered at an address",
}


class NotTheOneSearched(Refused):
    """What is to be handed over is not what was searched for."""


@dataclass(frozen=True, repr=False)
class Query:
    """What is searched for, as it was typed. Held by nobody but whoever searches, and only while she does."""

    centre: str
    typed: str = ""
    barcodes: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    fields: tuple[str, ...] = ()
    salt: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def named(self) -> Named:
        """The fields and days of it."""
        return Named(self.fields, self.first, self.last)

    @property
    def mark(self) -> str:
        """A mark of this query, which tells nothing of it to whoever has not its salt."""
        return blake2b(self.packed().encode(), digest_size=16, person=b"reticent query").hexdigest()

    def packed(self) -> str:
        """As text, for a sealed token."""
        return json.dumps(asdict(self), sort_keys=True, default=date.isoformat)


def unpacked(packed: str) -> Query:
    """A query from its text."""
    kept = json.loads(packed)
    days = {name: date.fromisoformat(kept[name]) if kept[name] else None for name in ("first", "last")}
    return Query(**{**kept, **days, "barcodes": tuple(kept["barcodes"]), "fields": tuple(kept["fields"])})


@dataclass(frozen=True, repr=False)
class Plan:
    """What a query would do, in sentences, before anything is opened."""

    sentences: tuple[str, ...]
    elsewhere: str


@dataclass(frozen=True)
class Second:
    """Who looks on: as what, how, and since when."""

    who: str
    as_: str
    how: str
    at: datetime


@dataclass(frozen=True, repr=False)
class Result:
    """What a search came to. `people` has for each person found the records that are named, in no order that tells;
    `shut` says how many others there were."""

    people: tuple[tuple[Row, ...], ...]
    shut: tuple[tuple[str, str, int], ...]
    bearers: int
    notes: tuple[str, ...]
    gone: Gone
    elsewhere: str

    @property
    def counts(self) -> Counter[str]:
        """How many records of each kind are named."""
        return Counter(row.kind for rows in self.people for row in rows)


@dataclass(frozen=True, repr=False)
class Table:
    """What is named of one kind of one person's records, a line a record; each value under its head."""

    kind: str
    heading: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, repr=False)
class Searched:
    """A search that was done and written down, and the case after it."""

    result: Result
    file: CaseFile


# -- the query


def asks(file: CaseFile) -> tuple[Field, ...]:
    """What the query of this case asks for: as the paper begins, and no field that is not open to it now."""
    begins = _BEGINS.get(file.known.centre)
    open_now = searching.may_be_searched(file.decision)
    days = begins is None
    first = (
        (Field(begins, _LABELS[begins][0], "line", True, LINE, hint=_LABELS[begins][1]),) if begins else ()
    )
    return (
        *first,
        Field("first", "From which day", "day", days, hint="" if days else "Left empty: whatever the day."),
        Field("last", "Until which day", "day", days),
        Field(
            "fields",
            "Which of it",
            "choices",
            True,
            options=labelled(open_now),
            hint="Only what the paper says.",
        ),
    )


def query_of(library: Library, file: CaseFile, typed: Mapping[str, object]) -> Query:
    """The query as it was typed; `CannotBeRead` says of each field what is wrong with it."""
    read = checked(asks(file), typed)
    begins = _BEGINS.get(file.known.centre, "")
    said = str(read.get(begins, ""))
    first, last = (
        date.fromisoformat(str(read[name])) if read.get(name) else None for name in ("first", "last")
    )
    chosen = read["fields"]
    wanted = tuple(chosen) if isinstance(chosen, list) else ()
    wrong: dict[str, str] = {}
    if first and last and last < first:
        wrong["last"] = "Until which day: not before the first one."
    barcodes: tuple[str, ...] = ()
    if begins == "item":
        barcodes = _copies(library, said, wrong)
        if not {"loan", "hold"} & Named(wanted).kinds:
            wrong["fields"] = "Which of it: an item begins with its loan or its hold, and neither is named."
    if begins == "address" and not searching.is_network_address(said):
        if not searching.is_whole_address(said):
            wrong["address"] = "Address: give the house number and the street. A street is full of people."
        if "registration" not in Named(wanted).kinds:
            wrong["fields"] = (
                "Which of it: an address begins with a registration, and nothing of one is named."
            )
    if wrong:
        raise CannotBeRead(wrong)
    return Query(file.known.centre, said, barcodes, first, last, wanted)


def _copies(library: Library, said: str, wrong: dict[str, str]) -> tuple[str, ...]:
    try:
        return (items.with_barcode(library.slug, said).barcode,)
    except items.UnknownItem:
        found = searching.titles_named(library, said)
    authors = {each.author for each in found}
    if not found:
        wrong["item"] = "Barcode, or the whole title: nothing here has this barcode or exactly this title."
    elif len(authors) > 1:
        wrong["item"] = (
            "Barcode, or the whole title: works of several authors have this title. Ask which, and give the barcodes,"
            " one search each."
        )
    return tuple(each.barcode for each in found)


def plan(library: Library, file: CaseFile, query: Query) -> Plan:
    """What the query would do, in plain words. Opens nothing, and writes nothing down."""
    named, wanted = query.named, listed(FIELDS[name] for name in query.fields)
    between = _between(named)
    begin = {
        "person": f"Find the one person whose card number, or whole name, is “{query.typed}”.",
        "item": f"Look under {_counted(len(query.barcodes), 'copy', 'copies')} of “{query.typed}” for what stands there"
        " today.",
        "time": f"Go through every {_acts_of(named)} and take those {between}.",
        "address": _at_address(query.typed),
    }[query.centre]
    acts = [_KINDS[kind][1] for kind in named.acts]
    sentences = [
        begin,
        f"Take of it: {wanted}. Nothing else is opened to be read.",
        f"Of {listed(acts)} only those {between}." if acts and between and query.centre != "time" else "",
        "Everything else of whomever it finds is counted by kind, and stays shut."
        if query.centre in ("person", "address")
        else "Whatever else it meets is counted, and stays shut.",
        "If two people bear the name, neither is opened." if query.centre == "person" else "",
        "What they say of it in a statement of their own goes with it (4-193(h))."
        if contests(library.policy)
        else "",
        "It is written into the ledger before it runs, also if it finds nothing; whoever it touches has it noted with"
        " her record, and is told once counsel says so.",
    ]
    return Plan(tuple(each for each in sentences if each), _elsewhere(library, file, named))


def _at_address(typed: str) -> str:
    if searching.is_network_address(typed):
        return (
            f"“{typed}” is the address of a machine. No record here is kept by one, so the search will find nothing; it"
            " is done all the same, so that this can be said."
        )
    return f"Go through every registration and take those whose address begins with “{typed}”, in just this spelling."


def _between(named: Named) -> str:
    if named.first and named.last:
        same = named.first == named.last
        return f"of {day(named.first)}" if same else f"from {day(named.first)} to {day(named.last)}"
    if named.first:
        return f"from {day(named.first)} on"
    return f"until {day(named.last)}" if named.last else ""


def _acts_of(named: Named) -> str:
    return listed(_KINDS[kind][0] for kind in named.acts or ("registration",))


def _counted(many: int, one: str, more: str) -> str:
    return f"{many} {one if many == 1 else more}"


def _elsewhere(library: Library, file: CaseFile, named: Named) -> str:
    """What this search cannot see: what lives in a system that the library shares, or in another one."""
    shared = library.policy.consortium
    if file.known.held_in is not None and (shared is None or file.known.held_in != shared.name):
        return "The paper means another system. What is there is not held here, and is not searched: refer them to it."
    if shared is None:
        return ""
    there = [kind for kind in searching.SEARCHED if kind in named.kinds and kind in shared.kinds]
    if there:
        kinds = listed(_KINDS[kind][1] for kind in there)
        return (
            f"This library's {kinds} live in {shared.name}'s system: not held here. {shared.name} is told, and whoever"
            " asks is referred to it. What Reticent itself holds is searched all the same."
        )
    if not shared.kinds:
        return (
            f"This library shares a system with {shared.name}. What that holds is unknown here, and not searched:"
            f" {shared.name} is told, and whoever asks is referred to it."
        )
    return ""


# -- who looks on


def asks_second(library: Library) -> tuple[Field, ...]:
    """What is asked about whoever looks on."""
    return fields_of(library, ("second_person", "second_as", "second_how"))


def fields_of(library: Library, names: tuple[str, ...]) -> tuple[Field, ...]:
    """These questions of the table, each to be answered, whichever case it is."""
    return fields(names, names, library.policy, None)


def second_of(
    library: Library, account: StaffAccount, typed: Mapping[str, object], *, now: datetime
) -> Second:
    """Whoever looks on: the chair, counsel, or another account that works as custodian here today."""
    read = checked(asks_second(library), typed)
    who, as_ = str(read["second_person"]), str(read["second_as"])
    if as_ == "custodian":
        other = StaffAccount.objects.filter(library=library.pk, username=who.lower(), is_active=True).first()
        role = cases.role_of(library, other, on=library.day_of(now)) if other else ""
        if other is None or other.pk == account.pk or role != "custodian":
            raise CannotBeRead(
                {
                    "second_person": "Who looks on: give the sign-in name of another account that acts as custodian"
                    " today, or ask the chair or counsel."
                }
            )
    return Second(who, as_, str(read["second_how"]), now)


# -- the search


def run(
    library: Library,
    account: StaffAccount,
    handle: str,
    *,
    query: Query,
    second: Second,
    now: datetime,
    seen: int,
) -> Searched:
    """Search, with somebody looking on; write down what it came to; and only then say it."""
    file = ready(library, account, handle, step=STEP, query=query, now=now, seen=seen)
    search = begun(library, file, query, now=now)
    still_covers(search, file.known, case=file.handle, typed=query.typed)
    gathered, bearers = gather(search, query)
    result = result_of(library, file, query, gathered, bearers, now=now)
    details = {
        **said_of(second),
        "searched_for": _LOOKED_FOR[query.centre],
        "kinds": list(query.fields),
        "counts": in_short(result),
        "query_mark": query.mark,
    }
    entry = entry_of(file, act=SEARCHED, today=search.today)
    counts = gathered.counts()

    def note(writer: Writer) -> None:
        disclosures.note(writer, entry, counts, told_on=told_on(file, today=search.today))

    after = cases.take(library, account, handle, step=STEP, details=details, now=now, seen=seen, beside=note)
    assert isinstance(after, CaseFile)
    return Searched(result, after)


def ready(
    library: Library,
    account: StaffAccount,
    handle: str,
    *,
    step: str,
    query: Query,
    now: datetime,
    seen: int,
) -> CaseFile:
    """The case, where this step stands open to this account now and the query is one of its paper."""
    file = cases.read(library, account, handle, now=now)
    if file.version != seen:
        raise cases.ChangedMeanwhile(
            "Somebody else has gone on with this case meanwhile. Nothing was opened: read it again first."
        )
    offer = next((offer for offer in file.offers if offer.step == step), None)
    if offer is None:
        where = table().states[file.state].label
        raise NotNow(f"This step is not for a case as it stands now: {where}.")
    if offer.why_not:
        raise NotNow(offer.why_not, clauses=offer.clauses)
    if query.centre != file.known.centre:
        raise Malformed("This query begins otherwise than the paper does. Load the page again.")
    return file


def begun(library: Library, file: CaseFile, query: Query, *, now: datetime) -> Search:
    """The search, allowed at this moment and in the ledger."""
    return searching.begin(
        library, request(file.known), query.named, case=file.handle, role=file.role, now=now
    )


def gather(search: Search, query: Query) -> tuple[Gathered, int]:
    """What the query finds; and how many bear the name, where that is more than one and nothing was opened."""
    if query.centre == "item":
        return searching.of_items(search, query.barcodes), 0
    if query.centre == "time":
        return searching.of_days(search), 0
    if query.centre == "address":
        if searching.is_network_address(query.typed):
            return Gathered(), 0
        return searching.of_persons(search, searching.persons_at(search, address=query.typed)), 0
    persons = searching.persons_of(search, typed=query.typed)
    if len(persons) > 1:
        return Gathered(), len(persons)
    return searching.of_persons(search, persons), len(persons)


def result_of(
    library: Library, file: CaseFile, query: Query, gathered: Gathered, bearers: int, *, now: datetime
) -> Result:
    """What it came to, to be shown."""
    people = sorted(
        (tuple(sorted(rows, key=_as_on_a_page)) for rows in gathered.rows.values() if rows),
        key=lambda rows: [_as_on_a_page(row) for row in rows],
    )
    gone = exposure.gone(library, now=now)
    shut = tuple(
        (_KINDS[kind][0 if many == 1 else 1], _WHY_SHUT[why], many)
        for (kind, why), many in sorted(gathered.others.items())
    )
    return Result(
        people=tuple(people),
        shut=shut,
        bearers=bearers,
        notes=_notes(library, query, found=bool(people), kept=gathered.kept, bearers=bearers, gone=gone),
        gone=gone,
        elsewhere=_elsewhere(library, file, query.named),
    )


def _as_on_a_page(row: Row) -> tuple[int, str, tuple[tuple[str, str], ...]]:
    return _ORDER.index(row.kind), row.on.isoformat() if row.on else "", tuple(row.values.items())


def _notes(
    library: Library, query: Query, *, found: bool, kept: int, bearers: int, gone: Gone
) -> tuple[str, ...]:
    """What must be said of what was not found: forgotten only where no key is left."""
    said = []
    if query.centre == "person" and bearers > 1:
        said.append(
            f"{bearers} people bear this name. Nothing of theirs was opened: ask, in writing, which of them is meant."
        )
    elif query.centre == "person" and not bearers:
        said.append("Nobody is registered here under this card number or whole name.")
    elif query.centre == "address" and searching.is_network_address(query.typed):
        said.append("No record here is kept by the address of a machine.")
    elif not found:
        said.append("Nothing that the paper names is held here today.")
    if query.centre == "time" or searching.is_network_address(query.typed):
        said.append(_of_computers(library))
    if kept:
        of = _counted(kept, "record", "records")
        said.append(f"{of} of what is shown had ended already, and stood only because a legal hold keeps it.")
    if gone.forgotten_before is not None:
        before = day(library.day_of(gone.forgotten_before))
        said.append(
            f"What ended before {before} is forgotten: its key was overwritten, and nobody can read any copy of it."
        )
    until = day(library.day_of(gone.readable_until))
    since = "What ended since then" if gone.forgotten_before is not None else "What has ended"
    said.append(
        f"{since} was removed and is not searched. It could be recovered from copies until {until}; counsel decides"
        " whether to say so."
    )
    return tuple(said)


def _of_computers(library: Library) -> str:
    """What is said of who sat at a public computer: by which clause nobody knows."""
    form = computers.form_of(library)
    cited = f" ({', '.join(form.clauses)})" if form.clauses else ""
    today = (
        " Of today there are made-up names, which lead to nobody; the night ends them." if form.taken else ""
    )
    return (
        f"Who sat at a public computer, and when, is not kept{cited}: nothing of it can be searched.{today}"
    )


def tables(rows: Sequence[Row], query: Query) -> tuple[Table, ...]:
    """What is named of one person, kind by kind, to be shown or handed over."""
    found = []
    for kind in searching.SEARCHED:
        of = [row for row in rows if row.kind == kind]
        named = [name for name in query.fields if any(name in row.values for row in of)]
        if of:
            lines = tuple(tuple(row.values.get(name, "") for name in named) for row in of)
            found.append(Table(kind, HEADINGS[kind], tuple(label for _, label in labelled(named)), lines))
    if said := [row for row in rows if row.kind == searching.STATEMENT]:
        lines = tuple(
            tuple(HEADINGS.get(row.values[name], row.values[name]) for name in _STATED) for row in said
        )
        found.append(Table(searching.STATEMENT, "Their own statement", tuple(_STATED.values()), lines))
    return tuple(found)


def in_short(result: Result) -> str:
    """What was found in one line: people and kinds, counted."""
    kinds = [_counted(result.counts[kind], *_KINDS[kind]) for kind in _ORDER if result.counts[kind]]
    others = sum(many for _, _, many in result.shut)
    named = f"{_counted(len(result.people), 'person', 'people')}: {listed(kinds)}" if kinds else "nothing"
    return f"{named}; {others} more counted and left shut"


def said_of(second: Second) -> dict[str, object]:
    """Who looked on, as the case keeps it."""
    return {
        "second_person": second.who,
        "second_as": second.as_,
        "second_how": second.how,
        "when": second.at.isoformat(timespec="minutes"),
    }


def entry_of(file: CaseFile, *, act: str, today: date) -> Entry:
    """What is noted with everybody whom this touches."""
    told = (done.details for done in file.acts)
    clauses = file.decision.clauses
    return touched.entry_of(file.known, told, act=act, case=file.handle, basis=clauses, today=today)


def told_on(file: CaseFile, *, today: date) -> date | None:
    """From which day whoever it touches reads of it: at once where she permitted it herself; else counsel says so."""
    return today if rests_on_one(file.known) else None


def was_searched(file: CaseFile, query: Query) -> None:
    """Stop unless the last search of this case was of this query."""
    searches: Sequence[str] = [
        str(act.details.get("query_mark", "")) for act in file.acts if act.step == STEP
    ]
    if not searches or searches[-1] != query.mark:
        raise NotTheOneSearched(
            "What is to be handed over is not what was searched for last. Search for it first, with somebody looking on."
        )
