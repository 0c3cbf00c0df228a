"""What can be wrong with a file as a whole, and with a row."""

from __future__ import annotations

from dataclasses import dataclass, field


class FileProblem(ValueError):
    """The file cannot be read at all, or not without being told more; the message says how to mend it."""


class Undecided(FileProblem):
    """The file does not tell; the recipe's `key` must."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one row.

    `line` is the physical line of the file where the row starts, `column` the heading ('' for the row as
    a whole), `value` what was found, `message` what is wrong and how to mend it; problems with the same
    `repair` are mended the same way. `cells` are those of a row that could not be cut to the table's width.
    """

    line: int
    column: str
    value: str
    message: str
    repair: str
    cells: tuple[str, ...] = field(default=(), compare=False)
