"""When a goal was not pursued is kept as days, and what came meanwhile is not lost."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from goals.actions.goal_states import archive_goal, pause_goal, resume_goal
from goals.models import Pause, StaleGoal
from goals.pauses import is_paused_through
from goals.periods import Period
from tests.scene import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TODAY = date(2025, 11, 20)


def stretches(goal):
    return list(goal.pauses.values_list("since", "until"))


def test_a_pause_lasts_from_its_day_to_the_day_it_is_taken_up(goal, manager):
    pause_goal(manager, goal, reason="Strike", now=NOW)
    assert stretches(goal) == [(TODAY, None)]
    resume_goal(manager, goal, now=NOW + 3 * DAY)
    assert stretches(goal) == [(TODAY, date(2025, 11, 23))]
    assert Pause.objects.get().reason == "Strike"


def test_taken_up_the_same_day_it_was_never_paused(goal, manager):
    pause_goal(manager, goal, now=NOW)
    resume_goal(manager, goal, now=NOW + timedelta(hours=3))
    assert stretches(goal) == []


def test_paused_again_the_same_day_it_was_never_taken_up(goal, manager):
    pause_goal(manager, goal, now=NOW)
    resume_goal(manager, goal, now=NOW + 3 * DAY)
    pause_goal(manager, goal, now=NOW + 3 * DAY + timedelta(hours=1))
    assert stretches(goal) == [(TODAY, None)]


def test_put_away_while_it_is_paused_it_is_one_stretch(goal, manager):
    pause_goal(manager, goal, now=NOW)
    archive_goal(manager, goal, now=NOW + 3 * DAY)
    resume_goal(manager, goal, now=NOW + 5 * DAY)
    assert stretches(goal) == [(TODAY, date(2025, 11, 25))]


def test_the_days_are_the_teams(goal, manager):
    goal.team.time_zone = "Australia/Adelaide"
    goal.team.save()
    pause_goal(manager, goal, now=datetime(2025, 11, 20, 20, tzinfo=UTC))
    assert stretches(goal) == [(date(2025, 11, 21), None)]


def test_put_away_and_taken_up_it_is_worked_out_from_its_start(goal, manager):
    pause_goal(manager, goal, now=NOW)
    resume_goal(manager, goal, now=NOW)
    assert set(StaleGoal.objects.values_list("since", flat=True)) == {date(2025, 11, 1)}
    later = NOW + timedelta(days=70)
    archive_goal(manager, goal, now=later)
    StaleGoal.objects.all().delete()
    resume_goal(manager, goal, now=later + 10 * DAY)
    # From before its start: it may not have followed its calendar.
    assert set(StaleGoal.objects.values_list("since", flat=True)) == {date(2025, 10, 31)}


@pytest.mark.parametrize(
    ("first", "last", "answer"),
    [
        ((2025, 11, 10), (2025, 11, 14), True),
        ((2025, 11, 10), (2025, 11, 15), False),
        ((2025, 11, 9), (2025, 11, 14), False),
        ((2025, 12, 1), (2025, 12, 31), True),
        ((2025, 11, 15), (2025, 11, 19), False),
    ],
)
def test_a_period_of_which_no_day_was_pursued_is_none(first, last, answer):
    held = [(date(2025, 11, 10), date(2025, 11, 15)), (date(2025, 11, 20), None)]
    assert is_paused_through(held, Period(date(*first), date(*last))) is answer


def test_pauses_from_before_are_read_from_the_record(goal, manager):
    pause_goal(manager, goal, reason="Strike", now=NOW)
    resume_goal(manager, goal, now=NOW + 3 * DAY)
    archive_goal(manager, goal, now=NOW + 9 * DAY)
    kept = stretches(goal)
    Pause.objects.all().delete()
    import_module("goals.migrations.0009_pauses_from_the_record").from_the_record(apps, None)
    assert stretches(goal) == kept
    assert Pause.objects.order_by("since")[0].reason == "Strike"
