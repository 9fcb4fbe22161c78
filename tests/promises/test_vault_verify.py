"""Does `reticent vault verify` see what it is there to see? It must be sound on a whole build, and red on a broken one.

The command is run as an administrator runs it, on a seeded installation. Each broken build changes one line of
the program the way a mistake or a false economy would.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import postgresql

SOURCES = Path(__file__).parents[2] / "src"


@dataclass(frozen=True)
class Ran:
    code: int
    said: str


def run(folder: Path, *arguments: str, broken_by: str = "") -> Ran:
    """The real command; `broken_by` is done to the program before it starts."""
    start = f"import sys\nsys.argv[0] = 'reticent'\n{broken_by}\nfrom reticent.doors.cli.main import main\nmain()\n"
    done = subprocess.run(
        [sys.executable, "-c", start, *arguments],
        env={
            **os.environ,
            **databases(folder),
            "RETICENT_HOME": str(folder / "home"),
            "RETICENT_KEYS": str(folder / "keys"),
            "PYTHONPATH": str(SOURCES),
            "NO_COLOR": "1",
            "COLUMNS": "200",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout + done.stderr)


def databases(folder: Path) -> dict[str, str]:
    """The addresses of its databases, where they lie in PostgreSQL."""
    name = folder / "databases"
    return postgresql.addresses(name.read_text()) if name.exists() else {}


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeded")
    if postgresql.in_use():
        (folder / "databases").write_text(postgresql.new())
    made = run(folder, "demo", "--part", "0.01")
    assert made.code == 0, made.said
    return folder


@pytest.fixture
def installation(seeded: Path, tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "it"
    shutil.copytree(seeded, folder)
    if not postgresql.in_use():
        yield folder
        return
    name = postgresql.copied((seeded / "databases").read_text())
    (folder / "databases").write_text(name)
    yield folder
    postgresql.dropped(name)


@pytest.fixture
def files_before(installation: Path) -> set[str]:
    return {str(p) for p in installation.rglob("*")}


def test_a_whole_build_is_sound_and_nothing_is_left_behind(
    installation: Path, files_before: set[str]
) -> None:
    for _ in range(2):
        done = run(installation, "vault", "verify")

        assert done.code == 0, done.said
        assert "Forgetting works here" in done.said
        assert "FAILS" not in done.said
    left = {str(p) for p in installation.rglob("*")} - files_before
    assert all(Path(p).name.startswith("canary.") or p.endswith((".lock", "-wal", "-shm")) for p in left), (
        left
    )
    assert "canary" not in run(installation, "vault", "status").said


def test_every_backup_can_still_be_restored_after_a_verification(installation: Path) -> None:
    """The canary forgets at once; no backup may be held to its key."""
    made = run(installation, "backup", "--json")
    assert made.code == 0, made.said
    parts = (installation / "home" / "backups").glob("reticent-*")
    name = max(p.stem for p in parts if ".ledger." not in p.name)
    assert run(installation, "vault", "verify").code == 0

    done = run(installation, "restore", name, "--yes")

    assert done.code == 0, done.said
    assert "mansfield" in done.said
    assert run(installation, "vault", "verify").code == 0


KEYFILE = """
from dataclasses import replace
from reticent.vault import keyfile
from reticent.vault.keyfile import KeyFile
"""
SHUT = """
import os, shutil
from pathlib import Path
home = Path(os.environ['RETICENT_HOME'])
usual = KeyFile.overwrite
"""
DJANGO = "import django, os\nos.environ['DJANGO_SETTINGS_MODULE'] = 'reticent.settings'\ndjango.setup()\n"

BROKEN = {
    "the key is kept": KEYFILE + "KeyFile.overwrite = lambda self, generation: None",
    "the slot is called empty and the key left in it": KEYFILE
    + """
def overwrite(self, generation):
    with self._changing() as change:
        slots = tuple(replace(s, generation=None) if s.generation == generation else s for s in change.state.slots)
        change.state = replace(change.state, slots=slots)
KeyFile.overwrite = overwrite""",
    "only one side is overwritten": KEYFILE
    + """
import fcntl, secrets
def overwrite(self, generation):
    with self._locked(fcntl.LOCK_EX) as fd:
        state = self._mend(fd)
        slots = tuple(keyfile._Slot.empty() if s.generation == generation else s for s in state.slots)
        state = replace(state, number=state.number + 1, slots=slots)
        self._write_side(fd, 0, state, secrets.token_bytes(32))
KeyFile.overwrite = overwrite""",
    "a copy of the key file lies in the home": KEYFILE
    + SHUT
    + """
def overwrite(self, generation):
    shutil.copy(self.path, home / 'keys.bak')
    usual(self, generation)
KeyFile.overwrite = overwrite""",
    "a copy of the key file lies beside it": KEYFILE
    + SHUT
    + """
def overwrite(self, generation):
    shutil.copy(self.path, self.path.with_suffix('.old'))
    usual(self, generation)
KeyFile.overwrite = overwrite""",
    "an old bank is kept for safety": KEYFILE
    + SHUT
    + """
