"""The three rules of challenges, held to a slow and plain model of what domain.md says."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goals import standing
from goals.progress import Measure, Sums
from goals.standing import Figures, Runner

TOTAL = Measure(is_ratio=False, percent=False, higher_is_better=True, decimals=0, minimum_weight=20)
FEWER = Measure(
    is_ratio=False, percent=False, higher_is_better=False, decimals=0, minimum_weight=20
)
SHARE = Measure(is_ratio=True, percent=True, higher_is_better=True, decimals=1, minimum_weight=20)
TIME = Measure(is_ratio=True, percent=False, higher_is_better=False, decimals=0, minimum_weight=20)
MEASURES = (TOTAL, FEWER, SHARE, TIME)


def day(value: int, weight: int = 0) -> Sums:
    return Sums(Decimal(value), Decimal(weight), 1)


def figures(days: list[Sums]) -> Figures:
    return Figures(sum(days, Sums()), len(days))


def runner(before: list[Sums], within: list[Sums], key: int = 1) -> Runner:
    return Runner(key, figures(within), figures(before), tuple(within))


# --- The model: lists of days, and fractions -----------------------------------------------------


def slow_result(measure: Measure, days: list[Sums]) -> Fraction | None:
    value = sum(Fraction(one.value) for one in days)
    weight = sum(Fraction(one.weight) for one in days)
    if not days:
        return None
    if not measure.is_ratio:
        return value
    if weight == 0:
        return None
    return value / weight * (100 if measure.percent else 1)


def slow_enough(measure: Measure, days: list[Sums]) -> bool:
    if measure.is_ratio:
        return bool(days) and sum(one.weight for one in days) >= measure.minimum_weight
    return len(days) >= 3


def slow_gain(measure: Measure, before: list[Sums], within: list[Sums]) -> Fraction | None:
    base, rest = list(before), list(within)
    while not slow_enough(measure, base) and rest:
        base.append(rest.pop(0))
    if not slow_enough(measure, base) or not slow_enough(measure, rest):
        return None
    then, now = slow_result(measure, base), slow_result(measure, rest)
    assert then is not None
    assert now is not None
    if not measure.is_ratio:
        then, now = then / len(base), now / len(rest)
    if measure.percent:
        change = now - then
    elif then == 0:
        return None
    else:
        change = (now - then) / abs(then) * 100
    return change if measure.higher_is_better else -change


def slow_past(measure: Measure, days: list[Sums], line: Decimal) -> bool | None:
    result = slow_result(measure, days)
    if result is None:
        return None
    if measure.is_ratio and sum(one.weight for one in days) < measure.minimum_weight:
        return None
    return result >= line if measure.higher_is_better else result <= line


DAYS = st.lists(st.builds(day, st.integers(0, 30), st.integers(0, 15)), max_size=8)
PEOPLE = st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=6)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(MEASURES), PEOPLE)
def test_improvement_is_what_the_plain_model_says(measure, people):
    runners = [runner(before, within, key) for key, (before, within) in enumerate(people)]
    changes = [standing.change_of(measure, one) for one in runners]
    gains = [slow_gain(measure, before, within) for before, within in people]
    assert [None if one is None else one.gain for one in changes] == gains
    known = [gain for gain in gains if gain is not None and gain > 0]
    best = {key for key, gain in enumerate(gains) if known and gain == max(known)}
    assert standing.best(one for one in changes if one is not None) == best


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(MEASURES), PEOPLE, st.integers(0, 120))
def test_lines_and_totals_are_what_the_plain_model_says(measure, people, line):
    target = Decimal(line)
    runners = [runner(before, within, key) for key, (before, within) in enumerate(people)]
    past = [standing.past_line(measure, one.within.sums, target) for one in runners]
    assert past == [slow_past(measure, within, target) for _, within in people]
    everybody = [one for _, within in people for one in within]
    whole = slow_result(measure, everybody)
    made = whole is not None and (whole >= target if measure.higher_is_better else whole <= target)
    sums = standing.together(runners)
    assert standing.total_reached(measure, sums, target, over=True) is made
    known = [one for one in past if one is not None]
    assert standing.everyone_past(measure, past, over=True) is (bool(known) and all(known))
    settled = not measure.is_ratio and measure.higher_is_better
    assert standing.total_reached(measure, sums, target, over=False) is (made and settled)
    running = bool(past) and all(past) and settled
    assert standing.everyone_past(measure, past, over=False) is running


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(MEASURES), DAYS, DAYS)
def test_what_others_do_changes_nobodys_improvement(measure, before, within):
    """Against one's own past, and nobody else's: there is no other argument."""
    alone = standing.change_of(measure, runner(before, within))
    days = Figures(sum(within, Sums()), len(within))
    again = standing.change_of(measure, Runner(1, days, figures(before), tuple(within)))
    assert alone == again


# --- By example ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "sums", "line", "past"),
    [
        (TOTAL, day(40), "40", True),
        (TOTAL, day(39), "40", False),
        (FEWER, day(40), "40", True),
        (FEWER, day(41), "40", False),
        (SHARE, day(18, 20), "90", True),
        (SHARE, day(17, 20), "90", False),
        (SHARE, day(19, 19), "90", None),
        (TIME, day(6000, 20), "300", True),
        (TIME, day(6001, 20), "300", False),
        (TOTAL, Sums(), "0", None),
    ],
)
def test_equality_is_past_the_line_in_both_directions(measure, sums, line, past):
    assert standing.past_line(measure, sums, Decimal(line)) is past


def test_a_newcomer_wins_against_their_own_beginning():
    old_hand = runner([day(10)] * 10, [day(11)] * 5, key=1)
    newcomer = runner([], [day(4), day(5), day(6), day(8), day(9), day(10)], key=2)
    changes = [standing.change_of(TOTAL, one) for one in (old_hand, newcomer)]
    assert [change.from_own_start for change in changes] == [False, True]
    assert [change.before for change in changes] == [10, 5]
    assert standing.best(changes) == {2}


def test_too_little_on_either_side_is_too_few_to_say():
    assert standing.change_of(TOTAL, runner([day(5)] * 3, [day(9)] * 2)) is None
    assert standing.change_of(TOTAL, runner([], [day(9)] * 5)) is None
    assert standing.change_of(TOTAL, runner([], [day(9)] * 6)) is not None
    assert standing.change_of(SHARE, runner([day(10, 20)], [day(19, 19)])) is None


def test_a_week_away_is_no_worse_than_before():
    change = standing.change_of(TOTAL, runner([day(10)] * 10, [day(10)] * 3))
    assert change.gain == 0
    assert standing.best([change]) == frozenset()


def test_a_ratio_of_everybody_is_the_ratio_of_the_sums():
    two = [runner([], [day(1, 1)], 1), runner([], [day(0, 99)], 2)]
    assert standing.together(two) == Sums(Decimal(1), Decimal(100), 2)


def test_those_who_were_away_hold_nobody_up_at_the_end_and_are_awaited_before():
    past = [True, None, True]
    assert not standing.everyone_past(TOTAL, past, over=False)
    assert standing.everyone_past(TOTAL, past, over=True)
    assert not standing.everyone_past(TOTAL, [None, None], over=True)


def test_level_winners_share():
    changes = [
        standing.change_of(SHARE, runner([day(16, 20)], [day(18, 20)], key)) for key in (1, 2)
    ]
    assert standing.best(changes) == {1, 2}


@pytest.mark.parametrize(
    ("measure", "sums", "line", "share", "near"),
    [
        (TOTAL, day(90), "100", "0.2", True),
        (TOTAL, day(89), "100", "0.9", False),
        (FEWER, day(50), "100", "0.9", False),
        (SHARE, day(86, 100), "90", "0.6", True),
        (SHARE, day(86, 100), "90", "0.4", False),
        (TIME, day(31000, 100), "300", "0.6", True),
        (SHARE, Sums(), "90", "0.6", False),
    ],
)
def test_when_a_target_comes_into_reach(measure, sums, line, share, near):
    assert standing.total_in_reach(measure, sums, Decimal(line), Fraction(share)) is near


def test_most_of_us_past_the_line_brings_it_into_reach():
    assert standing.everyone_in_reach(TOTAL, [True] * 4 + [None], Fraction(1, 10))
    assert not standing.everyone_in_reach(TOTAL, [True] * 3 + [False] * 2, Fraction(9, 10))
    assert not standing.everyone_in_reach(SHARE, [True] * 5, Fraction(1, 10))
    assert not standing.everyone_in_reach(FEWER, [True] * 5, Fraction(9, 10))
