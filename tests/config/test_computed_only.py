"""No page works anything out from the readings: every GET of every role, made from the table of addresses."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.urls import reverse

from goals.models import Reading
from tests.access.table import TABLE, TOKENS
from tests.access.world import NOW, World
from tests.guards import ReadingsAggregated, aggregates_readings, readings_left_alone

pytestmark = [pytest.mark.django_db, pytest.mark.either_database]

GETS = sorted(
    (name, role)
    for name, row in TABLE.items()
    if not name.startswith("admin:")
    for role in row.get or ()
)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        with transaction.atomic():
            yield World()
            transaction.set_rollback(True)
        connection.close()


@pytest.mark.parametrize(("name", "role"), GETS)
def test_a_page_reads_what_is_computed(world, name, role):
    client = world.callers[role]
    path = reverse(name, kwargs=TABLE[name].at(world))
    with time_machine.travel(NOW, tick=False), readings_left_alone():
        client.raise_request_exception = True
        try:
            client.get(path)
        finally:
            client.raise_request_exception = False


def test_there_are_pages_for_everybody_in_the_table():
    assert {"home", "company", "team", "goals:list"} <= {name for name, _ in GETS}
    assert {"agent", "manager", "administrator"} | TOKENS <= {role for _, role in GETS}


def test_the_guard_sees_an_aggregate_through_the_orm(db):
    with readings_left_alone():
        list(Reading.objects.all()[:5])
        Reading.objects.exists()
        with pytest.raises(ReadingsAggregated):
            Reading.objects.count()


@pytest.mark.parametrize(
    ("sql", "caught"),
    [
        ('SELECT SUM("goals_reading"."value") FROM "goals_reading"', True),
        ("SELECT avg(value) FROM goals_reading WHERE metric_id = 1", True),
        ('SELECT day FROM "goals_metric" JOIN "goals_reading" ON 1=1 GROUP BY day', True),
        ('SELECT "goals_reading"."value" FROM "goals_reading" ORDER BY at LIMIT 50', False),
        ('SELECT SUM("goals_agentday"."value") FROM "goals_agentday"', False),
        ('SELECT COUNT(*) FROM "goals_readings_of_others"', False),
    ],
)
def test_what_counts_as_an_aggregate_of_readings(sql, caught):
    assert aggregates_readings(sql) is caught
