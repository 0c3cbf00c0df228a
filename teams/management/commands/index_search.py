"""`manage.py index_search`: what can be found, written anew from the things themselves."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from teams.searching import rebuild, sources


class Command(BaseCommand):
    """For after a change past the actions: rows loaded or mended in the database by hand."""

    help = "Write the documents of the search anew, of all kinds or of those named."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which kinds."""
        known = [source.kind for source in sources() if source.things is not None]
        parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"any of {', '.join(known)}")

    def handle(self, *args: Any, kinds: list[str], **options: Any) -> None:
        """Say how many there are of each kind."""
        for kind, number in rebuild(kinds or None).items():
            self.stdout.write(f"{kind}: {number}")
