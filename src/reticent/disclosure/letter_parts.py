"""What fills the parts of a letter: where one stands, what it rests on, and the words, lists and tables in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from reticent.disclosure import checklist, clocks
from reticent.disclosure.known import (
    Known,
    about,
    asks_for_own,
    decides,
    decision,
    has_papers,
    in_law,
    must_be_answered,
    named_next,
    stage,
)
from reticent.disclosure.letter_texts import texts
from reticent.disclosure.table import is_open
from reticent.policy import Policy
from reticent.policy.chapters.outside import Step
from reticent.policy.desk_card import OFFICES
from reticent.policy.gates import binds
from reticent.policy.phrases import day, money
from reticent.policy.tongues import Tongue
from reticent.policy.vocabulary import ASKERS, FIELDS, fields_named

_HANDED_OVER = ("produced", "recorded")
COUNSEL_TICKED = "told:patron"
_AGENCIES = ("law_enforcement", "agency", "court")
UNKNOWN = "unknown"
BY_HAND = "to be written in"
ENGLISH = Tongue()


@dataclass(frozen=True, slots=True, repr=False)
class LetterFacts:
    """What was taken down and a letter may say. There is room for nobody whose records are asked for."""

    address: str = ""
    telephone: str = ""
    time_zone: str = "America/New_York"
    to_name: str = ""
    to_office: str = ""
    to_address: str = ""
    court: str = ""
    docket: str = ""
    issued_on: date | None = None
    received: date | datetime | None = None
    served_how: str = ""
    return_by: date | datetime | None = None
    checklist: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    counts: str = ""
    manifest: str = ""
    hours: str = ""
    pages: str = ""
    how_many: str = ""
    # The title of whoever signs in place of the office that the policy names.
    signer: str = ""

    @property
    def zone(self) -> ZoneInfo:
        """Where the library stands."""
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True, repr=False)
class Setting:
    """A case, the policy and the law over it, and what was taken down: all that a letter is made of."""

    known: Known
    adopted: Policy
    facts: LetterFacts = LetterFacts()
    on: date = date.min
    tongue: Tongue = ENGLISH

    @property
    def kind(self) -> str:
        """The kind of paper."""
        return self.known.kind

    @property
    def rule(self) -> str:
        """The rule on which the decision rests."""
        return decision(self.known, self.adopted).rule

    @property
    def asker_class(self) -> str:
        """How whoever asks is answered."""
        return ASKERS.get(self.known.asker, "public")

    def holds(self, conditions: tuple[str, ...]) -> bool:
        """Whether all of these are so."""
        return all(
            CONDITIONS[each.removeprefix("not ")](self) is not each.startswith("not ") for each in conditions
        )

    def day(self, moment: date | datetime) -> str:
        """A day where the library stands, in the letter's language."""
        on = clocks.day_of(moment, self.facts.zone)
        if self.tongue.language == "en":
            return day(on)
        return self.tongue.say(
            "{day} of {month} {year}", day=on.day, month=self.tongue.say(f"{on:%B}"), year=on.year
        )

    def moment(self, by: date | datetime) -> str:
        """A day, with its hour where the paper names one."""
        if not isinstance(by, datetime):
            return self.day(by)
        at = by.astimezone(self.facts.zone)
        half = "a.m." if at.hour < 12 else "p.m."
        hour = f"{at.hour % 12 or 12}:{at:%M} {half}" if self.tongue.language == "en" else f"{at:%H:%M}"
        return self.tongue.say("{day} at {hour}", day=self.day(by), hour=hour)


# ---- Where a part stands.


def _papers(at: Setting) -> bool:
    return at.kind not in ("none", "verbal")


def _process(at: Setting) -> bool:
    law = in_law(at.known, at.adopted)
    return has_papers(at.known, at.adopted) and law is not None and not law.counsel_only


