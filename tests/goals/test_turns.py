"""What is told of a goal that turns, to whom, and how often: once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals.actions.goal_states import pause_goal
from goals.models import Goal, GoalTurn, Job, Progress
from goals.recompute import jobs, turns
from goals.recompute.turns import tell_turns
from teams.actions import end_membership, update_team
from teams.models import Membership, Notice
from tests.goals.november import a_goal_of, novembers_readings, satisfied, send, work_out
from tests.goals.reliability.together import at_once, good
from tests.scene import NOW, a_goal, a_metric, a_ratio, stands

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def goal(manager, supervisor, north) -> Goal:
    """North's monthly goal, which the supervisor owns, on pace and known to be."""
    goal = a_goal(a_metric(), supervisor, team=north)
    stands(goal, "2700", expected="2730")
    tell_turns(NOW)
    return goal


def turn_to(goal: Goal, status: str, now: datetime = NOW, **columns: Any) -> Progress:
    """The jobs have worked out another status; and the turns have been looked at."""
    Progress.objects.filter(goal=goal, final=False).update(status=status, **columns)
    tell_turns(now)
    return Progress.objects.filter(goal=goal).latest("starts_at")


def told(person=None) -> list[str]:
    """The texts, in the order in which they came."""
    rows = Notice.objects.order_by("pk")
    return [row.text for row in (rows if person is None else rows.filter(user=person))]


# --- One turn, one notice ------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["on_pace", "behind", "watch", "met", "too_early"])
def test_a_goal_starts_quietly(manager, north, status):
    goal = a_goal(a_metric(), manager, team=north)
    stands(goal, "2700", status, expected="2730")
    for _ in range(3):
        tell_turns(NOW)
    assert told() == []


def test_a_turn_is_told_to_the_owner_with_what_it_takes(goal, manager, supervisor, agent):
    turn_to(goal, "behind", value=Decimal(2588))
    notice = Notice.objects.get()
    assert notice.user == supervisor
    assert notice.kind == "goals.turned"
    assert notice.url == f"/goals/{goal.pk}/"
    assert notice.text == ("Behind: First-contact resolutions in North, 142 behind even pace.")
    assert notice.detail.startswith("231 a day gets us there")


def test_what_it_takes_is_in_the_words_of_the_page(manager, north, agent, colleague):
    metric = a_metric()
    novembers_readings(metric, north, agent, colleague)
    goal = a_goal_of(metric, manager, team=north)
    work_out()
    turn_to(goal, "on_pace")
    turn_to(goal, "behind", low=3900, likely=3979, high=4050, likelihood=Decimal("0.2"))
    assert Notice.objects.get().detail == (
        "231 a day gets us there; the last five days averaged 199. About 2 in 10 that we make it. "
        "Likely to end on 3,900 to 4,050."
    )


def test_of_a_share_too(manager, north, agent, colleague):
    metric = a_ratio("Happy customers")
    satisfied(metric, north, agent, colleague)
    goal = a_goal_of(metric, manager, team=north, target=Decimal(92))
    work_out()
    turn_to(goal, "on_pace")
    turn_to(goal, "behind", low=88, likely=90, high=91, likelihood=Decimal("0.2"))
    assert Notice.objects.get().detail == (
        "Needs 96.6% from now on; the last five days were 90.0%. About 2 in 10 that we make it. "
        "Likely to end on 88.0% to 91.0%."
    )


def test_however_often_it_runs_a_turn_is_told_once(goal):
    Progress.objects.update(status="behind")
    for minute in range(20):
        tell_turns(NOW + timedelta(minutes=minute))
    assert len(told()) == 1


def test_watch_then_behind_then_back_then_met(goal):
    texts = []
    for place, status in enumerate(["watch", "behind", "watch", "on_pace", "met", "on_pace"]):
        turn_to(goal, status, NOW + HOUR * place)
        texts.append(len(told()))
    # Behind that is only to watch again is not back yet, and what was met is not on pace anew.
    assert texts == [1, 2, 2, 3, 4, 4]
    assert [text.partition(":")[0] for text in told()] == ["Watch", "Behind", "Back on pace", "Met"]
    assert set(Notice.objects.values_list("kind", flat=True)) == {
        "goals.turned",
        "goals.good_news",
    }


def test_a_period_that_is_no_longer_too_early_to_say_may_turn(manager, north):
    goal = a_goal(a_metric(), manager, team=north)
    stands(goal, "20", "too_early", expected="30")
    tell_turns(NOW)
    turn_to(goal, "on_pace")
    assert told() == []
    turn_to(goal, "behind")
    assert len(told()) == 1


