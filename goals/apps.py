"""The Django configuration of `goals`."""

from django.apps import AppConfig


class GoalsConfig(AppConfig):
    """Metrics, readings, tallies, goals and progress."""

    name = "goals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to changes of people and calendars, hand out long files, say in every page how fresh figures are."""
        # Models can only be imported once every app has been loaded.
        from goals import receivers  # noqa: PLC0415
        from goals.ingest import work  # noqa: PLC0415
        from goals.views.freshness import in_the_frame  # noqa: PLC0415
        from teams.context import register_freshness  # noqa: PLC0415

        receivers.connect()
        work.register()
        register_freshness(in_the_frame)
