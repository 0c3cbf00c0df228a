"""What the tests need from the machine: PostgreSQL, Redis, Chromium.

Missing on a developer's machine, the tests that need one are skipped with a reason; missing under
CI, they fail. `python -m tests.services postgres` prints PostgreSQL's address when it answers.
"""

import os
import shutil
import sys

import psycopg2
import pytest
import redis

UNDER_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def postgres_url() -> str:
    """The address of PostgreSQL if it answers, else an empty text."""
    url = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/leadwell")
    server = url.rsplit("/", 1)[0] + "/postgres"
    try:
        psycopg2.connect(server, connect_timeout=3).close()
    except psycopg2.OperationalError:
        return ""
    return url


def redis_url() -> str:
    """The address of Redis if it answers, else an empty text."""
    url = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=2) as server:
            server.ping()
    except (redis.ConnectionError, redis.TimeoutError):
        return ""
    return url


def chromium() -> str:
    """The path of Chromium (`CHROMIUM`, else found on the path), or an empty text.

    The one without windows first: it draws pages alike, and spends nothing on the frame around them, which is
    most of what a whole browser spends in a test.
    """
    named = os.environ.get("CHROMIUM", "")
    candidates = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
    candidates = [named] if named else candidates
    return next((found for name in candidates if (found := shutil.which(name))), "")


def need(what: str, found: str) -> str:
    """`found`, or the end of this test: skipped here, failed under CI."""
    if found:
        return found
    if UNDER_CI:
        pytest.fail(f"{what} is missing, and under CI nothing is skipped")
    pytest.skip(f"{what} is not here")


if __name__ == "__main__":
    address = {"postgres": postgres_url, "redis": redis_url, "chromium": chromium}[sys.argv[1]]()
    print(address)
    sys.exit(0 if address else 1)
