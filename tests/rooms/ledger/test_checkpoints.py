"""What the library vouches for, and when it refuses to."""

import base64
import os
import re
import stat
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connections

from reticent.ledger import checkpoints, log, standalone_verifier
from reticent.ledger.checkpoints import KeyFileUnusable, NotSigned, PublicKey, Signer
from tests.rooms.ledger.entries import entries

pytestmark = pytest.mark.django_db(databases=["default", "ledger"], transaction=True)


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "ledger.key"

    made, read = Signer(path), Signer(path)

    assert made.public_key == read.public_key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["ledger.key"]


def test_a_key_that_another_process_made_meanwhile_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ledger.key"
    first = Signer(path)
    monkeypatch.setattr(Path, "exists", lambda _: False)

    assert Signer(path).public_key == first.public_key


def test_a_key_shows_nothing_of_itself(signer: Signer) -> None:
    assert repr(signer) == f"<Signer of {signer.public_key.installation}>"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not a key",
        "[]",
        "{}",
        '{"format": 1, "kind": "reticent-ledger-key", "seed": "c2hvcnQ="}',
        '{"format": 1, "kind": "reticent-ledger-key", "seed": 7}',
        '{"format": 2, "kind": "reticent-ledger-key", "seed": ""}',
        '{"format": 1, "kind": "another", "seed": ""}',
        "\u2014",
    ],
)
def test_a_damaged_key_file_is_named_and_not_shown(tmp_path: Path, content: str) -> None:
    path = tmp_path / "ledger.key"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)

    with pytest.raises(KeyFileUnusable, match="no ledger key, or was damaged") as problem:
        Signer(path)

    assert problem.value.__cause__ is None
    assert "c2hvcnQ" not in str(problem.value)


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.key"
    Signer(path)
    path.chmod(0o644)

    with pytest.raises(KeyFileUnusable, match="chmod 600"):
        Signer(path)


def test_a_missing_key_folder_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeyFileUnusable, match="RETICENT_KEYS"):
        Signer(tmp_path / "nowhere" / "ledger.key")


def test_a_key_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "ledger.key").mkdir(mode=0o700)

    with pytest.raises(KeyFileUnusable, match="cannot be read"):
        Signer(tmp_path / "ledger.key")


def test_a_checkpoint_has_the_published_form(signer: Signer, now: datetime) -> None:
    log.append_many("mansfield", entries(3))

    note = checkpoints.sign("mansfield", signer, now)

    origin = f"reticent/{signer.public_key.installation}/mansfield"
    said, signature = note.split("\n\n")
    assert said.split("\n") == [origin, "3", base64.b64encode(log.root("mansfield")).decode()]
    assert signature.startswith(f"\u2014 {origin} ")
    assert signature.endswith("\n")
    raw = base64.b64decode(signature.split(" ")[2])
    assert raw[:4] == signer.public_key.key_id("mansfield")
    assert signer.public_key.fits((said + "\n").encode(), raw[4:])
    assert standalone_verifier.signature_fits(signer.public_key.raw, (said + "\n").encode(), raw[4:])


def test_once_a_size_is_enough(signer: Signer, now: datetime) -> None:
    log.append_many("mansfield", entries(3))

    assert checkpoints.sign("mansfield", signer, now) == checkpoints.sign("mansfield", signer, now)
    assert len(checkpoints.signed("mansfield")) == 1


def test_an_empty_ledger_can_be_vouched_for(signer: Signer, now: datetime) -> None:
    checkpoints.sign("mansfield", signer, now)
    log.append_many("mansfield", entries(3))
    checkpoints.sign("mansfield", signer, now)

    assert [each.size for each in checkpoints.signed("mansfield")] == [0, 3]


def test_the_latest_checkpoint_is_answered(written: str, signer: Signer, now: datetime) -> None:
    last = checkpoints.latest(written)

    assert last is not None
    assert (last.size, last.signed_on, last.key) == (590, now.date(), signer.public_key)
    assert checkpoints.read_note(last.note, written, [signer.public_key]) == (590, last.root)
    assert checkpoints.latest("wolcott") is None


def test_the_printed_page_holds_all_that_a_verifier_needs(written: str, signer: Signer) -> None:
    last = checkpoints.latest(written)
    assert last is not None

    page = last.printable()

    note, key = standalone_verifier.find_note(page)
    assert note is not None
    assert (note.size, note.root, key) == (590, last.root, signer.public_key.line(written))
    note.check(standalone_verifier.Key(signer.public_key.line(written)))
    assert "2026-11-21" in page
    assert all(len(line) <= 140 for line in page.splitlines())


