"""What the database itself can do: all days' sums, and all goals' sums, in one statement each."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from goals.models.bulk import plain
from tests.benchmarks.data import NOW


def all_days() -> None:
    """Each agent's and metric's sums of each day, into a keyed table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("SET work_mem = '256MB'")
        cursor.execute("DROP TABLE IF EXISTS floor_days")
        cursor.execute(
            "CREATE TABLE floor_days (metric_id bigint, agent_id bigint, day date, value numeric,"
            " weight numeric, n bigint, PRIMARY KEY (metric_id, agent_id, day))"
        )
        cursor.execute(
            "INSERT INTO floor_days SELECT metric_id, agent_id, day, SUM(value), SUM(weight), COUNT(*)"
            " FROM goals_reading GROUP BY metric_id, agent_id, day"
        )
        cursor.execute("DROP TABLE floor_days")


def all_goals() -> None:
    """Each goal's current period summed from the readings."""
    today = NOW.date()
    begin = {
        "yearly": today.replace(month=1, day=1),
        "quarterly": today.replace(month=today.month - (today.month - 1) % 3, day=1),
        "monthly": today.replace(day=1),
        "weekly": today - timedelta(days=today.weekday()),
        "day": today,
        "slot": NOW.replace(minute=0),
    }
    cast = "::date" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH g AS (
                SELECT id, metric_id, scope, team_id, agent_id, cadence,
                       CASE cadence WHEN 'yearly' THEN %(yearly)s{cast}
                            WHEN 'quarterly' THEN %(quarterly)s{cast}
                            WHEN 'monthly' THEN %(monthly)s{cast}
                            WHEN 'weekly' THEN %(weekly)s{cast}
                            ELSE %(day)s{cast} END AS first
                FROM goals_goal),
            d AS MATERIALIZED (
                SELECT metric_id, team_id, agent_id, day, SUM(value) v, SUM(weight) w, COUNT(*) n
                FROM goals_reading WHERE day >= %(yearly)s
                GROUP BY metric_id, team_id, agent_id, day),
            t AS MATERIALIZED (
                SELECT metric_id, team_id, day, SUM(v) v, SUM(w) w, SUM(n) n FROM d
                GROUP BY metric_id, team_id, day),
            o AS MATERIALIZED (
                SELECT metric_id, day, SUM(v) v, SUM(w) w, SUM(n) n FROM t GROUP BY metric_id, day),
            h AS MATERIALIZED (
                SELECT metric_id, team_id, SUM(value) v, SUM(weight) w, COUNT(*) n
                FROM goals_reading WHERE day = %(day)s AND slot = %(slot)s
                GROUP BY metric_id, team_id)
            SELECT g.id, SUM(v), SUM(w), SUM(n) FROM g JOIN d ON d.metric_id = g.metric_id
               AND d.agent_id = g.agent_id AND d.day >= g.first WHERE scope = 'agent' GROUP BY g.id
            UNION ALL
            SELECT g.id, SUM(v), SUM(w), SUM(n) FROM g JOIN t ON t.metric_id = g.metric_id
               AND t.team_id = g.team_id AND t.day >= g.first
             WHERE scope = 'team' AND cadence <> 'hourly' GROUP BY g.id
            UNION ALL
            SELECT g.id, SUM(v), SUM(w), SUM(n) FROM g JOIN o ON o.metric_id = g.metric_id
               AND o.day >= g.first
             WHERE scope = 'organisation' AND cadence <> 'hourly' GROUP BY g.id
            UNION ALL
            SELECT g.id, SUM(v), SUM(w), SUM(n) FROM g JOIN h ON h.metric_id = g.metric_id
               AND (scope = 'organisation' OR h.team_id = g.team_id)
             WHERE cadence = 'hourly' GROUP BY g.id
            """,
            {name: plain(value) for name, value in begin.items()},
        )
        cursor.fetchall()