def overwrite(self, generation):
    (home / 'bank.bak').write_bytes(b'x' * 17 + self.path.read_bytes()[keyfile.PAGE:])
    usual(self, generation)
KeyFile.overwrite = overwrite""",
    "the key is written into a table's file": KEYFILE
    + SHUT
    + """
def overwrite(self, generation):
    (home / 'cache.bin').write_bytes(b'....' + self.key(generation) + b'....')
    usual(self, generation)
KeyFile.overwrite = overwrite""",
    "the key is logged as text": KEYFILE
    + SHUT
    + """
def overwrite(self, generation):
    (home / 'debug.log').write_text(f'overwriting {self.key(generation).hex()}')
    usual(self, generation)
KeyFile.overwrite = overwrite""",
    "what is sealed is logged in clear": """
import os
from pathlib import Path
from reticent.vault.seals import Sealer
usual = Sealer.seal
def seal(self, plain, **how):
    with open(Path(os.environ['RETICENT_HOME']) / 'debug.log', 'ab') as log:
        log.write(plain)
    return usual(self, plain, **how)
Sealer.seal = seal""",
    "some slips are not sealed": """
from reticent.vault.seals import DoesNotOpen, Sealer
seal, open_ = Sealer.seal, Sealer.open
def sealing(self, plain, **how):
    return plain if b'sealed-canary' in plain else seal(self, plain, **how)
def opening(self, sealed, **how):
    return sealed if b'sealed-canary' in sealed else open_(self, sealed, **how)
Sealer.seal, Sealer.open = sealing, opening""",
    "the search is blind": DJANGO
    + """
from reticent.retention import canary
canary._mapped = lambda path: iter(())""",
    "the search forgets the home": DJANGO
    + """
from reticent.retention import canary
usual = canary._files
canary._files = lambda places: (p for p in usual(places) if 'home' not in p.parts)""",
    "backups hold no slips": DJANGO
    + """
from django.db import connection
if connection.vendor == 'postgresql':
    from reticent.retention import copies_postgresql
    run = copies_postgresql._ran
    copies_postgresql._ran = lambda program, *arguments, **how: run(
        program, *arguments, *(['--exclude-table-data=reticent_slip*'] if program == 'pg_dump' else []), **how)
import sqlite3
from reticent.retention import copies_sqlite
usual = copies_sqlite._copy_out
def copy_out(alias, path):
    usual(alias, path)
    if alias == 'default':
        with sqlite3.connect(path) as copy:
            copy.execute('DELETE FROM reticent_slip')
copies_sqlite._copy_out = copy_out""",
    "a turn leaves behind what is needed": DJANGO
    + """
from dataclasses import replace
from reticent.drawer import turning
usual = turning._Mover.load
def load(self, rows):
    whole = usual(self, rows)
    return replace(whole, ready=[(tag, thing_tag, b'') for tag, thing_tag, _ in whole.ready])
turning._Mover.load = load
""",
    "a turn keeps the old key": DJANGO
    + """
from reticent.drawer import turning
turning.forget_waiting = lambda drawer, *, now, backup_without: ([], [])""",
}


@pytest.mark.parametrize("broken_by", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_build_is_found_out(installation: Path, broken_by: str) -> None:
    done = run(installation, "vault", "verify", broken_by=broken_by)

    assert done.code == 3, done.said
    assert "FAILS" in done.said, done.said
    assert "Forgetting does NOT work here" in done.said


def test_a_certificate_that_lies_is_found_out(installation: Path) -> None:
    assert run(installation, "fold").code == 0  # a copied folder is recovered first
    lie = (
        "UPDATE reticent_generation SET state = 'forgotten', forgotten_at = turned_at WHERE state = 'waiting'"
    )
    database: Any = (
        psycopg.connect(databases(installation)["RETICENT_DATABASE"], options="-c reticent.library=*")
        if postgresql.in_use()
        else sqlite3.connect(installation / "home" / "reticent.sqlite3")
    )
    with database:
        assert database.execute(lie).rowcount
    # Whoever writes next would overwrite the key: what is asked here is what stands now.
    broken_by = (
        DJANGO + "from reticent.drawer import waking\nwaking._overwrite_what_is_gone = lambda drawer: None"
    )

    done = run(installation, "vault", "verify", broken_by=broken_by)

    assert done.code == 3
    assert "certified as forgotten and are not" in done.said


def test_a_stray_copy_on_another_medium_is_found_out(installation: Path, tmp_path: Path) -> None:
    medium = tmp_path / "usb"
    medium.mkdir()
    assert run(installation, "vault", "verify", "--against", str(medium)).code == 0
    (medium / "image.bin").write_bytes(
        b"\x00" * 1000 + (installation / "keys" / "mansfield.keys").read_bytes() + b"\x00" * 1000
    )

    done = run(installation, "vault", "verify", "--against", str(medium))

    assert done.code == 3
    assert "outside the key folder hold a key file" in done.said


def test_a_red_result_is_remembered_where_the_director_looks(installation: Path) -> None:
    run(installation, "vault", "verify", broken_by=BROKEN["the key is kept"])

    assert "NOT SOUND" in run(installation, "vault", "status").said.upper()
