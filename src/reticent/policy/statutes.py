"""The statute pack: what the law of a place allows at all, whatever a library adopts."""

from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from reticent.policy.reading import Flag, Source, Strictly, Whole, one_of, problems_with
from reticent.policy.vocabulary import INSTRUMENTS, SIGNERS

PACKS = Path(__file__).parent / "statutes"

InstrumentName = Annotated[str, one_of(*INSTRUMENTS)]
Signer = Annotated[str, one_of(*SIGNERS)]


class Section(Strictly):
    """One section of the law, in plain words."""

    source: str
    text: str


class InLaw(Strictly):
    """What one kind of paper is under the statute."""

    what: str
    court_order: Annotated[str, one_of("yes", "no", "arguable", "permission")]
    signed_by: tuple[Signer, ...] = ()
    papers: Flag = True
    at_once: Flag = False
    counsel_only: Flag = False
    if_not_accepted: Annotated[str, one_of("refused", "referred")] = "referred"
    must_be_answered: Flag = False
    clauses: tuple[str, ...] = ()


class Gate(Strictly):
    """The sections that shut or open the statute's gate, by what is asked."""

    confidential: tuple[str, ...]
    insiders: tuple[str, ...]
    court_order: tuple[str, ...]
    permission: tuple[str, ...]
    own: tuple[str, ...]
    own_personal_data: tuple[str, ...]
    foi: tuple[str, ...]
    foi_costs: tuple[str, ...] = ()


class Guardians(Strictly):
    """What the statute says of parents. `open`: nothing; only a policy with a legal basis carries it."""

    gate: Annotated[str, one_of("open", "shut")]
    minor_age: Whole
    clauses: tuple[str, ...]
    age_clauses: tuple[str, ...]


class PackText(Strictly):
    """The keys of a statute pack, one for one."""

    format: Whole
    id: str
    jurisdiction: str
    title: str
    effective: date
    caution: str
    unsigned: Annotated[str, one_of("caution", "refused")]
    foi_days: Whole
    gate: Gate
    guardians: Guardians
    clauses: dict[str, Section]
    instruments: dict[InstrumentName, InLaw]


class StatutePack(PackText):
    """The law of one place, with the day from which it holds and the hash of the pack's bytes."""

    sha256: str


def pack_ids() -> tuple[str, ...]:
    """The statute packs that come with Reticent."""
    return tuple(sorted(path.stem for path in PACKS.glob("*.toml")))


@lru_cache(maxsize=8)
def pack(name: str) -> StatutePack:
    """A statute pack by its id."""
    source = Source(PACKS / f"{name}.toml")
    problems = source.format_problems() + problems_with(source, PackText, source.values)
    if not problems:
        found = StatutePack(**source.values, sha256=sha256(source.bytes).hexdigest())
        missing = [kind for kind in INSTRUMENTS if kind not in found.instruments]
        problems = [source.problem(("instruments",), f"“{kind}” is missing") for kind in missing]
    if problems:
        raise source.malformed(problems)
    return found
