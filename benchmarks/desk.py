"""What does the desk's page cost that shows a patron among a hundred thousand? Against a bare page with as many queries.

Both go through Django's test client with the same middleware, so no network is in it. The bare page reads a plain table
by its key and writes to one, as often as the desk reads and writes, and draws a list. The registrations come in from a
file, as at a library that begins: cut short in the middle and taken up again, against the same rows in clear by the bare
driver, one a transaction as well.
"""

import csv
import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import sizes, town
from benchmarks.table import Line, bounded, compared, timed, typical

TITLE = "The desk's page that shows a patron"
# What a clerk waits for is more than the server's part; this is the server's.
AT_MOST = 60e-3
_COLUMNS = ("barcode", "name", "address", "town", "phone", "email", "expires", "registered")
_WRITES = re.compile(r"^(INSERT|UPDATE|DELETE|REPLACE)", re.IGNORECASE)
_READS = re.compile(r"^SELECT", re.IGNORECASE)


def run() -> Iterator[Line]:
    """Take the registrations in; then show a patron with eight loans, again and again."""
    from django.conf import settings
    from django.db import connections
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, override_settings

    from reticent.people import patrons
    from reticent.people.staff import StaffAccount

    settings.ALLOWED_HOSTS = ["*"]
    here = town.set_up()
    clerk = StaffAccount.objects.hire(
        username="clara@mansfield",
        password="reading-room-lamp",
        library=here.library,
        title="desk",
        duties=["circulation", "registration", "accounts"],
    )
    many = sizes.of(100_000, least=50)
    yield from _taken_in(here, many)
    first = patrons.card_handle(town.card_of(0))
    _lend_eight(here, patrons.by_handle(here.drawer, here.permit, handle=first)[0])
    client = Client()
    client.force_login(clerk)
    asked = {"do": "look", "key": "account", "account_told": "card", "asked": town.card_of(0)}
    with (
        CaptureQueriesContext(connections["default"]) as main,
        CaptureQueriesContext(connections["ledger"]) as book,
    ):
        shown = client.post("/mansfield/desk", asked)
    if shown.status_code != 200 or b"Volume 0" not in shown.content:
        raise AssertionError("the desk did not show the patron's loans")
    said = [each["sql"] for each in (*main.captured_queries, *book.captured_queries)]
    reads, writes = (sum(1 for sql in said if form.match(sql)) for form in (_READS, _WRITES))
    times = sizes.of(300, least=3)
    ours = typical(lambda: client.post("/mansfield/desk", asked), times)
    _Bare.make(reads, writes)
    with override_settings(ROOT_URLCONF="benchmarks.desk"):
        if client.get("/bare").content.count(b"<li>") != reads:
            raise AssertionError("the bare page did not read what it should")
        bare = typical(lambda: client.get("/bare"), times)
    among = f"among {many:,}"
    yield bounded("show a patron, by the card", among, ours=ours, at_most=AT_MOST)
    named = {**asked, "asked": _name_of(many - 1)}
    if _name_of(many - 1).encode() not in client.post("/mansfield/desk", named).content:
        raise AssertionError("the desk did not find the patron by her name")
    by_name = typical(lambda: client.post("/mansfield/desk", named), times)
    yield bounded("the same, by the whole name", among, ours=by_name, at_most=AT_MOST)
    yield compared(
        "show a patron and eight loans",
        f"{reads} reads, {writes} writes",
        ours=ours,
        baseline=bare,
        named="a bare page",
    )
    yield bounded("  which is, a second and core", f"{1 / ours:.0f} pages", ours=ours, at_most=None)


