"""Setting a challenge, joining it by choice, leaving it again; giving a reward and taking it back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from goals.models import Challenge, Participation, RewardGrant
from teams.models import User

pytestmark = pytest.mark.django_db


def person(username: str) -> User:
    return User.objects.get(username=username)


def test_a_challenge_is_set_in_two_steps_and_joined_by_choice(either):
    either.sign_in(person("marcus"))
    either.visit("/goals/")
    page = either.page
    page.locator("main").get_by_role("link", name="Challenges").click()
    page.get_by_role("link", name="New challenge").click()
    page.get_by_label("What do we measure?").select_option(label="First-contact resolutions")
    page.get_by_label("First day").fill("2026-11-30")
    page.get_by_label("Last day").fill("2026-12-06")
    page.get_by_role("button", name="Next: how much and why").click()
    page.get_by_role("button", name=re.compile("^A little better than")).click()
    expect(page.locator(".speech--lead")).to_contain_text("Together, whoever joins reaches")
    page.get_by_role("button", name="Open it for joining").click()
    expect(page.locator(".summary")).to_be_focused()
    page.get_by_label("What does a customer notice when we manage it?").fill("One call is enough.")
    page.get_by_label("What do we call it?").fill("A calm week")
    page.get_by_label("Reward").select_option(label="Cake for the team")
    page.get_by_role("button", name="Open it for joining").click()
    expect(page.locator(".toast")).to_contain_text("open to join")
    made = Challenge.objects.get(name="A calm week")
    assert made.line is not None
    assert not Participation.objects.filter(challenge=made).exists()
    # A lead reads it, and has no way to join anybody.
    expect(page.get_by_role("link", name="Join")).to_have_count(0)

    page.context.clear_cookies()
    either.sign_in(person("jin"))
    either.visit(f"/challenges/{made.pk}/")
    page.get_by_role("link", name="Join").click()
    expect(page.locator("main")).to_contain_text("by your name")
    page.get_by_role("button", name="Join, with this").click()
    expect(page.locator(".toast")).to_contain_text("You take part in A calm week")
    assert Participation.objects.get(challenge=made).user.username == "jin"
    page.get_by_role("button", name="Take part no longer").click()
    expect(page.locator(".toast")).to_contain_text("no part in A calm week any more")
    assert not Participation.objects.filter(challenge=made, left_at=None).exists()


def test_a_challenge_is_called_off_with_a_reason(either):
    either.sign_in(person("priya"))
    made = Challenge.objects.get(name="Once is enough")
    either.visit(f"/challenges/{made.pk}/")
    page = either.page
    page.get_by_role("link", name="Cancel the challenge").click()
    page.get_by_label("Why is it called off?").fill("The couriers are on strike again.")
    page.get_by_role("button", name="Cancel the challenge").click()
    expect(page.locator(".head")).to_contain_text("The couriers are on strike again.")
    made.refresh_from_db()
    assert made.state == "cancelled"


def test_a_reward_is_given_beyond_the_budget_not_and_taken_back(either):
    either.sign_in(person("priya"))
    either.visit("/rewards/")
    page = either.page
    page.get_by_role("link", name="Give a reward", exact=True).click()
    page.get_by_label("To whom?").select_option(label="Dele Adeyemi")
    page.get_by_label("What is given?").select_option(label="Team lunch")
    page.get_by_label("Cost").fill("900")
    page.get_by_label("What for?").fill("Taught three of us how returns work.")
    page.get_by_role("button", name="Give it").click()
    expect(page.locator(".summary")).to_contain_text("left for November")
    expect(page.get_by_label("What for?")).to_have_value("Taught three of us how returns work.")
    page.get_by_label("Cost").fill("12.50")
    page.get_by_role("button", name="Give it").click()
    expect(page.locator(".toast")).to_contain_text("Given")
    given = RewardGrant.objects.latest("pk")
    assert given.person is not None
    assert (given.person.username, str(given.cost)) == ("dele", "12.5000")
    page.get_by_role("link", name="Take back Team lunch of Dele Adeyemi").click()
    page.get_by_label("What was wrong with it?").fill("It was for Ben.")
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(".toast")).to_contain_text("counter-entry")
    assert RewardGrant.objects.get(reverses=given).cost == -given.cost


def test_somebody_is_put_forward_and_answered(either):
    either.sign_in(person("jin"))
    either.visit("/rewards/")
    page = either.page
    page.get_by_role("link", name="Put someone forward").click()
    page.get_by_label("Whom?").select_option(label="Grace Okonkwo")
    page.get_by_label("What did they do, and what did it change?").fill("She found the lost ring.")
    page.get_by_role("button", name="Put them forward").click()
    expect(page.locator(".toast")).to_contain_text("Put forward")

    page.context.clear_cookies()
    either.sign_in(person("priya"))
    either.visit("/rewards/")
    page.get_by_role("link", name="Give a reward to Grace Okonkwo").click()
    expect(page.get_by_label("What for?")).to_have_value("She found the lost ring.")
    page.get_by_label("What is given?").select_option(label="An hour off")
    page.get_by_role("button", name="Give it").click()
    expect(page.locator("main")).to_contain_text("She found the lost ring.")
    assert RewardGrant.objects.latest("pk").reason == "She found the lost ring."
