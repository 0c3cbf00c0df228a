"""Screens on a wall: whose link opens what, what stands there, and what never does."""

from __future__ import annotations

import logging
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from http import HTTPStatus
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from config.logs import mask_links
from goals.actions.screens import create_screen, revoke_screen
from goals.models import EngineState, Goal, Progress, Scope, Screen, TeamDay, TeamSlot
from goals.queries.goal import Subject, read_goal
from goals.queries.goal_outlook import needed_rest
from goals.queries.wall import moment_of, wall_of
from teams.actions.errors import ActionRefused
from teams.models import AuditEntry, Team
from tests.goals.november import a_goal_of, satisfied, work_out
from tests.guards import kept, readings_left_alone
from tests.scene import (
    NOW,
    TODAY,
    a_goal,
    a_metric,
    a_ratio,
    a_source,
    an_hour,
    computed,
    stands,
)
from tests.shown import without_chance

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def screen(north, manager):
    return create_screen(manager, north, "By the kitchen", now=NOW)


def link(token: str) -> str:
    return reverse("goals:wall", args=[token])


def wall(screen, now=NOW):
    screen.refresh_from_db()
    return wall_of(moment_of(screen, now))


def goals_of(screen):
    return [goal for page in wall(screen).pages for goal in page]


# --- The link ------------------------------------------------------------------------------------


def test_whoever_has_the_link_reads_the_screen_without_signing_in(screen):
    answer = Client().get(link(screen[1]))
    assert answer.status_code == HTTPStatus.OK
    assert "<h1>North team</h1>" in answer.content.decode()
    assert not answer.cookies


def test_case_09_a_link_is_shown_once_and_kept_as_a_hash(client_of, manager, north):
    client = client_of(manager)
    sent = {"team": "north", "name": "Hall", "theme": "light"}
    answer = client.post(reverse("goals:screens"), sent)
    (token,) = set(re.findall(r"/tv/(tv_[\w-]+)/", answer.content.decode()))
    assert answer["Cache-Control"].find("no-store") >= 0
    assert token not in client.get(reverse("goals:screens")).content.decode()
    screen = Screen.objects.get()
    assert token not in {str(value) for value in vars(screen).values()}
    assert screen.theme == "light"
    entry = AuditEntry.objects.filter(kind="goals.screen").get()
    assert token not in f"{entry.before}{entry.after}"
    assert Client().get(link(token)).status_code == HTTPStatus.OK


def test_case_09_a_link_that_was_taken_back_is_not_there_at_the_next_request(
    client_of, manager, screen
):
    made, token = screen
    assert Client().get(link(token)).status_code == HTTPStatus.OK
    client_of(manager).post(reverse("goals:screen_revoke", args=[made.pk]))
    gone, never = Client().get(link(token)), Client().get(link("tv_never"))
    assert gone.status_code == never.status_code == HTTPStatus.NOT_FOUND
    page = re.sub(r"Reference \w+", "", gone.content.decode())
    assert page == re.sub(r"Reference \w+", "", never.content.decode())
    # A second click finds nothing to take back, and writes nothing.
    assert not revoke_screen(manager, made, now=NOW)
    assert AuditEntry.objects.filter(kind="goals.screen", verb="revoked").count() == 1


def test_a_team_that_was_put_away_has_no_screen(north, screen):
    Team.objects.filter(pk=north.pk).update(archived_at=NOW)
    assert Client().get(link(screen[1])).status_code == HTTPStatus.NOT_FOUND


def test_its_use_is_noted_to_the_minute(screen, django_assert_num_queries, time_machine):
    made, token = screen
    Client().get(link(token))
    made.refresh_from_db()
    assert made.last_seen_at == NOW
    time_machine.move_to(NOW + timedelta(seconds=40), tick=False)
    Client().get(link(token))
    made.refresh_from_db()
    assert made.last_seen_at == NOW
    time_machine.move_to(NOW + timedelta(seconds=61), tick=False)
    Client().get(link(token))
    made.refresh_from_db()
    assert made.last_seen_at == NOW + timedelta(seconds=61)


