"""Each night, what is kept no longer goes. Which night was done stands in the row, and is taken by one worker."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from teams.keeping import HOUR, Kind, kept_since, kind_of
from teams.models import Keeping, Organisation


def look(now: datetime) -> None:
    """Two statements where nothing is due; with nothing limited, one."""
    limited = list(Keeping.objects.all())
    organisation = Organisation.objects.first() if limited else None
    if organisation is None:
        return
    today = organisation.clock.day_of(now)
    if now.astimezone(ZoneInfo(organisation.clock.zone)).hour < HOUR:
        return
    for row in limited:
        kind = kind_of(row.kind)
        # Whoever chose otherwise in this moment is heard.
        same = Keeping.objects.filter(pk=row.pk, months=row.months)
        due = same.filter(Q(run_on=None) | Q(run_on__lt=today))
        if kind is not None and due.update(run_on=today):
            gone = _let_go_of_old(kind, row.months, organisation, now)
            Keeping.objects.filter(pk=row.pk).update(gone=gone)


def _let_go_of_old(kind: Kind, months: int, organisation: Organisation, now: datetime) -> int:
    """Let go of everything of a kind that is older than so many months, some at a time: how many that were.

    Whatever is done is done; a worker that dies on the way leaves the rest to the next night.
    """
    before = kept_since(months, organisation.clock, now)
    gone = 0
    while some := _some_of(kind, before, now):
        gone += some
    return gone


@transaction.atomic
def _some_of(kind: Kind, before: datetime, now: datetime) -> int:
    """Rows are held from when they are found due: nobody can send a draft that goes in the same moment."""
    rows = list(kind.due(before).select_for_update(of=("self",))[: kind.at_once])
    if rows:
        kind.let_go(rows, now)
        if kind.due(before).filter(pk__in=[row.pk for row in rows]).exists():
            raise RuntimeError(f"{kind.key} does not let go of what is due.")
    return len(rows)
