"""Which texts does a library paste into its Evergreen, so that its own mails and slips say as little as Reticent's?

Evergreen comes with mails that begin with the whole name and list every title, and keeps each as it went out; its hold
slip has the name, the card and the phone number. These are written in the language of its templates (Template Toolkit)
and say what the policy in force allows. Mails: *Notifications / Action Triggers*; slips: *Print Templates*.
"""

from dataclasses import dataclass

from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from reticent.access.noticing import LATE, LATE_DAYS, READY, SOON, SOON_DAYS
from reticent.notices.wording import BETWEEN, on_the_shelf, sentences, tongues_of
from reticent.people.libraries import Library
from reticent.policy import Display, writing
from reticent.policy.phrases import counted
from reticent.policy.tongues import Tongue

MAIL, SLIP = "mail", "slip"
# So long Evergreen keeps a mail as it went out, then `action_trigger.purge_events()` takes it. It has no other end.
KEEP_MAILS = "14 days"
_HEAD = """\
[%- USE date -%]
[%- user = target.0.usr -%]
To: [% params.recipient_email || user.email %]
From: [% params.sender_email || default_sender %]
Subject: {subject}
Auto-Submitted: auto-generated

"""
# What stands in a template for what a notice of our own has inserted, and in which order each language writes a day.
_INSERTED = {
    "%(count)d": "[% target.size %]",
    "%(day)s": "[% date.format(helpers.format_date(target.0.due_date), 'ORDER') %]",
    "%(shelf)s": "[% user.alias || hold.id %]",
}
_ORDER = {"en": "%B %e, %Y", "es": "%d/%m/%Y"}
_TITLES = """\
[% FOR circ IN target %]
    [% helpers.get_copy_bib_basics(circ.target_copy.id).title %]
[% END %]"""


@dataclass(frozen=True)
class Template:
    """One text to paste in: the name that Evergreen has for its place, and what stands beside it there.

    `set`: fields of the event definition, by Evergreen's names; none for a slip.
    """

    sort: str
    name: str
    text: str
    set: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Templates:
    """The mails and slips for one library; `why_no_mails` where the policy in force has none sent."""

    all: tuple[Template, ...]
    why_no_mails: str = ""


def templates(library: Library) -> Templates:
    """What to paste in, by the policy in force."""
    policy = library.policy
    display = policy.display or Display()
    slips = _slips(library, display)
    may = writing(policy, "account", channel="email")
    if not may.allowed:
        return Templates(slips, "The policy in force has no such notices sent by e-mail.")
    return Templates((*_mails(library, display, says=may.says), *slips))


def _mails(library: Library, display: Display, *, says: str) -> tuple[Template, ...]:
    sent = {"reactor": "SendEmail", "group_field": "usr", "retention_interval": KEEP_MAILS}
    due = {"hook": "checkout.due", "validator": "CircIsOpen", "delay_field": "due_date"}
    lent = {"environment": "usr, circ_lib, target_copy" if display.notice_titles else "usr, circ_lib"}
    ready = {"hook": "hold.available", "validator": "HoldIsAvailable", "delay_field": "shelf_time"}
    wanted = (
        ("Due soon", SOON, {**due, "delay": f"-{SOON_DAYS} days", **sent, **lent}),
        *((f"Overdue {n}", LATE, {**due, "delay": counted(n, "day"), **sent, **lent}) for n in LATE_DAYS),
        ("Hold ready", READY, {**ready, "delay": "30 minutes", **sent, "environment": "usr, pickup_lib"}),
    )
    return tuple(
        Template(MAIL, name, _mail(library, about, display, says=says), tuple(fields.items()))
        for name, about, fields in wanted
    )


def _mail(library: Library, about: str, display: Display, *, says: str) -> str:
    bodies = [_body(tongue, library, about, display, says=says) for tongue in tongues_of(library)]
    with translation.override(tongues_of(library)[0]):
        subject = " ".join((_("A notice from %(library)s") % {"library": _plain(library.name)}).split())
    return _HEAD.format(subject=subject) + BETWEEN.join(bodies) + "\n"