def _taken_in(here: town.Town, many: int) -> Iterator[Line]:
    """Take so many registrations in from a file, cut short half-way, and again until all are in."""
    from reticent.records import intake

    path = Path(os.environ.get("BENCH_SCRATCH", ".")) / "registrations.csv"
    rows = [_row(here, number) for number in range(many)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows(rows)
    told = []

    def take(until: int) -> intake.Report | None:
        def step(done: int, total: int) -> None:
            told.append((done, total))
            if done == until:
                raise KeyboardInterrupt

        try:
            return intake.take_registrations(
                here.library, path, drawer=here.drawer, permit=here.permit, today=here.today, progress=step
            )
        except KeyboardInterrupt:
            return None

    half = many // 2
    reports: list[intake.Report | None] = []
    begun = timed(lambda: reports.append(take(half)))
    if reports != [None] or told[-1] != (half, many):
        raise AssertionError("the import was not cut short where it should have been")
    ended = timed(lambda: reports.append(take(0)))
    report = reports[-1]
    if report is None or report.taken + report.unchanged != many or report.unchanged != half or report.bad:
        raise AssertionError("the import that was taken up again is not whole")
    if told[-1] != (many, many):
        raise AssertionError("the import did not say how far it was")
    clear = _in_clear(rows[: max(1, many // 10)])
    yield compared(
        "take a registration in",
        f"the first {half:,} of {many:,}",
        ours=begun / half,
        baseline=clear,
        named="a bare insert",
    )
    yield bounded("  all of it, cut short and taken up again", f"{many:,}", ours=begun + ended, at_most=None)


def _name_of(number: int) -> str:
    """A made-up name: of a hundred thousand people some 250 share each first name, and some 17 each surname."""
    return f"{_word(number % 400)} {_word(400 + number // 3 % 6_007)}"


def _word(number: int) -> str:
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    number, low = divmod(number, len(syllables))
    return (syllables[number % len(syllables)] + "l" + syllables[low] + "n").capitalize()


def _row(here: town.Town, number: int) -> tuple[str, ...]:
    card = town.card_of(number)
    expires = here.today + timedelta(days=365)
    street, mail = f"{number} Library Lane", f"{card}@example.org"
    days = (expires.isoformat(), here.today.isoformat())
    return (card, _name_of(number), street, "Mansfield", "860 555 0100", mail, *days)


def _in_clear(rows: list[tuple[str, ...]]) -> float:
    """The same columns in clear one row a transaction, card and name indexed; seconds each."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE clear ({', '.join(f'{name} varchar(80)' for name in _COLUMNS)})")
        cursor.execute("CREATE UNIQUE INDEX clear_card ON clear (barcode)")
        cursor.execute("CREATE INDEX clear_name ON clear (name)")
        holes = ", ".join(["%s"] * len(_COLUMNS))

        def insert() -> None:
            for row in rows:
                with transaction.atomic():
                    cursor.execute(f"INSERT INTO clear VALUES ({holes})", row)

        return timed(insert) / len(rows)


def _lend_eight(here: town.Town, person: str) -> None:
    from reticent.records import loans

    for item in town.shelve(8):
        loans.record_checkout(
            here.drawer,
            here.permit,
            person=person,
            item=item,
            branch=town.BRANCH,
            today=here.today,
            loan_days=town.LOAN_DAYS,
        )


class _Bare:
    """The bare page: so many reads by key, so many writes, and a list of what was read."""

    reads = 0
    writes = 0

    @classmethod
    def make(cls, reads: int, writes: int) -> None:
        from django.db import connection

        cls.reads, cls.writes = reads, writes
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bare (id bigint PRIMARY KEY, said varchar(80))")
            cursor.executemany(
                "INSERT INTO bare VALUES (%s, %s)", [(number, f"Row {number}") for number in range(1_000)]
            )

    @classmethod
    def page(cls, request: Any) -> Any:
        from django.db import connection
        from django.http import HttpResponse
        from django.template import engines

        with connection.cursor() as cursor:
            rows = []
            for number in range(cls.reads):
                cursor.execute("SELECT id, said FROM bare WHERE id = %s", [number])
                rows.append(cursor.fetchone()[1])
            for number in range(cls.writes):
                cursor.execute("UPDATE bare SET said = %s WHERE id = %s", ["Changed", 500 + number])
        drawn = engines["django"].from_string(
            "<!doctype html><title>Bare</title><ul>{% for row in rows %}<li>{{ row }}{% endfor %}</ul>"
        )
        return HttpResponse(drawn.render({"rows": rows}, request))


def _urlpatterns() -> list[Any]:
    from django.urls import path

    return [path("bare", _Bare.page)]


def __getattr__(name: str) -> Any:
    # Django looks the addresses up here; before it is set up they cannot be made.
    if name == "urlpatterns":
        return _urlpatterns()
    raise AttributeError(name)
