"""Case 21: when work stops, `/readyz` says so in words, and the pages go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from goals.actions.jobs import release_job
from goals.models import Goal, Job
from goals.recompute import jobs, run
from teams.models import Team, User
from tests.goals.engine.numbers import make_goal, make_metric, record, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(north: Team, manager: User) -> Goal:
    today = timezone.now().date()
    metric = make_metric()
    goal = make_goal(metric, manager, 10, scope="team", team=north, starts_on=today.replace(day=1))
    send(record(metric, north, None, timezone.now() - timedelta(hours=1), 4))
    run.run_until_done()
    jobs.sweep(timezone.now())
    return goal


def red() -> str:
    """What is wrong, in the words of `/readyz`; empty when nothing is."""
    answer = Client().get("/readyz")
    said = answer.json()["checks"]["jobs"]
    assert answer.status_code == (200 if said == "ok" else 503)
    return "" if said == "ok" else said


def assert_pages_answer(client: Client) -> None:
    for address in (reverse("home"), reverse("goals:list")):
        assert client.get(address).status_code == 200, address


def test_case_21_a_sweep_that_stays_away_turns_readiness_red_and_pages_go_on(
    goal: Goal, manager: User, client_of: Callable[[User], Client], time_machine
) -> None:
    assert red() == ""
    late = timezone.now() + timedelta(minutes=11)
    time_machine.move_to(late)
    assert "nobody has looked for work since" in red()
    assert_pages_answer(client_of(manager))
    jobs.sweep(late)
    for job_id in jobs.sweep(late):
        jobs.run_job(job_id, late)
    assert red() == ""


def test_case_21_a_parked_job_turns_readiness_red_until_it_is_released(
    goal: Goal,
    manager: User,
    administrator: User,
    client_of: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = timezone.now()

    def burst(job: Job, now: object) -> None:
        message = "a figure that cannot be"
        raise ValueError(message)

    with monkeypatch.context() as patch:
        patch.setitem(jobs.WORK, Job.Kind.CLOCK, burst)
        for _ in range(jobs.MOST_ATTEMPTS):
            for job_id in jobs.sweep(now):
                jobs.run_job(job_id, now)
            now += jobs.RETRY_AFTER
    assert red() == "jobs parked after failing again and again: 1"
    assert_pages_answer(client_of(manager))
    assert_pages_answer(client_of(administrator))

    parked = Job.objects.get(parked_at__isnull=False)
    address = reverse("job_release", args=[parked.pk])
    assert client_of(manager).post(address).status_code in {403, 404}
    assert red()
    assert release_job(administrator, parked, now=now)
    for job_id in jobs.sweep(now):
        jobs.run_job(job_id, now)
    assert red() == ""


def test_case_21_pages_say_how_old_their_figures_are(
    goal: Goal, manager: User, client_of: Callable[[User], Client]
) -> None:
    page = client_of(manager).get(reverse("home")).content.decode()
    assert "igures to" in page
