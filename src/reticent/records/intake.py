"""Taking in files: registrations, items and loans from another system, each row once.

Registrations and open loans are compared with what is there, so a row taken twice is taken once. A loan that is
already back is only a fact: it leaves a count in its month's cell and nothing else. Since nothing of it is kept
that could be compared, such rows are counted by day: a day that a finished import has covered is not counted
again. Only in a file whose other rows are known, since its bad ones were mended or it has grown, the rest is
counted. Rows are written in no order, in transactions of one person; a cut-short import is run again.
"""

import functools
import random
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from django.db import models, transaction

from reticent.connectors import csv_file
from reticent.connectors.csv_file import ItemRow, LoanRow, Reading, RegistrationRow
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Cell, Drawer, Opened, tried_again
from reticent.errors import Refused
from reticent.ledger import log
from reticent.people import families, patrons
from reticent.people.libraries import Library
from reticent.people.patrons import NewRegistration
from reticent.policy import may_note
from reticent.records import facts, items, loans, looks
from reticent.records.items import Item
from reticent.vault import root as vault_root

Progress = Callable[[int, int], None]
V = TypeVar("V", RegistrationRow, ItemRow, LoanRow)
_FACT_CHUNK = 10_000
_LINES_CHUNK = 500


class ImportRun(models.Model):
    """One file being taken in, or taken in: its keyed mark, how far it came, which days of loans it covered."""

    library = models.SlugField(max_length=40)
    what = models.CharField(max_length=20)
    mark = models.CharField(max_length=32)
    lines = models.BinaryField(default=b"")
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    finished = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["library", "what", "mark"], name="import_file_once")]

    def __str__(self) -> str:
        return f"import {self.pk}"


@dataclass
class Report:
    """What became of a file: counts, and every bad row as `file:line: reason`, without a value."""

    file: str
    what: str
    read: int = 0
    taken: int = 0
    updated: int = 0
    unchanged: int = 0
    returned: int = 0
    counted: int = 0
    already_counted: int = 0
    bad: list[str] = field(default_factory=list)


def take_registrations(
    library: Library,
    path: Path,
    *,
    drawer: Drawer,
    permit: Permit,
    today: date,
    progress: Progress | None = None,
) -> Report:
    """Take registrations in. A birth date is used only where the policy asks it of minors, and a guardian's card only
    where the row says until when and the policy answers guardians."""
    reading = csv_file.registrations(path)
    report = Report(path.name, "registrations")
    rows = _good(reading, report)
    policy = library.policy
    random.Random(secrets.randbits(64)).shuffle(rows)
    wards: list[tuple[int, RegistrationRow, date]] = []
    # A backup put back meanwhile would be written to as if it were what was there before.
    with drawer.alone():
        for done, (line, row) in enumerate(rows, 1):
            new = NewRegistration(
                card=row.barcode,
                name=row.name,
                # What the policy asks nobody for is not taken in, though a file holds it.
                address=row.address if policy.takes_in("registration.contact") else "",
                town=row.town if policy.takes_in("registration.town") else "",
                phone=row.phone if policy.takes_in("registration.phone") else "",
                email=row.email if policy.takes_in("registration.email") else "",
                registered=row.registered,
                expires=row.expires,
                adult_on=policy.adult_on(row.birth_date)
                if row.birth_date and policy.flags.asks_birth_date
                else None,
                pin=row.pin,
            )
            try:
                outcome = patrons.register(drawer, permit, new, today=today)
            except Refused as no:
                report.bad.append(f"{path.name}:{line}: {no}")
            else:
                setattr(report, outcome, getattr(report, outcome) + 1)
                if row.guardian and new.adult_on and new.adult_on > today:
                    wards.append((line, row, new.adult_on))
            if progress:
                progress(done, len(rows))
        if wards:
            _note_guardians(library, path.name, wards, report, drawer=drawer, permit=permit, today=today)
    report.bad.sort(key=_line_of)
    return report


