"""The usual range: wide enough for a wobble, new after a signal, and the same as a slow model's."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goals.usual import FEWEST_POINTS, Signal, UsualRange, outside, read, usual_range

EVEN = [100.0, 102.0] * 8


def test_under_twelve_points_it_is_too_early_to_say():
    assert usual_range(EVEN[: FEWEST_POINTS - 1]) is None
    assert read(EVEN[: FEWEST_POINTS - 1]).signal is None


def test_the_mean_plus_and_minus_2_66_times_the_mean_move():
    found = usual_range(EVEN[:FEWEST_POINTS])
    assert found is not None
    assert (found.mean, found.since) == (101.0, 0)
    assert found.low == pytest.approx(101 - 2.66 * 2)
    assert found.high == pytest.approx(101 + 2.66 * 2)


def test_what_does_not_move_has_no_width():
    assert usual_range([5.0] * 20) == UsualRange(5.0, 5.0, 5.0, 0)


def test_what_does_not_move_is_no_signal_however_it_is_rounded():
    assert read([0.1] * 30).signal is None


def test_a_point_outside_starts_it_anew_once_enough_follow():
    found = read([*EVEN, *[200.0, 202.0] * 6])
    assert found.current is not None
    assert (found.current.since, found.current.mean) == (len(EVEN), pytest.approx(201.0))
    assert found.signal == Signal(1, len(EVEN), lasts=True)


def test_until_then_the_old_one_stays_as_it_was():
    before = usual_range(EVEN)
    assert usual_range([*EVEN, 200.0, 101.0, 100.0]) == before
    assert read([*EVEN, 200.0, 101.0, 100.0]).signal == Signal(1, len(EVEN))


def test_the_newest_point_outside_is_told():
    assert read([*EVEN, 200.0, 101.0, 20.0, 101.0]).signal == Signal(-1, len(EVEN) + 2)


def test_one_wild_day_starts_it_anew_but_nothing_turned():
    for after in (12, 13, 16, 20, 30):
        found = read([*EVEN, 200.0, *([100.0, 102.0] * 15)[:after]])
        assert found.ranges[1].since == len(EVEN)
        assert found.signal is None


def test_eight_in_a_row_on_one_side_start_it_anew():
    found = read([*EVEN, *[99.5, 99.0] * 10])
    assert found.current is not None
    assert found.current.since >= len(EVEN) - 1
    assert found.signal == Signal(-1, found.current.since, lasts=True)


def test_eight_in_a_row_are_told_before_a_new_range_is_known():
    found = read([*EVEN, *[103.0, 102.5] * 4])
    assert found.current is not None
    assert found.current.since == 0
    assert found.signal is not None
    assert (found.signal.side, found.signal.lasts) == (1, True)
    assert found.signal.at >= len(EVEN) - 1


def test_seven_in_a_row_are_none():
    assert read([*EVEN, *[102.0] * 6]).signal is None


def test_a_slow_rise_is_told_by_its_mean():
    points = [*EVEN, 112.0, *[105.0, 99.0, 106.0] * 6]
    found = read(points)
    assert found.signal == Signal(1, len(EVEN), lasts=True)


def test_the_limits_themselves_are_inside():
    usual = UsualRange(90.0, 100.0, 110.0, 0)
    assert [outside(point, usual) for point in (89.9, 90.0, 100.0, 110.0, 110.1)] == [
        -1,
        0,
        0,
        0,
        1,
    ]


# --- A slow model --------------------------------------------------------------------------------


def slow_limits(points: list[int]) -> tuple[Fraction, Fraction, Fraction]:
    mean = Fraction(sum(points), len(points))
    moves = [abs(later - earlier) for earlier, later in pairwise(points)]
    reach = Fraction(266, 100) * sum(moves) / len(moves)
    return mean - reach, mean, mean + reach


def slow_signal(points: list[int], start: int) -> int | None:
    """Where the first signal after the range that starts at `start` began: every day anew, from scratch."""
    for today in range(start + 12, len(points)):
        low, mean, high = slow_limits(points[start:today])
        if points[today] < low or points[today] > high:
            return today
        last_eight = points[today - 7 : today + 1]
        if all(point > mean for point in last_eight) or all(point < mean for point in last_eight):
            return today - 7
    return None


def slow_range(points: list[int]) -> tuple[int, list[int]] | None:
    """Where the range in force starts, and the points that it is made of."""
    if len(points) < 12:
        return None
    start = 0
    while True:
        broken = slow_signal(points, start)
        if broken is None:
            return start, points[start:]
        if len(points) - broken < 12:
            return start, points[start : max(broken, start + 12)]
        start = broken


calm = st.lists(st.integers(95, 105), min_size=0, max_size=60)
stepped = st.lists(
    st.tuples(st.integers(-40, 40), st.lists(st.integers(-6, 6), min_size=1, max_size=25)),
    max_size=5,
).map(lambda parts: [100 + level + each for level, wobble in parts for each in wobble])
wild = st.lists(st.integers(-10_000, 10_000), max_size=60)


@given(calm | stepped | wild)
@example([100, 102] * 8 + [200] * 12)
@example([0] * 12 + [1] + [0] * 30)
def test_it_is_what_the_slow_model_says(points):
    found = usual_range([float(point) for point in points])
    slow = slow_range(points)
    if slow is None:
        assert found is None
        return
    assert found is not None
    start, span = slow
    assert found.since == start
    low, mean, high = slow_limits(span)
    assert (found.low, found.mean, found.high) == (
        pytest.approx(float(low)),
        pytest.approx(float(mean)),
        pytest.approx(float(high)),
    )


@given(st.lists(st.floats(-1e6, 1e6), min_size=FEWEST_POINTS, max_size=60))
def test_it_is_always_a_range_that_starts_on_a_point(points):
    found = usual_range(points)
    assert found is not None
    assert found.low <= found.mean <= found.high
    assert 0 <= found.since <= len(points) - FEWEST_POINTS


@given(st.lists(st.floats(-1e6, 1e6), max_size=60))
def test_the_ranges_follow_one_another(points):
    found = read(points)
    starts = [each.since for each in found.ranges]
    assert starts == sorted(set(starts))
    assert found.signal is None or 0 <= found.signal.at < len(points)
