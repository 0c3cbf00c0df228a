"""P1 to P5 and P12: full rebuild and goals against the database's own floor, incremental runs against them."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from decimal import Decimal
from unittest import mock

from django.db import connection, transaction
from django.db.models import Count, Sum
from django.test.utils import CaptureQueriesContext

from goals.ingest.funnel import write
from goals.ingest.records import Record
from goals.models import Cadence, Progress, Reading, Scope, Snapshot, Source
from goals.recompute import run, standings, tallies
from goals.recompute.pasts import Pasts
from goals.recompute.plans import Plan, read_plans
from tests.benchmarks import floors
from tests.benchmarks.data import NOW

REPEATS = 5
CHANGES = 1_000


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure() -> dict[str, float]:
    """Seconds of each, and statements."""
    floor = [rebuild_floor()]
    rebuild = full_rebuild()
    floor.append(rebuild_floor())
    goal_floor = [seconds(floors.all_goals) for _ in range(3)]
    return {
        "floor": sum(floor) / 2,
        "rebuild": rebuild,
        "goal floor": statistics.median(goal_floor),
        "goals": goals_alone(),
        "goals, not foretold": goals_alone(foretold=False),
        "goals one by one": goals_one_by_one(),
        # The rest begins where a run has left everything as it should be.
        "again": goals_alone(),
        "incremental": incremental(),
        "statements 10": statements(10),
        "statements 10000": statements(10_000),
    }


def rebuild_floor() -> float:
    """All days' sums in one statement into a keyed table, and 20,000 goals' sums in another."""
    return seconds(floors.all_days) + seconds(floors.all_goals)


def full_rebuild() -> float:
    """Tallies of every layer from nothing, and every goal's current progress."""

    def work() -> None:
        with transaction.atomic():
            run.take_the_engine()
            tallies.rebuild()
        run.run_clock(NOW)

    return seconds(work)


def goals_alone(*, foretold: bool = True) -> float:
    """Every goal's current period from the tallies: progress, status and snapshots, written from nothing.

    Without `foretold`, as if no figure had a past to forecast from.
    """
    Progress.objects.all().delete()
    Snapshot.objects.all().delete()
    nothing_known = mock.patch.object(standings, "read_pasts", return_value=Pasts({}))
    with nullcontext() if foretold else nothing_known:
        return seconds(lambda: run.run_clock(NOW))


def goals_one_by_one(sample: int = 200) -> float:
    """The way most software goes: for each goal a query, and a save. Timed for some, and scaled to all."""
    plans = list(read_plans().by_id.values())
    some = random.Random(1).sample(plans, min(sample, len(plans)))

    def work() -> None:
        for plan in some:
            _work_out_one(plan)

    return seconds(work) * len(plans) / len(some)


def _work_out_one(plan: Plan) -> None:
    period = plan.rhythm.period_of(NOW.date())
    if period is None:
        return
    found = Reading.objects.filter(metric=plan.metric_id, day__range=(period.first, period.last))
    starts_at, ends_at = plan.calendar.window(period)
    if plan.rhythm.cadence == Cadence.HOURLY:
        starts_at = NOW.replace(minute=0)
        ends_at = starts_at + timedelta(hours=1)
        found = found.filter(at__gte=starts_at, at__lt=ends_at)
    if plan.scope == Scope.TEAM:
        found = found.filter(team=plan.team_id)
    elif plan.scope == Scope.AGENT:
        found = found.filter(agent_id=plan.agent_id)
    sums = found.aggregate(value=Sum("value"), weight=Sum("weight"), n=Count("pk"))
    target, _ = plan.target_of(period)
    Progress.objects.update_or_create(
        goal_id=plan.id,
        agent_id=plan.agent_id,
        starts_at=starts_at,
        defaults={
            "ends_at": ends_at,
            "first_day": period.first,
            "last_day": period.last,
            "value": sums["value"] or 0,
            "weight": sums["weight"] or 0,
            "n": sums["n"],
            "target": target,
            "expected": target,
            "status": "on_pace",
            "work_done": 0,
            "work_total": 0,
            "computed_at": NOW,
        },
    )


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
