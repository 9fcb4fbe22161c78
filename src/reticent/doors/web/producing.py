"""Searching for what a case's paper names, and handing it over: the query in words, who looks on, what it came to.

What is searched for travels sealed from page to page, for one account and an hour, and stands in no address and in no
table. What may be searched for and handed over, the disclosure room says; this page draws its answers.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from reticent.disclosure import cases, producing, searching
from reticent.disclosure.cases import CaseFile
from reticent.disclosure.forms import CannotBeRead, Field
from reticent.disclosure.searching import Query, Result, Second
from reticent.doors.web import blanks, casework, found, guards, signing_in
from reticent.doors.web.shown.case import FoundPerson, SearchForm, SearchShown
from reticent.doors.web.shown.frame import Problem
from reticent.errors import Malformed, Refused
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount

SECONDS = 60 * 60
PLAN, RUN, RELEASE = "plan", "run", "release"


@signing_in.keeps_what_was_typed
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only()
def search(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """One search of a case: ask for it, see it in words, let it run with somebody looking on, hand over what it found."""
    at = At(request, library, staff)
    if at.file is None:
        return at.not_here()
    done = {PLAN: at.plan, RUN: at.run, RELEASE: at.release}.get(request.POST.get("do", ""), at.ask)
    return done(at.file)


class At:
    """One visit to the page of a search."""

    def __init__(self, request: HttpRequest, library: Library, staff: StaffAccount) -> None:
        self.request, self.library, self.staff = request, library, staff
        self.now = datetime.now(UTC)
        self.typed = blanks.typed_in(request)
        self.wrong: Mapping[str, str] = {}
        self.problems: tuple[Problem, ...] = ()
        token = request.POST.get("token") or request.GET.get("of", "")
        self.sealed = guards.unseal(token, bound_to=self._bound()) or {}
        handle = self.sealed.get("case") or casework.handle_in(request, library, staff)
        self.no = "That page has lain open too long. Open the case again."
        self.file = self._read(handle) if handle else None

    def _read(self, handle: str) -> CaseFile | None:
        try:
            return cases.read(self.library, self.staff, handle, now=self.now)
        except (cases.NotYours, cases.NoSuchCase) as no:
            self.no = str(no)
            return None

    def _bound(self) -> str:
        return f"search at {self.library.slug} by {self.staff.pk}"

    def _token(self, file: CaseFile, query: Query | None = None) -> str:
        values = {"case": file.handle, "seen": str(file.version)}
        if query is not None:
            values["query"] = query.packed()
        return guards.seal(values, bound_to=self._bound(), seconds=SECONDS)

    # -- what is done

    def ask(self, file: CaseFile) -> HttpResponse:
        """The form of the query, or why nothing may be searched for now."""
        offer = next((offer for offer in file.offers if offer.step == searching.STEP), None)
        if offer is None or offer.why_not:
            why = offer.why_not if offer else "There is nothing to search for in this case as it stands now."
            return self._page(file, why_not=why)
        form = self._form(searching.asks(file), PLAN, "Say what will be searched for", self._token(file))
        return self._page(file, form=form)

    def plan(self, file: CaseFile) -> HttpResponse:
        """What the query would do. Nothing is opened."""
        try:
            query = searching.query_of(self.library, file, self._told(searching.asks(file)))
        except CannotBeRead as cannot:
            self.wrong = cannot.fields
            return self.ask(file)
        self.typed = {}
        return self._planned(file, query)

    def _planned(self, file: CaseFile, query: Query) -> HttpResponse:
        said = searching.plan(self.library, file, query)
        form = self._form(
            searching.asks_second(self.library),
            RUN,
            "Search now, while they look on",
            self._token(file, query),
        )
        return self._page(file, form=form, plan=said.sentences, elsewhere=said.elsewhere)

    def run(self, file: CaseFile) -> HttpResponse:
        """Search, with somebody looking on."""
        return self._watched(file, self._searched, again=self._planned)

    def release(self, file: CaseFile) -> HttpResponse:
        """The package, as a file for the browser to save: it is made this once."""
        return self._watched(file, self._released, again=self._to_release)

    def _watched(
        self,
        file: CaseFile,
        act: Callable[[CaseFile, Query, Second], HttpResponse],
        *,
        again: Callable[[CaseFile, Query], HttpResponse],
    ) -> HttpResponse:
        """What is done while somebody looks on; its own form again where something in that cannot be read."""
        query = self._query()
        if query is None:
            return self.ask(file)
        try:
            told = self._told(searching.asks_second(self.library))
            return act(file, query, searching.second_of(self.library, self.staff, told, now=self.now))
        except CannotBeRead as cannot:
            self.wrong = cannot.fields
            return again(file, query)
        except (Refused, Malformed) as no:
            self.problems = tuple(Problem(line) for line in str(no).split("\n"))
            return self.ask(file)

    def _searched(self, file: CaseFile, query: Query, second: Second) -> HttpResponse:
        done = searching.run(
            self.library,
            self.staff,
            file.handle,
            query=query,
            second=second,
            now=self.now,
            seen=self._seen(),
        )
        # Whoever looks on is still there: what was said of them stands in the next form.
        return self._page(
            done.file,
            form=self._release_form(done.file, query) if done.result.people else None,
            result=done.result,
            people=tuple(
                found.person(n, searching.tables(rows, query))
                for n, rows in enumerate(done.result.people, start=1)
            ),
            elsewhere=done.result.elsewhere,
        )

    def _released(self, file: CaseFile, query: Query, second: Second) -> HttpResponse:
        released = producing.release(
            self.library,
            self.staff,
            file.handle,
            query=query,
            second=second,
            handed=self._told(producing.asks(self.library)),
            now=self.now,
            seen=self._seen(),
        )
        response = HttpResponse(released.package, content_type="application/zip")
        response.headers["Content-Disposition"] = f'attachment; filename="{released.name}"'
        return response

    def _to_release(self, file: CaseFile, query: Query) -> HttpResponse:
        return self._page(file, form=self._release_form(file, query))

    def _release_form(self, file: CaseFile, query: Query) -> SearchForm:
        asked = (*producing.asks(self.library), *searching.asks_second(self.library))
        return self._form(asked, RELEASE, "Make the package and hand it over", self._token(file, query))

    # -- what was sent

    def _query(self) -> Query | None:
        packed = self.sealed.get("query")
        return searching.unpacked(packed) if packed else None

    def _seen(self) -> int:
        return int(self.sealed.get("seen", "-1"))

    def _told(self, asked: Sequence[Field]) -> dict[str, object]:
        return blanks.details(asked, self.typed, library=self.library)

    # -- what is drawn

    def _form(self, asked: Sequence[Field], do: str, label: str, token: str) -> SearchForm:
        drawn = blanks.blanks(asked, self.typed, form="search", library=self.library, wrong=self.wrong)
        return SearchForm(do, label, token, drawn)

    def _page(
        self,
        file: CaseFile,
        *,
        form: SearchForm | None = None,
        why_not: str = "",
        plan: tuple[str, ...] = (),
        elsewhere: str = "",
        result: Result | None = None,
        people: tuple[FoundPerson, ...] = (),
    ) -> HttpResponse:
        wrong = blanks.problems(form.blanks, self.wrong) if form else ()
        page = SearchShown(
            called=file.shown,
            back=casework.address(self.library, self.staff, file.handle),
            form=form,
            why_not=why_not,
            plan=plan,
            elsewhere=elsewhere,
            found=result is not None,
            again=file.state == "searched",
            people=people,
            in_short=searching.in_short(result) if result else "",
            shut=tuple(f"{many} {what}, {why}" for what, why, many in result.shut) if result else (),
            notes=result.notes if result else (),
            problems=(*self.problems, *wrong),
        )
        status = 400 if page.problems else 200
        return render(self.request, "case_search.html", {"search": page}, status=status)

    def not_here(self) -> HttpResponse:
        """Where there is no such case for this account, or not any more."""
        page = SearchShown(called="Cases", back="", why_not=self.no)
        return render(self.request, "case_search.html", {"search": page}, status=403)
