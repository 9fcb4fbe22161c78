"""Kills a process at every commit and every write of a key file, then looks whether the next one makes it good.

`python -m tests.flows.crashing SCENARIO` prints `{"deaths": n, "wrong": [...]}`. Django is loaded once; every case is
a copy of a prepared home and a child that is killed (`os._exit`) at its n-th step; another child then does
what an administrator would (the same command again) and compares with a plain model of what must be there.
"""

import json
import os
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

DIED = 9
BASE = Path(tempfile.mkdtemp(prefix="reticent-crashes-"))
os.environ.update(
    RETICENT_HOME=str(BASE / "base" / "home"),
    RETICENT_KEYS=str(BASE / "base" / "keys"),
    DJANGO_SETTINGS_MODULE="reticent.settings",
)

import django  # noqa: E402
import pytest  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.mail import get_connection  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402
from django.db.backends.utils import CursorWrapper  # noqa: E402

from reticent import reminders  # noqa: E402
from reticent.access import doorway  # noqa: E402
from reticent.disclosure import cases  # noqa: E402
from reticent.disclosure.table import table  # noqa: E402
from reticent.doors.jobs import nightly  # noqa: E402
from reticent.drawer import containers, drawers  # noqa: E402
from reticent.drawer.tables import Generation, SealedContainer  # noqa: E402
from reticent.ledger import audit, checkpoints, log  # noqa: E402
from reticent.people import adoptions, contacts, libraries, policy_files  # noqa: E402
from reticent.people.adoptions import NotADraft  # noqa: E402
from reticent.people.staff import StaffAccount  # noqa: E402
from reticent.policy.adopting import Act  # noqa: E402
from reticent.records import charges, facts, intake, items  # noqa: E402
from reticent.records.looks import LookTally  # noqa: E402
from reticent.retention import backups, canary, clock  # noqa: E402
from reticent.retention.certificates import Certificate  # noqa: E402
from reticent.vault import root  # noqa: E402
from tests import postgresql  # noqa: E402
from tests.conftest import _IN_MEMORY, NOW, TODAY, Town, make_town  # noqa: E402
from tests.rooms.people.texts import BOARD, NEW, laid, new_text  # noqa: E402

IN_MEMORY = Path(_IN_MEMORY.name)

# -- dying