def _no_judge(at: Setting) -> bool:
    law, paper = in_law(at.known, at.adopted), at.known.instrument
    if (
        law is None
        or paper is None
        or not _papers(at)
        or at.kind in ("written_permission", "emergency_claim")
    ):
        return False
    return law.gate != "counsel" and paper.signed_by not in ("judge", "unknown")


def _showing_missing(at: Setting) -> bool:
    """Whether the policy asks for a showing, and this paper is none."""
    showing = at.adopted.showing
    if showing is None or not _process(at) or "shown:good_cause" in at.known.evidence:
        return False
    return at.kind not in showing.shown_by and at.kind not in at.adopted.statute.floor.compels


def _elsewhere(at: Setting) -> bool:
    return at.rule.startswith("shared.")


def _shared_governs(at: Setting) -> bool:
    shared = at.adopted.consortium
    return shared is not None and shared.governs and at.known.held_in is not None


def _handed_over(at: Setting) -> bool:
    """Whether it was: a case may be closed without, where they took back what they asked."""
    return at.known.state in _HANDED_OVER or "given:production" in at.known.evidence


def _looked(at: Setting) -> bool:
    return at.known.state == "searched" or _handed_over(at)


def _searched(at: Setting) -> bool:
    known = at.known
    if known.answer == "comply":
        # What was searched for took its hours, even where they took it back before anything was handed over.
        return _looked(at) or "looked:here" in known.evidence
    return known.answer == "nothing_held" and not _elsewhere(at)


def _about(*words: str) -> Callable[[Setting], bool]:
    return lambda at: about(at.known) in words


def _answer(*words: str) -> Callable[[Setting], bool]:
    return lambda at: at.known.answer in words


CONDITIONS: Mapping[str, Callable[[Setting], bool]] = {
    "papers": _papers,
    "process": _process,
    "foi": lambda at: at.kind == "foi_request",
    "emergency": lambda at: at.kind == "emergency_claim",
    "preservation": lambda at: at.kind == "preservation_letter",
    "permission": lambda at: at.kind == "written_permission",
    "no_judge": _no_judge,
    "judges_paper": lambda at: at.kind in at.adopted.statute.floor.compels,
    "at_once": lambda at: (law := in_law(at.known, at.adopted)) is not None and law.at_once,
    "must_answer": lambda at: must_be_answered(at.known, at.adopted),
    "return_date": lambda at: at.facts.return_by is not None,
    "open": lambda at: is_open(at.known.state),
    "answered": lambda at: "sent:answer" in at.known.evidence,
    "nothing_held": _answer("nothing_held"),
    "complies": _answer("comply"),
    "resists": _answer("resist"),
    "objects": _answer("object"),
    "moves": _answer("move_to_quash"),
    "negotiates": _answer("negotiate"),
    "elsewhere": _elsewhere,
    "shared_governs": _shared_governs,
    "explains": lambda at: "explain" in at.adopted.response.options and at.asker_class in ("law_enforcement", "court"),
    "showing_missing": _showing_missing,
    "resists_by_policy": lambda at: at.adopted.response.stance == "resist_until_good_cause",
    "may_resist": lambda at: "resist" in at.adopted.response.options,
    "cures": lambda at: at.adopted.form.cure,
    "defects": lambda at: bool(_defects(at)),
    "consulted": lambda at: bool(_consulted(at)),
    "consultations": lambda at: bool(_consultations(at)),
    "checklist": lambda at: bool(at.facts.checklist),
    "looked": _looked,
    "allowed": lambda at: decision(at.known, at.adopted).allowed,
    "handed_over": _handed_over,
    "taken": lambda at: at.known.path == "taking",
    "searched": _searched,
    "manifest": lambda at: bool(at.facts.manifest),
    "kinds": lambda at: bool(at.known.instrument and at.known.instrument.names_fields),
    "bills": lambda at: at.adopted.costs.bill_agency,
    "costs_known": lambda at: bool(at.facts.hours or at.facts.pages),
    "an_agency": lambda at: at.asker_class in _AGENCIES,
    "public_agency": lambda at: at.adopted.tables.law.answers_foi,
    "foi_clock": lambda at: clocks.foi_days(at.adopted) is not None,
    "foi_appeal": lambda at: bool(_clock_clauses("foi_appeal")(at)),
    "complaint": lambda at: at.known.matter == "complaint",
    "investigates": lambda at: at.adopted.complaints.investigates,
    "complaint_clauses": lambda at: bool(at.adopted.complaints.clauses),
    "counsel_ticked": lambda at: COUNSEL_TICKED in at.known.evidence,
    "notice_not_barred": lambda at: at.adopted.patron_notice.when != "never",
    "own_data": lambda at: asks_for_own(at.known),
    "shows_own": _answer("show_own"),
    "asks_identity": _answer("ask_identity"),
    "refuses_own": _answer("refuse_own"),
    "shares_a_system": lambda at: at.adopted.consortium is not None,
    "tells_consortium": lambda at: "told:consortium" in named_next(at.known, at.adopted),
    "account": _about("account"),
    "addresses": _about("addresses"),
    "donors": _about("donors", "donors_borrow"),
    "service": _about("entitlement", "vendor_data"),
    "totals": _about("totals"),
    "own_words": _about("account", "addresses", "donors", "donors_borrow", "entitlement", "vendor_data"),
    "entitles": lambda at: at.adopted.vendor.outcome == "allowed",
    "insider": lambda at: at.asker_class == "insider" and bool(at.adopted.tables.law.statistics),
    "how_many": lambda at: bool(at.facts.how_many),
    "personal_data": lambda at: bool(at.adopted.tables.law.own_cited),
}  # fmt: skip


