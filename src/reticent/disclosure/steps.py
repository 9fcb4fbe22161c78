"""Which steps of a case may be taken now, what each asks for, and what is known once it is taken.

Pure: no Django, no clock, no store. The steps stand in steps.toml. Whether records may be released, `policy.decide`
says at the moment of each step.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace

from reticent.disclosure import checklist
from reticent.disclosure.answers import Answer, answers_open
from reticent.disclosure.forms import Field, checked, fields
from reticent.disclosure.gates import APPLIES, disclosure_clauses, evidence_asked, shut
from reticent.disclosure.known import (
    COUNSEL,
    Known,
    Office,
    about,
    decides,
    decision,
    in_law,
    is_owed,
    missing,
)
from reticent.disclosure.table import StepRow, is_open, table
from reticent.errors import Broken, Malformed, Refused
from reticent.policy import Decision, Instrument, Policy, Request, decide
from reticent.policy.adopted import Step as PolicyStep
from reticent.policy.vocabulary import ASKERS, EVIDENCE

__all__ = [
    "Answer",
    "AtTheDesk",
    "Drawn",
    "Field",
    "Known",
    "NotNow",
    "Offer",
    "Office",
    "answers_open",
    "begin",
    "checked",
    "decides",
    "decision",
    "drawn",
    "is_open",
    "leads_on",
    "missing",
    "of_matter",
    "of_paper",
    "offers",
    "opening",
    "recalled",
    "taken",
]

# What was found about one paper; another one starts anew.
_ABOUT_A_PAPER = (
    "consulted:",
    "counsel:",
    "decided:",
    "authorised:",
    "shown:",
    "permission:",
    "seen:",
    "defect:",
)
_ANSWER = frozenset({"sent:answer", "counsel:answered", "given:by_hand"})
# What comes so is in writing.
_WRITTEN = ("mail", "email", "web")


class NotNow(Refused):
    """This step cannot be taken now. Says what is missing; `clauses` are those that ask for it."""

    def __init__(self, why: str, *, clauses: tuple[str, ...] = ()) -> None:
        super().__init__(why)
        self.clauses = clauses


class AtTheDesk(Refused):
    """No case: the desk answers it, by `key` of its page. Nothing was written down."""

    def __init__(self, what: str, *, key: str) -> None:
        super().__init__(table().refusals["at_the_desk"].format(what=what))
        self.key = key


@dataclass(frozen=True, slots=True)
class Offer:
    """One step that stands before a case now. An empty `why_not` says that it may be taken."""

    step: str
    label: str
    to: str
    asks: tuple[Field, ...]
    clauses: tuple[str, ...]
    words: str
    why_not: str = ""
    own_page: bool = False


# ---- Opening a case.


def opening(path: str, adopted: Policy) -> tuple[Field, ...]:
    """What is asked for when a case is opened on this path. Nothing of it is a patron's record."""
    row = table().openings[path]
    return fields(row.asks, row.requires, adopted, None)


def begin(path: str, details: Mapping[str, object], adopted: Policy) -> Known:
    """A case as it is taken in."""
    if path not in table().openings:
        raise Malformed("A case begins with somebody asking, or with somebody taking.")
    read = checked(opening(path, adopted), details)
    kind = read.get("papers") or read.get("papers_shown") or read.get("sealed_paper")
    matter = str(read.get("about", "records"))
    row = table().about[matter]
    if row.desk and not (row.in_writing and _in_writing(read)):
        what = table().options["about"][matter]
        raise AtTheDesk(what[:1].lower() + what[1:], key=row.desk)
    opened = Known(
        path=path,
        state=table().openings[path].to,
        asker=str(read["asker"]),
        channel=str(read.get("channel", "in_person")),
        matter=matter,
        instrument=None if kind in (None, "unknown") else _paper(str(kind), read, adopted),
    )
    return _held(opened, read, adopted)


def _in_writing(read: Mapping[str, object]) -> bool:
    return read.get("channel") in _WRITTEN or read.get("papers") not in ("none", "unknown", None)


def of_matter(word: str, adopted: Policy) -> Decision | None:
    """What is said to whoever mostly asks for this; none where the words for the asker say it, or the desk does."""
    row = table().about[word]
    if not row.askers or (row.desk and not row.in_writing):
        return None
    return decision(Known("asking", "intake", asker=row.askers[0], channel="mail", matter=word), adopted)


