"""Health: what the two addresses say, and when."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from config.celery import app

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


@pytest.fixture
def broker():
    """Point Celery elsewhere for one test."""
    before = app.conf.broker_url, app.conf.broker_transport_options

    def use(url, **options):
        app.conf.broker_url, app.conf.broker_transport_options = url, options

    yield use
    app.conf.broker_url, app.conf.broker_transport_options = before


def test_not_ready_when_the_broker_is_away(client, broker):
    broker("redis://127.0.0.1:1/0")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["broker"] == "the broker does not answer"


def test_ready_with_redis(client, broker, redis_url):
    broker(redis_url)
    assert client.get("/readyz").json()["checks"]["broker"] == "ok"


def test_not_ready_when_the_queue_folder_is_gone(client, broker, tmp_path):
    broker("filesystem://", data_folder_out=str(tmp_path / "gone"))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["broker"] == "the queue folder is not writable"


def test_not_ready_when_the_database_is_away(client, monkeypatch):
    def away():
        message = "gone"
        raise OperationalError(message)

    monkeypatch.setattr("django.db.connection.cursor", away)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "the database does not answer"


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_only_read(client, address):
    assert client.post(address).status_code == 405
