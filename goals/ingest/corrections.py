"""Correcting, withdrawing, leaving out and bringing back a reading: each with its reason, each on record.

Every write locks the reading's source first, as the funnel does, so that a source that sends the reading
at the same moment comes before or after, never in between. What the source sends later: see `decided`.
Raises ActionRefused, Stale, PermissionDenied.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from goals.fixed import OutOfRange, from_units, to_units
from goals.ingest import funnel
from goals.ingest.records import Record
from goals.models import Correction, ExcludedReading, Metric, Reading, Source, StaleMark
from goals.permissions import can_correct_readings_of
from goals.queries.places import Places
from goals.tasks import wake
from teams.actions.audit import fields_of, record
from teams.actions.errors import ActionRefused
from teams.actions.versions import refuse_stale
from teams.models import User

READING_FIELDS = ("team", "agent_id", "at", "value", "weight")
_KEPT = ("source", "metric", "external_id", "team", "agent_id", "at", "value", "weight")
_REASON_LENGTH = 300
_GONE = "This reading is not there any more: somebody withdrew it, or left it out."


@transaction.atomic
def correct_reading(
    actor: User,
    reading: Reading,
    *,
    value: Decimal,
    weight: Decimal | None,
    reason: str,
    version: str | None = None,
    now: datetime,
) -> Reading:
    """Give a reading another value, and a ratio's reading another weight."""
    reason = tidy_reason(reason)
    current = _held(actor, reading)
    figure = checked_figure("value", value)
    load = current.weight if weight is None else checked_weight(current.metric, weight)
    wanted = {"value": figure, "weight": load}
    refuse_stale(current, READING_FIELDS, version, wanted)
    before = {name: getattr(current, name) for name in wanted}
    if before == wanted:
        return current  # as it is already: a form sent twice
    correction = _let_go(current)
    _write(current, figure, load, now)
    if (figure, load) != (correction.sent_value, correction.sent_weight):
        _decide(correction, Correction.Kind.CORRECTED, actor, reason, now)
    elif current.team_id != correction.sent_team_id:
        _decide(correction, Correction.Kind.MOVED, actor, reason, now)
    record(actor, "corrected", current, _named(current) | before, wanted, reason, at=now)
    return Reading.objects.get(pk=current.pk)


@transaction.atomic
def withdraw_reading(
    actor: User, reading: Reading, *, reason: str, version: str | None = None, now: datetime
) -> Correction:
    """Take a reading away that should never have come in."""
    reason = tidy_reason(reason)
    current = _held(actor, reading)
    refuse_stale(current, READING_FIELDS, version)
    correction = _let_go(current)
    _write(current, None, current.weight, now)
    _decide(correction, Correction.Kind.WITHDRAWN, actor, reason, now)
    record(actor, "withdrew", current, fields_of(current, _KEPT), None, reason, at=now)
    return correction


@transaction.atomic
def take_back(actor: User, correction: Correction, *, reason: str = "", now: datetime) -> None:
    """Have a reading say again what its source had sent. Done twice it is done once."""
    source = Source.objects.select_for_update().get(pk=correction.source_id)
    current = Correction.objects.filter(pk=correction.pk).first()
    if current is None:
        return
    _may(actor, current.sent_team_id, current.sent_agent_id)
    for kind in (Reading, ExcludedReading):
        there = kind._default_manager.filter(
            source=source, metric=current.metric_id, external_id=current.external_id
        ).values_list("team_id", "agent_id")
        for team_id, agent_id in there:
            _may(actor, team_id, agent_id)
    current.delete()
    back = Record(
        0,
        current.metric_id,
        current.external_id,
        current.sent_team_id,
        current.sent_agent_id,
        current.sent_at,
        current.sent_value,
        current.sent_weight,
    )
    with _unnoticed(source):
        funnel.write(source, [back], now=now)
    record(
        actor,
        "took back",
        Reading(pk=current.reading_id),
        {"kind": current.kind, "reason": current.reason},
        {"value": current.sent_value, "weight": current.sent_weight},
        reason.strip(),
        at=now,
    )


@transaction.atomic
def exclude_reading(
    actor: User, reading: Reading, *, reason: str, version: str | None = None, now: datetime
) -> ExcludedReading:
    """Leave a reading out of every figure because counting it would be unfair."""
    reason = tidy_reason(reason)
    current = _held(actor, reading)
    refuse_stale(current, READING_FIELDS, version)
    excluded = ExcludedReading.objects.create(
        **{name: getattr(current, name) for name in _KEPT},
        import_id=current.import_id,
        reading_id=current.pk,
        by=actor,
        decided_at=now,
        reason=reason,
    )
    _mark(current)
    Reading.objects.filter(pk=current.pk).delete()
    record(actor, "left out", current, fields_of(current, _KEPT), None, reason, at=now)
    return excluded


