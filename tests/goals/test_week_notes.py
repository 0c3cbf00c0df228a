"""The weekly note: how a team's goals moved, once, with nobody in it, and no wobble told as news."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from goals.models import Snapshot, TeamDay, WeekNote
from goals.notice_kinds import MOMENTUM
from goals.queries.brief import Week
from goals.queries.week_note import week_note
from goals.recompute import jobs
from goals.recompute.week_notes import tell_weeks
from teams.actions import update_team
from teams.models import Notice, Organisation
from tests.goals.reliability.together import at_once, good
from tests.scene import a_goal, a_metric, a_ratio, stands

pytestmark = pytest.mark.django_db
WEEK = Week(date(2025, 11, 10), date(2025, 11, 16))
SUNDAY = date(2025, 11, 9)
MONDAY = datetime(2025, 11, 17, 9, tzinfo=UTC)
"""North's first shift of the week after begins."""


def ended(goal, *statuses):
    """How a goal stood at the end of the week before, and of the week."""
    for day, status in zip((SUNDAY, WEEK.last), statuses, strict=True):
        if status:
            Snapshot.objects.create(
                goal=goal, first_day=date(2025, 11, 1), day=day, value=1, weight=1, n=1,
                target=Decimal(1), status=status,
            )  # fmt: skip
    return goal


@pytest.fixture
def made(manager, north):
    def make(name, *statuses, **fields):
        metric = fields.pop("metric", None) or a_metric(name)
        return ended(a_goal(metric, manager, name=name, **{"team": north, **fields}), *statuses)

    return make


def said(north):
    return week_note(north, Organisation.objects.get(), WEEK)


def told():
    return list(Notice.objects.filter(kind=MOMENTUM).order_by("pk"))


# --- What is said --------------------------------------------------------------------------------


def test_it_says_how_many_are_on_pace_and_which_turned(made, north):
    made("Answered", "behind", "on_pace")
    made("Helped", "on_pace", "met")
    made("Notes", "watch", "watch")
    found = said(north)
    assert found.text == (
        "North last week: on pace for 2 of 3 goals, one more than the week before."
    )
    assert found.detail == "Answered: is back on pace."


@pytest.mark.parametrize(
    ("statuses", "text"),
    [
        (("on_pace", "on_pace"), "on pace for its one goal, as the week before"),
        (("on_pace", "behind"), "not on pace yet for its one goal, unlike the week before"),
        (("too_early", "behind"), "not on pace yet for its one goal"),
        (("", "on_pace"), "on pace for its one goal"),
    ],
)
def test_of_a_single_goal(made, north, statuses, text):
    made("Answered", *statuses)
    assert said(north).text == f"North last week: {text}."


def test_what_could_not_be_judged_says_nothing(made, north):
    made("New", "", "too_early")
    made("Silent", "on_pace", "no_data")
    assert said(north) is None


def test_goals_of_single_people_of_others_and_of_days_are_not_in_it(made, north, south, agent):
    made("Jin", "on_pace", "behind", scope="agent", agent=agent)
    made("Each", "on_pace", "behind", scope="members")
    made("There", "on_pace", "behind", team=south)
    made("Today", "on_pace", "behind", cadence="daily")
    made("Whole", "on_pace", "behind", team=None)
    assert said(north) is None


def test_many_turns_are_counted_not_listed(made, north):
    for number in range(5):
        made(f"Goal {number}", "on_pace", "watch")
    found = said(north)
    assert found.text.endswith("on pace for 0 of 5 goals, five fewer than the week before.")
    assert found.detail == "Goal 0: turned to watch. Goal 1: turned to watch. Three more turned."


def days(metric, team, values):
    TeamDay.objects.bulk_create(
        TeamDay(metric_id=metric.pk, team_id=team.pk, day=date(2025, 11, 14) - timedelta(days=back),
                value=Decimal(value), weight=Decimal(100), n=1)
        for back, value in enumerate(reversed(values))
    )  # fmt: skip


def test_a_wobble_is_said_to_be_one(made, north):
    metric = a_ratio("Happy customers")
    days(metric, north, [90, 92, 91, 90, 92, 91, 93, 90] * 6)
    made("Happy customers", "on_pace", "watch", metric=metric)
    assert said(north).detail == (
        "Happy customers: turned to watch, inside its usual range."
        " All figures are inside their usual range, nothing to explain."
    )


