"""The list of tables that Django reads. Tables live beside their verbs; no room imports this file."""

from reticent.ledger.log import LedgerHead, LedgerLeaf, LedgerNode
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount

__all__ = ["LedgerHead", "LedgerLeaf", "LedgerNode", "Library", "StaffAccount"]
