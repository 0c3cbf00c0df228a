"""Joining, moving, changing role, ending: one team at a time as agent, and a history with one answer."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from teams.actions import (
    ActionRefused,
    archive_team,
    change_role,
    create_organisation,
    create_person,
    create_team,
    end_membership,
    join_team,
    leave,
    move_agent,
)
from teams.events import membership_changed
from teams.models import AuditEntry, Membership, Role
from teams.queries import agents_on, history_of, people_in, people_of
from tests.cast import SINCE

MAY = date(2026, 5, 1)
TODAY = date(2026, 11, 21)


@pytest.fixture
def told():
    heard = []

    def hear(sender, user, team, since, **kwargs):
        heard.append((user.name, team and team.name, since))

    membership_changed.connect(hear)
    yield heard
    membership_changed.disconnect(hear)


def spans(person):
    rows = person.memberships.order_by("starts_on", "pk")
    return [(row.team.name, row.starts_on, row.ends_on) for row in rows]


def test_a_person_joins(north, told):
    person = create_person(None, name="Nia Bekele", username="nia")
    join_team(None, person, north, Role.AGENT, MAY)
    assert spans(person) == [("North", MAY, None)]
    assert told == [("Nia Bekele", "North", MAY)]
    assert AuditEntry.objects.get(verb="joined").after["starts_on"] == "2026-05-01"


def test_nobody_is_an_agent_in_two_teams(agent, south):
    with pytest.raises(ActionRefused, match="is agent in North") as refused:
        join_team(None, agent, south, Role.AGENT, MAY)
    assert refused.value.field == "team"
    assert spans(agent) == [("North", SINCE, None)]


def test_nor_in_the_past(agent, south):
    end_membership(None, agent.memberships.get(), MAY, "A break")
    with pytest.raises(ActionRefused, match="until 1 May 2026"):
        join_team(None, agent, south, Role.AGENT, date(2026, 4, 30))
    join_team(None, agent, south, Role.AGENT, MAY)
    assert spans(agent) == [("North", SINCE, MAY), ("South", MAY, None)]


def test_nor_before_one_that_is_to_come(north, south):
    person = create_person(None, name="Nia Bekele", username="nia")
    join_team(None, person, north, Role.AGENT, date(2027, 1, 1))
    with pytest.raises(ActionRefused, match="1 January 2027"):
        join_team(None, person, south, Role.AGENT, MAY)


def test_leading_two_teams_is_fine_and_so_is_leading_and_answering_calls(manager, agent, south):
    join_team(None, manager, south, Role.MANAGER, MAY)
    join_team(None, agent, south, Role.SUPERVISOR, MAY)
    assert manager.memberships.count() == agent.memberships.count() == 2


def test_the_same_role_twice_is_refused(manager, north):
    with pytest.raises(ActionRefused, match="One is enough"):
        join_team(None, manager, north, Role.MANAGER, MAY)


@pytest.mark.parametrize("role", ["administrator", "boss", ""])
def test_a_role_that_is_none_is_refused(agent, north, role):
    with pytest.raises(ActionRefused) as refused:
        join_team(None, agent, north, role, MAY)
    assert refused.value.field == "role"
    with pytest.raises(ActionRefused):
        change_role(None, agent.memberships.get(), role, MAY)


def test_an_archived_team_takes_nobody(north, south, agent):
    archive_team(None, south, now=_now())
    with pytest.raises(ActionRefused, match="archived"):
        move_agent(None, agent, south, MAY)
    person = create_person(None, name="Nia Bekele", username="nia")
    with pytest.raises(ActionRefused, match="archived"):
        join_team(None, person, south, Role.AGENT, MAY)


def test_a_year_long_ago_is_a_slip(north):
    person = create_person(None, name="Nia Bekele", username="nia")
    with pytest.raises(ActionRefused, match="too long ago"):
        join_team(None, person, north, Role.AGENT, date(26, 5, 1))


# --- Moving --------------------------------------------------------------------------------------


def test_a_move_ends_one_and_starts_the_next_on_the_same_day(agent, south, told):
    move_agent(None, agent, south, MAY, "To cover the early shift")
    assert spans(agent) == [("North", SINCE, MAY), ("South", MAY, None)]
    assert told == [("Jin Park", "North", MAY), ("Jin Park", "South", MAY)]
    assert AuditEntry.objects.get(verb="moved").reason == "To cover the early shift"


def test_each_day_has_one_answer(agent, north, south):
    move_agent(None, agent, south, MAY)
    teams = [north.pk, south.pk]
    assert agents_on(teams, MAY - timedelta(days=1)) == {north.pk: [agent.pk]}
    assert agents_on(teams, MAY) == {south.pk: [agent.pk]}


def test_a_backdated_move_is_a_move(agent, south):
    move_agent(None, agent, south, date(2021, 1, 1))
    assert spans(agent)[-1] == ("South", date(2021, 1, 1), None)


def test_a_move_into_the_same_team_is_refused(agent, north):
    with pytest.raises(ActionRefused, match="since 1 January 2020") as refused:
        move_agent(None, agent, north, MAY)
    assert refused.value.field == "to_team"


def test_a_move_before_they_were_there_is_refused(agent, south):
    with pytest.raises(ActionRefused, match="not an agent in any team") as refused:
        move_agent(None, agent, south, SINCE - timedelta(days=1))
    assert refused.value.field == "on"


def test_who_is_no_agent_is_not_moved(manager, south):
    with pytest.raises(ActionRefused, match="not an agent"):
        move_agent(None, manager, south, MAY)


def test_a_move_already_noted_is_brought_forward(agent, south):
    move_agent(None, agent, south, MAY)
    move_agent(None, agent, south, date(2026, 3, 1), "It was March")
    march = date(2026, 3, 1)
    assert spans(agent) == [("North", SINCE, march), ("South", march, None)]


def test_a_move_into_a_third_team_before_one_that_is_noted_is_refused(agent, south, organisation):
    west = create_team(None, name="West", time_zone="UTC")
    move_agent(None, agent, south, MAY)
    with pytest.raises(ActionRefused, match="is in South from 1 May 2026"):
        move_agent(None, agent, west, date(2026, 3, 1))


def test_the_new_membership_ends_when_the_old_one_would_have(agent, south):
    end_membership(None, agent.memberships.get(), date(2026, 8, 1), "A year abroad")
    move_agent(None, agent, south, MAY)
    assert spans(agent) == [("North", SINCE, MAY), ("South", MAY, date(2026, 8, 1))]


def test_a_move_on_the_first_day_leaves_no_trace_in_the_history(agent, south):
    move_agent(None, agent, south, SINCE)
    assert [row.team for row in history_of(agent, TODAY)] == ["South"]
    assert people_of(south, SINCE)[0].name == "Jin Park"


# --- Roles and ends ------------------------------------------------------------------------------


def test_a_role_changes(agent, north):
    new = change_role(None, agent.memberships.get(), Role.SUPERVISOR, MAY, "Promoted")
    assert (new.role, new.starts_on, new.ends_on) == (Role.SUPERVISOR, MAY, None)
    assert [row.role for row in history_of(agent, TODAY)] == ["supervisor", "agent"]
    assert history_of(agent, TODAY)[1].reason == "Promoted"


def test_a_supervisor_who_is_an_agent_elsewhere_does_not_become_one_here(supervisor, south):
    join_team(None, supervisor, south, Role.AGENT, SINCE)
    with pytest.raises(ActionRefused, match="is agent in South"):
        change_role(None, supervisor.memberships.get(role=Role.SUPERVISOR), Role.AGENT, MAY)
    assert supervisor.memberships.get(role=Role.SUPERVISOR).ends_on is None


def test_the_same_role_is_no_change(agent):
    with pytest.raises(ActionRefused, match="this role already"):
        change_role(None, agent.memberships.get(), Role.AGENT, MAY)


def test_nothing_changes_before_it_began(agent):
    membership = agent.memberships.get()
    for act in (
        lambda on: change_role(None, membership, Role.SUPERVISOR, on),
        lambda on: end_membership(None, membership, on, ""),
    ):
        with pytest.raises(ActionRefused, match="It began on 1 January 2020"):
            act(SINCE - timedelta(days=1))


def test_what_has_ended_is_over(agent):
    membership = agent.memberships.get()
    end_membership(None, membership, MAY, "Other work")
    with pytest.raises(ActionRefused, match="ended already, on 1 May 2026"):
        end_membership(None, membership, MAY, "Again")
    with pytest.raises(ActionRefused, match="has ended"):
        change_role(None, membership, Role.SUPERVISOR, MAY)


def test_an_end_can_be_brought_forward(agent):
    membership = agent.memberships.get()
    end_membership(None, membership, MAY, "Other work")
    end_membership(None, membership, date(2026, 4, 1), "It was April")
    membership.refresh_from_db()
    assert (membership.ends_on, membership.end_reason) == (date(2026, 4, 1), "It was April")


def test_who_has_left_takes_no_role(deactivated, north, south):
    with pytest.raises(ActionRefused, match="left on 1 March 2024"):
        join_team(None, deactivated, north, Role.AGENT, MAY)
    with pytest.raises(ActionRefused, match="left on 1 March 2024"):
        move_agent(None, deactivated, south, MAY)


def test_who_is_switched_off_takes_no_role(agent, south):
    agent.is_active = False
    agent.save(update_fields=["is_active"])
    with pytest.raises(ActionRefused, match="cannot sign in any more"):
        move_agent(None, agent, south, MAY)


def test_a_leaver_ahead_of_their_day_is_still_in_the_team(agent, north):
    leave(None, agent, date(2026, 12, 1), "Moving", now=_now())
    assert [m.name for m in people_of(north, date(2026, 11, 30))] == ["Jin Park"]
    assert people_of(north, date(2026, 12, 1)) == []


# --- Reads ---------------------------------------------------------------------------------------


def test_people_are_listed_by_name(north, south, manager, supervisor, agent, colleague, stranger):
    listed = people_in([north.pk, south.pk], TODAY)
    assert [m.name for m in listed[north.pk]] == [
        "Dele Adeyemi",
        "Jin Park",
        "Marcus Webb",
        "Priya Nair",
    ]
    assert [(m.role_text, m.since) for m in listed[south.pk]] == [("Agent", SINCE)]


def test_lists_take_one_statement(north, south, agent, stranger, django_assert_num_queries):
    with django_assert_num_queries(1):
        people_in([north.pk, south.pk], TODAY)
    with django_assert_num_queries(1):
        agents_on([north.pk, south.pk], TODAY)
    with django_assert_num_queries(1):
        history_of(agent, TODAY)


def test_an_empty_team_has_an_empty_list(south):
    assert people_of(south, TODAY) == []


def _now():
    from datetime import UTC, datetime

    return datetime(2026, 11, 21, 12, tzinfo=UTC)


class AnyHistory(TestCase):
    """Whatever is asked in whatever order, no day has two answers."""

    @settings(max_examples=25, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(("join", "move", "end")),
                st.integers(0, 2),
                st.integers(0, 60),
            ),
            max_size=12,
        )
    )
    def test_an_agent_is_in_one_team_on_any_day(self, steps):
        create_organisation(None, name="Harbour Services")
        teams = [create_team(None, name=f"Team {n}", time_zone="UTC") for n in range(3)]
        person = create_person(None, name="Nia Bekele", username="nia")
        for verb, team, day in steps:
            on = MAY + timedelta(days=day)
            try:
                if verb == "join":
                    join_team(None, person, teams[team], Role.AGENT, on)
                elif verb == "move":
                    move_agent(None, person, teams[team], on)
                else:
                    membership = person.memberships.order_by("-pk").first()
                    if membership is not None:
                        end_membership(None, membership, on)
            except ActionRefused:
                continue
        for day in range(62):
            held = Membership.objects.agents().on(MAY + timedelta(days=day))
            assert held.count() <= 1