def test_the_next_period_starts_from_nothing_said(goal):
    turn_to(goal, "behind")
    Progress.objects.update(final=True, status="missed", closed_status="missed")
    GoalTurn.objects.update(closed=True)
    december = {"first": date(2025, 12, 1), "last": date(2025, 12, 31)}
    row = stands(goal, "100", "behind", expected="200", **december)
    tell_turns(row.starts_at + 3 * DAY)
    assert len(told()) == 2


# --- Wavering ------------------------------------------------------------------------------------


def test_a_goal_that_wavers_is_told_once_each_way_within_a_day(goal):
    for place in range(12):
        turn_to(goal, "watch" if place % 2 == 0 else "on_pace", NOW + HOUR * place)
    assert [text.partition(":")[0] for text in told()] == ["Watch", "Back on pace"]


def test_the_day_after_it_is_told_what_then_is_so(goal):
    for place, status in enumerate(["watch", "on_pace", "watch"]):
        turn_to(goal, status, NOW + HOUR * place)
    assert len(told()) == 2
    tell_turns(NOW + DAY - HOUR)
    assert len(told()) == 2
    tell_turns(NOW + DAY)
    assert [text.partition(":")[0] for text in told()] == ["Watch", "Back on pace", "Watch"]


def test_a_goal_by_the_hour_turns_once_a_day_not_each_hour(manager, north):
    goal = a_goal(a_metric(), manager, team=north, cadence="hourly", target="40")
    start = datetime(2025, 11, 20, 9, tzinfo=UTC)
    for hour in range(5):
        Progress.objects.filter(goal=goal).update(final=True, status="missed")
        row = stands(goal, "9", "on_pace", expected="10")
        row.starts_at, row.ends_at = start + HOUR * hour, start + HOUR * (hour + 1)
        row.save()
        tell_turns(row.starts_at)
        turn_to(goal, "behind", row.starts_at + HOUR / 2)
    assert len(told()) == 1


# --- Outages -------------------------------------------------------------------------------------


def test_after_three_days_without_a_worker_each_goal_is_told_once(manager, north):
    goals = []
    for cadence in ("daily", "weekly", "monthly"):
        goal = a_goal(a_metric(cadence.title()), manager, team=north, cadence=cadence, target="100")
        stands(goal, "50", "on_pace", expected="50")
        goals.append(goal)
    tell_turns(NOW)
    # Three days of the daily goal come and go unseen, the week closes, and all of them turned.
    for back in range(1, 4):
        day = date(2025, 11, 20) + back * DAY
        stands(goals[0], "50", "behind", expected="90", first=day, last=day)
    Progress.objects.filter(goal=goals[0], first_day__lt=date(2025, 11, 23)).update(
        final=True, status="missed"
    )
    Progress.objects.filter(goal=goals[1]).update(final=True, status="missed")
    week = {"first": date(2025, 11, 24), "last": date(2025, 11, 30)}
    stands(goals[1], "0", "behind", expected="10", **week)
    Progress.objects.filter(goal=goals[2]).update(status="behind")
    for _ in range(3):
        tell_turns(datetime(2025, 11, 23, 12, tzinfo=UTC))
    assert len(told()) == 3
    tell_turns(datetime(2025, 11, 24, 12, tzinfo=UTC))
    keys = Notice.objects.values_list("key", flat=True)
    assert sorted(key.split("-")[1] for key in keys) == sorted(
        [*(str(goal.pk) for goal in goals), str(goals[1].pk)]
    )


def test_what_ended_and_what_runs_is_one_notice(manager, north):
    goal = a_goal(a_metric("Calls"), manager, team=north, cadence="weekly", target="900")
    stands(goal, "700", "on_pace", expected="700")
    tell_turns(NOW)
    Progress.objects.update(final=True, status="missed", value=Decimal(812))
    stands(goal, "10", "too_early", first=date(2025, 11, 24), last=date(2025, 11, 30))
    GoalTurn.objects.create(goal=goal, starts_at=Progress.objects.latest("starts_at").starts_at)
    Progress.objects.filter(final=False).update(status="behind", expected=Decimal(100))
    tell_turns(datetime(2025, 11, 26, 12, tzinfo=UTC))
    notice = Notice.objects.get()
    assert notice.text.startswith("Behind: Calls in North, 90 behind even pace.")
    assert "Missed: Calls in North. 17 to 23 November closed at 812." in notice.detail


