"""Sealed cases: demands that may forbid their own mention, behind words that only the custodian and counsel know.

Paper with counsel comes first. What lies here lies in the library's container, which every library has, and nowhere
else: no row, no leaf, no count. What is written down and how each act is bound to those before (acts), how one is
opened, gone on with, closed and destroyed (room), how copies are told (copies), what counsel gets of it (package).
"""

from reticent.access.sealed import NotTheCustodian
from reticent.disclosure.sealed.acts import Act
from reticent.disclosure.sealed.copies import tables
from reticent.disclosure.sealed.package import NAME as PACKAGE_NAME
from reticent.disclosure.sealed.package import pack
from reticent.disclosure.sealed.room import (
    COPY,
    DESTROY,
    ChangedMeanwhile,
    SealedCase,
    begin,
    check_may_come,
    check_words,
    first_asks,
    key_of,
    open_case,
    take,
)
from reticent.drawer.containers import Key

__all__ = [
    "COPY",
    "DESTROY",
    "PACKAGE_NAME",
    "Act",
    "ChangedMeanwhile",
    "Key",
    "NotTheCustodian",
    "SealedCase",
    "begin",
    "check_may_come",
    "check_words",
    "first_asks",
    "key_of",
    "open_case",
    "pack",
    "tables",
    "take",
]
