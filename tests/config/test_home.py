"""*Today*, the company and the team page: each role's own, and nobody else's."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from http import HTTPStatus

import pytest
from django.conf import settings
from django.urls import reverse

from goals.actions.goals import create_goal
from goals.models import Goal, Import, Job, Metric, Progress, Scope
from teams.actions import join_team
from teams.actions.teams import add_closure
from teams.models import AuditEntry, Role, User
from tests import scene
from tests.cast import SINCE
from tests.scene import NOW, a_goal, a_metric, a_ratio, a_source, computed, stands

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_reading_aggregation")]


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def read(client_of):
    """A function from a person and an address to the text of the page."""

    def text(person, path="/"):
        response = client_of(person).get(path)
        assert response.status_code == HTTPStatus.OK
        return " ".join(response.content.decode().split())

    return text


@pytest.fixture
def november(manager, supervisor, north):
    """North in November: one goal behind, one on pace."""
    behind = a_goal(a_metric("First-contact resolutions"), supervisor, team=north)
    stands(behind, "2588", "behind", expected="2730")
    happy = a_goal(a_ratio("Happy customers"), manager, team=north, target="92")
    stands(happy, "926", weight="1000")
    a_source("Zendesk", datetime(2025, 11, 20, 8, 30, tzinfo=UTC))
    computed()
    return behind


# --- Leaders -------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["manager", "supervisor"])
def test_who_leads_reads_the_sentence_the_list_and_what_needs_them(request, read, november, role):
    text = read(request.getfixturevalue(role))
    assert "On pace for 1 of 2 goals." in text
    assert "First-contact resolutions need you today: " in text
    assert "Thursday 20 November, 09:05." in text
    assert "Figures arrived at 08:30." in text
    assert "North goals" in text
    assert "142 behind even pace. 231 a day gets us there." in text
    assert f'href="/goals/{november.pk}/"' in text
    assert "That&#x27;s everything for today." in text


def test_the_list_ends_with_the_hour_where_a_goal_of_the_hour_runs(read, november, manager, north):
    hourly = a_goal(a_ratio("Fast"), manager, team=north, cadence="hourly", target="80")
    stands(
        hourly,
        "90",
        weight="100",
        starts_at=datetime(2025, 11, 20, 9, tzinfo=UTC),
        ends_at=datetime(2025, 11, 20, 10, tzinfo=UTC),
    )
    assert "That&#x27;s everything until 10:00." in read(manager)


def test_at_most_four_things_need_a_leader(read, manager, north):
    for place in range(6):
        goal = a_goal(a_metric(f"Metric {place}"), manager, team=north)
        stands(goal, "100", "behind", expected="2730")
    text = read(manager)
    assert text.count('class="todo"') == 4
    assert "4 things" in text


def test_other_things_are_not_crowded_out_by_goals(read, manager, north, november):
    for place in range(4):
        goal = a_goal(a_metric(f"Metric {place}"), manager, team=north)
        stands(goal, "100", "behind", expected="2730")
    Import.objects.create(
        created_by=manager,
        created_at=NOW,
        done_at=NOW,
        state=Import.State.DONE,
        file_name="calls.csv",
        digest="0" * 64,
        rows=412,
        rejected_count=6,
    )
    over = a_goal(
        a_metric("Old"), manager, team=north, starts_on=date(2025, 9, 1), ends_on=date(2025, 10, 31)
    )
    stands(over, "4050", "missed", first=date(2025, 10, 1), last=date(2025, 10, 31))
    text = read(manager)
    assert "6 of 412 rows need you" in text
    assert reverse("goals:import_done", args=[Import.objects.get().pk]) in text
    assert "Old is over" in text
    assert "It ended on Fri 31 Oct at 4,050, of 4,200." in text


def test_an_import_that_a_whole_one_followed_is_no_matter_any_more(read, manager):
    for hours, rejected in ((5, 6), (1, 0)):
        Import.objects.create(
            created_by=manager,
            created_at=NOW,
            done_at=NOW - timedelta(hours=hours),
            state=Import.State.DONE,
            file_name="calls.csv",
            digest="0" * 64,
            rows=412,
            rejected_count=rejected,
        )
    assert "rows need you" not in read(manager)


def test_a_late_source_is_told_to_those_who_can_bring_figures_in(read, manager, supervisor):
    a_source("Zendesk", datetime(2025, 11, 18, 18, 0, tzinfo=UTC))
    text = read(manager)
    assert "Zendesk has gone quiet" in text
    assert "Zendesk has not sent figures since 18:00 on Tue 18 Nov." in text
    assert "Zendesk has gone quiet" not in read(supervisor)


def test_a_leader_without_goals_is_shown_how_to_begin(read, manager):
    text = read(manager)
    assert "A goal needs a number you already collect." in text
    assert "North has no goals yet" in text
    assert f"{reverse('goals:new')}?whose=team:north" in text


def test_goals_whose_last_day_is_over_are_shown_and_no_first_morning(
    read, manager, agent, north, november
):
    once = {"cadence": "once", "starts_on": date(2025, 10, 1), "ends_on": date(2025, 10, 31)}
    Goal.objects.update(**once)
    Progress.objects.update(
        first_day=date(2025, 10, 1), last_day=date(2025, 10, 31), final=True, status="missed"
    )
    computed()
    text = read(manager)
    assert "Your 2 goals are over." in text
    assert "needs a number you already collect" not in text
    assert "First-contact resolutions" in text
    assert "North has reached the last day of its goals." in read(agent)


def test_goals_of_several_teams_say_whose_they_are(read, manager, north, south, november):
    join_team(None, manager, south, Role.MANAGER, SINCE)
    stands(a_goal(a_metric("Talks"), manager, team=south), "100", "behind", expected="2730")
    text = read(manager)
    assert "Goals of your teams" in text
    assert "Talks in South and First-contact resolutions in North need you today." in text
    assert "South. Owner Priya" in text
    assert "South: 2,630 behind even pace." in text


def test_personal_goals_stay_off_the_leaders_list(read, manager, agent, north):
    goal = a_goal(a_metric("Confirm"), manager, team=north, scope=Scope.AGENT, agent=agent)
    stands(goal, "12", "behind", expected="20", agent=agent)
    assert "Confirm" not in read(manager)


# --- Agents --------------------------------------------------------------------------------------


def test_an_agent_reads_company_team_and_self_in_that_order(read, november, manager, agent, north):
    scene.daily(a_metric("Customers helped"), [("1500", "0")] * 5)
    own = a_goal(a_metric("Calls each"), manager, team=north, scope=Scope.MEMBERS, target="100")
    stands(own, "33", "behind", expected="60", agent=agent)
    text = read(agent)
    assert "North is on pace for 1 of 2 goals." in text
    assert "Yours has time left." in text
    places = [
        text.index(words) for words in ("Whole company</h2>", "North goals</h2>", "Yours</h2>")
    ]
    assert places == sorted(places)
    assert "10 a day gets you there." in text
    assert "Marcus and Priya lead North. Ask them for anything." in text


def test_an_agent_never_sees_what_a_colleague_did(read, manager, agent, colleague, north):
    goal = a_goal(a_metric("Calls each"), manager, team=north, scope=Scope.MEMBERS, target="100")
    stands(goal, "33", expected="30", agent=agent)
    stands(goal, "7771", expected="30", agent=colleague)
    personal = a_goal(
        a_metric("Secret wish"), manager, team=north, scope=Scope.AGENT, agent=colleague
    )
    stands(personal, "8882", "behind", expected="30", agent=colleague)
    for path in ("/", "/goals/", "/company/", "/teams/north/"):
        text = read(agent, path)
        assert "7,771" not in text
        assert "8,882" not in text
        assert "Secret wish" not in text
    assert "33" in re.sub(r"<[^>]+>", " ", read(agent)).split()
    assert "7,771" in read(colleague)


def test_an_agent_without_own_goals_is_wished_well(read, november, agent):
    text = read(agent)
    assert "No goals of your own at the moment." in text
    assert "Have a good shift." in text


# --- Administrators ------------------------------------------------------------------------------


def test_an_administrator_reads_whether_the_data_is_sound(read, november, administrator, agent):
    User.objects.create_user(username="nia", name="Nia Vale")
    text = read(administrator)
    assert "The data is sound." in text
    assert "Goals worked out at 09:05." in text
    assert "1 person is in no team" in text
    assert "Nia Vale" in text
    assert "2 metrics have no figures" in text
    assert text.index("Add a person</a>") < text.index("Sources</h2>")


def test_an_administrator_sees_the_whole_first(read, november, administrator):
    scene.daily(a_metric("Customers helped"), [("1500", "0")] * 5)
    text = read(administrator)
    assert text.index("Whole company</h2>") < text.index("Sources</h2>")


def test_a_job_that_was_parked_can_be_let_go(read, client_of, administrator):
    job = Job.objects.create(
        kind=Job.Kind.DAY,
        key="1",
        parked_at=NOW,
        attempts=5,
        last_error="ValueError: too odd\nmore",
    )
    text = read(administrator)
    assert "Stopped: Closing a day" in text
    assert "ValueError: too odd" in text
    assert "more" not in text.split("too odd")[1][:8]
    client = client_of(administrator)
    response = client.post(reverse("job_release", args=[job.pk]), follow=True)
    assert "It tries again within a minute." in response.content.decode()
    job.refresh_from_db()
    assert (job.parked_at, job.attempts, job.due_at) == (None, 0, NOW)
    assert AuditEntry.objects.filter(verb="released", object_id=job.pk).count() == 1
    assert "Stopped:" not in read(administrator)
    # A second click finds nothing to do, and writes nothing.
    again = client.post(reverse("job_release", args=[job.pk]), follow=True)
    assert "at work again already" in again.content.decode()
    assert AuditEntry.objects.filter(verb="released").count() == 1


def test_only_an_administrator_lets_a_job_go(client_of, manager):
    job = Job.objects.create(kind=Job.Kind.DAY, key="1", parked_at=NOW, attempts=5)
    address = reverse("job_release", args=[job.pk])
    assert client_of(manager).post(address).status_code == HTTPStatus.NOT_FOUND
    job.refresh_from_db()
    assert job.parked_at == NOW


def test_a_worker_that_went_silent_is_noticed(read, administrator, time_machine):
    computed()
    assert "Nothing is being worked out" not in read(administrator)
    from goals.models import EngineState

    EngineState.objects.update(swept_at=NOW - timedelta(minutes=16))
    time_machine.move_to(NOW + timedelta(minutes=1), tick=False)
    text = read(administrator)
    assert "Nothing is being worked out" in text
    assert "The worker was last seen at 08:49." in text


def test_an_empty_installation_says_what_to_do_first(read, administrator):
    text = read(administrator)
    assert "No figures have come in yet." in text
    assert "First steps" in text
    for name in ("teams:team_new", "teams:person_new", "goals:metric_new", "goals:import_new"):
        assert f'href="{reverse(name)}"' in text
    # One thing is asked for, and that is the first that is not done.
    assert re.findall(r'btn--primary" href="([^"]+)">([^<]+)', text) == [
        (reverse("teams:team_new"), "Add a team")
    ]
    assert f'href="{reverse("setup")}"' in text


def test_a_database_with_nobody_but_its_first_administrator(read, db):
    root = User.objects.create_superuser("root", "Ro Otis")
    text = read(root)
    assert "First steps" in text
    assert reverse("teams:organisation") in text
    assert read(root, "/company/")
    assert read(root, "/goals/")


def test_an_import_is_counted_in_rows_as_on_its_own_page(read, administrator):
    rows = {"rows": 84, "rows_new": 80, "rejected_count": 4, "created": 320, "digest": "0" * 64}
    done = Import.objects.create(
        created_at=NOW, done_at=NOW, state=Import.State.DONE, file_name="calls.csv", **rows
    )
    assert "84 rows: 80 new, 4 left out." in read(administrator)
    assert "84 rows: 80 new, 4 left out." in read(
        administrator, reverse("goals:import_done", args=[done.pk])
    )
    Import.objects.update(state=Import.State.UNDONE, undone_at=NOW)
    assert ">Undone<" in read(administrator)


def test_first_steps_go_when_all_are_done(read, november, administrator, agent):
    assert "First steps" not in read(administrator)


# --- Nobody yet ----------------------------------------------------------------------------------


def test_somebody_without_a_team_learns_who_can_help(read, administrator):
    person = User.objects.create_user(username="nia", name="Nia Vale")
    text = read(person)
    assert "Welcome, Nia." in text
    assert "Ada Brandt can put you in one" in text


def test_a_stranger_is_led_to_the_sign_in(client, db):
    assert client.get("/")["Location"] == "/login/?next=/"


# --- Company, team, list -------------------------------------------------------------------------


def test_the_company_page_is_for_everybody(read, agent, stranger, manager):
    goal = a_goal(a_ratio("Happy customers"), manager, target="92")
    stands(goal, "914", "watch", weight="1000")
    for person in (agent, stranger):
        text = read(person, "/company/")
        assert "Not on pace yet for our one goal." in text
        assert "Happy customers need us all." in text
        assert "91.4%" in text
        assert "New company goal" not in text
    assert "New company goal" in read(manager, "/company/")


def test_a_team_page_shows_goals_calendar_and_people_in_name_order(
    read, november, manager, agent, colleague, north
):
    add_closure(manager, north, day=date(2025, 12, 24), name="Christmas Eve")
    ended = stands(
        november, "4310", "met", expected="4200", first=date(2025, 10, 1), last=date(2025, 10, 31),
        final=True,
    )  # fmt: skip
    assert ended.final
    text = read(agent, "/teams/north/")
    assert "Open now, until 17:00." in text
    assert "Mon to Fri" in text
    assert "Christmas Eve, Wed 24 Dec" in text
    assert "4,310 of 4,200" in text
    listed = text.split("in name order")[1]
    people = [listed.index(f"<b>{name}</b>") for name in ("Dele Adeyemi", "Jin Park", "Priya Nair")]
    assert people == sorted(people)
    assert reverse("teams:team_edit", args=["north"]) not in text
    assert reverse("teams:team_edit", args=["north"]) in read(manager, "/teams/north/")


@pytest.mark.parametrize("role", ["other_supervisor", "stranger"])
def test_another_teams_page_is_not_there(request, client_of, north, role):
    person = request.getfixturevalue(role)
    assert client_of(person).get("/teams/north/").status_code == HTTPStatus.NOT_FOUND


def test_the_night_between_two_shifts(read, time_machine, manager):
    time_machine.move_to(datetime(2025, 11, 21, 19, 0, tzinfo=UTC), tick=False)
    assert "Closed now. Opens Mon 24 Nov at 09:00." in read(manager, "/teams/north/")


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("", ["Behind one", "Good one", "Daily one"], []),
        ("?status=off", ["Behind one"], ["Good one", "Daily one"]),
        ("?status=on", ["Good one"], ["Behind one"]),
        ("?horizon=day", ["Daily one"], ["Behind one", "Good one"]),
        ("?horizon=month&mine=on", ["Good one"], ["Behind one"]),
        ("?team=north", ["Behind one"], ["Whole one"]),
        ("?team=company", ["Whole one"], ["Behind one"]),
        ("?status=paused", ["Resting one"], ["Good one"]),
        ("?status=archived", ["Away one"], ["Good one"]),
        ("?status=open", ["Daily one"], ["Good one"]),
    ],
)
def test_the_list_is_narrowed(read, manager, supervisor, north, query, shown, hidden):
    metric = a_metric()
    stands(a_goal(metric, supervisor, team=north, name="Behind one"), "1", "behind", expected="9")
    stands(a_goal(metric, manager, team=north, name="Good one"), "10", expected="9")
    a_goal(metric, supervisor, team=north, name="Daily one", cadence="daily")
    stands(a_goal(metric, supervisor, name="Whole one"), "10", expected="9")
    a_goal(metric, supervisor, team=north, name="Resting one", state="paused")
    a_goal(metric, supervisor, team=north, name="Away one", state="archived")
    text = read(manager, f"/goals/{query}")
    for name in shown:
        assert name in text
    for name in hidden:
        assert name not in text


def test_where_nothing_matches_the_filter_is_repeated(read, manager, north):
    a_goal(a_metric(), manager, team=north)
    text = read(manager, "/goals/?horizon=year&status=off")
    assert "No goals match “Year, Off pace”." in text
    assert "Show the one there is" in text


def test_a_filter_that_makes_no_sense_says_so_and_shows_the_rest(read, manager, north):
    a_goal(a_metric("Steady"), manager, team=north)
    text = read(manager, "/goals/?horizon=decade&team=atlantis&page=-4")
    assert "Select a valid choice" in text
    assert "Steady" in text


def test_the_list_has_pages(read, manager, north):
    metric = a_metric()
    for place in range(53):
        a_goal(metric, manager, team=north, name=f"Goal {place:03}")
    first, second = read(manager, "/goals/"), read(manager, "/goals/?page=2")
    assert "1 to 50 of 53" in first
    assert "Goal 049" in first
    assert "Goal 050" not in first
    assert "51 to 53 of 53" in second
    assert "Goal 052" in second
    assert "51 to 53 of 53" in read(manager, "/goals/?page=99")


def test_an_agent_with_an_empty_list_is_told_who_sets_goals(read, agent):
    assert "Your supervisor or manager sets the first one." in read(agent, "/goals/")


def test_names_are_written_as_text(read, manager, north):
    a_goal(a_metric(), manager, team=north, name="<script>alert(1)</script>")
    for path in ("/", "/goals/", "/teams/north/"):
        text = read(manager, path)
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


# --- Unchanged -----------------------------------------------------------------------------------


def again(client, path="/"):
    """The status of a visit, then of the next one with what the first one's ETag allows."""
    first = client.get(path)
    assert first.status_code == HTTPStatus.OK
    return first["ETag"]


