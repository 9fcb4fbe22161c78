"""How does someone outside check the ledger without us? An export, for the stand-alone verifier to read."""

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reticent.errors import Malformed, Refused
from reticent.ledger import checkpoints, leaf, log, tree

FORMAT = 1
KIND = "reticent-ledger-export"
VERIFIER = Path(__file__).with_name("standalone_verifier.py")


class NothingSigned(Refused):
    """There is no checkpoint yet: an export would prove nothing."""


@dataclass(frozen=True)
class Exported:
    """What an export holds."""

    path: Path
    rows: int
    checkpoints: int


def write(library: str, path: Path) -> Exported:
    """Write all rows and checkpoints of the library into one file, whole or not at all."""
    leaf.check_library(library)
    with log.in_plain_words(library):
        return _write(library, path)


def _write(library: str, path: Path) -> Exported:
    notes = checkpoints.signed(library)
    head = log.LedgerHead.objects.filter(library=library).first()
    size, root = (head.size, head.frontier().root()) if head else (0, tree.EMPTY_ROOT)
    if not notes:
        raise NothingSigned(
            f"The ledger of {library} has no checkpoint yet, so an export proves nothing. Sign one first."
        )
    whole = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with whole.open("w", encoding="utf-8") as file:
            beginning = {
                "format": FORMAT,
                "kind": KIND,
                "library": library,
                "size": size,
                "root": root.hex(),
                "checkpoints": [
                    {
                        "key": note.key.line(library),
                        "note": note.note,
                        "signed_on": note.signed_on.isoformat(),
                    }
                    for note in notes
                ],
            }
            file.write(json.dumps(beginning, indent=1)[:-2] + ',\n "rows": [')
            comma = "\n"
            for row in _rows(library, size):
                file.write(f"{comma}{json.dumps(row)}")
                comma = ",\n"
            file.write("\n]}\n")
            file.flush()
            os.fsync(file.fileno())
        whole.replace(path)
    except OSError as error:
        raise Malformed(f"{path} cannot be written: {error.strerror}. Choose another place.") from None
    finally:
        whole.unlink(missing_ok=True)
    return Exported(path=path, rows=size, checkpoints=len(notes))


def _rows(library: str, size: int) -> Iterator[str]:
    found = log.LedgerLeaf.objects.filter(library=library, row__lt=size).order_by("row")
    expected = 0
    for row, said in found.values_list("row", "said").iterator(chunk_size=2000):
        try:
            text = bytes(said).decode("ascii")
        except (TypeError, UnicodeDecodeError):
            text = ""
        if row != expected or not text:
            raise log.LedgerDamaged(f"Row {expected} of the ledger of {library} cannot be read. {log.ADVICE}")
        yield text
        expected += 1
    if expected != size:
        raise log.LedgerDamaged(f"Row {expected} of the ledger of {library} is missing. {log.ADVICE}")
