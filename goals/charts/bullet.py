"""The bullet: one figure against its goal, its even pace and how far is far.

After Stephen Few's bullet graph: tints of one hue behind, the measure in front. A total is a bar from
zero. A ratio on a scale that does not start at zero is a dot, because the length of a bar would lie. For
lower is better the tints turn round, not the axis. The colour never changes with the status.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from goals.charts.scale import KEPT_DRAWINGS, Scale, Tick, percent_place
from goals.charts.words import Word, kept_on_phone

_GOAL_AT = 0.875  # of the scale of a total, so that there is room to go past the goal
_FAR, _CLOSE = 0.76, 0.93  # of the goal of a total: far until here, close until there


@dataclass(frozen=True, slots=True)
class Bullet:
    """What a bullet shows. Use `bullet_for_total` or `bullet_for_rate` to get one with a sound scale.

    `tints` are the two figures where the background changes. `title` is the sentence for those who
    hear it. `axis` and `target_label` are drawn on the large one only.
    """

    value: float | None
    target: float
    low: float
    high: float
    tints: tuple[float, float]
    expected: float | None = None
    dot: bool = False
    lower_is_better: bool = False
    title: str = ""
    axis: tuple[Tick, ...] = ()
    target_label: str = ""


def bullet_for_total(
    value: float | None,
    target: float,
    expected: float | None = None,
    *,
    lower_is_better: bool = False,
    title: str = "",
    axis: tuple[Tick, ...] = (),
    target_label: str = "",
) -> Bullet:
    """A bar from zero; the scale holds the goal with room to spare and whatever was reached."""
    reach = max(abs(target) / _GOAL_AT, (value or 0.0) * 1.02, expected or 0.0)
    if lower_is_better:
        reach = max(reach, target * 1.6)
        tints = (target, target + (reach - target) * 0.4)
    else:
        tints = (target * _FAR, target * _CLOSE)
    return Bullet(
        value=value,
        target=target,
        low=0.0,
        high=reach or 1.0,
        tints=tints,
        expected=expected,
        lower_is_better=lower_is_better,
        title=title,
        axis=axis,
        target_label=target_label,
    )


def bullet_for_rate(
    value: float | None,
    target: float,
    *,
    lower_is_better: bool = False,
    spread: float | None = None,
    floor: float = 0.0,
    ceiling: float | None = None,
    title: str = "",
    axis: tuple[Tick, ...] = (),
    target_label: str = "",
) -> Bullet:
    """A dot on a scale around the goal.

    `spread` is how far results usually lie apart (the width of the usual range), which sets how much
    of the scale is shown; without it a sixth of the goal does. `floor` and `ceiling` are the ends that
    the figure itself has (0 and 100 for percent).
    """
    gap = abs(value - target) if value is not None else 0.0
    span = max(2.4 * gap, spread or abs(target) / 6, 1e-6)
    low = target - span * (0.5 if lower_is_better else 0.6)
    if ceiling is not None:
        low = min(low, max(ceiling, target) - span)
    low = max(low, floor)
    high = low + span
    if ceiling is not None:
        high = min(high, max(ceiling, target))
    shown = [target] if value is None else [target, value]
    low, high = min(low, *shown), max(high, *shown)
    if lower_is_better:
        tints = (target, target + (high - target) * 0.4)
    else:
        tints = (low + (target - low) * 0.5, target)
    return Bullet(
        value=value,
        target=target,
        low=low,
        high=high,
        tints=tints,
        dot=True,
        lower_is_better=lower_is_better,
        title=title,
        axis=axis,
        target_label=target_label,
    )


@dataclass(frozen=True, slots=True)
class _Size:
    band: int
    bar: int
    tick: int
    radius: float
    triangle: tuple[float, float]
    height: int
    css: str


_SMALL = _Size(16, 6, 12, 4.5, (4.5, 7), 26, "bullet")
_LARGE = _Size(30, 10, 20, 7, (5.5, 8), 60, "bullet bullet--large")


@lru_cache(maxsize=KEPT_DRAWINGS)
def draw_bullet(bullet: Bullet) -> SafeString:
    """The bullet of a list: 26 px high, as wide as its cell."""
    return _draw(bullet, _SMALL)


@lru_cache(maxsize=KEPT_DRAWINGS)
def draw_large_bullet(bullet: Bullet) -> SafeString:
    """The bullet of a goal's own page: 60 px high, with its axis."""
    return _draw(bullet, _LARGE)


