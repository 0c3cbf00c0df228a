"""The same sent twice at the same moment, on connections of their own: it is there once."""

from datetime import time

import pytest
from django.db import connection

from teams.actions.day import add_box
from teams.calendar import Clock
from teams.decision_kinds import DECIDED
from teams.models import DayBox, Decision, Notice
from tests.teams.decisions_scene import NOW, decided
from tests.teams.test_concurrency import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"
    ),
]


def test_case_20_a_decision_sent_four_times_at_once_is_written_down_and_told_once(
    supervisor, agent, north
):
    came = at_once(*(lambda: decided(supervisor, north) for _ in range(4)))
    assert {one.pk for one in came} == {Decision.objects.get().pk}
    assert Notice.objects.filter(user=agent, kind=DECIDED).count() == 1


def test_case_20_time_sent_four_times_at_once_is_set_aside_once(manager):
    def set_aside():
        return add_box(
            manager, title="Walk the floor", at=time(14), minutes=30, clock=Clock("Europe/London"),
            now=NOW,
        )  # fmt: skip

    came = at_once(*(set_aside for _ in range(4)))
    assert {one.pk for one in came} == {DayBox.objects.get().pk}
