"""Taking an import back: its readings, and what it made that nothing else uses.

A reading that something else changed since stays as it is, and is counted. What it was before comes back;
where that came from an import that was undone meanwhile, what was before that one comes back instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from django.db import models, router, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.deletion import Collector, ProtectedError, RestrictedError

from goals.ingest import funnel
from goals.ingest.makers import move_start
from goals.ingest.records import Record
from goals.models import (
    AgentDay,
    Correction,
    ExcludedReading,
    Import,
    ImportChange,
    Metric,
    Reading,
    Source,
    StaleMark,
)
from teams.actions.audit import record
from teams.events import membership_changed
from teams.models import Membership, Team, User

UNDO_WITHIN = timedelta(days=30)
CHUNK = 5_000
_IDS_IN_A_QUERY = 500
_Row = TypeVar("_Row")
_Key = tuple[int, str]
"""A metric's id and an external id; the source is the import's own."""


class UndoRefused(Exception):
    """The import cannot be taken back; the message says why."""


@transaction.atomic
def undo(import_run: Import, actor: User | None, *, now: datetime) -> Import:
    """Take an import back, once, within 30 days. All or nothing.

    Raises UndoRefused when it is not done, undone already, or too old.
    """
    claimed = Import.objects.filter(
        pk=import_run.pk, state=Import.State.DONE, done_at__gte=now - UNDO_WITHIN
    ).update(state=Import.State.UNDONE, undone_at=now, undone_by=actor)
    import_run.refresh_from_db()
    if not claimed:
        raise UndoRefused(_why_not(import_run))
    source = Source.objects.select_for_update().filter(name=import_run.source_name).first()
    left = 0
    if source is not None:
        left = _put_back(import_run, source, now)
        _take_away_new(import_run, source, now)
    import_run.left = left
    import_run.save(update_fields=["left"])
    _take_away_made(actor, import_run)
    record(actor, "undid", import_run, after={"left": left}, at=now)
    return import_run


def can_still_be_undone(import_run: Import, now: datetime) -> bool:
    """Whether it is done and not older than 30 days."""
    return (
        import_run.state == Import.State.DONE
        and import_run.done_at is not None
        and import_run.done_at >= now - UNDO_WITHIN
    )


def teams_of(import_run: Import) -> set[int]:
    """The teams whose figures undo would change."""
    written = Reading.objects.filter(
        import_id=import_run.pk, source__name=import_run.source_name
    ).values_list("team_id", flat=True)
    before = import_run.changes.values_list("team_id", flat=True)
    return set(written.distinct()) | set(before.distinct())


def _why_not(import_run: Import) -> str:
    if import_run.state == Import.State.UNDONE:
        return "This import is undone already."
    if import_run.state != Import.State.DONE:
        return "This file has not been imported yet, so there is nothing to undo."
    return "This import is more than 30 days old. Correct its figures with another file instead."


# --- Readings ------------------------------------------------------------------------------------


def _put_back(import_run: Import, source: Source, now: datetime) -> int:
    """Bring back what was replaced or withdrawn; returns how many readings were left as they are."""
    left, last = 0, 0
    # Page by page: a cursor left open over the rows would lock the tables that are written meanwhile.
    while chunk := list(import_run.changes.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = chunk[-1].pk
        owners = _owners(source, chunk)
        ours = [
            change
            for change in chunk
            if owners.get((change.metric_id, change.external_id), import_run.pk) == import_run.pk
        ]
        left += len(chunk) - len(ours)
        befores = _before_undone(ours)
        records = [
            _record_of(change, befores[(change.metric_id, change.external_id)]) for change in ours
        ]
        funnel.write(source, records, now=now)
        _give_back(source, [before for before in befores.values() if before is not None])
    return left


def _owners(source: Source, changes: Iterable[ImportChange]) -> dict[_Key, int]:
    """Which import each reading belongs to now; a reading that is not there has none."""
    owners: dict[_Key, int] = {}
    for some in _chunks(iter(changes), _IDS_IN_A_QUERY):
        named: dict[str, Any] = {
            "source": source,
            "metric__in": {change.metric_id for change in some},
            "external_id__in": {change.external_id for change in some},
        }
        # What somebody left out meanwhile goes back as well, where it lies.
        for found in (Reading.objects.filter(**named), ExcludedReading.objects.filter(**named)):
            for metric_id, external_id, owner in found.values_list(
                "metric_id", "external_id", "import_id"
            ):
                owners[(metric_id, external_id)] = owner
    return owners


def _before_undone(changes: list[ImportChange]) -> dict[_Key, ImportChange | None]:
    """For each change what to bring back: None where an undone import had made the reading."""
    befores: dict[_Key, ImportChange | None] = {
        (change.metric_id, change.external_id): change for change in changes
    }
    undone = set(
        Import.objects.filter(
            pk__in={change.previous_import_id for change in changes}, state=Import.State.UNDONE
        ).values_list("pk", flat=True)
    )
    while undone:
        again: set[int] = set()
        for import_id in undone:
            keys = [
                place
                for place, before in befores.items()
                if before is not None and before.previous_import_id == import_id
            ]
            older = _changes_of(import_id, keys)
            for place in keys:
                befores[place] = older.get(place)
                if place in older:
                    again.add(older[place].previous_import_id)
        undone = set(
            Import.objects.filter(pk__in=again, state=Import.State.UNDONE).values_list(
                "pk", flat=True
            )
        )
    return befores


def _changes_of(import_id: int, keys: list[_Key]) -> dict[_Key, ImportChange]:
    """What an import changed, under these keys."""
    found: dict[_Key, ImportChange] = {}
    for some in _chunks(iter(keys), _IDS_IN_A_QUERY):
        for change in ImportChange.objects.filter(
            import_run_id=import_id, external_id__in=[external_id for _, external_id in some]
        ):
            found[(change.metric_id, change.external_id)] = change
    return found


def _record_of(change: ImportChange, before: ImportChange | None) -> Record:
    """The reading as it was, or its withdrawal."""
    kept = change if before is None else before
    return Record(
        0,
        change.metric_id,
        change.external_id,
        kept.team_id,
        kept.agent_id,
        kept.at,
        None if before is None else before.value,
        kept.weight,
    )


def _give_back(source: Source, befores: list[ImportChange]) -> None:
    """A reading belongs again to the import it came from."""
    owners: dict[int, list[ImportChange]] = {}
    for before in befores:
        if before.previous_import_id:
            owners.setdefault(before.previous_import_id, []).append(before)
    for import_id, changes in owners.items():
        for some in _chunks(iter(changes), _IDS_IN_A_QUERY):
            keys = Q()
            for change in some:
                keys |= Q(metric=change.metric_id, external_id=change.external_id)
            for kind in (Reading, ExcludedReading):
                kind._default_manager.filter(keys, source=source).update(import_id=import_id)


def _take_away_new(import_run: Import, source: Source, now: datetime) -> None:
    """Withdraw what the import added; what it had changed belongs to it no more by now."""
    excluded = ExcludedReading.objects.filter(source=source, import_id=import_run.pk)
    same = excluded.filter(metric=OuterRef("metric"), external_id=OuterRef("external_id"))
    # A decision about what is gone would hold the same file back, should it come again.
    Correction.objects.filter(Exists(same), source=source).delete()
    excluded.delete()
    added = Reading.objects.filter(source=source, import_id=import_run.pk)
    while readings := list(added.order_by("pk")[:CHUNK]):
        funnel.write(
            source,
            [
                Record(
                    0,
                    reading.metric_id,
                    reading.external_id,
                    reading.team_id,
                    reading.agent_id,
                    reading.at,
                    None,
                    reading.weight,
                )
                for reading in readings
            ],
            now=now,
        )


def _chunks(rows: Iterator[_Row], size: int) -> Iterator[list[_Row]]:
    while chunk := list(islice(rows, size)):
        yield chunk


# --- What it made --------------------------------------------------------------------------------


def _take_away_made(actor: User | None, import_run: Import) -> None:
    """Remove what this import made, and what undone ones before it had to leave, where nothing uses it."""
    _shorten(actor, import_run)
    undone = Import.objects.select_for_update().filter(state=Import.State.UNDONE)
    for import_id, made in list(undone.order_by("-pk").values_list("pk", "made")):
        rest = dict(made)
        counted = _who_has_readings(made)
        rest["memberships"] = [
            pk for pk in made.get("memberships", []) if not _remove_membership(actor, pk, counted)
        ]
        working = {agent_id for agent_id, _ in counted}
        for what, model in (
            ("agents", User),
            ("teams", Team),
            ("metrics", Metric),
            ("sources", Source),
        ):
            rest[what] = [pk for pk in made.get(what, []) if not _remove(actor, model, pk, working)]
        if rest != made:
            Import.objects.filter(pk=import_id).update(made=rest)


def _shorten(actor: User | None, import_run: Import) -> None:
    """Memberships that the import made begin earlier begin again when they did.

    Where a later import moved the start further back, it is that one's to restore: to our day before.
    """
    for extended in import_run.made.get("extended", []):
        membership = (
            Membership.objects.select_related("user", "team").filter(pk=extended["id"]).first()
        )
        if membership is None:
            continue
        if membership.starts_on.isoformat() == extended["after"]:
            move_start(actor, membership, date.fromisoformat(extended["before"]))
            continue
        for later in Import.objects.filter(pk__gt=import_run.pk, state=Import.State.DONE):
            for theirs in later.made.get("extended", []):
                if (theirs["id"], theirs["before"]) == (extended["id"], extended["after"]):
                    theirs["before"] = extended["before"]
                    later.save(update_fields=["made"])


def _remove_membership(actor: User | None, pk: int, counted: set[tuple[int, int]]) -> bool:
    """Remove an agent's membership unless the team has figures of theirs."""
    membership = Membership.objects.select_related("user", "team").filter(pk=pk).first()
    if membership is None:
        return True
    if (membership.user_id, membership.team_id) in counted:
        return False
    record(actor, "deleted", membership, before={"starts_on": membership.starts_on})
    user, team, since = membership.user, membership.team, membership.starts_on
    membership.delete()
    membership_changed.send(Membership, user=user, team=team, since=since)
    return True


