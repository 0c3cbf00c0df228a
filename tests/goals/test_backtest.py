"""History replayed as of each past day: what goes in, what is compared, and what the command says."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from goals.models import Goal, Progress
from goals.progress import Sums
from goals.queries import backtest
from goals.queries.backtest import replay
from goals.queries.workdays import workdays_of
from goals.recompute import run
from teams.actions import add_closure
from teams.models import Organisation, Team, User
from tests.goals.engine.numbers import NOW, at, make_goal, make_metric, record, send

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2020, 10, 1), date(2021, 2, 28)


def days(first: date = FIRST, last: date = LAST) -> list[date]:
    return [first + timedelta(n) for n in range((last - first).days + 1)]


@pytest.fixture
def goal(north: Team, agent: User, manager: User) -> Goal:
    """Five months of some ten a working day, of which 205 are asked for in a month."""
    metric = make_metric()
    goal = make_goal(metric, manager, 205, scope="team", team=north, starts_on=at("2020-10-01"))
    send(
        *[
            record(metric, north, agent, f"{day.isoformat()} 10:00", 8 + day.toordinal() % 5)
            for day in days()
            if day.weekday() < 5
        ]
    )
    run.run_until_done(NOW)
    return goal


def test_every_day_but_the_last_of_each_closed_period_is_foretold(goal: Goal) -> None:
    found = replay([goal], date.min, date.max)
    assert len(found.forecast) + found.silent == len(days()) - 5
    assert {case.period[2] for case in found.forecast} == {
        date(2020, 10, 1),
        date(2020, 11, 1),
        date(2020, 12, 1),
        date(2021, 1, 1),
        date(2021, 2, 1),
    }
    # Ten working days of October make the shortest past there is a forecast from.
    assert found.silent == len(days(FIRST, date(2020, 10, 13)))
    ended = {
        row.first_day: row.closed_status == "met" for row in Progress.objects.filter(final=True)
    }
    assert set(ended.values()) == {True, False}
    assert all(case.came is ended[case.period[2]] for case in found.forecast)


def test_only_periods_that_ended_on_the_days_asked_for(goal: Goal) -> None:
    found = replay([goal], date(2020, 12, 31), date(2021, 1, 31))
    assert {case.period[2].month for case in found.forecast} == {12, 1}


def test_the_last_day_is_nearly_sure_and_right(goal: Goal) -> None:
    found = replay([goal], date.min, date.max)
    last_days = {case.period: case for case in found.forecast}
    assert all((case.said > 0.5) is case.came for case in last_days.values())


def test_simple_rules_say_what_they_see(goal: Goal) -> None:
    found = replay([goal], date.min, date.max)
    assert len(found.forecast) == len(found.even_pace) == len(found.last_period)
    assert {case.said for case in found.even_pace} <= {0.0, 1.0}
    before = {case.period[2].month: case.said for case in found.last_period}
    ended = {row.first_day.month: float(row.closed_status == "met")
             for row in Progress.objects.filter(final=True)}  # fmt: skip
    assert before == {10: 0.5, 11: ended[10], 12: ended[11], 1: ended[12], 2: ended[1]}


def test_it_cannot_see_what_comes_after_the_day(goal: Goal, north: Team) -> None:
    """A day of a hundred thousand, right after the day asked for, changes nothing."""
    row = Progress.objects.get(goal=goal, first_day="2021-01-01")
    workdays = workdays_of(north, Organisation.objects.get().clock)
    today = date(2021, 1, 15)
    plain = backtest._days_of(goal)[0]
    spiked = dict(plain)
    for day in days(today + timedelta(1)):
        spiked[day] = Sums(Decimal(100_000), Decimal(1), 1)
    before = backtest.as_of(goal, row, plain, workdays, today)
    assert before == backtest.as_of(goal, row, spiked, workdays, today)
    # The same spike on the day itself is seen.
    spiked[today] = Sums(Decimal(100_000), Decimal(1), 1)
    assert before != backtest.as_of(goal, row, spiked, workdays, today)


def test_a_day_off_to_come_is_a_day_without_work(goal: Goal, north: Team) -> None:
    row = Progress.objects.get(goal=goal, first_day="2021-01-01")
    clock = Organisation.objects.get().clock
    figures, today = backtest._days_of(goal)[0], date(2021, 1, 15)
    before = backtest.as_of(goal, row, figures, workdays_of(north, clock), today)
    add_closure(None, north, day=date(2021, 1, 20), name="Stocktaking")
    after = backtest.as_of(goal, row, figures, workdays_of(north, clock), today)
    assert 8 < before.likely - after.likely < 12
    add_closure(None, north, day=date(2021, 1, 23), name="A Saturday")
    again = backtest.as_of(goal, row, figures, workdays_of(north, clock), today)
    assert again.likely == after.likely


def test_a_spike_in_the_readings_changes_no_forecast_before_it(
    goal: Goal, north: Team, agent: User
) -> None:
    before = replay([goal], date.min, date(2021, 1, 31)).forecast
    send(record(goal.metric, north, agent, "2021-02-01 11:00", 50_000))
    run.run_until_done(NOW)
    assert replay([goal], date.min, date(2021, 1, 31)).forecast == before


def test_ratios_of_each_member_are_foretold_one_by_one(
    north: Team, agent: User, colleague: User, manager: User
) -> None:
    metric = make_metric("happy", kind="ratio", unit="percent")
    goal = make_goal(metric, manager, 75, scope="members", team=north, cadence="weekly")
    send(
        *[
            record(metric, north, who, f"{day.isoformat()} 10:00", share + day.day % 2, weight=10)
            for day in days(date(2021, 1, 1))
            for who, share in ((agent, 8), (colleague, 5))
        ]
    )
    run.run_until_done(NOW)
    found = replay([goal], date.min, date.max)
    assert {case.period[1] for case in found.forecast} == {agent.pk, colleague.pk}
    assert all((case.said > 0.5) is (case.period[1] == agent.pk) for case in found.forecast)
    assert all(case.came is (case.period[1] == agent.pk) for case in found.forecast)


def test_a_day_is_too_short_to_look_ahead_in(north: Team, agent: User, manager: User) -> None:
    metric = make_metric()
    goal = make_goal(metric, manager, 9, scope="team", team=north, cadence="daily")
    send(*[record(metric, north, agent, f"{day.isoformat()} 10:00", 9) for day in days()])
    run.run_until_done(NOW)
    assert replay([goal], date.min, date.max) == backtest.Replay()


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("backtest", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_reports_bands_and_both_rules(goal: Goal) -> None:
    report = said("--goal", str(goal.pk))
    found = replay([goal], date.min, date.max)
    assert f"{len(found.forecast)} forecasts of 5 periods" in report
    assert "90% to 100%" in report
    for rule in ("forecast", "even pace", "as the last period"):
        assert any(line.strip().startswith(rule) for line in report.splitlines())


def test_the_command_says_when_there_is_nothing_to_go_by(goal: Goal) -> None:
    assert "No closed period" in said("--until", "2020-01-01")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--goal", "999999"], "there is no goal 999999"),
        (["--from", "yesterday"], "is not a day. Write 2021-02-28."),
        (["--from", "2021-03-01", "--until", "2021-02-01"], "lies after the last"),
    ],
)
def test_the_command_refuses_nonsense(goal: Goal, arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        said(*arguments)
