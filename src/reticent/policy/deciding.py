"""What a policy says of a request: the statute's gate, the policy's gate, and the floor that neither defeats.

Pure: no clock, no store, no patron. Whatever no table answers is referred as *not decided*.
"""

from collections.abc import Callable
from functools import lru_cache

from reticent.policy.adopted import Policy, Step
from reticent.policy.answering import Decision, NextStep
from reticent.policy.asking import Instrument, Request
from reticent.policy.chapters.inside import VendorTerms
from reticent.policy.gates import opened_by, opening_for, stands
from reticent.policy.matters import ABOUT, not_decided
from reticent.policy.statutes import InLaw, Opening
from reticent.policy.tables import Tables, within
from reticent.policy.vocabulary import (
    ASKERS,
    BINDING_CONTRACT,
    EVIDENCE,
    VOLUNTEERS_IF_NAMED,
    Capacity,
    fields_named,
)


def decide(request: Request, policy: Policy) -> Decision:
    """Allowed, refused or referred; never more than the purpose opens, and never more than was asked."""
    tables, paper = policy.tables, request.instrument
    # First of all: whatever else were answered would tell somebody outside the circle that there is such a paper. Nor
    # is it kept that this was asked: the answer was there before.
    if paper is not None and (sealed := tables.sealed.get(paper.kind)):
        return sealed
    return tables.kept(request) or tables.keep(request, _decided(request, policy, tables))


def _decided(request: Request, policy: Policy, tables: Tables) -> Decision:
    if request.matter != "records":
        return ABOUT.get(request.matter, not_decided)(request, policy, tables)
    if request.patrons_of is not None or request.held_in is not None:
        return _in_another_system(request, policy, tables)
    return _about_records(request, policy, tables)


def _about_records(request: Request, policy: Policy, tables: Tables) -> Decision:
    answer = _BY_CAPACITY.get(request.capacity, not_decided)
    decision = answer(request, policy, tables)
    if request.fields or request.kinds:
        return _narrowed(decision, request, tables)
    return decision


def _in_another_system(request: Request, policy: Policy, tables: Tables) -> Decision:
    """Records in a shared system: ours go their own way, and the system's keeper is told; others' stay shut."""
    shared = policy.consortium
    in_shared = shared is not None and request.held_in == shared.name
    outsider = request.capacity in _OUTSIDERS
    paper = request.instrument or _NO_PAPER
    asks_with_it = outsider or (request.capacity == Capacity.STAFF and request.purpose == "case")
    law = policy.statute.instruments.get(paper.kind) if asks_with_it else None
    if not (outsider and law is not None and _is_same_anywhere(request, paper, law)):
        cited = (*_referral(request, policy), *policy.statute.gate.court_order)
        ours = request.patrons_of in (None, policy.library)
        in_time = _in_time(law) if law is not None else ()
        if in_shared and not ours:
            inside = (*policy.staff.clauses, *policy.statute.gate.insiders)
            # Papers command an answer, though not ours alone; without any, the desk refuses as it always does.
            outcome = "referred" if outsider and law is not None and law.papers else "refused"
            return tables.decision(outcome, "shared.another_librarys", (*inside, *cited), steps=in_time)
        if not ours or (outsider and request.held_in is not None and not in_shared):
            return tables.decision("referred", "shared.not_held_here", cited, steps=in_time)
    decision = _about_records(request, policy, tables)
    if shared is None or not in_shared or not outsider:
        return decision
    if not shared.governs:
        return tables.also(decision, steps=("tell_consortium",))
    cited = (*shared.clauses, *policy.outsiders.clauses)
    return tables.also(decision, cited=cited, steps=("tell_consortium", "ask_who_answers"))


def _is_same_anywhere(request: Request, paper: Instrument, law: InLaw) -> bool:
    """What waits for no telling-apart of whose patrons these are, and in whose system their records lie.

    A judge's warrant is executed wherever officers stand. A request for public records is denied in writing, within the
    days that the law gives, by whoever received it.
    """
    if paper.kind == "foi_request":
        return True
    return law.at_once and stands(paper, law, request, _class_of(request)) == "open"


