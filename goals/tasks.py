"""Celery's way in: shells of a few lines over `recompute`. A task carries ids, never state.

Nobody calls these but the scheduler, the sweep and what follows a commit; they act as the system.
"""

from __future__ import annotations

import structlog
from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from goals.recompute import jobs

KEPT_FOR = 60.0
"""Seconds after which nobody needs a message any more: the sweep has found its work by then."""

log = structlog.get_logger(__name__)


def send(task: object, *arguments: int) -> None:
    """Put a task on the queue. A broker that does not answer costs time only: the sweep sends again."""
    try:
        task.apply_async(args=arguments, retry=False, expires=KEPT_FOR)  # type: ignore[attr-defined]
    except (OperationalError, OSError) as error:
        log.warning("broker does not answer", error=str(error))


def wake() -> None:
    """Say that readings or goals wait. Called after the commit that left them."""
    jobs.wake_recompute(timezone.now())
    send(run_due)


def wake_job(job_id: int) -> None:
    """Have a long job begin at once. Called after the commit that made it."""
    send(run_long, job_id)


@shared_task(name="goals.sweep")
def sweep() -> None:
    """Find due work in the database and hand it out: what a lost message or a dead worker left too."""
    due = jobs.sweep(timezone.now())
    long = jobs.long_ones(due)
    for job_id in due:
        send(run_long if job_id in long else run_job, job_id)


@shared_task(name="goals.run_job")
def run_job(job_id: int) -> None:
    """Do one job, if it is still due and nobody else has it."""
    jobs.run_job(job_id, timezone.now())


@shared_task(name="goals.run_long", time_limit=3_300, soft_time_limit=3_200)
def run_long(job_id: int) -> None:
    """Do a job that takes minutes. The broker may send it once more meanwhile: then its lease is held."""
    jobs.run_job(job_id, timezone.now())


@shared_task(name="goals.run_due")
def run_due() -> None:
    """Do at once what a commit left stale."""
    due = jobs.sweep(timezone.now())
    long = jobs.long_ones(due)
    for job_id in due:
        if job_id in long:
            send(run_long, job_id)
        else:
            jobs.run_job(job_id, timezone.now())