def of_paper(word: str, adopted: Policy) -> Decision | None:
    """What is said of a paper as the desk can tell it, where it is the same whoever brings it."""
    known = begin("asking", {"asker": "anyone", "papers": word, "channel": "in_person"}, adopted)
    anyone, police = (decision(replace(known, asker=asker), adopted) for asker in ("anyone", "police"))
    return police if known.instrument is not None and anyone.say == police.say else None


def _paper(kind: str, read: Mapping[str, object], adopted: Policy) -> Instrument:
    """A paper as it was seen. Nobody looks for a signature on what is no paper."""
    law = adopted.statute.instruments.get(kind)
    if law is None:  # a contract opens nothing by being shown: what is in it is found, and put on record
        return Instrument("none", "nobody")
    signer = law.signed_by[0] if not law.papers and len(law.signed_by) == 1 else "unknown"
    return Instrument(kind, str(read.get("signed_by_seen", signer)))


# ---- What may be done now.


def offers(known: Known, adopted: Policy, *, role: str) -> tuple[Offer, ...]:
    """The steps that stand before this case, in the order of the table; those that must wait say why."""
    return tuple(
        offer
        for name, row in table().steps.items()
        if role in row.who and _stands_before(row, known, adopted)
        for offer in _offered(name, row, known, adopted)
    )


def leads_on(offer: Offer, known: Known, before: Container[str]) -> bool:
    """Whether a step takes the case further: it was not taken before, and leads elsewhere, records what was asked for, or
    belongs to this way of asking or taking alone; or the table says so."""
    row = _row(offer.step)
    if offer.step in before:
        return False
    if row.onward is not None:
        return row.onward
    return ":" in offer.step or offer.to != known.state or len(row.paths) == 1


def taken(known: Known, step: str, details: Mapping[str, object], adopted: Policy, *, role: str) -> Known:
    """What is known once this step is taken. `NotNow` where it cannot be, `Malformed` where it cannot be read."""
    row = _row(step)
    if role not in row.who:
        said = table().refusals["other_role"].format(custodian=adopted.custodian.title)
        raise NotNow(said, clauses=adopted.custodian.clauses)
    offer = next(
        (
            offer
            for offer in (
                _offered(step.partition(":")[0], row, known, adopted)
                if _stands_before(row, known, adopted)
                else ()
            )
            if offer.step == step
        ),
        None,
    )
    if offer is None:
        where = table().states[known.state].label
        raise NotNow(table().refusals["elsewhere"].format(where=where))
    if offer.why_not:
        raise NotNow(offer.why_not, clauses=offer.clauses)
    answer = details.get("answer")
    if (
        step == "decide"
        and answer in table().answers
        and answer not in [w for w, _ in _options(offer, "answer")]
    ):
        found = decision(known, adopted)
        raise NotNow(table().refusals["answer_shut"].format(say=found.say), clauses=found.clauses)
    return _after(known, step, row, checked(offer.asks, details), adopted)


def _options(offer: Offer, name: str) -> tuple[tuple[str, str], ...]:
    return next(field.options for field in offer.asks if field.name == name)


