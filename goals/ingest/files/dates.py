"""Reading dates: written ones in three orders, with a month's name, spreadsheet serials; and what settles the order.

Times of day, and dates with one, are read in `instants`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from goals.ingest.files.held import Moment, Number
from goals.ingest.files.names import WEEKDAY, month_of, words_and_numbers
from goals.ingest.values import EARLIEST_YEAR, Rejected, shown

ORDERS = ("ymd", "dmy", "mdy")
ORDER_NAMES = {
    "ymd": "year, month, day",
    "dmy": "day first, such as 31/12/2026",
    "mdy": "month first, such as 12/31/2026",
}
_SERIAL_START = date(1899, 12, 30)
_SERIALS = range(36_526, 73_051)
"""Spreadsheet days of the years 2000 to 2099."""

_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_NUMERIC = re.compile(
    r"([0-9]{1,4})\s?[-/.\N{MIDDLE DOT} ]\s?([0-9]{1,2})\s?[-/.\N{MIDDLE DOT} ]\s?([0-9]{1,4})\.?"
)
_SIGNS_OF_DATES = str.maketrans({"年": "-", "月": "-", "日": "", "년": "-", "월": "-", "일": ""})
_COMPACT = re.compile(r"(20[0-9]{2})([0-9]{2})([0-9]{2})")
DECIMAL = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_DATE_REPAIR = "Write the date like 2026-11-21."


@dataclass(frozen=True, slots=True)
class Parts:
    """The three numbers of a numeric date, in the order they stand."""

    first: int
    second: int
    third: int
    first_is_long: bool
    third_is_long: bool

    def on(self, order: str) -> date:
        """The date in this order. Raises ValueError where there is none."""
        if order == "ymd":
            year, month, day = self.first, self.second, self.third
            full = self.first_is_long
        else:
            year = self.third
            full = self.third_is_long
            day, month = (self.first, self.second) if order == "dmy" else (self.second, self.first)
        return date(year if full else 2000 + year, month, day)

    @property
    def orders(self) -> tuple[str, ...]:
        """The orders that its shape allows: a number of four digits is the year."""
        if self.first_is_long:
            return ("ymd",)
        return ("dmy", "mdy") if self.third_is_long else ORDERS


def without_weekday(text: str) -> str:
    """A date without the name of its weekday before or after it, in the usual languages."""
    return WEEKDAY.sub("", text)


def parts_of(text: str) -> Parts | None:
    """The numbers of a numeric date; None for any other text."""
    match = _NUMERIC.fullmatch(without_weekday(text).translate(_SIGNS_OF_DATES))
    if match is None:
        return None
    first, second, third = match.groups()
    lengths = (len(first), len(third))
    if 3 in lengths or lengths == (4, 4):
        return None
    return Parts(int(first), int(second), int(third), lengths[0] == 4, lengths[1] == 4)


# --- The order of a whole column -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OrderFound:
    """What a column's dates tell: the order, '' when they do not tell it."""

    order: str
    example: str = ""


def find_order(texts: Iterable[str], latest: date) -> OrderFound:
    """The order in which all, or nearly all, of a column's dates exist and lie from 2000 to `latest`.

    `texts` are the different dates. Where two orders fit equally and would give different dates there is
    no telling, nor where more than one in twenty speaks against the best. Dates that fit no order tell
    nothing: they are errors of their rows.
    """
    numeric = [(text, parts) for text in texts if (parts := parts_of(text)) is not None]
    open_ones = [
        (text, parts)
        for text, parts in numeric
        if len(parts.orders) > 1 and any(_fits(parts, order, latest) for order in ORDERS)
    ]
    if not open_ones:
        return OrderFound("dmy")
    fitting = {
        order: sum(_fits(parts, order, latest) for _, parts in open_ones) for order in ORDERS
    }
    best = max(fitting.values())
    leaders = [order for order in ORDERS if fitting[order] == best]
    if (len(open_ones) - best) * 20 > len(open_ones):
        return OrderFound("", open_ones[0][0])
    for text, parts in open_ones:
        if len({parts.on(order) for order in leaders if _fits(parts, order, latest)}) > 1:
            return OrderFound("", text)
    return OrderFound(leaders[0])


