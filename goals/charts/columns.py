"""Upright columns: each day of a period under its pace chart, and each period of the last year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from goals.charts import frame
from goals.charts.frame import Box
from goals.charts.scale import KEPT_DRAWINGS, PLOT, Scale, percent_place, place, scale_for
from goals.charts.words import Word, kept_on_phone

_DAYS = Box(top=20, height=44)
_PERIODS = Box(top=10, height=74)
_FILLED = 0.68  # of a day's width
_PERIOD_FILLED = 0.6


@dataclass(frozen=True, slots=True)
class Column:
    """One day: its figure or None, a sentence, pale where it was out of the ordinary, future. `label` stands below
    it, `figure` above, where there are few enough for that.
    """

    value: float | None
    title: str
    pale: bool = False
    future: bool = False
    label: str = ""
    figure: str = ""


@dataclass(frozen=True, slots=True)
class DayColumns:
    """The days of a period, on the same axis as its pace chart.

    `pace` is an even day, dotted over the days gone, with `pace_label` at its end; `needed` what each day left has to
    bring.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    pace: float | None = None
    needed: float | None = None
    needed_label: str = ""
    needed_hint: str = ""
    caption: str = "Each day"
    average_label: str = ""
    pace_label: str = ""
    pace_hint: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """One period that is over or running: what it is called, its figure, and its target then."""

    label: str
    value: float | None
    target: float
    met: bool | None
    title: str


@dataclass(frozen=True, slots=True)
class PeriodColumns:
    """The last periods, each with its own target as a tick; pale where it was missed.

    `dot` for ratios: a point on a cut scale, because a bar has to start at zero.
    """

    id: str
    title: str
    periods: tuple[Period, ...]
    dot: bool = False


