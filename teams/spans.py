"""A month or a quarter beside the one before it, and how days are said. A pure room."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

MONTH, QUARTER = "month", "quarter"
_LENGTHS = {MONTH: 1, QUARTER: 3}


@dataclass(frozen=True, slots=True)
class Span:
    """The days `first` to `last`, both included, and what they are called: `November`, `Oct to Dec`."""

    first: date
    last: date
    name: str

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def span_of(day: date, kind: str, year_starts_in: int = 1, *, today: date | None = None) -> Span:
    """The month or quarter that holds `day`; quarters are counted from the month (1 to 12) a fiscal year starts in.

    A year stands in its name where it is not that of `today` (by default `day`).
    """
    length = _LENGTHS[kind]
    back = (day.month - year_starts_in) % 12 % length
    first = _months_from(day, -back)
    end = _months_from(first, length - 1)
    last = end.replace(day=monthrange(end.year, end.month)[1])
    return Span(first, last, _name(first, last, today or day))


def months_in(span: Span) -> tuple[Span, ...]:
    """Its months, in order."""
    found = [span_of(span.first, MONTH)]
    while found[-1].last < span.last:
        found.append(span_of(found[-1].last + timedelta(days=1), MONTH))
    return tuple(found)


def _months_from(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def _name(first: date, last: date, today: date) -> str:
    year = "" if last.year == today.year else f" {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%B}{year}"
    begin = "" if first.year == last.year else f" {first.year}"
    return f"{first:%b}{begin} to {last:%b}{year}"


def day_words(day: date, today: date) -> str:
    """`Fri 20 Nov`, with the year where it is not this one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%a} {day.day} {day:%b}{year}"
