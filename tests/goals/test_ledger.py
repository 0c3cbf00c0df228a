"""The list of goals: the right words, in the right order, for the right eyes."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from goals.models import Goal, Import, Scope, Source
from goals.permissions import goals_visible_to
from goals.queries.company import _explain_url, company_line
from goals.queries.ledger import MOST_LINES, read_lines
from goals.queries.sources import freshness
from goals.queries.usual import INSIDE
from teams.models import Organisation
from tests import scene
from tests.scene import NOW, a_goal, a_metric, a_ratio, a_source, an_hour, stands

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


def ledger_for(user, **options):
    lines = read_lines(
        goals_visible_to(user).exclude(state=Goal.State.ARCHIVED),
        user,
        Organisation.objects.get(),
        now=NOW,
        **options,
    )
    return lines.ledger(with_others=True)


def the_row(user, **options):
    (group,) = ledger_for(user, **options).groups
    (row,) = group.rows
    return row


# --- One line ------------------------------------------------------------------------------------


def test_a_total_that_is_behind_says_by_how_much_and_what_gets_there(manager, supervisor, north):
    goal = a_goal(a_metric(), supervisor, team=north)
    stands(goal, "2588", "behind", expected="2730")
    row = the_row(manager)
    assert row.url == f"/goals/{goal.pk}/"
    assert (row.name, row.hint) == ("First-contact resolutions", "Owner Marcus")
    assert (row.now, row.now_hint) == ("2,588", "of 4,200")
    assert (row.against, row.against_hint) == ("142 behind", "231 a day from now on")
    assert row.status == "behind"
    assert (row.bullet.value, row.bullet.target, row.bullet.expected) == (2588.0, 4200.0, 2730.0)
    assert not row.bullet.dot


def test_a_total_on_pace_says_what_was_expected(manager, north):
    stands(a_goal(a_metric(), manager, team=north), "2737", expected="2730")
    row = the_row(manager)
    assert (row.against, row.against_hint) == ("7 ahead", "2,730 by now")


def test_a_goal_of_a_day_says_how_many_are_to_go(manager, north):
    goal = a_goal(
        a_metric("Clear the email queue"), manager, team=north, cadence="daily", target="210"
    )
    stands(goal, "38", "behind", expected="60")
    assert the_row(manager).against_hint == "172 to go"


def test_lower_is_better_turns_words_and_chart_round(manager, north):
    metric = a_ratio("Repeat contacts within 7 days", better="lower")
    stands(a_goal(metric, manager, team=north, target="9"), "94", "watch", weight="1000")
    row = the_row(manager)
    assert row.hint == "Lower is better. Owner Priya"
    assert (row.now, row.now_hint) == ("9.4%", "goal 9% or less")
    assert (row.against, row.against_hint) == ("0.4 pts over", "94 of 1,000")
    assert row.bullet.dot
    assert row.bullet.lower_is_better


def test_a_ratio_with_too_little_behind_it_says_so(manager, north):
    goal = a_goal(a_ratio("Happy customers"), manager, team=north, target="92")
    stands(goal, "18", "behind", weight="19", **LIKELY)
    row = the_row(manager)
    assert (row.status, row.against_hint) == ("behind", "too few to say: 75% to 99%")


def test_of_other_ratios_too_few_is_said_without_an_interval(manager, north):
    talk = a_metric("Handle time", kind="ratio", unit="seconds", better="lower")
    stands(a_goal(talk, manager, team=north, target="250"), "2700", "watch", weight="10")
    assert the_row(manager).against_hint == "too few to say"


def test_what_rests_on_too_little_needs_nobody_and_stands_below_what_does(manager, north):
    thin = a_goal(a_ratio("Happy customers"), manager, team=north, target="92")
    stands(thin, "10", "behind", weight="19")
    stands(a_goal(a_metric("Calls"), manager, team=north), "2600", "watch", expected="2730")
    ledger = ledger_for(manager)
    assert [goal.name for goal in ledger.pursued] == ["Calls", "Happy customers"]
    assert [goal.needs_someone for goal in ledger.pursued] == [True, False]
    assert [goal.named().status for goal in ledger.pursued] == ["watch", "too_early"]


# --- Where it will likely end --------------------------------------------------------------------

LIKELY = {
    "low": Decimal("3970.4"),
    "likely": Decimal("4050.4"),
    "high": Decimal(4130),
    "likelihood": Decimal("0.1217"),
}


def foreseen(likely: str, likelihood: str) -> dict[str, Decimal]:
    figure = Decimal(likely)
    ends = {"low": figure - 1, "likely": figure, "high": figure + 1}
    return {**ends, "likelihood": Decimal(likelihood)}


def test_under_the_pace_stands_where_it_will_likely_end(manager, north):
    stands(a_goal(a_metric(), manager, team=north), "2588", "behind", expected="2730", **LIKELY)
    row = the_row(manager)
    assert (row.against, row.against_hint) == ("142 behind", "likely 4,050")


@pytest.mark.parametrize(
    ("value", "likely", "hint"),
    [("914", "91.46", "likely 91.5%"), ("800", "80.46", "likely 80%")],
)
def test_a_share_is_likely_with_its_decimals_near_the_goal(manager, north, value, likely, hint):
    goal = a_goal(a_ratio("Happy customers"), manager, team=north, target="92")
    stands(goal, value, "watch", weight="1000", **foreseen(likely, "0.4"))
    assert the_row(manager).against_hint == hint


def test_what_is_settled_says_so_instead(manager, north):
    stands(a_goal(a_metric(), manager, team=north), "4300", "met", expected="2730", **LIKELY)
    assert the_row(manager).against_hint == "goal reached"


def test_where_only_late_figures_are_left_nothing_is_likely_any_more(manager, north):
    goal = a_goal(a_ratio("Happy customers"), manager, team=north, target="92")
    one = dict.fromkeys(("low", "likely", "high"), Decimal("91.4"))
    stands(goal, "914", "behind", weight="1000", **one, likelihood=Decimal(0))
    assert the_row(manager).against_hint == "914 of 1,000"


def test_a_paused_goal_is_not_forecast(manager, north):
    goal = a_goal(a_metric(), manager, team=north, state="paused")
    stands(goal, "2588", expected="2730", **LIKELY)
    assert the_row(manager).against_hint == "2,730 by now"


def test_the_least_likely_of_a_status_stands_first(manager, north):
    for name, status, value, likelihood in (
        ("Nearly", "watch", "1000", "0.55"),
        ("Hardly", "watch", "2700", "0.31"),
        ("Surely", "on_pace", "2800", "0.99"),
        ("Just so", "on_pace", "2900", "0.61"),
    ):
        goal = a_goal(a_metric(name), manager, team=north)
        stands(goal, value, status, expected="2730", **foreseen("4000", likelihood))
    (group,) = ledger_for(manager).groups
    assert [row.name for row in group.rows] == ["Hardly", "Nearly", "Just so", "Surely"]


def test_a_limit_says_what_room_is_left(manager, north):
    metric = a_metric("Complaints", better="lower")
    goal = a_goal(metric, manager, team=north, target="30")
    stands(goal, "22", "watch", expected="20", **foreseen("30.5", "0.45"))
    (line,) = ledger_for(manager).pursued
    assert line.line.takes == "room for 1 a day"
    assert line.line.row.against_hint == "likely 31"


def test_a_limit_that_is_passed_says_so(manager, north):
    metric = a_metric("Complaints", better="lower")
    stands(a_goal(metric, manager, team=north, target="30"), "31", "missed", expected="20")
    row = the_row(manager)
    assert row.now_hint == "goal 30 or fewer"
    assert (row.against, row.against_hint) == ("11 over", "past the limit")


def test_no_figures_are_never_written_as_nought(manager, north):
    stands(a_goal(a_metric(), manager, team=north), "0", "no_data", expected="100", n=0)
    row = the_row(manager)
    assert (row.now, row.against, row.against_hint) == ("No figures", "", "")
    assert row.bullet.value is None


def test_a_goal_shows_before_anything_is_computed_for_it(manager, north):
    a_goal(a_metric(), manager, team=north)
    row = the_row(manager)
    assert (row.now, row.now_hint, row.status) == ("No figures", "of 4,200", "no_data")


def test_a_goal_that_is_still_to_come_says_when(manager, north):
    a_goal(a_metric(), manager, team=north, starts_on=date(2025, 12, 1))
    (group,) = ledger_for(manager).groups
    assert group.title == "December"
    assert (group.rows[0].status, group.rows[0].against_hint) == ("too_early", "starts 1 Dec")


def test_money_and_time_keep_their_units(manager, north):
    talk = a_metric("Handle time", kind="ratio", unit="seconds", better="lower")
    stands(
        a_goal(talk, manager, team=north, target="250"),
        "51200",
        "watch",
        weight="200",
        expected="250",
    )
    row = the_row(manager)
    assert (row.now, row.now_hint) == (
        "4\u00a0min\u00a016\u00a0s",
        "goal 4\u00a0min\u00a010\u00a0s or less",
    )
    assert (row.against, row.against_hint) == ("6\u00a0s over", "from 200")


# --- Groups --------------------------------------------------------------------------------------


def test_goals_stand_by_horizon_and_each_heading_says_how_far_it_is(manager, north):
    for cadence in ("yearly", "quarterly", "monthly", "weekly", "daily", "hourly"):
        stands(
            a_goal(a_metric(f"By {cadence}"), manager, team=north, cadence=cadence),
            "1",
            expected="1",
        )
    once = a_goal(
        a_metric("By a day"), manager, team=north, cadence="once", ends_on=date(2025, 12, 12)
    )
    stands(once, "1", expected="1")
    groups = ledger_for(manager).groups
    assert [(group.title, group.hint) for group in groups] == [
        ("Today", "until 17:00"),
        ("This week", "13 of 20 working days done"),
        ("November", "13 of 20 working days done"),
        ("This quarter", "Oct to Dec, 54% gone"),
        ("This year", "Jan to Dec, 88% gone"),
        ("By a date", ""),
    ]
    assert groups[-1].rows[0].hint == "By 12 Dec. Owner Priya"


def test_calendars_that_differ_are_not_given_one_count_of_working_days(manager, north, south):
    stands(a_goal(a_metric("Here"), manager, team=north), "1", expected="1")
    stands(a_goal(a_metric("There"), manager, team=south), "1", expected="1", work=(14, 21))
    lines = read_lines(Goal.objects.all(), manager, Organisation.objects.get(), now=NOW)
    assert [group.hint for group in lines.ledger().groups] == ["19 of 30 days gone"]


def test_the_most_urgent_stands_first_in_its_group(manager, north):
    for name, value, status in (
        ("Calm", "2800", "on_pace"),
        ("Done", "4300", "met"),
        ("Dark", "0", "no_data"),
        ("Wobbly", "2600", "watch"),
        ("Young", "10", "too_early"),
        ("Worse", "1500", "behind"),
        ("Bad", "2000", "behind"),
    ):
        goal = a_goal(a_metric(name), manager, team=north)
        stands(goal, value, status, expected="2730", n=0 if status == "no_data" else 1)
    (group,) = ledger_for(manager).groups
    assert [row.name for row in group.rows] == [
        "Worse", "Bad", "Wobbly", "Dark", "Young", "Calm", "Done",
    ]  # fmt: skip


def test_paused_and_finished_goals_stand_apart_and_are_not_counted(manager, north):
    stands(a_goal(a_metric("Now"), manager, team=north), "1", expected="1")
    paused = a_goal(a_metric("Resting"), manager, team=north, state="paused")
    stands(paused, "1", "behind", expected="2")
    over = a_goal(
        a_metric("Over"),
        manager,
        team=north,
        starts_on=date(2025, 9, 1),
        ends_on=date(2025, 10, 31),
    )
    stands(over, "4050", "missed", first=date(2025, 10, 1), last=date(2025, 10, 31))
    ledger = ledger_for(manager)
    assert [group.title for group in ledger.groups] == [
        "November",
        "Over, not put away yet",
        "Paused",
    ]
    assert [goal.name for goal in ledger.pursued] == ["Now"]
    assert [(goal.name, goal.ended_on) for goal in ledger.over] == [("Over", date(2025, 10, 31))]
    assert ledger.groups[2].rows[0].status == "paused"


def test_a_page_holds_so_many_lines_and_says_how_many_more_there_are(manager, north):
    metric = a_metric()
    for place in range(MOST_LINES + 3):
        a_goal(metric, manager, team=north, name=f"Goal {place:03}")
    ledger = ledger_for(manager)
    assert sum(len(group.rows) for group in ledger.groups) == MOST_LINES
    assert ledger.hidden == 3
    assert len(ledger.pursued) == MOST_LINES + 3


# --- Whose figures -------------------------------------------------------------------------------


@pytest.fixture
def each(manager, agent, colleague, north):
    """A goal that each member has: Jin is at 33, Dele at 77."""
    goal = a_goal(a_metric("Calls each"), manager, team=north, target="100", scope=Scope.MEMBERS)
    stands(goal, "33", "behind", expected="60", agent=agent)
    stands(goal, "77", "on_pace", expected="60", agent=colleague)
    return goal


def numbers_in(row) -> set[str]:
    """Every whole number that a row shows; those in addresses are ids."""
    shown = replace(row, url="", explain_url="")
    return set(re.findall(r"\d+", repr(shown)))


def test_who_leads_sees_how_many_are_on_pace_and_no_single_figure(each, supervisor):
    row = the_row(supervisor)
    assert (row.now, row.now_hint) == ("1", "of 2 people")
    assert (row.against, row.against_hint) == ("1 off pace", "each: goal 100")
    assert row.status == "watch"
    assert row.hint == "Each of us. Owner Priya"
    assert not {"33", "77"} & numbers_in(row)


def test_an_agent_sees_the_own_figure_only(each, agent, colleague):
    assert the_row(agent).now == "33"
    assert the_row(colleague).now == "77"
    assert "77" not in numbers_in(the_row(agent))


def test_a_goal_of_one_person_is_seen_by_that_person_and_the_leads(
    agent, colleague, supervisor, north, administrator
):
    goal = a_goal(
        a_metric("Confirm the slot"), supervisor, team=north, scope=Scope.AGENT, agent=agent
    )
    stands(goal, "12", "behind", expected="20", agent=agent)
    assert the_row(agent).now == "12"
    (group,) = ledger_for(supervisor).groups
    assert (group.title, group.rows[0].hint) == ("Goals of one person", "Jin Park. Owner Marcus")
    assert ledger_for(colleague).is_empty
    assert ledger_for(administrator).is_empty


def test_people_stand_in_name_order_however_their_goals_go(agent, colleague, supervisor, north):
    metric = a_metric("Confirm the slot")
    for person, status in ((agent, "behind"), (colleague, "on_pace")):
        goal = a_goal(metric, supervisor, team=north, scope=Scope.AGENT, agent=person)
        stands(goal, "12", status, expected="20", agent=person)
    (group,) = ledger_for(supervisor).groups
    assert [row.hint for row in group.rows] == [
        "Dele Adeyemi. Owner Marcus",
        "Jin Park. Owner Marcus",
    ]


def test_another_team_is_not_there(other_supervisor, manager, north):
    stands(a_goal(a_metric(), manager, team=north), "1", expected="1")
    assert ledger_for(other_supervisor).is_empty


# --- Hours ---------------------------------------------------------------------------------------


def test_a_ratio_of_the_day_shows_its_hours(manager, north):
    metric = a_ratio("Answer within 30 seconds", decimals=0)
    goal = a_goal(metric, manager, team=north, cadence="daily", target="80")
    stands(goal, "84", weight="100")
    an_hour(metric, north, 7, "86", "100")
    an_hour(metric, north, 8, "78", "100")
    an_hour(metric, north, 9, "22", "25")
    strip = the_row(manager).hours
    assert strip is not None
    assert [(cell.hour, cell.text, cell.tone) for cell in strip.cells][:5] == [
        ("07", "86", "past"),
        ("08", "78", "near"),
        ("09", "88", "now"),
        ("10", "", "future"),
        ("11", "", "future"),
    ]
    assert strip.cells[0].title == "07:00: 86%"
    assert strip.cells[-1].hour == "16"


def test_without_figures_today_there_is_no_strip(manager, north):
    metric = a_ratio("Answer within 30 seconds")
    stands(a_goal(metric, manager, team=north, cadence="daily", target="80"), "0", "no_data", n=0)
    assert the_row(manager).hours is None


def test_half_an_hour_off_the_full_one_the_two_parts_of_an_hour_add_up(other_supervisor, south):
    metric = a_ratio("Answer within 30 seconds", decimals=0)
    goal = a_goal(metric, other_supervisor, team=south, cadence="daily", target="80")
    stands(goal, "60", weight="100")
    # 01:30 and 02:00 UTC are 12:00 and 12:30 in Adelaide: one hour there, two slots here.
    for minute, value in ((0, "10"), (30, "50")):
        slot = an_hour(metric, south, 1, value, "50")
        type(slot).objects.filter(metric_id=metric.pk, slot=slot.slot).update(
            slot=datetime(2025, 11, 20, 1, 30, tzinfo=UTC) + timedelta(minutes=minute)
        )
    strip = the_row(other_supervisor).hours
    assert strip is not None
    by_hour = {cell.hour: cell.text for cell in strip.cells if cell.text}
    assert by_hour == {"12": "60"}


# --- The whole company ---------------------------------------------------------------------------


def line_for(user):
    return company_line(user, Organisation.objects.get(), now=NOW)


def test_a_figure_of_the_whole_stands_with_its_goal_and_its_usual_range(manager):
    metric = a_ratio("Happy customers")
    stands(a_goal(metric, manager, target="92"), "914", weight="1000")
    scene.daily(metric, [("90", "100"), ("92", "100")] * 15, last=date(2025, 11, 19))
    (figure,) = line_for(manager)
    assert (figure.label, figure.number, figure.small) == ("Happy customers", "91.4", "%")
    assert (figure.goal, figure.usual, figure.signal) == ("Goal 92%", INSIDE, "")
    assert figure.spark is not None
    assert len(figure.spark.points) == 22
    assert figure.spark.usual is not None


def test_of_two_goals_alike_the_one_with_figures_stands_for_the_whole(manager):
    metric = a_ratio("Happy customers")
    stands(a_goal(metric, manager, target="90", name="A"), "0", "no_data", weight="0", n=0)
    stands(a_goal(metric, manager, target="92", name="B"), "914", weight="1000")
    (figure,) = line_for(manager)
    assert (figure.number, figure.goal) == ("91.4", "Goal 92%")


def test_a_total_is_held_against_the_plan(manager):
    metric = a_metric("Customers helped")
    stands(a_goal(metric, manager, target="48000"), "31860", expected="31200")
    scene.daily(metric, [("1500", "0")] * 5)
    (figure,) = line_for(manager)
    assert (figure.number, figure.goal) == ("31,860", "660 more than planned")
    assert figure.usual == "Too early to say"


def test_a_lasting_change_for_the_better_is_told_with_its_day(manager):
    metric = a_ratio("Happy customers")
    before = [("80", "100"), ("82", "100")] * 20
    after = [("93", "100"), ("95", "100")] * 10
    scene.daily(metric, before + after, last=date(2025, 11, 19))
    (figure,) = line_for(manager)
    assert (figure.signal, figure.usual) == ("Better since 31 Oct", "")
    assert figure.goal == "Last 30 days"


def test_a_change_for_the_worse_is_said_without_a_colour(manager):
    metric = a_ratio("Repeat contacts", better="lower")
    before = [("8", "100"), ("10", "100")] * 20
    after = [("20", "100"), ("22", "100")] * 10
    scene.daily(metric, before + after, last=date(2025, 11, 19))
    (figure,) = line_for(manager)
    assert (figure.signal, figure.usual) == ("", "Not as good since 31 Oct")


def test_a_day_outside_the_usual_range_is_named(manager):
    metric = a_ratio("Happy customers")
    days = [("90", "100"), ("92", "100")] * 10 + [("60", "100")]
    scene.daily(metric, days, last=date(2025, 11, 19))
    (figure,) = line_for(manager)
    assert figure.usual == "Below the usual range on 19 Nov"


def test_metrics_with_a_goal_come_first_and_those_without_figures_not_at_all(manager):
    for name in ("Alpha", "Beta", "Gamma", "Delta", "Omega"):
        scene.daily(a_metric(name), [("5", "0")] * 3)
    stands(a_goal(a_metric("Zeal"), manager, target="9"), "5", expected="4")
    a_metric("Empty")
    assert [figure.label for figure in line_for(manager)] == ["Zeal", "Alpha", "Beta", "Delta"]


# --- Sources -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sources", "text", "late"),
    [
        ({}, "No figures have come in yet.", []),
        ({"Zendesk": (20, 8, 30)}, "Figures arrived at 08:30.", []),
        (
            {"Chatwoot": (20, 7, 0), "Survey": (20, 8, 30), "Zendesk": (20, 8, 0)},
            "All three data sources arrived by 08:30.",
            [],
        ),
        (
            {"Survey": (20, 8, 30), "Zendesk": (18, 18, 0)},
            "Zendesk has not sent figures since 18:00 on Tue 18 Nov.",
            ["Zendesk"],
        ),
        ({"Zendesk": (19, 6, 0)}, "Figures arrived at 06:00 yesterday.", []),
        ({"Old file": (1, 8, 0)}, "The last figures came in at 08:00 on Sat 1 Nov.", []),
    ],
)
def test_how_fresh_the_figures_are(organisation, sources, text, late):
    for name, (day, hour, minute) in sources.items():
        a_source(name, datetime(2025, 11, day, hour, minute, tzinfo=UTC))
    fresh = freshness(organisation.clock, NOW)
    assert fresh.text == text
    assert [source.name for source in fresh.late] == late


def test_a_source_that_came_once_as_a_file_has_no_rhythm_yet(organisation):
    came, before = (
        datetime(2025, 11, 17, 8, 0, tzinfo=UTC),
        datetime(2025, 11, 10, 8, 0, tzinfo=UTC),
    )
    a_source("Desk", came)

    def a_file(done_at, source="Desk"):
        Import.objects.create(
            file_name="a.csv", source_name=source, state="done", created_at=done_at, done_at=done_at
        )

    a_file(came)
    a_file(came, "Other")
    (desk,) = freshness(organisation.clock, NOW).sources
    assert (desk.once, desk.late) == (True, False)
    Source.objects.update(last_arrived_at=came + timedelta(hours=1))  # by a program
    (desk,) = freshness(organisation.clock, NOW).sources
    assert (desk.once, desk.late) == (False, True)
    Source.objects.update(last_arrived_at=came)
    a_file(before)
    (desk,) = freshness(organisation.clock, NOW).sources
    assert (desk.once, desk.late) == (False, True)


@pytest.mark.parametrize(
    ("reaches", "said"),
    [
        (datetime(2025, 10, 21, 23, 0, tzinfo=UTC), "Wed 22 Oct"),
        (datetime(2025, 11, 19, 0, 0, tzinfo=UTC), "yesterday"),
        (datetime(2025, 11, 20, 0, 0, tzinfo=UTC), "today"),
        (datetime(2025, 11, 19, 0, 30, tzinfo=UTC), "00:30 yesterday"),
    ],
)
def test_figures_dated_by_day_say_the_day_they_reach_to(organisation, reaches, said):
    a_source("Desk", NOW)
    Source.objects.update(last_reading_at=reaches)
    (desk,) = freshness(organisation.clock, NOW).sources
    assert desk.reaches == said


def test_a_weekend_makes_nobody_late(organisation):
    a_source("Zendesk", datetime(2025, 11, 21, 18, 0, tzinfo=UTC))
    monday = datetime(2025, 11, 24, 8, 0, tzinfo=UTC)
    fresh = freshness(organisation.clock, monday)
    assert fresh.late == ()
    assert fresh.short == "Figures to 18:00 on Fri 21 Nov"


# --- The end of the day --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "hint"), [(9, "until 17:00"), (16, "until 17:00"), (17, "closed since 17:00")]
)
def test_a_day_says_until_when_it_lasts(manager, north, hour, hint):
    now = NOW.replace(hour=hour)
    goal = a_goal(a_metric(), manager, team=north, cadence="daily")
    stands(goal, "1", expected="1")
    lines = read_lines(Goal.objects.all(), manager, Organisation.objects.get(), now=now)
    assert [group.hint for group in lines.ledger().groups] == [hint]


def test_a_night_shift_lasts_until_the_next_morning(manager, north):
    north.opens_at, north.closes_at, north.day_starts_hour = time(20), time(4), 5
    north.save()
    goal = a_goal(a_metric(), manager, team=north, cadence="daily")
    stands(goal, "1", expected="1")
    now = datetime(2025, 11, 21, 3, 59, tzinfo=UTC)
    lines = read_lines(Goal.objects.all(), manager, Organisation.objects.get(), now=now)
    (group,) = lines.ledger().groups
    assert (group.title, group.hint) == ("Today", "until 04:00")


def test_a_group_of_each_members_goals_says_how_far_its_days_are(manager, agent, north):
    goal = a_goal(a_metric(), manager, team=north, cadence="weekly", scope=Scope.MEMBERS)
    stands(goal, "1", expected="1", agent=agent)
    (group,) = ledger_for(manager).groups
    assert (group.title, group.hint) == ("This week", "13 of 20 working days done")


def test_who_has_too_few_figures_is_neither_on_pace_nor_off_it(
    manager, supervisor, agent, colleague, north
):
    metric = a_ratio("Happy customers, each")
    goal = a_goal(metric, manager, team=north, target="92", scope=Scope.MEMBERS)
    stands(goal, "10", "behind", weight="19", agent=agent)
    stands(goal, "96", "on_pace", weight="100", agent=colleague)
    row = the_row(supervisor)
    assert (row.now, row.now_hint, row.against) == ("1", "of 2 people", "all on pace")
    assert row.status == "on_pace"


@pytest.mark.parametrize(
    ("page", "explained"),
    [
        ("/metrics/talks/", "/metrics/talks/explain/?from=2025-10-22&until=2025-11-20"),
        (
            "/metrics/talks/?team=north",
            "/metrics/talks/explain/?team=north&from=2025-10-22&until=2025-11-20",
        ),
    ],
)
def test_a_figure_without_a_goal_leads_to_its_last_thirty_days(page, explained):
    assert _explain_url(page, None, date(2025, 11, 20)) == explained
