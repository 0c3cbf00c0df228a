"""Exact figures: numbers with four decimals, kept as whole ten-thousandths.

Adding whole numbers gives the same digits in every order, in every batch and on every database, which
binary floating point does not, nor a decimal column on SQLite. A pure room.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

PLACES = 4
SCALE = 10**PLACES
LIMIT = 10**9
"""A single figure lies strictly between minus and plus this; nine hundred thousand of the largest still add up
inside 64 bits."""

_QUANTUM = Decimal(1).scaleb(-PLACES)


class OutOfRange(ValueError):
    """The figure is not a number that can be kept."""


def to_units(value: Decimal | int | str) -> int:
    """A figure in whole ten-thousandths, rounded half to even once, here at the door.

    Raises OutOfRange for what is not a finite number below LIMIT.
    """
    try:
        number = Decimal(value)
    except (InvalidOperation, ValueError, TypeError) as error:
        raise OutOfRange(f"{value!r} is not a number.") from error
    if not number.is_finite():
        raise OutOfRange(f"{value} is not a finite number.")
    if abs(number) >= LIMIT:
        raise OutOfRange("The number is too large: it must lie below 1,000,000,000.")
    return int(number.quantize(_QUANTUM, rounding=ROUND_HALF_EVEN).scaleb(PLACES))


def from_units(units: int) -> Decimal:
    """The figure that `to_units` made into whole ten-thousandths."""
    return Decimal(units).scaleb(-PLACES)


def to_whole(value: Decimal) -> int:
    """A figure or a sum of figures in whole ten-thousandths, exact however large the sum."""
    return int(value.scaleb(PLACES))
