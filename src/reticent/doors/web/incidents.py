"""The register of incidents: what was lost or seen, who is to be told by which day, the letters, and what was learnt.

By when, and whom, policy and law say (policy/breaching.py); these pages ask for days and words, and count.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from reticent import papers
from reticent.disclosure import incident_letters, letters
from reticent.disclosure import incidents as room
from reticent.disclosure.incidents import MOST, WHAT, NotAnIncident, Particulars, Seen
from reticent.doors.web import cards, forms, guards, registering, sheets
from reticent.doors.web.shown.blanks import Blank, Mark
from reticent.doors.web.shown.cards import Entry, Fact, Step
from reticent.doors.web.shown.incidents import IncidentRow, Incidents, IncidentShown, IncidentStep
from reticent.doors.web.shown.today import Wanted
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy.phrases import counted
from reticent.policy.settled import KIND_WORDS
from reticent.policy.vocabulary import LOSABLE_KINDS, PERSONAL_INFORMATION

_GRAVE_DAYS = 14
_NONE, _UNKNOWN = "none", "unknown"
_CALLED = {room.TOLD_RESIDENTS: "those concerned", room.TOLD_OFFICE: "the Attorney General"}
_READABLE = (
    ("yes", "Yes"),
    ("no", "No: encrypted, and the key was not taken along"),
    (_UNKNOWN, "Not known yet"),
)
_BLANKS = {
    "what": ("list", "What kind of thing happened?", ""),
    "found_on": (
        "day",
        "Found on",
        "The clock runs from this day. Of a vendor's: from the day on which the vendor found it, until counsel says"
        " otherwise.",
    ),
    "happened_on": ("day", "Happened on, if that is known", ""),
    "words": (
        "text",
        "What happened, in a few words",
        "Name nobody. The letters to those concerned quote it.",
    ),
    "vendor": ("line", "At which vendor, if at one", ""),
    "kinds": ("choices", "Which kinds of record?", ""),
    "information": (
        "choices",
        "Was any of this among it?",
        "What the law counts as personal information, beside a name.",
    ),
    "readable": ("one", "Could it be read?", ""),
    "about": (
        "line",
        "About how many people?",
        "An estimate is enough. Who they are is written down nowhere here.",
    ),
}
_COUNSEL = (("yes", "Notice is owed"), ("no", "No notice is owed"))


@require_safe
@guards.staff_only("director")
def incidents(request: HttpRequest, library: Library, director: StaffAccount) -> HttpResponse:
    """Every incident: the open ones by their days, then the closed."""
    today = library.day_of(datetime.now(UTC))
    seen = room.of(library)
    law = library.policy.statute.breach
    shown = Incidents(
        rows=tuple(_row(library, each, today) for each in seen if each.row.closed_on is None),
        closed=tuple(_row(library, each, today) for each in seen if each.row.closed_on is not None),
        add=reverse("incident-new", args=[library.slug]),
        because=cards.clauses(library.policy, law.clauses if law else ()),
    )
    return render(request, "incidents.html", {"incidents": shown})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only("director")
def incident(
    request: HttpRequest, library: Library, director: StaffAccount, handle: str = ""
) -> HttpResponse:
    """One incident, or a new one: what is to be done next, and what is written down of it."""
    return registering.answered(Page(request, library, handle), _ACTS)


@require_safe
@guards.staff_only("director")
def letter(
    request: HttpRequest,
    library: Library,
    director: StaffAccount,
    handle: str,
    whom: str,
    form: str,
    language: str = "en",
) -> HttpResponse:
    """The letter to those concerned, or the one to the Attorney General."""
    today = library.day_of(datetime.now(UTC))
    seen = _there(library, handle)
    written = incident_letters.write(seen, library.policy, whom, on=today, language=language)
    name = f"{written.name}-{written.language}.{form}"
    if form == "txt":
        return sheets.as_text(letters.as_text(written), name)
    sheet = papers.pdf("letter", written.values, title=written.title, language=written.language, made=today)
    return sheets.answered(sheet, name)


def _there(library: Library, handle: str) -> Seen:
    """The incident of this address; a page not found where there is none."""
    try:
        return room.found(library, handle)
    except room.NoIncident:
        raise Http404 from None


def wanted(library: Library, *, today: date) -> tuple[Wanted, ...]:
    """What open incidents want of the director: also on the page of the day. Late ones never leave it."""
    found = []
    for seen in room.of(library):
        if seen.row.closed_on is not None:
            continue
        left = _left(seen, today)
        said = f"An incident found on {forms.day(seen.row.found_on)}: {_next(seen, today)}"
        grave = left is not None and left <= _GRAVE_DAYS
        found.append(Wanted(said, grave, _address(library, seen), "The incident"))
    return tuple(found)


def _left(seen: Seen, today: date) -> int | None:
    return (seen.by - today).days if seen.by else None


def _next(seen: Seen, today: date) -> str:
    """What is next, and how many days are left."""
    if seen.by is None:
        return "nobody is left to tell. Close it with what was learnt."
    whom = " and ".join(_CALLED[who] for who, _ in seen.to_tell)
    left = (seen.by - today).days
    when = (
        f"{counted(left, 'day')} left"
        if left > 0
        else "today is the last day"
        if left == 0
        else f"{counted(-left, 'day')} LATE"
    )
    return f"{when} to tell {whom} ({forms.day(seen.by)})."


class Page(registering.Page):
    """One showing of one incident, with what went wrong with the form that was sent."""

    CALLED, NOT, NEEDED = "incident", NotAnIncident, ("what", "words", "found_on")
    TARGETS: ClassVar = {"answer-counsel": "answer-counsel-yes"}

    def __init__(self, request: HttpRequest, library: Library, handle: str) -> None:
        super().__init__(request, library, handle)
        self.seen = _there(library, handle) if handle else None

    # -- acting: each answers where to go on

    def note(self) -> str:
        """Write down what was typed."""
        handle = room.note(
            self.library, self._typed(), today=self.today, role=registering.ROLE, handle=self.handle
        )
        return reverse("incident", args=[self.library.slug, handle])

    def counsel(self) -> str:
        """What counsel said."""
        answer = forms.typed(self.request, "answer-counsel", most=10)
        room.counsel_said(self.library, self.handle, answer, on=self.day_of("counsel"), today=self.today)
        return self.request.path

    def residents(self) -> str:
        """Those concerned were told."""
        return self._told(room.TOLD_RESIDENTS)

    def attorney_general(self) -> str:
        """The Attorney General was told."""
        return self._told(room.TOLD_OFFICE)

    def _told(self, whom: str) -> str:
        room.told(
            self.library, self.handle, whom, on=self.day_of(whom), today=self.today, role=registering.ROLE
        )
        return self.request.path

    def close(self) -> str:
        """It is over, and this was learnt."""
        learnt = forms.typed(self.request, "learnt", most=2000)
        room.close(
            self.library,
            self.handle,
            learnt=learnt,
            on=self.day_of("close"),
            today=self.today,
            role=registering.ROLE,
        )
        return self.request.path

    def open_again(self) -> str:
        """Something else came to light."""
        room.open_again(self.library, self.handle)
        return self.request.path

    def _typed(self) -> Particulars:
        about = forms.typed(self.request, "about", most=12).replace(",", "")
        if not self.failed and about and not (about.isascii() and about.isdigit()):
            raise NotAnIncident({"about": "Write a number of people; an estimate is enough."})
        return Particulars(
            what=forms.typed(self.request, "what", most=20),
            words=forms.typed(self.request, "words", most=2000),
            vendor=forms.typed(self.request, "vendor", most=400),
            happened_on=self.typed_day("happened_on"),
            found_on=self.typed_day("found_on"),
            kinds=tuple(self.request.POST.getlist("kinds")),
            information=_information(self.request.POST.getlist("information")),
            readable={"yes": True, "no": False}.get(forms.typed(self.request, "readable", most=10)),
            about=int(about) if about.isascii() and about.isdigit() else None,
        )

    # -- showing

    def drawn(self) -> IncidentShown:
        """Everything that the page shows."""
        seen, blanks = self.seen, self._blanks()
        every = reverse("incidents", args=[self.library.slug])
        if seen is None:
            return IncidentShown(blanks, self.sealed(), every, editing=True, problems=self.problems)
        closed, left = seen.row.closed_on is not None, _left(seen, self.today)
        return IncidentShown(
            blanks=blanks,
            token=self.sealed(),
            all=every,
            heading=WHAT[seen.row.what],
            lead=f"Closed on {forms.day(seen.row.closed_on)}."
            if closed
            else _capital(_next(seen, self.today)),
            late=not closed and left is not None and left < 0,
            closed=closed,
            steps=() if closed else tuple(self._steps(seen)),
            facts=tuple(_facts(seen)),
            words=seen.row.words,
            tell=seen.owed.tell if seen.owed.runs else (),
            because=cards.clauses(self.library.policy, seen.owed.clauses),
            editing=self.failed == "note",
            problems=self.problems,
        )

    def _steps(self, seen: Seen) -> list[IncidentStep]:
        row, by = seen.row, dict(seen.to_tell)
        said = {"yes": "Counsel: notice is owed", "no": "Counsel: no notice is owed"}.get(row.counsel, "")
        steps = [
            IncidentStep(
                "Ask counsel whether the law wants notice",
                f"{said}, {forms.day(row.counsel_on)}." if said else seen.owed.say,
                bool(said),
                form=self.form(
                    "counsel",
                    "Note what counsel said",
                    question="What does counsel find?",
                    choices=_COUNSEL,
                    told=row.counsel,
                ),
            )
        ]
        for whom, on in (
            (room.TOLD_RESIDENTS, row.residents_on),
            (room.TOLD_OFFICE, row.attorney_general_on),
        ):
            day = by.get(whom)
            state = (
                f"Done, {forms.day(on)}."
                if on
                else f"By {forms.day(day)}."
                if day
                else "The law does not want it as it stands."
            )
            steps.append(
                IncidentStep(
                    f"Tell {_CALLED[whom]}",
                    state,
                    on is not None,
                    late=day is not None and day < self.today,
                    letters=self._letters(whom),
                    form=self.form(whom, "Note the day on which the letters went"),
                )
            )
        learnt = Entry(
            "learnt", "What was learnt", forms.typed(self.request, "learnt", most=2000), kind="lines"
        )
        form = self.form(
            "close", "Close it", entries=(learnt,), note="What is done otherwise from now on, naming nobody."
        )
        steps.append(IncidentStep("Close it with what was learnt", "", False, form=form))
        return steps

    def _letters(self, whom: str) -> tuple[Step, ...]:
        names = {
            room.TOLD_RESIDENTS: (
                ("incident-residents-pdf", "Letter (PDF)"),
                ("incident-residents-es-pdf", "In Spanish (PDF)"),
            ),
            room.TOLD_OFFICE: (("incident-office-pdf", "Letter (PDF)"),),
        }[whom]
        return tuple(
            Step(label, href=reverse(name, args=[self.library.slug, self.handle])) for name, label in names
        )

    def _blanks(self) -> tuple[Blank, ...]:
        """What stands in the form: what was typed, where it must be mended."""
        again = self.failed == "note"
        known = room.particulars_of(self.seen.row) if self.seen else Particulars(found_on=self.today)
        typed = self._typed() if again else known
        information = {_UNKNOWN} if typed.information is None else set(typed.information) or {_NONE}
        readable = {True: "yes", False: "no", None: _UNKNOWN}[typed.readable]
        listed = (
            *((name, _capital(words)) for name, words in PERSONAL_INFORMATION.items()),
            (_NONE, "None of these"),
            (_UNKNOWN, "Not known yet"),
        )
        kinds = tuple((kind, _capital(KIND_WORDS[kind])) for kind in LOSABLE_KINDS if kind in KIND_WORDS)
        about = str(typed.about) if typed.about is not None else ""
        about = forms.typed(self.request, "about", most=12) if again else about
        return (
            self._blank("what", options=tuple(WHAT.items()), chosen={typed.what}),
            self._blank("found_on", forms.iso(typed.found_on)),
            self._blank("happened_on", forms.iso(typed.happened_on)),
            self._blank("words", typed.words, most=MOST["words"]),
            self._blank("vendor", typed.vendor, most=MOST["vendor"]),
            self._blank("kinds", options=kinds, chosen=set(typed.kinds)),
            self._blank("information", options=listed, chosen=information),
            self._blank("readable", options=_READABLE, chosen={readable}),
            self._blank("about", about, most=12),
        )

    def _blank(
        self,
        name: str,
        value: str = "",
        *,
        most: int = 0,
        options: tuple[tuple[str, str], ...] = (),
        chosen: set[str] | None = None,
    ) -> Blank:
        kind, label, hint = _BLANKS[name]
        marks = tuple(Mark(word, said, word in (chosen or ())) for word, said in options)
        return self.blank(name, label, kind, value, marks=marks, hint=hint, most=most)


def _information(ticked: list[str]) -> tuple[str, ...] | None:
    """What of the law's list was ticked: what is named counts, whatever else stayed ticked beside it."""
    named = tuple(each for each in ticked if each not in (_NONE, _UNKNOWN))
    return named if named or (_NONE in ticked and _UNKNOWN not in ticked) else None


