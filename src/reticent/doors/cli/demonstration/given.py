"""What made-up people gave a made-up library: only where its policy keeps records of donors.

None of them is drawn from the town's readers; that one has a reader's name, too, ties the two by nothing.
"""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reticent.people.libraries import Library

# Of each donor: name, address, whether they may be named, whether they are asked for more, and the gifts: how many days
# ago, how much, for what, whether it is to stay unnamed, what they got in return.
_DONORS: tuple[tuple[str, str, bool, bool, tuple[tuple[int, str, str, bool, str], ...]], ...] = (
    (
        "Henrietta Marchbanks",
        "12 Orchard Row\nNew Canaan",
        True,
        False,
        ((700, "250", "any", False, ""), (330, "300", "any", False, "")),
    ),
    (
        "The Elm Street Book Club",
        "44 Elm Street\nNew Canaan",
        True,
        False,
        ((410, "1,200", "collection", False, ""), (60, "1,000", "collection", False, "")),
    ),
    (
        "Orrin and Delphine Vance",
        "3 Ponus Lane\nNew Canaan",
        False,
        True,
        ((520, "5,000", "building", True, ""),),
    ),
    ("Thaddeus Quill", "9 Mill Pond Road\nDarien", True, False, ((90, "75", "children", False, ""),)),
    (
        "In memory of Winifred Sayre",
        "",
        True,
        False,
        ((200, "150", "programs", False, ""), (40, "50", "programs", False, "")),
    ),
    (
        "Lantern Garden Society",
        "Box 118\nNew Canaan",
        True,
        False,
        ((365, "600", "any", False, "A dinner worth about $40"),),
    ),
    ("Cosima Fairweather", "27 Weed Street\nNew Canaan", False, False, ((15, "100", "any", False, ""),)),
    ("Ambrose Petty", "81 South Avenue\nNew Canaan", False, False, ((2540, "40", "any", False, ""),)),
)
# Who gave a little last year, and agreed to be named.
_A_LITTLE = (
    *("Agatha Pell", "Barnaby Crewe", "Clementine Ashby", "Dorothea Lisle", "Ezra Winslow", "Fidelia Marsh"),
    *(
        "Gideon Thorpe",
        "Hester Vaughan",
        "Ignatius Rowe",
        "Josephine Tarrant",
        "Kezia Aldous",
        "Lemuel Harte",
    ),
)


def write_down(library: "Library", *, by: str, now: datetime) -> None:
    """Write the gifts down, as whoever raises funds does."""
    from reticent.access import donors
    from reticent.people.staff import StaffAccount
    from reticent.records.donors import TypedDonor, TypedGift, new_subject

    if not donors.rules(library).taken:
        return
    delia, today = StaffAccount.objects.get(username=by), library.day_of(now)
    last_year = (today - date(today.year - 1, 7, 1)).days
    a_little = tuple(
        (name, "", True, False, ((last_year - 3 * number, str(20 + 5 * number), "any", False, ""),))
        for number, name in enumerate(_A_LITTLE)
    )
    for name, address, named, no_mail, gifts in (*_DONORS, *a_little):
        subject = new_subject()
        for number, (ago, amount, purpose, anonymous, returned) in enumerate(gifts):
            on = (today - timedelta(days=ago)).isoformat()
            gift = TypedGift(amount, on, purpose, anonymous, returned)
            if number:
                donors.give(library, delia, gift, donor=subject, seen=number, now=now)
            else:
                donor = TypedDonor(name, address, "", named, no_mail)
                donors.take(library, delia, donor, gift, subject=subject, agreed=True, now=now)
