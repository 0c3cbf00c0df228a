"""The page that explains a figure says how pace, forecast, likelihood and status came about."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from goals.models import Goal, Progress
from goals.queries.explain_forecast import reasons_of
from goals.queries.goal import read_goal, subject_of
from tests.goals.november import a_goal_of, at, send, words, work_out, working_days
from tests.scene import NOW, TODAY, a_metric, a_ratio

pytestmark = pytest.mark.django_db
NOVEMBER = date(2025, 11, 1)


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def brought(north, manager, agent):
    """A function that makes a goal of what Jin brings on each working day up to the 19th."""

    def made(metric, target, value, weight="1", since=NOVEMBER, **fields):
        days = working_days(since, date(2025, 11, 19))
        send(metric, north, [(at(day, 8), agent, value, weight) for day in days])
        goal = a_goal_of(metric, manager, team=north, target=Decimal(target), **fields)
        work_out()
        return goal

    return made


def reasons(person, goal, *, now=NOW, on=None):
    goal = Goal.objects.select_related("metric", "team", "agent", "owner").get(pk=goal.pk)
    detail = read_goal(person, goal, subject_of(person, goal, None), on=on, now=now)
    return {reason.name: (reason.text, reason.hint) for reason in reasons_of(detail)}


def foresee(low, likely, high, likelihood, **changes):
    columns = {"low": low, "likely": likely, "high": high, "likelihood": likelihood}
    Progress.objects.update(**{k: Decimal(v) for k, v in columns.items()}, **changes)


def test_a_total_with_a_short_past(brought, manager):
    goal = brought(a_metric(), "4200", "199")
    foresee("3900", "4000", "4100", "0.2417", status="behind")
    said = reasons(manager, goal)
    assert said["Expected by now"][0] == (
        "2,732: 65% of the period's usual work is over, and so is that share of 4,200."
    )
    assert said["Expected by now"][1].startswith("Usual work goes by the working days and hours")
    assert said["Likely finish"][0] == (
        "4,000, between 3,900 and 4,100. 2,587 so far, and 1,413 more from the usual work that is "
        "left, at the rate of late."
    )
    assert (
        said["Likelihood"][0]
        == "About 2 in 10 (0.24): so much of what can still come reaches 4,200."
    )
    assert said["What it takes"][0] == (
        "231 a day: 1,613 still to go, over 7 working days, rounded up."
    )
    assert said["Status"] == ("Behind: the goal is met fewer than 3 times in 10.", "")


def test_a_total_whose_week_is_known(brought, manager):
    goal = brought(a_metric(), "4200", "200", since=date(2025, 9, 1))
    _, hint = reasons(manager, goal)["Expected by now"]
    assert hint == (
        "Usual work is learned from the last 8 weeks, by weekdays and by the hours: of a usual week "
        "Monday 20%, Tuesday 20%, Wednesday 20%, Thursday 20% and Friday 20%. Days off count for nothing."
    )


def test_a_share(brought, manager):
    goal = brought(a_ratio("Happy customers"), "92", "9", "10")
    foresee("89", "90", "91", "0.031", status="behind")
    said = reasons(manager, goal)
    assert said["Expected by now"][0] == (
        "At least 92%, from the first day to the last: of a ratio no part is asked for."
    )
    assert said["Likely finish"][0] == (
        "90.0%, between 89.0% and 91.0%. 117 of 130 so far, and usually 70 more to come, at the rate "
        "of late."
    )
    assert said["Likelihood"][0].startswith("Hardly likely (0.03): ")
    assert said["What it takes"][0] == "95.8% from now on, so that all 200 together come to 92%."


def test_a_time_to_keep_low_that_no_rest_can_mend(brought, manager):
    talk = a_metric("Handle time", kind="ratio", unit="seconds", better="lower")
    goal = brought(talk, "100", "3000", "10")
    said = reasons(manager, goal)
    assert "5\u00a0min over 130 so far" in said["Likely finish"][0]
    assert said["What it takes"][0].startswith("Out of reach: with some 200 in all, no rest")


@pytest.mark.parametrize(
    ("status", "likelihood", "text"),
    [
        ("on_pace", "0.7", "On pace: the goal is met at least 6 times in 10."),
        ("watch", "0.4", "Watch: the goal is met 3 to 6 times in 10."),
        (
            "met",
            "1",
            "Met: at least 4,200 is reached, and of a total nothing is taken away any more.",
        ),
        (
            "too_early",
            "0.5",
            "Too early: under a tenth of the period and of its usual volume is in.",
        ),
    ],
)
def test_why_it_has_its_word(brought, manager, status, likelihood, text):
    goal = brought(a_metric(), "4200", "199")
    foresee("4100", "4250", "4400", likelihood, status=status)
    said = reasons(manager, goal)
    assert said["Status"][0] == text
    assert ("Likelihood" in said) == (status in ("on_pace", "watch"))


@pytest.mark.parametrize(
    ("likelihood", "text"),
    [("0.0049", "Hardly likely (under 0.01)"), ("0.9996", "Almost certain (over 0.99)")],
)
def test_at_the_ends_no_more_is_said_than_is_known(brought, manager, likelihood, text):
    goal = brought(a_metric(), "4200", "199")
    foresee("4100", "4250", "4400", likelihood, status="watch")
    assert reasons(manager, goal)["Likelihood"][0].startswith(text)


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (
            "on_pace",
            "On pace: at least what is expected by now. Without a forecast even pace decides.",
        ),
        ("watch", "Watch: less than a tenth short of what is expected by now. Without a forecast"),
        ("behind", "Behind: a tenth or more short of what is expected by now. Without a forecast"),
    ],
)
def test_without_a_forecast_even_pace_decides(brought, manager, status, text):
    goal = brought(a_metric(), "4200", "199")
    Progress.objects.update(low=None, likely=None, high=None, likelihood=None, status=status)
    said = reasons(manager, goal)
    assert said["Status"][0].startswith(text)
    assert said["Likely finish"][0] == (
        "Too early to say: a forecast needs 10 days of work in the last 8 weeks."
    )


def test_a_limit_that_is_passed(brought, manager):
    goal = brought(a_metric("Complaints", better="lower"), "10", "2")
    assert reasons(manager, goal)["Status"][0] == (
        "Missed: the goal is 10 or fewer, and of a total nothing is taken away any more."
    )


def test_a_paused_goal_and_one_without_figures(brought, manager, north):
    goal = brought(a_metric(), "4200", "199")
    Goal.objects.update(state=Goal.State.PAUSED)
    said = reasons(manager, goal)
    assert said["Likely finish"][0].startswith("Nobody pursues the goal at the moment")
    assert said["Status"][0] == "Paused: set aside for the time being."
    empty = a_goal_of(a_metric("Calls"), manager, team=north)
    work_out()
    assert reasons(manager, empty)["Status"][0].startswith("No figures: nothing has come in.")


def test_too_few_to_say_is_said_of_the_word(north, manager, agent):
    metric = a_ratio("Happy customers")
    send(metric, north, [(at(date(2025, 11, 3)), agent, "10", "19")])
    goal = a_goal_of(metric, manager, team=north, target=Decimal(92))
    work_out()
    assert reasons(manager, goal)["Status"][1] == "It rests on 19, fewer than 20: too few to say."


def test_a_period_that_is_over(brought, manager):
    goal = brought(a_metric(), "2000", "199")
    over, closed = datetime(2025, 12, 1, 9, tzinfo=UTC), datetime(2025, 12, 3, 9, tzinfo=UTC)
    work_out(over)
    Progress.objects.filter(first_day=NOVEMBER).update(status="on_pace", likelihood=1)
    said = reasons(manager, goal, now=over, on=TODAY)
    assert list(said) == ["Status"]
    assert said["Status"][0].startswith(
        "On pace: the period is over, and what is in reaches the goal."
    )
    work_out(closed)
    said = reasons(manager, goal, now=closed, on=TODAY)
    assert (
        said["Status"][0]
        == "Met: the period is closed, and the goal was at least 2,000. Equal is met."
    )


def test_the_page_says_it_of_the_whole_and_not_of_a_day_or_a_part(
    brought, manager, agent, client_of
):
    goal = brought(a_metric(), "4200", "199")
    client, path = client_of(manager), reverse("goals:explain", args=[goal.pk])
    assert "How it stands, and why" in words(client.get(path))
    for query in ({"day": "2025-11-10"}, {"agent": agent.pk}):
        assert "How it stands, and why" not in words(client.get(path, query))
