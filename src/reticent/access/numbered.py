"""What somebody left under a number: opened to whom the policy gives it, and to whoever has the number.

Leaving it opens nothing, and is no duty. The list of it is opened to whom the policy gives it, and each time is written
down; how to reach whoever left it is opened by itself, one number at a time, and written down with it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from reticent.access import doorway
from reticent.access.asking import Asking
from reticent.access.doorway import NoDuty
from reticent.drawer import drawers
from reticent.drawer.kinds import Kind, Payload
from reticent.drawer.minting import mint
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Opened
from reticent.errors import Refused
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import Decision, writing
from reticent.records import numbered

# What a look at the list came to, and one at how to reach whoever asked.
LISTED, REACHED = "listed", "reached"


class NotTaken(Refused):
    """This policy keeps nothing of the kind: nothing is taken in that no policy would let go."""


@dataclass(frozen=True)
class NumberedForm:
    """What the policy in force lets be said with it, and by which clauses. About nobody.

    `mail_said`: what it says of e-mail, to whoever leaves an address.
    `taken`: it keeps such records, so that one may be taken in. What was taken under a policy before goes by that one.
    """

    taken: bool
    takes_contact: bool
    with_consent: bool
    days_after: int
    rule: str
    clauses: tuple[str, ...]
    mail_said: str = ""


@dataclass(frozen=True)
class Waiting:
    """How many nobody has answered yet, and since when the oldest waits."""

    many: int
    oldest: date | None


@dataclass(frozen=True)
class Shelf:
    """Where all of one kind is found, and for which purpose it is opened."""

    kind: Kind
    purpose: str
    thing: str

    @property
    def contact(self) -> str:
        """The field that tells how to reach whoever left it."""
        return f"{self.kind.name}.contact"

    def form(self, library: Library) -> NumberedForm:
        """What may be left here, and what becomes of it."""
        policy, name = library.policy, self.kind.name
        period, asked = library.period_of(name), policy.collect.get(name)
        cited = (*(period.clauses if period else ()), *(asked.clauses if asked else ()))
        return NumberedForm(
            taken=name in policy.keep and self.purpose in policy.purposes,
            takes_contact=policy.takes_in(self.contact),
            with_consent=bool(asked and asked.with_consent),
            days_after=period.days_after if period else 0,
            rule=period.why if period else "",
            clauses=tuple(dict.fromkeys(cited)),
            mail_said=writing(policy, "account", channel="email").says,
        )

    def asked(self, library: Library, staff: StaffAccount) -> Decision:
        """Whether this account may read the list. Nothing is opened, and nothing written down."""
        duty = doorway.duty_for(library, staff, self.purpose)
        return doorway.of_whoever_is_here(library, staff, self.purpose, duty)

    def listed(self, library: Library, staff: StaffAccount, *, now: datetime) -> list[Opened]:
        """The list, without how to reach anybody; written down first."""
        decision = doorway.allowed_to_act(library, staff, purpose=self.purpose, person=None, now=now)
        if not any(field.startswith(f"{self.kind.name}.") for field in decision.fields):
            raise NoDuty(decision)
        self._write_down(library, staff, f"staff:{staff.pk}", decision, LISTED, now=now)
        fields = {f"{self.kind.name}.{name}" for name in self.kind.names} - {self.contact}
        return self._every(library, fields)

    def reach(self, library: Library, staff: StaffAccount, typed: str, *, now: datetime) -> str:
        """How to reach whoever left this; written down first, for whoever has its number to read."""
        drawer, number = drawers.of(library.slug), numbered.number_in(typed)
        about = numbered.subject(number)
        decision = doorway.allowed_to_act(library, staff, purpose=self.purpose, person=about, now=now)
        if self.contact not in decision.fields:
            raise NoDuty(decision)
        there = self._of_number(library, number, fields=(f"{self.kind.name}.asked_on",))
        numbered.of_number(drawer, there, kind=self.kind.name, number=number)
        self._write_down(library, staff, about, decision, REACHED, now=now)
        permit = self._of_number(library, number, fields=(self.contact,))
        slip = numbered.of_number(drawer, permit, kind=self.kind.name, number=number)
        contact: str = slip.payload["contact"]
        return contact

    def answer(
        self,
        library: Library,
        staff: StaffAccount,
        typed: str,
        *,
        told: bool,
        wrong: dict[str, str],
        now: datetime,
        **said: Any,
    ) -> bool:
        """Answer it: that waits for the number, or whoever asked has been `told`. Whether something of it is kept. What
        is `wrong` with what is `said` is told only to whom it may be."""
        doorway.allowed_to_act(library, staff, purpose=self.purpose, person=None, now=now)
        if wrong:
            raise numbered.CannotBeAsked(wrong)
        number = numbered.number_in(typed)
        return numbered.answer(
            drawers.of(library.slug),
            self._of_number(library, number),
            kind=self.kind.name,
            number=number,
            told=told,
            today=library.day_of(now),
            days_after=self.form(library).days_after,
            **said,
        )

    def open_again(
        self, library: Library, staff: StaffAccount, typed: str, *, now: datetime, **said: Any
    ) -> None:
        """It was answered by mistake: it stands among the open ones again."""
        doorway.allowed_to_act(library, staff, purpose=self.purpose, person=None, now=now)
        number = numbered.number_in(typed)
        permit = self._of_number(library, number)
        numbered.open_again(drawers.of(library.slug), permit, kind=self.kind.name, number=number, **said)

    def pick_up(self, library: Library, typed: str) -> tuple[Payload, tuple[tuple[date, str], ...]]:
        """What lies under the number, and when and by which duty its contact was opened; to whoever has the number."""
        drawer, number = drawers.of(library.slug), numbered.number_in(typed)
        permit = self._of_number(library, number, also=("look",))
        kept = numbered.of_number(drawer, permit, kind=self.kind.name, number=number).payload
        looks = drawer.find(permit, subject=numbered.subject(number), kind="look")
        seen = ((date.fromisoformat(s.payload["on"]), s.payload["by_role"]) for s in looks)
        return kept, tuple(sorted(seen))

    def forget(self, library: Library, typed: str) -> None:
        """Whoever has the number needs it no longer: it goes at once."""
        number = numbered.number_in(typed)
        permit = self._of_number(library, number)
        numbered.forget(drawers.of(library.slug), permit, kind=self.kind.name, number=number)

    def waiting(self, library: Library) -> Waiting:
        """How many wait for an answer. Opens nothing of what was said."""
        name = self.kind.name
        there = self._every(library, {f"{name}.asked_on", f"{name}.answered_on"})
        since = [date.fromisoformat(s.payload["asked_on"]) for s in there if numbered.is_open(s.payload)]
        return Waiting(len(since), min(since, default=None))

    def _every(self, library: Library, fields: Collection[str]) -> list[Opened]:
        permit = mint(
            library=library.slug,
            purpose=self.purpose,
            kinds=[self.kind.name],
            thing=self.thing,
            fields=fields,
        )
        return numbered.every(drawers.of(library.slug), permit, kind=self.kind.name, thing=self.thing)

    def _of_number(
        self,
        library: Library,
        number: str,
        *,
        also: tuple[str, ...] = (),
        fields: tuple[str, ...] | None = None,
    ) -> Permit:
        return mint(
            library=library.slug,
            purpose=self.purpose,
            kinds=(self.kind.name, *also),
            subject=numbered.subject(number),
            fields=fields,
        )

    def _write_down(
        self,
        library: Library,
        staff: StaffAccount,
        about: str,
        decision: Decision,
        came_to: str,
        *,
        now: datetime,
    ) -> None:
        doorway.write_down(
            library, about, staff, self.purpose, decision, Asking(),
            now=now, today=library.day_of(now), instead=came_to,
        )  # fmt: skip
