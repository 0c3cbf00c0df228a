"""Escalations, as Django knows it."""

from django.apps import AppConfig


class EscalationsConfig(AppConfig):
    """Names the app."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "escalations"
