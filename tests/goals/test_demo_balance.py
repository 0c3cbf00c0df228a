"""The demonstration's contacts: of every team, at hours at which somebody is there, and the same each time."""

from datetime import UTC, datetime

import pytest

from goals.demo.balance import AN_HOUR, _contacts
from goals.demo.patterns import USUAL
from goals.models import Metric

NOW = datetime(2026, 11, 20, 15, 40, tzinfo=UTC)


def test_contacts_come_in_for_every_team_while_somebody_works():
    assert AN_HOUR.keys() == USUAL.keys()
    for usual in USUAL.values():
        assert {hour for shift in usual.shifts for hour in shift} == set(usual.hours)


@pytest.mark.django_db
def test_they_are_the_same_for_the_same_seed(north, south):
    metric = Metric(pk=1)
    for team in (north, south):
        once = list(_contacts(team, metric, NOW, 1))
        assert once == list(_contacts(team, metric, NOW, 1))
        assert once != list(_contacts(team, metric, NOW, 2))
        assert len({one.external_id for one in once}) == len(once) > 100
        assert all(one.at <= NOW for one in once)
        days = {team.clock.day_of(one.at) for one in once}
        assert all(str(team.clock.day_of(one.at)) in one.external_id for one in once)
        assert len(days) > 40
