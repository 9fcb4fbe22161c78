"""How would each letter of a policy read? Cases that never were, to be read before the day comes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from reticent.disclosure import checklist, letters
from reticent.disclosure.answers import answers_open
from reticent.disclosure.known import Known, stage
from reticent.disclosure.letters import LetterFacts, NotThisLetter
from reticent.errors import Malformed
from reticent.policy import Instrument, Policy
from reticent.policy.tongues import Tongue

SPECIMEN = "Specimen. The case is made up, and so is everything taken down in it."
RECEIVED = datetime.fromisoformat("2027-02-09T14:05-05:00")
ON = date(2027, 2, 11)
NAMED = ("registration.contact", "loan.title", "loan.due")
# Whose records, and where, as a library's own policy names them.
SHARED, OURS = "the shared system", "ours"
_ORDER = Instrument("court_order", "judge", True, NAMED)
_UNSIGNED = Instrument("court_order", "nobody", False, NAMED)
_SUBPOENA = Instrument("attorney_subpoena", "attorney", None, NAMED)

_NONE = Instrument("none", "nobody")
_CONTRACT = frozenset({"contract:in_force", "contract:confidential"})


def _other(matter: str, asker: str, answer: str, *evidence: str, state: str = "decided") -> Known:
    """Somebody who asks for something else than records, without a paper."""
    return Known(
        *("asking", state),
        asker=asker,
        channel="mail",
        instrument=_NONE,
        matter=matter,
        evidence=frozenset(evidence),
        answer=answer,
    )


# By the letter, and by the name of the case: what is known of it.
CASES: Mapping[str, Mapping[str, Known]] = {
    "refusal": {
        "officer": Known("asking", "decided", asker="police", instrument=Instrument("none"), answer="refuse"),
        "reporter": Known(
            *("asking", "decided"), asker="reporter", instrument=Instrument("none"), answer="refuse"
        ),
        "immigration-warrant": Known(
            *("asking", "decided"),
            asker="federal_agent",
            instrument=Instrument("immigration_warrant", "officer"),
            answer="refuse",
        ),
        "emergency": Known(
            *("asking", "decided"),
            asker="police",
            instrument=Instrument("emergency_claim", "officer"),
            answer="refuse",
        ),
        "preservation-letter": Known(
            *("asking", "decided"),
            asker="police",
            instrument=Instrument("preservation_letter", "officer"),
            answer="refuse",
        ),
        "resisted-subpoena": Known(
            "asking", "decided", asker="attorney", instrument=_SUBPOENA, answer="resist"
        ),
        "another-system": Known(
            *("asking", "decided"),
            asker="court",
            instrument=_ORDER,
            answer="nothing_held",
            patrons_of="another library",
            held_in="another system",
        ),
        "nothing-found": Known("asking", "decided", asker="court", instrument=_ORDER, answer="nothing_held"),
        "town-hall": Known("asking", "decided", asker="town_hall", instrument=_NONE, answer="refuse"),
        "friends": _other("addresses", "friends_group", "refuse"),
        "collection-agency": _other("account", "collection_agency", "refuse"),
        "donors": _other("donors", "development_officer", "refuse"),
        "service-asks-names": _other("vendor_data", "vendor", "refuse"),
    },
    "return_for_cure": {
        "unsigned-order": Known(
            "asking", "decided", asker="court", instrument=_UNSIGNED, answer="return_for_cure"
        ),
    },
    "referral_to_counsel": {
        "subpoena": Known("asking", "form_reviewed", asker="attorney", instrument=_SUBPOENA),
        "order": Known("asking", "form_reviewed", asker="court", instrument=_ORDER),
        "grand-jury": Known(
            *("asking", "classified"),
            asker="prosecutor",
            instrument=Instrument("grand_jury_subpoena", "clerk", None, NAMED),
        ),
        "warrant": Known(
            *("taking", "inventoried"),
            asker="police",
            instrument=Instrument("search_warrant", "judge", None, NAMED),
        ),
    },
    "foi_acknowledgement": {
        "request": Known(
            "asking", "referred", asker="reporter", instrument=Instrument("foi_request", "requester")
        ),
    },
    "foi_denial": {
        "request": Known(
            *("asking", "decided"),
            asker="reporter",
            instrument=Instrument("foi_request", "requester"),
            answer="deny_foi",
        ),
    },
    "objection_cover": {
        "objection": Known("asking", "decided", asker="attorney", instrument=_SUBPOENA, answer="object"),
        "motion": Known("asking", "decided", asker="attorney", instrument=_SUBPOENA, answer="move_to_quash"),
        "resistance": Known("asking", "decided", asker="attorney", instrument=_SUBPOENA, answer="resist"),
        "less": Known("asking", "decided", asker="attorney", instrument=_SUBPOENA, answer="negotiate"),
    },
    "transmittal": {
        "order": Known("asking", "searched", asker="court", instrument=_ORDER, answer="comply"),
        "permission": Known(
            *("asking", "searched"),
            asker="attorney",
            instrument=Instrument("written_permission", "patron", True, NAMED),
            evidence=frozenset({"permission:names_asker", "seen:identity"}),
            answer="comply",
        ),
        "contract": _other("account", "collection_agency", "comply", *_CONTRACT, state="searched"),
    },
    "own_record": {
        "shown": _other("own_data", "patron", "show_own", "seen:identity", "given:by_hand"),
        "who-are-you": _other("own_data", "patron", "ask_identity"),
        "refused": _other("own_data", "patron", "refuse_own"),
    },
    "not_settled": {
        "collection-agency": _other("account", "collection_agency", "not_yet", *_CONTRACT),
    },
    "answer_to_friends": {
        "addresses": _other("addresses", "friends_group", "pass_on_chosen", "given:by_hand"),
    },
    "answer_on_donors": {
        "campaign": _other("donors", "development_officer", "use_donors", "given:by_hand"),
    },
    "answer_to_vendor": {
        "card": _other("entitlement", "vendor", "answer_yes_or_no"),
        "names": _other("vendor_data", "vendor", "answer_yes_or_no"),
    },
    "totals": {
        "research": _other("totals", "researcher", "give_totals", "given:by_hand"),
    },
    "word_to_consortium": {
        "own-patrons": Known(
            *("asking", "classified"), asker="police", instrument=_NONE, held_in=SHARED, patrons_of=OURS
        ),
        "order": Known(
            *("asking", "form_reviewed"), asker="court", instrument=_ORDER, held_in=SHARED, patrons_of=OURS
        ),
        "anothers-patrons": Known(
            *("asking", "classified"),
            asker="police",
            instrument=_NONE,
            held_in=SHARED,
            patrons_of="another library",
        ),
    },
    "invoice": {
        "order": Known("asking", "produced", asker="agency", instrument=_ORDER, answer="comply"),
    },
    "answer_to_complainant": {
        "complaint": Known(
            *("asking", "decided"),
            asker="patron",
            instrument=Instrument("letter"),
            matter="complaint",
            answer="reply",
        ),
    },
    "notice_to_patron": {
        "before": Known("asking", "decided", asker="court", instrument=_ORDER, answer="comply"),
        "after": Known("asking", "produced", asker="court", instrument=_ORDER, answer="comply"),
        "objected": Known("asking", "answered", asker="attorney", instrument=_SUBPOENA, answer="object"),
        "warrant": Known(
            *("taking", "inventoried"),
            asker="police",
            instrument=Instrument("search_warrant", "judge", None, NAMED),
        ),
    },
}
_ADDRESSED = {
    "police": ("Officer Eve", "State Police, Troop C"),
    "federal_agent": ("Officer Eve", "Department of Homeland Security"),
    "prosecutor": ("", "Office of the State's Attorney"),
    "attorney": ("Attorney Eve", "Eve and Partners"),
    "court": ("", "Clerk of the Superior Court"),
    "agency": ("", "Department of Example"),
    "reporter": ("Eve", "The Example Gazette"),
    "town_hall": ("", "Office of the Town Clerk"),
    "friends_group": ("Eve, for the Friends", "Friends of the Library"),
    "development_officer": ("Eve", "Development office"),
    "collection_agency": ("", "Example Recovery, Incorporated"),
    "vendor": ("", "Example Books Online"),
    "researcher": ("Eve", "University of Example"),
}


def cases(name: str, adopted: Policy) -> tuple[str, ...]:
    """The cases by which this letter of this policy can be read."""
    letters.text_of(name)
    known = {case: _with_evidence(each, name, adopted) for case, each in CASES[name].items()}
    return tuple(
        case
        for case, each in known.items()
        if _could_be(each, adopted) and name in letters.offered(each, adopted, _facts(each, adopted))
    )


def _could_be(known: Known, adopted: Policy) -> bool:
    """Whether this policy leaves the answer of the case open."""
    if not known.answer:
        return True
    looked = known.answer == "nothing_held"
    before = replace(known, state="searched" if looked else known.state, answer="comply" if looked else "")
    return known.answer in {answer.word for answer in answers_open(before, adopted)}


def specimen(name: str, adopted: Policy, *, case: str = "", language: str = "en") -> letters.Letter:
    """The letter as this policy would have it, about a case that never was."""
    there = cases(name, adopted)
    if not there:
        called = letters.text_of(name).called
        raise NotThisLetter(
            f"{adopted.library_name} sends no letter “{called}” under this policy: it is offered "
            f"{letters.text_of(name).when}."
        )
    if case and case not in there:
        raise Malformed(f"This letter is not read by a case “{case}”. There are: {', '.join(there)}.")
    known = _with_evidence(CASES[name][case or there[0]], name, adopted)
    letter = letters.write(name, known, adopted, _facts(known, adopted), on=ON, language=language)
    # Else it might be taken for one that was sent.
    return replace(letter, parts=(letters.Note(Tongue(letter.language).say(SPECIMEN)), *letter.parts))


def _with_evidence(known: Known, name: str, adopted: Policy) -> Known:
    """The case with everything on record that this policy asks first."""
    evidence = set(known.evidence)
    if name != "referral_to_counsel" and known.path == "asking":
        stages = adopted.tables.stages[stage(known, adopted)]
        evidence |= {step.evidence for step in stages if step.must}
    if name == "return_for_cure":
        evidence |= {"defect:judge", "defect:docket"}
    if name == "notice_to_patron":
        evidence.add("told:patron")
    shared = adopted.consortium.name if adopted.consortium else "another system"
    return replace(
        known,
        evidence=frozenset(evidence),
        held_in=shared if known.held_in == SHARED else known.held_in,
        patrons_of=adopted.library if known.patrons_of == OURS else known.patrons_of,
    )


def _facts(known: Known, adopted: Policy) -> LetterFacts:
    paper = known.instrument
    served = paper is not None and paper.kind not in (
        "none",
        "verbal",
        "letter",
        "foi_request",
        "emergency_claim",
    )
    process = served and paper is not None and paper.kind not in ("written_permission", "preservation_letter")
    court = (
        "Superior Court, Judicial District of Example" if process and known.asker != "federal_agent" else ""
    )
    to_name, to_office = _ADDRESSED.get(known.asker, ("", ""))
    points = {item.id: "yes" for item in checklist.items(paper.kind)} if process and paper else {}
    for word in known.evidence:
        if word.startswith("defect:"):
            points[word.removeprefix("defect:")] = "no"
    looked_at = known.path == "asking" and known.state != "classified"
    return LetterFacts(
        address="1 Example Street",
        telephone="860 555 0100",
        to_name=to_name,
        to_office=to_office,
        to_address="100 Example Avenue, Hartford, Connecticut",
        court=court,
        docket="EX-CV-27-0000000-S" if court and "defect:docket" not in known.evidence else "",
        issued_on=date(2027, 2, 8) if served else None,
        received=RECEIVED,
        served_how="Handed over here",
        return_by=date(2027, 2, 26) if process and known.path == "asking" else None,
        checklist=points if looked_at else {},
        counts="titles out: 3; due dates: 3; address: 1" if process else "name: 1; address: 1; money owed: 1",
        how_many="41",
        manifest="manifest.json, in the package",
        hours="3",
        pages="12",
    )