def test_what_left_its_usual_range_is_said_with_the_words_of_its_page(made, north):
    metric = a_ratio("Happy customers")
    days(metric, north, [*([90, 92, 91, 90, 92, 91, 93, 90] * 6), 60])
    made("Happy customers", "on_pace", "watch", metric=metric)
    detail = said(north).detail
    assert detail.startswith("Happy customers: turned to watch.")
    assert "below the usual range on" in detail
    assert "nothing to explain" not in detail


def test_a_figure_of_after_the_week_changes_nothing(made, north):
    metric = a_ratio("Happy customers")
    days(metric, north, [90, 92, 91, 90, 92, 91, 93, 90] * 6)
    made("Happy customers", "on_pace", "on_pace", metric=metric)
    before = said(north)
    TeamDay.objects.create(
        metric_id=metric.pk, team_id=north.pk, day=date(2025, 11, 17), value=1, weight=100, n=1
    )
    assert said(north) == before


def test_nobody_is_named(made, north, agent, colleague, manager, supervisor):
    made("Answered", "behind", "on_pace")
    found = said(north)
    for person in (agent, colleague, manager, supervisor):
        assert person.name.split()[0] not in f"{found.text} {found.detail}"


# --- When, and whom ------------------------------------------------------------------------------


def test_everybody_of_the_team_is_told_once(
    made, north, agent, colleague, manager, supervisor, stranger, deactivated
):
    made("Answered", "behind", "on_pace")
    tell_weeks(MONDAY - timedelta(minutes=1))
    assert told() == []
    for minutes in range(0, 300, 5):
        tell_weeks(MONDAY + timedelta(minutes=minutes))
    assert {row.user_id for row in told()} == {
        person.pk for person in (agent, colleague, manager, supervisor)
    }
    assert len(told()) == 4
    assert told()[0].url == "/teams/north/"
    assert WeekNote.objects.get(team=north).text == told()[0].text


def test_what_nobody_looked_at_for_days_is_not_told(made, north, agent):
    made("Answered", "behind", "on_pace")
    tell_weeks(MONDAY + timedelta(days=2))
    assert told() == []


def test_a_week_begins_with_the_first_day_that_is_worked(made, north, agent, manager):
    update_team(manager, north, working_days=[2, 3])
    made("Answered", "behind", "on_pace")
    tell_weeks(MONDAY)
    assert told() == []
    tell_weeks(MONDAY + timedelta(days=2))
    assert len(told()) == 2


def test_a_week_with_nothing_to_say_is_not_looked_at_again(
    made, north, agent, django_assert_num_queries
):
    tell_weeks(MONDAY)
    assert WeekNote.objects.filter(team=north, text="").exists()
    with django_assert_num_queries(4):
        tell_weeks(MONDAY + timedelta(minutes=5))
    assert told() == []


def test_case_21_a_team_that_cannot_be_told_holds_no_other_up(
    made, north, south, agent, stranger, monkeypatch
):
    made("Answered", "behind", "on_pace")
    made("There", "behind", "on_pace", team=south)
    from goals.recompute import week_notes

    words = week_notes.week_note

    def stumbles(team, *rest):
        if team == north:
            raise ValueError
        return words(team, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(week_notes, "week_note", stumbles)
        for hour in range(0, 48, 6):
            tell_weeks(datetime(2025, 11, 17, 9, tzinfo=UTC) + timedelta(hours=hour))
    assert {row.user_id for row in told()} >= {stranger.pk}
    assert agent.pk not in {row.user_id for row in told()}
    tell_weeks(MONDAY + timedelta(hours=1))
    assert agent.pk in {row.user_id for row in told()}


@pytest.mark.django_db(transaction=True)
def test_case_21_two_workers_tell_a_week_once(made, north, agent, on_postgres):
    made("Answered", "behind", "on_pace")
    good(at_once(*[lambda: tell_weeks(MONDAY)] * 4))
    assert len([row for row in told() if row.user_id == agent.pk]) == 1


def test_the_job_that_tells_of_turns_tells_it(made, north, agent):
    goal = made("Answered", "behind", "on_pace")
    stands(goal, "2588", expected="2500")
    jobs.plan_jobs(MONDAY)
    (job,) = jobs.Job.objects.filter(kind="turns")
    jobs.run_job(job.pk, MONDAY)
    assert len([row for row in told() if row.user_id == agent.pk]) == 1
