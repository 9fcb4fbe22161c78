"""Whatever is kept, changed, ended, ticked, turned or lost with the machine, in whatever order: is what the words open
what a plain model says, and is the row of one length throughout?"""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import settings as drawing
from hypothesis import strategies as st

from reticent.drawer import container_row, containers, drawers, turning
from reticent.drawer.containers import Key, NoRoom
from reticent.drawer.tables import SealedContainer
from reticent.ledger import log
from reticent.vault.container import PLACES, SIZE
from tests.conftest import NOW, TODAY, Town

# More than there are places. Keys as the words would make them, without the time that takes.
KEYS = [Key.unpack(f"{n:02x}" * 32) for n in range(PLACES + 2)]
which = st.integers(0, len(KEYS) - 1)
acts = st.one_of(
    st.tuples(st.just("keep"), which, st.integers(0, 9)),
    st.tuples(st.just("end"), which, st.just(0)),
    st.tuples(st.just("tick"), st.just(0), st.integers(0, 4)),
    st.tuples(st.sampled_from(["turn", "stop"]), st.just(0), st.just(0)),
)
# Of each key: what is kept, until when, and which keeping it is: what was ended and begun again is another.
Kept = dict[int, tuple[bytes, date, int]]


class Model:
    """What lies there for good, and what is to be read now."""

    def __init__(self) -> None:
        self.there: Kept = {}
        self.now: Kept = {}
        self.today = TODAY
        self.begun = 0

    def keep(self, key: int, inside: bytes, until: date) -> None:
        self.begun += key not in self.now
        self.now[key] = (inside, until, self.now[key][2] if key in self.now else self.begun)

    def tick(self, days: int) -> None:
        if days:
            self.today += timedelta(days=days)
            self.now = {key: kept for key, kept in self.now.items() if kept[1] >= self.today}
            self.there = dict(self.now)

    def stop(self) -> None:
        self.now = dict(self.there)


def begin_anew() -> None:
    SealedContainer.objects.all().delete()
    log.LedgerLeaf.objects.all().delete()
    log.LedgerNode.objects.all().delete()
    log.LedgerHead.objects.all().delete()
    container_row.make_where_missing(drawers.of("mansfield"))
    containers.tick("mansfield", today=TODAY)
    stop()


def stop() -> None:
    for lies in containers.settings.RETICENT_MEMORY.rglob("*.mansfield"):
        lies.unlink()


def do(model: Model, act: str, key: int, n: int) -> None:
    if act == "keep":
        inside, until = b"case %d" % n, model.today + timedelta(days=n)
        found = containers.open_with("mansfield", KEYS[key])
        try:
            containers.keep("mansfield", KEYS[key], inside, head=inside, until=until, expect=found)
        except NoRoom:
            assert key not in model.now
            assert len(model.now) == PLACES
        else:
            model.keep(key, inside, until)
    elif act == "end":
        containers.end("mansfield", KEYS[key])
        model.now.pop(key, None)
    elif act == "tick":
        model.tick(n)
        containers.tick("mansfield", today=model.today)
    elif act == "turn":
        turning.turn(drawers.of("mansfield"), now=NOW, recovery_days=14)
    else:
        stop()
        model.stop()


@given(history=st.lists(acts, max_size=20))
@drawing(max_examples=20)
def test_any_history(mansfield: Town, history: list[tuple[str, int, int]]) -> None:
    begin_anew()
    model = Model()

    for act in history:
        do(model, *act)

        found = [containers.open_with("mansfield", key) for key in KEYS]
        assert {n: (f.held, f.until) for n, f in enumerate(found) if f} == {
            n: kept[:2] for n, kept in model.now.items()
        }
        assert len(bytes(SealedContainer.objects.get().body)) == SIZE
    days = [w.entry.day for w in log.entries("mansfield") if w.entry.action == "heartbeat"]
    assert len(days) == len(set(days))
    for key, (inside, _, begun) in model.there.items():
        if key in model.now and model.now[key][2] == begun:
            proof = containers.proof("mansfield", KEYS[key], day=model.today)
            assert proof is not None
            assert proof.stood(inside)