def test_lost_rows_are_never_signed_away(written: str, signer: Signer, now: datetime) -> None:
    copy = list(log.LedgerLeaf.objects.filter(library=written, row__lt=100).order_by("row"))
    for model in (log.LedgerLeaf, log.LedgerNode, log.LedgerHead):
        model.objects.all().delete()  # type: ignore[attr-defined]
    log.append_many(written, entries(100))
    assert [each.leaf_hash for each in copy] == [
        each.leaf_hash for each in log.LedgerLeaf.objects.order_by("row")
    ]

    with pytest.raises(log.LedgerDamaged, match=r"100 rows, but 590 were signed.*Restore the ledger"):
        checkpoints.sign(written, signer, now)

    assert len(checkpoints.signed(written)) == 3


def test_a_rewritten_ledger_is_never_signed(written: str, signer: Signer, now: datetime) -> None:
    for model in (log.LedgerLeaf, log.LedgerNode, log.LedgerHead):
        model.objects.all().delete()  # type: ignore[attr-defined]
    log.append_many(written, [entries(2)[1], *entries(600)[1:]])

    with pytest.raises(log.LedgerDamaged, match="no longer begins with the 590 rows"):
        checkpoints.sign(written, signer, now)


def test_a_ledger_that_does_not_add_up_is_never_signed(written: str, signer: Signer, now: datetime) -> None:
    log.LedgerNode.objects.filter(position=0).update(node_hash=bytes(32))

    with pytest.raises(log.LedgerDamaged, match="does not add up"):
        checkpoints.sign(written, signer, now)


def test_a_checkpoint_that_was_changed_is_never_signed_over(
    written: str, signer: Signer, now: datetime
) -> None:
    last = checkpoints.LedgerCheckpoint.objects.get(size=590)
    last.note = last.note.replace("\n590\n", "\n10\n")
    last.save()

    with pytest.raises(NotSigned, match="signature does not fit"):
        checkpoints.sign(written, signer, now)


@pytest.mark.parametrize("change", ["note = 'nothing'", "note = ''"])
def test_a_checkpoint_that_cannot_be_read_is_never_passed_over(
    written: str, signer: Signer, now: datetime, change: str
) -> None:
    with connections["ledger"].cursor() as cursor:
        cursor.execute(f"UPDATE reticent_ledgercheckpoint SET {change}")

    with pytest.raises(log.LedgerDamaged, match="cannot be read"):
        checkpoints.sign(written, signer, now)


def test_another_installations_key_signs_nothing_here(written: str, tmp_path: Path, now: datetime) -> None:
    stranger = Signer(tmp_path / "another.key")

    with pytest.raises(NotSigned, match="another installation, put the right one back"):
        checkpoints.sign(written, stranger, now)


def test_a_key_replaced_on_purpose_goes_on_where_the_former_ended(
    written: str, signer: Signer, tmp_path: Path, now: datetime
) -> None:
    successor = Signer(tmp_path / "successor.key")

    note = checkpoints.sign(written, successor, now, former=[signer.public_key])

    assert note.startswith(f"reticent/{successor.public_key.installation}/")
    assert checkpoints.sign(written, successor, now) == note


@pytest.mark.parametrize(
    "bend",
    [
        lambda note: "",
        lambda note: note[:-1],
        lambda note: note + "\n",
        lambda note: note.replace("\n590\n", "\n0590\n"),
        lambda note: note.replace("\n590\n", "\n591\n"),
        lambda note: note.replace("/mansfield", "/weston"),
        lambda note: note.replace("=\n\n", "=\nmore\n\n"),
        lambda note: note.replace("\u2014 reticent/", "\u2014 elsewhere/"),
        lambda note: note[:-8] + "AAAAAA=\n",
        lambda note: re.sub(r"(\u2014 \S+ ).{4}", r"\1AAAA", note),
    ],
)
def test_a_bent_checkpoint_is_not_read(written: str, signer: Signer, bend: object) -> None:
    last = checkpoints.latest(written)
    assert last is not None

    with pytest.raises(NotSigned):
        checkpoints.read_note(bend(last.note), written, [signer.public_key])  # type: ignore[operator]


def test_a_key_is_known_however_it_is_handed_over(signer: Signer) -> None:
    key = signer.public_key

    assert checkpoints.key_of(signer) == checkpoints.key_of(key) == checkpoints.key_of(key.raw) == key
    assert not PublicKey(bytes(31)).fits(b"", bytes(64))


def test_the_key_file_is_never_readable_by_others_even_while_it_is_made(tmp_path: Path) -> None:
    former = os.umask(0)
    try:
        Signer(tmp_path / "ledger.key")
    finally:
        os.umask(former)

    assert stat.S_IMODE((tmp_path / "ledger.key").stat().st_mode) == 0o600
