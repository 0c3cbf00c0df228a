"""Every page, seen by everybody it is for: desktop and phone, light and dark.

The list of pages comes from the resolver; `tests/journeys/pages.py` says who looks at each. One window and
one database serve the whole file; screen and colours are changed under the loaded page.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Browser

from teams.models import User
from tests.browser import DESKTOP, PHONE, SCREENS, Visitor, visitor
from tests.cast import BACKEND
from tests.journeys.pages import LOOKS, NO_PAGES, REFUSALS, Look

pytestmark = pytest.mark.django_db

SMALLEST = {"width": 320, "height": 844}
GET = {"GET", "HEAD"}


def addresses(
    entries: list[URLPattern | URLResolver] | None = None, names: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    """Every address with its full name."""
    for entry in entries if entries is not None else get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            inside = (*names, entry.namespace) if entry.namespace else names
            yield from addresses(entry.url_patterns, inside)
        else:
            yield ":".join((*names, entry.name or f"unnamed {entry.pattern}")), entry


def ours() -> set[str]:
    """The addresses that are pages of ours to look at: not the API, not the framework's admin site."""
    return {name for name, _ in addresses() if not name.startswith(("api:", "admin:"))}


SEEN = [
    pytest.param(look, id=f"{name}-{look.who or 'nobody'}-{number}")
    for name, looks in {**LOOKS, **{name: (look,) for name, look in REFUSALS.items()}}.items()
    for number, look in enumerate(looks)
]


@pytest.fixture(scope="module")
def window(browser: Browser, harbour: str) -> Iterator[Visitor]:
    """One window for all pages. What it complains about is asked page by page."""
    for opened in visitor(browser, harbour, SCREENS["desktop-light"]):
        yield opened
        opened.complaints.clear()


@pytest.fixture(scope="module")
def signed_in(window: Visitor) -> Any:
    """A function that makes the window somebody's."""
    present = [""]

    def change(who: str) -> None:
        if who != present[0]:
            window.page.context.clear_cookies()
            if who:
                window.sign_in(User.objects.get(username=who))
            present[0] = who

    return change


def screen(window: Visitor, size: dict[str, int], colours: str) -> None:
    window.page.set_viewport_size(size)
    window.page.emulate_media(color_scheme=colours)


@pytest.mark.parametrize("look", SEEN)
def test_page(window: Visitor, signed_in: Any, look: Look):
    window.complaints.clear()
    signed_in(look.who)
    screen(window, DESKTOP, "light")
    answer = window.visit(look.where())
    assert answer is not None
    if look.press:
        with window.page.expect_navigation():
            window.page.locator(look.press).first.click()
    else:
        assert answer.status == look.status
        assert look.leads_on or answer.request.redirected_from is None, window.page.url
    wrong = shape(window)
    assert skip_link_leads_to_the_page(window)
    for size in (SMALLEST, PHONE, DESKTOP):
        window.page.set_viewport_size(size)
        if over := window.overflow():
            wrong.append(f"{size['width']}: wider than the window by {over}")
    everything_open(window, "true")
    wrong += [f"desktop, all open: {finding}" for finding in window.findings()]
    everything_open(window, "false")
    screen(window, PHONE, "light")
    wrong += [f"phone: {finding}" for finding in window.findings(but="color-contrast")]
    screen(window, PHONE, "dark")
    wrong += [f"phone, dark: {finding}" for finding in window.findings(only="color-contrast")]
    if look.thorough:
        screen(window, PHONE, "light")
        wrong += [f"phone: {finding}" for finding in window.findings(only="color-contrast")]
        screen(window, DESKTOP, "dark")
        wrong += [f"desktop, dark: {finding}" for finding in window.findings(only="color-contrast")]
    assert wrong == []
    assert window.complaints == []


def shape(window: Visitor) -> list[str]:
    """What every page has: its name first in the title, one heading above all, one main part."""
    facts = window.page.evaluate(
        """() => ({
            title: document.title,
            heading: [...document.querySelectorAll("h1")].map(each => each.textContent.trim()),
            mains: document.querySelectorAll("main").length,
            summary: Boolean(document.querySelector("[data-focus]")),
            focused: Boolean(document.activeElement?.closest("[data-focus]")),
        })"""
    )
    wrong = []
    if not facts["title"].endswith(" · Leadwell") or facts["title"].startswith(" "):
        wrong.append(f"title: {facts['title']!r}")
    if len(facts["heading"]) != 1 or not all(facts["heading"]):
        wrong.append(f"headings: {facts['heading']}")
    if facts["mains"] != 1:
        wrong.append(f"main parts: {facts['mains']}")
    if facts["summary"] and not (facts["focused"] and facts["title"].startswith("Error: ")):
        wrong.append(f"an error summary without the focus, or untold in {facts['title']!r}")
    return wrong


def skip_link_leads_to_the_page(window: Visitor) -> bool:
    """The first thing Tab reaches is seen, and Enter on it leads past the menu."""
    page = window.page
    page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    page.locator("a.skip").focus()
    assert page.locator("a.skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    return bool(page.evaluate("document.activeElement.id === 'main'"))


def everything_open(window: Visitor, is_open: str) -> None:
    """Open or close menus, definitions and what is folded away."""
    window.page.evaluate(
        f"document.querySelectorAll('details').forEach(each => each.open = {is_open})"
    )


def test_every_address_is_looked_at_or_said_to_be_no_page():
    known = LOOKS.keys() | NO_PAGES.keys() | only_posted_to()
    assert ours() - known == set(), "these addresses have no look in tests/journeys/pages.py"
    assert (LOOKS.keys() | NO_PAGES.keys()) - ours() == set(), "these addresses are no more"


def only_posted_to() -> set[str]:
    """Addresses whose views take no GET."""
    found = set()
    for name, entry in addresses():
        if not name.startswith(("api:", "admin:")):
            allowed = methods(entry.callback)
            if allowed and not allowed & GET:
                found.add(name)
    return found


def methods(view: Any) -> set[str]:
    """What a view says it takes, as the framework's decorator left it in the view's closure."""
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            held = cell.cell_contents
            if isinstance(held, (list, tuple)) and held and set(held) <= {*GET, "POST"}:
                return set(held)
        view = getattr(view, "__wrapped__", None)
    return set()


def test_what_is_only_posted_to_is_found():
    assert {"teams:logout", "goals:state", "goals:import_undo"} <= only_posted_to()
    assert not only_posted_to() & LOOKS.keys()


@pytest.mark.parametrize(
    "look",
    [pytest.param(look, id=f"{name}-{look.who}") for name in LOOKS for look in LOOKS[name][:1]],
)
def test_page_weight(harbour: str, look: Look):
    client = Client()
    if look.who:
        client.force_login(User.objects.get(username=look.who), backend=BACKEND)
    answer = client.get(look.where(), follow=True)
    assert answer.status_code == 200
    assert len(gzip.compress(answer.content)) <= 30_000
