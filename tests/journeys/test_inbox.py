"""From what one is told to the goal it is about, and to being told less; with script and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from escalations.models import Escalation
from goals.models import Goal
from teams.models import Notice, NoticeChoices, User
from teams.telling import tell
from tests.journeys.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(either):
    """Marcus's browser, with two things that wait, with script and without."""
    marcus = User.objects.get(username="marcus")
    Notice.objects.filter(user=marcus).delete()
    goal = Goal.objects.get(name="First-contact resolutions")
    for key, text in (("1", "Behind: First-contact resolutions."), ("2", "November is revised.")):
        tell([marcus], "goals.turned", key, text, url=f"/goals/{goal.pk}/", now=NOW)
    either.sign_in(marcus)
    either.visit("/")
    return either.page


def test_what_waits_is_opened_from_the_menu_and_waits_no_more(page):
    menu = page.get_by_role("navigation", name="Main", exact=True)
    expect(menu.get_by_role("link", name="Inbox")).to_contain_text("2")
    menu.get_by_role("link", name="Inbox").click()
    page.get_by_role("button", name="Open the goal Behind: First-contact resolutions.").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("First-contact resolutions")
    expect(menu.get_by_role("link", name="Inbox")).to_contain_text("1")
    menu.get_by_role("link", name="Inbox").click()
    page.get_by_role("button", name="Mark read November is revised.").click()
    expect(page.locator("main")).to_contain_text("Nothing new.")
    expect(menu.get_by_role("link", name="Inbox")).to_have_text(re.compile(r"^\s*Inbox\s*$"))


def test_all_at_once_and_less_of_it(page):
    page.goto(page.url.rstrip("/") + "/inbox/")
    page.get_by_role("button", name="Mark all read").click()
    expect(page.locator("#toasts")).to_contain_text("All read.")
    page.locator("main").get_by_role("link", name="What you are told").click()
    page.get_by_label("A closed period is revised").select_option("In the digest alone")
    page.get_by_label("Once a week").check()
    page.get_by_label("From", exact=True).fill("20:00")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".errors, [role=alert], main").first).to_contain_text(
        "Give both times, or neither."
    )
    page.get_by_label("Until", exact=True).fill("07:30")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#toasts")).to_contain_text("Saved.")
    kept = NoticeChoices.objects.get(user__username="marcus")
    assert (kept.not_in_app, kept.digest) == (["goals.revised"], "weekly")


def test_a_case_is_answered_in_its_row_and_taken_back_there(either):
    """As on *Today*: one click, and the undo stays in the row until the next page."""
    priya = User.objects.get(username="priya")
    Notice.objects.filter(user=priya).delete()
    case = Escalation.objects.filter(state="open", outcome="").exclude(proposal="").first()
    url = f"/escalations/{case.pk}/"
    tell([priya], "goals.turned", "1", "Behind: First-contact resolutions.", now=NOW)
    tell([priya], "escalations.asked", "2", "You are asked.", url=url, now=NOW)
    either.sign_in(priya)
    either.visit("/inbox/")
    page = either.page
    row = page.locator("li.todo", has_text="You are asked.")
    row.get_by_role("button", name=re.compile("^Agree with ")).click()
    expect(row).to_contain_text("Agreed with ")
    expect(row).to_contain_text("Priya Nair agreed as suggested")
    expect(page.locator(".toast")).to_have_count(0)
    case.refresh_from_db()
    assert case.outcome == "agreed"
    row.get_by_role("button", name=re.compile("^Undo")).click()
    expect(row.get_by_role("button", name=re.compile("^Agree with "))).to_be_visible()
    case.refresh_from_db()
    assert case.outcome == ""