def _narrowed(decision: Decision, request: Request, tables: Tables) -> Decision:
    """Only what was asked for; a request for nothing that may be opened is refused."""
    if not decision.allowed:
        return decision
    wanted = set(fields_named(request.fields)) if request.fields else set(decision.fields)
    if request.kinds:
        wanted &= set(fields_named(request.kinds))
    fields = tuple(name for name in decision.fields if name in wanted)
    if not fields:
        return tables.decision("refused", "fields.outside_purpose", decision.clauses)
    if fields == decision.fields:
        return decision
    return tables.narrowed(decision, fields)


# ---- Inside the library: staff, volunteers, agents, vendors.


def _staff(request: Request, policy: Policy, tables: Tables) -> Decision:
    purpose, duty = request.purpose, request.duty
    if duty is not None and duty not in request.duties:
        return tables.duty_not_assigned.get(purpose) or not_decided(request, policy, tables)
    decision = tables.staff.get((purpose, duty)) or tables.duty_not_needed.get(purpose)
    if decision is None:
        return not_decided(request, policy, tables)
    if purpose == "case" and decision.allowed:
        return _staff_case(request, policy, tables)
    return decision


def _staff_case(request: Request, policy: Policy, tables: Tables) -> Decision:
    """A case opens nothing of its own: only what the paper names, once both gates let it through."""
    if request.instrument is None or request.instrument.kind == "none":
        cited = (*policy.purposes["case"].clauses, *policy.statute.gate.court_order)
        return tables.decision("refused", "staff.case_without_paper", cited)
    return _outsider(request, policy, tables)


def _volunteer(request: Request, policy: Policy, tables: Tables) -> Decision:
    rule = policy.insiders.volunteer
    cited = (*rule.clauses, *policy.statute.gate.insiders)
    purpose = policy.purposes.get(request.purpose)
    if purpose is None:
        return not_decided(request, policy, tables)
    outcome = rule.outcome if tables.law.volunteers else "refused"
    if outcome != "allowed":
        return tables.decision(outcome, "volunteer.refused", cited, notes=(rule.note,), purpose=purpose)
    if not request.evidence.issuperset(tables.law.volunteer_needs) or request.purpose == "case":
        return tables.decision("refused", "volunteer.not_recorded", cited, purpose=purpose)
    named = rule.purposes or request.purpose in VOLUNTEERS_IF_NAMED
    if named and request.purpose not in rule.purposes:
        return tables.decision("refused", "volunteer.not_this_purpose", cited, purpose=purpose)
    as_staff = _staff(request, policy, tables)
    if not as_staff.allowed:
        return as_staff
    return tables.decision(
        "allowed",
        "volunteer.recorded",
        (*purpose.clauses, *cited),
        fields=within(as_staff.fields, rule.opens),
        notes=_grounds(rule.legal_basis),
        purpose=purpose,
    )


def _grounds(legal_basis: str) -> tuple[str, ...]:
    return (f"Legal basis: {legal_basis}.",) if legal_basis else ()


def _agent(request: Request, policy: Policy, tables: Tables) -> Decision:
    rule = policy.insiders.agent
    cited = (*rule.clauses, *policy.statute.gate.insiders)
    if rule.outcome == "refused" or not tables.law.agents:
        return tables.decision("refused", "agent.refused", cited, notes=(rule.note,))
    if not request.evidence.issuperset(tables.law.agent_needs):
        return tables.decision("refused", "agent.no_contract", cited)
    if rule.outcome == "referred":
        return tables.decision("referred", "agent.policy_silent", cited, notes=(rule.note,))
    purpose = policy.purposes.get(request.purpose)
    opens = tuple(name for name in tables.law.agent_opens if purpose and name in purpose.opens)
    if request.purpose not in rule.purposes or not opens:
        return tables.decision("refused", "agent.not_this_purpose", cited)
    notes = (*_grounds(rule.legal_basis), rule.note)
    return tables.decision("allowed", "agent.under_contract", cited, fields=opens, notes=notes)


