"""Lists whose order people choose: a place up, a place down."""

from __future__ import annotations

from typing import Any

from teams.actions.errors import ActionRefused


def move_in(rows: list[Any], row: Any, *, up: bool, away: str) -> tuple[int, int] | None:
    """Move a row one place nearer to the start or the end of all that are in use, in their order now; its place before
    and after, counted from one.

    None where it is at the end already. Raises ActionRefused with `away` where it is not among them. One statement;
    whoever calls holds a lock that two who move follow one another at.
    """
    place = next((at for at, each in enumerate(rows) if each.pk == row.pk), None)
    if place is None:
        raise ActionRefused("", away)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(rows):
        return None
    rows[place], rows[other] = rows[other], rows[place]
    for position, each in enumerate(rows, 1):
        each.position = position
    type(row)._base_manager.bulk_update(rows, ["position"])
    return place + 1, other + 1
