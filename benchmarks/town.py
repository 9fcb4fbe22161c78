"""A library for the benches: set up through the product, with as many patrons and items as are wanted."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

SLUG = "mansfield"
BRANCH = "Main"
LOAN_DAYS = 21


@dataclass(frozen=True)
class Town:
    """A library, its drawer, and a permit as wide as an import's."""

    library: Any
    drawer: Any
    permit: Any
    now: datetime

    @property
    def today(self) -> date:
        """The day on which everything here happens."""
        return self.now.date()


def set_up() -> Town:
    """A library without patrons or items."""
    from reticent.drawer import drawers
    from reticent.people import libraries

    now = datetime.now(UTC)
    library = libraries.add(
        slug=SLUG,
        name="Mansfield Public Library",
        town="Mansfield",
        policy_id="mansfield-2019",
        loan_days=LOAN_DAYS,
        daily_fine_cents=0,
        today=now.date(),
    )
    drawer = drawers.set_up(SLUG, now=now)
    drawer.wake()
    return Town(library, drawer, permit("registration", "finder", "loan", "charge", "look"), now)


def permit(*kinds: str, subject: str | None = None) -> Any:
    """A permit to open slips of these kinds."""
    from reticent.drawer.minting import mint

    return mint(library=SLUG, purpose="bench", kinds=kinds, subject=subject)


def card_of(number: int) -> str:
    """The card of the so-manieth patron."""
    return f"2154{number:010d}"


def register(town: Town, how_many: int) -> list[str]:
    """Register so many made-up people; their random names."""
    from reticent.people import patrons

    names = []
    for number in range(how_many):
        card = card_of(number)
        new = patrons.NewRegistration(
            card=card,
            name=f"Reader Number {number}",
            address=f"{number} Library Lane",
            town="Mansfield",
            phone="860 555 0100",
            email=f"{card}@example.org",
            registered=town.today,
            expires=town.today + timedelta(days=365),
        )
        patrons.register(town.drawer, town.permit, new, today=town.today)
        names += patrons.by_handle(town.drawer, town.permit, handle=patrons.card_handle(card))
    return names


def shelve(how_many: int) -> list[Any]:
    """Put so many items on the shelves."""
    from reticent.records.items import Item

    return Item.objects.bulk_create(
        [
            Item(
                library=SLUG,
                barcode=f"3154{number:010d}",
                title=f"Volume {number}",
                author="Anon.",
                item_class="book",
                audience="adult",
            )
            for number in range(how_many)
        ],
        batch_size=1_000,
    )


def lend_many(town: Town, *, person: str, first: int, how_many: int) -> None:
    """Put so many loans of one person into the drawer in one transaction, as an import might."""
    with town.drawer.writing() as writer:
        for number in range(first, first + how_many):
            writer.put(
                subject=person,
                kind="loan",
                thing=f"i:kept-{number}",
                payload=loan(town, f"kept-{number}"),
            )


def rows_in(town: Town) -> int:
    """How many rows there are in the drawer."""
    from reticent.drawer import slips

    return sum(slips.counted(generation)[0] for generation, _, _ in town.drawer.live())


def loan(town: Town, item: str) -> dict[str, str | None]:
    """What the slip of a loan holds."""
    return {
        "item": item,
        "lent_on": town.today.isoformat(),
        "due": (town.today + timedelta(days=LOAN_DAYS)).isoformat(),
        "branch": BRANCH,
        "returned_on": None,
    }
