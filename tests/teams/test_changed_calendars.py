"""Changing a calendar says before and after what is worked out anew, and leaves a line in the history."""

from datetime import date

import pytest
from django.urls import reverse

from goals.recompute.run import run_until_done
from teams.actions import add_closure, remove_closure, update_team
from tests.goals.november import a_goal_of, novembers_readings, words
from tests.scene import NOW, a_metric

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def figures(north, manager, agent, colleague):
    metric = a_metric()
    novembers_readings(metric, north, agent, colleague)
    a_goal_of(metric, manager, team=north)
    a_goal_of(metric, manager, scope="organisation", team=None)
    run_until_done(NOW)


def changed(client, path, **fields):
    form = client.get(path).context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value is not None}
    return client.post(path, {**sent, **fields}, follow=True)


def test_a_teams_zone(figures, manager, client_of):
    client, path = client_of(manager), reverse("teams:team_edit", args=["north"])
    assert "Saving it works out anew: 1 goal and 27 readings." in words(client.get(path))
    said = words(changed(client, path, time_zone="Asia/Kolkata"))
    assert "1 goal and 27 readings are being worked out again by it." in said
    assert "Figures are being rebuilt" in said
    assert "Time zone: Europe/London became Asia/Kolkata" in said
    run_until_done(NOW)
    said = words(client.get(path))
    assert "Leadwell , 20 Nov, 14:35 Rebuilt the figures by the new calendar: 1 goal" in said
    assert "worked out anew, 0 readings placed in other hours or days." in said
    assert "are being rebuilt" not in words(client.get(reverse("home")))


def test_the_organisations_week(figures, administrator, client_of):
    client, path = client_of(administrator), reverse("teams:organisation")
    assert "worked out again from the readings: 2 goals and 27 readings." in words(client.get(path))
    assert "The organisation is saved. " in words(changed(client, path, tagline="Hello"))
    said = words(changed(client, path, week_starts_on=6))
    assert "2 goals and 27 readings are being worked out again by its calendar." in said
    assert "Week starts on: Monday became Sunday" in said
    run_until_done(NOW)
    assert "Rebuilt the figures by the new calendar: 2 goals" in words(client.get(path))


def test_a_team_on_which_nothing_rests_says_so(south, administrator, client_of):
    client, path = client_of(administrator), reverse("teams:team_edit", args=["south"])
    said = words(changed(client, path, day_starts_hour=5))
    assert "nothing rests on it yet" in said
    run_until_done(NOW)
    assert "Rebuilt" not in words(client.get(path))


def test_the_history_in_words(north, administrator, client_of):
    day_off = add_closure(administrator, north, day=date(2025, 12, 24), name="Christmas Eve")
    remove_closure(administrator, day_off)
    update_team(administrator, north, country="DE")
    update_team(administrator, north, name="North by day", working_days=[0, 1], opens_at="08:00:00")
    said = words(client_of(administrator).get(reverse("teams:team_edit", args=["north"])))
    for line in (
        (
            "Ada Brandt , 20 Nov, 09:05 Name: North became North by day; Working days: "
            "Mon, Tue, Wed, Thu, Fri became Mon, Tue; Work starts at: 09:00 became 08:00"
        ),
        "Public holidays of: none became Germany",
        "Removed Christmas Eve, 24 December 2025",
        "Removed Christmas Eve, 24 December 2025",
        "Added Christmas Eve, 24 December 2025",
        "Leadwell , 20 Nov, 09:05 Made it",
    ):
        assert line in said
