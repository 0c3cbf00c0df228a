"""Cases 17 and 20: writer, calendar and consumer of marks, caught half-way in one another's transactions.

About PostgreSQL: SQLite lets one of them write at a time, from beginning to end.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

import pytest
from django.db import transaction

from goals.ingest import funnel
from goals.models import Metric, StaleMark, TeamDay
from goals.recompute import jobs, moves, run
from goals.recompute import tallies as engine_tallies
from teams.actions import update_team
from teams.models import Team, User
from tests.goals.engine.numbers import NOW, make_goal, make_metric, record, send
from tests.goals.reliability.figures import assert_as_rebuilt, assert_in_place
from tests.goals.reliability.together import Halt, held

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("on_postgres")]

EVENING = "2021-02-01 23:30"  # in Tokyo the next morning


@pytest.fixture
def metric(north: Team, manager: User) -> Metric:
    """With goals of two cadences on it."""
    metric = make_metric()
    make_goal(metric, manager, 9, scope="team", team=north, cadence="daily")
    make_goal(metric, manager, 9, scope="members", team=north)
    return metric


def uncommitted(halt: Halt, write: Callable[[], object]) -> Callable[[], None]:
    """A writer that has written everything, and has not committed yet."""

    def act() -> None:
        with transaction.atomic():
            write()
            halt.here()

    return act


def test_case_20_a_mark_that_commits_late_is_not_lost(
    metric: Metric, north: Team, agent: User, colleague: User
) -> None:
    """Its id is lower than those taken meanwhile, and it was not there to be seen."""
    send(record(metric, north, colleague, EVENING, 1), source="Another")
    halt = Halt()
    late = uncommitted(halt, lambda: send(record(metric, north, agent, EVENING, 5)))
    with held(late, halt):
        send(record(metric, north, colleague, EVENING, 2), source="Another")
        run.run_until_done(NOW)
        assert TeamDay.objects.get().value == 2
        assert not StaleMark.objects.exists()
    assert StaleMark.objects.exists()
    run.run_until_done(NOW)
    assert TeamDay.objects.get().value == 7
    assert_as_rebuilt(NOW)


def test_case_20_a_correction_between_taking_marks_and_summing_is_not_lost(
    metric: Metric, north: Team, agent: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(record(metric, north, agent, EVENING, 1))
    halt = Halt()
    monkeypatch.setattr(engine_tallies, "summed_anew", halt.before(engine_tallies.summed_anew))
    with held(lambda: run.run_until_done(NOW), halt):
        send(record(metric, north, agent, EVENING, 4))
    run.run_until_done(NOW)
    assert TeamDay.objects.get().value == 4
    assert_as_rebuilt(NOW)


def test_case_17_a_reading_placed_by_the_calendar_of_before_is_placed_anew(
    metric: Metric, north: Team, agent: User
) -> None:
    halt = Halt()
    late = uncommitted(halt, lambda: send(record(metric, north, agent, EVENING, 5)))
    with held(late, halt):
        update_team(None, north, time_zone="Asia/Tokyo")
        run.run_until_done(NOW)
    run.run_until_done(NOW)
    assert_in_place()
    assert_as_rebuilt(NOW)


@pytest.mark.parametrize("value", [4, None], ids=["corrected", "withdrawn"])
def test_case_17_a_reading_that_moves_while_it_is_changed_leaves_nothing_behind(
    value: int | None,
    metric: Metric,
    north: Team,
    agent: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    send(record(metric, north, agent, EVENING, 1, external_id="a"))
    run.run_until_done(NOW)
    halt = Halt()
    monkeypatch.setattr(funnel, "_change_stored", halt.before(funnel._change_stored))
    change = record(metric, north, agent, "2021-02-05 12:00", value, external_id="a")
    with held(lambda: send(change), halt):
        update_team(None, north, time_zone="Asia/Tokyo")
        run.run_until_done(NOW)
    run.run_until_done(NOW)
    assert_in_place()
    assert_as_rebuilt(NOW)


def test_case_17_a_reading_that_is_changed_while_it_moves_ends_where_it_belongs(
    metric: Metric, north: Team, agent: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(record(metric, north, agent, EVENING, 1, external_id="a"))
    run.run_until_done(NOW)
    update_team(None, north, time_zone="Asia/Tokyo")
    halt = Halt()
    monkeypatch.setattr(moves, "_write", halt.before(moves._write))
    with held(lambda: run.run_until_done(NOW), halt):
        send(record(metric, north, agent, "2021-02-05 12:00", 4, external_id="a"))
    run.run_until_done(NOW)
    assert_in_place()
    assert_as_rebuilt(NOW)


def test_case_21_the_sweep_does_not_wait_for_a_long_run(north: Team) -> None:
    jobs.sweep(NOW)
    halt = Halt()

    @transaction.atomic
    def long_run() -> None:
        run.take_the_engine()
        halt.here()

    with held(long_run, halt):
        begun = monotonic()
        assert jobs.sweep(NOW)
        assert monotonic() - begun < 5
