"""Case 21: messages go out on commit alone, and a broker that is away costs time, never figures."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import monotonic

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from config.celery import app
from goals import tasks
from goals.actions.stale import mark_goal_stale
from goals.models import Goal, Job, Reading, StaleMark, TeamDay
from goals.recompute import jobs
from teams.actions import update_team
from teams.actions.tokens import create_token
from teams.models import Team, User
from tests.goals.engine.numbers import NOW, make_goal, make_metric, record, send
from tests.goals.reliability.checks import check_waits_for_the_commit

pytestmark = pytest.mark.django_db(transaction=True)

DEAD = "redis://127.0.0.1:1/0"
"""Port 1: nobody listens there."""
HANGS = 30
"""Seconds: without its timeouts a dead broker holds a writer for longer than this, on any machine."""


@contextmanager
def broker_at(url: str, **options: object) -> Iterator[None]:
    """Publish there for a while, with the patience of the real settings."""

    def use(address: str, given: dict[str, object]) -> None:
        app.conf.broker_url, app.conf.broker_transport_options = address, given
        app._pool = app.amqp._producer_pool = None

    before = app.conf.broker_url, app.conf.broker_transport_options
    use(url, {"max_retries": 0, **options})
    try:
        yield
    finally:
        use(*before)


@pytest.fixture
def goal(north: Team, manager: User) -> Goal:
    return make_goal(make_metric(), manager, 10, scope="team", team=north)


# --- On commit, and on nothing else --------------------------------------------------------------


def _reading(goal: Goal) -> None:
    assert goal.team
    send(record(goal.metric, goal.team, None, "2021-02-01 10:00", 1))


def _stale_goal(goal: Goal) -> None:
    mark_goal_stale(goal.pk, date(2021, 2, 1))


def _calendar(goal: Goal) -> None:
    assert goal.team
    update_team(None, goal.team, day_starts_hour=5)


WRITERS = {"reading": _reading, "goal": _stale_goal, "calendar": _calendar}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_case_21_nothing_is_sent_before_the_commit_or_after_a_rollback(
    goal: Goal, sent: list, write: Callable[[Goal], None]
) -> None:
    check_waits_for_the_commit(goal, sent, write)


def test_case_21_the_same_again_wakes_nobody(goal: Goal, sent: list) -> None:
    _reading(goal)
    assert len(sent) == 1
    _reading(goal)
    assert len(sent) == 1


def test_case_21_a_message_that_nobody_takes_is_dropped(goal: Goal, sent: list) -> None:
    """Or a night without a worker would leave a night of messages."""
    _reading(goal)
    tasks.sweep()
    assert {name for name, _ in sent} == {"goals.run_due", "goals.run_job"}
    assert all(headers["expires"] for _, headers in sent)


# --- A broker that is away -----------------------------------------------------------------------


@contextmanager
def listening(answer: bytes | None) -> Iterator[int]:
    """The port of a server that answers everything with the same, hangs up (b"") or never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        closing = threading.Event()

        def talk(caller: socket.socket) -> None:
            with caller:
                try:
                    while caller.recv(65536):
                        if answer is None:
                            closing.wait(20)
                        if not answer:
                            return
                        caller.sendall(answer)
                except OSError:
                    return

        def serve() -> None:
            while not closing.is_set():
                try:
                    caller, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=talk, args=(caller,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        closing.set()
        server.shutdown(socket.SHUT_RDWR)


ANSWERS = {
    "hangs up": b"",
    "full": b"-OOM command not allowed when used memory > 'maxmemory'.\r\n",
    "locked": b"-NOAUTH Authentication required.\r\n",
    "loading": b"-LOADING Redis is loading the dataset in memory\r\n",
    "another server": b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "frozen": None,
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_case_21_waking_never_raises_and_never_hangs(answer: bytes | None) -> None:
    patience = {"socket_timeout": 0.3, "socket_connect_timeout": 0.3}
    with listening(answer) as port, broker_at(f"redis://127.0.0.1:{port}/0", **patience):
        begun = monotonic()
        tasks.wake()
        assert monotonic() - begun < HANGS


def test_case_21_with_the_real_settings_a_dead_broker_costs_no_seconds(tmp_path: Path) -> None:
    """Celery's own patience would keep a page waiting for six."""
    program = (
        "import django, time; django.setup(); from goals import tasks; begun = time.monotonic();"
        "tasks.send(tasks.run_due); print(time.monotonic() - begun)"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(tmp_path),
        "REDIS_URL": DEAD,
    }
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, check=True, text=True
    )
    assert "broker does not answer" in done.stderr
    assert float(done.stdout) < HANGS


def test_case_21_a_write_succeeds_without_a_broker_and_the_sweep_computes_it_later(
    goal: Goal, administrator: User, client
) -> None:
    _, token = create_token(None, administrator, "Telephone system", ["ingest"], now=timezone.now())
    reading = {
        "metric": goal.metric.slug,
        "source": "telephone",
        "external_id": "a",
        "team": "north",
        "at": "2021-02-01T10:00:00Z",
        "value": 7,
    }
    jobs.plan_jobs(NOW)
    with broker_at(DEAD):
        begun = monotonic()
        answer = client.post(
            reverse("api:readings"),
            {"readings": [reading]},
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
        took = monotonic() - begun
        assert answer.status_code == 200, answer.content
        assert took < HANGS
        assert StaleMark.objects.count() == Reading.objects.count() == 1
        tasks.sweep()  # what it finds cannot be sent; that is no reason to fail

    due = jobs.sweep(NOW)
    assert Job.objects.get(kind=Job.Kind.RECOMPUTE).pk in due
    for job_id in due:
        jobs.run_job(job_id, NOW)
    assert TeamDay.objects.get().value == 7


def test_case_21_a_page_whose_wake_up_fails_altogether_has_still_saved(
    goal: Goal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_: object) -> None:
        message = "the connection is gone"
        raise DatabaseError(message)

    monkeypatch.setattr(jobs, "wake_recompute", gone)
    _reading(goal)
    assert Reading.objects.count() == 1
