"""Defects that systems of this kind have had, each as a test of ours."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse

from goals.models import Progress
from goals.permissions import goals_visible_to
from goals.queries.goal import read_goal, subject_of
from goals.queries.goal_page import goal_page
from goals.queries.ledger import read_lines
from goals.recompute import run
from goals.recompute.digests import send_digests
from goals.views.goals import addresses
from teams.actions.tokens import create_token
from teams.models import Organisation, User
from tests.goals.engine.numbers import make_goal, make_metric, record
from tests.goals.engine.numbers import send as send_now
from tests.goals.november import a_goal_of, satisfied, words, work_out
from tests.scene import NOW, a_ratio

pytestmark = pytest.mark.django_db
LATER = datetime(2022, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("starts_on", [0, 6])
def test_a_week_has_seven_days_not_eight(north, agent, manager, starts_on):
    Organisation.objects.update(week_starts_on=starts_on)
    metric = make_metric()
    goal = make_goal(metric, manager, 7, scope="team", team=north, cadence="weekly")
    days = [date(2021, 1, 1) + timedelta(days=n) for n in range(60)]
    send_now(*[record(metric, north, agent, f"{day} 12:00", 1) for day in days], now=LATER)
    run.run_until_done(datetime(2021, 3, 15, tzinfo=UTC))
    weeks = list(Progress.objects.filter(goal=goal).order_by("first_day"))
    whole = [week for week in weeks if days[0] < week.first_day and week.last_day <= days[-1]]
    assert len(whole) >= 7
    assert {week.value for week in whole} == {Decimal(7)}
    assert {(week.last_day - week.first_day).days for week in whole} == {6}
    assert {week.first_day.weekday() for week in whole} == {starts_on}
    # Each day lies in one week, none in two, none in none.
    assert sum(week.value for week in weeks) == len(days)


@pytest.mark.parametrize(
    ("month", "first", "last", "before", "after"),
    [
        # Summer time begins on 28 March 2021: the month ends at 23:00 in UTC.
        (3, "2021-03-01 00:00", "2021-03-31 22:59", "2021-02-28 23:59", "2021-03-31 23:00"),
        # It ends on 31 October: the month begins at 23:00 of the day before.
        (10, "2021-09-30 23:00", "2021-10-31 23:59", "2021-09-30 22:59", "2021-11-01 00:00"),
    ],
)
def test_a_months_first_and_last_hour_in_london(
    north, agent, manager, month, first, last, before, after
):
    metric = make_metric()
    goals = [
        make_goal(metric, manager, 100, scope="team", team=north),
        make_goal(metric, manager, 100),
    ]
    instants = {first: 1, last: 10, before: 100, after: 1000}
    send_now(*[record(metric, north, agent, at, n) for at, n in instants.items()], now=LATER)
    run.run_until_done(LATER)
    for goal in goals:
        row = Progress.objects.get(goal=goal, first_day=date(2021, month, 1))
        assert row.value == 11


def test_equal_to_target_is_met_where_lower_is_better(north, agent, manager):
    metric = make_metric("late", better="lower")
    goal = make_goal(metric, manager, 5, scope="team", team=north)
    send_now(
        record(metric, north, agent, "2021-01-05 10:00", 5),
        record(metric, north, agent, "2021-02-05 10:00", 6),
        now=LATER,
    )
    run.run_until_done(LATER)
    ended = dict(Progress.objects.filter(goal=goal).values_list("first_day", "status"))
    assert (ended[date(2021, 1, 1)], ended[date(2021, 2, 1)]) == ("met", "missed")


def test_one_figure_on_page_chart_list_file_mail_and_api(
    manager, north, agent, colleague, client_of, client, time_machine
):
    time_machine.move_to(NOW, tick=False)
    User.objects.filter(pk=manager.pk).update(email="priya@example.com")
    manager.refresh_from_db()
    metric = a_ratio("Happy customers")
    satisfied(metric, north, agent, colleague)
    goal = a_goal_of(metric, manager, team=north, target=Decimal(92))
    work_out()
    row = Progress.objects.get(goal=goal)
    exact = row.value / row.weight * 100
    shown = f"{exact:.1f}%"

    subject = subject_of(manager, goal, None)
    page = goal_page(manager, read_goal(manager, goal, subject, on=None, now=NOW), addresses())
    assert page.facts[0].number == shown
    assert page.rate is not None
    assert page.rate.running[-1][1] == float(f"{exact:.1f}")
    assert shown in page.rate.last_label
    assert shown in words(client_of(manager).get(reverse("goals:goal", args=[goal.pk])))
    organisation = Organisation.objects.get()
    ledger = read_lines(goals_visible_to(manager), manager, organisation, now=NOW).ledger()
    assert ledger.pursued[0].line.row.now == shown

    file = client_of(manager).get(reverse("goals:csv", args=[goal.pk]), {"by": "period"})
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert Decimal(rows[-1]["Result"].rstrip("%")) == Decimal(f"{exact:.1f}")

    _, token = create_token(None, manager, "look", ["read"], "", None, now=NOW)
    answer = client.get(
        f"/api/v1/goals/{goal.pk}/progress/", headers={"authorization": f"Bearer {token}"}
    )
    assert Decimal(answer.json()["results"][0]["result"]) == Decimal(f"{exact:.1f}")

    send_digests(NOW)
    assert shown in mail.outbox[0].body
