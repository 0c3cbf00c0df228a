"""Charts as SVG, drawn on the server: no script, no style attribute, colour by class only.

Each chart is a small frozen dataclass of plain numbers and ready strings, and one function that draws
it. Drawing depends on the dataclass alone, so what was drawn once is kept: a page whose figures did not
change draws nothing. Charts stretch with the page while their type keeps its size: the outer `<svg>` has
no viewBox and places things in percentages, lines lie in a nested `<svg>` that is stretched to fit.

Imports nothing of the app. Start reading in `scale.py`, then `bullet.py`.
"""

from goals.charts.bars import Bar, Bars, draw_bars
from goals.charts.bullet import (
    Bullet,
    bullet_for_rate,
    bullet_for_total,
    draw_bullet,
    draw_large_bullet,
)
from goals.charts.columns import (
    Column,
    DayColumns,
    Period,
    PeriodColumns,
    draw_day_columns,
    draw_period_columns,
)
from goals.charts.pace import Forecast, Note, PaceChart, draw_pace_chart
from goals.charts.rate import RateChart, draw_rate_chart
from goals.charts.rows import LedgerGroup, LedgerRow
from goals.charts.scale import Tick, nice_ticks
from goals.charts.spark import Sparkline, draw_sparkline
from goals.charts.strips import (
    HourCell,
    HourStrip,
    Share,
    ShareStrip,
    draw_hour_strip,
    draw_share_strip,
)

__all__ = [
    "Bar",
    "Bars",
    "Bullet",
    "Column",
    "DayColumns",
    "Forecast",
    "HourCell",
    "HourStrip",
    "LedgerGroup",
    "LedgerRow",
    "Note",
    "PaceChart",
    "Period",
    "PeriodColumns",
    "RateChart",
    "Share",
    "ShareStrip",
    "Sparkline",
    "Tick",
    "bullet_for_rate",
    "bullet_for_total",
    "draw_bars",
    "draw_bullet",
    "draw_day_columns",
    "draw_hour_strip",
    "draw_large_bullet",
    "draw_pace_chart",
    "draw_period_columns",
    "draw_rate_chart",
    "draw_share_strip",
    "draw_sparkline",
    "nice_ticks",
]
