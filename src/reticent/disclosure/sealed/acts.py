"""What lies in one compartment: the acts of one sealed case, each bound to all that were written before it.

The head of the last act is what the night's heartbeat commits to. Whoever has the acts can work it out again: changed,
left out or put in another order, they come to another one.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from reticent.access.sealed import Copied
from reticent.errors import Broken

FORMAT = 1
# How a sealed case begins; every other act is a step of the table.
CAME = "came"
_START = b"reticent sealed case"


@dataclass(frozen=True, repr=False)
class Act:
    """One thing that was done: when, by which office, on which clauses; and what was copied with it, person by person."""

    at: datetime
    by: str
    step: str
    details: Mapping[str, Any]
    basis: tuple[str, ...] = ()
    copies: tuple[tuple[Copied, ...], ...] = ()


def packed(acts: Iterable[Act]) -> bytes:
    """The acts as bytes to be kept."""
    # As it was written down: only for the hash does each question have its place.
    return json.dumps({"format": FORMAT, "acts": [plain(act) for act in acts]}, ensure_ascii=False).encode()


def unpacked(inside: bytes) -> tuple[Act, ...]:
    """The acts from their bytes."""
    kept = json.loads(inside)
    if kept["format"] != FORMAT:
        raise Broken("This sealed case was written by a newer version. Update Reticent, then open it again.")
    return tuple(_act(each) for each in kept["acts"])


def heads(acts: Sequence[Act]) -> tuple[bytes, ...]:
    """For each act the hash over it and all that stand before it."""
    found: list[bytes] = []
    head = sha256(_START).digest()
    for act in acts:
        said = json.dumps(plain(act), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        head = sha256(head + said.encode()).digest()
        found.append(head)
    return tuple(found)


def plain(act: Act) -> dict[str, object]:
    """One act as plain values: as it is kept, hashed and handed to counsel."""
    return {
        "at": act.at.isoformat(),
        "by": act.by,
        "step": act.step,
        "details": dict(act.details),
        "basis": list(act.basis),
        "copies": [
            [
                {
                    "kind": each.kind,
                    "on": _day(each.on),
                    "ended_on": _day(each.ended_on),
                    "values": dict(each.values),
                }
                for each in person
            ]
            for person in act.copies
        ],
    }


def _act(kept: Mapping[str, Any]) -> Act:
    return Act(
        at=datetime.fromisoformat(kept["at"]),
        by=kept["by"],
        step=kept["step"],
        details=kept["details"],
        basis=tuple(kept["basis"]),
        copies=tuple(
            tuple(
                Copied(each["kind"], _date(each["on"]), _date(each["ended_on"]), each["values"])
                for each in person
            )
            for person in kept["copies"]
        ),
    )


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _date(on: str | None) -> date | None:
    return date.fromisoformat(on) if on else None
