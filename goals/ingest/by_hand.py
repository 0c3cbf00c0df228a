"""A reading that somebody enters on a page, for whom no file or program counts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction

from goals.ingest import funnel
from goals.ingest.corrections import checked_figure, checked_weight, tidy_reason
from goals.ingest.records import Record
from goals.ingest.values import Rejected, instant, is_ambiguous, local_instant
from goals.models import (
    BY_HAND,
    TEAM_ITSELF,
    Correction,
    ExcludedReading,
    Metric,
    Reading,
    Source,
)
from goals.permissions import teams_to_correct
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.models import Membership, Team, User

FIRST, SECOND = "first", "second"
"""Which of the two, where clocks went back and a time happened twice."""
SENT_BEFORE = "This form was sent before. Open it anew to enter another reading."


@dataclass(frozen=True, slots=True)
class Entry:
    """What was entered: day and wall time of the team, `twice` where that time happened twice.

    `ident` is the form's own, so that one sent twice is entered once. `agent` None is the team itself.
    """

    ident: UUID
    team: Team
    agent: User | None
    day: date
    at: time
    value: Decimal
    weight: Decimal | None
    reason: str
    twice: str = ""


@transaction.atomic
def enter_reading(actor: User, metric: Metric, entry: Entry, *, now: datetime) -> Reading:
    """A new reading of the source "Entered by hand". Raises ActionRefused, PermissionDenied."""
    if not teams_to_correct(actor).filter(pk=entry.team.pk).exists():
        raise PermissionDenied
    reason = tidy_reason(entry.reason)
    if metric.archived_at is not None:
        raise ActionRefused("", f"{metric.name} is put away. Take it into use again first.")
    if entry.agent is not None and entry.agent.pk == actor.pk:
        raise ActionRefused("whose", "Nobody enters figures of their own. Ask another lead.")
    moment = moment_of(entry, now)
    _check_member(entry, moment)
    value = checked_figure("value", entry.value)
    weight = checked_weight(metric, entry.weight)
    source = Source.objects.get_or_create(name=BY_HAND)[0]
    source = Source.objects.select_for_update().get(pk=source.pk)
    wanted = Record(
        0,
        metric.pk,
        str(entry.ident),
        entry.team.pk,
        TEAM_ITSELF if entry.agent is None else entry.agent.pk,
        moment,
        value,
        weight,
    )
    there = _find(source, wanted)
    if there is not None:
        return _same_or_refused(there, wanted)
    key = {"source": source, "metric": metric, "external_id": wanted.external_id}
    if any(model.objects.filter(**key).exists() for model in (ExcludedReading, Correction)):
        raise ActionRefused("", SENT_BEFORE)
    funnel.write(source, [wanted], now=now)
    made = Reading.objects.get(source=source, metric=metric, external_id=wanted.external_id)
    record(
        actor,
        "entered",
        made,
        after={
            "metric": metric.pk,
            "team": made.team_id,
            "agent_id": made.agent_id,
            "at": made.at,
            "value": made.value,
            "weight": made.weight,
        },
        reason=reason,
        at=now,
    )
    return made


def moment_of(entry: Entry, now: datetime) -> datetime:
    """The instant of a day and time on the team's wall.

    A time that the clocks skipped is refused, one that happened twice has to say which it is.
    """
    zone = entry.team.time_zone
    wall = datetime.combine(entry.day, entry.at)
    try:
        moment = local_instant(wall, zone)
        if is_ambiguous(wall, zone):
            if entry.twice not in (FIRST, SECOND):
                raise ActionRefused(
                    "twice",
                    f"{wall:%H:%M} happened twice on that day in {zone}, because the clocks went "
                    "back. Say which of the two it was.",
                )
            fold = int(entry.twice == SECOND)
            moment = wall.replace(tzinfo=ZoneInfo(zone), fold=fold)
        return instant(moment, zone, now)
    except Rejected as refused:
        in_day = "lies" in refused.message or "year" in refused.message
        raise ActionRefused("day" if in_day else "at", refused.message) from refused


def _check_member(entry: Entry, moment: datetime) -> None:
    """Readings of an agent belong to the team they were in on that day."""
    if entry.agent is None:
        return
    day = entry.team.clock.day_of(moment)
    there = Membership.objects.agents().on(day).filter(user=entry.agent, team=entry.team)
    if not there.exists():
        raise ActionRefused(
            "whose",
            f"{entry.agent.name} was not an agent of {entry.team.name} on "
            f"{day.day} {day:%B %Y}. Choose another day or person.",
        )


def _find(source: Source, wanted: Record) -> Reading | None:
    return Reading.objects.filter(
        source=source, metric=wanted.metric_id, external_id=wanted.external_id
    ).first()


def _same_or_refused(there: Reading, wanted: Record) -> Reading:
    """Sent twice is entered once; changed and sent again would be a correction without a trace."""
    same = (there.team_id, there.agent_id, there.at, there.value, there.weight) == (
        wanted.team_id,
        wanted.agent_id,
        wanted.at,
        wanted.value,
        wanted.weight,
    )
    if not same:
        raise ActionRefused("", SENT_BEFORE)
    return there
