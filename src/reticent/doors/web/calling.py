"""Whom to call when somebody from outside comes: the library's own list, for its staff."""

import re
from collections.abc import Mapping, Sequence

from reticent.doors.web.shown.calling import Call, Number
from reticent.people import contacts
from reticent.people.contacts import Contact
from reticent.people.libraries import Library


def calls(library: Library, tries: Mapping[str, Sequence[str]] | None = None) -> tuple[Call, ...]:
    """The offices to call, in order, with every number that the library noted, and what came of calling them so far."""
    tries = tries or {}
    return tuple(
        Call(
            each.office,
            each.why,
            each.clauses,
            numbers=_numbers(each),
            note=each.numbers.note,
            tries=tuple(tries.get(each.office, ())),
        )
        for each in contacts.chain(library)
    )


def _numbers(each: Contact) -> tuple[Number, ...]:
    numbers = each.numbers
    given = ((numbers.at_work, "at work"), (numbers.off_hours, "after hours"))
    telephones = tuple(Number(number, when, _to_dial(number)) for number, when in given if number)
    mail = (Number(numbers.mail, "", f"mailto:{numbers.mail}"),) if numbers.mail else ()
    return (*telephones, *mail)


def _to_dial(number: str) -> str:
    """The number as a telephone takes it: without blanks, and without an extension, which somebody answers first."""
    return "tel:" + re.sub(r"[^0-9+]", "", re.split(r"ext|x", number, flags=re.IGNORECASE)[0])
