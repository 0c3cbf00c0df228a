"""Config, as Django knows it: an app only so that its commands are found."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Names the app."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "config"
