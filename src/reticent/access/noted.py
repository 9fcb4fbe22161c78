"""What is noted beside a registration, as frozen values for a page or a file: guardians, people sent, wishes, and
what the patron says of her record herself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from reticent.drawer import kinds
from reticent.drawer.slips import Opened
from reticent.people import families, friends, permissions, staff_notes, statements
from reticent.policy import WISHES
from reticent.policy.vocabulary import SHUTS

# The way by which each field reaches a person, and what goes with it: a message left, the library's name said or written.
_REACHES = {
    "registration.phone": ("phone", "messages", "name"),
    "registration.contact": ("mail", "name"),
    "registration.email": ("email", "name"),
}
CONTACT = frozenset(_REACHES)


@dataclass(frozen=True, repr=False)
class NotedGuardian:
    """A guardian whose note stands today, and until the day the minor comes of age."""

    mark: str
    name: str
    proof: str
    since: date
    until: date
    blocked: bool


@dataclass(frozen=True, repr=False)
class NotedSent:
    """Somebody whom the patron sends, what for, and the last day."""

    mark: str
    name: str
    may: str
    until: date
    since: date


@dataclass(frozen=True, repr=False)
class NotedWish:
    """How the patron wishes not to be reached."""

    mark: str
    wish: str
    words: str
    since: date


@dataclass(frozen=True, repr=False)
class NotedChoice:
    """That the patron is on the Friends' list, and since when."""

    mark: str
    since: date


@dataclass(frozen=True, repr=False)
class NotedStatement:
    """What the patron says of one part of her record, and since when."""

    mark: str
    about: str
    words: str
    since: date


@dataclass(frozen=True, repr=False)
class NotedPermission:
    """Whom the patron lets be told of which records, by which paper, until when; and which cases rested on it."""

    mark: str
    recipient: str
    scope: tuple[str, ...]
    signed_by: str
    paper: str
    paper_on: date
    shown: str
    form: str
    since: date
    until: date
    cases: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class NotedByStaff:
    """A note of the desk: one of the list, or its own words; by whom, when, and the last day (none: with the record)."""

    mark: str
    note: str
    words: str
    by_role: str
    since: date
    until: date | None


@dataclass(frozen=True, repr=False)
class Noted:
    """All of it that stands today; and of others: whose guardian this person is, and how many send her."""

    guardians: tuple[NotedGuardian, ...] = ()
    sent: tuple[NotedSent, ...] = ()
    wishes: tuple[NotedWish, ...] = ()
    friends: tuple[NotedChoice, ...] = ()
    statements: tuple[NotedStatement, ...] = ()
    by_staff: tuple[NotedByStaff, ...] = ()
    permissions: tuple[NotedPermission, ...] = ()
    wards: tuple[str, ...] = ()
    sent_by: tuple[tuple[str, date], ...] = ()


def noted(slips: Sequence[Opened], *, purpose: str, today: date) -> Noted:
    """What stands today among the slips beside a registration; of the desk's notes those that `purpose` has a use for."""
    guardians, sent, wishes, chosen, said, by_staff, permitted = [], [], [], [], [], [], []
    for slip in slips:
        kept = slip.payload
        if slip.kind == "guardian_link" and families.in_force(slip.payload, today=today):
            guardians.append(
                NotedGuardian(
                    mark=families.mark(slip),
                    name=kept["name"],
                    proof=kept["proof"],
                    since=date.fromisoformat(kept["since"]),
                    until=date.fromisoformat(kept["until"]),
                    blocked=bool(kept["blocked_on"]),
                )
            )
        elif slip.kind == "designation" and families.may_be_sent(slip.payload, today=today):
            until, since = date.fromisoformat(kept["until"]), date.fromisoformat(kept["since"])
            sent.append(NotedSent(families.mark(slip), kept["name"], kept["may"], until, since))
        elif slip.kind == "contact_wish" and families.stands(slip.payload):
            words = WISHES[kept["wish"]]
            since = date.fromisoformat(kept["since"])
            wishes.append(NotedWish(families.mark(slip), kept["wish"], words, since))
        elif slip.kind == "friends_choice" and friends.is_on(slip.payload):
            chosen.append(NotedChoice(families.mark(slip), date.fromisoformat(kept["since"])))
        elif slip.kind == "statement" and statements.stands(slip.payload):
            since = date.fromisoformat(kept["since"])
            said.append(NotedStatement(families.mark(slip), kept["about"], kept["words"], since))
        elif slip.kind == "permission" and families.lasts(kept, today=today):
            permitted.append(
                NotedPermission(
                    mark=families.mark(slip),
                    recipient=kept["recipient"],
                    scope=permissions.scope_in(kept),
                    signed_by=kept["signed_by"],
                    paper=kept["paper"],
                    paper_on=date.fromisoformat(kept["paper_on"]),
                    shown=kept["shown"],
                    form=kept["form"],
                    since=date.fromisoformat(kept["since"]),
                    until=date.fromisoformat(kept["until"]),
                    cases=permissions.cases_in(kept),
                )
            )
        elif (
            slip.kind == "staff_note"
            and families.lasts(kept, today=today)
            and staff_notes.is_shown_for(kept["note"], purpose=purpose)
        ):
            since, last = date.fromisoformat(kept["since"]), kinds.day(kept["until"])
            mark = families.mark(slip)
            by_staff.append(NotedByStaff(mark, kept["note"], kept["words"], kept["by_role"], since, last))
    return Noted(
        guardians=tuple(sorted(guardians, key=lambda g: (g.since, g.name))),
        sent=tuple(sorted(sent, key=lambda s: (s.until, s.name))),
        wishes=tuple(sorted(wishes, key=lambda w: (w.since, w.wish))),
        friends=tuple(chosen),
        statements=tuple(sorted(said, key=lambda s: list(statements.ABOUT).index(s.about))),
        by_staff=tuple(sorted(by_staff, key=lambda n: (n.since, n.note, n.words))),
        permissions=tuple(sorted(permitted, key=lambda p: (p.until, p.recipient))),
    )


def with_others(noted: Noted, slips: Sequence[Opened], *, today: date) -> Noted:
    """With what names this person beside other registrations: a ward's name, and nothing of who sends her.

    The day on which a ward comes of age is the ward's birthday, and no guardian's to read.
    """
    wards = [
        slip.payload["child"]
        for slip in slips
        if slip.kind == "guardian_link" and families.in_force(slip.payload, today=today)
    ]
    sent_by = [
        (slip.payload["may"], date.fromisoformat(slip.payload["until"]))
        for slip in slips
        if slip.kind == "designation" and families.may_be_sent(slip.payload, today=today)
    ]
    return replace(noted, wards=tuple(sorted(wards)), sent_by=tuple(sorted(sent_by)))


def wish_on(field: str, noted: Noted) -> tuple[str, bool]:
    """The wishes that speak of this way to reach her, in words, and whether one shuts the way altogether."""
    spoken = [
        (at, wish.words)
        for at, way in enumerate(_REACHES.get(field, ()))
        for wish in noted.wishes
        if way in SHUTS[wish.wish]
    ]
    if shut := [words for at, words in spoken if at == 0]:
        return shut[0], True
    return ", ".join(dict.fromkeys(words for _, words in spoken)), False
