"""What is held, how old it is, and what is due; and the ending of what is due. Counts come out, never contents."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from reticent.drawer import keeping, kinds, stores
from reticent.drawer.slips import Drawer, Inside, Writer


@dataclass(frozen=True)
class Held:
    """One kind in the drawer: how many stand, the oldest one's day, how many are due, and how many of those
    another record of the same person keeps."""

    kind: str
    title: str
    held: int
    oldest: date | None
    due: int
    kept_by_others: int


@dataclass(frozen=True)
class Stock:
    """Everything in the drawer, by kind, and how many slips ended in the open generation: copies still hold them.
    `asked_for` is how many of all a legal request keeps, whether they have another need or not."""

    kinds: tuple[Held, ...]
    ended: int
    asked_for: int = 0

    def of(self, kind: str) -> Held:
        """The figures of one kind; zeros where none stands."""
        title = kinds.named(kind).title
        return next((h for h in self.kinds if h.kind == kind), Held(kind, title, 0, None, 0, 0))


def take_stock(drawer: Drawer, *, today: date, days_after: Mapping[str, int]) -> Stock:
    """Count the drawer. `days_after` gives, per kind, the days the policy keeps a record after its need ended."""
    held: Counter[str] = Counter()
    due: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    oldest: dict[str, date] = {}
    settling = asked_for = 0
    listed = keeping.marks(drawer, today=today)
    for _, inside in drawer.everything():
        if inside.kind is None:
            settling += 1
            continue
        kind, payload = inside.kind, inside.payload
        held[kind.name] += 1
        if kind.since and (since := kinds.day(payload.get(kind.since))):
            oldest[kind.name] = min(since, oldest.get(kind.name, since))
        if inside.held and inside.serial in listed:
            asked_for += 1
        elif kind is kinds.KEPT:
            due[kind.name] += 1
        elif _is_due(kind, payload, today=today, days_after=days_after):
            if _is_kept(drawer, kind, inside.subject, today=today, days_after=days_after):
                kept[kind.name] += 1
            else:
                due[kind.name] += 1
    return Stock(
        kinds=tuple(
            Held(k.name, k.title, held[k.name], oldest.get(k.name), due[k.name], kept[k.name])
            for k in kinds.declared()
            if held[k.name]
        ),
        ended=settling + _settled(drawer),
        asked_for=asked_for,
    )


def _settled(drawer: Drawer) -> int:
    """Empty tombstones of the open generation. (In a turning one an empty row may as well have been moved.)"""
    found = stores.ask_all(
        "SELECT count(*) FROM reticent_slip WHERE generation_id = %s AND length(sealed) = 0",
        [drawer.live()[-1][0]],
    )
    return int(found.fetchone()[0])


def end_due(
    drawer: Drawer,
    *,
    today: date,
    days_after: Mapping[str, int],
    progress: Callable[[int], None] | None = None,
) -> Counter[str]:
    """End every slip whose need and days are over, one person a transaction; how many of each kind.

    What a legal request keeps stays, as what has ended; what none asks for any more goes as if none had.
    """
    drawer.wake()
    ended: Counter[str] = Counter()
    listed = keeping.marks(drawer, today=today)
    for _, inside in drawer.everything():
        if inside.held and inside.serial not in listed:
            with drawer.settling() as writer:
                ended += keeping.let_go(drawer, writer, inside, today=today)
        if inside.kind is None or not _is_due(
            inside.kind, inside.payload, today=today, days_after=days_after
        ):
            continue
        with drawer.settling() as writer:
            ended += _end_one(drawer, writer, inside, today=today, days_after=days_after)
        if progress:
            progress(1)
    return ended


def end_person(
    drawer: Drawer,
    writer: Writer,
    *,
    subjects: tuple[str, ...],
    person: str,
    but: Collection[str] = (),
) -> Counter[str]:
    """End every slip under these subjects that is the person's, in the writer's transaction, `but` these marks."""
    ended: Counter[str] = Counter()
    for subject in subjects:
        for row, inside in list(drawer.standing("s:" + subject)):
            assert inside.kind is not None
            if inside.kind is kinds.KEPT or inside.serial.hex() in but:
                continue  # it has ended already, and is kept apart; or goes its own way
            if subject == person or inside.payload.get("person") == person:
                writer.end_row(row, inside)
                ended[inside.kind.name] += 1
    return ended


def _end_one(
    drawer: Drawer, writer: Writer, inside: Inside, *, today: date, days_after: Mapping[str, int]
) -> Counter[str]:
    kind = inside.kind
    assert kind is not None
    # Found again by its name: it may have been paid, renewed or ended since the sweep passed.
    standing = [f for f in drawer.standing("s:" + inside.subject) if f[1].serial == inside.serial]
    if not standing:
        return Counter()
    row, now_inside = standing[0]
    payload = now_inside.payload
    if not _is_due(kind, payload, today=today, days_after=days_after) or _is_kept(
        drawer, kind, inside.subject, today=today, days_after=days_after
    ):
        return Counter()
    writer.end_row(row, now_inside)
    leave(drawer, writer, now_inside, today=today)
    ended = Counter() if now_inside.held else Counter({kind.name: 1})
    if kind.ends_with:
        # What only finds this record goes with it; other records of the person keep their own time.
        ended += end_person(
            drawer, writer, subjects=kind.ends_with(payload, inside.subject), person=inside.subject
        )
    return ended


def leave(drawer: Drawer, writer: Writer, ended: Inside, *, today: date) -> None:
    """Set what is to be known after this slip has ended, in the writer's transaction. For this room only."""
    assert ended.kind is not None
    left = ended.kind.leaves(ended.payload, today) if ended.kind.leaves else None
    if left is None:
        return
    for row, inside in drawer.standing("s:" + left.subject):
        if inside.kind and inside.kind.name == left.kind:
            writer.replace_row(row, inside, **left.fields)


def _is_due(kind: kinds.Kind, payload: kinds.Payload, *, today: date, days_after: Mapping[str, int]) -> bool:
    # A kind the policy does not speak of is not decided: it stays, and the exposure page says so.
    days = days_after.get(kind.name)
    return days is not None and kind.is_due(payload, today=today, days_after=days)


def _is_kept(
    drawer: Drawer, kind: kinds.Kind, subject: str, *, today: date, days_after: Mapping[str, int]
) -> bool:
    if not kind.kept_while and not kind.kept_beside:
        return False
    others = [(o.kind, o.payload) for _, o in drawer.standing("s:" + subject) if o.kind is not None]
    return any(
        (other.name in kind.kept_while and other.need_ended_on(payload) is None)
        or (
            other.name in kind.kept_beside
            # What goes tonight keeps nothing: which of the two is come to first says nothing.
            and (
                not _is_due(other, payload, today=today, days_after=days_after)
                or _is_kept(drawer, other, subject, today=today, days_after=days_after)
            )
        )
        for other, payload in others
    )
