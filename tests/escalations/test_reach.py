"""How a leader's cases are reached among all there are."""

from __future__ import annotations

import pytest
from django.db import connection

from escalations.permissions import escalations_visible_to

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite reads through what PostgreSQL combines"
)
def test_what_a_leader_may_open_is_reached_by_indexes_alone(supervisor):
    """One way in without an index, and every search reads the whole table: who was asked, who has taken it."""
    with connection.cursor() as cursor:
        # A few rows are read through faster. These tell which ways there are.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    plan = escalations_visible_to(supervisor).order_by().values("pk").explain()
    assert "escalation_asked_of" in plan
    assert "escalation_taken_by" in plan
    assert "Seq Scan on escalations_escalation" not in plan
