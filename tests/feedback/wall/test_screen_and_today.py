"""Thanks elsewhere: one on the team's screen, one among the few things of *Today*."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from feedback.actions.kudos import take_back
from feedback.actions.kudos_answers import hide, say_saw
from feedback.queries.today import thanked_lately, to_thank
from goals.actions.own_goals import check_in, set_own_goal
from goals.actions.screens import create_screen
from teams.calendar import Clock
from teams.words import words_for
from tests.feedback.kudos_scene import NOW, thanks

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LONDON = Clock("Europe/London")
SECRET = "between us alone"


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def goes_well(person, now=NOW - 2 * DAY):
    goal = set_own_goal(
        person, aim="Settle refunds alone", sign="So.", due_on=date(2026, 12, 20), now=now
    )
    check_in(person, goal, going="well", line="A good week.", now=now)


# --- The screen ----------------------------------------------------------------------------------


def test_a_screen_shows_the_teams_thanks_that_most_saw_by_first_names(
    supervisor, manager, agent, colleague, north, south
):
    seen = thanks(supervisor, agent, colleague, words="You rang the depot.", now=NOW - DAY)
    thanks(manager, agent, words="The newest.")
    thanks(manager, agent, words="Long ago.", now=NOW - 15 * DAY)
    say_saw(manager, seen, now=NOW)
    found = words_for(north, NOW)
    assert (found.text, found.of) == ("You rang the depot.", "Marcus to Dele and Jin")
    # Its words may name whoever keeps it to themself: it is another's turn.
    hide(agent, seen, now=NOW)
    assert words_for(north, NOW).text == "The newest."
    assert words_for(south, NOW) is None


def test_private_and_taken_back_are_on_no_screen(client_of, supervisor, manager, agent, north):
    thanks(supervisor, agent, words=SECRET, visibility="private")
    gone = thanks(supervisor, agent, words="Taken back.")
    take_back(supervisor, gone, now=NOW)
    assert words_for(north, NOW) is None
    _, link = create_screen(manager, north, "Kitchen", now=NOW)
    body = client_of(agent).get(f"/tv/{link}/")
    assert SECRET not in text_of(body)
    thanks(supervisor, agent, words="You let her finish. " * 20, visibility="public")
    words = text_of(client_of(agent).get(f"/tv/{link}/"))
    assert "Marcus to Jin" in words
    assert "You let her finish." in words
    assert "…" in words


# --- Today ---------------------------------------------------------------------------------------


def test_leaders_are_asked_about_who_waited_longest_and_did_something(
    client_of, supervisor, manager, agent, colleague
):
    thanks(manager, colleague, now=NOW - 19 * DAY)
    thanks(manager, agent, words="Other.", now=NOW - 30 * DAY)
    # Nothing is known of either: neither is among the few.
    assert to_thank(supervisor, LONDON, NOW) is None
    goes_well(colleague)
    due = to_thank(supervisor, LONDON, NOW)
    assert (due.name, due.days) == ("Dele Adeyemi", 19)
    words = text_of(client_of(supervisor).get("/"))
    assert "Dele has not been thanked for 19 days" in words
    assert "Kept at a self-set goal, and it is going well" in words
    body = client_of(supervisor).get("/").content.decode()
    assert re.search(
        rf'href="/kudos/new/\?to={colleague.pk}&amp;fact=own_goal-\d+&amp;back=today"', body
    )
    thanks(supervisor, colleague, words="Seen.")
    assert to_thank(supervisor, LONDON, NOW) is None


def test_what_was_done_before_the_last_thanks_is_thanked_for(supervisor, manager, agent):
    goes_well(agent, now=NOW - 20 * DAY)
    thanks(manager, agent, now=NOW - 19 * DAY)
    assert to_thank(supervisor, LONDON, NOW) is None


def test_agents_read_on_today_what_they_were_thanked_for_since_yesterday(
    client_of, supervisor, agent, colleague, organisation
):
    thanks(supervisor, agent, words="You rang the depot.", now=NOW - DAY)
    words = text_of(client_of(agent).get("/"))
    assert "Marcus thanks you" in words
    assert "You rang the depot." in words
    assert "Marcus thanks you" not in text_of(client_of(colleague).get("/"))
    assert thanked_lately(agent, organisation.clock, NOW + 2 * DAY) == ()


def test_of_a_private_thanks_only_from_whom_is_said(client_of, supervisor, agent):
    thanks(supervisor, agent, words=SECRET, visibility="private")
    words = text_of(client_of(agent).get("/"))
    assert "Marcus thanks you" in words
    assert SECRET not in words
