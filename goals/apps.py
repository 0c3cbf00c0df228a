"""The Django configuration of `goals`."""

from django.apps import AppConfig


class GoalsConfig(AppConfig):
    """Metrics, readings, tallies, goals and progress."""

    name = "goals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to changes of people and calendars."""
        # Models can only be imported once every app has been loaded.
        from goals import receivers  # noqa: PLC0415

        receivers.connect()
