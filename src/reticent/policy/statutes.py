"""The statute pack: what the law of a place allows, shuts and compels, whatever a library adopts."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from reticent.errors import Malformed
from reticent.policy.reading import Fields, Flag, Path_, Source, Strictly, Whole, one_of, problems_with
from reticent.policy.vocabulary import (
    ASKER_CLASSES,
    ASKERS,
    BINDS,
    CHANNELS,
    CHECKED,
    CLOCKS,
    EVIDENCE,
    FIELDS,
    INSIDERS,
    INSTRUMENTS,
    PERSONAL_INFORMATION,
    PROOFS,
    PROTECTED,
    PURPOSES,
    SIGNERS,
    WEEKDAYS,
    nearest,
)

PACKS = Path(__file__).parent / "statutes"
# What each paper is anywhere in the United States; a pack says what it is worth under its law.
PAPERS = Path(__file__).parent / "instruments.toml"


class UnknownLaw(Malformed):
    """No statute pack of that id comes with Reticent, or none speaks of that day."""


Clauses = tuple[str, ...]
Bind = Annotated[str, one_of(*BINDS)]
InstrumentName = Annotated[str, one_of(*INSTRUMENTS)]
Signer = Annotated[str, one_of(*SIGNERS)]
Evidence = Annotated[str, one_of(*EVIDENCE)]
Checked = Annotated[str, one_of(*CHECKED)]
Purposes = tuple[Annotated[str, one_of(*PURPOSES)], ...]


class Section(Strictly):
    """One section of the law in our words, how far it was checked, and whom it binds."""

    source: str
    text: str
    checked: Checked
    checked_where: str = ""
    effective: date | None = None
    binds: tuple[Bind, ...] = ("every_library",)
    note: str = ""


class Version(Strictly):
    """One act that made or changed this law."""

    act: str
    on: date | None = None
    what: str
    checked: Checked
    checked_where: str = ""


class InLaw(Strictly):
    """What one kind of paper is, and what it is worth at the statute's gate.

    `open`: the statute releases under it. `if_shown`: once what it asks for is `shown`. `counsel`: arguable, until
    counsel classifies it in writing. `shut`: never. `permission`: the patron's, or whoever's the statute names.
    """

    what: str
    gate: Annotated[str, one_of("open", "if_shown", "counsel", "shut", "permission")]
    signed_by: tuple[Signer, ...] = ()
    shown: Evidence | None = None
    asked_by: tuple[Annotated[str, one_of(*ASKER_CLASSES)], ...] = ()
    papers: Flag = True
    at_once: Flag = False
    counsel_only: Flag = False
    if_not_accepted: Annotated[str, one_of("refused", "referred")] = "referred"
    must_be_answered: Flag = False
    clauses: Clauses = ()
    note: str = ""


class Scope(Strictly):
    """Which records the statute protects, in which libraries, and how strongly."""

    libraries: str
    protects: tuple[Annotated[str, one_of(*PROTECTED)], ...]
    not_protected: tuple[Annotated[str, one_of(*PROTECTED)], ...] = ()
    force: Annotated[str, one_of("confidential", "exempt", "discretionary")]
    clauses: Clauses

    def fields(self) -> frozenset[str]:
        """The fields of our records that the statute protects."""
        outside = {name for kind in self.not_protected for name in PROTECTED[kind]}
        return frozenset(name for kind in self.protects for name in PROTECTED[kind]) - outside


class Gate(Strictly):
    """The sections that shut or open the statute's gate, by what is asked; and its keys, in words."""

    opened_by: str = ""
    insiders_are: tuple[Annotated[str, one_of(*INSIDERS)], ...]
    confidential: Clauses
    insiders: Clauses
    court_order: Clauses
    permission: Clauses
    own: Clauses
    own_personal_data: Clauses = ()
    foi: Clauses
    foi_costs: Clauses = ()
    statistics: Clauses = ()
    foi_cites: str


class Floor(Strictly):
    """What the law compels: a policy may add steps to it, and never defeats it."""

    compels: tuple[InstrumentName, ...]
    reaches: Fields
    own: tuple[Bind, ...] = ()
    own_fields: Fields = ()
    answers_foi: tuple[Bind, ...] = ()
    clauses: Clauses


class Guardians(Strictly):
    """What the statute says of parents.

    `open`: nothing, so that only a policy with a legal basis carries it. `may`: a policy may allow it. `shall`: the
    library must show it. `shut`: no policy can. Under `may` and `shall` it holds below `until_age`.
    """

    gate: Annotated[str, one_of("open", "may", "shall", "shut")]
    minor_age: Whole
    until_age: Whole | None = None
    opens: Fields = ()
    purposes: Purposes = ()
    proofs: tuple[Annotated[str, one_of(*PROOFS)], ...] = ()
    channels: tuple[Annotated[str, one_of(*CHANNELS)], ...] = ("in_person",)
    only_overdue: Flag = False
    except_who: str = ""
    clauses: Clauses
    age_clauses: Clauses
    note: str = ""
    counsel_note: str = ""

    def ends_at(self, chosen: int | None) -> int:
        """The age at which a guardian's view ends: the one a policy chose, never against the statute."""
        # Whoever is of age is nobody's ward (CGS 1-1d), whatever a policy says.
        last = self.minor_age if self.until_age is None else self.until_age
        return last if self.gate == "shall" or chosen is None else min(chosen, last)


