"""From a figure down to one reading, and what a person decides there; a move that was noted late."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from goals.models import ExcludedReading, Goal, Reading
from goals.recompute.run import run_until_done
from teams.models import Team, User
from tests.journeys.conftest import NOW

pytestmark = pytest.mark.django_db


def test_an_unfair_rating_is_left_out_two_clicks_from_the_figure_and_brought_back(either):
    either.sign_in(User.objects.get(username="marcus"))
    either.visit("/")
    page = either.page
    goal = Goal.objects.get(name="Happy customers, North")
    before = Reading.objects.count()
    page.locator(f'a.figure[href="/goals/{goal.pk}/explain/"]').click()
    expect(page.locator("main")).to_contain_text("÷")
    page.get_by_role("link", name=re.compile("^Correct")).first.click()
    section = page.get_by_role("region", name="Leave it out")
    section.get_by_label("Why would counting it be unfair?").fill("It rated the courier.")
    section.get_by_role("button", name="Leave it out").click()
    expect(page.locator(".toast")).to_contain_text("Left out")
    run_until_done(NOW)
    page.reload()
    expect(page.locator("main")).to_contain_text("Left out by Marcus Webb")
    assert Reading.objects.count() == before - 1
    page.get_by_role("link", name="All of Happy customers").click()
    page.get_by_role("button", name=re.compile("^Count it again")).first.click()
    expect(page.locator(".toast")).to_contain_text("counts again")
    assert Reading.objects.count() == before
    assert ExcludedReading.objects.count() == 2


def test_a_reading_is_entered_by_hand(either):
    either.sign_in(User.objects.get(username="priya"))
    either.visit("/metrics/quality-conversations/")
    page = either.page
    page.get_by_role("link", name="Enter a reading").click()
    page.get_by_role("button", name="Enter it").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_label("Whose").select_option(label="Jin Park")
    page.get_by_label("Day").fill("2026-11-19")
    page.get_by_label("Time").fill("09:30")
    page.get_by_label("Quality conversations").fill("1")
    page.get_by_label("Why do you enter it by hand?").fill("The form was not at hand.")
    page.get_by_role("button", name="Enter it").click()
    expect(page.locator(".toast")).to_contain_text("Entered.")
    expect(page.locator("main")).to_contain_text("Entered by hand")


def test_after_a_late_move_the_readings_follow_on_request_and_go_back(either):
    either.sign_in(User.objects.get(username="ada"))
    jin = User.objects.get(username="jin")
    either.visit(f"/settings/people/{jin.pk}/")
    page = either.page
    page.get_by_role("link", name="Move to another team").click()
    page.get_by_label("To", exact=True).select_option(label="South")
    page.get_by_label("First day in the new team").fill("2026-11-16")
    page.get_by_role("button", name="Move Jin Park").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Which team do the readings count for?"
    )
    south = Team.objects.get(slug="south")
    page.get_by_label("Why do they move?").fill("The move was noted late.")
    page.get_by_role("button", name="Move them to South team").click()
    expect(page.locator("main")).to_contain_text("moved to South team")
    assert Reading.objects.filter(agent_id=jin.pk, team=south).exists()
    page.get_by_role("button", name="Put them back to North team").click()
    expect(page.locator("main")).to_contain_text("went back to North team")
    assert not Reading.objects.filter(agent_id=jin.pk, team=south).exists()
