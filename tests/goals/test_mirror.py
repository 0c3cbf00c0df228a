"""What the mirror shows of figures: a leader's own work, each figure by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from goals.ingest.funnel import write
from goals.ingest.records import Record
from goals.models import Source
from goals.queries.mirror import own_figures
from goals.recompute.run import run_until_done
from tests.scene import a_metric, a_ratio
from tests.teams.test_mirror import NOW, spans

pytestmark = pytest.mark.django_db


@pytest.fixture
def came_in(north, supervisor, agent):
    """Two metrics: calls of the supervisor's, some of an agent's, and a ratio."""
    calls, ratio = a_metric("Calls"), a_ratio("Happy")
    rows = [
        (calls, supervisor, NOW - timedelta(hours=2), 3),
        (calls, supervisor, NOW - timedelta(days=3), 4),
        (calls, supervisor, datetime(2026, 10, 6, 9, tzinfo=UTC), 5),
        (calls, agent, NOW - timedelta(hours=2), 100),
        (ratio, supervisor, NOW - timedelta(hours=2), 1),
    ]
    write(
        Source.objects.create(name="A"),
        [
            Record(n, metric.pk, str(n), north.pk, who.pk, at, Decimal(value), Decimal(1))
            for n, (metric, who, at, value) in enumerate(rows)
        ],
        now=NOW,
    )
    run_until_done(NOW)
    return calls


def test_ones_own_calls_and_nobody_elses(came_in, supervisor, client_of, time_machine):
    (found,) = own_figures(supervisor, spans(), NOW)
    assert (found.this.sentence, found.before.sentence) == ("Calls: 7.", "Calls: 5.")
    (thing,) = found.this.things
    assert thing.hint == "North"
    time_machine.move_to(NOW, tick=False)
    page = client_of(supervisor).get(thing.url)
    assert page.status_code == 200
    assert ">7<" in page.content.decode().replace(" ", "").replace("\n", "")


def test_without_own_work_there_is_no_line(came_in, manager):
    assert list(own_figures(manager, spans(), NOW)) == []


def test_nothing_in_one_of_the_two(came_in, supervisor):
    day = datetime(2026, 12, 2, tzinfo=UTC).date()
    (found,) = own_figures(supervisor, spans(day=day), NOW)
    assert found.this.sentence == "Nothing came in as done by you."
    assert found.before.sentence == "Calls: 7."
