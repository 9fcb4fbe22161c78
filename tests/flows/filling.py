"""Fills the disk under a process, more and more late, then makes room and looks whether the same command finishes.

`python -m tests.flows.filling SCENARIO WHERE` prints `{"full": n, "how": "…", "wrong": [...]}`. WHERE is `home` or `keys`
(a small disk of its own, with so many pages left) or `pages` (the databases may grow by so many pages and no more). On
PostgreSQL also `server` (a server of its own on a small disk) or `log` (the same, and its write-ahead log is what finds
no room: then the whole server breaks off, and is started again once there is room).
Scenarios and their plain models are those of crashing.py, and some of copies. Each case has a little more room than
the one before, until the work is done in what there is; a case that was stopped must have said in words what to do.
"""

import ctypes
import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

from tests import postgresql
from tests.flows import crashing
from tests.flows.crashing import BASE, NOW, Scenario, go_to, in_a_child, made_good

from django.db import connections  # isort: skip
from django.db.backends.signals import connection_created  # isort: skip

from reticent.doors.cli import main as door  # isort: skip
from reticent.doors.jobs import nightly  # isort: skip
from reticent.errors import ReticentError  # isort: skip
from reticent.retention import backups, drill, stores  # isort: skip

PAGE = 4096
STOPPED = 3
ON_A_SERVER = ("server", "log")
_NEWNS = 0x20000


# -- scenarios of copies


def back_up() -> None:
    backups.make(now=NOW + timedelta(hours=1))


def backed_up() -> None:
    made = backups.newest()
    assert made
    assert made.opened_at
    assert backups.Backup.objects.count() == len(stores.here().names()) == 1
    assert not list(backups.folder().glob("*.part"))
    assert not list(crashing.settings.RETICENT_HOME.glob("*.part"))
    backups.restore(made.name, now=NOW + timedelta(hours=2), confirm=lambda name: True)
    crashing.expect(crashing.state(), crashing.both((["300000"], 0, 0), (["300002"], 90, 0)))


def backed_up_once() -> None:
    crashing.people_and_loans()
    backups.make(now=NOW)


def try_it() -> None:
    assert drill.run(now=NOW + timedelta(hours=1)).sound


def tried() -> None:
    last = drill.latest()
    assert last
    assert last.sound
    assert not list(crashing.settings.RETICENT_HOME.glob("scratch-*"))
    crashing.expect(crashing.state(), crashing.both((["300000"], 0, 0), (["300002"], 90, 0)))


def a_night() -> None:
    nightly.run(now=NOW)


def a_night_is_over() -> None:
    crashing.expect(crashing.state(), crashing.both((["300000"], 0, 1), (["300002"], 0, 0)))
    crashing.expect(crashing.facts.total("mansfield"), 3)


SCENARIOS = {
    **crashing.SCENARIOS,
    "backup": Scenario(crashing.people_and_loans, back_up, backed_up),
    "drill": Scenario(backed_up_once, try_it, tried),
    "night": Scenario(crashing.a_week_old, a_night, a_night_is_over),
}

# -- full disks


def _a_place_of_our_own() -> bool:
    """Mounts that nobody else sees, and that end with us; whether we may have them."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEWNS) != 0:
        return False
    quietly = {"check": False, "capture_output": True}
    if subprocess.run(["mount", "--make-rprivate", "/"], **quietly).returncode:  # type: ignore[call-overload]
        return False
    trial = BASE / "trial"
    trial.mkdir()
    done = (
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", trial], **quietly).returncode == 0
    )  # type: ignore[call-overload]
    if done:
        subprocess.run(["umount", trial], check=True)
    trial.rmdir()
    return done


@contextmanager
def small_disk(folder: Path, *, pages: int) -> Iterator[Callable[[], None]]:
    """This folder on a disk of its own with so many pages left; call what is yielded to make room."""
    beside = folder.with_name(f"{folder.name}.beside")
    folder.rename(beside)
    folder.mkdir(mode=0o700)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m,mode=0700", "none", folder], check=True)
    try:
        shutil.copytree(beside, folder, dirs_exist_ok=True)
        filler = folder / ".filler"
        fd = os.open(filler, os.O_WRONLY | os.O_CREAT, 0o600)
        left = os.statvfs(folder)
        os.posix_fallocate(fd, 0, left.f_bavail * left.f_bsize - pages * PAGE)
        os.close(fd)
        yield filler.unlink
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
        folder.rmdir()
        shutil.rmtree(beside)


@contextmanager
def server_of_its_own() -> Iterator[Path]:
    """A server on a small disk; the folder of its files. All of this run's databases are there from now on."""
    disk = Path(tempfile.mkdtemp(prefix="reticent-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400m,mode=0755", "none", disk], check=True)
    files = disk / "files"
    files.mkdir(mode=0o700)
    try:
        with postgresql.started_in(str(files)) as env:
            for connection in connections.all():
                connection.settings_dict["HOST"] = env[postgresql.SERVER]
                # A server with no room at all lets nobody in; how long we knock is no matter here.
                connection.settings_dict["OPTIONS"]["pool"]["timeout"] = 1
            yield files
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)
        disk.rmdir()


@contextmanager
def full_server(files: Path, *, pages: int, log: bool) -> Iterator[Callable[[], None]]:
    """So many pages left on the server's disk, or in the last file of its log; call what is yielded to make room."""
    postgresql.told("CHECKPOINT")
    if log:  # last of all: a checkpoint near the end of a file makes the next one before it is needed
        postgresql.nearly_ends_its_log(pages * PAGE)
    filler = files.parent / "filler"
    fd = os.open(filler, os.O_WRONLY | os.O_CREAT, 0o600)
    left = os.statvfs(files)
    # With a full log, what is left is too little for its next file.
    os.posix_fallocate(fd, 0, left.f_bavail * left.f_bsize - (2 * 2**20 if log else pages * PAGE))
    os.close(fd)

    def make_room() -> None:
        filler.unlink(missing_ok=True)
        postgresql.runs_again(files)

    try:
        yield make_room
    finally:
        make_room()


