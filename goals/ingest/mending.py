"""The rows of a file that need mending, all of them, kept beside the uploads for as long as the import can be undone.

A row is its line, its own cells and what is wrong with it. They are written down one by one, so that a file
in which nothing is right takes no more memory than one in which everything is.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from goals.ingest.files.rows import Failed
from goals.ingest.resolve import key
from goals.ingest.uploads import failing_path
from goals.models import Import

LINE, WHAT = "Row", "What to mend"
"""The headings of what a download adds to the rows; they are no part of the table when it comes back."""


def ours(headings: Iterable[str]) -> frozenset[str]:
    """Those two among the headings of a file, if it is such a download that comes back."""
    both = {key(LINE), key(WHAT)}
    found = frozenset(heading for heading in headings if key(heading) in both)
    return found if len(found) == len(both) else frozenset()


class Mending:
    """Takes the rows of an import that need mending, and puts them in place of those of before."""

    def __init__(self, import_id: int) -> None:
        self._path = failing_path(import_id)
        self._new = self._path.with_suffix(f".{secrets.token_hex(4)}.new")
        self._count = 0
        self._file = self._new.open("w", encoding="utf-8")

    def add(self, failed: Failed) -> None:
        """One more."""
        self._count += 1
        self._file.write(json.dumps(plain_row(failed), ensure_ascii=False) + "\n")

    def keep(self) -> None:
        """These are they."""
        self._file.close()
        if self._count:
            self._new.replace(self._path)
        else:
            self._path.unlink(missing_ok=True)
            self._new.unlink()

    def drop(self) -> None:
        """Those of before stay; after `keep` there is nothing to drop."""
        self._file.close()
        self._new.unlink(missing_ok=True)


def plain_row(failed: Failed) -> dict[str, Any]:
    """A row that needs mending, as plain data. A null byte has no place in a database's JSON."""
    return {
        "line": failed.line,
        "cells": [cell.replace("\0", "\N{REPLACEMENT CHARACTER}") for cell in failed.cells],
        "problems": [
            [problem.column, problem.value, problem.message, problem.repair]
            for problem in failed.problems
        ],
    }


def rows_to_mend(import_run: Import) -> Iterator[dict[str, Any]]:
    """All of them; where the file of them is gone, the first, which the import itself keeps."""
    path = failing_path(import_run.pk)
    with suppress(FileNotFoundError), path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
        return
    yield from import_run.rejected
