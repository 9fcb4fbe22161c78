"""The package that a case hands over: what its paper names, with a list and marks, made once and kept nowhere.

It is made in memory from a search of the same query, done anew while somebody looks on. The case keeps its mark, the
kinds and the counts; everybody touched has it noted; only then is it given out.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from reticent import papers
from reticent.access.searching import STATEMENT
from reticent.disclosure import cases, letters
from reticent.disclosure.cases import CaseFile
from reticent.disclosure.forms import Field, checked
from reticent.disclosure.known import authority
from reticent.disclosure.permitted import still_covers
from reticent.disclosure.searching import (
    Query,
    Result,
    Second,
    Table,
    begun,
    entry_of,
    fields_of,
    gather,
    in_short,
    ready,
    result_of,
    said_of,
    tables,
    told_on,
    was_searched,
)
from reticent.drawer.slips import Writer
from reticent.errors import Refused
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import FIELDS
from reticent.records import disclosures
from reticent.records.disclosures import PRODUCED

STEP = "produce"
FORMAT = 1
MANIFEST, TABLE, PAGES = "manifest.json", "records.csv", "records.pdf"
LETTER, LETTER_AS_TEXT = "transmittal.pdf", "transmittal.txt"
# Every file in a package bears one date: the day on which it was made stands in the list.
_UNDATED = (1980, 1, 1, 0, 0, 0)


class NothingToHandOver(Refused):
    """The search finds nothing that is named."""


@dataclass(frozen=True, repr=False)
class Released:
    """A package that was just released: its bytes are here, and nowhere else."""

    name: str
    package: bytes
    sha256: str
    file: CaseFile


def asks(library: Library) -> tuple[Field, ...]:
    """What is asked about handing over, beside who looks on."""
    return fields_of(library, ("handed_to", "sent_how"))


def release(
    library: Library,
    account: StaffAccount,
    handle: str,
    *,
    query: Query,
    second: Second,
    handed: Mapping[str, object],
    now: datetime,
    seen: int,
) -> Released:
    """Make the package and let it go, once: of what was searched for, as it stands at this moment."""
    to = checked(asks(library), handed)
    file = ready(library, account, handle, step=STEP, query=query, now=now, seen=seen)
    was_searched(file, query)
    search = begun(library, file, query, now=now)
    still_covers(search, file.known, case=file.handle, typed=query.typed)
    gathered, bearers = gather(search, query)
    result = result_of(library, file, query, gathered, bearers, now=now)
    if not result.people:
        raise NothingToHandOver(
            "Nothing that the paper names is held here now. Decide to say so, and send the letter: there is nothing to"
            " hand over. Nothing was made."
        )
    package = _made(library, file, query, result, now=now)
    mark = hashlib.sha256(package).hexdigest()
    entry = entry_of(file, act=PRODUCED, today=search.today)
    touched = gathered.counts()

    def note(writer: Writer) -> None:
        disclosures.note(writer, entry, touched, told_on=told_on(file, today=search.today))

    details = {
        **said_of(second),
        **to,
        "kinds": list(query.fields),
        "counts": in_short(result),
        "how_many_people": str(len(result.people)),
        "query_mark": query.mark,
        "package": mark,
    }
    after = cases.take(library, account, handle, step=STEP, details=details, now=now, seen=seen, beside=note)
    assert isinstance(after, CaseFile)
    return Released(f"{file.shown}.zip", package, mark, after)


def _made(library: Library, file: CaseFile, query: Query, result: Result, *, now: datetime) -> bytes:
    letter = _letter(library, file, query, result, now=now)
    files = {
        TABLE: _table(query, result),
        PAGES: _pages(library, file, query, result, now=now),
        LETTER: papers.pdf("letter", asdict(letter), title=letter.title, made=library.day_of(now)),
        LETTER_AS_TEXT: letters.as_text(letter).encode(),
    }
    manifest = json.dumps(
        _manifest(library, file, query, result, files, now=now), indent=2, ensure_ascii=False
    )
    return zipped({MANIFEST: manifest.encode(), **files})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """These files as one, made in memory."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for name, body in files.items():
            out.writestr(zipfile.ZipInfo(name, _UNDATED), body, compress_type=zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _manifest(
    library: Library,
    file: CaseFile,
    query: Query,
    result: Result,
    files: Mapping[str, bytes],
    *,
    now: datetime,
) -> dict[str, object]:
    told = _told(file)
    return {
        "format": FORMAT,
        "library": library.name,
        "case": file.handle,
        "paper": authority(file.known),
        "court": told.get("court", ""),
        "docket": told.get("docket", ""),
        "policy": library.policy.sha256,
        "clauses": list(file.decision.clauses),
        "made": library.there(now).isoformat(timespec="minutes"),
        "named": {
            "fields": {name: FIELDS[name] for name in query.fields},
            "from": query.first.isoformat() if query.first else None,
            "until": query.last.isoformat() if query.last else None,
        },
        "counts": {"people": len(result.people), **result.counts},
        "files": [
            {"name": name, "sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
            for name, body in files.items()
        ],
    }


def _table(query: Query, result: Result) -> bytes:
    """One line a record: whose, which kind, and the named fields; a field of another kind is left empty.

    What somebody says of it herself has columns of its own, where anybody says something."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    said = any(row.kind == STATEMENT for rows in result.people for row in rows)
    columns = (*query.fields, *((f"{STATEMENT}.about", f"{STATEMENT}.words") if said else ()))
    writer.writerow(["person", "record", *columns])
    for number, rows in enumerate(result.people, start=1):
        for row in rows:
            writer.writerow([number, row.kind, *(row.values.get(name, "") for name in columns)])
    return out.getvalue().encode()


def _pages(library: Library, file: CaseFile, query: Query, result: Result, *, now: datetime) -> bytes:
    on = library.day_of(now)
    said = in_short(result).partition(";")[0].capitalize()
    parts: list[dict[str, object]] = [{"text": f"{said}. What else there is was not named, and is not here."}]
    for number, rows in enumerate(result.people, start=1):
        parts.append({"heading": f"Person {number}"})
        for table in tables(rows, query):
            parts += [{"text": table.heading}, drawn(table)]
    docket = _told(file).get("docket", "")
    values = {
        "library": library.name,
        "date": f"{on:%-d %B %Y}",
        "parts": parts,
        "foot": " · ".join(part for part in (file.shown, f"docket {docket}" if docket else "") if part),
    }
    return papers.pdf("letter", values, title="What the paper names", made=on)


def drawn(table: Table) -> dict[str, object]:
    """A registration stands upright: it is one, and has many fields."""
    if table.kind != "registration":
        return {"columns": list(table.heads), "rows": [list(line) for line in table.lines]}
    upright = [
        [head, value or "not given"]
        for line in table.lines
        for head, value in zip(table.heads, line, strict=True)
    ]
    return {"columns": ["What", "As it is kept"], "rows": upright}


def _letter(
    library: Library, file: CaseFile, query: Query, result: Result, *, now: datetime
) -> letters.Letter:
    enclosed = {
        "kinds": list(query.fields),
        "counts": in_short(result).partition(";")[0],
        "manifest": f"{MANIFEST}, in the package",
    }
    facts = letters.facts_of(
        [*(act.details for act in file.acts), enclosed],
        received=library.there(file.opened_at),
        time_zone=library.time_zone,
    )
    return letters.write("transmittal", file.known, library.policy, facts, on=library.day_of(now))


def _told(file: CaseFile) -> dict[str, str]:
    """What was taken down of the paper, as given."""
    said: dict[str, str] = {}
    for act in file.acts:
        said.update({name: str(act.details[name]) for name in ("court", "docket") if act.details.get(name)})
    return said
