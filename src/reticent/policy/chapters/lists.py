"""The closed lists as types of keys, and the keys that many tables share."""

from typing import Annotated

from pydantic import Field

from reticent.policy.reading import one_of
from reticent.policy.vocabulary import (
    ASKER_CLASSES,
    ASKERS,
    CHANNELS,
    COLLECTED_KINDS,
    CONTRACT_TERMS,
    DUTIES,
    EVIDENCE,
    KEPT_KINDS,
    NEEDS,
    OUTCOMES,
    PROOFS,
    PURPOSES,
    WISHES,
)

Asker = Annotated[str, one_of(*ASKERS)]
AskerClass = Annotated[str, one_of(*ASKER_CLASSES)]
Channel = Annotated[str, one_of(*CHANNELS)]
Duty = Annotated[str, one_of(*DUTIES)]
Evidence = Annotated[str, one_of(*EVIDENCE)]
ContractTerm = Annotated[str, one_of(*CONTRACT_TERMS)]
CollectedKind = Annotated[str, one_of(*COLLECTED_KINDS)]
MessageClass = Annotated[str, one_of("account", "news", "fundraising")]
KeptKind = Annotated[str, one_of(*KEPT_KINDS)]
Need = Annotated[str, one_of(*NEEDS)]
Outcome = Annotated[str, one_of(*OUTCOMES)]
Proof = Annotated[str, one_of(*PROOFS)]
PurposeName = Annotated[str, one_of(*PURPOSES)]
Stage = Annotated[str, one_of("no_papers", "papers")]
Mailing = Annotated[str, one_of("newsletter", "account")]
Wish = Annotated[str, one_of(*WISHES)]

Clauses = Annotated[
    tuple[str, ...],
    Field(
        description="Ids of the clauses that say so, of this file or its statute pack. Empty: no clause says so, it is"
        " this program's default."
    ),
]
Note = Annotated[str, Field(description="A sentence said with the answer; for staff, not for the public.")]
