"""The answer to a complaint as a letter: the words of every such letter, with what was found and done written in."""

from dataclasses import replace
from datetime import date
from typing import Any

from reticent.disclosure import letters
from reticent.disclosure.known import Known
from reticent.disclosure.letter_parts import LetterFacts
from reticent.people.libraries import Library
from reticent.policy import Instrument
from reticent.records.complaints import Complaint

NAME = "answer_to_complainant"
_KNOWN = Known(
    "asking", "decided", asker="patron", instrument=Instrument("letter"), matter="complaint", answer="reply"
)


def letter(
    library: Library, complaint: Complaint, *, on: date, language: str = "en"
) -> tuple[dict[str, Any], str]:
    """The values of the letter and its title. Where lines were left to write on, what was found and done stands."""
    facts = LetterFacts(received=complaint.came_on, time_zone=library.time_zone)
    written = letters.write(NAME, _KNOWN, library.policy, facts, on=on, language=language)
    said = iter((complaint.found, complaint.answer))
    parts = tuple(
        letters.Text(next(said)) if isinstance(part, letters.Blank) else part for part in written.parts
    )
    return replace(written, parts=parts).values, written.title
