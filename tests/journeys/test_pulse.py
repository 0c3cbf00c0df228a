"""The question of the week, answered: with script and without, by click and by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from feedback.demo.pulse import seed_pulse
from feedback.models import PulseAction, Round
from teams.models import Team, User
from tests.feedback.pulse_scene import said_in
from tests.journeys.conftest import NOW

pytestmark = pytest.mark.django_db
THANKS = "Thank you. Results come on Monday."


def counted() -> int:
    """Answers of the open week in North."""
    return sum(said_in(Team.objects.get(slug="north")).sums)


@pytest.fixture
def asked(either):
    """A year of questions, one of them open."""
    seed_pulse(NOW, seed=1)
    return either


def test_one_click_on_today(asked):
    before = counted()
    asked.sign_in(User.objects.get(username="jin"))
    asked.visit("/")
    page = asked.page
    question = Round.objects.get(closed_at=None).words
    card = page.get_by_role("region", name=question)
    card.get_by_role("button", name="4 of 5").click()
    expect(page.get_by_text(THANKS).first).to_be_visible()
    expect(page.get_by_role("button", name="4 of 5")).to_have_count(0)
    assert counted() == before + 1
    page.reload()
    expect(page.get_by_role("button", name="4 of 5")).to_have_count(0)


def test_with_words_by_keyboard(asked):
    before = counted()
    asked.sign_in(User.objects.get(username="jin"))
    asked.visit("/pulse/answer/")
    page = asked.page
    page.get_by_role("radio", name="2", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_label("In your own words").fill("Too few chairs.")
    page.get_by_role("button", name="Give this answer").press("Enter")
    expect(page.locator(".toast")).to_contain_text(THANKS)
    assert counted() == before + 1


def test_a_leader_says_what_is_done_and_then_that_it_is(asked):
    asked.sign_in(User.objects.get(username="marcus"))
    asked.visit("/reports/team-health/")
    page = asked.page
    page.locator(".head").get_by_role("link", name="Note an action").click()
    page.get_by_label("For whom").select_option("north")
    page.get_by_label("What do you do about it?").fill("We buy chairs.")
    page.get_by_role("button", name="Say so").click()
    expect(page.locator("main")).to_contain_text("We buy chairs.")
    page.get_by_role("button", name=re.compile("Done.*We buy chairs")).click()
    expect(page.locator(".toast")).to_contain_text("Done.")
    assert PulseAction.objects.get(words="We buy chairs.").done_at == NOW
