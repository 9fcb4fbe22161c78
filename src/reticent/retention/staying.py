"""What putting a backup back does not undo: who works here, by which password and with which duties, who may act for
the custodian, whom to call, who rehearsed the visit, what was mailed to offices, who wants no more mail, which vendors
may be told, which incidents there were, which other programs may ask, and what a body adopted.

A password changed, a duty taken away or an account removed since the backup was made stays so: or whoever was sent
away could sign in again. Everybody signs in anew. A delegation that was ended stays ended, and one given since holds; a
number taken off the desk card, which anyone may open, stays off it. No office is mailed the same again, and nobody gets
a newsletter that she stopped. A vendor that ended stays ended, a client that was revoked
stays revoked. A policy adopted since stays adopted: no restore takes
back what a board did. It is written into the copy before that is put back, so that no crash comes between.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

Rows = list[dict[str, Any]]
Accounts = Rows
_TEXTS = "reticent_policyadoption"
# Of these the copy's own rows go, all of them: what is in none of ours was taken away.
_LISTS = (
    "reticent_delegation",
    "reticent_callline",
    "reticent_acknowledgement",
    "reticent_mailing",
    "reticent_silence",
    "reticent_vendor",
    "reticent_incident",
    "reticent_client",
    "reticent_clientevent",
)


def accounts() -> Accounts | None:
    """The staff accounts as they stand in the table now; None where the database does not answer, or where somebody
    made it anew: there are none, and nobody's being sent away is known."""
    return _rows("reticent_staffaccount") or None


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


def of_libraries(them: Accounts | None) -> dict[str, Rows]:
    """What libraries adopted, whom they call and who may act for their custodians, by table, as it is now. Where nothing
    is known of the accounts, no list is: somebody made the tables anew, and empty ones say nothing."""
    tables = (_TEXTS, *(_LISTS if them is not None else ()))
    found = {table: _rows(table) for table in tables}
    return {table: rows for table, rows in found.items() if rows is not None}


def write_libraries_into(copy: BaseDatabaseWrapper, them: Mapping[str, Rows]) -> None:
    """Give the copy these rows: texts beside and instead of its own, lists in place of its own. A copy of a version
    without a table takes nothing into it: it is asked again once it is brought up to date."""
    there = set(copy.introspection.table_names())
    with copy.cursor() as cursor:
        if copy.vendor == "postgresql":
            cursor.execute("SELECT set_config('reticent.library', '*', false)")
        cursor.execute("SELECT slug FROM reticent_library")
        libraries = {slug for (slug,) in cursor.fetchall()}
        for table in sorted(there & set(them)):
            cursor.execute(f"SELECT * FROM {table} LIMIT 0")
            known = {column[0] for column in cursor.description}
            if table in _LISTS:
                cursor.execute(f"DELETE FROM {table}")
            for row in (row for row in them[table] if row["library"] in libraries):
                facts = {name: value for name, value in row.items() if name in known and name != "id"}
                if table == _TEXTS:
                    cursor.execute(
                        f"DELETE FROM {table} WHERE library = %s AND policy_id = %s",
                        [row["library"], row["policy_id"]],
                    )
                cursor.execute(
                    f"INSERT INTO {table} ({', '.join(facts)}) VALUES ({', '.join(['%s'] * len(facts))})",
                    list(facts.values()),
                )


def _rows(table: str) -> Rows | None:
    """Every row of a table as it is now; None where the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    except DatabaseError:
        return None
