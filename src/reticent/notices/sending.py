"""Each notice goes out once, whatever crash or failure comes between. Whom it went to is written down nowhere.

Before a mail leaves it is written into the round's journal that it may have; after, that it went. When the round is over
its marks are taken away. Where no mail server is named nobody is sent anything: laid into a folder, notices would only
be a list of who has what out.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from reticent.access import noticing
from reticent.access.noticing import Due, Notice
from reticent.notices import wording
from reticent.notices.journal import Journal
from reticent.people import post, silences
from reticent.people.libraries import Library
from reticent.people.post import NO_ROOM, NO_SERVER, Fate
from reticent.retention import clock
from reticent.retention.rounds import Rounds
from reticent.vault import root

# Read on the day itself, when people are up.
ROUNDS = Rounds("notices", "Notices", hour=8)
# What a machine that stood still for longer did not tell is not told any more.
MOST_DAYS = 7
UNKNOWN = "Whether a notice went is not known: the mail server broke off. It is sent once more, and says so."
NOWHERE = (
    "No notice was sent: each has a link that stops it, and where readers reach Reticent is not known. Whoever runs the "
    "machine names it in RETICENT_HOSTS."
)
_STOPS = (Fate.NO_SERVER, Fate.NOT_NOW, Fate.NO_ROOM)


@dataclass(frozen=True, slots=True)
class Round:
    """What a round came to: how many mails went, how many addresses the server does not know, how many people are not
    written to though there was something to tell, and what kept the rest back, in sentences."""

    sent: int
    unknown_addresses: int = 0
    not_written_to: int = 0
    troubles: tuple[str, ...] = ()


def is_set_up() -> bool:
    """Whether notices go out: a mail server is named, or the demonstration lays them into its folder."""
    return post.is_named() or bool(settings.RETICENT_NOTICES_INTO_FOLDER)


def is_found() -> bool:
    """Whether readers can be told where they reach Reticent: each mail has the link that stops it."""
    return bool(post.origin()) or not post.is_named()


def planned(library: Library, *, now: datetime) -> Due:
    """What would go out now. It is written into the ledger like a round, since the same slips are opened."""
    clock.check(now=now)
    today = library.day_of(now)
    return noticing.due(library, after=_after(Journal(library), today=today), today=today)


def run(library: Library, *, now: datetime, way: BaseEmailBackend) -> Round:
    """Send what is to be told, and go on where a round broke off. Nothing is sent by a clock that is in doubt."""
    clock.check(now=now)
    if not is_set_up():
        return Round(0)
    with ROUNDS.alone():
        today, journal = library.day_of(now), Journal(library)
        journal.begin_round(_after(journal, today=today))
        done = _round(library, journal, today=today, way=way) if is_found() else Round(0, troubles=(NOWHERE,))
        if not done.troubles:
            journal.is_over(today)
        ROUNDS.note(library, troubles=done.troubles, now=now)
    return done


def _after(journal: Journal, *, today: date) -> date:
    """What is to be told is of the days after the last round that was not kept back; of what is old, nothing."""
    began = journal.after or today - timedelta(days=1)
    return max(began, today - timedelta(days=MOST_DAYS))


def _round(library: Library, journal: Journal, *, today: date, way: BaseEmailBackend) -> Round:
    if not post.answers(way):
        return Round(0, troubles=(NO_SERVER,))
    silences.tidy(library, today=today)
    due = noticing.due(library, after=_after(journal, today=today), today=today)
    key = root.read(settings.RETICENT_KEYS)
    sent = unknown = 0
    troubles: dict[str, None] = {}
    # In an order that says nothing: the journal and the mail server see it.
    for notice in secrets.SystemRandom().sample(due.notices, len(due.notices)):
        said_of = {key.mark(_named(library, notice, said).encode()): said for said in notice.says}
        marks = [mark for mark in said_of if journal.may_go(mark)]
        if not marks:
            continue
        again = any(journal.may_have_gone(mark) for mark in marks)
        to_go = replace(notice, says=tuple(said_of[mark] for mark in marks))
        fate = _send(library, to_go, marks, journal, says=due.writing.says, again=again, way=way)
        if fate in _STOPS:
            troubles[NO_ROOM if fate is Fate.NO_ROOM else NO_SERVER] = None
            break
        if fate is Fate.UNKNOWN:
            troubles[UNKNOWN] = None
            continue
        if fate is Fate.NOT_THIS_ADDRESS:
            silences.came_back(library, notice.address, on=today)
            unknown += 1
        else:
            noticing.told(library, to_go, today=today)
            sent += 1
        journal.went(marks)
    return Round(sent, unknown, due.not_written_to, tuple(troubles))


def _send(
    library: Library,
    notice: Notice,
    marks: Sequence[str],
    journal: Journal,
    *,
    says: str,
    again: bool,
    way: BaseEmailBackend,
) -> Fate:
    at = f"{post.origin() or post.HERE}/{library.slug}"
    stop = f"{at}/stop-mail?of={notice.link}&about={silences.ACCOUNT}"
    letter = wording.write(library, notice, record=f"{at}/my-record", stop=stop, says=says, again=again)
    message = EmailMessage(
        letter.subject,
        letter.body,
        post.sender(),
        [notice.address],
        headers={
            "Message-ID": f"<{secrets.token_hex(16)}@reticent>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    fate = post.hand_over(way, message, begun=lambda: journal.begin(marks))
    if fate in (Fate.NOT_NOW, Fate.NO_ROOM):
        journal.did_not_go(marks)
    return fate


def _named(library: Library, notice: Notice, said: noticing.Said) -> str:
    """What one thing told to one person is called; only its keyed mark is ever written down."""
    return "\n".join(("notice", library.slug, notice.person, said.sort, f"{said.day or ''}", *said.barcodes))
