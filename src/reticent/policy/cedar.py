"""A policy's access rules in Cedar, so that another engine can say whether it agrees on who may open what.

Cedar answers allow or deny. It has no third answer: *refused* and *referred* are both deny, and what is to be said,
cited, written down and done next has no place there. Nor does it answer with fields: a question is allowed when at least
one of the fields that it asks for is opened; to learn which, ask once for each field. `as_cedar` writes a policy's rules,
`as_asked` one question; neither imports anything of Cedar.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from reticent.policy.adopted import Policy
from reticent.policy.asking import Request
from reticent.policy.statutes import InLaw, Opening
from reticent.policy.tables import within
from reticent.policy.vocabulary import (
    ASKERS,
    BESIDE,
    BINDING_CONTRACT,
    VOLUNTEERS_IF_NAMED,
    Capacity,
    fields_named,
)

HEAD = """\
// {library_name}: {title} ({id}), its access rules in Cedar. Drawn from the policy; the policy is what binds.
// Deny is either refused or referred: Cedar has no third answer. Allowed means that at least one field is opened.
"""
_UNKNOWN = {None: "unknown", True: "yes", False: "no"}
# Papers that are answered in their own way, whatever a pack says of courts.
_ANSWERED_APART = ("foi_request", "preservation_letter")
# For which purposes something is opened (any, where none is named), under which conditions, by which clauses.
Words = tuple[str, ...]
_OUTSIDE = (Capacity.THIRD_PARTY, Capacity.DESIGNATED_BORROWER)


@dataclass(frozen=True, slots=True)
class Permit:
    """One rule: who, for what, under which conditions, and the clauses that say so."""

    capacity: str | None
    purpose: tuple[str, ...]
    when: tuple[str, ...]
    clauses: tuple[str, ...] = ()

    def __str__(self) -> str:
        who = f' == Capacity::"{self.capacity}"' if self.capacity else ""
        names = [f'Action::"{name}"' for name in self.purpose]
        what = f" == {names[0]}" if len(names) == 1 else f" in [{', '.join(names)}]" if names else ""
        conditions = " &&\n  ".join(filter(None, self.when))
        cited = f"@clauses({_text(' '.join(dict.fromkeys(self.clauses)))})\n" if self.clauses else ""
        return f"{cited}permit (principal{who}, action{what}, resource) when {{\n  {conditions}\n}};"


def as_cedar(policy: Policy) -> str:
    """The rules of one policy, each with the clauses that say so."""
    head = HEAD.format(library_name=policy.library_name, title=policy.title, id=policy.id)
    rules = (
        *_inside(policy),
        *_patron_and_guardian(policy),
        *_agents_and_vendors(policy),
        *_outside(policy),
        *_matters(policy),
    )
    return head + "\n" + "\n\n".join((*_sealed(policy), *map(str, rules))) + "\n"


def as_asked(request: Request) -> dict[str, Any]:
    """The request as Cedar is asked it, with its sets worked out beforehand."""
    paper = request.instrument
    asked = set(fields_named(request.fields)) if request.fields else set(fields_named(request.kinds))
    if request.fields and request.kinds:
        asked &= set(fields_named(request.kinds))
    narrowed = bool(request.fields or request.kinds)
    named = set(fields_named(paper.names_fields)) if paper else set()
    return {
        "principal": f"Capacity::{_text(request.capacity)}",
        "action": f"Action::{_text(request.purpose)}",
        "resource": 'Record::"one"',
        "context": {
            "matter": request.matter,
            "asker": request.asker,
            "asker_class": ASKERS.get(request.asker, "public"),
            "duty": request.duty or "",
            "duties": sorted(request.duties),
            "minor": _UNKNOWN[request.subject_is_minor],
            "identity": request.identity_checked,
            "shown": sorted(request.proofs | ({request.proof} if request.proof else set())),
            "vendor": request.vendor or "",
            "link": request.link or "",
            "channel": request.channel,
            "paper": paper.kind if paper else "none",
            "signed": paper.signed_by if paper else "unknown",
            "in_form": _UNKNOWN[paper.in_form] if paper else "unknown",
            "evidence": sorted(request.evidence),
            "patrons_of": request.patrons_of or "",
            "held_in": request.held_in or "",
            "narrowed": narrowed,
            "asked": sorted(asked),
            "asked_any": sorted(fields_named((*request.fields, *request.kinds))),
            "named_and_asked": sorted(named & asked if narrowed else named),
        },
    }


def _sealed(policy: Policy) -> Iterator[str]:
    """A paper that may forbid its own mention opens nothing, whoever asks for whatever."""
    if sealed := policy.tables.law.sealed:
        paper = _one_of(sorted(sealed), "paper")
        yield f"forbid (principal, action, resource) when {{\n  {paper}\n}};"


# ---- Inside the library.


def _inside(policy: Policy) -> Iterator[Permit]:
    volunteer, insiders = policy.insiders.volunteer, policy.statute.gate.insiders
    for name, purpose in policy.purposes.items():
        if name == "case" or not purpose.duties:
            continue
        when = (_RECORDS, _ours(policy), _duty(purpose.duties), _among(purpose.opens))
        yield Permit("staff", (name,), when, (*purpose.clauses, *policy.staff.clauses, *insiders))
        may = volunteer.outcome == "allowed" and policy.tables.law.volunteers
        if may and name in (volunteer.purposes or policy.purposes.keys() - VOLUNTEERS_IF_NAMED):
            among = _among(within(purpose.opens, volunteer.opens))
            needs = _recorded(sorted(policy.tables.law.volunteer_needs))
            cited = (*purpose.clauses, *volunteer.clauses, *insiders)
            yield Permit("volunteer", (name,), (*when[:-1], needs, among), cited)


def _patron_and_guardian(policy: Policy) -> Iterator[Permit]:
    rule, law = policy.guardian, policy.statute.guardians
    lets_in = rule.allowed == "yes" and rule.legal_basis and law.gate != "shut"
    for name, opens in policy.tables.law.own.items():
        own: Words = (_RECORDS, _ours(policy), "context.identity", _among(opens))
        yield Permit("self", (name,), own, policy.own.clauses)
    if law.gate == "shall":
        yield _guardian_by_law(policy)
        return
    for name, purpose in policy.purposes.items():
        opens = tuple(field for field in purpose.opens if field.partition(".")[0] not in BESIDE)
        opens = within(within(opens, law.opens), rule.opens)
        if purpose.for_guardian and lets_in and opens and name in (law.purposes or policy.purposes):
            when = (
                _RECORDS,
                _ours(policy),
                *_OF_HER_OWN_CHILD,
                'context.link == "in_force"' if "not_noted" in rule.keeps_out else "",
                _one_of(rule.channels, "channel"),
                f"context.shown.contains{'All' if rule.proofs_needed == 'all' else 'Any'}({_list(rule.proofs)})",
                _among(opens),
            )
            yield Permit("guardian", (name,), when, (*rule.clauses, *rule.proof_clauses, *rule.age_clauses))


# A minor, and nothing that is noted keeps this parent out, or lets only others in.
_OF_HER_OWN_CHILD: Words = (
    'context.minor == "yes"',
    'context.link != "blocked"',
    'context.link != "others_blocked"',
)


def _guardian_by_law(policy: Policy) -> Permit:
    """Where the statute says that a parent shall be shown, a policy may name more proofs, and cannot say no."""
    rule, law = policy.guardian, policy.statute.guardians
    when = (
        _RECORDS,
        _ours(policy),
        *_OF_HER_OWN_CHILD,
        _one_of((*law.channels, *rule.channels), "channel"),
        f"context.shown.containsAny({_list((*law.proofs, *rule.proofs))})",
        _among(law.opens),
    )
    return Permit("guardian", law.purposes, when, (*law.clauses, *law.age_clauses, *rule.clauses))


def _agents_and_vendors(policy: Policy) -> Iterator[Permit]:
    agent, vendor, over = policy.insiders.agent, policy.vendor, policy.tables.law
    if agent.outcome == "allowed" and over.agents:
        for name in agent.purposes:
            purpose = policy.purposes.get(name)
            opens = [field for field in over.agent_opens if purpose and field in purpose.opens]
            if opens:
                needs = _recorded(sorted(over.agent_needs))
                when: Words = (_RECORDS, _ours(policy), needs, _among(opens))
                yield Permit("agent", (name,), when, (*agent.clauses, *policy.statute.gate.insiders))
    if vendor.outcome != "allowed" or not vendor.purposes:
        return
    told_nothing = [name for name, terms in policy.vendors.items() if terms.release == "nothing"]
    others = f"!{_one_of(told_nothing, 'vendor')}" if told_nothing else ""
    when = (_RECORDS, _ours(policy), others, "!context.narrowed")
    yield Permit("vendor", vendor.purposes, when, vendor.clauses)
    for name, terms in policy.vendors.items():
        if terms.release == "attributes":
            contract = _recorded(sorted(BINDING_CONTRACT))
            named = f"context.vendor == {_text(name)}"
            when = (_RECORDS, _ours(policy), named, contract, "context.narrowed", _among(terms.attributes))
            yield Permit("vendor", vendor.purposes, when, terms.clauses)


# ---- Outside the library; staff who work on a case are held to the paper too.


def _outside(policy: Policy) -> Iterator[Permit]:
    case = policy.purposes.get("case")
    for outsider in _OUTSIDE:
        for purpose, when, cited in _permissions(policy, sent=outsider == Capacity.DESIGNATED_BORROWER):
            yield Permit(outsider, purpose, (_RECORDS, _ours(policy), _held_here(policy), *when), cited)
    for purpose, when, cited in _permissions(policy, sent=False):
        if case and case.duties and "case" in purpose:
            by_staff = (_RECORDS, _ours(policy), _duty(case.duties), *when)
            yield Permit("staff", purpose, by_staff, cited)
    for purpose, when, anywhere, cited in (*_orders(policy), *_openings(policy)):
        for outsider in _OUTSIDE:
            place = "" if anywhere else f"{_ours(policy)} && {_held_here(policy)}"
            yield Permit(outsider, purpose, (_RECORDS, place, *when), cited)
        if case and case.duties and (not purpose or "case" in purpose):
            by_staff = (_RECORDS, _ours(policy), _duty(case.duties), *when)
            yield Permit("staff", ("case",), by_staff, cited)


def _permissions(policy: Policy, *, sent: bool) -> Iterator[tuple[Words, Words, Words]]:
    """The patron's own permission; whom she sends may have less by it than others."""
    rule = policy.permission
    designated = policy.designated if sent else None
    if rule.outcome != "allowed":
        return
    for kind, law in policy.statute.instruments.items():
        if law.gate != "permission":
            continue
        signed = (
            _paper(kind),
            f"context.signed == {_text(policy.tables.law.permitted_by)}",
            'context.in_form != "no"',
            "context.identity",
            _recorded(["permission:names_asker"]),
        )
        for name in rule.purposes:
            if name not in policy.purposes or (designated and name not in designated.purposes):
                continue
            opens = within(policy.purposes[name].opens, designated.opens if designated else ())
            yield (name,), (*signed, _named(opens)), (*rule.clauses, *policy.statute.gate.permission)


