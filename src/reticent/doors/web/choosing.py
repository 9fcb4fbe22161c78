"""All that a patron has allowed and asked for, on one page: since when, under which form, and a way to change it there.

Drawn from her record as it is opened for *My record*, and from nothing else: what stands here stands there.
"""

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from reticent import policy
from reticent.access import choosing, doorway
from reticent.access.doorway import OwnRecord
from reticent.doors.web import cards, family, forms, guards, learners, my_record, permitting, tongues
from reticent.doors.web.shown.cards import Fact
from reticent.doors.web.shown.choosing import Choice, Choices
from reticent.doors.web.shown.my_record import TakeBack
from reticent.errors import Refused
from reticent.people.joining import consent_in
from reticent.people.libraries import Library
from reticent.people.silences import ACCOUNT, BACK, NEWS

SECONDS = 10 * 60
# Each sort of mail: what it is, and what its two buttons say.
_SORTS = {
    ACCOUNT: (
        _("Notices of what you have out and what waits for you"),
        _("Stop these notices"),
        _("Send me these notices again"),
    ),
    NEWS: (
        _("Newsletters and invitations"),
        _("Stop newsletters"),
        _("Let newsletters come again"),
    ),
}


@require_safe
@guards.patron_only
def choices(request: HttpRequest, library: Library, person: str) -> HttpResponse:
    """The page."""
    own = doorway.own_record(library, person=person, now=datetime.now(UTC))
    page = Choices(_choices(library, own), back=reverse("my-record", args=[library.slug]))
    return render(request, "choices.html", {"page": page})


@sensitive_post_parameters()
@require_POST
@guards.patron_only
def choose_mail(request: HttpRequest, library: Library, person: str) -> HttpResponse:
    """Stop a sort of mail, or let it come again; then the page."""
    values = guards.unseal(request.POST.get("token", ""), bound_to=_bound(library, person))
    if values is None:
        raise Refused(
            gettext("That page lay open for more than ten minutes. Open it again; nothing was changed.")
        )
    choosing.choose_mail(
        library, person=person, sort=values["sort"], wanted=values["wanted"] == "yes", now=datetime.now(UTC)
    )
    return redirect("choices", library.slug)


def _choices(library: Library, own: OwnRecord) -> tuple[Choice, ...]:
    found = (
        _registered(library, own),
        _mail(library, own),
        _wishes(library, own),
        _friends(library, own),
        _permitted(library, own),
        _sent(library, own),
        _guardians(library, own),
        Choice(
            "read",
            gettext("What you have read"),
            (Fact(gettext("Kept"), gettext("never; there is nothing to switch on or off")),),
        ),
        _companies(library),
    )
    return tuple(each for each in found if each is not None)


def _registered(library: Library, own: OwnRecord) -> Choice | None:
    """To what she agreed when she registered, where the policy asks for her consent."""
    kept = own.record.value("registration.consent")
    if not kept:
        return None
    field = next(each for each in own.record.fields if each.field == "registration.consent")
    return Choice(
        "consent",
        gettext("What you agreed to when you registered"),
        (Fact(gettext("You agreed"), my_record.value_of(field)),),
        gettext("It stands as long as your card does: who wants it no longer closes the account."),
        elsewhere=(reverse("my-record-close", args=[library.slug]), gettext("Close my account")),
        because=cards.clauses(
            library.policy, listed.clauses if (listed := library.policy.collect.get("registration")) else ()
        ),
    )


def _mail(library: Library, own: OwnRecord) -> Choice:
    field = next((each for each in own.record.fields if each.field == "registration.email"), None)
    title = gettext("Mail to your e-mail address")
    cited = tuple(
        dict.fromkeys(
            clause
            for about in ("account", "news")
            for clause in policy.writing(library.policy, about, channel="email").clauses
        )
    )
    because = cards.clauses(library.policy, cited)
    here = (reverse("my-record", args=[library.slug]), gettext("Put your phone and e-mail right"))
    if field is None:
        none = Fact(gettext("Your address"), gettext("none is kept, so nothing is sent there"))
        return Choice("mail", title, (none,), elsewhere=here, because=because)
    facts = [Fact(gettext("Your address"), str(field.value))]
    acts = []
    for sort, (what, stop, again) in _SORTS.items():
        since = field.mail.get(sort)
        facts.append(Fact(gettext(what), _stopped(since) if since else gettext("may come")))
        acts.append(
            _mail_act(library, own.person, sort, gettext(again if since else stop), wanted=bool(since))
        )
    if BACK in field.mail:
        facts.append(Fact(gettext(my_record.MAIL[BACK]), tongues.day(field.mail[BACK])))
    return Choice("mail", title, tuple(facts), forms.of_mail(library.policy), tuple(acts), here, because)


