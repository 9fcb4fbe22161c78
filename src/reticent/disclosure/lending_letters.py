"""In which words is another library asked to lend? A number, a title and our library stand in it, and no patron."""

from datetime import date

from reticent.disclosure.letter_parts import Table
from reticent.disclosure.letters import Blank, Letter, Text, foot_of, what_it_rests_on
from reticent.policy import Policy
from reticent.policy.phrases import day


def asking_to_lend(
    adopted: Policy,
    *,
    town: str,
    lender: str,
    number: str,
    title: str,
    author: str,
    note: str,
    needed_by: date | None,
    on: date,
) -> Letter:
    """The letter that asks another library for one thing."""
    rows = (
        ("Our number", number),
        ("Title", title),
        *((("Author", author),) if author else ()),
        *((("Edition, volume", note),) if note else ()),
        *((("Of use until", day(needed_by)),) if needed_by else ()),
    )
    clauses = (
        *adopted.statute.gate.confidential,
        *(adopted.interlibrary.clauses if adopted.interlibrary else ()),
    )
    return Letter(
        name=f"request-{number.lower()}",
        title=f"Interlibrary loan: our request {number}",
        library=adopted.library_name,
        place=town,
        date=day(on),
        to=(lender,),
        by_hand=(),
        greeting="To our colleagues:",
        parts=(
            Text("We ask you to lend us the following for somebody who uses our library."),
            Table(("What", "What it says"), rows),
            Text(
                f"Please put our number, {number}, on whatever you send or write, and say by when you want it back. The"
                " number is all that you need of whoever asked: we keep who that is, and tell nobody."
            ),
            Blank(("To be sent to", "")),
            Text("If you do not lend it, a line to say so helps us to ask elsewhere."),
        ),
        closing="With thanks,",
        signed="Interlibrary loan",
        annex=tuple(what_it_rests_on(clauses, adopted)),
        foot=foot_of(adopted),
        language="en",
        clauses=clauses,
    )
