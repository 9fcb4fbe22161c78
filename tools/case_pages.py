"""Draws the reference page of the steps of a case, with its diagrams, from the tables that decide them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from reticent.disclosure import checklist
from reticent.disclosure.answers import answers_open
from reticent.disclosure.gates import evidence_asked
from reticent.disclosure.known import Known
from reticent.disclosure.table import PATHS, SEALED, StepRow, table
from reticent.policy import Instrument
from reticent.policy.adopted import Policy
from reticent.policy.phrases import listed
from reticent.policy.shelf import shipped, shipped_ids

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "case-steps.md"
BEGINS = """# The steps of a case

A **case** is what is done about one request from outside. Where it can stand, which step leads from where to where, who
takes it, what it needs first and what is written down is one table, `src/reticent/disclosure/steps.toml`. Forms, what is
stored of a case and this page are drawn from it (`make case-pages`).

Two things stand in no row. *Whether anything may be released* is what `policy.decide` says of the case at the moment of
the step: the statute's gate, the policy's gate and the floor. *Which answers are open* follows from that and from the
paper. Three rules hold whatever a policy says, and a test walks random cases through the five texts and through texts
altered at random to keep them: nothing is searched for or handed over unless both gates are open at that moment; no case
closes while a paper that demands an answer has none; and a consultation that is missing never stops counsel from
answering, nor delays a warrant.

