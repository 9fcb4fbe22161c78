"""Programs and their sessions: what is on, when, where, for how many, for whom. About nobody: who comes is elsewhere."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db import models, transaction

from reticent.errors import Malformed, Refused
from reticent.people.libraries import Library
from reticent.records import facts

# Whom a program is for, and in whose hands a sign-up lies: a child's always in those of a parent or guardian.
AGE_GROUPS = ("children", "teens", "adults", "everybody")
BY_GUARDIAN = ("children",)
BY_EITHER = ("teens", "everybody")
MOST_TITLE, MOST_ABOUT, MOST_PLACE, MOST_WHY = 100, 600, 80, 120
MOST_PLACES, MOST_SESSIONS, MOST_CAME = 500, 12, 5000
# For so long the staff's page shows what is over; it is about nobody.
SHOWN_DAYS = 60


class UnknownSession(Refused):
    """No session has this address."""


class CannotBeHeld(Malformed):
    """A program, or a session of one, that lacks something. `fields` says what is wrong, by the form's names."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("The program cannot be written down:", problems=list(fields.values()))
        self.fields = fields


class Program(models.Model):
    """Something to come to. `contact_why`: what a contact is asked for; empty, none is asked (no purpose, no field)."""

    library = models.SlugField(max_length=40)
    handle = models.CharField(max_length=12)
    title = models.CharField(max_length=MOST_TITLE)
    about = models.CharField(max_length=MOST_ABOUT, blank=True)
    age_group = models.CharField(max_length=10)
    contact_why = models.CharField(max_length=MOST_WHY, blank=True)
    run_by = models.CharField(max_length=60)

    objects: ClassVar[models.Manager["Program"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["library", "handle"], name="a_program_has_one_address")
        ]

    def __str__(self) -> str:
        return f"program {self.pk} of {self.library}"


class ProgramSession(models.Model):
    """One time at which a program is held. It has no status of anybody: how many come is asked of the drawer."""

    library = models.SlugField(max_length=40)
    handle = models.CharField(max_length=12)
    program = models.ForeignKey(Program, on_delete=models.PROTECT)
    starts = models.DateTimeField()
    place = models.CharField(max_length=MOST_PLACE)
    capacity = models.PositiveSmallIntegerField(null=True)
    called_off = models.BooleanField(default=False)
    sheet_printed_on = models.DateField(null=True)
    sheet_destroyed_on = models.DateField(null=True)
    came = models.PositiveIntegerField(null=True)

    objects: ClassVar[models.Manager["ProgramSession"]] = models.Manager()

    class Meta:
        ordering = ["starts", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["library", "handle"], name="a_session_has_one_address")
        ]

    def __str__(self) -> str:
        return f"session {self.pk} of {self.library}"

    @property
    def has_a_sheet(self) -> bool:
        """Whether a sheet with names was printed that nobody has said to be destroyed."""
        return self.sheet_printed_on is not None and self.sheet_destroyed_on is None

    def is_over(self, now: datetime) -> bool:
        """Whether it has begun, or will not be held: nobody signs up any more."""
        return self.called_off or self.starts <= now


@dataclass(frozen=True)
class NewProgram:
    """A program as it is typed, with its first session and how many more follow, a week apart."""

    title: str
    about: str
    age_group: str
    contact_why: str
    starts: datetime | None
    place: str
    capacity: str
    sessions: str


def add(library: Library, new: NewProgram, *, run_by: str, now: datetime) -> Program:
    """Write a program down with its sessions; `CannotBeHeld` says all that is wrong at once."""
    wrong = {}
    if not new.title:
        wrong["title"] = "Give it a title."
    if new.age_group not in AGE_GROUPS:
        wrong["age_group"] = "Say whom it is for."
    if new.starts is None:
        wrong["starts"] = "Give the day and time of the first session."
    elif new.starts <= now:
        wrong["starts"] = "This time is over. Give one that is still to come."
    if not new.place:
        wrong["place"] = "Say where it is."
    capacity, sessions = _places(new.capacity, wrong), _number(new.sessions or "1")
    if sessions is None or not 1 <= sessions <= MOST_SESSIONS:
        wrong["sessions"] = f"Between 1 and {MOST_SESSIONS} sessions, a week apart."
    if wrong:
        raise CannotBeHeld(wrong)
    assert new.starts is not None
    assert sessions is not None
    there = library.there(new.starts)
    with transaction.atomic():
        program = Program.objects.create(
            library=library.slug,
            handle=_handle(),
            title=new.title[:MOST_TITLE],
            about=new.about[:MOST_ABOUT],
            age_group=new.age_group,
            contact_why=new.contact_why[:MOST_WHY],
            run_by=run_by,
        )
        ProgramSession.objects.bulk_create(
            ProgramSession(
                library=library.slug,
                handle=_handle(),
                program=program,
                # By the library's own clock: a series keeps its hour where the clocks change.
                starts=there + timedelta(weeks=week),
                place=new.place[:MOST_PLACE],
                capacity=capacity,
            )
            for week in range(sessions)
        )
    return program


