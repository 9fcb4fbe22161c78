"""Who has a card in a made-up town: the registrations, and how much each of them reads.

About one card in eight is a child's or a teenager's. What a registration holds follows the library's policy:
a birth date only where the policy asks minors for it, a guardian only where the policy speaks of guardians.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from reticent.connectors.csv_file import RegistrationRow
from reticent.doors.cli.demonstration import names
from reticent.doors.cli.demonstration.towns import Town

MINORS = 0.12
TEENAGER_FROM = 12
CHILD_OF_THE_HOUSEHOLD = 9  # years old
CARD_DAYS = 3 * 365  # as in all four libraries (profile FY2018)


@dataclass(frozen=True, slots=True, repr=False)
class Reader:
    """A card, the age group of its holder, and the holder's appetite: 1.0 is usual, most have less."""

    card: RegistrationRow
    group: str  # adult ya child
    appetite: float
    shows: bool = False  # of the household whose PINs the demonstration hands out

    def __repr__(self) -> str:
        return "<Reader>"


def living_in(town: Town, *, count: int, today: date, draw: Random) -> list[Reader]:
    """`count` readers, the household first, then adults, then minors; guardians stand before their wards."""
    next_card = _cards(town, draw)
    minors = round((count - 3) * MINORS)
    household = _household(town, today)
    adults = [_adult(town, next_card(), today=today, draw=draw) for _ in range(count - 3 - minors)]
    children = [
        _minor(town, next_card(), draw.choice(adults).card, today=today, draw=draw) for _ in range(minors)
    ]
    return household + adults + children


def _cards(town: Town, draw: Random) -> Callable[[], str]:
    taken = {member.card for member in town.household.members}

    def next_card() -> str:
        while (card := f"2{town.number}{draw.randrange(10**9):09d}") in taken:
            pass
        taken.add(card)
        return card

    return next_card


def _adult(town: Town, barcode: str, *, today: date, draw: Random) -> Reader:
    from_elsewhere = draw.random() < town.lent_to_neighbours / town.circulation
    name = _name(draw)
    registered, expires = _dates(today, draw)
    card = RegistrationRow(
        barcode=barcode,
        name=name,
        address=_address(draw),
        town=draw.choice(town.neighbours) if from_elsewhere else town.town,
        phone=_phone(draw) if draw.random() < 0.85 else "",
        email=_email(name, draw) if draw.random() < 0.7 else "",
        expires=expires,
        registered=registered,
    )
    return Reader(card=card, group="adult", appetite=_appetite(draw))


def _minor(town: Town, barcode: str, guardian: RegistrationRow, *, today: date, draw: Random) -> Reader:
    age_in_days = draw.randrange(5 * 365 + 2, 18 * 365)
    registered, expires = _dates(today, draw, longest_ago=age_in_days - 4 * 365)
    last = guardian.name.partition(" ")[2]
    card = replace(
        guardian,
        barcode=barcode,
        name=f"{_first_name(draw)} {last}" if last and last.isascii() else _name(draw),
        email="",
        expires=expires,
        registered=registered,
        birth_date=today - timedelta(days=age_in_days) if town.asks_birth_date_of_minors else None,
        guardian=guardian.barcode if town.links_guardians else "",
    )
    group = "child" if age_in_days < TEENAGER_FROM * 365 else "ya"
    return Reader(card=card, group=group, appetite=1.3 * _appetite(draw))


def _household(town: Town, today: date) -> list[Reader]:
    def since(days: int) -> date:
        return today - timedelta(days=days)

    alice, bob, child = town.household.members
    alices = RegistrationRow(
        barcode=alice.card,
        name=alice.name,
        address="7 Quince Lane",
        town=town.town,
        phone="860-555-0142",
        email="alice@example.org",
        pin=alice.pin,
        registered=since(1500),
        expires=_runs_until(since(1500), today),
    )
    bobs = replace(
        alices,
        barcode=bob.card,
        name=bob.name,
        phone="860-555-0143",
        email="bob@example.org",
        pin=bob.pin,
        registered=since(1400),
        expires=_runs_until(since(1400), today),
    )
    born = today - timedelta(days=CHILD_OF_THE_HOUSEHOLD * 365 + 100)
    childs = replace(
        bobs,
        barcode=child.card,
        name=child.name,
        email="",
        pin=child.pin,
        birth_date=born if town.asks_birth_date_of_minors else None,
        guardian=bob.card if town.links_guardians else "",
        registered=since(800),
        expires=_runs_until(since(800), today),
    )
    return [
        Reader(card=alices, group="adult", appetite=1.2, shows=True),
        Reader(card=bobs, group="adult", appetite=0.6, shows=True),
        Reader(card=childs, group="child", appetite=1.5, shows=True),
    ]


def _dates(today: date, draw: Random, longest_ago: int = 12 * 365) -> tuple[date, date]:
    """Registered on, expires on. Cards last three years and most are renewed; one in twelve has run out."""
    days_ago = min(draw.randrange(1, 1100) if draw.random() < 0.5 else draw.randrange(1, 4380), longest_ago)
    registered = today - timedelta(days=days_ago)
    if days_ago > CARD_DAYS and draw.random() < 0.2:
        return registered, today - timedelta(days=draw.randrange(1, min(days_ago - CARD_DAYS, 700) + 1))
    return registered, _runs_until(registered, today)


def _runs_until(registered: date, today: date) -> date:
    """The day a card that was always renewed in time expires."""
    return today + timedelta(days=CARD_DAYS - ((today - registered).days % CARD_DAYS))


def _appetite(draw: Random) -> float:
    # A long tail: a fifth hardly come, a few carry a bag home every week.
    return 0.01 if draw.random() < 0.2 else min(draw.lognormvariate(-0.5, 1.05), 14.0)


_WEIGHTS = [group.percent for group in names.GROUPS]


def _name(draw: Random) -> str:
    group = draw.choices(names.GROUPS, _WEIGHTS)[0]
    return f"{draw.choice(group.firsts)} {draw.choice(group.lasts)}".strip()


def _first_name(draw: Random) -> str:
    return draw.choice(names.GROUPS[0].firsts)


def _address(draw: Random) -> str:
    address = f"{draw.randrange(1, 400)} {draw.choice(names.STREET_NAMES)} {draw.choice(names.STREET_KINDS)}"
    return f"{address}, Apt. {draw.randrange(1, 30)}" if draw.random() < 0.15 else address


def _phone(draw: Random) -> str:
    # 555-0100 to 555-0199 are kept for fiction (NANPA).
    return f"{draw.choice(names.AREA_CODES)}-555-01{draw.randrange(100):02d}"


def _email(name: str, draw: Random) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    letters = ".".join("".join(c for c in word if c.isalnum()) for word in plain.split())
    local = letters if len(letters) > 3 else draw.choice(names.MAIL_WORDS)
    return f"{local}{draw.randrange(2, 990)}@{draw.choice(names.MAIL_HOSTS)}"