def _vendor(request: Request, policy: Policy, tables: Tables) -> Decision:
    rule, terms = policy.vendor, policy.vendors.get(request.vendor or "")
    own = terms.clauses if terms else ()
    cited = (*own, *rule.clauses, *policy.statute.gate.court_order)
    if rule.outcome != "allowed":
        return tables.decision(rule.outcome, "vendor.refused", cited)
    if terms and terms.release == "nothing":
        return tables.decision("refused", "vendor.refused", cited)
    if terms and terms.release == "attributes" and (request.fields or request.kinds):
        return _attributes(request, terms, policy, tables)
    if request.fields or request.kinds or request.purpose not in rule.purposes:
        return tables.decision("refused", "vendor.more_than_entitled", cited)
    return tables.decision("allowed", "vendor.entitled", (*own, *rule.clauses))


def _attributes(request: Request, terms: VendorTerms, policy: Policy, tables: Tables) -> Decision:
    """What one vendor may have beside a yes or no: under a contract that binds it to confidence, as an agent has it."""
    cited = (*terms.clauses, *policy.statute.gate.insiders)
    if not request.evidence.issuperset(BINDING_CONTRACT):
        return tables.decision("refused", "agent.no_contract", cited)
    if request.purpose not in policy.vendor.purposes or not terms.attributes:
        return tables.decision("refused", "vendor.more_than_entitled", cited)
    return tables.decision("allowed", "vendor.attributes", cited, fields=terms.attributes)


# ---- The patron, and a minor's parent or guardian.


def _self(request: Request, policy: Policy, tables: Tables) -> Decision:
    cited = (*policy.own.clauses, *tables.law.own_cited)
    fields = tables.law.own.get(request.purpose)
    if fields is None:
        if request.purpose not in policy.purposes:
            return not_decided(request, policy, tables)
        return tables.decision("refused", "own.not_this_purpose", cited)
    if not request.identity_checked:
        return tables.decision("refused", "own.identity_unchecked", cited)
    return tables.decision("allowed", "own.allowed", cited, fields=fields, notes=(policy.own.note,))


def _guardian(request: Request, policy: Policy, tables: Tables) -> Decision:
    rule, law = policy.guardian, policy.statute.guardians
    cited = (*rule.clauses, *rule.proof_clauses, *law.clauses)
    if request.subject_is_minor is False:
        # Where the policy gives no age, the statute's is what ends the view (CGS 1-1d).
        ended_by = rule.age_clauses or (law.age_clauses if rule.allowed == "yes" else ())
        grown = "guardian.of_an_adult" if policy.minor_age >= law.minor_age else "guardian.past_the_age"
        return tables.decision("refused", grown, (*ended_by, *rule.clauses, *law.clauses))
    if law.gate == "shall":
        return _guardian_by_law(request, policy, tables)
    if rule.allowed == "no":
        return tables.decision("refused", "guardian.not_allowed", cited)
    if rule.allowed == "silent":
        return tables.decision("referred", "guardian.silent", cited)
    if law.gate == "shut":
        return tables.decision("refused", "guardian.not_allowed", cited)
    if not rule.legal_basis and law.gate == "open":
        return tables.decision("referred", "guardian.no_legal_basis", cited)
    purpose = policy.purposes.get(request.purpose)
    if purpose is None:
        return not_decided(request, policy, tables)
    fields = tables.for_guardian[request.purpose]
    elsewhere = bool(law.purposes) and request.purpose not in law.purposes
    refusals = (
        (not purpose.for_guardian or elsewhere or not fields, "guardian.not_this_purpose"),
        (request.link == "blocked", "guardian.kept_out"),
        (request.link == "others_blocked", "guardian.not_noted"),
        ("not_noted" in rule.keeps_out and request.link != "in_force", "guardian.not_noted"),
        (request.subject_is_minor is None, "guardian.age_unknown"),
        (request.channel not in rule.channels, "guardian.wrong_channel"),
        (not _proven(request, rule.proofs, rule.proofs_needed), "guardian.proof_missing"),
    )
    for refused, because in refusals:
        if refused:
            return tables.decision("refused", because, cited, notes=(rule.note,))
    return tables.decision(
        "allowed",
        "guardian.allowed",
        (*rule.clauses, *rule.proof_clauses, *rule.age_clauses, *law.clauses),
        fields=fields,
        only_overdue=rule.only_overdue or law.only_overdue,
        notes=(*_grounds(rule.legal_basis), rule.note, law.note),
    )


