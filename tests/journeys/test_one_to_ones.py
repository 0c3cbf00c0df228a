"""A talk from the booking to what was agreed, by both, with script and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from feedback.models import Agreement, Meeting, Point, PrivateNote, Series
from tests.journeys.conftest import NOW
from tests.journeys.one_to_ones_pages import add_talks, person

pytestmark = pytest.mark.django_db


def test_marcus_begins_talks_with_dele_and_dele_adds_what_is_on_her_mind(either):
    page = either.page
    either.sign_in(person("marcus"))
    either.visit("/people/")
    page.get_by_role("row", name="Dele").get_by_role("link", name="Book one").click()
    page.get_by_label("The first one").fill("2026-11-24")
    page.get_by_label("Time").fill("14:30")
    page.get_by_role("button", name="Book the first one").click()
    expect(page.locator("main")).to_contain_text("Tue 24 Nov at 14:30")
    either.sign_in(person("dele"))
    either.visit("/inbox/")
    page.get_by_role("button", name="Open Marcus Webb booked").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One-to-one with Marcus")
    page.get_by_label("Something to talk about").fill("Weekends in December")
    page.get_by_role("button", name="Add it").click()
    expect(page.locator("main")).to_contain_text("Weekends in December")
    assert Point.objects.get().by == person("dele")


def test_from_today_to_what_was_agreed(either):
    add_talks(NOW)
    page = either.page
    either.sign_in(person("marcus"))
    either.visit("/")
    page.get_by_role("listitem").filter(has_text="One-to-one with Jin at 14:00").get_by_role(
        "link", name="Prepare for it"
    ).click()
    expect(page.get_by_role("heading", name="To know before you talk")).to_be_visible()
    page.get_by_role("button", name=re.compile("Talked about.*Holidays")).click()
    page.get_by_label("What is agreed").fill("Ask about New Year’s Eve")
    page.get_by_label("You", exact=True).check()
    page.get_by_label("By when?").fill("2026-11-27")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_label("In your words").fill("He is free over New Year.")
    page.get_by_role("button", name="We have talked").click()
    expect(page.get_by_text("Fri 4 Dec at 14:00")).to_be_visible()
    page.get_by_role("button", name="Book it").click()
    expect(page.locator("main")).to_contain_text("Fri 4 Dec at 14:00")
    held, following = Meeting.objects.filter(state__in=["held", "booked"]).order_by("-pk")[:2][::-1]
    assert (held.state, following.state) == ("held", "booked")
    assert Agreement.objects.get(made_in=held).owner == person("marcus")


def test_a_note_of_one_s_own_is_kept_and_the_other_one_never_sees_it(either):
    add_talks(NOW)
    series = Series.objects.get()
    page = either.page
    either.sign_in(person("jin"))
    either.visit(f"/people/{series.person_id}/one-to-ones/")
    expect(page.get_by_text("Only you can read this")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("His mother is ill")
    page.get_by_label("What to remember").fill("Ask for Thursdays")
    page.get_by_role("button", name="Keep it for yourself").click()
    expect(page.get_by_label("What to remember")).to_have_value("Ask for Thursdays")
    assert PrivateNote.objects.get(author=person("jin")).words == "Ask for Thursdays"
    either.sign_in(person("marcus"))
    either.visit(f"/people/{series.person_id}/one-to-ones/")
    expect(page.get_by_label("What to remember")).to_have_value("His mother is ill: go gently.")
