"""Handing out work that is due: rows in the database, claimed by a conditional update.

A worker that dies lets its lease run out and the next sweep hands the job out again; one that fails again
and again is parked, where an administrator sees it, and holds nothing else up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID, uuid4

import structlog
from django.db import transaction
from django.db.models import Case, F, Max, Q, QuerySet, Value, When

from goals.models import EngineState, Job, StaleGoal, StaleMark
from goals.recompute import challenges, run, turns, week_notes
from goals.recompute.digests import send_digests
from teams.models import Organisation, Team

LEASE = timedelta(minutes=15)
"""Above the time limit of a task: a lease that ran out belongs to a worker that is gone."""
LONG_LEASE = timedelta(minutes=60)
"""That of a long file, whose task has a time limit of its own."""
CLOCK_EVERY = timedelta(minutes=5)
AFTER_MIDNIGHT = timedelta(minutes=1)
MOST_ATTEMPTS = 5
RETRY_AFTER = timedelta(minutes=1)
LONGEST_SPELL = 240.0
"""Seconds after which a job is given back half-done, well below a task's time limit: where figures never
stop coming, running into the limit each time would look like failing each time."""

log = structlog.get_logger(__name__)


def plan_jobs(now: datetime) -> None:
    """Make sure that every recurring job has its row."""
    wanted: list[tuple[str, str, datetime | None]] = [
        (Job.Kind.RECOMPUTE, "", now),
        (Job.Kind.CLOCK, "", now),
        (Job.Kind.TIDY, "", now),
        (Job.Kind.TURNS, "", now),
        (Job.Kind.DIGEST, "", now),
        (Job.Kind.CHALLENGES, "", now),
    ]
    organisation = Organisation.objects.first()
    if organisation is not None:
        wanted.append((Job.Kind.DAY, "0", now))
    teams = Team.objects.filter(archived_at=None).values_list("pk", flat=True)
    wanted.extend((Job.Kind.DAY, str(pk), now) for pk in teams)
    there = set(Job.objects.values_list("kind", "key"))
    Job.objects.bulk_create(
        [
            Job(kind=kind, key=key, due_at=due)
            for kind, key, due in wanted
            if (kind, key) not in there
        ],
        ignore_conflicts=True,
    )


def wake_recompute(now: datetime) -> None:
    """Say that something is stale; a job that runs already looks again before it goes.

    One that failed keeps its pause, or a burst of writers would have it parked within seconds.
    """
    _wake(Job.Kind.RECOMPUTE, now)


def _wake(kind: Job.Kind, now: datetime) -> None:
    asleep = Q(due_at=None) | Q(due_at__gt=now)
    Job.objects.filter(asleep, kind=kind, parked_at=None, lease=None, attempts=0).update(due_at=now)


def due_jobs(now: datetime) -> QuerySet[Job]:
    """Jobs that are due and that nobody holds, the longest due first."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    return Job.objects.filter(free, parked_at=None, due_at__lte=now).order_by("due_at", "pk")


def long_ones(job_ids: Iterable[int]) -> set[int]:
    """Which of these jobs take minutes, so that nothing else should wait behind them."""
    found = Job.objects.filter(pk__in=list(job_ids), kind=Job.Kind.IMPORT)
    return set(found.values_list("pk", flat=True))


def claim(job_id: int, now: datetime) -> UUID | None:
    """Take a due job, alone: the lease, or None when another was first or nothing is due."""
    lease = uuid4()
    with transaction.atomic():
        taken = (
            due_jobs(now)
            .order_by()
            .filter(pk=job_id)
            .update(
                lease=lease,
                lease_until=Case(
                    When(kind=Job.Kind.IMPORT, then=Value(now + LONG_LEASE)),
                    default=Value(now + LEASE),
                ),
                attempts=F("attempts") + 1,
            )
        )
    return lease if taken == 1 else None


def finish(job_id: int, lease: UUID, now: datetime, due_at: datetime | None) -> bool:
    """Give the job back, due again at `due_at`; False when the lease was lost meanwhile."""
    return bool(
        Job.objects.filter(pk=job_id, lease=lease).update(
            lease=None, lease_until=None, attempts=0, last_error="", last_done_at=now, due_at=due_at
        )
    )


def fail(job_id: int, lease: UUID, now: datetime, error: str) -> None:
    """Note the error and try again later, or park the job when it failed too often."""
    mine = Job.objects.filter(pk=job_id, lease=lease)
    mine.update(lease=None, lease_until=None, last_error=error[:2000], due_at=now + RETRY_AFTER)
    Job.objects.filter(pk=job_id, lease=None, attempts__gte=MOST_ATTEMPTS, parked_at=None).update(
        parked_at=now
    )


