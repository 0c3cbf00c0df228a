"""Case 21: work that is due is handed out once, again when its worker is gone, and never for ever."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals import tasks
from goals.actions.jobs import release_job
from goals.models import Goal, Job, StaleGoal, StaleMark, TeamDay
from goals.recompute import jobs, run
from teams.models import AuditEntry, Team, User
from tests.goals.engine.numbers import NOW, make_goal, make_metric, record, send
from tests.goals.reliability.checks import (
    LATER,
    check_each_is_claimed_once,
    check_killer_is_parked,
    check_lost_lease_cannot_finish,
    make_jobs,
)
from tests.goals.reliability.processes import start
from tests.goals.reliability.together import at_once, good

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)

together = pytest.mark.django_db(transaction=True)


# --- One of many ---------------------------------------------------------------------------------


@together
def test_case_21_each_of_many_jobs_is_claimed_once_by_one_of_many_threads() -> None:
    check_each_is_claimed_once(count=60, claimers=6)


@together
def test_case_21_each_of_many_jobs_is_claimed_once_by_one_of_many_processes() -> None:
    wanted = make_jobs(80)
    program = f"""
import django, json, sys
django.setup()
from datetime import datetime
from goals.recompute import jobs
print("ready", flush=True)
sys.stdin.readline()
now = datetime.fromisoformat("{NOW.isoformat()}")
print(json.dumps([pk for pk in {wanted} if jobs.claim(pk, now)]), flush=True)
"""
    claimers = [start([sys.executable, "-c", program]) for _ in range(4)]
    for claimer in claimers:
        assert claimer.line() == "ready"
    for claimer in claimers:
        claimer.say("go")
    claimed = [pk for claimer in claimers for pk in json.loads(claimer.line())]
    for claimer in claimers:
        assert claimer.end() == 0
    assert sorted(claimed) == wanted


@together
def test_case_21_a_job_that_two_workers_run_at_once_is_done_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    [job_id] = make_jobs(1)
    done: list[int] = []
    monkeypatch.setitem(jobs.WORK, Job.Kind.DAY, lambda job, _: done.append(job.pk))
    ran = good(at_once(*[lambda: jobs.run_job(job_id, NOW)] * 4))
    assert sorted(ran) == [False, False, False, True]
    assert done == [job_id]


@together
def test_case_21_two_schedulers_plan_each_job_once(north: Team, south: Team) -> None:
    swept = good(at_once(*[lambda: jobs.sweep(NOW)] * 4))
    planned = sorted(Job.objects.values_list("kind", "key"))
    assert planned == sorted(
        [(kind, "") for kind in ("recompute", "clock", "turns", "digest", "challenges", "tidy")]
        + [("day", str(key)) for key in (0, north.pk, south.pk)]
    )
    assert all(set(found) <= set(Job.objects.values_list("pk", flat=True)) for found in swept)
    assert set(jobs.sweep(NOW)) == set(Job.objects.values_list("pk", flat=True))


# --- Leases --------------------------------------------------------------------------------------


def test_case_21_a_job_in_hand_is_nobody_elses_until_its_lease_runs_out() -> None:
    [job_id] = make_jobs(1)
    assert jobs.claim(job_id, NOW)
    assert jobs.claim(job_id, NOW + jobs.LEASE - SECOND) is None
    assert job_id not in jobs.sweep(NOW + jobs.LEASE - SECOND)
    assert job_id in jobs.sweep(NOW + jobs.LEASE)
    assert jobs.claim(job_id, NOW + jobs.LEASE)


def test_case_21_a_lost_lease_can_neither_finish_nor_fail_the_job() -> None:
    check_lost_lease_cannot_finish()


def test_case_21_a_lease_outlives_every_task() -> None:
    from config.celery import app

    assert app.conf.task_time_limit < jobs.LEASE.total_seconds()
    assert app.conf.task_soft_time_limit > jobs.LONGEST_SPELL * 2


# --- Failing -------------------------------------------------------------------------------------


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> Job:
    """A recomputation that fails each time."""
    jobs.plan_jobs(NOW)

    def burst(job: Job, now: object) -> None:
        message = "a figure that cannot be"
        raise ValueError(message)

    monkeypatch.setitem(jobs.WORK, Job.Kind.RECOMPUTE, burst)
    return Job.objects.get(kind=Job.Kind.RECOMPUTE)


def test_case_21_a_job_that_fails_is_tried_again_and_then_parked_while_others_go_on(
    poison: Job, north: Team
) -> None:
    now, tried = NOW, 0
    for _ in range(12):
        for job_id in jobs.sweep(now):
            jobs.run_job(job_id, now)
            tried += job_id == poison.pk
        poison.refresh_from_db()
        assert (poison.parked_at is not None) == (tried >= jobs.MOST_ATTEMPTS)
        now += jobs.RETRY_AFTER
    assert tried == jobs.MOST_ATTEMPTS
    assert poison.last_error == "ValueError: a figure that cannot be"
    clock = Job.objects.get(kind=Job.Kind.CLOCK)
    assert clock.attempts == 0
    assert clock.last_done_at is not None
    assert clock.last_done_at > poison.parked_at - timedelta(minutes=1)


def test_case_21_a_burst_of_writers_does_not_shorten_the_pause_after_a_failure(poison: Job) -> None:
    for seconds in range(30):
        now = NOW + seconds * SECOND
        jobs.wake_recompute(now)
        jobs.run_job(poison.pk, now)
    poison.refresh_from_db()
    assert (poison.attempts, poison.parked_at) == (1, None)


def test_case_21_a_job_that_waits_is_not_made_to_look_new_by_more_work() -> None:
    jobs.plan_jobs(NOW)
    jobs.wake_recompute(LATER)
    assert Job.objects.get(kind=Job.Kind.RECOMPUTE).due_at == NOW


def test_case_21_a_job_whose_worker_dies_each_time_is_parked() -> None:
    check_killer_is_parked()


def test_case_21_an_administrator_lets_a_parked_job_try_again(
    poison: Job, administrator: User, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    Job.objects.filter(pk=poison.pk).update(parked_at=NOW, attempts=jobs.MOST_ATTEMPTS)
    poison.refresh_from_db()
    assert not jobs.run_job(poison.pk, LATER)
    with pytest.raises(PermissionDenied):
        release_job(manager, poison, now=LATER)

    assert release_job(administrator, poison, now=LATER)
    assert not release_job(administrator, poison, now=LATER)
    assert AuditEntry.objects.filter(verb="released", actor=administrator).count() == 1

    monkeypatch.setitem(jobs.WORK, Job.Kind.RECOMPUTE, jobs._recompute)
    assert poison.pk in jobs.sweep(LATER)
    assert jobs.run_job(poison.pk, LATER)
    poison.refresh_from_db()
    assert (poison.attempts, poison.parked_at, poison.last_error) == (0, None, "")


def test_case_21_figures_that_never_stop_coming_do_not_look_like_failing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each run takes some, and there are always more: the job is given back, and is due again."""
    jobs.plan_jobs(NOW)
    job = Job.objects.get(kind=Job.Kind.RECOMPUTE)
    runs: list[int] = []
    monkeypatch.setattr(jobs, "LONGEST_SPELL", 0.05)
    monkeypatch.setattr(run, "anything_stale", lambda: True)
    monkeypatch.setattr(run, "run_stale", lambda _: runs.append(1) or 1)
    assert jobs.run_job(job.pk, NOW)
    job.refresh_from_db()
    assert runs
    assert (job.attempts, job.lease, job.due_at) == (0, None, NOW)


