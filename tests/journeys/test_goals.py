"""Agreeing on a goal, changing it with a reason, and taking both back."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from goals.models import Goal, Progress
from goals.recompute.run import run_until_done
from teams.models import User
from tests.journeys.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(either):
    """Priya's browser, with script and without."""
    either.sign_in(User.objects.get(username="priya"))
    either.visit("/")
    return either.page


def test_a_goal_from_a_metric_in_five_clicks_and_one_sentence(page, either):
    either.visit("/metrics/first-contact-resolutions/")
    page.get_by_role("link", name="Set a goal").click()
    expect(page.locator(".speech--lead")).to_contain_text("North team")
    more = page.get_by_role("button", name=re.compile("^2% more than October"))
    figure = more.locator("b").inner_text()
    more.click()
    sentence = page.locator(".speech--lead")
    expect(sentence).to_contain_text(figure)
    page.get_by_role("button", name=re.compile("^December( 2026)?$")).click()
    expect(sentence).to_contain_text("1 to 31 December")
    expect(sentence).to_contain_text("a day")
    page.get_by_label("What does a customer notice when we make it?").fill(
        "Their Christmas parcel is sorted out in one call."
    )
    page.get_by_label("Goal it feeds").select_option(label="Fewer repeat contacts")
    page.get_by_role("button", name="Share now").click()
    expect(page.locator(".toast")).to_contain_text("is set")
    goal = Goal.objects.get(starts_on=date(2026, 12, 1), state="active")
    assert goal.ends_on == date(2026, 12, 31)
    assert goal.team is not None
    assert goal.team.slug == "north"
    assert goal.targets.get().target == Decimal(figure.replace(",", ""))
    assert goal.owner.username == "priya"
    expect(page.get_by_role("heading", level=1)).to_have_text(goal.name)
    expect(page.locator("main")).to_contain_text("Their Christmas parcel")


def test_a_goal_without_a_reason_why_is_asked_for_it_and_loses_nothing(page, either):
    either.visit(
        "/goals/new/why/?metric=first-contact-resolutions&whose=team:north&cadence=monthly"
        "&target=4200&days=2026-12-01_2026-12-31"
    )
    page.get_by_label("What do we call it?").fill("A calm December")
    before = Goal.objects.count()
    page.get_by_role("button", name="Share now").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".summary")).to_be_focused()
    expect(page.get_by_label("What do we call it?")).to_have_value("A calm December")
    assert Goal.objects.count() == before


def test_a_goal_is_adjusted_with_a_reason_that_everybody_sees(page, either):
    goal = Goal.objects.get(name="Quality conversations held")
    either.visit(f"/goals/{goal.pk}/")
    page.get_by_role("link", name="Adjust goal").click()
    page.get_by_label("Goal", exact=True).fill("90")
    page.get_by_label("What changed, and why?").fill("Two of us are on the returns project.")
    page.get_by_role("button", name="Save with this reason").click()
    expect(page.locator(".toast")).to_contain_text("Saved")
    history = page.locator("main")
    expect(history).to_contain_text("Two of us are on the returns project.")
    expect(history).to_contain_text("Priya Nair")
    run_until_done(NOW)
    held = Progress.objects.get(goal=goal, first_day=date(2026, 11, 1))
    assert held.target == Decimal(90)
    closed = Progress.objects.get(goal=goal, first_day=date(2026, 10, 1))
    assert closed.target != Decimal(90)
    page.reload()
    expect(page.locator(".facts")).to_contain_text("of 90")


def test_two_who_adjust_at_once_both_keep_their_words(page, either):
    goal = Goal.objects.get(name="Quality conversations held")
    either.visit(f"/goals/{goal.pk}/edit/")
    page.get_by_label("Goal", exact=True).fill("90")
    page.get_by_label("What changed, and why?").fill("Mine.")
    Goal.objects.filter(pk=goal.pk).update(version=goal.version + 1, why="Theirs, meanwhile.")
    with page.expect_navigation() as moved:
        page.get_by_role("button", name="Save with this reason").click()
    assert moved.value.status == 409
    expect(page.locator("main")).to_contain_text("Theirs, meanwhile.")
    expect(page.get_by_label("What changed, and why?")).to_have_value("Mine.")


def test_pausing_can_be_undone_at_once(page, either):
    goal = Goal.objects.get(name="Quality conversations held")
    either.visit(f"/goals/{goal.pk}/")
    page.get_by_role("button", name="Pause").click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("is paused")
    goal.refresh_from_db()
    assert goal.state == "paused"
    toast.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_contain_text("pursued again")
    goal.refresh_from_db()
    assert goal.state == "active"
