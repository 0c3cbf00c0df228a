"""Five mornings that are not the usual one: *Today* says the right thing on each."""

import re
from datetime import UTC, date, datetime, time, timedelta
from html import unescape

import pytest
from django.urls import reverse

from escalations.actions import cases
from goals.actions.goal_states import pause_goal
from goals.models import Progress
from teams.actions import create_person, create_team, join_team
from teams.actions.day import add_box
from teams.actions.memberships import end_membership
from teams.actions.teams import update_team
from teams.models import Role, User
from tests.cast import PASSWORD, SINCE
from tests.config.hundredfold import more_people, much, one_of_each
from tests.escalations.scene import sent
from tests.feedback.kudos_scene import put_in_long_ago
from tests.guards import kept
from tests.scene import NOW, a_goal, a_metric, a_ratio, a_source, computed, stands

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_reading_aggregation")]

TODAY = date(2025, 11, 20)
ZONES = ("Europe/London", "Australia/Adelaide", "America/New_York", "Asia/Kolkata")


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def read(client_of):
    """A function from a person to what stands on the sheet of their *Today*, without marks."""

    def text(person):
        page = client_of(person).get("/").content.decode()
        main = page.split("<main", 1)[1].split("</main>", 1)[0]
        main = re.sub(r"<svg.*?</svg>", "", main, flags=re.DOTALL)
        words = " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
        return re.sub(r" (?=[.,;:])", "", words)

    return text


# --- A manager with twelve teams in four zones ---------------------------------------------------


@pytest.fixture
def twelve(manager, north):
    """North and eleven more; each is behind with one goal, and on pace with another of this hour."""
    teams = [north]
    for place in range(1, 12):
        team = create_team(None, name=f"Team {place:02}", time_zone=ZONES[place % 4])
        join_team(None, manager, team, Role.MANAGER, SINCE)
        teams.append(team)
    helped, fast = a_metric("Talks"), a_ratio("Fast")
    for team in teams:
        stands(a_goal(helped, manager, team=team), "100", "behind", expected="2730")
        stands(
            a_goal(fast, manager, team=team, cadence="hourly", target="80"),
            "90",
            weight="100",
            starts_at=datetime(2025, 11, 20, 9, tzinfo=UTC),
            ends_at=datetime(2025, 11, 20, 9, 30, tzinfo=UTC),
        )
    computed()
    return teams


def test_with_twelve_teams_in_four_zones_the_wall_is_the_managers_own(read, twelve, manager):
    text = read(manager)
    assert "On pace for 12 of 24 goals." in text
    assert re.search(r"Talks in \S+( \d\d)? and 11 others need you today\.", text)
    assert "Thursday 20 November, 09:05." in text
    assert "Goals of your teams" in text
    # Four of twelve goals that are behind, each with its team; the rest is counted, not hidden.
    assert len(re.findall(r"(North|Team \d\d): 2,630 behind even pace\.", text)) == 4
    assert "8 more wait, and come up as these are done." in text
    assert "That's everything" not in text
    # Of four closing times it is the one on this manager's wall that ends the day.
    assert "Free until 17:00: 7 h 55." in text


def test_with_twelve_teams_one_goal_less_is_one_less_that_waits(read, twelve, manager):
    twelve_behind = read(manager)
    goal = manager.owned_goals.filter(team=twelve[5], cadence="monthly").get()
    Progress.objects.filter(goal=goal).update(status="on_pace")
    computed(version=2)
    assert "8 more wait" in twelve_behind
    assert "7 more wait" in read(manager)


# --- An agent on her first day -------------------------------------------------------------------


@pytest.fixture
def nia(manager, agent, north):
    """Joined North this morning. Its goals run; hers have no figure yet."""
    stands(a_goal(a_metric(), manager, team=north), "2800", expected="2730")
    each = a_goal(a_metric("Calls each"), manager, team=north, scope="members", target="100")
    stands(each, "33", "behind", expected="60", agent=agent)
    person = create_person(None, name="Nia Vale", username="nia", password=PASSWORD)
    join_team(None, person, north, Role.AGENT, TODAY)
    stands(each, "0", "no_data", expected="0", agent=person, n=0)
    computed()
    return person


