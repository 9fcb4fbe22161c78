"""A place of its own for every run: no test touches an installation. And a library to test in, as real as any.

pytest-django reads the settings before this file is read, so what they took from the environment is put right here:
databases, home and keys lie in a temporary folder, and so do those of every process that a test starts.
"""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as drawing

from tests import postgresql
from tests.run import without_a_store

_SCRATCH = tempfile.TemporaryDirectory(prefix="reticent-tests-")
_HOME, _KEYS = Path(_SCRATCH.name) / "home", Path(_SCRATCH.name) / "keys"
_HOME.mkdir(mode=0o700)
os.environ["RETICENT_HOME"], os.environ["RETICENT_KEYS"] = str(_HOME), str(_KEYS)
settings.RETICENT_HOME, settings.RETICENT_KEYS = _HOME, _KEYS
# What waits in memory for a night of these installations goes with the run.
_IN_MEMORY = tempfile.TemporaryDirectory(
    prefix="reticent-tests-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None
)
settings.RETICENT_MEMORY = Path(_IN_MEMORY.name)
os.environ["RETICENT_MEMORY"] = _IN_MEMORY.name
if not postgresql.in_use():
    for _alias, _name in (("default", "reticent.sqlite3"), ("ledger", "ledger.sqlite3")):
        connections[_alias].settings_dict["NAME"] = str(_HOME / _name)
        connections[_alias].settings_dict["TEST"]["NAME"] = str(_HOME / f"test-{_name}")

