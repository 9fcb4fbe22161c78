"""Evidence that forgetting forgets: for each key, random bytes that it sealed, kept after the key is gone.

While the key lives they must open; that shows that the trial can tell. Afterwards no key that is here may open them.
"""

import secrets
from dataclasses import dataclass

from django.db import models

from reticent.drawer import trying
from reticent.drawer.slips import Drawer
from reticent.vault.seals import TAG_BYTES, DoesNotOpen, Sealer

_MOST = 60  # generations of one library: more than a year


class Evidence(models.Model):
    """What one key sealed once: nothing but random bytes."""

    library = models.SlugField(max_length=40)
    number = models.PositiveIntegerField()
    tag = models.BinaryField(max_length=16)
    thing_tag = models.BinaryField(max_length=16)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["library", "number"], name="evidence_once")]

    def __str__(self) -> str:
        return f"evidence of key {self.number} of {self.library}"


@dataclass(frozen=True)
class Attempt:
    """How many pieces of evidence opened with their living key, did not, stayed shut with their key gone, and did
    not."""

    alive: int = 0
    stuck: int = 0
    dead: int = 0
    risen: int = 0


def plant(drawer: Drawer) -> None:
    """Have every key in use seal its evidence, once; and drop what is oldest."""
    known = Evidence.objects.filter(library=drawer.library)
    there = set(known.values_list("number", flat=True))
    for _, number, _ in drawer.live():
        if number not in there:
            tag, thing_tag = secrets.token_bytes(TAG_BYTES), secrets.token_bytes(TAG_BYTES)
            sealed = drawer.sealer(number).seal(secrets.token_bytes(32), tag=tag, thing_tag=thing_tag)
            Evidence.objects.create(
                library=drawer.library, number=number, tag=tag, thing_tag=thing_tag, sealed=sealed
            )
    kept = known.order_by("-number").values_list("number", flat=True)[:_MOST]
    if len(kept) == _MOST:
        known.filter(number__lt=min(kept)).delete()


def attempt(drawer: Drawer) -> Attempt:
    """Try to open every piece of evidence with every key that is here."""
    found = {"alive": 0, "stuck": 0, "dead": 0, "risen": 0}
    for piece in Evidence.objects.filter(library=drawer.library).order_by("number"):
        opens = any(_opens(sealer, piece) for sealer in trying.every_sealer(drawer, piece.number))
        if trying.must_open(drawer, piece.number):
            found["alive" if opens else "stuck"] += 1
        else:
            found["risen" if opens else "dead"] += 1
    return Attempt(**found)


def _opens(sealer: Sealer, piece: Evidence) -> bool:
    try:
        sealer.open(bytes(piece.sealed), tag=bytes(piece.tag), thing_tag=bytes(piece.thing_tag))
    except DoesNotOpen:
        return False
    return True
