"""What figures ask for before they can be trusted."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse

from config.home.todos.item import ToDo
from goals import formats
from goals.models import Import
from goals.permissions import imports_visible_to
from goals.queries.sources import Freshness
from teams.models import User

_STILL_NEWS = timedelta(days=7)


def late_sources(fresh: Freshness) -> list[ToDo]:
    """Sources whose figures are overdue, in one item."""
    late = fresh.late
    if not late:
        return []
    names = late[0].name if len(late) == 1 else f"{len(late)} sources"
    verb = "has" if len(late) == 1 else "have"
    return [
        ToDo(
            icon="clock-alert",
            tone="watch",
            title=f"{names} {verb} gone quiet",
            text=f"No figures since {late[0].arrived}. Until they come, goals stand where they were.",
            action_url=reverse("goals:imports"),
            action_label="Look at the imports",
            mail=f"{names} {verb} gone quiet.",
        )
    ]


def rejected_rows(user: User, now: datetime) -> list[ToDo]:
    """The newest import of the last week, where rows of it were left out. One statement."""
    newest = (
        imports_visible_to(user)
        .filter(state=Import.State.DONE, done_at__gte=now - _STILL_NEWS)
        .order_by("-done_at", "-pk")
        .first()
    )
    if newest is None or not newest.rejected_count:
        return []
    rows, of = formats.count(newest.rejected_count), formats.count(newest.rows)
    return [
        ToDo(
            icon="file-exclamation-point",
            tone="watch",
            title=f"{rows} of {of} rows need you",
            text=f"{newest.file_name}: mend them and bring the file in again; nothing counts twice.",
            action_url=reverse("goals:import_done", args=[newest.pk]),
            action_label="See the rows",
            mail=f"{rows} of {of} rows of an import need you.",
        )
    ]
