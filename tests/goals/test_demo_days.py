"""The demonstration's days: teams that meet, somebody who is away today, and two who will be."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from goals.demo.days import MEETS, seed_away, seed_meetings
from goals.models import AgentDay, Metric
from teams.demo import seed_people
from teams.models import Absence, Notice, Team, User
from tests.goals.november import words

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)
    cast = seed_people(NOW.date(), NOW)
    metric = Metric.objects.create(slug="calls", name="Calls", kind="total", unit="count")
    north = cast.teams["North"]
    for person in User.objects.exclude(username__in=["callum", "hannah", "dele"]):
        AgentDay.objects.create(
            metric_id=metric.pk, team_id=north.pk, agent_id=person.pk, day=NOW.date(), value=1,
            weight=1, n=1,
        )  # fmt: skip


def entered():
    return sorted(Absence.objects.values_list("user__username", "starts_on", "ends_on"))


def test_whoever_has_no_figures_today_is_away_and_two_more_will_be():
    with transaction.atomic():
        seed_away(NOW)
        first = entered()
        transaction.set_rollback(True)
    seed_away(NOW)
    assert entered() == first == [
        ("callum", date(2026, 11, 20), date(2026, 11, 24)),
        ("hannah", date(2026, 11, 26), date(2026, 12, 1)),
        ("marcus", date(2026, 12, 2), date(2026, 12, 7)),
    ]  # fmt: skip
    assert [one.user.username for one in Notice.objects.filter(kind="teams.away")] == ["callum"]


def test_the_pages_show_it(client_of):
    seed_meetings()
    seed_away(NOW)
    priya = client_of(User.objects.get(username="priya"))
    assert "10:15 to 10:23 Huddle" in words(priya.get("/"))
    assert "Away, back Tue 24 Nov" in words(priya.get("/people/"))
    assert dict(Team.objects.values_list("name", "huddle_at")) == MEETS
