"""Reading dates and times: written ones in three orders, spreadsheet serials, and what settles the order."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from goals.ingest.files.cells import SECONDS_IN_A_DAY, seconds_of_day
from goals.ingest.files.held import Clock, Moment, Number
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

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_NUMERIC = re.compile(r"([0-9]{1,4})\s?[-/. ]\s?([0-9]{1,2})\s?[-/. ]\s?([0-9]{1,4})\.?")
_COMPACT = re.compile(r"(20[0-9]{2})([0-9]{2})([0-9]{2})")
_DAY_MONTH = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th)?[ .-]+([a-z]{3,9})\.?[ ,.-]+([0-9]{2,4})", re.IGNORECASE
)
_MONTH_DAY = re.compile(
    r"([a-z]{3,9})\.?[ -]+([0-9]{1,2})(?:st|nd|rd|th)?[ ,-]+([0-9]{2,4})", re.IGNORECASE
)
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_DECIMAL = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_TIME = re.compile(
    r"([0-9]{1,2})[:.h]([0-9]{2})(?:[:.m]([0-9]{2})s?(?:[.,]([0-9]{1,9}))?)?\s*([ap]\.?m\.?)?",
    re.IGNORECASE,
)
_HALF_PAST_OR_HALF_A_DAY = re.compile(r"0[.][0-5][0-9]")
_HOUR = re.compile(r"([0-9]{1,2})\s*([ap]\.?m\.?)", re.IGNORECASE)
_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?)"
    r"\s?(Z|z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)"
)
_BETWEEN = re.compile(r"[T,\s]\s*(?=[0-9]{1,2}(?:[:.h][0-9]{2}|\s*[ap]\.?m))", re.IGNORECASE)
_DATE_REPAIR = "Write the date like 2026-11-21."
_TIME_REPAIR = "Write the time like 14:05:30."


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


def parts_of(text: str) -> Parts | None:
    """The numbers of a numeric date; None for any other text."""
    match = _NUMERIC.fullmatch(_WEEKDAY.sub("", text))
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
    bare = _WEEKDAY.sub("", text)
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
    serial = _serial(text if isinstance(text, Number) else bare)
    if serial is not None:
        return serial[0]
    raise Rejected(field, f"“{shown(text)}” is not a date.", text, _DATE_REPAIR)


def _named(text: str) -> Parts | None:
    """A date with a month's name, as year, month, day."""
    match = _DAY_MONTH.fullmatch(text)
    if match is not None:
        day, name, year = match.groups()
    else:
        match = _MONTH_DAY.fullmatch(text)
        if match is None:
            return None
        name, day, year = match.groups()
    short = name[:3].lower()
    if short not in _MONTHS or len(year) == 3:
        return None
    if not _MONTH_NAMES[_MONTHS.index(short)].lower().startswith(name.lower()) and name != "Sept":
        return None
    return Parts(int(year), _MONTHS.index(short) + 1, int(day), len(year) == 4, third_is_long=False)


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


def _serial(text: str) -> tuple[date, Decimal] | None:
    """The date and the day fraction of a spreadsheet serial."""
    if not _DECIMAL.fullmatch(text) or len(text) > 30:
        return None
    amount = Decimal(text.replace(",", "."))
    if isinstance(text, Number):
        amount += text.days_later
    days = int(amount)
    if days not in _SERIALS:
        return None
    return _SERIAL_START + timedelta(days=days), amount - days


def read_time(text: str, field: str) -> time:
    """A time of day: `9:12:58`, `09:12`, `9:12 PM`, `9 pm`, `9.12`, or a spreadsheet's day fraction."""
    if isinstance(text, Moment) and text.has_time:
        return text.at.time()
    if _HALF_PAST_OR_HALF_A_DAY.fullmatch(text):
        raise Rejected(field, f"“{text}” can be a time or a part of a day.", text, _TIME_REPAIR)
    found = _clock_time(text)
    if found is None:
        found = _fraction_time(text)
    if found is None:
        raise Rejected(field, f"“{shown(text)}” is not a time of day.", text, _TIME_REPAIR)
    return found


def _clock_time(text: str) -> time | None:
    match = _TIME.fullmatch(text)
    if match is not None:
        hour, minute, second, fraction, half = match.groups()
    else:
        match = _HOUR.fullmatch(text)
        if match is None:
            return None
        (hour, half), minute, second, fraction = match.groups(), "0", None, None
    hours = int(hour)
    # Some programs write 13:05 PM: then the half says nothing new.
    if half is not None and 1 <= hours <= 12:
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    elif half is not None and half[0] in "aA" and hours > 12:
        return None
    try:
        return time(hours, int(minute), int(second or 0), int((fraction or "0")[:6].ljust(6, "0")))
    except ValueError:
        return None


def _fraction_time(text: str) -> time | None:
    if not _DECIMAL.fullmatch(text) or len(text) > 30:
        return None
    amount = Decimal(text.replace(",", "."))
    if amount >= 1:
        serial = _serial(text)
        if serial is None:
            return None
        amount = serial[1]
    return _time_of(amount)


def _time_of(fraction: Decimal) -> time | None:
    seconds = seconds_of_day(fraction)
    if seconds >= SECONDS_IN_A_DAY:
        return None
    minutes, second = divmod(round(seconds), 60)
    return time(*divmod(minutes, 60), second)


def split_instant(text: str) -> tuple[str, str]:
    """The date and the time of a text that holds both; the time is '' where there is none."""
    pieces = _BETWEEN.split(text, maxsplit=1)
    return (pieces[0].strip().rstrip(","), pieces[1].strip()) if len(pieces) == 2 else (text, "")


def read_instant(text: str, order: str, field: str) -> datetime | date:
    """Date and time in one cell; aware where it has an offset, a plain date where it has no time."""
    if isinstance(text, Moment):
        return text.at if text.has_time else text.at.date()
    if isinstance(text, Clock) and text.at is not None:
        return text.at
    iso = _ISO.fullmatch(text)
    if iso is not None:
        return _aware(iso, text, field)
    day_text, time_text = split_instant(text)
    if time_text:
        return datetime.combine(read_date(day_text, order, field), read_time(time_text, field))
    serial = _serial(text)
    if serial is not None and serial[1]:
        day, fraction = serial
        clock = _time_of(fraction)
        # A hair under midnight rounds up to the next day.
        return (
            datetime.combine(day, clock)
            if clock is not None
            else datetime.combine(day + timedelta(days=1), time(0))
        )
    return read_date(text, order, field)


def _aware(iso: re.Match[str], text: str, field: str) -> datetime:
    day, clock, offset = iso.groups()
    offset = "+00:00" if offset.upper() in {"Z", "UTC"} else offset
    moment = datetime.combine(read_date(day, "ymd", field), read_time(clock, field), UTC)
    try:
        zone = datetime.fromisoformat(f"2000-01-01T00:00:00{offset}").tzinfo
    except ValueError as error:
        raise Rejected(
            field, f"“{shown(text)}” has an offset that does not exist.", text, _TIME_REPAIR
        ) from error
    return moment.replace(tzinfo=zone)
