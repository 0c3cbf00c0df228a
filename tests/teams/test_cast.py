"""The cast stands where the other tests believe it to stand."""

from teams.permissions import standing_of


def test_people_of_north(north, manager, supervisor, agent, colleague):
    assert standing_of(manager).manages == {north.pk}
    assert standing_of(supervisor).supervises == {north.pk}
    assert standing_of(agent).agent_in == standing_of(colleague).agent_in == {north.pk}


def test_people_of_south(south, stranger, other_supervisor):
    assert standing_of(stranger).agent_in == {south.pk}
    assert standing_of(other_supervisor).supervises == {south.pk}


def test_the_administrator_is_in_no_team(administrator):
    assert standing_of(administrator).is_administrator
    assert not standing_of(administrator).teams


def test_the_deactivated_stands_nowhere(deactivated):
    assert not standing_of(deactivated).teams
    assert not deactivated.is_active
