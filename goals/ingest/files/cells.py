"""Reading one cell: numbers with either decimal mark, yes and no, parts of a day. Durations are in `durations`.

Everything is exact (Decimal). What a single cell cannot tell, `1,234` or `0.5` for a duration, is asked of
`Habits`, which the whole file settles (`profile`) or the recipe states.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from goals.ingest.files.held import Held, Number
from goals.ingest.values import Rejected, figure, shown

SECONDS_IN_A_DAY = 86_400

# fmt: off
YES = frozenset(
    [
        "y", "yes", "true", "t", "1", "1.0", "1,0", "x", "✓", "✔", "✅", "☑", "on", "ok", "checked", "done",
        "ja", "j", "wahr", "w", "oui", "o", "vrai", "v", "si", "s", "sí", "sì", "verdadero", "vero", "sim",
        "verdadeiro", "waar", "sand", "sandt", "sant", "kyllä", "tosi", "tak", "prawda", "ano", "igen", "igaz",
        "da", "да", "истина", "так", "ναι", "evet", "doğru", "是", "はい",
    ]
)
NO = frozenset(
    [
        "n", "no", "false", "f", "0", "0.0", "0,0", "✗", "✘", "❌", "☐", "☒", "off", "unchecked",
        "nein", "falsch", "non", "faux", "falso", "não", "nao", "nee", "onwaar", "nej", "falsk", "falskt",
        "nei", "ei", "epätosi", "nie", "fałsz", "ne", "nem", "hamis", "nu", "нет", "ложь", "ні", "όχι",
        "hayır", "yanlış", "否", "いいえ",
    ]
)
# fmt: on
BLANK = frozenset(
    [
        *(
            "",
            "-",
            "--",
            "---",
            "\N{EN DASH}",
            "\N{EM DASH}",
            "n/a",
            "#n/a",
            "na",
            "n.a.",
            "k.a.",
            "n/d",
        ),
        *(
            "null",
            "(null)",
            "#null!",
            "\\n",
            "none",
            "(none)",
            "nil",
            "(blank)",
            "(empty)",
            "<na>",
            "nat",
        ),
    ]
)
"""What stands for "nothing here" in the exports of the usual programs."""

_GROUP_MARKS = str.maketrans(
    dict.fromkeys(
        " '\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{RIGHT SINGLE QUOTATION MARK}",
        "",
    )
)
_SIGNS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-"})
_MONEY = r"(?:[£$€¥₹]|[ACR]\$|GBP|USD|EUR|CHF|CAD|AUD|NZD|SEK|NOK|DKK|PLN|kr\.?|zł|Kč)"
_CURRENCY = re.compile(rf"^([-+]?)\s*{_MONEY}\s*|\s*{_MONEY}$")
_SPACED = re.compile(r"[-+]?[0-9]{1,3}(?:[ '\u00a0\u202f\u2009\u2019][0-9]{3})+(?:[.,][0-9]+)?")
_AMBIGUOUS = re.compile(r"[-+]?[1-9][0-9]{0,2}([.,])[0-9]{3}")
_POINT = re.compile(
    r"[-+]?(?:(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
)
_COMMA = re.compile(
    r"[-+]?(?:(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,[0-9]*)?|,[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
)
DIGITS = "Write it in digits, such as 12.5."


@dataclass(frozen=True, slots=True)
class Habits:
    """How this file writes its numbers.

    `decimal` is 'point', 'comma' or '' where neither is known; `durations` says what a plain number is one of:
    'seconds', 'minutes', 'hours', 'milliseconds', 'days' (day fractions, as spreadsheets keep a clock time)
    or '' where that is not known. `minus_is_yes` says that its answers are -1 and 0, as some databases keep them.
    """

    decimal: str = ""
    durations: str = ""
    minus_is_yes: bool = False


def is_blank(text: str) -> bool:
    """Whether a cell says that there is nothing."""
    return text.casefold() in BLANK


def yes_or_no(text: str) -> bool | None:
    """True for yes and False for no in the usual spellings of some languages, None for anything else."""
    # Without folding compatible characters: a full-width digit is no digit here either.
    word = text.strip().casefold().removesuffix(".")
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
        raise Rejected(field, f"“{shown(text)}” is not a number.", text, DIGITS)
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


def percent(text: str, habits: Habits, field: str) -> Decimal:
    """The share that `91.5` or `91.5%` is in a column of percents: 0.915, with all its decimals."""
    if isinstance(text, Number) and text.is_percent:
        return exact_number(text, habits, field)
    return exact_number(text, habits, field) / 100


def says_percent(text: str) -> bool:
    """Whether a cell shows a percent sign."""
    return text.is_percent if isinstance(text, Number) else text.rstrip().endswith("%")


def seconds_of_day(fraction: Decimal) -> Decimal:
    """Seconds of a day fraction; to the whole second where it is within a hundredth of one, or nearer to it
    than its last decimal can tell.

    A spreadsheet keeps 0:02:23 as 0.00165509…, a hair off, and may show it as 0.00166.
    """
    exact = Fraction(fraction) * SECONDS_IN_A_DAY
    nearest = round(exact)
    last = Fraction(SECONDS_IN_A_DAY, 2 * 10 ** _decimals(fraction))
    if abs(exact - nearest) <= max(Fraction(1, 100), last):
        return Decimal(nearest)
    seconds = Decimal(exact.numerator) / Decimal(exact.denominator)
    return seconds.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


def looks_like_day_fraction(amount: Decimal) -> bool:
    """Whether only a spreadsheet's clock time writes a number like this: many decimals, whole seconds."""
    exact = Fraction(amount) * SECONDS_IN_A_DAY
    return _decimals(amount) >= 7 and abs(exact - round(exact)) < Fraction(1, 100)


def _decimals(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
