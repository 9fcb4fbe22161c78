"""The public policy page and the permission form, drawn from the policy in force. Nothing here is about a person.

The words are the policy room's, in the reader's language; here they become what the page shows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from reticent import policy
from reticent.disclosure.counts import Published
from reticent.doors.web import cards, charts, counted, tongues
from reticent.doors.web.charts import Chart
from reticent.doors.web.shown.cards import Fact
from reticent.doors.web.shown.promise import (
    Changed,
    Chapter,
    Days,
    Learner,
    Period,
    PermissionForm,
    PolicyInForce,
    Promise,
    Telling,
    Version,
    WhoSees,
)
from reticent.drawer import kinds
from reticent.people import permissions
from reticent.policy import Policy, PublicPage
from reticent.policy.adopting import dated_by
from reticent.policy.gates import binds
from reticent.policy.tongues import Tongue

LONGEST_BAR = 730
# Which records somebody may be told of, on the paper that a patron signs.
OF_MINE = {
    "registration": _("my registration: name, address, phone, e-mail, card"),
    "loan": _("what I have out, with titles and days"),
    "hold": _("what I have on hold, with titles"),
    "charge": _("what I owe, and for what"),
}


@dataclass(frozen=True)
class Versions:
    """The other texts of the same library, and when this one wants to be looked at again."""

    earlier: tuple[Policy, ...] = ()
    instead: Policy | None = None
    coming: Policy | None = None
    in_force: bool = True
    begins_on: date | None = None
    since: date | None = None
    begun: Mapping[str, date] = field(default_factory=dict)
    adopted_by: str = ""
    adopted_on: date | None = None
    review_due: date | None = None
    review_overdue: bool = False


def promise_of(
    adopted: Policy,
    *,
    turn_days: int,
    window_days: int,
    versions: Versions,
    language: str = "en",
    published: Published | None = None,
    learners: tuple[Learner, ...] = (),
) -> Promise:
    """The public page of a policy."""
    page = policy.public(adopted, language=language)
    days = tuple(_days(adopted, page, language, copies=turn_days + window_days))
    tongue = Tongue(language)
    earlier = [_version(text, tongue, versions) for text in versions.earlier]
    return Promise(
        policy=_in_force(adopted, page, since=versions.begins_on or versions.since),
        kept=tuple(_periods(adopted, page, language)),
        sees=tuple(
            WhoSees(line.label, line.who, line.fields, cards.cited(line.citations))
            for line, purpose in zip(page.sees, adopted.purposes.values(), strict=True)
            if purpose.duties
        ),
        tells=tuple(Telling(said.heading, said.text, cards.cited(said.citations)) for said in page.sections),
        police=cards.card_of(page.police, adopted, tab=""),
        notices=tuple(Telling(said.heading, said.text, cards.cited(said.citations)) for said in page.notices),
        settled=tuple(Telling(said.heading, said.text, cards.cited(said.citations)) for said in page.settled),
        clauses=tuple(_chapters(adopted, language)),
        turn_days=turn_days,
        window_days=window_days,
        consortium=adopted.consortium.name if adopted.consortium else "",
        days=days,
        days_chart=_chart(days),
        facts=tuple(_facts(adopted, page, versions, tongue)),
        changes=tuple(_changes(versions.earlier[-1], adopted, language)) if versions.earlier else (),
        before=earlier[-1] if earlier else None,
        earlier=tuple(reversed(earlier)),
        instead=_version(versions.instead, tongue, versions, home=True) if versions.instead else None,
        not_yet=versions.begins_on is not None,
        coming=_version(versions.coming, tongue, versions) if versions.coming else None,
        clauses_at="" if versions.in_force else _address(adopted),
        pdf=reverse("policy-pdf", args=[adopted.library, adopted.id]),
        requests=counted.requests(published, adopted) if published else None,
        learners=learners,
    )


def _facts(adopted: Policy, page: PublicPage, versions: Versions, tongue: Tongue) -> Iterable[Fact]:
    by = tongue.office(versions.adopted_by) if versions.adopted_by else page.approved_by
    yield Fact(gettext("Adopted by"), by or gettext("unknown"))
    if versions.adopted_on is not None:
        yield Fact(gettext("Adopted on"), tongues.day(versions.adopted_on))
    if versions.begins_on is not None:
        yield Fact(gettext("In force from"), tongues.day(versions.begins_on))
    if versions.since is not None:
        yield Fact(gettext("In force from"), tongues.day(versions.since))
    # Its own words, where they do not contradict the day: they may name earlier dates, of what was amended.
    if versions.begins_on is None and (versions.since is None or dated_by(adopted, versions.since)):
        yield Fact(gettext("Dates"), page.dates)
    if versions.review_due is not None:
        day = tongues.day(versions.review_due)
        said = gettext("was due on %(day)s") if versions.review_overdue else gettext("by %(day)s")
        yield Fact(gettext("Next review"), said % {"day": day})


def _version(text: Policy, tongue: Tongue, versions: Versions, *, home: bool = False) -> Version:
    address = reverse("promise", args=[text.library]) if home else _address(text)
    # What a body adopted here is dated by its adoption, whatever the text says of itself.
    begun = versions.begun.get(text.id)
    return Version(
        text.title, tongues.day(begun) if begun else tongue.say(text.effective_as_written), address
    )


def _address(text: Policy) -> str:
    return reverse("policy-text", args=[text.library, text.id])


def _changes(before: Policy, now: Policy, language: str) -> Iterable[Changed]:
    for change in policy.changed(before, now, language=language):
        yield Changed(change.heading, change.before, change.now, cards.cited(change.citations))


def changes(before: Policy, now: Policy) -> tuple[Changed, ...]:
    """What is otherwise in the second text than in the first, in English."""
    return tuple(_changes(before, now, "en"))


def chapters(adopted: Policy) -> tuple[Chapter, ...]:
    """The clauses of a policy under their headings, and the law, in English."""
    return tuple(_chapters(adopted, "en"))


def in_force(adopted: Policy, *, since: date | None = None) -> PolicyInForce:
    """Which text decides; since the day of its adoption here, else as it says itself."""
    return _in_force(adopted, policy.public(adopted), since=since)


def permission_of(adopted: Policy, *, language: str = "en") -> PermissionForm:
    """The form of a written permission: it names what it opens, as the statute's gate reads it."""
    tongue, form = Tongue(language), permissions.form_of(adopted)
    return PermissionForm(
        custodian=tongue.office(adopted.custodian.title),
        names=tuple(gettext(OF_MINE[kind]) for kind in policy.kinds_to_permit(adopted)),
        usual=form.usual,
        most=form.most,
        guardians=form.guardians,
        version=form.version,
        informed=form.informed,
        because=cards.clauses(adopted, form.clauses),
    )


