"""What the rest of a ratio's period needs, over the weight that usually still comes.

One definition for a goal's page, for notices and for the screen on the wall.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from goals.fixed import to_whole
from goals.models import TeamDay
from goals.outlook import LONGEST_PAST, Known, known_before
from goals.progress import Needed, Sums, needed_ratio
from goals.queries.ledger_facts import GoalFacts, ProgressFacts
from goals.queries.workdays import ONE_DAY, Workdays, workdays_of
from teams.models import Team


def usual_weight_left(
    known: Known, workdays: Workdays, days: Iterable[tuple[date, Sums]], today: date, last: date
) -> Decimal:
    """Σ weight that usually still comes up to the day `last`, going by the weekdays of the last weeks.

    `days` are those with figures, today's hours or today itself among them. With too few of them for a
    rate, the mean of them is taken.
    """
    seen = [(day, float(one.weight)) for day, one in days if one.n and day >= today - LONGEST_PAST]
    past = [weight for day, weight in seen if day < today]
    if known.volume is not None:
        level = max(known.volume.level, 0.0)
    else:
        level = sum(past) / len(past) if past else 0.0
    of_today = sum(weight for day, weight in seen if day == today)
    left = max(level * known.usual.on(today, workdays) - of_today, 0.0)
    ahead = (today + n * ONE_DAY for n in range(1, (last - today).days + 1))
    left += level * sum(known.usual.on(day, workdays) for day in ahead)
    return Decimal(str(round(left, 4)))


def needed_of_team(
    team: Team, shown: Sequence[tuple[GoalFacts, ProgressFacts]], today: date
) -> dict[int, Needed]:
    """Of a team's goals with ratios, by the goal's id. Two statements, none without such a goal."""
    ratios = [(goal, stands) for goal, stands in shown if not goal.is_total]
    if not ratios:
        return {}
    rows = TeamDay.objects.filter(
        team_id=team.pk,
        metric_id__in={goal.metric_id for goal, _ in ratios},
        day__range=(today - LONGEST_PAST, today),
    ).values_list("metric_id", "day", "value", "weight", "n")
    days: dict[int, list[tuple[date, Sums]]] = {}
    for metric_id, day, value, weight, n in rows:
        days.setdefault(metric_id, []).append((day, Sums(value, weight, n)))
    workdays = workdays_of(team, team.clock)
    found: dict[int, Needed] = {}
    for goal, stands in ratios:
        seen = days.get(goal.metric_id, [])
        past = {
            day: (to_whole(one.value), to_whole(one.weight))
            for day, one in seen
            if one.n and day < today
        }
        known = known_before(today, past, workdays, is_ratio=True)
        left = usual_weight_left(known, workdays, seen, today, stands.last_day)
        needed = needed_ratio(goal.measure, stands.sums, stands.target, left)
        if needed is not None:
            found[goal.pk] = needed
    return found
