"""Tasks for tests: North's, from Marcus to Jin, made through the actions on Friday 20 November 2026, noon."""

from datetime import UTC, date, datetime, timedelta

from feedback.actions.delegated import close_task, offer_task
from feedback.actions.delegated_holding import accept_task, check_in
from feedback.models import DelegatedTask

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
DUE = date(2026, 12, 18)
"""Four weeks after that Friday."""
WHAT, WHY = "Write down lost parcels", "Each of us asks something else."


def offered(by, to, *, now=NOW, **more):
    """One that waits for an answer."""
    values = {"what": WHAT, "why": WHY, "due_on": DUE, **more}
    return offer_task(by, to, now=now, **values)


def taken(by, to, *, rhythm="weekly", own_days=(), now=NOW, **more):
    """One that is under way since the moment it was offered."""
    task = offered(by, to, now=now, **more)
    return accept_task(to, task, rhythm=rhythm, own_days=own_days, now=now)


def reported(by, to, *, now=NOW, **more):
    """One that is said to be done."""
    task = taken(by, to, now=now, **more)
    return check_in(to, task, going="done", words="All is written.", now=now)


def closed(by, to, *, now=NOW, **more):
    """One that is done."""
    task = reported(by, to, now=now, **more)
    return close_task(by, task, came_of_it="All of us ask the same.", now=now)


def anew(task):
    return DelegatedTask.objects.get(pk=task.pk)
