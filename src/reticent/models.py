"""The list of tables that Django reads. Tables live beside their verbs; no room imports this file."""

from reticent.disclosure.cases import Case
from reticent.disclosure.incidents import Incident
from reticent.drawer.tables import Epoch, Generation, SealedContainer, Slip
from reticent.ledger.checkpoints import LedgerCheckpoint
from reticent.ledger.log import LedgerHead, LedgerLeaf, LedgerNode
from reticent.people import families, patrons, tries  # noqa: F401  declare their kinds
from reticent.people.adoptions import PolicyAdoption
from reticent.people.client_events import ClientEvent
from reticent.people.clients import Client, ClientCount
from reticent.people.contacts import CallLine
from reticent.people.delegations import Delegation
from reticent.people.libraries import Library
from reticent.people.mailings import Mailing
from reticent.people.reminders import SeenTo
from reticent.people.silences import Silence
from reticent.people.staff import StaffAccount
from reticent.people.training import Acknowledgement
from reticent.people.vendors import Vendor
from reticent.records import (  # noqa: F401  declare their kinds
    charges,
    computer_sessions,
    disclosures,
    donors,
    holds,
    interlibrary,
    loans,
    look_reviews,
    questions,
    signups,
    suggestions,
)
from reticent.records.case_counts import CaseCount, CountingBegan
from reticent.records.facts import Fact
from reticent.records.gift_totals import GiftTotal
from reticent.records.intake import ImportRun
from reticent.records.items import Item
from reticent.records.looks import LookTally
from reticent.records.paper import PaperDestroyed, PaperPlace
from reticent.records.programs import Program, ProgramSession
from reticent.records.stations import Station, StationWipe
from reticent.retention.backups import Backup
from reticent.retention.canary import PlainControl, Verification
from reticent.retention.certificates import Certificate
from reticent.retention.drill import Drill
from reticent.retention.evidence import Evidence

__all__ = [
    "Acknowledgement",
    "Backup",
    "CallLine",
    "Case",
    "CaseCount",
    "Certificate",
    "Client",
    "ClientCount",
    "ClientEvent",
    "CountingBegan",
    "Delegation",
    "Drill",
    "Epoch",
    "Evidence",
    "Fact",
    "Generation",
    "GiftTotal",
    "ImportRun",
    "Incident",
    "Item",
    "LedgerCheckpoint",
    "LedgerHead",
    "LedgerLeaf",
    "LedgerNode",
    "Library",
    "LookTally",
    "Mailing",
    "PaperDestroyed",
    "PaperPlace",
    "PlainControl",
    "PolicyAdoption",
    "Program",
    "ProgramSession",
    "SealedContainer",
    "SeenTo",
    "Silence",
    "Slip",
    "StaffAccount",
    "Station",
    "StationWipe",
    "Vendor",
    "Verification",
]
