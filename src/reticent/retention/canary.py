"""Does forgetting work here, on this disk, today? The adversary, run on this installation (DESIGN 5).

A canary library with a vault of its own and no recovery window is planted, backed up, ended and turned. Then we
search what an adversary would hold: every file under the home (databases, write-ahead logs, backups), every file
in the key folder, and any folder named with `--against`. He must not find the canary in clear, nor its key, nor
open its sealed slip from the backup with any key that can be had or put together. Beside it lies a plain table
with a canary in clear: if the search does not find that one, the search is blind and proves nothing.
"""

import mmap
import secrets
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models

from reticent.drawer import drawers, slips, turning
from reticent.drawer.folding import fold
from reticent.drawer.slips import Drawer, Row
from reticent.drawer.sweeping import end_person
from reticent.drawer.tables import Generation
from reticent.errors import Broken
from reticent.retention import backups, clock, locks, stores
from reticent.vault import keyfile
from reticent.vault import root as vault_root
from reticent.vault.seals import DoesNotOpen, Sealer

LIBRARY = backups.CANARY
_SLOT = struct.Struct(">16s12s64s")


class PlainControl(models.Model):
    """The positive control: a canary in clear, in a plain table, only while the adversary searches."""

    text = models.CharField(max_length=80)

    def __str__(self) -> str:
        return "a control"


class Verification(models.Model):
    """When forgetting was last put to the test here, and with what result."""

    at = models.DateTimeField()
    sound = models.BooleanField()
    checks = models.JSONField(default=list)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"verification {self.pk}"


@dataclass(frozen=True)
class Check:
    """One thing that was tried, whether it came out as it must, and in plain words what that means."""

    name: str
    sound: bool
    said: str


@dataclass
class Verdict:
    """Everything that was tried. `searched` counts files and bytes."""

    checks: list[Check] = field(default_factory=list)
    files: int = 0
    searched: int = 0

    @property
    def sound(self) -> bool:
        return bool(self.checks) and all(c.sound for c in self.checks)

    def add(self, name: str, sound: bool, good: str, bad: str) -> None:
        self.checks.append(Check(name, sound, good if sound else bad))


def verify(*, now: datetime, against: Iterable[Path] = ()) -> Verdict:
    """Run the adversary. Leaves nothing behind but its result. No backup is made or put back meanwhile."""
    clock.check(now=now)
    with locks.copying():
        return _verify(now=now, places=[settings.RETICENT_HOME, settings.RETICENT_KEYS, *against])


def _verify(*, now: datetime, places: list[Path]) -> Verdict:
    verdict = Verdict()
    with drawers.of(LIBRARY).alone():
        _clear_away()  # what a run that was cut short left
        drawer = drawers.set_up(LIBRARY, now=now)
        control = PlainControl.objects.create(text=f"plain-canary-{secrets.token_hex(16)}")
        try:
            _experiment(drawer, verdict, plain=control.text.encode(), places=places, now=now)
        finally:
            _clear_away()
    _stray_copies(verdict, places)
    _promises_kept(verdict)
    Verification.objects.create(
        at=now, sound=verdict.sound, checks=[[c.name, c.sound, c.said] for c in verdict.checks]
    )
    if verdict.sound:
        backups.write_down("verify", now=now)
    return verdict


def _clear_away() -> None:
    """Take away everything about the canary but its empty key file; its backups are no backups of anyone."""
    PlainControl.objects.all().delete()
    backups.forget_canary()
    drawer = drawers.of(LIBRARY)
    drawer.asleep()
    path = drawer.keys_folder / f"{LIBRARY}.keys"
    if path.exists():
        for number in drawer.keyfile.generations():
            drawer.keyfile.overwrite(number)
    drawer.forget_list.path.unlink(missing_ok=True)


def latest() -> Verification | None:
    """The last verification, if there was one."""
    return Verification.objects.first()


