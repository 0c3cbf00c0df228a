"""The order in which lines of the list of goals are read: the most urgent first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from goals.models import Status
from goals.queries.ledger_rows import Line
from goals.queries.sentences import OFF_PACE

_UNKNOWN = Decimal(1)
URGENCY: Mapping[str, int] = {
    Status.BEHIND: 0,
    Status.MISSED: 1,
    Status.WATCH: 2,
    Status.NO_DATA: 3,
    Status.TOO_EARLY: 4,
    Status.ON_PACE: 5,
    Status.MET: 6,
    Status.PAUSED: 7,
}


def urgency(line: Line) -> tuple[int, Decimal, float, str]:
    """Sorts the most urgent first: by status, then the least likely, the furthest off, and by name.

    What rests on too little to say anything is not urgent, whatever its word.
    """
    status = Status.NO_DATA if line.is_thin and line.status in OFF_PACE else line.status
    likelihood = _UNKNOWN if line.likelihood is None else line.likelihood
    return URGENCY[status], likelihood, -round(line.gap, 6), line.row.name.casefold()


def most_urgent_first(lines: Sequence[Line]) -> list[Line]:
    """A group in the order it is read."""
    return sorted(lines, key=urgency)