def _draw(bullet: Bullet, size: _Size) -> SafeString:
    scale = Scale(bullet.low, bullet.high)
    first, second = (percent_place(scale.share(tint)) for tint in bullet.tints)
    near, far = ("3", "1") if bullet.lower_is_better else ("1", "3")
    return format_html(
        '<svg class="{css}" width="100%" height="{height}" role="img"><title>{title}</title>'
        '<rect class="tint-{far}" width="100%" height="{band}" rx="2"/>'
        '<rect class="tint-2" width="{second}" height="{band}" rx="2"/>'
        '<rect class="tint-{near}" width="{first}" height="{band}" rx="2"/>'
        '{measure}<line class="goal-tick" x1="{goal}" x2="{goal}" y1="{top}" y2="{bottom}"/>'
        "{pace}{axis}</svg>",
        css=size.css,
        height=size.height,
        title=bullet.title,
        far=far,
        near=near,
        band=size.band,
        first=first,
        second=second,
        measure=_measure(bullet, scale, size),
        goal=percent_place(scale.share(bullet.target)),
        top=(size.band - size.tick) // 2,
        bottom=(size.band + size.tick) // 2,
        pace=_pace(bullet, scale, size),
        axis=_axis(bullet, scale) if size is _LARGE else "",
    )


def _measure(bullet: Bullet, scale: Scale, size: _Size) -> SafeString | str:
    if bullet.value is None:
        return ""
    across = percent_place(scale.share(bullet.value))
    if bullet.dot:
        return format_html(
            '<circle class="measure" cx="{}" cy="{}" r="{}"/>', across, size.band // 2, size.radius
        )
    return format_html(
        '<rect class="measure" y="{}" width="{}" height="{}"/>',
        (size.band - size.bar) // 2,
        across,
        size.bar,
    )


def _pace(bullet: Bullet, scale: Scale, size: _Size) -> SafeString | str:
    if bullet.expected is None:
        return ""
    half, high = size.triangle
    return format_html(
        '<svg class="pace-mark" x="{}" y="{}" overflow="visible"><path d="M0 0 {} {}h-{}z"/></svg>',
        percent_place(scale.share(bullet.expected)),
        size.band + 2,
        half,
        high,
        half * 2,
    )


def _axis(bullet: Bullet, scale: Scale) -> SafeString:
    goal = scale.share(bullet.target)
    labels = [
        (tick.label, scale.share(tick.at), "")
        for tick in bullet.axis
        if bullet.low <= tick.at <= bullet.high
        and not (bullet.target_label and abs(scale.share(tick.at) - goal) < 0.11)
    ]
    if bullet.target_label:
        labels.append((bullet.target_label, goal, " axis--goal"))
    labels.sort(key=lambda entry: entry[1])
    words = [
        Word(share, label, _anchor(share), rank=1 if css else 0) for label, share, css in labels
    ]
    return format_html_join(
        "",
        '<text class="axis{}{}" x="{}" y="54" text-anchor="{}">{}</text>',
        (
            (css, "" if is_kept else " at-wide", percent_place(word.at), word.anchor, word.text)
            for (_, _, css), word, is_kept in zip(labels, words, kept_on_phone(words), strict=True)
        ),
    )


def _anchor(share: float) -> str:
    if share < 0.03:
        return "start"
    return "end" if share > 0.97 else "middle"
