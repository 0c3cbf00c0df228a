"""Horizontal bars: a short list by size, dark for what is worth acting on, pale for the rest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from goals.charts.scale import KEPT_DRAWINGS, Scale, percent_place


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `text` is its figure, written beside it. `url` leads to what it is made of, where that can be seen."""

    label: str
    value: float
    text: str
    strong: bool = True
    url: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars on one scale from zero to `maximum`, or to the largest when that is larger."""

    items: tuple[Bar, ...]
    maximum: float = 0.0


@lru_cache(maxsize=KEPT_DRAWINGS)
def draw_bars(bars: Bars) -> SafeString:
    """A list: label, bar, figure. On phones the bar goes under the two."""
    scale = Scale(0.0, max([bars.maximum, *(bar.value for bar in bars.items)], default=1.0) or 1.0)
    return format_html(
        '<ul class="bars">{}</ul>',
        format_html_join(
            "",
            '<li class="bars__row"><span class="bars__label">{}</span>'
            '<svg class="bars__bar" width="100%" height="12" aria-hidden="true">'
            '<rect class="tint-3" width="100%" height="12" rx="2"/>'
            '<rect class="{}" width="{}" height="12" rx="2"/></svg>'
            '<b class="bars__figure">{}</b></li>',
            (
                (
                    _label(bar),
                    "measure" if bar.strong else "tint-1",
                    percent_place(scale.share(bar.value)),
                    bar.text,
                )
                for bar in bars.items
            ),
        ),
    )


def _label(bar: Bar) -> SafeString | str:
    return format_html('<a href="{}">{}</a>', bar.url, bar.label) if bar.url else bar.label
