"""A table whose rows are counted as they are read, so that a page can say how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from goals.ingest.files.grid import Row, Table
from goals.ingest.files.problems import Problem

EVERY = 500
"""Rows between two words of how far it is."""
Watch = Callable[[int], None]
"""Is told how many rows have been read; each reading of the table begins again at none."""


@dataclass(frozen=True, slots=True)
class Watched(Table):
    """Another table, and who watches it being read."""

    inner: Table
    watch: Watch

    @property
    def read_as(self) -> str:
        """As the other."""
        return self.inner.read_as

    @property
    def remark(self) -> str:
        """As the other."""
        return self.inner.remark

    def rows(self) -> Iterator[Row | Problem]:
        """The other's rows."""
        self.watch(0)
        for number, row in enumerate(self.inner.rows(), 1):
            if number % EVERY == 0:
                self.watch(number)
            yield row


def watched(table: Table, watch: Watch | None) -> Table:
    """A table that is watched, if anybody does."""
    if watch is None:
        return table
    return Watched(table.path, table.headings, table.heading_row, table, watch)
