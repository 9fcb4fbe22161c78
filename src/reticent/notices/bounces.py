"""Which addresses does mail come back from? Read from the notices that mail servers send back (RFC 3464).

Of an address nothing is kept but a keyed mark, as of one that wants no mail: the desk sees it where it sees the address.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from email.message import Message
from typing import cast

from reticent.people import silences, spelling
from reticent.people.libraries import Library

_FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Came:
    """What a pile of returned mail came to: how many addresses failed, and how many of the letters said of none."""

    addresses: int
    said_nothing: int


def take_in(library: Library, letters: Iterator[bytes] | list[bytes], *, on: date) -> Came:
    """Note every address that a letter says has failed for good; what is only late is not noted."""
    failed: set[str] = set()
    nothing = 0
    for letter in letters:
        found = _failed(letter)
        nothing += not found
        failed |= found
    for address in failed:
        silences.came_back(library, address, on=on)
    return Came(len(failed), nothing)


def _failed(letter: bytes) -> set[str]:
    parsed = message_from_bytes(letter, policy=policy.compat32)
    found: set[str] = set()
    for part in parsed.walk():
        if part.get_content_type() == "message/delivery-status":
            found |= {address for block in _blocks(part) if (address := _address(block))}
    return found


def _blocks(part: Message) -> list[Message]:
    """The fields about each recipient: the parser has every group as a message of its own."""
    payload = part.get_payload()
    return cast(list[Message], payload) if isinstance(payload, list) else []


def _address(block: Message) -> str:
    if str(block.get("Action", "")).strip().lower() != _FAILED:
        return ""
    said = str(block.get("Final-Recipient") or block.get("Original-Recipient") or "")
    address = said.rpartition(";")[2].strip().strip("<>")
    return address if spelling.is_mail(address) else ""