def _fits(parts: Parts, order: str, latest: date) -> bool:
    if order not in parts.orders:
        return False
    try:
        day = parts.on(order)
    except ValueError:
        return False
    return day.year >= EARLIEST_YEAR and day <= latest


# --- One date, one time --------------------------------------------------------------------------


def read_date(text: str, order: str, field: str) -> date:
    """A date as written: numeric in `order`, with the month's name, `20211231`, or a spreadsheet serial.

    Raises Rejected for what is no date, and for one that does not exist.
    """
    if isinstance(text, Moment) and not (text.has_time and text.at.time() != time(0)):
        return text.at.date()
    bare = without_weekday(text)
    parts = parts_of(bare)
    if parts is not None:
        orders = parts.orders
        return _existing(parts, order if order in orders else orders[0], text, field)
    compact = _COMPACT.fullmatch(bare)
    if compact is not None:
        year, month, day = (int(group) for group in compact.groups())
        return _existing(Parts(year, month, day, True, False), "ymd", text, field)  # noqa: FBT003
    named = _named(bare)
    if named is not None:
        return _existing(named, "ymd", text, field)
    serial = serial_of(text if isinstance(text, Number) else bare)
    if serial is not None:
        return serial[0]
    raise Rejected(field, f"“{shown(text)}” is not a date.", text, _DATE_REPAIR)


def _named(text: str) -> Parts | None:
    """A date with a month's name, as year, month, day."""
    pieces = words_and_numbers(text)
    if pieces is None or len(pieces) != 3:
        return None
    places = [n for n, piece in enumerate(pieces) if not piece.isdigit()]
    # The name stands before the day, or between day and year in either order.
    if places not in ([0], [1]):
        return None
    month = month_of(pieces[places[0]])
    first, last = (piece for piece in pieces if piece.isdigit())
    day, year = (last, first) if places == [1] and len(first) == 4 else (first, last)
    if not month or len(year) not in (2, 4) or len(day) > 2:
        return None
    return Parts(int(year), month, int(day), len(year) == 4, third_is_long=False)


def _existing(parts: Parts, order: str, text: str, field: str) -> date:
    try:
        return parts.on(order)
    except ValueError as error:
        raise Rejected(
            field, f"Found {shown(text)}. {_why_not(parts, order)}", text, "Correct the date."
        ) from error


def _why_not(parts: Parts, order: str) -> str:
    """Why a date does not exist, in words."""
    month = {"ymd": parts.second, "dmy": parts.second, "mdy": parts.first}[order]
    if not 1 <= month <= 12:
        return f"There is no month {month}."
    year = parts.first if order == "ymd" else parts.third
    if not (year or not (parts.first_is_long or parts.third_is_long)):
        return "There is no year 0."
    if {"ymd": parts.third, "dmy": parts.first, "mdy": parts.second}[order] == 0:
        return "There is no day 0."
    name = _MONTH_NAMES[month - 1]
    if month == 2:
        full = year if parts.first_is_long or parts.third_is_long else 2000 + year
        return f"{name} {full} has {monthrange(full, 2)[1]} days."
    return f"{name} has {30 if month in (4, 6, 9, 11) else 31} days."


def serial_of(text: str) -> tuple[date, Decimal] | None:
    """The date and the day fraction of a spreadsheet serial."""
    if not DECIMAL.fullmatch(text) or len(text) > 30:
        return None
    amount = Decimal(text.replace(",", "."))
    if isinstance(text, Number):
        amount += text.days_later
    days = int(amount)
    if days not in _SERIALS:
        return None
    return _SERIAL_START + timedelta(days=days), amount - days
