"""Who a person is on a day, and what follows: each rule, allowed and denied."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from teams.actions import (
    archive_team,
    create_person,
    end_membership,
    grant_administrator,
    join_team,
    leave,
    move_agent,
)
from teams.models import Role, Team, User
from teams.permissions import (
    NOBODY,
    agents_whose_figures_are_visible_to,
    can_administer,
    can_edit_team,
    can_import,
    can_lead,
    can_manage,
    can_sign_in,
    forget_standing,
    organisation_day,
    people_visible_to,
    person_pages_visible_to,
    standing_of,
    teams_visible_to,
)
from tests.cast import SINCE

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = NOW.date()
NAMES = ("manager", "supervisor", "agent", "stranger", "other_supervisor", "administrator")


@pytest.fixture
def cast(request):
    people = {name: request.getfixturevalue(name) for name in (*NAMES, "colleague", "deactivated")}
    for person in people.values():
        forget_standing(person)
    return people


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        (can_administer, {"administrator"}),
        (can_manage, {"administrator", "manager"}),
        (can_import, {"administrator", "manager"}),
        (can_lead, {"administrator", "manager", "supervisor", "other_supervisor"}),
    ],
)
def test_rules_about_a_person(cast, rule, allowed):
    assert {name for name, person in cast.items() if rule(person)} == allowed
    assert not rule(AnonymousUser())


def test_who_may_set_up_a_team(cast, north, south):
    assert {n for n, person in cast.items() if can_edit_team(person, north)} == {
        "administrator",
        "manager",
    }
    assert {n for n, person in cast.items() if can_edit_team(person, south)} == {"administrator"}


def test_who_sees_which_team(cast):
    seen = {name: {team.name for team in teams_visible_to(person)} for name, person in cast.items()}
    assert seen == {
        "manager": {"North"},
        "supervisor": {"North"},
        "agent": {"North"},
        "colleague": {"North"},
        "stranger": {"South"},
        "other_supervisor": {"South"},
        "administrator": {"North", "South"},
        "deactivated": set(),
    }


NORTH = {"Priya Nair", "Marcus Webb", "Jin Park", "Dele Adeyemi"}
SOUTH = {"Tom Fisher", "Ewa Nowak"}
EVERYBODY = NORTH | SOUTH | {"Ada Brandt", "Lena Okafor"}


@pytest.mark.parametrize(
    ("rule", "seen"),
    [
        (
            people_visible_to,
            {
                "manager": NORTH,
                "agent": NORTH,
                "stranger": SOUTH,
                "other_supervisor": SOUTH,
                "administrator": EVERYBODY,
                "deactivated": {"Lena Okafor"},
            },
        ),
        (
            person_pages_visible_to,
            {
                "manager": NORTH,
                "supervisor": NORTH,
                "agent": {"Jin Park"},
                "stranger": {"Tom Fisher"},
                "other_supervisor": SOUTH,
                "administrator": EVERYBODY,
            },
        ),
        (
            agents_whose_figures_are_visible_to,
            {
                "manager": {"Priya Nair", "Jin Park", "Dele Adeyemi"},
                "supervisor": {"Marcus Webb", "Jin Park", "Dele Adeyemi"},
                "agent": {"Jin Park"},
                "stranger": {"Tom Fisher"},
                "other_supervisor": {"Ewa Nowak", "Tom Fisher"},
                "administrator": {"Ada Brandt"},
            },
        ),
    ],
)
def test_who_sees_whom(cast, rule, seen):
    found = {name: {person.name for person in rule(cast[name])} for name in seen}
    assert found == seen


def test_nobody_stands_nowhere(cast):
    assert standing_of(AnonymousUser()) == NOBODY
    assert standing_of(cast["deactivated"]) == NOBODY
    assert NOBODY.role == ""
    assert not NOBODY.teams


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("manager", Role.MANAGER),
        ("supervisor", Role.SUPERVISOR),
        ("agent", Role.AGENT),
        ("administrator", Role.ADMINISTRATOR),
    ],
)
def test_the_role_a_home_page_speaks_to(cast, name, role):
    assert standing_of(cast[name]).role == role


def test_what_carries_most_comes_first(manager, agent, south):
    join_team(None, manager, south, Role.AGENT, SINCE)
    grant_administrator(None, manager, SINCE)
    join_team(None, agent, south, Role.SUPERVISOR, SINCE)
    assert standing_of(manager).role == Role.MANAGER
    assert standing_of(agent).role == Role.SUPERVISOR
    assert [team.name for team in standing_of(manager).own_teams] == ["North", "South"]


def test_somebody_without_a_role(organisation):
    assert standing_of(create_person(None, name="Nia", username="nia")).role == ""


def test_a_superuser_administers(organisation):
    root = User.objects.create_superuser("root")
    assert root.is_staff
    assert can_administer(root)


def test_standing_is_read_once_until_forgotten(manager, django_assert_num_queries):
    forget_standing(manager)
    with django_assert_num_queries(1):
        assert standing_of(manager) is standing_of(manager)
    forget_standing(manager)
    with django_assert_num_queries(1):
        standing_of(manager)


def test_a_day_is_the_teams_own(stranger):
    # Adelaide is ten and a half hours ahead: its 22 November begins at 13:30 UTC on the 21st.
    end_membership(None, stranger.memberships.get(), date(2026, 11, 22), "Other work")
    just_before = datetime(2026, 11, 21, 13, 29, tzinfo=UTC)
    assert standing_of(stranger, just_before).agent_in
    assert not standing_of(stranger, just_before + timedelta(minutes=1)).agent_in


def test_a_membership_to_come_does_not_hold_yet(agent, south):
    join_team(None, agent, south, Role.SUPERVISOR, TODAY + timedelta(days=7))
    assert not standing_of(agent, NOW).supervises
    assert standing_of(agent, NOW + timedelta(days=8)).supervises


def test_an_archived_team_is_nobodys(north, agent):
    Team.objects.filter(pk=north.pk).update(archived_at=NOW)
    assert not standing_of(agent, NOW).teams


def test_case_19_the_old_lead_loses_sight_at_once(agent, south, supervisor, other_supervisor):
    move_agent(None, agent, south, TODAY)
    assert agent not in agents_whose_figures_are_visible_to(supervisor)
    assert agent not in person_pages_visible_to(supervisor)
    assert agent in agents_whose_figures_are_visible_to(other_supervisor)


def test_case_19_two_teams_led_and_one_left(manager, north, south, agent, stranger):
    second = join_team(None, manager, south, Role.MANAGER, SINCE)
    assert set(agents_whose_figures_are_visible_to(manager)) == {manager, agent, stranger}
    end_membership(None, second, TODAY, "Handed over")
    forget_standing(manager)
    assert set(agents_whose_figures_are_visible_to(manager)) == {manager, agent}


def test_case_19_an_empty_team_is_seen_and_empty(administrator, south):
    assert set(teams_visible_to(administrator)) == {south}
    assert set(agents_whose_figures_are_visible_to(administrator)) == {administrator}


def test_case_19_supervisor_of_this_agent_today_not_of_somebody(supervisor, stranger):
    assert can_lead(supervisor)
    assert stranger not in agents_whose_figures_are_visible_to(supervisor)
    assert stranger not in people_visible_to(supervisor)


def test_who_may_sign_in(agent, deactivated):
    assert can_sign_in(agent, NOW)
    assert not can_sign_in(deactivated, NOW)
    leave(None, agent, TODAY + timedelta(days=1), "Moving", now=NOW)
    agent.refresh_from_db()
    assert can_sign_in(agent, NOW + timedelta(hours=11))
    assert not can_sign_in(agent, NOW + timedelta(hours=12))


def test_without_an_organisation_the_day_is_utcs(db):
    assert organisation_day(NOW) == TODAY


def test_an_archived_team_stays_visible_to_administrators(administrator, south):
    archive_team(None, south, now=NOW)
    assert list(teams_visible_to(administrator)) == [south]
