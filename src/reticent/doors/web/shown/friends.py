"""What the page of the Friends' list shows."""

from dataclasses import dataclass

from reticent.doors.web.shown.cards import Card


@dataclass(frozen=True, repr=False)
class FriendsList:
    """/<library>/today/friends"""

    card: Card
    on_it: int
    new: int
    gone: int
    allowed: bool
    drawn: bool = False
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
