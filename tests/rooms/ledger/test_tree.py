"""The tree of RFC 6962, against its published vectors and against a plain model of the definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reticent.ledger import tree

# The vectors of the certificate-transparency reference implementation.
ROWS = [
    bytes.fromhex(row)
    for row in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
EMPTY_ROOT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A, B, C = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
)
D, E, F = (
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
)
# (row, size, path)
INCLUSIONS = [
    (0, 1, []),
    (0, 8, [A, B, C]),
    (5, 8, [D, E, ROOTS[3]]),
    (2, 3, [ROOTS[1]]),
    (1, 5, [ROOTS[0], B, D]),
]
# (old, new, path)
CONSISTENCIES = [(1, 1, []), (1, 8, [A, B, C]), (6, 8, [F, E, ROOTS[3]]), (2, 5, [B, D])]


def subtrees_of(rows: list[bytes]) -> tree.Subtree:
    """Full subtrees straight from the definition."""

    def subtree(level: int, position: int) -> bytes:
        part = rows[position << level : (position + 1) << level]
        assert len(part) == 1 << level
        return model_root(part)

    return subtree


def model_root(rows: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, as it stands there."""
    if not rows:
        return bytes.fromhex(EMPTY_ROOT)
    if len(rows) == 1:
        return tree.leaf_hash(rows[0])
    middle = 1
    while middle * 2 < len(rows):
        middle *= 2
    return tree.node_hash(model_root(rows[:middle]), model_root(rows[middle:]))


def hexes(parts: list[bytes]) -> list[str]:
    return [part.hex() for part in parts]


def test_the_empty_tree_has_the_published_root() -> None:
    assert tree.EMPTY_ROOT.hex() == EMPTY_ROOT
    assert tree.root_of([]).hex() == EMPTY_ROOT
    assert tree.hash_of_range(0, 0, subtrees_of([])).hex() == EMPTY_ROOT


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_the_published_ones(size: int) -> None:
    assert tree.root_of(map(tree.leaf_hash, ROWS[:size])).hex() == ROOTS[size - 1]
    assert tree.hash_of_range(0, size, subtrees_of(ROWS)).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("row", "size", "path"), INCLUSIONS)
def test_inclusion_proofs_are_the_published_ones(row: int, size: int, path: list[str]) -> None:
    made = tree.inclusion_proof(row, size, subtrees_of(ROWS))

    assert hexes(made) == path
    assert tree.includes(
        tree.leaf_hash(ROWS[row]), row=row, size=size, path=made, root=bytes.fromhex(ROOTS[size - 1])
    )


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCIES)
def test_consistency_proofs_are_the_published_ones(old: int, new: int, path: list[str]) -> None:
    made = tree.consistency_proof(old, new, subtrees_of(ROWS))

    assert hexes(made) == path
    assert tree.extends(
        old=old,
        new=new,
        path=made,
        old_root=bytes.fromhex(ROOTS[old - 1]),
        new_root=bytes.fromhex(ROOTS[new - 1]),
    )


@given(st.lists(st.binary(max_size=3), max_size=70))
def test_a_tree_grown_row_by_row_is_the_tree_of_the_definition(rows: list[bytes]) -> None:
    frontier = tree.Frontier()
    made: dict[tuple[int, int], bytes] = {}
    for row in rows:
        made |= {(level, position): full for level, position, full in frontier.push(tree.leaf_hash(row))}

    assert frontier.root() == model_root(rows)
    assert frontier.size == len(rows)
    whole = subtrees_of(rows)
    assert made == {
        (level, position): whole(level, position)
        for level in range(len(rows).bit_length())
        for position in range(len(rows) >> level)
    }
    # What was kept of the edge is enough to go on.
    again = tree.Frontier(frontier.size, frontier.peaks)
    again.push(tree.leaf_hash(b"next"))
    assert again.root() == model_root([*rows, b"next"])


@given(
    st.integers(1, 130).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1))), st.data()
)
def test_every_inclusion_proof_holds_and_none_of_its_forgeries_does(
    size_and_row: tuple[int, int], data: st.DataObject
) -> None:
    size, row = size_and_row
    rows = [bytes([at % 256, at // 256]) for at in range(size)]
    path = tree.inclusion_proof(row, size, subtrees_of(rows))
    root, leaf = model_root(rows), tree.leaf_hash(rows[row])

    assert tree.includes(leaf, row=row, size=size, path=path, root=root)

    other = data.draw(st.integers(-1, size + 1).filter(lambda at: at != row))
    assert not tree.includes(leaf, row=other, size=size, path=path, root=root)
    assert not tree.includes(tree.leaf_hash(b"never"), row=row, size=size, path=path, root=root)
    assert not tree.includes(leaf, row=row, size=size, path=[*path, root], root=root)
    assert not tree.includes(leaf, row=row, size=size, path=path, root=tree.EMPTY_ROOT)
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        assert not tree.includes(leaf, row=row, size=size, path=path[:at] + path[at + 1 :], root=root)
        bent = [*path[:at], tree.leaf_hash(b"bent"), *path[at + 1 :]]
        assert not tree.includes(leaf, row=row, size=size, path=bent, root=root)


@given(st.integers(0, 130).flatmap(lambda new: st.tuples(st.integers(0, new), st.just(new))), st.data())
def test_every_consistency_proof_holds_and_none_of_its_forgeries_does(
    sizes: tuple[int, int], data: st.DataObject
) -> None:
    old, new = sizes
    rows = [bytes([at % 256, at // 256]) for at in range(new)]
    path = tree.consistency_proof(old, new, subtrees_of(rows))
    old_root, new_root = model_root(rows[:old]), model_root(rows)

    assert tree.extends(old=old, new=new, path=path, old_root=old_root, new_root=new_root)

    rewritten = model_root([b"rewritten", *rows[1:old]])
    assert not tree.extends(old=old, new=new, path=path, old_root=rewritten, new_root=new_root) or old == 0
    assert not tree.extends(old=old, new=new, path=[*path, new_root], old_root=old_root, new_root=new_root)
    if old:
        assert not tree.extends(old=new + 1, new=new, path=path, old_root=old_root, new_root=new_root)
        assert (
            not tree.extends(old=old, new=new, path=path, old_root=old_root, new_root=rewritten) or old == new
        )
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        bent = [*path[:at], tree.leaf_hash(b"bent"), *path[at + 1 :]]
        assert not tree.extends(old=old, new=new, path=bent, old_root=old_root, new_root=new_root)
        short = path[:at] + path[at + 1 :]
        assert not tree.extends(old=old, new=new, path=short, old_root=old_root, new_root=new_root)


@pytest.mark.parametrize(("size", "peaks"), [(-1, []), (0, [b"x" * 32]), (3, [b"x" * 32]), (1, [b"short"])])
def test_an_edge_that_does_not_fit_its_size_is_refused(size: int, peaks: list[bytes]) -> None:
    with pytest.raises(ValueError, match="edge"):
        tree.Frontier(size, peaks)


def test_proofs_of_what_is_not_there_are_not_made() -> None:
    with pytest.raises(ValueError, match="no such row"):
        tree.inclusion_proof(8, 8, subtrees_of(ROWS))
    with pytest.raises(ValueError, match="shrink"):
        tree.consistency_proof(8, 7, subtrees_of(ROWS))
