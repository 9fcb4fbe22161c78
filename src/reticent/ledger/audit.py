"""Is every row still what was written, in its place, and what was signed?

Everything is worked out anew from the rows' bytes: each row's form, number and hash, the hashes kept over
sixteen rows and more, the tree's edge, and the root at the size of every checkpoint. Since all roots come from the same
rows in one pass, checkpoints that fit also fit each other. Problems name libraries and rows, never what a row
says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import DatabaseError
from django.db.models import Max

from reticent.ledger import checkpoints, leaf, log, tree
from reticent.ledger.checkpoints import PublicKey, Signer

MOST_NAMED = 50


@dataclass(frozen=True)
class Audit:
    """What an audit found: so many rows, this root, so many of them vouched for; and what is wrong."""

    library: str
    size: int
    root: bytes
    checkpoints: int
    signed_size: int
    problems: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether everything verified."""
        return not self.problems

    @property
    def advice(self) -> str:
        """What to do next; empty if nothing is wrong."""
        return "" if self.sound else log.ADVICE

    def raise_if_damaged(self) -> None:
        """Stop here, if anything does not verify."""
        if self.problems:
            raise log.LedgerDamaged("\n".join([*self.problems, self.advice]))


class _Findings:
    """The problems of one library, each named once, and no more than a person can read."""

    def __init__(self, library: str) -> None:
        self._library = library
        self._named: list[str] = []
        self._more = 0

    def add(self, where: str, what: str) -> None:
        if len(self._named) < MOST_NAMED:
            self._named.append(f"{self._library}, {where}: {what}.")
        else:
            self._more += 1

    def all(self) -> tuple[str, ...]:
        more = [f"{self._library}: and {self._more} more problems."] if self._more else []
        return (*self._named, *more)


def verify(
    library: str, key: Signer | PublicKey | bytes, *, former: Sequence[Signer | PublicKey | bytes] = ()
) -> Audit:
    """Work out the library's whole ledger anew and compare. Damage is answered, not raised."""
    leaf.check_library(library)
    findings = _Findings(library)
    keys = [checkpoints.key_of(each) for each in (key, *former)]
    grown = _Grown()
    vouched: list[_Vouched] = []
    stored = 0
    try:
        # In this order, so that rows appended meanwhile are not taken for damage.
        vouched, stored = _checkpoints(library, keys, findings)
        last_row = log.LedgerLeaf.objects.filter(library=library).aggregate(last=Max("row"))["last"]
        head = log.LedgerHead.objects.filter(library=library).values_list("size", "peaks").first()
        grown = _walk(library, last_row, head, {each.size for each in vouched}, findings)
    except (DatabaseError, ValueError, TypeError, OverflowError):
        findings.add("whole ledger", "the file, or a table in it, cannot be read")
    signed_size = _compare_roots(vouched, grown, findings)
    return Audit(
        library=library,
        size=grown.frontier.size,
        root=grown.frontier.root(),
        checkpoints=stored,
        signed_size=signed_size,
        problems=findings.all(),
    )


@dataclass(frozen=True)
class _Vouched:
    """A checkpoint whose signature fits."""

    size: int
    root: bytes


class _Grown:
    """The tree as worked out anew, and its roots on the way."""

    def __init__(self) -> None:
        self.frontier = tree.Frontier()
        self.roots: dict[int, bytes] = {}
        self.broke_at: int | None = None


def _checkpoints(library: str, keys: Sequence[PublicKey], findings: _Findings) -> tuple[list[_Vouched], int]:
    """The checkpoints whose signature fits; the others are findings."""
    vouched = []
    stored = checkpoints.LedgerCheckpoint.objects.filter(library=library).order_by("size", "pk")
    rows = list(stored.values_list("size", "note", "signed_on"))
    for size, note, signed_on in rows:
        try:
            if not isinstance(note, str):
                raise checkpoints.NotSigned("it does not have the form of a checkpoint")
            signed_size, root = checkpoints.read_note(note, library, keys)
            if signed_size != size:
                raise checkpoints.NotSigned("it was filed under another number of rows than was signed")
            vouched.append(_Vouched(signed_size, root))
        except checkpoints.NotSigned as problem:
            findings.add(f"checkpoint of {_number(size)} rows", str(problem))
        if not isinstance(signed_on, date):
            findings.add(f"checkpoint of {_number(size)} rows", "its day is gone")
    return vouched, len(rows)


def _number(value: object) -> str:
    """The value if it is a number; a damaged table may hold anything."""
    return str(value) if isinstance(value, int) else "?"


