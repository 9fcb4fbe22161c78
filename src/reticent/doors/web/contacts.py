"""The director's page of whom to call when somebody outside asks, and of who may act for the custodian until when.

Which offices there are and whether anybody may be appointed is the policy's; the rules are people's (`contacts`,
`delegations`). This page asks for numbers, days and papers, and shows what they say.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from reticent.doors.web import cards, forms, guards
from reticent.doors.web.shown.calling import ActsRow, Calling, CallRow
from reticent.doors.web.shown.cards import Choice, Entry, Fact, Form, Tick
from reticent.doors.web.shown.frame import Problem
from reticent.doors.web.shown.today import Wanted
from reticent.errors import Malformed, Refused
from reticent.people import contacts as room
from reticent.people import delegations, staff
from reticent.people.contacts import Contact, NotAContact, Numbers
from reticent.people.delegations import Delegation, Paper
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount

ROLE = "director"
SOON = timedelta(days=7)
_SECONDS = 4 * 60 * 60
_NEW, _APPOINT = "new", "appoint"
_STANDING = {
    "to come": "Not begun yet.",
    "holds": "May act now.",
    "over": "Ended by itself.",
    "ended": "Ended on {day}.",
    "not allowed now": "The policy in force does not let that be: nobody acts by it.",
}
_ON_CARD = {"at_work": "at_work_on_card", "off_hours": "off_hours_on_card"}


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only("director")
def contacts(request: HttpRequest, library: Library, director: StaffAccount) -> HttpResponse:
    """Whom to call, in which order; and the forms by which that is written down."""
    do = request.POST.get("do", "") if request.method == "POST" else ""
    page = Page(request, library, library.day_of(datetime.now(UTC)))
    if do in _ACTS:
        try:
            at = _ACTS[do](page)
        except (Refused, Malformed) as no:
            page.wrong(do, no)
        else:
            if at is not None:
                return redirect(reverse("contacts", args=[library.slug]) + at)
    return render(request, "contacts.html", {"calling": page.drawn()}, status=400 if page.problems else 200)


def wanted(library: Library, *, today: date) -> tuple[Wanted, ...]:
    """What the delegations want of the director: also on the page of the day."""
    page = reverse("contacts", args=[library.slug]) + "#acting"
    found = []
    for row in delegations.of(library, today=today):
        standing = delegations.how_far(library, row, today=today)
        if standing == "not allowed now":
            said = f"{row.username} was appointed until {forms.day(row.until)}, and the policy in force does not let"
            found.append(Wanted(f"{said} that be. Nobody acts by it.", False, page, "Who may act"))
        elif standing == "holds" and row.until - today <= SOON:
            said = f"{row.username} may act for the {library.policy.custodian.title} until {forms.day(row.until)} only."
            found.append(Wanted(said, False, page, "Who may act"))
    return tuple(found)


def in_brief(there: Sequence[Contact]) -> str:
    """Of how many offices a number is known, for the page of the day."""
    known = sum(each.is_known for each in there)
    first = f"First the {there[0].office}"
    if not known:
        return f"{first}. No number is known yet: whoever stands at the desk has to look for it."
    return f"{first}. Of {len(there)} to call, {'one is' if known == 1 else f'{known} are'} known by a number or address."


class Page:
    """One showing of the page, with what went wrong with the form that was sent, or what can be undone."""

    def __init__(self, request: HttpRequest, library: Library, today: date) -> None:
        self.request, self.library, self.today = request, library, today
        self.problems: tuple[Problem, ...] = ()
        self.failed, self.errors = "", dict[str, str]()
        self.done, self.undo = "", ""

    # -- acting: each answers where on the page to go on, or nothing where the page itself says what was done

    def note(self) -> str:
        """Write down how an office is reached."""
        values = self._unsealed()
        office = values["office"] or self._sent("office", row=_NEW)
        room.note(self.library, office, self._numbers(values["row"]))
        return self._at(office)

    def earlier(self) -> str:
        """Call an office one place earlier."""
        return self._move(-1)

    def later(self) -> str:
        """Call an office one place later."""
        return self._move(1)

    def _move(self, by: int) -> str:
        office = self._unsealed()["office"]
        room.move(self.library, office, by=by)
        return self._at(office)

    def remove(self) -> None:
        """Take an office off, or only its numbers; the page offers to put it back."""
        was, place = room.remove(self.library, self._unsealed()["office"])
        kept = {
            "office": was.office,
            "place": str(place),
            **{name: getattr(was.numbers, name) for name in ("at_work", "off_hours", "mail", "note")},
            **{name: _yes(getattr(was.numbers, name)) for name in _ON_CARD.values()},
        }
        self.undo = self._sealed(kept)
        self.done = (
            f"The numbers of the {was.office} are gone." if was.named else f"{was.office} is off the list."
        )

    def put_back(self) -> str:
        """Put a line back as it was."""
        values = self._unsealed()
        numbers = Numbers(
            at_work=values["at_work"],
            mail=values["mail"],
            off_hours=values["off_hours"],
            note=values["note"],
            at_work_on_card=bool(values["at_work_on_card"]),
            off_hours_on_card=bool(values["off_hours_on_card"]),
        )
        room.note(self.library, values["office"], numbers, place=int(values["place"]))
        return self._at(values["office"])

    def appoint(self) -> str:
        """Let an account act for the custodian."""
        self._unsealed()
        username = self._sent("account", row=_APPOINT)
        if not username:
            raise Malformed("Say who is appointed.")
        paper_on = self._sent("paper_on", row=_APPOINT)
        delegations.give(
            self.library,
            staff.named(username, at_library=self.library),
            begins=self._day("begins"),
            until=self._day("until"),
            paper=Paper(self._sent("paper", row=_APPOINT), self._day("paper_on") if paper_on else None),
            today=self.today,
            role=ROLE,
        )
        return "#acting"

    def end(self) -> str:
        """End a delegation at once."""
        delegations.end(self.library, self._unsealed()["handle"], today=self.today, role=ROLE)
        return "#acting"

    def wrong(self, do: str, no: Refused | Malformed) -> None:
        """Say what stands against it, with the form open and filled as it was."""
        try:
            row = self._unsealed().get("row", "") if do == "note" else _APPOINT if do == "appoint" else ""
        except Refused:
            row = ""
        self.failed = row
        if isinstance(no, NotAContact):
            self.errors = {_in(row, name): words for name, words in no.wrong.items()}
            self.problems = tuple(Problem(words, name) for name, words in self.errors.items())
        else:
            self.problems = tuple(Problem(line) for line in str(no).split("\n") if line)

    def _numbers(self, row: str) -> Numbers:
        return Numbers(
            at_work=self._sent("at_work", row=row),
            mail=self._sent("mail", row=row),
            off_hours=self._sent("off_hours", row=row),
            note=self._sent("note", row=row, most=400),
            at_work_on_card=bool(self._sent("at_work_on_card", row=row)),
            off_hours_on_card=bool(self._sent("off_hours_on_card", row=row)),
        )

    def _sent(self, name: str, *, row: str, most: int = 200) -> str:
        """What was typed in a field; each line's form has fields of its own."""
        return forms.typed(self.request, _in(row, name), most=most)

    def _day(self, name: str) -> date:
        try:
            return date.fromisoformat(self._sent(name, row=_APPOINT))
        except ValueError:
            raise Malformed(
                "Give the day as year, month, day: 2026-11-20. Nothing was written down."
            ) from None

    def _unsealed(self) -> dict[str, str]:
        values = guards.unseal(self.request.POST.get("token", ""), bound_to=self._bound())
        if values is None:
            raise Refused("This form has gone stale. Load the page again; nothing was changed.")
        return values

    def _sealed(self, values: Mapping[str, str]) -> str:
        return guards.seal(dict(values), bound_to=self._bound(), seconds=_SECONDS)

    def _bound(self) -> str:
        return f"contacts at {self.library.slug}"

    def _at(self, office: str) -> str:
        wanted = room.listed(self.library, office)
        return f"#call-{room.chain(self.library).index(wanted) + 1}"

    # -- showing

    def drawn(self) -> Calling:
        """Everything that the page shows."""
        there = room.chain(self.library)
        nobody = delegations.why_nobody(self.library.policy)
        acting = delegations.of(self.library, today=self.today)
        return Calling(
            custodian=self.library.policy.custodian.title,
            rows=tuple(self._row(each, at, len(there)) for at, each in enumerate(there, start=1)),
            add=self._add(),
            acting=tuple(self._acts(row) for row in acting),
            appoint=None if nobody else self._appoint(),
            nobody=nobody,
            problems=self.problems,
            done=self.done,
            put_back=self.undo,
        )

    def _row(self, each: Contact, number: int, count: int) -> CallRow:
        row = str(number)
        token = self._sealed({"office": each.office, "row": row})
        return CallRow(
            number=number,
            office=each.office,
            why=each.why,
            clauses=cards.clauses(self.library.policy, each.clauses),
            facts=tuple(_facts(each)),
            note=each.numbers.note,
            named=each.named,
            is_known=each.is_known,
            is_first=number == 1,
            is_last=number == count,
            token=token,
            form=self._numbers_form(each.numbers, row, token, label=f"Numbers: {each.office}"),
        )

    def _add(self) -> Form:
        form = self._numbers_form(
            Numbers(), _NEW, self._sealed({"office": "", "row": _NEW}), label="Add an office"
        )
        office = Entry(
            _in(_NEW, "office"),
            "Office",
            self._sent("office", row=_NEW) if self.failed == _NEW else "",
            hint="An office such as Head of Circulation, not a name: offices outlast people.",
        )
        return replace(form, entries=forms.with_errors((office, *form.entries), self.errors))

    def _numbers_form(self, numbers: Numbers, row: str, token: str, *, label: str) -> Form:
        failed = self.failed == row
        if failed:
            numbers = self._numbers(row)

        def entry(name: str, label: str, value: str, *, tel: bool = False, hint: str = "") -> Entry:
            return Entry(_in(row, name), label, value, kind="tel" if tel else "text", hint=hint)

        def tick(name: str, label: str, *, ticked: bool) -> Tick:
            return Tick(_in(row, _ON_CARD[name]), label, ticked, under=_in(row, name))

        return Form(
            "note",
            label,
            token,
            "Write it down",
            entries=forms.with_errors(
                (
                    entry("at_work", "At work", numbers.at_work, tel=True),
                    entry("off_hours", "Out of hours", numbers.off_hours, tel=True),
                    entry("mail", "E-mail", numbers.mail),
                    entry(
                        "note", "Note", numbers.note, hint="For staff, before they call. Never on the card."
                    ),
                ),
                self.errors,
            ),
            ticks=(
                tick("at_work", "On the desk card, which anyone may open", ticked=numbers.at_work_on_card),
                tick("off_hours", "On the desk card too", ticked=numbers.off_hours_on_card),
            ),
            open=failed,
        )

    def _acts(self, row: Delegation) -> ActsRow:
        standing = delegations.how_far(self.library, row, today=self.today)
        return ActsRow(
            who=row.username,
            begins=forms.day(row.begins),
            until=forms.day(row.until),
            paper=f"{row.paper}, {forms.day(row.paper_on)}" if row.paper else "",
            standing=_STANDING[standing].format(day=forms.day(row.ended_on or row.until)),
            holds=not row.is_over(self.today),
            token=self._sealed({"handle": row.handle}),
        )

    def _appoint(self) -> Form | None:
        accounts = [each for each in staff.at(self.library) if not each.has_duty(delegations.CUSTODIAN)]
        if not accounts:
            return None
        failed = self.failed == _APPOINT

        def entry(name: str, label: str, *, day: bool = False, value: str = "", hint: str = "") -> Entry:
            typed = self._sent(name, row=_APPOINT) if failed else value
            return Entry(_in(_APPOINT, name), label, typed, kind="date" if day else "text", hint=hint)

        must = self.library.policy.custodian.delegate == "in_writing"
        return Form(
            "appoint",
            "Write down that somebody was appointed",
            self._sealed({"row": _APPOINT}),
            "Write it down",
            "It ends by itself on its last day, and can be ended sooner. The log says that somebody was appointed, and "
            "not who.",
            entries=(
                entry("begins", "From", day=True, value=self.today.isoformat()),
                entry("until", "Until, this day included", day=True, hint="A year at most."),
                entry(
                    "paper",
                    "By which paper",
                    hint="Such as letter of appointment. The policy asks for one."
                    if must
                    else "Such as letter of appointment. The policy asks for none; whoever asks later will.",
                ),
                entry("paper_on", "Dated", day=True),
            ),
            question="Who is appointed?",
            choice_name=_in(_APPOINT, "account"),
            choices=tuple(Choice(each.username, f"{each.username}, {each.title}", "") for each in accounts),
            told=self._sent("account", row=_APPOINT) if failed else "",
            open=failed,
        )


def _facts(each: Contact) -> list[Fact]:
    numbers = each.numbers
    said = (
        ("At work", numbers.at_work, numbers.at_work_on_card),
        ("Out of hours", numbers.off_hours, numbers.off_hours_on_card),
    )
    found = [
        Fact(label, f"{number}, {'on the card' if on_card else 'not on the card'}")
        for label, number, on_card in said
        if number
    ]
    return [*found, Fact("E-mail", numbers.mail)] if numbers.mail else found


def _in(row: str, name: str) -> str:
    return f"{name}-{row}"


def _yes(value: bool) -> str:
    return "yes" if value else ""


_ACTS: dict[str, Callable[[Page], str | None]] = {
    "note": Page.note,
    "earlier": Page.earlier,
    "later": Page.later,
    "remove": Page.remove,
    "put_back": Page.put_back,
    "appoint": Page.appoint,
    "end": Page.end,
}
