"""Does the ledger that stands here begin with the one in a copy? It only grows, so it must."""

from collections.abc import Iterable

from reticent.ledger import checkpoints, log, proofs, tree


def problems(
    library: str, *, rows: Iterable[bytes], said_size: int, key: checkpoints.PublicKey | None
) -> list[str]:
    """What is wrong between the rows of a copy, oldest first, and the ledger here; nothing where all is well.

    The copy's root is worked out from its rows anew and must be proven to be a beginning of the tree here; and the
    newest signed checkpoint must fit the tree here. Without a key nothing was ever signed.
    """
    copied = tree.Frontier()
    for row in rows:
        copied.push(tree.leaf_hash(row))
    if copied.size != said_size:
        return [f"{library}: the copy has {copied.size} rows where it says {said_size}"]
    here = log.size(library)
    if here < copied.size:
        return [f"{library}: the ledger here has {here} rows, and the copy {copied.size}: the last are lost"]
    try:
        grown = proofs.consistency(library, copied.size)
        if grown.old_root != copied.root() or not grown.holds():
            return [f"{library}: the ledger here does not begin with the {copied.size} rows of the copy"]
        return _against_the_signed(library, key)
    except log.LedgerDamaged as no:
        return [str(no)]


def _against_the_signed(library: str, key: checkpoints.PublicKey | None) -> list[str]:
    last = checkpoints.latest(library)
    if last is None:
        return []
    if key is None:
        return [f"{library}: the key that signed the checkpoints is not in the key folder"]
    try:
        size, root = checkpoints.read_note(last.note, library, [key])
    except checkpoints.NotSigned as no:
        return [f"{library}: the last checkpoint does not verify: {no}"]
    if size > log.size(library):
        return [f"{library}: {size} rows were signed, and the ledger here has {log.size(library)}"]
    if proofs.worked_out(library, lambda subtree: tree.hash_of_range(0, size, subtree)) != root:
        return [f"{library}: one of the first {size} rows is not what was signed"]
    return []
