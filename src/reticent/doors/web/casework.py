"""Cases: what somebody from outside asked for or took, what was done about it, and what may be done now.

Which case a page is about travels sealed, for one account and a day at most: no address names a case. Which steps
there are, who takes them and what stands against them, the disclosure room says; this page draws its answers.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from reticent import papers
from reticent.disclosure import cases, clocks, counts, letters, retold
from reticent.disclosure.cases import Act, CaseFile, Listed, OnPaper
from reticent.disclosure.forms import CannotBeRead
from reticent.disclosure.legal_holds import Held
from reticent.disclosure.steps import Offer, leads_on
from reticent.disclosure.table import table
from reticent.doors.web import blanks, calling, cards, counted, guards, sheets, signing_in
from reticent.doors.web.shown.cards import Card, Fact
from reticent.doors.web.shown.cards import Step as Next
from reticent.doors.web.shown.case import CaseRow, Cases, CaseShown, Done, DueBy, Paper, StepForm
from reticent.doors.web.shown.frame import Problem
from reticent.doors.web.shown.today import Wanted
from reticent.errors import Malformed, Refused
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount

SECONDS = 24 * 60 * 60
TO_PAPER = "to_paper"
CALL = "page"
HAND_ON = "refer"
# What most visits are about: it tells nothing apart.
USUAL = "records"


@require_safe
@guards.staff_only()
def listed(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """The cases that this account may read: what is due first."""
    return _list(request, library, staff)


@signing_in.keeps_what_was_typed
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only()
def case(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """One case: read it, or take a step in it."""
    at = At(request, library, staff)
    handle = at.handle()
    if handle is None:
        return _list(request, library, staff, stale=True)
    return at.step(handle) if request.method == "POST" else at.page(handle)


@require_safe
@guards.staff_only()
def letter(request: HttpRequest, library: Library, staff: StaffAccount, form: str) -> HttpResponse:
    """A letter of a case, as a tagged PDF or as plain text."""
    token = request.GET.get("of", "")
    values = guards.unseal(token, bound_to=_letter_bound(library, staff))
    if values is None:
        return _list(request, library, staff, stale=True)
    now = datetime.now(UTC)
    today = library.day_of(now)
    file = cases.read(library, staff, values["case"], now=now)
    written = cases.letter(library, staff, file, values["letter"], on=today, language=values["language"])
    name = f"{written.name}-{written.language}.{form}"
    if form == "txt":
        return sheets.as_text(letters.as_text(written), name)
    sheet = papers.pdf("letter", written.values, title=written.title, language=written.language, made=today)
    return sheets.answered(sheet, name)


def _letter_bound(library: Library, staff: StaffAccount) -> str:
    return f"letter at {library.slug} by {staff.pk}"


def address(library: Library, staff: StaffAccount, handle: str, *, page: str = "case") -> str:
    """Where this case is, or one of its pages, for this account."""
    token = guards.seal({"case": handle}, bound_to=_bound(library, staff), seconds=SECONDS)
    return f"{reverse(page, args=[library.slug])}?{urlencode({'of': token})}"


def handle_in(request: HttpRequest, library: Library, staff: StaffAccount) -> str | None:
    """The handle that an address of ours carries, for this account."""
    values = guards.unseal(request.GET.get("of", ""), bound_to=_bound(library, staff))
    return values["case"] if values else None


def _bound(library: Library, staff: StaffAccount) -> str:
    return f"case at {library.slug} by {staff.pk}"


class At:
    """One visit to the page of a case: who, where, when; and what went wrong with the form that was sent."""

    def __init__(self, request: HttpRequest, library: Library, staff: StaffAccount) -> None:
        self.request, self.library, self.staff = request, library, staff
        self.now = datetime.now(UTC)
        self.zone = ZoneInfo(library.time_zone)
        self.failed = ""
        self.typed: Mapping[str, Sequence[str]] = {}
        self.wrong: Mapping[str, str] = {}
        self.problems: tuple[Problem, ...] = ()

    # -- which case

    def handle(self) -> str | None:
        """The handle that the address or the form carries, if it is ours and not over."""
        values = self._sealed()
        return values["case"] if values else None

    def _sealed(self) -> dict[str, str] | None:
        token = self.request.POST.get("token") or self.request.GET.get("of", "")
        return guards.unseal(token, bound_to=_bound(self.library, self.staff))

    def _token(self, file: CaseFile) -> str:
        values = {"case": file.handle, "seen": str(file.version)}
        return guards.seal(values, bound_to=_bound(self.library, self.staff), seconds=SECONDS)

    # -- acting

    def step(self, handle: str) -> HttpResponse:
        """Take the step whose form was sent; what stands against it is said beside what was typed."""
        do = self.request.POST.get("do", "")
        self.typed = blanks.typed_in(self.request)
        try:
            file = cases.read(self.library, self.staff, handle, now=self.now)
            offer = next((offer for offer in file.offers if offer.step == do), None)
            details = blanks.details(offer.asks if offer else (), self.typed, library=self.library)
            seen = int((self._sealed() or {}).get("seen", "-1"))
            after = cases.take(
                self.library, self.staff, handle, step=do, details=details, now=self.now, seen=seen
            )
        except CannotBeRead as cannot:
            self.failed, self.wrong = do, cannot.fields
        except cases.NotYours as no:
            return self._not_here(no)
        except (Malformed, Refused) as no:
            self.failed = do
            self.problems = tuple(Problem(line) for line in str(no).split("\n"))
        else:
            if isinstance(after, OnPaper):
                return self._on_paper(after)
            if not after.stays_with_reader:
                return self._handed_on(after)
            return redirect(address(self.library, self.staff, handle))
        return self.page(handle)

    # -- showing

    def page(self, handle: str) -> HttpResponse:
        """The page of the case."""
        try:
            file = cases.read(self.library, self.staff, handle, now=self.now)
        except (cases.NotYours, cases.NoSuchCase) as no:
            return self._not_here(no)
        drawn = self.drawn(file)
        return render(self.request, "case.html", {"case": drawn}, status=400 if drawn.problems else 200)

    def drawn(self, file: CaseFile) -> CaseShown:
        """Everything that the page shows of a case."""
        token, state = self._token(file), table().states[file.state]
        taken = {act.step for act in file.acts}
        onward = [o.step for o in file.offers if not o.why_not and leads_on(o, file.known, taken)]
        # The desk has one thing to do: it lies open.
        at_once = onward[0] if file.role == "desk" and len(onward) == 1 else ""
        forms = {o.step: self._form(o, token, open_=o.step in (at_once, self.failed)) for o in file.offers}
        also = [o.step for o in file.offers if not o.why_not and o.step not in onward]
        waiting = [o.step for o in file.offers if o.why_not]
        failed = forms.get(self.failed)
        wrong = blanks.problems(failed.blanks, self.wrong) if failed else ()
        callable_ = any(o.step == CALL for o in file.offers) and not file.closed_on
        return CaseShown(
            called=file.shown,
            title=self._title(file),
            state=state.label,
            what=state.what.format_map(self.library.policy.tables.said),
            opened=self._at(file.opened_at),
            zone=self.library.time_zone,
            card=cards.card_of(
                file.decision,
                self.library.policy,
                tab="As it stands now",
                to_custodian=file.role == "custodian",
            ),
            facts=self._facts(file),
            held=tuple(_held(hold) for hold in file.held),
            due=self._due(file),
            calls=calling.calls(self.library, self._tries(file)) if callable_ else (),
            token=token,
            next=tuple(forms[step] for step in onward),
            also=tuple(forms[step] for step in also),
            not_yet=tuple(forms[step] for step in waiting),
            done=tuple(self._done(act) for act in file.acts),
            problems=(*self.problems, *wrong),
            closed=f"{file.closed_on:%-d %B %Y}" if file.closed_on else "",
            at_desk=file.role == "desk",
            letters=self._letters(file),
        )

    def _form(self, offer: Offer, token: str, *, open_: bool) -> StepForm:
        failed = offer.step == self.failed
        typed = self.typed if failed else self._at_first(offer)
        return StepForm(
            step=offer.step,
            label=offer.label,
            words=offer.words,
            clauses=cards.clauses(self.library.policy, offer.clauses),
            token=token,
            blanks=blanks.blanks(
                offer.asks,
                typed,
                form=offer.step.replace(":", "-"),
                library=self.library,
                wrong=self.wrong if failed else None,
            ),
            why_not=offer.why_not,
            open=open_,
            grave=offer.step == TO_PAPER,
            href=self._address("case-search") if offer.own_page else "",
        )

    def _address(self, page: str) -> str:
        return address(self.library, self.staff, self.handle() or "", page=page)

    def _at_first(self, offer: Offer) -> Mapping[str, Sequence[str]]:
        """What stands in a form before anybody typed: that it is done now, and to whom a case is handed on."""
        at_first = {"when": [blanks.here_and_now(self.library, self.now)]}
        if offer.step == HAND_ON:
            at_first["office"] = [self.library.policy.referral.to]
        return at_first

    def _title(self, file: CaseFile) -> str:
        """Who came, and with what: the paper, or that they complain."""
        came = file.acts[0].details
        about = {} if came.get("about", USUAL) == USUAL else {"about": came["about"]}
        paper = {name: came[name] for name in ("papers", "papers_shown") if name in came}
        said = retold.in_words(
            {"asker": came.get("asker"), **(about or paper)}, self.library.policy, zone=self.zone
        )
        return " · ".join(words for _, words in said)

    def _facts(self, file: CaseFile) -> tuple[Fact, ...]:
        """What is known now: the newest answer to each question that was asked about them and their paper."""
        newest: dict[str, Fact] = {}
        for act in file.acts:
            if act.step in _TELLS_OF_THEM:
                newest.update({fact.label: fact for fact in self._told(act)})
        return tuple(newest.values())

    def _told(self, act: Act) -> tuple[Fact, ...]:
        return tuple(
            Fact(label, words)
            for label, words in retold.in_words(act.details, self.library.policy, zone=self.zone)
        )

    def _done(self, act: Act) -> Done:
        return Done(
            number=act.number,
            at=act.at,
            when=self._at(act.at),
            label=retold.step_in_words(act.step, self.library.policy),
            by=act.by,
            facts=self._told(act),
            clauses=act.basis,
        )

    def _letters(self, file: CaseFile) -> tuple[Paper, ...]:
        return tuple(
            Paper(
                letters.text_of(name).called,
                _LANGUAGES[language],
                self._letter_at(file, name, language, "pdf"),
                self._letter_at(file, name, language, "txt"),
            )
            for name in cases.letters_for(self.library, file)
            for language in letters.languages(name)
        )

    def _letter_at(self, file: CaseFile, name: str, language: str, form: str) -> str:
        values = {"case": file.handle, "letter": name, "language": language}
        token = guards.seal(values, bound_to=_letter_bound(self.library, self.staff), seconds=SECONDS)
        return f"{reverse(f'letter-{form}', args=[self.library.slug])}?{urlencode({'of': token})}"

    def _tries(self, file: CaseFile) -> dict[str, list[str]]:
        """What came of calling each office so far."""
        tries: dict[str, list[str]] = {}
        for act in file.acts:
            if act.step == CALL:
                said = "reached" if act.details.get("reached") in (True, "yes") else "not reached"
                tries.setdefault(str(act.details.get("office", "")), []).append(
                    f"{self._time(act.at)} {said}"
                )
        return tries

    def _due(self, file: CaseFile) -> tuple[DueBy, ...]:
        return tuple(
            DueBy(
                each.what,
                self._until(each.by),
                clocks.is_over(each.by, now=self.now, zone=self.zone),
                each.clauses,
                each.note,
            )
            for each in file.due
        )

    def _until(self, by: clocks.Moment) -> str:
        on = clocks.day_of(by, self.zone)
        at = f", {by.astimezone(self.zone):%H:%M}" if isinstance(by, datetime) else ""
        return f"{on:%A} {on.day} {on:%B %Y}{at}"

    def _at(self, moment: datetime) -> str:
        there = moment.astimezone(self.zone)
        return f"{there:%a} {there.day} {there:%b %Y, %H:%M}"

    def _time(self, moment: datetime) -> str:
        there, now = moment.astimezone(self.zone), self.now.astimezone(self.zone)
        return f"{there:%H:%M}" if there.date() == now.date() else f"{there.day} {there:%b, %H:%M}"

    # -- where there is no page of it any more

    def _handed_on(self, file: CaseFile) -> HttpResponse:
        title = self.library.policy.referral.to
        card = Card(
            "done",
            file.shown,
            f"Handed on. The {title} answers from here.",
            note="You need not say or write anything more. If you remember something, tell them.",
            steps=(Next("Back to the desk", "next", reverse("desk", args=[self.library.slug])),),
        )
        return render(self.request, "case_over.html", {"card": card, "title": "Handed on"})

    def _not_here(self, no: Exception) -> HttpResponse:
        card = Card(
            "referred",
            "Cases",
            "It is not with you.",
            note=str(no),
            steps=(Next("Your cases", "next", reverse("cases", args=[self.library.slug])),),
        )
        return render(self.request, "case_over.html", {"card": card, "title": "Cases"}, status=403)

    def _on_paper(self, gone: OnPaper) -> HttpResponse:
        until = self._at(gone.readable_until)
        return render(
            self.request,
            "case_on_paper.html",
            {
                "gone": gone,
                "until": until,
                "opened": f"{gone.opened_on:%-d %B %Y}",
                "may_come": cases.role_of(self.library, self.staff, on=self.library.day_of(self.now))
                == "custodian",
            },
        )


_LANGUAGES = {"en": "", "es": "in Spanish"}
# Steps that tell who came, with what, and what the paper is.
_TELLS_OF_THEM = ("ask", "take", "they_take", "classify", "another_paper", "correct", "copy_of_warrant")


def _held(hold: Held) -> Fact:
    """What a case keeps, until when, and who says so."""
    ends = f"{hold.until:%-d %B %Y}"
    confirmed = {"custodian": "Confirmed by the custodian", "counsel": "Confirmed by counsel"}
    by = confirmed.get(hold.confirmed_by)
    until = f"{by}, until {ends}." if by else f"Provisional: ends by itself on {ends} unless it is confirmed."
    return Fact(hold.named, f"{hold.counts}, as of {hold.placed_on:%-d %B %Y}. {until}")


# -- what is due, and the list


def wanted(library: Library, staff: StaffAccount, *, now: datetime) -> tuple[Wanted, ...]:
    """What the open cases want, of their rows alone: nothing is opened for it."""
    due = cases.due(library, now=now)
    zone = ZoneInfo(library.time_zone)
    found = [
        Wanted(
            f"{each.shown}: something is due on {each.due_at.astimezone(zone):%A %-d %B}"
            + (", which is over." if each.overdue else "."),
            each.overdue,
            address(library, staff, each.handle),
            "The case",
        )
        for each in due
    ]
    undated = sum(row.closed_on is None for row in cases.rows(library)) - len(due)
    if undated > 0:
        said = "One open case has" if undated == 1 else f"{undated} open cases have"
        found.append(Wanted(f"{said} no day yet.", False, reverse("cases", args=[library.slug]), "Cases"))
    return tuple(found)


def _list(
    request: HttpRequest, library: Library, staff: StaffAccount, *, stale: bool = False
) -> HttpResponse:
    now = datetime.now(UTC)
    found = cases.listed(library, staff, now=now)
    rows = [(each, _row(library, staff, each)) for each in found]
    answers_for_all = cases.role_of(library, staff, on=library.day_of(now)) == "custodian"
    so_far = counts.so_far(library, today=library.day_of(now)) if answers_for_all else None
    page = Cases(
        open=tuple(row for each, row in rows if each.closed_on is None),
        closed=tuple(row for each, row in rows if each.closed_on is not None),
        zone=library.time_zone,
        stale=stale,
        all_of_them=answers_for_all,
        this_year=so_far.year if so_far else 0,
        this_years=tuple(counted.rows(so_far)) if so_far and so_far.counts else (),
    )
    return render(request, "cases.html", {"cases": page}, status=410 if stale else 200)


def _row(library: Library, staff: StaffAccount, each: Listed) -> CaseRow:
    zone = ZoneInfo(library.time_zone)
    asker = dict(retold.in_words({"asker": each.asker}, library.policy, zone=zone)) if each.asker else {}
    who = " · ".join(part for part in (*asker.values(), each.agency) if part)
    due = each.due_at.astimezone(zone) if each.due_at else None
    return CaseRow(
        called=each.shown,
        who=who or ("They are taking" if each.path == "taking" else "They are asking"),
        state=table().states[each.state].label,
        opened=f"{each.opened_at.astimezone(zone):%-d %b %Y, %H:%M}",
        due=f"{due:%-d %b %Y, %H:%M}" if due and not each.closed_on else "",
        late=each.overdue,
        href=address(library, staff, each.handle),
    )
