"""Which tables live in the ledger's own file."""

import pytest
from django.apps import apps
from django.db import connections, models, router

from reticent.ledger.router import LedgerHasItsOwnFile

OURS = {"LedgerLeaf", "LedgerNode", "LedgerHead", "LedgerCheckpoint"}
ALL = list(apps.get_models())


def is_ours(model: type[models.Model]) -> bool:
    return model.__module__.startswith("reticent.ledger.")


def test_the_room_has_these_tables() -> None:
    assert {model.__name__ for model in ALL if is_ours(model)} == OURS


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.__name__)
def test_a_table_is_called_ledger_exactly_if_it_lives_in_this_room(model: type[models.Model]) -> None:
    # Migrations know only names: the router tells by them.
    assert model.__name__.startswith("Ledger") == is_ours(model)


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.__name__)
def test_every_table_is_read_written_and_made_on_one_side_only(model: type[models.Model]) -> None:
    alias = "ledger" if is_ours(model) else "default"

    assert router.db_for_read(model) == alias
    assert router.db_for_write(model) == alias
    assert {name for name in connections if router.allow_migrate_model(name, model)} == {alias}


@pytest.mark.parametrize(
    ("app", "name", "alias"),
    [
        ("reticent", "ledgerleaf", "ledger"),
        ("reticent", "LedgerLeaf", "ledger"),
        ("reticent", "slip", "default"),
        ("reticent", None, "default"),
        ("auth", "permission", "default"),
        ("auth", None, "default"),
        ("ledgers", "ledgerleaf", "default"),
    ],
)
def test_plain_sql_runs_where_the_table_named_in_its_hints_lives(
    app: str, name: str | None, alias: str
) -> None:
    hints = {} if name is None else {"model_name": name}

    assert {each for each in connections if router.allow_migrate(each, app, **hints)} == {alias}


def test_a_copy_of_a_table_in_a_migration_lives_where_the_table_does() -> None:
    state = type(
        "LedgerLeaf",
        (models.Model,),
        {"__module__": "__fake__", "Meta": type("Meta", (), {"app_label": "reticent", "apps": _no_apps()})},
    )

    assert router.allow_migrate_model("ledger", state)
    assert not router.allow_migrate_model("default", state)
    assert router.db_for_write(state) == "ledger"


def _no_apps() -> object:
    from django.apps.registry import Apps

    return Apps()


def test_no_key_points_across_the_two_files() -> None:
    ours = apps.get_model("reticent", "LedgerLeaf")(library="weston", row=0)
    other = apps.get_model("reticent", "Library")(slug="weston")

    assert LedgerHasItsOwnFile().allow_relation(ours, other) is False
    assert LedgerHasItsOwnFile().allow_relation(ours, ours) is None
    for model in filter(is_ours, ALL):
        assert not [field for field in model._meta.get_fields() if field.is_relation]
