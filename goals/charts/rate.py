"""A ratio over its period: each day's result against the target, over the usual range.

A ratio does not grow towards its goal, so there is no even pace; what helps is to see which days lay
outside the usual range, and where the result of the period so far stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from goals.charts import frame
from goals.charts.frame import Box, EndLabel
from goals.charts.pace import Forecast
from goals.charts.scale import KEPT_DRAWINGS, Scale, Tick, area_path, line_path, place, scale_for

_BOX = Box(top=28, height=246)
_HEIGHT = 300


@dataclass(frozen=True, slots=True)
class RateChart:
    """Daily results as (0 to 1 along the period, figure or None), and the result so far, if wished.

    `usual` is the usual range's low and high, `usual_label` its words ("Usual 88 to 94%"). Without a
    target it is a metric's own line, for which no goal is drawn.
    """

    id: str
    title: str
    desc: str
    points: tuple[tuple[float, float | None], ...]
    target: float | None = None
    target_label: str = ""
    x_ticks: tuple[Tick, ...] = ()
    y_ticks: tuple[Tick, ...] = ()
    usual: tuple[float, float] | None = None
    usual_label: str = ""
    lower_is_better: bool = False
    today: float | None = None
    today_label: str = "Today"
    running: tuple[tuple[float, float], ...] = ()
    last_label: str = ""
    forecast: Forecast | None = None


def rate_scale(chart: RateChart) -> Scale:
    """The cut scale a chart will use, for those who choose its ticks."""
    days = [value for _, value in chart.points if value is not None]
    so_far = [value for _, value in chart.running]
    goal = [] if chart.target is None else [chart.target]
    coming = chart.forecast
    ends = [] if coming is None else [coming.low[-1][1], coming.high[-1][1]]
    return scale_for([*goal, *days, *so_far, *ends, *(chart.usual or ())])


@lru_cache(maxsize=KEPT_DRAWINGS // 8)
def draw_rate_chart(chart: RateChart) -> SafeString:
    """300 px high, as wide as its place."""
    scale = rate_scale(chart)
    known = [(at, value) for at, value in chart.points if value is not None]
    labels: list[EndLabel] = []
    goal_path = ""
    if chart.target is not None:
        labels.append(EndLabel(_BOX.down(scale, chart.target), chart.target_label, "", "end--goal"))
        goal_path = line_path(((0.0, chart.target), (1.0, chart.target)), scale)
    band: SafeString | str = ""
    if chart.usual is not None:
        low, high = chart.usual
        top, bottom = _BOX.down(scale, high), _BOX.down(scale, low)
        band = format_html(
            '<rect class="usual" y="{}" width="{}" height="{}"/>',
            place(top),
            frame.across(1.0),
            place(max(bottom - top, 0.0)),
        )
        if chart.usual_label:
            labels.append(EndLabel(bottom - 4, chart.usual_label, "", "end--hint"))
    main = chart.running or tuple(known)
    forecast = chart.forecast
    if forecast is not None:
        end = _BOX.down(scale, forecast.likely[-1][1])
        labels.append(EndLabel(end, forecast.label, forecast.hint, "end--data"))
    elif main and chart.last_label:
        labels.append(EndLabel(_BOX.down(scale, main[-1][1]), chart.last_label, "", "end--data"))
    daily = "line line--quiet" if chart.running else "line line--data"
    return frame.whole(
        "plot plot--rate",
        _HEIGHT,
        chart.id,
        chart.title,
        chart.desc,
        (
            band,
            frame.grid(_BOX, scale, chart.y_ticks, chart.target),
            frame.level_labels(_BOX, chart.x_ticks),
            frame.today_mark(_BOX, chart.today, chart.today_label),
            frame.lines(
                _BOX,
                [
                    ("cone", area_path(forecast.high, forecast.low, scale) if forecast else ""),
                    (daily, line_path(chart.points, scale)),
                    ("line line--goal", goal_path),
                    ("line line--likely", line_path(forecast.likely, scale) if forecast else ""),
                    ("line line--data", line_path(chart.running, scale)),
                ],
            ),
            format_html_join(
                "",
                '<circle class="dot{}" cx="{}" cy="{}" r="3.5"/>',
                (
                    (
                        "" if _usual(chart, value) else " dot--signal",
                        frame.across(at),
                        place(_BOX.down(scale, value)),
                    )
                    for at, value in known
                ),
            ),
            frame.grid_labels(_BOX, scale, chart.y_ticks, chart.target),
            frame.end_labels(labels, _BOX.bottom),
        ),
    )


def _usual(chart: RateChart, value: float) -> bool:
    return chart.usual is None or chart.usual[0] <= value <= chart.usual[1]
