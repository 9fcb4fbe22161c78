"""Reticent as Django sees it: one app, many rooms."""

from django.apps import AppConfig


class ReticentConfig(AppConfig):
    name = "reticent"
    label = "reticent"
    default_auto_field = "django.db.models.BigAutoField"
