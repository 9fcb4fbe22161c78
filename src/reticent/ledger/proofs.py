"""How is it shown that a row is in a library's tree, or that a tree only grew?"""

from dataclasses import dataclass

from reticent.ledger import log, tree

_WIDE = 1 << log.KEPT_LEVELS


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


def stored_subtrees(library: str) -> tree.Subtree:
    """The library's full subtrees, from the hashes kept. Reads 256 hashes at a time, and each only once."""
    blocks: dict[tuple[int, int], dict[int, bytes]] = {}

    def block(level: int, number: int) -> dict[int, bytes]:
        if (level, number) not in blocks:
            begin, end = number * _WIDE, (number + 1) * _WIDE
            if level == 0:
                leaves = log.LedgerLeaf.objects.filter(library=library, row__gte=begin, row__lt=end)
                found = dict(leaves.values_list("row", "leaf_hash"))
            else:
                nodes = log.LedgerNode.objects.filter(library=library, level=level)
                nodes = nodes.filter(position__gte=begin, position__lt=end)
                found = dict(nodes.values_list("position", "node_hash"))
            blocks[level, number] = {place: bytes(hashed) for place, hashed in found.items()}
        return blocks[level, number]

    def subtree(level: int, position: int) -> bytes:
        kept = level - level % log.KEPT_LEVELS
        wide = 1 << level - kept
        begin = position * wide
        hashes = block(kept, begin // _WIDE)
        try:
            return tree.root_of([hashes[place] for place in range(begin, begin + wide)])
        except KeyError:
            first, last = position << level, ((position + 1) << level) - 1
            raise log.LedgerDamaged(
                f"In the ledger of {library}, of the rows {first} to {last} not all are there. {log.ADVICE}"
            ) from None

    return subtree


def inclusion(library: str, row: int, size: int | None = None) -> Inclusion:
    """The proof that row `row` is in the library's tree, as of `size` rows."""
    size = log.size(library) if size is None else size
    subtree = stored_subtrees(library)
    path = tuple(tree.inclusion_proof(row, size, subtree))
    root = tree.hash_of_range(0, size, subtree)
    return Inclusion(row=row, size=size, leaf_hash=subtree(0, row), path=path, root=root)


def consistency(library: str, old: int, new: int | None = None) -> Consistency:
    """The proof that the library's tree of `new` rows begins with that of `old` rows."""
    new = log.size(library) if new is None else new
    subtree = stored_subtrees(library)
    return Consistency(
        old=old,
        new=new,
        old_root=tree.hash_of_range(0, old, subtree),
        new_root=tree.hash_of_range(0, new, subtree),
        path=tuple(tree.consistency_proof(old, new, subtree)),
    )
