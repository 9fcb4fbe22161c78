"""A page of one thing in a register of the director's: what its forms send, and what stands against it.

The registers (vendors, incidents, paper) say what is typed and what it leads to; how a form comes back is the same.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import ClassVar, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from reticent.doors.web import forms, guards
from reticent.doors.web.shown.blanks import Blank, Mark
from reticent.doors.web.shown.cards import Choice, Entry, Form
from reticent.doors.web.shown.frame import Problem
from reticent.errors import Malformed, Refused, ToMend
from reticent.people.libraries import Library

ROLE = "director"
_SECONDS = 4 * 60 * 60


class Page:
    """One showing of one thing, or of a new one, with what went wrong with the form that was sent."""

    CALLED: ClassVar[str]
    NOT: ClassVar[type[ToMend]]
    NEEDED: ClassVar[tuple[str, ...]]
    # Where to go to mend what is no field of its own name.
    TARGETS: ClassVar[Mapping[str, str]]

    def __init__(self, request: HttpRequest, library: Library, handle: str) -> None:
        self.request, self.library, self.handle = request, library, handle
        self.today = library.day_of(datetime.now(UTC))
        self.errors: dict[str, str] = {}
        self.problems: tuple[Problem, ...] = ()
        self.failed = ""

    def drawn(self) -> object:
        """Everything that the page shows."""
        raise NotImplementedError

    def wrong(self, do: str, no: Refused | Malformed) -> None:
        """Say what stands against it, with the form open and filled as it was."""
        self.failed = do
        if isinstance(no, self.NOT):
            of_form = {name: f"{name}-{do}" for name in ("on", "answer")}
            self.errors = {of_form.get(name, name): why for name, why in no.wrong.items()}
            self.problems = tuple(
                Problem(why, self.TARGETS.get(name, name)) for name, why in self.errors.items()
            )
        else:
            self.problems = tuple(Problem(line) for line in str(no).split("\n") if line)

    # -- what was sent

    def unsealed(self) -> None:
        """Go on only where the form is ours, of this page and of today."""
        if guards.unseal(self.request.POST.get("token", ""), bound_to=self._bound()) is None:
            raise Refused("This form has gone stale. Load the page again; nothing was changed.")

    def sealed(self) -> str:
        """The token of every form of this page."""
        return guards.seal({"handle": self.handle}, bound_to=self._bound(), seconds=_SECONDS)

    def _bound(self) -> str:
        return f"{self.CALLED} {self.handle} at {self.library.slug}"

    def day_of(self, do: str) -> date:
        """On which day something was done."""
        day = self.typed_day(f"on-{do}")
        if day is None:
            raise self.NOT({"on": _A_DAY})
        return day

    def typed_day(self, name: str) -> date | None:
        """The day in a field, or none. Shown again to be mended a field shows only days: what is none is left out."""
        typed = forms.typed(self.request, name, most=20)
        try:
            return date.fromisoformat(typed) if typed else None
        except ValueError:
            if self.failed:
                return None
            raise self.NOT({name.partition("-")[0]: _A_DAY}) from None

    # -- what is shown

    def blank(
        self,
        name: str,
        label: str,
        kind: str,
        value: str = "",
        *,
        marks: tuple[Mark, ...] = (),
        hint: str = "",
        most: int = 0,
    ) -> Blank:
        """One field of the form that writes it down."""
        return Blank(
            id=name,
            name=name,
            label=label,
            kind=kind,
            value=value,
            marks=marks,
            hint=hint,
            required=name in self.NEEDED,
            most=most,
            error=self.errors.get(name, ""),
            first_wrong=next(iter(self.errors), "") == name,
        )

    def form(
        self,
        do: str,
        label: str,
        button: str = "Write it down",
        note: str = "",
        *,
        entries: tuple[Entry, ...] = (),
        question: str = "",
        choices: tuple[tuple[str, str], ...] = (),
        told: str = "",
    ) -> Form:
        """A form that notes that something was done, and on which day."""
        failed, name = self.failed == do, f"answer-{do}"
        value = forms.typed(self.request, f"on-{do}", most=20) if failed else self.today.isoformat()
        return Form(
            do,
            label,
            self.sealed(),
            button,
            note,
            entries=forms.with_errors((*entries, Entry(f"on-{do}", "On", value, kind="date")), self.errors),
            question=question,
            choice_name=name,
            choices=tuple(Choice(value, words, "") for value, words in choices),
            told=forms.typed(self.request, name, most=10) if failed else told,
            error=self.errors.get(name, ""),
            open=failed,
        )


P = TypeVar("P", bound=Page)
_A_DAY = "Give the day as year, month, day: 2026-11-20."


def answered(page: P, acts: Mapping[str, Callable[[P], str]]) -> HttpResponse:
    """What was sent is done, and the browser goes on to where the act leads; or the page, with what stands against it."""
    do = page.request.POST.get("do", "") if page.request.method == "POST" else ""
    if do in acts:
        try:
            page.unsealed()
            at = acts[do](page)
        except (Refused, Malformed) as no:
            page.wrong(do, no)
        else:
            return redirect(at)
    status = 400 if page.problems else 200
    return render(page.request, f"{page.CALLED}.html", {page.CALLED: page.drawn()}, status=status)
