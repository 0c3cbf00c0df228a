"""Exact figures: ten-thousandths in, the same figure out."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.fixed import LIMIT, OutOfRange, from_units, to_units

figures = st.decimals(min_value=-LIMIT + 1, max_value=LIMIT - 1, places=4)


@given(figures)
def test_a_figure_with_four_decimals_comes_back_as_it_was(figure):
    assert from_units(to_units(figure)) == figure


@given(st.lists(figures, max_size=50))
def test_units_add_up_as_figures_do(values):
    assert from_units(sum(map(to_units, values))) == sum(values, Decimal(0))


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("1", 10_000),
        ("0.00005", 0),
        ("0.00015", 2),
        ("0.00025", 2),
        ("-0.00015", -2),
        ("75", 750_000),
    ],
)
def test_the_fifth_decimal_is_rounded_half_to_even_once(text, units):
    assert to_units(text) == units


@pytest.mark.parametrize(
    "text", ["", "ten", "NaN", "Infinity", "-Infinity", "sNaN", "1e400", "1e9"]
)
def test_what_cannot_be_kept_is_refused(text):
    with pytest.raises(OutOfRange):
        to_units(text)


def test_none_is_no_figure():
    with pytest.raises(OutOfRange):
        to_units(None)


def test_the_largest_still_add_up_inside_64_bits():
    assert 900_000 * to_units(LIMIT - 1) < 2**63
