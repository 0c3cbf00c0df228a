"""Config, as Django knows it: an app so that its commands are found, and what it serves."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class ConfigConfig(AppConfig):
    """Names the app."""

    default = True
    default_auto_field = "django.db.models.BigAutoField"
    name = "config"

    def ready(self) -> None:
        """Have the digest say what *Today* asks for, and the inbox answer it."""
        # Apps are imported before their registry is ready.
        from config.home.digest import needs_for_mail  # noqa: PLC0415
        from config.home.inbox import answers_in_rows  # noqa: PLC0415
        from goals.queries.digest_needs import register_needs  # noqa: PLC0415
        from teams.inbox_rows import register_rows  # noqa: PLC0415

        register_needs(needs_for_mail)
        register_rows(answers_in_rows)


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
