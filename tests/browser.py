"""A real browser for tests: Debian's Chromium, driven by Playwright.

    def test_goal_page(desktop, manager, goal):
        desktop.sign_in(manager)
        desktop.visit(f"/goals/{goal.pk}/")
        assert desktop.findings() == []

`tests/journeys` looks at every page on desktop and phone, in light and dark. When a test is over
it fails if the browser's console reported an error, a script broke, the policy refused
something or a file did not load.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import wraps
from time import perf_counter, sleep
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    expect,
)

from tests import services

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1440, "height": 1000}
PHONE = {"width": 390, "height": 844}
PATIENCE = 30_000
"""Milliseconds that anything may take to be there. A machine may be slow, and a test that passes never waits."""
SCREENS: dict[str, dict[str, Any]] = {
    "desktop-light": {"viewport": DESKTOP, "color_scheme": "light"},
    "desktop-dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "phone-light": {"viewport": PHONE, "color_scheme": "light", "has_touch": True},
    "phone-dark": {"viewport": PHONE, "color_scheme": "dark", "has_touch": True},
}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


_BROKEN_OFF = ("htmx:sendAbort", "htmx:afterRequest")
"""What htmx says of a request that a newer one of the same field took the place of. One that fails says more."""


class _Running:
    """How many requests the site works on in this process, since a window was opened."""

    longest = 5
    """Seconds that a window's last words may take."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.opened()
        request_started.connect(self.one_more, dispatch_uid="tests.browser")
        request_finished.connect(self.one_less, dispatch_uid="tests.browser")

    def opened(self) -> None:
        with self.lock:
            self.count = 0

    def one_more(self, **_: object) -> None:
        with self.lock:
            self.count += 1

    def one_less(self, **_: object) -> None:
        with self.lock:
            self.count = max(self.count - 1, 0)

    def wait(self) -> None:
        """Until a window's last words, which it sends as it closes, are answered: else they reach the next test."""
        quiet, until = 0, perf_counter() + self.longest
        while quiet < 3 and perf_counter() < until:
            sleep(0.01)
            quiet = 0 if self.count else quiet + 1


_running = _Running()


@dataclass
class Visitor:
    """One page in one browser window, and everything the browser complained about."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    def _hear(self, message: ConsoleMessage) -> None:
        # A page that answers 404 on purpose is reported as an error by the console, too.
        expected = ("Failed to load resource", *_BROKEN_OFF)
        if message.type in {"error", "warning"} and not any(
            one in message.text for one in expected
        ):
            self.complaints.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        # What a new navigation interrupts is no failure.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"not loaded: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        broken = response.status >= 500
        missing = response.status >= 400 and response.request.resource_type != "document"
        if broken or missing:
            self.complaints.append(f"{response.status}: {response.url}")

    def sign_in(self, user: Any) -> None:
        """Sign a person in without the form."""
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": self.base}]
        )

    def visit(self, path: str) -> Response | None:
        """Open a page of the site and wait until it is loaded."""
        return self.page.goto(self.base + path, wait_until="load")

    def findings(self, *rules: str, within: str = "", but: str = "") -> list[str]:
        """What axe finds wrong for people with disabilities, one line each.

        By `rules`, or all (`but` one); in the whole page, or in what the selector `within` finds. Contrast takes axe most of
        its time, and grows with what is looked at.
        """
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(AXE_SCRIPT)
        options = {
            "runOnly": {"type": "rule", "values": rules}
            if rules
            else {"type": "tag", "values": TAGS},
            "rules": {but: {"enabled": False}} if but else {},
            "resultTypes": ["violations"],
            "preload": False,
        }
        outcome = self.page.evaluate(
            "([within, options]) => axe.run(within ? {include: [within]} : document, options)",
            [within, options],
        )
        return [
            f"{finding['id']}: {node['target']} {node['html'][:120]}"
            for finding in outcome["violations"]
            for node in finding["nodes"]
        ]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window; 0 is right."""
        return int(
            self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )


def _arriving(act: Callable[..., None]) -> Callable[..., None]:
    """The same act, over when the page that it led to is loaded.

    By itself it is over as soon as the browser has begun with the new page, and what a test then reads of it (its
    title, its address, what is visible) may not be there yet.
    """

    @wraps(act)
    def acted(locator: Locator, *args: Any, **options: Any) -> None:
        act(locator, *args, **options)
        locator.page.wait_for_load_state("load")

    return acted


@pytest.fixture(scope="session", autouse=True)
def _acts_arrive() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("click", "press"):
            patch.setattr(Locator, name, _arriving(getattr(Locator, name)))
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Launch the Chromium of this machine; Playwright's own cannot be downloaded everywhere."""
    expect.set_options(timeout=PATIENCE)
    path = services.need("Chromium", services.chromium())
    return {**browser_type_launch_args, "executable_path": path, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """British words and dates, and the reduced motion that makes tests steady."""
    return {**browser_context_args, "locale": "en-GB", "reduced_motion": "reduce"}


def visitor(browser: Browser, base: str, options: dict[str, Any]) -> Iterator[Visitor]:
    """A window of its own, closed afterwards; fails if the browser complained meanwhile."""
    context = browser.new_context(base_url=base, locale="en-GB", reduced_motion="reduce", **options)
    context.set_default_timeout(PATIENCE)
    _running.opened()
    window = Visitor(context.new_page(), base)
    try:
        yield window
        # Closing breaks off what is still being asked for, and of that the console would complain.
        complaints = list(window.complaints)
    finally:
        context.close()
        _running.wait()
    assert complaints == []


@pytest.fixture
def desktop(browser: Browser, live_server: Any) -> Iterator[Visitor]:
    """A visitor at a desk, in light."""
    yield from visitor(browser, live_server.url, SCREENS["desktop-light"])


@pytest.fixture
def phone(browser: Browser, live_server: Any) -> Iterator[Visitor]:
    """A visitor on a phone, in light."""
    yield from visitor(browser, live_server.url, SCREENS["phone-light"])


@pytest.fixture
def without_script(browser: Browser, live_server: Any) -> Iterator[Visitor]:
    """A visitor whose browser runs no script: everything must work all the same."""
    yield from visitor(
        browser, live_server.url, {**SCREENS["desktop-light"], "java_script_enabled": False}
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that open a browser, so that one database's run can leave them out."""
    for item in items:
        if {"browser", "page", "context"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