def _proven(request: Request, proofs: tuple[str, ...], needed: str = "any") -> bool:
    """Whether what she shows is what is asked for: one of these proofs, or each of them."""
    if needed == "all":
        return (request.proofs | {request.proof}).issuperset(proofs)
    return request.proof in proofs or not request.proofs.isdisjoint(proofs)


def _guardian_by_law(request: Request, policy: Policy, tables: Tables) -> Decision:
    """The statute says that a parent shall be shown: a policy may name more proofs, and cannot say no."""
    rule, law = policy.guardian, policy.statute.guardians
    cited = (*law.clauses, *law.age_clauses, *rule.clauses)
    if request.purpose not in law.purposes:
        return tables.decision("refused", "guardian.not_this_purpose", cited)
    refusals = (
        (request.link == "blocked", "guardian.kept_out"),
        (request.link == "others_blocked", "guardian.not_noted"),
        (request.subject_is_minor is None, "guardian.age_unknown"),
        (request.channel not in (*law.channels, *rule.channels), "guardian.wrong_channel"),
        (not _proven(request, (*law.proofs, *rule.proofs)), "guardian.proof_missing"),
    )
    for refused, because in refusals:
        if refused:
            return tables.decision("refused", because, cited)
    return tables.decision(
        "allowed",
        "guardian.by_law",
        cited,
        fields=law.opens,
        notes=(law.note,),
        only_overdue=law.only_overdue,
    )


# ---- Outside the library.

_NO_PAPER = Instrument("none")
_OUTSIDERS = frozenset({Capacity.THIRD_PARTY, Capacity.DESIGNATED_BORROWER})


def _outsider(request: Request, policy: Policy, tables: Tables) -> Decision:
    paper = request.instrument or _NO_PAPER
    law = policy.statute.instruments.get(paper.kind)
    if law is None:
        return not_decided(request, policy, tables)
    if law.gate == "permission":
        return _permission(request, paper, policy, tables)
    if not law.papers and _unprotected(request, tables):
        return _not_protected(request, law, policy, tables)
    if paper.kind == "foi_request":
        return _foi(policy, tables)
    if paper.kind == "preservation_letter":
        return _keep_letter(request, policy, tables)
    if not law.papers:
        return _nothing_in_hand(request, policy, tables)
    decision = _GATE[stands(paper, law, request, _class_of(request))](request, paper, law, policy, tables)
    if request.centre != "person" and decision.outcome != "refused":
        return tables.also(decision, steps=("search_what_is_left", "say_what_is_forgotten"))
    return decision


def _unprotected(request: Request, tables: Tables) -> bool:
    """Whether only such records are asked for as the statute does not protect."""
    asked = fields_named((*request.fields, *request.kinds))
    return bool(asked) and tables.law.unprotected.issuperset(asked)


def _not_protected(request: Request, law: InLaw, policy: Policy, tables: Tables) -> Decision:
    """The statute leaves these records out. Whether they are public, another law says: never the desk."""
    who = policy.outsiders.by_class.get(_class_of(request))
    cited = (*(who.clauses if who else policy.outsiders.clauses), *policy.statute.scope.clauses, *law.clauses)
    return tables.decision("referred", "outside.not_protected", cited, steps=_in_time(law))