def _stopped(since: date) -> str:
    return gettext("stopped, since {day}").format(day=tongues.day(since))


def _mail_act(library: Library, person: str, sort: str, label: str, *, wanted: bool) -> TakeBack:
    values = {"sort": sort, "wanted": "yes" if wanted else "no"}
    token = guards.seal(values, bound_to=_bound(library, person), seconds=SECONDS)
    return TakeBack(label, token, reverse("choose-mail", args=[library.slug]))


def _wishes(library: Library, own: OwnRecord) -> Choice:
    facts = family.own_facts("contact_wish", own.record.noted, minor=own.is_minor)
    nothing = Fact(
        gettext("You asked"), gettext("for nothing of the kind; the desk notes it when you say so")
    )
    return Choice(
        "wishes",
        gettext("How not to reach you"),
        facts or (nothing,),
        acts=_acts(library, own, "contact_wish"),
        because=cards.clauses(library.policy, library.policy.wishes.clauses),
    )


def _friends(library: Library, own: OwnRecord) -> Choice | None:
    """The Friends' list, where the policy knows one or she is on one."""
    rule, on = library.policy.friends, own.record.noted.friends
    if not rule.opt_in and not on:
        return None
    facts = list(family.own_facts("friends_choice", own.record.noted, minor=own.is_minor))
    kept = own.record.value("registration.consent")
    consent = consent_in(str(kept)) if kept else None
    if on and consent and on[0].since == consent.on:
        facts.append(Fact(gettext("Form"), consent.version))
    if not on:
        facts = [
            Fact(gettext("The Friends' list"), gettext("you are not on it; it is chosen when registering"))
        ]
    return Choice(
        "friends",
        gettext("The Friends of the Library"),
        tuple(facts),
        acts=_acts(library, own, "friends_choice"),
        because=cards.clauses(library.policy, rule.clauses),
    )


def _permitted(library: Library, own: OwnRecord) -> Choice:
    facts = permitting.own_facts(own.record.noted.permissions, minor=own.is_minor)
    nobody = Fact(gettext("Whom you let be told"), gettext("nobody yet"))
    rule = library.policy.permission
    return Choice(
        "permissions",
        gettext("Your permissions"),
        facts or (nobody,),
        acts=_acts(library, own, "permission"),
        elsewhere=(reverse("permit", args=[library.slug]), gettext("Let somebody be told of your records")),
        because=cards.clauses(library.policy, (*rule.clauses, *library.policy.statute.gate.permission)),
    )


def _sent(library: Library, own: OwnRecord) -> Choice:
    noted = own.record.noted
    given = tuple(
        Fact(gettext("Given on {day}").format(day=tongues.day(each.since)), each.name) for each in noted.sent
    )
    facts = (*family.own_facts("designation", noted, minor=own.is_minor), *given)
    nobody = Fact(gettext("Whom you send"), gettext("nobody; you sign for it at the desk"))
    return Choice(
        "sent", gettext("Whom you send, and who sends you"), facts or (nobody,), acts=_acts(library, own, "designation")
    )  # fmt: skip


def _guardians(library: Library, own: OwnRecord) -> Choice | None:
    noted = own.record.noted
    facts = family.own_facts("guardian_link", noted, minor=own.is_minor)
    if not facts:
        return None
    since = tuple(
        Fact(gettext("Noted on {day}").format(day=tongues.day(each.since)), each.name)
        for each in noted.guardians
    )
    return Choice(
        "guardians",
        gettext("Guardians"),
        (*facts, *since),
        gettext("The desk notes and takes off guardians, with proof of who they are."),
        because=cards.clauses(library.policy, library.policy.guardian.clauses),
    )


def _companies(library: Library) -> Choice:
    rows = learners.of(library)
    return Choice(
        "companies",
        gettext("Which companies learn something"),
        (Fact(gettext("That you switched on"), gettext("none; no company is switched on for you alone")),),
        gettext("The library itself uses these, for everybody:") if rows else "",
        learners=rows,
    )


def _acts(library: Library, own: OwnRecord, kind: str) -> tuple[TakeBack, ...]:
    """What she takes back here; a minor does so at the desk."""
    if own.is_minor:
        return ()
    return family.take_backs(library, own.person, kind, own.record.noted, back="choices")


def _bound(library: Library, person: str) -> str:
    return f"choose mail at {library.slug} by {person}"