def _note_guardians(
    library: Library,
    file: str,
    wards: list[tuple[int, RegistrationRow, date]],
    report: Report,
    *,
    drawer: Drawer,
    permit: Permit,
    today: date,
) -> None:
    """Note the guardians whom a file names by their cards, once everybody in it is registered.

    Who is noted already stays as she is noted, and whom the desk took off is not noted again. Each is written down for
    the child with her note, and all of them in one leaf of the ledger, also of an import that is cut short.
    """
    decision = may_note("guardian_link", library.policy)
    if not decision.allowed:
        return
    basis = tuple(clause.id for clause in decision.citations)
    noted = 0
    try:
        for found in _guardians_noted(
            file, wards, report, drawer=drawer, permit=permit, today=today, basis=basis
        ):
            noted += found
    finally:
        if noted:
            log.append(
                library.slug,
                log.Entry(
                    day=today,
                    action="correction",
                    role="administrator",
                    basis=basis or ("S-3",),
                    policy=library.policy.sha256,
                    count=noted,
                ),
            )


def _guardians_noted(
    file: str,
    wards: list[tuple[int, RegistrationRow, date]],
    report: Report,
    *,
    drawer: Drawer,
    permit: Permit,
    today: date,
    basis: tuple[str, ...],
) -> Iterator[bool]:
    """Of each row, whether its guardian was noted now."""
    ended = drawer.ended_marks()
    for line, row, until in wards:
        (child,) = patrons.by_handle(drawer, permit, handle=patrons.card_handle(row.barcode))
        found = patrons.by_handle(drawer, permit, handle=patrons.card_handle(row.guardian))
        if not found:
            report.bad.append(
                f"{file}:{line}: guardian: no registration here has this card; the row itself is in"
            )
            continue
        try:
            yield families.take_guardian_in(
                drawer,
                permit,
                person=child,
                guardian=found[0],
                until=until,
                today=today,
                ended=ended,
                write_down=functools.partial(
                    looks.write_down_guardian, person=child, on=today, basis=basis, proof=families.FROM_A_FILE
                ),
            )
        except families.LeftToTheDesk as no:
            report.bad.append(f"{file}:{line}: guardian: {no} The row itself is in.")


def take_items(library: Library, path: Path, *, progress: Progress | None = None) -> Report:
    """Take items in, or bring them up to date."""
    report = Report(path.name, "items")
    rows = [row for _, row in _good(csv_file.items(path), report)]
    known = {i.barcode: i for i in Item.objects.filter(library=library.slug)}
    fresh, changed = [], []
    for row in rows:
        barcode = items.plain_barcode(row.barcode)
        values = {
            "title": row.title,
            "author": row.author,
            "item_class": row.item_class,
            "audience": row.audience,
        }
        item = known.get(barcode)
        if item is None:
            item = known[barcode] = Item(library=library.slug, barcode=barcode, **values)
            fresh.append(item)
        elif any(getattr(item, k) != v for k, v in values.items()):
            for k, v in values.items():
                setattr(item, k, v)
            if item.pk:
                changed.append(item)
        else:
            report.unchanged += 1
    with transaction.atomic():
        Item.objects.bulk_create(fresh, batch_size=500)
        Item.objects.bulk_update(changed, ["title", "author", "item_class", "audience"], batch_size=200)
    report.taken, report.updated = len(fresh), len(changed)
    if progress:
        progress(len(rows), len(rows))
    return report


