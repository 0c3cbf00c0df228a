"""Celery: the application and what beat sends when.

Nothing here is work. Due work is rows in the database; beat only wakes the sweep that finds it,
so a lost message delays a result by one beat and repeats nothing. Entries name tasks as strings
and carry `expires`: after an outage the queue holds one wake-up, not a night of them.
Beat runs with the in-memory scheduler (`-S celery.beat:Scheduler`), because its default keeps a
file that, once truncated, stops every later start.
"""

import logging
import os
from typing import Any, TypedDict

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class Entry(TypedDict):
    """One line of the schedule: a task's name, seconds between two sends, seconds it may wait."""

    task: str
    schedule: float
    options: dict[str, Any]


def every(seconds: float, task: str) -> Entry:
    """Send `task` every `seconds`; a message nobody took by the next one is dropped."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


SCHEDULE: dict[str, Entry] = {
    "find due work": every(60.0, "goals.sweep"),
    "say what escalations are due": every(60.0, "escalations.sweep"),
    "say what feedback is due": every(60.0, "feedback.sweep"),
    "say what is due in teams": every(60.0, "teams.sweep"),
}

app = Celery("leadwell")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = SCHEDULE


@signals.setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Leave logging as the settings made it: a receiver here stops Celery from adding its own."""
    logging.captureWarnings(capture=True)


@signals.worker_ready.connect
def look_for_work(sender: Any, **_: object) -> None:
    """A worker that starts looks for due work at once; beat would come a minute later."""
    for task in ("goals.sweep", "escalations.sweep", "feedback.sweep", "teams.sweep"):
        sender.app.send_task(task, expires=60)
