"""The director's page of the policy: which one is in force, since when and by whom, and the steps to the next one.

The director records here what others did: an office looked a draft over, a body adopted it. The rules are people's
(`adoptions`); this page asks for what they need and shows what they say.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from reticent.doors.web import forms, guards, mending, public
from reticent.doors.web.shown.adopting import Adopting, ByPeople, TextRow, Written
from reticent.doors.web.shown.cards import Choice, Entry, Fact, Form
from reticent.doors.web.shown.frame import Problem
from reticent.doors.web.shown.promise import PolicyInForce
from reticent.doors.web.shown.today import Wanted
from reticent.errors import Malformed, Refused
from reticent.people import adoptions, libraries, reminders
from reticent.people.adoptions import PolicyAdoption, Standing, Trouble
from reticent.people.libraries import Library
from reticent.people.policy_files import FileState
from reticent.people.staff import StaffAccount
from reticent.policy import Reminder, adopting
from reticent.policy.adopting import Act
from reticent.retention import clock, switching

# A policy is some tens of thousands of characters; what is far longer is another file.
LONGEST = 1_000_000
_SECONDS = 4 * 60 * 60
_OFFICES = tuple(Choice(short, title, "") for short, title in adopting.REVIEWERS.items())


class NoFile(Malformed):
    """A draft was to be taken in, and there is nothing to take in."""


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only("director")
def policy(request: HttpRequest, library: Library, director: StaffAccount) -> HttpResponse:
    """Where the policy stands; and the forms by which the next step is recorded."""
    now = datetime.now(UTC)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    page = Page(request, library, now)
    if do in _ACTS:
        try:
            _ACTS[do](page)
        except (Refused, Malformed) as no:
            page.wrong(do, no)
        else:
            return redirect("adopting", library.slug)
    elif do == "foresee":
        page.foreseen = page.unsealed()
    status = 400 if page.problems else 200
    return render(request, "adopting.html", {"adopting": page.drawn()}, status=status)


@require_safe
@guards.staff_only("director")
def file(request: HttpRequest, library: Library, director: StaffAccount, policy_id: str) -> HttpResponse:
    """The bytes of one text: those that were adopted, whatever lies in its file now."""
    try:
        content = adoptions.bytes_of(library.slug, policy_id)
    except adoptions.NoSuchText:
        raise Http404 from None
    answer = HttpResponse(content, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{policy_id}.toml"'
    return answer


class Page:
    """One showing of the page, with what went wrong with the form that was sent."""

    def __init__(self, request: HttpRequest, library: Library, now: datetime) -> None:
        self.request, self.library, self.now = request, library, now
        self.today = library.day_of(now)
        self.problems: tuple[Problem, ...] = ()
        self.failed = ("", "")  # which form, of which text
        self.foreseen = ""

    # -- acting

    def draft(self) -> None:
        """Take the file that was chosen in as a draft."""
        sent = self.request.FILES.get("file")
        if sent is None or not sent.size:
            raise NoFile("Choose the policy's file (.toml) first.")
        if sent.size > LONGEST:
            raise NoFile("This file is too long for a policy. Choose the policy's own file (.toml).")
        name = Path(f"{Path(sent.name or 'policy').stem}.toml")
        adoptions.draft(self.library.slug, name, content=sent.read(), by="director", today=self.today)

    def review(self) -> None:
        """Note who looked a draft over."""
        by = self._sent("office", most=24)
        if not by:
            raise Malformed("Say which office looked it over.")
        adoptions.review(
            self.library.slug, self.unsealed(), by=by, on=self._day("reviewed_on"), today=self.today
        )

    def adopt(self) -> None:
        """Record what the body did."""
        clock.check(now=self.now)
        begins = self._sent("begins", most=10)
        act = Act(
            self._sent("body", most=80),
            self._day("adopted_on"),
            self._day("begins") if begins else None,
            self._sent("reference", most=160),
        )
        libraries.adopt(self.library, self.unsealed(), act=act, today=self.today)

    def put_back(self) -> None:
        """Put the adopted bytes back where something else lies."""
        done = adoptions.put_back(self.library.slug)
        adoptions.write_down_put_back(self.library.slug, done, role="director", today=self.today)

    def see_to(self) -> None:
        """Note that what only people can keep was seen to."""
        reminders.see_to(
            self.library.slug,
            self.library.policy,
            self.unsealed(),
            on=self._day("seen_to_on"),
            today=self.today,
            role="director",
        )

    def unsealed(self) -> str:
        """The text that a form is about."""
        values = guards.unseal(self.request.POST.get("token", ""), bound_to=self._bound())
        if values is None:
            raise Refused("This form has gone stale. Load the page again; nothing was recorded.")
        return values["text"]

    def wrong(self, do: str, no: Refused | Malformed) -> None:
        """Say what stands against it, with the form open and filled as it was."""
        lines = str(no).split("\n")
        self.problems = tuple(Problem(line) for line in lines if line)
        try:
            self.failed = (do, self.unsealed() if do in ("review", "adopt") else "")
        except Refused:
            self.failed = ("", "")

    def _sent(self, name: str, *, most: int) -> str:
        """What was typed in a field; each text's form has fields of its own."""
        return forms.typed(self.request, f"{name}-{self.unsealed()}", most=most)

    def _day(self, name: str) -> date:
        typed = self._sent(name, most=10)
        try:
            return date.fromisoformat(typed)
        except ValueError:
            raise Malformed("Give the day as year, month, day: 2026-11-20. Nothing was recorded.") from None

    def _bound(self) -> str:
        return f"adopting at {self.library.slug}"

    # -- showing

    def drawn(self) -> Adopting:
        """Everything that the page shows."""
        slug = self.library.slug
        now = adoptions.in_brief(slug, on=self.today)
        files = {found.policy_id: found for found in adoptions.files(slug)}
        rows = adoptions.history(slug)
        states = adoptions.standings(rows, on=self.today)
        troubles = adoptions.troubles(slug)
        kept = _kept(self.library) if now else ()
        return Adopting(
            in_force=self._in_force(now.since if not now.came_before_us else None) if now else None,
            facts=_facts(now) if now else (),
            wanted=_wanted(self.library, now, troubles, kept, today=self.today),
            texts=tuple(self._row(row, state, files) for row, state in zip(rows, states, strict=True)),
            written=tuple(self._written(row) for row in rows if row.state != PolicyAdoption.ADOPTED),
            problems=self.problems,
            put_back=any(t.is_mendable for t in troubles),
            kept=tuple(self._by_people(each) for each in kept),
        )

    def _in_force(self, since: date | None) -> PolicyInForce | None:
        try:
            return public.in_force(self.library.policy, since=since)
        except adoptions.AdoptedTextLost:
            return None  # what became of it stands among what is wanted

    def _by_people(self, each: Reminder) -> ByPeople:
        return ByPeople(
            each.clause,
            each.text,
            each.who,
            forms.day(each.seen_to_on),
            forms.day(each.due_on),
            is_due=each.is_due(self.today),
            token=guards.seal({"text": each.clause}, bound_to=self._bound(), seconds=_SECONDS),
            today=self.today.isoformat(),
        )

    def _row(self, row: PolicyAdoption, state: str, files: dict[str, FileState]) -> TextRow:
        found = files.get(row.policy_id)
        office = adopting.REVIEWERS.get(row.reviewed_by, "")
        by = row.adopted_by or "by whom is unknown"
        return TextRow(
            id=row.policy_id,
            state=state,
            drafted="" if row.came_before_us else forms.day(row.drafted_on),
            reviewed=f"{office}, {forms.day(row.reviewed_on)}" if row.reviewed_on else "",
            adopted=f"{by}, {forms.day(row.adopted_on)}" if row.state == PolicyAdoption.ADOPTED else "",
            reference=row.reference,
            begins=forms.day(row.in_force_from) if row.state == PolicyAdoption.ADOPTED else "",
            superseded_by=row.superseded_by,
            file=found.said if found else "",
            file_is_whole=found is None or found.whole,
            href=reverse("adopted-file", args=[self.library.slug, row.policy_id]),
            packet=mending.packet_at(self.library, row.policy_id),
        )

    def _written(self, row: PolicyAdoption) -> Written:
        text = adoptions.draft_text(self.library.slug, row.policy_id)
        token = guards.seal({"text": row.policy_id}, bound_to=self._bound(), seconds=_SECONDS)
        law = adoptions.signed_by_counsel(self.library.slug, text)
        steps = [self._review_form(row, token)]
        if row.state == PolicyAdoption.REVIEWED:
            steps.append(self._adopt_form(row, token, body=adopting.body_of(text)))
        written = Written(
            id=row.policy_id,
            state=row.state,
            token=token,
            body=adopting.body_of(text),
            caution=""
            if law.allowed and not law.caution
            else f"{law.say} {law.caution} {law.next_step}".strip(),
            forms=tuple(steps),
            mend=mending.to_mend(self.library, text, today=self.today),
        )
        if self.foreseen != row.policy_id:
            return written
        seen = switching.foresee(self.library, text, on=self.today)
        return replace(
            written,
            asked_for=True,
            answers=tuple((a.about, a.before.words, a.after.words) for a in seen.answers),
            rules=tuple((f"{r.chapter}: {r.about}", r.before.words, r.after.words) for r in seen.rules),
            kinds=tuple((k.title, _held(k), k.said) for k in seen.kinds),
        )

    def _review_form(self, row: PolicyAdoption, token: str) -> Form:
        again = row.state == PolicyAdoption.REVIEWED
        typed = self._typed("review", row.policy_id)
        return Form(
            "review",
            "Note another review" if again else "Note that it was reviewed",
            token,
            "Note the review",
            "An office, never a name: what is noted here is public.",
            entries=(
                Entry(
                    f"reviewed_on-{row.policy_id}", "On which day", typed.get("reviewed_on", ""), kind="date"
                ),
            ),
            question="Which office looked it over?",
            choice_name=f"office-{row.policy_id}",
            choices=_OFFICES,
            told=typed.get("office", ""),
            open=bool(typed),
        )

    def _adopt_form(self, row: PolicyAdoption, token: str, *, body: str) -> Form:
        typed = self._typed("adopt", row.policy_id)
        named = (
            f"The text names the {body}."
            if body
            else f"The text names no body. One of: {', '.join(adopting.BODIES)}. Never a name."
        )
        return Form(
            "adopt",
            "Record that it was adopted",
            token,
            "Record the adoption",
            "This program adopts nothing. Write down what the body did, once it has voted.",
            entries=(
                Entry(f"body-{row.policy_id}", "Which body adopted it", typed.get("body", ""), hint=named),
                Entry(
                    f"adopted_on-{row.policy_id}", "On which day", typed.get("adopted_on", ""), kind="date"
                ),
                Entry(
                    f"begins-{row.policy_id}",
                    "In force from",
                    typed.get("begins", ""),
                    kind="date",
                    hint="Left empty: from the text's own day, or from the day of its adoption.",
                ),
                Entry(
                    f"reference-{row.policy_id}",
                    "Where it is written down",
                    typed.get("reference", ""),
                    hint="Such as: minutes of 20 November 2026, item 7. Kept for good, for anyone to read: no names.",
                ),
            ),
            open=bool(typed),
        )

    def _typed(self, do: str, policy_id: str) -> dict[str, str]:
        """What was typed into the form that failed, if it is this one."""
        if self.failed != (do, policy_id):
            return {}
        names = ("office", "reviewed_on", "body", "adopted_on", "begins", "reference")
        return {name: forms.typed(self.request, f"{name}-{policy_id}", most=160) for name in names}