A demand that may forbid its own mention is never a case: it stays on paper with counsel. An open case that turns out to
be one ends at once, and nothing of it is kept. Whoever needs more than paper has the [sealed
room](../how-to/when-nobody-may-be-told.md): its steps stand in the same table, and what is written down there in no row,
list or ledger.
"""
TITLES = {"asking": "They are asking", "taking": "They are taking", SEALED: "In the sealed room"}
ROLES = {("desk", "custodian"): "desk or custodian", ("custodian",): "custodian"}


def main() -> None:
    PAGE.write_text(page(), "utf-8")


def page() -> str:
    """The whole page."""
    parts = (_diagrams, _states, _steps, _about, _answers, _five, _checklist)
    return "\n".join([BEGINS, *(line for part in parts for line in (*part(), ""))]).rstrip("\n") + "\n"


def _diagrams() -> Iterator[str]:
    yield "The diagrams show the usual way; the table below says from where else a step can be taken.\n"
    every = (*PATHS, SEALED)
    for path in every:
        yield f"## {TITLES[path]}\n"
        yield "```mermaid"
        yield from _diagram(path)
        yield "```\n"
        anywhere = [f"*{_filled(step.label)}*" for step in table().steps.values() if _aside(step, path)]
        yield f"From wherever it stands: {listed(anywhere)}."
        if path != every[-1]:
            yield ""


def _diagram(path: str) -> Iterator[str]:
    """Arrows between states, the usual ones."""
    text = table()
    begins = text.openings[path].to
    steps = [step for step in text.steps.values() if path in step.paths and step.leads(path)]
    arrows = [(start, step.leads(path), step) for step in steps for start in step.usual]
    reached = {begins}
    # Where a step leads over to the other path, its diagram goes on.
    while more := {to for start, to, step in arrows if start in reached and not step.path} - reached:
        reached |= more
    shown = [arrow for arrow in arrows if arrow[0] in reached]
    named = reached | {to for _, to, _ in shown}
    yield "stateDiagram-v2"
    yield from (f"    {name}: {state.label}" for name, state in text.states.items() if name in named)
    yield f"    [*] --> {begins}: {TITLES[path]}"
    yield from (f"    {start} --> {to}: {_filled(step.label)}" for start, to, step in shown)


def _aside(step: StepRow, path: str) -> bool:
    """Whether a step is in no diagram, because it can be taken almost anywhere."""
    return path in step.paths and not (step.usual and step.leads(path))


def _states() -> Iterator[str]:
    yield "## Where a case can stand\n"
    yield "| state | called | what it means |"
    yield "|---|---|---|"
    for name, state in table().states.items():
        yield f"| `{name}` | {state.label} | {_filled(state.what)} |"


def _steps() -> Iterator[str]:
    text = table()
    yield "## Who takes which step\n"
    yield (
        "A step is shown only in cases that it is *for*. What it *needs* must hold at that moment; where it does not,"
        " the step is shown with what is missing. In **bold** what must be written down."
    )
    yield ""
    yield "| step | from | to | who | is for, needs | asks for | why |"
    yield "|---|---|---|---|---|---|---|"
    for name, step in text.steps.items():
        to = f"`{step.to}`" if step.to else "stays"
        if step.to and step.stays_on:
            to += "; stays while they are taking"
        asks = [f"**{field}**" if field in step.requires else field for field in step.asks]
        cells = (
            f"`{name}`<br>{_filled(step.label)}",
            ", ".join(f"`{start}`" for start in step.from_),
            to,
            ROLES[step.who[-2:] if len(step.who) > 1 else step.who],
            ", ".join(f"`{word}`" for word in (*step.when, *step.needs)) or "–",
            ", ".join(asks) or "–",
            step.why,
        )
        yield f"| {' | '.join(cells)} |"
    yield ""
    yield (
        "`record` stands before a case once for each consultation or finding that the decision names as a next step, in"
        " the policy's own words. A finding may come out the other way: what it opened is then shut."
    )
    yield ""
    yield "| is for, or needs | that is |"
    yield "|---|---|"
    for name, said in (text.applies | text.gates).items():
        yield f"| `{name}` | {_filled(said)} |"


def _about() -> Iterator[str]:
    text, five = table(), [shipped(name) for name in shipped_ids()]
    yield "## What a request is about\n"
    yield (
        "A paper that speaks for itself (an order, a subpoena, a request for public records) is always about records. All"
        " else is put to the policy as whoever mostly asks it asks. The answers are those that are open at once, and in"
        " *italics* those that open once what the case asks to be put on record is found so."
    )
    yield ""
    yield f"| about | mostly asked by | put to the policy as | {' | '.join(each.called for each in five)} |"
    yield f"|---|---|---|{'---|' * len(five)}"
    for word, row in text.about.items():
        if not row.askers:
            continue
        asked = ", ".join(text.options["askers"][asker] for asker in row.askers)
        what = row.fields or ((row.matter,) if row.matter != "records" else ())
        put = ", ".join((row.as_.get(row.askers[0], "third_party"), row.purpose, *what))
        cells = [_open_to(word, row.askers[0], adopted) for adopted in five]
        yield f"| `{word}`<br>{text.options['about'][word]} | {asked} | {put} | {' | '.join(cells)} |"


def _open_to(word: str, asker: str, adopted: Policy) -> str:
    """The answers that are open to this, at once and once everything is found."""
    row = table().about[word]
    if row.desk and not row.in_writing:
        return "the desk's own page"
    known = Known("asking", "referred", asker, "mail", Instrument("letter"), word)
    at_once = [answer.label for answer in answers_open(known, adopted)]
    findings = {name for name in evidence_asked(known, adopted) if name in table().findings}
    later = answers_open(replace(known, evidence=frozenset(findings)), adopted)
    more = [f"*{answer.label}*" for answer in later if answer.label not in at_once]
    return "<br>".join((*at_once, *more))


def _answers() -> Iterator[str]:
    yield "## What can be answered\n"
    yield "| answer | what it means | with it may go | done by hand | ends what must be answered |"
    yield "|---|---|---|---|---|"
    for name, answer in table().answers.items():
        letters = listed([f"`{letter}`" for letter in answer.letters])
        hand, ends = answer.by_hand or "–", "yes" if answer.ends else "no"
        yield f"| `{name}`<br>{answer.label} | {answer.words} | {letters} | {hand} | {ends} |"


def _five() -> Iterator[str]:
    yield "## What the five texts ask\n"
    yield "| policy | decides on papers | answers everything else | must be asked or found | may be asked | not in form |"
    yield "|---|---|---|---|---|---|"
    for adopted in map(shipped, shipped_ids()):
        must = [_step(step.label, step.clauses, step.before) for step in adopted.steps if step.must]
        may = [_step(step.label, step.clauses, step.before) for step in adopted.steps if not step.must]
        cells = (
            adopted.called,
            _office(adopted.decider.title, adopted.decider.clauses),
            _office(adopted.custodian.title, adopted.custodian.clauses),
            "<br>".join(must) or "nobody: counsel is this program's advice",
            "<br>".join(may) or "–",
            _not_in_form(adopted),
        )
        yield f"| {' | '.join(cells)} |"


def _office(title: str, clauses: tuple[str, ...]) -> str:
    return f"{title} ({', '.join(clauses) if clauses else 'no clause says so'})"


def _step(label: str, clauses: tuple[str, ...], before: str) -> str:
    waits = table().waits[before].rstrip(".")
    return f"{label}, {waits[:1].lower()}{waits[1:]} ({', '.join(clauses)})"


def _not_in_form(adopted: Policy) -> str:
    if adopted.form.cure:
        return f"returned for cure ({', '.join(adopted.form.clauses)})"
    if "resist" in adopted.response.options:
        return f"resisted ({', '.join(adopted.response.clauses)})"
    return "counsel forms the answer"


def _checklist() -> Iterator[str]:
    yield "## The form of a paper, point by point\n"
    yield (
        "One defect is enough: the paper is not in form. A point that nobody answered, and a “no” that is a question for"
        " counsel, leave the form open until counsel has said."
    )
    yield ""
    yield "| point | question | a “no” is | asked of | source |"
    yield "|---|---|---|---|---|"
    for name, point in checklist.points().items():
        no = "a defect" if point.no == "defect" else "a question for counsel"
        papers = ", ".join(f"`{kind}`" for kind in point.on)
        yield f"| `{name}` | {point.question} | {no} | {papers} | {point.source} |"


def _filled(said: str) -> str:
    """Words of the table for any library, where a page of the program names its offices."""
    words = {"custodian": "custodian", "refer_to": "custodian", "decider": "Whoever decides"}
    return said.format(**words, evidence="somebody was asked", missing="…", say="…", because="…")


if __name__ == "__main__":
    main()
