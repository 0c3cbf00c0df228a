from datetime import UTC, date, datetime, time

import pytest

from escalations.models import OnCall
from escalations.queries.duty import leader_on_duty
from teams.actions import create_team, join_team, leave
from teams.models import Closure, Role
from tests.cast import SINCE

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
"""A Friday; North works from 9 to 17 in London."""
EVENING = NOON.replace(hour=20)
SATURDAY = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def on_call(team, person, position, **fields):
    return OnCall.objects.create(team=team, person=person, position=position, **fields)


def test_without_a_list_supervisors_then_managers_within_working_hours(north, supervisor, manager):
    assert leader_on_duty(north, NOON) == supervisor
    assert leader_on_duty(north, NOON, without={supervisor.pk}) == manager
    assert leader_on_duty(north, NOON, without={supervisor.pk, manager.pk}) is None
    for moment in (EVENING, SATURDAY):
        assert leader_on_duty(north, moment) is None
        assert leader_on_duty(north, moment, anyway=True) == supervisor


def test_a_closure_is_no_working_day(north, supervisor):
    Closure.objects.create(team=north, day=NOON.date(), name="Stocktaking")
    assert leader_on_duty(north, NOON) is None


def test_the_list_goes_by_its_order_and_its_hours(north, supervisor, manager):
    on_call(north, manager, 1, starts_at=time(9), ends_at=time(11))
    on_call(north, supervisor, 2, when="always")
    assert leader_on_duty(north, NOON.replace(hour=10)) == manager
    assert leader_on_duty(north, NOON) == supervisor
    assert leader_on_duty(north, EVENING) == supervisor


def test_outside_working_hours_is_another_list(north, supervisor, manager):
    on_call(north, manager, 1, when="outside", weekdays=[4])
    assert leader_on_duty(north, NOON) is None
    assert leader_on_duty(north, EVENING) == manager
    assert leader_on_duty(north, SATURDAY) is None


def test_hours_over_midnight_belong_to_the_day_they_began_on(north, manager):
    on_call(north, manager, 1, when="outside", weekdays=[4], starts_at=time(22), ends_at=time(6))
    saturday_early = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
    assert leader_on_duty(north, saturday_early) == manager
    assert leader_on_duty(north, saturday_early.replace(day=20)) is None


def test_a_night_shift_is_of_the_evening_before(organisation, manager):
    night = create_team(
        None, name="Night", time_zone="Europe/London", opens_at=time(22), closes_at=time(6)
    )
    join_team(None, manager, night, Role.MANAGER, SINCE)
    assert leader_on_duty(night, datetime(2026, 11, 21, 5, 59, tzinfo=UTC)) == manager
    assert leader_on_duty(night, datetime(2026, 11, 21, 6, 0, tzinfo=UTC)) is None


def test_who_is_away_gone_or_leads_no_more_is_passed_over(
    north, south, supervisor, manager, other_supervisor, agent, administrator
):
    on_call(north, supervisor, 1, away_until=date(2026, 11, 21))
    on_call(north, agent, 2)
    on_call(north, other_supervisor, 3)
    on_call(north, manager, 4)
    assert leader_on_duty(north, NOON) == other_supervisor, "a leader from elsewhere may help out"
    leave(administrator, other_supervisor, date(2026, 11, 20), "Moved")
    assert leader_on_duty(north, NOON) == manager
    OnCall.objects.filter(person=supervisor).update(away_until=date(2026, 11, 20))
    assert leader_on_duty(north, NOON) == supervisor
