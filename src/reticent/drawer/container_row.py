"""The row of a library's sealed container: made, opened and written under the newest key.

The same in every library, with or without anything inside. What lies inside is nobody's business here.
"""

from dataclasses import dataclass

from django.db import transaction

from reticent.drawer import stores, trying
from reticent.drawer.slips import Drawer
from reticent.drawer.tables import SealedContainer
from reticent.errors import Broken
from reticent.vault import container as layout
from reticent.vault.container import Container, Outer
from reticent.vault.seals import DoesNotOpen


@dataclass(frozen=True, repr=False)
class Standing:
    """The container as it stands in the database."""

    row: SealedContainer
    container: Container


def outer(drawer: Drawer, number: int) -> Outer:
    """The outer seal of a generation; `KeyGone` once its key is."""
    return Outer(drawer.keyfile.key(number), library=drawer.library, generation=number)


def make_where_missing(drawer: Drawer) -> None:
    """A container in which nothing is kept, where the library has none: it is new, or of an earlier version; or where
    what it has was sealed by a key that is gone: put back from an old backup that was made in the middle of a turn."""
    known = (
        SealedContainer.objects.filter(library=drawer.library).values_list("generation", flat=True).first()
    )
    if known is not None and known in drawer.keyfile.generations():
        return
    with transaction.atomic():
        stores.lock(drawer.library, alone=False)
        write(drawer, SealedContainer(library=drawer.library), layout.fresh())


def read(drawer: Drawer, *, to_write: bool = False) -> Standing:
    """The container, opened; held until the transaction ends where it is to be written."""
    rows = SealedContainer.objects.select_for_update() if to_write else SealedContainer.objects
    row = rows.filter(library=drawer.library).first()
    if row is None:
        drawer.live()  # says that the library is not set up
        raise Broken(
            f"The sealed container of {drawer.library} is missing: restore the last backup (`reticent restore`)."
        )
    return Standing(row, outer(drawer, row.generation).open(bytes(row.body)))


def reseal(drawer: Drawer) -> None:
    """Seal the container under the newest key, where it is not: before an older one goes. Can be repeated."""
    with transaction.atomic():
        stores.lock(drawer.library, alone=False)
        standing = read(drawer, to_write=True)
        if standing.row.generation != drawer.live()[-1][1]:
            write(drawer, standing.row, standing.container)


def write(drawer: Drawer, row: SealedContainer, container: Container) -> None:
    """Write the container anew under the newest key; in a transaction in which it was read to be written."""
    # Asked while the drawer is held: a turn that begins now waits for us, and seals anew what we write.
    row.generation = drawer.live()[-1][1]
    row.body = outer(drawer, row.generation).seal(container)
    row.save()


def opens(drawer: Drawer, number: int, body: bytes) -> bool:
    """Whether a container of a copy, sealed by this generation, opens; `KeyGone` once its key is."""
    return _opens(outer(drawer, number), body)


def is_as_it_must_be(drawer: Drawer, number: int, body: bytes) -> bool:
    """Whether a container of a copy opens; or, once its key is called forgotten, stays shut for every key there is."""
    keyed = drawer.keyfile.generations()
    if trying.must_open(drawer, number):
        return number in keyed and opens(drawer, number, body)
    every = (Outer(drawer.keyfile.key(held), library=drawer.library, generation=number) for held in keyed)
    return not any(_opens(each, body) for each in every)


def _opens(seal: Outer, body: bytes) -> bool:
    try:
        seal.open(body)
    except DoesNotOpen:
        return False
    return True