def revisit(client, etag, path="/"):
    return client.get(path, headers={"If-None-Match": etag}).status_code


@pytest.mark.parametrize(
    "path", ["/", "/company/", "/teams/north/", "/goals/", "/goals/?status=off"]
)
@pytest.mark.parametrize("role", ["manager", "agent"])
def test_what_has_not_changed_is_not_sent_again(request, client_of, november, role, path):
    client = client_of(request.getfixturevalue(role))
    etag = again(client, path)
    assert revisit(client, etag, path) == HTTPStatus.NOT_MODIFIED
    response = client.get(path)
    assert "no-cache" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert "Cookie" in response["Vary"]


def _new_figures(cast):
    computed(version=2)


def _new_goal(cast):
    create_goal(
        cast["manager"],
        name="Talks",
        metric=Metric.objects.get(slug="happy-customers"),
        scope=Scope.TEAM,
        team=cast["north"],
        cadence="monthly",
        starts_on=date(2025, 11, 1),
        target=Decimal(92),
        why="It helps.",
        owner=cast["manager"],
        now=NOW,
    )


def _new_source(cast):
    a_source("Chatwoot", NOW)


def _new_import(cast):
    Import.objects.create(
        created_by=cast["manager"],
        created_at=NOW,
        done_at=NOW,
        state=Import.State.DONE,
        file_name="calls.csv",
        digest="0" * 64,
        rejected_count=3,
        rows=9,
    )


