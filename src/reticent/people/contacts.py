"""Whom does a library call, in which order and under which number, when somebody outside asks for records?

A line is about an office: the policy says which ones, the director writes their numbers beside them and adds others.
What the policy names stays in the list whatever is removed: only its numbers go. The desk card, which opens for anyone,
has the numbers that are marked for it and no other.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import models, transaction

from reticent import policy
from reticent.errors import Refused, ToMend
from reticent.people import spelling
from reticent.people.libraries import Library
from reticent.policy import Fetch, Policy

MOST = 20
MOST_LETTERS = {"office": 70, "at_work": 40, "mail": 100, "off_hours": 40, "note": 160}
OWN_LIST = "on this library's own list"

_NUMBER = re.compile(r"\+?[0-9(][0-9 ()./-]*((ext\.?|x) ?[0-9]+)?", re.IGNORECASE)


class NotAContact(ToMend):
    """Something about this line must be mended; `wrong` says what, by field."""


class NotInTheList(Refused):
    """The list has no such office."""


class CallLine(models.Model):
    """One line of a library's own list: an office and how it is reached."""

    library = models.CharField(max_length=40)
    office = models.CharField(max_length=70)
    place = models.PositiveSmallIntegerField()
    at_work = models.CharField(max_length=40, blank=True)
    mail = models.CharField(max_length=100, blank=True)
    off_hours = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=160, blank=True)
    at_work_on_card = models.BooleanField(default=True)
    off_hours_on_card = models.BooleanField(default=False)

    class Meta:
        ordering = ["library", "place"]
        constraints = [
            models.UniqueConstraint(fields=["library", "office"], name="an_office_is_called_once"),
        ]

    def __str__(self) -> str:
        return f"line {self.place} of {self.library}"


@dataclass(frozen=True, slots=True, repr=False)
class Numbers:
    """How an office is reached. A number at work stands on the desk card unless told otherwise; one out of hours, which
    may be somebody's home, only if told so."""

    at_work: str = ""
    mail: str = ""
    off_hours: str = ""
    note: str = ""
    at_work_on_card: bool = True
    off_hours_on_card: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    """One office to call. `named`: the policy in force names it, by these clauses; else the library's own list does."""

    office: str
    why: str
    clauses: tuple[str, ...]
    named: bool
    numbers: Numbers = Numbers()

    @property
    def own(self) -> bool:
        """Whether the library chose it, and neither its policy nor our advice."""
        return self.why == OWN_LIST

    @property
    def is_known(self) -> bool:
        """Whether anything is known by which it can be reached."""
        return bool(self.numbers.at_work or self.numbers.off_hours or self.numbers.mail)

    @property
    def on_card(self) -> tuple[str, ...]:
        """The numbers that the desk card may show to anyone."""
        numbers = self.numbers
        work = (numbers.at_work,) if numbers.at_work and numbers.at_work_on_card else ()
        home = (
            (f"out of hours {numbers.off_hours}",) if numbers.off_hours and numbers.off_hours_on_card else ()
        )
        return work + home


def chain(library: Library, adopted: Policy | None = None) -> tuple[Contact, ...]:
    """Whom to call, in this order: the library's own list, and whoever else the policy names.

    Where the library wrote no list yet, those whom the policy names, with our advice where it names nobody.
    """
    offered = policy.whom_to_call(adopted or library.policy)
    lines = tuple(CallLine.objects.filter(library=library.slug))
    if not lines:
        return tuple(_contact(each) for each in offered)
    named = {_same(each.office): each for each in offered}
    own = [_contact(named.get(_same(line.office)), line) for line in lines]
    listed = {_same(contact.office) for contact in own}
    missing = [_contact(each) for each in offered if each.named and _same(each.office) not in listed]
    first = [each for each in missing if each.office == offered[0].office]
    return (*first, *own, *(each for each in missing if each not in first))


def desk_card(library: Library, adopted: Policy | None = None) -> policy.DeskCard:
    """The card of the policy in force with the library's own order of calling, and the numbers marked for the card."""
    card = policy.desk_card(adopted or library.policy)
    called = (
        Fetch(each.office, each.why, each.clauses, each.named, each.own, each.on_card)
        for each in chain(library, adopted)
    )
    return replace(card, fetch=tuple(called))


def note(library: Library, office: str, numbers: Numbers, *, place: int | None = None) -> None:
    """Write down how an office is reached: a new line at the end, or at this place, or in place of its line."""
    office, numbers = _clean(office, numbers)
    with transaction.atomic():
        there = _alone(library)
        at = _at(there, office)
        if at is None and len(there) >= MOST:
            raise NotAContact({"office": f"The list has {MOST} lines already. Remove one first."})
        if at is None:
            there.append(Contact(office, "", (), named=False, numbers=numbers))
            at = len(there) - 1
        else:
            there[at] = replace(there[at], numbers=numbers)
        if place is not None:
            there.insert(max(0, min(place, len(there) - 1)), there.pop(at))
        _write(library, there)


