"""Celery's way in: shells of a few lines over `recompute`. A task carries no state.

Nobody calls these but the scheduler and what follows a commit; they act as the system.
"""

from __future__ import annotations

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from escalations.recompute import alerts, days, figures, remedies_due, reviews_due
from goals.tasks import send


def wake() -> None:
    """Say that something cannot wait for the minute. Called after the commit that left it."""
    send(sweep)


def wake_after_commit() -> None:
    """Wake the jobs once this transaction is committed: once, however many steps it holds."""
    waiting = transaction.get_connection().run_on_commit
    # What a savepoint that is taken back had asked for is not among them any more.
    if not any(call is wake for _, call, _ in waiting):
        transaction.on_commit(wake, robust=True)


@shared_task(name="escalations.sweep")
def sweep() -> None:
    """Do what the clock has to: pass on, warn, remind, send what is urgent; then hand figures on."""
    now = timezone.now()
    alerts.look(now)
    reviews_due.look(now)
    remedies_due.look(now)
    days.place_days()
    figures.push(now)
