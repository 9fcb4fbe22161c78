"""What does sealed lending cost? Against inserting the same columns with the borrower in clear and indexed.

Both lend the same items to the same patrons in the same random order, one transaction each and then five hundred in
one, in alternating rounds.
Ours also looks whether the card is good and the item free; the baseline asks nothing.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from benchmarks import plain, sizes, town
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

    def give_back(pair: tuple[int, int]) -> None:
        loans.record_return(
            here.drawer, here.permit, item=items[pair[1]], today=here.today, daily_fine_cents=0, days_after=0
        )

    ours, theirs = _in_turns(pairs, lend, lambda pair: bare.lend(*pair, here.today))
    yield compared(
        "lend, one transaction each",
        f"{len(pairs):,} loans",
        ours=ours,
        baseline=theirs,
        named="insert, borrower in clear",
        at_least=0.2,
    )
    back = random.Random(8).sample(pairs, len(pairs) // 2)
    ours, theirs = _in_turns(back, give_back, lambda pair: bare.give_back(pair[1]))
    yield compared(
        "return, one transaction each", f"{len(back):,} loans", ours=ours, baseline=theirs, named="delete"
    )
    bare.drop()
    yield from _in_chunks(here, people)


def _in_chunks(here: town.Town, people: list[str]) -> Iterator[Line]:
    """The seal, the tags and the inserts alone: as many loans in a transaction on both sides, nothing asked first."""
    how_many = sizes.of(20_000, full=200_000, least=20)
    drawing = random.Random(9)
    order = [(drawing.randrange(len(people)), number) for number in range(how_many)]
    bare = plain.PlainLoans()

    def lend(chunk: Sequence[tuple[int, int]]) -> None:
        with here.drawer.writing() as writer:
            for patron, item in chunk:
                writer.put(
                    subject=people[patron],
                    kind="loan",
                    thing=f"i:chunk-{item}",
                    payload=town.loan(here, f"chunk-{item}"),
                )

    chunks = [order[begin : begin + _CHUNK] for begin in range(0, how_many, _CHUNK)]
    took = [0.0, 0.0]
    for chunk in chunks:
        took[0] += timed(lambda chunk=chunk: bare.lend_all(chunk, here.today))  # type: ignore[misc]
        took[1] += timed(lambda chunk=chunk: lend(chunk))  # type: ignore[misc]
    yield compared(
        f"lend, {_CHUNK} a transaction",
        f"{how_many:,} loans",
        ours=took[1] / how_many,
        baseline=took[0] / how_many,
        named="insert, borrower in clear",
        at_least=0.2,
    )
    bare.drop()


def _in_turns(
    pairs: Sequence[tuple[int, int]], ours: Callable[[Any], None], theirs: Callable[[Any], None]
) -> tuple[float, float]:
    """Seconds for one of ours and one of theirs, measured in rounds so that a busy minute falls on both."""
    took = [0.0, 0.0]
    for begin in range(_ROUNDS):
        part = pairs[begin::_ROUNDS]
        for side, act in enumerate((theirs, ours)):
            took[side] += timed(lambda act=act, part=part: [act(pair) for pair in part])  # type: ignore[misc]
    return took[1] / len(pairs), took[0] / len(pairs)
