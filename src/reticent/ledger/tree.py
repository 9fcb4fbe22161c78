"""How do many rows become one hash, and how is a part proven from it? The Merkle tree of RFC 6962.

Pure. Section numbers are those of RFC 6962 (2.1, hashing and proofs) and RFC 9162 (2.1.3 and 2.1.4, which
write the same proofs' verification out step by step). A subtree is named by `(level, position)`: it covers
the rows from `position << level` to `(position + 1) << level`.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

Subtree = Callable[[int, int], bytes]

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(row: bytes) -> bytes:
    """The hash of one row. The 0x00 keeps a row from passing for a pair of hashes (2.1)."""
    return sha256(b"\x00" + row).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two neighbouring subtrees (2.1)."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: the largest full subtrees, enough to append and to know the root."""

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if size < 0 or len(peaks) != size.bit_count() or any(len(peak) != HASH_BYTES for peak in peaks):
            raise ValueError("the edge of the tree does not fit its size")
        self.size = size
        self.peaks = list(peaks)

    def push(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Append one leaf hash; name the subtrees it made full, as (level, position, hash)."""
        level, position, full = 0, self.size, leaf
        made = [(level, position, full)]
        while position & 1:
            full = node_hash(self.peaks.pop(), full)
            level, position = level + 1, position >> 1
            made.append((level, position, full))
        self.peaks.append(full)
        self.size += 1
        return made

    def extend(self, leaves: Sequence[bytes]) -> list[tuple[int, Sequence[bytes]]]:
        """Append many leaf hashes; name what was made full: of each level, the first position and the hashes.

        The same tree as pushing them one by one, worked out level by level because that is quicker.
        """
        edge = dict(zip(self._levels(), self.peaks, strict=True))
        made: list[tuple[int, Sequence[bytes]]] = []
        level, position, hashes = 0, self.size, leaves
        while hashes:
            made.append((position, hashes))
            if position & 1:
                hashes = [edge.pop(level), *hashes]
            if len(hashes) & 1:
                edge[level] = hashes[-1]
            hashes = _paired(hashes)
            level, position = level + 1, position >> 1
        self.size += len(leaves)
        self.peaks = [edge[level] for level in self._levels()]
        return made

    def subtrees(self) -> dict[tuple[int, int], bytes]:
        """The peaks by the level and position of the subtrees that they stand for."""
        levels = self._levels()
        return {
            (level, (self.size >> level) - 1): peak for level, peak in zip(levels, self.peaks, strict=True)
        }

    def _levels(self) -> list[int]:
        """The levels of the peaks, the highest first: the bits of the size."""
        return [level for level in reversed(range(self.size.bit_length())) if self.size >> level & 1]

    def root(self) -> bytes:
        """The root over everything pushed so far."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.push(leaf)
    return frontier.root()


def root_of_full(hashes: Sequence[bytes]) -> bytes:
    """The hash over neighbouring full subtrees of one size, a power of two of them."""
    while len(hashes) > 1:
        hashes = _paired(hashes)
    return hashes[0]


def _paired(hashes: Sequence[bytes]) -> list[bytes]:
    """The hashes over each two neighbours; one that is left over at the end is left out."""
    # Not by node_hash: a million calls of it take a third of an append.
    return [
        sha256(b"\x01" + left + right).digest()
        for left, right in zip(hashes[::2], hashes[1::2], strict=False)
    ]


def _split(width: int) -> int:
    """The largest power of two smaller than the width: the `k` of section 2.1."""
    return 1 << (width - 1).bit_length() - 1


def hash_of_range(begin: int, end: int, subtree: Subtree) -> bytes:
    """The tree hash over rows `begin` up to `end`, from full subtrees. A full one starts at `begin`."""
    width = end - begin
    if width == 0:
        return EMPTY_ROOT
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return subtree(level, begin >> level)
    middle = begin + _split(width)
    return node_hash(hash_of_range(begin, middle, subtree), hash_of_range(middle, end, subtree))


def inclusion_proof(row: int, size: int, subtree: Subtree) -> list[bytes]:
    """The audit path of one row in the tree of `size` rows (2.1.1)."""
    if not 0 <= row < size:
        raise ValueError("no such row in a tree of this size")
    path: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if row < middle:
            path.append(hash_of_range(middle, end, subtree))
            end = middle
        else:
            path.append(hash_of_range(begin, middle, subtree))
            begin = middle
    return path[::-1]


def consistency_proof(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """What shows that the tree of `new` rows begins with the tree of `old` rows (2.1.2)."""
    if not 0 <= old <= new:
        raise ValueError("a tree does not shrink")
    if old in (0, new):
        return []
    path: list[bytes] = []
    begin, end, known_whole = 0, new, True
    while old != end:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append(hash_of_range(middle, end, subtree))
            end = middle
        else:
            path.append(hash_of_range(begin, middle, subtree))
            begin, known_whole = middle, False
    if not known_whole:
        path.append(hash_of_range(begin, end, subtree))
    return path[::-1]


def includes(leaf: bytes, *, row: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path leads from this leaf hash, as row `row` of `size`, to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= row < size:
        return False
    place, last, found = row, size - 1, leaf
    for part in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(part, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, part)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def extends(*, old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the path shows that the new tree begins with the old one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    if old == 0:
        return not path and old_root == EMPTY_ROOT
    parts = list(path)
    if old & (old - 1) == 0:
        parts.insert(0, old_root)
    if not parts:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    found_old = found_new = parts[0]
    for part in parts[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            found_old, found_new = node_hash(part, found_old), node_hash(part, found_new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found_new = node_hash(found_new, part)
        place, last = place >> 1, last >> 1
    return last == 0 and found_old == old_root and found_new == new_root
