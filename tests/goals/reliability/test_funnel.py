"""Cases 8 and 20: several writers at once, and somebody who consumes what they mark."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from decimal import Decimal

import pytest

from goals.models import Goal, Reading, Source, TeamDay
from goals.recompute import run
from teams.models import Team, User
from tests.goals.engine.numbers import NOW, at, make_goal, make_metric, record, send
from tests.goals.reliability.checks import check_counts_once, check_stored_once
from tests.goals.reliability.figures import assert_as_rebuilt, assert_in_place
from tests.goals.reliability.processes import start
from tests.goals.reliability.together import at_once, good

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def goal(north: Team, manager: User) -> Goal:
    metric = make_metric()
    make_goal(metric, manager, 10, scope="members", team=north, cadence="daily")
    return make_goal(metric, manager, 10, scope="team", team=north)


def consuming(rounds: int) -> Callable[[], None]:
    """A consumer who comes again and again."""

    def consume() -> None:
        for _ in range(rounds):
            run.run_until_done(NOW)

    return consume


def test_case_8_the_same_readings_from_four_writers_count_once(
    goal: Goal, north: Team, agent: User, colleague: User
) -> None:
    check_counts_once(goal, north, [agent, colleague], lambda: run.run_until_done(NOW))
    assert sum(TeamDay.objects.values_list("value", flat=True)) == 2 * sum(range(1, 11))


def test_case_8_the_database_itself_stores_a_reading_once(goal: Goal, north: Team) -> None:
    send(record(goal.metric, north, None, "2021-02-01 10:00", 1))
    check_stored_once()


def test_case_8_the_same_readings_from_three_processes_count_once(
    goal: Goal, north: Team, agent: User
) -> None:
    Source.objects.create(name="Tests")
    program = f"""
import django, json, sys
django.setup()
from datetime import datetime, timedelta
from decimal import Decimal
from goals.ingest.funnel import write
from goals.ingest.records import Record
from goals.models import Source
now = datetime.fromisoformat("{NOW.isoformat()}")
source = Source.objects.get()
print("ready", flush=True)
sys.stdin.readline()
rows = [
    Record(0, {goal.metric_id}, str(n), {north.pk}, {agent.pk},
           now - timedelta(hours=n), Decimal(n), Decimal(1))
    for n in range(60)
]
found = [0, 0]
for first in range(0, 60, 7):
    outcome = write(source, rows[first:first + 7], now=now)
    found[0] += outcome.created
    found[1] += outcome.unchanged
print(json.dumps(found), flush=True)
"""
    writers = [start([sys.executable, "-c", program]) for _ in range(3)]
    for writer in writers:
        assert writer.line() == "ready", writer.log()
    for writer in writers:
        writer.say("go")
    consuming(3)()
    outcomes = [json.loads(writer.line()) for writer in writers]
    assert [writer.end() for writer in writers] == [0, 0, 0]
    assert sum(created for created, _ in outcomes) == 60
    assert sum(unchanged for _, unchanged in outcomes) == 120
    run.run_until_done(NOW)
    assert sum(TeamDay.objects.values_list("value", flat=True)) == sum(range(60))
    assert_as_rebuilt(NOW)


def test_case_20_corrections_and_withdrawals_at_once_end_in_one_of_them(
    goal: Goal, north: Team, agent: User
) -> None:
    def history(value: int | None, hour: int) -> list:
        return [
            record(goal.metric, north, agent, f"2021-02-{day:02} {hour:02}:00", value,
                   external_id=str(day))
            for day in range(1, 13)
        ]  # fmt: skip

    send(*history(1, 9))
    good(
        at_once(
            *[lambda v=value: send(*history(v, 9 + v)) for value in (2, 3, 4)],
            lambda: send(*history(None, 9)),
            consuming(4),
        )
    )
    run.run_until_done(NOW)
    left = list(Reading.objects.values_list("value", "at__hour"))
    assert all((value, hour) in {(2, 11), (3, 12), (4, 13)} for value, hour in left)
    assert len(left) in {0, 12}
    assert_in_place()
    assert_as_rebuilt(NOW)


def test_case_20_writers_and_consumers_at_once_lose_no_mark(
    goal: Goal, north: Team, agent: User, colleague: User
) -> None:
    def writer(number: int, who: User) -> Callable[[], None]:
        def write() -> None:
            for day in range(1, 15):
                when = f"2021-02-{day:02} {8 + number:02}:00"
                send(record(goal.metric, north, who, when, day), source=f"Source {number}")

        return write

    good(
        at_once(
            *[writer(number, who) for number, who in enumerate((agent, colleague, agent))],
            consuming(5),
            consuming(5),
        )
    )
    run.run_until_done(NOW)
    assert sum(TeamDay.objects.values_list("value", flat=True)) == 3 * sum(range(1, 15))
    assert_as_rebuilt(NOW)


def test_case_8_two_sources_may_use_the_same_ids(goal: Goal, north: Team) -> None:
    one = record(goal.metric, north, None, "2021-02-01 10:00", 1, external_id="1")
    good(at_once(lambda: send(one, source="A"), lambda: send(one, source="B")))
    assert Reading.objects.count() == 2


def test_case_20_a_source_is_as_fresh_as_its_newest_reading(goal: Goal, north: Team) -> None:
    """Whoever commits last, and however old the row was that the writer had in hand."""
    from goals.ingest.funnel import write

    source = Source.objects.create(name="Tests")
    as_read_before = Source.objects.get()
    write(source, [record(goal.metric, north, None, "2021-02-03 10:00", 1)], now=NOW)
    write(as_read_before, [record(goal.metric, north, None, "2021-02-01 10:00", 1)], now=NOW)
    assert Source.objects.get().last_reading_at == at("2021-02-03 10:00")


def test_case_8_a_batch_that_fails_leaves_nothing(
    goal: Goal, north: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    from goals.ingest import funnel
    from goals.models import StaleMark

    def burst(*_: object, **__: object) -> None:
        message = "the disk is full"
        raise OSError(message)

    send(record(goal.metric, north, None, "2021-02-01 10:00", 1, external_id="1"))
    run.run_until_done(NOW)
    with monkeypatch.context() as patch:
        patch.setattr(funnel, "_insert_new", burst)
        with pytest.raises(OSError, match="full"):
            send(
                record(goal.metric, north, None, "2021-02-01 10:00", 5, external_id="1"),
                record(goal.metric, north, None, "2021-02-02 10:00", 5, external_id="2"),
            )
    assert list(Reading.objects.values_list("value", flat=True)) == [Decimal(1)]
    assert not StaleMark.objects.exists()
    # The same connection goes on, with nothing of the failed batch left over in it.
    assert send(record(goal.metric, north, None, "2021-02-02 10:00", 5)).created == 1
