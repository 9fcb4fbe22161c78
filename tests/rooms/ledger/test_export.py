"""The stand-alone verifier, run as anyone would run it: one file, an isolated Python, an export."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from reticent.errors import Malformed
from reticent.ledger import checkpoints, export, leaf, log, standalone_verifier
from reticent.ledger.checkpoints import Signer
from tests.rooms.ledger.entries import an_entry, entries

pytestmark = pytest.mark.django_db(databases=["default", "ledger"], transaction=True)


def run(*arguments: object, folder: Path) -> tuple[int, str]:
    alone = folder / "alone.py"
    alone.write_bytes(export.VERIFIER.read_bytes())
    done = subprocess.run(
        [sys.executable, "-I", str(alone), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={},
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def exported(written: str, tmp_path: Path) -> Path:
    export.write(written, tmp_path / "export.json")
    return tmp_path / "export.json"


@pytest.fixture
def page(written: str, tmp_path: Path) -> Path:
    """The checkpoint of 300 rows, printed, as the board kept it."""
    kept = checkpoints.signed(written)[1]
    (tmp_path / "page.txt").write_text(kept.printable(), encoding="utf-8")
    return tmp_path / "page.txt"


def bent(path: Path, bend: Callable[[dict[str, Any]], None]) -> Path:
    said = json.loads(path.read_text())
    bend(said)
    other = path.with_name("bent.json")
    other.write_text(json.dumps(said))
    return other


def test_it_needs_nothing_but_the_standard_library() -> None:
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(export.VERIFIER.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert imported <= sys.stdlib_module_names


def test_an_export_says_what_it_holds(written: str, tmp_path: Path) -> None:
    done = export.write(written, tmp_path / "export.json")

    said = json.loads(done.path.read_text())
    assert (done.rows, done.checkpoints) == (600, 3)
    assert (said["format"], said["kind"], said["size"]) == (1, "reticent-ledger-export", 600)
    assert said["root"] == log.root(written).hex()
    assert said["rows"][17].encode() == leaf.write(written, 17, an_entry(count=18))
    assert [each.name for each in tmp_path.glob("*export*")] == ["export.json"]


def test_a_good_export_holds(exported: Path, tmp_path: Path, signer: Signer) -> None:
    code, said = run(exported, folder=tmp_path)

    assert code == 0
    assert "mansfield: 600 rows" in said
    assert "The newest vouches for 590 rows" in said
    assert "The rows from 590 on came after it" in said
    assert signer.public_key.line("mansfield") in said
    assert said.endswith("It holds.\n")


def test_a_good_export_holds_against_a_page_someone_kept(exported: Path, page: Path, tmp_path: Path) -> None:
    code, said = run(exported, "--checkpoint", page, folder=tmp_path)

    assert code == 0
    assert "since that page, of 300 rows, the ledger was only added to" in said


def test_the_three_lines_retyped_from_paper_are_enough(exported: Path, page: Path, tmp_path: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()[2:5]
    retyped = tmp_path / "retyped.txt"
    retyped.write_text("  From the minutes:\n\n   " + "  \n   ".join(lines) + "\n\nMoved and seconded.\n")

    code, said = run(exported, "--checkpoint", retyped, folder=tmp_path)

    assert code == 0
    assert "as far as you trust the page" in said


def test_a_key_one_trusts_can_be_given(exported: Path, tmp_path: Path, signer: Signer) -> None:
    assert run(exported, "--key", signer.public_key.line("mansfield"), folder=tmp_path)[0] == 0

    stranger = Signer(tmp_path / "stranger.key").public_key.line("mansfield")
    code, said = run(exported, "--key", stranger, folder=tmp_path)
    assert (code, "signed with a key you did not name" in said) == (1, True)


def test_an_empty_signed_ledger_holds(signer: Signer, now: datetime, tmp_path: Path) -> None:
    checkpoints.sign("weston", signer, now)
    export.write("weston", tmp_path / "empty.json")

    assert run(tmp_path / "empty.json", folder=tmp_path)[0] == 0


def _change_a_row(said: dict[str, Any]) -> None:
    said["rows"][100] = leaf.write("mansfield", 100, an_entry(count=4711)).decode()


def _change_a_row_and_the_root(said: dict[str, Any]) -> None:
    _change_a_row(said)
    tree = standalone_verifier.Tree()
    for row in said["rows"]:
        tree.push(row.encode())
    said["root"] = tree.root().hex()


def _swap_two_rows(said: dict[str, Any]) -> None:
    said["rows"][7], said["rows"][8] = said["rows"][8], said["rows"][7]


def _drop_a_row(said: dict[str, Any]) -> None:
    del said["rows"][100]


def _cut_off(said: dict[str, Any]) -> None:
    said["rows"] = said["rows"][:400]


def _cut_off_with_the_checkpoints(said: dict[str, Any]) -> None:
    _cut_off(said)
    said["checkpoints"] = said["checkpoints"][:2]


def _slip_in_a_name(said: dict[str, Any]) -> None:
    row = json.loads(said["rows"][100]) | {"patron": "Alice"}
    said["rows"][100] = json.dumps(row, sort_keys=True, separators=(",", ":"))


def _move_a_row_to_another_library(said: dict[str, Any]) -> None:
    said["rows"][100] = said["rows"][100].replace('"mansfield"', '"weston"')


def _space_out_a_row(said: dict[str, Any]) -> None:
    said["rows"][100] = said["rows"][100].replace(",", ", ")


def _bend_a_checkpoint(said: dict[str, Any]) -> None:
    said["checkpoints"][1]["note"] = said["checkpoints"][1]["note"].replace("\n300\n", "\n301\n")


def _bend_a_signature(said: dict[str, Any]) -> None:
    said["checkpoints"][1]["note"] = said["checkpoints"][1]["note"][:-12] + "AAAAAAAAAA=\n"


def _garble_a_checkpoint(said: dict[str, Any]) -> None:
    said["checkpoints"][1]["note"] = "nothing"


def _strip_the_checkpoints(said: dict[str, Any]) -> None:
    said["checkpoints"] = []


def _rename_the_library(said: dict[str, Any]) -> None:
    said["library"] = "weston"


def _graft_another_key(said: dict[str, Any]) -> None:
    stranger = standalone_verifier.base64.b64encode(b"\x01" + bytes(range(32))).decode()
    name, ident, _ = said["checkpoints"][0]["key"].split("+", 2)
    said["checkpoints"][0]["key"] = f"{name}+{ident}+{stranger}"


@pytest.mark.parametrize(
    ("bend", "named"),
    [
        (_change_a_row, "One of the rows 5 to 299 is not what it was"),
        (_change_a_row_and_the_root, "One of the rows 5 to 299 is not what it was"),
        (_swap_two_rows, "At row 7 stands one written as another"),
        (_drop_a_row, "At row 100 stands one written as another"),
        (_cut_off, "The export has 400 rows, but a checkpoint in it vouches for 590"),
        (_cut_off_with_the_checkpoints, "does not have the size and root it claims"),
        (_slip_in_a_name, "Row 100 is not written as a row is"),
        (_move_a_row_to_another_library, "Row 100 was written for another library"),
        (_space_out_a_row, "Row 100 is not written as a row is"),
        (_bend_a_checkpoint, "The checkpoint of 301 rows does not carry a signature"),
        (_bend_a_signature, "The checkpoint of 300 rows does not carry a signature"),
        (_garble_a_checkpoint, "A checkpoint in the export is not written as one"),
        (_strip_the_checkpoints, "Nothing in this export is signed"),
        (_rename_the_library, "of another library"),
        (_graft_another_key, "does not carry its own name"),
    ],
)
def test_a_bent_export_does_not_hold(
    exported: Path, tmp_path: Path, bend: Callable[[dict[str, Any]], None], named: str
) -> None:
    code, said = run(bent(exported, bend), folder=tmp_path)

    assert (code, named in said) == (1, True), said
    assert "Alice" not in said


def _forge(tmp_path: Path, now: datetime, key: Signer, rows: list[leaf.Entry]) -> Path:
    """A whole other history of the same library, consistently signed."""
    for model in (log.LedgerLeaf, log.LedgerNode, log.LedgerHead, checkpoints.LedgerCheckpoint):
        model.objects.all().delete()  # type: ignore[attr-defined]
    log.append_many("mansfield", rows)
    checkpoints.sign("mansfield", key, now)
    export.write("mansfield", tmp_path / "forged.json")
    return tmp_path / "forged.json"


def test_a_history_forged_with_another_key_is_found_by_the_page(
    page: Path, tmp_path: Path, now: datetime
) -> None:
    forged = _forge(tmp_path, now, Signer(tmp_path / "stranger.key"), entries(600))

    assert run(forged, folder=tmp_path)[0] == 0  # it agrees with itself: only what someone kept can tell
    code, said = run(forged, "--checkpoint", page, folder=tmp_path)
    assert (code, "no checkpoint of this export was signed with the key of that page" in said) == (1, True)


def test_a_history_forged_with_the_true_key_is_found_by_the_page(
    page: Path, signer: Signer, tmp_path: Path, now: datetime
) -> None:
    forged = _forge(tmp_path, now, signer, [an_entry(count=4711), *entries(600)[1:]])

    assert run(forged, folder=tmp_path)[0] == 0
    code, said = run(forged, "--checkpoint", page, folder=tmp_path)
    assert (code, "among the first 300 rows, one is not what it was" in said) == (1, True)


def test_a_continuation_that_a_stranger_signed_is_found(
    written: str, page: Path, signer: Signer, tmp_path: Path, now: datetime
) -> None:
    successor = Signer(tmp_path / "successor.key")
    checkpoints.sign(written, successor, now, former=[signer])
    export.write(written, tmp_path / "export.json")
    key, other = signer.public_key.line(written), successor.public_key.line(written)

    for arguments in (["--checkpoint", page], ["--key", key]):
        code, said = run(tmp_path / "export.json", *arguments, folder=tmp_path)
        assert (code, f"name it too: --key {other}" in said) == (1, True)

    # Told of the replacement, one names both.
    assert run(tmp_path / "export.json", "--checkpoint", page, "--key", other, folder=tmp_path)[0] == 0
    assert run(tmp_path / "export.json", "--key", key, "--key", other, folder=tmp_path)[0] == 0


def test_an_export_older_than_the_page_is_said_so(
    page: Path, signer: Signer, tmp_path: Path, now: datetime
) -> None:
    older = _forge(tmp_path, now, signer, entries(100))

    code, said = run(older, "--checkpoint", page, folder=tmp_path)

    assert (code, "vouches for 300 rows, the export has 100" in said) == (1, True)


@pytest.mark.parametrize(
    ("old", "new", "code", "named"),
    [
        ("\n300\n", "\n301\n", 1, "does not carry a signature"),
        ("/mansfield\n", "/weston\n", 2, "is a checkpoint of weston"),
        ("reticent/", "elsewhere/", 2, "there is no checkpoint"),
        ("Key: reticent/", "Key: elsewhere/", 2, "A key is not written"),
    ],
)
def test_a_bent_page_is_named(
    exported: Path, page: Path, tmp_path: Path, old: str, new: str, code: int, named: str
) -> None:
    page.write_text(page.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    found, said = run(exported, "--checkpoint", page, folder=tmp_path)

    assert (found, named in said) == (code, True), said


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"kind": "reticent-ledger-export", "format": 2}',
        b'{"kind": "reticent-ledger-export", "format": 1}',
        b'{"kind": "reticent-ledger-export", "format": 1, "library": "weston", "size": 0, "root": "",'
        b' "checkpoints": [7], "rows": []}',
        b'{"kind": "reticent-ledger-export", "format": 1, "library": "weston", "size": 0, "root": "",'
        b' "checkpoints": [], "rows": [7]}',
    ],
)
def test_what_is_no_export_is_bad_input(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "export.json").write_bytes(content)

    assert run(tmp_path / "export.json", folder=tmp_path)[0] == 2


def test_a_torn_export_is_bad_input(exported: Path, tmp_path: Path) -> None:
    exported.write_bytes(exported.read_bytes()[:-100])

    code, said = run(exported, folder=tmp_path)

    assert (code, "cut off" in said) == (2, True)


def test_files_that_are_not_there_are_bad_input(exported: Path, tmp_path: Path) -> None:
    assert run(tmp_path / "nowhere.json", folder=tmp_path)[0] == 2
    assert run(exported, "--checkpoint", tmp_path / "nowhere.txt", folder=tmp_path)[0] == 2
    assert run(exported, "--key", "nothing", folder=tmp_path)[0] == 2
    assert run(folder=tmp_path)[0] == 2


def test_nothing_is_exported_before_anything_is_signed(tmp_path: Path) -> None:
    log.append("weston", an_entry())

    with pytest.raises(export.NothingSigned, match="Sign one first"):
        export.write("weston", tmp_path / "export.json")

    assert not list(tmp_path.glob("*export*"))


def test_a_damaged_ledger_is_not_exported(written: str, tmp_path: Path) -> None:
    log.LedgerLeaf.objects.filter(row=100).delete()

    with pytest.raises(log.LedgerDamaged, match="Row 100"):
        export.write(written, tmp_path / "export.json")

    assert not list(tmp_path.glob("*export*"))


def test_a_place_that_cannot_be_written_is_named(written: str, tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="cannot be written"):
        export.write(written, tmp_path / "nowhere" / "export.json")
