"""What goes out today, each thing to each office once on each occasion, whatever crash or failure comes between?

Before a mail leaves it is written down that it may have; after, that it went. Where a crash, or a server that breaks
off, leaves it unknown, the mail is sent once more and says so, and no third time. What the server surely refused is
tried again with the next round.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from reticent.disclosure import cases
from reticent.people import mailings, post
from reticent.people.libraries import Library
from reticent.people.mailings import Mailing
from reticent.people.post import NO_ROOM, NO_SERVER, Fate
from reticent.reminders import offices, wording
from reticent.reminders.occasions import occasion
from reticent.reminders.offices import Office
from reticent.reminders.things import Thing, of
from reticent.reminders.wording import Letter
from reticent.retention import clock
from reticent.retention.rounds import Rounds
from reticent.vault import root
from reticent.vault.root import Root

LAID_DAYS = 14  # for so long a mail lies in the folder
SHOWN_DAYS = 31
# By the library's own clock: whoever reads it in the morning reads it on its day.
ROUNDS = Rounds("reminders", "Reminders", hour=6)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on one occasion, by the mark under which one office is told."""

    thing: Thing
    occasion: str
    mark: str


@dataclass(frozen=True, slots=True, repr=False)
class Planned:
    """One mail that goes out now. `again`: some of it may have gone before."""

    office: Office
    items: tuple[Item, ...]
    letter: Letter
    again: bool


@dataclass(frozen=True, slots=True)
class Round:
    """What a round came to: how many mails went, and what could not be sent, in sentences that name offices only."""

    sent: int
    troubles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent to one office on a day: the handles of the cases it spoke of, and how many other things."""

    on: date
    office: str
    handles: tuple[str, ...]
    others: int


def planned(library: Library, *, now: datetime) -> tuple[Planned, ...]:
    """The mails that go out now, the one to the custodian first. Changes nothing."""
    there = mailings.known(library)
    return tuple(_letters(library, _wanted(library, now=now), there))


def run(library: Library, *, now: datetime, way: BaseEmailBackend) -> Round:
    """Send what goes out now, and write down what became of it. Nothing is sent by a clock that is in doubt."""
    clock.check(now=now)
    with ROUNDS.alone():
        done = _round(library, now=now, way=way)
        ROUNDS.note(library, troubles=done.troubles, now=now)
    return done


def _round(library: Library, *, now: datetime, way: BaseEmailBackend) -> Round:
    today = library.day_of(now)
    post.clear_old(before=(now - timedelta(days=LAID_DAYS)).timestamp())
    wanted = _wanted(library, now=now)
    is_open = [row.handle for row in cases.rows(library) if row.closed_on is None]
    marks = [item.mark for _, item in wanted]
    mailings.tidy(library, wanted=marks, open_cases=is_open, today=today)
    there = mailings.known(library)
    troubles = [_unknown(office) for office, item in wanted if _is_given_up(there.get(item.mark))]
    count = 0
    for mail in _letters(library, wanted, there):
        trouble = _send(library, mail, on=today, way=way)
        troubles += [trouble] if trouble else []
        count += not trouble
    return Round(count, tuple(dict.fromkeys(troubles)))


def sent(library: Library, *, now: datetime) -> tuple[Sent, ...]:
    """What was sent of late, the newest first: to which office, on which day."""
    since = library.day_of(now) - timedelta(days=SHOWN_DAYS)
    is_open = {row.handle for row in cases.rows(library) if row.closed_on is None}
    found: dict[tuple[date, str], list[str]] = {}
    for row in mailings.sent(library):
        if row.mailed_on > since and (not row.handle or row.handle in is_open):
            found.setdefault((row.mailed_on, row.office), []).append(row.handle)
    return tuple(
        Sent(on, office, tuple(sorted({each for each in handles if each})), handles.count(""))
        for (on, office), handles in found.items()
    )


def _wanted(library: Library, *, now: datetime) -> list[tuple[Office, Item]]:
    """Whom to tell of what today, whether or not it was told."""
    today, key = library.day_of(now), root.read(settings.RETICENT_KEYS)
    told = offices.of(library, on=today)
    return [
        (office, Item(thing, when, _mark(key, library, thing, when, office)))
        for thing in of(library, now=now)
        if (when := occasion(thing.code, thing.by, on=today))
        for office in told.told_of(thing)
    ]


def _mark(key: Root, library: Library, thing: Thing, when: str, office: Office) -> str:
    said = ("reminder", library.slug, thing.handle, thing.code, thing.by.isoformat(), when, office.title)
    return key.mark("\n".join(said).encode())


def _letters(
    library: Library, wanted: Iterable[tuple[Office, Item]], there: dict[str, Mailing]
) -> list[Planned]:
    by_office: dict[str, tuple[Office, list[Item]]] = {}
    for office, item in wanted:
        row = there.get(item.mark)
        if row is None or row.may_go:
            by_office.setdefault(office.title, (office, []))[1].append(item)
    return [_planned(library, office, items, there) for office, items in by_office.values()]


def _planned(library: Library, office: Office, items: Sequence[Item], there: dict[str, Mailing]) -> Planned:
    again = any(item.mark in there for item in items)
    things = [(item.thing, item.occasion) for item in items]
    letter = wording.write(library, office, things, sign_in=_sign_in(library), again=again)
    return Planned(office, tuple(items), letter, again)


def _sign_in(library: Library) -> str:
    """Where staff sign in: to be typed, and not followed."""
    return f"{post.origin().partition('://')[2] or '…'}/{library.slug}/staff"


def _send(library: Library, mail: Planned, *, on: date, way: BaseEmailBackend) -> str:
    """Send one mail; what troubled it, in a sentence, or nothing."""
    office, about = mail.office, {item.mark: item.thing.handle for item in mail.items}
    if not office.mail:
        return f"No e-mail address of the {office.title} is known. Write it down under “Whom to call”; it is tried again."
    message = EmailMessage(
        mail.letter.subject,
        mail.letter.body,
        post.sender(),
        [office.mail],
        headers={"Message-ID": f"<{min(about)}@reticent>", "Auto-Submitted": "auto-generated"},
    )
    fate = post.hand_over(way, message, begun=lambda: mailings.begin(library, office.title, about, on=on))
    if fate is Fate.TAKEN:
        mailings.went(library, about)
    elif fate in (Fate.NOT_THIS_ADDRESS, Fate.NOT_NOW, Fate.NO_ROOM):
        mailings.did_not_go(library, about)
    return _trouble(office, fate)


def _trouble(office: Office, fate: Fate) -> str:
    return {
        Fate.TAKEN: "",
        Fate.NOT_THIS_ADDRESS: (
            f"The mail server does not take the address of the {office.title}. Put it right under “Whom to call”; then "
            "it is tried again."
        ),
        Fate.NO_SERVER: NO_SERVER,
        Fate.NOT_NOW: NO_SERVER,
        Fate.NO_ROOM: NO_ROOM,
        Fate.UNKNOWN: _unknown(office),
    }[fate]


def _is_given_up(row: Mailing | None) -> bool:
    return row is not None and not row.sent and not row.may_go


def _unknown(office: Office) -> str:
    return (
        f"Whether a reminder reached the {office.title} is not known: sending was interrupted. Ask there; it is sent "
        "twice at most."
    )
