"""Marcus places himself, Priya adds how she sees it, he closes what he worked on; Jin asks, and recommends a book."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from teams.models import StudyRequest, User
from tests.journeys.conftest import NOW

pytestmark = pytest.mark.django_db
SKILL = "Keeping promises"


def person(username: str) -> User:
    return User.objects.get(username=username)


def test_marcus_places_himself_shares_it_and_priya_adds_how_she_sees_it(either):
    page = either.page
    main = page.get_by_role("main")
    either.sign_in(person("marcus"))
    either.visit("/me/growth/")
    expect(page.locator(".head")).to_contain_text("Only you")
    main.get_by_role("link", name=SKILL, exact=True).click()
    page.get_by_label("I keep what is written down.").check()
    page.get_by_label("Why, in a sentence of your own?").fill("I write it down since June.")
    page.get_by_role("button", name="Keep it").click()
    expect(main).to_contain_text("Say what you did")
    page.get_by_label("What did you do").fill("The headset came on Friday, as I had said.")
    page.get_by_role("button", name="Keep it").click()
    expect(main).to_contain_text("The headset came on Friday")
    main.get_by_role("link", name="Work on it").click()
    page.get_by_label("What will you do?").fill("I say when I am late, before.")
    page.get_by_label("Until when?").fill((NOW + timedelta(days=21)).date().isoformat())
    page.get_by_label("How will you notice").fill("Nobody has to ask.")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("body")).to_contain_text("Begun.")
    either.visit("/me/growth/who/")
    page.get_by_role("group", name="Who sees where you place yourself now").get_by_label(
        "Priya Nair"
    ).check()
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".head")).to_contain_text("You and Priya Nair")
    page.context.clear_cookies()
    either.sign_in(person("priya"))
    either.visit(f"/people/{person('marcus').pk}/growth/")
    expect(main).to_contain_text("I write it down since June.")
    expect(main).not_to_contain_text("I say when I am late")
    main.get_by_role("link", name="Add how you see it").click()
    page.get_by_label("I keep what I say, and speak up before when I cannot.").check()
    page.get_by_label("What have you seen?").fill("You rang me on Thursday.")
    page.get_by_role("button", name="Add it for Marcus").click()
    expect(page.locator("body")).to_contain_text("Marcus is told, and nobody else.")
    page.context.clear_cookies()
    either.sign_in(person("marcus"))
    either.visit("/me/growth/")
    expect(main).to_contain_text("You rang me on Thursday.")
    main.get_by_role("link", name="Close it").click()
    page.get_by_label("What came of it?").fill("They stopped asking.")
    page.get_by_role("button", name="Close it").click()
    expect(main).to_contain_text("They stopped asking.")


def test_jin_asks_to_read_something_and_recommends_it(either):
    page = either.page
    main = page.get_by_role("main")
    either.sign_in(person("jin"))
    either.visit("/learning/")
    main.get_by_role("link", name="Ask to read or attend something").click()
    page.get_by_label("What is it?").fill("Plain words for hard news")
    page.get_by_label("Why?").fill("I say too much.")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.locator("body")).to_contain_text("Whoever leads you is told")
    made = StudyRequest.objects.get(what="Plain words for hard news")
    page.context.clear_cookies()
    either.sign_in(person("marcus"))
    either.visit(f"/learning/requests/{made.pk}/")
    page.get_by_label("Not now, and why").check()
    page.get_by_role("button", name="Answer Jin Park").click()
    expect(main).to_contain_text("Say why not now.")
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Answer Jin Park").click()
    expect(page.locator("body")).to_contain_text("Jin Park is told.")
    page.context.clear_cookies()
    either.sign_in(person("jin"))
    either.visit(f"/learning/requests/{made.pk}/")
    page.get_by_label("What did you take from it?").fill("The news first, then one breath.")
    page.get_by_label("Recommend it").check()
    page.get_by_role("button", name="It is done").click()
    expect(page.locator("body")).to_contain_text("The people of your teams can read it.")
    page.context.clear_cookies()
    either.sign_in(person("dele"))
    either.visit("/learning/")
    expect(main).to_contain_text("Read by Jin Park")
    expect(main).to_contain_text("The news first, then one breath.")
    either.visit(f"/learning/requests/{made.pk}/")
    expect(page.locator("body")).to_contain_text("That page is not here")
