"""The drawer of one library: put a slip in, find slips, end them (DESIGN 5).

Everything about a person is a slip. A subject (a person, or a handle such as a card number) has slips with the
one-time tags of its name and 0, 1, 2 …; a thing (an item) likewise. Numbers are dense within a generation, so a
listing asks for the next N tags, ever more, until fewer come back than were asked for. What ends leaves an empty
tombstone, so that the numbers stay dense and no tag is ever used twice.
"""

import fcntl
import functools
import json
import os
import secrets
import threading
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TypeVar

from django.conf import settings
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from reticent.drawer import kinds, stores
from reticent.drawer.permits import NotPermitted, Permit
from reticent.drawer.tables import Generation
from reticent.errors import Broken, Refused
from reticent.vault import root as vault_root
from reticent.vault.forgetlist import ForgetList
from reticent.vault.keyfile import KeyFile, KeyGone
from reticent.vault.seals import TAG_BYTES, Sealer

Cell = tuple[str, ...]
_COLUMNS = "tag, thing_tag, generation_id, sealed"
# How many tags are asked for first: a person has a few slips, a thing is lent once or twice in a generation.
_FIRST_PROBE = {"s": 8, "t": 2}
_MOST_AT_ONCE = 2048
_LOOKED_AT = 16  # numbers of the subject that a verb will add to: most have fewer slips in a generation
_TRIES = 20
_CHUNK = 500  # slips that one statement inserts
_ORDER = secrets.SystemRandom()
# Made once: the module's own functions make one for every call.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().decode
P = ParamSpec("P")
R = TypeVar("R")


_MEANWHILE = "Somebody else changed this record at the same moment. Nothing was done; try again."


class ChangedMeanwhile(Refused):
    """The slip was moved, changed or ended by somebody else between finding and writing it."""


