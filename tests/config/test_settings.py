"""Settings: what makes no sense stops the start with one line; what is said is kept."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import BAD_SETTING_EXIT_STATUS
from config.settings import BASE_DIR

PRODUCTION = {"SITE_URL": "https://leadwell.example", "SECRET_KEY": "k" * 60}


def start(tmp_path, code="", **environment):
    """A process of its own that loads the settings and runs `code`."""
    inherited = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data")}
    return subprocess.run(
        [sys.executable, "-c", f"from config import settings as s; {code}"],
        env=inherited | environment,
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def told(tmp_path, expression, **environment):
    """What an expression over the settings gives, in an environment."""
    done = start(
        tmp_path, f"import json; print(json.dumps({expression}, default=str))", **environment
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("DEBUG", "perhaps", "neither yes nor no"),
        ("SITE_URL", "leadwell.example", "is not an address such as"),
        ("SITE_URL", "ftp://leadwell.example", "is not an address such as"),
        ("SITE_URL", "https://leadwell.example/under/a/path", "is not an address such as"),
        ("SITE_URL", "https://leadwell.example:99999", "is not an address such as"),
        ("PORT", "eighty", "not a whole number from 1 to 65535"),
        ("PORT", "0", "not a whole number from 1 to 65535"),
        ("PORT", "70000", "not a whole number from 1 to 65535"),
        ("PORT", "٨٠٠٠", "not a whole number from 1 to 65535"),
        ("TRUSTED_PROXIES", "-1", "not a whole number"),
        ("STATEMENT_TIMEOUT", "1.5", "not a whole number"),
        ("LOG_FORMAT", "xml", "console or json"),
        ("ALLOWED_HOSTS", "https://leadwell.example", "is not a host name"),
        ("ALLOWED_HOSTS", "leadwell.example:443", "is not a host name"),
        ("DATABASE_URL", "mysql://root@localhost/leadwell", "'mysql' databases are not supported"),
        ("DATABASE_URL", "leadwell.sqlite3", "not a database address"),
        ("DATABASE_URL", "postgres://localhost", "names no database"),
        ("DATABASE_URL", "postgres://localhost:port/leadwell", "not a database address"),
        ("DATABASE_URL", "sqlite:////no/such/folder/leadwell.sqlite3", "does not exist"),
        ("REDIS_URL", "localhost:6379", "not a Redis address"),
        ("REDIS_URL", "http://localhost:6379", "not a Redis address"),
        ("EMAIL_URL", "mail.example.com", "not a mail server"),
        ("EMAIL_URL", "smtp://mail.example.com:mail", "not a mail server"),
        ("DATA_DIR", "/proc/leadwell", "cannot be made"),
        ("DATA_DIR", "/dev/null", "cannot be made"),
    ],
)
def test_a_bad_value_stops_the_start_with_one_clear_line(tmp_path, name, value, why):
    done = start(tmp_path, **{name: value})
    assert done.returncode == BAD_SETTING_EXIT_STATUS
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"Leadwell cannot start: {name}: ")
    assert why in line


def test_a_password_in_a_bad_address_is_not_shown(tmp_path):
    done = start(tmp_path, DATABASE_URL="postgres://me:hush@localhost:port/leadwell")
    assert done.returncode == BAD_SETTING_EXIT_STATUS
    assert "hush" not in done.stderr


@pytest.mark.parametrize(
    "environment", [{"DEBUG": "false"}, {"SITE_URL": "https://leadwell.example"}]
)
def test_production_demands_a_secret(tmp_path, environment):
    done = start(tmp_path, **environment)
    assert done.returncode == BAD_SETTING_EXIT_STATUS
    assert done.stderr.startswith("Leadwell cannot start: SECRET_KEY: ")


def test_management_commands_stop_in_the_same_way(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "DEBUG": "perhaps"},
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == BAD_SETTING_EXIT_STATUS
    assert len(done.stderr.splitlines()) == 1


def test_a_private_copy_makes_its_secret_once_and_keeps_it(tmp_path):
    first = told(tmp_path, "s.SECRET_KEY")
    assert len(first) >= 50
    assert told(tmp_path, "s.SECRET_KEY") == first
    kept = tmp_path / "data" / "secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list(kept.parent.glob("secret_key.*")) == []


def test_a_private_copy_shows_no_debug_pages(tmp_path):
    assert told(tmp_path, "[s.DEBUG, s.SESSION_COOKIE_SECURE, s.SITE_URL]") == [
        False,
        False,
        "http://127.0.0.1:8000",
    ]


def test_https_makes_everything_strict(tmp_path):
    names = (
        "[s.DEBUG, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT,"
        " s.SECURE_HSTS_SECONDS > 0, s.ALLOWED_HOSTS, s.CSRF_TRUSTED_ORIGINS]"
    )
    assert told(tmp_path, names, **PRODUCTION) == [
        False,
        True,
        True,
        True,
        True,
        ["leadwell.example"],
        ["https://leadwell.example"],
    ]


def test_sqlite_waits_for_its_turn_and_survives_a_power_cut(tmp_path):
    found = told(tmp_path, "s.DATABASES['default']")
    assert found["NAME"] == str(tmp_path / "data" / "leadwell.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["OPTIONS"]["timeout"] == 20
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        assert pragma in found["OPTIONS"]["init_command"]


def test_postgres_hangs_for_ever_on_nothing(tmp_path):
    found = told(
        tmp_path,
        "s.DATABASES['default']",
        DATABASE_URL="postgres://me:pass@db.example:5433/leadwell?sslmode=require",
        STATEMENT_TIMEOUT="600",
    )
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", 5433, "leadwell")
    assert found["CONN_HEALTH_CHECKS"] is True
    assert found["OPTIONS"]["connect_timeout"] == 5
    assert found["OPTIONS"]["sslmode"] == "require"
    for limit in (
        "statement_timeout=600000",
        "lock_timeout=",
        "idle_in_transaction_session_timeout=",
    ):
        assert limit in found["OPTIONS"]["options"]


def test_postgres_translates_no_statement_before_it_runs_it(tmp_path):
    found = told(
        tmp_path, "s.DATABASES['default']", DATABASE_URL="postgres://me@db.example/leadwell"
    )
    assert "-c jit=off" in found["OPTIONS"]["options"]


def test_without_redis_the_queue_is_a_folder_that_exists(tmp_path):
    broker, options = told(tmp_path, "[s.CELERY_BROKER_URL, s.CELERY_BROKER_TRANSPORT_OPTIONS]")
    assert broker.startswith("filesystem:")
    assert options["polling_interval"] == 0.1
    assert options["data_folder_in"] == options["data_folder_out"]
    assert Path(options["data_folder_in"]).is_dir()
    assert Path(options["control_folder"]).is_dir()


def test_with_redis_a_lost_worker_s_task_comes_back_once_and_in_time(tmp_path):
    broker, options, limit, cache = told(
        tmp_path,
        "[s.CELERY_BROKER_URL, s.CELERY_BROKER_TRANSPORT_OPTIONS, s.CELERY_TASK_TIME_LIMIT,"
        " s.CACHES['default']['BACKEND']]",
        REDIS_URL="redis://cache.example:6379/1",
    )
    assert broker == "redis://cache.example:6379/1"
    assert options["visibility_timeout"] > limit
    assert options["unacked_restore_interval"] * options["unacked_restore_throttle"] == 10
    assert (options["socket_timeout"], options["socket_connect_timeout"]) == (5, 2)
    assert cache == "config.cache.ForgivingRedisCache"
    assert told(tmp_path, "[s.CELERY_TASK_ACKS_LATE, s.CELERY_TASK_REJECT_ON_WORKER_LOST]") == [
        True,
        True,
    ]


def test_the_deployment_check_is_clean(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env={
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(tmp_path),
            "SITE_URL": "https://leadwell.example",
            "SECRET_KEY": "only-for-the-check-0123456789-abcdefghijklmnopqrstuvwxyz",
        },
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
