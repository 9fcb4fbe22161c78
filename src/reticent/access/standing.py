"""What the record itself says of whoever asks: is the child a minor still, who is noted as guardian, who is sent?

Read before deciding, and shown to nobody. What the clerk was told is a claim; a note here may bear it out or take
it back, and never adds to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from reticent.access.asking import ON_PAPER, TO_BORROW, TO_COLLECT, Asking
from reticent.drawer.kinds import Payload
from reticent.drawer.minting import mint
from reticent.drawer.slips import Drawer, Opened
from reticent.people import families, patrons
from reticent.policy import Instrument

# What a permission opens for whoever is sent: which item to carry, or whether the card may borrow. Never the record.
_CARRIES = ("hold.title", "hold.pickup")
_OPENS = {ON_PAPER: _CARRIES, TO_COLLECT: _CARRIES, TO_BORROW: ("registration.standing",)}
_NOTED_FOR = {TO_COLLECT: families.COLLECT, TO_BORROW: families.BORROW}
_READ = {
    "guardian_link": ("guardian", "name", "until", "blocked_on", "removed_on"),
    "designation": ("sent", "name", "may", "until", "withdrawn_on"),
}


@dataclass(frozen=True)
class Standing:
    """What is known of whoever asks, as the policy is asked about it."""

    minor: bool | None = None
    proof: str | None = None
    link: str | None = None
    instrument: Instrument | None = None
    evidence: frozenset[str] = frozenset()


def claimed(asking: Asking) -> Standing:
    """What the clerk was told and shown, before anybody is looked up."""
    if asking.capacity == "guardian":
        return Standing(minor=asking.says_minor, proof=asking.proof)
    if asking.capacity == "designated_borrower" and asking.shown in _OPENS:
        paper = Instrument(
            "written_permission", signed_by="patron", in_form=True, names_fields=_OPENS[asking.shown]
        )
        return Standing(instrument=paper, evidence=frozenset({"permission:names_asker"}))
    return Standing()


def known(drawer: Drawer, asking: Asking, *, person: str, persons: Sequence[str], today: date) -> Standing:
    """The same, held against what is noted beside this person's registration.

    `persons` are those whose card was given as the asker's own.
    """
    said = claimed(asking)
    if asking.capacity == "guardian":
        return _as_guardian(drawer, said, asking, person=person, persons=persons, today=today)
    if asking.shown in _NOTED_FOR and not _is_sent(
        drawer, asking, person=person, persons=persons, today=today
    ):
        # Nothing noted says so: as if nothing had been shown.
        return Standing()
    return said


def _as_guardian(
    drawer: Drawer, said: Standing, asking: Asking, *, person: str, persons: Sequence[str], today: date
) -> Standing:
    links = [slip.payload for slip in _noted(drawer, person, "guardian_link")]
    standing = [payload for payload in links if families.in_force(payload, today=today)]
    if is_minor(drawer, person, today=today) is False:
        # From the first minute of that day, whether the purge has run or not.
        return replace(said, minor=False)
    # A card of her own says her name as well as a photo id does.
    called = (asking.named, *(registered_name(drawer, who) for who in persons))
    hers = [
        p
        for p in standing
        if any(families.names(p, named=name, persons=persons, as_="guardian") for name in called)
    ]
    if _is_kept_out(drawer, standing, named=asking.named, persons=persons):
        link = "blocked"
    elif hers:
        link = "in_force"
    elif any(payload["blocked_on"] for payload in standing):
        link = "others_blocked"
    else:
        link = None
    noted = said.proof != "guardian_link" or link == "in_force"
    return replace(said, link=link, proof=said.proof if noted else None)


def _is_sent(drawer: Drawer, asking: Asking, *, person: str, persons: Sequence[str], today: date) -> bool:
    return any(
        families.may_be_sent(slip.payload, today=today)
        and slip.payload["may"] == _NOTED_FOR[asking.shown]
        and families.names(slip.payload, named=asking.named, persons=persons, as_="sent")
        for slip in _noted(drawer, person, "designation")
    )


def is_kept_out(drawer: Drawer, *, child: str, person: str, today: date) -> bool:
    """Whether a court order beside this child's registration keeps this registered person out."""
    links = [slip.payload for slip in _noted(drawer, child, "guardian_link")]
    standing = [payload for payload in links if families.in_force(payload, today=today)]
    return _is_kept_out(drawer, standing, named="", persons=(person,))


def _is_kept_out(drawer: Drawer, links: Sequence[Payload], *, named: str, persons: Sequence[str]) -> bool:
    return any(
        families.is_kept_out(
            link, named=named, persons=persons, registered_name=lambda who: registered_name(drawer, who)
        )
        for link in links
    )


def guardian_until(drawer: Drawer, *, child: str, named: str, today: date) -> date | None:
    """Until when somebody of this name is noted as guardian and answered; None where nobody is, or an order keeps them
    out."""
    links = [slip.payload for slip in _noted(drawer, child, "guardian_link")]
    standing = [payload for payload in links if families.in_force(payload, today=today)]
    theirs = [p for p in standing if families.names(p, named=named, persons=(), as_="guardian")]
    if not theirs or _is_kept_out(drawer, standing, named=named, persons=()):
        return None
    return min(date.fromisoformat(payload["until"]) for payload in theirs)


def registered_name(drawer: Drawer, person: str) -> str:
    """The name under which somebody is registered; empty where she is no longer."""
    permit = mint(
        library=drawer.library,
        purpose="deciding",
        kinds=["registration"],
        subject=person,
        fields=["registration.name"],
    )
    try:
        name: str = patrons.registration_of(drawer, permit, person=person).payload["name"]
    except patrons.NobodyFound:
        return ""
    return name


def _noted(drawer: Drawer, person: str, kind: str) -> list[Opened]:
    permit = mint(
        library=drawer.library,
        purpose="deciding",
        kinds=[kind],
        subject=patrons.beside(person),
        fields=[f"{kind}.{name}" for name in _READ[kind]],
    )
    return families.found(drawer, permit, person=person, kind=kind)


def is_minor(drawer: Drawer, person: str, *, today: date) -> bool | None:
    """Whether this is a minor: by the day in the registration, or noted with a guardian; None where there is none.

    Of several days the first one counts: it shows less.
    """
    permit = mint(
        library=drawer.library,
        purpose="deciding",
        kinds=["registration"],
        subject=person,
        fields=["registration.adult_on", "registration.grown"],
    )
    minor = patrons.is_minor(patrons.registration_of(drawer, permit, person=person).payload, today=today)
    days = [date.fromisoformat(s.payload["until"]) for s in _noted(drawer, person, "guardian_link")]
    if days:
        minor = minor is not False and today < min(days)
    return minor
