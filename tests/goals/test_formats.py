"""How figures are written."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals import formats


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (31860, 0, "31,860"),
        (0, 0, "0"),
        (Decimal("3.05"), 1, "3.1"),
        (2.675, 2, "2.68"),
        (-1234, 0, "−1,234"),
        (Decimal("-0.04"), 1, "0.0"),
        (Fraction(1, 3), 2, "0.33"),
        (10**12, 0, "1,000,000,000,000"),
    ],
)
def test_numbers_are_grouped_and_rounded_half_up(value, decimals, text):
    assert formats.number(value, decimals) == text


def test_counts_are_in_full():
    assert formats.count(31_860) == "31,860"
    assert formats.count(3.14, 1) == "3.1"


def test_separators_are_an_argument():
    swiss = formats.Separators(group="\u2019", decimal=",")
    assert formats.number(Decimal("31860.5"), 1, marks=swiss) == "31\u2019860,5"
    assert formats.trimmed(Decimal("31860.0"), 1, marks=swiss) == "31\u2019860"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_not_finite_is_refused(value):
    with pytest.raises(ValueError, match="finite"):
        formats.number(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (860, "860"),
        (999, "999"),
        (1000, "1k"),
        (31_860, "31.9k"),
        (999_960, "1m"),
        (-2_400_000, "−2.4m"),
    ],
)
def test_compact_counts(value, text):
    assert formats.compact(value) == text


@pytest.mark.parametrize(
    ("value", "goal", "decimals", "text"),
    [
        (91.4, 92, 1, "91.4%"),
        (97, 92, 1, "97.0%"),
        (97.1, 92, 1, "97%"),
        (84, 80, 0, "84%"),
        (91.4, None, 1, "91%"),
        (0.35, None, 2, "0.35%"),
        (0, None, 1, "0%"),
    ],
)
def test_percentages_get_decimals_only_near_the_goal(value, goal, decimals, text):
    assert formats.percent(value, goal=goal, decimals=decimals) == text


@pytest.mark.parametrize(
    ("value", "text"), [(4, "4 pts"), (0.4, "0.4 pts"), (1, "1 pt"), (-1, "−1 pt"), (10, "10 pts")]
)
def test_points(value, text):
    assert formats.points(value) == text


@pytest.mark.parametrize(
    ("seconds", "text", "column"),
    [
        (0, "0\u00a0s", "0:00"),
        (45, "45\u00a0s", "0:45"),
        (59.6, "1\u00a0min", "1:00"),
        (252, "4\u00a0min\u00a012\u00a0s", "4:12"),
        (3599.5, "1\u00a0h", "1:00:00"),
        (9600, "2\u00a0h\u00a040", "2:40:00"),
        (3725, "1\u00a0h\u00a002", "1:02:05"),
        (-252, "−4\u00a0min\u00a012\u00a0s", "−4:12"),
        (-0.2, "0\u00a0s", "0:00"),
    ],
)
def test_times(seconds, text, column):
    assert formats.duration(seconds) == text
    assert formats.clock(seconds) == column


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (75, "GBP", "£75"),
        (Decimal("75.5"), "GBP", "£75.50"),
        (Decimal("74.999"), "GBP", "£75"),
        (-1200, "EUR", "−€1,200"),
        (Decimal("75.5"), "JPY", "¥76"),
        (75, "CHF", "CHF\u00a075"),
    ],
)
def test_money_shows_pence_only_where_there_are_any(amount, currency, text):
    assert formats.money(amount, currency) == text


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("count", "75"),
        ("percent", "75%"),
        ("seconds", "1\u00a0min\u00a015\u00a0s"),
        ("score", "75"),
        ("money", "£75"),
    ],
)
def test_a_figure_follows_its_unit(unit, text):
    assert formats.figure(75, unit) == text
    assert formats.figure(None, unit) == "No figures"


def test_an_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="not a unit"):
        formats.figure(1, "furlongs")


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("count", "3"),
        ("percent", "2.5 pts"),
        ("seconds", "3\u00a0s"),
        ("score", "3"),
        ("money", "£2.50"),
    ],
)
def test_differences(unit, text):
    assert formats.difference(2.5, unit) == text


def test_limits_in_words():
    assert formats.limit("80%", higher_is_better=True) == "at least 80%"
    assert formats.limit("9%", higher_is_better=False) == "9% or less"
    assert formats.limit("3", higher_is_better=False, counted=True) == "3 or fewer"


@pytest.mark.parametrize(
    ("is_total", "higher", "text"),
    [
        (True, True, "of 9"),
        (False, True, "goal 9"),
        (True, False, "goal 9 or less"),
        (False, False, "goal 9 or less"),
    ],
)
def test_the_goal_line(is_total, higher, text):
    assert formats.goal_line("9", is_total=is_total, higher_is_better=higher) == text


@pytest.mark.parametrize(
    ("result", "reference", "unit", "is_total", "higher", "text"),
    [
        (2588, 2730, "count", True, True, "142 behind"),
        (217, 210, "count", True, True, "7 ahead"),
        (84, 80, "percent", False, True, "4 pts above"),
        (79.4, 80, "percent", False, True, "0.6 pts below"),
        (9.4, 9, "percent", False, False, "0.4 pts over"),
        (8, 9, "percent", False, False, "1 pt under"),
        (240, 300, "seconds", False, False, "1\u00a0min under"),
        (10, 10, "count", True, True, "level"),
        (9.99, 9.98, "percent", False, True, "just above"),
        (Fraction(999, 10), 100, "count", True, True, "just behind"),
        (None, 5, "count", True, True, ""),
        (5, None, "count", True, True, ""),
    ],
)
def test_comparisons_are_words(result, reference, unit, is_total, higher, text):
    assert (
        formats.against(result, reference, unit, is_total=is_total, higher_is_better=higher) == text
    )


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4), st.integers(0, 4))
def test_a_number_reads_back_as_its_rounded_self(value, decimals):
    text = formats.number(value, decimals).replace(",", "").replace("−", "-")
    assert Decimal(text) == formats.rounded(value, decimals)


@given(st.integers(0, 10**9))
def test_a_time_never_shows_sixty_of_anything(seconds):
    assert "60" not in formats.clock(seconds).split(":")[1:]
    parts = formats.duration(seconds).split()
    assert not {"60"} & set(parts[2:3])
