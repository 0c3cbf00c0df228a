"""A row as it is once one holds it."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def held(rows: QuerySet[Row], pk: int) -> Row:
    """The row, held until the transaction ends, with what `rows` joins to it. Raises DoesNotExist.

    It is locked first and read after: what PostgreSQL joins to a row that it had to wait for is as it was before
    the wait, so that a row which somebody else has just pointed elsewhere would not be found at all.
    """
    rows.model._default_manager.select_for_update().only("pk").get(pk=pk)
    return rows.get(pk=pk)
