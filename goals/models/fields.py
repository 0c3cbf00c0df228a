"""A model field for exact figures."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from goals.fixed import from_units, to_units

if TYPE_CHECKING:
    _Integer = models.BigIntegerField[Any, Any]
else:
    _Integer = models.BigIntegerField


class FixedField(_Integer):
    """A Decimal with four places, stored as whole ten-thousandths in a 64-bit integer.

    Sums in the database are sums of integers: exact on every database, whatever the order.
    """

    description = "Exact number with four decimals"

    if TYPE_CHECKING:  # what the type checker's plugin asks a field for
        _pyi_private_set_type: Decimal | int | str  # type: ignore[assignment]
        _pyi_private_get_type: Decimal  # type: ignore[assignment]
        _pyi_lookup_exact_type: Decimal | int | str  # type: ignore[assignment]

    def from_db_value(
        self, value: int | Decimal | None, expression: object, connection: BaseDatabaseWrapper
    ) -> Decimal | None:
        """Units to figure; sums arrive here too."""
        return None if value is None else from_units(int(value))

    def get_prep_value(self, value: Any) -> int | None:
        """Figure to units; raises OutOfRange for what cannot be kept."""
        return None if value is None else to_units(value)

    def to_python(self, value: Any) -> Decimal | None:
        """A figure, rounded as it would be stored."""
        return None if value is None else from_units(to_units(value))
