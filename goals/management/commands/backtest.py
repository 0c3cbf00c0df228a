"""`manage.py backtest`: whether forecasts would have kept their word."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from goals.calibration import Band, bands, brier
from goals.models import Goal
from goals.queries.backtest import Replay, replay


class Command(BaseCommand):
    """Replay history as of each past day, and compare what was foretold with what came."""

    help = (
        "Forecasts every closed period of the goals as of each of its days, from the figures up to then,"
        " and reports how often each likelihood came true, beside two simple rules."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which goals, and which periods of them."""
        parser.add_argument(
            "--goal",
            type=int,
            action="append",
            metavar="ID",
            help="Only this goal; may be repeated.",
        )
        parser.add_argument("--from", dest="first", type=_day, default=date.min, metavar="DAY",
                            help="Only periods that ended on this day or later.")  # fmt: skip
        parser.add_argument("--until", dest="last", type=_day, default=date.max, metavar="DAY",
                            help="Only periods that ended on this day or before.")  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay and print."""
        goals = Goal.objects.select_related("metric", "team").order_by("pk")
        wanted: list[int] | None = options["goal"]
        if wanted:
            goals = goals.filter(pk__in=wanted)
            unknown = sorted(set(wanted) - set(goals.values_list("pk", flat=True)))
            if unknown:
                raise CommandError(f"--goal: there is no goal {unknown[0]}.")
        if options["first"] > options["last"]:
            raise CommandError("--from: the first day lies after the last.")
        found = replay(goals, options["first"], options["last"])
        if not found.forecast:
            self.stdout.write("No closed period of several days has a past to forecast it from.")
            return
        self.stdout.write("\n".join(_report(found)))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is not a day. Write 2021-02-28.") from error


def _report(found: Replay) -> list[str]:
    periods = len({case.period for case in found.forecast})
    head = (
        f"{len(found.forecast):,} forecasts of {periods:,} periods; too short a past for one on"
        f" {found.silent:,} days."
    )
    lines = [
        head,
        "",
        "Said to be met  Forecasts  Periods  Said on average  Came true  Of so many periods, 95 % lie in",
        *(_line(band) for band in bands(found.forecast)),
        "",
        "Brier score (0 is best, one half always scores 0.25):",
    ]
    rules = (
        ("forecast", found.forecast),
        ("even pace", found.even_pace),
        ("as the last period", found.last_period),
    )
    return [*lines, *(f"  {name:20}{brier(cases):.3f}" for name, cases in rules)]


def _line(band: Band) -> str:
    low, high = band.interval
    return (
        f"{band.low:4.0%} to {band.high:4.0%}  {band.forecasts:9,}  {band.periods:7,}"
        f"  {band.said:15.0%}  {band.came:9.0%}  {low:4.0%} to {high:4.0%}"
    )