def may_grow_by(pages: int) -> None:
    """Every database that is opened from now on takes so many pages more, and then is full."""

    def limit(connection, **_):  # type: ignore[no-untyped-def]
        if connection.vendor == "sqlite" and connection.alias in ("default", "ledger"):
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA page_count")
                cursor.execute(f"PRAGMA max_page_count={cursor.fetchone()[0] + pages}")

    connection_created.connect(limit, weak=False)
    for connection in connections.all():
        connection.close()


def keys_take(writes: int) -> None:
    """Where no disk can be had: the n-th write among the keys and all after it find no room."""
    write, seen = os.pwrite, [0]

    def writing(fd: int, data: bytes, at: int) -> int:
        seen[0] += 1
        if seen[0] > writes:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(fd, data, at)

    os.pwrite = writing


def in_words(no: BaseException) -> tuple[int, str]:
    """What the command line would say of it, and its exit code."""
    if isinstance(no, ReticentError):
        return no.exit_code, str(no)
    return 3, door._unforeseen(no) if isinstance(no, Exception) else repr(no)


def stopped(folder: Path, work: Callable[[], None], limit: Callable[[], None]) -> tuple[int, str]:
    """Do the work in a process of its own on a full disk: 0, or 3 and what was said."""
    said = BASE / "said"
    child = os.fork()
    if not child:
        code = 70
        try:
            go_to(folder)
            limit()
            work()
            code = 0
        except BaseException as no:  # noqa: BLE001  a child must not return
            code, words = in_words(no)
            trace = "\n".join(traceback.format_exc().splitlines()[-12:])
            said.write_text(json.dumps([words, trace]))
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code, said.read_text() if code else ""


def wrong_words(code: int, said: str) -> str:
    """What is wrong with how it stopped; empty if it said that the disk is full, and what to do."""
    if code != STOPPED:
        return f"exit code {code}: {said}"
    words, trace = json.loads(said)
    if "full" not in words or "Make room" not in words:
        return f"said “{words}”\n{trace}"
    return ""


def case(
    scenario: Scenario, where: str, pages: int, *, mounts: bool, server: Path | None = None
) -> tuple[bool, str]:
    """Whether the disk was full, and what was wrong."""
    folder = crashing.a_case()
    try:
        if server:
            with full_server(server, pages=pages, log=where == "log") as make_room:
                code, said = stopped(folder, scenario.act, lambda: None)
                make_room()
                return _judged(scenario, folder, code, said)
        if where != "pages" and mounts:
            with small_disk(folder / where, pages=pages) as make_room:
                code, said = stopped(folder, scenario.act, lambda: None)
                make_room()
                return _judged(scenario, folder, code, said)
        limit = keys_take if where == "keys" else may_grow_by
        code, said = stopped(folder, scenario.act, lambda: limit(pages))
        return _judged(scenario, folder, code, said)
    finally:
        crashing.cleared(folder)


def _judged(scenario: Scenario, folder: Path, code: int, said: str) -> tuple[bool, str]:
    if not code:
        return False, ""
    wrong = wrong_words(code, said)
    code, said = in_a_child(folder, made_good(scenario))
    return True, wrong or (f"afterwards: {said or code}" if code else "")


def rooms() -> Iterator[int]:
    """So many pages: each few first, then wider apart. In the long run, nearly each."""
    pages, long = 0, bool(os.environ.get("RETICENT_TEST_LONG"))
    apart = 12 if long else 1 if postgresql.in_use() else 3
    while pages < 4000:
        yield pages
        pages += 1 if pages < (20 if long else 2) else max(2, pages // apart)


def main(name: str, where: str) -> None:
    """Run every case of one scenario."""
    scenario = SCENARIOS[name]
    mounts = _a_place_of_our_own()
    how = "a small disk" if mounts and where != "pages" else "a limit"
    if not mounts and where != "pages":
        print(
            f"NO DISK COULD BE MOUNTED HERE: {where} is limited by other means, which tries less.",
            file=sys.stderr,
        )
    try:
        with ExitStack() as open_meanwhile:
            server = None
            if where in ON_A_SERVER:
                if not mounts:
                    print(json.dumps({"full": 0, "how": "a limit", "wrong": []}))
                    return
                server = open_meanwhile.enter_context(server_of_its_own())
            full, wrong = _every_case(scenario, where, mounts=mounts, server=server)
        print(json.dumps({"full": full, "how": how, "wrong": wrong}))
    finally:
        shutil.rmtree(BASE)


def _every_case(
    scenario: Scenario, where: str, *, mounts: bool, server: Path | None
) -> tuple[int, list[str]]:
    base = BASE / "base"
    (base / "home").mkdir(parents=True, mode=0o700)
    if postgresql.in_use():
        postgresql.new(crashing.databases(base))

    def begin() -> None:
        from django.core.management import call_command

        for alias in ("default", "ledger"):
            call_command("migrate", database=alias, verbosity=0)
        crashing.root.draw(crashing.settings.RETICENT_KEYS)
        scenario.prepare()

    try:
        code, said = in_a_child(base, begin)
        assert code == 0, said
        full, wrong = 0, []
        for pages in rooms():
            was_full, what = case(scenario, where, pages, mounts=mounts, server=server)
            full += was_full
            if what:
                wrong.append(f"{pages} pages: {what}")
            if not was_full:
                break
        return full, wrong
    finally:
        crashing.cleared(base)


if __name__ == "__main__":
    main(*sys.argv[1:])
