"""How figures are written: one way for page, table, file and mail.

A pure room: no framework, no clock, no settings. Percent figures are in percent points (91.4 for
91.4 %), times in seconds, money in whole currency units. Rounding is half up, as people do it, once,
here at the end. What is missing is never written as 0 or a dash: see `NO_FIGURES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

Figure = int | float | Decimal | Fraction
"""Whatever arithmetic hands over. Floats are read by their shortest digits, so 0.1 is 0.1."""

NO_FIGURES = "No figures"
NO_BREAK = "\u00a0"
MINUS = "\u2212"
NEAR_GOAL = Decimal(5)
"""Percentages get their decimals only this close to the goal, in points; further off they are noise."""


@dataclass(frozen=True, slots=True)
class Separators:
    """What stands between thousands and before decimals."""

    group: str = ","
    decimal: str = "."


BRITISH = Separators()

_SYMBOLS = {"GBP": "£", "USD": "$", "EUR": "€", "JPY": "¥", "INR": "₹", "AUD": "A$", "CAD": "C$"}
_WITHOUT_PENCE = frozenset({"JPY", "KRW", "HUF", "ISK", "CLP", "VND"})


def exact(value: Figure) -> Decimal:
    """The figure as a Decimal. Raises ValueError for what is not finite."""
    if isinstance(value, Fraction):
        number = Decimal(value.numerator) / Decimal(value.denominator)
    elif isinstance(value, float):
        number = Decimal(repr(value))
    else:
        number = Decimal(value)
    if not number.is_finite():
        raise ValueError("A figure must be a finite number.")
    return number


def rounded(value: Figure, decimals: int) -> Decimal:
    """Half up, away from zero, to so many decimals."""
    return exact(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def number(value: Figure, decimals: int = 0, *, marks: Separators = BRITISH) -> str:
    """`31,860`, `3.10`: always so many decimals, thousands grouped, a real minus sign."""
    kept = rounded(value, decimals)
    whole, _, rest = f"{abs(kept):,f}".partition(".")
    text = whole.replace(",", marks.group) + (marks.decimal + rest if rest else "")
    return f"{MINUS}{text}" if kept < 0 else text


def trimmed(value: Figure, decimals: int, *, marks: Separators = BRITISH) -> str:
    """As `number`, without the zeros that say nothing: `4`, `0.4`."""
    text = number(value, decimals, marks=marks)
    if decimals > 0 and marks.decimal in text:
        text = text.rstrip("0").removesuffix(marks.decimal)
    return text


def count(value: Figure, decimals: int = 0, *, marks: Separators = BRITISH) -> str:
    """A count in full: `31,860`."""
    return number(value, decimals, marks=marks)


def compact(value: Figure, *, marks: Separators = BRITISH) -> str:
    """A count for axes and wall screens: `860`, `31.9k`, `2.4m`."""
    size = abs(exact(value))
    for limit, letter in ((Decimal(999_950), "m"), (Decimal(1_000), "k")):
        if size >= limit:
            scale = Decimal(1_000_000) if letter == "m" else Decimal(1_000)
            return trimmed(exact(value) / scale, 1, marks=marks) + letter
    return trimmed(value, 1, marks=marks)


def percent(
    value: Figure, *, goal: Figure | None = None, decimals: int = 1, marks: Separators = BRITISH
) -> str:
    """`91%`; with its decimals when the goal is within five points, or below 1 %: `91.4%`."""
    points_ = exact(value)
    near = goal is not None and abs(points_ - exact(goal)) <= NEAR_GOAL
    tiny = 0 < abs(points_) < 1
    return number(points_, decimals if near or tiny else 0, marks=marks) + "%"


def points(value: Figure, decimals: int = 1, *, marks: Separators = BRITISH) -> str:
    """A difference between two percentages: `4 pts`, `0.4 pts`, `1 pt`."""
    text = trimmed(value, decimals, marks=marks)
    return f"{text} pt" if text.removeprefix(MINUS) == "1" else f"{text} pts"


def duration(seconds: Figure) -> str:
    """`45 s`, `4 min 12 s`, `2 h 40`: two parts at most, and never 2.67 h. No line breaks inside."""
    sign = MINUS if exact(seconds) < 0 else ""
    whole = int(rounded(abs(exact(seconds)), 0))
    if whole < 60:
        return f"{sign if whole else ''}{whole}{NO_BREAK}s"
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        seconds_left = f"{NO_BREAK}{rest}{NO_BREAK}s" if rest else ""
        return f"{sign}{minutes}{NO_BREAK}min{seconds_left}"
    hours, minutes = divmod(int(rounded(Decimal(whole) / 60, 0)), 60)
    return f"{sign}{hours:,}{NO_BREAK}h{f'{NO_BREAK}{minutes:02d}' if minutes else ''}"


def clock(seconds: Figure) -> str:
    """For columns, the unit in their heading: `4:12`, from an hour on `1:02:05`."""
    sign = MINUS if exact(seconds) < 0 else ""
    whole = int(rounded(abs(exact(seconds)), 0))
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{sign if whole else ''}{minutes}:{rest:02d}"
    return f"{sign}{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def money(amount: Figure, currency: str = "GBP", *, marks: Separators = BRITISH) -> str:
    """`£75`, `£75.50`: pence only where there are any. Unknown currencies by their code: `CHF 75`."""
    places = 0 if currency in _WITHOUT_PENCE else 2
    kept = rounded(amount, places)
    if kept == kept.to_integral_value():
        kept = kept.quantize(Decimal(1))
        places = 0
    sign = MINUS if kept < 0 else ""
    symbol = _SYMBOLS.get(currency, f"{currency}{NO_BREAK}")
    return f"{sign}{symbol}{number(abs(kept), places, marks=marks)}"


def figure(
    value: Figure | None,
    unit: str,
    *,
    decimals: int = 0,
    currency: str = "GBP",
    goal: Figure | None = None,
    marks: Separators = BRITISH,
) -> str:
    """Any metric's figure as it is shown; `unit` is count, percent, seconds, score or money.

    None is `No figures`. Raises ValueError for another unit.
    """
    if value is None:
        return NO_FIGURES
    if unit == "percent":
        return percent(value, goal=goal, decimals=decimals, marks=marks)
    if unit == "seconds":
        return duration(value)
    if unit == "money":
        return money(value, currency, marks=marks)
    if unit in ("count", "score"):
        return number(value, decimals, marks=marks)
    raise ValueError(f"{unit!r} is not a unit.")


def difference(
    value: Figure,
    unit: str,
    *,
    decimals: int = 0,
    currency: str = "GBP",
    marks: Separators = BRITISH,
) -> str:
    """A difference between two figures of a metric: percentages differ in points, not in percent."""
    if unit == "percent":
        return points(value, max(decimals, 1), marks=marks)
    if unit in ("count", "score"):
        return trimmed(value, decimals, marks=marks)
    return figure(value, unit, decimals=decimals, currency=currency, marks=marks)


def limit(text: str, *, higher_is_better: bool, counted: bool = False) -> str:
    """A target as a limit in words: `at least 80%`, `9% or less`; of things counted `3 or fewer`."""
    if higher_is_better:
        return f"at least {text}"
    return f"{text} or {'fewer' if counted else 'less'}"


def goal_line(target: str, *, is_total: bool, higher_is_better: bool, counted: bool = False) -> str:
    """What stands under the figure in a list of goals: `of 4,200`, `goal 80%`, `goal 9% or less`."""
    if higher_is_better:
        return f"of {target}" if is_total else f"goal {target}"
    return f"goal {limit(target, higher_is_better=False, counted=counted)}"


def against(
    result: Figure | None,
    reference: Figure | None,
    unit: str,
    *,
    is_total: bool,
    higher_is_better: bool,
    decimals: int = 0,
    currency: str = "GBP",
) -> str:
    """The comparison in words, never an arrow: `142 behind`, `7 ahead`, `0.4 pts over`.

    `reference` is what is expected by now (a total) or the target (a ratio). A difference too small
    for its decimals is `just behind`; none at all is `level`. Nothing to compare is an empty text.
    """
    if result is None or reference is None:
        return ""
    gap = exact(result) - exact(reference)
    if gap == 0:
        return "level"
    if not higher_is_better:
        word = "over" if gap > 0 else "under"
    elif is_total:
        word = "ahead" if gap > 0 else "behind"
    else:
        word = "above" if gap > 0 else "below"
    text = difference(abs(gap), unit, decimals=decimals, currency=currency)
    is_nothing = not any(letter in "123456789" for letter in text)
    return f"just {word}" if is_nothing else f"{text} {word}"
