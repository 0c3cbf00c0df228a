"""Two at the same moment: one after the other, on SQLite and on PostgreSQL. Nobody's work is lost."""

import threading
from datetime import date

import pytest
from django.db import close_old_connections, connection

from teams.actions import (
    ActionRefused,
    Stale,
    create_person,
    create_team,
    grant_administrator,
    join_team,
    leave,
    move_agent,
    revoke_administrator,
    update_organisation,
)
from teams.actions.organisation import ORGANISATION_FIELDS
from teams.actions.versions import version_of
from teams.models import Membership, Organisation, Role, Team, User
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
MAY = date(2026, 5, 1)


def at_once(*acts):
    """Run every act in a thread and connection of its own, all let go together; what came of each."""
    gate = threading.Barrier(len(acts))
    outcomes = [None] * len(acts)

    def run(place, act):
        try:
            gate.wait(timeout=20)
            outcomes[place] = act()
        except Exception as error:  # noqa: BLE001 - the tests look at what it was
            outcomes[place] = error
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def refusals(outcomes):
    unexpected = [o for o in outcomes if isinstance(o, Exception) and not _refused(o)]
    assert not unexpected
    return [o for o in outcomes if _refused(o)]


def _refused(outcome):
    return isinstance(outcome, ActionRefused)


def test_case_20_an_agent_joins_one_of_four_teams_at_once(organisation):
    teams = [create_team(None, name=f"Team {n}", time_zone="UTC") for n in range(4)]
    person = create_person(None, name="Nia Bekele", username="nia")
    outcomes = at_once(
        *[lambda t=team: join_team(None, person, t, Role.AGENT, MAY) for team in teams]
    )
    assert len(refusals(outcomes)) == 3
    assert Membership.objects.filter(role=Role.AGENT).count() == 1


def test_case_20_overlaps_that_no_constraint_sees_are_refused_too(organisation):
    # Both have an end, so the unique constraint on open memberships knows nothing of them.
    teams = [create_team(None, name=f"Team {n}", time_zone="UTC") for n in range(2)]
    person = create_person(None, name="Nia Bekele", username="nia")
    first = join_team(None, person, teams[0], Role.AGENT, date(2027, 1, 1))
    Membership.objects.filter(pk=first.pk).update(ends_on=date(2027, 2, 1))
    december = date(2026, 12, 1)
    acts = [
        lambda: move_agent(None, person, teams[1], date(2027, 1, 15)),
        lambda: move_agent(None, person, teams[1], date(2027, 1, 20)),
    ]
    assert len(refusals(at_once(*acts))) <= 1
    for day in (december, date(2027, 1, 10), date(2027, 1, 17), date(2027, 1, 25)):
        assert Membership.objects.agents().on(day).filter(user=person).count() <= 1


def test_case_20_an_agent_moves_to_one_of_three_teams_at_once(agent):
    teams = [create_team(None, name=f"Team {n}", time_zone="UTC") for n in range(3)]
    outcomes = at_once(*[lambda t=team: move_agent(None, agent, t, MAY) for team in teams])
    assert len(refusals(outcomes)) <= 2
    assert Membership.objects.agents().on(MAY).filter(user=agent).count() == 1


def test_case_20_a_double_click_makes_one_person_and_one_team(organisation):
    people = at_once(*[lambda: create_person(None, name="Nia", username="nia")] * 4)
    teams = at_once(*[lambda: create_team(None, name="West", time_zone="UTC")] * 4)
    assert len(refusals(people)) == len(refusals(teams)) == 3
    assert User.objects.filter(username="nia").count() == 1
    assert Team.objects.filter(name="West").count() == 1


def test_case_20_two_administrators_who_remove_one_another(administrator, agent):
    grant_administrator(None, agent, MAY)
    outcomes = at_once(
        lambda: revoke_administrator(agent, administrator, MAY),
        lambda: revoke_administrator(administrator, agent, MAY),
    )
    assert len(refusals(outcomes)) == 1
    remaining = Membership.objects.filter(role=Role.ADMINISTRATOR, ends_on=None)
    assert remaining.count() == 1


def test_case_20_two_administrators_who_leave_at_once(administrator, agent):
    grant_administrator(None, agent, MAY)
    outcomes = at_once(
        lambda: leave(None, administrator, MAY, "Retired"),
        lambda: leave(None, agent, MAY, "Retired"),
    )
    assert len(refusals(outcomes)) == 1
    assert User.objects.filter(is_active=True).count() == 1


def test_case_20_of_twenty_editors_one_saves_and_nineteen_are_told(organisation):
    version = version_of(organisation, ORGANISATION_FIELDS)
    outcomes = at_once(
        *[
            lambda n=n: update_organisation(None, version=version, tagline=f"Words of {n}")
            for n in range(20)
        ]
    )
    assert len(refusals(outcomes)) == 19
    assert all(isinstance(o, Stale) for o in outcomes if isinstance(o, Exception))
    saved = [o for o in outcomes if isinstance(o, Organisation)]
    assert Organisation.objects.get().tagline == saved[0].tagline


def test_somebody_who_leaves_while_they_join_does_not_stay(north, agent, south):
    at_once(
        lambda: leave(None, agent, MAY, "Moved abroad"),
        lambda: join_team(None, agent, south, Role.SUPERVISOR, date(2026, 1, 1)),
    )
    agent.refresh_from_db()
    assert not agent.is_active
    assert not agent.check_password(PASSWORD)
    assert not Membership.objects.on(MAY).filter(user=agent).exists()