def wanted(library: Library, *, today: date) -> tuple[Wanted, ...]:
    """What the policy wants of the director: also on the page of the day."""
    now = adoptions.in_brief(library.slug, on=today)
    kept = _kept(library) if now else ()
    return _wanted(library, now, adoptions.troubles(library.slug), kept, today=today)


def _wanted(
    library: Library,
    now: Standing | None,
    troubles: Sequence[Trouble],
    kept: Sequence[Reminder],
    *,
    today: date,
) -> tuple[Wanted, ...]:
    page = reverse("adopting", args=[library.slug])
    found = [Wanted(f"{each.what} {each.on_page}", True, page, "The policy") for each in troubles]
    if now is None:
        said = "No policy is in force: whoever asks is referred, and the desk looks nothing up. Answer the set-up's"
        said += " questions, have the draft reviewed and let your body adopt it."
        found.append(Wanted(said, True, reverse("setting-up", args=[library.slug]), "Set it up"))
    if now and now.review_overdue:
        said = f"The policy was to be looked at again by {forms.day(now.review_due)}. The review is overdue."
        found.append(Wanted(said, True, page, "The policy"))
    elif now and now.review_is_near:
        said = f"The policy is to be looked at again by {forms.day(now.review_due)}."
        found.append(Wanted(said, False, page, "The policy"))
    if due := sum(each.is_due(today) for each in kept):
        said = f"{'One promise' if due == 1 else f'{due} promises'} of the policy that only people can keep"
        said += f" {'wants' if due == 1 else 'want'} seeing to this year."
        found.append(Wanted(said, False, f"{page}#kept", "What people keep"))
    if now and now.coming:
        said = f"From {forms.day(now.coming_on)} on {now.coming} is in force in place of {now.policy_id}."
        found.append(Wanted(said, False, page, "The policy"))
    return tuple(found)


