"""What does one row of the ledger say, and what can it never say?

A row is about an act, never about a reader: a closed set of fields, each with a form that leaves no room for
a name, a card number or a title. Whatever else belongs to the act goes into an opening that others keep
sealed; the row holds only a keyed commitment to it (DESIGN section 7). Once key and opening are forgotten,
the commitment says nothing, and the tree still verifies.

The bytes of a row are canonical JSON: keys sorted, no blanks, ASCII. They hold the library and the row's own
number, so that a row moved elsewhere gives itself away.
"""

import hmac
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from reticent.errors import Malformed

FORMAT = 1
MOST = 1_000_000_000
MOST_CLAUSES = 40
# Append to this list only: rows of years ago must still be read.
ACTIONS = frozenset(
    {
        # someone was shown something, or was not
        "look",
        "look-refused",
        "disclosure",
        "disclosure-refused",
        # looks drawn for review, by which head of this ledger, and what the reviewer said of each
        "looks-drawn",
        "look-reviewed",
        "look-asked-about",
        "look-not-in-order",
        # what is remembered and forgotten
        "import",
        "purge",
        "turn",
        "forget",
        "hold-placed",
        "hold-lifted",
        "correction",
        # the installation
        "backup",
        "restore",
        "drill",
        "drill-failed",
        "policy-in-force",
        "staff-account",
        # proving
        "checkpoint",
        "verify",
        "export",
        # what the library adopts
        "policy-drafted",
        "policy-reviewed",
        "policy-adopted",
        "policy-put-back",
        "policy-seen-to",
        # what is searched for in a case; what is handed over is a disclosure
        "case-searched",
        # who may act for the custodian
        "delegation",
        "delegation-ended",
        # what is done about a request from outside
        "case-opened",
        "case-step",
        "case-closed",
        # who rehearsed the visit
        "training-acknowledged",
        # every night, in every library: what the sealed container commits to
        "heartbeat",
        # a look at the wrong person, said to be one by whoever looked
        "look-mistaken",
        # whom the library must write to is worked out, once a day
        "notices",
        # who besides the library is told something about patrons
        "vendor-activated",
        "vendor-ended",
        # the sheet with first names that lies in the room of a program
        "sheet-printed",
        "sheet-destroyed",
        # a complaint about how records were handled
        "complaint-taken",
        "complaint-answered",
        # what was lost or seen, and whom it concerns being told; never who
        "incident-opened",
        "incident-told",
        "incident-closed",
        # which other programs may speak to the library
        "client-made",
        "client-renewed",
        "client-revoked",
        # whom a patron lets be told of her records, and that it was taken back; never who or whom
        "permission-given",
        "permission-ended",
        # what Reticent cannot forget itself: paper and disks, seen destroyed by somebody
        "paper-destroyed",
    }
)

_LIBRARY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_ROLE = re.compile(r"[a-z][a-z_-]{1,23}")
# M19-06, WO-29, CGS-11-25(b)(2), 4-193, floor.own-data
_CLAUSE = re.compile(r"[A-Za-z0-9]{1,12}([-.:_][A-Za-z0-9()]{1,16}){1,5}")
# A card, a telephone number or a birthday has the shape of no clause.
_NO_CLAUSE = re.compile(r"\d{5}|\d{3}[-.]\d{4}|\d{4}[-.]\d{1,2}[-.]\d{1,2}|\d{1,2}[-.]\d{1,2}[-.]\d{4}")
_HASH = re.compile(r"[0-9a-f]{64}")
_CASE = re.compile(r"case-[0-9a-f]{16,32}")

_KEYS = {
    *("action", "basis", "case", "commitment", "count", "day"),
    *("format", "library", "policy", "role", "row"),
}


class NotAnEntry(Malformed):
    """These values cannot become a row. The problems name fields and forms, never the values."""


class UnreadableRow(ValueError):
    """These bytes are no row as this program writes it."""


@dataclass(frozen=True)
class Entry:
    """One act, as the ledger may tell it.

    `policy` is the sha256 of the policy in force (empty where no policy is concerned, as for a restore),
    `basis` the ids of the clauses, `case` a random handle (`case_handle`), `count` how many such acts the row
    stands for, `commitment` what `commit_to` returned for the sealed rest.
    """

    day: date
    action: str
    role: str
    basis: tuple[str, ...]
    policy: str
    case: str | None = None
    count: int = 1
    commitment: str = ""

    def __post_init__(self) -> None:
        if problems := _problems(self):
            raise NotAnEntry("The ledger cannot take this entry:", problems=problems)


