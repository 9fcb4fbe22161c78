"""The register of vendors and agents: who is told what, under which contract; the letter that asks for what it lacks.

Whether a vendor may be told anything, the policy says (people/vendors.py asks it); these pages ask for particulars and
days, and show what it says. A company has a page of its own address: it is nobody who reads.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from reticent import papers, reminders
from reticent.disclosure import contract_letters, letters
from reticent.doors.web import cards, forms, guards, sheets
from reticent.doors.web.shown.blanks import Blank, Mark
from reticent.doors.web.shown.cards import Entry, Fact, Form
from reticent.doors.web.shown.frame import Problem
from reticent.doors.web.shown.today import Wanted
from reticent.doors.web.shown.vendors import TermRow, VendorRow, Vendors, VendorShown
from reticent.errors import Malformed, Refused
from reticent.people import vendors as room
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.people.vendors import (
    ENDED,
    MOST,
    SENDABLE,
    STOPPED,
    WAITING,
    NotAVendor,
    Particulars,
    Seen,
    Vendor,
)
from reticent.policy import FIELDS, contracting
from reticent.policy.contracting import AGENT, SERVICE
from reticent.policy.vocabulary import CONTRACT_TERMS

ROLE = "director"
_SECONDS = 4 * 60 * 60
STATES = {
    room.ACTIVE: ("May be told", "pencil"),
    room.STOPPED: ("Stopped", ""),
    room.WAITING: ("Not yet", "pending"),
    room.ENDED: ("Ended", ""),
}
DUE = {
    room.RENEWAL: "contract ends {day}",
    room.AUDIT: "look at it again by {day}",
    room.DESTRUCTION: "destroyed by {day}?",
}
_LINES = {
    "name": ("Name", "The company, as on its contract."),
    "does": ("What it does for the library", "In a reader's words: the public page says it so."),
    "office": (
        "Whom to write to there",
        "An office such as Privacy Officer, not a name: offices outlast people.",
    ),
    "mail": ("E-mail of that office", ""),
    "telephone": ("Telephone of that office", ""),
    "site": ("Its own privacy policy", "The address, from https:// on. Readers get it as a link."),
}
_NEEDED = ("name", "does")
_SORTS = (
    (SERVICE, "A service that readers use: it learns whether somebody is entitled"),
    (AGENT, "An agent that works for the library under contract, and is sent something"),
)
_PURPOSES = (("recovery", "To get things back"), ("support", "To repair the system"))


@require_safe
@guards.staff_only("director")
def vendors(request: HttpRequest, library: Library, director: StaffAccount) -> HttpResponse:
    """Every vendor: what it learns, how it stands, what is due next."""
    today = library.day_of(datetime.now(UTC))
    due: dict[str, str] = {}
    for each in room.due(library):
        due.setdefault(each.row.handle, DUE[each.code].format(day=_said(each.by)))
    rows = [_row(library, seen, due.get(seen.row.handle, "")) for seen in room.of(library, today=today)]
    rule = library.policy.contracts
    shown = Vendors(
        rows=tuple(row for row in rows if row.state != STATES[ENDED][0]),
        ended=tuple(row for row in rows if row.state == STATES[ENDED][0]),
        promise=_PROMISES[rule.effort if rule else ""],
        because=cards.clauses(library.policy, rule.clauses if rule else library.policy.statute.gate.insiders),
        add=reverse("vendor-new", args=[library.slug]),
    )
    return render(request, "vendors.html", {"vendors": shown})


_PROMISES = {
    "ensures": "The policy ensures it: nobody is told anything until the contract says what the policy wants said.",
    "seeks": "The policy seeks it: what a contract lacks is asked for in writing before anybody is told anything.",
    "": "The policy does not speak of contracts. The law does: whoever works for the library is bound to confidence.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only("director")
def vendor(request: HttpRequest, library: Library, director: StaffAccount, handle: str = "") -> HttpResponse:
    """One vendor, or a new one: how it stands, what may be done, and what is written down of it."""
    if handle:
        _there(library, handle)
    page = Page(request, library, handle)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if do in _ACTS:
        try:
            at = _ACTS[do](page)
        except (Refused, Malformed) as no:
            page.wrong(do, no)
        else:
            return redirect(at)
    return render(request, "vendor.html", {"vendor": page.drawn()}, status=400 if page.problems else 200)


@require_safe
@guards.staff_only("director")
def letter(
    request: HttpRequest, library: Library, director: StaffAccount, handle: str, form: str
) -> HttpResponse:
    """The letter that asks a vendor for what its contract does not say."""
    today, row = library.day_of(datetime.now(UTC)), _there(library, handle)
    written = contract_letters.asking_for_terms(
        room.contract_of(row, today=today), library.policy, office=row.office, on=today
    )
    if form == "txt":
        return sheets.as_text(letters.as_text(written), f"{written.name}.txt")
    return sheets.answered(
        papers.pdf("letter", written.values, title=written.title, made=today), f"{written.name}.pdf"
    )


def _there(library: Library, handle: str) -> Vendor:
    """The vendor of this address; a page not found where there is none."""
    try:
        return room.found(library, handle, today=library.day_of(datetime.now(UTC))).row
    except room.NoVendor:
        raise Http404 from None


def wanted(library: Library, *, today: date) -> tuple[Wanted, ...]:
    """What vendors want of the director: also on the page of the day."""
    found = []
    for seen in room.of(library, today=today):
        if seen.state == STOPPED:
            said = f"{seen.row.name} may be told nothing any more: send it nothing. {seen.stands.say}"
            found.append(Wanted(said, True, _address(library, seen.row), "The vendor"))
    for each in room.due(library):
        if each.by <= today + timedelta(days=reminders.KINDS[each.code].near_days):
            late = ", overdue" if each.by < today else ""
            said = f"{each.row.name}: {DUE[each.code].format(day=_said(each.by))}{late}."
            found.append(Wanted(said, bool(late), _address(library, each.row), "The vendor"))
    return tuple(found)


class Page:
    """One showing of one vendor, with what went wrong with the form that was sent."""

    def __init__(self, request: HttpRequest, library: Library, handle: str) -> None:
        self.request, self.library, self.handle = request, library, handle
        self.today = library.day_of(datetime.now(UTC))
        self.errors: dict[str, str] = {}
        self.problems: tuple[Problem, ...] = ()
        self.failed = ""

    # -- acting: each answers where to go on

    def note(self) -> str:
        """Write down what was typed."""
        self._unsealed()
        handle = room.note(self.library, self._typed(), handle=self.handle)
        return reverse("vendor", args=[self.library.slug, handle])

    def begin(self) -> str:
        """Let it be told."""
        self._unsealed()
        room.activate(self.library, self.handle, today=self.today, role=ROLE)
        return self.request.path

    def letter_sent(self) -> str:
        """The letter went."""
        self._unsealed()
        room.letter_sent(self.library, self.handle, on=self._day("letter_sent"), today=self.today)
        return self.request.path

    def looked_at(self) -> str:
        """Somebody looked whether it keeps to its contract."""
        self._unsealed()
        room.looked_at(self.library, self.handle, on=self._day("looked_at"), today=self.today)
        return self.request.path

    def end(self) -> str:
        """The contract ended."""
        self._unsealed()
        room.end(self.library, self.handle, on=self._day("end"), today=self.today, role=ROLE)
        return self.request.path

    def goes_on(self) -> str:
        """It goes on after all."""
        self._unsealed()
        room.goes_on(self.library, self.handle)
        return self.request.path

    def destroyed(self) -> str:
        """It said that what it held is destroyed."""
        self._unsealed()
        room.destroyed(self.library, self.handle, on=self._day("destroyed"), today=self.today)
        return self.request.path

    def wrong(self, do: str, no: Refused | Malformed) -> None:
        """Say what stands against it, with the form open and filled as it was."""
        self.failed = do
        if isinstance(no, NotAVendor):
            self.errors = {f"{name}-{do}" if name == "on" else name: why for name, why in no.wrong.items()}
            self.problems = tuple(Problem(why, _target(name)) for name, why in self.errors.items())
        else:
            self.problems = tuple(Problem(line) for line in str(no).split("\n") if line)

    def _day(self, do: str) -> date:
        try:
            return date.fromisoformat(forms.typed(self.request, f"on-{do}", most=20))
        except ValueError:
            raise NotAVendor({"on": "Give the day as year, month, day: 2026-11-20."}) from None

    def _period(self, name: str) -> date | None:
        typed = forms.typed(self.request, name, most=20)
        try:
            return date.fromisoformat(typed) if typed else None
        except ValueError:
            raise NotAVendor({name: "Give the day as year, month, day: 2026-11-20."}) from None

    def _typed(self) -> Particulars:
        return Particulars(
            **{name: forms.typed(self.request, name, most=400) for name in _LINES},
            sort=forms.typed(self.request, "sort", most=20),
            purpose=forms.typed(self.request, "purpose", most=20),
            fields=tuple(name for name in SENDABLE if name in self.request.POST.getlist("fields")),
            terms={term: forms.typed(self.request, term, most=400) for term in CONTRACT_TERMS},
            runs_from=self._period("runs_from"),
            runs_until=self._period("runs_until"),
        )

    def _unsealed(self) -> None:
        if guards.unseal(self.request.POST.get("token", ""), bound_to=self._bound()) is None:
            raise Refused("This form has gone stale. Load the page again; nothing was changed.")

    def _sealed(self) -> str:
        return guards.seal({"handle": self.handle}, bound_to=self._bound(), seconds=_SECONDS)

    def _bound(self) -> str:
        return f"vendor {self.handle} at {self.library.slug}"

    # -- showing

    def drawn(self) -> VendorShown:
        """Everything that the page shows."""
        seen = room.found(self.library, self.handle, today=self.today) if self.handle else None
        typed = self._shown(seen)
        every = reverse("vendors", args=[self.library.slug])
        blanks, agents, terms = self._blanks(typed), self._of_agents(typed), self._terms_blanks(typed)
        if seen is None:
            return VendorShown(
                "", blanks, agents, terms, self._sealed(), every, editing=True, problems=self.problems
            )
        state, tone = STATES[seen.state]
        lacks = any(term not in seen.row.terms for term in CONTRACT_TERMS)
        return VendorShown(
            name=seen.row.name,
            blanks=blanks,
            agents=agents,
            terms_blanks=terms,
            token=self._sealed(),
            all=every,
            state=state,
            tone=tone,
            say=_standing_said(seen),
            because=cards.clauses(self.library.policy, seen.stands.clauses) if seen.state != ENDED else (),
            steps=seen.stands.steps if seen.state != ENDED else (),
            facts=tuple(self._facts(seen)),
            terms=tuple(self._terms(seen)),
            begin=seen.state == WAITING and seen.stands.allowed,
            goes_on=seen.state == ENDED and seen.row.destroyed_on is None,
            letter=reverse("vendor-letter-pdf", args=[self.library.slug, self.handle])
            if lacks and seen.state != ENDED
            else "",
            forms=self._forms(seen, lacks=lacks),
            editing=self.failed == "note",
            problems=self.problems,
        )

    def _shown(self, seen: Seen | None) -> Particulars:
        """What stands in the form: what was typed, where it must be mended."""
        if self.failed != "note":
            return room.particulars_of(seen.row) if seen else Particulars(sort="")
        try:
            return self._typed()
        except NotAVendor:
            # A day that is none: the field of a day shows only days.
            known = room.particulars_of(seen.row) if seen else Particulars()
            lines = {name: forms.typed(self.request, name, most=400) for name in _LINES}
            terms = {term: forms.typed(self.request, term, most=400) for term in CONTRACT_TERMS}
            return Particulars(
                **lines,
                sort=forms.typed(self.request, "sort", most=20),
                purpose=forms.typed(self.request, "purpose", most=20),
                fields=tuple(self.request.POST.getlist("fields")),
                terms=terms,
                runs_from=known.runs_from,
                runs_until=known.runs_until,
            )

    def _blank(
        self, name: str, label: str, kind: str, value: str = "", *, hint: str = "", most: int = 0
    ) -> Blank:
        return Blank(
            id=name,
            name=name,
            label=label,
            kind=kind,
            value=value,
            hint=hint,
            required=name in _NEEDED,
            most=most,
            error=self.errors.get(name, ""),
            first_wrong=next(iter(self.errors), "") == name,
        )

    def _marks(self, name: str, label: str, kind: str, marks: tuple[Mark, ...], *, hint: str = "") -> Blank:
        return Blank(
            id=name,
            name=name,
            label=label,
            kind=kind,
            marks=marks,
            hint=hint,
            error=self.errors.get(name, ""),
            required=name == "sort",
            first_wrong=next(iter(self.errors), "") == name,
        )

    def _blanks(self, typed: Particulars) -> tuple[Blank, ...]:
        lines = {
            name: self._blank(name, label, "line", getattr(typed, name), hint=hint, most=MOST[name])
            for name, (label, hint) in _LINES.items()
        }
        days = (
            self._blank("runs_from", "The contract runs from", "day", _iso(typed.runs_from)),
            self._blank(
                "runs_until",
                "Until, this day included",
                "day",
                _iso(typed.runs_until),
                hint="Left empty where it runs until somebody ends it.",
            ),
        )
        sorts = tuple(Mark(value, label, value == typed.sort) for value, label in _SORTS)
        return (
            lines["name"],
            lines["does"],
            self._marks("sort", "What is it?", "one", sorts),
            *days,
            *(lines[name] for name in ("office", "mail", "telephone", "site")),
        )

    def _of_agents(self, typed: Particulars) -> tuple[Blank, ...]:
        purposes = tuple(Mark(value, label, value == typed.purpose) for value, label in _PURPOSES)
        sent = tuple(
            Mark(name, FIELDS[name][:1].upper() + FIELDS[name][1:], name in typed.fields) for name in SENDABLE
        )
        return (
            self._marks("purpose", "What does an agent work for?", "one", purposes),
            self._marks(
                "fields",
                "What is sent to it?",
                "choices",
                sent,
                hint="Of a service, leave all of it empty: it learns yes or no. No vendor is ever sent a title.",
            ),
        )

    def _terms_blanks(self, typed: Particulars) -> tuple[Blank, ...]:
        return tuple(
            self._blank(
                term,
                f"That it {words}",
                "line",
                typed.terms.get(term, ""),
                hint=_wanted_by(self.library, term),
                most=MOST["term"],
            )
            for term, words in CONTRACT_TERMS.items()
        )

    def _facts(self, seen: Seen) -> list[Fact]:
        row = seen.row
        begun = f"{_said(row.runs_from)} to {_said(row.runs_until) if row.runs_until else 'no fixed day'}"
        facts = [
            Fact("Does", row.does),
            Fact("Learns", contracting.told(row.fields, self.library.policy)),
            Fact("Contract", begun if row.runs_from else "not written down", "" if row.runs_from else "due"),
            Fact("Told since", _said(row.active_on)),
            Fact("Ended", _said(row.ended_on)),
            Fact("Destroyed", _said(row.destroyed_on)),
            Fact("Looked at", _said(row.audited_on)),
            Fact("Look again by", _said(row.audit_due)),
            Fact("Write to", ", ".join(part for part in (row.office, row.mail, row.telephone) if part)),
            Fact("Its own policy", row.site),
        ]
        return [fact for fact in facts if fact.value]

    def _terms(self, seen: Seen) -> list[TermRow]:
        rows = []
        for term, words in CONTRACT_TERMS.items():
            cited = contracting.wanted_by(term, self.library.policy)
            asked = seen.row.asked.get(term, "")
            rows.append(
                TermRow(
                    words=words,
                    clauses=cards.cited(cited or ()),
                    wanted=cited is not None,
                    where=seen.row.terms.get(term, ""),
                    asked_on=_said(date.fromisoformat(asked)) if asked else "",
                )
            )
        return sorted(rows, key=lambda row: not row.wanted)

    def _forms(self, seen: Seen, *, lacks: bool) -> tuple[Form, ...]:
        if seen.state == ENDED:
            destroyed = self._form("destroyed", "It says that what it held is destroyed", "Note it")
            return () if seen.row.destroyed_on or seen.row.active_on is None else (destroyed,)
        sent = self._form("letter_sent", "The letter went out", "Note it")
        looked = self._form("looked_at", "Somebody looked whether it keeps to its contract", "Note it")
        end = self._form(
            "end",
            "The contract ended",
            "End it",
            "From then on nothing is sent, and what it holds is to be destroyed.",
        )
        return (*((sent,) if lacks else ()), *((looked,) if seen.row.active_on else ()), end)

    def _form(self, do: str, label: str, button: str, note: str = "") -> Form:
        failed = self.failed == do
        value = forms.typed(self.request, f"on-{do}", most=20) if failed else self.today.isoformat()
        entries = (Entry(f"on-{do}", "On", value, kind="date"),)
        return Form(
            do,
            label,
            self._sealed(),
            button,
            note,
            entries=forms.with_errors(entries, self.errors),
            open=failed,
        )


def _target(name: str) -> str:
    """Where to go to mend it."""
    marks = {"sort": SERVICE, "purpose": "recovery", "fields": SENDABLE[0]}
    return f"{name}-{marks[name]}" if name in marks else name


def _wanted_by(library: Library, term: str) -> str:
    cited = contracting.wanted_by(term, library.policy)
    if cited is None:
        return "Our advice; the policy does not ask for it."
    return f"The policy wants it: {', '.join(each.id for each in cited)}."


def _standing_said(seen: Seen) -> str:
    if seen.state != ENDED:
        return seen.stands.say
    if seen.row.active_on is None:
        return "It was never told anything."
    if seen.row.destroyed_on:
        return (
            f"Nothing is sent any more. What it held is destroyed, it says: {_said(seen.row.destroyed_on)}."
        )
    by = f", by {_said(seen.row.destruction_due)}" if seen.row.destruction_due else ""
    return f"Nothing is sent any more. Ask it to say in writing that what it holds is destroyed{by}."


def _row(library: Library, seen: Seen, due: str) -> VendorRow:
    state, tone = STATES[seen.state]
    return VendorRow(
        name=seen.row.name,
        href=_address(library, seen.row),
        does=seen.row.does,
        learns=contracting.told(seen.row.fields, library.policy),
        state=state,
        tone=tone,
        next=seen.stands.say if seen.state in (STOPPED, WAITING) and not seen.stands.allowed else due,
    )


def _address(library: Library, row: Vendor) -> str:
    return reverse("vendor", args=[library.slug, row.handle])


def _said(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else ""


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


_ACTS: Mapping[str, Callable[[Page], str]] = {
    "note": Page.note,
    "begin": Page.begin,
    "letter_sent": Page.letter_sent,
    "looked_at": Page.looked_at,
    "end": Page.end,
    "goes_on": Page.goes_on,
    "destroyed": Page.destroyed,
}
