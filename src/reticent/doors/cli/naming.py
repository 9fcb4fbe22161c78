"""Which policy a command means: one that comes with Reticent, a library's own text, or a file."""

from reticent import policy as room
from reticent.doors.cli.installation import get_ready


def policy_named(name: str) -> room.Policy:
    """The policy that ID, LIBRARY/ID or FILE.toml names.

    LIBRARY/ID is a text of a library of this installation, also a draft or a superseded one: what was taken in or
    adopted, whatever lies in its file.
    """
    slug, of_a_library, own_id = name.partition("/")
    if name.endswith(".toml") or not of_a_library:
        return room.named(name)
    get_ready()
    from reticent.people import adoptions, libraries

    return adoptions.draft_text(libraries.named(slug).slug, own_id)


def desk_card_named(name: str) -> room.DeskCard:
    """The desk card of the policy that this names; of a library's own text, with the numbers it marked for the card."""
    text = policy_named(name)
    slug, of_a_library, _ = name.partition("/")
    if name.endswith(".toml") or not of_a_library:
        return room.desk_card(text)
    from reticent.people import contacts, libraries

    return contacts.desk_card(libraries.named(slug), text)
