"""What the table of steps asks about a case, and what policy and law say of it. Names nobody; pure."""

from dataclasses import dataclass

from reticent import policy
from reticent.disclosure.table import AboutRow, table
from reticent.policy import Decision, Instrument, Policy, Request
from reticent.policy.adopted import Step
from reticent.policy.gates import stands
from reticent.policy.statutes import InLaw
from reticent.policy.vocabulary import ASKERS, EVIDENCE

# Whoever counsels a library, by the word that records it.
COUNSEL = ("consulted:legal_counsel", "consulted:town_attorney", "consulted:town_counsel")


@dataclass(frozen=True, slots=True)
class Known:
    """All that the table asks about a case."""

    path: str
    state: str
    asker: str = "anyone"
    channel: str = "in_person"
    instrument: Instrument | None = None
    matter: str = "records"
    centre: str = "person"
    evidence: frozenset[str] = frozenset()
    answer: str = ""
    patrons_of: str | None = None
    held_in: str | None = None

    @property
    def kind(self) -> str:
        """The kind of paper; none where nothing was brought or nobody knows yet."""
        return self.instrument.kind if self.instrument else "none"


# What says nothing by itself of what is asked for.
_SAYS_NOTHING = ("none", "verbal", "letter")


def about(known: Known) -> str:
    """What is asked for, in the table's word: a paper that speaks for itself is about records."""
    speaks = known.instrument is not None and known.instrument.kind not in _SAYS_NOTHING
    return "records" if speaks and known.matter != "complaint" else known.matter


def asked_about(known: Known) -> AboutRow:
    """The row of the table for it."""
    return table().about[about(known)]


def authority(known: Known) -> str:
    """Under what whoever asks is given anything, if she is: the kind of paper, or what the table names in its place."""
    return asked_about(known).authority or (known.instrument.kind if known.instrument else "")


def request(known: Known) -> Request:
    """The question that this case puts to the policy."""
    row = asked_about(known)
    return Request(
        capacity=row.as_.get(known.asker, "third_party"),
        purpose=row.purpose,
        asker=known.asker,
        channel=known.channel,
        matter=row.matter,
        fields=row.fields,
        centre=known.centre,
        instrument=known.instrument,
        identity_checked="seen:identity" in known.evidence,
        evidence=frozenset(word for word in known.evidence if word in EVIDENCE),
        patrons_of=known.patrons_of,
        held_in=known.held_in,
    )


def decision(known: Known, adopted: Policy) -> Decision:
    """What the policy and the law say of this case as it stands now."""
    return policy.decide(request(known), adopted)


def in_law(known: Known, adopted: Policy) -> InLaw | None:
    """What the paper is worth under the library's law; none where nobody knows yet what it is."""
    return adopted.statute.instruments.get(known.instrument.kind) if known.instrument else None


def has_papers(known: Known, adopted: Policy) -> bool:
    """Whether there is a paper that may demand something."""
    law = in_law(known, adopted)
    return law is not None and law.papers and law.gate != "permission"


def compelled(known: Known, adopted: Policy) -> bool:
    """Whether the law compels an answer to this paper as to a judge's order; in doubt, it does."""
    law, paper = in_law(known, adopted), known.instrument
    if law is None or paper is None:
        return False
    gate = stands(paper, law, request(known), ASKERS.get(known.asker, "public"))
    if paper.kind in adopted.statute.floor.compels:
        return gate in ("open", "unknown", "unshown")
    return law.gate == "counsel" and gate == "open"


def must_be_answered(known: Known, adopted: Policy) -> bool:
    """Whether this paper demands an answer, whatever the answer is."""
    law = in_law(known, adopted)
    return law is not None and law.must_be_answered


def asks_for_own(known: Known) -> bool:
    """Whether somebody asks for her own record."""
    return request(known).capacity == "self"


def is_owed(known: Known, adopted: Policy) -> bool:
    """Whether this paper, or a reader's own written request, demands an answer and none that ends it has gone out."""
    row = table().answers.get(known.answer)
    ends = (row is not None and row.ends) or "counsel:answered" in known.evidence
    # CGS 4-193(f), (g): whom the Personal Data Act binds answers a person who asks in writing about herself.
    demands = must_be_answered(known, adopted) or (
        asks_for_own(known) and bool(adopted.tables.law.own_compelled)
    )
    return demands and not (ends and "sent:answer" in known.evidence)


def paper_known(known: Known, adopted: Policy) -> bool:
    """Whether it is known what lies there and, of a paper, who signed it.

    What the desk took for a subpoena may be an attorney's or a judge's.
    """
    law, paper = in_law(known, adopted), known.instrument
    return law is not None and paper is not None and (not law.papers or paper.signed_by != "unknown")


def named_next(known: Known, adopted: Policy) -> tuple[str, ...]:
    """What the decision names as next, each in the word that records it."""
    codes = [step.code for step in decision(known, adopted).next_steps]
    words = [table().advice.get(code, code) for code in codes]
    if any(code in COUNSEL for code in codes):
        # This program's advice to ask counsel is taken by asking the one whom the policy names.
        words = [word for word, code in zip(words, codes, strict=True) if word == code or word not in COUNSEL]
    return tuple(words)


def waits_for_counsel(known: Known, adopted: Policy) -> bool:
    """Whether counsel acts next: is to be asked and was not, or asks the court for what was decided."""
    to_be_asked = not known.answer and any(
        word in COUNSEL and word not in known.evidence for word in named_next(known, adopted)
    )
    return to_be_asked or (known.answer == "move_to_quash" and "sent:answer" not in known.evidence)


def stage(known: Known, adopted: Policy) -> str:
    """Whether the policy's steps for papers hold here, or those for a request without any."""
    law = in_law(known, adopted)
    return "papers" if law is not None and law.papers else "no_papers"


def missing(known: Known, adopted: Policy) -> tuple[Step, ...]:
    """What the policy wants recorded before anything is decided about this case, and is not recorded yet."""
    # CGS 1-206(a): a public agency denies in writing and in time, whatever a policy asks first.
    if known.kind == "foi_request" and adopted.tables.law.answers_foi:
        return ()
    # No gate asks a judge's warrant to wait (DESIGN 3).
    if decision(known, adopted).rule == "outside.warrant":
        return ()
    offered = set(named_next(known, adopted))
    steps = adopted.tables.stages[stage(known, adopted)]
    return tuple(
        step
        for step in steps
        if step.must
        and step.before != "compliance"
        and step.evidence in offered
        and step.evidence not in known.evidence
    )


@dataclass(frozen=True, slots=True)
class Office:
    """Who decides, and which clauses say so."""

    title: str
    clauses: tuple[str, ...]


def decides(known: Known, adopted: Policy) -> Office:
    """Who decides this case: a body that a policy calls on papers is not called where there are none."""
    if known.matter == "complaint":
        return Office(adopted.complaints.to or adopted.custodian.title, adopted.complaints.clauses)
    if has_papers(known, adopted):
        return Office(adopted.decider.title, adopted.decider.clauses)
    return Office(adopted.custodian.title, adopted.custodian.clauses)
