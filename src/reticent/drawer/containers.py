"""What may not be mentioned: found by its words, kept, ended; and nobody else can tell whether there is any.

Between two ticks nothing on a disk changes. What is kept or ended waits in a folder that is only memory, under the
same two seals, until the night rewrites the container, which it does in every library (DESIGN 7).
"""

import hmac
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b

from django.conf import settings
from django.db import transaction

from reticent.drawer import container_row, drawers, stores
from reticent.drawer.slips import ChangedMeanwhile, Drawer
from reticent.errors import Refused
from reticent.ledger import log
from reticent.vault import container as layout
from reticent.vault import memory_folder
from reticent.vault import root as vault_root
from reticent.vault.container import ROOM, Beat, Container, Done, Draft, Place, TooLong
from reticent.vault.keyfile import KeyGone
from reticent.vault.memory_folder import NoMemoryFolder, Shelf
from reticent.vault.seals import DoesNotOpen

_MEANWHILE = (
    "Somebody else wrote here at the same moment. Nothing was kept; open it again, and see what stands there."
)


class NoRoom(Refused):
    """Every place is taken."""


@dataclass(frozen=True, repr=False)
class Key:
    """What the words of one case open: made once, since that takes a while. Nothing in it is to be shown."""

    _bytes: bytes

    def pack(self) -> str:
        """As text, for a sealed token and nothing else."""
        return self._bytes.hex()

    @classmethod
    def unpack(cls, text: str) -> "Key":
        """From that text."""
        return cls(bytes.fromhex(text))


@dataclass(frozen=True, repr=False)
class Found:
    """What the words opened: the bytes, until which day they are kept, and whether that still waits for a tick."""

    held: bytes
    until: date
    waits: bool
    _at: int = field(default=0)
    _blind: bytes = field(default=b"")
    _seen: bytes = field(default=b"")


def has_memory() -> bool:
    """Whether anything can be kept here: whether there is a folder that is only memory."""
    try:
        memory_folder.folder(settings.RETICENT_MEMORY)
    except NoMemoryFolder:
        return False
    return True


def key_of(library: str, words: str) -> Key:
    """The key that these words make; about a fifth of a second, whatever they are."""
    drawer = _awake(library)
    return Key(layout.key_from(words, container_row.read(drawer).container))


def open_with(library: str, key: Key) -> Found | None:
    """What these words keep, as it was written last; None where they keep nothing, for whatever reason."""
    drawer = _awake(library)
    if not has_memory():
        container = container_row.read(drawer).container
        return _found(container, layout.nothing_waits(container), key)
    with _waiting(drawer) as waiting:
        # Written again whoever asks and whatever is found: when it was last written says only that somebody asked.
        with suppress(NoMemoryFolder):  # full: that keeps nobody from reading
            waiting.write(waiting.draft)
        return _found(waiting.container, waiting.draft, key)


def keep(library: str, key: Key, inside: bytes, *, head: bytes, until: date, expect: Found | None) -> None:
    """Keep this under these words until that day, in place of what was found before (`expect`); or in a free place.

    `head` is the head of what it says of its own log: heartbeats from the next tick on are commitments to it.
    """
    with _waiting(_awake(library)) as waiting:
        there = _found(waiting.container, waiting.draft, key)
        if (there and there._seen) != (expect and expect._seen):
            raise ChangedMeanwhile(_MEANWHILE)
        at = there._at if there else _free_place(waiting.container, waiting.draft)
        blind = there._blind if there else secrets.token_bytes(32)
        sealed = layout.seal_inside(inside, key=key._bytes, at=at, blind=blind)
        place = Place(until, layout.base_of(head, blind=blind), sealed)
        waiting.write(layout.put(_without(waiting, key), at, place))


def end(library: str, key: Key) -> None:
    """End what these words keep: nobody here reads it from now on, and the next tick writes randomness over it."""
    with _waiting(_awake(library)) as waiting:
        waiting.write(_without(waiting, key))


def tick(library: str, *, today: date) -> bool:
    """Rewrite the container of this library, once a day: what waits goes in, what was kept long enough is random, and a
    heartbeat in the ledger commits to the rest. The same in every library; whether it was still to be done today.

    The row is durable before the leaf is written, and only then nothing waits any more: a crash between is made good by
    the next tick, and no day has two leaves.
    """
    drawer = _awake(library)
    with ExitStack() as nobody_else:
        waiting = nobody_else.enter_context(_waiting(drawer)) if has_memory() else None
        with stores.durably(), transaction.atomic():
            stores.lock(library, alone=False)
            standing = container_row.read(drawer, to_write=True)
            last, container = standing.row.ticked_on, standing.container
            due = last != today
            if due:
                draft = waiting.draft if waiting else layout.nothing_waits(container)
                container = layout.ticked(container, draft, today=today)
                standing.row.ticked_on = today
                container_row.write(drawer, standing.row, container)
        for day in filter(None, (last, today)):
            _beat(library, container, day=day)
        if waiting and due:
            with suppress(NoMemoryFolder):  # full: what waits once more is what is in already
                waiting.write(layout.nothing_waits(container))
    return due


@dataclass(frozen=True, repr=False)
class Proof:
    """That the heartbeat of a day was about these words' own log: whoever has this can work it out anew (`facts`), and
    learns of the other places nothing but marks, which free ones have too."""

    library: str
    day: date
    row: int
    commitment: str
    key: bytes
    marks: tuple[bytes, ...]
    place: int
    blind_of_day: bytes
    blind: bytes

    def stood(self, head: bytes) -> bool:
        """Whether the log stood at this head on that day."""
        mark = layout.mark_of(layout.base_of(head, blind=self.blind), self.blind_of_day)
        return hmac.compare_digest(mark, self.marks[self.place])

    def facts(self) -> dict[str, str | int | list[str]]:
        """What a stranger needs beside the ledger and the log (docs/reference/ledger.md, Heartbeats)."""
        return {
            "library": self.library,
            "day": self.day.isoformat(),
            "row": self.row,
            "commitment": self.commitment,
            "key": self.key.hex(),
            "marks": [mark.hex() for mark in self.marks],
            "place": self.place,
            "blind_of_day": self.blind_of_day.hex(),
            "blind": self.blind.hex(),
        }


