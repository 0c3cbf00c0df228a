"""A manager's morning review, flow 2.1 of the design: six clicks, nothing typed, with script and without."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from escalations.models import Escalation
from feedback.models import Kudos
from teams.actions.huddles import make_ready
from teams.models import DayBox, Huddle, Team, User
from tests.journeys.conftest import NOW
from tests.journeys.day_pages import TITLE, add_day

pytestmark = pytest.mark.django_db


def test_the_morning_is_reviewed_in_six_clicks_without_a_word_typed(either):
    """At most four items wait at a time: the thanks comes up once the case is agreed on."""
    priya, north = User.objects.get(username="priya"), Team.objects.get(slug="north")
    # North holds huddles, so *Today* asks for today's.
    yesterday = NOW - timedelta(days=1)
    make_ready(priya, north, yesterday.date(), now=yesterday)
    page = either.page
    clicks = 0

    def click(what):
        nonlocal clicks
        what.click()
        clicks += 1

    either.sign_in(priya)
    either.visit("/")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("First-contact resolutions")
    expect(page.locator(".kpi")).to_have_count(4)
    todos = page.get_by_role("region", name="Needs you")
    expect(todos.locator(".todo")).to_have_count(4)

    # One: the goal that is behind, and why.
    row = page.get_by_role("row", name="First-contact resolutions Owner Marcus")
    click(row.get_by_role("link", name="First-contact resolutions"))
    expect(page.locator(".facts .fact")).to_have_count(4)
    # Two: back.
    page.go_back()
    clicks += 1
    expect(heading).to_contain_text("of 8 goals.")
    # Three: agreed at once; the undo stays in the list.
    agree = todos.get_by_role("button", name=re.compile("^Agree with "))
    at = agree.locator("xpath=ancestor::form").get_attribute("action") or ""
    case = Escalation.objects.get(pk=at.split("/")[2])
    click(agree)
    expect(todos.get_by_role("button", name=re.compile("^Undo"))).to_be_visible()
    expect(page.locator(".toast")).to_have_count(0)
    case.refresh_from_db()
    assert case.outcome == "agreed"
    # Four: the composer, with the person and what they did. Five: it can wait, so it is closed.
    before = Kudos.objects.count()
    click(todos.get_by_role("link", name=re.compile("^Thank ")))
    expect(page.locator("[name=to]").first).to_be_attached()
    expect(page.locator(".composer__about")).to_be_visible()
    click(page.get_by_role("link", name="Today").first)
    expect(todos.locator("p.hint").last).to_have_text(
        re.compile(r"^That's everything|more waits?,? ")
    )
    # The undo was there until the next page.
    expect(todos.get_by_role("button", name=re.compile("^Undo"))).to_have_count(0)
    # Six: whoever has gone longest without sharing speaks at the huddle; it stays on *Today*.
    pick = todos.get_by_role("button", name=re.compile("^Pick "))
    suggested = pick.inner_text().removeprefix("Pick ")
    click(pick)
    expect(todos.locator(".todo h3", has_text=re.compile("^Finish the .* huddle"))).to_be_visible()
    expect(page).to_have_title("Today · Leadwell")
    huddle = Huddle.objects.get(team=north, day=NOW.date())
    assert huddle.speaker
    assert huddle.speaker.name.split()[0] == suggested
    # Nothing was written: as many clicks as the design has, and no thanks that nobody meant.
    assert (clicks, Kudos.objects.count()) == (6, before)


def test_an_answer_is_taken_back_in_its_place(either):
    page = either.page
    either.sign_in(User.objects.get(username="priya"))
    either.visit("/")
    todos = page.get_by_role("region", name="Needs you")
    first = todos.locator(".todo h3").first.inner_text()
    todos.get_by_role("button", name=re.compile("^Agree with ")).click()
    todos.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page).to_have_title("Today · Leadwell")
    expect(todos.locator(".todo h3").first).to_have_text(first)
    expect(page.locator(".toast")).to_contain_text("Taken back. It stands as it was.")


def test_a_leader_sets_time_aside_moves_it_and_takes_it_away(either):
    add_day(NOW)
    page = either.page
    either.sign_in(User.objects.get(username="priya"))
    either.visit("/")
    day = page.get_by_role("region", name="Your day")
    expect(day).to_contain_text(f"Overlaps “{TITLE}” by 15 min.")
    day.locator("summary", has_text="Set time aside").click()
    day.get_by_label("What for?").fill("Ring the depot")
    day.get_by_label("From").fill("17:00")
    day.get_by_label("Minutes").fill("20")
    day.get_by_role("button", name="Put it in my day").click()
    expect(day.locator("li", has_text="Ring the depot")).to_contain_text("17:00 to 17:20")
    day.get_by_role("link", name="Change Walk the floor").click()
    page.get_by_label("From").fill("14:00")
    page.get_by_role("button", name="Save").click()
    expect(day.locator("li", has_text=TITLE)).to_contain_text("14:00 to 15:00")
    expect(day).not_to_contain_text("Overlaps")
    day.get_by_role("link", name="Change Ring the depot").click()
    page.get_by_role("button", name="Take it out of my day").click()
    expect(day).not_to_contain_text("Ring the depot")
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(day).to_contain_text("Ring the depot")
    assert DayBox.objects.filter(removed_at=None).count() == 3
