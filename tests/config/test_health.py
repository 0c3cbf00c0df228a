"""Health: what the two addresses say, and when."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from config.celery import app
from goals.models import EngineState, Job

pytestmark = pytest.mark.django_db


def test_alive_needs_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.fixture
def swept():
    """The sweep has just been here."""
    return EngineState.objects.create(pk=1, swept_at=timezone.now())


def ago(minutes):
    return timezone.now() - timedelta(minutes=minutes)


def test_not_ready_before_the_first_sweep(client):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "nobody has looked for work yet" in response.json()["checks"]["jobs"]


def test_not_ready_when_the_sweep_stays_away(client, swept):
    swept.swept_at = ago(11)
    swept.save()
    assert "nobody has looked for work since" in client.get("/readyz").json()["checks"]["jobs"]


def test_not_ready_when_due_work_waits(client, swept):
    Job.objects.create(kind=Job.Kind.CLOCK, due_at=ago(11))
    said = client.get("/readyz").json()["checks"]["jobs"]
    assert said == "jobs that have waited more than 10 minutes: 1"


def test_work_in_hand_does_not_wait(client, swept):
    Job.objects.create(kind=Job.Kind.CLOCK, due_at=ago(11), lease_until=ago(-4))
    assert client.get("/readyz").status_code == 200


def test_not_ready_when_a_job_is_parked(client, swept):
    Job.objects.create(kind=Job.Kind.CLOCK, due_at=ago(1), parked_at=ago(1))
    said = client.get("/readyz").json()["checks"]["jobs"]
    assert said == "jobs parked after failing again and again: 1"


def test_ready_when_everything_answers(client, swept):
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
