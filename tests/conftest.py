"""What every test can use. The cast is in `tests/cast.py`, the browser in `tests/browser.py`."""

import gc
import importlib.util
import os
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from config.assets import build_assets
from config.celery import app
from goals.queries.state import forget
from tests import services
from tests.emptying import empty_tables
from tests.ready_made import ready_made

# A machine that has other work beside is no fault of a test's.
settings.register_profile("any machine", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

pytest_plugins = ["tests.browser", "tests.guards"]
if importlib.util.find_spec("tests.cast"):
    pytest_plugins.append("tests.cast")


# Helpers whose assertions are to tell as much as those of tests.
pytest.register_assert_rewrite("tests.goals.model.living")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, pytestconfig: pytest.Config
) -> Iterator[None]:
    """pytest-django's, and the tables ready made where they are kept."""
    with ready_made(pytestconfig.cache.mkdir("ready-made")):
        yield


LONGEST = (
    "tests/goals/model/",
    "tests/goals/reliability/test_killing",
    "tests/journeys/test_pages",
    "tests/journeys/",
    "tests/access/",
    "tests/feedback/privacy/",
    "tests/goals/test_demo",
    "tests/goals/reliability/",
    "tests/goals/engine/",
    "tests/goals/ingest/test_calls",
    "tests/goals/test_calls",
    "tests/api/test_calls",
)
"""Files that take longest, by the beginning of their paths. Handed out last, one of them would have the other
workers wait for it."""
_WITH_A_DATABASE = {
    "db",
    "transactional_db",
    "django_db_setup",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
    "live_server",
}


_OF_PAGES = re.compile(r"(^|_)(pages?|home|every_text|spellings|statements)(_|$)")
"""The names of files about what pages say, how files are read, and how many statements that takes."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what no database can make a difference to.

    What a page says is written from rows whose queries have tests of their own; that its statements run on either
    database at all, `tests/access/test_other_database.py` asks of every page. What asks for no database follows from
    the fixtures, so nobody can forget that mark or set it wrongly. Whoever has `request` at hand may ask for one
    later, and is not marked.
    """
    if _OF_PAGES.search(item.path.stem) and "on_postgres" not in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.either_database)
    info = getattr(item, "_fixtureinfo", None)
    if info is None or item.get_closest_marker("django_db") is not None:
        return
    ours = [
        defined
        for definitions in info.name2fixturedefs.values()
        for defined in definitions
        if defined.func.__module__.startswith("tests")
    ]
    asks_later = "request" in info.argnames or any("request" in one.argnames for one in ours)
    if not asks_later and not _WITH_A_DATABASE & set(item.fixturenames):
        item.add_marker(pytest.mark.no_database)


def pytest_fixture_setup(fixturedef: Any, request: Any) -> None:
    """What is left out on one database must not use one after all."""
    if fixturedef.argname in _WITH_A_DATABASE - {"django_db_setup"}:
        assert request.node.get_closest_marker("no_database") is None, fixturedef.argname


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Hand out the longest files first."""
    # As they came within a file: those that empty the tables come last there.
    by_file = {
        name: list(found)
        for name, found in groupby(
            sorted(items, key=lambda item: item.location[0]), key=lambda item: item.location[0]
        )
    }
    items[:] = [item for name in sorted(by_file, key=_how_late) for item in by_file[name]]


def pytest_collection_finish() -> None:
    """Thousands of tests lie in memory from here on. To look through them for what nobody needs, again and again while
    the tests run, took a fifteenth of their time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _how_late(name: str) -> tuple[int, str]:
    path = name.replace(os.sep, "/")
    place = next((n for n, start in enumerate(LONGEST) if path.startswith(start)), len(LONGEST))
    return place, path


def pytest_addoption(parser: pytest.Parser) -> None:
    """How many random histories the engine is held to: see `tests/goals/model`."""
    parser.addoption("--histories", type=int, default=0, metavar="N")


def pytest_configure(config: pytest.Config) -> None:
    """Let Playwright's event loop and Django's ORM live in one thread; have the files pages load."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if not hasattr(config, "workerinput"):
        build_assets()


@pytest.fixture
def plainly_not_here(monkeypatch):
    """What is not here is answered without the menu around it, for walks that hear it ten thousand times over;
    `tests/config/test_errors.py` has the page whole.
    """
    monkeypatch.setattr("config.errors._within_the_menu", lambda _request: None)


@pytest.fixture(autouse=True)
def _empty_cache(settings):
    """No test sees what another one cached."""
    from django.core.cache import cache

    cache.clear()
    forget()


@pytest.fixture(autouse=True, scope="session")
def _tables_are_emptied_fast() -> Iterator[None]:
    """A transactional test leaves nothing behind: see `tests/emptying.py`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: empty_tables())
        yield


@pytest.fixture(autouse=True, scope="module")
def _a_connection_of_its_own() -> Iterator[None]:
    """PostgreSQL keeps for a connection how it follows foreign keys: a way found among few rows took minutes to
    delete the many of another file's tests."""
    yield
    connection.close()


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
