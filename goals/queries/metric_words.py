"""What a metric is, in words: how it adds up, rounds, and whose hours and days it counts."""

from __future__ import annotations

from goals import dates
from goals.models import Metric
from teams.calendar import Clock
from teams.models import Team


def kind_words(metric: Metric) -> str:
    """`Ratio, percent, higher is better`."""
    kind = "Total" if metric.kind == Metric.Kind.TOTAL else "Ratio"
    unit = {"count": "count", "percent": "percent", "seconds": "time", "score": "score"}.get(
        metric.unit, "money"
    )
    return f"{kind}, {unit}, {metric.get_better_display().lower()}"


def adds_up(metric: Metric) -> str:
    """How readings become a figure."""
    if metric.kind == Metric.Kind.TOTAL:
        return "The values of all readings are added up."
    times = ", times 100" if metric.unit == Metric.Unit.PERCENT else ""
    return (
        f"The values are added up and divided by the weights added up{times}. For a team it is the"
        " ratio of the sums, never the mean of its people's ratios."
    )


def decimals(places: int) -> str:
    """How a figure is rounded."""
    if places == 0:
        return "Shown as whole numbers, rounded half up once, at the end."
    word = "1 decimal" if places == 1 else f"{places} decimals"
    return f"Shown with {word}, rounded half up once, at the end."


def fewest(metric: Metric) -> str:
    """From how much on a ratio says something; empty for a total."""
    if metric.kind == Metric.Kind.TOTAL:
        return ""
    return f"With less than {metric.minimum_weight:,} behind it, it is too little to say."


def hours_counted(team: Team | None) -> str:
    """Which hours count."""
    if team is None:
        return "All hours count, day and night, of every team."
    opens, closes = dates.clock_time(team.opens_at), dates.clock_time(team.closes_at)
    return f"All hours count. The usual range looks at working days; the team works {opens} to {closes}."


def days_counted(clock: Clock, *, of_team: bool) -> str:
    """Whose days the figures are of."""
    start = f"{clock.day_starts_hour:02d}:00"
    if of_team:
        return f"Days are the team's own: {clock.zone}, starting at {start}."
    return f"Days are the organisation's: {clock.zone}, midnight to midnight."
