"""The demonstration in a real browser: Harbour & Pine on Friday 20 November 2026, 10:05 in London.

It is made once per worker and kept in memory; a test file, or a single test that writes, gets a copy of it
in moments. The site serves every test of the session, so nothing here uses `live_server`, which would
empty the database after each test. Files here carry the mark `django_db` only so that there is a database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from config.assets import build_fonts
from config.settings import BASE_DIR
from goals.demo import seed_demonstration
from teams.models import User
from tests import services
from tests.browser import SCREENS, Visitor, visitor
from tests.journeys.extras import add_extras

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a browser shows does not depend on the database, and making the demonstration takes long."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.either_database)


class Shelf:
    """States of the database to come back to. On SQLite whole copies in memory; elsewhere made anew."""

    def __init__(self) -> None:
        self._copies: dict[str, sqlite3.Connection] = {}

    def put(self, name: str, make: Callable[[], None]) -> None:
        """Bring the database into a state: from its copy, or by `make` on an empty database."""
        if connection.vendor != "sqlite":
            call_command("flush", verbosity=0, interactive=False)
            make()
            return
        if name not in self._copies:
            make()
            self._copies[name] = sqlite3.connect(":memory:")
            connection.ensure_connection()
            connection.connection.backup(self._copies[name])
            return
        connection.ensure_connection()
        self._copies[name].backup(connection.connection)

    def close(self) -> None:
        """Forget all copies."""
        for copy in self._copies.values():
            copy.close()


@pytest.fixture
def _django_db_helper(django_db_setup: None) -> None:
    """In place of pytest-django's: no transaction around a test, and nothing emptied after it."""


@pytest.fixture(scope="session")
def shelf(django_db_setup: None) -> Iterator[Shelf]:
    """The copies of this worker."""
    with closing(Shelf()) as kept:
        yield kept


@pytest.fixture(scope="session")
def site(django_db_setup: None) -> Iterator[str]:
    """The address at which the site answers."""
    build_fonts()
    server = LiveServer("localhost")
    yield server.url
    server.stop()


def _nothing() -> None:
    """An empty database is what the test database is until something is put there."""


def _demonstration() -> None:
    seed_demonstration(NOW)
    add_extras(NOW)


def states(
    shelf: Shelf, blocker: Any, name: str, make: Callable[[], None]
) -> Iterator[time_machine.Traveller]:
    """The database in a state, and the clock at its moment; afterwards both as they were."""
    with blocker.unblock(), time_machine.travel(NOW, tick=False) as clock:
        shelf.put("empty", _nothing)
        try:
            shelf.put(name, make)
            connection.close()
            yield clock
        finally:
            shelf.put("empty", _nothing)
            connection.close()


@pytest.fixture(scope="module")
def harbour(shelf: Shelf, django_db_blocker: Any, site: str) -> Iterator[str]:
    """The demonstration for a whole file of tests that only look; the address of the site."""
    for _ in states(shelf, django_db_blocker, "demonstration", _demonstration):
        yield site


@pytest.fixture
def harbour_anew(
    shelf: Shelf, django_db_blocker: Any, site: str
) -> Iterator[time_machine.Traveller]:
    """The demonstration for one test, which may write; the clock, to move it."""
    yield from states(shelf, django_db_blocker, "demonstration", _demonstration)


@pytest.fixture
def desk(browser: Browser, harbour_anew: Any, site: str) -> Iterator[Visitor]:
    """A visitor at a desk, to the demonstration."""
    yield from visitor(browser, site, SCREENS["desktop-light"])


@pytest.fixture
def hand(browser: Browser, harbour_anew: Any, site: str) -> Iterator[Visitor]:
    """A visitor with a phone, to the demonstration."""
    yield from visitor(browser, site, SCREENS["phone-light"])


@pytest.fixture(params=["script", "no-script"])
def either(
    request: pytest.FixtureRequest, browser: Browser, harbour_anew: Any, site: str
) -> Iterator[Visitor]:
    """A visitor at a desk, once with script and once without: two tests for one."""
    options = {**SCREENS["desktop-light"], "java_script_enabled": request.param == "script"}
    yield from visitor(browser, site, options)


@pytest.fixture(scope="session")
def calls() -> Path:
    """The file of real calls, beside the project."""
    path = BASE_DIR.parent / "shared" / "data" / "calls_2021.csv"
    services.need("calls_2021.csv", str(path) if path.exists() else "")
    return path


@pytest.fixture(scope="module")
def window(browser: Browser, harbour: str) -> Iterator[Visitor]:
    """One window for all pages. What it complains about is asked page by page."""
    for opened in visitor(browser, harbour, SCREENS["desktop-light"]):
        yield opened
        opened.complaints.clear()


@pytest.fixture(scope="module")
def signed_in(window: Visitor) -> Callable[[str], None]:
    """A function that makes the window somebody's."""
    present = [""]

    def change(who: str) -> None:
        if who != present[0]:
            window.page.context.clear_cookies()
            if who:
                window.sign_in(User.objects.get(username=who))
            present[0] = who

    return change
