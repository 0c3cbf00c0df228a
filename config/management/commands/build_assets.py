"""`manage.py build_assets`: make the files under `static/built/` that pages load."""

from typing import Any

from django.core.management.base import BaseCommand

from config.assets import build_assets


class Command(BaseCommand):
    """Build fonts and style sheet; a second run finds them there and does nothing."""

    help = "Make the fonts and the style sheet that pages load."
    requires_system_checks: tuple[str, ...] = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Build what is missing or outdated."""
        made = build_assets()
        self.stdout.write("Files built." if made else "Files are up to date.")
