"""Charts and the ledger in templates: `{% load charts %}`. Each tag takes a dataclass of `goals.charts`."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from goals import charts
from goals.charts import LedgerGroup, LedgerRow
from goals.charts.scale import KEPT_DRAWINGS
from goals.charts.wall import draw_wall_bullet
from goals.lately import Lately
from goals.queries.company import CompanyFigure
from teams.templatetags.ui import status

register = template.Library()

register.simple_tag(charts.draw_bullet, name="bullet")
register.simple_tag(charts.draw_large_bullet, name="bullet_large")
register.simple_tag(draw_wall_bullet, name="bullet_wall")
register.simple_tag(charts.draw_sparkline, name="sparkline")
register.simple_tag(charts.draw_pace_chart, name="pace_chart")
register.simple_tag(charts.draw_rate_chart, name="rate_chart")
register.simple_tag(charts.draw_day_columns, name="day_columns")
register.simple_tag(charts.draw_hour_strip, name="hour_strip")
register.simple_tag(charts.draw_share_strip, name="share_strip")
register.simple_tag(charts.draw_bars, name="bars")
register.simple_tag(charts.draw_period_columns, name="period_columns")


@register.simple_tag
def company_line(figures: tuple[CompanyFigure, ...]) -> SafeString:
    """The figures of the whole; those that were kept from one request to the next are not drawn anew."""
    return _drawn_once(
        figures, lambda: render_to_string("goals/_company_figures.html", {"figures": figures})
    )


@register.simple_tag
def ledger(groups: tuple[LedgerGroup, ...], caption: str = "Goals") -> SafeString:
    """The table of goals, grouped by horizon; on phones each row becomes a block.

    One call for the whole table, and rows that did not change are not written anew: a page of a
    hundred goals would otherwise spend most of its time in the template. Groups that were kept from one
    request to the next (`goals.queries.state.kept`) are not even looked at again.
    """
    return _drawn_once(groups, lambda: _table(groups, caption), caption)


_drawn: Lately[int, tuple[object, str, SafeString]] = Lately(96)


def _drawn_once(what: object, draw: Callable[[], SafeString], caption: str = "") -> SafeString:
    """What was drawn of this very object, which must be frozen, if it was drawn lately."""
    there = _drawn.get(id(what))
    if there is not None and there[0] is what and there[1] == caption:
        return there[2]
    html = draw()
    # With the object itself, so that no other can take its place in memory.
    _drawn.keep(id(what), (what, caption, html))
    return html


def _table(groups: tuple[LedgerGroup, ...], caption: str) -> SafeString:
    return format_html(
        '<table class="ledger" role="table"><caption class="sr">{}</caption>'
        '<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Goal</th>'
        '<th role="columnheader" scope="col">This far</th>'
        '<th role="columnheader" scope="col" class="num">Now</th>'
        '<th role="columnheader" scope="col" class="num">Against pace</th>'
        '<th role="columnheader" scope="col">Status</th></tr></thead>{}</table>',
        caption,
        format_html_join("", "{}", ((_group(group),) for group in groups)),
    )


def _group(group: LedgerGroup) -> SafeString:
    return format_html(
        '<tbody role="rowgroup"><tr role="row" class="ledger__group">'
        '<th role="rowheader" scope="rowgroup" colspan="5">{} <span class="hint">{}</span></th></tr>'
        "{}</tbody>",
        group.title,
        group.hint,
        format_html_join("", "{}", ((_row(row),) for row in group.rows)),
    )


def _figure(row: LedgerRow) -> SafeString:
    """The figure, which leads to how it was worked out where the rest of the row leads to the goal."""
    if not row.explain_url:
        return format_html("<b>{}</b>", row.now)
    return format_html(
        '<a class="figure" href="{}" title="How it is worked out"><b>{}</b></a>',
        row.explain_url,
        row.now,
    )


@lru_cache(maxsize=KEPT_DRAWINGS)
def _row(row: LedgerRow) -> SafeString:
    hours: SafeString | str = ""
    if row.hours is not None:
        hours = format_html(
            '<tr role="row" class="ledger__hours"><td role="cell" class="hint">{}</td>'
            '<td role="cell" colspan="4">{}</td></tr>',
            row.hours.label,
            charts.draw_hour_strip(row.hours),
        )
    return format_html(
        '<tr role="row" class="ledger__row{has_hours}{personal}"><th role="rowheader" scope="row">'
        '<a href="{url}">{name}</a><span class="hint">{hint}</span></th>'
        '<td role="cell" class="ledger__bullet">{bullet}</td>'
        '<td role="cell" class="num">{now} <span class="hint">{now_hint}</span></td>'
        '<td role="cell" class="num"><b>{against}</b> <span class="hint">{against_hint}</span></td>'
        '<td role="cell" class="ledger__status">{status}</td></tr>{hours}',
        has_hours=" has-hours" if row.hours is not None else "",
        personal=" is-personal" if row.personal else "",
        url=row.url,
        name=row.name,
        hint=row.hint,
        bullet=charts.draw_bullet(row.bullet),
        now=_figure(row),
        now_hint=row.now_hint,
        against=row.against,
        against_hint=row.against_hint,
        status=status(row.status, row.status_word),
        hours=hours,
    )