def release(job_id: int, now: datetime) -> bool:
    """Let a parked job try again."""
    return bool(
        Job.objects.filter(pk=job_id, parked_at__isnull=False).update(
            parked_at=None, attempts=0, due_at=now
        )
    )


def park_exhausted(now: datetime) -> None:
    """Jobs that take their worker down with them never report: their attempts tell."""
    Job.objects.filter(attempts__gte=MOST_ATTEMPTS, parked_at=None, lease_until__lte=now).update(
        parked_at=now, lease=None, lease_until=None, last_error="The worker died each time."
    )


def run_job(job_id: int, now: datetime) -> bool:
    """Claim a job, do it, give it back; False when there was nothing to claim.

    What it does is right however often it runs, so a lease that runs out half-way costs time only.
    """
    lease = claim(job_id, now)
    if lease is None:
        return False
    job = Job.objects.get(pk=job_id)
    try:
        due_at = WORK[Job.Kind(job.kind)](job, now)
    except Exception as error:
        log.exception("job failed", job=str(job))
        fail(job_id, lease, now, f"{type(error).__name__}: {error}")
        return True
    finish(job_id, lease, now, due_at)
    if job.kind in _MOVES_FIGURES:
        _wake(Job.Kind.TURNS, now)
    if job.kind == Job.Kind.RECOMPUTE and run.anything_stale():
        # Written between our last look and giving the job back.
        wake_recompute(now)
    return True


def sweep(now: datetime) -> list[int]:
    """What is due: ids of jobs to hand out. Also the heartbeat that readiness looks for."""
    plan_jobs(now)
    park_exhausted(now)
    if run.anything_stale():
        wake_recompute(now)
    _beat(now)
    return list(due_jobs(now).values_list("pk", flat=True))


@transaction.atomic
def _beat(now: datetime) -> None:
    """Leave the heartbeat. A long run holds the row: then work is being done, and nobody waits for it."""
    row = EngineState.objects.select_for_update(skip_locked=True).filter(pk=1)
    if row.first() is not None:
        EngineState.objects.filter(pk=1).update(swept_at=now)
    elif not EngineState.objects.filter(pk=1).exists():
        EngineState.objects.get_or_create(pk=1, defaults={"swept_at": now})


def _recompute(job: Job, now: datetime) -> datetime | None:
    until = monotonic() + LONGEST_SPELL
    while run.anything_stale():
        if monotonic() > until:
            return now
        if not run.run_stale(now):
            break
    return None


def _clock(job: Job, now: datetime) -> datetime | None:
    if not _took_in(now):
        return now
    run.run_clock(now)
    return now + CLOCK_EVERY


def _took_in(now: datetime) -> bool:
    """Work through the readings that came before this moment; False when there were too many for one spell.

    After an outage they wait together with the clock, and no period may close without them.
    """
    newest = StaleMark.objects.aggregate(newest=Max("pk"))["newest"] or 0
    until = monotonic() + LONGEST_SPELL
    while StaleMark.objects.filter(pk__lte=newest).exists():
        if monotonic() > until:
            return False
        run.run_stale(now)
    return True


def _day(job: Job, now: datetime) -> datetime | None:
    """Close the day that ended, and come back when this one has."""
    if not _took_in(now):
        return now
    team_id = int(job.key)
    run.run_clock(now, team_id)
    owner: Team | Organisation | None = (
        Team.objects.filter(pk=team_id).first() if team_id else Organisation.objects.first()
    )
    if owner is None:
        return None
    return owner.clock.day_bounds(owner.clock.day_of(now))[1] + AFTER_MIDNIGHT


def _turns(job: Job, now: datetime) -> datetime | None:
    """Tell what turned. Not while figures wait: half of them may say something else than all."""
    if StaleGoal.objects.exists():
        run.run_stale(now)
    if not _took_in(now) or not turns.tell_turns(now):
        return now
    week_notes.tell_weeks(now)
    return now + CLOCK_EVERY


def _digest(job: Job, now: datetime) -> datetime | None:
    return send_digests(now)


_MOVES_FIGURES = frozenset({Job.Kind.RECOMPUTE, Job.Kind.CLOCK, Job.Kind.DAY})


def _challenges(job: Job, now: datetime) -> datetime | None:
    """Say what is to be said and close what is over, with every figure in that has arrived."""
    if not _took_in(now):
        return now
    challenges.look_after_challenges(now)
    return now + CLOCK_EVERY


WORK: dict[Job.Kind, Callable[[Job, datetime], datetime | None]] = {
    Job.Kind.RECOMPUTE: _recompute,
    Job.Kind.CLOCK: _clock,
    Job.Kind.DAY: _day,
    Job.Kind.TURNS: _turns,
    Job.Kind.DIGEST: _digest,
    Job.Kind.CHALLENGES: _challenges,
}
"""What each kind does; rooms above this one add theirs when the app is ready."""
