"""A small installation for the browser to visit: one library, a few people, a shelf; then the real door, served.

`python -m tests.browser.reading_room` seeds the home and the keys that the environment names, through the same
code as any library's files.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PASSWORD = "reading-room-lamp"
WREN_AT_WOLCOTT = "21543000044143"
ALICE, BOB, WREN, PAT = "21540000044127", "21540000044135", "21540000044143", "21540000044150"
QUINN = "21540000044176"
LATE, DUE, FREE, FREE_TOO, OUT, KEPT, KEPT_TOO = (
    "31540000000001",
    "31540000000002",
    "31540000000003",
    "31540000000004",
    "31540000000005",
    "31540000000006",
    "31540000000007",
)


def seed() -> None:
    """Fill a new home: through `init`, the imports and a purge, as a library would."""
    from reticent.doors.cli.installation import get_ready

    get_ready(may_begin=True)
    from reticent.access import doorway
    from reticent.connectors import csv_file
    from reticent.connectors.csv_file import ItemRow, LoanRow, RegistrationRow
    from reticent.doors.cli.ledgers import sign
    from reticent.drawer import drawers
    from reticent.people import libraries
    from reticent.people.staff import StaffAccount
    from reticent.records import intake
    from reticent.retention import backups, purge

    now = datetime.now(UTC).replace(microsecond=0)
    began = now - timedelta(days=28)
    for slug, name, policy_id in (
        ("mansfield", "Mansfield Public Library", "mansfield-2019"),
        ("wolcott", "Wolcott Public Library", "wolcott-2016"),
    ):
        libraries.add(
            slug=slug,
            name=name,
            town=slug.title(),
            policy_id=policy_id,
            loan_days=21,
            daily_fine_cents=10,
            today=began.date(),
        )
        drawers.set_up(slug, now=began)
    library = libraries.named("mansfield")
    today = library.day_of(now)

    def person(card: str, name: str, **more: object) -> RegistrationRow:
        given: dict[str, object] = {
            "barcode": card,
            "name": name,
            "address": "7 Quince Lane",
            "town": "Mansfield",
            "phone": "860-555-0142",
            "email": "alice@example.org",
            "expires": today + timedelta(days=400),
            "registered": today - timedelta(days=700),
            "birth_date": None,
            "pin": "",
            "guardian": "",
        }
        return RegistrationRow(**{**given, **more})  # type: ignore[arg-type]

    def loan(card: str, item: str, *, ago: int) -> LoanRow:
        lent = today - timedelta(days=ago)
        return LoanRow(card, item, lent, lent + timedelta(days=21), None, "Main")

    folder = Path(os.environ["RETICENT_HOME"])
    csv_file.write_registrations(
        folder / "r.csv",
        [
            person(ALICE, "Alice Marlowe", pin="2741"),
            person(BOB, "Bob Marlowe"),
            person(WREN, "Wren Marlowe"),
            person(PAT, "Pat Doe", town="Storrs"),
            person("21540000044168", "Pat Doe", town="Willimantic", registered=date(2019, 5, 1)),
            person(QUINN, "Quinn Roe", expires=today - timedelta(days=3)),
            *(
                person(f"2154000005{number:04}", name, phone="", email="")
                for number, name in enumerate(
                    ["María José García-Núñez", "王小明", "محمد الأمين"]
                    + [f"{given} Roe" for given in ("Thora", "Thomas", "Thomasina", "Thornton")]
                    + [
                        f"Thora {family}"
                        for family in ("Ash", "Birch", "Elm", "Fir", "Larch", "Oak", "Pine", "Yew", "Box")
                    ]
                )
            ),
        ],
    )
    titles = (
        "The Moonstone",
        "Middlemarch",
        "Cranford",
        "The Awakening",
        "Jane Eyre",
        "North and South",
        "Shirley",
    )
    shelf = zip((LATE, DUE, FREE, FREE_TOO, OUT, KEPT, KEPT_TOO), titles, strict=True)
    csv_file.write_items(folder / "i.csv", [ItemRow(b, t, "", "book", "adult") for b, t in shelf])
    csv_file.write_loans(
        folder / "l.csv", [loan(ALICE, LATE, ago=30), loan(ALICE, DUE, ago=5), loan(BOB, OUT, ago=2)]
    )
    drawer, permit = drawers.of("mansfield"), doorway.for_intake(library)
    intake.take_registrations(library, folder / "r.csv", drawer=drawer, permit=permit, today=today)
    intake.take_items(library, folder / "i.csv")
    intake.take_loans(library, folder / "l.csv", drawer=drawer, permit=permit)
    wolcott = libraries.named("wolcott")
    # Eleven years old: Wolcott's policy asks a minor's birth date (WO-06).
    born = today.replace(year=today.year - 11, day=min(today.day, 28))
    csv_file.write_registrations(
        folder / "w.csv", [person(WREN_AT_WOLCOTT, "Wren Marlowe", town="Wolcott", birth_date=born)]
    )
    intake.take_registrations(
        wolcott,
        folder / "w.csv",
        drawer=drawers.of("wolcott"),
        permit=doorway.for_intake(wolcott),
        today=today,
    )
    StaffAccount.objects.hire(
        username="wanda",
        password=PASSWORD,
        library=wolcott,
        title="desk",
        duties=["circulation", "registration"],
    )
    StaffAccount.objects.hire(
        username="dinah", password=PASSWORD, library=wolcott, title="director", duties=["director"]
    )
    for username, title, duties in (
        ("clara", "desk", ["circulation", "registration"]),
        ("rhea", "reference", ["reference"]),
        ("hugo", "volunteer", []),
        ("director", "director", ["circulation", "registration", "accounts", "systems", "director"]),
    ):
        StaffAccount.objects.hire(
            username=username, password=PASSWORD, library=library, title=title, duties=duties
        )
    for ago in (21, 14, 7, 0):
        then = now - timedelta(days=ago)
        for each in libraries.everyone():
            purge.run(each, now=then)
        backups.make(now=then)
    _drawn_for_review(library, now=now)
    sign("mansfield")


def _drawn_for_review(library: Any, *, now: datetime) -> None:
    """Looks of the last whole week, at the record of somebody whom no test asks about; so few that all are drawn."""
    from reticent.access import doorway, reviewing
    from reticent.drawer import drawers
    from reticent.records import looks

    (quinn,) = doorway.by_card(drawers.of("mansfield"), QUINN)
    week = reviewing.week_before(library.day_of(now))
    for day, purpose, asker in ((0, "lend", ""), (1, "account", "parent"), (4, "registration", "")):
        looks.write_down(
            drawers.of("mansfield"), person=quinn, on=week + timedelta(days=day), by_role="desk", purpose=purpose,
            outcome="allowed", asker=asker,
        )  # fmt: skip
    reviewing.draw(library, now=now)


@contextmanager
def opened(folder: Path) -> Iterator[str]:
    """Seed a home in this folder, serve it as `reticent serve` does, and say where."""
    environment = {
        **os.environ,
        "RETICENT_HOME": str(folder / "home"),
        "RETICENT_KEYS": str(folder / "keys"),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "reticent.settings",
    }
    subprocess.run(
        [sys.executable, "-m", "tests.browser.reading_room"], cwd=ROOT, env=environment, check=True
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    door = [
        sys.executable,
        "-m",
        "gunicorn",
        "reticent.doors.web.wsgi:application",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    quiet = [
        "--workers",
        "1",
        "--threads",
        "4",
        "--worker-class",
        "gthread",
        "--log-level",
        "error",
        "--no-control-socket",
    ]
    served = subprocess.Popen([*door, *quiet], cwd=folder, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, served)
        yield address
    finally:
        served.terminate()
        served.wait(timeout=15)


def _wait_for(address: str, served: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if served.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The door did not open; what gunicorn said stands above.")


if __name__ == "__main__":
    seed()
