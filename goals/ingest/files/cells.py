"""Reading one cell: numbers with either decimal mark, yes and no, durations.

Everything is exact (Decimal). What a single cell cannot tell, `1,234` or `0.5` for a duration, is asked of
`Habits`, which the whole file settles (`profile`) or the recipe states.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from goals.ingest.files.held import Clock, Held, Number
from goals.ingest.values import Rejected, figure, shown

SECONDS_IN_A_DAY = 86_400

# fmt: off
YES = frozenset(
    [
        "y", "yes", "true", "t", "1", "x", "✓", "✔", "ja", "j", "wahr", "oui", "vrai", "si",
        "sí", "sì", "verdadero", "vero", "sim", "verdadeiro", "да", "tak", "kyllä", "evet", "on",
        "ok", "checked", "done",
    ]
)
NO = frozenset(
    [
        "n", "no", "false", "f", "0", "nein", "falsch", "non", "faux", "falso", "não", "nao",
        "nee", "nej", "nie", "нет", "ei", "hayır", "off", "unchecked",
    ]
)
# fmt: on
BLANK = frozenset(
    ["", "-", "\N{EN DASH}", "\N{EM DASH}", "n/a", "#n/a", "null", "(null)", "(blank)"]
)
"""What stands for "nothing here" in the exports of the usual programs."""

_GROUP_MARKS = str.maketrans(
    dict.fromkeys(
        " '\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{RIGHT SINGLE QUOTATION MARK}",
        "",
    )
)
_SIGNS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-"})
_CURRENCY = re.compile(r"^([-+]?)\s*(?:[£$€¥]|GBP|USD|EUR)\s*|\s*(?:[£$€¥]|GBP|USD|EUR)$")
_SPACED = re.compile(r"[-+]?[0-9]{1,3}(?:[ '\u00a0\u202f\u2009\u2019][0-9]{3})+(?:[.,][0-9]+)?")
_AMBIGUOUS = re.compile(r"[-+]?[1-9][0-9]{0,2}([.,])[0-9]{3}")
_POINT = re.compile(
    r"[-+]?(?:(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
)
_COMMA = re.compile(
    r"[-+]?(?:(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,[0-9]*)?|,[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
)
_CLOCK = re.compile(
    r"(?:([0-9]{1,6}):)?([0-9]{1,6}):([0-9]{2})(?:[.,]([0-9]{1,6}))?\s*([ap]\.?m\.?)?",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    r"(?:([0-9]+)\s*(?:h|hrs?|hours?))?\s*(?:([0-9]+)\s*(?:m|mins?|minutes?))?"
    r"\s*(?:([0-9]+(?:\.[0-9]+)?)\s*(?:s|secs?|seconds?))?",
    re.IGNORECASE,
)
_DIGITS = "Write it in digits, such as 12.5."


@dataclass(frozen=True, slots=True)
class Habits:
    """How this file writes its numbers.

    `decimal` is 'point', 'comma' or '' where neither is known; `durations` is 'seconds', 'days' (day
    fractions, as spreadsheets keep a clock time) or ''.
    """

    decimal: str = ""
    durations: str = ""


def is_blank(text: str) -> bool:
    """Whether a cell says that there is nothing."""
    return text.casefold() in BLANK


def yes_or_no(text: str) -> bool | None:
    """True for yes and False for no in the usual spellings of some languages, None for anything else."""
    # Without folding compatible characters: a full-width digit is no digit here either.
    word = text.strip().casefold()
    return True if word in YES else False if word in NO else None


# --- Numbers -------------------------------------------------------------------------------------


def decimal_mark(text: str) -> str:
    """What a number tells about the decimal mark: 'point', 'comma', '?' when it could be either, ''."""
    if isinstance(text, Held):
        return ""
    bare, _ = _bare(text)
    if _AMBIGUOUS.fullmatch(bare):
        return "?"
    point, comma = _POINT.fullmatch(bare), _COMMA.fullmatch(bare)
    if point and not comma:
        return "point"
    return "comma" if comma and not point else ""


def number(text: str, habits: Habits, field: str) -> Decimal:
    """An exact number: `12.5`, `12,5`, `1.234,5`, `1 234`, `(12)`, `£12`, and `75%` as 0.75.

    Raises Rejected for what is no number, and for `1,234` where the file does not tell the decimal mark.
    """
    if isinstance(text, Number):
        return figure(text.value, field)
    bare, percent = _bare(text)
    if _AMBIGUOUS.fullmatch(bare):
        mark = habits.decimal
        if not mark:
            raise Rejected(
                field,
                f"“{shown(text)}” can be read in two ways.",
                text,
                "Say whether the decimal mark is a point or a comma.",
            )
    else:
        mark = "point" if _POINT.fullmatch(bare) else "comma" if _COMMA.fullmatch(bare) else ""
    if not mark or len(bare) > 40:
        raise Rejected(field, f"“{shown(text)}” is not a number.", text, _DIGITS)
    plain = bare.replace(",", "") if mark == "point" else bare.replace(".", "").replace(",", ".")
    return figure(Decimal(plain) / 100 if percent else plain, field)


def _bare(text: str) -> tuple[str, bool]:
    """A number without currency, percent mark and grouping blanks, and whether it was a percentage."""
    bare = text.translate(_SIGNS).strip()
    percent = bare.endswith("%")
    bare = bare.removesuffix("%").rstrip()
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    if len(bare) > 1 and bare.endswith("-"):
        bare = f"-{bare[:-1]}"
    bare = _CURRENCY.sub(r"\1", bare)
    if _SPACED.fullmatch(bare):
        bare = bare.translate(_GROUP_MARKS)
    return bare, percent


# --- Durations -----------------------------------------------------------------------------------


def clock_seconds(text: str) -> Decimal | None:
    """Seconds of `2:23`, `0:02:23`, `12:02:23 AM` or `2 min 23 s`; None for any other text.

    Two parts are minutes and seconds; with AM or PM they are hours and minutes, because then it is a clock
    time, as spreadsheets write a duration: `12:02:23 AM` is 2 minutes 23. What a workbook holds as a time
    is its seconds: one shown as 2:23 is 2 hours 23.
    """
    if isinstance(text, Clock):
        return text.seconds
    match = _CLOCK.fullmatch(text)
    if match is None:
        return _spelled_seconds(text)
    first, second, third, fraction, half = match.groups()
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
    return None if seconds >= 60 else hours * 3600 + minutes * 60 + seconds


def _spelled_seconds(text: str) -> Decimal | None:
    match = _SPELLED.fullmatch(text)
    if match is None or not any(match.groups()):
        return None
    hours, minutes, seconds = match.groups()
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + Decimal(seconds or 0)


def duration(text: str, habits: Habits, field: str) -> Decimal:
    """Seconds, from a number of seconds, a clock text or, where the file writes them, a day fraction."""
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
    try:
        amount = exact_number(text, habits, field)
    except Rejected as error:
        if error.repair != _DIGITS:
            raise
        raise Rejected(
            field,
            f"“{shown(text)}” is not a duration.",
            text,
            "Write it as seconds (143) or as h:mm:ss (0:02:23).",
        ) from error
    if habits.durations == "days":
        return figure(seconds_of_day(amount), field)
    return figure(amount, field)


def exact_number(text: str, habits: Habits, field: str) -> Decimal:
    """A number with all its decimals, where `number` keeps four: a day fraction needs more."""
    if isinstance(text, Number):
        figure(text.value, field)
        return text.value
    number(text, habits, field)
    bare, _ = _bare(text)
    mark = habits.decimal if _AMBIGUOUS.fullmatch(bare) else ""
    comma = mark == "comma" or (not mark and not _POINT.fullmatch(bare))
    return Decimal(bare.replace(".", "").replace(",", ".") if comma else bare.replace(",", ""))


def seconds_of_day(fraction: Decimal) -> Decimal:
    """Seconds of a day fraction; to the whole second where it is within a hundredth of one.

    A spreadsheet keeps 0:02:23 as 0.00165509…, a hair off.
    """
    exact = Fraction(fraction) * SECONDS_IN_A_DAY
    nearest = round(exact)
    if abs(exact - nearest) < Fraction(1, 100):
        return Decimal(nearest)
    seconds = Decimal(exact.numerator) / Decimal(exact.denominator)
    return seconds.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


def looks_like_day_fraction(amount: Decimal) -> bool:
    """Whether only a spreadsheet's clock time writes a number like this: many decimals, whole seconds."""
    exponent = amount.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    exact = Fraction(amount) * SECONDS_IN_A_DAY
    return decimals >= 7 and abs(exact - round(exact)) < Fraction(1, 100)


# --- What a metric counts ------------------------------------------------------------------------


def value_of(text: str, unit: str, habits: Habits, field: str) -> Decimal:
    """The figure in a cell that is not blank, by what the metric is a number of.

    Seconds: a duration. Count and percent: yes (1), no (0) or a number. Score and money: a number.
    """
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
    answer = yes_or_no(text)
    if answer is not None:
        return Decimal(answer)
    try:
        return number(text, habits, field)
    except Rejected as error:
        if error.repair != _DIGITS:
            raise
        raise Rejected(
            field,
            f"“{shown(text)}” is neither yes nor no, and no number.",
            text,
            "Write yes, no or a number.",
        ) from error