@lru_cache(maxsize=KEPT_DRAWINGS // 8)
def draw_day_columns(chart: DayColumns) -> SafeString:
    """86 px high."""
    heights = [column.value for column in chart.columns if column.value is not None]
    limits = [limit for limit in (chart.pace, chart.needed) if limit is not None]
    scale = Scale(0.0, max([0.0, *heights, *limits]) or 1.0)
    count = max(len(chart.columns), 1)
    left = next((i for i, column in enumerate(chart.columns) if column.future), count)
    needed = chart.needed if chart.needed is not None and left < count else None
    return frame.whole(
        "plot plot--days",
        86,
        chart.id,
        chart.title,
        " ".join(column.title for column in chart.columns if column.value is not None),
        (
            format_html_join("", "{}", _day_rects(chart, scale, needed, count)),
            _level(scale, chart.pace, 0, left / count, "pace-line"),
            _level(scale, needed, left / count, 1, "needed-line"),
            format_html(
                '<line class="base" x2="{x}" y1="{y}" y2="{y}"/><text class="axis" y="{words}">{caption}'
                '</text><text class="axis at-wide" x="{today}" y="{words}" text-anchor="{anchor}">'
                "{average}</text>",
                x=f"{place(PLOT)}%",
                y=_DAYS.bottom,
                words=_DAYS.bottom + 16,
                caption=chart.caption,
                today=frame.across(left / count),
                anchor="end" if left / count > 0.35 else "start",
                average=chart.average_label if left / count > 0.35 else "",
            ),
            format_html_join("", "{}", _column_words(chart, scale, count)),
            _end_words(scale, needed, chart.needed_label, chart.needed_hint),
            _end_words(scale, chart.pace, chart.pace_label, chart.pace_hint),
        ),
    )


def _column_words(chart: DayColumns, scale: Scale, count: int) -> Iterator[tuple[SafeString]]:
    """What stands below and above a column, in its middle."""
    for index, column in enumerate(chart.columns):
        above = _DAYS.down(scale, column.value or 0) - 4
        for words, y in ((column.label, _DAYS.bottom + 16), (column.figure, above)):
            if words:
                yield (
                    format_html(
                        '<text class="axis" x="{}" y="{}" text-anchor="middle">{}</text>',
                        frame.across((index + 0.5) / count),
                        place(y),
                        words,
                    ),
                )


def _day_rects(
    chart: DayColumns, scale: Scale, needed: float | None, count: int
) -> list[tuple[SafeString]]:
    rects: list[tuple[SafeString]] = []
    for index, column in enumerate(chart.columns):
        value = needed if column.future else column.value
        if not value or value < 0:
            continue
        css = "tint-3" if column.future else ("tint-1" if column.pale else "measure")
        y = _DAYS.down(scale, value)
        rects.append(
            (
                format_html(
                    '<rect class="{}" x="{}" width="{}" y="{}" height="{}" rx="1.5"><title>{}'
                    "</title></rect>",
                    css,
                    frame.across((index + (1 - _FILLED) / 2) / count),
                    frame.across(_FILLED / count),
                    place(y),
                    place(_DAYS.bottom - y),
                    column.title,
                ),
            )
        )
    return rects


def _level(
    scale: Scale, value: float | None, start: float, end: float, css: str
) -> SafeString | str:
    if value is None or end <= start:
        return ""
    return format_html(
        '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>',
        css,
        frame.across(start),
        frame.across(end),
        place(_DAYS.down(scale, value)),
        place(_DAYS.down(scale, value)),
    )


def _end_words(scale: Scale, level: float | None, label: str, hint: str) -> SafeString | str:
    """The words at the end of a level line."""
    if level is None or not label:
        return ""
    y = _DAYS.down(scale, level)
    return format_html(
        '<text class="end end--goal at-wide" x="{x}" dx="8" y="{y}">{label}</text>'
        '<text class="end end--hint at-wide" x="{x}" dx="8" y="{below}">{hint}</text>'
        '<text class="end end--goal at-phone" x="100%" y="{above}" text-anchor="end">{label} {hint}'
        "</text>",
        x=f"{place(PLOT)}%",
        y=place(y + 4),
        below=place(y + 4 + frame.LINE_OF_TEXT),
        above=place(y - 6),
        label=label,
        hint=hint,
    )


@lru_cache(maxsize=KEPT_DRAWINGS // 8)
def draw_period_columns(chart: PeriodColumns) -> SafeString:
    """108 px high."""
    values = [period.value for period in chart.periods if period.value is not None]
    targets = [period.target for period in chart.periods]
    if chart.dot:
        scale = scale_for([*values, *targets])
    else:
        scale = Scale(0.0, max([0.0, *values, *targets]) or 1.0)
    count = max(len(chart.periods), 1)
    # The latest is the one to know; the others as far as there is room.
    words = [
        Word((index + 0.5) / count, period.label, rank=index)
        for index, period in enumerate(chart.periods)
    ]
    return frame.whole(
        "plot plot--periods",
        108,
        chart.id,
        chart.title,
        " ".join(period.title for period in chart.periods),
        (
            format_html_join(
                "",
                "{}",
                (
                    (_period(period, scale, word, count, dot=chart.dot, is_kept=is_kept),)
                    for period, word, is_kept in zip(
                        chart.periods, words, kept_on_phone(words), strict=True
                    )
                ),
            ),
            format_html('<line class="base" x2="100%" y1="{y}" y2="{y}"/>', y=_PERIODS.bottom),
        ),
    )


def _period(
    period: Period, scale: Scale, word: Word, count: int, *, dot: bool, is_kept: bool
) -> SafeString:
    middle = word.at
    reach = _PERIOD_FILLED / count / 2
    css = "tint-1" if period.met is False else "measure"
    mark: SafeString | str = ""
    if period.value is not None and dot:
        mark = format_html(
            '<circle class="{}{}" cx="{}" cy="{}" r="5"/>',
            css,
            " measure--missed" if period.met is False else "",
            percent_place(middle),
            place(_PERIODS.down(scale, period.value)),
        )
    elif period.value is not None and period.value > 0:
        y = _PERIODS.down(scale, period.value)
        mark = format_html(
            '<rect class="{}" x="{}" width="{}" y="{}" height="{}" rx="1.5"/>',
            css,
            percent_place(middle - reach),
            percent_place(reach * 2),
            place(y),
            place(_PERIODS.bottom - y),
        )
    return format_html(
        '<g><title>{title}</title>{mark}<line class="goal-line" x1="{x1}" x2="{x2}" y1="{y}" y2="{y}"/>'
        '<text class="axis{hidden}" x="{x}" y="{words}" text-anchor="middle">{label}</text></g>',
        title=period.title,
        mark=mark,
        x1=percent_place(middle - reach * 1.3),
        x2=percent_place(middle + reach * 1.3),
        y=place(_PERIODS.down(scale, period.target)),
        x=percent_place(middle),
        words=_PERIODS.bottom + 18,
        hidden="" if is_kept else " at-wide",
        label=word.text,
    )
