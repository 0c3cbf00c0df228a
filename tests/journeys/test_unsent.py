"""Words that were typed and not sent (`static/js/unsent.js`): nothing else that is pressed takes them away."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from teams.models import User
from tests.journeys.conftest import NOW
from tests.journeys.one_to_ones_pages import add_talks, of_meeting, person

pytestmark = pytest.mark.django_db
KEPT = "sessionStorage.getItem('unsent')"
THANKS = "On Tuesday you stayed until the last parcel was found."


@pytest.fixture
def marcus(desk) -> User:
    """Marcus, signed in at the desk."""
    desk.sign_in(person("marcus"))
    return person("marcus")


def summary(page):
    return page.locator("[name=summary]")


def thanks(page):
    return page.locator("#words")


def test_what_is_pressed_in_a_talk_takes_nothing_from_what_is_typed_beside_it(desk, marcus):
    add_talks(NOW)
    page = desk.page
    desk.visit(of_meeting("one_to_one")())
    summary(page).fill("She wants mail on two afternoons.")
    page.get_by_label("What is agreed").fill("Ask the planners")
    page.get_by_role("button", name=re.compile("Talked about.*Holidays")).click()
    expect(
        page.get_by_role("button", name=re.compile("Not talked about.*Holidays"))
    ).to_be_visible()
    expect(summary(page)).to_have_value("She wants mail on two afternoons.")
    expect(page.get_by_label("What is agreed")).to_have_value("Ask the planners")
    assert page.evaluate(KEPT) is None
    # What came back is as typed: it is asked about, and what is sent is not brought again.
    page.locator("form:has([name=summary])").get_by_role("button").last.click()
    expect(page.locator(".toast")).to_be_visible()
    expect(page.get_by_label("What is agreed")).to_have_value("Ask the planners")
    page.get_by_label("What is agreed").fill("")
    desk.visit(of_meeting("one_to_one")())
    expect(page.get_by_label("What is agreed")).to_have_value("")


def test_a_search_beneath_a_thanks_leaves_it_there(desk, marcus):
    page = desk.page
    desk.visit("/kudos/")
    thanks(page).fill(THANKS)
    page.locator("form[role=search], .finder form").first.evaluate("form => form.requestSubmit()")
    page.wait_for_url(re.compile(r"/kudos/\?"))
    expect(thanks(page)).to_have_value(THANKS)


def test_a_sign_in_in_between_gives_the_thanks_back_to_whoever_wrote_it(desk, marcus):
    page = desk.page
    desk.visit("/kudos/new/")
    page.locator("#who").fill("Jin")
    thanks(page).fill(THANKS)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Share with the team").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    desk.sign_in(marcus)
    desk.visit("/kudos/new/")
    expect(thanks(page)).to_have_value(THANKS)
    expect(page.locator("#who")).to_have_value("Jin")
    assert page.evaluate(KEPT) is None


def test_nobody_else_gets_them(desk, marcus):
    page = desk.page
    desk.visit("/kudos/new/")
    thanks(page).fill(THANKS)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Share with the team").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    assert THANKS in page.evaluate(KEPT)
    desk.sign_in(person("priya"))
    desk.visit("/kudos/new/")
    expect(thanks(page)).to_have_value("")
    assert page.evaluate(KEPT) is None


def test_signing_out_leaves_nothing_in_the_browser(desk, marcus):
    page = desk.page
    desk.visit("/kudos/")
    thanks(page).fill(THANKS)
    page.locator("form[role=search], .finder form").first.evaluate("form => form.requestSubmit()")
    page.wait_for_url(re.compile(r"/kudos/\?"))
    thanks(page).fill("")
    page.evaluate("sessionStorage.setItem('unsent', '{}')")
    page.on("dialog", lambda dialog: dialog.accept())
    page.evaluate("document.querySelector('[data-sign-out]').requestSubmit()")
    page.wait_for_url(re.compile("/login/"))
    assert page.evaluate(KEPT) is None


def test_what_was_sent_does_not_come_again(desk, marcus):
    page = desk.page
    desk.visit("/kudos/new/")
    page.locator("#who").fill("Jin")
    thanks(page).fill(THANKS)
    page.get_by_role("button", name="Share with the team").click()
    expect(page.locator(".toast")).to_be_visible()
    desk.visit("/kudos/new/")
    expect(thanks(page)).to_have_value("")
    assert page.evaluate(KEPT) is None
