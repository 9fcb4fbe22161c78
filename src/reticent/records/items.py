"""Items: what the library lends. About nobody, and without any status: “is it out?” asks the drawer."""

from collections.abc import Iterable

from django.db import models

from reticent.errors import Refused

CLASSES = ("book", "audiobook", "dvd", "magazine", "music", "other")
AUDIENCES = ("adult", "ya", "child")


class UnknownItem(Refused):
    """No item has this barcode here."""


class Item(models.Model):
    """One thing with a barcode."""

    library = models.SlugField(max_length=40)
    barcode = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    author = models.CharField(max_length=200, blank=True)
    item_class = models.CharField(max_length=12)
    audience = models.CharField(max_length=8)
    # When another library, which lent it to us, wants it back; of what is ours there is no such day.
    due_back = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["library", "barcode"], name="item_barcode_once")]

    def __str__(self) -> str:
        return f"item {self.pk}"


def with_barcode(library: str, barcode: str) -> Item:
    """The item with this barcode; `UnknownItem` says what to do."""
    barcode = plain_barcode(barcode)
    found = Item.objects.filter(library=library, barcode=barcode).first()
    if found is None:
        raise UnknownItem(
            "No item has this barcode. Scan it again; if it is new, add it first (`reticent import items`)."
        )
    return found


def plain_barcode(barcode: str) -> str:
    """A barcode as it is kept: no spaces, capital letters."""
    return "".join(barcode.split()).upper()


def titles(library: str, barcodes: Iterable[str]) -> dict[str, Item]:
    """Items by barcode, for showing what is out."""
    return {i.barcode: i for i in Item.objects.filter(library=library, barcode__in=list(barcodes))}
