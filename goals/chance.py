"""How likely it is that some of many fall to one side. A pure room."""

from __future__ import annotations

from math import exp, lgamma, log, log1p


def binomial(number: int, total: int, share: float) -> float:
    """How likely it is that `number` of `total` (0 to `total`) fall to a side to which each falls with `share`, 0 to 1.

    By logarithms: of some thousand the ways to choose are more than a float can hold.
    """
    if share in (0, 1):
        return float(number == total * share)
    ways = lgamma(total + 1) - lgamma(number + 1) - lgamma(total - number + 1)
    return exp(ways + number * log(share) + (total - number) * log1p(-share))
