"""Tables that are only ever added to, held to it by the code and by the database.

Rows of a sealed table cannot be changed or deleted: through a model or a queryset that raises TypeError, by
any other way the database refuses (a trigger on either database, made by the migrations). Whoever must take
something back adds an entry that says so.
"""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

from django.db import models

SEALED = ("escalations_step", "escalations_amends", "escalations_levelchange")
"""The tables with a trigger. A migration that rebuilds one on SQLite must seal it anew: a test looks."""

Row = TypeVar("Row", bound=models.Model)
WORDS = "Entries are only added: say what changed in a new one."


class SealedQuerySet(models.QuerySet[Row]):
    """Reads and adds, nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Raises TypeError."""
        raise TypeError(WORDS)

    def delete(self) -> NoReturn:
        """Raises TypeError."""
        raise TypeError(WORDS)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises TypeError."""
        raise TypeError(WORDS)


class Sealed(models.Model):
    """A row that stays as it was written."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new row. Raises TypeError for one that stands already."""
        if not self._state.adding:
            raise TypeError(WORDS)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises TypeError."""
        raise TypeError(WORDS)
