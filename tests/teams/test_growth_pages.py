"""The pages of growing as a leader, of requests, and where a title stands; how many statements they take."""

from __future__ import annotations

import pytest
from django.urls import reverse

from teams.actions import create_person, grant_administrator, join_team
from teams.actions.focus import check_in, close_focus
from teams.actions.growth import add_view
from teams.actions.leader_skills import put_skill_away, save_skill
from teams.actions.study import finish_study
from teams.actions.titles import set_title
from teams.models import LeaderSkill, LeaderSkillWords, Placing, Role, StudyRequest
from tests.cast import PASSWORD, SINCE
from tests.guards import kept
from tests.teams.growth_scene import (
    DAY,
    NOW,
    a_focus,
    a_skill,
    answered,
    asked,
    placed,
    share,
    words_of,
)

pytestmark = pytest.mark.django_db
SAID = {"level": "3", "words": "I keep it.", "example": "On Friday."}


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def text(answer):
    return answer.content.decode()


# --- Titles -------------------------------------------------------------------------------------------


def test_a_title_stands_for_the_role_wherever_the_name_is(
    client_of, agent, supervisor, manager, north
):
    set_title(manager, supervisor, title="Floor lead, late shift", now=NOW)
    set_title(manager, agent, title="<b>Coach</b>", now=NOW)
    supervisor.refresh_from_db()
    as_priya = client_of(manager)
    page = text(as_priya.get(reverse("teams:person", args=[supervisor.pk])))
    assert "Floor lead, late shift, North" in page
    # What one may do rests on the role, and the history says which.
    assert "Supervisor" in page
    assert "Floor lead, late shift, North" in text(client_of(supervisor).get("/"))
    assert "&lt;b&gt;Coach&lt;/b&gt;, North" in text(as_priya.get("/people/"))
    team = text(as_priya.get(reverse("team", args=[north.slug])))
    assert "&lt;b&gt;Coach&lt;/b&gt;" in team
    assert "<b>Coach</b>" not in team
    row = as_priya.get(f"/api/v1/agents/{agent.username}/").json()
    assert row["title"] == "<b>Coach</b>"


def test_a_manager_sets_it_on_its_page_and_an_administrator_finds_the_way(
    client_of, agent, manager, administrator
):
    where = reverse("teams:person_title", args=[agent.pk])
    assert where in text(client_of(manager).get(reverse("teams:person", args=[agent.pk])))
    assert where in text(
        client_of(administrator).get(reverse("teams:person_edit", args=[agent.pk]))
    )
    assert where not in text(client_of(agent).get(reverse("teams:person", args=[agent.pk])))
    too_long = client_of(manager).post(where, {"title": "x" * 61})
    assert "60" in text(too_long)
    client_of(manager).post(where, {"title": "Coach"})
    stale = client_of(administrator).post(where, {"title": "Lead", "version": "0" * 16})
    assert stale.status_code == 409
    assert "Coach" in text(stale)
    agent.refresh_from_db()
    assert agent.title == "Coach"


# --- Growing ------------------------------------------------------------------------------------------


def test_whoever_wants_to_lead_one_day_finds_it_and_no_points(client_of, agent):
    client = client_of(agent)
    assert reverse("teams:growth") in text(client.get("/learning/")) + text(client.get("/"))
    where = reverse("teams:growth_skill", args=[a_skill().pk])
    assert client.post(where, SAID).status_code == 302
    page = text(client.get(reverse("teams:growth")))
    assert words_of(a_skill()).level_3 in page
    assert "Only you" in page


def test_reworded_while_one_writes_nothing_is_lost(client_of, agent, administrator):
    skill = a_skill()
    read = words_of(skill).pk
    levels = {f"level_{n}": f"New {n}." for n in (1, 2, 3, 4)}
    save_skill(administrator, skill, name="Goals", about="", now=NOW, **levels)
    answer = client_of(agent).post(
        reverse("teams:growth_skill", args=[skill.pk]), {**SAID, "wording": read}
    )
    assert answer.status_code == 409
    page = text(answer)
    assert "New 3." in page
    assert "I keep it." in page
    # Which level it was said of the old words, so it is chosen anew.
    assert "checked" not in page
    assert not Placing.objects.exists()


def test_a_check_in_to_what_was_closed_meanwhile_stands_there_to_be_copied(client_of, agent):
    focus = a_focus(agent)
    close_focus(agent, focus, came_of_it="They ask less.", now=NOW)
    where = reverse("teams:focus", args=[focus.pk])
    sent = {"words": "I asked <b>twice</b>."}
    for version, status in (({"version": "0"}, 409), ({}, 200)):
        answer = client_of(agent).post(where, {**sent, **version})
        assert answer.status_code == status
        page = text(answer)
        assert "I asked &lt;b&gt;twice&lt;/b&gt;." in page
        assert "Nothing is lost" not in page
    assert "What you wrote" not in text(client_of(agent).get(where))
    # While it is open, the form keeps the words.
    other = a_focus(agent, doing="I listen.")
    check_in(agent, other, words="Well.", now=NOW)
    answer = client_of(agent).post(
        reverse("teams:focus", args=[other.pk]), {**sent, "version": "0"}
    )
    assert "Nothing is lost" in text(answer)
    assert "What you wrote</h2>" not in text(answer)