def tried_again(verb: Callable[P, R]) -> Callable[P, R]:
    """Do a verb anew, from its first reading, where somebody else changed meanwhile what it had found."""

    @functools.wraps(verb)
    def persistent(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(_TRIES):
            try:
                return verb(*args, **kwargs)
            except ChangedMeanwhile:
                if connection.in_atomic_block:
                    raise
        return verb(*args, **kwargs)

    return persistent


class AlreadyRunning(Refused):
    """A purge or an import of this library runs at this moment."""


class NotSetUp(Broken):
    """The library has no vault in this installation yet."""


class Row(NamedTuple):
    """A slip as it lies in the table."""

    tag: bytes
    thing_tag: bytes
    generation: int
    sealed: bytes

    def __repr__(self) -> str:
        return "<a row>"


class Inside(NamedTuple):
    """What a seal holds. A tombstone has kind None, no names and no values.

    `held`: a legal request asks that it be kept (see keeping). Said inside the seal, so that whoever ends a slip is
    told by the slip itself and has nothing else to ask.
    """

    kind: kinds.Kind | None
    serial: bytes
    subject: str
    thing: str
    cell: Cell | None
    values: list[Any]
    held: bool = False

    def __repr__(self) -> str:
        return "<an inside>"

    @property
    def payload(self) -> dict[str, Any]:
        assert self.kind is not None
        return self.kind.payload(self.values)

    @property
    def record(self) -> kinds.Kind | None:
        """The kind of record that it is, or was before it was kept for a legal request."""
        return kinds.coded(self.values[0]) if self.kind is kinds.KEPT else self.kind

    def ended(self, *, cell: Cell | None) -> "Inside":
        """What is left of it once its need is over: a tombstone; or, where a legal request asks for it, all of it, as a
        kind that no verb of the library knows."""
        if not self.held or self.kind is None:
            return Inside(None, self.serial, "", "", cell, [])
        values = self.values if self.kind is kinds.KEPT else [self.kind.code, self.values]
        return self._replace(kind=kinds.KEPT, cell=cell, values=values)

    def as_it_was(self) -> "Inside":
        """What is kept for a legal request, as it was before its need was over."""
        return self._replace(kind=self.record, values=self.values[1]) if self.kind is kinds.KEPT else self

    def packed(self) -> bytes:
        """As bytes for sealing."""
        serial = b2a_base64(self.serial, newline=False).decode()
        code = self.kind.code if self.kind else 0
        held = (1,) if self.held else ()
        return _encode([code, serial, self.subject, self.thing, self.cell, self.values, *held]).encode()

    def sealed(self, sealer: Sealer, *, tag: bytes, thing_tag: bytes, plain: bytes = b"") -> bytes:
        """Sealed under these tags, as long as any of its kind. `plain`: its bytes, where it was just unpacked."""
        at_least = self.record.at_least if self.record else 0
        return sealer.seal(plain or self.packed(), tag=tag, thing_tag=thing_tag, at_least=at_least)


def unpacked(plain: bytes) -> Inside:
    """The inside of a slip from its bytes."""
    code, serial, subject, thing, cell, values, *held = _decode(plain.decode())
    return Inside(
        kinds.coded(code) if code else None,
        a2b_base64(serial),
        subject,
        thing,
        tuple(cell) if cell else None,
        values,
        bool(held),
    )


@dataclass(frozen=True, repr=False)
class Opened:
    """An opened slip, as far as the permit goes."""

    kind: str
    subject: str
    thing: str
    payload: Mapping[str, Any]
    row: Row
    inside: Inside
    kept: bool = False

    def __repr__(self) -> str:
        return f"<an opened {self.kind}>"

    @property
    def mark(self) -> str:
        """What the slip is known by as long as it stands: its tags change when the key turns."""
        return self.inside.serial.hex()

    @property
    def cell(self) -> Cell | None:
        """The fact that is still to be counted of it: about nobody."""
        return self.inside.cell

    @property
    def held(self) -> bool:
        """Whether a legal request asks that it be kept."""
        return self.inside.held


@dataclass(frozen=True, repr=False)
class Look:
    """Where a verb will look first: the single slips (kind, subject) and the things whose slips it opens, and the
    subject to which it will add."""

    singles: tuple[tuple[str, str], ...] = ()
    things: tuple[str, ...] = ()
    adds_to: str = ""


class Drawer:
    """One library's slips."""

    def __init__(self, library: str, *, keys: Path, waker: Callable[["Drawer"], object]) -> None:
        self.library = library
        self.keys_folder = keys
        self._waker = waker
        self._sealers: dict[int, Sealer] = {}
        self._seen: tuple[int, int, int] | None = None
        self._keyfile: KeyFile | None = None
        self._awake_for: int | None = None
        self._mine = threading.local()
        self._last_live: list[tuple[int, int, str]] = []

    def __repr__(self) -> str:
        return f"<drawer of {self.library}>"

    # -- keys

    @property
    def keyfile(self) -> KeyFile:
        """This library's key file, opened (and mended) on first use in this process."""
        if self._keyfile is None:
            root = vault_root.read(self.keys_folder)
            self._keyfile = KeyFile.open(
                self.keys_folder / f"{self.library}.keys", root=root, library=self.library
            )
        return self._keyfile

    @property
    def forget_list(self) -> ForgetList:
        """This library's forget-list, beside the key file."""
        return ForgetList(self.keys_folder / f"{self.library}.ended")

    def sealer(self, number: int) -> Sealer:
        """The working keys of a generation, remembered only while the key file stays as it was."""
        seen = self.keyfile.signature()
        if seen != self._seen:
            self._sealers.clear()
            self._seen = seen
        found = self._sealers.get(number)
        if found is None:
            found = Sealer(self.keyfile.key(number), library=self.library, generation=number)
            self._sealers[number] = found
        return found

    # -- generations

    def live(self) -> list[tuple[int, int, str]]:
        """Generations that may have slips: (row id, number, state), oldest first, the open one last."""
        found: list[tuple[int, int, str]] = stores.ask(
            "SELECT id, number, state FROM reticent_generation WHERE library = %s AND state IN ('open', 'turning')"
            " ORDER BY number",
            [self.library],
        ).fetchall()
        if not found or found[-1][2] != Generation.OPEN:
            raise NotSetUp(f"The library “{self.library}” has no vault here yet. Run `reticent init` for it.")
        return found

    # -- reading

    def find(self, permit: Permit, *, subject: str, kind: str = "") -> list[Opened]:
        """Every standing slip of this subject that the permit covers; oldest generation first, no doubles.

        With `kind`, only slips of that kind; those that are too short to be one are not even opened.
        """
        permit.check_subject(library=self.library, subject=subject)
        self._wake_to_read()
        wanted = kinds.named(kind) if kind else None
        at_least = wanted.at_least if wanted else 0
        found: list[tuple[Row, Inside]] = []
        if wanted and wanted.single:
            found = self.standing("t:" + wanted.own_name(subject), at_least=at_least)
        # A single one that was put in by version 0.1 has a name of its own only once the key has turned.
        found = found or self.standing("s:" + subject, at_least=at_least)
        return [slip for slip in self._covered(permit, found) if not kind or slip.kind == kind]

    def find_thing(self, permit: Permit, *, thing: str) -> list[Opened]:
        """Every standing slip about this thing that the permit covers (a loan by its item: one or none)."""
        permit.check_thing(library=self.library, thing=thing)
        self._wake_to_read()
        return self.opened_to(permit, self.standing("t:" + thing), thing=thing)

    def opened_to(self, permit: Permit, found: list[tuple[Row, Inside]], *, thing: str) -> list[Opened]:
        """Of what was found under a thing's name, the slips that the permit covers."""
        permit.check_thing(library=self.library, thing=thing)
        return list(self._covered(permit, found))

    def find_every(self, permit: Permit) -> Iterator[Opened]:
        """Every standing slip of the permitted kinds, in no order; only for a permit that names nobody (intake)."""
        if permit.subject is not None or permit.thing is not None:
            raise NotPermitted("This permit is for one person or thing.")
        permit.check_subject(library=self.library, subject="")
        self._wake_to_read()
        yield from self._covered(permit, self.everything())

    def everything(self) -> Iterator[tuple[Row, Inside]]:
        """Every row that holds anything, oldest generation first, no doubles, tombstones too. For this room only."""
        seen: set[bytes] = set()
        read: set[int] = set()
        # A turn that begins meanwhile moves rows from where we are to a generation that was not there before.
        while fresh := [g for g in self.live() if g[0] not in read]:
            for generation, number, _ in fresh:
                read.add(generation)
                after = b""
                while rows := batch(generation, after=after, size=1000):
                    after = rows[-1].tag
                    for row in rows:
                        inside = self.opened(self.sealer(number), row)
                        if inside.serial not in seen:
                            seen.add(inside.serial)
                            yield row, inside

    def standing(self, name: str, *, at_least: int = 0) -> list[tuple[Row, Inside]]:
        """Rows and insides under a name (`s:` subject or `t:` thing), of those sealed in `at_least` so many bytes.
        For this room only: it asks no permit.

        Old generations are read before new ones and doubles are dropped. A turn that begins between naming the
        generations and reading them moves slips to one that was not named: then it is read again. So they may as
        well be taken from memory: what is there now is asked once, afterwards.
        """
        column = "tag" if name.startswith("s:") else "thing_tag"
        writer: Writer | None = getattr(self._mine, "writer", None)
        if writer is not None:
            return self._standing(name, column, writer.live, at_least=at_least, writer=writer)
        while True:
            remembered, self._last_live = self._last_live, []
            live = remembered or self.live()
            try:
                found = self._standing(name, column, live, at_least=at_least)
            except KeyGone:
                if not remembered:
                    raise
                continue  # remembered for so long that one of them is forgotten
            except DatabaseError as no:
                if not stores.has_no_room(no) or connection.in_atomic_block:
                    raise
                continue  # left and swept between naming and reading it
            self._last_live = now = self.live()  # threads share what is remembered, not what is compared
            if live[-1] == now[-1]:
                return found

    def _standing(
        self,
        name: str,
        column: str,
        live: list[tuple[int, int, str]],
        *,
        at_least: int,
        writer: "Writer | None" = None,
    ) -> list[tuple[Row, Inside]]:
        found: dict[bytes, tuple[Row, Inside]] = {}
        ahead = writer.taken_ahead(name) if writer is not None else None
        for generation, number, _ in live:
            sealer = writer.sealer(number) if writer is not None else self.sealer(number)
            rows, free = ahead[generation] if ahead else self._listed(sealer, generation, name, column)
            if writer is not None:
                writer.has_read(name, generation, free=free)
            for row in rows:
                if len(row.sealed) <= at_least:
                    continue
                inside = self.opened(sealer, row)
                if inside.kind:
                    found.setdefault(inside.serial, (row, inside))
        return list(found.values())

    def _listed(self, sealer: Sealer, generation: int, name: str, column: str) -> tuple[list[Row], int]:
        """The rows under a name in one generation, and the first free number."""
        first, size = 0, _FIRST_PROBE[name[0]]
        listed: list[Row] = []
        while True:
            tags = sealer.tags(name, range(first, first + size))
            condition, values = stores.among(generation, column, tags)
            found = stores.ask(
                f"SELECT {_COLUMNS} FROM {stores.room_of(generation)} WHERE {condition}", values
            )
            rows = [as_row(r) for r in found.fetchall()]
            listed += rows
            if len(rows) < size:
                taken = {row.tag if column == "tag" else row.thing_tag for row in rows}
                return listed, first + next(n for n, tag in enumerate(tags) if tag not in taken)
            first, size = first + size, min(size * 4, _MOST_AT_ONCE)

    def opened(self, sealer: Sealer, row: Row) -> Inside:
        """The inside of one row. For this room only."""
        return unpacked(sealer.open(row.sealed, tag=row.tag, thing_tag=row.thing_tag))

    def _covered(self, permit: Permit, found: Iterable[tuple[Row, Inside]]) -> Iterator[Opened]:
        """Of what was found, the slips that the permit covers."""
        for row, inside in found:
            kept = permit.also_kept and inside.kind is kinds.KEPT
            if kept:
                inside = inside.as_it_was()
            if inside.kind and inside.kind.name in permit.kinds:
                yield self._opened(permit, row, inside, kept=kept)

    def _opened(self, permit: Permit, row: Row, inside: Inside, *, kept: bool = False) -> Opened:
        assert inside.kind is not None
        kind = inside.kind
        payload = kind.payload(inside.values)
        if permit.fields is not None:
            payload = {k: v for k, v in payload.items() if f"{kind.name}.{k}" in permit.fields}
        return Opened(
            kind=kind.name,
            subject=inside.subject,
            thing=inside.thing,
            payload=payload,
            row=row,
            inside=inside,
            kept=kept,
        )

    def ended_marks(self) -> frozenset[bytes]:
        """The marks of what ended here and could still be in a backup: listed, or waiting for tonight."""
        over = (None, kinds.KEPT)
        waiting = (inside.serial for _, inside in self.everything() if inside.kind in over)
        return self.forget_list.marks() | frozenset(waiting)

    def has_ended(self, known_as: str, *, ended: frozenset[bytes]) -> bool:
        """Whether a slip put in under this name has ended here, as long as any key of its time is left.

        The mark is made with the key of the generation it was put into, so that it says nothing once that is gone.
        """
        return any(
            self.sealer(number).tag("m:" + known_as, 0) in ended for number in self.keyfile.generations()
        )

    # -- writing

    @contextmanager
    def writing(self, *, look: Look | None = None) -> Iterator["Writer"]:
        """One transaction on the drawer. The open generation is read inside it; slips go in last.

        What is found under a name in here, and then added to under that name, is added to as it was found, or
        not at all (`ChangedMeanwhile`): so two desks never lend one item twice. `look`: where the verb looks first,
        which is read as the transaction begins.
        """
        self.wake()
        with self._one_transaction(alone=False, look=look) as writer:
            yield writer
            writer.flush()

    @contextmanager
    def settling(self) -> Iterator["Writer"]:
        """One transaction in which nobody else writes in this drawer: for moving, folding and ending what others
        found. Keep it short. For this room and those who end a person."""
        with self._one_transaction(alone=True) as writer:
            yield writer
            writer.flush()

    @contextmanager
    def _one_transaction(self, *, alone: bool, look: Look | None = None) -> Iterator["Writer"]:
        if getattr(self._mine, "writer", None) is not None:
            raise Broken("One transaction on the drawer was begun inside another.")
        try:
            with transaction.atomic():
                stores.lock(self.library, alone=alone)
                self._mine.writer = writer = Writer(self, self.live())
                if look:
                    writer.look_ahead(look)
                yield writer
        except OperationalError as no:
            if stores.met_another(no):
                raise ChangedMeanwhile(_MEANWHILE) from None
            raise
        finally:
            self._mine.writer = None

    @tried_again
    def put(
        self,
        *,
        subject: str,
        kind: str,
        payload: Mapping[str, Any],
        thing: str = "",
        cell: Cell | None = None,
    ) -> None:
        """Put one slip in, in a transaction of its own."""
        with self.writing() as writer:
            writer.put(subject=subject, kind=kind, payload=payload, thing=thing, cell=cell)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the library for work that reads the whole drawer: a purge, an import. The system lets go if we die."""
        fd = os.open(settings.RETICENT_HOME / f"{self.library}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyRunning(
                    "A purge or an import of this library is running already. Wait until it is done, then try "
                    "again; nothing was changed."
                ) from None
            yield
        finally:
            os.close(fd)

    # -- waking: is this database the one the keys belong to?

    def wake(self) -> None:
        """Once a process, before its first write: make sure that this is no copy, and move the epoch on."""
        if self._awake_for == os.getpid():
            return
        if connection.in_atomic_block:
            raise Broken("The drawer must be woken before a transaction begins.")
        self._waker(self)
        self._awake_for = os.getpid()

    def _wake_to_read(self) -> None:
        """A copy shows nothing that ended since it was made: it is found out before the first reading, too."""
        if self._awake_for != os.getpid() and not connection.in_atomic_block:
            self.wake()

    def asleep(self) -> None:
        """Forget that this process has checked: the next write checks again."""
        self._awake_for = None
        self._sealers.clear()
        self._seen = None
        self._keyfile = None
        self._mine = threading.local()
        self._last_live = []


class Writer:
    """What may be done inside one transaction on the drawer."""

    def __init__(self, drawer: Drawer, live: list[tuple[int, int, str]]) -> None:
        self.drawer = drawer
        self.live = live
        self._generation, self._number, _ = live[-1]
        self._numbers = {generation: number for generation, number, _ in live}
        self._waiting: list[Inside] = []
        self._next: dict[str, int] = {}
        self._read: set[str] = set()
        self._ahead: dict[str, dict[int, tuple[list[Row], int]]] = {}
        self._least: dict[str, int] = {}
        self._sealers: dict[int, Sealer] = {}

    def sealer(self, number: int) -> Sealer:
        """The working keys of a generation: no key goes while a transaction on the drawer lasts."""
        found = self._sealers.get(number)
        if found is None:
            found = self._sealers[number] = self.drawer.sealer(number)
        return found

    def look_ahead(self, look: Look) -> None:
        """Read with one question what will be looked at first. For this room only."""
        names = ["t:" + kinds.named(kind).own_name(subject) for kind, subject in look.singles]
        names += ["t:" + thing for thing in look.things]
        parts: list[str] = []
        values: list[Any] = []
        tags: dict[int, dict[str, list[bytes]]] = {}
        for generation, number, _ in self.live if names else ():
            sealer = self.sealer(number)
            tags[generation] = {name: sealer.tags(name, range(_FIRST_PROBE["t"])) for name in names}
            every = [tag for named in tags[generation].values() for tag in named]
            condition, asked = stores.among(generation, "thing_tag", every)
            parts.append(f"SELECT 0, {_COLUMNS} FROM {stores.room_of(generation)} WHERE {condition}")
            values += asked
        counted: list[bytes] = []
        if look.adds_to:
            # Only in the newest generation is anything added.
            counted = self.sealer(self._number).tags("s:" + look.adds_to, range(_LOOKED_AT))
            condition, asked = stores.among(self._generation, "tag", counted)
            room = stores.room_of(self._generation)
            parts.append(f"SELECT 1, tag, tag, generation_id, tag FROM {room} WHERE {condition}")
            values += asked
        rows: dict[bytes, Row] = {}
        taken: set[bytes] = set()
        for only_counted, *columns in stores.ask(" UNION ALL ".join(parts), values).fetchall():
            if only_counted:
                taken.add(bytes(columns[0]))
            else:
                row = as_row(columns)
                rows[row.thing_tag] = row
        for name in names:
            ahead = {}
            for generation, of in tags.items():
                found = [rows[tag] for tag in of[name] if tag in rows]
                if len(found) == len(of[name]):
                    break  # there may be more: it is read anew
                ahead[generation] = found, next(n for n, tag in enumerate(of[name]) if tag not in rows)
            else:
                self._ahead[name] = ahead
                self._next[name] = ahead[self._generation][1]
        free = next((n for n, tag in enumerate(counted) if tag not in taken), None)
        if free is not None:
            self._next["s:" + look.adds_to] = free
        else:
            self._least["s:" + look.adds_to] = len(counted)

    def taken_ahead(self, name: str) -> dict[int, tuple[list[Row], int]] | None:
        """What was read ahead under this name, once, and only while nothing was written since. For this room only."""
        return self._ahead.pop(name, None)

    def has_read(self, name: str, generation: int, *, free: int) -> None:
        """Remember the first free number under a name that was read here. For this room only."""
        if generation == self._generation:
            self._next.setdefault(name, free)
            self._read.add(name)

    def put(
        self,
        *,
        subject: str,
        kind: str,
        payload: Mapping[str, Any],
        thing: str = "",
        cell: Cell | None = None,
        known_as: str = "",
    ) -> None:
        """Put a slip in when the transaction ends: its insert is the last statement.

        `known_as` names what the slip was taken from (see `Drawer.has_ended`); without it the mark is random.
        """
        declared = kinds.named(kind)
        inside = Inside(
            kind=declared,
            serial=self.sealer(self._number).tag("m:" + known_as, 0) if known_as else secrets.token_bytes(16),
            subject=subject,
            thing=thing,
            cell=cell,
            values=declared.values(payload),
        )
        self._waiting.append(inside)

    def end(self, slip: Opened, *, with_cell: bool = True) -> None:
        """End a slip: what is left is a tombstone that holds its mark and, until tonight, its fact cell."""
        self.end_row(slip.row, slip.inside, with_cell=with_cell)

    def take_out(self, slip: Opened, *, uncounted: Cell) -> None:
        """End a slip that should never have been: what was counted of it is counted back tonight."""
        # Not counted yet, its own cell goes with it, and nothing is to be counted back.
        cell = None if slip.inside.cell is not None else uncounted
        self.reseal(slip.row, slip.inside.ended(cell=cell))

    def end_row(self, row: Row, inside: Inside, *, with_cell: bool = True) -> None:
        """End a row. For this room only."""
        self.reseal(row, inside.ended(cell=inside.cell if with_cell else None))

    def take_away(self, row: Row, inside: Inside) -> None:
        """End a row, whatever was asked to be kept: nothing asks for it any more. For this room only."""
        self.reseal(row, inside._replace(held=False).ended(cell=inside.cell))

    def keep(self, slip: Opened) -> None:
        """Note in a slip that a legal request keeps it (see keeping)."""
        if not slip.inside.held:
            self.reseal(slip.row, slip.inside._replace(held=True))

    def replace(self, slip: Opened, **changes: Any) -> None:
        """Seal a slip anew with these fields changed."""
        self.replace_row(slip.row, slip.inside, **changes)

    def replace_row(self, row: Row, inside: Inside, **changes: Any) -> None:
        """Seal a row anew with these fields changed. For rooms that found it by its thing."""
        kind = inside.kind
        assert kind is not None
        self.reseal(row, inside._replace(values=kind.values({**kind.payload(inside.values), **changes})))

    def reseal(self, row: Row, inside: Inside) -> None:
        """Seal this inside over a row. For this room only."""
        sealer = self.sealer(self._numbers[row.generation])
        sealed = inside.sealed(sealer, tag=row.tag, thing_tag=row.thing_tag)
        self.overwrite(row, sealed)

    def overwrite(self, row: Row, sealed: bytes) -> None:
        """Write these bytes over a slip's seal; `ChangedMeanwhile` if it is not as it was found."""
        self._ahead.clear()
        done = stores.ask(
            f"UPDATE {stores.room_of(row.generation)} SET sealed = %s"
            f" WHERE {stores.within(row.generation)}tag = %s AND sealed = %s",
            [sealed, row.tag, row.sealed],
        )
        if done.rowcount != 1:
            raise ChangedMeanwhile(_MEANWHILE)

    def flush(self) -> None:
        """Insert what was put, in no order: several slips with one question and one statement."""
        waiting, self._waiting = self._waiting, []
        if len(waiting) > 1:
            _ORDER.shuffle(waiting)
        for begin in range(0, len(waiting), _CHUNK):
            chunk = waiting[begin : begin + _CHUNK]
            if len(chunk) > 1:
                self._insert_all(chunk)
            else:
                self.insert(chunk[0])

    def remember(self, counts: dict[str, int]) -> None:
        """Share what is known of the next free numbers over the transactions of one turn; a wrong guess is noticed."""
        self._next = counts

    def insert(self, inside: Inside) -> None:
        """Insert one slip into the open generation under the next free tags."""
        sealer = self.sealer(self._number)
        subject, thing = names_of(inside)
        names = [name for name in (subject, thing) if name]
        tries = 0
        while True:
            self._count(sealer, names)
            tag = sealer.tag(subject, self._next[subject]) if subject else secrets.token_bytes(TAG_BYTES)
            # Always full: a slip does not tell whether it has a thing.
            thing_tag = sealer.tag(thing, self._next[thing]) if thing else secrets.token_bytes(TAG_BYTES)
            sealed = inside.sealed(sealer, tag=tag, thing_tag=thing_tag)
            done = stores.ask(
                f"INSERT INTO {stores.room_of(self._generation)} ({_COLUMNS}) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                [tag, thing_tag, self._generation, sealed],
            )
            if done.rowcount == 1:
                for name in names:
                    self._next[name] += 1
                return
            if self._read.intersection(names):
                # What was decided from the slips under this name may be wrong by now.
                raise ChangedMeanwhile(_MEANWHILE)
            self._next.clear()  # somebody was quicker: look again
            tries += 1
            if tries > _TRIES:
                raise ChangedMeanwhile(_MEANWHILE)

    def move(self, rows: list[Row], insides: list[Inside]) -> None:
        """Leave these rows as empty tombstones, and put their insides, in no order, into the open generation."""
        if not rows:
            return
        if stores.empty(rows[0].generation, [(row.tag, row.sealed) for row in rows]) != len(rows):
            raise ChangedMeanwhile(_MEANWHILE)
        _ORDER.shuffle(insides)
        # Numbers are guessed from what this turn itself has moved.
        self._place(insides)

    def move_ready(self, rows: list[Row], ready: list[tuple[bytes, bytes, bytes]]) -> None:
        """Leave these rows as empty tombstones, and put in what was made ready of them; `ChangedMeanwhile` if one of
        them is not as it was read, or one of the numbers is taken. For this room only."""
        if stores.empty(rows[0].generation, [(row.tag, row.sealed) for row in rows]) != len(rows):
            raise ChangedMeanwhile(_MEANWHILE)
        try:
            stores.insert(self._generation, ready)
        except IntegrityError:
            raise ChangedMeanwhile(_MEANWHILE) from None

    def count(self, insides: Iterable[Inside]) -> None:
        """Learn the next free number under the names of these. For this room only."""
        names = {name for inside in insides for name in names_of(inside) if name}
        self._count(self.sealer(self._number), sorted(names))

    def _insert_all(self, insides: list[Inside]) -> None:
        self.count(insides)
        self._place(insides)

    def _place(self, insides: list[Inside]) -> None:
        """Insert these with one statement; where a number was taken meanwhile, count them anew and one by one."""
        sealer = self.sealer(self._number)
        placed = [placed_under(inside, sealer, self._next) for inside in insides]
        try:
            with transaction.atomic():
                stores.insert(self._generation, placed)
        except IntegrityError:
            names = {name for inside in insides for name in names_of(inside) if name}
            if self._read & names:
                # What was decided from the slips under this name may be wrong by now.
                raise ChangedMeanwhile(_MEANWHILE) from None
            for name in names:
                self._next.pop(name, None)
            for inside in insides:
                self.insert(inside)

    def _count(self, sealer: Sealer, names: list[str]) -> None:
        """Learn the next free number under each name. Numbers are dense, so where there are many the first free one is
        closed in on from both sides: a handful of queries for thousands."""
        within = {name: (self._least.get(name, 0), None) for name in names if name not in self._next}
        spans: dict[str, tuple[int, int | None]] = dict(within)
        while spans:
            asked = {name: _probes(name[0], *span) for name, span in spans.items()}
            there = self._there(sealer, asked)
            for name, numbers in asked.items():
                low, high = spans[name]
                for number, found in zip(numbers, there[name], strict=True):
                    if found:
                        low = number + 1
                    else:
                        high = number
                        break
                if low == high:
                    self._next[name] = low
                    del spans[name]
                else:
                    spans[name] = (low, high)

    def _there(self, sealer: Sealer, asked: dict[str, list[int]]) -> dict[str, list[bool]]:
        """Which of these numbers are taken: one query for all the names."""
        parts: list[str] = []
        values: list[Any] = []
        tags = {name: sealer.tags(name, numbers) for name, numbers in asked.items()}
        for column, letter in (("tag", "s"), ("thing_tag", "t")):
            wanted = [tag for name in asked if name[0] == letter for tag in tags[name]]
            if wanted:
                condition, given = stores.among(self._generation, column, wanted)
                parts.append(f"SELECT {column} FROM {stores.room_of(self._generation)} WHERE {condition}")
                values += given
        found = stores.ask(" UNION ALL ".join(parts), values)
        taken = {bytes(tag) for (tag,) in found.fetchall()}
        return {name: [tag in taken for tag in tags[name]] for name in asked}


def placed_under(
    inside: Inside, sealer: Sealer, counts: dict[str, int], *, plain: bytes = b""
) -> tuple[bytes, bytes, bytes]:
    """The row for this inside under the numbers that are next as far as these counts know, which rise: 0 where they
    know nothing. For this room only.

    A number that is free is the next one, since numbers are dense; one that is not is refused by the table.
    """
    tags = []
    for name in names_of(inside):
        if name:
            number = counts.get(name, 0)
            counts[name] = number + 1
        tags.append(sealer.tag(name, number) if name else secrets.token_bytes(TAG_BYTES))
    tag, thing_tag = tags
    return tag, thing_tag, inside.sealed(sealer, tag=tag, thing_tag=thing_tag, plain=plain)


def names_of(inside: Inside) -> tuple[str, str]:
    """Under which names a slip lies: its subject's and its thing's, either of which may be empty."""
    if inside.kind is None:
        return "", "t:" + inside.thing if inside.thing else ""
    thing = inside.thing or (inside.kind.own_name(inside.subject) if inside.kind.single else "")
    return "s:" + inside.subject, "t:" + thing if thing else ""


# Which numbers are looked at first where nothing is known; then the span between one that is taken and the next that is
# free is closed in on, a quarter at a time. Each number asked for costs more than one more question for all names.
_FIRST_LOOK = {"s": (0, 1, 2, 4, 8, 16, 32, 64), "t": (0, 1)}


def _probes(letter: str, low: int, high: int | None) -> list[int]:
    """Which numbers to look at next, rising, between those known to be taken and the first known to be free."""
    if high is not None:
        return list(range(low, high, max(1, -(-(high - low) // 4))))
    if low == 0:
        return list(_FIRST_LOOK[letter])
    return [low + 8 * 4**n for n in range(8)]


def as_row(values: Iterable[Any]) -> Row:
    """A table row as our value, whichever database it comes from."""
    tag, thing_tag, generation, sealed = values
    return Row(bytes(tag), bytes(thing_tag), int(generation), bytes(sealed))


def holding(generation: int) -> tuple[list[bytes], int | None]:
    """The tags of all rows of a generation that hold anything, in their order, which is none; on PostgreSQL also how
    many rows it has. For this room only.

    One pass over the table: where most rows are empty, asking for the next few again and again visits them all by the
    index. PostgreSQL makes this pass with several processes, and sorting the tags is left to us.
    """
    if stores.is_postgresql():
        joined, rows = stores.ask_all(
            "SELECT coalesce(string_agg(tag, '') FILTER (WHERE length(sealed) > 0), ''), count(*)"
            f" FROM {stores.room_of(generation)}"
        ).fetchone()
        return sorted(joined[at : at + TAG_BYTES] for at in range(0, len(joined), TAG_BYTES)), int(rows)
    found = stores.ask_all(
        "SELECT tag FROM reticent_slip WHERE generation_id = %s AND length(sealed) > 0 ORDER BY tag",
        [generation],
    ).fetchall()
    return [bytes(tag) for (tag,) in found], None


def counted(generation: int) -> tuple[int, int]:
    """How many rows a generation has, and how many of them hold anything. For this room only."""
    rows, left = stores.ask_all(
        "SELECT count(*), coalesce(sum(CASE WHEN length(sealed) > 0 THEN 1 ELSE 0 END), 0)"
        " FROM reticent_slip WHERE generation_id = %s",
        [generation],
    ).fetchone()
    return int(rows), int(left)


def at(generation: int, tags: list[bytes]) -> list[Row]:
    """The rows under these tags that still hold anything. For this room only."""
    condition, values = stores.among(generation, "tag", tags)
    found = stores.ask(
        f"SELECT {_COLUMNS} FROM {stores.room_of(generation)} WHERE length(sealed) > 0 AND {condition}",
        values,
    )
    return [as_row(r) for r in found.fetchall()]


def batch(generation: int, *, after: bytes, size: int = 500) -> list[Row]:
    """The next rows of a generation that hold anything, in tag order (which is no order). For this room only."""
    found = stores.ask(
        f"SELECT {_COLUMNS} FROM reticent_slip"
        " WHERE generation_id = %s AND tag > %s AND length(sealed) > 0 ORDER BY tag LIMIT %s",
        [generation, after, size],
    )
    return [as_row(r) for r in found.fetchall()]
