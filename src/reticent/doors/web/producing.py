"""Searching for what a case's paper names, and handing it over: the query in words, who looks on, what it came to.

What is searched for travels sealed from page to page, for one account and an hour, and stands in no address and in no
table. What may be searched for and handed over, the disclosure room says; this page draws its answers.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from reticent.access.searching import Row
from reticent.disclosure import cases, producing, searching
from reticent.disclosure.cases import CaseFile
from reticent.disclosure.forms import CannotBeRead, Field
from reticent.disclosure.searching import Query, Result
from reticent.doors.web import blanks, casework, guards, signing_in
from reticent.doors.web.shown.case import FoundPerson, FoundTable, SearchForm, SearchShown
from reticent.doors.web.shown.frame import Problem
from reticent.errors import Malformed, Refused
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import FIELDS

SECONDS = 60 * 60
PLAN, RUN, RELEASE = "plan", "run", "release"
_HEADINGS = {"registration": "Registration", "loan": "Loans", "charge": "Charges", "hold": "Holds"}


@signing_in.keeps_what_was_typed
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only()
def search(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """One search of a case: ask for it, see it in words, let it run with somebody looking on, hand over what it found."""
    at = At(request, library, staff)
    if at.file is None:
        return at.not_here()
    done = {PLAN: at.plan, RUN: at.run, RELEASE: at.release}.get(request.POST.get("do", ""))
    return done() if done and request.method == "POST" else at.ask()


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

    def ask(self) -> HttpResponse:
        """The form of the query, or why nothing may be searched for now."""
        assert self.file is not None
        offer = next((offer for offer in self.file.offers if offer.step == searching.STEP), None)
        if offer is None or offer.why_not:
            why = offer.why_not if offer else "There is nothing to search for in this case as it stands now."
            return self._page(self.file, why_not=why)
        form = self._form(
            searching.asks(self.file), PLAN, "Say what will be searched for", self._token(self.file)
        )
        return self._page(self.file, form=form)

    def plan(self) -> HttpResponse:
        """What the query would do. Nothing is opened."""
        assert self.file is not None
        try:
            asked = searching.asks(self.file)
            query = searching.query_of(
                self.library, self.file, blanks.details(asked, self.typed, library=self.library)
            )
        except CannotBeRead as cannot:
            self.wrong = cannot.fields
            return self.ask()
        self.typed = {}
        return self._planned(self.file, query)

    def _planned(self, file: CaseFile, query: Query) -> HttpResponse:
        said = searching.plan(self.library, file, query)
        form = self._form(
            searching.asks_second(self.library),
            RUN,
            "Search now, while they look on",
            self._token(file, query),
        )
        return self._page(file, form=form, plan=said.sentences, elsewhere=said.elsewhere)

    def run(self) -> HttpResponse:
        """Search, with somebody looking on."""
        file, query = self.file, self._query()
        if file is None or query is None:
            return self.ask()
        try:
            second = searching.second_of(
                self.library, self.staff, self._told(searching.asks_second(self.library)), now=self.now
            )
            done = searching.run(
                self.library,
                self.staff,
                file.handle,
                query=query,
                second=second,
                now=self.now,
                seen=self._seen(),
            )
        except CannotBeRead as cannot:
            self.wrong = cannot.fields
            return self._planned(file, query)
        except (Refused, Malformed) as no:
            self._say(no)
            return self.ask()
        # Whoever looks on is still there: what was said of them stands in the next form.
        return self._found(done.file, query, done.result)

    def _found(self, file: CaseFile, query: Query, result: Result) -> HttpResponse:
        form = None
        if result.people:
            asked = (*producing.asks(self.library), *searching.asks_second(self.library))
            form = self._form(asked, RELEASE, "Make the package and hand it over", self._token(file, query))
        return self._page(
            file,
            form=form,
            result=result,
            people=tuple(_person(n, rows, query) for n, rows in enumerate(result.people, start=1)),
            elsewhere=result.elsewhere,
        )

    def release(self) -> HttpResponse:
        """The package, as a file for the browser to save: it is made this once."""
        file, query = self.file, self._query()
        if file is None or query is None:
            return self.ask()
        try:
            second = searching.second_of(
                self.library, self.staff, self._told(searching.asks_second(self.library)), now=self.now
            )
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
        except CannotBeRead as cannot:
            self.wrong = cannot.fields
            asked = (*producing.asks(self.library), *searching.asks_second(self.library))
            return self._page(
                file,
                form=self._form(
                    asked, RELEASE, "Make the package and hand it over", self._token(file, query)
                ),
            )
        except (Refused, Malformed) as no:
            self._say(no)
            return self.ask()
        response = HttpResponse(released.package, content_type="application/zip")
        response.headers["Content-Disposition"] = f'attachment; filename="{released.name}"'
        return response

    # -- what was sent

    def _query(self) -> Query | None:
        packed = self.sealed.get("query")
        return searching.unpacked(packed) if packed else None

    def _seen(self) -> int:
        return int(self.sealed.get("seen", "-1"))

    def _told(self, asked: Sequence[Field]) -> dict[str, object]:
        return blanks.details(asked, self.typed, library=self.library)

    def _say(self, no: Exception) -> None:
        self.problems = tuple(Problem(line) for line in str(no).split("\n"))

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
        result: Result | None = None,
        people: tuple[FoundPerson, ...] = (),
        elsewhere: str = "",
    ) -> HttpResponse:
        wrong = blanks.problems(form.blanks, self.wrong) if form else ()
        page = SearchShown(
            called=file.shown,
            back=casework.address(self.request, self.library, self.staff, file.handle),
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


def _person(number: int, rows: Sequence[Row], query: Query) -> FoundPerson:
    tables = []
    for kind, heading in _HEADINGS.items():
        of = [row for row in rows if row.kind == kind]
        named = [name for name in query.fields if any(name in row.values for row in of)]
        if of:
            says = tuple(FIELDS[name][:1].upper() + FIELDS[name][1:] for name in named)
            lines = tuple(
                tuple((say, row.values.get(name, "")) for say, name in zip(says, named, strict=True))
                for row in of
            )
            tables.append(FoundTable(heading, says, lines))
    return FoundPerson(f"Person {number}", tuple(tables))
