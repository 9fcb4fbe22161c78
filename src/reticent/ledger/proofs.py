"""How is it shown that a row is in a library's tree, or that a tree only grew?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import TypeVar

from django.db import connections

from reticent.ledger import log, tree
from reticent.ledger.router import ALIAS

Answer = TypeVar("Answer")

_LEAVES = "SELECT 0, row, leaf_hash FROM reticent_ledgerleaf WHERE library = %s AND row >= %s AND row < %s"
_NODES = (
    "SELECT level, position, node_hash FROM reticent_ledgernode"
    " WHERE library = %s AND level = %s AND position >= %s AND position < %s"
)


@dataclass(frozen=True)
class Inclusion:
    """That this leaf hash is row `row` of the tree of `size` rows with this root."""

    row: int
    size: int
    leaf_hash: bytes
    path: tuple[bytes, ...]
    root: bytes

    def holds(self) -> bool:
        """Whether the path leads from the row to the root."""
        return tree.includes(self.leaf_hash, row=self.row, size=self.size, path=self.path, root=self.root)


@dataclass(frozen=True)
class Consistency:
    """That the tree of `new` rows begins with the tree of `old` rows."""

    old: int
    new: int
    old_root: bytes
    new_root: bytes
    path: tuple[bytes, ...]

    def holds(self) -> bool:
        """Whether the path leads to both roots."""
        return tree.extends(
            old=self.old, new=self.new, path=self.path, old_root=self.old_root, new_root=self.new_root
        )


def worked_out(
    library: str,
    question: Callable[[tree.Subtree], Answer],
    known: Mapping[tuple[int, int], bytes] = MappingProxyType({}),
) -> Answer:
    """What the question comes to over the library's full subtrees. What it needs is read in one query.

    It is asked twice: first only to note which subtrees it needs, then with their hashes. So it must need the
    same ones whatever the hashes are, as every proof does. Those that are `known` are not read.
    """
    needed: set[tuple[int, int]] = set()

    def note(level: int, position: int) -> bytes:
        needed.add((level, position))
        return tree.EMPTY_ROOT

    question(note)
    stored = _stored(library, _spans(needed.difference(known)))

    def subtree(level: int, position: int) -> bytes:
        if (level, position) in known:
            return known[level, position]
        kept, begin, end = _span(level, position)
        try:
            return tree.root_of_full([stored[kept, place] for place in range(begin, end)])
        except KeyError:
            first, last = position << level, ((position + 1) << level) - 1
            raise log.LedgerDamaged(
                f"In the ledger of {library}, of the rows {first} to {last} not all are there. {log.ADVICE}"
            ) from None

    return question(subtree)


def _span(level: int, position: int) -> tuple[int, int, int]:
    """The kept hashes that make a full subtree: their level, the first, and the one after the last."""
    above = level % log.KEPT_LEVELS
    return level - above, position << above, (position + 1) << above


def _spans(needed: Iterable[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """The kept hashes that make all these subtrees: neighbours together, with what lies between near ones."""
    spans: list[tuple[int, int, int]] = []
    for level, begin, end in sorted({_span(*each) for each in needed}):
        if spans and spans[-1][0] == level and begin - spans[-1][2] <= 1 << log.KEPT_LEVELS:
            spans[-1] = (level, spans[-1][1], max(end, spans[-1][2]))
        else:
            spans.append((level, begin, end))
    return spans


def _stored(library: str, spans: Sequence[tuple[int, int, int]]) -> dict[tuple[int, int], bytes]:
    """The hashes of these spans by level and position, in one query."""
    if not spans:
        return {}
    parts = [_LEAVES if level == 0 else _NODES for level, _, _ in spans]
    values = [
        (library, begin, end) if level == 0 else (library, level, begin, end) for level, begin, end in spans
    ]
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), list(chain.from_iterable(values)))
        return {(level, position): bytes(hashed) for level, position, hashed in cursor.fetchall()}


def _edge(library: str) -> tree.Frontier:
    """The right edge of the library's tree as it is now."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT size, peaks FROM reticent_ledgerhead WHERE library = %s", [library])
        head = cursor.fetchone()
    return (
        log.LedgerHead(library=library, size=head[0], peaks=head[1]).frontier() if head else tree.Frontier()
    )


def inclusion(library: str, row: int, size: int | None = None) -> Inclusion:
    """The proof that row `row` is in the library's tree, as of `size` rows."""
    edge = _edge(library)
    rows = edge.size if size is None else size

    def question(subtree: tree.Subtree) -> Inclusion:
        path = tuple(tree.inclusion_proof(row, rows, subtree))
        root = tree.hash_of_range(0, rows, subtree)
        return Inclusion(row=row, size=rows, leaf_hash=subtree(0, row), path=path, root=root)

    return worked_out(library, question, edge.subtrees())


def consistency(library: str, old: int, new: int | None = None) -> Consistency:
    """The proof that the library's tree of `new` rows begins with that of `old` rows."""
    edge = _edge(library)
    rows = edge.size if new is None else new

    def question(subtree: tree.Subtree) -> Consistency:
        return Consistency(
            old=old,
            new=rows,
            old_root=tree.hash_of_range(0, old, subtree),
            new_root=tree.hash_of_range(0, rows, subtree),
            path=tuple(tree.consistency_proof(old, rows, subtree)),
        )

    return worked_out(library, question, edge.subtrees())