def _experiment(drawer: Drawer, verdict: Verdict, *, plain: bytes, places: list[Path], now: datetime) -> None:
    secret, kept = f"sealed-canary-{secrets.token_hex(16)}", f"kept-canary-{secrets.token_hex(16)}"
    gone_person, kept_person = "p:" + secrets.token_hex(16), "p:" + secrets.token_hex(16)
    for person, text in ((gone_person, secret), (kept_person, kept)):
        drawer.put(
            subject=person,
            kind="charge",
            payload={"amount": 1, "reason": text, "since": None, "paid_on": None},
        )
    generation, number, _ = drawer.live()[-1]
    key = drawer.keyfile.key(number)
    before = backups.make(now=now, of_canary=True)
    copied = _rows_in(before.name, generation)
    target = _holding(copied, drawer.sealer(number), secret)
    verdict.add(
        "the adversary can open a live slip",
        target is not None,
        "With the live key, the planted record opens from the backup: the attack is a real one.",
        "The planted record did not open from a backup even with its key: this test proves nothing. Check backups.",
    )
    if target is None:
        return
    with drawer.writing() as writer:
        end_person(drawer, writer, subjects=(gone_person,), person=gone_person)
    fold(drawer, now=now, sink=lambda cells: None)
    turning.turn(drawer, now=now, recovery_days=0)
    backups.make(now=now, of_canary=True)
    forgotten, pending = turning.forget_waiting(drawer, now=now, backup_without=backups.without)
    verdict.add(
        "the key was overwritten",
        number in {g.number for g in forgotten} and not pending,
        "The planted record's key was overwritten after the turn.",
        "The turn did not end with its key overwritten. Run `reticent vault status`.",
    )
    hunted = {"sealed": secret.encode(), "key": key, "key as text": key.hex().encode(), "plain": plain}
    found, verdict.files, verdict.searched = search(places, hunted)
    verdict.add(
        "the search sees",
        found["plain"] > 0,
        f"The plain canary was found {found['plain']} times: the search is not blind.",
        "The search did not find the canary that lies in clear: it is blind, and proves nothing.",
    )
    verdict.add(
        "nothing in clear",
        found["sealed"] == 0,
        "The sealed canary stands nowhere in clear: not in databases, logs or backups.",
        f"The sealed canary stands in clear {found['sealed']} times. Something writes records unsealed.",
    )
    verdict.add(
        "no key left",
        found["key"] == found["key as text"] == 0,
        "The overwritten key is in no file.",
        "The key that should be overwritten is still in a file.",
    )
    opened = _opens(target, drawer, number, places)
    verdict.add(
        "the backup does not give it back",
        not opened,
        "The backup made before still holds the sealed record, and no key that can be had opens it.",
        "The forgotten record opens from the backup: its key was kept. Forgetting does not work here.",
    )
    live = {inside.payload["reason"] for _, inside in drawer.standing("s:" + kept_person)}
    verdict.add(
        "what is needed is still there",
        live == {kept},
        "The record that was still needed reads as before.",
        "A record that was still needed is gone. Restore the last backup before you purge again.",
    )


def _rows_in(backup: str, generation: int) -> list[Row]:
    with stores.here().reading(backup) as copy:
        found = copy.ask(
            "SELECT tag, thing_tag, generation_id, sealed FROM reticent_slip"
            " WHERE generation_id = %s AND length(sealed) > 0",
            (generation,),
        )
    return [slips.as_row(values) for values in found]


def _holding(rows: list[Row], sealer: Sealer, text: str) -> Row | None:
    for row in rows:
        try:
            if text.encode() in sealer.open(row.sealed, tag=row.tag, thing_tag=row.thing_tag):
                return row
        except DoesNotOpen:
            continue
    return None


def search(places: Iterable[Path], hunted: dict[str, bytes]) -> tuple[dict[str, int], int, int]:
    """How often each hunted text stands in the files under these places; files and bytes searched."""
    found = dict.fromkeys(hunted, 0)
    files = searched = 0
    for path in _files(places):
        for view in _mapped(path):
            files += 1
            searched += len(view)
            for name, wanted in hunted.items():
                at = view.find(wanted)
                while at >= 0:
                    found[name] += 1
                    at = view.find(wanted, at + 1)
    return found, files, searched


