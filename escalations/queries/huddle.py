"""What a team's huddle says of the playbook: what is new or was changed lately."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import F, Max, OuterRef, Subquery
from django.urls import reverse

from escalations.models import ProtocolVersion
from teams.huddle_draft import PROTOCOL, Candidate
from teams.models import Team

LATELY = timedelta(days=42)
MOST = 6


def candidates(team: Team, _day: date, now: datetime) -> Iterator[Candidate]:
    """Protocols that hold and whose version in force is of the last six weeks, newest first. One statement.

    Everybody reads the playbook, so it is the same for every team.
    """
    newest = (
        ProtocolVersion.objects.filter(protocol=OuterRef("protocol"), published_at__lte=now)
        .order_by()
        .values("protocol")
        .annotate(last=Max("number"))
        .values("last")
    )
    rows = (
        ProtocolVersion.objects.filter(
            published_at__gt=now - LATELY, published_at__lte=now, protocol__archived_at=None
        )
        .annotate(newest=Subquery(newest))
        .filter(number=F("newest"))
        .select_related("protocol")
        .order_by("-published_at", "-pk")[:MOST]
    )
    for version in rows:
        yield Candidate(
            f"protocol:{version.protocol_id}:{version.number}",
            PROTOCOL,
            version.protocol.title,
            version.change,
            reverse("escalations:protocol", args=[version.protocol.slug]),
            at=version.published_at,
        )