def _parked_job(cast):
    Job.objects.create(kind=Job.Kind.DAY, key="1", parked_at=NOW, attempts=5)


def _new_name(cast):
    from teams.actions.teams import update_team

    update_team(None, cast["north"], name="Nordlicht")


def _new_role(cast):
    join_team(None, cast["manager"], cast["south"], Role.MANAGER, SINCE)


def _other_theme(cast):
    User.objects.filter(pk=cast["manager"].pk).update(theme="dark")


def _next_minute(cast):
    cast["time_machine"].shift(60)


@pytest.mark.parametrize(
    "change",
    [
        _new_figures,
        _new_goal,
        _new_source,
        _new_import,
        _parked_job,
        _new_name,
        _new_role,
        _other_theme,
        _next_minute,
    ],
)
def test_every_change_shows_at_once(
    client_of, november, manager, north, south, time_machine, change
):
    client = client_of(manager)
    etag = again(client)
    change({"manager": manager, "north": north, "south": south, "time_machine": time_machine})
    assert revisit(client, etag) == HTTPStatus.OK


def test_a_change_that_took_its_number_first_and_came_last_shows_too(client_of, november, manager):
    client = client_of(manager)
    entry = AuditEntry.objects.latest("id")
    early = entry.pk - 1
    AuditEntry.objects.filter(pk=early).delete()
    etag = again(client)
    AuditEntry.objects.create(pk=early, at=NOW, verb="renamed", kind="teams.team", object_id=1)
    assert revisit(client, etag) == HTTPStatus.OK


