"""`manage.py erase --again`: apply the list of erasures anew, after a backup was restored."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from teams.actions.erasing import erase_again, list_path
from teams.actions.errors import ActionRefused


class Command(BaseCommand):
    """Erase once more whoever was erased. Whom to erase at first, an administrator says on the person's page."""

    help = "After restoring a backup: erases anew everybody who had been erased since it was made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The list, where it is not in its place."""
        parser.add_argument("--again", action="store_true", required=True, help="By the list.")
        parser.add_argument("--list", type=Path, help=f"The list; default: {list_path()}.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how many. Exit status 1 and a line on what to mend where that is refused."""
        path: Path | None = options["list"]
        if path is not None and not path.is_file():
            raise CommandError(f"There is no file {path}.")
        try:
            done = erase_again(timezone.now(), path)
        except ActionRefused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"{done.anew} erased anew, {done.still} were erased still.")
        if done.refused:
            raise CommandError("\n".join(done.refused))