def _bytes(value: object) -> bytes | None:
    return bytes(value) if isinstance(value, bytes | memoryview) else None


def _walk(
    library: str,
    last_row: int | None,
    head: tuple[int, object] | None,
    wanted: set[int],
    findings: _Findings,
) -> _Grown:
    """Go through all rows in order and grow the tree from them."""
    grown = _Grown()
    frontier = grown.frontier
    end = head[0] if head is not None else 0
    there = 0 if last_row is None else last_row + 1
    if there > end:
        findings.add(
            f"rows {end} to {there - 1}", f"they stand behind the end of the ledger, which is at {end} rows"
        )
    kept = _kept_hashes(library)
    if 0 in wanted:
        grown.roots[0] = frontier.root()
    leaves = log.LedgerLeaf.objects.filter(library=library, row__lt=max(end, there)).order_by("row")
    expected = 0
    for row, said, stored in leaves.values_list("row", "said", "leaf_hash").iterator(chunk_size=2000):
        if row != expected:
            _missing(expected, row - 1, findings)
            grown.broke_at = expected if grown.broke_at is None else grown.broke_at
        expected = row + 1
        hashed = _check_row(library, row, _bytes(said), _bytes(stored), findings)
        if grown.broke_at is None:
            for level, position, full in frontier.push(hashed):
                if level and level % log.KEPT_LEVELS == 0:
                    _check_kept(level, position, full, kept.pop((level, position), None), findings)
            if frontier.size in wanted:
                grown.roots[frontier.size] = frontier.root()
    if expected < end:
        _missing(expected, end - 1, findings)
        grown.broke_at = expected if grown.broke_at is None else grown.broke_at
    if grown.broke_at is None and there <= end:
        if _bytes(head[1] if head else b"") != b"".join(frontier.peaks):
            findings.add("end of the ledger", "the edge of the tree kept there is not that of its rows")
        for level, position in kept:
            if (position + 1) << level <= end:
                findings.add(f"hash kept at level {level}, place {position}", "it belongs to no rows")
    return grown


def _kept_hashes(library: str) -> dict[tuple[int, int], bytes | None]:
    nodes = log.LedgerNode.objects.filter(library=library).values_list("level", "position", "node_hash")
    return {(level, position): _bytes(hashed) for level, position, hashed in nodes}


def _missing(first: int, last: int, findings: _Findings) -> None:
    if first == last:
        findings.add(f"row {first}", "it is missing")
    else:
        findings.add(f"rows {first} to {last}", "they are missing")


def _check_row(
    library: str, row: int, said: bytes | None, stored: bytes | None, findings: _Findings
) -> bytes:
    """The leaf hash to go on with; what is wrong with the row is found."""
    computed = tree.leaf_hash(said if said is not None else b"")
    try:
        whose, number, _ = leaf.read(said if said is not None else b"")
        if whose != library:
            findings.add(f"row {row}", "it was written for another library")
        elif number != row:
            findings.add(f"row {row}", f"it was written as row {number}: rows were moved")
    except leaf.UnreadableRow:
        findings.add(f"row {row}", "it is not written as a row is")
    if stored is None or len(stored) != tree.HASH_BYTES:
        findings.add(f"row {row}", "its hash is gone")
        return computed
    if stored != computed:
        findings.add(f"row {row}", "it was changed after it was written: its hash does not fit")
    # The hash rather than the bytes: the checkpoints then tell which of the two was touched.
    return stored


def _check_kept(level: int, position: int, full: bytes, kept: bytes | None, findings: _Findings) -> None:
    if kept == full:
        return
    first, last = position << level, ((position + 1) << level) - 1
    what = "is missing" if kept is None else "does not fit: one of them, or it, was changed"
    findings.add(f"rows {first} to {last}", f"the hash kept over them {what}")


def _compare_roots(vouched: Sequence[_Vouched], grown: _Grown, findings: _Findings) -> int:
    """How many rows are vouched for. The first checkpoint that does not fit bounds where the change lies."""
    good, beyond = 0, 0
    for each in vouched:
        root = grown.roots.get(each.size)
        if root is None:
            beyond += 1
        elif root == each.root:
            good = each.size
        else:
            findings.add(
                f"rows {good} to {each.size - 1}",
                f"one of them is not what it was when the checkpoint of {each.size} rows was signed",
            )
            break
    if beyond:
        where = "whole ledger" if grown.broke_at is None else f"from row {grown.broke_at} on"
        findings.add(where, f"{beyond} checkpoints cover rows that are not there and could not be compared")
    return good
