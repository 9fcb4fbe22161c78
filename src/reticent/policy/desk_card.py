"""The desk card: what to say to whoever asks, whom to fetch, and what to do when things are being taken.

Every answer on it is asked of the policy itself, so the card cannot say otherwise than the desk does. What no policy
says (call 911, destroy nothing) is this program's advice and stands apart from it. It names no patron and needs none.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from reticent.policy.adopted import Policy
from reticent.policy.aloud import aloud, head
from reticent.policy.answering import Citation, Decision
from reticent.policy.asking import Instrument, Request
from reticent.policy.deciding import decide
from reticent.policy.tongues import Tongue


@dataclass(frozen=True, slots=True)
class Asker:
    """One person who may stand there: what they ask, what may change the answer, and what is minded in any case."""

    code: str
    who: str
    asks: Request
    where: str = ""
    then: Callable[[Policy], Request] | None = None
    minded: tuple[str, ...] = ()
    official: bool = True


def _outside(asker: str, *, purpose: str = "case", paper: Instrument | None = None, **more: Any) -> Request:
    return Request("third_party", purpose, asker=asker, instrument=paper, **more)


def _parent(**more: Any) -> Request:
    return Request("guardian", "account", asker="parent", subject_is_minor=True, **more)


def _parent_with_proof(policy: Policy) -> Request:
    return _parent(proof=next(iter(policy.guardian.proofs), None))


def _parent_by_phone(policy: Policy) -> Request:
    return _parent(channel="phone")


def silenced(policy: Policy) -> Request:
    """What stands where nobody may be told: a paper that only counsel sees."""
    kind = next(kind for kind, law in policy.statute.instruments.items() if law.counsel_only)
    return _outside("federal_agent", paper=Instrument(kind, signed_by="officer", in_form=True))


def _permitted(policy: Policy) -> Request:
    return _outside(
        "spouse",
        purpose="hold",
        paper=Instrument("written_permission", signed_by="patron", names_fields=("hold",)),
        identity_checked=True,
        evidence=frozenset({"permission:names_asker"}),
    )


# Nobody at a desk need know who signed it: the answer is the one for a paper not yet read.
UNREAD = _outside("court", paper=Instrument("court_order"))
# In the order of the card: what is feared most stands first.
ASKERS: tuple[Asker, ...] = (
    Asker("officer", "An officer, no papers", _outside("police")),
    Asker(
        "papers",
        "Anyone with a subpoena or an order",
        UNREAD,
        "Where it says to tell nobody",
        silenced,
    ),
    Asker(
        "immigration",
        "An immigration paper (I-200, I-205)",
        _outside("federal_agent", paper=Instrument("immigration_warrant", signed_by="officer")),
        minded=(
            "No judge signed it: no records, and no room that is not open to everyone.",
            "Do not lie, hide anyone or warn anyone.",
        ),
    ),
    Asker(
        "danger",
        "“Someone is in danger”",
        _outside("police", paper=Instrument("emergency_claim", signed_by="officer")),
        minded=(
            "Call 911 yourself. That needs no record.",
            "No emergency opens a record at the desk. The {custodian} decides.",
        ),
    ),
    Asker(
        "parent",
        "A parent, the child under {age}",
        _parent(),
        "Once that is so",
        _parent_with_proof,
        official=False,
    ),
    Asker(
        "spouse",
        "A spouse, for a hold",
        _outside("spouse", purpose="hold"),
        "With the patron's signed permission that names them",
        _permitted,
        official=False,
    ),
    Asker("reporter", "A reporter", _outside("reporter", purpose="account"), official=False),
    Asker(
        "caller",
        "A caller, or anyone else",
        _outside("anyone", purpose="account", channel="phone"),
        "A parent on the phone",
        _parent_by_phone,
        official=False,
    ),
)

TAKING = _outside(
    "police", paper=Instrument("search_warrant", signed_by="judge", names_fields=("registration", "loan"))
)
# The floor (DESIGN 3): what law compels is not resisted at a desk, under any policy.
NEVER: tuple[str, ...] = (
    "Do not argue, and do not stand in the way.",
    "Do not help search: find nothing, sign in to nothing, explain nothing.",
    "Do not destroy, hide or move anything, and warn nobody.",
)
LOOK_FOR = "Look who signed. A judge's search warrant is carried out at once. An immigration paper is none."
UNSIGNED = "No judge's signature: say that you do not consent, and still do not stand in the way."

# What the desk itself does; every other step belongs to whoever is fetched.
AT_THE_DESK = (
    "refer_to_custodian",
    "call_counsel",
    "supervise",
    "inventory",
    "ask_for_proof",
    "show_guardian_view",
    "child_may_ask",
    "come_in",
    "permission_form",
    "give_what_it_names",
    "patron_may_ask",
    "keep_on_paper",
)
# Whom a step of the policy brings in; what is only written down brings in nobody.
OFFICES: dict[str, str] = {
    "consulted:town_manager": "Town Manager",
    "consulted:town_attorney": "Town Attorney",
    "consulted:town_counsel": "Town Counsel",
    "consulted:legal_counsel": "Legal counsel",
    "decided:board_of_trustees": "Board of Trustees",
}
COUNSEL = "Counsel"
# Whoever counsels a library, under whichever of these titles its policy names them.
COUNSEL_OFFICES = frozenset({COUNSEL, "Town Attorney", "Town Counsel", "Legal counsel"})
MUST, MAY = "must be consulted on papers", "may be asked first"


@dataclass(frozen=True, slots=True)
class Told:
    """What is said to one asker, what the desk does, and what whoever is fetched does after it, on whose word."""

    outcome: str
    head: str
    say: str
    say_es: str
    do: tuple[str, ...]
    afterwards: tuple[str, ...]
    write_down: tuple[str, ...]
    citations: tuple[Citation, ...]

    @property
    def clauses(self) -> tuple[str, ...]:
        """The ids of the clauses and sections that say so."""
        return tuple(citation.id for citation in self.citations)


@dataclass(frozen=True, slots=True)
class Line:
    """One asker of the card. `then` is the answer where `where` is so."""

    code: str
    who: str
    told: Told
    where: str
    then: Told | None
    minded: tuple[str, ...]
    official: bool

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What says so, of both answers, each once."""
        return tuple(dict.fromkeys((*self.told.citations, *(self.then.citations if self.then else ()))))


