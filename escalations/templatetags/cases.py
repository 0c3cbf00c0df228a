"""The rows of the queue: `{% load cases %}`.

A row is drawn from one frozen dataclass and holds nothing of the request, so that what is drawn once is kept:
of a list of fifty only the rows that have changed are drawn again.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from escalations.queries.queue import Row

register = template.Library()


@register.simple_tag
def case_rows(rows: Iterable[Row]) -> SafeString:
    """The rows of a group, one after the other."""
    return format_html_join("", "{}", ((case_row(row),) for row in rows))


@lru_cache(maxsize=1024)
def case_row(row: Row) -> SafeString:
    """One row, as it was drawn before if it was."""
    return render_to_string("escalations/_row.html", {"row": row})
