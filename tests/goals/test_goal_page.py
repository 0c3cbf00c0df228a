"""A goal's page: the right words, the same figures everywhere, and nobody's figure for the wrong eyes."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.urls import reverse

from goals.actions.goals import adjust_goal
from goals.models import Goal, Metric, Progress
from goals.queries.contributions import contributions_to
from goals.queries.goal import Subject, read_goal, subject_of
from goals.queries.goal_facts import facts_of
from goals.queries.goal_page import goal_page
from goals.queries.goal_table import by_part, by_period, by_step
from goals.views.goals import addresses
from teams.actions.memberships import move_agent
from teams.models import AuditEntry
from tests.goals.november import (
    a_goal_of,
    at,
    novembers_readings,
    satisfied,
    send,
    words,
    work_out,
    working_days,
)
from tests.guards import kept, readings_left_alone
from tests.scene import NOW, a_metric, a_ratio

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def goal(north, manager, supervisor, agent, colleague):
    metric = a_metric(meaning="Settled the first time somebody asked.")
    novembers_readings(metric, north, agent, colleague)
    made = a_goal_of(metric, supervisor, team=north, name="Solve 4,200 requests")
    work_out()
    return made


@pytest.fixture
def share(north, manager, agent, colleague):
    metric = a_ratio("Happy customers")
    satisfied(metric, north, agent, colleague)
    made = a_goal_of(metric, manager, team=north, target=Decimal(92))
    work_out()
    return made


def url(goal, **query):
    path = reverse("goals:goal", args=[goal.pk])
    return path + (
        "?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else ""
    )


def page_for(person, goal, *, agent=None, on=None, now=NOW):
    goal = Goal.objects.select_related("metric", "team", "agent", "owner").get(pk=goal.pk)
    subject = subject_of(person, goal, agent)
    assert subject is not None
    detail = read_goal(person, goal, subject, on=on, now=now)
    return goal_page(person, detail, addresses()), detail


def facts(page):
    return {fact.label: (fact.number, fact.emphasis, fact.hint) for fact in page.facts}


# --- What it says --------------------------------------------------------------------------------


def test_a_total_that_is_behind(goal, manager):
    page, _ = page_for(manager, goal)
    assert facts(page) == {
        "So far": ("2,588", "", "of 4,200, with 7 working days left"),
        "Even pace today": ("2,732", "144 behind", ""),
        "Needed each day now": ("231", "", "last five days averaged 199"),
        "Likely finish": ("3,979", "", "7 working days left"),
    }
    assert page.lede == "North team, 1 to 30 November. Owner Marcus Webb."
    assert (page.status, page.status_word) == ("behind", "Behind pace")
    assert page.chart_sentence == (
        "144 behind even pace. 231 a day gets us there; the last five days averaged 199. "
        "We will hardly make it."
    )
    assert page.crumbs == (("Goals", "/goals/"), ("November", ""))


def test_the_chart_ends_where_the_figures_are(goal, manager):
    page, _ = page_for(manager, goal)
    chart = page.pace
    assert chart is not None
    assert chart.actual[-1] == (pytest.approx(13.0104 / 20, abs=1e-4), 2588.0)
    assert chart.pace[0] == (0.0, 0.0)
    assert chart.pace[-1] == (1.0, 4200.0)
    assert chart.goal_label == "Goal 4,200"
    assert chart.gap_label == "144 behind even pace"
    assert [tick.label for tick in chart.x_ticks] == ["3 Nov", "10 Nov", "17 Nov", "24 Nov"]
    days = page.days
    assert days is not None
    assert len(days.columns) == 20
    assert [column.value for column in days.columns[:2]] == [199.0, 199.0]
    assert sum(column.future for column in days.columns) == 6
    assert (days.needed_label, days.average_label) == ("231 a day", "last five average 199")


def test_one_day_that_made_most_of_it_is_named(north, manager, agent):
    metric = a_metric()
    days = working_days(date(2025, 11, 1), date(2025, 11, 19))
    rows = [(at(day), agent, "95" if day.day == 11 else "208", "1") for day in days]
    send(metric, north, rows)
    goal = a_goal_of(metric, manager, team=north)
    work_out()
    page, _ = page_for(manager, goal)
    number, emphasis, hint = facts(page)["Even pace today"]
    assert (number, emphasis) == ("2,732", "141 behind")
    assert hint == "115 of it on 11 Nov"


def test_a_ratio(share, manager):
    page, _ = page_for(manager, share)
    said = facts(page)
    # 13 days of 9 in 10, and 4 of 5: 121 of 135.
    assert said["So far"] == ("89.6%", "", "goal 92%, 121 of 135")
    assert said["Against the goal"][0] == "2.4 pts below"
    assert said["Needed from now on"] == ("96.6%", "", "last five days were 90.0%")
    assert page.pace is None
    assert page.rate is not None
    assert page.rate.last_label == "89.6% so far"
    assert page.bullet is not None
    assert page.bullet.dot
    assert page.chart_sentence == (
        "2.4 pts below the goal. Needs 96.6% from now on; the last five days were 90.0%. "
        "We will hardly make it."
    )


def test_too_few_to_say_comes_with_its_interval(north, manager, agent):
    metric = a_ratio("Happy customers")
    send(metric, north, [(at(date(2025, 11, 3)), agent, "18", "19")])
    goal = a_goal_of(metric, manager, team=north, target=Decimal(92))
    work_out()
    page, _ = page_for(manager, goal)
    assert facts(page)["So far"][1] == "Too few to say: between 75% and 99%"


def test_of_other_ratios_too_few_is_said_without_an_interval(north, manager, agent):
    metric = a_metric("Handle time", kind="ratio", unit="seconds", better="lower")
    send(metric, north, [(at(date(2025, 11, 3)), agent, "2700", "10")])
    goal = a_goal_of(metric, manager, team=north, target=Decimal(300))
    work_out()
    page, _ = page_for(manager, goal)
    assert facts(page)["So far"] == (
        "4\u00a0min\u00a030\u00a0s",
        "Too few to say",
        "goal 5\u00a0min or less, over 10",
    )
    assert facts(page)["Against the goal"][0] == "30\u00a0s under"


def test_lower_is_better_leaves_room_instead_of_needing(north, manager, agent):
    metric = a_metric("Complaints", better=Metric.Better.LOWER)
    send(metric, north, [(at(date(2025, 11, 3)), agent, "30", "1")])
    goal = a_goal_of(metric, manager, team=north, target=Decimal(100))
    work_out()
    said = facts(page_for(manager, goal)[0])
    assert said["So far"][2] == "goal 100 or fewer, with 7 working days left"
    assert said["Room each day"] == ("10", "", "the last day came to 30")
    send(metric, north, [(at(date(2025, 11, 4)), agent, "71", "1")], prefix="more")
    work_out()
    page, _ = page_for(manager, goal)
    assert facts(page)["Room left"][0] == "0"
    assert page.status == "missed"


def test_reached_before_its_end(north, manager, agent):
    metric = a_metric()
    send(metric, north, [(at(date(2025, 11, 3)), agent, "4212", "1")])
    goal = a_goal_of(metric, manager, team=north)
    work_out()
    page, _ = page_for(manager, goal)
    assert page.status == "met"
    assert facts(page)["Past the goal by"] == ("12", "", "the last day came to 4,212")


def test_a_goal_that_is_still_to_come(north, manager):
    goal = a_goal_of(a_metric(), manager, team=north, starts_on=date(2026, 1, 5))
    work_out()
    page, _ = page_for(manager, goal)
    assert (page.status, page.status_word) == ("too_early", "Starts 5 Jan 2026")
    assert page.empty_title == "It starts on Monday 5 January 2026."
    assert page.facts == ()
    assert page.bullet is None


def test_before_it_is_worked_out_its_parts_make_the_whole(north, manager, agent, colleague):
    metric = a_ratio("Happy customers")
    satisfied(metric, north, agent, colleague)
    work_out()
    page, _ = page_for(manager, a_goal_of(metric, manager, team=north, target=Decimal(92)))
    assert page.empty_title == "Not worked out yet."
    assert page.parts.sentence.endswith("share of the work behind the whole. In name order.")


def test_no_figures_and_not_worked_out_are_told_apart(north, manager, agent):
    goal = a_goal_of(a_metric(), manager, team=north)
    page, _ = page_for(manager, goal)
    assert page.empty_title == "Not worked out yet."
    work_out()
    page, _ = page_for(manager, goal)
    assert page.empty_title == "No figures for First-contact resolutions in this period."
    assert page.status == "no_data"
    assert facts(page)["So far"][0] == "No figures"
    assert page.parts.sentence.startswith("Nobody's figures are here yet.")
    assert page.parts.rows == ()


def test_paused_and_put_away_say_so_first(goal, manager, client_of):
    client = client_of(manager)
    client.post(reverse("goals:state", args=[goal.pk]), {"to": "pause"})
    work_out()
    page, _ = page_for(manager, goal)
    assert page.status == "paused"
    client.post(reverse("goals:state", args=[goal.pk]), {"to": "archive"})
    page, _ = page_for(manager, goal)
    assert (page.status, page.status_word) == ("dropped", "Archived")


# --- Other periods -------------------------------------------------------------------------------

CLOSED = datetime(2025, 12, 3, 9, 5, tzinfo=UTC)


def test_a_closed_period_keeps_its_target_and_says_how_it_ended(goal, manager):
    work_out(CLOSED)
    adjust_goal(None, goal, reason="More", version=1, now=CLOSED, target=Decimal(5000))
    work_out(CLOSED)
    page, detail = page_for(manager, goal, on=date(2025, 11, 15), now=CLOSED)
    assert detail.target == 4200
    assert page.status == "missed"
    assert facts(page) == {
        "Result": ("2,588", "", "of 4,200"),
        "Goal": ("4,200", "1,612 short", ""),
        "The period before": ("No figures", "", ""),
        "Closed": ("2 Dec", "", ""),
    }
    assert page.chart_sentence == "1,612 short of the goal of 4,200."
    assert page.periods_sentence == "Met in 0 of 1. The pale one fell short of the line."
    assert page.later is not None
    assert page.later.text == "December"
    current, _ = page_for(manager, goal, now=CLOSED)
    assert current.earlier is not None
    assert current.earlier.url == url(goal, period="2025-11-01")
    assert [choice.text for choice in current.choices] == ["December", "November"]


def test_case_18_a_late_figure_revises_it_and_says_what_it_was(goal, north, agent, manager):
    work_out(CLOSED)
    send(goal.metric, north, [(at(date(2025, 11, 28)), agent, "12", "1")], prefix="late")
    work_out(datetime(2025, 12, 4, 9, 5, tzinfo=UTC))
    page, _ = page_for(manager, goal, on=date(2025, 11, 15), now=CLOSED)
    assert facts(page)["Result"][0] == "2,600"
    assert facts(page)["Closed"] == ("2 Dec", "", "revised 4 Dec, was 2,588")


def test_a_period_that_is_over_waits_for_late_figures(goal, manager):
    first = datetime(2025, 12, 1, 9, 5, tzinfo=UTC)
    work_out(first)
    page, _ = page_for(manager, goal, on=date(2025, 11, 15), now=first)
    assert facts(page)["Closes"] == ("2 Dec", "", "late figures still count")


@pytest.mark.parametrize(
    "query", ["period=2025-02-30", "period=x", "period=1999-01-01", "agent=x", "agent=-1"]
)
def test_an_address_that_makes_no_sense_is_not_there(goal, manager, client_of, query):
    assert client_of(manager).get(f"{url(goal)}?{query}").status_code == 404


def test_a_period_before_the_goal_is_its_first_one(goal, manager):
    _, detail = page_for(manager, goal, on=date(2020, 1, 1))
    assert detail.period.first == date(2025, 11, 1)


def closed_page(person, goal, now=CLOSED):
    work_out(now)
    return page_for(person, goal, on=date(2025, 11, 15), now=now)[0]


@pytest.mark.parametrize(
    ("fields", "value", "weight", "target", "sentence"),
    [
        ({}, "4200", "1", "4200", "Level with the goal of 4,200."),
        ({}, "4212", "1", "4200", "12 past the goal of 4,200."),
        ({"better": "lower"}, "130", "1", "120", "10 over the goal of 120."),
        ({"better": "lower"}, "100", "1", "120", "20 under the goal of 120."),
        (
            {"kind": "ratio", "unit": "percent", "decimals": 1},
            "90", "100", "92",
            "2 pts below the goal of 92%.",
        ),
    ],
)  # fmt: skip
def test_how_a_closed_period_ended_in_a_sentence(
    north, manager, agent, fields, value, weight, target, sentence
):
    metric = a_metric("Something", **fields)
    send(metric, north, [(at(date(2025, 11, 3)), agent, value, weight)])
    goal = a_goal_of(metric, manager, team=north, target=Decimal(target))
    page = closed_page(manager, goal)
    assert page.chart_sentence == sentence
    if page.status == "met":
        assert page.periods_sentence == "Met."


def test_a_closed_period_without_figures_says_nothing_more(north, manager):
    page = closed_page(manager, a_goal_of(a_metric(), manager, team=north))
    assert page.chart_sentence == ""
    assert facts(page)["Result"][0] == "No figures"
    assert facts(page)["Goal"] == ("4,200", "", "")


def test_level_with_the_goal_and_with_even_pace(north, manager, agent):
    share = a_ratio("Happy customers")
    send(share, north, [(at(date(2025, 11, 3)), agent, "23", "25")], prefix="share")
    ratio = a_goal_of(share, manager, team=north, target=Decimal(92))
    total = a_metric()
    send(total, north, [(at(date(2025, 11, 3)), agent, "13", "1")], prefix="total")
    goal = a_goal_of(total, manager, team=north, target=Decimal(20))
    night = datetime(2025, 11, 19, 20, tzinfo=UTC)
    work_out(night)
    assert page_for(manager, ratio, now=night)[0].chart_sentence == (
        "Level with the goal. 92% from now on is enough."
    )
    page, _ = page_for(manager, goal, now=night)
    # The one who brought thirteen was not there on the other days.
    assert page.chart_sentence == (
        "Level with even pace. 1 a day is enough. About 2 in 10 that we make it."
    )
    assert facts(page)["Even pace today"] == ("13", "", "level")


def test_on_its_last_weekend_no_working_day_is_left(north, manager, agent):
    goal = a_goal_of(a_metric(), manager, team=north)
    send(goal.metric, north, [(at(date(2025, 11, 3)), agent, "13", "1")])
    sunday = datetime(2025, 11, 30, 12, tzinfo=UTC)
    work_out(sunday)
    said = facts(page_for(manager, goal, now=sunday)[0])
    assert said["So far"][2] == "of 4,200, with no working day left"
    assert said["Still missing"][0] == "4,187"


def test_weeks_quarters_and_years_name_their_steps(north, manager, agent):
    metric = a_metric()
    send(metric, north, [(at(date(2025, 11, 18)), agent, "13", "1")])
    labels = {}
    for cadence, start in (("weekly", date(2025, 11, 10)), ("quarterly", date(2025, 9, 29))):
        goal = a_goal_of(
            metric, manager, team=north, cadence=cadence, starts_on=start, name=cadence
        )
        work_out()
        chart = page_for(manager, goal)[0].pace
        labels[cadence] = [tick.label for tick in chart.x_ticks]
    assert labels["weekly"] == ["17 Nov", "18 Nov", "19 Nov", "20 Nov", "21 Nov"]
    assert labels["quarterly"] == ["Oct", "Nov", "Dec"]


def test_a_month_that_is_nearly_over_gives_its_place_to_the_next(north, manager, agent):
    metric = a_metric()
    send(metric, north, [(at(date(2025, 11, 18)), agent, "13", "1")])
    goal = a_goal_of(
        metric, manager, team=north, cadence="once",
        starts_on=date(2025, 10, 30), ends_on=date(2026, 1, 30),
    )  # fmt: skip
    work_out()
    page, _ = page_for(manager, goal)
    assert [tick.label for tick in page.pace.x_ticks] == ["Nov", "Dec", "Jan"]
    assert page.crumbs[-1][0] == "30 Oct to 30 Jan 2026"


def test_years_stand_under_their_columns(north, manager, agent):
    metric = a_metric()
    send(
        metric,
        north,
        [(at(date(2024, 5, 7)), agent, "13", "1"), (at(date(2025, 5, 7)), agent, "9", "1")],
    )
    goal = a_goal_of(
        metric,
        manager,
        team=north,
        cadence="yearly",
        starts_on=date(2024, 1, 1),
        target=Decimal(10),
    )
    new_year = datetime(2026, 1, 8, 12, tzinfo=UTC)
    work_out(new_year)
    page, _ = page_for(manager, goal, now=new_year)
    assert [(period.label, period.met) for period in page.periods.periods] == [
        ("2024", True),
        ("2025", False),
    ]
    assert page.periods_title == "Last 2 years"


def test_every_time_is_said(north, manager, agent):
    metric = a_metric()
    rows = [
        (at(day), agent, "9", "1") for day in working_days(date(2025, 10, 6), date(2025, 11, 20))
    ]
    send(metric, north, rows)
    goal = a_goal_of(
        metric,
        manager,
        team=north,
        cadence="weekly",
        starts_on=date(2025, 10, 6),
        target=Decimal(40),
    )
    work_out()
    page, _ = page_for(manager, goal)
    assert page.periods_sentence == "Met every time."
    assert facts(page)["Likely finish"] == ("54", "", "2 working days left")


def test_a_day_outside_the_usual_range_is_pale(north, manager, agent):
    metric = a_metric()
    days = working_days(date(2025, 10, 1), date(2025, 11, 19))
    rows = [(at(day), agent, "9" if day == date(2025, 11, 19) else "200", "1") for day in days]
    send(metric, north, rows)
    goal = a_goal_of(metric, manager, team=north)
    work_out()
    page, _ = page_for(manager, goal)
    past = [column for column in page.days.columns if column.value is not None]
    assert [column.pale for column in past] == [False] * 12 + [True]
    assert past[-1].title == "Wed 19 Nov: 9."


def test_the_usual_range_of_times_is_short(north, manager, agent):
    metric = a_metric(
        "Handle time", kind="ratio", unit="seconds", better="lower", minimum_weight=10
    )
    days = working_days(date(2025, 10, 1), date(2025, 11, 19))
    rows = [(at(day), agent, str(2700 + n % 2 * 100), "10") for n, day in enumerate(days)]
    send(metric, north, rows)
    goal = a_goal_of(metric, manager, team=north, target=Decimal(300))
    work_out()
    page, _ = page_for(manager, goal)
    assert page.rate.usual_label.startswith("Usual 4:")
    assert (
        facts(page)["Against the goal"][2]
        == "Wed 19 Nov 4\u00a0min\u00a040\u00a0s, inside the usual range, nothing to explain"
    )


# --- Other cadences and scopes -------------------------------------------------------------------


def test_a_goal_of_a_day_goes_by_its_hours(north, manager, agent):
    metric = a_metric("Calls answered")
    send(metric, north, [(at(date(2025, 11, 20), 9, 1), agent, "4", "1")])
    goal = a_goal_of(metric, manager, team=north, cadence="daily", target=Decimal(80))
    work_out()
    page, detail = page_for(manager, goal)
    assert [step.state for step in detail.steps] == ["now", *["future"] * 7]
    assert facts(page)["Still to go"][0] == "76"
    assert facts(page)["Work ends at"][0] == "17:00"
    assert page.hours is not None
    assert [cell.text for cell in page.hours.cells][:2] == ["4", ""]
    assert page.pace is not None
    assert page.pace.today_label == "Now"


def test_on_a_day_off_the_last_day_with_work_is_shown(north, manager, agent, time_machine):
    metric = a_metric("Calls answered")
    send(metric, north, [(at(date(2025, 11, 21), 10), agent, "4", "1")])
    goal = a_goal_of(metric, manager, team=north, cadence="daily", target=Decimal(80))
    sunday = datetime(2025, 11, 23, 12, tzinfo=UTC)
    work_out(sunday)
    _, detail = page_for(manager, goal, now=sunday)
    assert detail.period.first == date(2025, 11, 21)


def test_a_goal_of_an_hour(north, manager, agent):
    metric = a_ratio("Answered in time")
    send(
        metric,
        north,
        [
            (at(date(2025, 11, 19), 16, 30), None, "8", "10"),
            (at(date(2025, 11, 20), 9, 1), None, "9", "10"),
        ],
    )
    goal = a_goal_of(metric, manager, team=north, cadence="hourly", target=Decimal(84))
    work_out()
    page, _ = page_for(manager, goal)
    said = facts(page)
    assert said["So far"][0] == "90%"
    assert said["The hour ends"] == ("10:00", "", "16:00 to 17:00 ended on 80.0%")
    assert page.parts is None
    assert page.hours is not None
    assert page.hours.cells[0].tone == "now"


def test_a_total_by_the_hour_and_one_of_times(north, manager, agent):
    metric = a_metric("Calls answered")
    send(metric, north, [(at(date(2025, 11, 20), 9, 1), agent, "4", "1")])
    goal = a_goal_of(metric, manager, team=north, cadence="hourly", target=Decimal(8))
    fast = a_metric("Handle time", kind="ratio", unit="seconds", better="lower")
    send(fast, north, [(at(date(2025, 11, 20), 9, 1), agent, "270", "1")], prefix="fast")
    quick = a_goal_of(fast, manager, team=north, cadence="hourly", target=Decimal(300))
    work_out()
    assert facts(page_for(manager, goal)[0])["Still to go"] == ("4", "", "")
    page, detail = page_for(manager, quick)
    assert page.hours.cells[0].text == "4:30"
    assert page.hours.label == "Handle time by the hour in minutes"
    assert by_step(detail).headings == ("Hour", "Sum", "Over", "Result")
    assert by_period(detail).rows[0][0].value.startswith("2025-11-20T09:00")


def test_a_team_that_never_closes_sees_the_hours_around_now(north, manager, agent):
    north.opens_at = north.closes_at = time(0)
    north.save()
    metric = a_metric("Calls answered")
    send(metric, north, [(at(date(2025, 11, 20), 8, 1), agent, "4", "1")])
    goal = a_goal_of(metric, manager, team=north, cadence="daily", target=Decimal(80))
    work_out()
    page, detail = page_for(manager, goal)
    assert len(detail.steps) == 24
    assert len(page.hours.cells) == 16
    assert [cell.tone for cell in page.hours.cells[8:11]] == ["past", "now", "future"]


def test_each_members_day_and_their_past(north, manager, agent, colleague):
    metric = a_metric("Calls answered")
    send(metric, north, [(at(date(2025, 11, 20), 9, 1), agent, "4", "1")])
    daily = a_goal_of(
        metric, manager, team=north, scope="members", cadence="daily", target=Decimal(8)
    )
    monthly = a_goal_of(metric, manager, team=north, scope="members", target=Decimal(80), name="M")
    work_out()
    page, detail = page_for(manager, daily)
    assert facts(page)["Day"] == ("20 Nov", "", "")
    assert facts(page)["On pace"] == ("1 of 1", "", "too early to say, or no figures, for 1")
    table = by_part(detail, contributions_to(manager, detail))
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Dele Adeyemi", "No figures", "", "", "", "", "No figures"],
        ["Jin Park", "4", "", "", "", "", "On pace"],
    ]
    page = closed_page(manager, monthly)
    assert facts(page)["Ended"][0] == "30 Nov"


def test_a_goal_of_each_that_nobody_has(north, manager):
    goal = a_goal_of(a_metric(), manager, team=north, scope="members")
    work_out()
    page, _ = page_for(manager, goal)
    assert page.facts == ()


def test_a_year_is_drawn_by_the_week(north, manager, agent, colleague):
    metric = a_metric()
    novembers_readings(metric, north, agent, colleague)
    goal = a_goal_of(
        metric, manager, team=north, cadence="yearly",
        starts_on=date(2025, 1, 1), target=Decimal(50_000),
    )  # fmt: skip
    work_out()
    page, _ = page_for(manager, goal)
    assert page.days is not None
    assert page.days.caption == "Each week"
    assert len(page.days.columns) == 53
    assert page.pace is not None
    assert page.pace.actual[-1][1] == 2588.0
    assert page.crumbs[-1] == ("Jan to Dec", "")


def test_the_organisations_goal_shows_teams(goal, manager, south, stranger, administrator):
    send(goal.metric, south, [(at(date(2025, 11, 4)), stranger, "412", "1")], prefix="south")
    whole = a_goal_of(goal.metric, manager, scope="organisation", target=Decimal(6000), name="All")
    work_out()
    page, _ = page_for(manager, whole)
    assert facts(page)["So far"][0] == "3,000"
    assert page.parts is not None
    assert [(row.name, row.figure) for row in page.parts.rows] == [
        ("North", "2,588"),
        ("Other teams together", "412"),
    ]
    page, _ = page_for(administrator, whole)
    assert page.parts is not None
    assert [(row.name, row.figure) for row in page.parts.rows] == [
        ("North", "2,588"),
        ("South", "412"),
    ]


def test_figures_of_no_one_agent_are_not_laid_at_peoples_doors(north, manager, agent):
    metric = a_metric()
    send(metric, north, [(at(date(2025, 11, 4)), None, "412", "1")])
    goal = a_goal_of(metric, manager, team=north)
    work_out()
    page, _ = page_for(manager, goal)
    assert page.parts is not None
    assert page.parts.rows == ()
    assert page.parts.sentence.startswith("These figures are the team's as a whole.")


def test_what_it_feeds_and_what_feeds_it(goal, manager, agent):
    whole = a_goal_of(goal.metric, manager, scope="organisation", name="Fewer repeats")
    adjust_goal(None, goal, reason="It helps", version=1, now=NOW, feeds=whole)
    a_goal_of(
        goal.metric,
        manager,
        team=goal.team,
        scope="agent",
        agent=agent,
        name="Jin's own",
        feeds=goal,
    )
    page, _ = page_for(manager, goal)
    assert page.feeds is not None
    assert (page.feeds_words, page.feeds.text) == ("the company goal", "Fewer repeats")
    assert [link.text for link in page.fed_by] == ["Jin's own"]


# --- Whose eyes ----------------------------------------------------------------------------------


def test_leads_see_people_in_name_order(goal, manager, client_of):
    page, _ = page_for(manager, goal)
    assert page.parts is not None
    assert [(row.name, row.figure) for row in page.parts.rows] == [
        ("Dele Adeyemi", "1,287"),
        ("Jin Park", "1,301"),
    ]
    assert page.parts.strip is not None
    assert [share.name for share in page.parts.strip.shares] == ["Dele Adeyemi", "Jin Park"]
    said = words(client_of(manager).get(url(goal)))
    assert said.index("Dele Adeyemi") < said.index("Jin Park")


def test_an_agent_sees_their_own_part_and_how_many_they_are(goal, agent, client_of):
    said = words(client_of(agent).get(url(goal)))
    assert "Jin Park You 1,301" in said
    assert "2 people" in said
    assert "Dele" not in said
    assert "1,287" not in said


def test_an_administrator_sees_the_team_but_nobodys_figure(goal, administrator, client_of):
    said = words(client_of(administrator).get(url(goal)))
    assert "2,588" in said
    for hidden in ("Dele", "1,287", "1,301"):
        assert hidden not in said


@pytest.mark.parametrize("who", ["stranger", "other_supervisor", "deactivated"])
@pytest.mark.parametrize(
    "name", ["goals:goal", "goals:table", "goals:csv", "goals:explain", "goals:edit"]
)
def test_case_2_another_teams_goal_is_not_there(goal, who, name, request, client_of):
    client = client_of(request.getfixturevalue(who))
    response = client.get(reverse(name, args=[goal.pk]))
    assert response.status_code in ((302,) if who == "deactivated" else (404,))


def test_case_2_nor_can_its_state_be_changed(goal, stranger, agent, client_of):
    path = reverse("goals:state", args=[goal.pk])
    assert client_of(stranger).post(path, {"to": "archive"}).status_code == 404
    assert client_of(agent).post(path, {"to": "archive"}).status_code == 403
    assert Goal.objects.get().state == "active"


@pytest.fixture
def each(north, manager, agent, colleague):
    metric = a_metric("Requests settled")
    novembers_readings(metric, north, agent, colleague)
    made = a_goal_of(
        metric, manager, team=north, scope="members", target=Decimal(2100), name="Each of us"
    )
    work_out()
    return made


def test_each_members_goal_shows_its_leads_everybody(each, manager):
    page, detail = page_for(manager, each)
    assert detail.subject.everyone
    assert page.parts is not None
    assert [(row.name, row.figure, row.status) for row in page.parts.rows] == [
        ("Dele Adeyemi", "1,287", "behind"),
        ("Jin Park", "1,301", "behind"),
    ]
    said = facts(page)
    assert said["On pace"] == ("0 of 2", "", "everybody counted")
    assert said["Together"][0] == "2,588"
    assert len({row.bullet.high for row in page.parts.rows}) == 1


def test_each_member_sees_their_own(each, agent, client_of):
    page, detail = page_for(agent, each)
    assert detail.subject == Subject(agent.pk, "Jin Park")
    assert facts(page)["So far"][0] == "1,301"
    assert page.parts is None
    said = words(client_of(agent).get(url(each)))
    assert "Dele" not in said
    assert "1,287" not in said


def test_case_2_one_member_asks_for_another_in_vain(
    each, agent, colleague, client_of, administrator
):
    for person in (agent, administrator):
        for name in ("goals:goal", "goals:table", "goals:csv", "goals:explain"):
            path = reverse(name, args=[each.pk])
            response = client_of(person).get(path, {"agent": colleague.pk})
            assert response.status_code == 404, name
    assert client_of(agent).get(url(each, agent=agent.pk)).status_code == 200


def test_a_lead_opens_one_members_page(each, manager, colleague, stranger, client_of):
    said = words(client_of(manager).get(url(each, agent=colleague.pk)))
    assert "Dele Adeyemi, 1 to 30 November" in said
    assert "1,287" in said
    assert client_of(manager).get(url(each, agent=stranger.pk)).status_code == 404


def test_case_19_who_moved_keeps_what_they_brought_here(goal, north, south, agent, manager):
    move_agent(None, agent, south, date(2025, 11, 20), "Wanted to")
    work_out()
    page, detail = page_for(manager, goal)
    assert detail.sums.value == 2588
    assert page.parts is not None
    assert [row.name for row in page.parts.rows] == ["Dele Adeyemi", "Jin Park"]


def test_a_goal_of_one_agent_is_seen_by_them_and_their_leads(
    goal, manager, agent, colleague, administrator, north, client_of
):
    own = a_goal_of(goal.metric, manager, team=north, scope="agent", agent=agent, name="Jin's own")
    work_out()
    page, _ = page_for(agent, own)
    assert facts(page)["So far"][0] == "1,301"
    assert page.lede == "Jin Park, North, 1 to 30 November. Owner Priya Nair."
    assert client_of(manager).get(url(own)).status_code == 200
    for person in (colleague, administrator):
        assert client_of(person).get(url(own)).status_code == 404


# --- One definition ------------------------------------------------------------------------------


def test_page_table_and_explanation_say_the_same(goal, manager, client_of):
    client = client_of(manager)
    assert "2,588" in words(client.get(url(goal)))
    table = words(client.get(reverse("goals:table", args=[goal.pk])))
    assert "2,588" in table
    assert "1,301" in table
    explained = words(client.get(reverse("goals:explain", args=[goal.pk])))
    assert "2588: the values of 27 readings added up" not in explained
    assert "2,588: the values of 27 readings added up." in explained


def test_the_days_add_up_to_the_figure(goal, manager):
    _, detail = page_for(manager, goal)
    table = by_step(detail)
    assert sum(row[1].value for row in table.rows) == Decimal(2588)
    assert table.rows[-1][2].value == Decimal(2588)
    assert len(table.rows) == 14
    assert table.rows[0][0].text == "Mon 3 Nov"
    assert sum(step.sums.value for step in detail.steps) == detail.progress.value


def test_people_add_up_to_the_figure(goal, manager):
    _, detail = page_for(manager, goal)
    found = contributions_to(manager, detail)
    assert sum(part.sums.value for part in found.parts) + found.rest.value == detail.sums.value


# --- Statements ----------------------------------------------------------------------------------

ROLES = ("manager", "agent", "administrator")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", ["goals:goal", "goals:table", "goals:csv"])
def test_statements_are_as_on_file_whatever_there_is(
    goal, name, role, request, client_of, statements, north, colleague
):
    client = client_of(request.getfixturevalue(role))
    path = reverse(name, args=[goal.pk])
    expected = kept(name, role)
    with readings_left_alone():
        assert statements(client, path) == expected
    more(goal, north, colleague)
    with readings_left_alone():
        assert statements(client, path) == expected


def more(goal, team, agent):
    """Many times the people, days, history and goals."""
    from teams.actions import create_person, join_team
    from teams.models import Role

    people = [create_person(None, name=f"Person {n}", username=f"p{n}") for n in range(12)]
    for person in people:
        join_team(None, person, team, Role.AGENT, date(2025, 1, 1))
    days = working_days(date(2025, 9, 1), date(2025, 11, 19))
    rows = [(at(day), person, "3", "1") for person in people for day in days]
    send(goal.metric, team, rows, prefix="many")
    for n in range(5):
        a_goal_of(goal.metric, goal.owner, team=team, name=f"Goal {n}")
        goal.refresh_from_db()
        adjust_goal(
            None,
            goal,
            reason=f"Change {n}",
            version=goal.version,
            now=NOW,
            target=Decimal(4300 + n),
        )
    work_out()


# --- Adjusting, on the page ----------------------------------------------------------------------


def edit_values(goal, **changes):
    goal.refresh_from_db()
    return {
        "name": goal.name,
        "target": "4,400",
        "why": goal.why,
        "owner": goal.owner_id,
        "reason": "Couriers answer us now.",
        "version": goal.version,
        **changes,
    }


def test_adjusting_saves_with_its_reason_and_shows_it(goal, manager, client_of):
    client = client_of(manager)
    path = reverse("goals:edit", args=[goal.pk])
    assert b'value="4200"' in client.get(path).content
    response = client.post(path, edit_values(goal), follow=True)
    assert response.redirect_chain == [(url(goal), 302)]
    said = words(response)
    assert "Goal: 4,200 became 4,400." in said
    assert "Couriers answer us now." in said


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("reason", "", "Say why it changes, in a sentence."),
        ("target", "plenty", "Write a number, for example 4,200."),
        ("target", "-3", "Choose a number above zero."),
        ("target", "4200.5", "is shown with a whole number"),
        ("ends_on", "2025-10-01", "The end is before the start."),
        ("ends_on", "31/02/2026", "Write the day as day, month and year"),
        ("name", "", "Give the goal a name."),
    ],
)
def test_bad_input_is_said_at_its_field_and_keeps_the_rest(
    goal, manager, client_of, field, value, text
):
    sent = edit_values(goal, **{field: value})
    response = client_of(manager).post(reverse("goals:edit", args=[goal.pk]), sent)
    said = words(response)
    assert "There is a problem" in said
    assert text in said
    assert Goal.objects.get().version == 1


def test_case_14_what_may_not_be_set_is_not(goal, manager, agent, client_of):
    sent = edit_values(
        goal, state="archived", scope="agent", agent=agent.pk, created_by=agent.pk, metric=1
    )
    client_of(manager).post(reverse("goals:edit", args=[goal.pk]), sent)
    goal.refresh_from_db()
    assert (goal.state, goal.scope, goal.agent, goal.version) == ("active", "team", None, 2)


def test_a_last_day_and_an_owner_show_in_the_history(goal, manager, supervisor, client_of):
    adjust_goal(
        None, goal, reason="Why not", version=1, now=NOW,
        ends_on=date(2026, 1, 31), owner=manager, stretch=Decimal(4500), why="Because.",
    )  # fmt: skip
    said = words(client_of(manager).get(url(goal)))
    for text in (
        "Why is now “Because.”",
        "Last day: none became 31 Jan 2026",
        "Stretch: none became 4,500",
        "Owner: Marcus Webb became Priya Nair",
    ):
        assert text in said


def test_case_2_a_foreign_owner_or_goal_in_the_form_is_refused(
    goal, manager, other_supervisor, south, client_of
):
    theirs = a_goal_of(goal.metric, other_supervisor, team=south, name="Theirs")
    client, path = client_of(manager), reverse("goals:edit", args=[goal.pk])
    for change in ({"owner": other_supervisor.pk}, {"feeds": theirs.pk}):
        assert "There is a problem" in words(client.post(path, edit_values(goal, **change)))
    assert Goal.objects.get(pk=goal.pk).version == 1


def test_case_20_stale_form_is_409_with_both_texts_kept(goal, manager, supervisor, client_of):
    mine = edit_values(goal, why="My own words about it.", target="4,500")
    adjust_goal(
        supervisor, goal, reason="Mine first", version=1, now=NOW,
        target=Decimal(4100), why="Theirs stands already.",
    )  # fmt: skip
    response = client_of(manager).post(reverse("goals:edit", args=[goal.pk]), mine)
    assert response.status_code == 409
    said = words(response)
    assert "Marcus Webb changed this" in said
    for text in ("Theirs stands already.", "My own words about it.", "4,100", "4,500"):
        assert text in said
    assert Goal.objects.get().why == "Theirs stands already."
    # What stands in the form now is one's own text over the new version: sent again, it counts.
    form = response.context["form"]
    assert (form["version"].value(), form["why"].value()) == ("2", "My own words about it.")
    again = client_of(manager).post(reverse("goals:edit", args=[goal.pk]), {**mine, "version": "2"})
    assert again.status_code == 302
    assert Goal.objects.get().why == "My own words about it."


def test_case_20_a_double_click_saves_once(goal, manager, client_of):
    client, path, sent = (
        client_of(manager),
        reverse("goals:edit", args=[goal.pk]),
        edit_values(goal),
    )
    assert client.post(path, sent).status_code == 302
    assert client.post(path, sent).status_code == 302
    assert AuditEntry.objects.filter(verb="adjusted").count() == 1


@pytest.mark.parametrize(("who", "status"), [("agent", 403), ("stranger", 404), ("manager", 200)])
def test_case_1_the_form_is_for_those_who_may(goal, who, status, request, client_of):
    client = client_of(request.getfixturevalue(who))
    assert client.get(reverse("goals:edit", args=[goal.pk])).status_code == status


def test_state_changes_offer_undo(goal, manager, client_of):
    client = client_of(manager)
    path = reverse("goals:state", args=[goal.pk])
    response = client.post(path, {"to": "archive"}, follow=True)
    assert f"{path}?to=resume" in response.content.decode()
    assert client.get(path).status_code == 405
    assert client.post(path, {"to": "explode"}).status_code == 404
    client.post(f"{path}?to=resume")
    assert Goal.objects.get().state == "active"
    assert "is archived" not in words(client.post(path, {"to": "resume"}, follow=True))


def test_a_step_that_came_too_late_is_told(goal, manager, client_of):
    client = client_of(manager)
    path = reverse("goals:state", args=[goal.pk])
    client.post(path, {"to": "archive"})
    assert "The goal is archived by now." in words(client.post(path, {"to": "pause"}, follow=True))


def test_every_fact_of_a_page_has_words(goal, share, each, manager):
    for one in (goal, share, each):
        page, detail = page_for(manager, one)
        assert len(page.facts) == 4
        assert all(fact.number for fact in page.facts)
        assert detail.subject.everyone or facts_of(detail) == page.facts
    assert Progress.objects.filter(final=True).count() == 0
