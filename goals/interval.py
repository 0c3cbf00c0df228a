"""How far a share could be from what was seen, when little was seen. A pure room."""

from __future__ import annotations

from decimal import Decimal
from math import sqrt

Z_95 = 1.959963984540054
"""The standard normal quantile of 97.5 %: an interval that holds the true share 95 times in 100."""


def wilson(value: Decimal, weight: Decimal) -> tuple[float, float] | None:
    """The 95 % score interval of a share, low and high in percent points (0 to 100).

    `value` of `weight` cases had it. After E. B. Wilson, "Probable inference, the law of succession,
    and statistical inference", Journal of the American Statistical Association 22 (1927): unlike the
    plain interval it stays inside 0 to 100 and is sound for a handful of cases. None where there are no
    cases, or where the figures are no share (value below zero or above the weight).
    """
    if weight <= 0 or not 0 <= value <= weight:
        return None
    n = float(weight)
    share = float(value) / n
    spread = Z_95 * Z_95 / n
    middle = share + spread / 2
    reach = Z_95 * sqrt(share * (1 - share) / n + spread / (4 * n))
    low, high = (middle - reach) / (1 + spread), (middle + reach) / (1 + spread)
    return max(low, 0.0) * 100, min(high, 1.0) * 100
