"""Two installations live the same days; in one lies a sealed case. Can anybody tell which, from anything that they keep
or show? And does anything that was written behind the words stand in any byte outside them?

Each page that has an address is asked by everybody who could ask; each list, count, export and report is made; each
table is counted and weighed, each file measured. What is drawn at random in both (handles, nonces, tokens) is evened out
by its shape, never by where it stands.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner
from django.conf import settings as _settings
from django.core.management import call_command
from django.db import connections
from django.test import Client
from hypothesis import Phase, given
from hypothesis import settings as drawing
from hypothesis import strategies as st

from reticent.disclosure import cases
from reticent.doors.addresses import urlpatterns
from reticent.doors.cli import main as command_line
from reticent.doors.jobs import mailing, nightly
from reticent.doors.web import casework
from reticent.doors.web import sealed as page
from reticent.drawer import drawers
from reticent.ledger import checkpoints, log
from reticent.people import contacts
from reticent.people.contacts import Numbers
from reticent.retention import nights
from reticent.vault import root
from tests import postgresql
from tests.browser.visiting import Visitor
from tests.conftest import NOW, Town, _drop_partitions, make_town

WORDS = "seven otters under the mill"
PLANTED = "Quillfeather-Udolpho"
ALICE, BOB = "29030001", "29030002"
PIN = "4711"
OTHER_PIN = "904711"

ORDINARY = ("lend", "take_back", "ask", "read", "night")
# In this order, each only where the one before was done.
SEALED = ("begin", "copy_card", "copy_item", "note", "package", "answer", "close", "destroy")
HISTORIES = st.lists(st.sampled_from((*ORDINARY, "sealed", "sealed", "wrong")), min_size=6, max_size=14)


@dataclass
class Lived:
    """One installation, and what is done in it."""

    folder: Path
    has_one: bool
    moment: datetime = NOW
    stack: ExitStack = field(default_factory=ExitStack)
    next_sealed: int = 0
    said: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """A new installation, with empty tables; two readers, one item lent, a clerk and a director."""
        for alias in ("default", "ledger"):
            call_command("flush", database=alias, interactive=False, verbosity=0)
        if postgresql.in_use():
            _drop_partitions()
        for name in ("home", "keys"):
            (self.folder / name).mkdir(parents=True, mode=0o700, exist_ok=True)
        _settings.RETICENT_HOME, _settings.RETICENT_KEYS = self.folder / "home", self.folder / "keys"
        if not postgresql.in_use():  # where the commands look for the databases
            for alias, name in (("default", "reticent"), ("ledger", "ledger")):
                there = Path(connections[alias].settings_dict["NAME"])
                (self.folder / "home" / f"{name}.sqlite3").symlink_to(there)
        drawers._DRAWERS.clear()
        page.GATE, page.PAUSES = page.floods.Gate(), page.floods.Pauses(first=page.FIRST_PAUSE)
        root.draw(_settings.RETICENT_KEYS)
        self.at(NOW)
        self.town: Town = make_town("mansfield", policy_id="mansfield-2019")
        checkpoints.sign("mansfield", checkpoints.Signer(_settings.RETICENT_KEYS / checkpoints.KEY_FILE), NOW)
        self.alice = self.town.register(ALICE, "Alice Oak", pin=PIN)
        self.town.register(BOB, "Bob Elm", pin=OTHER_PIN)
        for n in range(3):
            self.town.item(f"3000{n}", f"Title {n}")
        self.town.lend(self.alice, self.town.item("30000", "Title 0"))
        self.clerk, self.director = Visitor(self.town), Visitor.director(self.town)
        # Due in four business days: from the third night on somebody is reminded of it.
        contacts.note(self.town.library, "Library Director", Numbers(mail="director@example.org"))  # type: ignore[arg-type]
        self.clerk.look("visit/asking").send(asker="reporter", papers="foi_request", channel="email")

    def at(self, moment: datetime) -> None:
        self.stack.close()
        self.stack.enter_context(time_machine.travel(moment, tick=False))
        self.moment = moment

    def live(self, history: list[str]) -> None:
        for act in history:
            getattr(self, act)()

    # -- what is done in both

    def lend(self) -> None:
        out = self.town.out_to(self.alice)
        for barcode in ("30000", "30001", "30002"):
            if barcode not in out:
                self.town.lend(self.alice, self.town.item(barcode), on=self.moment.date())
                return

    def take_back(self) -> None:
        for barcode in sorted(self.town.out_to(self.alice))[:1]:
            self.town.take_back(self.town.item(barcode), on=self.moment.date())

    def ask(self) -> None:
        self.clerk.look("visit/asking").send(asker="police", papers="none", channel="in_person")
        assert self.clerk.status == 200

    def read(self) -> None:
        self.director.look("cases").look("today")

    def night(self) -> None:
        self.at((self.moment + timedelta(days=1)).replace(hour=8, minute=5))
        assert nightly.tick(self.moment), nights.read().trouble
        self.at(self.moment.replace(hour=12))
        mailing.tick(self.moment)
        for visitor in (self.clerk, self.director):  # their sign-in of yesterday is over
            visitor.client.force_login(visitor.account)

    # -- what is done in one of them

    def wrong(self) -> None:
        if self.has_one:
            self._words("some words that open nothing")

    def sealed(self) -> None:
        if self.has_one and self.next_sealed < len(SEALED):
            getattr(self, f"_{SEALED[self.next_sealed]}")()
            assert self.director.status == 200, self.director.said
            self.next_sealed += 1

    def _words(self, words: str = WORDS) -> Visitor:
        return self.director.look("sealed").send("open", words=words)

    def _begin(self) -> None:
        self.director.look("sealed").send("new", words=WORDS, again=WORDS)
        self.director.send("begin", asker="federal_agent", sealed_paper="unknown", scope=PLANTED)

    def _copy_card(self) -> None:
        kinds = ["loan", "registration", "charge", "hold"]
        self._words().send("sealed_hold", copy_card=ALICE, kinds_kept=kinds, counsel="Roe", reason="Named.")

    def _copy_item(self) -> None:
        kinds = ["loan", "registration"]
        self._words().send(
            "sealed_hold", copy_barcode="30000", kinds_kept=kinds, counsel="Roe", reason=PLANTED
        )

    def _note(self) -> None:
        self._words().send("add_note", note=f"{PLANTED} " * 40)

    def _package(self) -> None:
        form = self._words().form("sealed_package")
        asked = {**form.values, "f-counsel": ["Roe"], "f-sent_how": ["in_person"]}
        answer = self.director.client.post(form.action, asked)
        assert answer["Content-Type"] == "application/zip"

    def _answer(self) -> None:
        self._words().send("sealed_answer", counsel="Roe", answered_what="Nothing.")

    def _close(self) -> None:
        until = (self.moment + timedelta(days=2)).date().isoformat()
        self._words().send("sealed_close", room_until=until)

    def _destroy(self) -> None:
        self._words()
        if self.director.status == 200:  # else its day is over, and a night has ended it
            self.director.send("sealed_destroy", counsel_has_it="yes")
        self.director.look("sealed")

    # -- what can be seen of it

    def seen(self) -> dict[str, object]:
        """All that anybody but the circle can get hold of."""
        found: dict[str, object] = {}
        found |= {f"page {name}": shown for name, shown in self._pages()}
        found |= {f"command {name}": said for name, said in self._commands()}
        found |= {f"table {name}": weight for name, weight in tables().items()}
        found |= {f"file {name}": size for name, size in self._files().items()}
        found["the nights"] = self._plain(str(nights.read()))
        found["mail"] = [
            self._plain(path.read_text())
            for path in sorted(
                (self.folder / "home").glob("mail/*"), key=lambda path: path.stat().st_mtime_ns
            )
        ]
        found["ledger"] = [
            (e.day, e.action, e.role, e.basis, e.policy, bool(e.case), e.count)
            for e in (each.entry for each in log.entries("mansfield"))
        ]
        return found

    def _pages(self) -> Iterator[tuple[str, object]]:
        public, alice, bob = Client(), Client(), Client()
        alice.post("/mansfield/sign-in", {"who": ALICE, "secret": PIN})
        bob.post("/mansfield/sign-in", {"who": BOB, "secret": OTHER_PIN})
        who = {
            "public": public,
            "alice": alice,
            "bob": bob,
            "clerk": self.clerk.client,
            "director": self.director.client,
        }
        for pattern in urlpatterns:
            route = str(pattern.pattern)
            address = "/" + route.replace("<slug:library>", "mansfield").replace(
                "<slug:policy_id>", "mansfield-2019"
            ).replace("<slug:question>", "agency").replace("<slug:handle>", "nobody").replace(
                "<slug:session>", "00112233aabb"
            ).replace("<path:rest>", "nowhere").replace("<slug:kind>", "desk")
            assert "<" not in address
            for name, client in who.items():
                answer = client.get(address)
                body = answer.content if not answer.get("Content-Type", "").endswith("pdf") else b""
                yield (
                    f"{name} {address}",
                    (answer.status_code, sorted(answer.headers), self._plain(body.decode())),
                )
        for row in cases.rows(self.town.library):  # type: ignore[arg-type]
            for name, visitor in (("clerk", self.clerk), ("director", self.director)):
                where = casework.address(self.town.library, visitor.account, row.handle)  # type: ignore[arg-type]
                yield f"{name} case {row.version}", self._plain(visitor.client.get(where).content.decode())

    def _commands(self) -> Iterator[tuple[str, object]]:
        command_line._gather()
        (self.folder / "out").mkdir(exist_ok=True)
        for line in (
            "cases list", "cases due", "cases holds", "cases counts", "vault status", "ledger verify",
            f"ledger export --yes --library mansfield {self.folder}/out/ledger",
            "ledger checkpoint --library mansfield", "delegations list --library mansfield", "rehearsals",
            "reminders list", "reminders send --dry-run",
            "staff list", "contacts list --library mansfield", "policy history mansfield", "backup",
        ):  # fmt: skip
            ran = CliRunner().invoke(command_line.cli, line.split())
            said = (
                ran.output
                if ran.exception is None or isinstance(ran.exception, SystemExit)
                else repr(ran.exception)
            )
            assert ran.exit_code in (0, 1), (line, said)
            yield line.replace(str(self.folder), ""), (ran.exit_code, self._plain(said))

    def files(self) -> dict[str, bytes]:
        """Every file but the databases themselves, as it is."""
        there = [path for path in self.folder.rglob("*") if path.is_file() and not path.is_symlink()]
        return {str(path): path.read_bytes() for path in there}

    def lies(self) -> dict[str, object]:
        """Each row and each file as it lies there, with the moment at which it was last written."""
        written = {f"{path} since": Path(path).stat().st_mtime_ns for path in self.files()}
        return {**rows(), **self.files(), **written}

    def _files(self) -> dict[str, int]:
        """Every file but the databases themselves, with its size; and the databases as a backup of them is."""
        return {self._plain(path): len(body) for path, body in sorted(self.files().items())}

    def _plain(self, text: str) -> str:
        text = text.replace(str(self.folder), "FOLDER")
        for shape, name in (
            (r"case-[0-9a-f]{4}-[0-9a-f]{4}", "CASE"),
            (r"[A-Za-z0-9_+/-]{40,}={0,2}", "DRAWN"),
            (r"\b[0-9a-f]{8,}\b", "DRAWN"),
            (r"\d+ (milli)?seconds?", "TIME"),
        ):
            text = re.sub(shape, name, text)
        return text


def tables() -> dict[str, object]:
    """Each table: how many rows, and how long each of their columns is, row by row."""
    found: dict[str, object] = {}
    for alias in ("default", "ledger"):
        with connections[alias].cursor() as cursor:
            for name in connections[alias].introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{name}"')
                rows = [tuple(len(_bytes(value)) for value in row) for row in cursor.fetchall()]
                # What Django packs into a session is compressed, random and all.
                found[f"{alias} {name}"] = len(rows) if name == "django_session" else sorted(rows)
    return found


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def rows() -> dict[str, list[tuple[bytes, ...]]]:
    """Each row of each table, as it lies there."""
    found = {}
    for alias in ("default", "ledger"):
        with connections[alias].cursor() as cursor:
            for name in connections[alias].introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{name}"')
                found[f"{alias} {name}"] = sorted(tuple(map(_bytes, row)) for row in cursor.fetchall())
    return found


def differences(one: dict[str, object], other: dict[str, object]) -> dict[str, object]:
    return {
        name: (one.get(name), other.get(name))
        for name in one.keys() | other.keys()
        if not _same(name, one.get(name), other.get(name))
    }


def _same(name: str, one: object, other: object) -> bool:
    # PostgreSQL's dump is compressed, what was drawn at random and all.
    if name.endswith(".pgdump") and isinstance(one, int) and isinstance(other, int):
        return abs(one - other) < 64
    return one == other


def both(place: Path, history: list[str]) -> tuple[dict[str, object], dict[str, object]]:
    """What is seen of an installation without a sealed case, and of one with it."""
    seen = []
    for has_one in (False, True):
        lived = Lived(place / f"{len(list(place.iterdir()))}", has_one)
        with lived.stack:
            lived.begin()
            lived.live(history)
            seen.append(lived.seen())
    return seen[0], seen[1]


# With a server of its own each backup is a dump: there, the two that come furthest, and one that is drawn.
FEW = 1 if postgresql.in_use() else 2
THROUGH_ALL = ["sealed", "sealed", "sealed", "ask", "sealed", "night", "lend", "sealed", "sealed", "wrong"]
FAR = [
    pytest.param(THROUGH_ALL, id="before the night"),
    pytest.param([*THROUGH_ALL, "night"], id="after a night"),
    pytest.param([*THROUGH_ALL, "sealed", "night", "night", "night", "night"], id="closed, and its day over"),
    pytest.param([*THROUGH_ALL, "sealed", "sealed", "night"], id="destroyed"),
]


# What comes out smaller is not looked for: each example lives many days.
@drawing(max_examples=FEW, phases=[Phase.explicit, Phase.generate])
@given(history=HISTORIES)
def test_nobody_can_tell_in_which_of_two_installations_a_sealed_case_lies(
    place: Path, history: list[str]
) -> None:
    without, with_one = both(place, history)

    assert differences(without, with_one) == {}


@pytest.mark.parametrize("history", FAR[2:] if postgresql.in_use() else FAR)
def test_nobody_can_tell_however_far_the_sealed_case_has_come(place: Path, history: list[str]) -> None:
    without, with_one = both(place, history)

    assert differences(without, with_one) == {}
    # The reminder of the request that both were asked.
    assert len(with_one["mail"]) == (history.count("night") >= 3)


def test_between_two_nights_no_byte_that_outlasts_the_machine_changes(place: Path) -> None:
    lived = Lived(place / "one", has_one=True)
    with lived.stack:
        lived.begin()
        lived.ask()  # an installation in use: its first visit draws what seals the forms
        before = lived.lies()

        for _ in SEALED:
            lived.sealed()
            lived.wrong()

            assert differences(before, lived.lies()).keys() == set()


def test_what_was_written_behind_the_words_stands_in_no_byte_outside_them(place: Path) -> None:
    lived = Lived(place / "one", has_one=True)
    with lived.stack:
        lived.begin()
        lived.live(["sealed", "sealed", "sealed", "sealed", "night", "sealed", "ask", "night"])
        lived.seen()  # the export, the backup and the rest lie there now
        found = {
            name: body
            for name, body in everything(place).items()
            if any(
                form in body
                for form in (PLANTED.encode(), WORDS.encode(), b"national_security", b"sealed_hold")
            )
        }

        assert found == {}
        assert PLANTED in lived._words().said


def everything(place: Path) -> dict[str, bytes]:
    """Every byte of the installation, its memory folder and its databases."""
    found = {
        str(p): p.read_bytes()
        for at in (place, _settings.RETICENT_MEMORY)
        for p in at.rglob("*")
        if p.is_file()
    }
    if postgresql.in_use():
        there = postgresql.settled_files()
        return found | {str(p): p.read_bytes() for p in there.rglob("*") if p.is_file()}
    for alias in ("default", "ledger"):
        base = Path(connections[alias].settings_dict["NAME"])
        found |= {str(path): path.read_bytes() for path in base.parent.glob(base.name + "*")}
    return found
