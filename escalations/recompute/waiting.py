"""What the clock should have said by now and has not: how one sees from outside that the sweep is at work."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from escalations import lifecycle
from escalations.models import Escalation, UrgentMail
from escalations.recompute.mails import MOST_ATTEMPTS, TOO_LATE, free

ALERTS = ("pass_on_at", "overdue_at", "due_soon_at")


def alerts_waiting(since: datetime) -> list[datetime]:
    """When the alerts were due that should have been told by `since`, oldest first. Two statements."""
    due = Q()
    for field in ALERTS:
        due |= Q(**{f"{field}__lte": since})
    waiting = Escalation.objects.filter(due, state__in=lifecycle.WAITING).values_list(*ALERTS)
    drafts = Escalation.objects.filter(state=lifecycle.DRAFT, finish_at__lte=since)
    return sorted(
        [
            *(min(at for at in row if at is not None) for row in waiting),
            *(at for at in drafts.values_list("finish_at", flat=True) if at is not None),
        ]
    )


def mails_waiting(since: datetime, now: datetime) -> int:
    """Urgent messages written by `since` that are still to go out, quiet hours aside. One statement."""
    waiting = UrgentMail.objects.filter(
        sent_at=None, at__lte=since, at__gt=now - TOO_LATE, failures__lt=MOST_ATTEMPTS
    )
    return waiting.filter(free(now) | Q(failures__gt=0)).count()
