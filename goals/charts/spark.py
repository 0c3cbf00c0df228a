"""The sparkline: how a figure went, over its usual range, without an axis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from goals.charts.scale import KEPT_DRAWINGS, line_path, percent_place, place, scale_for

MOST_POINTS = 22
_HEIGHT = 34


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Up to 22 results, oldest first, None where there is none; `usual` is the range's low and high.

    Of more points the newest are drawn. The last step is dotted: its day is not over.
    """

    points: tuple[float | None, ...]
    usual: tuple[float, float] | None = None
    title: str = ""


@lru_cache(maxsize=KEPT_DRAWINGS)
def draw_sparkline(spark: Sparkline) -> SafeString:
    """34 px high, as wide as its place."""
    values = spark.points[-MOST_POINTS:]
    scale = scale_for([value for value in (*values, *(spark.usual or ())) if value is not None])
    steps = max(len(values) - 1, 1)
    points = [(index / steps, value) for index, value in enumerate(values)]
    last = points[-1][1] if points else None
    band: SafeString | str = ""
    if spark.usual is not None:
        top, bottom = scale.share(spark.usual[1]), scale.share(spark.usual[0])
        band = format_html(
            '<rect class="usual" y="{}" width="100%" height="{}"/>',
            percent_place(1 - top),
            percent_place(max(top - bottom, 0.0)),
        )
    dot: SafeString | str = ""
    if last is not None:
        dot = format_html(
            '<circle class="dot" cx="{}" cy="{}" r="3.5"/>',
            percent_place(points[-1][0]),
            place(scale.down(last, 0, _HEIGHT)),
        )
    return format_html(
        '<svg class="spark" width="100%" height="{}" role="img"><title>{}</title>{}'
        '<svg viewBox="0 0 100 100" preserveAspectRatio="none" overflow="visible">'
        '<path class="line line--thin" d="{}"/><path class="line line--thin line--today" d="{}"/>'
        "</svg>{}</svg>",
        _HEIGHT,
        spark.title,
        band,
        line_path(points[:-1], scale),
        line_path(points[-2:], scale) if last is not None else "",
        dot,
    )
