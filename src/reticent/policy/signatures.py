"""Did counsel sign this statute pack, and may a policy that stands under it be adopted?

A pack comes with Reticent and is never edited. What counsel signs lies beside the adopted policy, and names the
pack's bytes: a pack that changes afterwards was not signed.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from reticent.errors import Refused
from reticent.policy.phrases import day
from reticent.policy.reading import Source, Strictly, Whole, read_as
from reticent.policy.statutes import StatutePack

Said = Annotated[str, Field(min_length=1)]


class Unsigned(Refused):
    """No policy is adopted under this statute pack until counsel has signed it."""


class Signature(Strictly):
    """Who signed a statute pack as counsel, when, for what; one small file, key for key."""

    format: Whole
    pack: str
    pack_sha256: str
    name: Said
    signed_on: date
    scope: Said


@dataclass(frozen=True, slots=True)
class Adoptable:
    """Whether a policy under this pack may be adopted now, in words for whoever asks, with what to bear in mind."""

    allowed: bool
    say: str
    caution: str = ""
    next_step: str = ""


def read_signature(path: Path) -> Signature:
    """The signature in this file, or `Malformed` with everything that is wrong with it."""
    return read_as(Source(path), Signature)


def signed(law: StatutePack, signature: Signature | None) -> bool:
    """Whether this signature stands under this pack, as its bytes are now."""
    return signature is not None and (signature.pack, signature.pack_sha256) == (law.id, law.sha256)


def signature_needed(law: StatutePack, signature: Signature | None = None) -> bool:
    """Whether nothing may be adopted under this pack until counsel signs it."""
    return law.unsigned == "refused" and not signed(law, signature)


def may_be_adopted(law: StatutePack, signature: Signature | None = None) -> Adoptable:
    """Whether a policy that names this pack may be adopted, and what to say of it."""
    if signature is not None and signed(law, signature):
        return Adoptable(
            True,
            f"{signature.name} signed the statute pack of {law.jurisdiction} on {day(signature.signed_on)}:"
            f" {signature.scope}",
        )
    stale = (
        f" The signature on file is for another text ({signature.pack}); it does not stand under this one."
        if signature is not None
        else ""
    )
    if law.unsigned == "refused":
        return Adoptable(
            False,
            f"No policy is adopted under the law of {law.jurisdiction} as it stands here until counsel has signed"
            f" it: not every section was read in the statute book.{stale}",
            law.caution,
            f"Have counsel read “reticent policy law {law.id}”, and put her signature beside the policy.",
        )
    return Adoptable(
        True,
        f"A policy may be adopted under the law of {law.jurisdiction} as it stands here; counsel has not signed"
        f" it.{stale}",
        law.caution,
        f"Better first: have counsel read “reticent policy law {law.id}” and sign it.",
    )


def require_adoptable(law: StatutePack, signature: Signature | None = None) -> Adoptable:
    """The same, for whoever adopts: raises `Unsigned` where it is not allowed."""
    answer = may_be_adopted(law, signature)
    if not answer.allowed:
        raise Unsigned(f"{answer.say} {answer.next_step}")
    return answer