@dataclass(frozen=True, slots=True)
class Fetch:
    """One person to fetch; without clauses it is our advice, or the library's `own` choice. `named`: the policy names
    the office itself. The numbers are the library's own: the policy knows none."""

    office: str
    why: str
    clauses: tuple[str, ...]
    named: bool = True
    own: bool = False
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeskCard:
    """Both sides of the card of one policy. `first` is whom the words name, `fetch` everybody, in order of calling."""

    policy_id: str
    called: str
    library_name: str
    sha256: str
    lines: tuple[Line, ...]
    taking: Told
    never: tuple[str, ...]
    look_for: str
    unsigned: str
    first: str
    fetch: tuple[Fetch, ...]

    @property
    def title(self) -> str:
        """What the sheet is called."""
        return f"{self.library_name}: desk card"

    @property
    def foot(self) -> str:
        """Which text the card was drawn from; it stands on both sides."""
        return f"{self.called}, {self.policy_id}, sha256 {self.sha256[:16]}. This card names no reader."

    @property
    def has_numbers(self) -> bool:
        """Whether the library had any number printed; else there is only room to write them in."""
        return any(each.numbers for each in self.fetch)

    @property
    def officials(self) -> tuple[Line, ...]:
        """Whoever comes with a badge or a paper."""
        return tuple(line for line in self.lines if line.official)

    @property
    def everyone_else(self) -> tuple[Line, ...]:
        """Whoever comes as a reader might; to them the words are there in Spanish too."""
        return tuple(line for line in self.lines if not line.official)

    @property
    def write_down(self) -> tuple[str, ...]:
        """What the desk writes down of anyone with a badge or a paper."""
        return tuple(dict.fromkeys(words for line in self.officials for words in line.told.write_down))

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return {"format": 1, **asdict(self)}


