"""A draft outlives the process that took it: the server of the product, killed in the middle of writing."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from time import monotonic, sleep

import pytest
from django.apps import apps
from playwright.sync_api import Browser, expect

from escalations.models import Escalation
from escalations.receivers import put_first_categories
from tests.browser import SCREENS, Visitor, visitor
from tests.goals.reliability.processes import PATIENCE, Running, free_port, start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SERVE = [sys.executable, "-m", "gunicorn", "-c", "python:config.server", "config.wsgi"]


class Site:
    """The product as gunicorn serves it, each time by processes of its own."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: Running | None = None

    def begin(self) -> None:
        """Start it, and wait until it answers."""
        self.process = start(
            SERVE, PORT=str(self.port), SITE_URL=self.url, DEBUG="true", WEB_CONCURRENCY="1"
        )
        until = monotonic() + PATIENCE
        while not self._answers():
            assert self.process.is_running(), self.process.log()
            assert monotonic() < until, self.process.log()
            sleep(0.1)

    def kill(self) -> None:
        """End it at once: nothing is written down on the way out."""
        if self.process is not None:
            self.process.kill()
        self.process = None

    def _answers(self) -> bool:
        asked = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            asked.request("GET", "/healthz")
            return asked.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            asked.close()


@pytest.fixture
def served(agent, manager) -> Iterator[Site]:
    """The running site, with somebody who writes and somebody who answers."""
    put_first_categories("default", apps)
    site = Site()
    site.begin()
    yield site
    site.kill()


@pytest.fixture
def at_desk(browser: Browser, served: Site, agent) -> Iterator[Visitor]:
    """The agent, at the page on which one writes."""
    for window in visitor(browser, served.url, SCREENS["desktop-light"]):
        window.sign_in(agent)
        window.visit("/escalations/new/")
        yield window
        # Whatever was on its way when the server was killed.
        window.complaints[:] = [one for one in window.complaints if "net::ERR_" not in one]


def write(window: Visitor, text: str) -> None:
    """A tile and a few words, as far as the server has them."""
    window.page.keyboard.press("1")
    window.page.keyboard.type(text)
    window.page.wait_for_url(re.compile(r"/new/\d+/$"))


def test_a_draft_survives_the_servers_restart(served, at_desk):
    page = at_desk.page
    write(at_desk, "Sofa missed its slot")
    served.kill()
    served.begin()
    page.reload()
    expect(page.locator("#id_about")).to_have_value("Sofa missed its slot")
    assert page.locator("[data-pick='1']").is_checked()


def test_what_is_typed_while_the_server_is_away_is_kept_once_it_is_back(served, at_desk):
    page = at_desk.page
    write(at_desk, "Sofa")
    served.kill()
    page.keyboard.type(" missed its slot")
    page.get_by_text("Keep typing; we are trying again.").wait_for()
    assert Escalation.objects.get().about == "Sofa"
    served.begin()
    page.get_by_text("Draft saved").wait_for()
    assert Escalation.objects.get().about == "Sofa missed its slot"
    page.locator("[data-pick='m']").check()
    page.keyboard.press("Control+Enter")
    page.get_by_text("Sent to").first.wait_for()
    case = Escalation.objects.get()
    assert (case.about, case.state, case.steps.count()) == ("Sofa missed its slot", "open", 1)


def test_sent_while_the_server_is_away_it_goes_once_it_is_back(served, at_desk):
    page = at_desk.page
    write(at_desk, "Sofa missed its slot")
    page.locator("[data-pick='m']").check()
    served.kill()
    page.keyboard.press("Control+Enter")
    page.get_by_text("It goes as soon as there is one").wait_for()
    served.begin()
    page.get_by_text("Sent to").first.wait_for()
    assert [(each.state, each.steps.count()) for each in Escalation.objects.all()] == [("open", 1)]