class Step:
    """Counts what is made durable, and dies at the n-th, before or after it, or in its middle."""

    def __init__(self, what: str, at: int) -> None:
        self.what, self.at, self.seen = what, at, 0

    def install(self) -> None:
        if self.what.startswith("commit"):
            self._commits()
        elif self.what.startswith("memory"):
            self._shelves()
        else:
            self._writes()

    def _is_now(self) -> bool:
        self.seen += 1
        return self.seen == self.at

    def _commits(self) -> None:
        commit, execute = BaseDatabaseWrapper._commit, CursorWrapper.execute

        def committing(wrapper: BaseDatabaseWrapper) -> None:
            now = self._is_now()
            if now and self.what == "commit before":
                os._exit(DIED)
            commit(wrapper)
            if now:
                os._exit(DIED)

        def executing(cursor, query, params=None):  # type: ignore[no-untyped-def]
            """A statement outside a transaction is a commit of its own."""
            alone = query.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE")
            now = alone and not cursor.db.in_atomic_block and self._is_now()
            if now and self.what == "commit before":
                os._exit(DIED)
            done = execute(cursor, query, params)
            if now:
                os._exit(DIED)
            return done

        BaseDatabaseWrapper._commit = committing
        CursorWrapper.execute = executing

    def _writes(self) -> None:
        write, sync = os.pwrite, os.fsync

        def writing(fd: int, data: bytes, at: int) -> int:
            if self._is_now():
                write(fd, data[: len(data) // 2], at)
                os._exit(DIED)
            return write(fd, data, at)

        def syncing(fd: int) -> None:
            sync(fd)
            if self._is_now():
                os._exit(DIED)

        os.pwrite, os.fsync = writing, syncing

    def _shelves(self) -> None:
        """What is only in memory is put in place by a renaming."""
        replace = os.replace

        def replacing(draft: Path, to: Path) -> None:
            ours = Path(to).is_relative_to(IN_MEMORY) and self._is_now()
            if ours and self.what == "memory before":
                os._exit(DIED)
            replace(draft, to)
            if ours:
                os._exit(DIED)

        os.replace = replacing  # type: ignore[assignment]


def go_to(folder: Path) -> None:
    """Work on the installation in this folder from now on."""
    settings.RETICENT_HOME, settings.RETICENT_KEYS = folder / "home", folder / "keys"
    for alias, file, end in (("default", "reticent.sqlite3", ""), ("ledger", "ledger.sqlite3", "_ledger")):
        name = f"{databases(folder)}{end}" if postgresql.in_use() else str(folder / "home" / file)
        connections[alias].settings_dict["NAME"] = name
    # The machine goes on where a process dies: what is only in memory is still there.
    settings.RETICENT_MEMORY = IN_MEMORY / folder.name
    settings.RETICENT_MEMORY.mkdir(exist_ok=True)
    drawers._DRAWERS.clear()


def databases(folder: Path) -> str:
    """The name of this folder's two databases, on PostgreSQL."""
    return f"{BASE.name}_{folder.name}"


def a_case() -> Path:
    """A copy of what was prepared."""
    case = BASE / "case"
    shutil.copytree(BASE / "base", case)
    shutil.copytree(IN_MEMORY / "base", IN_MEMORY / case.name)
    if postgresql.in_use():
        postgresql.copied(databases(BASE / "base"), databases(case))
    return case


def cleared(case: Path) -> None:
    shutil.rmtree(case)
    shutil.rmtree(IN_MEMORY / case.name)
    if postgresql.in_use():
        postgresql.dropped(databases(case))


def in_a_child(folder: Path, work: Callable[[], None], step: Step | None = None) -> tuple[int, str]:
    """Do the work in a process of its own; how it ended, and the trace of what went wrong."""
    said = folder.parent / f"{folder.name}.said"
    child = os.fork()
    if not child:
        code = 70
        try:
            go_to(folder)
            if step:
                step.install()
            work()
            code = 0
        except BaseException:  # noqa: BLE001  a child must not return
            said.write_text("\n".join(traceback.format_exc().splitlines()[-9:]))
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code, said.read_text() if code == 70 else ""


# -- what must be there


def town() -> Town:
    return Town(libraries.named("mansfield"))


def person(card: str) -> str:
    from reticent.people import patrons

    here = town()
    (found,) = patrons.by_handle(here.drawer, here.permit, handle=patrons.card_handle(card))
    return found


def state() -> dict[str, object]:
    """Who has what, owes what, was looked at how often: all that the model speaks of."""
    here, found = town(), {}
    cards = Counter(
        s.payload["card"] for s in here.drawer.find_every(here.permit) if s.kind == "registration"
    )
    for card, times in sorted(cards.items()):
        assert times == 1, f"card {card} is registered {times} times"
        mine = here.drawer.find(here.permit, subject=person(card))
        out = [s.payload["item"] for s in mine if s.kind == "loan"]
        assert len(out) == len(set(out))
        found[card] = (
            sorted(out),
            sum(s.payload["amount"] for s in charges.unpaid(mine)),
            sum(s.kind == "look" for s in mine),
        )
    return found


def sound() -> None:
    """What holds whatever happened: keys and generations agree, every slip opens, tags are one-time, the tree holds."""
    for library in libraries.everyone():
        drawer = drawers.of(library.slug)
        keyed = set(drawer.keyfile.generations())
        states = dict(Generation.objects.filter(library=library.slug).values_list("number", "state"))
        assert list(states.values()).count("open") == 1, states
        gone = {n for n, s in states.items() if s == "forgotten"}
        assert not keyed & gone, (keyed, states)
        assert {n for n, s in states.items() if n not in gone} <= keyed, (keyed, states)
        with open(drawer.keyfile.path, "rb") as file:
            sides = [drawer.keyfile._read_side(file.fileno(), side) for side in (0, 1)]
        assert all(sides)
        assert sides[0][0].number == sides[1][0].number  # type: ignore[index]
        everything = list(drawer.everything())
        assert len({i.serial for _, i in everything}) == len(everything)
        signer = checkpoints.Signer(settings.RETICENT_KEYS / checkpoints.KEY_FILE)
        assert not audit.verify(library.slug, signer).problems
        acts = Counter((e.action, e.count) for e in (w.entry for w in log.entries(library.slug, newest=500)))
        turned = [r for r in Generation.objects.filter(library=library.slug) if r.turned_at]
        said = Counter(a for (a, _), n in acts.items() for _ in range(n))
        assert said["forget"] == len(gone), (said, states)
        assert said["turn"] == len(turned), (said, states)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tag FROM reticent_slip UNION ALL SELECT thing_tag FROM reticent_slip")
        tags = [bytes(t) for (t,) in cursor.fetchall()]
    assert len(tags) == len(set(tags))


def expect(found: object, wanted: object) -> None:
    assert found == wanted, f"found {found}\nwanted {wanted}"


# -- the scenarios


@dataclass(frozen=True)
class Scenario:
    """`act` is what is killed; `again` what is done next; `check` compares. `steps`: where it is killed; `every`: at
    each step, or at each second and so on, beginning somewhere else for each kind of step."""

    prepare: Callable[[], None]
    act: Callable[[], None]
    check: Callable[[], None]
    again: Callable[[], None] | None = None
    steps: tuple[str, ...] = ("commit before", "commit after", "file")
    every: int = 1


def an_empty_library() -> None:
    make_town("mansfield", policy_id="mansfield-2019")


REGISTRATIONS = """barcode,name,address,town,phone,email,expires,registered
100001,Alice Q,1 Elm St,Mansfield,,a@example.org,2028-01-01,2024-01-01
100002,Bob T,2 Elm St,Mansfield,,b@example.org,2028-01-01,2024-01-01
100003,Clara V,3 Elm St,Windham,,,2028-01-01,2024-01-01
"""
ITEMS = "barcode,title,author,item_class,audience\n" + "".join(
    f"30000{n},Emma {n},Jane Austen,book,adult\n" for n in range(6)
)
LOANS = """patron_barcode,item_barcode,lent_on,due_on,returned_on,branch
100001,300000,2026-11-01,2026-11-22,,Main
100001,300001,2026-11-02,2026-11-23,,Main
100002,300002,2026-11-03,2026-11-24,,Main
100002,300003,2026-10-01,2026-10-22,2026-10-05,Main
100003,300003,2026-10-06,2026-10-27,2026-10-09,Main
100001,300004,2026-10-06,2026-10-27,2026-10-10,Main
"""
LOANS_LATER = """patron_barcode,item_barcode,lent_on,due_on,returned_on,branch
100001,300000,2026-11-01,2026-11-22,2026-11-20,Main
100001,300001,2026-11-02,2026-11-23,,Main
100002,300002,2026-11-03,2026-11-24,2026-11-19,Main
100003,300000,2026-11-20,2026-12-11,,Main
100003,300005,2026-11-12,2026-12-03,2026-11-15,Main
"""


def _file(name: str, text: str) -> Path:
    path = settings.RETICENT_HOME / name
    path.write_text(text)
    return path


def take_in(*, loans_file: str = LOANS, name: str = "loans.csv") -> None:
    here = town()
    how = {"drawer": here.drawer, "permit": doorway.for_intake(here.library)}
    assert (
        intake.take_registrations(
            here.library, _file("registrations.csv", REGISTRATIONS), today=TODAY, **how
        ).bad
        == []
    )
    assert intake.take_items(here.library, _file("items.csv", ITEMS)).bad == []
    assert intake.take_loans(here.library, _file(name, loans_file), **how).bad == []


def imported() -> None:
    expect(
        state(), {"100001": (["300000", "300001"], 0, 0), "100002": (["300002"], 0, 0), "100003": ([], 0, 0)}
    )
    here = town()
    assert items.Item.objects.count() == 6
    assert intake.take_loans(
        here.library, _file("loans.csv", LOANS), drawer=here.drawer, permit=doorway.for_intake(here.library)
    ).counted == 0  # fmt: skip
    here.purge(now=NOW)
    expect(facts.total("mansfield"), 6)
    expect(LookTally.objects.count(), 0)


def a_month_later() -> None:
    an_empty_library()
    take_in()


def take_in_later() -> None:
    take_in(loans_file=LOANS_LATER, name="later.csv")


def imported_later() -> None:
    expect(state(), {"100001": (["300001"], 0, 0), "100002": ([], 0, 0), "100003": (["300000"], 0, 0)})
    town().purge(now=NOW)
    expect(facts.total("mansfield"), 8)


def people_and_loans() -> None:
    an_empty_library()
    here = town()
    alice, bob = here.register("100001", "Alice Q"), here.register("100002", "Bob T")
    for n in range(6):
        here.item(f"30000{n}")
    here.lend(alice, here.item("300000"), on=TODAY - timedelta(days=30))
    here.lend(bob, here.item("300001"), on=TODAY - timedelta(days=30))
    here.lend(bob, here.item("300002"))
    here.take_back(here.item("300001"), fine=10)
    here.staff("clara", "circulation", "registration", "accounts")


def both(alice: object, bob: object) -> dict[str, object]:
    return {"100001": alice, "100002": bob}


def desk_acts() -> list[tuple[Callable[[], object], dict[str, object]]]:
    """What happens at the desk, and what stands after each."""
    here = town()
    alice, bob = person("100001"), person("100002")
    clara = StaffAccount.objects.get()

    def look() -> None:
        doorway.look(here.library, clara, purpose="account", now=NOW, handle="100001")

    def refused() -> None:
        doorway.look(here.library, clara, purpose="own_record", now=NOW, handle="100002")

    return [
        (lambda: here.lend(alice, here.item("300003")), both((["300000", "300003"], 0, 0), (["300002"], 90, 0))),
        (lambda: here.take_back(here.item("300000"), fine=10), both((["300003"], 90, 0), (["300002"], 90, 0))),
        (lambda: here.pay(bob, days_after=30), both((["300003"], 90, 0), (["300002"], 0, 0))),
        (look, both((["300003"], 90, 1), (["300002"], 0, 0))),
        (lambda: here.pay(alice), both((["300003"], 0, 1), (["300002"], 0, 0))),
        (refused, both((["300003"], 0, 1), (["300002"], 0, 1))),
        (lambda: here.take_back(here.item("300002")), both((["300003"], 0, 1), ([], 0, 1))),
    ]  # fmt: skip


def a_day_at_the_desk() -> None:
    done = settings.RETICENT_HOME.parent / "done"
    for number, (act, _) in enumerate(desk_acts(), 1):
        act()
        done.write_text(str(number))


def the_act_was_done_or_not() -> None:
    done = settings.RETICENT_HOME.parent / "done"
    number = int(done.read_text()) if done.exists() else 0
    before = both((["300000"], 0, 0), (["300002"], 90, 0))
    after = [before, *(stands for _, stands in desk_acts())]
    found = state()
    assert found in after[number : number + 2], f"after {number} acts: {found}"
    for act, stands in desk_acts()[after.index(found) :]:
        act()
        expect(state(), stands)


def the_desk_day_is_done() -> None:
    expect(state(), both((["300003"], 0, 1), ([], 0, 1)))
    town().purge(now=NOW)
    expect(facts.total("mansfield"), 4)


def a_week_old() -> None:
    people_and_loans()
    here = town()
    here.pay(person("100002"), days_after=30, on=TODAY - timedelta(days=31))  # due by the policy
    here.register(
        "100009", "Long Gone", registered=TODAY - timedelta(days=900), expires=TODAY - timedelta(days=400)
    )
    doorway.look(here.library, StaffAccount.objects.get(), purpose="account", now=NOW, handle="100001")


def purge_and_turn() -> None:
    town().purge(now=NOW, turn_now=True)


def purged() -> None:
    here = town()
    expect(state(), both((["300000"], 0, 1), (["300002"], 0, 0)))
    expect(facts.total("mansfield"), 3)
    expect(LookTally.objects.count(), 0)
    looked = [w.entry.count for w in log.entries("mansfield") if w.entry.action == "look"]
    expect(looked, [1])
    assert not [i for _, i in here.drawer.everything() if i.kind is None]
    # Both endings and the due ones are on the list: 300001, the charge, the registration and its five finders.
    assert len(here.drawer.forget_list.marks()) == 8
    here.take_back(here.item("300000"))
    here.lend(person("100002"), here.item("300000"))
    assert Certificate.objects.count() == Generation.objects.exclude(state="open").count()


def ready_to_forget() -> None:
    a_week_old()
    purge_and_turn()
    backups.make(now=NOW + timedelta(hours=1))


def forget() -> None:
    clock.is_right(
        now=NOW
    )  # where the next process does all of it again, an earlier day comes after a later one
    town().purge(now=NOW + timedelta(days=6, hours=20))
    backups.make(now=NOW + timedelta(days=7))
    town().purge(now=NOW + timedelta(days=15))


def forgotten() -> None:
    expect(state(), both((["300000"], 0, 1), (["300002"], 0, 0)))
    first = Generation.objects.get(library="mansfield", number=1)
    expect(first.state, "forgotten")
    assert not Certificate.objects.get(generation=1).is_pending
    assert Certificate.objects.filter(generation=1).count() == 1
    expect(facts.total("mansfield"), 3)


def restored_from() -> None:
    people_and_loans()
    made = backups.make(now=NOW)
    (settings.RETICENT_HOME / "name").write_text(made.name)
    here = town()
    here.take_back(here.item("300000"))
    here.lend(person("100001"), here.item("300005"))
    here.purge(now=NOW)


def restore() -> None:
    name = (settings.RETICENT_HOME / "name").read_text()
    backups.restore(name, now=NOW + timedelta(hours=2), confirm=lambda name: True)


def put_back() -> None:
    expect(state(), both(([], 0, 0), (["300002"], 90, 0)))
    here = town()
    here.purge(now=NOW + timedelta(hours=3))
    expect(facts.total("mansfield"), 3)
    here.lend(person("100001"), here.item("300005"))


def verify() -> None:
    assert canary.verify(now=NOW).sound


def nothing_is_left() -> None:
    assert not canary.PlainControl.objects.exists()
    assert not Generation.objects.filter(library="canary").exists()
    assert not backups.Backup.objects.filter(name__startswith="canary").exists()
    assert not list(backups.folder().iterdir())
    assert not drawers.of("canary").keyfile.generations()
    expect(state(), both((["300000"], 0, 0), (["300002"], 90, 0)))


def with_a_new_text() -> None:
    an_empty_library()
    laid(settings.RETICENT_HOME)


def draft_and_adopt() -> None:
    adoptions.draft("mansfield", settings.RETICENT_HOME / f"{NEW}.toml", by="administrator", today=TODAY)
    adoptions.review("mansfield", NEW, by="counsel", on=TODAY, today=TODAY)
    act = Act(BOARD, TODAY, None, "minutes of 20 November 2026, item 7")
    libraries.adopt(libraries.named("mansfield"), NEW, act=act, today=TODAY)


def the_old_policy_or_the_new_one_is_in_force_whole() -> None:
    library = libraries.named("mansfield")
    row = adoptions.named("mansfield", library.policy_id)
    assert (library.policy.id, library.policy.sha256) == (library.policy_id, row.sha256)
    assert (row.state, row.superseded_by) == ("adopted", "")
    assert library.policy_id in ("mansfield-2019", NEW)
    assert {trouble.policy_id for trouble in adoptions.troubles("mansfield")} <= {
        NEW
    }  # a file before its row
    if library.policy_id == NEW:
        assert adoptions.troubles("mansfield") == []
        with pytest.raises(NotADraft):  # it is said so to whoever runs the same again
            draft_and_adopt()
        nightly.run(now=NOW)  # writes what a crash kept from the ledger
    else:
        draft_and_adopt()


def adopted_once() -> None:
    library = libraries.named("mansfield")
    expect((library.policy_id, library.policy.approved_by), (NEW, BOARD))
    expect(adoptions.troubles("mansfield"), [])
    expect(policy_files.adopted_file("mansfield", NEW).read_text(), new_text())
    expect(adoptions.named("mansfield", "mansfield-2019").superseded_by, NEW)
    acts = Counter(w.entry.action for w in log.entries("mansfield") if w.entry.action.startswith("policy"))
    expect(acts, {"policy-drafted": 1, "policy-reviewed": 1, "policy-adopted": 1, "policy-in-force": 2})


def a_custodian() -> None:
    an_empty_library()
    town().staff("director", "director")


Stands = list[tuple[str, int, int, int]]


def case_acts() -> list[tuple[Callable[[], object], Stands]]:
    """What is done in two cases, and what stands after each act: state, version, acts, and how many say it is closed."""
    library, custodian = town().library, StaffAccount.objects.get()

    def begin() -> None:
        asked = {"asker": "police", "papers": "none", "channel": "in_person"}
        cases.open_case(library, custodian, path="asking", details=asked, now=NOW)

    def take(step: str, **details: object) -> Callable[[], None]:
        def now_taken() -> None:
            (row,) = (row for row in cases.rows(library) if row.closed_on is None)
            cases.take(library, custodian, row.handle, step=step, details=details, now=NOW, seen=row.version)

        return now_taken

    paper = {"secret": "no", "kind": "attorney_subpoena", "signed_by": "attorney"}
    closed = ("closed", 3, 3, 3)
    return [
        (begin, [("intake", 1, 1, 0)]),
        (take("classify", **paper), [("classified", 2, 2, 0)]),
        (take("withdrawn", withdrawn_by="The court", took_back_how="letter"), [closed]),
        (begin, [closed, ("intake", 1, 1, 0)]),
        (take("add_note", note="They called again."), [closed, ("intake", 2, 2, 0)]),
        (take("to_paper"), [closed]),
    ]


def case_state() -> Stands:
    here, found = town(), []
    acts = Counter[str]()
    closed = Counter[str]()
    to_count = Counter[str]()
    for _, inside in here.drawer.everything():
        if inside.kind is cases.CASE_ACT:
            acts[inside.subject] += 1
            to_count[inside.subject] += inside.cell is not None
            closed[inside.subject] += inside.payload["closed_on"] is not None
    for row in cases.rows(here.library):
        found.append((row.state, row.version, acts.pop(row.handle, 0), closed[row.handle]))
        cases.read(here.library, StaffAccount.objects.get(), row.handle, now=NOW)
        assert to_count[row.handle] == (row.closed_on is not None), (
            "a closed case is counted once, no other is"
        )
    assert not acts, "acts without their case"
    return sorted(found)


def two_cases() -> None:
    done = settings.RETICENT_HOME.parent / "done"
    for number, (act, _) in enumerate(case_acts(), 1):
        act()
        done.write_text(str(number))


def the_step_was_taken_or_not() -> None:
    done = settings.RETICENT_HOME.parent / "done"
    number = int(done.read_text()) if done.exists() else 0
    after: list[Stands] = [[], *(stands for _, stands in case_acts())]
    found = case_state()
    # Beginning with what was done for certain: the third and the last leave the same.
    at = number + after[number : number + 2].index(found)
    for act, stands in case_acts()[at:]:
        act()
        expect(case_state(), stands)


def each_step_stands_in_the_ledger_once() -> None:
    cases.tidy(town().library, now=NOW)
    acts = Counter(w.entry.action for w in log.entries("mansfield") if w.entry.action.startswith("case"))
    expect(acts, {"case-opened": 2, "case-step": 2, "case-closed": 2})
    expect([(row.version, row.written) for row in cases.Case.objects.all()], [(3, 3)])


def a_case_and_a_reader() -> None:
    a_custodian()
    here = town()
    alice = here.register("100001", "Alice Q")
    for barcode in ("300000", "300001"):
        here.lend(alice, here.item(barcode))
    asked = {"asker": "police", "papers": "preservation_letter", "channel": "mail"}
    cases.open_case(here.library, StaffAccount.objects.get(), path="asking", details=asked, now=NOW)


# The acts of the case, its holds, what is held and still out, what is held and back, what is out.
Keeps = tuple[int, int, int, int, int]


def hold_acts() -> list[tuple[Callable[[], object], Keeps]]:
    """What a case keeps and lets go of, with returns and purges between; and what stands after each."""
    here = town()
    custodian = StaffAccount.objects.get()

    def take(step: str, **details: object) -> Callable[[], None]:
        def now_taken() -> None:
            (row,) = cases.rows(here.library)
            cases.take(
                here.library, custodian, row.handle, step=step, details=details, now=NOW, seen=row.version
            )

        return now_taken

    keep = {"card": "100001", "kinds_kept": ["loan"], "decided_by": "Counsel", "reason": "Their letter."}
    return [
        (take("preserve", **keep), (2, 1, 2, 0, 2)),
        (lambda: here.take_back(here.item("300000")), (2, 1, 1, 1, 1)),
        (lambda: here.purge(now=NOW, turn_now=True), (2, 1, 1, 1, 1)),
        (take("lift_hold", reason="Over."), (3, 0, 1, 1, 1)),
        (lambda: here.purge(now=NOW), (3, 0, 0, 0, 1)),
        (take("preserve", **keep), (4, 1, 1, 0, 1)),
        (lambda: here.take_back(here.item("300001")), (4, 1, 0, 1, 0)),
        (lambda: here.purge(now=NOW + timedelta(days=15)), (4, 0, 0, 0, 0)),
    ]


def hold_state() -> Keeps:
    here = town()
    inside = [inside for _, inside in here.drawer.everything()]
    of = Counter(each.kind.name for each in inside if each.kind)
    held = sum(each.held for each in inside)
    (row,) = cases.rows(here.library)
    found = cases.read(here.library, StaffAccount.objects.get(), row.handle, now=NOW)
    expect((len(found.acts), len(found.held)), (of["case_act"], of["legal_hold"]))
    return of["case_act"], of["legal_hold"], held - of["kept"], of["kept"], of["loan"]


def kept_and_let_go() -> None:
    done = settings.RETICENT_HOME.parent / "done"
    for number, (act, _) in enumerate(hold_acts(), 1):
        act()
        done.write_text(str(number))


def it_was_kept_or_let_go_or_not() -> None:
    done = settings.RETICENT_HOME.parent / "done"
    number = int(done.read_text()) if done.exists() else 0
    after: list[Keeps] = [(1, 0, 0, 0, 2), *(stands for _, stands in hold_acts())]
    found = hold_state()
    # A purge lets go one by one, and is run again; all else is done whole or not at all.
    purging = number in (2, 4, 7)
    at = number if purging else number + after[number : number + 2].index(found)
    for act, stands in hold_acts()[at:]:
        act()
        expect(hold_state(), stands)


def each_hold_stands_in_the_ledger_twice() -> None:
    cases.tidy(town().library, now=NOW)
    leaves = Counter(w.entry.action for w in log.entries("mansfield") if w.entry.action.startswith("hold"))
    expect(leaves, {"hold-placed": 2, "hold-lifted": 2})
    expect(facts.total("mansfield"), 2)


# -- the container: one case that changes and ends, and one that stays as it was


def two_kept() -> None:
    an_empty_library()
    for words in ("one that changes", "one that stays as it was"):
        key = containers.key_of("mansfield", words)
        (settings.RETICENT_HOME / words).write_text(key.pack())
        containers.keep("mansfield", key, b"0", head=b"0", until=TODAY + timedelta(days=90), expect=None)


def kept_under(words: str) -> bytes | None:
    found = containers.open_with("mansfield", key_for(words))
    return found.held if found else None


def key_for(words: str) -> containers.Key:
    return containers.Key.unpack((settings.RETICENT_HOME / words).read_text())


def container_acts() -> list[tuple[Callable[[], object], bytes | None]]:
    """What is written, ticked, turned and ended; and what the words open after each."""
    key = key_for("one that changes")

    def keep(inside: bytes) -> Callable[[], None]:
        def now_kept() -> None:
            there = containers.open_with("mansfield", key)
            until = TODAY + timedelta(days=90)
            containers.keep("mansfield", key, inside, head=inside, until=until, expect=there)

        return now_kept

    def tick(days: int) -> Callable[[], object]:
        return lambda: containers.tick("mansfield", today=TODAY + timedelta(days=days))

    return [
        (keep(b"1"), b"1"),
        (tick(-1), b"1"),
        (keep(b"2"), b"2"),
        (lambda: town().purge(now=NOW, turn_now=True), b"2"),
        (lambda: backups.make(now=NOW + timedelta(hours=1)), b"2"),
        (keep(b"3"), b"3"),
        (lambda: town().purge(now=NOW + timedelta(days=15)), b"3"),
        (lambda: containers.end("mansfield", key), None),
        (tick(16), None),
    ]


def kept_and_ticked() -> None:
    done = settings.RETICENT_HOME.parent / "done"
    for number, (act, _) in enumerate(container_acts(), 1):
        act()
        done.write_text(str(number))


def it_was_written_or_not() -> None:
    done = settings.RETICENT_HOME.parent / "done"
    number = int(done.read_text()) if done.exists() else 0
    after: list[bytes | None] = [b"0", *(stands for _, stands in container_acts())]
    at = number + after[number : number + 2].index(kept_under("one that changes"))
    for act, stands in container_acts()[at:]:
        act()
        expect(kept_under("one that changes"), stands)
        expect(kept_under("one that stays as it was"), b"0")


def each_night_has_one_heartbeat_and_it_is_proved() -> None:
    expect((kept_under("one that changes"), kept_under("one that stays as it was")), (None, b"0"))
    row = SealedContainer.objects.get(library="mansfield")
    expect(row.generation, max(town().drawer.keyfile.generations()))
    expect(Generation.objects.get(library="mansfield", number=1).state, "forgotten")
    beats = Counter(w.entry.day for w in log.entries("mansfield") if w.entry.action == "heartbeat")
    days = [TODAY + timedelta(days=n) for n in (-1, 0, 15, 16)]
    expect(beats, dict.fromkeys(days, 1))
    for day in days:
        proof = containers.proof("mansfield", key_for("one that stays as it was"), day=day)
        assert proof, day
        assert proof.stood(b"0"), day


ITS_DAYS = (NOW + timedelta(days=12), NOW + timedelta(days=19), NOW + timedelta(days=20))


def a_case_with_a_day() -> None:
    """To be answered by counsel on 10 December; it comes near, is its day, and is overdue on the three days above."""
    an_empty_library()
    here = town()
    custodian = here.staff("director", "director")
    for office in ("Library Director", "Town Attorney"):
        contacts.note(here.library, office, contacts.Numbers(mail=f"{office.split()[-1]}@example.org"))
    asked = {"asker": "police", "papers": "none", "channel": "in_person"}
    case = cases.open_case(here.library, custodian, path="asking", details=asked, now=NOW)
    paper = {"secret": "no", "kind": "attorney_subpoena", "signed_by": "attorney", "return_by": "2026-12-10"}
    cases.take(here.library, custodian, case.handle, step="classify", details=paper, now=NOW, seen=1)


def mails() -> Path:
    """A folder of its own: the clock of the files is not that of these days."""
    folder = settings.RETICENT_HOME.parent / "mails"
    folder.mkdir(exist_ok=True)
    return folder


def remind() -> None:
    done = settings.RETICENT_HOME.parent / "done"
    for now in ITS_DAYS[int(done.read_text()) if done.exists() else 0 :]:
        way = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(mails()))
        expect(reminders.run(town().library, now=now, way=way).troubles, ())
        done.write_text(str(ITS_DAYS.index(now) + 1))


def each_was_reminded_once_or_told_that_it_may_be_twice() -> None:
    laid = "".join(path.read_text() for path in mails().glob("*.log"))
    told: Counter[tuple[str, ...]] = Counter()
    for mail in filter(str.strip, laid.split("-" * 79)):
        (to,) = (line for line in mail.splitlines() if line.startswith("To: "))
        (when,) = (line for line in mail.splitlines() if line in ("Comes near:", "Due today:", "Overdue:"))
        told[to, when, "again" if "reached you already" in mail else "once"] += 1
    assert set(told.values()) == {1}, told
    assert len({key[:2] for key in told}) == 6
    assert len(told) <= 7, told
    expect(len(reminders.sent(town().library, now=ITS_DAYS[-1])), 6)


def nothing() -> None: ...


def set_up_twice() -> None:
    expect(Generation.objects.filter(library="mansfield").count(), 1)
    here = town()
    here.register("100001", "Alice Q")
    expect(state(), {"100001": ([], 0, 0)})


SCENARIOS = {
    "set up": Scenario(nothing, an_empty_library, set_up_twice),
    "import": Scenario(an_empty_library, take_in, imported),
    "later import": Scenario(a_month_later, take_in_later, imported_later),
    "desk": Scenario(
        people_and_loans, a_day_at_the_desk, the_desk_day_is_done, again=the_act_was_done_or_not
    ),
    "purge": Scenario(a_week_old, purge_and_turn, purged),
    "forget": Scenario(ready_to_forget, forget, forgotten, every=2),
    "restore": Scenario(restored_from, restore, put_back, every=2),
    "adopt": Scenario(
        with_a_new_text,
        draft_and_adopt,
        adopted_once,
        again=the_old_policy_or_the_new_one_is_in_force_whole,
    ),
    "cases": Scenario(
        a_custodian, two_cases, each_step_stands_in_the_ledger_once, again=the_step_was_taken_or_not
    ),
    "legal holds": Scenario(
        a_case_and_a_reader,
        kept_and_let_go,
        each_hold_stands_in_the_ledger_twice,
        again=it_was_kept_or_let_go_or_not,
        every=3,
    ),
    "container": Scenario(
        two_kept,
        kept_and_ticked,
        each_night_has_one_heartbeat_and_it_is_proved,
        again=it_was_written_or_not,
        steps=("commit before", "commit after", "file", "memory before", "memory after"),
        every=3,
    ),
    "reminders": Scenario(a_case_with_a_day, remind, each_was_reminded_once_or_told_that_it_may_be_twice),
    "verify": Scenario(people_and_loans, verify, nothing_is_left, every=6),
}


def made_good(scenario: Scenario) -> Callable[[], None]:
    def work() -> None:
        (scenario.again or scenario.act)()
        scenario.check()
        if libraries.everyone():
            town().purge(now=NOW + timedelta(days=15))
        sound()

    return work


def read_ahead(base: Path) -> None:
    """Read once what every child would read for itself: the policy's text and the table of cases."""
    go_to(base)
    for library in libraries.everyone():
        assert library.policy
    assert table()
    for each in connections.all():
        each.close()
        if postgresql.in_use():
            each.close_pool()  # type: ignore[attr-defined]


def main(name: str) -> None:
    """Run every case of one scenario."""
    scenario = SCENARIOS[name]
    base = BASE / "base"
    try:
        (base / "home").mkdir(parents=True, mode=0o700)
        if postgresql.in_use():
            postgresql.new(databases(base))

        def begin() -> None:
            from django.core.management import call_command

            for alias in ("default", "ledger"):
                call_command("migrate", database=alias, verbosity=0)
            root.draw(settings.RETICENT_KEYS)
            scenario.prepare()

        code, said = in_a_child(base, begin)
        assert code == 0, said
        read_ahead(base)
        deaths, wrong = 0, []
        every = scenario.every * (3 if postgresql.in_use() else 1)  # each case there is two databases to copy
        every = 1 if os.environ.get("RETICENT_TEST_LONG") else every
        for first, what in enumerate(scenario.steps):
            for at in range(1 + first % every, 500, every):
                case = a_case()
                code, said = in_a_child(case, scenario.act, Step(what, at))
                died = code == DIED
                if died:
                    deaths += 1
                    code, said = in_a_child(case, made_good(scenario))
                if code:
                    wrong.append(f"{what} {at}: {said or code}")
                cleared(case)
                if not died:
                    break
        print(json.dumps({"deaths": deaths, "wrong": wrong}))
    finally:
        cleared(base)
        shutil.rmtree(BASE)


if __name__ == "__main__":
    main(sys.argv[1])