def _handle() -> str:
    return secrets.token_hex(6)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _places(text: str, wrong: dict[str, str]) -> int | None:
    places = _number(text) if text else None
    if text and (places is None or not 1 <= places <= MOST_PLACES):
        wrong["capacity"] = f"Between 1 and {MOST_PLACES} places; left empty, there is no limit."
    return places


def coming(library: Library, *, now: datetime) -> list[ProgramSession]:
    """The sessions that are still to be held, the next first."""
    rows = ProgramSession.objects.select_related("program")
    return list(rows.filter(library=library.slug, starts__gt=now, called_off=False))


# As `has_a_sheet`, for the database to ask.
_HAS_A_SHEET = models.Q(sheet_printed_on__isnull=False, sheet_destroyed_on__isnull=True)


def _over(library: Library, *, now: datetime) -> "models.QuerySet[ProgramSession]":
    rows = ProgramSession.objects.select_related("program").filter(library=library.slug)
    return rows.filter(models.Q(starts__lte=now) | models.Q(called_off=True)).order_by("-starts", "-pk")


def of_late(library: Library, *, now: datetime) -> list[ProgramSession]:
    """The sessions that are over, the newest first; one with a sheet left, however old."""
    shown = models.Q(starts__gt=now - timedelta(days=SHOWN_DAYS)) | _HAS_A_SHEET
    return list(_over(library, now=now).filter(shown))


def named(library: Library, handle: str) -> ProgramSession:
    """The session under this address."""
    row = ProgramSession.objects.select_related("program").filter(library=library.slug, handle=handle).first()
    if row is None:
        raise UnknownSession("There is no such session. The list has all that are to come.")
    return row


def known(library: str, handles: Sequence[str]) -> dict[str, ProgramSession]:
    """The sessions of these addresses."""
    rows = ProgramSession.objects.select_related("program").filter(library=library, handle__in=handles)
    return {row.handle: row for row in rows}


def change_places(session: ProgramSession, typed: str, *, taken: int) -> None:
    """Set how many places there are; never fewer than are taken: nobody who has a place loses it."""
    wrong: dict[str, str] = {}
    places = _places(typed, wrong)
    if places is not None and places < taken and not wrong:
        wrong["capacity"] = f"{taken} places are taken already. Give as many or more; nothing was changed."
    if wrong:
        raise CannotBeHeld(wrong)
    ProgramSession.objects.filter(pk=session.pk).update(capacity=places)


def give_to(session: ProgramSession, username: str) -> None:
    """Let another account run the program."""
    Program.objects.filter(pk=session.program.pk).update(run_by=username)


def is_called_off(session: ProgramSession) -> None:
    """Note that it will not be held."""
    ProgramSession.objects.filter(pk=session.pk).update(called_off=True)


def sheet_printed(session: ProgramSession, *, on: date) -> None:
    """Note that a sheet with names lies in the room."""
    ProgramSession.objects.filter(pk=session.pk).update(sheet_printed_on=on, sheet_destroyed_on=None)


def sheet_destroyed(session: ProgramSession, *, on: date) -> None:
    """Note that it does no more."""
    ProgramSession.objects.filter(pk=session.pk).update(sheet_destroyed_on=on)


def sheets_left(library: Library, *, now: datetime) -> list[ProgramSession]:
    """The sessions of which a sheet was printed and not yet destroyed, though nobody needs it: over, or called off."""
    return list(_over(library, now=now).filter(_HAS_A_SHEET))


def sheet_needed_until(library: Library, session: ProgramSession, *, now: datetime) -> date:
    """The last day on which a sheet that was printed is of use in the room."""
    if session.called_off and session.starts > now and session.sheet_printed_on:
        return session.sheet_printed_on
    return library.day_of(session.starts)


def count_heads(session: ProgramSession, typed: str, *, library: Library, now: datetime) -> int:
    """Write down how many came, once: the count of the session, and a cell of the facts. It names nobody."""
    if session.starts > now or session.called_off:
        raise CannotBeHeld({"came": "It was not held yet. Count the heads once it is."})
    came = _number(typed)
    if came is None or came > MOST_CAME:
        raise CannotBeHeld({"came": "How many heads? A number; 0 if nobody came."})
    month, audience = f"{library.day_of(session.starts):%Y-%m}", _AUDIENCE[session.program.age_group]
    cell = ("program", month, session.place[:40], "", audience, "")
    with transaction.atomic():
        fresh = ProgramSession.objects.filter(pk=session.pk, came=None).update(came=came)
        if not fresh:
            raise CannotBeHeld({"came": "It was counted already. The first count stands."})
        if came:
            facts.add(library.slug, Counter({cell: came}))
    return came


# The age groups in the words of the facts.
_AUDIENCE = {"children": "child", "teens": "ya", "adults": "adult", "everybody": "all"}
