"""A large contact centre, made by the database itself: 2,000 agents in 100 teams, 8 metrics, 90 days.

All teams work in London in winter, where local time is UTC: the database can then place readings without
knowing a time zone. 20,000 goals of every cadence: the organisation's, the teams', single agents'.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction

from goals.models import Goal, GoalTarget, Metric, Source
from goals.models.bulk import plain
from teams.models import Membership, Organisation, Role, Team, User

AGENTS, TEAMS, METRICS, DAYS = 2_000, 100, 8, 90
FIRST_DAY = date(2020, 12, 1)
NOW = datetime(2021, 2, 28, 15, 30, tzinfo=UTC)
SIZES = {"XS": 100_000, "S": 1_000_000, "M": 10_000_000}
TEAM_CADENCES = ("hourly", "daily", "weekly", "monthly", "quarterly", "yearly")
AGENT_CADENCES = ("daily", "weekly", "monthly", "quarterly", "yearly")
GOALS = 20_000


def build(readings: int) -> None:
    """People, metrics, goals and about so many readings, in an empty migrated database."""
    with transaction.atomic():
        _people()
        _metrics()
        _goals()
    if connection.vendor == "postgresql":
        _readings(readings)
    else:
        _readings_one_by_one(readings)


def _people() -> None:
    Organisation.objects.create(id=1, name="Bench")
    Team.objects.bulk_create(
        Team(
            name=f"Team {n:03}",
            slug=f"team-{n:03}",
            time_zone="Europe/London",
            opens_at=time(8),
            closes_at=time(20),
            working_days=[0, 1, 2, 3, 4, 5, 6],
        )
        for n in range(TEAMS)
    )
    User.objects.bulk_create(
        User(username=f"agent{n}", name=f"Agent {n:04}", password="!") for n in range(AGENTS)
    )
    teams = list(Team.objects.order_by("pk"))
    Membership.objects.bulk_create(
        Membership(user_id=pk, team=teams[n % TEAMS], role=Role.AGENT, starts_on=date(2020, 1, 1))
        for n, pk in enumerate(User.objects.order_by("pk").values_list("pk", flat=True))
    )


def _metrics() -> None:
    Source.objects.create(name="Bench")
    Metric.objects.bulk_create(
        Metric(
            slug=f"metric-{n}",
            name=f"Metric {n}",
            kind=Metric.Kind.RATIO if n % 2 else Metric.Kind.TOTAL,
            unit=Metric.Unit.PERCENT if n % 2 else Metric.Unit.COUNT,
        )
        for n in range(METRICS)
    )


def _goals() -> None:
    owner = User.objects.order_by("pk").first()
    metrics = list(Metric.objects.order_by("pk"))
    common = {
        "owner": owner,
        "created_by": owner,
        "created_at": NOW,
        "why": "Because somebody waits.",
        "starts_on": FIRST_DAY,
        "filled_on": NOW.date(),
    }
    goals = [
        Goal(
            name=f"Whole {cadence}", metric=metric, scope="organisation", cadence=cadence, **common
        )
        for metric in metrics
        for cadence in TEAM_CADENCES
    ]
    goals += [
        Goal(
            name=f"Team {cadence}",
            metric=metric,
            scope="team",
            team=team,
            cadence=cadence,
            **common,
        )
        for team in Team.objects.order_by("pk")
        for metric in metrics
        for cadence in TEAM_CADENCES
    ]
    members = Membership.objects.order_by("pk").values_list("user_id", "team_id")
    singles = (
        Goal(
            name=f"Own {cadence}", metric=metric, scope="agent", agent_id=user_id, team_id=team_id,
            cadence=cadence, **common,
        )
        for metric in metrics
        for cadence in AGENT_CADENCES
        for user_id, team_id in members
    )  # fmt: skip
    goals += [goal for goal, _ in zip(singles, range(GOALS - len(goals)), strict=False)]
    Goal.objects.bulk_create(goals, batch_size=5_000)
    GoalTarget.objects.bulk_create(
        (
            GoalTarget(
                goal=goal, since=FIRST_DAY, target=75, reason="Agreed.", set_by=owner, set_at=NOW
            )
            for goal in goals
        ),
        batch_size=5_000,
    )


def _readings(wanted: int) -> None:
    """Spread evenly over metrics, agents and days; eleven working hours a day."""
    each = max(round(wanted / (AGENTS * METRICS * DAYS)), 1)
    some_days = wanted < AGENTS * METRICS * DAYS
    keep = f"AND (u.id + d.n) %% {AGENTS * METRICS * DAYS // wanted} = 0" if some_days else ""
    indexes = _drop_indexes()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(
            f"""
            INSERT INTO goals_reading (metric_id, team_id, agent_id, at, day, slot,
                organisation_day, value, weight, source_id, external_id, import_id)
            SELECT m.id, ms.team_id, u.id, t.at, d.day, date_trunc('hour', t.at, 'UTC'), d.day,
                   CASE WHEN (u.id + t.n + d.n) %% 4 = 0 THEN 0 ELSE 10000 END, 10000, s.id,
                   m.id || '-' || u.id || '-' || d.n || '-' || t.n, 0
            FROM (SELECT n, %s::date + n AS day FROM generate_series(0, {DAYS - 1}) n) d
            CROSS JOIN teams_user u
            JOIN teams_membership ms ON ms.user_id = u.id
            CROSS JOIN goals_metric m
            CROSS JOIN goals_source s
            CROSS JOIN LATERAL (
                SELECT n, (d.day + time '08:00') AT TIME ZONE 'UTC'
                          + ((n * 660 / {each} + u.id * 7 + m.id * 13) %% 660) * interval '1 minute' AS at
                FROM generate_series(0, {each - 1}) n
            ) t
            WHERE t.at <= %s {keep}
            """,
            [FIRST_DAY, NOW],
        )
    for statement in indexes:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE goals_reading")
        cursor.execute("ANALYZE")


def _readings_one_by_one(wanted: int) -> None:
    """The same for a database that cannot make series of numbers."""
    each = max(round(wanted / (AGENTS * METRICS * DAYS)), 1)
    every = max(AGENTS * METRICS * DAYS // wanted, 1)
    source = Source.objects.get()
    members = list(Membership.objects.order_by("pk").values_list("user_id", "team_id"))
    metrics = list(Metric.objects.order_by("pk").values_list("pk", flat=True))

    def rows() -> Iterator[tuple[Any, ...]]:
        for n in range(DAYS):
            day = FIRST_DAY + timedelta(days=n)
            opens = datetime.combine(day, time(8), UTC)
            for user_id, team_id in members:
                if wanted < AGENTS * METRICS * DAYS and (user_id + n) % every:
                    continue
                for metric_id in metrics:
                    for k in range(each):
                        minutes = (k * 660 // each + user_id * 7 + metric_id * 13) % 660
                        at = opens + timedelta(minutes=minutes)
                        if at <= NOW:
                            slot = at.replace(minute=0)
                            value = 0 if (user_id + k + n) % 4 == 0 else 10_000
                            yield (
                                metric_id, team_id, user_id, plain(at), plain(day), plain(slot),
                                plain(day), value, 10_000, source.pk,
                                f"{metric_id}-{user_id}-{n}-{k}", 0,
                            )  # fmt: skip

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO goals_reading (metric_id, team_id, agent_id, at, day, slot,"
            " organisation_day, value, weight, source_id, external_id, import_id)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            rows(),
        )
        cursor.execute("ANALYZE")


def _drop_indexes() -> list[str]:
    """Rows go in several times faster without; the statements that bring the indexes back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'goals_reading'"
            " AND indexname IN ('reading_to_tally', 'reading_at')"
        )
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("ALTER TABLE goals_reading DROP CONSTRAINT reading_counts_once")
    return [definition for _, definition in found] + [
        (
            "ALTER TABLE goals_reading ADD CONSTRAINT reading_counts_once"
            " UNIQUE (source_id, metric_id, external_id)"
        )
    ]