def move(library: Library, office: str, *, by: int) -> None:
    """Call an office so much earlier (less than nothing) or later than now."""
    with transaction.atomic():
        there = _alone(library)
        at = _found(there, office)
        there.insert(max(0, min(at + by, len(there) - 1)), there.pop(at))
        _write(library, there)


def remove(library: Library, office: str) -> tuple[Contact, int]:
    """Take an office off the list, or only its numbers where the policy names it; the line as it was, and its place."""
    with transaction.atomic():
        there = _alone(library)
        at = _found(there, office)
        was = there[at]
        if was.named:
            there[at] = replace(was, numbers=Numbers())
        else:
            del there[at]
        _write(library, there)
    return was, at


def listed(library: Library, office: str) -> Contact:
    """The line of this office; `NotInTheList` says which there are."""
    there = chain(library)
    return there[_found(there, office)]


def mail_of(library: Library, office: str) -> str:
    """The e-mail address of this office; nothing where the list has none, or no such office."""
    there = chain(library)
    at = _at(there, office)
    return "" if at is None else there[at].numbers.mail


def _contact(named: Fetch | None, line: CallLine | None = None) -> Contact:
    numbers = (
        Numbers(
            line.at_work, line.mail, line.off_hours, line.note, line.at_work_on_card, line.off_hours_on_card
        )
        if line
        else Numbers()
    )
    if named is None:
        assert line is not None
        return Contact(line.office, OWN_LIST, (), named=False, numbers=numbers)
    return Contact(named.office, named.why, named.clauses, named.named, numbers)


def _alone(library: Library) -> list[Contact]:
    """The list as it stands, held for one who changes it at a time."""
    # SQLite lets one writer in at a time anyhow; PostgreSQL holds who comes second until we are done.
    Library.objects.select_for_update().get(pk=library.pk)
    return list(chain(library))


def _write(library: Library, contacts: Iterable[Contact]) -> None:
    CallLine.objects.filter(library=library.slug).delete()
    CallLine.objects.bulk_create(
        CallLine(
            library=library.slug,
            office=each.office,
            place=place,
            at_work=each.numbers.at_work,
            mail=each.numbers.mail,
            off_hours=each.numbers.off_hours,
            note=each.numbers.note,
            at_work_on_card=each.numbers.at_work_on_card,
            off_hours_on_card=each.numbers.off_hours_on_card,
        )
        for place, each in enumerate(contacts)
    )


def _same(office: str) -> str:
    return " ".join(office.split()).casefold()


def _at(there: Sequence[Contact], office: str) -> int | None:
    wanted = _same(office)
    return next((at for at, each in enumerate(there) if _same(each.office) == wanted), None)


def _found(there: Sequence[Contact], office: str) -> int:
    at = _at(there, office)
    if at is None:
        offices = ", ".join(each.office for each in there)
        raise NotInTheList(f"The list has no such office. It has: {offices}. Nothing was changed.")
    return at


def _clean(office: str, numbers: Numbers) -> tuple[str, Numbers]:
    """What was typed, its blanks put right; `NotAContact` says everything that must be mended, at once."""
    typed = {
        "office": office,
        "at_work": numbers.at_work,
        "mail": numbers.mail,
        "off_hours": numbers.off_hours,
        "note": numbers.note,
    }
    plain = {name: " ".join(value.split()) for name, value in typed.items()}
    wrong = {
        name: f"This is longer than {most} letters: make it shorter."
        for name, most in MOST_LETTERS.items()
        if len(plain[name]) > most
    }
    if not plain["office"]:
        wrong["office"] = "Say which office is called, such as Town Attorney."
    for name in ("at_work", "off_hours"):
        if plain[name] and not _NUMBER.fullmatch(plain[name]):
            wrong[name] = (
                "Write a telephone number, such as 860 555 0100 or 860 555 0100 ext. 12. Words go into the note."
            )
    if plain["mail"] and not spelling.is_mail(plain["mail"]):
        wrong["mail"] = "Write an e-mail address, such as attorney@town.example.org."
    if wrong:
        raise NotAContact(wrong)
    on_card = (numbers.at_work_on_card, numbers.off_hours_on_card)
    return plain["office"], Numbers(
        plain["at_work"], plain["mail"], plain["off_hours"], plain["note"], *on_card
    )
