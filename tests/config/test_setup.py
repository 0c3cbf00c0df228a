"""The first steps: one after the other, each done by its own action and by nothing else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from goals.models import Source
from teams.actions import create_organisation, create_person, create_team, join_team
from teams.actions.teams import update_team
from teams.models import AuditEntry, Role, User
from tests.cast import SINCE
from tests.scene import NOW, a_goal, a_metric

pytestmark = pytest.mark.django_db
STEPS = ["A team", "Its people", "Its calendar", "A metric", "Its figures"]


@pytest.fixture
def ada(db):
    """Whoever installed it, in an empty house."""
    return User.objects.create_superuser("ada", "ada@example.com", "a fine long passphrase")


def seen(client) -> tuple[int, str, str]:
    """How many steps are done, which is next, and where its button leads."""
    page = client.get("/setup/")
    assert page.status_code == 200
    text = page.content.decode()
    step = re.search(r'aria-current="step">(.*?)</li>', text, re.DOTALL)
    if step is None:
        assert "All 5 are done." in text
        return text.count("setup__step first-step is-done"), "", ""
    title = re.search(r"<h2>(.*?)</h2>", step[1])
    link = re.search(r'btn--primary" href="([^"]+)"', step[1])
    assert title
    assert link
    return text.count("setup__step first-step is-done"), title[1], link[1]


def test_five_steps_from_an_empty_house_to_the_first_figures(ada, client_of):
    client = client_of(ada)
    assert seen(client) == (0, "A team", reverse("teams:organisation"))
    create_organisation(ada, name="Harbour", time_zone="Europe/London")
    assert seen(client) == (0, "A team", reverse("teams:team_new"))
    team = create_team(ada, name="North", time_zone="Europe/London")
    assert seen(client) == (1, "Its people", reverse("teams:person_new"))
    jin, priya = (
        create_person(ada, name=name, username=name.lower(), password="a fine long passphrase")
        for name in ("Jin", "Priya")
    )
    join_team(ada, jin, team, Role.AGENT, SINCE)
    # Nobody leads them yet; whoever installed it may.
    join = f"{reverse('teams:join', args=[ada.pk])}?role=supervisor"
    oneself = f'href="{join}">Lead it yourself'
    # As what they came for, not as one of the agents.
    assert client.get(join).context["form"]["role"].value() == "supervisor"
    assert oneself in client.get("/setup/").content.decode()
    assert seen(client) == (1, "Its people", reverse("teams:person_new"))
    join_team(ada, priya, team, Role.MANAGER, SINCE)
    assert oneself not in client.get("/setup/").content.decode()
    assert seen(client) == (2, "Its calendar", reverse("teams:team_edit", args=["north"]))
    update_team(ada, team, country="GB")
    assert seen(client) == (3, "A metric", reverse("goals:metric_new"))
    a_metric()
    assert seen(client) == (4, "Its figures", reverse("goals:import_new"))
    source, _ = Source.objects.get_or_create(name="Desk")
    Source.objects.filter(pk=source.pk).update(last_arrived_at=NOW)
    assert seen(client) == (5, "", "")
    assert reverse("goals:new") in client.get("/setup/").content.decode()


def test_every_button_opens(ada, client_of):
    client = client_of(ada)
    links = re.findall(r'class="btn[^"]*" href="([^"]+)"', client.get("/setup/").content.decode())
    assert len(links) == 5
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize("role", ["agent", "supervisor", "manager"])
def test_case_1_it_is_the_administrators_alone(request, client_of, role):
    """Threat 1."""
    assert client_of(request.getfixturevalue(role)).get("/setup/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/setup/"])
def test_today_and_the_page_of_the_steps_list_the_same(ada, client_of, path):
    text = client_of(ada).get(path).content.decode()
    listed = re.findall(
        r'(?:class="first-step[^>]*>.*?<a href="[^"]*">|<h2>)([^<]+)</', text, re.DOTALL
    )
    assert [one for one in listed if one in STEPS] == STEPS
    assert len(re.findall(r'<li class="[^"]*first-step', text)) == len(STEPS)


def test_a_calendar_that_is_right_as_it_is_is_saved_so(ada, client_of):
    create_organisation(ada, name="Harbour", time_zone="Europe/London")
    team = create_team(ada, name="North", time_zone="Europe/London")
    for name, role in (("Jin", Role.AGENT), ("Priya", Role.MANAGER)):
        person = create_person(ada, name=name, username=name.lower(), password="a fine long one")
        join_team(ada, person, team, role, SINCE)
    client = client_of(ada)
    assert seen(client)[1] == "Its calendar"
    address = reverse("teams:team_edit", args=["north"])
    form = client.get(address).context["form"]
    sent = {name: form.get_initial_for_field(form.fields[name], name) for name in form.fields}
    for name in ("opens_at", "closes_at"):
        sent[name] = f"{sent[name]:%H:%M}"
    for _ in range(2):
        client.post(address, {name: value for name, value in sent.items() if value is not None})
    assert seen(client)[1] == "A metric"
    looked = AuditEntry.objects.get(kind="teams.team", verb="looked at")
    assert (looked.actor, looked.object_id, looked.after) == (ada, team.pk, {})


def test_whoever_has_a_goal_is_not_sent_back_to_the_calendar(ada, client_of, time_machine):
    create_organisation(ada, name="Harbour", time_zone="Europe/London")
    team = create_team(ada, name="North", time_zone="Europe/London")
    for name, role in (("Jin", Role.AGENT), ("Priya", Role.MANAGER)):
        person = create_person(ada, name=name, username=name.lower(), password="a fine long one")
        join_team(ada, person, team, role, SINCE)
    source, _ = Source.objects.get_or_create(name="Desk")
    Source.objects.filter(pk=source.pk).update(last_arrived_at=NOW)
    metric = a_metric()
    client = client_of(ada)
    assert "First steps" in client.get("/").content.decode()
    a_goal(metric, ada, team=team)
    time_machine.move_to(NOW + timedelta(minutes=1), tick=False)
    assert "First steps" not in client.get("/").content.decode()


def test_whoever_sets_the_house_up_and_leads_its_team_is_led_on(ada, client_of, manager, north):
    """By role it is a leader's Today; what comes next is still theirs to do."""
    join_team(ada, ada, north, Role.SUPERVISOR, SINCE)
    text = client_of(ada).get("/").content.decode()
    assert "First steps" in text
    assert f'href="{reverse("teams:person_new")}">Add a person' in text
    assert "First steps" not in client_of(manager).get("/").content.decode()
    source, _ = Source.objects.get_or_create(name="Desk")
    Source.objects.filter(pk=source.pk).update(last_arrived_at=NOW)
    assert "First steps" not in client_of(User.objects.get(pk=ada.pk)).get("/").content.decode()