def test_case_09_the_token_stays_out_of_every_log(screen, caplog):
    caplog.set_level(logging.DEBUG)
    client = Client(raise_request_exception=False)
    for path in (link(screen[1]), link(screen[1]).rstrip("/"), link("tv_wrong-one")):
        client.get(path)
    said = [
        mask_links(None, "", f"{record.getMessage()} {vars(record)}") for record in caplog.records
    ]
    assert said
    assert not any(screen[1] in line or "wrong-one" in line for line in said)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("GET /tv/tv_abc-DEF_1/ 200", "GET /tv/…/ 200"),
        ("request=<WSGIRequest: GET '/tv/tv_abc'>", "request=<WSGIRequest: GET '/tv/…'>"),
        ("GET /welcome/MQ/c9-ab12/ 200", "GET /welcome/MQ/…/ 200"),
        ("GET /tvs/north/ 200", "GET /tvs/north/ 200"),
    ],
)
def test_what_opens_something_is_cut_out_of_a_line(line, kept):
    assert mask_links(None, "", line) == kept


def test_nothing_of_it_stays_behind_anywhere(screen):
    answer = Client().get(link(screen[1]))
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    text = answer.content.decode()
    assert screen[1] not in text
    assert not re.search(r"\sstyle=|<style|\son\w+=", text)


def test_it_only_shows(screen):
    client = Client(enforce_csrf_checks=True)
    for method in (client.post, client.put, client.patch, client.delete):
        assert method(link(screen[1])).status_code in {403, 405}


def test_unchanged_it_answers_304_and_changed_it_does_not(screen, manager, north, time_machine):
    client, address = Client(), link(screen[1])
    etag = client.get(address)["ETag"]
    asked = {"If-None-Match": etag}
    answer = client.get(address, headers=asked)
    assert answer.status_code == HTTPStatus.NOT_MODIFIED
    assert answer["Cache-Control"] == "no-store"
    time_machine.move_to(NOW + timedelta(minutes=10), tick=False)
    assert client.get(address, headers=asked).status_code == HTTPStatus.NOT_MODIFIED
    computed(version=7)
    assert client.get(address, headers=asked).status_code == HTTPStatus.OK
    etag = client.get(address)["ETag"]
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    answer = client.get(address, headers={"If-None-Match": etag})
    assert answer.status_code == HTTPStatus.OK


# --- Who hangs one -------------------------------------------------------------------------------


def test_whoever_leads_the_team_and_administrators_hang_screens(
    north, south, manager, supervisor, administrator, agent, other_supervisor
):
    for number, person in enumerate((manager, supervisor, administrator)):
        create_screen(person, north, f"Wall {number}", now=NOW)
    for person in (agent, other_supervisor):
        with pytest.raises(PermissionDenied):
            create_screen(person, north, "Mine", now=NOW)
    assert Screen.objects.count() == 3


def test_case_02_another_teams_screen_and_goals_are_out_of_reach(
    client_of, manager, other_supervisor, south, screen
):
    client = client_of(other_supervisor)
    assert client.post(reverse("goals:screen_revoke", args=[screen[0].pk])).status_code == 404
    mine = a_goal(a_metric(), manager, team=screen[0].team)
    for sent in (
        {"team": "north", "name": "Hall", "theme": "dark"},
        {"team": "south", "name": "Hall", "theme": "dark", "goals": [mine.pk]},
    ):
        answer = client.post(reverse("goals:screens"), sent)
        assert "There is a problem" in answer.content.decode()
    assert Screen.objects.count() == 1
    assert "By the kitchen" not in client.get(reverse("goals:screens")).content.decode()


