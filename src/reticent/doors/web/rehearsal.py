"""The rehearsal: two clerks practise a visit with made-up papers. What is right, the library's own policy says.

Where the game stands travels sealed in its forms, and in no table: no case is opened, nobody is looked up, nothing is
counted. Only at the end, and only if she says so, it is written down that somebody rehearsed; never how it went.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from reticent import papers
from reticent.disclosure import rehearsing
from reticent.disclosure.forms import CannotBeRead, Field, checked
from reticent.disclosure.rehearsing import Turn
from reticent.doors.web import blanks, cards, guards, sheets
from reticent.doors.web.shown.cards import Card
from reticent.doors.web.shown.frame import Problem
from reticent.doors.web.shown.rehearsal import Judged, Rehearsal, RehearsalEnd, RehearsalTurn
from reticent.doors.web.shown.today import Wanted
from reticent.people import contacts, training
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy.phrases import listed

SECONDS = 12 * 60 * 60
PDF_LEAD = (
    "For the officer. Print it and keep it from whoever stands at the desk. Hand over the sheets behind it one after the"
    " other, in this order, and read the lines aloud."
)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only()
def rehearsal(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """The whole game: how it is played, each paper, and the end."""
    return Playing(request, library, staff).page()


@require_safe
@guards.staff_only()
def officer(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """The officer's card, to be read from a telephone."""
    return render(request, "rehearsal_officer.html", {"officer": _start(library, staff)})


