"""Config, as Django knows it: an app so that its commands are found, and what it serves."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class ConfigConfig(AppConfig):
    """Names the app."""

    default = True
    default_auto_field = "django.db.models.BigAutoField"
    name = "config"


class OurStaticFiles(StaticFilesConfig):
    """Static files without what no page of ours loads.

    REST framework's browsable pages are off, and one reader of the API's description is enough.
    """

    ignore_patterns: list[str] = [
        *StaticFilesConfig.ignore_patterns,
        "rest_framework",
        "redoc",
        "fingerprint",
        "*.draft",
    ]
