"""The four towns of the demonstration: which libraries there are, and how much is borrowed there.

The figures are each library's own of fiscal year 2018 (July 2017 to June 2018): Connecticut State Library,
statistical profile FY2018, published by CT Data Collaborative under the Open Data Commons Public Domain
Dedication and Licence (ODC PDDL 1.0). A copy of the rows used lies in tests/data/towns_fy2018.csv, and a test
compares. The towns are real; everybody who lives in them here is made up.
"""

from dataclasses import dataclass, field

from reticent.errors import Malformed


@dataclass(frozen=True, slots=True)
class Demonstrator:
    """A made-up person whose card and PIN the demonstration hands out."""

    name: str
    card: str
    pin: str


@dataclass(frozen=True, slots=True)
class Household:
    """Alice, who shows a patron's own page; Bob and the child he is guardian of."""

    alice: Demonstrator
    bob: Demonstrator
    child: Demonstrator

    @property
    def members(self) -> tuple[Demonstrator, ...]:
        return (self.alice, self.bob, self.child)


@dataclass(frozen=True, slots=True)
class Town:
    """A library and its town: the figures of FY2018, and what its policy lets a registration hold."""

    slug: str
    name: str
    town: str
    library_name: str
    policy_id: str
    number: int  # the four digits after the first of every barcode
    registered: int
    circulation: int
    lent_to_neighbours: int  # borrowIT: loans to residents of other towns
    # Circulation by (audience, material); what the profile leaves unspecified is spread in these proportions.
    lent: dict[tuple[str, str], int]
    neighbours: tuple[str, ...]
    household: Household
    daily_fine_cents: int
    branches: tuple[str, ...] = ("Main",)
    loan_days: int = 21
    asks_birth_date_of_minors: bool = False
    links_guardians: bool = True
    closed_weekdays: tuple[int, ...] = field(default=(6,))


def _lent(
    *, books: tuple[int, int, int], dvds: tuple[int, int, int], audio: tuple[int, int, int]
) -> dict[tuple[str, str], int]:
    by_material = {"books": books, "dvds": dvds, "audio": audio}
    return {
        (audience, material): count
        for material, counts in by_material.items()
        for audience, count in zip(("adult", "ya", "child"), counts, strict=True)
    }


MANSFIELD = Town(
    slug="mansfield",
    name="Mansfield",
    town="Mansfield",
    library_name="Mansfield Public Library",
    policy_id="mansfield-2019",
    number=1540,
    registered=5_559,
    circulation=202_164,
    lent_to_neighbours=46_881,
    lent=_lent(books=(56_192, 5_733, 75_485), dvds=(28_999, 28, 9_431), audio=(9_776, 520, 2_068)),
    branches=("Main", "Kiosk"),
    neighbours=("Ashford", "Chaplin", "Columbia", "Coventry", "Willington", "Windham"),
    daily_fine_cents=5,
    household=Household(
        alice=Demonstrator("Alice Marlowe", "21540000044127", "2741"),
        bob=Demonstrator("Bob Marlowe", "21540000044135", "3852"),
        child=Demonstrator("Wren Marlowe", "21540000044143", "4963"),
    ),
)

# Its policy names what is collected, and a birth date or a guardian is not among it (NC-04).
NEW_CANAAN = Town(
    slug="new-canaan",
    name="New Canaan",
    town="New Canaan",
    library_name="New Canaan Library",
    policy_id="new-canaan-2018",
    number=1541,
    registered=14_690,
    circulation=358_604,
    lent_to_neighbours=46_689,
    lent=_lent(books=(99_979, 8_554, 135_507), dvds=(33_584, 0, 14_756), audio=(11_911, 282, 2_197)),
    neighbours=("Darien", "Norwalk", "Stamford", "Wilton"),
    daily_fine_cents=20,
    links_guardians=False,
    household=Household(
        alice=Demonstrator("Alice Okonkwo", "21541000044127", "2741"),
        bob=Demonstrator("Bob Okonkwo", "21541000044135", "3852"),
        child=Demonstrator("Robin Okonkwo", "21541000044143", "4963"),
    ),
)

WESTON = Town(
    slug="weston",
    name="Weston",
    town="Weston",
    library_name="Weston Public Library",
    policy_id="weston-2017",
    number=1542,
    registered=3_575,
    circulation=63_057,
    lent_to_neighbours=3_621,
    lent=_lent(books=(25_542, 1_653, 21_109), dvds=(6_328, 0, 2_387), audio=(5_484, 14, 363)),
    neighbours=("Easton", "Fairfield", "Redding", "Westport", "Wilton"),
    daily_fine_cents=10,
    household=Household(
        alice=Demonstrator("Alice Ferreira", "21542000044127", "2741"),
        bob=Demonstrator("Bob Ferreira", "21542000044135", "3852"),
        child=Demonstrator("Lark Ferreira", "21542000044143", "4963"),
    ),
)

# The only one of the four that asks minors for their birth date (WO-06).
WOLCOTT = Town(
    slug="wolcott",
    name="Wolcott",
    town="Wolcott",
    library_name="Wolcott Public Library",
    policy_id="wolcott-2016",
    number=1543,
    registered=3_329,
    circulation=51_983,
    lent_to_neighbours=8_132,
    lent=_lent(books=(19_070, 994, 19_108), dvds=(7_750, 0, 1_704), audio=(2_729, 5, 109)),
    neighbours=("Bristol", "Cheshire", "Plymouth", "Southington", "Waterbury"),
    daily_fine_cents=10,
    asks_birth_date_of_minors=True,
    household=Household(
        alice=Demonstrator("Alice Lindqvist", "21543000044127", "2741"),
        bob=Demonstrator("Bob Lindqvist", "21543000044135", "3852"),
        child=Demonstrator("Finch Lindqvist", "21543000044143", "4963"),
    ),
)

TOWNS = (MANSFIELD, NEW_CANAAN, WESTON, WOLCOTT)


def named(slug: str) -> Town:
    """The town of this library; `Malformed` names those there are."""
    for town in TOWNS:
        if town.slug == slug:
            return town
    raise Malformed(
        f"The demonstration has no library “{slug}”. It has {', '.join(town.slug for town in TOWNS)}."
    )
