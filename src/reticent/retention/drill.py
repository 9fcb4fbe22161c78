"""Can a backup be put back, and does what must not come back stay away? Tried in a scratch place, never on what lives.

The copy is put back as a restore would do it, every slip in it is opened with the present keys, what has ended since
must be known to the forget-list, what is forgotten must stay shut, and the ledger here must begin with the copy's.
Counts come out, never contents; the result stands in every library's ledger.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import models

from reticent.drawer import container_row, drawers, slips, trying
from reticent.drawer.slips import Row
from reticent.drawer.tables import Generation
from reticent.drawer.trying import Tried
from reticent.errors import Refused
from reticent.ledger import checkpoints, growth, log
from reticent.retention import backups, clock, evidence, locks, stores
from reticent.retention.canary import Check
from reticent.retention.copies import BackupDoesNotOpen, Copy
from reticent.vault.keyfile import KeyGone

Progress = Callable[[int, int], None]
_BATCH = 1000
_OF_THE_DEAD = 200  # slips of an older backup, tried with every key there is


class NothingToDrill(Refused):
    """There is no backup yet."""


class Drill(models.Model):
    """When a backup was last put back for a trial, which one, and with what result. Counts only."""

    at = models.DateTimeField()
    backup = models.CharField(max_length=80)
    sound = models.BooleanField()
    opened = models.PositiveIntegerField(default=0)
    checks = models.JSONField(default=list)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"drill {self.pk}"


@dataclass
class Drilled:
    """Everything that was tried of one backup, and per library what became of its slips."""

    backup: str
    checks: list[Check] = field(default_factory=list)
    tried: dict[str, Tried] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)  # of each library's ledger, when the backup was made

    @property
    def sound(self) -> bool:
        return bool(self.checks) and all(check.sound for check in self.checks)

    @property
    def all_tried(self) -> Tried:
        return sum(self.tried.values(), Tried())

    def add(self, name: str, sound: bool, good: str, bad: str) -> None:
        self.checks.append(Check(name, sound, good if sound else bad))


def latest() -> Drill | None:
    """The last drill, if there was one."""
    return Drill.objects.first()


def run(*, now: datetime, name: str | None = None, progress: Progress | None = None) -> Drilled:
    """Try the newest backup, or the one named. What lives is read, and written to only at the end: the result."""
    clock.check(now=now)
    with locks.copying():
        stores.here().clear()
        newest = _newest()
        drilled = Drilled(backups.named(name) if name else newest)
        try:
            with stores.here().trying(drilled.backup) as copy:
                _open_everything(drilled, copy, progress or (lambda done, total: None))
                drilled.add(
                    "the backup is whole", True, f"{drilled.backup} was put back in a scratch place.", ""
                )
                _say_what_opened(drilled, is_newest=drilled.backup == newest)
                _containers_open(drilled, copy)
                _is_a_copy(drilled, copy)
                _ledger_grew(drilled, copy)
        except BackupDoesNotOpen as no:
            drilled.add("the backup is whole", False, "", str(no))
        except KeyGone as no:
            drilled.add(
                "what lives opens",
                False,
                "",
                f"{no} It is in use here: the key file is an older copy. Put back the newest copy of the key folder.",
            )
        _forgotten_stays_shut(drilled)
        _write_down(drilled, now=now)
    return drilled


def _newest() -> str:
    """The newest that lies here; the table may know others that were taken away."""
    here = set(stores.here().names())
    known = backups.Backup.objects.filter(name__in=here).exclude(name__startswith=f"{backups.CANARY}-")
    if newest := known.filter(opened_at__isnull=False).first() or known.first():
        return newest.name
    if left := sorted(name for name in here if not name.startswith(f"{backups.CANARY}-")):
        return left[-1]
    raise NothingToDrill("There is no backup to try yet. Run `reticent backup`, then `reticent drill`.")


def _open_everything(drilled: Drilled, copy: Copy, progress: Progress) -> None:
    drilled.rows.update(copy.ask_ledger("SELECT library, size FROM reticent_ledgerhead"))
    total = copy.ask("SELECT count(*) FROM reticent_slip WHERE length(sealed) > 0")[0][0]
    done = 0
    generations = copy.ask(
        "SELECT library, id, number FROM reticent_generation WHERE library <> %s AND state IN ('open', 'turning')"
        " ORDER BY library, number",
        [backups.CANARY],
    )
    for library in dict.fromkeys(library for library, _, _ in generations):
        drawer, tried = drawers.of(library), Tried()
        with drawer.alone():
            for _, generation, number in (row for row in generations if row[0] == library):
                for rows in _batches(copy, generation):
                    trying.try_rows(drawer, number, rows, tried)
                    done += len(rows)
                    progress(done, total)
            trying.compare(drawer, tried)
        drilled.tried[library] = tried


def _batches(copy: Copy, generation: int) -> Iterator[list[Row]]:
    after = b""
    while rows := [
        slips.as_row(values)
        for values in copy.ask(
            "SELECT tag, thing_tag, generation_id, sealed FROM reticent_slip"
            " WHERE generation_id = %s AND tag > %s AND length(sealed) > 0 ORDER BY tag LIMIT %s",
            [generation, after, _BATCH],
        )
    ]:
        yield rows
        after = rows[-1].tag


def _say_what_opened(drilled: Drilled, *, is_newest: bool) -> None:
    found = drilled.all_tried
    if found.dead:
        drilled.add(
            "it can be put back",
            not is_newest,
            f"It is older than the recovery window: as promised, {found.dead:,} records in it open no more, and "
            "nobody can put it back.",
            "The newest backup is older than the recovery window, and nobody can put it back. Run `reticent backup` "
            "now.",
        )
    drilled.add(
        "what must open opens",
        found.closed == 0,
        f"All {found.opened:,} sealed records in it open with the present keys.",
        f"{found.closed:,} records in it do not open with the present keys: the backup, or the key file, was altered "
        "or damaged. Run `reticent backup` and try that one; put back the newest copy of the key folder if that "
        "does not open either.",
    )
    restored = _restored_since(drilled)
    drilled.add(
        "what ended stays ended",
        found.unknown == 0 or restored,
        f"{found.ended:,} of them have ended since; a restore would end them again."
        + (f" {found.unknown:,} were undone by a restore since." if found.unknown else ""),
        f"{found.unknown:,} records in it neither stand here nor are on the forget-list: a restore would bring them "
        "back, or they are lost here. Put back the forget-list that belongs to this installation.",
    )


def _containers_open(drilled: Drilled, copy: Copy) -> None:
    """Every library has a container, whatever is in it: it opens as its records do, and dies as they do."""
    wrong = sum(
        not container_row.is_as_it_must_be(drawers.of(library), number, body)
        for library, number, body in backups.containers_in(copy)
        if library in drilled.tried
    )
    drilled.add(
        "the containers are as they must be",
        wrong == 0,
        "The sealed container that every library has opens with its key, and with no other.",
        f"{wrong} of the sealed containers that every library has do not open with the present keys, or open though "
        "their key is called forgotten: the backup, or the key file, was altered or put back. Run `reticent backup` and "
        "try that one.",
    )


def _restored_since(drilled: Drilled) -> bool:
    """Whether a backup was put back after this one was made: then what came between is undone, and not ended."""
    return any(
        written.entry.action == "restore" and written.row >= drilled.rows.get(library, 0)
        for library in drilled.tried
        for written in log.entries(library, newest=2000)
    )


def _is_a_copy(drilled: Drilled, copy: Copy) -> None:
    epochs = {
        library: bytes(shown) for library, shown in copy.ask("SELECT library, current FROM reticent_epoch")
    }
    mistaken = sum(drawers.of(library).keyfile.epoch() == epochs.get(library) for library in drilled.tried)
    drilled.add(
        "it is known as a copy",
        mistaken == 0,
        "Put back, it would be known as a copy, and get fresh keys before anything is written.",
        f"In {mistaken} of the libraries it would pass for the original, and numbers could be used twice. Make "
        "another backup (`reticent backup`).",
    )


def _ledger_grew(drilled: Drilled, copy: Copy) -> None:
    path: Path = settings.RETICENT_KEYS / checkpoints.KEY_FILE
    key = checkpoints.Signer(path).public_key if path.exists() else None
    wrong: list[str] = []
    for library, size in sorted(drilled.rows.items()):
        wrong += growth.problems(library, rows=_said(copy, library), said_size=size, key=key)
    drilled.add(
        "the ledger only grew",
        not wrong,
        "The ledger here begins with the one in the backup, row for row, and fits what was signed.",
        f"{'. '.join(wrong)}. {log.ADVICE}",
    )


def _said(copy: Copy, library: str) -> Iterator[bytes]:
    after = -1
    while rows := copy.ask_ledger(
        "SELECT row, said FROM reticent_ledgerleaf WHERE library = %s AND row > %s ORDER BY row LIMIT %s",
        [library, after, _BATCH],
    ):
        # A damaged table may hold anything; whatever it is, it is not what was written.
        yield from (bytes(said) if isinstance(said, bytes | memoryview) else b"" for _, said in rows)
        after = rows[-1][0]


def _forgotten_stays_shut(drilled: Drilled) -> None:
    found = [evidence.attempt(drawers.of(library)) for library in backups.vaults()]
    alive, stuck = sum(f.alive for f in found), sum(f.stuck for f in found)
    dead, risen = sum(f.dead for f in found), sum(f.risen for f in found)
    older = _slips_of_the_dead()
    dead, risen = dead + older.dead + drilled.all_tried.dead, risen + older.risen + drilled.all_tried.risen
    drilled.add(
        "the trial can tell",
        stuck == 0,
        f"What the living keys ({alive:,}) sealed for this trial opens: it can tell shut from open.",
        f"What living keys ({stuck:,}) sealed for this trial does not open. Put back the newest copy of the key folder.",
    )
    drilled.add(
        "what is forgotten stays shut",
        risen == 0,
        f"{dead:,} sealed records whose keys were overwritten were tried with every key that is here: none opens."
        if dead
        else "No key was overwritten yet, so there is nothing that must stay shut.",
        f"{risen:,} records that are certified as forgotten open: an old copy of the key file was put back, or a key "
        "was kept. Run `reticent purge`: it overwrites such keys. Find out who keeps copies of the key folder.",
    )


def _slips_of_the_dead() -> Tried:
    """Some slips of the oldest backup that holds any whose key is gone."""
    gone = {library: _gone(library) for library in backups.vaults()}
    store = stores.here()
    for row in backups.Backup.objects.filter(name__in=store.names()).order_by("made_at"):
        states = store.states(row.name)
        wanted = [
            (library, number)
            for (library, number), state in states.items()
            if state in ("open", "turning") and number in gone.get(library, ())
        ]
        if wanted:
            return _try_the_dead(row.name, wanted)
    return Tried()


def _gone(library: str) -> set[int]:
    rows = Generation.objects.filter(library=library).values_list("number", flat=True)
    return {number for number in rows if not trying.must_open(drawers.of(library), number)}


def _try_the_dead(name: str, wanted: list[tuple[str, int]]) -> Tried:
    tried = Tried()
    try:
        with stores.here().reading(name) as copy:
            for library, number in wanted:
                rows = copy.ask(
                    "SELECT s.tag, s.thing_tag, s.generation_id, s.sealed FROM reticent_slip s"
                    " JOIN reticent_generation g ON g.id = s.generation_id"
                    " WHERE g.library = %s AND g.number = %s AND length(s.sealed) > 0 LIMIT %s",
                    [library, number, _OF_THE_DEAD],
                )
                trying.try_rows(drawers.of(library), number, map(slips.as_row, rows), tried)
    except BackupDoesNotOpen:
        return tried  # damaged, and too old to be of use: said by nobody, since nobody can put it back
    return tried


def _write_down(drilled: Drilled, *, now: datetime) -> None:
    Drill.objects.create(
        at=now,
        backup=drilled.backup,
        sound=drilled.sound,
        opened=drilled.all_tried.opened,
        checks=[[check.name, check.sound, check.said] for check in drilled.checks],
    )
    counts = {library: tried.opened for library, tried in drilled.tried.items()}
    backups.write_down("drill" if drilled.sound else "drill-failed", now=now, counts=counts)


__all__ = ["Drill", "Drilled", "NothingToDrill", "latest", "run"]