# The same examples on every run; `make test-long` draws anew, and more.
drawing.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
drawing.register_profile(
    "long", deadline=None, max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# Tests of PostgreSQL's own ways; collected where there is one, and counted there.
collect_ignore = [] if postgresql.in_use() else ["stores"]

drawing.load_profile("long" if os.environ.get("RETICENT_TEST_LONG") else "same")

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """The databases are real files in this run's own folder (see above); nothing is in memory."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever is tested in a place has both databases, and its transactions are real.

    On PostgreSQL, tests of SQLite's own ways are left out: its run counts its own tests (suites.toml).
    """
    if postgresql.in_use():
        items[:] = [item for item in items if not item.get_closest_marker("sqlite")]
    alone = {Path(__file__).parents[1] / name for name in without_a_store()}
    for item in items:
        if "place" in getattr(item, "fixturenames", ()):
            if item.path in alone:
                raise pytest.UsageError(
                    f"{item.nodeid} opens a store, and suites.toml says that its file opens none"
                )
            item.add_marker(pytest.mark.django_db(databases=["default", "ledger"], transaction=True))


@pytest.fixture
def place(tmp_path: Path, settings, transactional_db: None) -> Iterator[Path]:  # type: ignore[no-untyped-def]
    """A home, keys with a root secret, and empty tables. The path is the folder that holds `home` and `keys`."""
    from reticent.drawer import drawers
    from reticent.vault import root

    settings.RETICENT_HOME, settings.RETICENT_KEYS = tmp_path / "home", tmp_path / "keys"
    settings.RETICENT_HOME.mkdir(mode=0o700)
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # staff passwords only: quick
    drawers._DRAWERS.clear()
    root.draw(settings.RETICENT_KEYS)
    yield tmp_path
    drawers._DRAWERS.clear()
    # By the name of the folder made above, never by the setting: a test may have set that to anything.
    for left in Path(_IN_MEMORY.name).glob("reticent-*/*"):
        left.unlink()
    if postgresql.in_use():
        _drop_partitions()


def _emptied(of: TransactionTestCase) -> None:
    """Empty the tables that hold anything: few do. Django's own way empties every one, and then makes anew what its
    migrations say of rights and models, which nobody here changes."""
    for alias in of._databases_names(include_mirrors=False):
        connection = connections[alias]
        tables = [t for t in connection.introspection.django_table_names() if t not in _NEVER_CHANGED]
        quoted = [connection.ops.quote_name(table) for table in tables]
        held = " UNION ALL ".join(
            f"SELECT {at} WHERE EXISTS (SELECT 1 FROM {table})" for at, table in enumerate(quoted)
        )
        with transaction.atomic(using=alias), connection.cursor() as cursor:
            if postgresql.in_use():
                cursor.execute("SET LOCAL reticent.library = '*'")
            cursor.execute(held)
            full = [quoted[at] for (at,) in cursor.fetchall()]
            if full and postgresql.in_use():
                cursor.execute(f"TRUNCATE {', '.join(full)} CASCADE")
            elif full:
                for table in full:
                    cursor.execute(f"DELETE FROM {table}")


_NEVER_CHANGED = ("django_content_type", "auth_permission")
TransactionTestCase._fixture_teardown = _emptied


def _drop_partitions() -> None:
    """Emptied with the other tables, they would only pile up."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'reticent_slip'::regclass"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TABLE {name}")


@dataclass
class Town:
    """A library with a few items and a clerk, and short verbs for what tests do all the time."""

    library: object
    now: datetime = NOW

    @property
    def drawer(self):  # type: ignore[no-untyped-def]
        from reticent.drawer import drawers

        return drawers.of(self.library.slug)

    @property
    def permit(self):  # type: ignore[no-untyped-def]
        """What the administrator's imports get: any person, what intake compares."""
        return self.to_open()

    def to_open(self, *kinds: str, subject=None, thing=None, fields=None):  # type: ignore[no-untyped-def]
        from reticent.drawer.minting import mint

        every = ("registration", "finder", "loan", "charge", "look", "hold")
        return mint(
            library=self.library.slug, purpose="test", kinds=kinds or every, subject=subject, thing=thing,
            fields=fields,
        )  # fmt: skip

    def item(self, barcode: str, title: str = "Emma", **facts: str):  # type: ignore[no-untyped-def]
        from reticent.records.items import Item

        wanted = {"author": "Jane Austen", "item_class": "book", "audience": "adult", **facts}
        return Item.objects.get_or_create(
            library=self.library.slug, barcode=barcode, defaults={"title": title, **wanted}
        )[0]

    def register(self, card: str, name: str, **given: object) -> str:
        """Register somebody; her random name."""
        from reticent.people import patrons

        values = {
            "address": "1 Library Lane", "town": "Mansfield", "phone": "860 555 0100",
            "email": f"{card}@example.org", "registered": date(2024, 1, 2), "expires": date(2028, 1, 2), **given,
        }  # fmt: skip
        new = patrons.NewRegistration(card=card, name=name, **values)  # type: ignore[arg-type]
        patrons.register(self.drawer, self.permit, new, today=TODAY)
        return patrons.by_handle(self.drawer, self.permit, handle=patrons.card_handle(card))[0]

    def lend(self, person: str, item, *, on: date = TODAY, days: int = 21) -> None:  # type: ignore[no-untyped-def]
        from reticent.records import loans

        loans.record_checkout(
            self.drawer, self.permit, person=person, item=item, branch="Main", today=on, loan_days=days
        )

    def take_back(self, item, *, on: date = TODAY, fine: int = 0, days_after: int = 0):  # type: ignore[no-untyped-def]
        from reticent.records import loans

        return loans.record_return(
            self.drawer, self.permit, item=item, today=on, daily_fine_cents=fine, days_after=days_after
        )

    def pay(self, person: str, *, days_after: int = 0, on: date = TODAY) -> int:
        from reticent.records import charges

        owed = charges.unpaid(self.drawer.find(self.permit, subject=person))
        cents = sum(slip.payload["amount"] for slip in owed)
        charges.pay(
            self.drawer, self.permit, person=person, cents=cents or 1, expected_cents=cents, today=on,
            days_after=days_after,
        )  # fmt: skip
        return cents

    def out_to(self, person: str) -> set[str]:
        """The barcodes of what is out to this person."""
        found = self.drawer.find(self.permit, subject=person)
        return {s.payload["item"] for s in found if s.kind == "loan" and s.payload["returned_on"] is None}

    def staff(self, username: str = "clara", *duties: str, title: str = "desk"):  # type: ignore[no-untyped-def]
        from reticent.people.staff import StaffAccount

        return StaffAccount.objects.hire(
            username=f"{username}@{self.library.slug}", password="reading-room-lamp", library=self.library,
            title=title, duties=list(duties or ("circulation", "registration")),
        )  # fmt: skip

    def purge(self, *, now: datetime | None = None, **how: object):  # type: ignore[no-untyped-def]
        from reticent.retention import purge

        return purge.run(self.library, now=now or self.now, **how)


def make_town(slug: str, *, policy_id: str, now: datetime = NOW, fine: int = 10) -> Town:
    """Set a library up, with its vault."""
    from reticent.drawer import drawers
    from reticent.people import libraries

    name = slug.replace("-", " ").title()
    library = libraries.add(
        slug=slug, name=f"{name} Public Library", town=name, policy_id=policy_id, loan_days=21,
        daily_fine_cents=fine, today=now.date(),
    )  # fmt: skip
    drawers.set_up(slug, now=now)
    return Town(library)


@pytest.fixture
def mansfield(place: Path) -> Town:
    """The library at Mansfield, set up and empty."""
    return make_town("mansfield", policy_id="mansfield-2019")


@pytest.fixture
def town(place: Path):  # type: ignore[no-untyped-def]
    """Sets up any library by slug and policy."""
    return make_town
