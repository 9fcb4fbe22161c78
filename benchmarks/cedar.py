"""The policies' rules in Cedar, as far as Cedar says them: who may open what, for what, with what in hand.

Cedar answers allow or deny and names the rule; that something is referred, the words to say, the clauses' texts and
the next steps have no place there. `as_cedar` writes one library's rules from the policy, `as_asked` one request. That
both answer alike is checked before anything is timed.
"""

import json
from collections.abc import Iterable
from typing import Any

from reticent.policy import Policy, Request, fields_named
from reticent.policy.vocabulary import BESIDE


def as_asked(request: Request) -> dict[str, Any]:
    """The request, with its sets worked out beforehand, so that Cedar has only to decide."""
    paper = request.instrument
    asked = set(fields_named(request.fields)) if request.fields else set(fields_named(request.kinds))
    if request.fields and request.kinds:
        asked &= set(fields_named(request.kinds))
    narrowed = bool(request.fields or request.kinds)
    named = set(fields_named(paper.names_fields)) if paper else set()
    minor = {None: "unknown", True: "yes", False: "no"}
    return {
        "principal": f'Capacity::"{request.capacity}"',
        "action": f'Action::"{request.purpose}"',
        "resource": 'Record::"one"',
        "context": {
            "duty": request.duty or "",
            "duties": sorted(request.duties),
            "minor": minor[request.subject_is_minor],
            "identity": request.identity_checked,
            "proof": request.proof or "",
            "link": request.link or "",
            "channel": request.channel,
            "paper": paper.kind if paper else "none",
            "signed": paper.signed_by if paper else "unknown",
            "in_form": minor[paper.in_form] if paper else "unknown",
            "evidence": sorted(request.evidence),
            "narrowed": narrowed,
            "asked": sorted(asked),
            "named": sorted(named),
            "named_and_asked": sorted(named & asked if narrowed else named),
        },
    }


def as_cedar(policy: Policy) -> str:
    """One library's rules."""
    rules = [*_staff(policy), *_self_and_guardian(policy), *_others_inside(policy), *_outside(policy)]
    return "\n".join(
        f"permit (principal{who}, action{purpose}, resource) when {{ {' && '.join(filter(None, when))} }};"
        for who, purpose, when in rules
    )


Rule = tuple[str, str, tuple[str, ...]]


def _is(kind: str, *names: str) -> str:
    quoted = [f'{kind}::"{name}"' for name in names]
    return f" == {quoted[0]}" if len(quoted) == 1 else f" in [{', '.join(quoted)}]"


def _list(values: Iterable[str]) -> str:
    return json.dumps(list(values))


def _among(fields: Iterable[str]) -> str:
    return f"(!context.narrowed || {_list(fields)}.containsAny(context.asked))"


def _one_of(values: Iterable[str], what: str) -> str:
    return f"{_list(values)}.contains(context.{what})"


def _recorded(values: Iterable[str]) -> str:
    wanted = list(values)
    return f"context.evidence.containsAll({_list(wanted)})" if wanted else ""


def _duty(duties: Iterable[str]) -> str:
    return f"context.duties.contains(context.duty) && {_one_of(duties, 'duty')}"


def _staff(policy: Policy) -> Iterable[Rule]:
    volunteer = policy.insiders.volunteer
    for name, purpose in policy.purposes.items():
        if name == "case" or not purpose.duties:
            continue
        inside = (_duty(purpose.duties), _among(purpose.opens))
        yield _is("Capacity", "staff"), _is("Action", name), inside
        if volunteer.outcome == "allowed":
            yield _is("Capacity", "volunteer"), _is("Action", name), (*inside, _recorded(volunteer.needs))


def _self_and_guardian(policy: Policy) -> Iterable[Rule]:
    guardian, law = policy.guardian, policy.statute.guardians
    for name, purpose in policy.purposes.items():
        if purpose.for_patron:
            yield _is("Capacity", "self"), _is("Action", name), ("context.identity", _among(purpose.opens))
        if purpose.for_guardian and guardian.allowed == "yes" and guardian.legal_basis and law.gate != "shut":
            proven = (
                'context.minor == "yes"',
                'context.link != "blocked" && context.link != "others_blocked"',
                _one_of(guardian.channels, "channel"),
                _one_of(guardian.proofs, "proof"),
            )
            opens = [field for field in purpose.opens if field.partition(".")[0] not in BESIDE]
            yield _is("Capacity", "guardian"), _is("Action", name), (*proven, _among(opens))


def _others_inside(policy: Policy) -> Iterable[Rule]:
    agent, vendor = policy.insiders.agent, policy.vendor
    if agent.outcome == "allowed":
        for name in agent.purposes:
            opens = [field for field in agent.opens if field in policy.purposes[name].opens]
            if opens:
                yield _is("Capacity", "agent"), _is("Action", name), (_recorded(agent.needs), _among(opens))
    if vendor.outcome == "allowed":
        yield _is("Capacity", "vendor"), _is("Action", *vendor.purposes), ("!context.narrowed",)


def _outside(policy: Policy) -> Iterable[Rule]:
    """Whoever comes with a paper; staff who work on a case are held to the paper too."""
    case = policy.purposes["case"]
    askers = (
        (_is("Capacity", "third_party"), ""),
        (_is("Capacity", "designated_borrower"), ""),
        (_is("Capacity", "staff"), _duty(case.duties)),
    )
    for who, first in askers:
        for purpose, when in (*_permission(policy), *_orders(policy)):
            if not first or purpose == "case":
                yield who, _is("Action", purpose), (first, *when)


def _permission(policy: Policy) -> Iterable[tuple[str, tuple[str, ...]]]:
    rule = policy.permission
    if rule.outcome != "allowed":
        return
    signed = (
        'context.paper == "written_permission"',
        'context.signed == "patron"',
        'context.in_form != "no"',
        "context.identity",
        _recorded(["permission:names_asker"]),
    )
    for name in rule.purposes:
        if name in policy.purposes:
            yield (
                name,
                (*signed, f"{_list(policy.purposes[name].opens)}.containsAny(context.named_and_asked)"),
            )


def _orders(policy: Policy) -> Iterable[tuple[str, tuple[str, ...]]]:
    must = [step.evidence for step in policy.steps if step.must and "papers" in step.when]
    case = policy.purposes["case"]
    for kind, law in policy.statute.instruments.items():
        if law.gate not in ("open", "counsel") or law.counsel_only or not law.papers:
            continue
        paper = f'context.paper == "{kind}"'
        counts = (
            _one_of(law.signed_by, "signed") if law.gate == "open" else _recorded(["counsel:is_court_order"])
        )
        if law.at_once:
            named = f"(!context.narrowed || {_list(case.opens)}.containsAny(context.named_and_asked))"
            for name in policy.purposes:
                yield name, (paper, counts, named)
            continue
        shown = (
            ""
            if policy.showing is None or law.gate == "open" or kind in policy.showing.shown_by
            else _recorded(["shown:good_cause"])
        )
        for name, purpose in policy.purposes.items():
            if name == "case" or not policy.release.only_through_case:
                named = f"{_list(purpose.opens)}.containsAny(context.named_and_asked)"
                yield name, (paper, counts, 'context.in_form == "yes"', _recorded(must), shown, named)
