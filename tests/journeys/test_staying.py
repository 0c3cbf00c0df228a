"""A manager writes down why somebody left, and finds it counted; with script and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from feedback.demo.staying import seed_staying
from feedback.models import Leaving
from teams.models import User
from tests.journeys.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def left(either):
    """Two years of people who left."""
    seed_staying(NOW, seed=1)
    return either


def test_from_the_report_to_the_reason_and_back(left):
    page = left.page
    left.sign_in(User.objects.get(username="priya"))
    left.visit("/reports/")
    page.locator(".head").get_by_role("link", name="Whether people stay").click()
    expect(page.locator(".head")).to_contain_text("left in the last 12 months")
    page.get_by_role("link", name="1 left without a reason written down").click()
    page.get_by_role("link", name="Say why Freya Nilsen left").click()
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("main")).to_contain_text("Choose one of the reasons")
    page.get_by_label("In their own words").fill("I found a team nearer home.")
    page.get_by_role("radio", name="Moved away").check()
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator(".toast")).to_contain_text("Why Freya Nilsen left is written down.")
    expect(page.locator("main")).to_contain_text("I found a team nearer home.")
    assert Leaving.objects.get(person__username="freya.left").theme == "moved"
    left.visit("/reports/staying/")
    expect(page.get_by_role("link", name="left without a reason")).to_have_count(0)


def test_by_keyboard(left):
    page = left.page
    left.sign_in(User.objects.get(username="priya"))
    left.visit(f"/reports/staying/left/{User.objects.get(username='freya.left').pk}/")
    page.get_by_role("radio", name="Pay").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Write it down").press("Enter")
    expect(page.locator(".toast")).to_contain_text("is written down")
    assert Leaving.objects.get(person__username="freya.left").theme == "pay"
