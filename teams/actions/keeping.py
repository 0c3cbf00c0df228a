"""How long things are kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from teams.actions.audit import record
from teams.models import Keeping, User
from teams.permissions import organisation_day

KEPT = "kept"
"""The verb in the record."""


@transaction.atomic
def set_keeping(
    actor: User | None, chosen: Mapping[str, int | None], *, now: datetime
) -> list[str]:
    """Keep things of these kinds for so many months; None keeps them for ever. The keys of those that changed.

    The first night is the next: until then it can be chosen otherwise, and nothing is gone.
    """
    there = {row.kind: row for row in Keeping.objects.select_for_update().filter(kind__in=chosen)}
    changed = []
    for key, months in chosen.items():
        row = there.get(key)
        before = row.months if row is not None else None
        if before == months:
            continue
        changed.append(key)
        if months is not None:
            # The night that is over counts as done, and what went then went by another choice.
            values = {"months": months, "run_on": organisation_day(now), "gone": 0}
            row, _ = Keeping.objects.update_or_create(kind=key, defaults=values)
        if row is not None:
            record(actor, KEPT, row, {"months": before, "kind": key}, {"months": months}, at=now)
        if row is not None and months is None:
            row.delete()
    return changed
