"""A house on its first day: an administrator, and nothing else. Every page says what to do next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from teams.models import User
from tests.browser import DESKTOP, PHONE, SCREENS, Visitor, visitor
from tests.journeys.conftest import Shelf, states

pytestmark = pytest.mark.django_db


def an_administrator() -> None:
    User.objects.create_superuser("ada", "ada@example.com", "a fine long passphrase")


@pytest.fixture(scope="module")
def new_house(
    shelf: Shelf, django_db_blocker: Any, site: str, browser: Browser
) -> Iterator[Visitor]:
    """The administrator's window."""
    for _ in states(shelf, django_db_blocker, "new house", an_administrator):
        for opened in visitor(browser, site, SCREENS["desktop-light"]):
            opened.sign_in(User.objects.get(username="ada"))
            yield opened


@pytest.fixture
def first_morning(
    shelf: Shelf, django_db_blocker: Any, site: str, browser: Browser
) -> Iterator[Visitor]:
    """The administrator's window on a house of its own, to furnish."""
    for _ in states(shelf, django_db_blocker, "new house", an_administrator):
        for opened in visitor(browser, site, SCREENS["desktop-light"]):
            opened.sign_in(User.objects.get(username="ada"))
            yield opened


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/company/",
        "/goals/",
        "/metrics/",
        "/metrics/new/",
        "/imports/",
        "/imports/new/",
        "/settings/",
        "/settings/me/",
        "/settings/api/",
        "/settings/organisation/",
        "/settings/teams/",
        "/settings/teams/new/",
        "/settings/people/",
        "/settings/people/new/",
        "/settings/administrators/",
        "/help/",
    ],
)
def test_a_page_without_anything_to_show(new_house, path):
    page = new_house.page
    page.set_viewport_size(DESKTOP)
    answer = new_house.visit(path)
    assert answer.status == 200
    expect(page.get_by_role("heading", level=1)).not_to_be_empty()
    assert new_house.findings() == []
    page.set_viewport_size(PHONE)
    assert new_house.overflow() == 0
    assert new_house.complaints == []


def test_a_house_is_furnished_step_by_step(first_morning):
    page = first_morning.page
    first_morning.visit("/")
    step(page, "A team")
    page.get_by_label("Name", exact=True).fill("Harbour & Pine")
    page.get_by_label("Time zone").select_option("Europe/London")
    page.get_by_role("button", name="Save the organisation").click()
    expect(page.locator(".toast")).to_contain_text("The organisation is saved.")
    step(page, "A team")
    page.get_by_label("Name", exact=True).fill("North")
    page.get_by_label("Time zone").select_option("Europe/London")
    page.get_by_role("button", name="Make this team").click()
    for name, role in (("Jin Park", "Agent"), ("Marcus Webb", "Supervisor")):
        first_morning.visit("/")
        step(page, "Its people")
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("Name they sign in with").fill(name.split()[0].lower())
        page.get_by_label("Team").select_option(label="North")
        page.locator("label", has_text=re.compile(rf"^\s*{role}")).click()
        page.get_by_role("button", name="Add this person").click()
    first_morning.visit("/")
    step(page, "Its calendar")
    page.get_by_role("button", name="Save North").click()
    first_morning.visit("/")
    step(page, "A metric")
    page.get_by_label("Name", exact=True).fill("Customers helped")
    page.get_by_role("button", name=re.compile("metric")).click()
    first_morning.visit("/")
    step(page, "Its figures")
    page.locator("input[type=file]").set_input_files(
        {
            "name": "friday.csv",
            "mimeType": "text/csv",
            "buffer": b"Date,Agent,Customers helped\n2026-11-20,Jin Park,12\n",
        }
    )
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Import 1 row").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Imported.")
    first_morning.visit("/")
    page.locator("main").get_by_role("link", name="Set a goal").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("goal")


def step(page, name):
    """Follow one of the first steps that are still to do."""
    page.locator(".first-steps").get_by_role("link", name=name).click()
