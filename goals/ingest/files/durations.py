"""Reading one cell: durations, and the figure that a metric counts."""

from __future__ import annotations

import re
from decimal import Decimal

from goals.ingest.files.cells import (
    DIGITS,
    Habits,
    exact_number,
    number,
    percent,
    seconds_of_day,
    yes_or_no,
)
from goals.ingest.files.held import Clock
from goals.ingest.values import Rejected, figure, shown

SECONDS_IN = {
    "seconds": Decimal(1),
    "minutes": Decimal(60),
    "hours": Decimal(3600),
    "milliseconds": Decimal("0.001"),
}
PERCENTS = "percents"
"""Stands for the unit of a column whose numbers are percents already."""
_NO_DAYS = re.compile(
    r"(?:1899-12-3[01]|1900-01-00|(?:12[/.]3[01]|3[01][/.]12)[/.]1899|0?1/00?/1900|00?/0?1/1900)[T ]\s*",
    re.IGNORECASE,
)
"""The day that programs put before a duration: a spreadsheet's day 0."""
_CLOCK = re.compile(
    # Days before it: `0 days 00:02:23`, `0.00:02:23`, and of a database `+00 00:02:23`.
    r"\+?(?:([0-9]{1,4})(?:\s*days?,?\s*|\s*d\s+|\.(?=[0-9]{2}:[0-9]{2}:)|\s+(?=[0-9]{1,2}:[0-9]{2}:)))?"
    r"(?:([0-9]{1,6}):)?([0-9]{1,6}):([0-9]{2})(?:[.,]([0-9]{1,9}))?"
    r"\s*(?:([ap]\.?\s?m\.?)|(h|hrs?|hours?|std|stunden)\.?|(?:mins?|minutes?|minuten)\.?)?",
    re.IGNORECASE,
)
_AND = r"\.?,?\s*(?:(?:and|und|et|y|e|en)\s+)?"
_SECONDS = (
    r"(?:s|secs?|seconds?|sek|sekunden?|secondes?|segundos?|secondi|secondo|seg|seconden|[\"\N{DOUBLE PRIME}]|'')"
    r"\.?"
)
_SPELLED = re.compile(
    rf"(?:([0-9]+)\s*(?:d|days?|tage?|jours?|d[ií]as?|giorni|giorno|dias?|dagen|dag)\b{_AND})?"
    rf"(?:([0-9]+)\s*(?:h|hrs?|hours?|std|stunden?|heures?|horas?|ore|ora|uur)\b{_AND})?"
    rf"(?:([0-9]+)\s*(?:m|mins?|minutes?|minuten?|minutos?|minuti|minuto|['\N{{PRIME}}])(?![a-z]){_AND})?"
    rf"(?:([0-9]+(?:[.,][0-9]+)?)\s*{_SECONDS})?",
    re.IGNORECASE,
)
_SECONDS_ALONE = re.compile(rf"([1-9][0-9]{{0,2}}[.,][0-9]{{3}})\s*{_SECONDS}", re.IGNORECASE)
_RUN_TOGETHER = re.compile(r"(?<=[a-z])(?=[0-9])", re.IGNORECASE)
_ISO = re.compile(
    r"P(?:([0-9]{1,4})D)?(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,9}(?:[.,][0-9]{1,9})?)S)?)?",
    re.IGNORECASE,
)


def clock_seconds(text: str) -> Decimal | None:
    """Seconds of `2:23`, `0:02:23`, `12:02:23 AM`, `2 min 23 s` or `PT2M23S`; None for any other text.

    Two parts are minutes and seconds, hours and minutes where `h` follows; with AM or PM they are hours and minutes, because then it is a clock
    time, as spreadsheets write a duration: `12:02:23 AM` is 2 minutes 23. What a workbook holds as a time
    is its seconds: one shown as 2:23 is 2 hours 23.
    """
    if isinstance(text, Clock):
        return text.seconds
    if text.isdigit():
        return None
    bare = _NO_DAYS.sub("", text, count=1)
    match = _CLOCK.fullmatch(bare)
    if match is None:
        return _spelled_seconds(bare)
    days, first, second, third, fraction, half, in_hours = match.groups()
    if in_hours and first is None:
        first, second, third = second, third, "00"
    last = Decimal(f"{third}.{fraction or 0}")
    if half is None:
        hours, minutes, seconds = int(first or 0), int(second), last
        if first is not None and minutes > 59:
            return None
    else:
        hours, minutes = (
            (int(first), int(second)) if first is not None else (int(second), int(third))
        )
        seconds = last if first is not None else Decimal(0)
        if not 1 <= hours <= 12 or minutes > 59:
            return None
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    hours += 24 * int(days or 0)
    return None if seconds >= 60 else hours * 3600 + minutes * 60 + seconds


