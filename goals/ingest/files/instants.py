"""Reading times of day, and dates with one in the same cell: an instant, as exports write it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from goals.ingest.files.cells import SECONDS_IN_A_DAY, seconds_of_day
from goals.ingest.files.dates import DECIMAL, read_date, serial_of, without_weekday
from goals.ingest.files.held import Clock, Moment, Number
from goals.ingest.values import Rejected, shown

_HALF = r"[ap]\.?\s?m\.?"
_TIME = re.compile(
    r"T?([0-9]{1,2})[:.h]([0-9]{2})(?:[:.m]([0-9]{2})s?(?:[.,]([0-9]{1,9}))?)?"
    rf"\s*(?:({_HALF}|(?<=[\s0-9])[ap])|uhr|hrs?|h)?",
    re.IGNORECASE,
)
_HALF_FIRST = re.compile(rf"({_HALF})\s*([0-9].*)", re.IGNORECASE)
_COMPACT_TIME = re.compile(r"([01][0-9]|2[0-3])([0-5][0-9])([0-5][0-9])")
_HALF_PAST_OR_HALF_A_DAY = re.compile(r"0[.][0-5][0-9]")
_HOUR = re.compile(rf"([0-9]{{1,2}})\s*({_HALF})", re.IGNORECASE)
_COMPACT = re.compile(r"(20[0-9]{6})[T ]?([0-9]{6})(Z|[+-][0-9]{2}:?[0-9]{2})?")
_EPOCH = re.compile(r"([0-9]{10})(?:\.0+)?|([0-9]{13})")
_EPOCH_FROM = 946_684_800
"""The second at which the year 2000 began, counted from 1970."""
_ZONE_IN_BRACKETS = re.compile(r"\[[\w/+-]{1,60}\]$")
_TIME_WITH_ZONE = re.compile(
    rf"(.*[0-9]:[0-9]{{2}}[^\s+-]*(?:\s{_HALF})?)\s?(Z|UTC|GMT|[+-][0-9]{{2}}(?::?[0-9]{{2}})?)",
    re.IGNORECASE,
)
_ZONE_EXPLAINED = re.compile(
    r"(?:GMT|UTC)?([+-][0-9]{2}:?[0-9]{2})(?:\s?(?:\([^()]{1,60}\)|GMT|UTC))?$"
)
"""An offset, with what says it once more in words."""
_ALL_DASHES = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})-([0-9]{2})\.([0-9]{2})\.([0-9]{2}(?:\.[0-9]{1,9})?)"
)
_YEAR_LAST = re.compile(
    r"(?:[^\W\d_]{3}\s+)?([^\W\d_]{3})\s+([0-9]{1,2})\s+([0-9]{1,2}:[0-9]{2}:[0-9]{2})"
    r"(?:\s+(UTC|GMT|Z|[+-][0-9]{2}:?[0-9]{2}))?\s+([0-9]{4})"
)
_ZONE_NAMED = re.compile(
    r"[0-9](?:\s?[ap]\.?\s?m\.?)?\s+((?!UHR$|AM$|PM$|HRS?$)[A-Z]{3,5}|[A-Z][a-z]+/[A-Za-z_/-]{2,40})$"
)
_TIME_FIRST = re.compile(
    rf"([0-9]{{1,2}}:[0-9]{{2}}[0-9:.]*(?:\s?{_HALF})?)[,\s]+(\S*[0-9].*)", re.IGNORECASE
)
_BETWEEN = re.compile(
    rf"(?:(?<=[0-9])T|[,\s]\s*|(?<=[0-9]{{4}}):)(?=[0-9]{{1,2}}(?:[:.h][0-9]{{2}}|\s*{_HALF}))",
    re.IGNORECASE,
)
_LINKS = re.compile(
    r"[\s,\u2013-]+(?:(?:at|um|à|a las|alle|às|om)\s*)?$|\s(?:at|um|à|alle|às|om)$", re.IGNORECASE
)
_NO_DAY = re.compile(
    r"(?:18|19)[0-9]{2}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[/.][0-9]{1,2}[/.](?:18|19)[0-9]{2}"
)
"""The day that programs put before a time which has none: 1899-12-30, 1900-01-00 and their like."""
_TIME_REPAIR = "Write the time like 14:05:30."


# --- Times of day --------------------------------------------------------------------------------


def read_time(text: str, field: str, *, are_fractions: bool = False) -> time:
    """A time of day: `9:12:58`, `09:12`, `9:12 PM`, `9 pm`, `9.12`, `091258`, or a day fraction.

    `are_fractions` says that the file writes its times as day fractions, so that 0.25 is no quarter past.
    """
    if isinstance(text, Moment) and text.has_time:
        return text.at.time()
    if not are_fractions and _HALF_PAST_OR_HALF_A_DAY.fullmatch(text):
        raise Rejected(field, f"“{text}” can be a time or a part of a day.", text, _TIME_REPAIR)
    found = None if are_fractions and DECIMAL.fullmatch(text) else _clock_time(text)
    if found is None:
        found = _fraction_time(text)
    if found is None:
        raise Rejected(field, f"“{shown(text)}” is not a time of day.", text, _TIME_REPAIR)
    return found


def looks_like_fraction(text: str) -> bool:
    """Whether only a spreadsheet's day fraction is written like this."""
    return len(text) > 4 and text[:2] in {"0.", "0,"} and text[2:].isdigit()