def recalled(known: Known, step: str, details: Mapping[str, object], adopted: Policy) -> Known:
    """The same, for a step taken earlier, as its details were kept: its gates were judged then, and not again.

    A policy may have changed since. What does not fit the table at all is `Broken`.
    """
    row = _row(step)
    if known.path not in row.paths or known.state not in row.starts(table().states):
        raise Broken(
            "What is kept of this case does not follow the table of steps. Ask the administrator to look."
        )
    return _after(known, step, row, dict(details), adopted)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One row of the table in a policy's words: where the step may be taken from, where it leads, who takes it, and
    which clauses ask for it of whoever brings nothing yet."""

    step: str
    label: str
    starts: tuple[str, ...]
    to: str
    who: tuple[str, ...]
    needs: tuple[str, ...]
    clauses: tuple[str, ...]
    why: str


def drawn(adopted: Policy) -> tuple[Drawn, ...]:
    """Every step, as a policy fills it in."""
    words = {**adopted.tables.said, "evidence": "who was asked, or what was found"}
    found = []
    for name, row in table().steps.items():
        starts = row.starts(table().states)
        nothing_yet = Known(path=row.paths[0], state=starts[0])
        found.append(
            Drawn(
                step=name,
                label=row.label.format_map(words),
                starts=starts,
                to=row.to,
                who=row.who,
                needs=row.needs,
                clauses=_cited(row.cites, nothing_yet, adopted),
                why=row.why,
            )
        )
    return tuple(found)


def _row(step: str) -> StepRow:
    row = table().steps.get(step.partition(":")[0])
    if row is None:
        raise Malformed("No step of a case is called that. Load the page again.")
    return row


def _stands_before(row: StepRow, known: Known, adopted: Policy) -> bool:
    return (
        known.path in row.paths
        and known.state in row.starts(table().states)
        and all(APPLIES[when](known, adopted) for when in row.when)
    )


def _offered(name: str, row: StepRow, known: Known, adopted: Policy) -> tuple[Offer, ...]:
    if name == "record":
        return tuple(_to_record(evidence, row, known, adopted) for evidence in evidence_asked(known, adopted))
    found = shut(row.needs, known, adopted)
    filled = _filled(known, adopted)
    clauses = found.clauses if found else _cited(row.cites, known, adopted)
    return (
        Offer(
            step=name,
            label=row.label.format_map(filled),
            to=row.leads(known.path) or known.state,
            asks=fields(row.asks, row.requires, adopted, known),
            clauses=clauses,
            words=row.words.format_map(filled),
            why_not=found.why if found else "",
            own_page=row.own_page,
        ),
    )


def _to_record(evidence: str, row: StepRow, known: Known, adopted: Policy) -> Offer:
    """One consultation or finding, as the policy words it."""
    text = table()
    steps = (
        *adopted.steps,
        *adopted.tables.for_paper.get(known.kind, ()),
    )
    step = next((step for step in steps if step.evidence == evidence), None)
    question = text.findings.get(evidence)
    behind = text.papers_behind.get(evidence, "")
    left_out = {*([] if question else ["found"]), *(set(text.papers_behind.values()) - {behind})}
    asks = fields(
        tuple(name for name in row.asks if name not in left_out),
        (*row.requires, *(["found"] if question else []), *([behind] if behind else [])),
        adopted,
        known,
    )
    asks = tuple(
        replace(field, label=question) if question and field.name == "found" else field for field in asks
    )
    said = EVIDENCE.get(evidence) or text.evidence[evidence]
    after = replace(known, evidence=known.evidence | {evidence})
    return Offer(
        step=f"record:{evidence}",
        label=step.label if step else row.label.format(evidence=said),
        to=_consulted(after, row, adopted),
        asks=asks,
        clauses=step.clauses if step else _asked_by(evidence, known, adopted),
        words=row.words.format(waits=text.waits[_waits(evidence, step, known)]),
    )


def _asked_by(evidence: str, known: Known, adopted: Policy) -> tuple[str, ...]:
    """The clauses behind something to be recorded that is no step of the policy. Advice of ours has none."""
    if evidence == "told:consortium":
        return adopted.consortium.clauses if adopted.consortium else ()
    return decision(known, adopted).clauses if evidence in table().findings else ()


def _waits(evidence: str, step: PolicyStep | None, known: Known) -> str:
    """What waits for a consultation or a finding. A warrant never does."""
    if known.path == "taking":
        return "afterwards"
    if step is not None:
        return step.before if step.must else "may"
    if evidence in COUNSEL:
        return "advice"
    return "compliance" if evidence in table().findings else "nothing"


def _filled(known: Known, adopted: Policy) -> dict[str, str]:
    costs = decide(
        Request(capacity="staff", purpose="case", matter="costs", instrument=known.instrument), adopted
    )
    row = table().answers.get(known.answer)
    return {
        **adopted.tables.said,
        "decider": f"The {decides(known, adopted).title}",
        "costs": costs.say,
        "by_hand": row.by_hand if row else "",
    }


CITES: dict[str, Callable[[Known, Policy], tuple[str, ...]]] = {
    "referral": lambda known, adopted: (
        adopted.referral.clauses if ASKERS.get(known.asker, "public") in adopted.referral.askers else ()
    ),
    "custodian": lambda known, adopted: adopted.custodian.clauses,
    "decider": lambda known, adopted: decides(known, adopted).clauses,
    "decision": lambda known, adopted: decision(known, adopted).clauses,
    "instruments": lambda known, adopted: adopted.instruments.clauses,
    "court_order": lambda known, adopted: adopted.statute.gate.court_order,
    "paper": lambda known, adopted: law.clauses if (law := in_law(known, adopted)) else (),
    "form": lambda known, adopted: adopted.form.clauses,
    "stance": lambda known, adopted: adopted.response.stance_clauses,
    "release": lambda known, adopted: adopted.release.clauses,
    "costs": lambda known, adopted: adopted.costs.clauses,
    "patron_notice": lambda known, adopted: adopted.patron_notice.clauses,
    "gag": lambda known, adopted: adopted.gag.clauses if adopted.gag else (),
    "disclosure_record": lambda known, adopted: disclosure_clauses(adopted),
}


def _cited(names: tuple[str, ...], known: Known, adopted: Policy) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clause for name in names for clause in CITES[name](known, adopted)))


# ---- What is known once a step was taken.


def _after(known: Known, step: str, row: StepRow, read: Mapping[str, object], adopted: Policy) -> Known:
    name, _, evidence = step.partition(":")
    to = row.leads(known.path) or known.state
    after = replace(
        known,
        state=to,
        path=row.path or known.path,
        evidence=known.evidence | set(row.adds),
    )
    change = CHANGES.get(name)
    if change is not None:
        after = change(after, known, read, adopted)
    if name == "record":
        after = _recorded(known, evidence, row, read, adopted)
    if not is_open(after.state) and after.state == "on_paper":
        # Nothing of it is known any more.
        return Known(path=known.path, state="on_paper")
    if is_open(known.state) and not is_open(after.state):
        # What a case keeps for now ends with it.
        after = replace(after, evidence=after.evidence - {"hold:stands"})
    return after


def _classified(after: Known, before: Known, read: Mapping[str, object], adopted: Policy) -> Known:
    kind, signer = str(read["kind"]), str(read["signed_by"])
    if read.get("secret") or adopted.statute.instruments[kind].counsel_only:
        return replace(after, state="on_paper")
    old = before.instrument
    # Looked at more closely it is the same paper; taken down as another, nothing found about it stands.
    same = old is None or (old.kind == kind and old.signed_by in (signer, "unknown"))
    evidence = after.evidence if same else _without(after.evidence, _ABOUT_A_PAPER)
    names = read.get("names_fields", ())
    found = replace(
        after,
        # A complaint that comes with a subpoena is answered as a subpoena.
        matter="records" if adopted.statute.instruments[kind].papers else after.matter,
        instrument=Instrument(kind, signer, None, tuple(names) if isinstance(names, list | tuple) else ()),
        evidence=_without(evidence, ("defect:",)) - _ANSWER,
        answer="",
    )
    # What no paper names starts from one person, if it starts from anything.
    centre = str(read.get("centre", after.centre)) if about(found) == "records" else "person"
    return _held(replace(found, centre=centre), read, adopted)


def _another_paper(after: Known, before: Known, read: Mapping[str, object], adopted: Policy) -> Known:
    evidence = _without(_owing(before, adopted), _ABOUT_A_PAPER)
    return _classified(replace(after, evidence=evidence), replace(before, instrument=None), read, adopted)


def _owing(known: Known, adopted: Policy) -> frozenset[str]:
    """What is known, with the answer that is still owed to this paper before another takes its place."""
    if "counsel:answered" in known.evidence:  # for all that lay here
        return known.evidence - {"owes:answer"}
    return known.evidence | {"owes:answer"} if is_owed(known, adopted) else known.evidence


def _without(evidence: frozenset[str], beginnings: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for word in evidence if not word.startswith(beginnings))


def _held(after: Known, read: Mapping[str, object], adopted: Policy) -> Known:
    """Whose records these are, and where they lie."""
    where = read.get("held")
    shared = adopted.consortium.name if adopted.consortium else "another system"
    if where == "here":
        return replace(after, patrons_of=None, held_in=None)
    if where == "shared":
        return replace(after, patrons_of=adopted.library, held_in=shared)
    if where == "another":
        return replace(after, patrons_of="another library", held_in=shared)
    if where == "elsewhere":
        return replace(after, patrons_of=None, held_in="elsewhere")
    return after


def _counsel_classified(after: Known, before: Known, read: Mapping[str, object], adopted: Policy) -> Known:
    found = {"counsel:is_court_order"} if read["is_court_order"] else set()
    return replace(after, evidence=(after.evidence - {"counsel:is_court_order"}) | found)


def _form_reviewed(after: Known, before: Known, read: Mapping[str, object], adopted: Policy) -> Known:
    answers, paper = read["checklist"], before.instrument
    if paper is None or not isinstance(answers, Mapping):
        return after
    found = checklist.review(paper.kind, answers)
    defects = {f"defect:{name}" for name in found.defects}
    reviewed = replace(
        after,
        instrument=replace(paper, in_form=found.in_form),
        evidence=(_without(after.evidence, ("defect:",)) - _ANSWER) | defects,
        answer="",
    )
    return replace(reviewed, state="consulted") if _all_asked(reviewed, adopted) else reviewed


def _all_asked(known: Known, adopted: Policy) -> bool:
    """Whether the policy has somebody asked first, and everybody was."""
    asked = any(word.startswith("consulted:") for word in known.evidence)
    return asked and not missing(known, adopted)


def _recorded(
    known: Known, evidence: str, row: StepRow, read: Mapping[str, object], adopted: Policy
) -> Known:
    so = read.get("found", True)
    kept = known.evidence | {evidence} if so else known.evidence - {evidence}
    after = replace(known, evidence=kept)
    return replace(after, state=_consulted(after, row, adopted))


def _consulted(after: Known, row: StepRow, adopted: Policy) -> str:
    """Consulted, once nobody is left who must be asked first; later states stay as they are."""
    early = after.state in ("intake", "referred", "classified", "form_reviewed")
    to = row.leads(after.path)
    return to if early and to and _all_asked(after, adopted) else after.state


def _permitted(after: Known, before: Known, read: Mapping[str, object], adopted: Policy) -> Known:
    known = replace(after, state=before.state)
    return replace(known, state=_consulted(known, _row("permitted"), adopted))


def _decided(after: Known, before: Known, read: Mapping[str, object], adopted: Policy) -> Known:
    return replace(after, answer=str(read["answer"]), evidence=after.evidence - _ANSWER)


def _counsel_answered(after: Known, before: Known, read: Mapping[str, object], adopted: Policy) -> Known:
    return replace(after, answer=str(read["counsels_answer"]))


def _told(after: Known, before: Known, read: Mapping[str, object], adopted: Policy) -> Known:
    if not read["counsel_said"]:
        raise NotNow(table().refusals["counsel_ticked"], clauses=adopted.patron_notice.clauses)
    return after


def _destroyed(after: Known, before: Known, read: Mapping[str, object], adopted: Policy) -> Known:
    if not read["counsel_has_it"]:
        raise NotNow(table().refusals["counsel_has_it"], clauses=adopted.statute.gate.court_order)
    return after


def _they_take(after: Known, before: Known, read: Mapping[str, object], adopted: Policy) -> Known:
    after = replace(after, answer="", evidence=_owing(before, adopted))
    kind = read.get("papers_shown")
    if kind is None or kind == "unknown":
        return after
    evidence = _without(after.evidence, _ABOUT_A_PAPER) - _ANSWER
    return replace(after, matter="records", instrument=_paper(str(kind), read, adopted), evidence=evidence)


def _receipted(after: Known, before: Known, read: Mapping[str, object], adopted: Policy) -> Known:
    return replace(after, evidence=after.evidence - {"owes:receipt"})


def _copy_seen(after: Known, before: Known, read: Mapping[str, object], adopted: Policy) -> Known:
    paper, signer = after.instrument, read.get("signed_by_seen")
    if paper is not None and signer is not None:
        return replace(after, instrument=replace(paper, signed_by=str(signer)))
    return after


def _corrected(after: Known, before: Known, read: Mapping[str, object], adopted: Policy) -> Known:
    mended = replace(
        after,
        asker=str(read.get("asker", after.asker)),
        channel=str(read.get("channel", after.channel)),
    )
    return _held(mended, read, adopted)


def _let_go(after: Known, before: Known, read: Mapping[str, object], adopted: Policy) -> Known:
    return replace(after, evidence=after.evidence - {"hold:stands"})


CHANGES: dict[str, Callable[[Known, Known, Mapping[str, object], Policy], Known]] = {
    "classify": _classified,
    "another_paper": _another_paper,
    "counsel_classifies": _counsel_classified,
    "review_form": _form_reviewed,
    "permitted": _permitted,
    "decide": _decided,
    "counsel_answers": _counsel_answered,
    "tell_patron": _told,
    "receipt": _receipted,
    "they_take": _they_take,
    "copy_of_warrant": _copy_seen,
    "correct": _corrected,
    "lift_hold": _let_go,
    "sealed_destroy": _destroyed,
}