def test_a_refusal_says_how_to_mend_it(manager, north, agent):
    create_screen(manager, north, "Hall", now=NOW)
    with pytest.raises(ActionRefused, match="has a screen of this name"):
        create_screen(manager, north, " Hall ", now=NOW)
    with pytest.raises(ActionRefused, match="Say where it hangs"):
        create_screen(manager, north, " ", now=NOW)
    each = a_goal(a_metric(), manager, team=north, scope=Scope.MEMBERS, target="9")
    with pytest.raises(ActionRefused, match="has together"):
        create_screen(manager, north, "Other", goals=[each], now=NOW)


# --- What stands there ---------------------------------------------------------------------------


def test_the_most_urgent_four_of_the_day_and_the_month(manager, north, screen):
    for place, status in enumerate(["on_pace", "met", "behind", "watch", "on_pace"]):
        goal = a_goal(a_metric(f"Metric {place}"), manager, team=north)
        stands(goal, "2588", status, expected="2730")
    daily = a_goal(a_ratio("Fast", decimals=0), manager, team=north, cadence="daily", target="80")
    stands(daily, "84", weight="100")
    year = a_goal(a_metric("All year"), manager, team=north, cadence="yearly")
    stands(year, "1", "behind", expected="2730")
    an_hour(daily.metric, north, 8, "86", "100")
    names = [goal.name for goal in goals_of(screen[0])]
    assert names == ["Metric 2", "Metric 3", "Metric 0", "Metric 4"]
    strip = wall(screen[0]).strip
    assert strip is not None
    assert strip.label == "Fast by the hour"


def test_chosen_goals_stay_and_take_turns_where_they_are_more_than_four(manager, north):
    goals = []
    for place in range(6):
        goals.append(a_goal(a_metric(f"Metric {place}"), manager, team=north))
        stands(goals[-1], "2588", expected="2500")
    a_goal(a_metric("Other"), manager, team=north)
    made, _ = create_screen(manager, north, "Hall", goals=goals[:5], now=NOW)
    assert [len(page) for page in wall(made).pages] == [4, 1]
    Goal.objects.filter(pk__in=[goal.pk for goal in goals[:4]]).update(state="archived")
    assert [goal.name for goal in goals_of(made)] == ["Metric 4"]


def test_the_figures_are_those_of_the_list(manager, north, screen, client_of):
    goal = a_goal(a_metric(), manager, team=north)
    stands(goal, "2588", "behind", expected="2730")
    (shown,) = goals_of(screen[0])
    assert (shown.number, shown.hint) == ("2,588", "142 behind pace")
    assert shown.chip == "230.3 a day gets us there".replace("230.3", "231")
    listed = client_of(manager).get(reverse("goals:list")).content.decode()
    for words in ("2,588", "142 behind"):
        assert words in listed


def test_large_counts_are_short_and_percentages_exact_near_their_goal(manager, north, screen):
    stands(
        a_goal(a_metric("Calls"), manager, team=north, target="48000"), "31860", expected="31200"
    )
    happy = a_goal(a_ratio("Happy"), manager, team=north, target="92")
    stands(happy, "926", weight="1000")
    fast = a_goal(a_ratio("Fast"), manager, team=north, target="80")
    stands(fast, "912", weight="1000")
    shown = {goal.name: (goal.number, goal.hint) for goal in goals_of(screen[0])}
    assert shown == {
        "Calls": ("31.9k", "660 ahead of pace"),
        "Happy": ("92.6%", "goal 92%"),
        "Fast": ("91%", "goal 80%"),
    }