# --- Closing, and what comes after ---------------------------------------------------------------


def test_how_a_period_ended_is_told_when_it_closes(goal, supervisor):
    turn_to(goal, "behind")
    Progress.objects.update(final=True, status="missed", value=Decimal(4050), closed_at=NOW)
    for _ in range(3):
        tell_turns(NOW + 11 * DAY)
    notice = Notice.objects.latest("pk")
    assert len(told()) == 2
    assert notice.kind == "goals.closed"
    assert notice.text == ("Missed: First-contact resolutions in North. November closed at 4,050.")
    assert notice.detail == "150 short of the goal of 4,200."
    assert notice.url == f"/goals/{goal.pk}/?period=2025-11-01"


def test_what_was_met_already_is_not_told_again_when_it_closes(goal):
    turn_to(goal, "met", value=Decimal(4300))
    Progress.objects.update(final=True)
    tell_turns(NOW + 11 * DAY)
    assert len(told()) == 1


def test_a_day_that_closes_is_not_told(manager, north):
    goal = a_goal(a_ratio("Fast"), manager, team=north, cadence="daily", target="80")
    stands(goal, "84", weight="100")
    tell_turns(NOW)
    Progress.objects.update(final=True, status="missed")
    tell_turns(NOW + 2 * DAY)
    assert told() == []


def test_case_18_a_late_figure_that_revises_a_closed_period_is_told_once(goal, supervisor):
    Progress.objects.update(final=True, status="missed", value=Decimal(4012), closed_at=NOW)
    tell_turns(NOW + 11 * DAY)
    Progress.objects.update(
        value=Decimal(4020), closed_value=Decimal(4012), closed_weight=Decimal(0),
        closed_status="missed", revised_at=NOW + 12 * DAY,
    )  # fmt: skip
    for _ in range(3):
        tell_turns(NOW + 12 * DAY)
    Progress.objects.update(value=Decimal(4021))
    tell_turns(NOW + 13 * DAY)
    assert told(supervisor)[1:] == [
        "First-contact resolutions in North: November is revised: 4,012 → 4,020."
    ]


def test_a_revision_that_no_digit_shows_is_not_told(manager, north):
    goal = a_goal(a_ratio("Fast", decimals=0), manager, team=north, target="80")
    stands(goal, "84", "on_pace", weight="1000")
    tell_turns(NOW)
    Progress.objects.update(final=True, status="met")
    tell_turns(NOW + 11 * DAY)
    Progress.objects.update(
        value=Decimal("84.1"), closed_value=Decimal(84), closed_weight=Decimal(1000),
        closed_status="met", revised_at=NOW,
    )  # fmt: skip
    tell_turns(NOW + 12 * DAY)
    assert len(told()) == 1
    assert GoalTurn.objects.get().revised


# --- Whom ----------------------------------------------------------------------------------------


def test_each_member_is_told_of_their_own_figures_and_nobody_else(manager, north, agent, colleague):
    goal = a_goal(a_metric("Notes"), manager, team=north, scope="members", target="90")
    for person in (agent, colleague):
        stands(goal, "50", expected="50", agent=person)
    tell_turns(NOW)
    Progress.objects.filter(agent_id=agent.pk).update(status="behind", value=Decimal(7))
    tell_turns(NOW)
    notice = Notice.objects.get()
    assert notice.user == agent
    assert notice.url == f"/goals/{goal.pk}/?agent={agent.pk}"


def test_a_goal_of_one_agent_is_told_to_them_and_to_its_owner(
    manager, supervisor, north, agent, colleague
):
    goal = a_goal(
        a_metric("Notes"), supervisor, team=north, scope="agent", agent=agent, target="90"
    )
    stands(goal, "50", expected="50", agent=agent)
    tell_turns(NOW)
    turn_to(goal, "watch")
    assert set(Notice.objects.values_list("user", flat=True)) == {agent.pk, supervisor.pk}


def test_case_19_an_owner_who_may_no_longer_open_the_goal_is_not_told(goal, manager, supervisor):
    end_membership(manager, Membership.objects.get(user=supervisor), date(2025, 11, 19), "Moved")
    turn_to(goal, "behind")
    assert told() == []


def test_a_paused_goal_says_nothing(goal, manager):
    pause_goal(manager, goal, now=NOW)
    turn_to(goal, "behind")
    assert told() == []


