"""Is the drawer's table what it must be, and does no other table hold anything about a person?"""

import ast
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "src" / "reticent"
FLOORS = {
    "errors": 0,
    "policy": 1, "vault": 1, "ledger": 1, "connectors": 1,
    "drawer": 2,
    "people": 3,
    "records": 4,
    "access": 5, "retention": 5,
    "disclosure": 6, "statistics": 6,
    "reminders": 7,
    "doors": 8,
}  # fmt: skip


def every_model() -> list[type[models.Model]]:
    return list(apps.get_app_config("reticent").get_models(include_auto_created=True))


def floor_of(model: type[models.Model]) -> int:
    return FLOORS[model.__module__.split(".")[1]]


def test_no_foreign_key_points_uphill_or_sideways() -> None:
    wrong = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in every_model()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and model.__module__.split(".")[1] != field.related_model.__module__.split(".")[1]
        and floor_of(field.related_model) >= floor_of(model)
    ]

    assert wrong == []


def test_every_column_in_clear_is_declared_with_its_reason() -> None:
    declared = tomllib.loads((HERE / "clear_columns.toml").read_text())
    there = {
        model.__name__: {column.name for column in model._meta.concrete_fields if column.column}
        for model in every_model()
    }

    for name, columns in there.items():
        new = columns - set(declared.get(name, {}))
        assert not new, f"declare {name}.{sorted(new)} in clear_columns.toml: why is it about nobody?"
        gone = set(declared[name]) - columns
        assert not gone, f"clear_columns.toml declares columns that are gone: {name}.{sorted(gone)}"
    assert set(declared) == set(there)
    for name, columns in declared.items():
        for column, reason in columns.items():
            assert len(reason.split()) >= 3, f"{name}.{column} has no reason"


def test_the_only_tables_of_others_are_djangos_own_and_hold_staff_or_nothing() -> None:
    ours = {model._meta.db_table for model in every_model()}
    others = {model._meta.db_table for model in apps.get_models()} - ours

    assert others == {
        "auth_permission", "auth_group", "auth_group_permissions", "django_content_type", "django_session",
    } or others == {"auth_permission", "auth_group", "django_content_type", "django_session"}  # fmt: skip


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_the_slips_lie_in_the_order_of_their_tags_and_in_no_other() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'reticent_slip'")
        made = cursor.fetchone()[0]
        cursor.execute("PRAGMA table_list('reticent_slip')")
        without_rowid = cursor.fetchone()[4]
        cursor.execute("PRAGMA table_info('reticent_slip')")
        columns = [row[1] for row in cursor.fetchall()]

    assert without_rowid == 1, made
    assert sorted(columns) == ["generation_id", "sealed", "tag", "thing_tag"]


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_the_tests_run_on_files_as_an_installation_does() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        journal = cursor.fetchone()[0]
        cursor.execute("PRAGMA secure_delete")
        overwrites = cursor.fetchone()[0]

    assert "memory" not in str(connection.settings_dict["NAME"])
    assert Path(connection.settings_dict["NAME"]).exists()
    assert (journal, overwrites) == ("wal", 1)


# -- permits


def sources() -> list[tuple[str, ast.Module]]:
    return [
        (str(path.relative_to(SOURCE)), ast.parse(path.read_text()))
        for path in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in path.parts
    ]


def _names(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            found.add("." + node.func.attr)
    return found


def test_only_access_mints_permits() -> None:
    """By whatever way: the mint, its mark, or a copy of a permit with something changed."""
    minting = {"reticent.drawer.minting.mint", "reticent.drawer.minting", "reticent.drawer.permits.MINT"}
    may = ("drawer/minting.py", "access/")

    wrong = [
        (path, sorted(_names(tree) & minting))
        for path, tree in sources()
        if _names(tree) & minting and not path.startswith(may)
    ]

    assert wrong == []


def test_no_room_but_the_drawer_opens_slips_without_a_permit() -> None:
    """`standing`, `everything`, `opened` ask for no permit. Outside the drawer each use is one of these."""
    without_permit = {".standing", ".everything", ".opened", ".end_row", ".replace_row", ".reseal", ".sealer"}
    known = {
        "retention/canary.py": {".standing", ".sealer"},  # its own planted records
        "retention/backups.py": {".sealer"},  # whether a copy opens: a number comes out
        "retention/evidence.py": {".sealer"},  # its own random bytes
    }

    found = {
        path: _names(tree) & without_permit
        for path, tree in sources()
        if _names(tree) & without_permit and not path.startswith(("drawer/", "policy/"))
    }

    assert found == known


def test_what_lies_inside_a_slip_beyond_the_permit_is_looked_at_by_nobody() -> None:
    """`Opened.inside` holds every field. Outside the drawer only access asks it, and only for the day a need ends."""
    found = {
        path
        for path, tree in sources()
        if not path.startswith(("drawer/", "policy/"))
        and any(isinstance(node, ast.Attribute) and node.attr == "inside" for node in ast.walk(tree))
    }

    assert found == {"access/records.py"}