def _files(places: Iterable[Path]) -> Iterator[Path]:
    seen: set[Path] = set()
    for place in places:
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.is_file() and not path.is_symlink() and path.resolve() not in seen:
                seen.add(path.resolve())
                yield path


def _mapped(path: Path) -> Iterator[mmap.mmap]:
    try:
        with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            yield view
    except ValueError:
        return  # an empty file
    except OSError as no:
        raise Broken(
            f"A file could not be searched ({no.strerror}). Run this as the user who runs Reticent."
        ) from None


def _opens(row: Row, drawer: Drawer, number: int, places: list[Path]) -> bool:
    """Whether any key that can be had opens the row: those in key files, those that any salt and bank in any file
    give with the root secret, and every run of 32 bytes in the key folder."""
    tried: set[bytes] = set()
    for key in _every_key(drawer, places):
        if key in tried:
            continue
        tried.add(key)
        try:
            Sealer(key, library=drawer.library, generation=number).open(
                row.sealed, tag=row.tag, thing_tag=row.thing_tag
            )
            return True
        except DoesNotOpen:
            continue
    return False


def _every_key(drawer: Drawer, places: list[Path]) -> Iterator[bytes]:
    root = vault_root.read(drawer.keys_folder)
    salts: set[bytes] = set()
    banks: set[bytes] = set()
    for path in _files(places):
        for view in _mapped(path):
            for magic, length, into in (
                (b"RETICENT SALT 1\n", 56, salts),
                (b"RETICENT BANK 1\n", keyfile.PAGE, banks),
            ):
                at = view.find(magic)
                while at >= 0:
                    into.add(view[at : at + length])
                    at = view.find(magic, at + 1)
    info = b"reticent key file 1 " + root.installation + drawer.library.encode()
    for salt in salts:
        wrapping = AESGCM(
            HKDF(algorithm=SHA256(), length=32, salt=salt[24:56], info=info).derive(root.secret)
        )
        for bank in banks:
            for slot in range(keyfile.SLOTS):
                try:
                    marker, nonce, wrapped = _SLOT.unpack_from(bank, 24 + slot * _SLOT.size)
                    yield wrapping.decrypt(nonce, wrapped, bank[16:24] + marker)[9:41]
                except (InvalidTag, struct.error):
                    break
    for path in _files([drawer.keys_folder]):
        data = path.read_bytes()
        for at in range(0, len(data) - 31, 1 if path.name == drawer.keyfile.path.name else 4):
            yield data[at : at + 32]


def _stray_copies(verdict: Verdict, places: list[Path]) -> None:
    keys = settings.RETICENT_KEYS.resolve()
    stray = 0
    for path in _files(places):
        if not path.resolve().is_relative_to(keys):
            stray += sum(view.find(keyfile.MAGIC) >= 0 for view in _mapped(path))
    verdict.add(
        "no stray copy of a key file",
        stray == 0,
        "No file outside the key folder holds a key file.",
        f"{stray} files outside the key folder hold a key file: what was forgotten may be read with them. "
        "Overwrite them, and find out who copies the key folder.",
    )


def _promises_kept(verdict: Verdict) -> None:
    """For the libraries of this installation: what is certified as forgotten has neither key nor rows here."""
    wrong = 0
    for row in Generation.objects.filter(state=Generation.FORGOTTEN):
        drawer = drawers.of(row.library)
        wrong += row.number in drawer.keyfile.generations()
        wrong += bool(slips.batch(row.pk, after=b"", size=1))
    verdict.add(
        "certificates tell the truth",
        wrong == 0,
        "Every generation that is certified as forgotten has neither key nor slips here.",
        f"{wrong} generations are certified as forgotten and are not. Do not rely on the certificates.",
    )
