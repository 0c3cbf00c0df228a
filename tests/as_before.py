"""Asking without leaving a trace: after the block everything is as it was before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
READS = ("SELECT", "SAVEPOINT", "RELEASE")


class Ledger:
    """Notes the statements that would change a row, and whether there was anything but reading."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.only_read = True

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        words = sql.lstrip().upper()
        if words.startswith(WRITES):
            self.written.append(sql)
        if not words.startswith(READS):
            self.only_read = False
        return execute(sql, params, many, context)


@contextmanager
def as_before() -> Iterator[list[str]]:
    """What the block writes is undone, and listed.

    Where it only reads nothing is rolled back: SQLite reads its whole schema again after each return to a
    savepoint in a transaction that made a table, and the engine's temporary ones are enough for that.
    """
    ledger = Ledger()
    with transaction.atomic(), connection.execute_wrapper(ledger):
        yield ledger.written
        transaction.set_rollback(not ledger.only_read)
