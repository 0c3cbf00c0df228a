"""`manage.py seed_demo`: a believable contact centre with a year of figures, for trying things out."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.demo import seed_demonstration
from goals.demo import SEED, OtherData
from teams.demo import CLOCK, logins

_SECOND = timedelta(seconds=1)


class Command(BaseCommand):
    """Fill an empty database with Harbour & Pine."""

    help = (
        "Makes demonstration data through the actions: the same every time for the same --seed and"
        " --until. Refuses a database that holds other data."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which draw of the dice, and up to which day."""
        parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="another draw")
        parser.add_argument(
            "--until",
            metavar="DATE",
            help="the last day with figures (2026-11-20), to its end; today, up to now, without it",
        )

    def handle(self, *args: Any, seed: int, until: str | None, **options: Any) -> None:
        """Make it, or say in one line why not."""
        now = timezone.now()
        try:
            seed_demonstration(now if until is None else _end_of(until, now), seed=seed)
        except OtherData as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The demonstration is made.")
        for line in logins():
            self.stdout.write(line)


def _end_of(text: str, now: datetime) -> datetime:
    """The last second of a day of the organisation, or now if that day is today."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--until: {text!r} is not a day. Write 2026-11-20.") from error
    today = CLOCK.day_of(now)
    if day > today:
        raise CommandError(f"--until: {text} is still to come. Choose today or an earlier day.")
    if day.year < 2005:
        raise CommandError(f"--until: {text} is too long ago. Choose a day from 2005 on.")
    return now if day == today else CLOCK.day_bounds(day)[1] - _SECOND
