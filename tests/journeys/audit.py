"""How a page is examined: on desktop and phone, in light and dark, and 320 pixels wide.

Screen and colours are changed under the loaded page. Every look goes by all rules on the desktop in light, and
by contrast and the size of what is tapped on the phone in dark, in the page's own part. What is around that is
the same on every page: thorough looks measure it, by all rules on the phone too, and contrast on all four screens.
Contrast in light is measured at the first look at an address: the next ones draw with the same colours.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from teams.models import User
from tests.browser import DESKTOP, PHONE, Visitor
from tests.cast import BACKEND
from tests.journeys.pages import Look

SMALLEST = {"width": 320, "height": 844}
HEAVIEST = 30_000
"""Bytes of a page's HTML, gzipped."""


def examine(window: Visitor, signed_in: Callable[[str], None], look: Look) -> None:
    """Open a page as a look says, and hold it to what holds for every page."""
    window.complaints.clear()
    signed_in(look.who)
    screen(window, DESKTOP, "light")
    answer = window.visit(look.where())
    assert answer is not None
    look.meanwhile(window.page)
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
        wrong += [f"{size['width']}: {clash}" for clash in words_over_words(window)]
    unfold(window, "main details", "true")
    known = "color-contrast" if look.again and not look.thorough else ""
    wrong += [f"desktop, all open: {finding}" for finding in window.findings(but=known)]
    unfold(window, "details", "false")
    screen(window, PHONE, "dark")
    if not look.thorough:
        wrong += [
            f"phone, dark: {finding}"
            for finding in window.findings("color-contrast", "target-size", within="main")
        ]
    else:
        wrong += [f"phone, dark: {finding}" for finding in window.findings()]
        screen(window, PHONE, "light")
        wrong += [f"phone: {finding}" for finding in window.findings("color-contrast")]
        screen(window, DESKTOP, "dark")
        wrong += [f"desktop, dark: {finding}" for finding in window.findings("color-contrast")]
        unfold(window, "details", "true")
        wrong += [
            f"desktop, dark, menus open: {finding}"
            for finding in window.findings()
            # A menu that is open lies over the rail it belongs to, and may cover half of a line there. It closes
            # by Escape or a click anywhere, and the rail was measured while it was closed.
            if not (finding.startswith("target-size") and "rail__item" in finding)
        ]
    assert wrong == [], "\n".join(wrong)
    assert window.complaints == []


def shape(window: Visitor) -> list[str]:
    """What every page has: its name first in the title, one heading above all, one main part."""
    if (summary := window.page.locator("[data-focus]")).count():
        # The window may still be on its way to the front.
        with suppress(AssertionError):
            expect(summary.first).to_be_focused(timeout=5_000)
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


def words_over_words(window: Visitor) -> list[str]:
    """Labels of a drawing that are written over one another."""
    clashes: list[str] = window.page.evaluate(
        """() => [...document.querySelectorAll("svg")].flatMap(drawing => {
            const words = [...drawing.querySelectorAll("text")].filter(
                word => word.getClientRects().length && word.textContent.trim());
            const boxes = words.map(word => word.getBoundingClientRect());
            const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
                && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6;
            return words.flatMap((word, i) => words.slice(i + 1)
                .filter((_, j) => over(boxes[i], boxes[i + 1 + j]))
                .map(other => `“${word.textContent}” and “${other.textContent}” overlap`));
        })"""
    )
    return clashes


def skip_link_leads_to_the_page(window: Visitor) -> bool:
    """The first link of all can be seen when it has the focus, and leads past the menu."""
    page = window.page
    page.evaluate("scrollTo(0, 0)")
    first = page.locator("a, button, input, summary").first
    first.focus()
    box = first.bounding_box()
    seen = box is not None and box["y"] >= 0 and box["height"] > 0
    page.keyboard.press("Enter")
    return seen and bool(page.evaluate("document.activeElement.id === 'main'"))


def unfold(window: Visitor, what: str, is_open: str) -> None:
    """Open or close menus, definitions and what is folded away."""
    window.page.evaluate(
        f"document.querySelectorAll('{what}').forEach(each => each.open = {is_open})"
    )


def screen(window: Visitor, size: dict[str, int], colours: str) -> None:
    window.page.set_viewport_size(size)
    window.page.emulate_media(color_scheme=colours)


def weigh(look: Look) -> None:
    """Hold a page to its share of what one load may weigh."""
    client = Client()
    if look.who:
        client.force_login(User.objects.get(username=look.who), backend=BACKEND)
    answer = client.get(look.where(), follow=True)
    assert answer.status_code == 200
    assert len(gzip.compress(answer.content)) <= HEAVIEST


def first_looks(chosen: dict[str, tuple[Look, ...]]) -> list[Any]:
    """The first look at each address, as parameters of a test."""
    return [pytest.param(some[0], id=f"{name}-{some[0].who}") for name, some in chosen.items()]