def proof(library: str, key: Key, *, day: date) -> Proof | None:
    """The opening of one day's heartbeat for whoever has these words; None where they keep nothing, or the container
    knows nothing of that day that fits the ledger: it is too long ago, or was put back from a backup since."""
    return next((each for each in proofs(library, key) if each.day == day), None)


def proofs(library: str, key: Key) -> tuple[Proof, ...]:
    """The openings of all heartbeats that the container still knows, and that fit the ledger, oldest first."""
    drawer = _awake(library)
    found, container = open_with(library, key), container_row.read(drawer).container
    if found is None:
        return ()
    every = (_proof(library, container, beat, found) for beat in container.beats)
    return tuple(sorted((each for each in every if each), key=lambda each: each.day))


# -- inside


def _beat(library: str, container: Container, *, day: date) -> None:
    """The heartbeat of a day stands in the ledger: once, by whatever number of tries."""
    beat = layout.beat_of(container, day=day)
    if beat is None:
        return
    key = layout.commitment_key(container, day=day)
    commitment, _ = log.commit_to(layout.opening(library, beat), random=lambda _: key)
    entry = log.Entry(
        day=day, action="heartbeat", role="system", basis=("S-2",), policy="", commitment=commitment
    )
    log.append(library, entry, once=_name(library, day))


def _proof(library: str, container: Container, beat: Beat, found: Found) -> Proof | None:
    written = log.by_name(library, _name(library, beat.day))
    key = layout.commitment_key(container, day=beat.day)
    if not written or not log.read_opening(written.entry.commitment, layout.opening(library, beat), key):
        return None
    return Proof(
        library=library,
        day=beat.day,
        row=written.row,
        commitment=written.entry.commitment,
        key=key,
        marks=beat.marks,
        place=found._at,
        blind_of_day=layout.blind_of(container, day=beat.day, at=found._at),
        blind=found._blind,
    )


def _name(library: str, day: date) -> str:
    return f"heartbeat {library} {day}"


@dataclass(frozen=True, repr=False)
class _Waiting:
    """The container, what waits for its next tick, and where that lies."""

    drawer: Drawer
    container: Container
    draft: Draft
    shelf: Shelf

    def write(self, draft: Draft) -> None:
        """Have this wait instead."""
        number = self.drawer.live()[-1][1]
        sealed = container_row.outer(self.drawer, number).seal_draft(draft)
        self.shelf.write(number.to_bytes(8, "big") + sealed)


def _awake(library: str) -> Drawer:
    drawer = drawers.of(library)
    drawer.wake()
    return drawer


@contextmanager
def _waiting(drawer: Drawer) -> Iterator[_Waiting]:
    """The container and what waits for it, and no other process at it."""
    installation = vault_root.read(drawer.keys_folder).installation.hex()
    with memory_folder.shelf(f"{installation}.{drawer.library}", wanted=settings.RETICENT_MEMORY) as shelf:
        container = container_row.read(drawer).container
        yield _Waiting(drawer, container, _draft(drawer, container, shelf.read()), shelf)


def _draft(drawer: Drawer, container: Container, lies: bytes) -> Draft:
    try:
        draft = container_row.outer(drawer, int.from_bytes(lies[:8], "big")).open_draft(lies[8:])
    except (DoesNotOpen, KeyGone):
        # Nothing yet since the machine began, or so old that its key is gone: no tick waits for it any more.
        return layout.nothing_waits(container)
    return draft if layout.belongs(draft, container) else layout.nothing_waits(container)


def _found(container: Container, draft: Draft, key: Key) -> Found | None:
    # Two only where a backup was put back in which these words kept something that ended since: what waits is newer.
    return max(_every(container, draft, key), key=lambda found: found.waits, default=None)


def _every(container: Container, draft: Draft, key: Key) -> list[Found]:
    """What these words open, place by place. Every place is tried, also once one has opened."""
    found = []
    for at, place in enumerate(layout.as_it_stands(container, draft)):
        inside = layout.open_inside(place.sealed, key=key._bytes, at=at)
        if inside and place.until:
            waits = draft.changes[at].done is not Done.NOTHING
            seen = blake2b(place.sealed, digest_size=32).digest()
            found.append(Found(inside.held, place.until, waits, at, inside.blind, seen))
    return found


def _without(waiting: _Waiting, key: Key) -> Draft:
    """The draft in which whatever these words keep ends."""
    draft = waiting.draft
    for found in _every(waiting.container, waiting.draft, key):
        draft = layout.ended(draft, found._at)
    return draft


def _free_place(container: Container, draft: Draft) -> int:
    free = [at for at, place in enumerate(layout.as_it_stands(container, draft)) if place.until is None]
    if not free:
        raise NoRoom(
            f"There is room for {layout.PLACES} here, and all of it is taken. Nothing was kept: keep it on paper, with "
            "counsel."
        )
    return secrets.choice(free)


__all__ = [
    "ROOM",
    "ChangedMeanwhile",
    "Found",
    "Key",
    "NoMemoryFolder",
    "NoRoom",
    "Proof",
    "TooLong",
    "end",
    "has_memory",
    "keep",
    "key_of",
    "open_with",
    "proof",
    "proofs",
    "tick",
]
