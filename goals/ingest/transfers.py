"""Readings that came in for one team and belong to another, because a move was noted late.

Yesterday's readings stay with yesterday's team unless somebody asks for this. It is one transaction, on
record, and can be put back; done twice it is done once. What was left out stays where it was left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from goals.ingest.corrections import tidy_reason
from goals.models import AgentDay, Correction, Reading, Source
from goals.models.bulk import Columns, load, plain, temporary
from goals.queries.places import Places
from goals.queries.transfers import MOVED, PUT_BACK, Transfer
from goals.tasks import wake
from teams.actions.audit import record
from teams.calendar import ONE_DAY
from teams.models import User
from teams.permissions import can_administer

MOVING: Columns = {
    "reading_id": "int",
    "day": "day",
    "slot": "instant",
    "organisation_day": "day",
}
_PLACE = "metric_id, team_id, agent_id, day, slot, organisation_day"


@dataclass(frozen=True, slots=True)
class Done:
    """How many readings moved, and on how many days they lay."""

    readings: int
    days: int


@transaction.atomic
def move_readings(
    actor: User, transfer: Transfer, *, reason: str, report: dict[str, Any], now: datetime
) -> Done:
    """Have the readings since a move count for the new team. `report` is kept with the record.

    Raises ActionRefused without a reason; PermissionDenied for others than administrators, and for one's
    own readings.
    """
    _may(actor, transfer)
    reason = tidy_reason(reason)

    def keep(moving: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                INSERT INTO goals_correction (source_id, metric_id, external_id, reading_id, by_id,
                    decided_at, reason, kind, sent_team_id, sent_agent_id, sent_at, sent_value,
                    sent_weight)
                SELECT source_id, metric_id, external_id, id, %s, %s, %s, %s, team_id, agent_id, at,
                       value, weight
                FROM goals_reading WHERE id IN (SELECT reading_id FROM {moving})
                ON CONFLICT (source_id, metric_id, external_id) DO NOTHING
                """,
                [actor.pk, plain(now), reason, Correction.Kind.MOVED],
            )

    readings = _of(transfer, transfer.from_team.pk)
    done = _place_in(readings, transfer.to_team.pk, keep)
    if done.readings:
        _record(actor, MOVED, transfer, done, reason, report, now)
    return done


@transaction.atomic
def put_readings_back(
    actor: User, transfer: Transfer, *, reason: str = "", report: dict[str, Any], now: datetime
) -> Done:
    """Have the readings that `move_readings` moved count for the team again that they came in for."""
    _may(actor, transfer)
    sent = Correction.objects.filter(
        source=OuterRef("source"),
        metric=OuterRef("metric"),
        external_id=OuterRef("external_id"),
        sent_team_id=transfer.from_team.pk,
    )

    def forget(moving: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM goals_correction WHERE kind = %s AND (source_id, metric_id, external_id)"
                " IN (SELECT source_id, metric_id, external_id FROM goals_reading"
                f" WHERE id IN (SELECT reading_id FROM {moving}))",
                [Correction.Kind.MOVED],
            )

    # By the new team's clock a day may begin earlier or later.
    readings = _of(transfer, transfer.to_team.pk, ONE_DAY).filter(Exists(sent))
    done = _place_in(readings, transfer.from_team.pk, forget)
    if done.readings:
        _record(actor, PUT_BACK, transfer, done, reason.strip(), report, now)
    return done


def _may(actor: User, transfer: Transfer) -> None:
    """Nobody decides for which team the figures count that they themself are measured by."""
    if not can_administer(actor) or actor.pk == transfer.person.pk:
        raise PermissionDenied


def _of(transfer: Transfer, team_id: int, margin: timedelta = timedelta(0)) -> QuerySet[Reading]:
    """The person's readings of a team since the move, by that team's days."""
    days: dict[str, date] = {"day__gte": transfer.since - margin}
    if transfer.until is not None:
        days["day__lt"] = transfer.until + margin
    # The index leads there by metric and team.
    tallies = AgentDay.objects.filter(agent_id=transfer.person.pk).order_by()
    metrics = list(tallies.values_list("metric_id", flat=True).distinct())
    return Reading.objects.filter(
        metric__in=metrics, team=team_id, agent_id=transfer.person.pk, **days
    )


def _place_in(readings: QuerySet[Reading], team_id: int, decide: Callable[[str], None]) -> Done:
    """Place readings in a team, by its calendar, and mark where they were and where they are."""
    sources = sorted(set(readings.order_by().values_list("source_id", flat=True)))
    # All writers wait at their source; several are always taken in the same order.
    list(Source.objects.select_for_update().filter(pk__in=sources).order_by("name"))
    places = Places()
    held = readings.select_for_update(of=("self",)).order_by("pk")
    found = list(held.values_list("pk", "at", "day"))
    if not found:
        return Done(0, 0)
    rows = [(pk, *places.of(team_id, at.astimezone(UTC))) for pk, at, _ in found]
    mark = (
        f"INSERT INTO goals_stalemark ({_PLACE}) SELECT DISTINCT {_PLACE} FROM goals_reading"
        " WHERE id IN (SELECT reading_id FROM moving)"
    )
    with connection.cursor() as cursor, temporary(cursor, "moving", MOVING):
        load(cursor, "moving", MOVING, rows)
        cursor.execute(mark)
        decide("moving")
        cursor.execute(
            "UPDATE goals_reading SET team_id = %s, day = m.day, slot = m.slot,"
            " organisation_day = m.organisation_day FROM moving m"
            " WHERE goals_reading.id = m.reading_id",
            [team_id],
        )
        cursor.execute(mark)
    transaction.on_commit(wake, robust=True)
    return Done(len(found), len({day for _, _, day in found}))


def _record(
    actor: User,
    verb: str,
    transfer: Transfer,
    done: Done,
    reason: str,
    report: dict[str, Any],
    now: datetime,
) -> None:
    record(
        actor,
        verb,
        transfer.person,
        {"team": transfer.from_team.pk if verb == MOVED else transfer.to_team.pk},
        {
            "team": transfer.to_team.pk if verb == MOVED else transfer.from_team.pk,
            "membership": transfer.membership_id,
            "since": transfer.since,
            "readings": done.readings,
            "days": done.days,
            **report,
        },
        reason,
        at=now,
    )
