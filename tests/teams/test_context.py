"""The frame around every page: its menu for each person, and what it costs."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from teams import context, menu
from teams.context import Freshness, register_freshness, shell
from teams.permissions import forget_standing


@pytest.fixture(autouse=True)
def _own_freshness(monkeypatch):
    monkeypatch.setattr(context, "_freshness", [])


def frame(person, path="/"):
    request = RequestFactory().get(path)
    request.user = person
    return shell(request)["shell"]


def labels(items):
    return [item.label for item in items]


def test_the_menu_of_each(manager, agent, administrator):
    assert labels(frame(agent).items) == [
        "Today",
        "Goals",
        "Log escalation",
        "Kudos",
        "Huddle",
        "Inbox",
        "Company",
        "North",
        "Playbook",
        "Learning",
        "Ideas",
        "Decisions",
        "Challenges",
        "Rewards",
        "Metrics",
    ]
    assert labels(frame(manager).items) == [
        "Today",
        "Goals",
        "Escalations",
        "Kudos",
        "Huddle",
        "Inbox",
        "Company",
        "North",
        "People",
        "Playbook",
        "Learning",
        "Ideas",
        "Decisions",
        "Challenges",
        "Rewards",
        "Metrics",
        "Imports",
        "Reports",
        "Settings",
    ]
    assert labels(frame(administrator).items) == [
        "Today",
        "Goals",
        "Kudos",
        "Inbox",
        "Company",
        "Playbook",
        "Learning",
        "Ideas",
        "Decisions",
        "Challenges",
        "Rewards",
        "Metrics",
        "Imports",
        "Reports",
        "Settings",
    ]


def test_four_tabs_for_the_thumb_and_all_else_under_more(manager, agent):
    page = frame(manager)
    assert labels(page.tabs) == ["Today", "Goals", "Escalations", "Kudos"]
    assert {*labels(page.tabs), *labels(page.more), "Inbox"} == set(labels(page.items))
    tabs = frame(agent).tabs
    assert labels(tabs) == ["Today", "Goals", "Log escalation", "Kudos"]
    assert (tabs[2].short, tabs[2].key) == ("Log", "e")


def test_the_page_one_is_on_is_marked(manager):
    current = [i.label for i in frame(manager, "/settings/teams/north/").items if i.current]
    assert current == ["Settings"]
    assert [i.label for i in frame(manager).items if i.current] == ["Today"]


def test_who_is_signed_in(manager, supervisor, administrator, agent):
    person = frame(manager).person
    assert (person.name, person.initials, person.role_text) == (
        "Priya Nair",
        "PN",
        "Manager, North",
    )
    assert frame(supervisor).person.role_text == "Supervisor, North"
    assert frame(agent).person.role_text == "Agent, North"
    assert frame(administrator).person.role_text == "Administrator"


def test_somebody_without_a_role_yet(organisation):
    from teams.actions import create_person

    person = create_person(None, name="Nia", username="nia")
    assert frame(person).person.role_text == "No role yet"
    assert labels(frame(person).items) == [
        "Today",
        "Goals",
        "Kudos",
        "Inbox",
        "Company",
        "Playbook",
        "Learning",
        "Ideas",
        "Challenges",
        "Rewards",
        "Metrics",
    ]


def test_nobody_signed_in_has_no_menu(organisation):
    empty = frame(AnonymousUser())
    assert empty.person is None
    assert empty.items == empty.tabs == ()
    assert empty.organisation == organisation


def test_a_request_that_broke_early_has_no_person(db):
    request = RequestFactory().get("/")
    assert shell(request)["shell"].person is None


def test_settings_beside_the_settings_pages_only(administrator, agent, manager):
    assert frame(administrator).settings == ()

    def groups(person):
        found = frame(person, "/settings/").settings
        return {title: labels(items) for title, items in found}

    assert groups(agent) == {"Yours": ["You", "What you are told", "API tokens", "Privacy"]}
    assert groups(manager)["Everybody’s"] == [
        "Teams",
        "Strengths",
        "Question of the week",
        "Job profiles",
        "Appraisals",
        "On duty",
        "Screens",
    ]
    assert groups(administrator)["Everybody’s"] == [
        "Organisation",
        "Teams",
        "Strengths",
        "Question of the week",
        "Job profiles",
        "Appraisals",
        "On duty",
        "Screens",
        "People",
        "Administrators",
        "How long things are kept",
        "Leadership skills",
        "First steps",
        "Categories",
    ]


def test_freshness_comes_from_whoever_keeps_the_figures(agent):
    assert frame(agent).freshness is None
    register_freshness(lambda _request: Freshness("Figures to 08:30", late=True))
    assert frame(agent).freshness == Freshness("Figures to 08:30", late=True)


def test_nothing_is_read_until_a_template_asks(agent, django_assert_num_queries):
    forget_standing(agent)
    with django_assert_num_queries(0):
        lazy = frame(agent)
    with django_assert_num_queries(2):
        assert lazy.items
        assert lazy.tagline == ""
        assert lazy.tabs


def test_many_teams_cost_no_more(manager, organisation, django_assert_num_queries):
    from teams.actions import create_team, join_team
    from teams.models import Role
    from tests.cast import SINCE

    for n in range(12):
        team = create_team(None, name=f"Team {n:02}", time_zone="UTC")
        join_team(None, manager, team, Role.MANAGER, SINCE)
    forget_standing(manager)
    with django_assert_num_queries(2):
        items = frame(manager).items
    assert len([item for item in items if item.icon == "users"]) == menu.MOST_TEAMS