def _spelled_seconds(text: str) -> Decimal | None:
    match = _ISO.fullmatch(text) if text[:1] in {"P", "p"} else None
    if match is None and not _SECONDS_ALONE.fullmatch(text):
        match = _SPELLED.fullmatch(_RUN_TOGETHER.sub(" ", text))
    if match is None or not any(match.groups()):
        return None
    days, hours, minutes, seconds = match.groups()
    exact = Decimal((seconds or "0").replace(",", "."))
    return int(days or 0) * 86_400 + int(hours or 0) * 3600 + int(minutes or 0) * 60 + exact


def seconds_alone(text: str) -> str:
    """The number of `1.234 s`, which only the file's decimal mark can tell; '' for any other text."""
    match = None if isinstance(text, Clock) else _SECONDS_ALONE.fullmatch(text)
    return "" if match is None else match[1]


def duration(text: str, habits: Habits, field: str) -> Decimal:
    """Seconds, from a clock text, or a plain number of what the file counts in: seconds, minutes, days …"""
    if isinstance(text, Clock) and text.at is not None:
        raise Rejected(
            field,
            f"The cell shows {text} and holds more than a day.",
            text,
            "Give the column the number format [h]:mm:ss, or write seconds (143).",
        )
    seconds = clock_seconds(text)
    if seconds is not None:
        return figure(seconds, field)
    alone = seconds_alone(text)
    if alone:
        return figure(exact_number(alone, habits, field), field)
    try:
        amount = exact_number(text, habits, field)
    except Rejected as error:
        if error.repair != DIGITS:
            raise
        raise Rejected(
            field,
            f"“{shown(text)}” is not a duration.",
            text,
            "Write it as seconds (143) or as h:mm:ss (0:02:23).",
        ) from error
    if habits.durations == "days":
        return figure(seconds_of_day(amount), field)
    return figure(amount * SECONDS_IN.get(habits.durations, 1), field)


# --- What a metric counts ------------------------------------------------------------------------


def value_of(text: str, unit: str, habits: Habits, field: str) -> Decimal:
    """The figure in a cell that is not blank, by what the metric is a number of.

    Seconds: a duration. Count and percent: yes (1), no (0) or a number. Score and money: a number. In a column
    of percents (PERCENTS): the share that so many percent are, not rounded yet.
    """
    if unit == PERCENTS:
        return percent(text, habits, field)
    if unit == "seconds":
        return duration(text, habits, field)
    if unit in {"count", "percent"}:
        return _answer_or_number(text, habits, field)
    return number(text, habits, field)


def weight_of(text: str, habits: Habits, field: str) -> Decimal:
    """The weight in a cell: yes (1), no (0) or a number that is not below zero."""
    weight = _answer_or_number(text, habits, field)
    if weight < 0:
        raise Rejected(
            field, "A weight cannot be below zero.", text, "Correct it, or leave the row out."
        )
    return weight


def _answer_or_number(text: str, habits: Habits, field: str) -> Decimal:
    answer = True if habits.minus_is_yes and text == "-1" else yes_or_no(text)
    if answer is not None:
        return Decimal(answer)
    try:
        return number(text, habits, field)
    except Rejected as error:
        if error.repair != DIGITS:
            raise
        raise Rejected(
            field,
            f"“{shown(text)}” is neither yes nor no, and no number.",
            text,
            "Write yes, no or a number.",
        ) from error
