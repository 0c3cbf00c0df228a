"""Whether forecasts keep their word on real calls: weekly goals of the team and of each agent.

The targets are what January came to, and a little below and above: nothing of the weeks that are foretold.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from goals.actions.goals import create_goal
from goals.calibration import bands, brier
from goals.models import Cadence, Goal, Metric, Scope, TeamDay
from goals.progress import Sums
from goals.queries.backtest import replay
from goals.recompute import run
from teams.actions import join_team
from teams.models import Organisation, Role, Team, User
from tests.api.test_calls_2021 import FILE

RECIPE = Path(__file__).parent.parent / "data" / "calls.toml"
FROM, UNTIL = date(2021, 2, 1), date(2021, 3, 31)
NOW = datetime(2021, 4, 5, tzinfo=UTC)
ABOUT = (Decimal("0.97"), Decimal(1), Decimal("1.03"))

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FILE.exists(), reason="the real calls are not on this machine"),
]


@pytest.fixture
def goals(organisation: Organisation, administrator: User) -> list[Goal]:
    """Of each metric, for the team and for each of its agents."""
    call_command("import_contacts", str(FILE), "--recipe", str(RECIPE), verbosity=0)
    team = Team.objects.get(name="Telephone")
    join_team(None, administrator, team, Role.MANAGER, date(2020, 1, 1))
    run.run_until_done(NOW)
    for metric in Metric.objects.all():
        for scope, people in ((Scope.TEAM, 1), (Scope.MEMBERS, 8)):
            for factor in ABOUT:
                create_goal(
                    None,
                    name=f"{metric.name} {scope} {factor}",
                    metric=metric,
                    scope=scope,
                    team=team,
                    cadence=Cadence.WEEKLY,
                    starts_on=FROM,
                    target=_of_january(metric, people, factor),
                    why="Nobody likes to ring twice.",
                    owner=administrator,
                    now=datetime(2021, 1, 31, 12, tzinfo=UTC),
                )
    run.run_until_done(NOW)
    return list(Goal.objects.select_related("metric", "team"))


def _of_january(metric: Metric, people: int, factor: Decimal) -> Decimal:
    days = TeamDay.objects.filter(metric_id=metric.pk, day__lt=FROM)
    sums = sum((Sums(day.value, day.weight, day.n) for day in days), Sums())
    result = sums.value * 7 / 31 / people
    if metric.kind == Metric.Kind.RATIO:
        result = sums.value / sums.weight * (100 if metric.unit == Metric.Unit.PERCENT else 1)
    return (result * factor).quantize(Decimal(1).scaleb(-metric.decimals))


def test_likelihoods_come_true_as_often_as_they_say(goals: list[Goal]) -> None:
    found = replay(goals, FROM, UNTIL)
    metric_of = {goal.pk: goal.metric_id for goal in goals}
    # Three goals on one figure see one and the same week.
    cases = [
        replace(case, period=(metric_of[case.period[0]], *case.period[1:]))
        for case in found.forecast
    ]
    assert len({case.period for case in cases}) > 400
    (band,) = [band for band in bands(cases) if (band.low, band.high) == (0.6, 0.8)]
    low, high = band.interval
    assert low <= 0.8, band
    assert high >= 0.6, band
    for band in bands(cases):
        assert abs(band.said - band.came) < 0.1, band
    assert brier(found.forecast) < min(brier(found.even_pace), brier(found.last_period)) - 0.05
    # Whoever knows only how often goals are met, and says just that, scores much worse.
    share = sum(case.came for case in cases) / len(cases)
    assert brier(cases) < 0.8 * brier([replace(case, said=share) for case in cases])