def test_one_persons_page_is_not_anothers(client_of, november, manager, supervisor):
    User.objects.filter(pk=supervisor.pk).update(name=manager.name)
    first, second = client_of(manager), client_of(supervisor)
    etag = again(first)
    # A shared computer: even the secret of the forms is the same.
    second.cookies[settings.CSRF_COOKIE_NAME] = first.cookies[settings.CSRF_COOKIE_NAME].value
    assert revisit(second, etag) == HTTPStatus.OK


def test_a_page_with_a_message_is_always_sent(client_of, administrator):
    job = Job.objects.create(kind=Job.Kind.DAY, key="1", parked_at=NOW, attempts=5)
    client = client_of(administrator)
    client.post(reverse("job_release", args=[job.pk]))
    etag = again(client)
    # The message has been read, so this page differs from the one with it.
    assert revisit(client, etag) == HTTPStatus.OK
    assert revisit(client, again(client)) == HTTPStatus.NOT_MODIFIED


def test_a_goal_that_was_made_is_on_the_page_before_anything_is_computed(
    read, november, manager, north
):
    read(manager)
    _new_goal({"manager": manager, "north": north})
    assert Goal.objects.filter(name="Talks").exists()
    assert "Talks" in read(manager)


# --- Kept while nothing changes ------------------------------------------------------------------


