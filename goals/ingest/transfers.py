"""Readings that came in for one team and belong to another, because a move was noted late.

Yesterday's readings stay with yesterday's team unless somebody asks for this. It is one transaction, on
record, and can be put back; done twice it is done once. What was left out goes with the rest and stays
left out, so that it comes back to the team where the person's other readings lie.
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
from goals.models import AgentDay, Correction, ExcludedReading, Reading, Source
from goals.models.bulk import Columns, load, plain, temporary
from goals.queries.places import Places
from goals.queries.transfers import MOVED, PUT_BACK, Transfer, left_out_moved, left_out_since
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
Decide = Callable[[str, str, str], None]
"""Writes down, or forgets, for which team readings were sent: of a table, its column of the readings' ids,
and which of its own ids."""
_IDS_IN_A_STATEMENT = 500
_PLACE = "metric_id, team_id, agent_id, day, slot, organisation_day"


@dataclass(frozen=True, slots=True)
class Done:
    """How many readings moved, and on how many days they lay; and how many of those that were left out."""

    readings: int
    days: int
    left_out: int = 0

    def __bool__(self) -> bool:
        return bool(self.readings or self.left_out)


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

    def keep(table: str, named: str, ids: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                INSERT INTO goals_correction (source_id, metric_id, external_id, reading_id, by_id,
                    decided_at, reason, kind, sent_team_id, sent_agent_id, sent_at, sent_value,
                    sent_weight)
                SELECT source_id, metric_id, external_id, {named}, %s, %s, %s, %s, team_id,
                       agent_id, at, value, weight
                FROM {table} WHERE id IN ({ids})
                ON CONFLICT (source_id, metric_id, external_id) DO NOTHING
                """,
                [actor.pk, plain(now), reason, Correction.Kind.MOVED],
            )

    readings = _of(transfer, transfer.from_team.pk)
    excluded = left_out_since(transfer)
    done = _place_in(readings, excluded, transfer.to_team.pk, keep)
    if done:
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

    def forget(table: str, named: str, ids: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM goals_correction WHERE kind = %s AND (source_id, metric_id, external_id)"
                f" IN (SELECT source_id, metric_id, external_id FROM {table} WHERE id IN ({ids}))",
                [Correction.Kind.MOVED],
            )

    # By the new team's clock a day may begin earlier or later.
    readings = _of(transfer, transfer.to_team.pk, ONE_DAY).filter(Exists(sent))
    excluded = left_out_moved(transfer).filter(Exists(sent))
    done = _place_in(readings, excluded, transfer.from_team.pk, forget)
    if done:
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


def _place_in(
    readings: QuerySet[Reading],
    excluded: QuerySet[ExcludedReading],
    team_id: int,
    decide: Decide,
) -> Done:
    """Place readings in a team, by its calendar, and mark where they were and where they are.

    What is left out lies on no day and counts nowhere: it is only the other team's from now on.
    """
    sources = {
        pk
        for rows in (readings, excluded)
        for pk in rows.order_by().values_list("source_id", flat=True)
    }
    # All writers wait at their source; several are always taken in the same order.
    list(Source.objects.select_for_update().filter(pk__in=sources).order_by("name"))
    left_out = [*excluded.order_by().values_list("pk", flat=True)]
    for start in range(0, len(left_out), _IDS_IN_A_STATEMENT):
        some = left_out[start : start + _IDS_IN_A_STATEMENT]
        decide("goals_excludedreading", "reading_id", ", ".join(map(str, some)))
        ExcludedReading.objects.filter(pk__in=some).update(team=team_id)
    return _place_readings(readings, team_id, decide, len(left_out))


def _place_readings(
    readings: QuerySet[Reading], team_id: int, decide: Decide, left_out: int
) -> Done:
    places = Places()
    held = readings.select_for_update(of=("self",)).order_by("pk")
    found = list(held.values_list("pk", "at", "day"))
    if not found:
        return Done(0, 0, left_out)
    rows = [(pk, *places.of(team_id, at.astimezone(UTC))) for pk, at, _ in found]
    mark = (
        f"INSERT INTO goals_stalemark ({_PLACE}) SELECT DISTINCT {_PLACE} FROM goals_reading"
        " WHERE id IN (SELECT reading_id FROM moving)"
    )
    with connection.cursor() as cursor, temporary(cursor, "moving", MOVING):
        load(cursor, "moving", MOVING, rows)
        cursor.execute(mark)
        decide("goals_reading", "id", "SELECT reading_id FROM moving")
        cursor.execute(
            "UPDATE goals_reading SET team_id = %s, day = m.day, slot = m.slot,"
            " organisation_day = m.organisation_day FROM moving m"
            " WHERE goals_reading.id = m.reading_id",
            [team_id],
        )
        cursor.execute(mark)
    transaction.on_commit(wake, robust=True)
    return Done(len(found), len({day for _, _, day in found}), left_out)


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
            "left_out": done.left_out,
            **report,
        },
        reason,
        at=now,
    )