def _permission(request: Request, paper: Instrument, policy: Policy, tables: Tables) -> Decision:
    rule = policy.permission
    cited = (*rule.clauses, *policy.statute.gate.permission)
    if paper.signed_by not in (tables.law.permitted_by, "unknown"):
        # Spoken, by phone or in somebody else's hand: the statute asks for writing, whatever a policy says.
        return tables.decision("refused", tables.law.unsigned, (*policy.outsiders.clauses, *cited))
    if rule.outcome != "allowed":
        because = "permission.policy_unclear" if rule.outcome == "referred" else "permission.refused"
        return tables.decision(rule.outcome, because, cited, notes=(rule.note,))
    purpose = policy.purposes.get(request.purpose)
    named = set(fields_named(paper.names_fields))
    fields = tuple(name for name in (purpose.opens if purpose else ()) if name in named)
    purposes, legal_basis = rule.purposes, ""
    sent = policy.designated if request.capacity == Capacity.DESIGNATED_BORROWER else None
    if sent:
        cited = (*sent.clauses, *cited)
        fields, legal_basis = within(fields, sent.opens), sent.legal_basis
        purposes = tuple(purpose for purpose in rule.purposes if purpose in sent.purposes)
    refusals = (
        (paper.signed_by != tables.law.permitted_by or paper.in_form is False, tables.law.unsigned),
        ("permission:names_asker" not in request.evidence, "permission.names_someone_else"),
        (not request.identity_checked, "permission.identity_unchecked"),
        (request.purpose not in purposes or not fields, "permission.names_nothing"),
    )
    for refused, because in refusals:
        if refused:
            return tables.decision("refused", because, cited)
    notes = (*_grounds(legal_basis), rule.note)
    return tables.decision("allowed", "permission.allowed", cited, fields=fields, notes=notes)


def _foi(policy: Policy, tables: Tables) -> Decision:
    rule = policy.foi
    return tables.decision(
        "refused",
        tables.law.foi,
        (*rule.clauses, *tables.law.foi_cited),
        # CGS 1-206(a): whatever a policy asks first, a public agency denies in writing and in time.
        steps=(*rule.steps, *(("deny_in_writing",) if tables.law.answers_foi else ())),
        notes=(rule.note,),
    )


def _keep_letter(request: Request, policy: Policy, tables: Tables) -> Decision:
    missing = tables.stages["no_papers"]
    answer = policy.outsiders.by_class.get(_class_of(request))
    cited = (
        *_referral(request, policy),
        *(answer.clauses if answer else policy.outsiders.clauses),
        *_clauses_of(missing),
        *policy.statute.gate.court_order,
    )
    explains = ("explain",) if "explain" in policy.response.options else ()
    return tables.decision(
        "referred", "outside.keep_letter", cited, steps=(*_counsel(missing), *_offered(missing), *explains)
    )


# How each class of asker is spoken to; everyone else as the public is.
_WITHOUT_PAPERS = {
    "law_enforcement": "outside.law_enforcement",
    "court": "outside.law_enforcement",
    "family": "outside.family",
    "insider": "outside.insider",
}


def _nothing_in_hand(request: Request, policy: Policy, tables: Tables) -> Decision:
    """No paper, or none that compels: the clauses for this class of asker, and the statute."""
    who = _class_of(request)
    answer = policy.outsiders.by_class.get(who)
    clauses = answer.clauses if answer else policy.outsiders.clauses
    outcome = answer.outcome if answer else "refused"
    opening = opening_for(policy.statute, request) if policy.statute.openings else None
    if opening is not None:
        return _opening(request, opening, outcome, clauses, policy, tables)
    # A policy opens nothing to outsiders that the statute does not (CGS 11-25(b)(2)).
    if outcome == "allowed":
        outcome = "refused"
    official = who in ("law_enforcement", "court")
    steps = tables.stages["no_papers"] if official else ()
    explains = official and "explain" in policy.response.options
    rule = _WITHOUT_PAPERS.get(who, tables.law.nothing_in_hand)
    if who == "family" and request.proof == "card":
        rule = "outside.card_is_no_permission"
    chosen = policy.friends.opt_in and request.asker == "friends_group"
    return tables.decision(
        outcome,
        rule,
        (
            *clauses,
            *(policy.response.clauses if explains else ()),
            *_clauses_of(steps),
            *(policy.statute.gate.insiders if who == "insider" else ()),
            *policy.statute.gate.court_order,
            *(policy.friends.clauses if chosen else ()),
            *policy.statute.gate.permission,
        ),
        steps=(
            *(("explain",) if explains else ()),
            *(("pass_on_chosen",) if chosen else ()),
            *_offered(steps),
        ),
        notes=(answer.note if answer else "",),
    )