@require_safe
@guards.staff_only()
def officer_pdf(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """The officer's card with its papers, to be printed."""
    text = rehearsing.text()
    values = {
        "library": library.name,
        "mark": text.mark,
        "foot": text.mark,
        "lead": PDF_LEAD,
        "rules": text.rules,
        "say": "You say",
        "press": "If they say no",
        "papers": [_plain(each) for each in _brought(library)],
    }
    sheet = papers.pdf("rehearsal", values, title="The officer's card")
    return sheets.answered(sheet, f"rehearsal-{library.slug}.pdf")


def _plain(each: rehearsing.Brought) -> dict[str, object]:
    sheet = each.sheet.model_dump() if each.sheet else None
    return {
        "called": each.called,
        "comes": each.comes,
        "says": each.says,
        "presses": each.presses,
        "sheet": sheet,
    }


def _brought(library: Library) -> tuple[rehearsing.Brought, ...]:
    return tuple(rehearsing.brought(name, library.policy) for name in rehearsing.names())


def _start(library: Library, staff: StaffAccount, *, stale: bool = False) -> Rehearsal:
    text, mine = rehearsing.text(), training.of_account(library, staff)
    return Rehearsal(
        mark=text.mark,
        rules=text.rules,
        minutes=rehearsing.minutes(),
        papers=_brought(library),
        last=f"{mine.last:%-d %B %Y}" if mine.last else "",
        changed_since=bool(mine.last) and mine.under != library.policy.sha256,
        stale=stale,
    )


def wanted(library: Library, *, today: date) -> tuple[Wanted, ...]:
    """Who of the staff has not rehearsed this year, by title, and whose rehearsal was under an earlier policy."""
    now = training.this_year(library, on=today)
    page = reverse("rehearsal", args=[library.slug])
    found = []
    if now.not_yet:
        many = Counter(now.not_yet)
        titles = listed(f"{title} ({count})" if count > 1 else title for title, count in sorted(many.items()))
        said = f"{len(now.not_yet)} of {now.accounts} accounts have not rehearsed the visit in {now.year}: {titles}."
        found.append(Wanted(said, False, page, "Rehearse it"))
    if now.before_this_policy:
        said = (
            f"The policy changed since {now.before_this_policy} of {now.done} rehearsed the visit this year."
        )
        found.append(Wanted(said, False, page, "Rehearse it again"))
    return tuple(found)


class Playing:
    """One page of the game: what was said so far, and what is asked next."""

    def __init__(self, request: HttpRequest, library: Library, staff: StaffAccount) -> None:
        self.request, self.library, self.staff = request, library, staff
        self.now = datetime.now(UTC)
        self.bound_to = f"rehearsal at {library.slug} by {staff.pk}"
        self.calls = tuple(each.office for each in contacts.chain(library))
        self.begun = self.now
        self.told: dict[str, dict[str, object]] = {}

    def page(self) -> HttpResponse:
        """The start, the next question, the card of a turn, or the end."""
        do = self.request.POST.get("do", "")
        if do == "begin":
            return self._ask()
        values = guards.unseal(self.request.POST.get("token", ""), bound_to=self.bound_to)
        if values is None:
            start = _start(self.library, self.staff, stale=self.request.method == "POST")
            return render(
                self.request, "rehearsal.html", {"start": start}, status=410 if start.stale else 200
            )
        self.begun = datetime.fromisoformat(values["begun"])
        self.told = json.loads(values["told"])
        return {
            "press": self._pressed,
            "look": self._answered,
            "act": self._answered,
            "done": self._done,
        }.get(do, self._ask)()

    # -- what was said so far

    def _at(self) -> str:
        """The paper that is being played, or empty at the end."""
        return next((name for name in rehearsing.names() if not self._is_played(name)), "")

    def _is_played(self, name: str) -> bool:
        return "act" in self.told.get(name, {})

    def _token(self) -> str:
        values = {"begun": self.begun.isoformat(), "told": json.dumps(self.told)}
        return guards.seal(values, bound_to=self.bound_to, seconds=SECONDS)

    def _turn(self, name: str) -> Turn:
        return rehearsing.judged(name, self.told[name], self.library.policy, self.calls)

    def _fields(self, name: str) -> tuple[str, tuple[Field, ...]]:
        """What is asked now: which button, what the paper is, or what is done."""
        told = self.told.get(name, {})
        pressed = str(told.get("button", ""))
        if not pressed:
            return "press", ()
        if pressed != rehearsing.ON_PAPER and "papers" not in told:
            return "look", rehearsing.looking(self.library.policy)
        return "act", rehearsing.acting(pressed, self.library.policy, self.calls)

    # -- answers

    def _pressed(self) -> HttpResponse:
        name, pressed = self._at(), self.request.POST.get("button", "")
        if name and pressed in rehearsing.text().buttons:
            self.told[name] = {"button": pressed}
        return self._ask()

    def _answered(self) -> HttpResponse:
        name = self._at()
        if not name:
            return self._ask()
        stage, fields = self._fields(name)
        if stage != self.request.POST.get("do"):
            return self._ask()
        typed = blanks.typed_in(self.request)
        try:
            said = checked(fields, blanks.details(fields, typed, library=self.library))
        except CannotBeRead as cannot:
            return self._ask(typed=typed, wrong=cannot.fields)
        self.told[name].update(said)
        return self._ask() if stage == "look" else self._card(name)

    def _done(self) -> HttpResponse:
        """It is written down that this account rehearsed: the only thing that is."""
        if self._at():
            return self._ask()
        training.acknowledge(self.library, self.staff, on=self.library.day_of(self.now))
        return self._end(acknowledged=True)

    # -- pages

    def _ask(
        self, *, typed: Mapping[str, Sequence[str]] | None = None, wrong: Mapping[str, str] | None = None
    ) -> HttpResponse:
        name = self._at()
        if not name:
            return self._end()
        stage, fields = self._fields(name)
        drawn = blanks.blanks(fields, typed or {}, form=stage, library=self.library, wrong=wrong)
        problems: tuple[Problem, ...] = blanks.problems(drawn, wrong or {})
        turn = replace(
            self._shown(name, stage),
            buttons=tuple(rehearsing.text().buttons.items()),
            blanks=drawn,
            words=self._words(name) if stage == "act" else None,
            problems=problems,
        )
        return render(self.request, "rehearsal_turn.html", {"turn": turn}, status=400 if problems else 200)

    def _words(self, name: str) -> Card:
        """The words that the pages of a visit show to whoever took it down so, right or wrong."""
        adopted = self.library.policy
        return cards.card_of(rehearsing.heard(self.told[name], adopted), adopted, tab="Say this aloud")

    def _card(self, name: str) -> HttpResponse:
        turn = replace(self._shown(name, "card"), judged=self._judged(self._turn(name)))
        return render(self.request, "rehearsal_turn.html", {"turn": turn})

    def _shown(self, name: str, stage: str) -> RehearsalTurn:
        return RehearsalTurn(
            token=self._token(),
            mark=rehearsing.text().mark,
            number=rehearsing.names().index(name) + 1,
            count=len(rehearsing.names()),
            minute=self._minute(),
            minutes=rehearsing.minutes(),
            brought=rehearsing.brought(name, self.library.policy),
            stage=stage,
        )

    def _minute(self) -> int:
        return max(0, (self.now - self.begun) // timedelta(minutes=1))

    def _judged(self, turn: Turn) -> tuple[Judged, ...]:
        return tuple(
            Judged(
                part.label,
                part.went,
                part.what,
                part.otherwise,
                cards.clauses(self.library.policy, part.clauses),
            )
            for part in turn.parts
        )

    def _end(self, *, acknowledged: bool = False) -> HttpResponse:
        turns = [self._turn(name) for name in rehearsing.names()]
        end = RehearsalEnd(
            token=self._token(),
            minute=self._minute(),
            minutes=rehearsing.minutes(),
            went=rehearsing.went(turns),
            again=tuple((turn.called, _again(self._judged(turn))) for turn in turns if turn.wrong),
            policy=self.library.policy.id,
            sha256=self.library.policy.sha256,
            on=f"{self.library.day_of(self.now):%-d %B %Y}",
            acknowledged=acknowledged,
        )
        return render(self.request, "rehearsal_end.html", {"end": end})


def _again(judged: Iterable[Judged]) -> tuple[Judged, ...]:
    return tuple(part for part in judged if part.went != rehearsing.RIGHT)
