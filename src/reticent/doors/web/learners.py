"""Which companies learn something about readers, and what: for the public page and for the patron's own."""

from django.utils.translation import gettext as _

from reticent.doors.web import tongues
from reticent.doors.web.shown.promise import Learner
from reticent.people import vendors
from reticent.people.libraries import Library
from reticent.people.vendors import Vendor
from reticent.policy import FIELDS, Policy
from reticent.policy.tongues import Tongue


def of(library: Library) -> tuple[Learner, ...]:
    """Each vendor that the library began to tell something and has not ended."""
    tongue = Tongue(tongues.spoken())
    return tuple(
        Learner(row.name, row.does, _learns(row, library.policy, tongue), row.site)
        for row in vendors.who_learn(library)
    )


def _learns(row: Vendor, adopted: Policy, tongue: Tongue) -> str:
    if row.fields:
        return tongue.listed(tongue.say(FIELDS[name]) for name in row.fields)
    entitled = tongue.say(adopted.vendor.entitled_as)
    return _("whether you are %(entitled)s, and nothing else") % {"entitled": entitled}