# --- At the same time, and half-way --------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_case_21_two_workers_tell_a_turn_once(goal, on_postgres):
    for name in ("A", "B", "C"):
        other = a_goal(a_metric(name), goal.owner, team=goal.team)
        stands(other, "1", expected="1")
    tell_turns(NOW)
    Progress.objects.update(status="behind")
    good(at_once(*[lambda: tell_turns(NOW + HOUR)] * 4))
    assert len(told()) == 4


def test_case_21_a_worker_killed_half_way_has_told_nobody(goal, monkeypatch):
    class Killed(BaseException):
        pass

    def dies(*_: object, **__: object) -> None:
        raise Killed

    Progress.objects.update(status="behind")
    with monkeypatch.context() as patch:
        patch.setattr(turns, "tell", dies)
        with pytest.raises(Killed):
            tell_turns(NOW)
    assert told() == []
    tell_turns(NOW)
    tell_turns(NOW)
    assert len(told()) == 1


def test_a_goal_without_words_holds_no_other_up(goal, supervisor, north, monkeypatch):
    other = a_goal(a_metric("Other"), supervisor, team=north)
    stands(other, "1", expected="1")
    tell_turns(NOW)
    Progress.objects.update(status="behind")
    words = turns._words

    def stumbles(turn, one, *rest):
        if one.pk == goal.pk:
            raise ValueError
        return words(turn, one, *rest)

    monkeypatch.setattr(turns, "_words", stumbles)
    assert tell_turns(NOW)
    assert len(told()) == 1


# --- What it costs -------------------------------------------------------------------------------


def test_turns_are_found_by_as_many_statements_among_a_hundred_goals(goal, supervisor, north):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            tell_turns(NOW)
        return len(captured)

    few = statements()
    metric = a_metric("Many")
    for number in range(100):
        stands(a_goal(metric, supervisor, team=north, name=f"Goal {number}"), "1", "watch")
    tell_turns(NOW)
    assert statements() == few == 5


def test_rows_of_days_long_over_are_forgotten(manager, north):
    goal = a_goal(a_metric(), manager, team=north, cadence="daily", target="9")
    for back in range(9, -1, -1):
        day = date(2025, 11, 20) - back * DAY
        row = stands(goal, "9", "on_pace", first=day, last=day)
        tell_turns(row.starts_at)
        Progress.objects.update(final=True)
    assert GoalTurn.objects.count() <= 5


# --- The job -------------------------------------------------------------------------------------


def test_the_clock_wakes_the_turns(manager, north, agent, colleague):
    metric = a_metric()
    novembers_readings(metric, north, agent, colleague)
    goal = a_goal_of(metric, manager, team=north)
    for now in (NOW, NOW + timedelta(minutes=1)):
        for job_id in jobs.sweep(now):
            jobs.run_job(job_id, now)
    assert GoalTurn.objects.filter(goal=goal).count() == 1
    assert told() == []
    row = Progress.objects.get(goal=goal)
    job = Job.objects.get(kind=Job.Kind.TURNS)
    Job.objects.filter(kind=Job.Kind.CLOCK).update(due_at=NOW + HOUR)
    # A correction takes most of the month away: the recomputation is what wakes the turns.
    send(
        metric, north, [(row.starts_at + timedelta(hours=hour), agent, "-20", "1") for hour in range(99)],
        prefix="c",
    )  # fmt: skip
    later = NOW + timedelta(minutes=2)
    for now in (later, later + timedelta(minutes=1)):
        for job_id in jobs.sweep(now):
            jobs.run_job(job_id, now)
    row.refresh_from_db()
    job.refresh_from_db()
    assert row.status == "behind"
    assert job.last_done_at == later + timedelta(minutes=1)


def test_case_17_a_changed_zone_tells_nothing_a_second_time(manager, north, agent, colleague):
    metric = a_metric()
    novembers_readings(metric, north, agent, colleague)
    goal = a_goal_of(metric, manager, team=north, target=Decimal(9000))
    work_out()
    GoalTurn.objects.create(
        goal=goal, starts_at=datetime(2025, 11, 1, tzinfo=UTC), first_day=date(2025, 11, 1)
    )
    tell_turns(NOW)
    assert len(told()) == 1
    update_team(manager, north, time_zone="America/New_York")
    work_out()
    assert Progress.objects.get(goal=goal).starts_at == datetime(2025, 11, 1, 4, tzinfo=UTC)
    tell_turns(NOW + HOUR)
    tell_turns(NOW + 2 * DAY)
    assert len(told()) == 1
