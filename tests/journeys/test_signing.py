"""In and out, with the mouse and without, with script and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from teams.demo import PASSWORD
from teams.models import User

pytestmark = pytest.mark.django_db


def sign_in(visitor, who="priya", password=PASSWORD):
    visitor.page.get_by_label("Name you sign in with").fill(who)
    visitor.page.get_by_label("Password").fill(password)
    visitor.page.get_by_role("button", name="Sign in").click()


def test_in_by_the_page_that_was_asked_for_and_out(either):
    page = either.page
    either.visit("/metrics/")
    expect(page).to_have_title("Sign in · Leadwell")
    sign_in(either)
    expect(page).to_have_url(re.compile("/metrics/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("What we measure")
    page.locator(".rail summary", has_text="Priya Nair").click()
    page.locator(".rail").get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out. See you next shift.")).to_be_visible()
    either.visit("/metrics/")
    expect(page).to_have_title("Sign in · Leadwell")


def test_a_wrong_password_is_told_first_and_in_one_place(either):
    page = either.page
    either.visit("/login/")
    sign_in(either, password="pine needles at dusk")
    expect(page).to_have_title("Error: Sign in · Leadwell")
    summary = page.locator(".summary")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("heading")).to_have_text("There is a problem")
    expect(page.get_by_label("Name you sign in with")).to_have_value("priya")
    expect(page.get_by_label("Password")).to_have_value("")


def test_a_link_in_a_summary_leads_to_its_field(either):
    page = either.page
    either.visit("/login/")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".summary")).to_be_focused()
    page.locator(".summary").get_by_role("link").first.click()
    expect(page.get_by_label("Name you sign in with")).to_be_focused()


def test_with_the_keyboard_alone_from_the_sign_in_to_a_goal(either):
    page = either.page
    either.visit("/login/")
    tab_to(page, "Name you sign in with")
    page.keyboard.type("priya")
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("of 8 goals.")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "First-contact resolutions")
    assert ring_of(page) >= 2
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("First-contact resolutions")


def test_everything_the_keyboard_reaches_is_seen_and_shows_it(desk):
    page = desk.page
    desk.sign_in(User.objects.get(username="priya"))
    desk.visit("/")
    order = []
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        name = page.evaluate("document.activeElement.outerHTML.slice(0, 90)")
        box = page.evaluate(
            """() => { const box = document.activeElement.getBoundingClientRect();
                return [box.width, box.height, box.bottom > 0 && box.top < innerHeight]; }"""
        )
        assert ring_of(page) >= 2, f"no ring on {name}"
        assert box[0] > 0, f"not drawn: {name}"
        assert box[1] > 0, f"not drawn: {name}"
        assert box[2], f"out of sight: {name}"
        order.append(page.evaluate("Boolean(document.activeElement.closest('main'))"))
    # Menu first, then the page, each once: nothing throws the focus about.
    assert len(order) >= 15
    assert order == sorted(order)


def test_the_pages_of_somebody_who_was_signed_out_meanwhile_lead_to_the_sign_in(desk):
    desk.sign_in(User.objects.get(username="jin"))
    desk.visit("/")
    desk.page.context.clear_cookies()
    desk.page.get_by_role("link", name="All goals").click()
    expect(desk.page).to_have_title("Sign in · Leadwell")
    sign_in(desk, "jin")
    expect(desk.page).to_have_url(re.compile("/goals/$"))


def tab_to(page, name):
    """Press Tab until the field or link of a name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => { const at = document.activeElement;
                return (at.labels?.[0] ?? at).textContent.trim().replace(/\\s+/g, " "); }"""
        )
        if found.startswith(name):
            return
    pytest.fail(f"Tab does not reach {name}")


def ring_of(page):
    """How wide the ring around what has the focus is drawn, in pixels; 0 where there is none."""
    return page.evaluate(
        """() => { const style = getComputedStyle(document.activeElement);
            return style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth); }"""
    )