# ---- What a part rests on.


def _recorded(at: Setting) -> tuple[Step, ...]:
    return tuple(
        step for step in at.adopted.steps if step.evidence in OFFICES and step.evidence in at.known.evidence
    )


def _consultations(at: Setting) -> tuple[Step, ...]:
    return at.adopted.tables.stages[stage(at.known, at.adopted)]


def _clauses_of(steps: tuple[Step, ...]) -> tuple[str, ...]:
    return tuple(clause for step in steps for clause in step.clauses)


def _clock_clauses(name: str) -> Callable[[Setting], tuple[str, ...]]:
    def clauses(at: Setting) -> tuple[str, ...]:
        clock = at.adopted.statute.clocks.get(name)
        return clock.clauses if clock else ()

    return clauses


def _asker(at: Setting) -> tuple[str, ...]:
    answer = at.adopted.outsiders.by_class.get(at.asker_class)
    return answer.clauses if answer else at.adopted.outsiders.clauses


CITES: Mapping[str, Callable[[Setting], tuple[str, ...]]] = {
    "asker": _asker,
    "paper": lambda at: law.clauses if (law := in_law(at.known, at.adopted)) else (),
    "confidential": lambda at: at.adopted.statute.gate.confidential,
    "court_order": lambda at: at.adopted.statute.gate.court_order,
    "permission": lambda at: at.adopted.statute.gate.permission,
    "custodian": lambda at: at.adopted.custodian.clauses,
    "decider": lambda at: decides(at.known, at.adopted).clauses,
    "consulted": lambda at: _clauses_of(_recorded(at)),
    "consultations": lambda at: _clauses_of(_consultations(at)),
    "instruments": lambda at: at.adopted.instruments.clauses,
    "form": lambda at: at.adopted.form.clauses,
    "showing": lambda at: at.adopted.showing.clauses if at.adopted.showing else (),
    "response": lambda at: at.adopted.response.clauses,
    "ways": lambda at: at.adopted.response.clauses if _ways(at) else (),
    "stance": lambda at: at.adopted.response.stance_clauses,
    "release": lambda at: (*at.adopted.release.clauses, *at.adopted.instruments.clauses),
    "permission_rule": lambda at: at.adopted.permission.clauses,
    "consortium": lambda at: at.adopted.consortium.clauses if at.adopted.consortium else (),
    "foi": lambda at: at.adopted.foi.clauses,
    "foi_answer": _clock_clauses("foi_answer"),
    "foi_appeal": _clock_clauses("foi_appeal"),
    "costs": lambda at: at.adopted.costs.clauses,
    "complaints": lambda at: at.adopted.complaints.clauses,
    "own": lambda at: at.adopted.own.clauses,
    "own_personal_data": lambda at: at.adopted.tables.law.own_cited,
    "patron_notice": lambda at: at.adopted.patron_notice.clauses,
    "decision": lambda at: decision(at.known, at.adopted).clauses,
    "friends": lambda at: at.adopted.friends.clauses,
    "vendor": lambda at: at.adopted.vendor.clauses,
    "statistics": lambda at: at.adopted.tables.law.statistics,
}