def _fits(form: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and form.fullmatch(value) is not None


def _is_clause(value: object) -> bool:
    return _fits(_CLAUSE, value) and _NO_CLAUSE.search(str(value)) is None


def _is_hash_or_empty(value: object) -> bool:
    return value == "" or _fits(_HASH, value)


def _problems(entry: Entry) -> list[str]:
    count: object = entry.count
    rules = {
        "day: a date without a time": type(entry.day) is date,
        f"action: one of {', '.join(sorted(ACTIONS))}": isinstance(entry.action, str)
        and entry.action in ACTIONS,
        "role: one short word in small letters, such as clerk or director": _fits(_ROLE, entry.role),
        f"basis: a tuple of clause ids, such as WO-29, {MOST_CLAUSES} at most": (
            isinstance(entry.basis, tuple)
            and len(entry.basis) <= MOST_CLAUSES
            and all(map(_is_clause, entry.basis))
        ),
        "policy: the policy's sha256 as 64 hex digits, or empty": _is_hash_or_empty(entry.policy),
        "case: a handle drawn by case_handle(), or None": entry.case is None or _fits(_CASE, entry.case),
        "count: a whole number, zero or more": type(count) is int and 0 <= count <= MOST,
        "commitment: what commit_to() returned, or empty": _is_hash_or_empty(entry.commitment),
    }
    return [rule for rule, kept in rules.items() if not kept]


def check_library(library: str) -> str:
    """The library's short name, if it has the form of one."""
    if not _fits(_LIBRARY, library) or len(library) > 40:
        raise Malformed("The ledger needs the library's short name, such as new-canaan.")
    return library


def write(library: str, row: int, entry: Entry) -> bytes:
    """The bytes of this entry as row `row` of the library's ledger.

    What `json.dumps` would write, at a sixth of its time: no field of an entry has a character to escape.
    """
    basis = '"' + '","'.join(entry.basis) + '"' if entry.basis else ""
    case = "null" if entry.case is None else f'"{entry.case}"'
    return (
        f'{{"action":"{entry.action}","basis":[{basis}],"case":{case},"commitment":"{entry.commitment}",'
        f'"count":{entry.count},"day":"{entry.day.isoformat()}","format":{FORMAT},"library":"{library}",'
        f'"policy":"{entry.policy}","role":"{entry.role}","row":{row}}}'
    ).encode("ascii")


def read(raw: bytes) -> tuple[str, int, Entry]:
    """Library, row number and entry of a row's bytes; only bytes that `write` would write are read."""
    try:
        said = json.loads(raw.decode("ascii"))
        if not isinstance(said, dict) or said.keys() != _KEYS or type(said["basis"]) is not list:
            raise UnreadableRow("not the fields of a row")
        entry = Entry(
            day=date.fromisoformat(said["day"]),
            action=said["action"],
            role=said["role"],
            basis=tuple(said["basis"]),
            policy=said["policy"],
            case=said["case"],
            count=said["count"],
            commitment=said["commitment"],
        )
        library, row = said["library"], said["row"]
        numbered = type(row) is int and row >= 0
        if not (numbered and _fits(_LIBRARY, library) and write(library, row, entry) == raw):
            raise UnreadableRow("not written as a row is")
    except (Malformed, UnreadableRow, ValueError, TypeError, RecursionError):
        # What was found there stays there: it may be anything.
        raise UnreadableRow("not a row of the ledger") from None
    return library, row, entry


def case_handle(random: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """A fresh handle for a case: drawn at random, so that it tells nothing."""
    return f"case-{random(8).hex()}"


def commit_to(opening: bytes, random: Callable[[int], bytes] = secrets.token_bytes) -> tuple[str, bytes]:
    """A commitment to the opening, and the key that opens it. Keep both sealed, or neither.

    Keyed BLAKE2b: without the key the commitment confirms no guess, however small the choice.
    """
    key = random(32)
    return _commitment(opening, key), key


def read_opening(commitment: str, opening: bytes, key: bytes) -> bool:
    """Whether this opening is what the row was committed to."""
    if not _fits(_HASH, commitment) or len(key) != 32:
        return False
    return hmac.compare_digest(_commitment(opening, key), commitment)


def _commitment(opening: bytes, key: bytes) -> str:
    return blake2b(opening, key=key, digest_size=32, person=b"reticent-ledger").hexdigest()
