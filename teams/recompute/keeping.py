"""Each night, what is kept no longer goes. Which night was done stands in the row, and is taken by one worker."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from teams.actions.keeping import let_go_of_old
from teams.keeping import HOUR, kind_of
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
        due = Keeping.objects.filter(Q(run_on=None) | Q(run_on__lt=today), pk=row.pk)
        if kind is not None and due.update(run_on=today):
            gone = let_go_of_old(kind, row.months, organisation, now)
            Keeping.objects.filter(pk=row.pk).update(gone=gone)