@pytest.mark.parametrize(
    ("fields", "value", "weight", "target", "chip"),
    [
        ({}, "900", "1000", "92", "93.5% from now on gets us there"),
        ({"better": "lower"}, "94", "1000", "9", "8.7% from now on gets us there"),
        ({}, "500", "1000", "92", "Behind"),
        ({"better": "lower"}, "900", "1000", "9", "Behind"),
    ],
)
def test_a_ratio_says_what_the_rest_must_bring(
    manager, north, screen, fields, value, weight, target, chip
):
    goal = a_goal(a_ratio("Share", **fields), manager, team=north, target=target)
    stands(goal, value, "behind", weight=weight)
    # Five days of 200 each: seven more of them are usual until the month ends.
    for day in range(13, 18):
        TeamDay.objects.create(
            metric_id=goal.metric_id, team_id=north.pk, day=date(2025, 11, day), value=100,
            weight=200, n=1,
        )  # fmt: skip
    (shown,) = goals_of(screen[0])
    assert shown.chip == chip


def test_what_a_ratio_needs_is_what_its_page_says(manager, north, agent, colleague, screen):
    metric = a_ratio("Happy customers")
    satisfied(metric, north, agent, colleague)
    goal = a_goal_of(metric, manager, team=north, target=Decimal(91))
    work_out()
    Progress.objects.update(status="behind")
    (shown,) = goals_of(screen[0])
    goal = Goal.objects.select_related("metric", "team", "owner").get(pk=goal.pk)
    detail = read_goal(manager, goal, Subject(0, "North team"), on=None, now=NOW)
    rate = needed_rest(detail).rate
    assert shown.chip == f"{rate}% from now on gets us there"


def test_a_ratio_of_the_day_counts_them_in_a_row(manager, north, screen):
    goal = a_goal(a_ratio("Fast"), manager, team=north, cadence="daily", target="80")
    stands(goal, "78", "watch", weight="100")
    (shown,) = goals_of(screen[0])
    assert shown.chip == "10 in a row get us there"
    assert (78 + 10) / (100 + 10) >= 0.8 > (78 + 9) / (100 + 9)


def test_the_hours_of_today_and_how_many_are_expected(manager, north, screen):
    metric = a_ratio("Fast", decimals=0)
    stands(a_goal(metric, manager, team=north, cadence="daily", target="80"), "84", weight="100")
    an_hour(metric, north, 8, "86", "100")
    for back in range(1, 5):
        day = TODAY - timedelta(weeks=back)
        TeamSlot.objects.create(
            metric_id=metric.pk, team_id=north.pk, day=day, organisation_day=day, n=1,
            slot=datetime(day.year, day.month, day.day, 11, tzinfo=ZoneInfo("Europe/London")),
            value=Decimal(1), weight=Decimal(140 + back),
        )  # fmt: skip
    strip = wall(screen[0]).strip
    assert strip is not None
    assert strip.label == "Fast by the hour, then how many are expected"
    cells = {cell.hour: (cell.text, cell.tone) for cell in strip.cells}
    assert cells["08"] == ("86", "past")
    # In summer time, three weeks ago and more, it was another hour of UTC.
    assert cells["11"] == ("142", "future")
    assert cells["12"] == ("", "future")


def test_with_three_weeks_behind_it_nothing_is_expected(manager, north, screen):
    metric = a_ratio("Fast", decimals=0)
    stands(a_goal(metric, manager, team=north, cadence="daily", target="80"), "84", weight="100")
    an_hour(metric, north, 8, "86", "100")
    strip = wall(screen[0]).strip
    assert strip is not None
    assert strip.label == "Fast by the hour"


def test_why_the_most_urgent_goal_matters_stands_where_thanks_will(manager, north, screen):
    goal = a_goal(a_metric("Calls"), manager, team=north, why="Nobody waits in vain.")
    stands(goal, "1", "behind", expected="2")
    found = wall(screen[0])
    assert (found.speech, found.speech_of) == ("Nobody waits in vain.", "Why “Calls” matters")


