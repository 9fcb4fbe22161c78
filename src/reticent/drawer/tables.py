"""The tables of the drawer: generations, slips, the epoch that tells an original from its copies, and the container."""

from django.db import models

TURN_EVERY_DAYS = 7
RECOVERY_DAYS = (
    14  # how long after a turn a backup can still be opened; the two together are the 21 days we promise
)


class Generation(models.Model):
    """One generation of one library's slips, and how far its forgetting has come. About nobody."""

    OPEN = "open"  # new slips go here
    TURNING = "turning"  # what is still needed is being moved out of it
    WAITING = "waiting"  # empty here; its key is kept until no backup needs it
    CONDEMNED = "condemned"  # the key is being overwritten
    FORGOTTEN = "forgotten"  # the key is gone

    library = models.SlugField(max_length=40)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=OPEN)
    opened_at = models.DateTimeField()
    turned_at = models.DateTimeField(null=True)
    readable_until = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)
    kept = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["library", "number"], name="generation_once")]
        ordering = ["library", "number"]

    def __str__(self) -> str:
        return f"generation {self.number} of {self.library}, {self.state}"


class Slip(models.Model):
    """One slip: two one-time tags, the generation, and what is sealed. Nothing else about anyone, anywhere.

    On SQLite the table is made WITHOUT ROWID (see the first migration): rows lie in the order of their tags,
    which is no order, and nothing tells which slips were written together.
    """

    tag = models.BinaryField(max_length=16, primary_key=True)
    thing_tag = models.BinaryField(max_length=16, unique=True)
    generation = models.ForeignKey(Generation, on_delete=models.PROTECT)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return "a slip"


class Epoch(models.Model):
    """What the key file must show too; where they differ, this database is a copy or was restored."""

    library = models.SlugField(primary_key=True, max_length=40)
    installation = models.BinaryField(max_length=16)
    current = models.BinaryField(max_length=32)
    coming = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"epoch of {self.library}"


class SealedContainer(models.Model):
    """What every library has, with or without anything in it: one body of one size, sealed anew every night."""

    library = models.SlugField(primary_key=True, max_length=40)
    generation = models.PositiveIntegerField()
    ticked_on = models.DateField(null=True)
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"container of {self.library}"
