"""How is an act written down, once and for good?

Each library has its own tree. A row is committed before anything is opened, in a transaction of its own on
the alias `ledger`: it stays, whatever becomes of the act. The tables are about nobody: the bytes of a row
have no place for a person (leaf.py).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b

from django.db import DatabaseError, IntegrityError, models, transaction

from reticent.errors import Broken, Malformed, ReticentError
from reticent.ledger import inserting, leaf, tree
from reticent.ledger.leaf import (
    ACTIONS,
    MOST_CLAUSES,
    Entry,
    NotAnEntry,
    case_handle,
    commit_to,
    read_opening,
)
from reticent.ledger.router import ALIAS

__all__ = [
    "ACTIONS",
    "ADVICE",
    "MOST_CLAUSES",
    "Entry",
    "LedgerBusy",
    "LedgerDamaged",
    "LedgerHead",
    "LedgerLeaf",
    "LedgerNode",
    "LedgerOutOfReach",
    "NotAnEntry",
    "Written",
    "append",
    "append_many",
    "by_name",
    "case_handle",
    "commit_to",
    "entries",
    "in_plain_words",
    "libraries",
    "read_opening",
    "root",
    "size",
    "was_head",
    "was_written",
]

# Many rows share one sync to the disk; who else appends waits for some hundredths of a second.
ROWS_PER_COMMIT = 5_000
# Of the full subtrees every fourth level is kept, one hash for sixteen below it: a proof reads some hundred
# hashes, all in one query, and an append writes one row more for fifteen.
KEPT_LEVELS = 4

ADVICE = (
    "Stop, and change nothing. Restore the ledger from a backup; the checkpoint printed in the board's"
    " minutes tells which copy is right."
)


class LedgerDamaged(Broken):
    """The ledger is not as it was written."""


class LedgerBusy(ReticentError):
    """Another process holds the ledger for too long. Nothing was written."""


class LedgerOutOfReach(ReticentError):
    """The ledger's file cannot be written to. Nothing was written."""


_DAMAGED = (LedgerDamaged, "The file of the ledger of {library} is damaged. " + ADVICE)
_FULL = (
    LedgerOutOfReach,
    "The disk is full: nothing was written to the ledger of {library}. Make room, then try again.",
)
# What SQLite or PostgreSQL says, and what that means to whoever runs it. The first sign that fits is taken.
_TROUBLES: dict[str, tuple[type[ReticentError], str]] = {
    "malformed": _DAMAGED,
    "not a database": _DAMAGED,
    "invalid page": _DAMAGED,
    "lock": (
        LedgerBusy,
        "The ledger of {library} is held by another process; nothing was written. Try again in a minute.",
    ),
    "full": _FULL,
    "No space left": _FULL,
    "readonly": (
        LedgerOutOfReach,
        "The ledger of {library} may not be written: let this account write to the files in RETICENT_HOME.",
    ),
    "read-only": (
        LedgerOutOfReach,
        "The database that holds the ledger of {library} takes no writing: is it the standby of another?",
    ),
    "unable to open": (
        LedgerOutOfReach,
        "The ledger of {library} cannot be opened: is RETICENT_HOME there, and may this account write to it?",
    ),
    "connection": (
        LedgerOutOfReach,
        "The database that holds the ledger of {library} does not answer: is it running, at the address set? If its "
        "disk is full, its log says so: nothing was written to the ledger. Make room, start it, then try again.",
    ),
}


class LedgerLeaf(models.Model):
    """One row: the bytes that say what was done, and their hash in the tree."""

    pk = models.CompositePrimaryKey("library", "row")
    library = models.CharField(max_length=40)
    row = models.PositiveBigIntegerField()
    said = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)
    once = models.BinaryField(max_length=32, null=True)

    class Meta:
        verbose_name_plural = "ledger leaves"
        constraints = [
            # Most acts have no name: only those that have one are in the index.
            models.UniqueConstraint(
                fields=["once"], condition=models.Q(once__isnull=False), name="an_act_is_written_once"
            )
        ]

    def __str__(self) -> str:
        return f"ledger of {self.library}, row {self.row}"


class LedgerNode(models.Model):
    """The hash of a full subtree, kept so that a proof need not read the whole ledger."""

    pk = models.CompositePrimaryKey("library", "level", "position")
    library = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()
    position = models.PositiveBigIntegerField()
    node_hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"ledger of {self.library}, subtree {self.level}/{self.position}"


class LedgerHead(models.Model):
    """Where a library's tree ends: its size and right edge. Who appends holds this row."""

    library = models.CharField(max_length=40, primary_key=True)
    size = models.PositiveBigIntegerField()
    peaks = models.BinaryField()

    def __str__(self) -> str:
        return f"ledger of {self.library}, {self.size} rows"

    def frontier(self) -> tree.Frontier:
        """The right edge of the tree, ready to grow."""
        try:
            peaks = bytes(self.peaks)
            parts = [peaks[at : at + tree.HASH_BYTES] for at in range(0, len(peaks), tree.HASH_BYTES)]
            return tree.Frontier(self.size, parts)
        except (ValueError, TypeError, AttributeError):
            raise LedgerDamaged(
                f"The ledger of {self.library} does not know where it ends; nothing was written. {ADVICE}"
            ) from None


@dataclass(frozen=True)
class Written:
    """An entry, and the row it stands in."""

    row: int
    entry: Entry


def append(library: str, entry: Entry, *, once: str | None = None) -> int:
    """Write the entry down; answer its row number. Committed when this returns.

    `once` names the act (`purge 2026-11-21`): asked again with the same name, the row there is answered and
    nothing is written. It is stored only as a hash, but a hash can be guessed at: never put a person or an
    item into it.
    """
    return append_many(library, [entry], once=None if once is None else [once])[0]


