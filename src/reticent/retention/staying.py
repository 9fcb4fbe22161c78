"""What putting a backup back does not undo: who works here, by which password and with which duties, and what a body
adopted.

A password changed, a duty taken away or an account removed since the backup was made stays so: or whoever was sent
away could sign in again. Everybody signs in anew. A policy adopted since stays adopted: no restore takes back what a
board did. It is written into the copy before that is put back, so that no crash comes between.
"""

from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

Accounts = list[dict[str, Any]]
_TEXTS = "reticent_policyadoption"


def accounts() -> Accounts | None:
    """The staff accounts as they stand in the table now; None where the database does not answer, or where somebody
    made it anew: there are none, and nobody's being sent away is known."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM reticent_staffaccount ORDER BY id")
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()] or None
    except DatabaseError:
        return None


def write_into(copy: BaseDatabaseWrapper, them: Accounts | None) -> int | None:
    """Give the copy these accounts instead of its own, and no session of anyone; how many it took."""
    with copy.cursor() as cursor:

        def asked(question: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
            cursor.execute(question, list(values))
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

        cursor.execute("DELETE FROM django_session")
        cursor.execute("SELECT * FROM reticent_staffaccount LIMIT 0")
        known = {column[0] for column in cursor.description}
        libraries = {slug for (slug,) in asked("SELECT slug FROM reticent_library")}
        # Of a library set up since the backup there is nothing to work at: `reticent init` and `staff add` again.
        kept = [account for account in them or () if account["library_id"] in libraries]
        for account in kept:
            facts = {name: value for name, value in account.items() if name in known and name != "id"}
            cursor.execute(
                f"UPDATE reticent_staffaccount SET {', '.join(f'{name} = %s' for name in facts)} WHERE username = %s",
                [*facts.values(), account["username"]],
            )
            if cursor.rowcount == 0:
                # Under its own number, as its looks know it, unless another account has that in the copy.
                taken = asked("SELECT 1 FROM reticent_staffaccount WHERE id = %s", [account["id"]])
                row = facts if taken else {"id": account["id"], **facts}
                cursor.execute(
                    f"INSERT INTO reticent_staffaccount ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})",
                    list(row.values()),
                )
    return None if them is None else len(kept)


def texts() -> list[dict[str, Any]] | None:
    """Every text that a library drafted or adopted, as the table has it now; None where it does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {_TEXTS} ORDER BY id")
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    except DatabaseError:
        return None


def write_texts_into(copy: BaseDatabaseWrapper, them: Sequence[dict[str, Any]] | None) -> int | None:
    """Give the copy these texts beside and instead of its own; how many it took. A copy of a version without the table
    takes none: it is asked again once it is brought up to date."""
    if them is None or _TEXTS not in copy.introspection.table_names():
        return None
    with copy.cursor() as cursor:
        if copy.vendor == "postgresql":
            cursor.execute("SELECT set_config('reticent.library', '*', false)")
        cursor.execute("SELECT slug FROM reticent_library")
        libraries = {slug for (slug,) in cursor.fetchall()}
        cursor.execute(f"SELECT * FROM {_TEXTS} LIMIT 0")
        known = {column[0] for column in cursor.description}
        kept = [text for text in them if text["library"] in libraries]
        for text in kept:
            facts = {name: value for name, value in text.items() if name in known and name != "id"}
            cursor.execute(
                f"DELETE FROM {_TEXTS} WHERE library = %s AND policy_id = %s",
                [text["library"], text["policy_id"]],
            )
            cursor.execute(
                f"INSERT INTO {_TEXTS} ({', '.join(facts)}) VALUES ({', '.join(['%s'] * len(facts))})",
                list(facts.values()),
            )
    return len(kept)
