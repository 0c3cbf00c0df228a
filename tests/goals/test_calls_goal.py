"""A goal on real calls: resolved at least 75 %, monthly, of the team; each day of February 2021, and its end.

The figures it must show are counted from the file by hand (see `tests/api/test_calls_2021.py`).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from goals.actions.goals import create_goal
from goals.models import Cadence, Goal, Metric, Progress, Scope
from teams.actions import join_team
from teams.models import Organisation, Role, Team, User
from tests.api.test_calls_2021 import FILE, Call, read_file

RECIPE = Path(__file__).parent.parent / "data" / "calls.toml"
DAYS = [date(2021, 2, day) for day in range(1, 29)]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FILE.exists(), reason="the real calls are not on this machine"),
]


@pytest.fixture
def goal(organisation: Organisation, administrator: User) -> Goal:
    """The file imported by its recipe, and the goal set on it."""
    call_command("import_contacts", str(FILE), "--recipe", str(RECIPE), verbosity=0)
    team = Team.objects.get(name="Telephone")
    join_team(None, administrator, team, Role.MANAGER, date(2020, 1, 1))
    return create_goal(
        None,
        name="Resolved",
        metric=Metric.objects.get(slug="resolved"),
        scope=Scope.TEAM,
        team=team,
        cadence=Cadence.MONTHLY,
        starts_on=date(2021, 2, 1),
        target=Decimal(75),
        why="Nobody likes to ring twice.",
        owner=administrator,
        now=datetime(2021, 1, 31, 12, tzinfo=UTC),
    )


def _counted(calls: list[Call], until: date) -> tuple[int, int, Fraction]:
    """Resolved, answered and the percentage, of February up to and including a day."""
    answered = [c for c in calls if c.answered and date(2021, 2, 1) <= c.at.date() <= until]
    resolved = sum(call.resolved for call in answered)
    return resolved, len(answered), Fraction(100 * resolved, len(answered))


def _word(row: dict[str, Any], percent: Fraction, day: date) -> str:
    """By the likelihood; under a tenth of February, and of its calls, it is too early to say."""
    if day.day <= 2:
        return "too_early"
    likelihood = Decimal(row["likelihood"])
    low, likely, high = (Decimal(row["forecast"][name]) for name in ("low", "likely", "high"))
    assert low <= likely <= high, day
    if day == DAYS[-1]:
        # Nothing is left to chance.
        assert low == high
        assert likelihood == (percent >= 75)
    if likelihood >= Decimal("0.6"):
        return "on_pace"
    return "watch" if likelihood >= Decimal("0.3") else "behind"


def test_it_stands_right_at_the_end_of_each_day_of_february_and_closes(
    goal: Goal, administrator: User
) -> None:
    calls = read_file()
    client = Client()
    client.force_login(administrator, backend="teams.backends.PersonBackend")
    for day in DAYS:
        moment = datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC)
        call_command("recompute", at=(moment - timedelta(seconds=1)).isoformat(), verbosity=0)
        resolved, answered, percent = _counted(calls, day)
        row = _asked(client, goal, f"?on={day}")
        assert Decimal(row["value"]) == resolved, day
        assert Decimal(row["weight"]) == answered, day
        assert abs(Fraction(row["result"]) - percent) <= Fraction(1, 2), day
        assert Decimal(row["target"]) == Decimal(row["expected"]) == 75
        assert (row["period_start"], row["period_end"]) == ("2021-02-01", "2021-02-28")
        assert row["status"] == _word(row, percent, day), day
        assert row["final"] is False

    call_command("recompute", at="2021-03-02T00:00:00+00:00", verbosity=0)
    february = Progress.objects.get(goal=goal, first_day=date(2021, 2, 1))
    resolved, answered, percent = _counted(calls, DAYS[-1])
    assert (february.value, february.weight) == (resolved, answered)
    assert february.status == ("met" if percent >= 75 else "missed")
    assert february.final


def test_the_middle_of_a_day_knows_only_its_morning(goal: Goal) -> None:
    noon = datetime(2021, 2, 10, 12, tzinfo=UTC)
    call_command("recompute", at=noon.isoformat(), verbosity=0)
    known = [c for c in read_file() if c.answered and c.at <= noon and c.at.date() >= DAYS[0]]
    february = Progress.objects.get(goal=goal, first_day=date(2021, 2, 1))
    assert february.value == sum(call.resolved for call in known)
    assert february.weight == len(known)


def test_today_brings_every_month_since(goal: Goal) -> None:
    call_command("recompute", verbosity=0)
    calls = read_file()
    march = [c for c in calls if c.answered and c.at.month == 3]
    row = Progress.objects.get(goal=goal, first_day=date(2021, 3, 1))
    assert (row.value, row.weight) == (sum(call.resolved for call in march), len(march))
    assert row.final
    april = Progress.objects.get(goal=goal, first_day=date(2021, 4, 1))
    assert (april.n, april.status) == (0, "no_data")


def _asked(client: Client, goal: Goal, query: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/goals/{goal.pk}/progress/{query}")
    assert answer.status_code == 200, answer.content
    body = answer.json()
    rows = body["results"] if isinstance(body, dict) else body
    assert len(rows) == 1
    row: dict[str, Any] = rows[0]
    return row