def _opening(
    request: Request,
    opening: Opening,
    outcome: str,
    clauses: tuple[str, ...],
    policy: Policy,
    tables: Tables,
) -> Decision:
    """The statute lets the library tell: it does so where its policy says so, and else nobody has decided it."""
    cited = (*clauses, *opening.clauses)
    if outcome == "refused" and clauses:
        return tables.decision("refused", tables.law.nothing_in_hand, cited)
    if outcome != "allowed":
        return tables.decision("referred", "outside.statute_may", cited)
    if not request.evidence.issuperset(opening.needs):
        return tables.decision("refused", "outside.opening_needs", cited)
    purpose = policy.purposes.get(request.purpose)
    fields = opened_by(opening, request, purpose.opens if purpose else ())
    if not fields:
        return tables.decision("refused", tables.law.nothing_in_hand, cited)
    return tables.decision(
        "allowed",
        "outside.opened",
        cited,
        fields=fields,
        notes=(opening.what,),
        only_overdue=opening.only_overdue,
    )


def _shut(request: Request, paper: Instrument, law: InLaw, policy: Policy, tables: Tables) -> Decision:
    """The statute releases nothing. What the policy asks to be done about the paper is done all the same."""
    accepted = paper.kind in policy.instruments.accepted
    treated = policy.instruments.by_kind.get(paper.kind)
    answer = policy.outsiders.by_class.get(_class_of(request))
    refers = accepted or (answer is not None and answer.outcome == "referred")
    outcome = "referred" if refers else law.if_not_accepted
    if treated:
        outcome = "refused" if treated.then == "refuse" else "referred"
    missing = _before_complying(request, tables)
    options = tuple([name for name in policy.response.options if name != "explain"]) if accepted else ()
    cited = (
        *_referral(request, policy),
        *(policy.instruments.clauses if accepted else ()),
        *(treated.clauses if treated else ()),
        *tables.stage_clauses["papers"],
        *(policy.response.clauses if options else ()),
        *(policy.showing.clauses if policy.showing else ()),
        *policy.statute.gate.court_order,
        *law.clauses,
    )
    return tables.decision(
        outcome,
        "outside.blocked_by_statute" if accepted else "outside.not_accepted",
        cited,
        steps=(
            *_offered(missing),
            *options,
            *_counsel((*tables.stages["papers"], *tables.for_paper.get(paper.kind, ()))),
            *(("answer_in_time",) if law.must_be_answered else ()),
        ),
        notes=(
            law.note or f"This is {law.what}: no court order by itself, so nothing is released.",
            policy.instruments.note if accepted else "",
        ),
        ends_in="case:consult" if missing else "case:decide",
    )


def _unknown(request: Request, paper: Instrument, law: InLaw, policy: Policy, tables: Tables) -> Decision:
    return tables.decision(
        "referred",
        "outside.who_signed",
        (*_referral(request, policy), *policy.instruments.clauses, *policy.statute.gate.court_order),
        steps=_in_time(law),
    )