def desk_card(policy: Policy) -> DeskCard:
    """The card of this policy."""
    return DeskCard(
        policy_id=policy.id,
        called=policy.called,
        library_name=policy.library_name,
        sha256=policy.sha256,
        lines=_folded(_line(asker, policy) for asker in ASKERS),
        taking=_told(decide(TAKING, policy), policy),
        never=NEVER,
        look_for=LOOK_FOR,
        unsigned=UNSIGNED,
        first=policy.referral.to,
        fetch=whom_to_call(policy),
    )


def _line(asker: Asker, policy: Policy) -> Line:
    first = decide(asker.asks, policy)
    after = decide(asker.then(policy), policy) if asker.then else first
    changed = after.rule != first.rule
    return Line(
        code=asker.code,
        who=asker.who.format(age=policy.minor_age),
        told=_told(first, policy),
        where=asker.where if changed else "",
        then=_told(after, policy) if changed else None,
        minded=tuple(_filled(words, policy) for words in asker.minded),
        official=asker.official,
    )


def _folded(lines: Iterable[Line]) -> tuple[Line, ...]:
    """One line for neighbours who hear the very same words: a card that repeats itself is read less."""
    found: list[Line] = []
    for line in lines:
        before = found[-1] if found else None
        if before and not before.then and not line.minded and _alike(before.told, line.told):
            cited = tuple(dict.fromkeys((*before.told.citations, *line.told.citations)))
            who = f"{before.who}, {line.who[:1].lower()}{line.who[1:]}"
            found[-1] = replace(line, who=who, told=replace(line.told, citations=cited))
        else:
            found.append(line)
    return tuple(found)


def _alike(one: Told, other: Told) -> bool:
    return replace(one, citations=()) == replace(other, citations=())


def _told(decision: Decision, policy: Policy) -> Told:
    # A step of the policy in the policy's own words: the card says by its heading that it comes afterwards.
    own = {step.evidence: step.label for step in policy.steps}
    return Told(
        outcome=decision.outcome,
        head=head(decision, policy, Tongue()),
        say=decision.say,
        say_es=aloud(decision, policy, Tongue("es")),
        do=tuple(step.label for step in decision.next_steps if step.code in AT_THE_DESK),
        afterwards=tuple(
            own.get(step.code, step.label) for step in decision.next_steps if step.code not in AT_THE_DESK
        ),
        write_down=decision.records,
        citations=decision.citations,
    )


def _filled(words: str, policy: Policy) -> str:
    return words.format(custodian=policy.custodian.title)


def whom_to_call(policy: Policy) -> tuple[Fetch, ...]:
    """Whom this policy has called when somebody outside asks: first whom the words name, then who stands in, then whom
    it brings in about papers."""
    custodian, decider = policy.custodian, policy.decider
    first = policy.referral.to
    cited = custodian.clauses if first == custodian.title else policy.referral.clauses
    found = {first: Fetch(first, "answers every such request", cited)}
    found.setdefault(custodian.title, Fetch(custodian.title, "keeps the records", custodian.clauses))
    for deputy in _deputies(policy):
        found.setdefault(deputy.office, deputy)
    for step in policy.steps:
        if office := OFFICES.get(step.evidence):
            found.setdefault(office, Fetch(office, MUST if step.must else MAY, step.clauses))
    if decider.title != custodian.title:
        found[decider.title] = Fetch(decider.title, "decides on papers", decider.clauses)
    if not any(each.why == MUST for each in found.values()):
        found[COUNSEL] = Fetch(COUNSEL, "is called about papers", (), named=False)
    return tuple(found.values())


def _deputies(policy: Policy) -> tuple[Fetch, ...]:
    """Those whom the policy names, in its order; else whoever is appointed, as far as it lets anyone be."""
    title, clauses = policy.custodian.title, policy.custodian.clauses
    if policy.custodian.deputies:
        away = f"while the {title} is away"
        return tuple(Fetch(office, away, clauses) for office in policy.custodian.deputies)
    return {
        "yes": (Fetch("Deputy", f"whom the {title} has delegated", clauses, named=False),),
        "in_writing": (Fetch("Deputy", f"whom the {title} has appointed in writing", clauses, named=False),),
        "no": (Fetch("Deputy", f"where the {title} is away", (), named=False),),
    }[policy.custodian.delegate]
