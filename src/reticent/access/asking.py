"""Who asks at the desk, and what she showed: what that proves of herself, and of the child."""

from dataclasses import dataclass
from typing import Literal

from reticent.policy.vocabulary import PROOFS

# What the clerk may say beside the kinds of proof that policies name.
GROWN = "grown"
NOTHING = "nothing"
# What somebody may show whom a patron sends: a permission on paper, or that it is noted here, and for what.
ON_PAPER, TO_COLLECT, TO_BORROW = "on_paper", "to_collect", "to_borrow"
KNOWS_HER = frozenset({"card", "photo_id"})


@dataclass(frozen=True, repr=False)
class Asking:
    """Who asks besides staff: the patron herself, a guardian, somebody she sends, or nobody (the desk's own work).

    `named` is who stands here, by a photo id or by a card of her own: what is noted is held against it.

    The desk asks a parent two things at once, who she is and that the child is a minor (M19-06, WO-04): a proof
    answers both. The record may only take that back, by the day on which the child came of age.
    """

    capacity: Literal["staff", "self", "guardian", "designated_borrower"] = "staff"
    asker: str = "patron"
    shown: str = ""
    channel: str = "in_person"
    named: str = ""

    @classmethod
    def patron(cls, shown: str) -> "Asking":
        """The patron herself; `shown` is what she is known by."""
        return cls("self", "patron", shown)

    @classmethod
    def guardian(cls, shown: str, named: str = "") -> "Asking":
        """A parent or guardian; `shown` is a kind of proof, or that the child is grown, or nothing."""
        return cls("guardian", "parent", shown, named=named)

    @classmethod
    def sent(cls, shown: str, named: str = "") -> "Asking":
        """Somebody whom a patron sends; `shown` is a permission on paper, that it is noted here, or nothing."""
        return cls("designated_borrower", "designated", shown, named=named)

    @property
    def identity_checked(self) -> bool:
        """Whether the clerk knows who stands here: the patron, or by a photo id whom she sends."""
        if self.capacity == "designated_borrower":
            return bool(self.named)
        return self.capacity == "self" and self.shown in KNOWS_HER

    @property
    def proof(self) -> str | None:
        """The kind of proof that a parent gave."""
        return self.shown if self.capacity == "guardian" and self.shown in PROOFS else None

    @property
    def says_minor(self) -> bool | None:
        """Whether the child is a minor, as the clerk was told; None where it was not said."""
        if self.proof is not None:
            return True
        return False if self.capacity == "guardian" and self.shown == GROWN else None