def _orders(policy: Policy) -> Iterator[tuple[Words, Words, bool, Words]]:
    """Papers to which the statute's gate opens; the third says that they open wherever the records lie."""
    must = [step.evidence for step in policy.steps if step.must and "papers" in step.when]
    over = policy.tables.law
    cited = (*policy.instruments.clauses, *policy.statute.gate.court_order)
    for kind, law in policy.statute.instruments.items():
        compelled = kind in over.compels or law.gate == "counsel"
        apart = not law.papers or kind in over.sealed or kind in _ANSWERED_APART
        if law.gate not in ("open", "if_shown", "counsel") or apart:
            continue
        if not compelled and kind not in policy.instruments.accepted:
            continue
        counts, enough = _counts(law), _recorded([law.shown] if law.shown else [])
        if law.at_once:
            # Executed whatever it is asked for at the desk, wherever the records lie; officers take what it names.
            named = f"(!context.narrowed || {_named(over.reaches)})"
            yield (), (_paper(kind), *counts, enough, named), True, cited
            if enough:
                yield (), (_paper(kind), *counts, named), False, cited
            continue
        shows_itself = policy.showing is None or kind in over.compels or kind in policy.showing.shown_by
        shown = "" if shows_itself else _recorded(["shown:good_cause"])
        of_this_kind = [step.evidence for step in policy.tables.for_paper.get(kind, ())]
        recorded = _recorded(dict.fromkeys((*must, *of_this_kind)))
        ready = (_paper(kind), *counts, enough, 'context.in_form == "yes"', recorded, shown)
        yield ("case",), (*ready, _named(over.reaches)), False, cited
        for name, purpose in policy.purposes.items():
            if name != "case" and not policy.release.only_through_case:
                yield (name,), (*ready, _named(purpose.opens)), False, cited