def take_loans(
    library: Library,
    path: Path,
    *,
    drawer: Drawer,
    permit: Permit,
    mended: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Take loans in: open ones as loans; those already back as facts of their month, and no more of them.

    `mended` says that the file holds only rows that were refused before: they are counted although other rows of
    their days were.
    """
    report = Report(path.name, "loans")
    rows = _good(csv_file.loans(path), report)
    with drawer.alone():
        return _take_loans(
            library, path, rows, report, drawer=drawer, permit=permit, mended=mended, progress=progress
        )


def _take_loans(
    library: Library,
    path: Path,
    rows: list[tuple[int, LoanRow]],
    report: Report,
    *,
    drawer: Drawer,
    permit: Permit,
    mended: bool,
    progress: Progress | None,
) -> Report:
    drawer.wake()
    file = _File(library.slug, path, drawer)
    run = file.run()
    lines = _Lines(run)
    known = {i.barcode: i for i in Item.objects.filter(library=library.slug)}
    out = {s.thing: s for s in drawer.find_every(permit) if s.kind == "loan"}
    covered = [] if mended else _covered(library.slug, run)
    ended = drawer.ended_marks()
    whose = _Cards(drawer, permit)
    back: list[tuple[int, Cell]] = []
    random.Random(secrets.randbits(64)).shuffle(rows)
    rows.sort(
        key=lambda found: found[1].returned_on is None
    )  # what came back makes room for what went out again
    for done, (line, row) in enumerate(rows, 1):
        if progress and (done % 50 == 0 or done == len(rows)):
            progress(done, len(rows))
        if line in lines:
            # Done with, and what became of it since is not undone: a loan that is back here stays back.
            report.already_counted += row.returned_on is not None
            report.unchanged += row.returned_on is None
            continue
        item = known.get(items.plain_barcode(row.item_barcode))
        who = whose.card(row.patron_barcode)
        if item is None:
            report.bad.append(f"{path.name}:{line}: item_barcode: no such item (import items first)")
        elif who is None:
            report.bad.append(
                f"{path.name}:{line}: patron_barcode: no such card (import registrations first)"
            )
        elif row.returned_on is None:
            try:
                fresh = loans.take_in(
                    drawer,
                    permit,
                    person=who[0],
                    item=item,
                    lent_on=row.lent_on,
                    due=row.due_on,
                    branch=row.branch,
                    home_town=who[1],
                    ended=ended,
                )
            except loans.AlreadyOut as no:
                report.bad.append(f"{path.name}:{line}: item_barcode: {no}")
                continue
            report.taken += fresh
            report.unchanged += not fresh
            lines.add(line)
            if done % _LINES_CHUNK == 0:
                lines.save()
        elif _is_same_loan(out.get(loans.thing(item)), who[0], row.lent_on):
            # Known here as open: it ends, and its own cell is what counts it.
            _take_back(drawer, permit, person=who[0], item=item, lent_on=row.lent_on, line=line, lines=lines)
            report.returned += 1
        elif any(first <= row.lent_on <= last for first, last in covered):
            report.already_counted += 1
        else:
            back.append((line, loans.cell(item, lent_on=row.lent_on, branch=row.branch, home_town=who[1])))
    for first in range(0, len(back), _FACT_CHUNK):
        chunk = back[first : first + _FACT_CHUNK]
        with transaction.atomic():
            facts.add(library.slug, Counter(cell for _, cell in chunk))
            lines.add(*(line for line, _ in chunk))
            lines.save()
        report.counted += len(chunk)
    days = [row.lent_on for _, row in rows if row.returned_on is not None]
    run.first_day, run.last_day = (min(days), max(days)) if days else (None, None)
    run.finished = True
    run.mark = file.mark(lines.done())
    lines.save()
    report.bad.sort(key=_line_of)
    return report


class _Lines:
    """Which lines of the run's file are done with: one bit a line, saved with what was done."""

    def __init__(self, run: ImportRun) -> None:
        self._run = run
        self._bits = bytearray(run.lines)

    def __contains__(self, line: int) -> bool:
        return line // 8 < len(self._bits) and bool(self._bits[line // 8] >> line % 8 & 1)

    def add(self, *lines: int) -> None:
        self._bits.extend(bytes(max(0, max(lines) // 8 + 1 - len(self._bits))))
        for line in lines:
            self._bits[line // 8] |= 1 << line % 8

    def done(self) -> list[int]:
        """The lines that are done with, in order."""
        return [n * 8 + bit for n, byte in enumerate(self._bits) for bit in range(8) if byte >> bit & 1]

    def save(self) -> None:
        self._run.lines = bytes(self._bits)
        self._run.save()


@tried_again
def _take_back(
    drawer: Drawer, permit: Permit, *, person: str, item: Item, lent_on: date, line: int, lines: _Lines
) -> None:
    """End the loan that came back, and its line with it; the desk may be quicker, and then its return stands."""
    with drawer.writing() as writer:
        for slip in drawer.find_thing(permit, thing=loans.thing(item)):
            if _is_same_loan(slip, person, lent_on):
                writer.end(slip)
        lines.add(line)
        lines.save()


class _Cards:
    """Whose card a number is, and her home town, asked once each."""

    def __init__(self, drawer: Drawer, permit: Permit) -> None:
        self._drawer, self._permit = drawer, permit
        self._known: dict[str, tuple[str, str] | None] = {}

    def card(self, number: str) -> tuple[str, str] | None:
        handle = patrons.card_handle(number)
        if handle not in self._known:
            found = patrons.by_handle(self._drawer, self._permit, handle=handle)
            self._known[handle] = None
            if found:
                registration = patrons.registration_of(self._drawer, self._permit, person=found[0])
                self._known[handle] = (found[0], registration.payload["town"])
        return self._known[handle]


def _is_same_loan(slip: Opened | None, person: str, lent_on: date) -> bool:
    return slip is not None and slip.subject == person and slip.payload["lent_on"] == lent_on.isoformat()


def _good(reading: Reading[V], report: Report) -> list[tuple[int, V]]:
    """The good rows with their lines; the bad ones go into the report."""
    good = []
    for row in reading:
        report.read += 1
        if isinstance(row, csv_file.BadRow):
            report.bad.append(row.text(reading.path))
        else:
            good.append((row.line, row.value))
    return good


class _File:
    """A file of loans, and the run that it belongs to.

    A run is known by a keyed mark: while it is not finished, of the whole file; afterwards of the lines that are done
    with. So the same file is known again under any name, and also when its bad rows were mended or rows were added.
    """

    def __init__(self, library: str, path: Path, drawer: Drawer) -> None:
        self._library = library
        self._root = vault_root.read(drawer.keys_folder)
        self._whole = path.read_bytes()
        self._lines = self._whole.split(b"\n")

    def mark(self, lines: list[int]) -> str:
        """The mark of these lines with their numbers; of the whole file where there are none."""
        start = self._library.encode() + b" loans "
        if not lines:
            return self._root.mark(start + self._whole)
        if lines[-1] > len(self._lines):
            return ""
        return self._root.mark(start + b"".join(b"%d:%s\n" % (n, self._lines[n - 1].rstrip()) for n in lines))

    def run(self) -> ImportRun:
        """This file's run, begun or taken up."""
        runs = ImportRun.objects.filter(library=self._library, what="loans")
        whole = self.mark([])
        found = runs.filter(mark=whole).first()
        for run in runs.filter(finished=True) if found is None else ():
            if run.mark == self.mark(_Lines(run).done()):
                found = run
        if found is None:
            return ImportRun.objects.create(library=self._library, what="loans", mark=whole)
        # From here until it is finished again it is known by the whole file, or a cut-short run would be lost.
        found.mark, found.finished = whole, False
        found.save()
        return found


def _covered(library: str, run: ImportRun) -> list[tuple[date, date]]:
    """The days of loans that finished imports of other files have counted."""
    others = ImportRun.objects.filter(library=library, what="loans", finished=True).exclude(pk=run.pk)
    return [(first, last) for first, last in others.values_list("first_day", "last_day") if first and last]


def _line_of(text: str) -> int:
    return int(text.split(":", 2)[1])