class Consent(Strictly):
    """Whose permission opens the records, and in which form."""

    by: Annotated[str, one_of("user", "payer")] = "user"
    form: Annotated[str, one_of("written", "any")] = "written"
    informed: Flag = False
    clauses: Clauses


class Opening(Strictly):
    """What the statute lets a library give someone who brings no paper. It may, where its policy says so."""

    what: str
    askers: tuple[Annotated[str, one_of(*ASKERS)], ...] = ()
    purposes: Purposes
    opens: Fields
    of_minors: Fields | None = None
    only_overdue: Flag = False
    needs: tuple[Evidence, ...] = ()
    clauses: Clauses


class Clock(Strictly):
    """A period that the law sets: how long, from when, and whether at least or at most."""

    counts: Whole
    unit: Annotated[str, one_of("hours", "business_days", "days", "months", "years")]
    at: Annotated[str, one_of("most", "least")] = "most"
    starts: str
    clauses: Clauses
    binds: tuple[Bind, ...] = ("every_library",)

    def said(self) -> str:
        """`at most 4 business days`."""
        unit = self.unit.replace("_", " ")
        return f"at {self.at} {self.counts} {unit[:-1] if self.counts == 1 else unit}"


class Holiday(Strictly):
    """One legal holiday: a day of a month, a weekday counted in a month (the last is -1), or days from Easter Sunday."""

    name: str
    month: Whole | None = None
    day: Whole | None = None
    weekday: Annotated[str, one_of(*WEEKDAYS)] | None = None
    which: Whole | None = None
    easter: Whole | None = None
    since: Whole | None = None
    appointed: Flag = False


class Holidays(Strictly):
    """The legal holidays, and where one is kept that falls on a weekend. They are no business days."""

    days: tuple[Holiday, ...]
    on_saturday: Annotated[str, one_of("saturday", "friday")] = "saturday"
    on_sunday: Annotated[str, one_of("sunday", "monday")] = "sunday"
    clauses: Clauses


class Breach(Strictly):
    """What counts as a breach of personal information, and what is owed to those whom it concerns."""

    personal_information: tuple[Annotated[str, one_of(*PERSONAL_INFORMATION)], ...]
    not_when: str
    tell: tuple[str, ...]
    services_for: tuple[Annotated[str, one_of(*PERSONAL_INFORMATION)], ...] = ()
    clauses: Clauses


class Form(Strictly):
    """A form that an office of the state asks for."""

    title: str
    when: str


class Disposition(Strictly):
    """Who must approve before a public record is destroyed, and on which form."""

    approved_by: tuple[str, ...]
    forms: dict[str, Form]
    not_while: tuple[str, ...]
    binds: tuple[Bind, ...]
    clauses: Clauses


class Retention(Strictly):
    """What the statute says of keeping records too long."""

    unlink_on_return: Flag
    clauses: Clauses


class Penalty(Strictly):
    """What a breach of the statute costs, and whom."""

    text: str
    clauses: Clauses


class PackText(Strictly):
    """The keys of a statute pack, one for one."""

    format: Whole
    id: str
    jurisdiction: str
    title: str
    effective: date | None = None
    until: date | None = None
    rest_as_in: str | None = None
    caution: str
    unsigned: Annotated[str, one_of("caution", "refused")]
    scope: Scope
    gate: Gate
    floor: Floor
    guardians: Guardians
    consent: Consent
    openings: tuple[Opening, ...] = ()
    emergency: Annotated[str, one_of("none", "identity_only", "video_only")] = "none"
    video: Annotated[str, one_of("not_named", "as_patron_record", "crime_in_library")] = "not_named"
    patron_notice: Annotated[str, one_of("not_named", "before", "after")] = "not_named"
    clocks: dict[Annotated[str, one_of(*CLOCKS)], Clock] = {}
    holidays: Holidays | None = None
    breach: Breach | None = None
    disposition: Disposition | None = None
    retention: Retention | None = None
    penalty: Penalty | None = None
    history: tuple[Version, ...] = ()
    clauses: dict[str, Section]
    instruments: dict[InstrumentName, InLaw]


class StatutePack(PackText):
    """The law of one place, with the days between which it holds and the hash of the pack's bytes."""

    sha256: str

    @property
    def foi_days(self) -> int | None:
        """Business days until a request for public records is denied in writing; none where nobody looked it up."""
        clock = self.clocks.get("foi_answer")
        return clock.counts if clock and clock.unit == "business_days" else None


