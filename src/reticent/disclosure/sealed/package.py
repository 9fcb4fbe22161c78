"""What counsel gets of a sealed case: one file with all that was done and copied, as text, pages and values.

It is made in memory and leaves by the browser; here stays only, in the case itself, that it was made, for whom, and its
mark. The list in it has the hash of each file, and for each act the head that the night's heartbeat committed to. Beside
it lies, night by night, what opens that heartbeat: a court can be shown what stood here then.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from reticent import papers
from reticent.disclosure import retold
from reticent.disclosure.producing import drawn, zipped
from reticent.disclosure.sealed.acts import Act, heads, plain
from reticent.disclosure.sealed.copies import tables
from reticent.disclosure.sealed.room import PACK, ChangedMeanwhile, SealedCase, open_case, written
from reticent.drawer import containers
from reticent.drawer.containers import Key
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount

FORMAT = 1
NAME = "for-counsel.zip"
MANIFEST, TEXT, PAGES, VALUES, COPIES = "manifest.json", "acts.txt", "acts.pdf", "acts.json", "copies.csv"
HEARTBEATS = "heartbeats.json"


def pack(
    library: Library,
    account: StaffAccount,
    key: Key,
    *,
    details: Mapping[str, object],
    now: datetime,
    seen: str,
) -> bytes:
    """Make it of what stands there now. That it was made, and its mark, is written down before it is given out."""
    case = open_case(library, account, key, now=now)
    if case is None or not case.was_read(seen):
        raise ChangedMeanwhile(
            "Somebody else has gone on with this meanwhile, or it has ended. Nothing was made: open it again."
        )
    body = _made(case, key, now=now)
    mark = sha256(body).hexdigest()
    written(library, account, key, step=PACK, details={**details, "package": mark}, now=now, seen=seen)
    return body


def _made(case: SealedCase, key: Key, *, now: datetime) -> bytes:
    files = {
        TEXT: _text(case).encode(),
        PAGES: _pages(case, now=now),
        VALUES: json.dumps([plain(act) for act in case.acts], indent=2, ensure_ascii=False).encode(),
        COPIES: _copies(case),
        HEARTBEATS: json.dumps(_heartbeats(case, key), indent=2).encode(),
    }
    manifest = {
        "format": FORMAT,
        "library": case.library.name,
        "policy": case.library.policy.sha256,
        "made": case.library.there(now).isoformat(timespec="minutes"),
        "heads": [head.hex() for head in heads(case.acts)],
        "files": [
            {"name": name, "sha256": sha256(body).hexdigest(), "bytes": len(body)}
            for name, body in files.items()
        ],
    }
    return zipped({MANIFEST: json.dumps(manifest, indent=2, ensure_ascii=False).encode(), **files})


def _heartbeats(case: SealedCase, key: Key) -> list[dict[str, object]]:
    """Of each night since it began: what opens that night's heartbeat, and how many acts there were by then. A night that
    no head here fits was before it began."""
    nights: list[dict[str, object]] = []
    all_heads = heads(case.acts)
    for proof in containers.proofs(case.library.slug, key):
        acts = next((n for n, head in enumerate(all_heads, start=1) if proof.stood(head)), None)
        if acts:
            nights.append({"acts": acts, **proof.facts()})
    return nights


def _text(case: SealedCase) -> str:
    lines: list[str] = []
    for act in case.acts:
        lines += [_heading(case, act), *(f"  {label}: {said}" for label, said in _told(case, act)), ""]
    return "\n".join(lines)


def _pages(case: SealedCase, *, now: datetime) -> bytes:
    parts: list[dict[str, object]] = []
    for act in case.acts:
        parts.append({"heading": _heading(case, act)})
        parts += [{"text": f"{label}: {said}"} for label, said in _told(case, act)]
        parts += _tables(act)
    on = case.library.day_of(now)
    values = {
        "library": case.library.name,
        "date": f"{on:%-d %B %Y}",
        "parts": parts,
        "foot": "For counsel only",
    }
    return papers.pdf("letter", values, title="For counsel only", made=on)


def _tables(act: Act) -> Iterator[dict[str, object]]:
    for number, person in enumerate(act.copies, start=1):
        yield {"text": f"Person {number}"}
        for table in tables(person):
            yield {"text": table.heading}
            yield drawn(table)


def _copies(case: SealedCase) -> bytes:
    """One line a field of a record: by which act it was copied, whose it is, what it says."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["act", "person", "record", "begun", "ended", "field", "value"])
    for number, act in enumerate(case.acts, start=1):
        for whose, person in enumerate(act.copies, start=1):
            for each in person:
                for name, value in each.values.items():
                    days = (each.on or "", each.ended_on or "")
                    writer.writerow([number, whose, each.kind, *days, name, value])
    return out.getvalue().encode()


def _heading(case: SealedCase, act: Act) -> str:
    said = retold.step_in_words(act.step, case.library.policy)
    return f"{case.library.there(act.at):%-d %B %Y, %H:%M}: {said} ({act.by})"


def _told(case: SealedCase, act: Act) -> tuple[tuple[str, str], ...]:
    return retold.in_words(act.details, case.library.policy, zone=ZoneInfo(case.library.time_zone))
