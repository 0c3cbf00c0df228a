"""From the words of a file or a program to figures, instants and names, or a clear refusal.

Everything that is refused is refused with `Rejected`, which says which field, what was found and how to
mend it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from goals.fixed import OutOfRange, from_units, to_units
from teams.calendar import Clock

EARLIEST_YEAR = 2000
FUTURE_TOLERANCE = timedelta(minutes=5)
"""Clocks of senders may run ahead by this much."""
EXTERNAL_ID_LENGTH = 200
SOURCE_NAME_LENGTH = 100
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_NUMBER_LENGTH = 60
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,6})?)?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)
_USUAL_MARKS = {25: "--T::+:", 20: "--T::Z"}
"""By length, every third character from the fifth on: of 2026-11-21T09:30:00+00:00, or with a Z."""
_SHOWN = 60


class Rejected(ValueError):
    """Something that cannot be taken in: which field, what was found there, and how to mend it.

    `message` is the whole text, `repair` its part that says how to mend it: errors are grouped by it.
    """

    def __init__(self, field: str, found: str, value: object = "", repair: str = "") -> None:
        self.field = field
        self.message = f"{found} {repair}".strip()
        self.repair = repair
        self.value = shown(value)
        super().__init__(self.message)


def shown(value: object, length: int = _SHOWN) -> str:
    """A value as it can be put into a message: printable, and not longer than a line."""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value))
    return text if len(text) <= length else text[: length - 1] + "…"


# --- Figures and names ---------------------------------------------------------------------------


def figure(value: object, field: str = "value") -> Decimal:
    """An exact figure with four decimals, from a number or its text with a decimal point.

    Raises Rejected for what is no plain decimal number: NaN, Infinity, `1_000`, full-width digits, or a
    number of 1,000,000,000 and more.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise Rejected(
            field, f"“{shown(value)}” is not a number.", value, "Write it in digits, such as 12.5."
        )
    # The shortest text of a float is the figure that was meant: 0.1 is 0.1.
    text = (repr(value) if isinstance(value, float) else str(value)).strip()
    if len(text) > _NUMBER_LENGTH or not _NUMBER.fullmatch(text):
        raise Rejected(
            field,
            f"“{shown(text)}” is not a number.",
            text,
            "Write it in digits, such as 12.5.",
        )
    try:
        return from_units(to_units(text))
    except OutOfRange as error:
        raise Rejected(field, str(error), text, "Check the figure.") from error


def weight_figure(value: object, field: str = "weight") -> Decimal:
    """A weight: a figure that is not below zero."""
    weight = figure(value, field)
    if weight < 0:
        raise Rejected(
            field, "A weight cannot be below zero.", value, "Correct it, or leave the row out."
        )
    return weight


def external_id(value: object, field: str = "external_id") -> str:
    """The sender's own id of a reading: 1 to 200 characters, none of them a control character."""
    text = str(value).strip() if isinstance(value, str | int) else ""
    if isinstance(value, bool) or not text:
        raise Rejected(field, "The id is blank.", value, "Give each row an id of its own.")
    if len(text) > EXTERNAL_ID_LENGTH:
        raise Rejected(
            field, "The id is too long.", value, f"Use at most {EXTERNAL_ID_LENGTH} characters."
        )
    _refuse_controls(text, field)
    return text


def source_name(value: object, field: str = "source") -> str:
    """The name of a source: 1 to 100 characters, none of them a control character."""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text:
        raise Rejected(
            field, "The source has no name.", value, "Name where these figures come from."
        )
    if len(text) > SOURCE_NAME_LENGTH:
        raise Rejected(
            field,
            "The source's name is too long.",
            value,
            f"Use at most {SOURCE_NAME_LENGTH} characters.",
        )
    _refuse_controls(text, field)
    return text


def _refuse_controls(text: str, field: str) -> None:
    if any(unicodedata.category(c) in {"Cc", "Cs"} for c in text):
        raise Rejected(field, "There are control characters in the text.", text, "Remove them.")


# --- Instants ------------------------------------------------------------------------------------


