"""Who may open what was written down of a case: the custodian all of it, the desk what it took in itself, and only
until somebody else answers it."""

from reticent.drawer.minting import mint
from reticent.drawer.permits import Permit
from reticent.people.libraries import Library

KIND = "case_act"
# What tells whose a case is, and nothing of what it is about.
_WHOSE = ("number", "account", "step")


def for_case(library: Library, handle: str) -> Permit:
    """A permit to open everything that was done in this one case."""
    return mint(library=library.slug, purpose="case", kinds=[KIND], subject=handle)


def to_see_whose(library: Library, handle: str) -> Permit:
    """A permit to learn which account took this case in. Shows nothing of the case."""
    fields = [f"{KIND}.{name}" for name in _WHOSE]
    return mint(library=library.slug, purpose="case", kinds=[KIND], subject=handle, fields=fields)