def _counts(law: InLaw) -> Words:
    """What of the paper itself opens the statute's gate: who asks with it, and who signed."""
    if law.gate == "counsel":
        return (_recorded(["counsel:is_court_order"]),)
    return (_one_of(law.asked_by, "asker_class") if law.asked_by else "", _one_of(law.signed_by, "signed"))


def _openings(policy: Policy) -> Iterator[tuple[Words, Words, bool, Words]]:
    """What the statute lets a library tell without a paper, where the policy says so; the first that fits is the one."""
    statute, over = policy.statute, policy.tables.law
    kinds = [
        kind
        for kind, law in statute.instruments.items()
        if law.gate != "permission" and not (law.papers or law.counsel_only) and kind not in _ANSWERED_APART
    ]
    protected = (
        f"(context.asked_any == [] || !{_list(sorted(over.unprotected))}.containsAll(context.asked_any))"
    )
    taken: set[tuple[str, str]] = set()
    for opening in statute.openings:
        for name in opening.purposes:
            askers = [asker for asker in opening.askers if (asker, name) not in taken]
            taken |= {(asker, name) for asker in askers}
            lets_in = [asker for asker in askers if _allows(policy, asker)]
            purpose = policy.purposes.get(name)
            for minor, most in _of_whom(opening):
                opens = tuple(field for field in (purpose.opens if purpose else ()) if field in most)
                if not lets_in or not opens:
                    continue
                when = (
                    f"{_list(kinds)}.contains(context.paper)",
                    _one_of(lets_in, "asker"),
                    minor,
                    protected,
                    _recorded(opening.needs),
                    _among(opens),
                )
                yield (name,), when, False, opening.clauses