def _unshown(request: Request, paper: Instrument, law: InLaw, policy: Policy, tables: Tables) -> Decision:
    """The statute releases under it only after something that is not there yet: counsel answers it until then."""
    if law.at_once:
        return _open(request, paper, law, policy, tables)
    missing = _before_complying(request, tables)
    return tables.decision(
        "referred",
        "outside.law_asks_more",
        (
            *policy.instruments.clauses,
            *_clauses_of(missing),
            *policy.statute.gate.court_order,
            *law.clauses,
        ),
        steps=(*_offered(missing), *_counsel(tables.stages["papers"]), *_in_time(law)),
        notes=(law.note, f"Not shown yet: {EVIDENCE[law.shown]}." if law.shown else ""),
    )


def _unsigned(request: Request, paper: Instrument, law: InLaw, policy: Policy, tables: Tables) -> Decision:
    """It calls itself an order and no judge signed it: a defect of form, and no court order."""
    if paper.in_form is False:
        return _defective(request, law, policy, tables)
    missing = _before_complying(request, tables)
    return tables.decision(
        "referred",
        "outside.not_signed_by_a_judge",
        (*policy.instruments.clauses, *_clauses_of(missing), *policy.statute.gate.court_order),
        steps=(*_offered(missing), *_counsel(tables.stages["papers"]), *_in_time(law)),
    )


def _open(request: Request, paper: Instrument, law: InLaw, policy: Policy, tables: Tables) -> Decision:
    """The statute's gate is open. The policy may add steps; what the law compels, it cannot defeat."""
    compelled = paper.kind in tables.law.compels or law.gate == "counsel"
    if not compelled and paper.kind not in policy.instruments.accepted:
        return _shut(request, paper, law, policy, tables)
    steps = (*tables.stages["papers"], *tables.for_paper.get(paper.kind, ()))
    named = set(fields_named(paper.names_fields))
    where = "case" if law.at_once or policy.release.only_through_case else request.purpose
    purpose = policy.purposes.get(where)
    opens = tables.law.reaches if where == "case" else purpose.opens if purpose else ()
    fields = tuple(name for name in opens if name in named)
    showing = policy.showing.clauses if policy.showing else ()
    base = (*policy.instruments.clauses, *_clauses_of(steps), *showing)
    statute = policy.statute.gate.court_order
    if law.at_once:
        cited = (*_referral(request, policy), *base, *policy.form.clauses, *statute)
        afterwards = _offered(_missing(steps, request), afterwards=True)
        return tables.decision(
            "allowed", "outside.warrant", cited, fields=fields, steps=(*afterwards, *tables.patron_told)
        )
    if request.purpose != "case" and policy.release.only_through_case:
        cited = (*policy.release.clauses, *base, *statute)
        return tables.decision("referred", "outside.case_only", cited, steps=_in_time(law))
    missing = _missing(steps, request)
    if paper.in_form is False:
        return _defective(request, law, policy, tables)
    if paper.in_form is None:
        cited = (*base, *policy.form.clauses, *statute)
        return tables.decision(
            "referred", "outside.form_open", cited, steps=(*_offered(missing), "answer_in_time")
        )
    if missing:
        return tables.decision(
            "referred",
            "outside.steps_missing",
            (*base, *statute),
            steps=(*_offered(missing), "answer_in_time"),
        )
    if not _shown(request, paper, policy, tables):
        options: tuple[str, ...] = (*policy.response.options, "answer_in_time")
        return tables.decision("refused", "outside.showing_missing", (*base, *statute), steps=options)
    if not fields:
        return tables.decision("referred", "outside.names_nothing", (*base, *statute), steps=_in_time(law))
    billed = policy.costs.clauses if policy.costs.bill_agency else ()
    # Where a policy asks for no step before, nobody has seen the order yet but the desk.
    handed_on = () if any(step.must for step in steps) else ("refer_to_custodian", "ask_counsel")
    return tables.decision(
        "allowed",
        "outside.comply",
        (*base, *billed, *policy.patron_notice.clauses, *statute),
        fields=fields,
        steps=(
            *handed_on,
            *tables.patron_told,
            *(("seek_stay",) if "resist" in policy.response.options else ()),
            *(("invoice",) if policy.costs.bill_agency else ()),
        ),
        notes=(policy.showing.note if policy.showing else "",),
    )


