"""Case 19: people come, move, leave and come back, and every figure stays where it was made."""

from __future__ import annotations

from datetime import date

import pytest

from goals.models import Goal, Metric, Progress, TeamDay
from goals.recompute import run
from teams.actions import create_team, end_membership, join_team, leave, move_agent, welcome_back
from teams.models import Membership, Role, Team, User
from tests.goals.engine.numbers import NOW, at, make_goal, make_metric, progress_of, record, send
from tests.goals.reliability.figures import assert_as_rebuilt

pytestmark = pytest.mark.django_db


@pytest.fixture
def metric() -> Metric:
    return make_metric("happy", kind="ratio", unit="percent")


@pytest.fixture
def of_north(metric: Metric, north: Team, manager: User) -> Goal:
    return make_goal(metric, manager, 50, scope="members", team=north)


@pytest.fixture
def of_south(metric: Metric, south: Team, manager: User) -> Goal:
    return make_goal(metric, manager, 50, scope="members", team=south)


def subjects(goal: Goal, first_day: str) -> set[int]:
    return set(
        Progress.objects.filter(goal=goal, first_day=first_day).values_list("agent_id", flat=True)
    )


def test_case_19_a_transfer_splits_the_month_between_the_teams(
    metric: Metric, of_north: Goal, of_south: Goal, north: Team, south: Team, agent: User
) -> None:
    own = make_goal(metric, of_north.owner, 50, scope="agent", team=north, agent=agent)
    send(*[record(metric, north, agent, f"2021-02-{day:02} 10:00", 1) for day in (1, 2, 3)])
    run.run_until_done(at("2021-02-14 12:00"))
    move_agent(None, agent, south, date(2021, 2, 15), "Nearer to home")
    send(*[record(metric, south, agent, f"2021-02-{day:02} 03:00", 0) for day in (16, 17)])
    run.run_until_done(NOW)

    in_north = progress_of(of_north, "2021-02-01", agent)
    in_south = progress_of(of_south, "2021-02-01", agent)
    assert (in_north.value, in_north.weight) == (3, 3)
    assert (in_south.value, in_south.weight) == (0, 2)
    # Their own goal follows them.
    assert progress_of(own, "2021-02-01", agent).weight == 5
    # The month before was North's alone, the month after is South's.
    assert agent.pk not in subjects(of_south, "2021-01-01")
    assert agent.pk not in subjects(of_north, "2021-03-01")
    assert agent.pk in subjects(of_south, "2021-03-01")
    assert_as_rebuilt(NOW)


def test_case_19_a_transfer_in_hindsight_leaves_readings_where_they_were_made(
    metric: Metric, of_north: Goal, of_south: Goal, north: Team, south: Team, agent: User
) -> None:
    send(*[record(metric, north, agent, f"2021-02-{day:02} 10:00", 1) for day in (1, 20)])
    run.run_until_done(NOW)
    before = sorted(TeamDay.objects.values_list("team_id", "day", "value"))
    move_agent(None, agent, south, date(2021, 2, 10), "Noted late")
    run.run_until_done(NOW)
    assert sorted(TeamDay.objects.values_list("team_id", "day", "value")) == before
    assert progress_of(of_north, "2021-02-01", agent).weight == 2
    assert progress_of(of_south, "2021-02-01", agent).n == 0
    assert agent.pk not in subjects(of_north, "2021-03-01")
    assert_as_rebuilt(NOW)


def test_case_19_a_team_of_nobody_divides_by_nothing(
    metric: Metric, organisation: object, manager: User
) -> None:
    empty = create_team(None, name="West", time_zone="UTC")
    members = make_goal(metric, manager, 50, scope="members", team=empty)
    whole = make_goal(metric, manager, 50, scope="team", team=empty)
    total = make_goal(make_metric(), manager, 50, scope="team", team=empty)
    run.run_until_done(NOW)
    assert subjects(members, "2021-02-01") == set()
    for goal in (whole, total):
        row = progress_of(goal, "2021-02-01")
        assert (row.n, row.value, row.weight, row.status) == (0, 0, 0, "no_data")
    assert_as_rebuilt(NOW)


def test_case_19_weight_zero_is_no_figure_and_no_error(
    metric: Metric, of_north: Goal, north: Team, agent: User
) -> None:
    send(record(metric, north, agent, "2021-02-01 10:00", 0, weight=0))
    run.run_until_done(NOW)
    row = progress_of(of_north, "2021-02-01", agent)
    assert (row.n, row.weight, row.status) == (1, 0, "no_data")


def test_case_19_who_leaves_keeps_the_days_they_were_there(
    metric: Metric, of_north: Goal, north: Team, agent: User
) -> None:
    send(record(metric, north, agent, "2021-02-05 10:00", 1))
    run.run_until_done(at("2021-02-08 12:00"))
    leave(None, agent, date(2021, 2, 10), "Moved abroad")
    run.run_until_done(NOW)
    assert progress_of(of_north, "2021-02-01", agent).value == 1
    assert agent.pk not in subjects(of_north, "2021-03-01")
    # What is corrected later still counts for then.
    send(record(metric, north, agent, "2021-02-05 10:00", 0))
    run.run_until_done(NOW)
    assert progress_of(of_north, "2021-02-01", agent).value == 0
    assert_as_rebuilt(NOW)


def test_case_19_who_comes_back_has_one_month_with_both_stretches_in_it(
    metric: Metric, of_north: Goal, north: Team, agent: User
) -> None:
    send(record(metric, north, agent, "2021-02-02 10:00", 1))
    leave(None, agent, date(2021, 2, 10), "Study leave")
    run.run_until_done(at("2021-02-12 12:00"))
    welcome_back(None, agent)
    agent.refresh_from_db()
    join_team(None, agent, north, Role.AGENT, date(2021, 2, 20))
    send(record(metric, north, agent, "2021-02-22 10:00", 1))
    run.run_until_done(NOW)
    rows = Progress.objects.filter(goal=of_north, agent_id=agent.pk, first_day="2021-02-01")
    assert [row.value for row in rows] == [2]
    assert agent.pk in subjects(of_north, "2021-03-01")
    assert_as_rebuilt(NOW)


def test_case_19_a_membership_taken_back_on_its_first_day_held_on_none(
    of_south: Goal, south: Team, supervisor: User
) -> None:
    membership = join_team(None, supervisor, south, Role.AGENT, date(2021, 2, 10))
    run.run_until_done(NOW)
    assert supervisor.pk in subjects(of_south, "2021-02-01")
    end_membership(None, membership, date(2021, 2, 10), "A mistake")
    assert Membership.objects.filter(pk=membership.pk).exists()
    run.run_all(NOW)
    assert supervisor.pk not in subjects(of_south, "2021-03-01")

    later = make_goal(of_south.metric, of_south.owner, 60, scope="members", team=south)
    run.run_until_done(NOW)
    assert supervisor.pk not in subjects(later, "2021-02-01")


def test_case_19_work_done_for_a_team_by_somebody_elses_agent_is_the_teams(
    metric: Metric, of_north: Goal, north: Team, stranger: User
) -> None:
    whole = make_goal(metric, of_north.owner, 50, scope="team", team=north)
    send(record(metric, north, stranger, "2021-02-02 10:00", 1))
    run.run_until_done(NOW)
    assert progress_of(whole, "2021-02-01").value == 1
    assert stranger.pk not in subjects(of_north, "2021-02-01")