def _in_force(adopted: Policy, page: PublicPage, *, since: date | None) -> PolicyInForce:
    return PolicyInForce(
        title=f"{page.library_name}, {page.title}",
        id=page.id,
        approved_by=page.approved_by,
        effective=tongues.day(since) if since else page.dates,
        sha256=page.sha256,
        clauses=len(adopted.clauses),
    )


def _periods(adopted: Policy, page: PublicPage, language: str) -> Iterable[Period]:
    for line in page.kept:
        yield Period(line.title, line.until, line.why, cards.cited(line.citations))
    tongue = Tongue(language)
    for own in kinds.declared():
        # What guards the program itself is kept whatever the policy says: the page says so, too.
        if own.days_after is not None and own.name not in adopted.keep:
            swept = own.days_after == 0 and not own.about_person
            until = tongue.say("until the day after" if swept else own.need)
            yield Period(tongue.say(own.title), until, tongue.say(own.why), ())


def _days(adopted: Policy, page: PublicPage, language: str, *, copies: int) -> Iterable[Days]:
    for line in page.kept:
        after = adopted.keep[line.kind].days_after
        yield Days(line.title, after, after + copies)
    for own in kinds.declared():
        # What the law keeps for years would leave no room for the others: the table says it.
        if own.days_after is not None and own.days_after <= LONGEST_BAR and own.name not in adopted.keep:
            yield Days(Tongue(language).say(own.title), own.days_after, own.days_after + copies)


def _chart(days: tuple[Days, ...]) -> Chart | None:
    return charts.bars(
        [
            charts.Figure(row.kind, f"{row.after} · {row.gone}", row.after, row.gone - row.after)
            for row in days
        ],
        id="days",
        title=gettext("Days kept once the reason is over"),
        told=gettext("One bar for each kind. The figures are those of the table."),
        key=gettext("Solid: kept. Outlined: only in locked copies, until their key is gone."),
    )


def _chapters(adopted: Policy, language: str) -> Iterable[Chapter]:
    headings: dict[str, list[str]] = {}
    for name, clause in adopted.clauses.items():
        headings.setdefault(clause.heading, []).append(name)
    law = adopted.statute
    headings[law.title] = [name for name in law.clauses if binds(law, name, adopted.flags)]
    tongue = Tongue(language)
    for heading, names in headings.items():
        lang = language if tongue.knows(heading) else "en"
        yield Chapter(tongue.say(heading), lang, cards.clauses(adopted, names))
