"""What counts as working something out from the readings. That no page does: `tests/access/test_matrix.py`."""

import pytest

from goals.models import Reading
from tests.guards import ReadingsAggregated, aggregates_readings, readings_left_alone

pytestmark = pytest.mark.either_database


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
