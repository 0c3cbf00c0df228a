"""P6: readings through the API, against what the database takes in by itself and the plain REST way."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.test import Client
from rest_framework import serializers

from goals.ingest.funnel import STAGE
from goals.models import Metric, Reading, Source
from goals.models.bulk import load, temporary
from teams.actions.tokens import create_token
from teams.models import Membership, User
from tests.benchmarks.data import NOW
from tests.benchmarks.engine import seconds

BATCH = 10_000
BATCHES = 5
PLAIN_ROWS = 1_000


def measure() -> dict[str, float]:
    """Rows a second: the floor, the API's first load and replay, and a serializer's many=True save."""
    floor = BATCH * BATCHES / sum(seconds(lambda n=n: _floor(n)) for n in range(BATCHES))  # type: ignore[misc]
    return {"floor": floor, **_through_the_api(), "plain": _plain_rest()}


def _rows(batch: int) -> list[dict[str, Any]]:
    slugs = list(Metric.objects.order_by("pk").values_list("slug", flat=True))
    agents = list(User.objects.filter(username__startswith="agent").order_by("pk")[:500])
    return [
        {
            "metric": slugs[n % len(slugs)],
            "agent": agents[n % len(agents)].username,
            "at": (NOW - timedelta(seconds=(batch * BATCH + n) % 300_000)).isoformat(),
            "value": str(n % 7),
            "weight": "1",
            "external_id": f"api-{batch}-{n}",
        }
        for n in range(BATCH)
    ]


def _through_the_api() -> dict[str, float]:
    """The first load; the same bodies again; and the same rows in another order, which must all be read."""
    admin = User.objects.create_superuser("bench-admin", "Bench Admin", password="-")
    _, token = create_token(None, admin, "bench", ["ingest"], source="Bench API", now=NOW)
    client = Client(SERVER_NAME="127.0.0.1")
    batches = [_rows(batch) for batch in range(BATCHES)]
    bodies = [json.dumps({"readings": rows}) for rows in batches]
    others = [json.dumps({"readings": rows[::-1]}) for rows in batches]

    def send(body: str) -> None:
        answer = client.post(
            "/api/v1/readings/",
            body,
            content_type="application/json",
            headers={"authorization": f"Bearer {token}"},
        )
        assert answer.status_code == 200, answer.content[:500]
        assert not answer.json()["rejected"]

    # What a worker does once in its life is no part of any of them.
    send(json.dumps({"readings": _rows(0)[:1]}))
    return {
        name: BATCH * BATCHES / sum(seconds(lambda body=body: send(body)) for body in several)  # type: ignore[misc]
        for name, several in (("first", bodies), ("replay", bodies), ("reread", others))
    }


def _floor(batch: int) -> None:
    """COPY to a stage, insert on conflict, marks: nothing checked, nothing resolved."""
    metrics = list(Metric.objects.values_list("pk", flat=True))
    people = list(Membership.objects.order_by("pk").values_list("user_id", "team_id")[:500])
    source, _ = Source.objects.get_or_create(name="Floor")
    rows = []
    for n in range(BATCH):
        user_id, team_id = people[n % len(people)]
        at = NOW - timedelta(seconds=(batch * BATCH + n) % 300_000)
        slot = at.replace(minute=0, second=0, microsecond=0)
        rows.append(
            (n, metrics[n % len(metrics)], f"floor-{batch}-{n}", team_id, user_id, at, at.date(),
             slot, at.date(), n % 7 * 10_000, 10_000)
        )  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor, temporary(cursor, "stage", STAGE):
        load(cursor, "stage", STAGE, rows)
        cursor.execute(
            "INSERT INTO goals_reading (metric_id, external_id, team_id, agent_id, at, day, slot,"
            " organisation_day, value, weight, source_id, import_id) SELECT metric_id, external_id,"
            " team_id, agent_id, at, day, slot, organisation_day, value, weight, %s, 0 FROM stage WHERE 1 = 1"
            " ON CONFLICT (source_id, metric_id, external_id) DO UPDATE SET value = excluded.value",
            [source.pk],
        )
        cursor.execute(
            "INSERT INTO goals_stalemark (metric_id, team_id, agent_id, day, slot, organisation_day)"
            " SELECT DISTINCT metric_id, team_id, agent_id, day, slot, organisation_day FROM stage"
        )


class _PlainSerializer(serializers.ModelSerializer[Reading]):
    class Meta:
        model = Reading
        fields = ("metric", "team", "agent_id", "at", "day", "slot", "organisation_day", "value",
                  "weight", "source", "external_id")  # fmt: skip


def _plain_rest() -> float:
    """The way the framework's tutorial shows: one serializer, many=True, is_valid, save."""
    metric, source = Metric.objects.earliest("pk"), Source.objects.get(name="Floor")
    user_id, team_id = Membership.objects.order_by("pk").values_list("user_id", "team_id")[0]
    rows = [
        {
            "metric": metric.pk, "team": team_id, "agent_id": user_id, "at": NOW.isoformat(),
            "day": str(NOW.date()), "slot": NOW.isoformat(), "organisation_day": str(NOW.date()),
            "value": "1", "weight": "1", "source": source.pk, "external_id": f"plain-{n}",
        }
        for n in range(PLAIN_ROWS)
    ]  # fmt: skip

    def save() -> None:
        serializer = _PlainSerializer(data=rows, many=True)
        serializer.is_valid(raise_exception=True)
        serializer.save()

    return PLAIN_ROWS / seconds(save)
