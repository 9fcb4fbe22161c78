"""Request files: one question in TOML, read as strictly as a policy, for `reticent policy ask`."""

from pathlib import Path
from typing import Annotated

from reticent.policy.asking import Instrument, Request
from reticent.policy.chapters.lists import Channel, Duty, Evidence, Proof, PurposeName
from reticent.policy.reading import Fields, Flag, Source, Strictly, Whole, one_of, read_as
from reticent.policy.statutes import InstrumentName, Signer
from reticent.policy.vocabulary import ASKERS, CAPACITIES, CENTRES, KINDS, LINKS, MATTERS


class InstrumentTable(Strictly):
    """The `[instrument]` table of a request file."""

    kind: InstrumentName
    signed_by: Signer = "unknown"
    in_form: Flag | None = None
    names_fields: Fields = ()


class Asked(Strictly):
    """The keys of one request, one for one."""

    capacity: Annotated[str, one_of(*CAPACITIES)]
    purpose: PurposeName
    asker: Annotated[str, one_of(*ASKERS)] = "anyone"
    matter: Annotated[str, one_of(*MATTERS)] = "records"
    centre: Annotated[str, one_of(*CENTRES)] = "person"
    duties: tuple[Duty, ...] = ()
    duty: Duty | None = None
    subject_is_minor: Flag | None = None
    identity_checked: Flag = False
    proof: Proof | None = None
    proofs: tuple[Proof, ...] = ()
    link: Annotated[str, one_of(*LINKS)] | None = None
    channel: Channel = "in_person"
    vendor: str | None = None
    evidence: tuple[Evidence, ...] = ()
    kinds: tuple[Annotated[str, one_of(*KINDS)], ...] = ()
    fields: Fields = ()
    patrons_of: str | None = None
    held_in: str | None = None
    instrument: InstrumentTable | None = None

    def request(self) -> Request:
        """The request that these keys mean."""
        said = {name: getattr(self, name) for name in Asked.model_fields if name != "instrument"}
        said |= {"duties": frozenset(self.duties), "proofs": frozenset(self.proofs)}
        said |= {"evidence": frozenset(self.evidence)}
        paper = self.instrument
        return Request(**said, instrument=Instrument(**paper.model_dump()) if paper else None)


class RequestText(Asked):
    """A request file: one request, and the format's number."""

    format: Whole


def read_request(path: Path) -> Request:
    """The request in this file, or `Malformed` with everything that is wrong with it."""
    return read_as(Source(path), RequestText).request()