def instant(
    value: str | datetime, zone: str | None, now: datetime, field: str = "at", said: str = ""
) -> datetime:
    """A UTC instant, from an ISO 8601 text or a datetime; `said` is how it was written, to be quoted.

    One without an offset is a wall time of `zone`; without a zone it is refused. See `local_instant` for
    the hours around a clock change. Refused: before the year 2000, or more than five minutes after `now`.
    """
    moment = value if isinstance(value, datetime) else _parse_instant(value, field)
    # Before any arithmetic: the first and the last year of the calendar overflow in it.
    if not EARLIEST_YEAR <= moment.year <= now.year + 1:
        _refuse_year(moment, field, said or value)
    if moment.tzinfo is None:
        if zone is None:
            raise Rejected(
                field, "The time has no offset.", value, "Write it like 2026-11-21T09:30:00+00:00."
            )
        moment = local_instant(moment, zone, field)
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    if moment > now + FUTURE_TOLERANCE:
        raise Rejected(
            field, "This lies in the future.", said or value, "Check the date and the time zone."
        )
    return moment


def start_of_day(
    day: date, clock: Clock, now: datetime, field: str = "at", said: str = ""
) -> datetime:
    """The UTC instant at which a team's `day` starts, for figures that have a day and no time.

    `said` is how the day was written, to be quoted.
    """
    said = said or day.isoformat()
    if not EARLIEST_YEAR <= day.year <= now.year + 1:
        _refuse_year(day, field, said)
    return instant(clock.day_start(day), None, now, field, said)


def _refuse_year(moment: date, field: str, value: object) -> None:
    if moment.year < EARLIEST_YEAR:
        raise Rejected(
            field,
            f"Found {shown(value)}. The year {moment.year} is before {EARLIEST_YEAR}.",
            value,
            "Check the date.",
        )
    _refuse_future(field, value)


def _refuse_future(field: str, value: object) -> None:
    raise Rejected(
        field,
        f"Found {shown(value)}. It lies in the future.",
        value,
        "Check the date and the time zone.",
    )


def _parse_instant(text: object, field: str) -> datetime:
    usual = parse_usual(text) if isinstance(text, str) else None
    if usual is not None:
        return usual
    if not isinstance(text, str) or not _INSTANT.fullmatch(text.strip()):
        raise Rejected(
            field,
            f"“{shown(text)}” is not a date with a time.",
            text,
            "Write it like 2026-11-21T09:30:00+00:00.",
        )
    try:
        return datetime.fromisoformat(text.strip().upper().replace(",", "."))
    except ValueError as error:
        raise Rejected(
            field, f"“{shown(text)}” does not exist: {reason_of(error)}.", text, "Check the date."
        ) from error


def parse_usual(text: str) -> datetime | None:
    """The instant of a text in the one form that programs send, ten thousand at a time; None for others.

    With all marks in their places only figures are left to be wrong, and those the standard library reads.
    """
    if _USUAL_MARKS.get(len(text)) != text[4::3]:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def reason_of(error: ValueError) -> str:
    """What the standard library found wrong with a date or time, in our words."""
    message = str(error)
    if "day" in message:
        return "that month has no such day"
    if "month" in message:
        return "there are twelve months"
    return "the clock does not go that far"


def local_instant(wall: datetime, zone: str, field: str = "at") -> datetime:
    """The instant of a naive wall time in `zone`.

    A time that happens twice, when clocks go back, is the first of the two (`is_ambiguous` tells, so that
    a page can say so). One that never happens, when clocks go forward, is refused.
    """
    moment = wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) != wall.replace(fold=0):
        raise Rejected(
            field,
            f"{wall:%H:%M} did not exist on {wall.day} {wall:%B %Y} in {zone}: the clocks went forward.",
            f"{wall:%Y-%m-%d %H:%M:%S}",
            "Check the time or the time zone.",
        )
    return moment


def is_ambiguous(wall: datetime, zone: str) -> bool:
    """Whether a naive wall time happened twice in `zone` because clocks went back."""
    local = wall.replace(tzinfo=ZoneInfo(zone))
    earlier, later = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    return earlier is not None and later is not None and earlier > later


# --- Who and what --------------------------------------------------------------------------------
