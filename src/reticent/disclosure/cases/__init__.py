"""Cases: what was done about one request from outside, act by act, and how far it has come.

What is kept of one (kept), whose it is (whose), by when something is due (days), how a step is taken (acting), what is
read of it (reading), which letters go out (sending), how it stands in the ledger (leaves), what becomes of it in the
night and after a restore (afterwards).
"""

from reticent.disclosure.cases.acting import ChangedMeanwhile, OnPaper, new_handle, open_case, take
from reticent.disclosure.cases.afterwards import SinceThen, after_restore, tidy
from reticent.disclosure.cases.kept import (
    CASE_ACT,
    KEPT_DAYS,
    Act,
    Case,
    CaseDamaged,
    NoSuchCase,
    kept_until,
    named,
    shown_as,
)
from reticent.disclosure.cases.leaves import write_down
from reticent.disclosure.cases.reading import (
    CaseFile,
    Due,
    HoldListed,
    Listed,
    Waiting,
    due,
    holds,
    listed,
    read,
    rows,
    waiting,
)
from reticent.disclosure.cases.sending import letter, letters_for
from reticent.disclosure.cases.whose import NotYours, role_of

__all__ = [
    "CASE_ACT",
    "KEPT_DAYS",
    "Act",
    "Case",
    "CaseDamaged",
    "CaseFile",
    "ChangedMeanwhile",
    "Due",
    "HoldListed",
    "Listed",
    "NoSuchCase",
    "NotYours",
    "OnPaper",
    "SinceThen",
    "Waiting",
    "after_restore",
    "due",
    "holds",
    "kept_until",
    "letter",
    "letters_for",
    "listed",
    "named",
    "new_handle",
    "open_case",
    "read",
    "role_of",
    "rows",
    "shown_as",
    "take",
    "tidy",
    "waiting",
    "write_down",
]
