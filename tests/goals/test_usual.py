"""The usual range: wide enough for a wobble, new after a signal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.usual import FEWEST_POINTS, UsualRange, outside, turn, usual_range

EVEN = [100.0, 102.0] * 8


def test_under_twelve_points_it_is_too_early_to_say():
    assert usual_range(EVEN[: FEWEST_POINTS - 1]) is None


def test_the_mean_plus_and_minus_2_66_times_the_mean_move():
    found = usual_range(EVEN[:FEWEST_POINTS])
    assert found is not None
    assert (found.mean, found.since) == (101.0, 0)
    assert found.low == pytest.approx(101 - 2.66 * 2)
    assert found.high == pytest.approx(101 + 2.66 * 2)


def test_what_does_not_move_has_no_width():
    assert usual_range([5.0] * 20) == UsualRange(5.0, 5.0, 5.0, 0)


def test_a_point_outside_starts_it_anew_once_enough_follow():
    points = [*EVEN, *[200.0, 202.0] * 6]
    found = usual_range(points)
    assert found is not None
    assert found.since == len(EVEN)
    assert found.mean == pytest.approx(201.0)
    assert turn(points, found) == 1


def test_one_wild_day_alone_does_not():
    found = usual_range([*EVEN, 200.0, 101.0, 100.0])
    assert found is not None
    assert found.since == 0


def test_eight_in_a_row_on_one_side_start_it_anew():
    points = [*EVEN, *[99.5, 99.0] * 10]
    found = usual_range(points)
    assert found is not None
    assert found.since >= len(EVEN) - 1
    assert turn(points, found) == -1


def test_a_run_above_the_mean_is_a_signal_too():
    points = [*EVEN, *[103.0, 102.5] * 10]
    found = usual_range(points)
    assert found is not None
    assert found.since > 0
    assert turn(points, found) == 1


def test_without_a_signal_it_never_turned():
    found = usual_range(EVEN)
    assert found is not None
    assert turn(EVEN, found) == 0


def test_the_limits_themselves_are_inside():
    usual = UsualRange(90.0, 100.0, 110.0, 0)
    assert [outside(point, usual) for point in (89.9, 90.0, 100.0, 110.0, 110.1)] == [
        -1,
        0,
        0,
        0,
        1,
    ]


@given(st.lists(st.floats(-1e6, 1e6), min_size=FEWEST_POINTS, max_size=60))
def test_it_is_always_a_range_that_starts_on_a_point(points):
    found = usual_range(points)
    assert found is not None
    assert found.low <= found.mean <= found.high
    assert 0 <= found.since <= len(points) - FEWEST_POINTS
