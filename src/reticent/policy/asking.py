"""A request: who asks, as what, for which purpose and with what in hand. It names no patron."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Instrument:
    """A paper someone shows. What it is in law, the statute pack says; what it asks for, the paper says."""

    kind: str
    signed_by: str = "unknown"
    in_form: bool | None = None
    names_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants to see, in words of `vocabulary`. Words outside its lists open nothing."""

    capacity: str
    purpose: str
    asker: str = "anyone"
    matter: str = "records"
    centre: str = "person"
    duties: frozenset[str] = frozenset()
    duty: str | None = None
    subject_is_minor: bool | None = None
    identity_checked: bool = False
    proof: str | None = None
    proofs: frozenset[str] = frozenset()
    link: str | None = None
    channel: str = "in_person"
    instrument: Instrument | None = None
    vendor: str | None = None
    evidence: frozenset[str] = frozenset()
    kinds: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    # Another library's patrons, by its slug; another system than ours, by its name. None means ours.
    patrons_of: str | None = None
    held_in: str | None = None
