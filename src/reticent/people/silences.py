"""Who wants no more mail of a sort? A keyed mark of the address, and since when; never the address.

The library's newsletters go out from elsewhere. Before each, its list is held against these marks, and each address on it
gets a link of its own. The link has the mark, and a check that nobody makes without the key folder: with it anybody stops
this address's mail, and reads nothing. A mark says nothing without the key folder, and is kept until it is taken back,
since a mark that were forgotten would begin the mail again (NC-16, WE-11).
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models

from reticent.errors import Malformed
from reticent.people import spelling
from reticent.people.libraries import Library
from reticent.vault import root
from reticent.vault.root import Root

# What can be stopped by the link: newsletters, and mail about loans and holds.
NEWS, ACCOUNT = "news", "account"
SORTS = (NEWS, ACCOUNT)
# Not a wish: mail to this address came back. After a season it is tried once more.
BACK, _BACK_DAYS = "back", 90
_HEX = 32
LONGEST = 254


class Silence(models.Model):
    """One sort of mail that one address wants no more."""

    library = models.CharField(max_length=40)
    mark = models.CharField(max_length=_HEX)
    sort = models.CharField(max_length=8)
    since = models.DateField()

    objects: ClassVar[models.Manager["Silence"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["library", "mark", "sort"], name="an_address_is_silent_once")
        ]

    def __str__(self) -> str:
        return f"silence {self.pk} of {self.library}"


class NoAddress(Malformed):
    """A line that is no e-mail address. Which line is said, and not what stands there."""


@dataclass(frozen=True, repr=False)
class Sifted:
    """A list of addresses, held against the marks: whom a newsletter may go to, each with its link, and how many not."""

    to: tuple[tuple[str, str], ...]
    left_out: int
    twice: int


def of(library: Library, address: str) -> str:
    """The word of the link that stops the mail to this address: its mark, and the check."""
    return _word(library, address, root.read(settings.RETICENT_KEYS))


def mark_in(library: Library, word: str) -> str | None:
    """The mark in the word of a link; None where the link is not whole, or not this library's."""
    key, mark, check = root.read(settings.RETICENT_KEYS), word[:_HEX], word[_HEX:]
    whole = word.isascii() and hmac.compare_digest(check, _check(library, mark, key))
    return mark if whole else None


def stop(library: Library, mark: str, sort: str, *, on: date) -> None:
    """No more mail of this sort, from now on. Asked again, it stands since the first day."""
    _sort(sort)
    Silence.objects.get_or_create(library=library.slug, mark=mark, sort=sort, defaults={"since": on})


def take_back(library: Library, mark: str, sort: str) -> None:
    """Mail of this sort may come again."""
    _sort(sort)
    Silence.objects.filter(library=library.slug, mark=mark, sort=sort).delete()


def stopped(library: Library, mark: str) -> dict[str, date]:
    """Which sorts are stopped, since when."""
    rows = Silence.objects.filter(library=library.slug, mark=mark)
    return {row.sort: row.since for row in rows}


def came_back(library: Library, address: str, *, on: date) -> None:
    """Mail to this address came back: until it is tried again, nothing is sent there."""
    mark = _mark(library, address, root.read(settings.RETICENT_KEYS))
    Silence.objects.update_or_create(library=library.slug, mark=mark, sort=BACK, defaults={"since": on})


def about(library: Library, address: str, *, today: date) -> dict[str, date]:
    """What is kept of this address, by sort: since when mail is stopped, and on which day it last came back."""
    mark = _mark(library, address, root.read(settings.RETICENT_KEYS))
    rows = _standing(library, today).filter(mark=mark).order_by("sort")
    return {row.sort: row.since for row in rows}


def open_to(library: Library, addresses: Iterable[str], *, sort: str, today: date) -> dict[str, str]:
    """Of these addresses, those to which mail of this sort may go, each with the word of its link."""
    key = root.read(settings.RETICENT_KEYS)
    words = {address: _word(library, address, key) for address in addresses if spelling.is_mail(address)}
    shut = set(_standing(library, today).filter(sort__in=(sort, BACK)).values_list("mark", flat=True))
    return {address: word for address, word in words.items() if word[:_HEX] not in shut}


def tidy(library: Library, *, today: date) -> None:
    """Take away that mail came back, where it is tried once more."""
    Silence.objects.filter(library=library.slug, sort=BACK, since__lte=_long_ago(today)).delete()


def _standing(library: Library, today: date) -> models.QuerySet[Silence]:
    rows = Silence.objects.filter(library=library.slug)
    return rows.exclude(sort=BACK, since__lte=_long_ago(today))


def _long_ago(today: date) -> date:
    return today - timedelta(days=_BACK_DAYS)


def sifted(library: Library, lines: Iterable[str], *, sort: str = NEWS) -> Sifted:
    """The addresses of a list, one a line, to which this sort may go, each once, with the word of its link. Blank lines
    count for nothing. Nothing of it is kept."""
    key = root.read(settings.RETICENT_KEYS)
    words: dict[str, str] = {}
    twice = 0
    for number, line in enumerate(lines, start=1):
        address = line.strip()
        if not address:
            continue
        if not spelling.is_mail(address) or len(address) > LONGEST:
            raise NoAddress(
                f"Line {number} is no e-mail address. Write one address a line; nothing was made."
            )
        word = _word(library, address, key)
        twice += word in words
        words.setdefault(word, address)
    silent = set(Silence.objects.filter(library=library.slug, sort=sort).values_list("mark", flat=True))
    to = tuple((address, word) for word, address in words.items() if word[:_HEX] not in silent)
    return Sifted(to, left_out=len(words) - len(to), twice=twice)


def _mark(library: Library, address: str, key: Root) -> str:
    return key.mark(f"silence\0{library.slug}\0{spelling.mail(address)}".encode())


def _word(library: Library, address: str, key: Root) -> str:
    mark = _mark(library, address, key)
    return mark + _check(library, mark, key)


def _check(library: Library, mark: str, key: Root) -> str:
    return key.mark(f"stops the mail\0{library.slug}\0{mark}".encode())


def _sort(sort: str) -> None:
    if sort not in SORTS:
        raise Malformed("There is no such sort of mail.")