def rests_on(cites: tuple[str, ...], at: Setting) -> tuple[str, ...] | None:
    """The clauses and sections that a part cites; none at all where it rests on a section that does not hold here."""
    sections = at.adopted.statute.clauses
    found: list[str] = []
    for name in cites:
        if name in CITES:
            found += [each for each in CITES[name](at) if each not in sections or _binds(each, at)]
        elif name in sections and _binds(name, at):
            found.append(name)
        else:
            return None
    return tuple(dict.fromkeys(found))


def _binds(section: str, at: Setting) -> bool:
    return binds(at.adopted.statute, section, at.adopted.flags)


# ---- Words.


def law_named(at: Setting, ids: tuple[str, ...]) -> str:
    """The sections, as somebody outside knows them."""
    return sections_named(at.adopted, ids, at.tongue)


def sections_named(adopted: Policy, ids: tuple[str, ...], tongue: Tongue = ENGLISH) -> str:
    """The same of a policy's law, in a letter that is of no case."""
    sources = dict.fromkeys(adopted.statute.clauses[name].source for name in ids)
    short = [source.removeprefix("CGS ") for source in sources]
    if all(source.startswith("CGS ") for source in sources):
        return f"{tongue.say('Connecticut General Statutes')} {tongue.listed(short)}"
    return tongue.listed(sources)


def _paper(at: Setting) -> str:
    if at.kind in texts().papers:
        return at.tongue.say(texts().papers[at.kind])
    law, paper = in_law(at.known, at.adopted), at.known.instrument
    what = at.tongue.say(law.what.partition(";")[0] if law else "a paper")
    if paper and at.kind in at.adopted.statute.floor.compels and paper.signed_by not in ("judge", "unknown"):
        return at.tongue.say("a paper that calls itself {what}", what=what)
    return what


def _particulars(at: Setting) -> str:
    """What tells this paper from others, set apart: a court is written as it was taken down."""
    facts, say = at.facts, at.tongue.say
    said = (
        say("dated {day}", day=at.day(facts.issued_on)) if facts.issued_on else "",
        facts.court,
        say("docket or reference number {docket}", docket=facts.docket) if facts.docket else "",
    )
    found = "; ".join(each for each in said if each)
    return f" ({found})" if found else ""


def _consulted(at: Setting) -> str:
    offices = [OFFICES[step.evidence] for step in _recorded(at) if step.evidence.startswith("consulted:")]
    return at.tongue.listed(with_the(office, at) for office in dict.fromkeys(offices))


_WITHOUT_ARTICLE = {"Legal counsel": "legal counsel", "Town Counsel": "Town Counsel"}


def with_the(office: str, at: Setting) -> str:
    """An office as a sentence names it."""
    if at.tongue.language != "en":
        return at.tongue.office(office)
    return _WITHOUT_ARTICLE.get(office, f"the {office}")


def _opened_by(at: Setting, last: str) -> str:
    law = at.adopted.statute
    written = "written " if law.consent.form == "written" else ""
    return law.gate.opened_by or f"a court order or {last} {written}permission of the person concerned"


def _foi_due(at: Setting) -> str:
    if at.facts.received is None:
        return UNKNOWN
    days = clocks.foi_days(at.adopted)
    received = clocks.day_of(at.facts.received, at.facts.zone)
    return at.day(clocks.business_days_after(received, days or 0, clocks.calendar_of(at.adopted)))


