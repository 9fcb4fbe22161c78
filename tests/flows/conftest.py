"""An installation of the administrator's own: folders, files to take in, and the command run as a program.

Whatever is run, and however it ends, no stack trace is shown and nothing that stands in the files about a person.
"""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import postgresql

# They start both stores themselves, whichever the run is on.
collect_ignore = ["test_benchmarks.py"] if postgresql.in_use() else ["test_on_postgresql.py"]
SOURCES = Path(__file__).parents[2] / "src"
_DESK = Path(__file__).with_name("desk.py")
MANSFIELD = ("--library", "mansfield")
SHIPPED = Path(__file__).parents[2] / "src" / "reticent" / "policy" / "texts"
TODAY = datetime.now(UTC).date()
_GIVEN = ("Alice", "Bob", "Clementine", "Desmond", "Eudora", "Ferdinand", "Georgiana", "Horatio")
_FAMILY = ("Quackenbush", "Throckmorton", "Vandersloot", "Wigglesworth")
HEADS = {
    "registrations": "barcode,name,address,town,phone,email,expires,registered,birth_date,pin,guardian",
    "items": "barcode,title,author,item_class,audience",
    "loans": "patron_barcode,item_barcode,lent_on,due_on,returned_on,branch",
}


@dataclass(frozen=True)
class Ran:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """All of it as one line: where it was folded is no matter."""
        return " ".join((self.out + " " + self.err).split())

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Starter:
    """The process that starts commands (see starter.py); one a session."""

    _only: "Starter | None" = None

    def __init__(self) -> None:
        requests, self._requests = os.pipe()
        answers, to_answer = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("starter.py"), str(requests), str(to_answer)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCES), str(SOURCES.parent)])},
            pass_fds=(requests, to_answer),
            stdin=subprocess.DEVNULL,
        )
        os.close(requests)
        os.close(to_answer)
        self._answers = os.fdopen(answers)

    @classmethod
    def only(cls) -> "Starter":
        cls._only = cls._only or cls()
        return cls._only

    def start(self, asked: dict[str, Any]) -> int:
        os.write(self._requests, json.dumps(asked).encode() + b"\n")
        return int(self._answers.readline())

    @classmethod
    def end(cls) -> None:
        if cls._only:
            os.close(cls._only._requests)
            cls._only._answers.close()
            cls._only._process.wait(timeout=20)
            cls._only = None


@pytest.fixture(scope="session", autouse=True)
def _starter() -> Iterator[None]:
    yield
    Starter.end()


