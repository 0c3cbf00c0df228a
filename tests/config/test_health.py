"""Health: what the two addresses say, and when."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

pytestmark = pytest.mark.django_db


def test_alive_needs_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_ready_when_everything_answers(client):
    response = client.get("/readyz")
    assert response.status_code == 200, response.json()
    assert response.json()["ready"] is True
    assert set(response.json()["checks"].values()) == {"ok"}


def test_not_ready_with_a_migration_missing(client):
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "1 migrations are not applied" in response.json()["checks"]["migrations"]


def test_not_ready_when_the_broker_is_away(client, settings):
    from config.celery import app

    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    before = app.conf.broker_url
    app.conf.broker_url = settings.REDIS_URL
    app.pool.force_close_all()
    try:
        response = client.get("/readyz")
    finally:
        app.conf.broker_url = before
    assert response.status_code == 503
    assert response.json()["checks"]["broker"] == "the broker does not answer"


def test_not_ready_when_the_queue_folder_is_gone(client, settings, tmp_path):
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(tmp_path / "gone")}
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["broker"] == "the queue folder is not writable"


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_only_read(client, address):
    assert client.post(address).status_code == 405
