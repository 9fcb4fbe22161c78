"""What a patron chooses of her own mail, signed in: which sort of it stops, and which may come again.

What stands is kept where the links in the mails keep it (people/silences): there is no second note of it.
"""

from datetime import datetime

from reticent.access import doorway
from reticent.errors import Refused
from reticent.people import silences
from reticent.people.libraries import Library


class NoAddressKept(Refused):
    """Her registration has no e-mail address any more, so there is no mail to it."""


def choose_mail(library: Library, *, person: str, sort: str, wanted: bool, now: datetime) -> None:
    """Let mail of this sort to her own address stop, or come again. Whoever has a link from a mail may do so too."""
    own = doorway.own_record(library, person=person, now=now)
    address = str(own.record.value("registration.email") or "")
    mark = silences.mark_in(library, silences.of(library, address)) if address else None
    if mark is None:
        raise NoAddressKept("No e-mail address of yours is kept any more, so no mail goes to it.")
    if wanted:
        silences.take_back(library, mark, sort)
    else:
        silences.stop(library, mark, sort, on=library.day_of(now))