def test_what_is_said_of_a_skill_put_away_meanwhile_stands_there_to_be_copied(
    client_of, agent, administrator
):
    skill = a_skill()
    put_skill_away(administrator, skill, away=True, now=NOW)
    where = reverse("teams:growth_skill", args=[skill.pk])
    answer = client_of(agent).post(where, SAID)
    page = text(answer)
    assert "was put away" in page
    assert SAID["words"] in page
    assert SAID["example"] in page
    assert not Placing.objects.exists()
    assert client_of(agent).get(where).status_code == 404


def test_the_part_on_a_persons_page_is_theirs_and_whom_they_let_see_it(
    client_of, agent, supervisor, manager, administrator
):
    a_focus(agent)
    share(agent, manager)
    where = reverse("teams:person", args=[agent.pk])
    assert "I ask first." in text(client_of(agent).get(where))
    assert "I ask first." in text(client_of(manager).get(where))
    for other in (supervisor, administrator):
        page = text(client_of(other).get(where))
        assert "I ask first." not in page
        assert "Growing as a leader</h2>" not in page


def test_an_empty_installation_has_a_page_all_the_same(client_of, agent):
    LeaderSkillWords.objects.all().delete()
    LeaderSkill.objects.all().delete()
    assert client_of(agent).get(reverse("teams:growth")).status_code == 200
    assert client_of(agent).get(reverse("teams:focus_new")).status_code == 200


# --- Requests -----------------------------------------------------------------------------------------


def test_case_20_of_two_who_answer_the_second_keeps_their_words(
    client_of, agent, supervisor, manager
):
    made = asked(agent)
    answered(supervisor, made, "yes")
    answer = client_of(manager).post(
        reverse("teams:study_answer", args=[made.pk]),
        {"answer": "not_now", "words": "In January.", "version": "0"},
    )
    # “Not now” is no answer any more to what there is a yes to; what was written is not lost.
    assert answer.status_code == 409
    assert "In January." in text(answer)
    assert StudyRequest.objects.get().state == "yes"


def test_case_20_of_two_administrators_who_answer_the_second_keeps_their_words(
    client_of, manager, administrator, stranger
):
    made = asked(manager)
    second = create_person(None, name="Otto Beck", username="otto", password=PASSWORD)
    grant_administrator(None, second, SINCE)
    answered(administrator, made, "yes")
    body = {"answer": "not_now", "words": "In January.", "version": "0"}
    where = reverse("teams:study_answer", args=[made.pk])
    answer = client_of(second).post(where, body)
    assert answer.status_code == 409
    page = text(answer)
    assert "It waits for no answer any more. You wrote: “In January.”" in page
    assert made.what not in page
    assert client_of(stranger).post(where, body).status_code == 404
    assert StudyRequest.objects.get().state == "yes"


def test_what_one_took_from_it_is_read_on_the_page_of_learning(
    client_of, agent, colleague, supervisor, stranger
):
    made = answered(supervisor, asked(agent))
    finish_study(agent, made, took="Ask <i>first</i>.", share=True, now=NOW)
    page = text(client_of(colleague).get("/learning/"))
    assert f"Read by {agent.name}" in page
    assert "Ask &lt;i&gt;first&lt;/i&gt;." in page
    assert "Ask" not in text(client_of(stranger).get(reverse("teams:recommended")))


# --- Statements ---------------------------------------------------------------------------------------


def some(north, leader, number):
    """So many people who share what they are with their leader, and ask for something."""
    for n in range(number):
        name = f"p{number}x{n}"
        person = create_person(None, name=f"Person {name}", username=name, password=PASSWORD)
        join_team(None, person, north, Role.AGENT, SINCE)
        finish_study(person, answered(leader, asked(person)), took="Much.", share=True, now=NOW)
        asked(person, what="More")


def much(person, leader, number):
    """So much said by one person, and by their leader."""
    for n in range(number):
        for place in range(4):
            placed(person, a_skill(place), words=f"Said {number} {n}.", now=NOW - n * DAY)
            add_view(leader, person, a_skill(place), level=2, words=f"Seen {number} {n}.", now=NOW)


def test_case_22_pages_take_as_many_statements_with_twelve_times_the_data(
    client_of, statements, agent, manager, north
):
    share(agent, manager)
    a_focus(agent)
    where = {
        ("teams:growth", "agent"): reverse("teams:growth"),
        ("teams:growth_skill", "agent"): reverse("teams:growth_skill", args=[a_skill().pk]),
        ("teams:recommended", "agent"): reverse("teams:recommended"),
        ("teams:studies", "agent"): reverse("teams:studies"),
        ("teams:studies", "manager"): reverse("teams:studies"),
        ("teams:growth_of", "manager"): reverse("teams:growth_of", args=[agent.pk]),
    }
    clients = {"agent": client_of(agent), "manager": client_of(manager)}

    def counts():
        return {
            f"{name} {role}": statements(clients[role], url) for (name, role), url in where.items()
        }

    some(north, manager, 1)
    much(agent, manager, 1)
    expected = {f"{name} {role}": kept(name, role) for name, role in where}
    few = counts()
    some(north, manager, 11)
    much(agent, manager, 11)
    assert (few, counts()) == (expected, expected)
