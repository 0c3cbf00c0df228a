"""People: the list, a new one, their roles, their leaving, administrators; each role, good input and bad."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from teams.actions import (
    archive_team,
    create_person,
    create_team,
    grant_administrator,
    join_team,
    leave,
    move_agent,
    update_person,
)
from teams.models import Membership, Role, User
from tests.cast import SINCE

NIA = {
    "name": "Nia Bekele",
    "username": "nia",
    "email": "nia@example.com",
    "team": "",
    "role": "agent",
    "starts_on": "2026-05-01",
}


def text(response):
    return response.content.decode()


def at(name, *args):
    return reverse(f"teams:{name}", args=args)


# --- The list ------------------------------------------------------------------------------------


@pytest.fixture
def browser(client_of, administrator):
    return client_of(administrator)


def names(response):
    return [row.name for row in response.context["rows"]]


def test_people_are_listed_by_name(
    browser, administrator, manager, agent, stranger, colleague, deactivated
):
    assert names(browser.get("/settings/people/")) == [
        "Ada Brandt",
        "Dele Adeyemi",
        "Jin Park",
        "Priya Nair",
        "Tom Fisher",
    ]


def test_the_list_is_narrowed(browser, agent, stranger, deactivated):
    assert names(browser.get("/settings/people/?team=south")) == ["Tom Fisher"]
    assert names(browser.get("/settings/people/?q=par+ji")) == ["Jin Park"]
    assert names(browser.get("/settings/people/?q=tom&team=north")) == []
    assert names(browser.get("/settings/people/?show=left")) == ["Lena Okafor"]
    assert names(browser.get("/settings/people/?show=left&team=north")) == ["Lena Okafor"]
    assert names(browser.get("/settings/people/?team=nowhere&page=900")) == [
        "Ada Brandt",
        "Jin Park",
        "Tom Fisher",
    ]


def test_each_kind_of_nothing_says_so(browser):
    assert "Nobody like that" in text(browser.get("/settings/people/?q=zzz"))
    assert "Nobody has left" in text(browser.get("/settings/people/?show=left"))


def test_a_long_list_has_pages(browser, north):
    for n in range(60):
        create_person(None, name=f"Person {n:02}", username=f"p{n}")
    first = browser.get("/settings/people/?q=person")
    assert len(names(first)) == 50
    assert "q=person&amp;page=2" in text(first)
    second = browser.get("/settings/people/?q=person&page=2")
    assert len(names(second)) == 10
    assert "Earlier in the alphabet" in text(second)


def test_the_list_takes_as_many_statements_for_many(browser, north, django_assert_num_queries):
    def people(low, high):
        for n in range(low, high):
            person = create_person(None, name=f"Person {n}", username=f"p{n}")
            join_team(None, person, north, Role.AGENT, SINCE)

    people(0, 2)
    with CaptureQueriesContext(connection) as few:
        browser.get("/settings/people/")
    people(2, 30)
    with django_assert_num_queries(len(few)):
        browser.get("/settings/people/")


# --- A new person --------------------------------------------------------------------------------


def test_a_new_person_with_a_role(browser, north):
    assert browser.get("/settings/people/new/").status_code == 200
    response = browser.post("/settings/people/new/", {**NIA, "team": north.pk}, follow=True)
    nia = User.objects.get(username="nia")
    assert (nia.name, nia.email) == ("Nia Bekele", "nia@example.com")
    assert nia.memberships.get().starts_on == date(2026, 5, 1)
    assert "Make a sign-in link" in text(response)
    assert "no password yet" in text(browser.get("/settings/people/"))


def test_the_only_team_is_chosen_already_and_of_two_none(browser, north, agent):
    chosen = f'<option value="{north.pk}" selected>'
    assert chosen in text(browser.get("/settings/people/new/"))
    create_team(None, name="South", time_zone="Europe/London")
    assert chosen not in text(browser.get("/settings/people/new/"))
    assert chosen not in text(browser.get(f"/settings/people/{agent.pk}/join/"))


def test_a_login_name_with_a_space_says_how_to_mend_it(browser, north):
    page = text(browser.post("/settings/people/new/", {**NIA, "username": "nia bekele"}))
    assert page.count("Leave out spaces and other signs") == 2
    assert "Enter a valid username" not in page


def test_whoever_installed_it_is_listed_as_administrator(client_of, db):
    root = User.objects.create_superuser("root", "Ro Otis", "a fine long passphrase")
    page = text(client_of(root).get("/settings/people/"))
    assert "No role yet" not in page
    assert re.search(r"data-label=\"Role\">\s*Administrator", page)


def test_a_new_person_without_a_role(browser, north):
    browser.post("/settings/people/new/", NIA)
    assert not User.objects.get(username="nia").memberships.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("username", ""),
        ("username", "nia bekele"),
        ("username", "jin"),
        ("username", "JIN"),
        ("email", "nia"),
        ("email", "jin@example.com"),
        ("team", "999"),
        ("team", "north"),
        ("role", "administrator"),
        ("role", ""),
        ("starts_on", ""),
        ("starts_on", "31.11.2026"),
        ("starts_on", "0026-05-01"),
    ],
)
def test_nonsense_about_a_new_person(browser, north, agent, field, value):
    update_person(None, agent, email="jin@example.com")
    sent = {**NIA, "team": north.pk, field: value}
    response = browser.post("/settings/people/new/", sent)
    found = {**response.context["form"].errors, **response.context["joining"].errors}
    assert found
    assert not User.objects.filter(name="Nia Bekele").exists()


def test_a_person_whose_role_is_refused_is_not_made(browser, north):
    # The person would be fine; the year is not: neither is written.
    sent = {**NIA, "team": north.pk, "starts_on": "0026-05-01"}
    browser.post("/settings/people/new/", sent)
    assert not User.objects.filter(username="nia").exists()
    assert not Membership.objects.filter(team=north).exists()


# --- One person ----------------------------------------------------------------------------------


def test_a_person_is_changed(browser, agent):
    path = at("person_edit", agent.pk)
    version = browser.get(path).context["form"].initial["version"]
    sent = {"name": "Jin Kim", "username": "jin.kim", "email": "", "version": version}
    assert browser.post(path, sent).status_code == 302
    agent.refresh_from_db()
    assert (agent.name, agent.username) == ("Jin Kim", "jin.kim")


def test_a_name_that_is_taken_is_shown_at_its_field(browser, agent, colleague):
    path = at("person_edit", agent.pk)
    version = browser.get(path).context["form"].initial["version"]
    sent = {"name": "Jin", "username": "dele", "email": "", "version": version}
    assert list(browser.post(path, sent).context["form"].errors) == ["username"]


def test_case_20_two_who_edit_one_person(browser, agent, administrator):
    path = at("person_edit", agent.pk)
    version = browser.get(path).context["form"].initial["version"]
    update_person(administrator, agent, name="Jin Kim")
    sent = {"name": "Jin Lee", "username": "jin", "email": "", "version": version}
    answer = browser.post(path, sent)
    assert answer.status_code == 409
    assert "Ada Brandt changed this" in text(answer)
    assert "Jin Kim" in text(answer)
    assert "Jin Lee" in text(answer)


def test_a_role_is_added(browser, agent, south):
    path = at("join", agent.pk)
    assert browser.get(path).status_code == 200
    sent = {"team": south.pk, "role": "supervisor", "starts_on": "2026-05-01"}
    assert browser.post(path, sent).status_code == 302
    assert agent.memberships.filter(team=south, role=Role.SUPERVISOR).exists()


def test_a_second_team_as_agent_is_refused_at_the_team(browser, agent, south):
    sent = {"team": south.pk, "role": "agent", "starts_on": "2026-05-01"}
    response = browser.post(at("join", agent.pk), sent)
    assert "Move them instead" in str(response.context["form"].errors["team"])


def test_an_agent_is_moved(browser, agent, south):
    path = at("move", agent.pk)
    today = timezone.now().date()
    assert browser.get(path).status_code == 200
    ahead = today + timedelta(days=7)
    sent = {"to_team": south.pk, "on": ahead.isoformat(), "reason": "Early shift"}
    response = browser.post(path, sent, follow=True)
    assert "Jin Park is in South from" in text(response)
    assert "stay with the team" not in text(response)
    assert agent.memberships.get(team=south).starts_on == ahead


def test_a_backdated_move_says_what_it_does_not_do(browser, agent, south):
    sent = {"to_team": south.pk, "on": "2026-03-01", "reason": ""}
    response = browser.post(at("move", agent.pk), sent, follow=True)
    assert "stay with the team they were counted for" in text(response)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("to_team", ""),
        ("to_team", "999999"),
        ("on", ""),
        ("on", "yesterday"),
        ("on", "2019-01-01"),
        ("reason", "x" * 301),
    ],
)
def test_nonsense_about_a_move(browser, agent, south, field, value):
    sent = {"to_team": south.pk, "on": "2026-05-01", "reason": "", field: value}
    response = browser.post(at("move", agent.pk), sent)
    assert list(response.context["form"].errors) == [field]
    assert agent.memberships.count() == 1


def test_an_archived_team_is_not_offered(browser, agent, south):
    archive_team(None, south, now=timezone.now())
    response = browser.post(at("move", agent.pk), {"to_team": south.pk, "on": "2026-05-01"})
    assert list(response.context["form"].errors) == ["to_team"]


def test_a_role_is_changed(browser, agent):
    membership = agent.memberships.get()
    path = at("role", agent.pk, membership.pk)
    assert browser.get(path).status_code == 200
    sent = {"role": "supervisor", "on": "2026-05-01", "reason": "Promoted"}
    assert browser.post(path, sent).status_code == 302
    assert agent.memberships.filter(role=Role.SUPERVISOR, ends_on=None).exists()


def test_a_role_ends_after_its_last_day(browser, agent):
    membership = agent.memberships.get()
    path = at("role_end", agent.pk, membership.pk)
    assert browser.get(path).status_code == 200
    sent = {"last_day": "2026-04-30", "reason": "Other work"}
    assert browser.post(path, sent).status_code == 302
    membership.refresh_from_db()
    assert membership.ends_on == date(2026, 5, 1)
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("last_day", ""), ("last_day", "9999-12-31"), ("last_day", "2019-12-30"), ("reason", "")],
)
def test_nonsense_about_an_end(browser, agent, field, value):
    membership = agent.memberships.get()
    sent = {"last_day": "2026-04-30", "reason": "Other work", field: value}
    response = browser.post(at("role_end", agent.pk, membership.pk), sent)
    assert list(response.context["form"].errors) == [field]
    membership.refresh_from_db()
    assert membership.ends_on is None


def test_somebody_leaves_and_comes_back(browser, agent, client_of):
    path = at("leave", agent.pk)
    assert browser.get(path).status_code == 200
    response = browser.post(path, {"last_day": "2026-04-30", "reason": "Abroad"}, follow=True)
    assert "Left on 1 May 2026: Abroad" in text(response)
    assert client_of(agent).get("/settings/").status_code == 302
    again = browser.post(at("person_back", agent.pk), follow=True)
    assert "Jin Park is back" in text(again)
    assert "has not left" in text(browser.post(at("person_back", agent.pk), follow=True))


def test_one_who_leaves_soon_is_shown_so(browser, agent):
    leave(None, agent, timezone.now().date() + timedelta(days=20), "Abroad")
    assert "is the first day without Jin Park" in text(browser.get(at("person_edit", agent.pk)))
    assert "leaves before" in text(browser.get("/settings/people/"))


def test_who_is_switched_off_without_having_left(browser, agent):
    User.objects.filter(pk=agent.pk).update(is_active=False)
    assert "Cannot sign in" in text(browser.get(at("person_edit", agent.pk)))
    assert "Cannot sign in" in text(browser.get("/settings/people/?show=left"))


def test_nobody_ends_a_role_of_another_under_a_wrong_name(browser, agent, colleague, administrator):
    theirs = colleague.memberships.get()
    grant_administrator(None, agent, SINCE)
    keys = agent.memberships.get(role=Role.ADMINISTRATOR)
    for name in ("role", "role_end"):
        assert browser.get(at(name, agent.pk, theirs.pk)).status_code == 404
        assert browser.get(at(name, agent.pk, keys.pk)).status_code == 404


# --- Administrators ------------------------------------------------------------------------------


def test_administrators_come_and_go(browser, agent, administrator):
    path = "/settings/administrators/"
    assert browser.post(path, {"person": agent.pk}).status_code == 302
    assert [m.name for m in browser.get(path).context["listed"]] == ["Ada Brandt", "Jin Park"]
    gone = browser.post(at("administrator_remove", agent.pk), follow=True)
    assert "no longer an administrator" in text(gone)
    last = browser.post(at("administrator_remove", administrator.pk), follow=True)
    assert "is the last administrator" in text(last)
    assert administrator.memberships.get().ends_on is None


@pytest.mark.parametrize("value", ["", "999999", "x"])
def test_nobody_is_made_administrator(browser, value):
    response = browser.post("/settings/administrators/", {"person": value})
    assert list(response.context["form"].errors) == ["person"]


def test_who_is_one_already_or_has_left_is_not_offered(browser, administrator, deactivated):
    for person in (administrator, deactivated):
        response = browser.post("/settings/administrators/", {"person": person.pk})
        assert list(response.context["form"].errors) == ["person"]


# --- A person's own page -------------------------------------------------------------------------


def test_who_sees_a_persons_page(
    client_of, agent, colleague, supervisor, manager, other_supervisor, stranger, administrator
):
    path = at("person", agent.pk)
    seen = {
        person.username: client_of(person).get(path).status_code
        for person in (agent, colleague, supervisor, manager, other_supervisor, administrator)
    }
    assert seen == {
        "jin": 200,
        "dele": 404,
        "marcus": 200,
        "priya": 200,
        "ewa": 404,
        "ada": 200,
    }
    assert client_of(stranger).get(at("person", 999999)).status_code == 404


def test_the_page_holds_the_history(client_of, agent, south, supervisor):
    move_agent(None, agent, south, date(2026, 3, 1), "Early shift")
    page = text(client_of(agent).get(at("person", agent.pk)))
    assert "Agent, South" in page
    assert "28 Feb 2026" in page
    assert "Early shift" in page
    assert client_of(supervisor).get(at("person", agent.pk)).status_code == 404


def test_case_19_a_move_takes_sight_from_the_old_lead_and_gives_it_to_the_new(
    client_of, agent, south, supervisor, other_supervisor
):
    old, new = client_of(supervisor), client_of(other_supervisor)
    path = at("person", agent.pk)
    assert (old.get(path).status_code, new.get(path).status_code) == (200, 404)
    move_agent(None, agent, south, timezone.now().date())
    assert (old.get(path).status_code, new.get(path).status_code) == (404, 200)


def test_case_19_a_leaver_stays_on_the_record(browser, client_of, deactivated, supervisor):
    assert "Left on 1 March 2024" in text(browser.get(at("person", deactivated.pk)))
    assert client_of(supervisor).get(at("person", deactivated.pk)).status_code == 404
