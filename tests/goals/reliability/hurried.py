"""Celery as it is, but in a hurry, for tests that kill it: leases of seconds, small batches, slow runs.

While a run is in its transaction a file named after its process lies in DATA_DIR, so that who kills it can
choose the moment.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from time import sleep
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from config.celery import app, every  # noqa: E402
from goals.recompute import jobs, run, tallies  # noqa: E402

A_WHILE = 0.15


def _marked(act: Callable[..., Any]) -> Callable[..., Any]:
    """The same act, begun a moment later, with a file that says it is under way."""

    def marked(*arguments: Any, **named: Any) -> Any:
        sign = Path(settings.DATA_DIR) / f"run-{os.getpid()}"
        sign.touch()
        sleep(A_WHILE)
        done = act(*arguments, **named)
        sleep(A_WHILE)
        sign.unlink()
        return done

    return marked


def hurry() -> None:
    """Change what takes minutes to seconds."""
    jobs.LEASE = timedelta(seconds=2)
    jobs.RETRY_AFTER = timedelta(seconds=1)
    # Being killed over and over is what these tests do; being parked for it has tests of its own.
    jobs.MOST_ATTEMPTS = 1_000
    tallies.BATCH = 60
    run.work_out = _marked(run.work_out)  # type: ignore[assignment]


def run_mortal(at_statement: int, now: datetime) -> None:
    """Do all that is stale, and die at the n-th statement."""
    seen = count(1)

    def counting(execute: Callable[..., Any], *arguments: Any) -> Any:
        if next(seen) == at_statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*arguments)

    with connection.execute_wrapper(counting):
        run.run_until_done(now)


hurry()
app.conf.beat_schedule = {"find due work": every(1.0, "goals.sweep")}
