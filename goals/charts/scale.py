"""From figures to places: what every chart shares. A pure room."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

PLOT = 86.0
"""Share of a chart's width that the plot takes, in percent; the rest is for labels at line ends."""

KEPT_DRAWINGS = 4096
"""How many drawings of a kind are kept: a few pages' worth of a large installation, some megabytes."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis: a figure on the upright one, 0 to 1 along the level one."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A line of figures from `low` to `high`."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """Where `value` lies, 0 (low) to 1 (high), kept inside."""
        span = self.high - self.low
        if span <= 0:
            return 0.0
        return min(max((value - self.low) / span, 0.0), 1.0)

    def down(self, value: float, top: float, height: float) -> float:
        """The distance from the top edge, for a plot that starts at `top` and is `height` high."""
        return top + height * (1 - self.share(value))


def place(number: float) -> str:
    """A coordinate with two decimals at most: `12.5`, `100`."""
    text = f"{number:.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent_place(share: float, of: float = 100.0) -> str:
    """0 to 1 as a percentage of the width: `43%`; `of` is what the whole is in percent."""
    return f"{place(share * of)}%"


def scale_for(values: Iterable[float], *, room: float = 0.08) -> Scale:
    """A cut scale that holds all values with some room at both ends; never of no length."""
    kept = list(values)
    if not kept:
        return Scale(0.0, 1.0)
    low, high = min(kept), max(kept)
    span = (high - low) or abs(high) * 0.1 or 1.0
    return Scale(low - span * room, high + span * room)


def line_path(points: Sequence[tuple[float, float | None]], scale: Scale) -> str:
    """The `d` of a line through (0 to 1, figure) in a box of 100 by 100; a None breaks the line."""
    parts: list[str] = []
    pen_down = False
    for across, value in points:
        if value is None:
            pen_down = False
            continue
        letter = "L" if pen_down else "M"
        parts.append(f"{letter}{place(across * 100)} {place((1 - scale.share(value)) * 100)}")
        pen_down = True
    return "".join(parts)


def area_path(
    upper: Sequence[tuple[float, float]], lower: Sequence[tuple[float, float]], scale: Scale
) -> str:
    """The `d` of the area between two lines, as one closed shape."""
    outline = [*upper, *reversed(lower)]
    return f"{line_path(outline, scale)}Z" if len(outline) > 2 else ""


def value_at(points: Sequence[tuple[float, float]], across: float) -> float | None:
    """The height of a line at `across`, between its points; None outside or without points."""
    if not points or not points[0][0] <= across <= points[-1][0]:
        return None
    for (x1, y1), (x2, y2) in pairwise(points):
        if x1 <= across <= x2:
            return y1 if x2 == x1 else y1 + (y2 - y1) * (across - x1) / (x2 - x1)
    return points[-1][1]


def nice_ticks(low: float, high: float, count: int = 4) -> tuple[float, ...]:
    """Round figures from `low` to `high`, about `count` of them: steps of 1, 2 or 5 × 10ⁿ.

    Empty when there is no span. After Heckbert, "Nice numbers for graph labels", 1990.
    """
    span = high - low
    if not math.isfinite(span) or span <= 0 or count < 1:
        return ()
    rough = span / count
    magnitude = 10.0 ** math.floor(math.log10(rough))
    lead = rough / magnitude
    factor = 1 if lead < 1.5 else 2 if lead < 3 else 5 if lead < 7 else 10
    step = factor * magnitude
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return tuple(round(index * step, 10) + 0.0 for index in range(first, last + 1))