def _who_has_readings(made: dict[str, Any]) -> set[tuple[int, int]]:
    """Which of the agents that an import placed or made have readings: agent and team.

    Tallies and marks name the days on which one could lie; the readings' index leads there.
    """
    here = Reading.objects.filter(
        metric=OuterRef("metric_id"),
        team=OuterRef("team_id"),
        day=OuterRef("day"),
        agent_id=OuterRef("agent_id"),
    )
    placed = Membership.objects.filter(pk__in=made.get("memberships", []))
    agents = sorted({*made.get("agents", []), *placed.values_list("user_id", flat=True)})
    found: set[tuple[int, int]] = set()
    for some in _chunks(iter(agents), _IDS_IN_A_QUERY):
        for kind in (AgentDay, StaleMark):
            rows = kind._default_manager.filter(Exists(here), agent_id__in=some)
            found.update(rows.values_list("agent_id", "team_id").distinct())
    return found


def _remove(actor: User | None, model: type[models.Model], pk: int, working: set[int]) -> bool:
    """Remove a row that nothing points at, readings of those `working` included. True once it is gone."""
    row = model._default_manager.filter(pk=pk).first()
    if row is None:
        return True
    if _is_used(row, working):
        return False
    record(actor, "deleted", row, before={"name": str(row)})
    row.delete()
    return True


def _is_used(row: models.Model, working: set[int]) -> bool:
    """Whether any other row would lose something by this row's going; readings hold on to theirs."""
    if isinstance(row, User) and (
        row.last_login is not None or row.has_usable_password() or row.pk in working
    ):
        return True
    collector = Collector(using=router.db_for_write(type(row)), origin=row)
    try:
        collector.collect([row])
    except (ProtectedError, RestrictedError):
        return True
    others = any(model is not type(row) for model in collector.data)
    pointing = [rows for updates in collector.field_updates.values() for rows in updates]
    return others or any(_any_of(rows) for rows in [*pointing, *collector.fast_deletes])


def _any_of(rows: object) -> bool:
    return rows.exists() if isinstance(rows, models.QuerySet) else bool(rows)


__all__ = ["UNDO_WITHIN", "UndoRefused", "can_still_be_undone", "teams_of", "undo"]
