"""What would be a sound line for a challenge: what the same people did in as many days before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median_low

from django.db.models import Count, Sum

from goals import dates
from goals.models import TEAM_ITSELF, AgentDay, Challenge, Metric
from goals.progress import Sums
from goals.queries.drafts import Suggestion, improved
from goals.queries.figures import Writer
from teams.models import Team

WINDOWS = 6
FEWEST_PEOPLE = 5
"""Of fewer people no spread is shown: it would be somebody's own figure."""


@dataclass(frozen=True, slots=True)
class Past:
    """What is known in a sentence, and figures to pick."""

    words: str
    suggestions: tuple[Suggestion, ...] = ()


def past_of(
    metric: Metric, team: Team | None, rule: str, days: int, today: date, currency: str
) -> Past:
    """From the agents' tallies, without names. One statement.

    What was read for a team as a whole is left out: nobody who joins brings it along.
    """
    writer = Writer(metric, currency)
    first = today - timedelta(days=days * WINDOWS)
    rows = AgentDay.objects.filter(metric_id=metric.pk, day__gte=first, day__lt=today, n__gt=0)
    rows = rows.exclude(agent_id=TEAM_ITSELF)
    if team is not None:
        rows = rows.filter(team_id=team.pk)
    if rule == Challenge.Rule.TOTAL:
        by_day = rows.values_list("day").annotate(
            sum_value=Sum("value"), sum_weight=Sum("weight"), sum_n=Sum("n")
        )
        return _together({row[0]: Sums(*row[1:]) for row in by_day}, writer, days, today)
    recent = rows.filter(day__gte=today - timedelta(days=days))
    by_person = recent.values_list("agent_id").annotate(
        sum_value=Sum("value"), sum_weight=Sum("weight"), sum_n=Sum("n"), on=Count("day")
    )
    if rule == Challenge.Rule.EVERYONE:
        return _each([Sums(*row[1:4]) for row in by_person], writer, days)
    people = len(by_person)
    if not people:
        return Past("Nobody has figures of their own in this metric yet.")
    return Past(
        f"{people} people have figures of their own from the last {days} days."
        " Newcomers begin with their first days in the challenge."
    )


def _together(by_day: dict[date, Sums], writer: Writer, days: int, today: date) -> Past:
    begun = min(by_day, default=None)
    if begun is None:
        return Past("Nobody has figures of their own in this metric yet.")
    results: list[tuple[str, Decimal]] = []
    for back in range(1, WINDOWS + 1):
        first = today - timedelta(days=days * back)
        if first < begun and results:
            break
        sums = sum((by_day.get(first + timedelta(days=n), Sums()) for n in range(days)), Sums())
        result = writer.result(sums)
        if result is not None:
            last = first + timedelta(days=days - 1)
            results.append((dates.span(first, last, today), result))
    if not results:
        return Past("There are too few figures to go by yet.")
    figures = [result for _, result in results]
    low, high = writer.figure(min(figures)), writer.figure(max(figures))
    spread = low if low == high else f"{low} to {high}"
    latest = results[0][1]
    best = (max if writer.higher else min)(results, key=lambda pair: pair[1])
    return Past(
        f"All agents together, in {days} days: {spread}. Only those who join will count.",
        _once(
            writer,
            [
                (f"As {results[0][0]}", latest),
                (f"A little better than {results[0][0]}", improved(writer, latest)),
                (f"As the best, {best[0]}", best[1]),
            ],
        ),
    )


def _each(people: list[Sums], writer: Writer, days: int) -> Past:
    results = sorted(result for sums in people if (result := writer.result(sums)) is not None)
    if len(results) < FEWEST_PEOPLE:
        return Past("Too few people have figures to go by yet.")
    low, high = results[len(results) // 10], results[-1 - len(results) // 10]
    middle = median_low(results)
    return Past(
        f"Eight in ten reached {writer.figure(low)} to {writer.figure(high)} in the last {days} days",
        _once(
            writer,
            [
                ("As the one in the middle", middle),
                ("A little better than that", improved(writer, middle)),
            ],
        ),
    )


def _once(writer: Writer, found: list[tuple[str, Decimal]]) -> tuple[Suggestion, ...]:
    kept: dict[Decimal, Suggestion] = {}
    for words, value in found:
        if value > 0:
            kept.setdefault(value, Suggestion(words, writer.figure(value, near=value), value))
    return tuple(kept.values())
