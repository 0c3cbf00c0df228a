"""Health: is the process alive, and can it do its work?

`/healthz` asks nothing but the process. `/readyz` asks everything a page or a job needs, each
with its own short time limit, and says in words what is wrong.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from config.celery import app
from escalations.recompute.waiting import alerts_waiting, mails_waiting
from goals.models import EngineState, Job
from goals.recompute import jobs
from teams.access import ANYONE, access

BROKER_SECONDS = 2
PATIENCE_MINUTES = 10  # for due work; the sweep comes every minute
PATIENCE = timedelta(minutes=PATIENCE_MINUTES)


@access(ANYONE)
@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """200 while this process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@access(ANYONE)
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when all is there that work needs; else 503 and what is wrong, by check."""
    found = {name: check() for name, check in CHECKS.items()}
    wrong = {name: said for name, said in found.items() if said}
    return JsonResponse(
        {"ready": not wrong, "checks": {name: said or "ok" for name, said in found.items()}},
        status=503 if wrong else 200,
    )


def database_trouble() -> str:
    """Empty when the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "the database does not answer"
    return ""


def migration_trouble() -> str:
    """Empty when every migration is applied."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "the database does not answer"
    return f"{len(pending)} migrations are not applied: run manage.py migrate" if pending else ""


def broker_trouble() -> str:
    """Empty when the broker takes messages."""
    if app.conf.broker_url.startswith("filesystem:"):
        messages = Path(app.conf.broker_transport_options["data_folder_out"])
        return "" if os.access(messages, os.W_OK | os.X_OK) else "the queue folder is not writable"
    try:
        with app.connection_for_write(connect_timeout=BROKER_SECONDS) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
    except (OperationalError, OSError):
        return "the broker does not answer"
    return ""


def job_trouble() -> str:
    """Empty when work that is due gets done."""
    now = timezone.now()
    try:
        state = EngineState.objects.first()
        waiting = jobs.due_jobs(now - PATIENCE).count()
        parked = Job.objects.filter(parked_at__isnull=False).count()
    except DatabaseError:
        return "the database does not answer"
    if state is None or state.swept_at is None:
        return "nobody has looked for work yet: are worker and scheduler running?"
    if state.swept_at < now - PATIENCE:
        since = state.swept_at.isoformat(timespec="seconds")
        return f"nobody has looked for work since {since}: are worker and scheduler running?"
    if waiting:
        return f"jobs that have waited more than {PATIENCE_MINUTES} minutes: {waiting}"
    if parked:
        return f"jobs parked after failing again and again: {parked}"
    return ""


def alert_trouble() -> str:
    """Empty when escalations are passed on, and their promises watched over."""
    now = timezone.now()
    try:
        alerts = alerts_waiting(now - PATIENCE)
        mails = mails_waiting(now - PATIENCE, now)
    except DatabaseError:
        return "the database does not answer"
    if alerts:
        since = alerts[0].isoformat(timespec="seconds")
        return f"alerts of escalations not told: {len(alerts)}, the oldest due since {since}"
    if mails:
        return f"urgent messages not sent for more than {PATIENCE_MINUTES} minutes: {mails}"
    return ""


CHECKS: dict[str, Callable[[], str]] = {
    "database": database_trouble,
    "migrations": migration_trouble,
    "broker": broker_trouble,
    "jobs": job_trouble,
    "alerts": alert_trouble,
}
