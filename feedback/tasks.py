"""Celery's way in: a shell over `recompute`. A task carries no state.

Nobody calls it but the scheduler; it acts as the system.
"""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from feedback.recompute import due


@shared_task(name="feedback.sweep")
def sweep() -> None:
    """Say what is due: what was to be followed up, what is on tomorrow, whose answer is late."""
    due.look(timezone.now())
