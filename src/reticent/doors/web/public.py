"""The public policy page and the permission form, drawn from the policy in force. Nothing here is about a person."""

from collections.abc import Iterable

from reticent import policy
from reticent.doors.web import cards
from reticent.doors.web.shown import Clause, Fact, Period, PermissionForm, PolicyInForce, Promise, WhoSees
from reticent.drawer import kinds
from reticent.policy import Policy, Request

KINDS = {
    "registration": "Your registration",
    "finder": "What finds it: your card number and your name",
    "loan": "What you have out",
    "hold": "What waits for you",
    "charge": "What you owe",
    "guardian_link": "Who is noted as your guardian",
    "designation": "Whom you send",
    "contact_wish": "How you wish not to be reached",
    "look": "Who looked at your record",
    "tries": "Wrong tries at the PIN of a card",
}
WHOLE = {
    "registration": "your whole registration",
    "loan": "all you have out",
    "hold": "what waits for you",
    "charge": "all you owe",
    "guardian_link": "who is noted as your guardian",
    "designation": "whom you send",
    "look": "who looked at your record",
}
UNTIL = {
    "expired": "your card has run out",
    "returned": "you bring it back",
    "paid": "you pay it",
    "ended": "you have collected or cancelled it",
    "of_age": "the day you come of age",
    "withdrawn": "you take it back, or its last day",
}
WHO = {
    "circulation": "staff at the desk",
    "registration": "staff who register",
    "accounts": "staff who keep accounts",
    "systems": "who repairs the system",
    "director": "the director",
}


def promise_of(adopted: Policy, *, turn_days: int, window_days: int) -> Promise:
    """The public page of a policy."""
    return Promise(
        policy=in_force(adopted),
        kept=tuple(_periods(adopted)),
        sees=tuple(_who_sees(adopted)),
        police=cards.card_of(
            policy.decide(Request(capacity="third_party", purpose="case", asker="police"), adopted),
            adopted,
            tab="Police",
        ),
        notices=tuple(Fact(notice.heading, notice.text) for notice in adopted.notices),
        clauses=tuple(_by_heading(adopted)),
        turn_days=turn_days,
        window_days=window_days,
        consortium=adopted.consortium.name if adopted.consortium else "",
    )


def in_force(adopted: Policy) -> PolicyInForce:
    """Which text decides."""
    return PolicyInForce(
        title=f"{adopted.library_name}, {adopted.title}",
        id=adopted.id,
        approved_by=adopted.approved_by or "",
        effective=adopted.effective_as_written,
        sha256=adopted.sha256,
        clauses=len(adopted.clauses),
    )


def permission_of(adopted: Policy) -> PermissionForm:
    """The form of a written permission: it names what it opens, as the statute's gate reads it."""
    rule = adopted.permission
    opened = dict.fromkeys(
        name
        for purpose in rule.purposes
        if purpose in adopted.purposes and purpose != "case"
        for name in adopted.purposes[purpose].opens
        if not name.startswith("registration.")
    )
    return PermissionForm(
        custodian=adopted.custodian.title,
        names=tuple(policy.FIELDS[name] for name in opened),
        because=cards.clauses(adopted, (*rule.clauses, *adopted.statute.gate.permission)),
    )


def until(period: "policy.Period") -> str:
    """How long, in words that a reader can count by."""
    if period.need == "seen":
        return f"{period.days_after} days"
    days = f", and {period.days_after} days more" if period.days_after else ""
    return f"{UNTIL[period.need]}{days}"


def _periods(adopted: Policy) -> Iterable[Period]:
    for kind, period in adopted.keep.items():
        if period.follows is None:
            yield Period(KINDS[kind], until(period), period.why, cards.clauses(adopted, period.clauses))
    for own in kinds.declared():
        if own.days_after is not None and own.name not in adopted.keep:
            yield Period(KINDS[own.name], "the day after", own.why, ())


def _who_sees(adopted: Policy) -> Iterable[WhoSees]:
    for purpose in adopted.purposes.values():
        if not purpose.duties:
            continue
        who = " or ".join(
            (*(("you",) if purpose.for_patron else ()), *(WHO[duty] for duty in purpose.duties))
        )
        fields = _in_words(purpose.opens) or "nothing about you"
        yield WhoSees(purpose.label, who, fields, cards.clauses(adopted, purpose.clauses))


def _in_words(opens: tuple[str, ...]) -> str:
    """Fields as people say them; a kind that opens whole is said whole."""
    wanted = dict.fromkeys(name.partition(".")[0] for name in opens)
    said: list[str] = []
    for kind in wanted:
        whole = policy.fields_named([kind])
        some = tuple(name for name in opens if name in whole)
        said += [WHOLE[kind]] if some == whole and len(whole) > 1 else [policy.FIELDS[name] for name in some]
    return ", ".join(said)


def _by_heading(adopted: Policy) -> Iterable[tuple[str, tuple[Clause, ...]]]:
    headings: dict[str, list[Clause]] = {}
    for name, clause in adopted.clauses.items():
        headings.setdefault(clause.heading, []).append(Clause(name, adopted.called, clause.text))
    for heading, found in headings.items():
        yield heading, tuple(found)
    yield (
        adopted.statute.title,
        tuple(Clause(name, s.source, s.text) for name, s in adopted.statute.clauses.items()),
    )