def _return_by(at: Setting) -> str:
    by = at.facts.return_by
    return at.moment(by) if by else UNKNOWN


def _kinds(at: Setting) -> str:
    named = fields_named(at.known.instrument.names_fields) if at.known.instrument else ()
    return at.tongue.listed(at.tongue.say(FIELDS[name]) for name in named)


def _quoted(sections: tuple[str, ...], at: Setting) -> str:
    """What the pack says of these sections, in its words."""
    return " ".join(at.tongue.say(at.adopted.statute.clauses[name].text) for name in sections)


WORDS: Mapping[str, Callable[[Setting], str]] = {
    "library": lambda at: at.adopted.library_name,
    "custodian": lambda at: at.adopted.custodian.title,
    "decider": lambda at: decides(at.known, at.adopted).title,
    "received": lambda at: at.day(at.facts.received) if at.facts.received else at.tongue.say("a day not noted here"),
    "paper": _paper,
    "particulars": _particulars,
    "return_by": _return_by,
    "release_law": lambda at: law_named(at, (*CITES["court_order"](at), *CITES["permission"](at))),
    "confidential_law": lambda at: law_named(at, CITES["confidential"](at)),
    "confidential_said": lambda at: _quoted(CITES["confidential"](at), at),
    "opened_by": lambda at: _opened_by(at, "with the"),
    "openers": lambda at: _opened_by(at, "the") if not at.adopted.statute.gate.opened_by else "what that law asks for",
    "showing": lambda at: at.adopted.showing.what if at.adopted.showing else "",
    "consulted": _consulted,
    "consortium": lambda at: at.adopted.consortium.name if at.adopted.consortium else "",
    "foi_due": _foi_due,
    "foi_appeal_said": lambda at: _quoted(CITES["foi_appeal"](at), at),
    "manifest": lambda at: at.facts.manifest,
    "complaints_to": lambda at: with_the(at.adopted.complaints.to or at.adopted.custodian.title, at),
    "kinds": _kinds,
    "entitled_as": lambda at: at.adopted.vendor.entitled_as,
    "how_many": lambda at: at.facts.how_many,
}  # fmt: skip


# ---- Lists and tables.


def _defects(at: Setting) -> tuple[str, ...]:
    points = checklist.points()
    names = [word.removeprefix("defect:") for word in at.known.evidence if word.startswith("defect:")]
    return tuple(f"{points[name].defect}." for name in points if name in names)


def _questions(at: Setting) -> tuple[str, ...]:
    known, policy = at.known, at.adopted
    law = in_law(known, policy)
    order = law_named(at, policy.statute.gate.court_order)
    asked = []
    if law is not None and law.at_once:
        asked.append("Was anything wrong with the warrant, or was anything taken beyond it?")
    else:
        cured = " Our policy has defects cured before anybody complies." if policy.form.cure else ""
        asked.append(f"Is it in proper form?{cured}")
    if law is not None and law.gate == "counsel":
        asked.append(
            f"Is it an order of a court under {order}? Please say so in writing: without that it opens nothing."
        )
    elif law is not None and law.gate == "shut":
        asked.append(
            f"We read it as no order of a court under {order}, so that nothing is released under it. Do you agree?"
        )
    elif law is not None and not law.at_once:
        asked.append(f"We read it as an order of a court under {order}, once it is in form. Do you agree?")
    if policy.showing and _showing_missing(at):
        asked.append(f"Has there been {policy.showing.what}?")
    if law is not None and law.must_be_answered:
        by = f" by {_return_by(at)}" if at.facts.return_by else " by its return date"
        ways = _ways(at)
        named = f" Our policy names: {at.tongue.listed(ways, last='or')}." if ways else ""
        asked.append(f"What do you advise us to answer{by}?{named}")
    return tuple(asked)


def _ways(at: Setting) -> list[str]:
    """The ways to answer a paper that the policy names."""
    return [_WAYS[name] for name in at.adopted.response.options if name in _WAYS]


