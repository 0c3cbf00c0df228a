"""Which protocols are to be looked at again: their owners are told, once for each day that was set."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from escalations.models import Protocol
from escalations.notice_kinds_playbook import REVIEW_DUE
from escalations.queries.keepers import keepers_of
from goals import dates
from teams.permissions import organisation_day
from teams.telling import tell


def look(now: datetime) -> int:
    """Tell the owners of protocols whose review day has come; how many are due.

    Right however often it runs: whoever was told of a day is not told again. Where the owner is gone or
    leads no more, the administrators are told. One statement where nothing is due, three more for each that is.
    """
    today = organisation_day(now)
    due = list(
        Protocol.objects.filter(archived_at=None, review_on__lte=today)
        .select_related("owner")
        .order_by("pk")
    )
    for protocol in due:
        people = keepers_of(protocol, now)
        detail = "Is it still right? Change it, or say when it is to be looked at next."
        if protocol.owner_id not in people:
            left = "leads no team any more" if protocol.owner.is_active else "has left"
            detail = f"{protocol.owner.name} looked after it and {left}. Give it another owner."
        tell(
            people,
            REVIEW_DUE,
            f"protocol-{protocol.pk}-review-{protocol.review_on}",
            f"Look again at {protocol.title}: it was to be reviewed on "
            f"{dates.short_day(protocol.review_on, today)}.",
            detail=detail,
            url=reverse("escalations:protocol", args=[protocol.slug]),
            now=now,
        )
    return len(due)
