"""The report: what it counts, what it hides, and from whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feedback.actions.kudos_answers import hide
from feedback.actions.staying import say_why
from feedback.queries.staying.report import Report, report_of
from feedback.queries.staying.tables import tables_of
from teams.actions import create_team, join_team, move_agent, welcome_back
from teams.models import Organisation, Role, Team, User
from tests.cast import SINCE
from tests.feedback.kudos_scene import thanks
from tests.feedback.staying_scene import NOW, ago, gone, people_of, someone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def known(deactivated):
    """Leaving is counted since Lena left in March 2024."""
    return deactivated


def told(viewer: User, slug: str = "", now: datetime = NOW) -> Report:
    clock = Organisation.objects.get().clock
    return report_of(viewer, slug=slug, clock=clock, now=now)


def test_turnover_is_leavers_through_people_day_by_day(manager, north, known):
    people_of(north, 8)
    gone("Half Year", north, ago(182))
    gone("Long Ago", north, ago(365))
    report = told(manager)
    group = report.chosen
    assert group.name == "North"
    assert (report.first, group.days) == (ago(364), 365)
    # Nine all year (with the manager), and one for the 182 days until they left.
    assert group.average == pytest.approx(9 + 182 / 365)
    assert group.left == 1
    assert group.rate == pytest.approx(100 / group.average)
    assert report.sentence == (
        "1 left in the last 12 months, 1 in the 12 before. "
        "Inside the usual 0 to 2 a month: nothing to explain."
    )


def test_a_move_is_no_leaving_and_whoever_came_back_has_not_left(
    manager, administrator, north, south, known
):
    people = people_of(north, 8)
    move_agent(None, people[0], south, ago(20))
    back = gone("Back Again", north, ago(100))
    join_team(None, welcome_back(administrator, back), north, Role.AGENT, ago(50))
    assert told(manager).chosen.left == 0
    assert told(administrator).chosen.left == 0


def test_months_and_what_is_usual(manager, north, known):
    people_of(north, 20)
    for month in range(1, 11, 2):
        gone(f"Month {month}", north, datetime(2026, month, 15, tzinfo=UTC).date())
    found = told(manager).chosen
    assert [line.left for line in found.months[-10:]] == [1, 0, 1, 0, 1, 0, 1, 0, 1, 0]
    assert found.usual == "Inside the usual 0 to 3 a month: nothing to explain."
    for number in range(9):
        gone(f"October {number}", north, datetime(2026, 10, 10, tzinfo=UTC).date())
    assert told(manager).chosen.usual == "More than the usual 0 to 3 in October."
    assert told(manager).sentence == (
        "14 left in the last 12 months, 0 in the 12 before. "
        "That is more than chance explains: ask why."
    )
    then = NOW + timedelta(days=31)
    assert told(manager, now=then).chosen.usual == (
        "More than the usual 0 to 3 in October, and inside it since."
    )


def test_the_chart_has_the_months_of_the_figures(manager, north, known):
    """The month that runs among them, so that what left in these days stands in its columns."""
    people_of(north, 20)
    gone("This Month", north, ago(5))
    gone("A Year Ago", north, datetime(2025, 12, 1, tzinfo=UTC).date())
    group = told(manager).chosen
    assert group.drawn == "Dec 2025 to Nov 2026"
    assert [column.label for column in group.columns.columns] == list("DJFMAMJJASON")
    assert [line.left for line in group.shown] == [1, *[0] * 10, 1]
    assert (group.shown[-1].name, group.shown[-1].runs) == ("November so far", True)
    assert sum(line.left for line in group.shown) == group.left
    table = tables_of(told(manager))[1]
    assert [row[0].text for row in table.rows][:2] == ["November so far", "October"]
    assert group.columns.pace_label == f"{group.usual_top:.0f} at most"


def test_without_a_past_nothing_is_said_to_be_usual(manager, north):
    """Of the time before anybody had a login here only those are known who stayed."""
    people_of(north, 8)
    report = told(manager)
    assert report.chosen.rate is None
    assert report.sentence == "Nobody left in 1 days: too early to say what is usual."
    assert report.chosen.months == ()


def test_tenure_begins_with_the_first_team(manager, north, south, known):
    people_of(north, 6)
    new, mover = someone("New One", north, ago(10)), someone("Mo Ver", south, ago(500))
    move_agent(None, mover, north, ago(5))
    assert new.pk
    assert told(manager).chosen.bands == (1, 0, 1, 0, 7)
    assert told(manager).chosen.median == "6.9 years"


def test_thanks_that_count_are_those_one_may_read(manager, supervisor, agent, north, known):
    people_of(north, 6)
    thanks(supervisor, agent, visibility="private")
    assert told(manager).chosen.thanked == 0
    assert told(supervisor).chosen.thanked == 0
    thanks(manager, agent, visibility="team")
    thanks(manager, supervisor, visibility="public", now=NOW - timedelta(days=31))
    group = told(supervisor).chosen
    assert (group.thanked, group.gave, group.now) == (1, 1, 9)
    assert group.thanked_share == "11%"


def test_thanks_are_counted_alike_for_all_who_look(
    manager, administrator, supervisor, agent, north, known
):
    """What only the team may read counts for an administrator too; what is kept from all counts for nobody."""
    new = people_of(north, 6)[0]
    thanks(manager, agent, visibility="team")
    hide(new, thanks(agent, new, visibility="team"), now=NOW)
    private = thanks(agent, supervisor, visibility="private")
    assert private.pk
    groups = [told(viewer, "north").chosen for viewer in (manager, administrator, supervisor)]
    assert [(one.thanked, one.gave, one.now) for one in groups] == [(1, 1, 9)] * 3


def test_who_was_thanked_at_least_once_month_by_month(
    manager, administrator, supervisor, agent, north, known
):
    """By the organisation's months, of the people at each month's end; private and hidden ones count for nobody."""
    people = people_of(north, 6)
    london = timedelta(hours=1)
    midnight = datetime(2026, 9, 30, 23, tzinfo=UTC)
    thanks(manager, people[0], people[1], visibility="team", now=midnight - timedelta(minutes=1))
    for _ in range(2):
        thanks(supervisor, people[0], visibility="public", now=midnight + london)
    thanks(supervisor, people[2], visibility="private", now=midnight + london)
    hide(people[3], thanks(agent, people[3], visibility="team", now=midnight + london), now=NOW)
    someone("Came Late", north, ago(5))
    for viewer in (manager, administrator, supervisor):
        months = told(viewer, "north").chosen.thanked_months
        lines = {line.name: line.text for line in months.shown}
        assert list(lines)[-3:] == ["September", "October", "November so far"]
        assert lines["September"] == "22%, 2 of 9"
        assert lines["October"] == "11%, 1 of 9"
        assert lines["November so far"] == "0%, 0 of 10"
        assert len(months.shown) == 12
    assert "the usual 0 to 11% a month" in told(manager).chosen.thanked_months.usual


def test_case_03_a_month_of_fewer_than_five_is_not_told(manager, north, known):
    """A group that has five by now, on average, had fewer then."""
    people_of(north, 9, ago(250))
    months = told(manager).chosen.thanked_months
    few = [line for line in months.shown if line.people < 5]
    assert few
    assert all(line.share is None for line in few)
    assert months.usual == "Twelve months show what is usual."
    table = next(one for one in tables_of(told(manager)) if one.caption == "Thanked at least once")
    assert table.rows[-1][-1].text == "Fewer than five people"
    assert table.rows[-1][2].text == ""


# --- What is hidden ------------------------------------------------------------------------------


def test_case_03_under_five_nothing_is_told(manager, north, known):
    people_of(north, 3)
    report = told(manager)
    assert report.chosen is None
    assert tables_of(report) == ()
    assert "Fewer than five" in report.sentence
    assert report.leaders == () or all(line.hidden for line in report.leaders)
    # A fifth person who came yesterday makes no average of five.
    someone("Fifth One", north, ago(1))
    assert told(manager).chosen is None


def test_case_03_small_teams_are_told_together_and_never_by_difference(
    administrator, organisation, known, north
):
    for name, number in (("East", 6), ("West", 3), ("Up", 9)):
        people_of(create_team(None, name=name, time_zone="Europe/London"), number)
    names = [group.name for group in told(administrator).groups]
    # West has three: the smallest that has more goes with it.
    assert names == ["Everybody", "Up", "East and West"]
    leads_both = someone("Lee Der", north)
    for name in ("East", "Up"):
        join_team(None, leads_both, Team.objects.get(name=name), Role.SUPERVISOR, ago(400))
    # East's leader does not lead West, so of East they are told nothing.
    assert [group.name for group in told(leads_both).groups] == ["Up"]
    assert told(leads_both, "east").chosen.name == "Up"


def test_what_is_told_of_a_team_is_told_alike(manager, administrator, supervisor, north, known):
    people_of(north, 9)
    gone("Half Year", north, ago(182))
    groups = [told(viewer, "north").chosen for viewer in (manager, administrator, supervisor)]
    assert {(one.average, one.left, one.rate, one.months, one.bands) for one in groups} == {
        (groups[0].average, 1, groups[0].rate, groups[0].months, groups[0].bands)
    }


# --- Reasons -------------------------------------------------------------------------------------


def test_those_who_may_read_reasons_see_them_counted(manager, administrator, north, known):
    people_of(north, 8)
    for number, theme in enumerate(("pay", "pay", "hours", "unknown")):
        person = gone(f"Left {number}", north, ago(20 + number))
        say_why(manager, person, theme=theme, words="", now=NOW)
    gone("Left Unsaid", north, ago(5))
    for viewer in (manager, administrator):
        reasons = told(viewer).reasons
        assert reasons.themes == (("pay", 2), ("hours", 1), ("unknown", 1))
        assert (reasons.number, reasons.missing) == (4, 1)


def test_case_03_a_supervisor_learns_of_reasons_five_or_more_together(
    manager, supervisor, north, time_machine, known
):
    people_of(north, 8)
    spring = datetime(2026, 5, 10, 9, tzinfo=UTC)
    time_machine.move_to(spring, tick=False)
    for number in range(4):
        person = gone(f"Left {number}", north, (spring - timedelta(days=number + 1)).date())
        say_why(manager, person, theme="pay", words="", now=spring)
    time_machine.move_to(NOW, tick=False)
    assert told(supervisor).reasons is None
    assert told(supervisor).told_together is None
    late = gone("Left Late", north, spring.date())
    say_why(manager, late, theme="leadership", words="", now=NOW)
    assert told(supervisor).told_together is None
    time_machine.move_to(spring, tick=False)
    fifth = gone("Left Fifth", north, spring.date())
    say_why(manager, fifth, theme="hours", words="", now=spring)
    time_machine.move_to(NOW, tick=False)
    together = told(supervisor).told_together
    assert together.themes == (("pay", 4), ("hours", 1))
    assert together.span == "Apr to Jun"
    # Not while its quarter may still change.
    assert told(supervisor, now=datetime(2026, 7, 30, 9, tzinfo=UTC)).told_together is None
    assert told(manager).told_together is None


# --- Leaders -------------------------------------------------------------------------------------


def test_leaders_stand_by_name_with_the_days_they_led(manager, north, known):
    people_of(north, 10)
    someone("Zoe Long", north, role=Role.SUPERVISOR)
    someone("Ann New", north, ago(30), Role.SUPERVISOR)
    mid = someone("Max Mid", north, ago(100), Role.SUPERVISOR)
    gone("Before Max", north, ago(200))
    gone("Under Max", north, ago(50))
    lines = {line.name: line for line in told(manager).leaders}
    assert list(lines) == ["Ann New", "Max Mid", "Priya Nair", "Zoe Long"]
    assert lines["Ann New"].hidden == "Leads for 31 days: too early to say."
    assert (lines["Max Mid"].left, lines["Zoe Long"].left) == (1, 2)
    assert (lines["Max Mid"].days, lines["Zoe Long"].days) == (101, 365)
    assert lines["Max Mid"].teams == "North"
    assert (lines["Max Mid"].since, lines["Zoe Long"].since) == (ago(100), SINCE)
    assert mid.pk


def test_beside_a_leaders_name_no_rate_stands_of_few_or_of_part_of_a_year(manager, north, known):
    people_of(north, 10)
    someone("Zoe Long", north, role=Role.SUPERVISOR)
    someone("Max Mid", north, ago(100), Role.SUPERVISOR)

    def rates() -> dict[str, str]:
        report = told(manager)
        table = next(one for one in tables_of(report) if one.caption == "Leader by leader")
        assert table.headings[2:] == ("Led since", "People on average", "Left", "Turnover a year")
        return {row[0].text: row[-1].text for row in table.rows}

    for number in range(4):
        gone(f"Left {number}", north, ago(50 + number))
    assert set(rates().values()) == {"Too few to say"}
    gone("Left Last", north, ago(40))
    assert rates()["Max Mid"] == "Too few to say", "five, but in a hundred days"
    assert rates()["Zoe Long"].endswith("%")


def test_only_those_who_look_after_leaders_see_them(
    manager, supervisor, administrator, north, known
):
    people_of(north, 8)
    assert told(supervisor).leaders == ()
    assert [line.name for line in told(manager).leaders] == ["Marcus Webb", "Priya Nair"]
    assert [line.name for line in told(administrator).leaders] == ["Marcus Webb", "Priya Nair"]