def _body(tongue: str, library: Library, about: str, display: Display, *, says: str) -> str:
    with translation.override(tongue):
        parts = [
            _told(about, display),
            _("To see what it is, sign in to your account with the library."),
            *([_plain(Tongue(tongue).say(says))] if says else []),
            _("To get no more mails like this one, tell the desk."),
            _plain(library.name),
        ]
    text = "\n\n".join(parts)
    for known, inserted in _INSERTED.items():
        text = text.replace(known, inserted.replace("ORDER", _ORDER[tongue]))
    return text


def _told(about: str, display: Display) -> str:
    if about == READY and display.hold_slip == "alias":
        return f"[% FOR hold IN target %]{on_the_shelf()}\n[% END %]"
    one, many = sentences(about)
    titles = f"\n{_TITLES}" if display.notice_titles and about != READY else ""
    return f"[% IF target.size == 1 %]{one}[% ELSE %]{many}[% END %]{titles}"


def _slips(library: Library, display: Display) -> tuple[Template, ...]:
    with translation.override(tongues_of(library)[0]):
        headings = {"checkout": _("Lent"), "renew": _("Renewed"), "checkin": _("Returned")}
        return (
            Template(SLIP, "hold_shelf_slip", _shelf_slip(library, display)),
            Template(SLIP, "hold_transit_slip", _transit_slip(library)),
            *(
                Template(SLIP, name, _receipt(library, name, heading, display))
                for name, heading in headings.items()
            ),
        )


# What a slip names the waiting patron by, for each way that a policy may have it.
_NAMED: dict[str, str] = {
    "alias": "[% patron.alias || hold.id %]",
    "number": "[% patron.card.barcode.substr(-4) %]",
    "name": "[% patron.family_name %], [% patron.first_given_name %]",
}


def _shelf_slip(library: Library, display: Display) -> str:
    return (
        "[%- SET hold = template_data.checkin.hold; SET patron = template_data.checkin.patron -%]\n"
        + _slip(library, _("Hold"), f"<p><strong>{_NAMED[display.hold_slip]}</strong></p>")
    )


def _transit_slip(library: Library) -> str:
    return "[%- SET checkin = template_data.checkin; SET org = checkin.destOrg -%]\n" + _slip(
        library,
        _("Hold"),
        f"<p>{_('To')}: <strong>[% org.shortname %]</strong>, [% org.name %]</p>\n"
        f"<p>{_('Item')}: [% checkin.copy.barcode %]</p>",
    )


def _receipt(library: Library, name: str, heading: str, display: Display) -> str:
    """Of what was lent the days, of what came back how many; titles only where the policy has them on receipts."""
    many, one = _ACTS[name]
    title = [f"[% {one}.title %]"] if display.receipt_titles else []
    due = [_due_of(one)] if name != "checkin" else []
    line = " ".join((*title, *due))
    lines = f"<ol>[% FOR {one} IN {many} %]<li>{line}</li>[% END %]</ol>" if line else ""
    return f"[%- SET {many} = template_data.{many} -%]\n" + _slip(
        library, f"{heading}: [% {many}.size %]", lines
    )


# What Evergreen calls a sitting's acts, and one of them, by the name of the slip.
_ACTS = {
    "checkout": ("checkouts", "checkout"),
    "renew": ("renewals", "renewal"),
    "checkin": ("checkins", "checkin"),
}


def _due_of(one: str) -> str:
    return f"[% date.format(helpers.format_date({one}.circ.due_date, staff_org_timezone), '%Y-%m-%d') %]"


def _slip(library: Library, heading: str, inside: str) -> str:
    lines = ["[%- USE date -%]", f"<h1>{heading}</h1>", *([inside] if inside else [])]
    foot = f"<p>{escape(_plain(library.name))}, [% date.format(date.now, '%Y-%m-%d') %]</p>"
    return "\n".join((*lines, foot)) + "\n"


def _plain(words: str) -> str:
    """Words of the library's own, with nothing in them that a template would carry out."""
    return words.replace("[%", "[ %").replace("%]", "% ]")
