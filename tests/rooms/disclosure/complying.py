"""A case taken through its rows up to the decision to comply, as the pages would: what may be searched for, then."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from reticent.disclosure import cases, searching
from reticent.disclosure.cases import CaseFile
from reticent.disclosure.gates import evidence_asked
from reticent.disclosure.searching import Query, Searched, Second
from reticent.people.staff import StaffAccount
from tests.conftest import NOW, Town
from tests.rooms.disclosure.walking import points

HOUR = timedelta(hours=1)
ORDER: Mapping[str, Any] = {
    "asker": "court",
    "papers": "court_order",
    "channel": "mail",
    "agency": "Superior Court",
}
CHAIR = Second("Pat Elm, chair", "chair", "telephone", NOW)


def custodian(town: Town, name: str = "director") -> StaffAccount:
    """Whoever answers requests from outside."""
    return town.staff(name, "director", title="Library Director")


def take(
    town: Town,
    account: StaffAccount,
    case: CaseFile,
    step: str,
    *,
    now: datetime = NOW + HOUR,
    **details: object,
) -> CaseFile:
    """One step."""
    taken = cases.take(
        town.library, account, case.handle, step=step, details=details, now=now, seen=case.version
    )
    assert isinstance(taken, CaseFile)
    return taken


def classified(
    town: Town,
    account: StaffAccount,
    *fields: str,
    centre: str = "person",
    opening: Mapping[str, Any] = ORDER,
    kind: str = "court_order",
    signed_by: str = "judge",
    **paper: object,
) -> CaseFile:
    """A case whose paper is known: which fields it names, and what it begins with."""
    case = cases.open_case(town.library, account, path="asking", details=opening, now=NOW)
    return take(
        town, account, case, "classify", secret="no", kind=kind, signed_by=signed_by, court="Superior Court",
        docket="TTD-CV-26-6001", names_fields=list(fields), centre=centre, **paper,
    )  # fmt: skip


def on_record(town: Town, account: StaffAccount, case: CaseFile, *, without: Iterable[str] = ()) -> CaseFile:
    """The same, with its form found good and everything on record that is asked for, but for this."""
    case = take(town, account, case, "review_form", checklist=points(case.known))
    while asked := [
        name
        for name in evidence_asked(case.known, town.library.policy)  # type: ignore[attr-defined]
        if name not in (*case.known.evidence, *without)
    ]:
        finding = {} if asked[0].startswith("consulted:") else {"found": True}
        case = take(town, account, case, f"record:{asked[0]}", consulted_who="the office", **finding)
    return case


def complied(town: Town, account: StaffAccount, *fields: str, **how: Any) -> CaseFile:
    """A judge's order in form, everything recorded, decided to comply with."""
    return take(
        town,
        account,
        on_record(town, account, classified(town, account, *fields, **how)),
        "decide",
        answer="comply",
    )


def query(town: Town, case: CaseFile, **typed: object) -> Query:
    """A query as it is typed; without fields, of all that may be searched for."""
    fields = [word for word, _ in searching.asks(case)[-1].options]
    return searching.query_of(town.library, case, {"fields": fields, **typed})  # type: ignore[arg-type]


def search(
    town: Town, account: StaffAccount, case: CaseFile, wanted: Query, *, second: Second = CHAIR
) -> Searched:
    """The search, with the chair on the telephone."""
    return searching.run(
        town.library, account, case.handle, query=wanted, second=second, now=NOW + HOUR, seen=case.version
    )  # type: ignore[arg-type]
