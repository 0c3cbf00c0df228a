"""Random histories, lived through by the engine and by the plain model side by side."""

from __future__ import annotations

from datetime import UTC
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from goals.models import Progress, Snapshot
from goals.recompute import run
from tests.goals.model.histories import History, begin
from tests.goals.model.reckoning import Stand
from tests.goals.reliability.figures import open_figures

PLACES = Decimal("0.0001")


def agree(request: pytest.FixtureRequest, part: int) -> None:
    """Live through half of the histories that are wanted: those of a part, 1 or 2."""
    wanted = request.config.getoption("--histories")

    @settings(
        max_examples=(wanted or 120) // 2,
        deadline=None,
        derandomize=not wanted,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.randoms(use_true_random=False))
    def live_through(chance: Random) -> None:
        seed = chance.getrandbits(64) * 2 + part % 2
        note(f"live_once({seed})")
        live_once(seed)

    live_through()


def live_once(seed: int) -> None:
    """Live through the history of a seed: a failure above names its own, to be called with again."""
    with transaction.atomic():
        _live_through(Random(seed))
        transaction.set_rollback(True)


def _live_through(chance: Random) -> None:
    history = begin(chance)
    history.work_out()
    _compare(history)
    happenings = (
        history.late,
        history.late,
        history.pass_time,
        history.pass_time,
        history.move,
        history.change_calendar,
        history.retarget,
        history.pause,
        history.put_away,
        history.leave_out,
    )
    for _ in range(chance.choice((1, 2, 4))):
        for happening in chance.sample(happenings, chance.choice((1, 2, 3))):
            happening()
        history.work_out()
        _compare(history)
    step_by_step = open_figures()
    run.run_all(history.now)
    for table, rows in open_figures().items():
        differing = set(step_by_step[table]) ^ set(rows)
        assert not differing, (table, sorted(differing, key=str)[:6])


def _compare(history: History) -> None:
    progress, snapshots = history.books.reckon(history.now)
    stored = {
        (row.goal_id, row.agent_id, row.starts_at.astimezone(UTC)): row
        for row in Progress.objects.all()
    }
    assert progress.keys() <= stored.keys()
    for key, stand in progress.items():
        row = stored[key]
        _same(stand, row)
        assert (row.work_done, row.work_total) == stand.days, key
        assert row.final == stand.final, key
        assert (row.revised_at is not None) == stand.revised, key
        assert row.guard_status == stand.guard, key
    away = {goal.id for goal in history.world.goals if goal.is_put_away}
    _only_left_over(
        history,
        [row for key, row in stored.items() if key not in progress and row.goal_id not in away],
    )
    drawn = {(row.goal_id, row.agent_id, row.day): row for row in Snapshot.objects.all()}
    assert snapshots.keys() <= drawn.keys()
    for day, stand in snapshots.items():
        _same(stand, drawn[day])


def _same(stand: Stand, row: Progress | Snapshot) -> None:
    assert (row.value, row.weight, row.n) == (
        _rounded(stand.sums.value),
        _rounded(stand.sums.weight),
        stand.sums.n,
    ), row
    assert row.target == _rounded(stand.target), row
    assert row.expected == _rounded(stand.expected), row
    foretold = (row.low, row.likely, row.high, row.likelihood)
    if stand.forecast is None:
        assert foretold == (None,) * 4, row
    else:
        assert [float(number) for number in foretold] == pytest.approx(
            list(stand.forecast), rel=1e-6, abs=1.01e-4
        ), row
    if not stand.at_the_edge:
        assert row.status == stand.status, (row, stand)


def _only_left_over(history: History, rows: list[Progress]) -> None:
    """Rows beside the model's: of members who went, or an hour that had a reading once."""
    goals = {goal.id: goal for goal in history.world.goals}
    for row in rows:
        goal = goals[row.goal_id]
        gone = row.agent_id not in history.world.subjects(goal, row.first_day, row.last_day)
        assert gone or goal.cadence in ("hourly", "daily"), row


def _rounded(number: Fraction) -> Decimal:
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(PLACES, ROUND_HALF_UP)
