"""What the library adopted, as frozen values, and what it says of a request. Pure: no Django, no clock."""

from reticent.policy.adopted import Clause, Notice, Period, Policy, Purpose
from reticent.policy.answering import Citation, Decision, NextStep
from reticent.policy.asking import Instrument, Request
from reticent.policy.cedar import as_asked, as_cedar
from reticent.policy.changed import Change, changed
from reticent.policy.comparing import Difference, compare
from reticent.policy.covering import Covered, coverage
from reticent.policy.deciding import decide
from reticent.policy.desk_card import DeskCard, desk_card
from reticent.policy.drafting import nothing_decided
from reticent.policy.explaining import Explanation, explain
from reticent.policy.findings import SEVERITIES, Finding
from reticent.policy.linting import findings_on, lint
from reticent.policy.model_file import model_text
from reticent.policy.noting import may_lift, may_note, may_withdraw
from reticent.policy.packet import packet, packet_title
from reticent.policy.page import PublicPage, kept_until, public
from reticent.policy.request_files import read_request
from reticent.policy.schema import json_schema
from reticent.policy.shelf import (
    UnknownPolicy,
    in_force,
    load,
    named,
    on_the_law_of,
    shipped,
    shipped_bytes,
    shipped_ids,
)
from reticent.policy.signatures import (
    Adoptable,
    Signature,
    Unsigned,
    may_be_adopted,
    read_signature,
    require_adoptable,
    signature_needed,
)
from reticent.policy.situations import SITUATIONS, Situation, UnknownSituation, situation, situations
from reticent.policy.statutes import StatutePack
from reticent.policy.vocabulary import DUTIES, ENDS, FIELDS, KINDS, PURPOSES, WISHES, Capacity, fields_named

__all__ = [
    "DUTIES",
    "ENDS",
    "FIELDS",
    "KINDS",
    "PURPOSES",
    "SEVERITIES",
    "SITUATIONS",
    "WISHES",
    "Adoptable",
    "Capacity",
    "Change",
    "Citation",
    "Clause",
    "Covered",
    "Decision",
    "DeskCard",
    "Difference",
    "Explanation",
    "Finding",
    "Instrument",
    "NextStep",
    "Notice",
    "Period",
    "Policy",
    "PublicPage",
    "Purpose",
    "Request",
    "Signature",
    "Situation",
    "StatutePack",
    "UnknownPolicy",
    "UnknownSituation",
    "Unsigned",
    "as_asked",
    "as_cedar",
    "changed",
    "compare",
    "coverage",
    "decide",
    "desk_card",
    "explain",
    "fields_named",
    "findings_on",
    "in_force",
    "json_schema",
    "kept_until",
    "lint",
    "load",
    "may_be_adopted",
    "may_lift",
    "may_note",
    "may_withdraw",
    "model_text",
    "named",
    "nothing_decided",
    "on_the_law_of",
    "packet",
    "packet_title",
    "public",
    "read_request",
    "read_signature",
    "require_adoptable",
    "shipped",
    "shipped_bytes",
    "shipped_ids",
    "signature_needed",
    "situation",
    "situations",
]
