"""What does the desk's page cost that shows a patron? Against a bare Django page with as many queries.

Both go through Django's test client with the same middleware, so no network is in it. The bare page reads a plain table
by its key and writes to one, as often as the desk reads and writes, and draws a list.
"""

import re
from collections.abc import Iterator
from typing import Any

from benchmarks import sizes, town
from benchmarks.table import Line, bounded, compared, typical

TITLE = "The desk's page that shows a patron"
_WRITES = re.compile(r"^(INSERT|UPDATE|DELETE|REPLACE)", re.IGNORECASE)
_READS = re.compile(r"^SELECT", re.IGNORECASE)


def run() -> Iterator[Line]:
    """Show a patron with eight loans, again and again."""
    from django.conf import settings
    from django.db import connections
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, override_settings

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
    people = town.register(here, sizes.of(200, least=5))
    _lend_eight(here, people[0])
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
    yield compared(
        "show a patron and eight loans",
        f"{reads} reads, {writes} writes",
        ours=ours,
        baseline=bare,
        named="a bare page",
    )
    yield bounded("  which is, a second and core", f"{1 / ours:.0f} pages", ours=ours, at_most=None)


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
