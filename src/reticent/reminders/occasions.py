"""When is an office told of what is due? Once when it comes near, once on its day, once in each week after it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

NEAR, DAY, OVERDUE = "near", "day", "overdue"
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of what is due: so many days before its day it comes near; none where it is never known before."""

    near_days: int


# The clocks of a case by their codes (disclosure/clocks.py), then what is due in the library itself.
KINDS: Mapping[str, Kind] = {
    "foi_answer": Kind(3),
    "complaint_reply": Kind(7),
    "own_answer": Kind(7),
    "return_date": Kind(7),
    "answer_ready": Kind(3),
    # A clock that has no words of its own here, or a case that cannot be read: its day is told, and no more.
    "other": Kind(3),
    "policy_review": Kind(60),
    "look_review": Kind(0),
    "drill": Kind(3),
    "night": Kind(0),
    "vendor_renewal": Kind(60),
    "incident_notice": Kind(30),
    "policy_read": Kind(7),
    "vendor_audit": Kind(14),
    "vendor_destruction": Kind(7),
    "sheet": Kind(0),
    "wipe": Kind(0),
    "paper": Kind(0),
    "paper_walk": Kind(14),
}


def kind_of(code: str) -> str:
    """The kind under which something is told."""
    return code if code in KINDS else "other"


def occasion(code: str, by: date, *, on: date) -> str:
    """On which occasion it is told on a day; nothing where none is. No two days of one occasion are one reminder more:
    each week after its day has a name of its own."""
    if on > by:
        return f"{OVERDUE}-{((on - by).days - 1) // _WEEK + 1}"
    if on == by:
        return DAY
    return NEAR if (by - on).days <= KINDS[kind_of(code)].near_days else ""
