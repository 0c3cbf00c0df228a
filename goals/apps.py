"""The Django configuration of `goals`."""

from django.apps import AppConfig


class GoalsConfig(AppConfig):
    """Metrics, readings, tallies, goals and progress."""

    name = "goals"
    default_auto_field = "django.db.models.BigAutoField"
