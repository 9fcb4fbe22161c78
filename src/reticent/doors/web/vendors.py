"""The register of vendors and agents: who is told what, under which contract; the letter that asks for what it lacks.

Whether a vendor may be told anything, the policy says (people/vendors.py asks it); these pages ask for particulars and
days, and show what it says. A company has a page of its own address: it is nobody who reads.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from reticent import papers, reminders
from reticent.disclosure import contract_letters, letters
from reticent.doors.web import cards, forms, guards, registering, sheets
from reticent.doors.web.shown.blanks import Blank, Mark
from reticent.doors.web.shown.cards import Fact, Form
from reticent.doors.web.shown.today import Wanted
from reticent.doors.web.shown.vendors import TermRow, VendorRow, Vendors, VendorShown
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
    every = room.of(library, today=today)
    for each in room.due_of(seen.row for seen in every):
        due.setdefault(each.row.handle, DUE[each.code].format(day=forms.day(each.by)))
    rows = [_row(library, seen, due.get(seen.row.handle, "")) for seen in every]
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
    return registering.answered(Page(request, library, handle), _ACTS)


@require_safe
@guards.staff_only("director")
def letter(
    request: HttpRequest, library: Library, director: StaffAccount, handle: str, form: str
) -> HttpResponse:
    """The letter that asks a vendor for what its contract does not say."""
    today = library.day_of(datetime.now(UTC))
    row = _there(library, handle, today=today).row
    written = contract_letters.asking_for_terms(
        room.contract_of(row, today=today), library.policy, office=row.office, on=today
    )
    if form == "txt":
        return sheets.as_text(letters.as_text(written), f"{written.name}.txt")
    return sheets.answered(
        papers.pdf("letter", written.values, title=written.title, made=today), f"{written.name}.pdf"
    )


def _there(library: Library, handle: str, *, today: date) -> Seen:
    """The vendor of this address; a page not found where there is none."""
    try:
        return room.found(library, handle, today=today)
    except room.NoVendor:
        raise Http404 from None


def wanted(library: Library, *, today: date) -> tuple[Wanted, ...]:
    """What vendors want of the director: also on the page of the day."""
    found, every = [], room.of(library, today=today)
    for seen in every:
        if seen.state == STOPPED:
            said = f"{seen.row.name} may be told nothing any more: send it nothing. {seen.stands.say}"
            found.append(Wanted(said, True, _address(library, seen.row), "The vendor"))
    for each in room.due_of(seen.row for seen in every):
        if each.by <= today + timedelta(days=reminders.KINDS[each.code].near_days):
            late = ", overdue" if each.by < today else ""
            said = f"{each.row.name}: {DUE[each.code].format(day=forms.day(each.by))}{late}."
            found.append(Wanted(said, bool(late), _address(library, each.row), "The vendor"))
    return tuple(found)


class Page(registering.Page):
    """One showing of one vendor, with what went wrong with the form that was sent."""

    CALLED, NOT, NEEDED = "vendor", NotAVendor, ("name", "does", "sort")
    TARGETS: ClassVar = {
        "sort": f"sort-{SERVICE}",
        "purpose": "purpose-recovery",
        "fields": f"fields-{SENDABLE[0]}",
    }

    def __init__(self, request: HttpRequest, library: Library, handle: str) -> None:
        super().__init__(request, library, handle)
        self.seen = _there(library, handle, today=self.today) if handle else None

    # -- acting: each answers where to go on

    def note(self) -> str:
        """Write down what was typed."""
        handle = room.note(self.library, self._typed(), handle=self.handle)
        return reverse("vendor", args=[self.library.slug, handle])

    def begin(self) -> str:
        """Let it be told."""
        room.activate(self.library, self.handle, today=self.today, role=registering.ROLE)
        return self.request.path

    def letter_sent(self) -> str:
        """The letter went."""
        room.letter_sent(self.library, self.handle, on=self.day_of("letter_sent"), today=self.today)
        return self.request.path

    def looked_at(self) -> str:
        """Somebody looked whether it keeps to its contract."""
        room.looked_at(self.library, self.handle, on=self.day_of("looked_at"), today=self.today)
        return self.request.path

    def end(self) -> str:
        """The contract ended."""
        room.end(self.library, self.handle, on=self.day_of("end"), today=self.today, role=registering.ROLE)
        return self.request.path

    def goes_on(self) -> str:
        """It goes on after all."""
        room.goes_on(self.library, self.handle)
        return self.request.path

    def destroyed(self) -> str:
        """It said that what it held is destroyed."""
        room.destroyed(self.library, self.handle, on=self.day_of("destroyed"), today=self.today)
        return self.request.path

    def _typed(self) -> Particulars:
        return Particulars(
            **{name: forms.typed(self.request, name, most=400) for name in _LINES},
            sort=forms.typed(self.request, "sort", most=20),
            purpose=forms.typed(self.request, "purpose", most=20),
            fields=tuple(name for name in SENDABLE if name in self.request.POST.getlist("fields")),
            terms={term: forms.typed(self.request, term, most=400) for term in CONTRACT_TERMS},
            runs_from=self.typed_day("runs_from"),
            runs_until=self.typed_day("runs_until"),
        )

    # -- showing

    def drawn(self) -> VendorShown:
        """Everything that the page shows."""
        seen, typed = self.seen, self._shown()
        every = reverse("vendors", args=[self.library.slug])
        blanks, agents, terms = self._blanks(typed), self._of_agents(typed), self._terms_blanks(typed)
        if seen is None:
            return VendorShown(
                "", blanks, agents, terms, self.sealed(), every, editing=True, problems=self.problems
            )
        state, tone = STATES[seen.state]
        lacks = any(term not in seen.row.terms for term in CONTRACT_TERMS)
        return VendorShown(
            name=seen.row.name,
            blanks=blanks,
            agents=agents,
            terms_blanks=terms,
            token=self.sealed(),
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

    def _shown(self) -> Particulars:
        """What stands in the form: what was typed, where it must be mended."""
        if self.failed == "note":
            return self._typed()
        return room.particulars_of(self.seen.row) if self.seen else Particulars(sort="")

    def _blanks(self, typed: Particulars) -> tuple[Blank, ...]:
        lines = {
            name: self.blank(name, label, "line", getattr(typed, name), hint=hint, most=MOST[name])
            for name, (label, hint) in _LINES.items()
        }
        days = (
            self.blank("runs_from", "The contract runs from", "day", forms.iso(typed.runs_from)),
            self.blank(
                "runs_until",
                "Until, this day included",
                "day",
                forms.iso(typed.runs_until),
                hint="Left empty where it runs until somebody ends it.",
            ),
        )
        sorts = tuple(Mark(value, label, value == typed.sort) for value, label in _SORTS)
        return (
            lines["name"],
            lines["does"],
            self.blank("sort", "What is it?", "one", marks=sorts),
            *days,
            *(lines[name] for name in ("office", "mail", "telephone", "site")),
        )

    def _of_agents(self, typed: Particulars) -> tuple[Blank, ...]:
        purposes = tuple(Mark(value, label, value == typed.purpose) for value, label in _PURPOSES)
        sent = tuple(
            Mark(name, FIELDS[name][:1].upper() + FIELDS[name][1:], name in typed.fields) for name in SENDABLE
        )
        return (
            self.blank("purpose", "What does an agent work for?", "one", marks=purposes),
            self.blank(
                "fields",
                "What is sent to it?",
                "choices",
                marks=sent,
                hint="Of a service, leave all of it empty: it learns yes or no. No vendor is ever sent a title.",
            ),
        )

    def _terms_blanks(self, typed: Particulars) -> tuple[Blank, ...]:
        return tuple(
            self.blank(
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
        begun = (
            f"{forms.day(row.runs_from)} to {forms.day(row.runs_until) if row.runs_until else 'no fixed day'}"
        )
        facts = [
            Fact("Does", row.does),
            Fact("Learns", contracting.told(row.fields, self.library.policy)),
            Fact("Contract", begun if row.runs_from else "not written down", "" if row.runs_from else "due"),
            Fact("Told since", forms.day(row.active_on)),
            Fact("Ended", forms.day(row.ended_on)),
            Fact("Destroyed", forms.day(row.destroyed_on)),
            Fact("Looked at", forms.day(row.audited_on)),
            Fact("Look again by", forms.day(row.audit_due)),
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
                    asked_on=forms.day(date.fromisoformat(asked)) if asked else "",
                )
            )
        return sorted(rows, key=lambda row: not row.wanted)

    def _forms(self, seen: Seen, *, lacks: bool) -> tuple[Form, ...]:
        if seen.state == ENDED:
            destroyed = self.form("destroyed", "It says that what it held is destroyed", "Note it")
            return () if seen.row.destroyed_on or seen.row.active_on is None else (destroyed,)
        sent = self.form("letter_sent", "The letter went out", "Note it")
        looked = self.form("looked_at", "Somebody looked whether it keeps to its contract", "Note it")
        end = self.form(
            "end",
            "The contract ended",
            "End it",
            "From then on nothing is sent, and what it holds is to be destroyed.",
        )
        return (*((sent,) if lacks else ()), *((looked,) if seen.row.active_on else ()), end)


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
        return f"Nothing is sent any more. What it held is destroyed, it says: {forms.day(seen.row.destroyed_on)}."
    by = f", by {forms.day(seen.row.destruction_due)}" if seen.row.destruction_due else ""
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


_ACTS: Mapping[str, Callable[[Page], str]] = {
    "note": Page.note,
    "begin": Page.begin,
    "letter_sent": Page.letter_sent,
    "looked_at": Page.looked_at,
    "end": Page.end,
    "goes_on": Page.goes_on,
    "destroyed": Page.destroyed,
}
