"""Which remedies are past their day: whoever sees to them is told, once for each."""

from __future__ import annotations

from datetime import datetime, timedelta

from escalations.learning_kinds import REMEDY_DUE
from escalations.models import Remedy
from goals import dates
from teams.models import Membership, User
from teams.models.people import LEADS
from teams.permissions import organisation_day
from teams.telling import tell

TOLD_WITHIN = timedelta(days=7)
"""After an outage of a week nobody is told any more: *Today* asks for it all the same."""
ADDRESS = "/escalations/remedies/"


def look(now: datetime) -> int:
    """Tell of each that its day is over; how many are. Right however often it runs: each is told of once.

    Where its owner is in no team any more, the leaders of its team are told. One statement where none is late.
    """
    today = organisation_day(now)
    late = Remedy.objects.filter(
        done_on=None, dropped_on=None, due_on__lt=today, due_on__gte=today - TOLD_WITHIN
    )
    rows = list(late.select_related("owner", "proposal").order_by("pk"))
    for row in rows:
        if row.waits_for_a_word:
            continue
        tell(
            _whom(row, now),
            REMEDY_DUE,
            f"remedy-{row.pk}-late",
            f"Was due on {dates.day(row.due_on, today)}: {row.text}"[:300],
            url=ADDRESS,
            now=now,
        )
    return len(rows)


def _whom(row: Remedy, now: datetime) -> list[User | int]:
    here = Membership.objects.on(organisation_day(now))
    if row.owner.is_active and here.filter(user=row.owner_id).exists():
        return [row.owner]
    leads = here.filter(team=row.team_id, role__in=LEADS, user__is_active=True)
    return list(leads.order_by("user_id").values_list("user_id", flat=True))
