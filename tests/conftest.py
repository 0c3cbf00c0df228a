"""What every test can use. The cast is in `tests/cast.py`, the browser in `tests/browser.py`."""

import importlib.util
import os
from collections.abc import Iterator

import pytest
from django.db import connection

from config.assets import build_assets
from config.celery import app
from goals.queries.state import forget
from tests import services

pytest_plugins = ["tests.browser", "tests.guards"]
if importlib.util.find_spec("tests.cast"):
    pytest_plugins.append("tests.cast")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How many random histories the engine is held to: see `tests/goals/model`."""
    parser.addoption("--histories", type=int, default=0, metavar="N")


def pytest_configure(config: pytest.Config) -> None:
    """Let Playwright's event loop and Django's ORM live in one thread; have the files pages load."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if not hasattr(config, "workerinput"):
        build_assets()


@pytest.fixture(autouse=True)
def _empty_cache(settings):
    """No test sees what another one cached."""
    from django.core.cache import cache

    cache.clear()
    forget()


@pytest.fixture
def eager() -> Iterator[None]:
    """Tasks run where they are sent, and their errors surface there.

    Together with `django_capture_on_commit_callbacks(execute=True)`, or in a transactional test,
    this follows a write through to what its job computes.
    """
    app.conf.task_always_eager = True
    app.conf.task_eager_propagates = True
    yield
    app.conf.task_always_eager = False
    app.conf.task_eager_propagates = False


@pytest.fixture
def redis_url() -> str:
    """The address of a Redis server that answers; without one the test is skipped (CI: fails)."""
    return services.need("Redis", services.redis_url())


@pytest.fixture
def on_postgres(db: None) -> None:
    """Skip the test in the suite's SQLite run."""
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL alone; the suite's second run has it")


@pytest.fixture
def on_sqlite(db: None) -> None:
    """Skip the test in the suite's PostgreSQL run."""
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite alone; the suite's first run has it")
