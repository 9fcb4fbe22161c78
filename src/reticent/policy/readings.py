"""What a clause or a section of the law says in the reader's language.

A policy was adopted in one language, and is quoted in it; what stands here beside it is for reading. A text that nobody
translated is given as it is, and says in which language that is, so that a screen reader reads it aloud rightly.
"""

from dataclasses import dataclass

from reticent.policy.adopted import Policy
from reticent.policy.tongues import Tongue


@dataclass(frozen=True, slots=True)
class Reading:
    """One clause or section, read in `language`; `adopted` are a clause's own words where they are others."""

    id: str
    source: str
    text: str
    language: str
    adopted: str = ""


def reading(policy: Policy, name: str, tongue: Tongue) -> Reading | None:
    """The clause or section of this id, as far as possible in this language; None where there is none."""
    own = policy.clauses.get(name)
    if own is not None:
        source = f"{policy.called}, {tongue.say(own.heading)}"
        known = tongue.knows(own.text)
        adopted = own.text if known and tongue.language != "en" else ""
        return Reading(name, source, tongue.say(own.text), tongue.language if known else "en", adopted)
    law = policy.statute.clauses.get(name)
    if law is not None:
        language = tongue.language if tongue.knows(law.text) else "en"
        return Reading(name, tongue.say(law.source), tongue.say(law.text), language)
    return None
