"""Celery's way in: a shell over `recompute`. A task carries no state.

Nobody calls it but the scheduler; it acts as the system.
"""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from teams.recompute import due


@shared_task(name="teams.sweep")
def sweep() -> None:
    """Say which steps of a path are due, which decisions are to be looked at again, and what somebody works on has come
    to its day; send what is wanted at once; let go, at night, of what is kept no longer.
    """
    due.look(timezone.now())
