"""How a leader's cases are reached among all there are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from escalations.models import Category, Escalation
from escalations.permissions import escalations_visible_to
from escalations.queries.breaks import asked_lately
from tests.scene import NOW

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite reads through what PostgreSQL combines"
    ),
]


def plan_of(cases):
    """Which ways there are to these: of a few rows all would be read through, which is faster."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    return cases.order_by().values("pk").explain()


def test_what_a_leader_may_open_is_reached_by_indexes_alone(supervisor):
    """One way in without an index, and every search reads the whole table: who was asked, who has taken it."""
    plan = plan_of(escalations_visible_to(supervisor))
    assert "escalation_asked_of" in plan
    assert "escalation_taken_by" in plan
    assert "Seq Scan on escalations_escalation" not in plan


def test_who_asked_for_a_break_lately_is_found_by_the_days_of_each_way(supervisor, agent, north):
    """Each page of *Today* asks: with the days apart from the teams, every case there ever was is read."""
    category = Category.objects.first()
    Escalation.objects.bulk_create(
        Escalation(
            team=north, logged_by=agent, category=category, about="Third missed delivery",
            need="decision", state="resolved", outcome="agreed", created_at=at, saved_at=at,
            opened_at=at, resolved_at=at, day=at.date(), hour=at.hour,
        )
        for at in (NOW - back * timedelta(hours=4) for back in range(4_000))
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE escalations_escalation")
    plan = asked_lately(supervisor, NOW).order_by().values("pk").explain()
    assert "Seq Scan on escalations_escalation" not in plan
    conditions = [line for line in plan.splitlines() if "Index Cond" in line]
    assert any("team_id" in line and "day >=" in line for line in conditions)