def test_it_says_how_far_the_figures_reach_and_when_they_stopped(manager, north, screen):
    a_source("Zendesk", NOW - timedelta(minutes=35))
    computed()
    found = wall(screen[0])
    assert (found.figures, found.figures_stopped) == (
        "Figures to 08:30",
        "Figures stopped at 08:30",
    )
    assert not found.stopped
    EngineState.objects.update(swept_at=NOW - timedelta(minutes=16))
    text = Client().get(link(screen[1])).content.decode()
    assert "Figures stopped at 08:30</p>" in text
    assert "is-stopped" in text


def test_a_team_without_goals_is_told_so(screen):
    text = Client().get(link(screen[1])).content.decode()
    assert "No goals for this team yet." in text


def test_the_date_and_the_clock_are_the_teams(manager, south, other_supervisor):
    made, _ = create_screen(other_supervisor, south, "Hall", now=NOW)
    found = wall(made)
    assert (found.today, found.clock) == ("Thursday 20 November", "19:35")


# --- What never does -----------------------------------------------------------------------------


def test_case_03_no_person_and_no_persons_figure_is_ever_on_the_wall(
    manager, supervisor, agent, colleague, north, south, screen
):
    each = a_goal(a_metric("Calls each"), manager, team=north, scope=Scope.MEMBERS, target="100")
    stands(each, "7771", "behind", expected="30", agent=agent)
    personal = a_goal(
        a_metric("Secret wish"), manager, team=north, scope=Scope.AGENT, agent=colleague
    )
    stands(personal, "8882", "behind", expected="30", agent=colleague)
    elsewhere = a_goal(a_metric("Souths"), manager, team=south)
    stands(elsewhere, "9993", "behind", expected="30")
    ours = a_goal(a_metric("Ours"), supervisor, team=north)
    stands(ours, "2588", "behind", expected="2730")
    # Even rows that should not be: a goal chosen before it became another's.
    screen[0].goals.set([each, personal, elsewhere, ours])
    text = without_chance(Client().get(link(screen[1])).content.decode())
    assert "2,588" in text
    for planted in (
        "7,771", "7771", "8,882", "8882", "9,993", "9993", "Secret wish", "Calls each", "Souths",
        "Jin", "Dele", "Marcus", "Priya", "Owner",
    ):  # fmt: skip
        assert planted not in text


def test_case_05_what_people_typed_is_only_text(manager, north):
    made, token = create_screen(manager, north, "Hall", now=NOW)
    evil = '<img src=x onerror=alert(1)>"\u202e'
    goal = a_goal(a_metric("M"), manager, team=north, name=evil, why=evil)
    stands(goal, "1", "behind", expected="2")
    text = Client().get(link(token)).content.decode()
    assert "<img" not in text
    assert "&lt;img" in text
    assert made.pk


def test_it_takes_so_many_statements_whatever_there_is(
    manager, north, screen, django_assert_num_queries
):
    metric = a_ratio("Fast", decimals=0)
    stands(a_goal(metric, manager, team=north, cadence="daily", target="80"), "84", weight="100")
    an_hour(metric, north, 8, "86", "100")
    computed()
    client, address = Client(), link(screen[1])
    client.get(address)
    with readings_left_alone(), django_assert_num_queries(kept("goals:wall", "anonymous")):
        etag = client.get(address)["ETag"]
    for place in range(40):
        stands(a_goal(a_metric(f"M{place}"), manager, team=north), "5", expected="4")
    computed(version=2)
    with readings_left_alone(), django_assert_num_queries(kept("goals:wall", "anonymous")):
        etag = client.get(address)["ETag"]
    with django_assert_num_queries(4):
        client.get(address, headers={"If-None-Match": etag})


def test_a_goal_that_starts_later_or_is_over_is_not_shown(manager, north, screen):
    a_goal(a_metric("Later"), manager, team=north, starts_on=date(2025, 12, 1))
    a_goal(a_metric("Over"), manager, team=north, starts_on=date(2025, 9, 1),
           ends_on=date(2025, 10, 31))  # fmt: skip
    assert goals_of(screen[0]) == []