# --- Messages that are lost, late, or there twice ------------------------------------------------


@pytest.fixture
def goal(north: Team, manager: User) -> Goal:
    return make_goal(make_metric(), manager, 10, scope="team", team=north)


def test_case_21_the_sweep_finds_what_a_lost_message_left(
    goal: Goal, north: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "wake", lambda: None)
    jobs.plan_jobs(NOW)
    for job in Job.objects.all():
        jobs.run_job(job.pk, NOW)
    for job_id in jobs.sweep(NOW):
        # Figures moved, so turns are looked for once more.
        jobs.run_job(job_id, NOW)
    assert not jobs.sweep(NOW)

    send(record(goal.metric, north, None, "2021-02-01 10:00", 4))
    due = jobs.sweep(NOW)
    assert due == [Job.objects.get(kind=Job.Kind.RECOMPUTE).pk]
    jobs.run_job(due[0], NOW)
    assert TeamDay.objects.get().value == 4


def test_case_21_a_mark_left_while_the_job_is_given_back_wakes_it_again(
    goal: Goal, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs.plan_jobs(NOW)
    job = Job.objects.get(kind=Job.Kind.RECOMPUTE)
    finish = jobs.finish

    def finish_late(*arguments: object) -> bool:
        StaleGoal.objects.create(goal_id=goal.pk, since=goal.starts_on)
        return finish(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "finish", finish_late)
    jobs.run_job(job.pk, NOW)
    assert job.pk in jobs.due_jobs(NOW).values_list("pk", flat=True)


def test_case_21_a_stale_message_does_nothing(goal: Goal, north: Team) -> None:
    jobs.plan_jobs(NOW)
    job = Job.objects.get(kind=Job.Kind.RECOMPUTE)
    assert jobs.run_job(job.pk, NOW)
    send(record(goal.metric, north, None, "2021-02-01 10:00", 4))
    Job.objects.filter(pk=job.pk).update(due_at=LATER)
    assert not jobs.run_job(job.pk, NOW)  # not due yet
    assert not jobs.run_job(job.pk + 1_000, NOW)  # never was
    Job.objects.filter(pk=job.pk).update(lease=uuid4(), lease_until=LATER, due_at=NOW)
    assert not jobs.run_job(job.pk, NOW)  # somebody else's
    assert StaleMark.objects.exists()
    assert not TeamDay.objects.exists()


def test_case_21_a_claim_is_one_conditional_update() -> None:
    [job_id] = make_jobs(1)
    with CaptureQueriesContext(connection) as captured:
        jobs.claim(job_id, NOW)
    statements = [query["sql"] for query in captured if "goals_job" in query["sql"]]
    assert len(statements) == 1
    assert statements[0].startswith("UPDATE")
    assert "lease_until" in statements[0].split("WHERE", 1)[1]
