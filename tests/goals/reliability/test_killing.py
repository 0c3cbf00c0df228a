"""Case 21: killed, doubled or cut off from its broker, the engine ends in the same figures.

Real processes, ended by SIGKILL. `LEADWELL_LONG_TESTS=1` kills at every statement and ten times as often.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep

import pytest
import redis

from goals.models import Job, StaleMark
from goals.recompute import run
from tests.goals.engine.numbers import NOW, send
from tests.goals.reliability.figures import assert_as_rebuilt, figures
from tests.goals.reliability.house import House
from tests.goals.reliability.processes import (
    CELERY,
    MANAGE,
    PATIENCE,
    Running,
    free_port,
    running,
    start,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

LONG = bool(os.environ.get("LEADWELL_LONG_TESTS"))
HURRIED = [*CELERY[:-1], "tests.goals.reliability.hurried"]
WORKER = [*HURRIED, "worker", "--concurrency", "1", "--without-gossip", "--without-mingle"]
BEAT = [*HURRIED, "beat", "-S", "celery.beat:Scheduler"]

MORTALS = """
import os, sys
from datetime import datetime
from tests.goals.reliability.hurried import run_mortal, tallies
now = datetime.fromisoformat(sys.argv[1])
tallies.BATCH = 20_000
for line in sys.stdin:
    child = os.fork()
    if not child:
        run_mortal(int(line), now)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def test_case_21_killed_at_any_statement_a_run_is_done_or_not_begun(house: House) -> None:
    run.run_until_done(NOW)
    command = [sys.executable, "-c", MORTALS, NOW.isoformat()]
    kills, statement = 0, 1
    with running(command) as nursery:
        while True:
            send(*house.history[kills % 5 :: 5])
            _change(house, kills)
            before, marks = figures(), StaleMark.objects.count()
            assert marks
            nursery.say(str(statement))
            outcome = nursery.line()
            if outcome == "0":
                break
            assert outcome == "-9", nursery.log()
            kills += 1
            if StaleMark.objects.count() == marks:
                assert figures() == before
            else:
                assert not StaleMark.objects.exists()
            statement += 1 if LONG else 1 + statement // 6
    assert kills >= 10
    assert_as_rebuilt(NOW)


def _change(house: House, number: int) -> None:
    """Other figures for some of the readings."""
    some = house.history[number % 7 :: 7]
    send(*[replace(item, value=(item.value or 0) + number + 1) for item in some])


def test_case_21_the_command_killed_again_and_again_ends_in_the_same_figures(house: House) -> None:
    run.run_until_done(NOW)
    clean = figures()
    house.forget()
    chance = random.Random(21)
    for _ in range(30 if LONG else 3):
        command = start([*MANAGE, "recompute"])
        sleep(chance.uniform(0.7, 2.5))
        command.kill()
    command = start([*MANAGE, "recompute"])
    assert command.end() == 0, command.log()
    assert "Nothing is stale any more" in command.line()
    assert figures() == clean


# --- Workers, beats, brokers ---------------------------------------------------------------------


class Crew:
    """Two workers and two beats, one of whom dies now and then."""

    def __init__(self, stack: ExitStack, folder: Path, **environment: str) -> None:
        self._stack = stack
        self._folder = folder
        self._environment = {"DATA_DIR": str(folder), **environment}
        self.workers = [self._start(WORKER), self._start(WORKER)]
        self.beats = [self._start(BEAT), self._start(BEAT)]

    def _start(self, command: list[str]) -> Running:
        return self._stack.enter_context(running(command, **self._environment))

    def kill_one_at_work(self) -> bool:
        """Kill the worker that is in the middle of a run, and hire another; False when all is done."""
        until = monotonic() + PATIENCE
        while monotonic() < until:
            for sign in self._folder.glob("run-*"):
                if self._kill(int(sign.name.removeprefix("run-"))):
                    sign.unlink(missing_ok=True)
                    return True
            if _all_done():
                return False
            sleep(0.01)
        raise AssertionError(self.log())

    def _kill(self, pid: int) -> bool:
        for place, worker in enumerate(self.workers):
            if worker.leads(pid):
                worker.kill()
                self.workers[place] = self._start(WORKER)
                return True
        return False

    def wait_until_done(self) -> None:
        """Until nothing is stale and nobody is at work."""
        until = monotonic() + PATIENCE
        while not _all_done():
            assert monotonic() < until, self.log()
            sleep(0.05)

    def log(self) -> str:
        """What all of them wrote."""
        return "\n".join(process.log() for process in [*self.workers, *self.beats])


def _all_done() -> bool:
    jobs = list(Job.objects.values_list("last_done_at", "lease"))
    seen = jobs and all(done is not None and lease is None for done, lease in jobs)
    return bool(seen) and not run.anything_stale()


@contextmanager
def crew(folder: Path, **environment: str) -> Iterator[Crew]:
    """Everybody is gone at the end of the block."""
    with ExitStack() as stack:
        yield Crew(stack, folder, **environment)


@contextmanager
def redis_server(folder: Path, port: int) -> Iterator[Running]:
    """A Redis of the test's own, that keeps nothing."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip(
            "redis-server is not here; the Redis that is belongs to others, and is not killed"
        )
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with running([program, *options, "--dir", str(folder)]) as server:
        until = monotonic() + PATIENCE
        client = redis.Redis(port=port)
        while True:
            try:
                client.ping()
            except redis.ConnectionError:
                assert monotonic() < until, server.log()
                sleep(0.05)
            else:
                break
        client.close()
        yield server


KILLS = 20 if LONG else 3


def test_case_21_workers_killed_in_mid_run_without_a_server_for_messages(
    house: House, tmp_path: Path
) -> None:
    run.run_until_done(NOW)
    clean = figures()
    house.forget()
    with crew(tmp_path) as everybody:
        killed = sum(everybody.kill_one_at_work() for _ in range(KILLS))
        everybody.wait_until_done()
    assert killed >= 2
    assert figures() == clean


def test_case_21_workers_and_redis_killed_in_mid_run(house: House, tmp_path: Path) -> None:
    run.run_until_done(NOW)
    clean = figures()
    house.forget()
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    with ExitStack() as stack:
        first = stack.enter_context(redis_server(tmp_path, port))
        everybody = stack.enter_context(crew(tmp_path, REDIS_URL=url))
        killed = int(everybody.kill_one_at_work())
        first.kill()
        sleep(0.5)
        # It comes back empty: every message is lost, and everybody's connection was cut.
        stack.enter_context(redis_server(tmp_path, port))
        killed += sum(everybody.kill_one_at_work() for _ in range(KILLS - 1))
        everybody.wait_until_done()
        assert all(process.is_running() for process in everybody.beats)
    assert killed >= 1
    assert figures() == clean
