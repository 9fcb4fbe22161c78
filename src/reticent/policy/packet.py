"""What a board is handed: the findings on one page, the redline, the motion, and the reasons behind each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from reticent.policy.adopted import Policy
from reticent.policy.findings import SEVERITIES, Finding
from reticent.policy.phrases import day
from reticent.policy.redlining import Passage, redline
from reticent.policy.rules.deciders import BODIES

SEVERITY_SAID = {
    "error": "Against the statute, or nobody can keep to it",
    "warning": "Will fail somebody one day",
    "advice": "Good practice",
}
REPLACED = "RL-409"


@dataclass(frozen=True)
class Listed:
    """One finding as the packet shows it."""

    code: str
    title: str
    wrong: str
    why: str
    clauses: tuple[str, ...]
    law: tuple[str, ...]
    rests_on: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """The findings of one severity."""

    severity: str
    said: str
    findings: tuple[Listed, ...]


@dataclass(frozen=True)
class Motion:
    """One motion: how it begins, what it asks for, how it ends."""

    begins: str
    points: tuple[str, ...]
    ends: str


@dataclass(frozen=True)
class Packet:
    """Everything that the paper says, ready to be set."""

    library: str
    place: str
    foot: str
    lead: str
    caution: str
    groups: tuple[Group, ...]
    passages: tuple[Passage, ...]
    added: tuple[Passage, ...]
    motions: tuple[Motion, ...]


def packet(policy: Policy, findings: Sequence[Finding], *, on: date) -> Packet:
    """The packet of a policy under these findings, as of this day."""
    # Nobody amends a text that another has replaced; it is taken down.
    replaced = tuple(each for each in findings if each.code == REPLACED)
    passages = redline(policy, replaced or findings)
    return Packet(
        library=policy.library_name,
        place="For the board",
        foot=f"{policy.id} · {policy.statute.id} · {day(on)} · text {policy.sha256[:12]}",
        lead=_lead(policy, findings),
        caution=policy.statute.caution,
        groups=tuple(_groups(findings)),
        passages=tuple(passage for passage in passages if passage.clause is not None),
        added=tuple(passage for passage in passages if passage.clause is None),
        motions=tuple(_motions(policy, findings)),
    )


def packet_title(policy: Policy) -> str:
    """The title of the paper."""
    return f"What to mend in the {policy.title}"


def _lead(policy: Policy, findings: Sequence[Finding]) -> str:
    said = f"The {policy.title} ({policy.effective_as_written}) was read beside {policy.statute.title}, its own other"
    said += " clauses, and the good practice of libraries. "
    counts = {severity: sum(each.severity == severity for each in findings) for severity in SEVERITIES}
    if not findings:
        return said + "Nothing was found that a board should mend."
    counted = (
        f"{_points(counts['error'])} against the statute or cannot be kept as written; {_points(counts['warning'])}"
        f" likely to fail somebody one day; {_points(counts['advice'])} a matter of good practice."
    )
    return said + counted[:1].upper() + counted[1:]


def _points(count: int) -> str:
    small = (
        "no",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    )
    said = small[count] if count < len(small) else str(count)
    return f"{said} point is" if count < 2 else f"{said} points are"


def _groups(findings: Iterable[Finding]) -> Iterable[Group]:
    for severity in SEVERITIES:
        listed = tuple(_listed(each) for each in findings if each.severity == severity)
        if listed:
            yield Group(severity, SEVERITY_SAID[severity], listed)


def _listed(finding: Finding) -> Listed:
    return Listed(
        code=finding.code,
        title=finding.title,
        wrong=finding.wrong,
        why=finding.why,
        clauses=tuple(citation.id for citation in finding.clauses),
        law=_cited(finding),
        rests_on=(*(f"{each.source}: {each.text}" for each in finding.law), *finding.sources),
    )


def _cited(finding: Finding) -> tuple[str, ...]:
    """The sections, the name of the code of law before the first of them only."""
    sources = tuple(dict.fromkeys(citation.source for citation in finding.law))
    return tuple(source if at == 0 else source.removeprefix("CGS ") for at, source in enumerate(sources))


def _motions(policy: Policy, findings: Sequence[Finding]) -> Iterable[Motion]:
    """What is against the statute or will fail is moved; advice is moved apart, so that it can be voted on apart."""
    if replaced := [each for each in findings if each.code == REPLACED]:
        yield Motion("Moved, that the Library Director be asked to", _moved(replaced), "")
        return
    must = [each for each in findings if each.severity != "advice"]
    may = [each for each in findings if each.severity == "advice"]
    then = (
        "and that the text so amended go to counsel before it takes effect, bear its new date, and take the place of the"
        " old one wherever that is posted."
    )
    begins = _begins(policy)
    if must:
        yield Motion(f"Moved, {begins}, as in the redline, to", _moved(must), then)
    if may:
        yield Motion(
            f"{'Moved further' if must else 'Moved'}, {begins} to", _moved(may), "" if must else then
        )


def _begins(policy: Policy) -> str:
    body, text = (
        policy.approved_by or "[governing body]",
        f"the {policy.title} ({policy.effective_as_written})",
    )
    if policy.approved_by and not BODIES.search(policy.approved_by):
        return f"that the {body} be asked to amend {text}"
    return f"that the {body} amend {text}"


def _moved(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(f"{each.motion}{_in(each)} [{each.code}]" for each in findings)


def _in(finding: Finding) -> str:
    changed = dict.fromkeys(change.clause for change in finding.changes if change.clause)
    return f" ({', '.join(changed)})" if changed else ""
