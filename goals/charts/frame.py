"""The frame of a chart over time: grid, axes, today's mark, labels at the ends of lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from goals.charts.scale import PLOT, Scale, Tick, percent_place, place
from goals.charts.words import Word, kept_on_phone

LINE_OF_TEXT = 16


@dataclass(frozen=True, slots=True)
class Box:
    """The plot inside the drawing, in px from its top edge."""

    top: int
    height: int

    @property
    def bottom(self) -> int:
        """The level axis."""
        return self.top + self.height

    def down(self, scale: Scale, value: float) -> float:
        """Where `value` lies, in px from the top edge of the drawing."""
        return scale.down(value, self.top, self.height)


@dataclass(frozen=True, slots=True)
class EndLabel:
    """Words at the end of a line: where the line ends, what it is, and a quieter second line."""

    y: float
    text: str
    hint: str
    css: str


def across(share: float) -> str:
    """0 to 1 along the plot, as a percentage of the drawing."""
    return percent_place(share, PLOT)


def whole(
    css: str, height: int, ident: str, title: str, desc: str, parts: Iterable[SafeString | str]
) -> SafeString:
    """The drawing: as wide as its place, spoken as its title and description."""
    return format_html(
        '<svg class="{}" width="100%" height="{}" role="img" aria-labelledby="{}-t {}-d">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>',
        css,
        height,
        ident,
        ident,
        ident,
        title,
        ident,
        desc,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def lines(box: Box, paths: Iterable[tuple[str, str]]) -> SafeString:
    """Lines and areas, as (class, d), in a box of 100 by 100 stretched over the plot."""
    return format_html(
        '<svg y="{}" width="{}" height="{}" viewBox="0 0 100 100" preserveAspectRatio="none" '
        'overflow="visible">{}</svg>',
        box.top,
        f"{place(PLOT)}%",
        box.height,
        format_html_join("", '<path class="{}" d="{}"/>', ((c, d) for c, d in paths if d)),
    )


def grid(box: Box, scale: Scale, ticks: Sequence[Tick], avoid: float | None) -> SafeString:
    """Hairlines, and the level axis; none within a line's height of `avoid`, where the goal is."""
    return format_html(
        '{}<line class="base" x2="{}" y1="{}" y2="{}"/>',
        format_html_join(
            "",
            '<line class="grid" x2="{}" y1="{}" y2="{}"/>',
            (
                (f"{place(PLOT)}%", place(y), place(y))
                for y, _ in _shown_ticks(box, scale, ticks, avoid)
            ),
        ),
        f"{place(PLOT)}%",
        box.bottom,
        box.bottom,
    )


def grid_labels(box: Box, scale: Scale, ticks: Sequence[Tick], avoid: float | None) -> SafeString:
    """The figures of the hairlines, above them at the left; drawn after the lines, to be read."""
    return format_html_join(
        "",
        '<text class="axis" y="{}">{}</text>',
        ((place(y - 5), label) for y, label in _shown_ticks(box, scale, ticks, avoid)),
    )


def _shown_ticks(
    box: Box, scale: Scale, ticks: Sequence[Tick], avoid: float | None
) -> list[tuple[float, str]]:
    blocked = -LINE_OF_TEXT * 2.0 if avoid is None else box.down(scale, avoid)
    return [
        (y, tick.label)
        for tick in ticks
        if scale.low <= tick.at <= scale.high
        for y in (box.down(scale, tick.at),)
        if y < box.bottom - 4 and abs(y - blocked) > LINE_OF_TEXT
    ]


def level_labels(box: Box, ticks: Sequence[Tick]) -> SafeString:
    """The words along the level axis; on phones those that there is room for."""
    words = [
        Word(tick.at * PLOT / 100, tick.label, "start" if tick.at < 0.03 else "middle")
        for tick in ticks
        if 0 <= tick.at <= 1
    ]
    return format_html_join(
        "",
        '<text class="axis{}" x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            (
                "" if is_kept else " at-wide",
                percent_place(word.at),
                box.bottom + 18,
                word.anchor,
                word.text,
            )
            for word, is_kept in zip(words, kept_on_phone(words), strict=True)
        ),
    )


def today_mark(box: Box, today: float | None, label: str) -> SafeString | str:
    """An upright line with its word above."""
    if today is None:
        return ""
    return format_html(
        '<line class="today-line" x1="{x}" x2="{x}" y1="{top}" y2="{bottom}"/>'
        '<text class="axis axis--today" x="{x}" y="{word}" text-anchor="{anchor}">{label}</text>',
        x=across(today),
        top=box.top - 12,
        bottom=box.bottom,
        word=box.top - 17,
        anchor="start" if today < 0.04 else "middle",
        label=label,
    )


def end_labels(labels: Sequence[EndLabel], bottom: float) -> SafeString:
    """Labels right of the plot, moved apart where they would meet; on phones inside, above the line."""
    placed: list[tuple[float, EndLabel]] = []
    free_from = 4.0
    for label in sorted(labels, key=lambda entry: entry.y):
        y = max(label.y + 4, free_from + 10)
        placed.append((y, label))
        free_from = y + (2 * LINE_OF_TEXT if label.hint else LINE_OF_TEXT) - 6
    overflow = max(0.0, free_from - bottom - LINE_OF_TEXT)
    return format_html_join(
        "",
        '<text class="end at-wide {}" x="{}" dx="8" y="{}">{}</text>'
        '<text class="end end--hint at-wide" x="{}" dx="8" y="{}">{}</text>'
        '<text class="end at-phone {}" x="100%" y="{}" text-anchor="end">{}</text>',
        (
            (
                label.css,
                f"{place(PLOT)}%",
                place(y - overflow),
                label.text,
                f"{place(PLOT)}%",
                place(y - overflow + LINE_OF_TEXT),
                label.hint,
                label.css,
                place(min(_phone_y(index, label, placed), bottom - 6)),
                label.text,
            )
            for index, (y, label) in enumerate(placed)
        ),
    )


def _phone_y(index: int, label: EndLabel, placed: Sequence[tuple[float, EndLabel]]) -> float:
    """Above its line for the topmost, below it for those that follow, a line of text apart."""
    if index == 0:
        return label.y - 6
    above = placed[index - 1][1].y
    return max(label.y + LINE_OF_TEXT + 6, above - 6 + (index + 1) * LINE_OF_TEXT)