def _clock_time(text: str) -> time | None:
    swapped = _HALF_FIRST.fullmatch(text)
    if swapped is not None:
        text = f"{swapped[2]} {swapped[1]}"
    match = _TIME.fullmatch(text)
    if match is not None:
        hour, minute, second, fraction, half = match.groups()
    elif (match := _HOUR.fullmatch(text)) is not None:
        (hour, half), minute, second, fraction = match.groups(), "0", None, None
    elif (match := _COMPACT_TIME.fullmatch(text)) is not None:
        (hour, minute, second), fraction, half = match.groups(), None, None
    else:
        return None
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
    if not DECIMAL.fullmatch(text) or len(text) > 30:
        return None
    amount = Decimal(text.replace(",", "."))
    if amount >= 1:
        serial = serial_of(text)
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


# --- A date with a time of day -------------------------------------------------------------------


def split_instant(text: str) -> tuple[str, str]:
    """The date and the time of a text that holds both; the time is '' where there is none."""
    bare = without_weekday(text)
    first = _TIME_FIRST.fullmatch(bare)
    if first is not None:
        return without_weekday(first[2]), first[1]
    pieces = _BETWEEN.split(bare, maxsplit=1)
    if len(pieces) < 2 or not pieces[0].strip():
        return (text, "")
    return _LINKS.sub("", pieces[0].strip()), pieces[1].strip()


def day_text(text: str) -> str:
    """The part of a cell that is a date, for what settles the order of all of them."""
    if isinstance(text, Moment | Clock | Number):
        return text
    return split_instant(text)[0]


def read_instant(text: str, order: str, field: str) -> datetime | date:
    """Date and time in one cell; aware where it has an offset, a plain date where it has no time."""
    if isinstance(text, Moment):
        return text.at if text.has_time else text.at.date()
    if isinstance(text, Clock) and text.at is not None:
        return text.at
    counted = _from_epoch(text)
    if counted is not None:
        return counted
    bare, zone = _without_zone(text)
    day_part, time_part = split_instant(bare)
    if time_part:
        _refuse_zone_name(bare, field)
        return _aware(read_date(day_part, order, field), time_part, zone, text, field)
    return _from_serial(text) or read_date(text, order, field)


def _without_zone(text: str) -> tuple[str, str]:
    """A date with a time, as `split_instant` takes it, and its offset ('' for none)."""
    bare = _ZONE_IN_BRACKETS.sub("", text) if text.endswith("]") else text
    bare = _usual_order(bare)
    compact = _COMPACT.fullmatch(bare)
    if compact is not None:
        day, clock, zone = compact.groups()
        return f"{day} {clock[:2]}:{clock[2:4]}:{clock[4:]}", zone or ""
    zoned = _TIME_WITH_ZONE.fullmatch(bare)
    return (bare, "") if zoned is None else (zoned[1].strip(), zoned[2])


