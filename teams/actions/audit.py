"""The record of who changed what. Entries are only ever added, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from teams.models import AuditEntry, User


def record(
    actor: User | None,
    verb: str,
    obj: models.Model,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    *,
    at: datetime | None = None,
) -> AuditEntry:
    """Add one entry about `obj`; `actor` None is the system itself.

    `before` and `after` hold the fields that differ, in any values that `plain` knows.
    """
    return AuditEntry.objects.create(
        at=at or timezone.now(),
        actor=actor,
        verb=verb,
        kind=obj._meta.label_lower,
        object_id=obj.pk,
        before={name: plain(value) for name, value in (before or {}).items()},
        after={name: plain(value) for name, value in (after or {}).items()},
        reason=reason[:500],
    )


def fields_of(obj: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The named fields of a row as JSON can hold them; foreign keys as ids."""
    return {name: plain(obj.serializable_value(name)) for name in names}


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two sides of what differs, ready for `record`."""
    changed = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in changed}, {name: after[name] for name in changed}


def plain(value: Any) -> Any:
    """A value as JSON can hold it: times as ISO 8601, decimals as text, rows as ids."""
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value
