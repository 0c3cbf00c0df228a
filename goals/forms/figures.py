"""A figure as people type it: `4,200`, `92 %`, `4:30`, `£75`."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from goals.models import Metric

EXAMPLES = {
    Metric.Unit.COUNT: "for example 4,200",
    Metric.Unit.PERCENT: "for example 92",
    Metric.Unit.SECONDS: "for example 4:30 for four and a half minutes, or 270 seconds",
    Metric.Unit.SCORE: "for example 4.5",
    Metric.Unit.MONEY: "for example 75",
}
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):([0-5]\d)")
_PARTS = re.compile(
    r"(?:(\d+)\s*h(?:ours?)?)?\s*(?:(\d+)\s*min(?:utes?)?)?\s*(?:(\d+)\s*s(?:econds?)?)?"
)
_LONGEST = 30


class NoFigureError(ValueError):
    """The text is no figure of that unit."""


def parse(text: str, unit: str) -> Decimal:
    """The figure in the metric's own unit: seconds for times, points for percent.

    Raises NoFigureError. Signs are kept, so that the goal's own check can say what is wrong with them.
    """
    bare = text.strip().replace("\u00a0", " ").replace("\u2212", "-")
    if not bare or len(bare) > _LONGEST or not bare.isprintable():
        raise NoFigureError(text)
    if unit == Metric.Unit.SECONDS and (seconds := _seconds(bare)) is not None:
        return seconds
    if unit == Metric.Unit.PERCENT:
        bare = bare.removesuffix("%").rstrip()
    if unit == Metric.Unit.MONEY:
        bare = bare.lstrip("£$€").lstrip()
    sign = -1 if bare.startswith("-") else 1
    bare = bare.removeprefix("-").lstrip()
    if not (bare.isascii() and (_PLAIN.fullmatch(bare) or _GROUPED.fullmatch(bare))):
        raise NoFigureError(text)
    try:
        return sign * Decimal(bare.replace(",", ""))
    except InvalidOperation as error:  # pragma: no cover - the patterns let digits through alone
        raise NoFigureError(text) from error


def _seconds(text: str) -> Decimal | None:
    """`4:30`, `1:02:05`, `4 min 30 s`, `2 h`; None for anything else, plain digits included."""
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = clock.groups()
        if hours is not None and int(minutes) > 59:
            raise NoFigureError(text)
        return Decimal(int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds))
    parts = _PARTS.fullmatch(text.lower())
    if parts is None or not any(parts.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    return Decimal(hours * 3600 + minutes * 60 + seconds)


class FigureField(forms.Field):
    """A figure of a metric. Its value is a Decimal, or None where it may be left out."""

    widget = forms.TextInput

    def __init__(self, metric: Metric, **options: Any) -> None:
        super().__init__(**options)
        self.unit = metric.unit
        keyboard = "text" if self.unit == Metric.Unit.SECONDS else "decimal"
        self.widget.attrs.update(
            {"inputmode": keyboard, "autocomplete": "off", "maxlength": str(_LONGEST)}
        )

    def to_python(self, value: Any) -> Decimal | None:
        """Text to figure."""
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return parse(text, self.unit)
        except NoFigureError as error:
            raise forms.ValidationError(
                f"Write a number, {EXAMPLES[Metric.Unit(self.unit)]}.", code="invalid"
            ) from error


def typed(figure: Decimal | None, unit: str) -> str:
    """A figure as it stands in a field: what `parse` reads back as the same."""
    if figure is None:
        return ""
    if unit == Metric.Unit.SECONDS and figure == figure.to_integral_value() and figure >= 60:
        minutes, seconds = divmod(int(figure), 60)
        return f"{minutes}:{seconds:02d}"
    digits = f"{figure:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
