"""Placing a team's cases anew after its clock changed, as `goals` places the readings that came of them."""

from __future__ import annotations

from django.db import transaction

from escalations.models import Escalation, StaleDays
from teams.models import Team

AT_ONCE = 2_000


def place_days() -> int:
    """Work out the day and the hour of all cases of the teams that wait; how many of them differ.

    One transaction a team: killed half-way, it waits still. A read and at most one write for two thousand cases.
    """
    moved = 0
    for team in Team.objects.filter(pk__in=StaleDays.objects.values("team")).order_by("pk"):
        with transaction.atomic():
            # Only those there are now: whoever changes the clock meanwhile leaves another one.
            marks = list(
                StaleDays.objects.select_for_update().filter(team=team).values_list("pk", flat=True)
            )
            moved += _place(Team.objects.get(pk=team.pk))
            StaleDays.objects.filter(pk__in=marks).delete()
    return moved


def _place(team: Team) -> int:
    clock = team.clock
    moved, last = 0, 0
    sent = Escalation.objects.filter(team=team, opened_at__isnull=False).order_by("pk")
    while rows := list(sent.filter(pk__gt=last).only("opened_at", "day", "hour")[:AT_ONCE]):
        last = rows[-1].pk
        other: list[Escalation] = []
        for case in rows:
            if case.opened_at is None:  # pragma: no cover - the filter leaves none
                continue
            place = clock.day_of(case.opened_at), clock.local(case.opened_at).hour
            if place != (case.day, case.hour):
                case.day, case.hour = place
                other.append(case)
        Escalation.objects.bulk_update(other, ["day", "hour"], batch_size=500)
        moved += len(other)
    return moved