@dataclass
class Installation:
    """A home, keys, and the command."""

    folder: Path
    secrets: set[str] = field(default_factory=set)
    databases: str = ""  # the name of its two databases, where the tests run on PostgreSQL

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    def copied_to(self, folder: Path) -> "Installation":
        """A copy of it as it is, by copying its folders and its databases."""
        shutil.copytree(self.folder, folder)
        databases = postgresql.copied(self.databases) if self.databases else ""
        return Installation(folder, set(self.secrets), databases)

    def gone(self) -> None:
        """Give the room of its databases back; the folders are pytest's."""
        if self.databases:
            postgresql.dropped(self.databases)

    def backups(self) -> list[str]:
        """The names of the backups that lie here, the oldest first."""
        end = ".pgdump" if self.databases else ".sqlite3"
        names = (path.name.removesuffix(end) for path in (self.home / "backups").glob(f"*{end}"))
        return sorted(name for name in names if not name.endswith(".ledger"))

    def newest(self) -> str:
        return max(self.backups())

    def part(self, name: str, of: str = "reticent") -> Path:
        """One of the two files of a backup."""
        end = "pgdump" if self.databases else "sqlite3"
        return self.home / "backups" / f"{name}.{'ledger.' if of == 'ledger' else ''}{end}"

    def put_by_hand(self, name: str, of: str = "reticent") -> None:
        """Put one part of a backup in the place of its database, as an administrator without `restore` would."""
        if self.databases:
            database = self.databases + ("_ledger" if of == "ledger" else "")
            postgresql.made_anew(database)
            postgresql.read_in(self.part(name, of), database)
            return
        for file in self.home.glob(f"{of}.sqlite3*"):
            file.unlink()
        shutil.copyfile(self.part(name, of), self.home / f"{of}.sqlite3")

    def altered(self, name: str, *statements: str) -> None:
        """Alter the tables of a backup with SQL, whole and well-formed after."""
        path = self.part(name)
        if self.databases:
            postgresql.altered(path, *statements)
            return
        with closing(sqlite3.connect(path)) as copy:
            for statement in statements:
                copy.execute(statement)
            copy.commit()

    def scratch(self) -> list[str]:
        """What trials and copying left behind: nothing, if all is well."""
        left = [*self.home.glob("scratch-*"), *self.home.glob("*.part"), *self.home.glob("backups/*.part")]
        databases = postgresql.beginning(f"{self.databases}_") if self.databases else []
        return [path.name for path in left] + [name for name in databases if "_scratch_" in name]

    def env(self, **more: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("RETICENT_", "COLUMNS", "DJANGO_"))}
        return {
            **kept,
            "RETICENT_HOME": str(self.home),
            "RETICENT_KEYS": str(self.keys),
            "RETICENT_MEMORY": os.environ["RETICENT_MEMORY"],
            "PYTHONPATH": str(SOURCES),
            **(postgresql.addresses(self.databases) | postgresql.programs() if self.databases else {}),
            **more,
        }

    def run(
        self,
        *arguments: object,
        days: float = 0,
        answer: str = "",
        env: dict[str, str] | None = None,
        largest_file: int = 0,
        as_user: int = 0,
        program: str = "reticent",
    ) -> Ran:
        """Run `reticent` with these arguments in a process of its own, as if so many days had passed."""
        streams = {name: self.folder / f".{name}" for name in ("stdin", "stdout", "stderr")}
        for name, path in streams.items():
            path.write_text(answer if name == "stdin" else "")
        moment = (datetime.now(UTC) + timedelta(days=days)).isoformat() if days else ""
        code = Starter.only().start(
            {
                "program": program,
                "arguments": list(map(str, arguments)),
                "env": self.env(**(env or {})),
                "cwd": str(self.folder),
                "moment": moment,
                "largest_file": largest_file,
                "as_user": as_user,
                **{name: str(path) for name, path in streams.items()},
            }
        )
        ran = Ran(code, streams["stdout"].read_text(), streams["stderr"].read_text())
        self.shows_nobody(ran)
        return ran

    def desk(self, *arguments: object) -> Any:
        """What the desk does (desk.py), in a process of its own."""
        return self.run(*arguments, program="desk").json

    def apart(self, *arguments: object) -> Any:
        """The same in a process that two may run at once."""
        done = subprocess.run(
            [sys.executable, _DESK, *map(str, arguments)],
            env=self.env(), cwd=self.folder, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        ran = Ran(done.returncode, done.stdout, done.stderr)
        self.shows_nobody(ran)
        return ran.json

    def ok(self, *arguments: object, **how: Any) -> Ran:
        """Run what must succeed."""
        ran = self.run(*arguments, **how)
        assert ran.code == 0, ran.said
        return ran

    def shows_nobody(self, ran: Ran) -> None:
        assert "Traceback" not in ran.out + ran.err
        assert not [s for s in self.secrets if s in ran.out or s in ran.err], "a patron's data was shown"

    def start(self, *arguments: object) -> "subprocess.Popen[str]":
        """Begin `python -m reticent` as anybody would, to be interrupted or waited for."""
        return subprocess.Popen(
            [sys.executable, "-m", "reticent", *map(str, arguments)],
            env=self.env(),
            cwd=self.folder,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # What a shell starts with & ignores interruptions, and so would all that is started from there.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )

    def file(self, what: str, rows: Sequence[Sequence[object]], name: str = "") -> Path:
        """A CSV file to take in. What stands in it about persons may never be shown."""
        path = self.folder / (name or f"{what}.csv")
        lines = [HEADS[what], *(",".join("" if cell is None else str(cell) for cell in row) for row in rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        if what == "registrations":
            for row in rows:
                self.secrets |= {str(row[0]), str(row[1]), str(row[2]), str(row[4]), str(row[5])}
        self.secrets = {s for s in self.secrets if len(s) > 3}
        return path

    def query(self, sql: str, *values: object, of: str = "reticent") -> list[tuple[Any, ...]]:
        if self.databases:
            return self._query_postgresql(sql, *values, of=of)
        with closing(sqlite3.connect(self.home / f"{of}.sqlite3", timeout=20)) as database:
            found = database.execute(sql, values).fetchall()
            database.commit()
        return found

    def _query_postgresql(self, sql: str, *values: object, of: str) -> list[tuple[Any, ...]]:
        addresses = postgresql.addresses(self.databases)
        address = addresses["RETICENT_DATABASE" if of == "reticent" else "RETICENT_LEDGER_DATABASE"]
        with psycopg.connect(address, options="-c reticent.library=*") as database:
            cursor = database.execute(sql.replace("?", "%s"), values)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def ledger_says(self, action: str) -> int:
        """How many rows of the ledger are about this."""
        rows = self.query("SELECT said FROM reticent_ledgerleaf", of="ledger")
        return sum(f'"{action}"'.encode() in bytes(said) for (said,) in rows)

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of both databases, to compare before and after."""
        found = {}
        for of in ("reticent", "ledger"):
            listed = (
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
                if self.databases
                else "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            )
            names = self.query(listed, of=of)
            for (name,) in names:
                found[f"{of}.{name}"] = sorted(self.query(f"SELECT * FROM {name}", of=of), key=repr)
        return found

    def held(self, library: str = "mansfield") -> dict[str, int]:
        """How many records of each kind stand, by the command."""
        (place,) = self.ok("purge", "--dry-run", "--library", library, "--json").json["libraries"]
        return {kind["kind"]: kind["held"] for kind in place["held"]}

    def facts(self) -> int:
        return int(self.query("SELECT coalesce(sum(count), 0) FROM reticent_fact")[0][0])

    def generations(self, library: str = "mansfield") -> dict[int, str]:
        ran = self.run("vault", "status", "--json", "--library", library)
        return {g["generation"]: g["state"] for g in ran.json["generations"]}


def card(number: int) -> str:
    """A made-up card number."""
    return f"2999900{number:07d}"


def barcode(number: int) -> str:
    """A made-up item's barcode."""
    return f"3999900{number:07d}"


def person(number: int, **changed: object) -> list[object]:
    """A row of registrations.csv about somebody made up; some have a PIN."""
    name = f"{_GIVEN[number % 8]} {_FAMILY[number // 8 % 4]} {'abcdefghijklmnopqrstuvwxyz'[number // 32 % 26].upper()}"
    row: dict[str, object] = {
        "barcode": card(number),
        "name": name,
        "address": f"{number} Nightingale Crescent",
        "town": "Mansfield",
        "phone": f"860-555-{number:04d}",
        "email": f"reader{number}@letters.example",
        "expires": TODAY + timedelta(days=400),
        "registered": TODAY - timedelta(days=500),
        "birth_date": None,
        "pin": None,
        "guardian": None,
        **changed,
    }
    return list(row.values())


def item(number: int) -> list[object]:
    """A row of items.csv."""
    return [barcode(number), f"The Collected Letters {number}", "Jane Austen", "book", "adult"]


def loan(patron: int, thing: int, *, lent: int = 10, back: int | None = None) -> list[object]:
    """A row of loans.csv: lent so many days ago, and back so many days ago or still out."""
    on: date = TODAY - timedelta(days=lent)
    returned = None if back is None else TODAY - timedelta(days=back)
    return [card(patron), barcode(thing), on, on + timedelta(days=21), returned, "Main"]


def nothing_yet(folder: Path) -> Installation:
    """Where an installation may begin: a folder, and two empty databases where they lie in PostgreSQL."""
    folder.mkdir(parents=True, exist_ok=True)
    return Installation(folder, databases=postgresql.new() if postgresql.in_use() else "")


def build(folder: Path) -> Installation:
    """Mansfield, set up in place: eight readers, twelve items, five loans out and six that are back."""
    there = nothing_yet(folder)
    there.ok(
        "init", "mansfield", "--name", "Mansfield Public Library", "--town", "Mansfield",
        "--policy", "mansfield-2019",
    )  # fmt: skip
    people = there.file("registrations", [person(n) for n in range(8)])
    things = there.file("items", [item(n) for n in range(12)])
    loans = there.file(
        "loans",
        [
            *(loan(n, n) for n in range(5)),
            *(loan(n % 8, 5 + n, lent=40 + n, back=20) for n in range(6)),
        ],
    )
    for what, file in (("registrations", people), ("items", things), ("loans", loans)):
        there.ok("import", what, file, "--library", "mansfield")
    return there


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation of this test's own, built in place."""
    yield (there := build(tmp_path / "own"))
    there.gone()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The one that copies are made of. Nobody runs anything in it."""
    there = build(tmp_path_factory.mktemp("prepared") / "own")
    there.ok("backup")
    there.ok("ledger", "checkpoint", "--library", "mansfield")
    return there


@pytest.fixture
def copy(prepared: Installation, tmp_path: Path) -> Iterator[Installation]:
    """A copy of a prepared installation: quick, and a clone, which its first write notices."""
    yield (there := prepared.copied_to(tmp_path / "copy"))
    there.gone()


@pytest.fixture(scope="session")
def seen(prepared: Installation) -> Iterator[Installation]:
    """The prepared installation for tests that change nothing, such as those of bad input."""
    before = {path: path.stat().st_size for path in prepared.keys.iterdir()}
    yield prepared
    assert {path: path.stat().st_size for path in prepared.keys.iterdir()} == before


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Installation]:
    """Two names of folders, and nothing there yet."""
    yield (there := nothing_yet(tmp_path / "empty"))
    there.gone()