def _usual_order(text: str) -> str:
    """What other programs write, as date, time and offset.

    `Fri Jan  1 09:12:58 UTC 2021`, `2021-01-01-09.12.58`, `… GMT+0000 (Greenwich Mean Time)`, `… +0000 UTC`.
    """
    text = _ZONE_EXPLAINED.sub(r"\1", text)
    dashed = _ALL_DASHES.fullmatch(text)
    if dashed is not None:
        return f"{dashed[1]} {dashed[2]}:{dashed[3]}:{dashed[4]}"
    year_last = _YEAR_LAST.fullmatch(text)
    if year_last is not None:
        month, day, clock, zone, year = year_last.groups()
        return f"{day} {month} {year} {clock} {zone or ''}".rstrip()
    return text


def _refuse_zone_name(text: str, field: str) -> None:
    """Refuse a time that ends in the name of a zone: several are called IST, and some have two offsets."""
    named = _ZONE_NAMED.search(text)
    if named is not None:
        raise Rejected(
            field,
            f"“{shown(text)}” names a time zone, {shown(named[1], 30)}.",
            text,
            "Write the offset instead, such as +01:00; or leave it out, and say the time zone of all rows.",
        )


def read_day(text: str, order: str, field: str) -> datetime | date:
    """A cell that should be a date: a plain date, or a date with a time where it holds one beside midnight."""
    if isinstance(text, Number) or not split_instant(text)[1]:
        return _from_serial(text) or read_date(text, order, field)
    moment = read_instant(text, order, field)
    if isinstance(moment, datetime) and moment.tzinfo is None and moment.time() == time(0):
        return moment.date()
    return moment


def read_time_beside(text: str, day: date, field: str, *, are_fractions: bool) -> time:
    """A time that may have a date before it: the day itself, or the day that stands for none."""
    if isinstance(text, Moment | Clock | Number) or not text.strip():
        return read_time(text, field, are_fractions=are_fractions)
    day_part, time_part = split_instant(text)
    # `AM 9:12:58` has a word before the time, and no day.
    if not time_part or day_part == text or not any(map(str.isdigit, day_part)):
        return read_time(text, field, are_fractions=are_fractions)
    if not _NO_DAY.fullmatch(day_part) and not _is_day(day_part, day):
        raise Rejected(
            field,
            f"“{shown(text)}” is a time on another day than the date beside it.",
            text,
            "Correct one of the two, or use one column for date and time.",
        )
    return read_time(time_part, field)


def _is_day(text: str, day: date) -> bool:
    def reads_as(order: str) -> bool:
        try:
            return read_date(text, order, "") == day
        except Rejected:
            return False

    return any(reads_as(order) for order in ("ymd", "dmy", "mdy"))


def _from_serial(text: str) -> datetime | None:
    """Date and time of a spreadsheet serial with a fraction."""
    serial = serial_of(text)
    if serial is None or not serial[1]:
        return None
    day, fraction = serial
    clock = _time_of(fraction)
    # A hair under midnight rounds up to the next day.
    if clock is None:
        return datetime.combine(day + timedelta(days=1), time(0))
    return datetime.combine(day, clock)


def _from_epoch(text: str) -> datetime | None:
    """Seconds or milliseconds since 1970, as programs write them."""
    match = _EPOCH.fullmatch(text)
    if match is None:
        return None
    seconds, thousandths = match.groups()
    counted = Decimal(seconds) if seconds else Decimal(thousandths) / 1000
    if counted < _EPOCH_FROM:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(counted * 1_000_000))


def _aware(day: date, clock: str, zone: str, text: str, field: str) -> datetime:
    moment = datetime.combine(day, read_time(clock, field))
    if not zone:
        return moment
    offset = "+00:00" if zone.upper() in {"Z", "UTC", "GMT"} else zone
    try:
        place = datetime.fromisoformat(f"2000-01-01T00:00:00{offset}").tzinfo
    except ValueError as error:
        raise Rejected(
            field, f"“{shown(text)}” has an offset that does not exist.", text, _TIME_REPAIR
        ) from error
    return moment.replace(tzinfo=place)