def _allows(policy: Policy, asker: str) -> bool:
    answer = policy.outsiders.by_class.get(ASKERS[asker])
    return answer is not None and answer.outcome == "allowed"


def _of_whom(opening: Opening) -> Iterator[tuple[str, Words]]:
    """What an opening lets a library tell, of whom: less of a minor, or of whom nobody knows to be grown."""
    if opening.of_minors is None:
        yield "", opening.opens
    else:
        yield 'context.minor == "no"', opening.opens
        yield 'context.minor != "no"', opening.of_minors


# ---- What is about no patron's record.


def _matters(policy: Policy) -> Iterator[Permit]:
    alone = "!context.narrowed"
    if policy.friends.opt_in:
        when = (_matter("friends_list"), 'context.asker == "friends_group"', alone)
        yield Permit(None, (), when, policy.friends.clauses)
    if policy.donors.askers:
        raising = (_matter("donors"), _one_of(policy.donors.askers, "asker"), alone)
        yield Permit("staff", (), raising, policy.donors.clauses)
    if policy.tables.law.statistics:
        yield Permit(None, (), (_matter("totals"), alone), policy.tables.law.statistics)
    yield Permit(None, (), (_matter("unsubscribe"),), policy.wishes.email_clauses)
    if policy.costs.bill_agency:
        billed = (_matter("costs"), 'context.paper != "foi_request"')
        yield Permit(None, (), billed, policy.costs.clauses)


# ---- Conditions.


def _text(said: str) -> str:
    return json.dumps(said, ensure_ascii=False)


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"


def _matter(name: str) -> str:
    return f"context.matter == {_text(name)}"


_RECORDS = _matter("records")


def _ours(policy: Policy) -> str:
    return _one_of(("", policy.library), "patrons_of")


def _held_here(policy: Policy) -> str:
    return _one_of(("", *((policy.consortium.name,) if policy.consortium else ())), "held_in")


def _paper(kind: str) -> str:
    return f"context.paper == {_text(kind)}"


def _among(fields: Iterable[str]) -> str:
    return f"(!context.narrowed || {_list(fields)}.containsAny(context.asked))"


def _named(fields: Iterable[str]) -> str:
    return f"{_list(fields)}.containsAny(context.named_and_asked)"


def _one_of(values: Iterable[str], what: str) -> str:
    return f"{_list(values)}.contains(context.{what})"


def _recorded(values: Iterable[str]) -> str:
    wanted = list(values)
    return f"context.evidence.containsAll({_list(wanted)})" if wanted else ""


def _duty(duties: Iterable[str]) -> str:
    return f"context.duties.contains(context.duty) && {_one_of(duties, 'duty')}"
