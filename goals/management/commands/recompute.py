"""`manage.py recompute`: do now what the jobs would do."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from goals.recompute import run
from goals.recompute.challenges import look_after_challenges


class Command(BaseCommand):
    """Recompute what is stale, everything, or everything as if it were another moment."""

    help = "Does now what the jobs would do, until nothing is stale."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which of the three."""
        parser.add_argument(
            "--all", action="store_true", help="Rebuild everything from the readings."
        )
        parser.add_argument(
            "--at",
            metavar="INSTANT",
            help="As if it were that moment (ISO 8601 with offset): later readings do not count."
            " The next run without it brings the present back.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, and say what was done."""
        at = _instant(options["at"]) if options["at"] else None
        if options["all"]:
            run.run_all(at or timezone.now())
            self.stdout.write("Rebuilt everything from the readings.")
        if at is not None:
            written = run.run_as_of(at)
            self.stdout.write(f"Worked out as of {at.isoformat()}: {written} rows changed.")
        elif not options["all"]:
            done = run.run_until_done()
            look_after_challenges(timezone.now())
            self.stdout.write(f"Nothing is stale any more: {done} marks and rows worked through.")


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(
            f"--at: {text!r} is not an instant. Write 2021-02-28T23:59:59+00:00."
        ) from error
    if at.tzinfo is None:
        raise CommandError(f"--at: {text!r} has no offset. Write 2021-02-28T23:59:59+00:00.")
    return at