def _defective(request: Request, law: InLaw, policy: Policy, tables: Tables) -> Decision:
    """Not in proper form: once consulted on, it goes back, is resisted, or counsel answers it."""
    statute = policy.statute.gate.court_order
    steps = tables.stages["papers"]
    first = _before_complying(request, tables)
    resists = not policy.form.cure and "resist" in policy.response.options
    cited = (
        *_referral(request, policy),
        *policy.instruments.clauses,
        *_clauses_of(steps),
        *policy.form.clauses,
        *(policy.response.clauses if resists else ()),
        *statute,
    )
    if first:
        return tables.decision(
            "referred", "outside.steps_missing", cited, steps=(*_offered(first), "answer_in_time")
        )
    if policy.form.cure:
        return tables.decision("refused", "outside.returned_for_cure", cited, steps=_in_time(law))
    if resists:
        return tables.decision("refused", "outside.form_defective", cited, steps=("resist",))
    return tables.decision("referred", "outside.form_defective", cited, steps=("ask_counsel",))


def _shown(request: Request, paper: Instrument, policy: Policy, tables: Tables) -> bool:
    """Whether the showing is there. A judge's order is one in itself, whatever the policy lists."""
    if policy.showing is None or paper.kind in tables.law.compels:
        return True
    return paper.kind in policy.showing.shown_by or "shown:good_cause" in request.evidence


def _class_of(request: Request) -> str:
    return ASKERS.get(request.asker, "public")


def _referral(request: Request, policy: Policy) -> tuple[str, ...]:
    """The clauses that send this class of asker to one person; none where the advice is only ours."""
    return policy.referral.clauses if _class_of(request) in policy.referral.askers else ()


def _missing(steps: tuple[Step, ...], request: Request) -> tuple[Step, ...]:
    return tuple([step for step in steps if step.must and step.evidence not in request.evidence])


def _before_complying(request: Request, tables: Tables) -> tuple[Step, ...]:
    """What is still to be done about a paper on which nothing can be released as it stands."""
    missing = _missing(tables.stages["papers"], request)
    return tuple([step for step in missing if step.before != "compliance"])


def _counsel(steps: tuple[Step, ...]) -> tuple[str, ...]:
    """Counsel, as this program's own advice, where the policy has nobody consulted."""
    return () if any(step.must for step in steps) else ("ask_counsel",)


def _in_time(law: InLaw) -> tuple[str, ...]:
    """Whatever is still missing, counsel answers by the return date: no step of a policy stops her."""
    return ("answer_in_time",) if law.must_be_answered else ()


def _clauses_of(steps: tuple[Step, ...]) -> tuple[str, ...]:
    return tuple([clause for step in steps for clause in step.clauses])


def _offered(steps: tuple[Step, ...], *, afterwards: bool = False) -> tuple[NextStep, ...]:
    return tuple([_next_step(step.evidence, step.label, afterwards) for step in steps])


@lru_cache(maxsize=256)
def _next_step(evidence: str, label: str, afterwards: bool) -> NextStep:
    return NextStep(evidence, f"{label} (afterwards; nothing waits for it)" if afterwards else label)


_GATE: dict[str, Callable[[Request, Instrument, InLaw, Policy, Tables], Decision]] = {
    "shut": _shut,
    "unknown": _unknown,
    "unsigned": _unsigned,
    "unshown": _unshown,
    "open": _open,
}

_BY_CAPACITY: dict[str, Callable[[Request, Policy, Tables], Decision]] = {
    Capacity.STAFF: _staff,
    Capacity.SELF: _self,
    Capacity.GUARDIAN: _guardian,
    Capacity.VOLUNTEER: _volunteer,
    Capacity.AGENT: _agent,
    Capacity.VENDOR: _vendor,
    Capacity.DESIGNATED_BORROWER: _outsider,
    Capacity.THIRD_PARTY: _outsider,
}
