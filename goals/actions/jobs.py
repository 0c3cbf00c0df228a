"""What an administrator does to work that got stuck."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from goals.models import Job
from goals.recompute import jobs
from teams.actions.audit import record
from teams.models import User
from teams.permissions import can_administer


@transaction.atomic
def release_job(actor: User, job: Job, *, now: datetime) -> bool:
    """Let a parked job try again; False when it is not parked any more. Raises PermissionDenied."""
    if not can_administer(actor):
        raise PermissionDenied
    released = jobs.release(job.pk, now)
    if released:
        record(actor, "released", job, {"parked_at": job.parked_at}, {"parked_at": None}, at=now)
    return released
