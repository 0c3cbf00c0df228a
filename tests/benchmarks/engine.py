"""P1 to P3 and P12: full rebuild against the database's own floor, incremental runs against it."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from goals.ingest.funnel import write
from goals.ingest.records import Record
from goals.models import Reading, Source
from goals.recompute import run, tallies
from tests.benchmarks.data import NOW

REPEATS = 5
CHANGES = 1_000


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def rebuild_floor() -> float:
    """All days' sums in one statement into a keyed table, and 20,000 goals' sums in another."""
    return seconds(_all_days) + seconds(_all_goals)


def full_rebuild() -> float:
    """Tallies of every layer from nothing, and every goal's current progress."""

    def work() -> None:
        with transaction.atomic():
            run.take_the_engine()
            tallies.rebuild()
        run.run_clock(NOW)

    return seconds(work)


def incremental(changes: int = CHANGES) -> float:
    """The median of several runs after so many new, late, corrected and withdrawn readings."""
    times = []
    for repeat in range(REPEATS + 1):
        write(Source.objects.get(), mixed(changes, repeat), now=NOW)
        times.append(seconds(lambda: run.run_stale(NOW)))
    # The first one warms caches that a worker keeps.
    return statistics.median(times[1:])


def statements(changes: int) -> int:
    """How many SQL statements an incremental run takes."""
    write(Source.objects.get(), mixed(changes, 99), now=NOW)
    with CaptureQueriesContext(connection) as captured:
        run.run_stale(NOW)
    return len(captured)


def mixed(changes: int, seed: int) -> list[Record]:
    """Half new, of today; a quarter late, of any day; a fifth corrected; the rest withdrawn."""
    chance = random.Random(seed)
    highest = Reading.objects.latest("pk").pk
    lowest = Reading.objects.earliest("pk").pk
    picked = [chance.randrange(lowest, highest) for _ in range(changes)]
    stored = list(Reading.objects.filter(pk__in=picked))
    records = []
    for place, reading in enumerate(stored):
        share = place / len(stored)
        new = share < 0.75
        today = NOW - timedelta(minutes=chance.randrange(400))
        records.append(
            Record(
                index=place,
                metric_id=reading.metric_id,
                external_id=f"{seed}-{place}" if new else reading.external_id,
                team_id=reading.team_id,
                agent_id=reading.agent_id,
                at=today if share < 0.5 else reading.at,
                value=None if share >= 0.95 else Decimal(chance.randrange(5)),
                weight=Decimal(1),
            )
        )
    return records


def _all_days() -> None:
    with connection.cursor() as cursor:
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


def _all_goals() -> None:
    """Each goal's current period summed from the readings, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH g AS (
                SELECT id, metric_id, scope, team_id, agent_id, cadence,
                       CASE cadence WHEN 'yearly' THEN date_trunc('year', %(day)s::date)
                            WHEN 'quarterly' THEN date_trunc('quarter', %(day)s::date)
                            WHEN 'monthly' THEN date_trunc('month', %(day)s::date)
                            WHEN 'weekly' THEN date_trunc('week', %(day)s::date)
                            ELSE %(day)s::date END AS first
                FROM goals_goal),
            d AS MATERIALIZED (
                SELECT metric_id, team_id, agent_id, day, SUM(value) v, SUM(weight) w, COUNT(*) n
                FROM goals_reading WHERE day >= date_trunc('year', %(day)s::date)
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
            {"day": NOW.date(), "slot": NOW.replace(minute=0)},
        )
        cursor.fetchall()