@transaction.atomic
def restore_reading(actor: User, excluded: ExcludedReading, *, now: datetime) -> Reading | None:
    """Count a reading again, as its source last sent it. Done twice it is done once: then None."""
    Source.objects.select_for_update().get(pk=excluded.source_id)
    current = ExcludedReading.objects.filter(pk=excluded.pk).first()
    if current is None:
        return None
    _may(actor, current.team_id, current.agent_id)
    place = Places().of(current.team_id, current.at)
    current.delete()
    reading = Reading.objects.create(
        **{name: getattr(current, name) for name in _KEPT},
        **place._asdict(),
        import_id=current.import_id,
        pk=current.reading_id,
    )
    _mark(reading)
    record(
        actor,
        "counted again",
        reading,
        {"reason": current.reason},
        fields_of(reading, _KEPT),
        at=now,
    )
    return reading


# --- What they share -----------------------------------------------------------------------------


def tidy_reason(text: str) -> str:
    """The reason without spaces around it; refuses an empty one."""
    kept = " ".join(text.split())
    if not kept:
        raise ActionRefused("reason", "Say why, in a sentence. It stays with the figure.")
    if len(kept) > _REASON_LENGTH or "\x00" in kept:
        raise ActionRefused("reason", f"Keep it under {_REASON_LENGTH} plain characters.")
    return kept


def checked_figure(field: str, figure: Decimal | None) -> Decimal:
    """The figure as it can be kept, with four decimals."""
    try:
        return from_units(to_units("" if figure is None else figure))
    except OutOfRange as error:
        raise ActionRefused(field, "Write a number below 1,000,000,000.") from error


def checked_weight(metric: Metric, weight: Decimal | None) -> Decimal:
    """A ratio's weight, which cannot be below zero; a total has none but one."""
    if metric.kind == Metric.Kind.TOTAL:
        return Decimal(1)
    load = checked_figure("weight", weight)
    if load < 0:
        raise ActionRefused("weight", "This cannot be below zero.")
    return load


def _may(actor: User, team_id: int, agent_id: int) -> None:
    if not can_correct_readings_of(actor, team_id, agent_id):
        raise PermissionDenied


def _held(actor: User, reading: Reading) -> Reading:
    """The reading as it is now, with its source locked."""
    Source.objects.select_for_update().get(pk=reading.source_id)
    current = (
        Reading.objects.select_for_update(of=("self",))
        .select_related("metric", "source", "team")
        .filter(pk=reading.pk)
        .first()
    )
    if current is None:
        raise ActionRefused("", _GONE)
    _may(actor, current.team_id, current.agent_id)
    return current


def _let_go(current: Reading) -> Correction:
    """What the source had sent, unsaved, and no longer held against what is written next."""
    there = Correction.objects.filter(
        source=current.source_id, metric=current.metric_id, external_id=current.external_id
    ).first()
    if there is not None:
        there.delete()
        there.pk = None
        there.reading_id = current.pk
        return there
    return Correction(
        reading_id=current.pk,
        source=current.source,
        metric=current.metric,
        external_id=current.external_id,
        sent_team_id=current.team_id,
        sent_agent_id=current.agent_id,
        sent_at=current.at,
        sent_value=current.value,
        sent_weight=current.weight,
    )


def _decide(
    correction: Correction, kind: Correction.Kind, actor: User, reason: str, now: datetime
) -> None:
    correction.kind = kind
    correction.by = actor
    correction.reason = reason
    correction.decided_at = now
    correction.save(force_insert=True)


def _write(current: Reading, value: Decimal | None, weight: Decimal, now: datetime) -> None:
    one = Record(
        0,
        current.metric_id,
        current.external_id,
        current.team_id,
        current.agent_id,
        current.at,
        value,
        weight,
    )
    with _unnoticed(current.source):
        funnel.write(current.source, [one], now=now)


@contextmanager
def _unnoticed(source: Source) -> Iterator[None]:
    """What people decide is no sign of life of a source: it is as late as it was."""
    arrival = Source.objects.values("last_arrived_at", "last_reading_at").get(pk=source.pk)
    yield
    Source.objects.filter(pk=source.pk).update(**arrival)


def _mark(reading: Reading) -> None:
    StaleMark.objects.create(
        metric_id=reading.metric_id,
        team_id=reading.team_id,
        agent_id=reading.agent_id,
        day=reading.day,
        slot=reading.slot,
        organisation_day=reading.organisation_day,
    )
    transaction.on_commit(wake, robust=True)


def _named(reading: Reading) -> dict[str, Any]:
    """What tells a reading from the others, for the record."""
    return fields_of(reading, ("source", "metric", "external_id", "team", "agent_id", "at"))
