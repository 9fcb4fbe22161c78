"""Reticent as Django sees it: one app, many rooms."""

from django.apps import AppConfig


class ReticentConfig(AppConfig):
    name = "reticent"
    label = "reticent"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hold every connection to its reach from its first statement on."""
        from reticent.drawer import reach

        reach.tell_every_connection()
