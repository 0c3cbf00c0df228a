"""The Django configuration of `goals`."""

from django.apps import AppConfig


class GoalsConfig(AppConfig):
    """Metrics, readings, tallies, goals and progress."""

    name = "goals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to changes of people and calendars; say how fresh figures are, and what is told of goals."""
        # Models can only be imported once every app has been loaded.
        from goals import notice_kinds, receivers  # noqa: PLC0415
        from goals.views.freshness import in_the_frame  # noqa: PLC0415
        from teams.context import register_freshness  # noqa: PLC0415

        receivers.connect()
        notice_kinds.name_them()
        register_freshness(in_the_frame)
