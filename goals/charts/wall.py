"""The bullet of a screen on a wall: all its measures follow its place, so that it can be seen from afar."""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from goals.charts.bullet import Bullet
from goals.charts.scale import KEPT_DRAWINGS, Scale, percent_place


@lru_cache(maxsize=KEPT_DRAWINGS)
def draw_wall_bullet(bullet: Bullet) -> SafeString:
    """As wide and as high as its place: the band takes two thirds of it, the mark of even pace the rest."""
    scale = Scale(bullet.low, bullet.high)
    first, second = (percent_place(scale.share(tint)) for tint in bullet.tints)
    near, far = ("3", "1") if bullet.lower_is_better else ("1", "3")
    measure: SafeString | str = ""
    if bullet.value is not None:
        across = percent_place(scale.share(bullet.value))
        measure = (
            format_html('<circle class="measure" cx="{}" cy="33%" r="1%"/>', across)
            if bullet.dot
            else format_html('<rect class="measure" y="22%" width="{}" height="22%"/>', across)
        )
    pace: SafeString | str = ""
    if bullet.expected is not None:
        pace = format_html(
            '<svg class="pace-mark" x="{}" y="72%" width="1" height="28%" viewBox="0 0 1 10" overflow="visible">'
            '<path d="M0 0 7 10H-7z"/></svg>',
            percent_place(scale.share(bullet.expected)),
        )
    return format_html(
        '<svg class="wall-bullet" width="100%" height="100%" role="img"><title>{title}</title>'
        '<rect class="tint-{far}" width="100%" height="66%" rx="2"/>'
        '<rect class="tint-2" width="{second}" height="66%" rx="2"/>'
        '<rect class="tint-{near}" width="{first}" height="66%" rx="2"/>'
        '{measure}<line class="goal-tick" x1="{goal}" x2="{goal}" y1="9%" y2="57%"/>{pace}</svg>',
        title=bullet.title,
        far=far,
        near=near,
        first=first,
        second=second,
        measure=measure,
        goal=percent_place(scale.share(bullet.target)),
        pace=pace,
    )
