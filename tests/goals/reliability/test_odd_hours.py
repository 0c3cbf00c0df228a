"""Case 17: hours that nobody works in, and that figures came in all the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from goals.actions.goal_states import archive_goal, pause_goal, resume_goal
from goals.models import Goal, Progress
from goals.recompute import run
from teams.actions import update_organisation, update_team
from teams.models import Team, User
from tests.goals.engine.numbers import at, make_goal, make_metric, record, send
from tests.goals.reliability.figures import assert_as_rebuilt

pytestmark = pytest.mark.django_db


@pytest.fixture
def hourly(north: Team, agent: User, manager: User) -> list[Goal]:
    """Of the team, each member, one agent and the organisation."""
    metric = make_metric()
    scopes: list[dict[str, Any]] = [
        {"scope": "team", "team": north},
        {"scope": "members", "team": north},
        {"scope": "agent", "team": north, "agent": agent},
        {},
    ]
    return [
        make_goal(metric, manager, 2, cadence="hourly", starts_on=date(2021, 3, 1), **scope)
        for scope in scopes
    ]


def counted(goal: Goal) -> int:
    return sum(Progress.objects.filter(goal=goal).values_list("n", flat=True))


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize(
    "change", [{"working_days": [5, 6]}, {"time_zone": "Asia/Kathmandu"}, {"day_starts_hour": 5}],
    ids=str,
)  # fmt: skip
def test_case_17_figures_stay_in_sight_when_nobody_works_any_more(
    change: dict[str, Any], closed: bool, hourly: list[Goal], north: Team, agent: User
) -> None:
    times = ("03-02 02:10", "03-02 10:40", "03-02 21:50", "03-03 00:00")
    send(*[record(hourly[0].metric, north, agent, f"2021-{time}", 1) for time in times])
    then = "2021-03-05" if closed else "2021-03-03"
    run.run_until_done(at(f"{then} 12:00"))
    assert [counted(goal) for goal in hourly] == [4] * 4
    update_team(None, north, **change)
    now = at(f"{then} 13:00")
    run.run_until_done(now)
    assert [counted(goal) for goal in hourly] == [4] * 4
    assert_as_rebuilt(now)


def test_case_17_the_organisations_zone_moves_its_open_hours_at_night(
    hourly: list[Goal], north: Team, agent: User
) -> None:
    send(record(hourly[0].metric, north, agent, "2021-03-02 02:10", 1))
    run.run_until_done(at("2021-03-02 12:00"))
    update_organisation(None, time_zone="Asia/Kolkata")
    run.run_until_done(at("2021-03-02 13:00"))
    assert [counted(goal) for goal in hourly] == [1] * 4
    assert_as_rebuilt(at("2021-03-02 13:00"))


@pytest.mark.parametrize("leave", [archive_goal, pause_goal])
def test_case_17_what_came_at_night_meanwhile_is_there_when_a_goal_is_taken_up(
    leave: Any, hourly: list[Goal], north: Team, agent: User
) -> None:
    run.run_until_done(at("2021-03-02 12:00"))
    for goal in hourly:
        leave(None, goal, now=at("2021-03-02 12:00"))
    send(record(hourly[0].metric, north, agent, "2021-03-01 02:10", 1))
    run.run_until_done(at("2021-03-04 12:00"))
    for goal in hourly:
        goal.refresh_from_db()
        resume_goal(None, goal, now=at("2021-03-04 12:10"))
    now = at("2021-03-04 12:10")
    run.run_until_done(now)
    assert [counted(goal) for goal in hourly] == [1] * 4
    assert_as_rebuilt(now)


def test_case_17_a_new_goal_sees_what_came_before_it(
    hourly: list[Goal], north: Team, agent: User, manager: User
) -> None:
    send(record(hourly[0].metric, north, agent, "2021-03-02 02:10", 1))
    now = at("2021-03-02 12:00")
    run.run_until_done(now)
    late = make_goal(
        hourly[0].metric, manager, 2, scope="team", team=north, cadence="hourly",
        starts_on=date(2021, 3, 1),
    )  # fmt: skip
    run.run_all(now)
    assert counted(late) == counted(hourly[0]) == 1


@pytest.mark.parametrize("zone", ["Europe/London", "Australia/Adelaide", "America/New_York"])
@pytest.mark.parametrize("when", ["02 10:05", "02 11:20", "02 10:50", "02 23:20"])
def test_case_17_one_agents_hour_counts_work_for_a_team_elsewhere(
    when: str, zone: str, hourly: list[Goal], north: Team, south: Team, agent: User
) -> None:
    """The other team's hours begin at other minutes, and its days at other hours; so do the organisation's."""
    update_team(None, north, time_zone="Asia/Kathmandu")
    update_team(None, south, time_zone=zone)
    run.run_until_done(at("2021-03-03 12:00"))
    send(record(hourly[2].metric, south, agent, f"2021-03-{when}", 3))
    now = at("2021-03-03 13:00")
    run.run_until_done(now)
    row = Progress.objects.get(goal=hourly[2], n__gt=0)
    assert row.starts_at <= at(f"2021-03-{when}") < row.ends_at
    assert row.value == 3
    assert_as_rebuilt(now)
