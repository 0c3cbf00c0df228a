"""The life of a goal, step by step: proposed, answered, agreed on, noted on, looked back on; and one's own."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from goals.models import Asked, Goal, GoalNote, Override, OwnGoal, Proposal, Review
from teams.models import User
from tests.journeys.conftest import NOW

pytestmark = pytest.mark.django_db


def person(username: str) -> User:
    return User.objects.get(username=username)


def test_a_goal_is_proposed_answered_and_agreed_on_at_another_number(either):
    page = either.page
    either.sign_in(person("marcus"))
    either.visit(
        "/goals/new/why/?metric=quality-conversations&whose=team:north&cadence=monthly"
        "&target=120&days=2026-12-01_2026-12-31"
    )
    page.get_by_label("What does a customer notice when we make it?").fill("They are heard.")
    page.get_by_role("button", name="Propose at the huddle").click()
    expect(page.locator(".toast")).to_contain_text("is proposed")
    proposal = Proposal.objects.latest("pk")
    address = f"/goals/{proposal.goal_id}/proposal/"
    page.context.clear_cookies()
    either.sign_in(person("jin"))
    either.visit("/")
    page.get_by_role("link", name="Say what you think").first.click()
    either.visit(address)
    page.get_by_label("Lower").check()
    page.get_by_role("button", name="Say it").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_label("What would you aim for?").fill("110")
    page.get_by_label("Why?").fill("Christmas week is short.")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator("main")).to_contain_text("Would lower it to 110")
    assert Asked.objects.get(proposal=proposal, person=person("jin")).figure == Decimal(110)
    page.context.clear_cookies()
    either.sign_in(person("marcus"))
    either.visit(address)
    expect(page.locator("main")).to_contain_text("Christmas week is short.")
    page.get_by_text("Agreed on another number").click()
    page.get_by_label("Agreed on", exact=True).fill("112")
    page.get_by_label("Why this number?").fill("Jin is right about Christmas week.")
    page.get_by_role("button", name="Agreed on this number").click()
    expect(page.locator(".toast")).to_contain_text("is agreed")
    goal = Goal.objects.get(pk=proposal.goal_id)
    assert (goal.state, goal.targets.latest("pk").target) == ("active", Decimal(112))
    page.get_by_role("link", name="Who was asked, and what was said").click()
    expect(page.locator("main")).to_contain_text("Jin Park")


def test_a_note_stands_on_the_chart_and_can_be_mended_and_taken_out(either):
    page = either.page
    goal = Goal.objects.get(name="First-contact resolutions")
    either.sign_in(person("jin"))
    either.visit(f"/goals/{goal.pk}/")
    before = page.locator(".note circle").count()
    page.get_by_role("link", name="Add a note").click()
    page.get_by_label("Day").fill("2026-11-10")
    page.get_by_label("What happened?").fill("Snow: half of us worked from home.")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator(".note circle")).to_have_count(before + 1)
    expect(page.locator("main")).to_contain_text("Snow: half of us")
    page.get_by_role("link", name="Edit your note").click()
    page.get_by_label("What happened?").fill("Snow: all of us worked from home.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Snow: all of us")
    page.get_by_role("link", name="Edit your note").click()
    page.get_by_role("button", name="Take the note out").click()
    expect(page.locator(".note circle")).to_have_count(before)
    assert GoalNote.objects.get(by=person("jin")).removed_at is not None


def test_marcus_looks_back_on_october(either):
    page = either.page
    goal = Goal.objects.get(name="Chase couriers the same hour")
    either.sign_in(person("marcus"))
    # Four other things need him more this morning.
    either.visit(f"/goals/{goal.pk}/close/")
    expect(page.get_by_role("heading", level=1)).to_have_text("How did October end?")
    page.get_by_label("Partly").check()
    page.get_by_label("What did we learn?").fill("Book them in the first week, not in the last.")
    page.get_by_role("button", name="Keep what we learned").click()
    expect(page.locator("main")).to_contain_text("How October ended")
    assert (
        Review.objects.get(outcome="partly", learned__startswith="Book them").by.username
        == "marcus"
    )
    either.visit("/")
    expect(page.locator(".todo", has_text="Chase couriers the same hour")).to_have_count(0)


def test_the_owner_says_how_they_see_it_and_takes_it_back(either):
    page = either.page
    goal = Goal.objects.get(name="Quality conversations held")
    either.sign_in(person("marcus"))
    either.visit(f"/goals/{goal.pk}/")
    page.get_by_role("link", name="Say how you see it").click()
    page.get_by_label("Watch").check()
    page.get_by_label("Why, in a few words?").fill("the last week is full of holidays")
    page.get_by_role("button", name="Say it").click()
    said = page.get_by_text("Marcus says watch: the last week is full of holidays")
    expect(said.first).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(".goal__said")).to_have_count(0)
    assert Override.objects.get(goal=goal).withdrawn_at == NOW


def test_jin_sets_a_goal_for_themself_checks_in_and_keeps_it_private(either):
    page = either.page
    either.sign_in(person("jin"))
    either.visit("/me/goals/")
    page.get_by_role("link", name="Set a goal").click()
    page.get_by_label("What do you want to get better at?").fill("Listen to the end")
    page.get_by_label("How will you know?").fill("They finish their sentences.")
    page.get_by_label("By when?").fill("2026-12-18")
    page.get_by_role("button", name="Set it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Listen to the end")
    page.get_by_label("Some of the way").check()
    page.get_by_label("In a line").fill("Twice today.")
    page.get_by_role("button", name="Check in").click()
    expect(page.locator(".timeline")).to_contain_text("Twice today.")
    page.get_by_label("Only me").check()
    page.get_by_role("button", name="Change who sees it").click()
    expect(page.locator(".head")).to_contain_text("Only you see it")
    own = OwnGoal.objects.get(aim="Listen to the end")
    page.context.clear_cookies()
    either.sign_in(person("marcus"))
    assert either.visit(f"/me/goals/{own.pk}/").status == 404
    either.visit(f"/people/{person('jin').pk}/")
    expect(page.locator("main")).to_contain_text("Keep small refunds in my own hands")
    expect(page.locator("main")).not_to_contain_text("Listen to the end")
