"""Request files: one question in TOML, read as strictly as a policy, for `reticent policy ask`."""

from pathlib import Path
from typing import Annotated

from reticent.policy.asking import Instrument, Request
from reticent.policy.chapters.lists import Channel, Duty, Evidence, Proof, PurposeName
from reticent.policy.reading import Fields, Flag, Source, Strictly, Whole, one_of, problems_with
from reticent.policy.statutes import InstrumentName, Signer
from reticent.policy.vocabulary import ASKERS, CAPACITIES, KINDS, LINKS


class InstrumentTable(Strictly):
    """The `[instrument]` table of a request file."""

    kind: InstrumentName
    signed_by: Signer = "unknown"
    in_form: Flag | None = None
    names_fields: Fields = ()


class RequestText(Strictly):
    """The keys of a request file, one for one."""

    format: Whole
    capacity: Annotated[str, one_of(*CAPACITIES)]
    purpose: PurposeName
    asker: Annotated[str, one_of(*ASKERS)] = "anyone"
    duties: tuple[Duty, ...] = ()
    duty: Duty | None = None
    subject_is_minor: Flag | None = None
    identity_checked: Flag = False
    proof: Proof | None = None
    link: Annotated[str, one_of(*LINKS)] | None = None
    channel: Channel = "in_person"
    evidence: tuple[Evidence, ...] = ()
    kinds: tuple[Annotated[str, one_of(*KINDS)], ...] = ()
    fields: Fields = ()
    instrument: InstrumentTable | None = None


def read_request(path: Path) -> Request:
    """The request in this file, or `Malformed` with everything that is wrong with it."""
    source = Source(path)
    problems = [*source.format_problems(), *problems_with(source, RequestText, source.values)]
    if problems:
        raise source.malformed(list(dict.fromkeys(problems)))
    text = RequestText.model_validate(source.values)
    said = {
        name: getattr(text, name) for name in RequestText.model_fields if name not in ("format", "instrument")
    }
    said |= {"duties": frozenset(text.duties), "evidence": frozenset(text.evidence)}
    paper = text.instrument
    return Request(**said, instrument=Instrument(**paper.model_dump()) if paper else None)