def append_many(
    library: str,
    entries: Sequence[Entry],
    *,
    once: Sequence[str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[int]:
    """Write the entries down in this order, some hundred in a transaction; answer their row numbers.

    Killed midway, whole transactions stand; run again with the same `once` (one name an entry), only the rest
    is written. `progress` is told how many entries are done.
    """
    leaf.check_library(library)
    names: list[bytes | None] = [None] * len(entries)
    if once is not None:
        if len(once) != len(entries):
            raise Malformed("Each entry needs one name of its own in `once`.")
        names = [_hashed(library, name) for name in once]
    rows: list[int] = []
    for begin in range(0, len(entries), ROWS_PER_COMMIT):
        end = begin + ROWS_PER_COMMIT
        rows += _append_in_one_transaction(library, entries[begin:end], names[begin:end])
        if progress is not None:
            progress(len(rows))
    return rows


def _append_in_one_transaction(
    library: str, entries: Sequence[Entry], names: Sequence[bytes | None]
) -> list[int]:
    with in_plain_words(library), transaction.atomic(using=ALIAS, durable=True):
        # On SQLite the transaction is the only writer; elsewhere the locked head row makes it so.
        head, _ = LedgerHead.objects.select_for_update().get_or_create(
            library=library, defaults={"size": 0, "peaks": b""}
        )
        frontier = head.frontier()
        wanted = [name for name in names if name is not None]
        known: dict[bytes, int] = {}
        if wanted:
            found = LedgerLeaf.objects.filter(once__in=wanted).values_list("once", "row")
            known = {bytes(name or b""): row for name, row in found}
        leaves: list[tuple[str, int, bytes, bytes, bytes | None]] = []
        rows: list[int] = []
        row = frontier.size
        for entry, name in zip(entries, names, strict=True):
            if name is not None:
                if name in known:
                    rows.append(known[name])
                    continue
                known[name] = row
            said = leaf.write(library, row, entry)
            leaves.append((library, row, said, tree.leaf_hash(said), name))
            rows.append(row)
            row += 1
        if leaves:
            nodes = _kept(library, frontier.extend([each[3] for each in leaves]))
            inserting.insert(LedgerLeaf, leaves)
            inserting.insert(LedgerNode, nodes)
            LedgerHead.objects.filter(library=library).update(
                size=frontier.size, peaks=b"".join(frontier.peaks)
            )
    return rows


def _kept(library: str, made: Sequence[tuple[int, Sequence[bytes]]]) -> list[tuple[str, int, int, bytes]]:
    """Of the subtrees that were made full, the rows to keep."""
    return [
        (library, level, position, full)
        for level in range(KEPT_LEVELS, len(made), KEPT_LEVELS)
        for position, full in enumerate(made[level][1], start=made[level][0])
    ]


@contextmanager
def in_plain_words(library: str) -> Iterator[None]:
    """Say in plain words why the ledger could not be read or written."""
    try:
        yield
    except IntegrityError:
        raise LedgerDamaged(
            f"The ledger of {library} has rows where it should end; nothing was written. {ADVICE}"
        ) from None
    except DatabaseError as error:
        said = str(error)
        for sign, problem in _TROUBLES.items():
            if sign in said:
                raise problem[0](problem[1].format(library=library)) from None
        raise


def _hashed(library: str, name: str) -> bytes:
    return blake2b(f"{library}\0{name}".encode(), digest_size=32, person=b"reticent-once").digest()


def was_written(library: str, once: str) -> bool:
    """Whether an act of this name stands in the library's ledger."""
    with in_plain_words(library):
        return LedgerLeaf.objects.filter(library=library, once=_hashed(library, once)).exists()


def size(library: str) -> int:
    """How many rows the library's ledger has."""
    head = LedgerHead.objects.filter(library=library).first()
    return head.size if head else 0


def root(library: str) -> bytes:
    """The root over all rows of the library's ledger."""
    head = LedgerHead.objects.filter(library=library).first()
    return head.frontier().root() if head else tree.EMPTY_ROOT


def was_head(library: str, root: bytes, *, before: int, within: int = 100) -> bool:
    """Whether this was the root over the rows that stood not long before the row `before`."""
    frontier = tree.Frontier(0, [])
    hashes = LedgerLeaf.objects.filter(library=library, row__lt=before).order_by("row")
    for leaf_hash in hashes.values_list("leaf_hash", flat=True).iterator():
        if frontier.size >= before - within and frontier.root() == root:
            return True
        frontier.extend([bytes(leaf_hash)])
    return frontier.root() == root


def libraries() -> list[str]:
    """The libraries that have a ledger, by name."""
    return list(LedgerHead.objects.order_by("library").values_list("library", flat=True))


def entries(library: str, newest: int = 50) -> list[Written]:
    """The newest entries, newest first."""
    leaves = LedgerLeaf.objects.filter(library=library).order_by("-row").values_list("row", "said")
    with in_plain_words(library):
        found = list(leaves[:newest])
    return [_read(library, row, said) for row, said in found]


def by_name(library: str, once: str) -> Written | None:
    """The entry of the act of this name (`once`), if it was written down."""
    with in_plain_words(library):
        found = LedgerLeaf.objects.filter(once=_hashed(library, once)).values_list("row", "said").first()
    return _read(library, *found) if found else None


def _read(library: str, row: int, said: bytes | memoryview) -> Written:
    try:
        whose, place, entry = leaf.read(bytes(said))
    except (leaf.UnreadableRow, TypeError):
        whose, place = "", -1
    if (whose, place) != (library, row):
        raise LedgerDamaged(f"Row {row} of the ledger of {library} cannot be read. {ADVICE}")
    return Written(row=row, entry=entry)