def test_what_is_kept_for_one_leader_is_not_shown_to_another(
    read, november, manager, supervisor, other_supervisor, south
):
    stands(a_goal(a_metric("Talks"), manager, team=south), "100", "behind", expected="2730")
    assert "First-contact resolutions" in read(manager)
    text = read(other_supervisor)
    assert "Talks" in text
    assert "First-contact resolutions" not in text
    assert "First-contact resolutions" in read(supervisor)


def test_who_stops_leading_sees_nothing_that_was_kept(read, november, manager, north):
    from teams.actions.memberships import end_membership

    read(manager)
    end_membership(None, manager.memberships.get(), date(2025, 11, 20), "Moved on")
    text = read(manager)
    assert "First-contact resolutions" not in text
    assert "You are not in North any more." in text
    assert "You are not in any team now." in text


def test_leaders_of_the_same_teams_share_what_is_kept(
    client_of, november, manager, supervisor, django_assert_max_num_queries
):
    assert client_of(manager).get("/").status_code == HTTPStatus.OK
    client = client_of(supervisor)
    # Neither goals nor company figures are read again: only the person, the state, and what waits for them alone
    # (talks, steps agreed in talks, tasks, what they cover, huddles, follow-ups, appraisals, ideas, who to thank, who
    # asked for a break, their own day, the week's question, whether they are away, amends within their limit, remedies
    # of theirs, cases that are not their own to look back on, a focus of theirs whose day has come, an answer to an
    # idea of theirs, praise to pass on).
    with django_assert_max_num_queries(31):
        assert client.get("/").status_code == HTTPStatus.OK


def test_new_figures_replace_what_was_kept(read, november, manager):
    assert "142 behind" in read(manager)
    Progress.objects.filter(goal=november).update(value=Decimal(2720))
    computed(version=2)
    assert "10 behind" in read(manager)


# --- Whose clock ---------------------------------------------------------------------------------


def test_the_page_says_what_time_it_is_where_the_person_is(read, other_supervisor, manager):
    a_source("Zendesk", datetime(2025, 11, 20, 8, 30, tzinfo=UTC))
    text = read(other_supervisor)
    assert "Thursday 20 November, 19:35." in text
    assert "Figures arrived at 19:00." in text
    assert "Figures to 19:00" in text
    assert "Thursday 20 November, 09:05." in read(manager)


def test_a_name_that_ends_with_its_team_is_not_said_twice(read, manager, north, south):
    join_team(None, manager, south, Role.MANAGER, SINCE)
    goal = a_goal(a_metric("Talks, North"), manager, team=north)
    stands(goal, "100", "behind", expected="2730")
    assert "Talks in North need you today: " in read(manager)
