"""Promises as functions, so that the tests can show both that they hold and that without their guard
they do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.urls import reverse

from goals.models import Goal, Job, Reading
from goals.recompute import jobs
from teams.models import Team, User
from tests.goals.engine.numbers import NOW, record, send
from tests.goals.reliability.figures import assert_as_rebuilt
from tests.goals.reliability.together import at_once, good

LATER = NOW + jobs.LEASE + timedelta(seconds=1)


def make_jobs(count: int) -> list[int]:
    """Jobs that are due."""
    made = Job.objects.bulk_create(
        Job(kind=Job.Kind.DAY, key=str(number), due_at=NOW) for number in range(count)
    )
    return [job.pk for job in made]


def check_each_is_claimed_once(count: int, claimers: int) -> None:
    """However many want the same jobs at the same moment, each job is one claimer's."""
    wanted = make_jobs(count)

    def claim_all() -> list[int]:
        return [pk for pk in wanted if jobs.claim(pk, NOW)]

    claimed = [pk for found in good(at_once(*[claim_all] * claimers)) for pk in found]
    assert sorted(claimed) == sorted(wanted)


def check_lost_lease_cannot_finish() -> None:
    """Who comes back after the lease ran out must leave the job to whoever has it now."""
    [job_id] = make_jobs(1)
    slow = jobs.claim(job_id, NOW)
    quick = jobs.claim(job_id, LATER)
    assert slow
    assert quick
    tomorrow = LATER + timedelta(days=1)
    assert not jobs.finish(job_id, slow, LATER, tomorrow)
    jobs.fail(job_id, slow, LATER, "too late")
    job = Job.objects.get(pk=job_id)
    assert (job.lease, job.due_at, job.last_error) == (quick, NOW, "")
    assert jobs.finish(job_id, quick, LATER, tomorrow)


def check_killer_is_parked() -> None:
    """A job whose worker dies each time is given up, after a few workers."""
    [job_id] = make_jobs(1)
    now = NOW
    for _ in range(20):
        if job_id in jobs.sweep(now):
            assert jobs.claim(job_id, now)
        now += jobs.LEASE + timedelta(seconds=1)
    job = Job.objects.get(pk=job_id)
    assert job.attempts <= jobs.MOST_ATTEMPTS
    assert job.parked_at is not None
    assert job.last_error


def check_waits_for_the_commit(goal: Goal, sent: list[Any], write: Callable[[Goal], None]) -> None:
    """Nothing is published while it may still be rolled back, and nothing at all when it is."""
    with transaction.atomic():
        write(goal)
        transaction.set_rollback(True)
    assert sent == []
    with transaction.atomic():
        write(goal)
        assert sent == []
    assert "goals.run_due" in [name for name, _ in sent]


def check_counts_once(goal: Goal, team: Team, agents: list[User], run: Callable[[], Any]) -> None:
    """The same readings from several writers at once count once, and no mark is lost on the way."""
    rows = [
        record(goal.metric, team, agent, f"2021-02-{day:02} 10:00", day)
        for agent in agents
        for day in range(1, 11)
    ]
    good(at_once(*[lambda: send(*rows)] * 4))
    assert Reading.objects.count() == len(rows)
    run()
    assert_as_rebuilt(NOW)


def check_stored_once() -> None:
    """The database itself refuses a reading that is there, whoever writes it past the funnel."""
    row = Reading.objects.values(
        *[field.attname for field in Reading._meta.concrete_fields if field.attname != "id"]
    ).get()
    before = Reading.objects.count()
    Reading.objects.bulk_create([Reading(**row)], ignore_conflicts=True)
    assert Reading.objects.count() == before


def check_planned_once() -> None:
    """Two schedulers that both think a job is missing make one of it."""
    for _ in range(2):
        Job.objects.bulk_create(
            [Job(kind=Job.Kind.CLOCK, key="", due_at=NOW)], ignore_conflicts=True
        )
    assert Job.objects.filter(kind=Job.Kind.CLOCK).count() == 1


def check_out_of_sight(client: Any, goal: Goal) -> None:
    """What one may not see is not there: neither as a page nor in the API, and in no list."""
    for address in (
        reverse("goals:goal", args=[goal.pk]),
        reverse("api:goal-detail", args=[goal.pk]),
    ):
        assert client.get(address).status_code == 404, address
    listed = client.get(reverse("api:goal-list")).json()["results"]
    assert goal.pk not in [row["id"] for row in listed]


@contextmanager
def without_constraint(model: type[Model], name: str) -> Iterator[None]:
    """Take a constraint away for a while, in a test without a transaction; the table is empty after it."""
    declared = model._meta.constraints
    [constraint] = [one for one in declared if one.name == name]
    # SQLite makes the table anew, from what the model declares.
    model._meta.constraints = [one for one in declared if one is not constraint]
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        model._default_manager.all().delete()
        model._meta.constraints = declared
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)
