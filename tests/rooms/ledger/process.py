"""A process of its own that writes to a ledger: for tests of many at once, and of sudden ends.

`python process.py make` makes the tables, `write MARK HOW_MANY` appends one by one, `many HOW_MANY NTH WHEN`
appends many in small transactions and dies at the n-th commit, before or after it.
"""

import os
import sys
from typing import Any

import django


def _make() -> None:
    from django.apps import apps
    from django.db import connections, router

    with connections["ledger"].schema_editor() as editor:
        for model in apps.get_app_config("reticent").get_models():
            if router.allow_migrate_model("ledger", model):
                editor.create_model(model)


def _write(mark: str, how_many: int) -> None:
    from reticent.ledger import log
    from tests.rooms.ledger.entries import entries

    for number, entry in enumerate(entries(how_many)):
        print(log.append("mansfield", entry, once=f"{mark} {number}"))


def _many(how_many: int, nth: int, when: str) -> None:
    from django.db import connections

    from reticent.ledger import log
    from tests.rooms.ledger.entries import entries

    log.ROWS_PER_COMMIT = 100
    ledger = type(connections["ledger"])
    usual, commits = ledger._commit, 0

    def dying(self: Any) -> None:
        nonlocal commits
        commits += self.alias == "ledger"
        if commits == nth and when == "before":
            os._exit(9)
        usual(self)
        if commits == nth and when == "after":
            os._exit(9)

    ledger._commit = dying
    log.append_many("mansfield", entries(how_many), once=[f"import {number}" for number in range(how_many)])


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "reticent.settings"
    django.setup()
    match sys.argv[1:]:
        case ["make"]:
            _make()
        case ["write", mark, how_many]:
            _write(mark, int(how_many))
        case ["many", how_many, nth, when]:
            _many(int(how_many), int(nth), when)
