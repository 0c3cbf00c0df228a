"""What is told of a guard that breaks, and of one that holds again: once each turn, with what it holds back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils.module_loading import import_string

from goals.actions.goal_states import pause_goal
from goals.models import Goal, GoalTurn, Progress, RewardKind
from goals.recompute.turns import tell_turns
from teams.models import Notice
from tests.goals.november import a_goal_of, novembers_readings, send, work_out
from tests.scene import NOW, a_goal, a_metric, a_ratio, stands

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def reopened():
    return a_ratio("Reopened cases", better="lower")


@pytest.fixture
def goal(supervisor, north, reopened) -> Goal:
    """North's monthly goal, on pace, its guard kept, and known to be."""
    guard = {"guard": reopened, "guard_bound": Decimal(5)}
    goal = a_goal(a_metric(), supervisor, team=north, **guard)
    figures = {"guard_value": Decimal(41), "guard_weight": Decimal(1000), "guard_n": 9}
    stands(goal, "2700", expected="2700", guard_status="kept", **figures)
    tell_turns(NOW)
    return goal


def turns_to(status, now=NOW, **columns):
    Progress.objects.filter(final=False).update(guard_status=status, **columns)
    tell_turns(now)


def breaks(now=NOW):
    turns_to("broken", now, guard_value=Decimal(71))


def holds(now=NOW):
    turns_to("kept", now, guard_value=Decimal(48))


def told():
    return list(Notice.objects.order_by("pk").values_list("text", flat=True))


def test_the_owner_is_told_once_with_what_it_holds_back(goal, supervisor):
    goal.reward = RewardKind.objects.create(name="Breakfast for the team", cost=40)
    goal.save()
    for minute in range(5):
        breaks(NOW + timedelta(minutes=minute))
    notice = Notice.objects.get()
    assert (notice.user, notice.kind) == (supervisor, "goals.guard")
    assert notice.text == (
        "Guard out of bounds: First-contact resolutions in North. Reopened cases 7.1%, bound 5% or less."
    )
    assert notice.detail == "Its reward, Breakfast for the team, is held back while it is."
    assert notice.url == f"/goals/{goal.pk}/"


def test_without_a_reward_it_says_that_none_is_due(goal):
    breaks()
    assert Notice.objects.get().detail == "No reward is due while it is."


def test_that_it_holds_again_is_told_after_that_and_only_then(goal):
    holds()
    assert told() == []
    breaks()
    turns_to("unknown", NOW + HOUR)
    holds(NOW + 2 * HOUR)
    holds(NOW + 3 * HOUR)
    assert [text.partition(":")[0] for text in told()[1:]] == ["Guard within bounds again"]
    assert told()[1].endswith("Reopened cases 4.8%, bound 5% or less.")
    assert Notice.objects.latest("pk").kind == "goals.good_news"


def test_one_that_wavers_is_told_once_each_way_within_a_day(goal):
    for place in range(8):
        (holds if place % 2 else breaks)(NOW + HOUR * place)
    assert len(told()) == 2
    breaks(NOW + DAY)
    assert len(told()) == 3


def test_a_goal_starts_quietly_and_a_later_period_from_nothing_said(manager, north, reopened):
    guard = {"guard": reopened, "guard_bound": Decimal(5)}
    goal = a_goal(a_metric(), manager, team=north, **guard)
    figures = {"guard_value": Decimal(71), "guard_weight": Decimal(1000), "guard_n": 9}
    stands(goal, "2700", expected="2700", guard_status="broken", **figures)
    for _ in range(3):
        tell_turns(NOW)
    assert told() == []
    Progress.objects.update(final=True)
    GoalTurn.objects.update(closed=True)
    december = {"first": date(2025, 12, 1), "last": date(2025, 12, 31)}
    row = stands(goal, "9", expected="9", guard_status="broken", **figures, **december)
    for _ in range(3):
        tell_turns(row.starts_at + DAY)
    assert len(told()) == 1


def test_a_goal_that_turns_at_the_same_moment_tells_both(goal):
    Progress.objects.update(status="behind", expected=Decimal(2900))
    breaks()
    breaks(NOW + HOUR)
    assert [text.partition(":")[0] for text in told()] == ["Behind", "Guard out of bounds"]
    assert GoalTurn.objects.get().told == "behind"


def test_an_outage_a_pause_and_a_closed_period_tell_nothing(goal, manager):
    Progress.objects.update(guard_status="broken", guard_value=Decimal(71))
    tell_turns(datetime(2025, 12, 1, 6, tzinfo=NOW.tzinfo))  # nobody looked until it was over
    assert told() == []
    Progress.objects.update(final=True)
    tell_turns(NOW)
    assert told() == []
    Progress.objects.update(final=False)
    pause_goal(manager, goal, now=NOW)
    tell_turns(NOW)
    assert told() == []


def test_each_member_is_told_of_their_own_guard(manager, north, agent, colleague, reopened):
    guard = {"guard": reopened, "guard_bound": Decimal(5)}
    goal = a_goal(a_metric("Notes"), manager, team=north, scope="members", target="90", **guard)
    for person in (agent, colleague):
        stands(goal, "50", expected="50", agent=person, guard_status="kept")
    tell_turns(NOW)
    Progress.objects.filter(agent_id=agent.pk).update(
        guard_status="broken", guard_value=3, guard_weight=30, guard_n=2
    )
    tell_turns(NOW)
    notice = Notice.objects.get()
    assert (notice.user, notice.about_id) == (agent, agent.pk)


def test_from_a_reading_to_the_notice(manager, north, agent, colleague, reopened):
    metric = a_metric()
    novembers_readings(metric, north, agent, colleague)
    send(reopened, north, [(NOW - DAY, agent, "3", "100")], prefix="g")
    a_goal_of(metric, manager, team=north, guard=reopened, guard_bound=Decimal(5))
    work_out()
    tell_turns(NOW)
    before = len(told())
    send(reopened, north, [(NOW - HOUR, agent, "9", "100")], prefix="h")
    work_out()
    tell_turns(NOW)
    assert [text.partition(". ")[2] for text in told()[before:]] == [
        "Reopened cases 6.0%, bound 5% or less."
    ]


def test_case_17_a_changed_zone_tells_nothing_a_second_time(goal):
    breaks()
    row = Progress.objects.get()
    row.starts_at += 4 * HOUR
    row.save()
    breaks(NOW + 2 * DAY)
    assert len(told()) == 1


def test_guards_that_were_out_of_bounds_before_this_was_told_are_known(goal):
    """The step by which an installation learns to tell tells nothing of what is long so."""
    Progress.objects.update(guard_status="broken", guard_value=Decimal(71))
    with connection.cursor() as cursor:
        cursor.execute(import_string("goals.migrations.0013_three_guard_turns.KNOWN"))
    tell_turns(NOW)
    assert told() == []
