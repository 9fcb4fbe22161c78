"""The closed lists: every word that a policy file, a request or a decision may use.

A word outside these lists is an error in a file and *not decided* in a request. The lists follow DESIGN
sections 4 and 6 (purposes, capacities, kinds) and 9 (instruments).
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache


class Capacity(StrEnum):
    """As what someone asks."""

    SELF = "self"
    GUARDIAN = "guardian"
    STAFF = "staff"
    VOLUNTEER = "volunteer"
    AGENT = "agent"
    VENDOR = "vendor"
    DESIGNATED_BORROWER = "designated_borrower"
    THIRD_PARTY = "third_party"


CAPACITIES = tuple(str(capacity) for capacity in Capacity)
PURPOSES = (
    "lend",
    "return",
    "hold",
    "account",
    "registration",
    "recovery",
    "reference",
    "selection",
    "interlibrary",
    "support",
    "programs",
    "computers",
    "own_record",
    "case",
)
# What a volunteer is for only where the policy says so in so many words: it names people to who helps in a room, or
# says who sits at a computer now.
VOLUNTEERS_IF_NAMED = frozenset({"programs", "computers"})
DUTIES = (
    "circulation",
    "registration",
    "accounts",
    "reference",
    "systems",
    "programs",
    "fundraising",
    "director",
)
PROOFS = ("satisfied_parent", "guardian_link", "card", "card_number", "photo_id")
CHANNELS = ("in_person", "phone", "mail", "email", "web")
LINKS = ("in_force", "blocked", "others_blocked")
SIGNERS = (
    *("unknown", "nobody", "requester", "patron", "payer"),
    *("attorney", "officer", "prosecutor", "clerk", "judge"),
)
OUTCOMES = ("allowed", "refused", "referred")

# What a request is about. All but `records` are about no patron's record, and no purpose opens one for them.
MATTERS = ("records", "friends_list", "donors", "totals", "unsubscribe", "complaint", "costs")
# What a demand is centred on. Only a person is found directly; the others find what is still remembered.
CENTRES = ("person", "item", "time", "address")

# Where an answer ends: a page, or a step of a case (domain.md 1.7).
ENDS: dict[str, str] = {
    "desk_allow": "the desk, which does it now",
    "desk_refusal": "the desk's refusal, with what may be done instead",
    "refer_to_custodian": "whoever answers requests from outside",
    "own_record": "my record",
    "vendor_answer": "the answer to a vendor's machine: yes, no, or nothing",
    "foi_denial": "the letter of denial",
    "friends_list": "the addresses of those who chose the list",
    "donor_records": "the donors' records, apart from all others",
    "unsubscribe": "the page that stops the mail",
    "complaint_record": "the record of a complaint",
    "costs_invoice": "the draft of an invoice",
    "case:intake": "a case: taken in",
    "case:classified": "a case: which paper it is, and who signed",
    "case:preserve": "a case: what is kept until counsel decides",
    "case:form_review": "a case: whether the paper is in proper form",
    "case:consult": "a case: who is consulted",
    "case:decide": "a case: what is answered",
    "case:search": "a case: the search for exactly what is named",
    "case:supervise_execution": "a case: officers execute a warrant, staff stay with them",
    "case:costs": "a case: its costs",
    "case:sealed": "a sealed case: with counsel, on paper",
}

# The class decides which clauses answer someone who brings nothing that the statute counts.
ASKERS: dict[str, str] = {
    "patron": "public",
    "parent": "family",
    "guardian": "family",
    "spouse": "family",
    "relative": "family",
    "designated": "family",
    "friend": "public",
    "neighbour": "public",
    "police": "law_enforcement",
    "federal_agent": "law_enforcement",
    "prosecutor": "law_enforcement",
    "court": "court",
    "attorney": "attorney",
    "agency": "agency",
    "reporter": "press",
    "employer": "public",
    "school": "agency",
    "trustee": "insider",
    "town_hall": "insider",
    "friends_group": "insider",
    "development_officer": "insider",
    "collection_agency": "commerce",
    "vendor": "commerce",
    "company": "commerce",
    "researcher": "public",
    "anyone": "public",
}
ASKER_CLASSES = tuple(dict.fromkeys(ASKERS.values()))

# domain.md 1.5; what each one is in law is written in the statute pack, not here.
INSTRUMENTS = (
    "none",
    "verbal",
    "letter",
    "foi_request",
    "preservation_letter",
    "attorney_subpoena",
    "judge_subpoena",
    "grand_jury_subpoena",
    "administrative_subpoena",
    "immigration_warrant",
    "search_warrant",
    "court_order",
    "national_security_letter",
    "fisa_order",
    "emergency_claim",
    "written_permission",
    "probate_letters",
)

EVIDENCE: dict[str, str] = {
    "consulted:town_manager": "the Town Manager was consulted",
    "consulted:town_attorney": "the Town Attorney was consulted",
    "consulted:town_counsel": "Town Counsel was consulted",
    "consulted:legal_counsel": "legal counsel reviewed the papers",
    "counsel:advises_compliance": "counsel advised to comply",
    "counsel:requires_compliance": "counsel found that the law requires compliance",
    "counsel:is_court_order": "counsel classified the paper as a court order, with a written opinion",
    "decided:board_of_trustees": "the Board of Trustees found the paper in proper form",
    "authorised:custodian": "the custodian, or whoever is appointed in writing, authorised the release",
    "shown:good_cause": "good cause was shown",
    "shown:hearing": "the library was told of the request and heard on it before the court ordered",
    "shown:district_court": "a district court was shown that public safety needs it, or that it proves an offence",
    "shown:amount_owed": "as much is owed as the statute asks before anyone is told",
    "permission:names_asker": "the permission names this person",
    "agent:recorded": "the Director recorded this person as agent for this duty",
    "contract:in_force": "a contract is in force",
    "contract:confidential": "the contract binds to confidentiality",
}

# What tells what somebody reads, or waits to read.
TITLES = frozenset({"loan.title", "hold.title", "interlibrary_request.title"})

# What lets somebody outside work with records as an agent: on file, and bound to confidence.
BINDING_CONTRACT = frozenset({"contract:in_force", "contract:confidential"})

# Consultations that stay within the circle of a demand that may forbid its own mention: no board, no town manager. Each
# with the step that stands for it there: it is taken on paper, and recorded nowhere.
WITHIN_THE_CIRCLE: dict[str, str] = {
    "consulted:legal_counsel": "sealed_review",
    "counsel:advises_compliance": "sealed_advice",
    "counsel:requires_compliance": "sealed_finding",
    "authorised:custodian": "sealed_authorisation",
}

FIELDS: dict[str, str] = {
    "registration.name": "name",
    "registration.card": "card number",
    "registration.contact": "address",
    "registration.email": "e-mail",
    "registration.phone": "phone",
    "registration.town": "home town",
    "registration.expires": "when the card expires",
    "registration.standing": "whether the card is in good standing",
    "registration.minor": "whether a minor",
    "registration.adult_on": "the day a minor comes of age",
    "registration.consent": "to which form the patron consented, and when",
    "loan.title": "titles out",
    "loan.due": "due dates",
    "loan.lent_on": "days lent",
    "loan.count": "how many items are out",
    "charge.amount": "money owed",
    "charge.reason": "what is owed for",
    "charge.since": "since when it is owed",
    "hold.title": "titles on hold",
    "hold.pickup": "where a hold waits",
    "interlibrary_request.title": "titles asked of other libraries",
    "interlibrary_request.state": "where a request to other libraries stands",
    "guardian_link.name": "who is noted as guardian",
    "guardian_link.until": "the day on which a guardian's view ends",
    "guardian_link.proof": "what a guardian showed",
    "guardian_link.blocked": "whether a court order keeps a guardian out",
    "designation.name": "whom the patron sends",
    "designation.may": "what those whom the patron sends may do",
    "designation.until": "until when the patron sends them",
    "contact_wish.wish": "how the patron wishes not to be reached",
    "friends_choice.since": "since when the patron is on the Friends' list",
    "staff_note.note": "what the desk noted",
    "staff_note.words": "what the desk noted in its own words",
    "staff_note.since": "when the desk noted it",
    "staff_note.until": "until when the desk's note stands",
    "staff_note.by_role": "who noted it",
    "reference_question.question": "what was asked",
    "reference_question.contact": "how to reach whoever asked",
    "program_signup.name": "first names on a program's list",
    "program_signup.contact": "how to reach who signed up for a program",
    "program_signup.session": "for which session somebody signed up",
    "purchase_suggestion.title": "what was suggested to buy",
    "purchase_suggestion.contact": "how to reach whoever suggested it",
    "computer_session.alias": "made-up names at public computers",
    "computer_session.time": "when a public computer is taken today",
    "print_job.alias": "made-up names on prints that wait",
    "print_job.pages": "how many pages wait to be collected",
    "look.on": "days someone looked",
    "look.by_role": "the duty that looked",
    "look.purpose": "what the look was for",
    "look.outcome": "whether the look was allowed",
}
# What lies beside a registration, between its patron and the desk.
BESIDE = ("guardian_link", "designation", "contact_wish", "friends_choice", "staff_note")
KINDS = tuple(dict.fromkeys(field.partition(".")[0] for field in FIELDS))

# Records of who gave money, and what. They have no fields here: no purpose opens them and no paper names them, they are
# used alone, as `[donors]` says.
DONORS_KINDS = ("donor", "gift")
# Kinds of which data may be lost or stolen: those of donors, too.
LOSABLE_KINDS = (*KINDS, *DONORS_KINDS)
# Kinds that a policy keeps for a period. `finder` is what finds a registration (card, name, e-mail).
KEPT_KINDS = (*KINDS, *DONORS_KINDS, "finder")
# Kinds that begin with somebody giving us something; all others come about by what is done here.
COLLECTED_KINDS = (
    "registration",
    *(kind for kind in BESIDE if kind != "staff_note"),
    "reference_question",
    "purchase_suggestion",
)
NEEDS = (
    "expired",
    "returned",
    "paid",
    "ended",
    "of_age",
    "withdrawn",
    "last_day",
    "answered",
    "held",
    "decided",
    "given",
    "last_gift",
    "that_day",
    "sent_back",
    "seen",
)

# How a patron wishes not to be reached, in the words of a desk card; and the ways that each wish shuts.
WISHES: dict[str, str] = {
    "no_phone": "never phone",
    "no_messages": "never leave messages",
    "no_mail": "never send mail",
    "no_email": "never send e-mail",
    "email_only": "e-mail only",
    "unnamed": "never name the library",
}
SHUTS: dict[str, frozenset[str]] = {
    "no_phone": frozenset({"phone", "messages"}),
    "no_messages": frozenset({"messages"}),
    "no_mail": frozenset({"mail"}),
    "no_email": frozenset({"email"}),
    "email_only": frozenset({"phone", "messages", "mail"}),
    "unnamed": frozenset({"name"}),
}

# ---- Words of the statute packs.

# How far a section was checked; only the first two are the law's own words.
CHECKED: dict[str, str] = {
    "counsel": "read and confirmed by counsel",
    "public copy": "read in a public copy of the statute",
    "secondary": "read in a page that reports or applies it, not in the statute",
    "from memory": "written from memory; nobody has read it again",
}

# Which libraries a section binds: by what they are, and by the flags of their policy.
BINDS: dict[str, str] = {
    "every_library": "every library under this law",
    "municipal": "a library that a town or city runs",
    "association": "a library that an association runs",
    "district": "a library district",
    "public_agency": "a public agency under the Freedom of Information Act",
    "personal_data_act": "an agency under the Personal Data Act",
    "state_disposition": "a library whose records the state's approval must release before they are destroyed",
}

INSIDERS = ("officers", "employees", "agents", "volunteers", "trustees", "friends")

_FIELDS_OF = {kind: tuple(field for field in FIELDS if field.startswith(kind + ".")) for kind in KINDS}
# Records that a statute names, and the fields of ours that are such records. Some name records that we do not keep.
PROTECTED: dict[str, tuple[str, ...]] = {
    "any_identifying": tuple(FIELDS),
    "circulation": (*_FIELDS_OF["loan"], *_FIELDS_OF["hold"]),
    "registration": tuple(field for kind in ("registration", *BESIDE) for field in _FIELDS_OF[kind]),
    "fines": _FIELDS_OF["charge"],
    "computer_use": (*_FIELDS_OF["computer_session"], *_FIELDS_OF["print_job"]),
    "reference": _FIELDS_OF["reference_question"],
    "interlibrary": _FIELDS_OF["interlibrary_request"],
    "video": (),
    "reconsideration": (),
}

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

CLOCKS: dict[str, str] = {
    "foi_answer": "a request for public records is denied in writing",
    "foi_appeal": "a denial may be appealed",
    "subpoena_notice": "a subpoena is served before it must be answered",
    "breach_residents": "residents are told of a breach",
    "breach_attorney_general": "the Attorney General is told of a breach",
    "breach_services": "services against identity theft are paid for",
    "disclosure_record": "it is on record who was given a person's data",
    "own_data_petition": "a court may be asked to review a refusal of one's own data",
    "meeting_votes": "votes of a meeting can be read",
    "meeting_minutes": "minutes of a meeting can be read",
    "suit": "a suit for a wrongful disclosure may be begun",
}

# What the contract of whoever is told something about patrons may say of privacy: each in the words of a letter that asks
# for it. The last three are no policy's words: this program advises them (ALA, Library Privacy Guidelines for Vendors).
CONTRACT_TERMS: dict[str, str] = {
    "confidential": "keeps what it learns about patrons confidential, and binds whoever works for it to the same",
    "service_only": "uses it for the service to this library and for nothing else",
    "no_sale": "does not sell it, license it or pass it on",
    "destroyed": "destroys it once the service no longer needs it, and all of it when the contract ends",
    "demands": "tells the library at once if anybody demands it, and hands over only what the law compels",
    "breach": "tells the library at once of any loss or theft of it",
    "ownership": "agrees that it stays the library's and the patrons', not the vendor's",
    "audit": "lets the library check that all this is kept",
}

# What a statute on breaches counts as personal information; beside a name, but for the last.
PERSONAL_INFORMATION: dict[str, str] = {
    "social_security": "Social Security number",
    "taxpayer_id": "taxpayer identification number",
    "irs_pin": "identity protection number issued by the Internal Revenue Service",
    "government_id": "number of a driver's licence, state id, passport, military or other government id",
    "card_number": "credit or debit card number",
    "account_and_code": "number of a financial account with the code that opens it",
    "medical": "medical history, condition or treatment",
    "health_insurance": "number of a health insurance policy or subscriber",
    "biometric": "fingerprint, voice print, iris and the like",
    "login": "user name or e-mail with the password or security answer that opens an online account",
}


# The form of a clause's id: M19-06, WO-29, 11-25(b)(2). Whatever cites a clause is written into a ledger that takes no id
# of another form, nor one that could be a card, a telephone number or a birthday.
_CLAUSE_ID = re.compile(r"[A-Za-z0-9]{1,12}([-.:_][A-Za-z0-9()]{1,16}){1,5}")
_NO_CLAUSE_ID = re.compile(r"\d{5}|\d{3}[-.]\d{4}|\d{4}[-.]\d{1,2}[-.]\d{1,2}|\d{1,2}[-.]\d{1,2}[-.]\d{4}")


def is_clause_id(word: str) -> bool:
    """Whether a clause may be called so."""
    return _CLAUSE_ID.fullmatch(word) is not None and _NO_CLAUSE_ID.search(word) is None


def fields_named(names: Iterable[str]) -> tuple[str, ...]:
    """The fields that these names mean, in the order of the list; a kind's name means all its fields."""
    # Words of nobody's list mean no field: they are left out before the answer is kept, and so kept nowhere.
    return _fields_named(tuple([name for name in names if name in _NAMES]))


_NAMES = frozenset((*FIELDS, *KINDS))


@lru_cache(maxsize=512)
def _fields_named(names: tuple[str, ...]) -> tuple[str, ...]:
    wanted: set[str] = set()
    for name in names:
        wanted.update(_FIELDS_OF.get(name, (name,)))
    return tuple(field for field in FIELDS if field in wanted)


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The word of the list that was probably meant."""
    close = get_close_matches(word, list(words), n=1, cutoff=0.6)
    return close[0] if close else None
