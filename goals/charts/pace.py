"""The pace chart: how a total grows towards its goal, beside even pace.

Actual solid, even pace dotted, the goal a line in ink; between actual and pace the gap is tinted. A
forecast, where there is one, is dashed inside its cone. Lines are labelled at their ends, notes are
lettered discs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from goals.charts import frame
from goals.charts.frame import Box, EndLabel
from goals.charts.scale import KEPT_DRAWINGS, Scale, Tick, area_path, line_path, place, value_at

Points = tuple[tuple[float, float], ...]
_BOX = Box(top=28, height=246)
_HEIGHT = 300
WORDS_WIDE = 0.36
"""What `8,251 so far` takes of a phone's chart, with half a disc."""
GAP_TONES = frozenset({"behind", "watch"})


@dataclass(frozen=True, slots=True)
class Forecast:
    """From today to the end: the likely way, the edges of its range, and what its end is called."""

    likely: Points
    low: Points
    high: Points
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was written down about a day: its letter, where it is, what it says."""

    letter: str
    at: float
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class PaceChart:
    """A total over its period. Points are (0 to 1 along the period, figure), in order.

    `id` makes the ids inside the drawing unique on the page. `desc` says in a sentence what is to be
    seen. `gap_tone` is "behind", "watch" or nothing.
    """

    id: str
    title: str
    desc: str
    actual: Points
    pace: Points
    goal: float
    goal_label: str
    x_ticks: tuple[Tick, ...] = ()
    y_ticks: tuple[Tick, ...] = ()
    today: float | None = None
    today_label: str = "Today"
    so_far_label: str = ""
    gap_label: str = ""
    gap_tone: str = ""
    forecast: Forecast | None = None
    notes: tuple[Note, ...] = ()


@lru_cache(maxsize=KEPT_DRAWINGS // 8)
def draw_pace_chart(chart: PaceChart) -> SafeString:
    """300 px high, as wide as its place."""
    scale = _scale(chart)
    forecast = chart.forecast
    labels = [EndLabel(_BOX.down(scale, chart.goal), chart.goal_label, "", "end--goal")]
    if forecast is not None and forecast.likely:
        end = _BOX.down(scale, forecast.likely[-1][1])
        labels.append(EndLabel(end, forecast.label, forecast.hint, "end--data"))
    goal_path = line_path(((0.0, chart.goal), (1.0, chart.goal)), scale)
    tone = chart.gap_tone if chart.gap_tone in GAP_TONES else "even"
    paths = [
        (f"gap gap--{tone}", _gap(chart, scale)),
        ("cone", area_path(forecast.high, forecast.low, scale) if forecast else ""),
        ("line line--pace", line_path(chart.pace, scale)),
        ("line line--goal", goal_path),
        ("line line--likely", line_path(forecast.likely, scale) if forecast else ""),
        ("line line--data", line_path(chart.actual, scale)),
    ]
    return frame.whole(
        "plot plot--pace",
        _HEIGHT,
        chart.id,
        chart.title,
        chart.desc,
        (
            frame.grid(_BOX, scale, chart.y_ticks, chart.goal),
            frame.level_labels(_BOX, chart.x_ticks),
            frame.today_mark(_BOX, chart.today, chart.today_label),
            frame.lines(_BOX, paths),
            frame.grid_labels(_BOX, scale, chart.y_ticks, chart.goal),
            _notes(chart, scale),
            _so_far(chart, scale),
            frame.end_labels(labels, _BOX.bottom),
        ),
    )


def _scale(chart: PaceChart) -> Scale:
    """From zero (or below, where figures are) to the highest of all that is drawn."""
    lines = [chart.actual, chart.pace]
    if chart.forecast is not None:
        lines += [chart.forecast.likely, chart.forecast.low, chart.forecast.high]
    values = [chart.goal, *(value for line in lines for _, value in line)]
    low, high = min(0.0, *values), max(0.0, *values)
    return Scale(low, high if high > low else low + 1.0)


def _gap(chart: PaceChart, scale: Scale) -> str:
    """Between the actual line and even pace, as far as the actual goes."""
    if len(chart.actual) < 2:
        return ""
    beneath = [
        (at, height)
        for at, _ in chart.actual
        for height in (value_at(chart.pace, at),)
        if height is not None
    ]
    return area_path(chart.actual, beneath, scale) if len(beneath) > 1 else ""


def _notes(chart: PaceChart, scale: Scale) -> SafeString:
    return format_html_join(
        "",
        '<g class="note"><title>{}</title><circle cx="{}" cy="{}" r="9"/>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text></g>',
        (
            (
                note.text,
                frame.across(note.at),
                place(_BOX.down(scale, note.value)),
                frame.across(note.at),
                place(_BOX.down(scale, note.value) + 4),
                note.letter,
            )
            for note in chart.notes
        ),
    )


def _so_far(chart: PaceChart, scale: Scale) -> SafeString | str:
    """The last point with its figure, and how far it is from even pace.

    The figure stands right of the point, the gap left of it and above both lines; where there is no
    room on the left, early in a period, both stand right.
    """
    if not chart.actual:
        return ""
    at, value = chart.actual[-1]
    x, y = frame.across(at), _BOX.down(scale, value)
    pace = value_at(chart.pace, at)
    pace_y = y if pace is None else _BOX.down(scale, pace)
    figure_y = y + 20 if y + 20 < _BOX.bottom - 4 else y - 10
    # On phones the goal's words stand inside the plot, at the right.
    if late := at > 0.8:
        phone_y = _clear_of_goal(chart, scale, min(figure_y + 28, _BOX.bottom - 6))
        phone_y = _clear_of_notes(chart, scale, at, phone_y)
    else:
        phone_y = _clear_of_goal(chart, scale, figure_y)
    elsewhere = late or phone_y != figure_y
    words = format_html(
        '<text class="end end--data{}" x="{}" dx="12" y="{}">{}</text>',
        " at-wide" if elsewhere else "",
        x,
        place(figure_y),
        chart.so_far_label,
    )
    if elsewhere:
        words = format_html(
            '{}<text class="end end--data at-phone" x="{}" dx="{}" y="{}" text-anchor="{}">{}</text>',
            words,
            x,
            -14 if late else 12,
            place(phone_y),
            "end" if late else "start",
            chart.so_far_label,
        )
    gap: SafeString | str = ""
    if chart.gap_label:
        early = at < 0.45
        gap_y, aside = min(y, pace_y) - 14, -10
        goal_y = _BOX.down(scale, chart.goal)
        if abs(gap_y - 4 - goal_y) < frame.LINE_OF_TEXT - 4:
            # Late in a period even pace is near the goal: above its line, left of the word for today.
            gap_y, aside = goal_y - 8, -24
        gap = format_html(
            '<text class="end end--{}{}" x="{}" dx="{}" y="{}" text-anchor="end">{}</text>',
            chart.gap_tone if chart.gap_tone in GAP_TONES else "hint",
            " at-wide" if early and at >= 0.28 else "",
            x,
            aside,
            place(gap_y),
            chart.gap_label,
        )
        if early:
            beside = format_html(
                '<text class="end end--{}{}" x="{}" dx="12" y="{}">{}</text>',
                chart.gap_tone if chart.gap_tone in GAP_TONES else "hint",
                " at-phone" if at >= 0.28 else "",
                x,
                place(min(figure_y + frame.LINE_OF_TEXT, _BOX.bottom - 4)),
                chart.gap_label,
            )
            gap = format_html("{}{}", gap, beside) if at >= 0.28 else beside
    return format_html('<circle class="dot" cx="{}" cy="{}" r="4.5"/>{}{}', x, place(y), words, gap)


def _clear_of_notes(chart: PaceChart, scale: Scale, at: float, y: float) -> float:
    """A height for words on phones, left of `at`, that lie over no note's disc: below them, while there is room."""
    beside = [_BOX.down(scale, note.value) for note in chart.notes if note.at > at - WORDS_WIDE]
    while any(abs(height - (y - 5)) < 19 for height in beside) and y + 6 <= _BOX.bottom - 6:
        y += 6
    return y


def _clear_of_goal(chart: PaceChart, scale: Scale, y: float) -> float:
    """A height for words on phones that are not those of the goal, which stand above its line."""
    goal = _BOX.down(scale, chart.goal) - 6
    apart = frame.LINE_OF_TEXT + 2
    if abs(y - goal) >= apart:
        return y
    return goal + apart if goal + apart <= _BOX.bottom - 6 else goal - apart
