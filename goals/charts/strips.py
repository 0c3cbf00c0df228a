"""Strips: the hours of a day, and the shares that make up a whole."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from goals.charts.scale import KEPT_DRAWINGS, percent_place

HOUR_TONES = frozenset({"past", "near", "now", "future", "none"})


@dataclass(frozen=True, slots=True)
class HourCell:
    """One hour: `hour` "07", `text` the figure in its cell, `title` the same as a sentence.

    `tone`: past (at the goal), near (short of it), now, future (what is expected), none (no figures). `url` leads
    to what it is made of, where that can be seen.
    """

    hour: str
    text: str
    tone: str
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class HourStrip:
    """The hours of a day; `label` stands beside it and says what the figures are."""

    label: str
    cells: tuple[HourCell, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """One stripe: whose (may be empty, where names are not to be seen) and how much."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class ShareStrip:
    """Stripes of one colour in name order that add up to the whole."""

    title: str
    shares: tuple[Share, ...]


@lru_cache(maxsize=KEPT_DRAWINGS)
def draw_hour_strip(strip: HourStrip) -> SafeString:
    """A list of hours. Real text, so that it can be read, copied and enlarged."""
    return format_html(
        '<ol class="hours" aria-label="{}">{}</ol>',
        strip.label,
        format_html_join(
            "",
            '<li class="hour hour--{}">{}</li>',
            (
                (cell.tone if cell.tone in HOUR_TONES else "none", _in_cell(cell))
                for cell in strip.cells
            ),
        ),
    )


def _in_cell(cell: HourCell) -> SafeString:
    inside = format_html(
        '<span class="hour__at" aria-hidden="true">{}</span>'
        '<b class="hour__figure" aria-hidden="true">{}</b><span class="sr">{}</span>',
        cell.hour,
        cell.text,
        cell.title,
    )
    return format_html('<a href="{}">{}</a>', cell.url, inside) if cell.url else inside


@lru_cache(maxsize=KEPT_DRAWINGS)
def draw_share_strip(strip: ShareStrip) -> SafeString:
    """16 px high. Shares of nothing or less have no stripe."""
    total = sum(share.value for share in strip.shares if share.value > 0)
    stripes: list[tuple[str, str, str]] = []
    start = 0.0
    for share in strip.shares:
        if share.value <= 0 or total <= 0:
            continue
        width = share.value / total
        stripes.append((percent_place(start), percent_place(width), share.name))
        start += width
    return format_html(
        '<svg class="shares" width="100%" height="16" role="img"><title>{}</title>'
        '<rect class="tint-3" width="100%" height="16"/>{}</svg>',
        strip.title,
        format_html_join(
            "",
            '<rect class="share" x="{}" width="{}" height="16"><title>{}</title></rect>',
            stripes,
        ),
    )
