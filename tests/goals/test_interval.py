"""How far a small share could be off."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.interval import wilson


def test_eighteen_of_twenty():
    # Computed by hand from the formula: (0.9 + 0.09604 ± 1.96·√(0.0045 + 0.0024)) ÷ 1.19207.
    low, high = wilson(Decimal(18), Decimal(20))
    assert low == pytest.approx(69.90, abs=0.01)
    assert high == pytest.approx(97.21, abs=0.01)


def test_none_and_all_of_them_stay_inside():
    assert wilson(Decimal(0), Decimal(5))[0] == 0.0
    assert wilson(Decimal(5), Decimal(5))[1] == 100.0


@pytest.mark.parametrize(("value", "weight"), [("1", "0"), ("-1", "5"), ("6", "5"), ("0", "-1")])
def test_what_is_no_share_has_no_interval(value, weight):
    assert wilson(Decimal(value), Decimal(weight)) is None


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_it_holds_what_was_seen_and_shrinks_with_more(counts):
    value, weight = map(Decimal, counts)
    low, high = wilson(value, weight)
    seen = float(value / weight) * 100
    assert 0 <= low <= seen + 1e-9
    assert seen - 1e-9 <= high <= 100
    low_of_more, high_of_more = wilson(value * 4, weight * 4)
    assert high_of_more - low_of_more <= high - low
