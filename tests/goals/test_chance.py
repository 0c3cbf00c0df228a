"""How many of many fall to one side, by chance alone."""

from math import comb, fsum

import pytest

from goals.chance import binomial


@pytest.mark.parametrize("share", [0.1, 0.5, 0.75])
def test_it_is_the_binomial_distribution(share):
    for total in range(12):
        for number in range(total + 1):
            exact = comb(total, number) * share**number * (1 - share) ** (total - number)
            assert binomial(number, total, share) == pytest.approx(exact, rel=1e-12)


def test_all_ways_together_are_one_however_many_there_are():
    assert fsum(binomial(k, 5_000, 0.3) for k in range(5_001)) == pytest.approx(1)


def test_what_always_or_never_happens():
    assert [binomial(k, 2, 0.0) for k in range(3)] == [1, 0, 0]
    assert [binomial(k, 2, 1.0) for k in range(3)] == [0, 0, 1]
