"""Celery: what beat sends exists, expires, and waits for nobody."""

import pytest

from config.celery import SCHEDULE, app


@pytest.mark.parametrize("entry", SCHEDULE.values(), ids=SCHEDULE)
def test_beat_sends_only_tasks_that_exist(entry):
    app.loader.import_default_modules()
    assert entry["task"] in app.tasks


@pytest.mark.parametrize("entry", SCHEDULE.values(), ids=SCHEDULE)
def test_a_wake_up_that_nobody_took_is_dropped(entry):
    assert 0 < entry["options"]["expires"] <= entry["schedule"]


def test_the_sweep_comes_every_minute():
    assert SCHEDULE["find due work"]["task"] == "goals.sweep"
    assert SCHEDULE["find due work"]["schedule"] == 60


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("task_acks_late", True),
        ("task_reject_on_worker_lost", True),
        ("task_ignore_result", True),
        ("worker_prefetch_multiplier", 1),
        ("broker_connection_retry_on_startup", True),
        ("worker_soft_shutdown_timeout", 20.0),
    ],
)
def test_celery_runs_with_our_settings(setting, value):
    assert getattr(app.conf, setting) == value


def test_a_task_is_killed_before_the_broker_sends_it_again():
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit
    assert app.conf.task_time_limit < app.conf.visibility_timeout
