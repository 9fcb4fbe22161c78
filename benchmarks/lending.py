"""What does sealed lending cost? Against the same loan in clear: the same columns, the borrower indexed.

Both lend the same items to the same patrons in the same random order, in alternating rounds. At the desk both ask
whether the card is good and the item free. Then the row alone, nothing asked: one a transaction, and five hundred.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from benchmarks import ground, plain, sizes, town
from benchmarks.table import Line, compared, timed

TITLE = "Lending and returning"
_ROUNDS = 8
_CHUNK = 500


def run() -> Iterator[Line]:
    """Lend eight items to each of a thousand patrons; take half of them back."""
    from reticent.records import loans

    here = town.set_up()
    people = town.register(here, sizes.of(1_000, full=4_000, least=10))
    items = town.shelve(8 * len(people))
    order = [number % len(people) for number in range(len(items))]
    random.Random(7).shuffle(order)
    pairs = list(zip(order, range(len(items)), strict=True))
    bare = plain.PlainLoans()
    bare.register(people, here.today + timedelta(days=365))

    def lend(pair: tuple[int, int]) -> None:
        loans.record_checkout(
            here.drawer,
            here.permit,
            person=people[pair[0]],
            item=items[pair[1]],
            branch=town.BRANCH,
            today=here.today,
            loan_days=town.LOAN_DAYS,
        )

    def lend_in_clear(pair: tuple[int, int]) -> None:
        bare.lend(people[pair[0]], items[pair[1]].barcode, here.today)

    def give_back(pair: tuple[int, int]) -> None:
        loans.record_return(
            here.drawer, here.permit, item=items[pair[1]], today=here.today, daily_fine_cents=0, days_after=0
        )

    ours, theirs = _in_turns(pairs, lend, lend_in_clear)
    yield compared(
        "lend at the desk",
        f"{len(pairs):,} loans",
        ours=ours,
        baseline=theirs,
        named="the same questions and columns in clear",
        at_least=0.2 if ground.on_postgresql() else None,
    )
    back = random.Random(8).sample(pairs, len(pairs) // 2)
    ours, theirs = _in_turns(back, give_back, lambda pair: bare.give_back(items[pair[1]].barcode))
    yield compared("return at the desk", f"{len(back):,} loans", ours=ours, baseline=theirs, named="delete")
    bare.drop()
    yield from _rows_alone(here, people)


def _rows_alone(here: town.Town, people: list[str]) -> Iterator[Line]:
    """The seal, the tags and the inserts alone: as many loans in a transaction on both sides, nothing asked first."""
    from reticent.drawer.slips import Look

    drawing = random.Random(9)
    bare = plain.PlainLoans()

    def put(chunk: Sequence[tuple[str, str]]) -> None:
        look = Look(adds_to=chunk[0][0], things=(f"i:{chunk[0][1]}",)) if len(chunk) == 1 else None
        with here.drawer.writing(look=look) as writer:
            for person, item in chunk:
                writer.put(
                    subject=person,
                    kind="loan",
                    thing=f"i:{item}",
                    payload=town.loan(here, item),
                    cell=("loan", f"{here.today:%Y-%m}", town.BRANCH, "book", "adult", "Mansfield"),
                )

    slips = plain.BareSlips()
    slips.put_all(plain.bare_slips(town.rows_in(here)))  # as many as lie in ours
    for name, size, how_many in (
        ("insert a loan, one a transaction", 1, sizes.of(4_000, full=16_000, least=10)),
        (f"insert loans, {_CHUNK} a transaction", _CHUNK, sizes.of(20_000, full=200_000, least=20)),
    ):
        order = [(drawing.choice(people), f"{size}-{number}") for number in range(how_many)]
        chunks = [order[begin : begin + size] for begin in range(0, how_many, size)]
        ready = iter([plain.bare_slips(len(chunk)) for chunk in chunks])
        in_clear = bare.put_all if size > 1 else lambda chunk, today: bare.put(*chunk[0], today)
        ours, theirs, at_random = (
            seconds * len(chunks) / how_many
            for seconds in _in_turns(
                chunks,
                put,
                lambda chunk, write=in_clear: write(chunk, here.today),  # type: ignore[misc]
                lambda _, ready=ready: slips.put_all(next(ready)),  # type: ignore[misc]
            )
        )
        size_said = f"{how_many:,} loans"
        # What the target is for, where rows lie at random on SQLite, stands in docs/decisions.
        yield compared(
            name,
            size_said,
            ours=ours,
            baseline=theirs,
            named="the same columns in clear",
            at_least=0.2 if ground.on_postgresql() else None,
        )
        yield compared(
            "  beside rows as long, ready, at random places",
            size_said,
            ours=ours,
            baseline=at_random,
            named="the driver alone",
            at_least=None if ground.on_postgresql() else 0.2,
        )
    bare.drop()
    slips.drop()


def _in_turns(
    pairs: Sequence[Any], ours: Callable[[Any], None], *theirs: Callable[[Any], None]
) -> list[float]:
    """Seconds for one of ours and one of each of theirs, measured in rounds so that a busy minute falls on all."""
    took = [0.0] * (1 + len(theirs))
    for begin in range(_ROUNDS):
        part = pairs[begin::_ROUNDS]
        for side, act in enumerate((ours, *theirs)):
            took[side] += timed(lambda act=act, part=part: [act(pair) for pair in part])  # type: ignore[misc]
    return [seconds / len(pairs) for seconds in took]
