"""Permits: what may be opened, for what purpose. Only `access` mints them (see minting); opening asks for one."""

from dataclasses import InitVar, dataclass

from reticent.errors import Broken


class NotPermitted(Broken):
    """A slip was asked for that the permit does not cover: a fault in the program, never an answer to a person."""


@dataclass(frozen=True)
class Permit:
    """May open these kinds and fields of this subject (None: any, for the system's own work) at this library.

    `fields` holds `kind.field` names; None means every field of the kinds. `also_kept`: what has ended, and is kept for a
    legal request, is opened as what it was. `mint` is the mark of the one place
    that may make permits; it is not kept, so that nobody widens a permit by copying it.
    """

    library: str
    purpose: str
    kinds: frozenset[str]
    mint: InitVar[object]
    subject: str | None = None
    thing: str | None = None
    fields: frozenset[str] | None = None
    also_kept: bool = False

    def __repr__(self) -> str:
        return f"<permit: {self.purpose} at {self.library}>"

    def __post_init__(self, mint: object) -> None:
        if mint is not MINT:
            raise NotPermitted("A permit was made outside the access room.")

    def check_subject(self, *, library: str, subject: str) -> None:
        """Stop unless this permit covers the subject."""
        if self.library != library or (self.subject is None and self.thing is not None):
            raise NotPermitted("The permit is for something else.")
        if self.subject is not None and self.subject != subject:
            raise NotPermitted("The permit is for somebody else.")

    def check_thing(self, *, library: str, thing: str) -> None:
        """Stop unless this permit covers the thing."""
        if self.library != library or (self.thing is None and self.subject is not None):
            raise NotPermitted("The permit is for something else.")
        if self.thing is not None and self.thing != thing:
            raise NotPermitted("The permit is for another thing.")


MINT = object()
