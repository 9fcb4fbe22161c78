"""What else a policy settles, in plain words: one paragraph for each table that says something, none for one left out.

The public page shows these beside the rules. A policy that is silent on a matter says nothing of it here: what is not
decided is not promised.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from reticent.policy.adopted import Policy
from reticent.policy.phrases import money
from reticent.policy.reading import Strictly
from reticent.policy.tongues import Tongue
from reticent.policy.vocabulary import FIELDS


@dataclass(frozen=True)
class Settled:
    """One matter: its heading, its sentences, the clauses that say so."""

    heading: str
    text: str
    clauses: tuple[str, ...]


Sentences = Iterator[str]

BORN = "registration.adult_on"
CHANNELS_SAID: dict[str, str] = {
    "in_person": "in person",
    "phone": "by phone",
    "mail": "by mail",
    "email": "by e-mail",
    "web": "on the web",
}
CLASSES_SAID: dict[str, str] = {
    "account": "About what you have out, on hold or owe",
    "news": "About services and programs",
    "fundraising": "To ask for gifts",
}
DEFAULTS_SAID: dict[str, str] = {
    "on": "{about} we write {how} until you tell us to stop.",
    "off": "{about} we write {how} only if you ask us to.",
    "never": "{about} we do not write.",
}
SLIPS_SAID: dict[str, str] = {
    "alias": "What waits for you on the shelf bears a made-up name.",
    "number": "What waits for you on the shelf bears a part of your card number.",
    "name": "What waits for you on the shelf bears your name.",
}
HELD_SAID: dict[str, str] = {
    "day": "the day",
    "recipient": "to whom",
    "reason": "why",
    "kind": "what kind of record",
    "count": "how many",
}
CONTRACTS_SAID: dict[str, str] = {
    "ensures": "We tell a company nothing about you until its contract says all of this.",
    "seeks": "We ask every company that learns anything about you for a contract that says all of this.",
}
TERMS_SAID: dict[str, str] = {
    "confidential": "It keeps what it learns confidential.",
    "service_only": "It uses it for the service and for nothing else.",
    "no_sale": "It does not sell it, license it or pass it on.",
    "destroyed": "It destroys it once the service no longer needs it.",
    "demands": "It tells us at once if anybody demands it, and hands over only what the law compels.",
    "breach": "It tells us at once of any loss or theft of it.",
    "ownership": "It agrees that it stays yours and ours.",
    "audit": "It lets us check that all this is kept.",
}
ACTIONS_SAID: dict[str, str] = {
    "unlink": "{what}: then it is cut from your name.",
    "aggregate": "{what}: then it is only counted.",
    "archive": "{what}: then it goes to the archive.",
}
EXCEPTIONS_SAID: dict[str, str] = {
    "open_charge": "money is owed for it",
    "hold": "a court may need it",
    "opt_in": "you ask us to keep it",
}
STANCES_SAID: dict[str, str] = {
    "resist_until_good_cause": "The {decider} resists until there is {what}.",
    "comply_when_proper": "What is in proper form and binds us, we follow.",
    "counsel_decides": "Counsel decides whether we must comply.",
}
SENT_SAID: dict[str, str] = {
    "any": "Whom you send, you name in writing or at the desk.",
    "written": "Whom you send, you name in writing.",
    "spoken": "Whom you send, you name at the desk.",
}
RELEASES_SAID: dict[str, str] = {
    "nothing": "{name} learns nothing.",
    "entitlement": "{name} learns only whether you are entitled.",
    "pseudonym": "{name} learns whether you are entitled, and a number made up for it alone.",
    "attributes": "{name} may have {fields}, in confidence.",
}
KIND_WORDS: dict[str, str] = {
    "registration": "registrations",
    "finder": "what finds them",
    "loan": "loans",
    "hold": "holds",
    "interlibrary_request": "requests to other libraries",
    "charge": "what is owed",
    "guardian_link": "notes of guardians",
    "designation": "notes of whom you send",
    "contact_wish": "notes of how not to reach you",
    "friends_choice": "notes of who chose the Friends' list",
    "staff_note": "notes of the desk",
    "reference_question": "questions",
    "program_signup": "sign-ups for programs",
    "purchase_suggestion": "suggestions",
    "donor": "lists of donors",
    "gift": "gifts",
    "computer_session": "made-up names at computers",
    "print_job": "prints that wait",
    "look": "lists of looks",
}
KEPT_OUT_SAID: dict[str, str] = {
    "denied_placement": "A parent to whom a court denied your placement sees nothing.",
    "not_noted": "Only a parent who is noted with your card sees anything.",
}


def settled(policy: Policy, tongue: Tongue) -> tuple[Settled, ...]:
    """Every matter that this policy settles beside its rules."""
    found = []
    for heading, tables, sentences in MATTERS:
        text = " ".join(_started(sentence) for sentence in sentences(policy, tongue))
        cited = (clause for table in tables(policy) if table for clause in _cited(table))
        if text:
            found.append(Settled(tongue.say(heading), text, tuple(dict.fromkeys(cited))))
    return tuple(found)


def _cited(table: Strictly) -> Iterator[str]:
    for key in type(table).model_fields:
        if key.endswith("clauses"):
            yield from getattr(table, key)


def _bound(policy: Policy, tongue: Tongue) -> Sentences:
    if policy.bound.who:
        who = tongue.listed(tongue.say(each) for each in policy.bound.who)
        yield tongue.say("What they learn of you they keep to themselves: {who}.", who=who)


def _collect(policy: Policy, tongue: Tongue) -> Sentences:
    for asked in policy.collect.values():
        for sentence, fields in (
            ("We ask for {fields}.", asked.required),
            ("You may give {fields}, and may leave it out.", asked.optional),
            ("Of minors we also ask {fields}.", tuple(name for name in asked.minors if name != BORN)),
        ):
            if fields:
                yield tongue.say(sentence, fields=tongue.listed(tongue.say(FIELDS[name]) for name in fields))
        if BORN in asked.minors:
            yield tongue.say(
                "Of minors we also ask a birth date; only the day they come of age is kept of it."
            )
        if asked.with_consent:
            yield tongue.say("By giving it you agree that we keep it; we keep nothing without.")


def _messages(policy: Policy, tongue: Tongue) -> Sentences:
    for name, rule in policy.messages.items():
        how = tongue.listed((tongue.say(CHANNELS_SAID[channel]) for channel in rule.channels), last="or")
        about = tongue.say(CLASSES_SAID[name])
        yield tongue.say(DEFAULTS_SAID[rule.default], about=about, how=how)
        if rule.answers_are_kept:
            yield tongue.say("What you answer may be kept.")


def _parents(policy: Policy, tongue: Tongue) -> Sentences:
    rule = policy.guardian
    if rule.allowed != "yes":
        return
    if rule.must:
        yield tongue.say("A parent who shows who she is must be shown it.")
    if rule.opens:
        yield tongue.say(
            "A parent sees at most {fields}.",
            fields=tongue.listed(tongue.say(FIELDS[name]) for name in rule.opens),
        )
    if rule.only_overdue:
        yield tongue.say("Of what you have out, a parent sees only what is overdue.")
    for whom in rule.keeps_out:
        if whom != "court_order":
            yield tongue.say(KEPT_OUT_SAID[whom])


def _permission(policy: Policy, tongue: Tongue) -> Sentences:
    rule = policy.permission
    if rule.informed:
        yield tongue.say("Before you give permission we tell you what it opens.")
    if rule.days is not None:
        yield tongue.say("A permission ends after {days} days.", days=rule.days)
    if rule.form == "recorded":
        yield tongue.say("A permission is written down, and the law asks for your signature.")
    if not rule.revocable:
        yield tongue.say("A permission that you gave cannot be taken back.")
    sent = policy.designated
    if sent:
        yield tongue.say(SENT_SAID[sent.form])


def _away(policy: Policy, tongue: Tongue) -> Sentences:
    rule = policy.custodian
    custodian = tongue.office(rule.title)
    if rule.delegate != "no":
        appoints = {
            "yes": "The {custodian} may let somebody else answer.",
            "in_writing": "The {custodian} may appoint somebody in writing to answer.",
        }[rule.delegate]
        yield tongue.say(appoints, custodian=custodian)
    if rule.deputies:
        deputies = tongue.listed(tongue.office(title) for title in rule.deputies)
        yield tongue.say("While the {custodian} is away: {deputies}.", custodian=custodian, deputies=deputies)


def _handed_over(policy: Policy, tongue: Tongue) -> Sentences:
    stance = policy.response.stance
    if stance != "not_decided":
        what = tongue.say(policy.showing.what) if policy.showing else ""
        yield tongue.say(STANCES_SAID[stance], decider=tongue.office(policy.decider.title), what=what)
    told = policy.patron_notice
    before = "Where the law lets us, we tell you {days} days before we hand anything over."
    after = "Where the law lets us, we tell you within {days} days after we handed something over."
    if told.when == "never":
        yield tongue.say("We do not tell you when we must hand something over.")
    elif told.when != "not_decided" and told.days is not None:
        yield tongue.say(before if told.when == "before" else after, days=told.days)
    elif told.when != "not_decided":
        yield tongue.say(
            "Where the law lets us, we tell you before we hand anything over."
            if told.when == "before"
            else "Where the law lets us, we tell you after we handed something over."
        )
    prices = (
        ("An hour of searching costs {money}.", policy.costs.hour_cents),
        ("A page costs {money}.", policy.costs.page_cents),
    )
    for sentence, cents in prices:
        if cents is not None:
            yield tongue.say(sentence, money=money(cents))


def _vendors(policy: Policy, tongue: Tongue) -> Sentences:
    for name, terms in policy.vendors.items():
        fields = tongue.listed(tongue.say(FIELDS[field]) for field in terms.attributes)
        yield tongue.say(RELEASES_SAID[terms.release], name=name, fields=fields)


def _contracts(policy: Policy, tongue: Tongue) -> Sentences:
    rule = policy.contracts
    if rule and rule.terms:
        yield tongue.say(CONTRACTS_SAID[rule.effort])
        yield from (tongue.say(TERMS_SAID[term]) for term in TERMS_SAID if term in rule.terms)


def _elsewhere(policy: Policy, tongue: Tongue) -> Sentences:
    shared = policy.consortium
    if shared and shared.kinds:
        kinds = tongue.listed(tongue.say(KIND_WORDS[kind]) for kind in shared.kinds)
        yield tongue.say("In the system of {name}: {kinds}.", kinds=kinds, name=shared.name)
    if shared and shared.policy:
        governs = "Its own policy governs them: {policy}. Ask us for a copy."
        beside = "It has a policy of its own: {policy}. Ask us for a copy."
        yield tongue.say(governs if shared.governs else beside, policy=tongue.say(shared.policy))
    lent = policy.interlibrary
    if lent:
        fields = tongue.listed(tongue.say(FIELDS[name]) for name in lent.opens)
        yield (
            tongue.say("A library from which we borrow for you learns {fields}.", fields=fields)
            if fields
            else tongue.say("A library from which we borrow for you learns nothing about you.")
        )


def _started(words: str) -> str:
    return words[:1].upper() + words[1:]


def _display(policy: Policy, tongue: Tongue) -> Sentences:
    rule = policy.display
    if rule:
        yield tongue.say(SLIPS_SAID[rule.hold_slip])
        yield tongue.say(
            "Receipts list titles." if rule.receipt_titles else "Receipts list titles only if you ask."
        )
        yield tongue.say("Notices name titles." if rule.notice_titles else "Notices name no titles.")


def _notes(policy: Policy, tongue: Tongue) -> Sentences:
    rule = policy.notes
    if rule:
        yield tongue.say(
            "Staff may note something in their own words."
            if rule.free_text
            else "Staff note nothing in their own words; there is a list."
        )
        if rule.days is not None:
            yield tongue.say("A note ends after {days} days.", days=rule.days)


def _left(policy: Policy, tongue: Tongue) -> Sentences:
    for kind, period in policy.keep.items():
        what = _started(tongue.say(KIND_WORDS[kind]))
        if period.action != "delete":
            yield tongue.say(ACTIONS_SAID[period.action], what=what)
        if period.exceptions:
            why = tongue.listed((tongue.say(EXCEPTIONS_SAID[name]) for name in period.exceptions), last="or")
            yield tongue.say("{what}: kept longer where {why}.", what=what, why=why)
        if period.authority:
            yield tongue.say(
                "{what}: destroyed under {authority}.", what=what, authority=tongue.say(period.authority)
            )


def _ledger(policy: Policy, tongue: Tongue) -> Sentences:
    rule = policy.ledger
    if rule:
        holds = tongue.listed(tongue.say(HELD_SAID[part]) for part in rule.holds)
        yield tongue.say(
            "What we told others about you is listed for {years} years: {holds}. Titles are never on the list.",
            years=rule.years,
            holds=holds,
        )
        if rule.readers:
            readers = tongue.listed(tongue.office(title) for title in rule.readers)
            yield tongue.say("You may read what it says of you; all of it: {readers}.", readers=readers)


def _statistics(policy: Policy, tongue: Tongue) -> Sentences:
    rule = policy.statistics
    if rule:
        yield tongue.say("We publish no count below {threshold}.", threshold=rule.threshold)
        if rule.rounding > 1:
            yield tongue.say("Counts are rounded to {rounding}.", rounding=rule.rounding)
        if rule.complementary:
            yield tongue.say("We leave out others that would give one away.")
        if rule.filed_in_full:
            yield tongue.say("The copy filed with the state holds every count.")


def _donors(policy: Policy, tongue: Tongue) -> Sentences:
    if policy.donors.askers:
        yield tongue.say(
            "Only whoever raises funds for us opens what donors gave. We sell and exchange it with nobody."
        )
        yield tongue.say("It is never put beside what anybody borrows, whatever the name.")


def _breach(policy: Policy, tongue: Tongue) -> Sentences:
    rule = policy.breach
    if rule:
        yield (
            tongue.say(
                "If data about you are lost or stolen, we tell you within {days} days.", days=rule.days
            )
            if rule.days is not None
            else tongue.say("If data about you are lost or stolen, we tell you as soon as the law says.")
        )
        if rule.tell:
            offices = tongue.listed(tongue.office(title) for title in rule.tell)
            yield tongue.say("We also tell: {offices}.", offices=offices)
        if rule.services_months is not None:
            yield tongue.say(
                "We pay for help against identity theft for {months} months.", months=rule.services_months
            )


def _amendment(policy: Policy, tongue: Tongue) -> Sentences:
    rule = policy.amendment
    if rule:
        if rule.by:
            yield tongue.say("This policy is changed by: {office}.", office=tongue.office(rule.by))
        if rule.posted:
            yield tongue.say("A change is posted on our site.")
        if rule.review_months is not None:
            yield tongue.say("It is reviewed every {months} months.", months=rule.review_months)


# Heading, the tables that speak of it and are cited, the sentences.
MATTERS: tuple[
    tuple[str, Callable[[Policy], Iterable[Strictly | None]], Callable[[Policy, Tongue], Sentences]], ...
] = (
    ("Who is bound to silence", lambda policy: (policy.bound,), _bound),
    ("What we ask of you", lambda policy: policy.collect.values(), _collect),
    ("When we write to you", lambda policy: policy.messages.values(), _messages),
    ("What a parent sees", lambda policy: (policy.guardian,), _parents),
    ("How you give permission", lambda policy: (policy.permission, policy.designated), _permission),
    ("Services by name", lambda policy: policy.vendors.values(), _vendors),
    ("What contracts say", lambda policy: (policy.contracts,), _contracts),
    ("Who answers in place of others", lambda policy: (policy.custodian,), _away),
    (
        "What we do when we must hand something over",
        lambda policy: (policy.response, policy.patron_notice, policy.costs),
        _handed_over,
    ),
    ("What lives in another system", lambda policy: (policy.consortium, policy.interlibrary), _elsewhere),
    ("Slips, receipts and notices", lambda policy: (policy.display,), _display),
    ("Notes about you", lambda policy: (policy.notes,), _notes),
    ("What is left, and what stays longer", lambda policy: policy.keep.values(), _left),
    ("What we told others", lambda policy: (policy.ledger,), _ledger),
    ("Counts", lambda policy: (policy.statistics,), _statistics),
    ("What donors gave", lambda policy: (policy.donors,), _donors),
    ("If something is lost", lambda policy: (policy.breach,), _breach),
    ("Changes to this policy", lambda policy: (policy.amendment,), _amendment),
)