def adopted_here_since(library: Library, *, today: date) -> date | None:
    """Since when the text in force is in force, where a body adopted it here; else only the text itself says it."""
    row = adoptions.in_force(library.slug, on=today)
    return row.in_force_from if row and not row.came_before_us else None


def _kept(library: Library) -> tuple[Reminder, ...]:
    """What only people can keep; nothing where the text in force cannot be read: that stands among the troubles."""
    try:
        return reminders.of(library.slug, library.policy)
    except adoptions.AdoptedTextLost:
        return ()


def _facts(now: Standing) -> tuple[Fact, ...]:
    facts = [
        Fact("In force since", forms.day(now.since) or "unknown"),
        Fact("Adopted by", now.adopted_by or "unknown"),
        Fact("Adopted on", forms.day(now.adopted_on) or "unknown"),
        Fact("Known" if now.came_before_us else "Written down", now.reference or "unknown"),
    ]
    if not now.came_before_us and now.followed_since != now.since:
        facts.append(Fact("Followed here since", forms.day(now.followed_since)))
    if now.review_due:
        due = f"{forms.day(now.review_due)}{', overdue' if now.review_overdue else ''}"
        facts.append(Fact("Next review", due, "due" if now.review_overdue else ""))
    else:
        facts.append(Fact("Next review", "the text names no day"))
    return tuple(facts)


def _held(kind: switching.KindChange) -> str:
    at_once = f", {kind.goes_at_once:,} would go at once" if kind.goes_at_once else ""
    return f"{kind.held:,} held{at_once}"


_ACTS: dict[str, Callable[[Page], None]] = {
    "draft": Page.draft,
    "review": Page.review,
    "adopt": Page.adopt,
    "put_back": Page.put_back,
    "see_to": Page.see_to,
}