_WAYS = {"object": "to object", "resist": "to resist", "move_to_quash": "to move to quash"}
_SIGNERS_SAID = {
    "judge": "a judge",
    "clerk": "a clerk of a court",
    "prosecutor": "a prosecutor",
    "attorney": "an attorney",
    "officer": "an officer or official",
    "nobody": "nobody",
    "patron": "the patron",
    "payer": "whoever pays for the card",
    "requester": "whoever asks",
}
_CENTRES = {
    "person": "a person",
    "item": "a title or an item",
    "time": "a time",
    "address": "an address or a machine",
}


_ANSWERED_BY = "To be answered by"


def _paper_table(at: Setting) -> "Table":
    facts, paper = at.facts, at.known.instrument
    rows = (
        ("What it is", _paper(at)),
        ("Signed by", _SIGNERS_SAID.get(paper.signed_by if paper else "", UNKNOWN)),
        ("Court or agency", facts.court),
        ("Docket or reference", facts.docket),
        ("Dated", at.day(facts.issued_on) if facts.issued_on else ""),
        ("Received", at.day(facts.received) if facts.received else ""),
        ("How it came", facts.served_how),
        (_ANSWERED_BY, at.moment(facts.return_by) if facts.return_by else ""),
        ("It starts from", _CENTRES.get(at.known.centre, "")),
        ("Records that it names", _kinds(at)),
    )
    # A warrant is executed at once: there is no day to wait for.
    told = [row for row in rows if row[1] or not (row[0] == _ANSWERED_BY and CONDITIONS["at_once"](at))]
    return Table(("", "As taken down"), tuple((name, said or UNKNOWN) for name, said in told))


def _checklist_table(at: Setting) -> "Table":
    said = at.facts.checklist
    return Table(
        ("Point", "Answer"),
        tuple(
            (item.question, checklist.ANSWERS[said.get(item.id, "unknown")])
            for item in checklist.items(at.kind)
        ),
    )


def _enclosed(at: Setting) -> "Table":
    kinds = at.facts.kinds or decision(at.known, at.adopted).fields
    named = at.tongue.listed(FIELDS[name] for name in fields_named(kinds))
    return Table(
        ("", "Enclosed"),
        (("Kinds of record", named or UNKNOWN), ("How many", at.facts.counts or BY_HAND)),
    )


def _costs(at: Setting) -> "Table":
    rates = at.adopted.costs
    lines = (
        ("Hours of searching", at.facts.hours, rates.hour_cents),
        ("Pages copied", at.facts.pages, rates.page_cents),
    )
    rows, total = [], 0
    for what, many, cents in lines:
        count = float(many) if many.replace(".", "", 1).isdecimal() else None
        amount = round(count * cents) if count is not None and cents is not None else None
        total = -1 if amount is None or total < 0 else total + amount
        rows.append(
            (what, many or "0", money(cents) if cents is not None else BY_HAND, _amount(amount, count))
        )
    return Table(
        ("What", "How many", "At", "Amount"),
        (*rows, ("Total", "", "", money(total) if total >= 0 else BY_HAND)),
    )


def _amount(cents: int | None, count: float | None) -> str:
    return money(cents) if cents is not None else "$0.00" if count == 0 else BY_HAND


@dataclass(frozen=True, slots=True, repr=False)
class Table:
    """Rows under their columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


LISTS: Mapping[str, Callable[[Setting], tuple[str, ...]]] = {
    "defects": lambda at: tuple(f"{said[:1].upper()}{said[1:]}" for said in _defects(at)),
    "consultations": lambda at: tuple(
        f"{step.label} ({', '.join(step.clauses)})." for step in _consultations(at)
    ),
    "questions": _questions,
}
TABLES: Mapping[str, Callable[[Setting], Table]] = {
    "paper": _paper_table,
    "checklist": _checklist_table,
    "enclosed": _enclosed,
    "costs": _costs,
}
