"""`manage.py build_assets`: make the files under `static/built/` that pages load."""

from typing import Any

from django.core.management.base import BaseCommand

from config.assets import build_fonts


class Command(BaseCommand):
    """Build fonts; a second run finds them there and does nothing."""

    help = "Make the fonts that pages load from the font packages."
    requires_system_checks: tuple[str, ...] = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Build what is missing or outdated."""
        made = build_fonts()
        self.stdout.write("Fonts built." if made else "Fonts are up to date.")
