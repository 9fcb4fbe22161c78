"""The walk through the building: where paper with names lies, until when, and the certificates that it was destroyed.

What is due and what must be said is the records' (records/paper.py); these pages ask and list. About nobody.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from reticent.doors.web import cards, forms, guards, registering
from reticent.doors.web.shown.blanks import Blank, Mark
from reticent.doors.web.shown.cards import Fact
from reticent.doors.web.shown.paper import Certificate, CertificateRow, PaperShown, PlaceRow, Walk
from reticent.doors.web.shown.today import Wanted
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy.disposing import Approval, about_paper, approval
from reticent.policy.phrases import counted, listed
from reticent.records import paper as room
from reticent.records.paper import HOW, MOST, PLACES, Found, Gone, NotPaper, PaperDestroyed, State


@require_safe
@guards.staff_only("director")
def walk(request: HttpRequest, library: Library, director: StaffAccount) -> HttpResponse:
    """Every station of the walk, and what was destroyed."""
    today, by = library.day_of(datetime.now(UTC)), room.walk_due(library)
    states = room.states(library)
    left = sum(each.row is None for each in states)
    if left == len(states):
        lead = f"Not walked yet. Do it by {forms.day(by)}: half an hour, list in hand."
    elif left:
        lead = f"{counted(left, 'place')} left to look at, by {forms.day(by)}."
    else:
        lead = f"The next walk is due on {forms.day(by)}."
    shown = Walk(
        lead=lead,
        late=by <= today,
        rows=tuple(_row(library, each, today) for each in states),
        certificates=_certificates(library, room.certificates(library)),
        because=cards.clauses(library.policy, about_paper(library.policy)),
    )
    return render(request, "paper_walk.html", {"walk": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only("director")
def paper(request: HttpRequest, library: Library, director: StaffAccount, kind: str) -> HttpResponse:
    """One station: what was found there, and what was destroyed of it."""
    if kind not in PLACES:
        raise Http404
    return registering.answered(Page(request, library, kind), _ACTS)


@require_safe
@guards.staff_only("director")
def certificate(request: HttpRequest, library: Library, director: StaffAccount, handle: str) -> HttpResponse:
    """A certificate, to be printed and signed by whoever did it and whoever saw it."""
    try:
        row = room.certificate(library, handle)
    except room.NotThere:
        raise Http404 from None
    law = approval(library.policy)
    facts = (
        Fact("What", row.what),
        Fact("From", PLACES[row.kind].title),
        Fact("Newest sheet of", forms.day(row.through)),
        Fact("Destroyed on", forms.day(row.on)),
        Fact("How", HOW[row.how]),
        Fact("Seen by", row.witness),
        *((Fact("Approved", row.authority),) if row.authority else ()),
        Fact("In the ledger", f"entry {row.leaf}"),
    )
    shown = Certificate(
        all=reverse("paper-walk", args=[library.slug]),
        library=library.name,
        heading=f"Certificate of destruction {row.handle}",
        facts=facts,
        because=cards.clauses(library.policy, (*about_paper(library.policy), *(law.clauses if law else ()))),
    )
    return render(request, "paper_certificate.html", {"certificate": shown})


def wanted(library: Library, *, today: date) -> tuple[Wanted, ...]:
    """A walk that is due, and what is to be destroyed: also on the page of the day."""
    found = []
    if room.walk_due(library) <= today:
        said = "Walk through the building: paper and disks with names lie where Reticent cannot forget them."
        found.append(Wanted(said, False, reverse("paper-walk", args=[library.slug]), "The walk"))
    left = room.due(library, today=today)
    if left:
        names = ", ".join(each.place.title for each in left[:3]) + (" and more" if len(left) > 3 else "")
        said = f"To be destroyed, and noted with a witness: {names}."
        at = (
            reverse("paper-walk", args=[library.slug])
            if len(left) > 1
            else reverse("paper", args=[library.slug, left[0].kind])
        )
        found.append(Wanted(said, False, at, "Paper"))
    return tuple(found)


def stands(library: Library) -> str:
    """How the walk stands where it wants nothing."""
    walked = sum(each.row is not None for each in room.states(library))
    return f"walk by {room.walk_due(library):%-d %b}" if walked == len(PLACES) else "not walked yet"


class Page(registering.Page):
    """One showing of one station, with what went wrong with the form that was sent."""

    CALLED, NOT = "paper", NotPaper
    NEEDED = ("there", "what", "through", "on", "how", "witness")
    TARGETS: ClassVar = {"there": "there-yes", "how": f"how-{next(iter(HOW))}", "free": "free-yes"}

    def note(self) -> str:
        """What was found here on the walk."""
        room.note(self.library, self.handle, self._found(), today=self.today)
        return reverse("paper-walk", args=[self.library.slug])

    def destroyed(self) -> str:
        """Something was destroyed: on to its certificate."""
        row = room.destroyed(self.library, self.handle, self._gone(), today=self.today, role=registering.ROLE)
        return reverse("paper-certificate", args=[self.library.slug, row.handle])

    def _typed(self, name: str) -> str:
        return " ".join(forms.typed(self.request, name, most=400).split())

    def _found(self) -> Found:
        days = self._typed("days")
        return Found(
            {"yes": True, "no": False}.get(self._typed("there")),
            self._typed("place"),
            self._typed("purpose"),
            int(days) if days.isascii() and days.isdigit() else None,
            self._typed("owner"),
        )

    def _gone(self) -> Gone:
        return Gone(
            self._typed("what"),
            self.typed_day("through"),
            self.typed_day("on"),
            self._typed("how"),
            self._typed("witness"),
            self._typed("authority"),
            self._typed("free") == "yes",
        )

    def drawn(self) -> PaperShown:
        """Everything that the page shows."""
        state = next(each for each in room.states(self.library) if each.kind == self.handle)
        law = approval(self.library.policy)
        there = state.row is not None and state.row.there
        row = _row(self.library, state, self.today)
        mine = [each for each in room.certificates(self.library) if each.kind == self.handle]
        return PaperShown(
            all=reverse("paper-walk", args=[self.library.slug]),
            called=state.place.title,
            look=state.place.look,
            state=". ".join(part[:1].upper() + part[1:] for part in (row.state, row.due) if part) + ".",
            late=row.late,
            blanks=self._of_the_walk(state),
            token=self.sealed(),
            gone=self._of_the_end(law) if there else (),
            editing=self.failed == "note" or state.row is None,
            destroying=self.failed == "destroyed",
            approval=_approval(law),
            because=cards.clauses(self.library.policy, law.clauses if law else ()),
            certificates=_certificates(self.library, mine),
            problems=self.problems,
        )

    def _of_the_walk(self, state: State) -> tuple[Blank, ...]:
        row = state.row
        known = (
            Found(row.there, row.place, row.purpose, row.days or state.place.days, row.owner)
            if row
            else Found(None, days=state.place.days)
        )
        found = self._found() if self.failed == "note" else known
        days = self._typed("days") if self.failed == "note" else str(found.days or "")
        marks = (
            Mark("yes", "Yes", found.there is True),
            Mark("no", "No, none", found.there is False),
        )
        return (
            self.blank("there", "Is there any?", "one", marks=marks),
            self.blank("place", "Where does it lie?", "line", found.place, most=MOST["place"]),
            self.blank(
                "purpose",
                "What is it needed for?",
                "line",
                found.purpose,
                hint="What is needed for nothing goes today, and does not come again.",
                most=MOST["purpose"],
            ),
            self.blank(
                "days",
                "After how many days is it destroyed?",
                "line",
                days,
                hint="The number that stands here at first is this program's own; your policy names none.",
                most=4,
            ),
            self.blank(
                "owner",
                "Which office sees to it?",
                "line",
                found.owner,
                hint="An office, such as Head of Circulation; no name.",
                most=MOST["owner"],
            ),
        )

    def _of_the_end(self, law: Approval | None) -> tuple[Blank, ...]:
        again = self.failed == "destroyed"
        gone = self._gone() if again else Gone("", None, self.today, "", "")
        how = tuple(
            Mark(value, words[:1].upper() + words[1:], gone.how == value) for value, words in HOW.items()
        )
        blanks = (
            self.blank("what", "What was destroyed?", "line", gone.what, hint="“One folder”. Name nobody.",
                       most=MOST["what"]),
            self.blank("through", "The newest sheet among it is of", "day", forms.iso(gone.through)),
            self.blank("on", "Destroyed on", "day", forms.iso(gone.on)),
            self.blank("how", "How?", "one", marks=how),
            self.blank("witness", "Who saw it done, beside you?", "line", gone.witness,
                       hint="An office; whoever it is signs the certificate.", most=MOST["witness"]),
        )  # fmt: skip
        if law is None:
            return blanks
        free = (Mark("yes", f"None of it is needed for {listed(law.not_while, last='or')}", gone.free),)
        return (
            *blanks,
            self.blank("authority", f"Number and day of the approval ({law.form})", "line", gone.authority,
                       most=MOST["authority"]),
            self.blank("free", "Does anything stand in the way?", "choices", marks=free),
        )  # fmt: skip


_ACTS: Mapping[str, Callable[[Page], str]] = {"note": Page.note, "destroyed": Page.destroyed}


def _row(library: Library, state: State, today: date) -> PlaceRow:
    row = state.row
    if row is None:
        said = "not looked at yet"
    elif not row.there:
        said = f"none there on {forms.day(row.walked_on)}"
    else:
        said = f"{row.place}; {row.owner}; {counted(row.days or 0, 'day')}"
    late = state.due is not None and state.due <= today
    when = f"To be destroyed by {forms.day(state.due)}" if state.due else ""
    return PlaceRow(
        state.place.title,
        state.place.look,
        reverse("paper", args=[library.slug, state.kind]),
        said,
        when,
        late,
    )


def _certificates(library: Library, rows: list[PaperDestroyed]) -> tuple[CertificateRow, ...]:
    return tuple(
        CertificateRow(
            forms.day(row.on),
            PLACES[row.kind].title,
            row.what,
            reverse("paper-certificate", args=[library.slug, row.handle]),
        )
        for row in rows
    )


def _approval(law: Approval | None) -> str:
    if law is None:
        return ""
    return (
        f"This library's records are the public's: before they are destroyed, {listed(law.by)} approve on "
        f"{law.form}, {law.title}."
    )
