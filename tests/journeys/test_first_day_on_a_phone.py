"""The first day of a house on a phone, from the sign-in to the first thanks: with script and without, typing no address
and reading nothing but the pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from escalations.models import Escalation
from feedback.models import Kudos
from goals.models import Goal
from goals.recompute.run import run_until_done
from teams.models import User
from tests.browser import SCREENS, Visitor, visitor
from tests.journeys.conftest import Shelf, states

pytestmark = pytest.mark.django_db
PASSWORD = "pine needles at dawn"
WORDS = "At ten you rang the depot yourself, so Mrs Clark had her sofa the same day."
Opens = Callable[[], Visitor]


def an_administrator() -> None:
    """As `createsuperuser` leaves the house."""
    User.objects.create_superuser("ada", "Ada Osei", password=PASSWORD)


@pytest.fixture(params=["script", "no-script"])
def opens(
    request: pytest.FixtureRequest,
    shelf: Shelf,
    django_db_blocker: Any,
    site: str,
    browser: Browser,
) -> Iterator[Opens]:
    """A new house, and a phone for each who comes to it."""
    options = {**SCREENS["phone-light"], "java_script_enabled": request.param == "script"}
    for _ in states(shelf, django_db_blocker, "new house on a phone", an_administrator):
        with ExitStack() as phones:
            yield lambda: phones.enter_context(a_phone(browser, site, options))


@contextmanager
def a_phone(browser: Browser, site: str, options: dict[str, Any]) -> Iterator[Visitor]:
    yield from visitor(browser, site, options)


def test_from_the_sign_in_to_the_first_thanks(opens):
    ada = opens()
    the_house_is_furnished(ada)
    marcus, jin = (joins(opens(), link_for(ada, name)) for name in ("Marcus Webb", "Jin Park"))
    the_first_goal(marcus)
    the_first_escalation(jin)
    it_is_answered(marcus)
    the_first_thanks(marcus)
    to_today(jin.page)
    expect(jin.page.locator("main")).to_contain_text(WORDS)


def the_house_is_furnished(ada: Visitor) -> None:
    page = ada.page
    ada.visit("/")
    page.get_by_label("Name you sign in with").fill("ada")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    begin(page, "Name the organisation")
    page.get_by_label("Name", exact=True).fill("Harbour & Pine")
    page.get_by_label("Time zone").select_option("Europe/London")
    page.get_by_role("button", name="Save the organisation").click()
    to_today(page)
    begin(page, "Add a team")
    page.get_by_label("Name", exact=True).fill("North")
    page.get_by_label("Time zone").select_option("Europe/London")
    page.get_by_role("button", name="Make this team").click()
    for name, role in (("Jin Park", "Agent"), ("Marcus Webb", "Supervisor")):
        to_today(page)
        begin(page, "Add a person")
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("Name they sign in with").fill(name.split()[0].lower())
        page.get_by_label("Team").select_option(label="North")
        page.locator("label", has_text=re.compile(rf"^\s*{role}")).click()
        page.get_by_role("button", name="Add this person").click()
    to_today(page)
    begin(page, "Choose its country and hours")
    page.get_by_role("button", name="Save North").click()
    to_today(page)
    begin(page, "Add a metric")
    page.get_by_label("Name", exact=True).fill("Customers helped")
    page.get_by_role("button", name=re.compile("metric")).click()
    to_today(page)
    begin(page, "Import a file")
    lines = "".join(f"2026-11-{day},Jin Park,{day}\n" for day in range(10, 20))
    page.locator("input[type=file]").set_input_files(
        {
            "name": "november.csv",
            "mimeType": "text/csv",
            "buffer": f"Date,Agent,Customers helped\n{lines}".encode(),
        }
    )
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("button", name="Check the file").click()
    # Figures of days before anybody was put into the team: the page knows which one is meant.
    page.get_by_role("button", name="Count these rows for North").click()
    page.get_by_role("button", name="Import 10 rows").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Imported.")
    run_until_done()


def begin(page: Page, what: str) -> None:
    """The one thing that *Today* asks for."""
    button = page.get_by_role("link", name=what)
    expect(button).to_have_class(re.compile("btn--primary"))
    button.click()


def to_today(page: Page) -> None:
    page.locator(".tabbar").get_by_role("link", name="Today").click()


def link_for(ada: Visitor, name: str) -> str:
    ada.visit("/settings/people/")
    ada.page.locator("main").get_by_role("link", name=name).first.click()
    ada.page.get_by_role("button", name="Make a sign-in link").click()
    return str(ada.page.get_by_label("Link").input_value())


def joins(phone: Visitor, link: str) -> Visitor:
    """Chooses a password, and is in."""
    page = phone.page
    phone.visit(link[link.index("/welcome/") :])
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    expect(page.locator(".toast")).to_contain_text("you are signed in")
    expect(page.locator(".tabbar").get_by_role("link", name="Today")).to_be_visible()
    return phone


def the_first_goal(marcus: Visitor) -> None:
    page = marcus.page
    page.locator(".tabbar").get_by_role("link", name="Goals").click()
    page.get_by_role("link", name=re.compile("Set (a|the first) goal")).first.click()
    page.get_by_label("What do we measure?").select_option(label="Customers helped")
    page.get_by_role("button", name="Next: how much").click()
    page.get_by_label("Your own number").fill("400")
    page.get_by_role("button", name="Next: when").click()
    page.locator(".choices").first.get_by_role("button").first.click()
    page.get_by_label("What does a customer notice when we make it?").fill("Nobody waits for us.")
    page.get_by_role("button", name="Share now").click()
    expect(page.locator(".toast")).to_contain_text("is set")
    assert Goal.objects.get().why == "Nobody waits for us."


def the_first_escalation(jin: Visitor) -> None:
    page = jin.page
    page.locator(".tabbar").get_by_role("link", name="Log").click()
    page.locator("label", has=page.locator("[name=category]")).first.click()
    page.get_by_label("In a few words").fill("Sofa missed its slot")
    page.locator("label", has_text="A decision").click()
    page.get_by_label("What would you do?").fill("Deliver it today, and £20.")
    page.get_by_role("button", name="Send to").click()
    expect(page.locator("main")).to_contain_text("Sent to Marcus")
    assert Escalation.objects.get().about == "Sofa missed its slot"


def it_is_answered(marcus: Visitor) -> None:
    page = marcus.page
    to_today(page)
    page.get_by_role("button", name="Agree with Jin").first.click()
    expect(page.locator("main")).to_contain_text("Undo")
    assert Escalation.objects.get().outcome == "agreed"


def the_first_thanks(marcus: Visitor) -> None:
    page = marcus.page
    page.locator(".tabbar").get_by_role("link", name="Kudos").click()
    page.get_by_label("Thank", exact=True).fill("Jin")
    if page.locator("#who[role=combobox]").count():
        page.get_by_role("option", name=re.compile("Jin Park")).click()
    page.get_by_label("Your thanks").fill(WORDS)
    page.get_by_role("button", name="Share with the team").click()
    expect(page.locator(".toast")).to_contain_text("Shared with North.")
    assert Kudos.objects.get().words == WORDS
