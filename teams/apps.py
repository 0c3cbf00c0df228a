"""The Django configuration of `teams`."""

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    """People, teams, roles and calendars."""

    name = "teams"
    default_auto_field = "django.db.models.BigAutoField"
