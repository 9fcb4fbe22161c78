"""Was this event of another program taken in already? Kept is a keyed mark of its key, and of what it said.

Whoever sends an event gives it a key of its own. Sent again with that key, because an answer was lost, it is answered as
the first time and does nothing; sent with another content, it is refused.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import IntegrityError, models, transaction

from reticent.errors import Refused
from reticent.people.clients import Client
from reticent.people.libraries import Library
from reticent.vault import root

KEPT = timedelta(days=30)
_HEX = 32


class AnotherEvent(Refused):
    """The key was used for another event."""


class ClientEvent(models.Model):
    """One event that was taken in: keyed marks of its key and of its content, and how it was answered."""

    library = models.CharField(max_length=40)
    client = models.CharField(max_length=16)
    mark = models.CharField(max_length=_HEX)
    content = models.CharField(max_length=_HEX)
    answer = models.JSONField(default=dict)
    on = models.DateField()

    objects: ClassVar[models.Manager["ClientEvent"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["library", "client", "mark"], name="an_event_is_taken_in_once"),
        ]

    def __str__(self) -> str:
        return f"event {self.pk} of {self.library}"


def once(
    library: Library,
    client: Client,
    *,
    scope: str,
    key: str,
    content: bytes,
    on: date,
    act: Callable[[], dict[str, Any]],
) -> tuple[dict[str, Any], bool]:
    """Take an event in, or answer as when it was: the answer, and whether it was there before. What it does and that it
    came are written in one transaction."""
    keys = root.read(settings.RETICENT_KEYS)
    mark = keys.mark(f"event\0{library.slug}\0{client.handle}\0{scope}\0{key}".encode())
    said = keys.mark(f"event said\0{library.slug}\0".encode() + content)
    try:
        with transaction.atomic():
            row = ClientEvent.objects.create(
                library=library.slug, client=client.handle, mark=mark, content=said, on=on
            )
            row.answer = act()
            row.save(update_fields=["answer"])
            return row.answer, False
    except IntegrityError:
        before = ClientEvent.objects.filter(library=library.slug, client=client.handle, mark=mark).first()
        if before is None:
            raise
    if before.content != said:
        raise AnotherEvent("This key was used for another event. Give each event a key of its own.")
    return before.answer, True


def tidy(library: Library, *, today: date) -> None:
    """Forget the keys of a month ago: by then nobody sends an event again."""
    ClientEvent.objects.filter(library=library.slug, on__lt=today - KEPT).delete()