def test_on_her_first_day_an_agent_is_neither_behind_nor_on_pace(read, nia):
    text = read(nia)
    assert "North is on pace for its one goal. Yours has no figures yet." in text
    assert "Priya leads North. Ask Priya for anything." in text
    assert "Behind" not in text
    assert "time left" not in text
    # Of Jin, whose goal is behind, there is nothing.
    assert "33" not in text.split()


def test_on_her_first_day_nobody_is_told_that_she_has_not_been_thanked(read, nia, manager):
    assert "Nia" not in read(manager).split("Needs you")[1]


# --- A supervisor on leave -----------------------------------------------------------------------


@pytest.fixture
def on_leave(supervisor, north):
    """Marcus is out of North from today, and in it again from 1 December: what the memberships know of leave."""
    end_membership(None, supervisor.memberships.get(), TODAY, "Leave")
    join_team(None, supervisor, north, Role.SUPERVISOR, date(2025, 12, 1))
    return User.objects.get(pk=supervisor.pk)


def test_a_supervisor_on_leave_hears_from_when_they_are_back(read, on_leave, manager, north):
    stands(a_goal(a_metric(), on_leave, team=north), "100", "behind", expected="2730")
    text = read(on_leave)
    assert "Enjoy your time away, Marcus. You are back in North from Mon 1 Dec." in text
    assert "First-contact" not in text
    assert "Needs you" not in text
    assert "put you in one" not in text
    # Whoever is there has what is theirs.
    assert "First-contact resolutions need you today" in read(manager)


def test_a_supervisor_who_is_back_has_today_again(read, on_leave, time_machine, client_of):
    time_machine.move_to(datetime(2025, 12, 1, 9, 5, tzinfo=UTC), tick=False)
    back = User.objects.get(pk=on_leave.pk)
    assert "Needs you" in read(back)


# --- A team without figures since yesterday ------------------------------------------------------


@pytest.fixture
def silent(manager, supervisor, north):
    """Zendesk's last figures came at six yesterday: today's goal has none, the month's still stands."""
    stands(a_goal(a_metric(), supervisor, team=north), "2800", expected="2730")
    daily = a_goal(a_ratio("Fast"), supervisor, team=north, cadence="daily", target="80")
    stands(daily, "0", "no_data", weight="0", n=0)
    a_source("Zendesk", datetime(2025, 11, 19, 18, 0, tzinfo=UTC))
    computed()


def test_a_team_without_figures_since_yesterday_hears_that_and_not_that_it_is_early(
    read, silent, supervisor, agent
):
    text = read(supervisor)
    assert "On pace for one goal. One more has no figures yet." in text
    assert "Figures arrived at 18:00 yesterday." in text
    assert "too early" not in text.split("Needs you")[0].lower()
    assert "North is on pace for one goal; one more has no figures yet." in read(agent)


def test_when_a_whole_day_is_missing_whoever_can_bring_figures_in_is_asked(
    read, silent, manager, supervisor, administrator, time_machine
):
    time_machine.move_to(datetime(2025, 11, 21, 9, 5, tzinfo=UTC), tick=False)
    for person in (manager, supervisor, administrator):
        assert "Zendesk has not sent figures since 18:00 on Wed 19 Nov." in read(person)
    assert "Zendesk has gone quiet" in read(manager)
    assert "Zendesk has gone quiet" in read(administrator)
    assert "Zendesk has gone quiet" not in read(supervisor)


# --- An empty installation -----------------------------------------------------------------------


def test_in_an_empty_installation_each_role_hears_what_comes_first(
    read, manager, supervisor, agent, administrator
):
    text = read(administrator)
    assert "No figures have come in yet. Here is what gets you going." in text
    assert "First steps" in text
    for person in (manager, supervisor):
        text = read(person)
        assert "A goal needs a number you already collect." in text
        assert "Start with one, agree it at tomorrow's huddle." in text
        assert "North has no goals yet" in text
        assert "That's everything for today." in text
    text = read(agent)
    assert "North has no goals yet." in text
    assert "No goals for the team yet. They show here once they are agreed." in text


def test_in_an_empty_installation_somebody_in_no_team_is_welcome(read, administrator):
    person = create_person(None, name="Nia Vale", username="nia", password=PASSWORD)
    text = read(person)
    assert "Welcome, Nia." in text
    assert "You are not in a team yet. Ada Brandt can put you in one" in text


