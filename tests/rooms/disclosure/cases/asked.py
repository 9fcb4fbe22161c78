"""What is asked in these tests, how a case begins with it, and what stands of it afterwards."""

from collections.abc import Mapping
from typing import Any

from reticent.disclosure import cases
from reticent.disclosure.cases import CaseFile
from reticent.ledger import log
from reticent.people.staff import StaffAccount
from tests.conftest import NOW, Town

POLICE: Mapping[str, Any] = {
    "asker": "police",
    "papers": "none",
    "channel": "in_person",
    "name": "Officer Eve",
    "agency": "State Police",
    "words": "Has the reader of this book been in?",
}
WARRANT: Mapping[str, Any] = {
    "asker": "police",
    "papers_shown": "search_warrant",
    "signed_by_seen": "judge",
    "agency": "State Police",
}
SUBPOENA: Mapping[str, Any] = {
    "secret": "no",
    "kind": "attorney_subpoena",
    "signed_by": "attorney",
    "return_by": "2026-12-10",
}
FOI: Mapping[str, Any] = {"secret": "no", "kind": "foi_request", "signed_by": "requester"}


def ask(town: Town, account: StaffAccount, details: Mapping[str, Any] = POLICE) -> CaseFile:
    return cases.open_case(town.library, account, path="asking", details=details, now=NOW)


def leaves(town: Town) -> list[str]:
    """What the ledger says of cases, the oldest first."""
    written = log.entries(town.library.slug)
    return [each.entry.action for each in reversed(written) if each.entry.action.startswith("case")]


def acts(town: Town) -> int:
    return sum(1 for _, inside in town.drawer.everything() if inside.kind is cases.CASE_ACT)