def pack_ids() -> tuple[str, ...]:
    """The statute packs that come with Reticent."""
    return tuple(sorted(path.stem for path in PACKS.glob("*.toml")))


@lru_cache(maxsize=16)
def pack(name: str) -> StatutePack:
    """A statute pack by its id."""
    source = Source(PACKS / f"{name}.toml")
    values = _whole(source)
    problems = source.format_problems() + problems_with(source, PackText, values)
    if not problems:
        found = StatutePack(**values, sha256=sha256(_bytes(source)).hexdigest())
        problems = [source.problem(place, said) for place, said in _loose_ends(found, name)]
    if problems:
        raise source.malformed(problems)
    return found


def pack_named(name: str) -> StatutePack:
    """A statute pack by its id, or `Malformed` with the one that was probably meant."""
    if name not in pack_ids():
        meant = nearest(name, pack_ids())
        hint = f"Did you mean “{meant}”?" if meant else f"There are: {', '.join(pack_ids())}."
        raise UnknownLaw(f"No statute pack “{name}” comes with Reticent. {hint}")
    return pack(name)


def law_on(law: StatutePack, day: date) -> StatutePack | None:
    """What the law of the same place was on a day; none where no pack speaks of so early a day."""
    for name in pack_ids():
        other = pack(name)
        begun = other.effective is None or other.effective <= day
        if other.jurisdiction == law.jurisdiction and begun and (other.until is None or day < other.until):
            return other
    return None


def _whole(source: Source) -> dict[str, Any]:
    """The pack's values, with what every paper is anywhere, and what an older law shares with a later one."""
    values = source.values
    later = values.get("rest_as_in")
    if isinstance(later, str) and later in pack_ids():
        rest = {key: said for key, said in _whole(Source(PACKS / f"{later}.toml")).items() if key != "until"}
        values = _over(rest, values)
    papers = values.get("instruments")
    if isinstance(papers, dict):
        anywhere = Source(PAPERS).values
        known = {kind: said for kind, said in anywhere.items() if isinstance(said, dict) and kind in papers}
        values = {**values, "instruments": _over(known, papers)}
    return values


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Both tables, key by key; where both speak, the upper one."""
    both = dict(below)
    for key, said in above.items():
        under = both.get(key)
        both[key] = _over(under, said) if isinstance(under, dict) and isinstance(said, dict) else said
    return both


def _bytes(source: Source) -> bytes:
    """Everything that a pack says: its own file, those it takes from, and the papers. Counsel signs all of it."""
    later = source.values.get("rest_as_in")
    rest = Source(PACKS / f"{later}.toml").bytes if later else b""
    return b"\0".join((source.bytes, rest, Source(PAPERS).bytes))


def _loose_ends(found: StatutePack, name: str) -> Iterator[tuple[Path_, str]]:
    """What each table says correctly by itself, and two tables say wrongly together."""
    if found.id != name:
        yield ("id",), f"a pack is called as its file: “{name}”"
    for kind in INSTRUMENTS:
        if kind not in found.instruments:
            yield ("instruments",), f"“{kind}” is missing"
    for kind, law in found.instruments.items():
        if (law.gate == "if_shown") != (law.shown is not None):
            yield ("instruments", kind), "“if_shown” and what is `shown` go together"
    for section, said in found.clauses.items():
        if said.checked != "from memory" and not said.checked_where:
            yield ("clauses", section), "say where it was checked (checked_where), or that it was not"
    for at, day in enumerate(found.holidays.days if found.holidays else ()):
        ways = (day.day is not None, day.weekday is not None, day.easter is not None)
        of_a_month = (day.month is not None) == (day.easter is None)
        if sum(ways) != 1 or not of_a_month or (day.weekday is None) != (day.which is None):
            yield ("holidays", "days", at), "say a day of a month, which weekday of it, or days from Easter"
    known = found.clauses
    for place, cited in _cited(found.model_dump(exclude={"clauses"}), ()):
        if cited not in known:
            meant = nearest(cited, known)
            yield place, f"no section “{cited}” stands here" + (f"; did you mean “{meant}”?" if meant else "")
    if found.guardians.gate in ("may", "shall") and found.guardians.until_age is None:
        yield ("guardians",), "say below which age (until_age)"
    if not set(found.floor.reaches) <= set(FIELDS):
        yield ("floor", "reaches"), "names no field"


_CITING = (
    *("clauses", "age_clauses", "confidential", "insiders", "court_order", "permission", "own_personal_data"),
    *("foi", "foi_costs", "statistics"),
)


def _cited(here: Any, place: Path_) -> Iterator[tuple[Path_, str]]:
    if isinstance(here, list | tuple):
        for at, part in enumerate(here):
            yield from _cited(part, (*place, at))
    elif isinstance(here, dict):
        for key, part in here.items():
            own = key == "own" and place == ("gate",)
            if (key in _CITING or own) and isinstance(part, list | tuple):
                yield from (((*place, key), name) for name in part)
            else:
                yield from _cited(part, (*place, key))
