#!/usr/bin/env python3
"""Does this export of a Reticent ledger hold? One file, nothing to install, nothing of Reticent needed.

    python3 standalone_verifier.py EXPORT.json [--checkpoint PAGE.txt]... [--key KEY]...

Exit codes: 0 it holds, 1 it does not, 2 the files cannot be read.

Rows are hashed into the tree of RFC 6962 (2.1); checkpoints are C2SP tlog-checkpoints in C2SP signed-notes,
signed with Ed25519 as in RFC 8032 (5.1.7), whose verification is written out below.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from typing import Any

KIND, FORMAT = "reticent-ledger-export", 1
FIELDS = "action basis case commitment count day format library policy role row".split()  # noqa: SIM905
ORIGIN = r"reticent/[0-9a-f]{16}/([a-z0-9-]{1,40})"


class DoesNotHold(Exception):
    """What was found wrong. Exit code 1."""


class CannotRead(Exception):
    """The file is not what it should be. Exit code 2."""


# Ed25519 (RFC 8032, 5.1). Public data only, so the time it takes gives nothing away.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
NEUTRAL = (0, 1, 1, 0)


def add(a: Point, b: Point) -> Point:
    """Sum of two points in extended coordinates (5.1.4)."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def point(data: bytes) -> Point | None:
    """The point that these 32 bytes encode, or None (5.1.3)."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if len(data) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or NEUTRAL


def signature_fits(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the Ed25519 key made this signature over the message (5.1.7)."""
    key = point(public)
    if key is None or len(signature) != 64 or point(signature[:32]) is None:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    minus_key = (P - key[0], key[1], 1, P - key[3])
    # s * BASE - k * key, both at once; it must be the point that the signature begins with.
    table = (None, BASE, minus_key, add(BASE, minus_key))
    total = NEUTRAL
    for bit in range(max(s.bit_length(), k.bit_length()) - 1, -1, -1):
        total = add(total, total)
        part = table[(s >> bit & 1) + 2 * (k >> bit & 1)]
        if part is not None:
            total = add(total, part)
    inverse = pow(total[2], P - 2, P)
    x, y = total[0] * inverse % P, total[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


# The tree (RFC 6962, 2.1)


class Tree:
    """A tree that grows a row at a time."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[bytes] = []

    def push(self, row: bytes) -> None:
        """Append a row's bytes."""
        full, place = hashlib.sha256(b"\x00" + row).digest(), self.size
        while place & 1:
            full, place = hashlib.sha256(b"\x01" + self.peaks.pop() + full).digest(), place >> 1
        self.peaks.append(full)
        self.size += 1

    def root(self) -> bytes:
        """The root over all rows."""
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        root = self.peaks[-1]
        for peak in self.peaks[-2::-1]:
            root = hashlib.sha256(b"\x01" + peak + root).digest()
        return root


# Keys and checkpoints (C2SP signed-note, tlog-checkpoint)


class Key:
    """A public key written on one line: name+id+base64."""

    def __init__(self, line: str) -> None:
        name, ident, encoded = [*line.strip().split("+", 2), "", ""][:3]
        data = unbase64(encoded)
        if not re.fullmatch(ORIGIN, name) or len(data) != 33 or data[0] != 1:
            raise CannotRead("A key is not written as a key of a Reticent ledger is.")
        self.line, self.name, self.raw = line.strip(), name, data[1:]
        self.ident = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
        if self.ident.hex() != ident or name.split("/")[1] != hashlib.sha256(self.raw).hexdigest()[:16]:
            raise DoesNotHold("A key does not carry its own name: it was put together from parts.")


class Note:
    """A checkpoint: whose ledger, how many rows, the root; and, if it is there, the signature."""

    def __init__(self, origin: str, size: int, root: bytes, signature: bytes) -> None:
        self.origin, self.size, self.root, self.signature = origin, size, root, signature
        self.library = origin.split("/")[2]

    def check(self, key: Key) -> None:
        """Raise unless this key signed it."""
        said = f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"
        named = key.name == self.origin and self.signature[:4] == key.ident
        if not named or not signature_fits(key.raw, said.encode(), self.signature[4:]):
            raise DoesNotHold(
                f"The checkpoint of {self.size} rows does not carry a signature of its ledger's key: it was"
                " changed or forged."
            )


def unbase64(text: str) -> bytes:
    """The bytes, or none at all if this is not base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def find_note(text: str) -> tuple[Note | None, str | None]:
    """The checkpoint within a page, however it is indented or surrounded, and the key line if any."""
    lines = [line.strip() for line in text.splitlines()]
    key = next((line[4:].strip() for line in lines if line.startswith("Key:")), None)
    for at, line in enumerate(lines):
        if not re.fullmatch(ORIGIN, line):
            continue
        rest = [each for each in lines[at + 1 :] if each]
        if len(rest) < 2 or not re.fullmatch(r"0|[1-9][0-9]{0,18}", rest[0]) or len(unbase64(rest[1])) != 32:
            continue
        signature = b""
        if len(rest) > 2 and rest[2].startswith(
            ("\u2014 " + line + " ", "- " + line + " ", "-- " + line + " ")
        ):
            signature = unbase64(rest[2].split(" ")[2])
        return Note(line, int(rest[0]), unbase64(rest[1]), signature), key
    return None, key


# The verification


def load(path: str) -> dict[str, Any]:
    """The export as written, every part of the right kind."""
    try:
        with open(path, encoding="utf-8") as file:
            said = json.load(file)
    except OSError as error:
        raise CannotRead(f"{path} cannot be opened: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise CannotRead(f"{path} is cut off, or no export. Fetch it again.") from None
    if not isinstance(said, dict) or said.get("kind") != KIND:
        raise CannotRead(f"{path} is no export of a Reticent ledger.")
    if said.get("format") != FORMAT:
        raise CannotRead("This export has another format: use the verifier that came with it.")
    kinds = {"library": str, "size": int, "root": str, "checkpoints": list, "rows": list}
    whole = all(isinstance(said.get(name), kind) for name, kind in kinds.items())
    if not whole or not all(isinstance(row, str) for row in said["rows"]):
        raise CannotRead("Parts of the export are missing. Fetch it again.")
    if not re.fullmatch(r"[a-z0-9-]{1,40}", said["library"]):
        raise CannotRead("The export does not name its library.")
    for each in said["checkpoints"]:
        if not isinstance(each, dict) or not all(isinstance(each.get(part), str) for part in ("key", "note")):
            raise CannotRead("Parts of the export are missing. Fetch it again.")
    return said


def check_row(text: str, row: int, library: str) -> None:
    """Raise unless this is a row, of this library, in its own place."""
    try:
        said = json.loads(text)
        written = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    except (ValueError, RecursionError):
        said, written = None, None
    if not isinstance(said, dict) or sorted(said) != FIELDS or written != text or said["format"] != FORMAT:
        raise DoesNotHold(f"Row {row} is not written as a row is: it was changed.")
    if said["library"] != library:
        raise DoesNotHold(f"Row {row} was written for another library.")
    if said["row"] != row:
        raise DoesNotHold(f"At row {row} stands one written as another: rows were moved, or one is missing.")


def read_page(path: str, library: str) -> tuple[Note, str | None]:
    """The checkpoint that someone kept, and the key on the same page."""
    try:
        with open(path, encoding="utf-8") as file:
            note, line = find_note(file.read())
    except OSError as error:
        raise CannotRead(f"{path} cannot be opened: {error.strerror}.") from None
    except UnicodeDecodeError:
        note, line = None, None
    if note is None:
        raise CannotRead(f"In {path} there is no checkpoint: three lines, beginning with reticent/.")
    if note.library != library:
        raise CannotRead(f"{path} is a checkpoint of {note.library}, the export is of {library}.")
    return note, line


def verify(
    said: dict[str, Any], pages: list[tuple[str, tuple[Note, str | None]]], trusted: list[Key]
) -> Iterator[str]:
    """What can be said of the export, line by line; raises at the first thing that does not hold."""
    library = said["library"]
    signed = []
    for each in said["checkpoints"]:
        note, key = find_note(each["note"])[0], Key(each["key"])
        if note is None:
            raise DoesNotHold("A checkpoint in the export is not written as one is: it was changed.")
        if note.library != library:
            raise DoesNotHold("A checkpoint in the export is of another library.")
        note.check(key)
        signed.append((note, key))
    if not signed:
        raise DoesNotHold(
            "Nothing in this export is signed, so it proves nothing. Ask for one with a checkpoint."
        )
    signed.sort(key=lambda pair: pair[0].size)
    newest, newest_key = signed[-1]
    keys = {key.name: key for _, key in signed}
    for path, (note, line) in pages:
        if note.origin not in keys:
            raise DoesNotHold(
                f"{path}: no checkpoint of this export was signed with the key of that page. If the key was"
                " not replaced on purpose, the export is forged."
            )
        if line is not None and Key(line).line not in [key.line for key in keys.values()]:
            raise DoesNotHold(f"{path}: the key on that page is not the export's key.")
        if note.signature:
            note.check(keys[note.origin])
        if note.size > len(said["rows"]):
            raise DoesNotHold(
                f"{path}: that page vouches for {note.size} rows, the export has {len(said['rows'])}:"
                " it is older, or rows were cut off."
            )
    # Whoever names a key, or kept a page, trusts that key and no other: a stranger could sign a continuation.
    names = {key.name for key in trusted} | {note.origin for _, (note, _) in pages}
    for note, key in signed:
        if names and key.name not in names:
            raise DoesNotHold(
                f"The checkpoint of {note.size} rows is signed with a key you did not name. If the library told you"
                f" that its key was replaced, compare this one and name it too: --key {key.line}"
            )

    roots, tree = {}, Tree()
    wanted = {note.size for note, _ in signed} | {note.size for _, (note, _) in pages}
    roots[0] = tree.root()
    for row, text in enumerate(said["rows"]):
        check_row(text, row, library)
        tree.push(text.encode("ascii"))
        if tree.size in wanted:
            roots[tree.size] = tree.root()
    good = 0
    for note, _ in signed:
        if note.size > tree.size:
            raise DoesNotHold(
                f"The export has {tree.size} rows, but a checkpoint in it vouches for {note.size}:"
                " rows were cut off."
            )
        if roots[note.size] != note.root:
            raise DoesNotHold(
                f"One of the rows {good} to {note.size - 1} is not what it was when the checkpoint of"
                f" {note.size} rows was signed."
            )
        good = note.size
    for path, (note, _) in pages:
        if roots[note.size] != note.root:
            raise DoesNotHold(
                f"{path}: among the first {note.size} rows, one is not what it was when that page was signed."
                " The ledger was rewritten."
            )
    if said["size"] != tree.size or said["root"] != tree.root().hex():
        raise DoesNotHold("The export does not have the size and root it claims.")

    yield f"The ledger of {library}: {tree.size} rows, root {tree.root().hex()}"
    yield f"Every row is in its place, and fits every checkpoint ({len(signed)} of them)."
    yield f"The newest vouches for {newest.size} rows."
    if newest.size < tree.size:
        yield f"The rows from {newest.size} on came after it: nothing vouches for them yet."
    for path, (note, _) in pages:
        yield f"{path}: since that page, of {note.size} rows, the ledger was only added to."
        if not note.signature:
            yield "  (That page bears no signature; this holds as far as you trust the page.)"
    if trusted:
        yield "Signed with the key you named."
    elif not pages:
        yield "Signed with this key; compare it with the one in the board's minutes, or give --checkpoint:"
        yield "  " + newest_key.line
    yield "It holds."


def main(arguments: list[str] | None = None) -> int:
    """Verify, say it in plain words, answer the exit code."""
    parser = argparse.ArgumentParser(description="Check an export of a Reticent ledger.")
    parser.add_argument("export", help="the export, as written by `reticent ledger export`")
    parser.add_argument(
        "--checkpoint", action="append", default=[], help="a page someone kept (may be repeated)"
    )
    parser.add_argument("--key", action="append", default=[], help="a key line you trust (may be repeated)")
    asked = parser.parse_args(arguments)
    try:
        said = load(asked.export)
        pages = [(path, read_page(path, said["library"])) for path in asked.checkpoint]
        trusted = [Key(line) for line in asked.key]
        for line in verify(said, pages, trusted):
            print(line)
    except DoesNotHold as problem:
        print(f"It does not hold. {problem}")
        return 1
    except CannotRead as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
