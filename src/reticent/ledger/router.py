"""Which tables live in the ledger's own file, and only there.

Inside an outer transaction a written refusal would vanish with the rollback, or wait for itself forever
(DESIGN section 6). So the ledger has its own database alias, and every other table stays away from it.
"""

from typing import Any

from django.db.models import Model

ALIAS = "ledger"
_ROOM = "reticent.ledger"
# Migrations see copies of the models whose module is not ours, or only a name: so every table of this room is
# called Ledger…, no other is, and a test holds both.
_APP, _NAMES_START_WITH = "reticent", "ledger"


def _named_like_ours(app_label: str, model_name: str | None) -> bool:
    return app_label == _APP and bool(model_name) and str(model_name).lower().startswith(_NAMES_START_WITH)


def _ours(model: type[Model]) -> bool:
    module = model.__module__
    if module == _ROOM or module.startswith(f"{_ROOM}."):
        return True
    return _named_like_ours(model._meta.app_label, model._meta.model_name)


class LedgerHasItsOwnFile:
    """A Django database router: the ledger's tables on the alias `ledger`, all others anywhere else."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        """The ledger's tables are read from its own file; of others we say nothing."""
        return ALIAS if _ours(model) else None

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        """The ledger's tables are written to its own file; of others we say nothing."""
        return ALIAS if _ours(model) else None

    def allow_relation(self, obj1: Model, obj2: Model, **hints: Any) -> bool | None:
        """No key may point across two files: nothing would hold it."""
        if _ours(type(obj1)) != _ours(type(obj2)):
            return False
        return None

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        """Make the ledger's tables in its own file only, and all others everywhere else.

        A migration of plain SQL names its table in its hints, `hints={"model_name": "ledgerleaf"}`; one that
        names none is about the main database.
        """
        model = hints.get("model")
        ours = _ours(model) if isinstance(model, type) else _named_like_ours(app_label, model_name)
        return ours if db == ALIAS else not ours
