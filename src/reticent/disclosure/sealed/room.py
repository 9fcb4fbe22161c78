"""How is a sealed case begun, read, gone on with, closed, and destroyed?

All of it is one compartment of the library's container. What is written between two nights waits in memory alone; an
act is kept before anybody sees what it copied. Nothing here writes a row, a leaf or a count, and no reminder is sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from reticent import policy
from reticent.access import sealed as access
from reticent.access.sealed import Copied, Entered
from reticent.disclosure import steps
from reticent.disclosure.forms import CannotBeRead, Field, checked
from reticent.disclosure.known import Known, in_law
from reticent.disclosure.sealed.acts import CAME, Act, heads, packed, unpacked
from reticent.disclosure.sealed.copies import counted
from reticent.disclosure.steps import NotNow, Offer
from reticent.disclosure.table import SEALED, is_open, is_own
from reticent.drawer import containers, kinds
from reticent.drawer.containers import Found, Key
from reticent.errors import Broken, Refused
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import Decision
from reticent.policy.desk_card import silenced

CUSTODIAN = "custodian"
COPY, CLOSE, DESTROY, PACK = "sealed_hold", "sealed_close", "sealed_destroy", "sealed_package"
FEWEST_WORDS, FEWEST_LETTERS = 4, 20
# After it was closed; and how long at most, closed or not: an open one is kept so long after its last act.
KEPT_DAYS, MOST_DAYS = 60, 1826
_OF_AN_ITEM = {"loan", "hold", "registration"}

check_may_come = access.check_may_come


class ChangedMeanwhile(Refused):
    """Somebody else wrote in it since it was read, or it was destroyed."""


@dataclass(frozen=True, repr=False)
class SealedCase:
    """A sealed case as whoever has its words reads it."""

    library: Library
    found: Found
    acts: tuple[Act, ...]
    known: Known

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done about it."""
        return is_open(self.known.state)

    @cached_property
    def head(self) -> str:
        """The hash over all acts: what the next night commits to."""
        return heads(self.acts)[-1].hex()

    def was_read(self, seen: str) -> bool:
        """Whether whoever read this far has read it all. That a package was made since changes nothing else."""
        all_heads = [head.hex() for head in heads(self.acts)]
        if seen not in all_heads:
            return False
        return all(act.step == PACK for act in self.acts[all_heads.index(seen) + 1 :])

    @property
    def decision(self) -> Decision:
        """What the policy and the law say of such a paper, whichever it is: counsel answers, and nobody else knows."""
        adopted = self.library.policy
        law = in_law(self.known, adopted)
        if law is not None and law.counsel_only:
            return steps.decision(self.known, adopted)
        return policy.decide(silenced(adopted), adopted)

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What may be done now, in the order of the table."""
        return steps.offers(self.known, self.library.policy, role=CUSTODIAN)

    @property
    def due(self) -> str:
        """The return date that was written down last, while no answer was; with its hour, if it has one."""
        if "counsel:answered" in self.known.evidence:
            return ""
        said = [act.details for act in self.acts if act.details.get("return_by")]
        return f"{said[-1]['return_by']} {said[-1].get('return_time', '')}".strip() if said else ""


# -- the words


def key_of(library: Library, words: str) -> Key:
    """The key that these words come to; slow, so that nobody guesses. Any words have one."""
    return containers.key_of(library.slug, words)


def check_words(words: str, again: str) -> None:
    """Stop unless a sealed case may lie under these words. What could be guessed is not taken."""
    plain, wrong = _plain(words), {}
    if len(plain.split()) < FEWEST_WORDS or len(plain) < FEWEST_LETTERS:
        wrong["words"] = (
            f"The words: at least {FEWEST_WORDS} words and {FEWEST_LETTERS} letters. Nobody can bring them back; write"
            " them down with counsel."
        )
    elif plain != _plain(again):
        wrong["again"] = "The same words again: these are others."
    if wrong:
        raise CannotBeRead(wrong)


def _plain(words: str) -> str:
    return " ".join(words.split())


# -- reading


def open_case(library: Library, account: StaffAccount, key: Key, *, now: datetime) -> SealedCase | None:
    """The sealed case under these words; none where they open nothing."""
    entered = access.enter(library, account, key, on=library.day_of(now))
    return _read(library, entered.found) if entered is not None else None


def _read(library: Library, found: Found) -> SealedCase:
    acts = unpacked(found.held)
    return SealedCase(library, found, acts, _known(library, acts))


def _known(library: Library, acts: Sequence[Act]) -> Known:
    first, *rest = acts
    if first.step != CAME:
        raise Broken("What lies here does not begin as a sealed case does. Ask the administrator to look.")
    known = steps.begin(SEALED, first.details, library.policy)
    for act in rest:
        known = steps.recalled(known, act.step, act.details, library.policy)
    return known


# -- writing


def first_asks(library: Library) -> tuple[Field, ...]:
    """What is asked when a sealed case is begun."""
    return steps.opening(SEALED, library.policy)


def begin(
    library: Library, account: StaffAccount, key: Key, *, details: Mapping[str, object], now: datetime
) -> SealedCase:
    """Write down what came. The sealed case begins with it; under words that open one already, nothing is begun."""
    if (there := open_case(library, account, key, now=now)) is not None:
        return there
    read = checked(first_asks(library), details)
    act = Act(now, account.title, CAME, read, _basis(library))
    return _keep(library, key, (act,), expect=None, now=now)


def take(
    library: Library,
    account: StaffAccount,
    key: Key,
    *,
    step: str,
    details: Mapping[str, object],
    now: datetime,
    seen: str,
) -> SealedCase | None:
    """Take a step that the table allows now; none where it destroyed all of it. `seen` is the head that was read."""
    if is_own(step):
        raise NotNow("This is done by a button of its own, and written down by what it does.")
    return written(library, account, key, step=step, details=details, now=now, seen=seen)


def written(
    library: Library,
    account: StaffAccount,
    key: Key,
    *,
    step: str,
    details: Mapping[str, object],
    now: datetime,
    seen: str,
) -> SealedCase | None:
    """The same for a step that the program takes itself."""
    entered = access.enter(library, account, key, on=library.day_of(now))
    if entered is None or not (case := _read(library, entered.found)).was_read(seen):
        raise ChangedMeanwhile(
            "Somebody else has gone on with this meanwhile, or it has ended. Nothing was written down: open it again."
        )
    steps.taken(case.known, step, details, library.policy, role=CUSTODIAN)
    offer = next(offer for offer in case.offers if offer.step == step)
    read = checked(offer.asks, details)
    if step == DESTROY:
        containers.end(library.slug, key)
        return None
    copies: tuple[tuple[Copied, ...], ...] = ()
    if step == COPY:
        copies = _copy(entered, read, today=library.day_of(now))
        read["copied"] = counted(copies)
    if step == CLOSE:
        read["room_until"] = _until(read.get("room_until"), today=library.day_of(now)).isoformat()
    act = Act(now, account.title, step, read, offer.clauses, copies)
    return _keep(library, key, (*case.acts, act), expect=entered.found, now=now)


def _keep(
    library: Library, key: Key, acts: tuple[Act, ...], *, expect: Found | None, now: datetime
) -> SealedCase:
    known, today = _known(library, acts), library.day_of(now)
    until = today + timedelta(days=MOST_DAYS)
    if not is_open(known.state):
        until = max(date.fromisoformat(a.details["room_until"]) for a in acts if a.step == CLOSE)
    inside, head = packed(acts), heads(acts)[-1]
    containers.keep(library.slug, key, inside, head=head, until=until, expect=expect)
    found = containers.open_with(library.slug, key)
    if found is None:
        raise ChangedMeanwhile("It has ended meanwhile. Nothing of it is here any more.")
    return _read(library, found)


def _until(typed: object, *, today: date) -> date:
    if not typed:
        return today + timedelta(days=KEPT_DAYS)
    until = date.fromisoformat(str(typed))
    if not today < until <= today + timedelta(days=MOST_DAYS):
        raise CannotBeRead(
            {"room_until": "Until when it is kept: after today, and at most five years from today."}
        )
    return until


def _basis(library: Library) -> tuple[str, ...]:
    adopted = library.policy
    return adopted.gag.clauses if adopted.gag else adopted.statute.gate.court_order


# -- what is copied in


def _copy(entered: Entered, read: Mapping[str, object], *, today: date) -> tuple[tuple[Copied, ...], ...]:
    """What is named, as it stands now. Nothing is kept of it but in this case, nothing is noted anywhere else."""
    card, barcode = str(read.get("copy_card", "")), str(read.get("copy_barcode", ""))
    if bool(card) == bool(barcode):
        raise CannotBeRead({"copy_card": "Card number or barcode: give one of the two."})
    chosen = read["kinds_kept"]
    of = tuple(chosen) if isinstance(chosen, list) else ()
    first, last = kinds.day(read.get("kept_from")), kinds.day(read.get("kept_to"))
    if card:
        return access.of_card(entered, card, of=of, first=first, last=last, today=today)
    if not set(of) <= _OF_AN_ITEM:
        raise CannotBeRead(
            {
                "kinds_kept": "Which records: of an item there are its loan, the holds on it, and who they belong to."
            }
        )
    return access.of_item(entered, barcode, of=of, first=first, last=last, today=today)
