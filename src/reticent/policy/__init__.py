"""What the library adopted, as frozen values, and what it says of a request. Pure: no Django, no clock.

A map of this room, by what is asked; each file's first line says more.

- What words are there? vocabulary (the closed lists), words (what each rule says), tongues (the same in Spanish),
  phrases (lists, days, counts).
- What can a policy file say? chapters (its tables), adopted (the whole), reading (strictly), shelf (which there are),
  schema, model_file (for whoever writes one).
- What does the law say? statutes (the pack), gates (what it shuts, opens and compels), holidays (the days on which it
  rests), signatures (counsel's).
- What is answered? asking, request_files (a request), situations (those with a name), deciding (the answer), matters
  (about no record), noting (what is noted of a patron), tables (worked out when a policy is loaded), answering (a
  decision), aloud, explaining (how it is said), cedar (the same for another engine).
- What do people read of it? page, settled (the public page), changed (what is new on it), readings (a clause in Spanish),
  desk_card.
- May the library write to somebody? messaging.
- What should be mended? linting, rules (where a code applies), findings (what it says), redlining, packet (for a board).
- How do two texts differ, and what keeps a clause? comparing, covering.
- How long is the list of disclosures kept? disclosed.
- What may a patron put right, or contest? contested.
- What must a contract say before a vendor is told anything? contracting.
- What follows when data are lost? breaching.
- Must the state approve before paper is destroyed? disposing.
- How does a text come into force? questions, answer_files, sentences, drafting (a first draft), adopting (the vote),
  reminding (what only people keep).
"""

from reticent.policy.adopted import Clause, Notice, Period, Policy, Purpose
from reticent.policy.answering import Citation, Decision, NextStep
from reticent.policy.asking import Instrument, Request
from reticent.policy.cedar import as_asked, as_cedar
from reticent.policy.changed import Change, changed
from reticent.policy.chapters.promising import Display
from reticent.policy.comparing import Difference, compare
from reticent.policy.contested import contests, kept_with_the_record, may_mend
from reticent.policy.covering import Covered, coverage
from reticent.policy.deciding import decide
from reticent.policy.desk_card import COUNSEL_OFFICES, DeskCard, Fetch, desk_card, whom_to_call
from reticent.policy.disclosed import kept_on_the_list
from reticent.policy.drafting import nothing_decided
from reticent.policy.explaining import Explanation, explain
from reticent.policy.findings import SEVERITIES, Finding
from reticent.policy.linting import findings_on, lint
from reticent.policy.matters import complaint_due
from reticent.policy.messaging import Writing, reaches_by_mail, writing
from reticent.policy.model_file import model_text
from reticent.policy.noting import (
    kinds_to_permit,
    may_lift,
    may_note,
    may_permit,
    may_withdraw,
    most_days_of_a_note,
    permission_ends,
    permission_kept,
)
from reticent.policy.packet import packet, packet_title
from reticent.policy.page import PublicPage, kept_until, public
from reticent.policy.reminding import Reminder, reminders
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
    "COUNSEL_OFFICES",
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
    "Display",
    "Explanation",
    "Fetch",
    "Finding",
    "Instrument",
    "NextStep",
    "Notice",
    "Period",
    "Policy",
    "PublicPage",
    "Purpose",
    "Reminder",
    "Request",
    "Signature",
    "Situation",
    "StatutePack",
    "UnknownPolicy",
    "UnknownSituation",
    "Unsigned",
    "Writing",
    "as_asked",
    "as_cedar",
    "changed",
    "compare",
    "complaint_due",
    "contests",
    "coverage",
    "decide",
    "desk_card",
    "explain",
    "fields_named",
    "findings_on",
    "in_force",
    "json_schema",
    "kept_on_the_list",
    "kept_until",
    "kept_with_the_record",
    "kinds_to_permit",
    "lint",
    "load",
    "may_be_adopted",
    "may_lift",
    "may_mend",
    "may_note",
    "may_permit",
    "may_withdraw",
    "model_text",
    "most_days_of_a_note",
    "named",
    "nothing_decided",
    "on_the_law_of",
    "packet",
    "packet_title",
    "permission_ends",
    "permission_kept",
    "public",
    "reaches_by_mail",
    "read_request",
    "read_signature",
    "reminders",
    "require_adoptable",
    "shipped",
    "shipped_bytes",
    "shipped_ids",
    "signature_needed",
    "situation",
    "situations",
    "whom_to_call",
    "writing",
]