def test_somebody_who_comes_on_monday_hears_so(read, north):
    person = create_person(None, name="Nia Vale", username="nia", password=PASSWORD)
    join_team(None, person, north, Role.AGENT, date(2025, 11, 24))
    assert "Welcome, Nia. You are in North from Mon 24 Nov." in read(person)


# --- A team whose goals are paused ---------------------------------------------------------------


def test_where_all_goals_are_paused_nobody_hears_that_there_are_none(
    read, manager, supervisor, agent, north
):
    goal = a_goal(a_metric(), supervisor, team=north)
    stands(goal, "100", "behind", expected="2730")
    pause_goal(manager, goal, reason="The depot moves.", now=NOW)
    computed()
    for leader in (manager, supervisor):
        text = read(leader)
        assert "Your goal is paused." in text
        assert "First-contact resolutions" in text
        assert "No goals yet" not in text
        assert "North has no goals yet" not in text
        assert "behind even pace" not in text
    text = read(agent)
    assert "North has paused its goal." in text
    assert "No goals for the team yet" not in text


def test_a_goal_that_is_paused_beside_others_is_not_counted(read, manager, supervisor, north):
    stands(a_goal(a_ratio("Fast"), supervisor, team=north, target="80"), "90", weight="100")
    paused = a_goal(a_metric(), supervisor, team=north)
    stands(paused, "100", "behind", expected="2730")
    pause_goal(manager, paused, now=NOW)
    computed()
    text = read(supervisor)
    assert "On pace for your one goal." in text
    assert "First-contact" not in text


# --- Before the huddle, and after it -------------------------------------------------------------


def test_before_the_huddle_is_said_only_while_one_is_ahead(
    read, manager, supervisor, north, time_machine
):
    stands(a_goal(a_metric(), supervisor, team=north), "2800", expected="2730")
    computed()
    lead = "On pace for your one goal."
    # Nobody has said when North meets.
    assert f"{lead} Nothing needs you right now." in read(supervisor)
    update_team(manager, north, huddle_at=time(9, 30))
    assert f"{lead} Nothing needs you before the huddle." in read(supervisor)
    time_machine.move_to(NOW + timedelta(hours=2), tick=False)
    assert f"{lead} Nothing needs you right now." in read(supervisor)


# --- The day, on *Today* -------------------------------------------------------------------------


def test_the_day_says_when_a_promise_comes_due_in_time_that_was_set_aside(
    read, client_of, manager, agent, north
):
    case = cases.claim(manager, sent(agent, now=NOW, due=70, need="call_back"), now=NOW)
    add_box(manager, title="Walk the floor", at=time(10), minutes=30, clock=north.clock, now=NOW)
    text = read(manager)
    day = text.split("Your day")[1]
    assert "10:00 to 10:30 Walk the floor" in day
    assert f"by 10:15 {case.about} Comes due during “Walk the floor”." in day
    assert "Free until 10:00 and from 10:30 to 17:00: 7 h 25 in all." in day
    assert (
        reverse("escalations:case", args=[case.pk]) in client_of(manager).get("/").content.decode()
    )


# --- However much there is -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("morning", "role"),
    [
        ("twelve", "manager"),
        ("nia", "nia"),
        ("on_leave", "on_leave"),
        ("silent", "supervisor"),
        ("silent", "agent"),
    ],
)
def test_each_of_these_mornings_takes_as_many_statements_with_a_hundred_times_the_data(
    request, client_of, statements, manager, agent, administrator, north, morning, role
):
    request.getfixturevalue(morning)
    one_of_each(manager, agent, north)
    put_in_long_ago()
    client = client_of(request.getfixturevalue(role))
    assert statements(client, "/") == kept("home", f"{role}, {morning}")
    much(manager, north)
    assert statements(client, "/") == kept("home", f"{role}, {morning}")


@pytest.mark.parametrize("role", ["administrator", "manager", "supervisor", "agent"])
def test_an_empty_installation_takes_as_many_statements_with_a_hundred_people_in_twelve_teams(
    request, client_of, statements, manager, supervisor, agent, administrator, north, role
):
    put_in_long_ago()
    client = client_of(request.getfixturevalue(role))
    assert statements(client, "/") == kept("home", f"{role}, empty")
    more_people(manager, north)
    assert statements(client, "/") == kept("home", f"{role}, empty")