def _facts(seen: Seen) -> list[Fact]:
    row = seen.row
    named = "; ".join(PERSONAL_INFORMATION[each] for each in row.information or ())
    facts = [
        Fact("Found", forms.day(row.found_on)),
        Fact("Happened", forms.day(row.happened_on)),
        Fact("At", row.vendor),
        Fact("Kinds of record", ", ".join(KIND_WORDS.get(kind, kind) for kind in row.kinds)),
        Fact("Of the law's list", named or ("not known yet" if row.information is None else "nothing")),
        Fact("Could be read", {True: "yes", False: "no", None: "not known yet"}[row.readable]),
        Fact("People, about", f"{row.about:,}" if row.about is not None else "not known yet"),
        Fact(
            "Help against theft",
            counted(seen.owed.services_months, "month") if seen.owed.services_months else "",
        ),
        Fact("Counsel", {"yes": "notice is owed", "no": "no notice is owed"}.get(row.counsel, "")),
        Fact("Those concerned told", forms.day(row.residents_on)),
        Fact("Attorney General told", forms.day(row.attorney_general_on)),
        Fact("Learnt", row.learnt),
    ]
    return [fact for fact in facts if fact.value]


def _row(library: Library, seen: Seen, today: date) -> IncidentRow:
    closed, left = seen.row.closed_on is not None, _left(seen, today)
    return IncidentRow(
        found=forms.day(seen.row.found_on),
        href=_address(library, seen),
        what=WHAT[seen.row.what],
        next=f"closed {forms.day(seen.row.closed_on)}" if closed else _next(seen, today),
        late=not closed and left is not None and left <= _GRAVE_DAYS,
    )


def _address(library: Library, seen: Seen) -> str:
    return reverse("incident", args=[library.slug, seen.row.handle])


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


_ACTS: Mapping[str, Callable[[Page], str]] = {
    "note": Page.note,
    "counsel": Page.counsel,
    room.TOLD_RESIDENTS: Page.residents,
    room.TOLD_OFFICE: Page.attorney_general,
    "close": Page.close,
    "open_again": Page.open_again,
}
