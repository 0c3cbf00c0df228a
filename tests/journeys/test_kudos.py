"""The wall of thanks step by step, with script and without: what stands where, seen too, read, and kept off it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from feedback.actions.kudos import give
from feedback.models import Kudos, Recipient, Strength
from teams.models import User
from tests.journeys.conftest import NOW

pytestmark = pytest.mark.django_db
WORDS = "At nine this morning you rang the depot yourself, so nobody waited for a sofa in vain."
PRIVATE = "I know what last week cost you, and you came in all the same."


def person(username: str) -> User:
    return User.objects.get(username=username)


def as_(either, username: str, path: str) -> Page:
    either.page.context.clear_cookies()
    either.sign_in(person(username))
    either.visit(path)
    return either.page


def card(page: Page, words: str = WORDS) -> Locator:
    """The thanks on the wall that says this."""
    return page.locator(".thanks", has_text=words)


def given(by: str, *to: str, words: str = WORDS, minutes: int = 1, **more) -> Kudos:
    return give(
        person(by),
        to=[person(one) for one in to],
        words=words,
        now=NOW - timedelta(minutes=minutes),
        **more,
    )


def lately(page: Page, which: str) -> None:
    page.get_by_role("navigation", name="Which thanks").get_by_role("link", name=which).click()
    expect(page.get_by_role("link", name=which)).to_have_attribute("aria-current", "true")


def said_to_be_read(page: Page) -> None:
    """By the page itself where there is script, by its button where there is none."""
    button = page.get_by_role("button", name="I have read")
    if button.count():
        button.click()
    expect(page.locator("form[action$='/read/']")).to_have_count(0)


def test_marcus_thanks_jin_from_the_wall_and_each_finds_it_where_it_belongs(either):
    page = as_(either, "marcus", "/kudos/")
    page.get_by_label("Thank", exact=True).fill("jin")
    if either.page.locator("#who[role=combobox]").count():
        page.get_by_role("option", name=re.compile("Jin Park")).click()
    page.get_by_label("Your thanks").fill(WORDS)
    page.get_by_text("A strength, and who reads it").click()
    page.get_by_label("Owned it").check()
    page.get_by_role("button", name="Share with the team").click()
    expect(page.locator(".toast")).to_contain_text("Shared with North.")

    page = as_(either, "marcus", "/kudos/")
    expect(card(page)).to_be_visible()
    lately(page, "From me")
    expect(card(page)).to_be_visible()
    lately(page, "For me")
    expect(card(page)).to_have_count(0)
    lately(page, "By theme")
    page.locator(".by-theme").get_by_role("link", name="Owned it").click()
    themes = page.get_by_role("navigation", name="Themes")
    expect(card(page).locator(".tag", has_text="Owned it")).to_be_visible()
    themes.get_by_role("link", name="Stayed calm").click()
    expect(card(page)).to_have_count(0)

    page = as_(either, "jin", "/kudos/")
    lately(page, "For me")
    expect(card(page)).to_contain_text("Marcus to you")
    said_to_be_read(page)
    page = as_(either, "dele", "/kudos/")
    expect(card(page)).to_contain_text("Marcus to Jin")
    lately(page, "For me")
    expect(card(page)).to_have_count(0)


def test_dele_saw_it_too_and_says_so_no_longer(either):
    kudos = given("marcus", "jin")
    page = as_(either, "dele", "/kudos/")
    card(page).get_by_role("button", name="I saw this too").click()
    button = card(page).get_by_role("button", name="You saw this too")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert Kudos.objects.get(pk=kudos.pk).saw == 1
    # Neither the author nor whoever is thanked has such a button; both see that somebody saw it.
    for username in ("marcus", "jin"):
        page = as_(either, username, f"/kudos/{kudos.pk}/")
        said_to_be_read(page)
        expect(page.locator("main")).to_contain_text("Dele Adeyemi saw this too")
        expect(page.get_by_role("button", name="saw this too")).to_have_count(0)
    page = as_(either, "dele", "/kudos/")
    card(page).get_by_role("button", name="You saw this too").click()
    expect(card(page).get_by_role("button", name="I saw this too")).to_be_visible()
    assert Kudos.objects.get(pk=kudos.pk).saw == 0


def test_jin_keeps_it_off_the_wall_and_shows_it_again(either):
    kudos = given("marcus", "jin")
    page = as_(either, "jin", f"/kudos/{kudos.pk}/")
    said_to_be_read(page)
    page.get_by_role("button", name="Keep it off the wall").click()
    expect(page.locator(".toast")).to_contain_text("off the wall")
    page = as_(either, "dele", "/kudos/")
    expect(card(page)).to_have_count(0)
    assert either.visit(f"/kudos/{kudos.pk}/").status == 404
    page = as_(either, "jin", "/kudos/?show=for-me")
    expect(card(page)).to_be_visible()
    said_to_be_read(page)
    page.goto(f"{either.base}/kudos/{kudos.pk}/")
    expect(page.locator("main")).to_contain_text("You keep it off the wall.")
    page.get_by_role("button", name="Show it on the wall").click()
    page = as_(either, "dele", "/kudos/")
    expect(card(page)).to_be_visible()


def test_a_private_one_stands_between_the_two_alone(either):
    given("marcus", "jin", words=PRIVATE, visibility="private")
    for username, show in (("marcus", "from-me"), ("jin", "for-me")):
        page = as_(either, username, "/kudos/")
        expect(card(page, PRIVATE)).to_have_count(0)
        page.goto(f"{either.base}/kudos/?show={show}")
        expect(card(page, PRIVATE)).to_contain_text("Only the two of you")
        said_to_be_read(page)
    page = as_(either, "priya", "/kudos/?q=cost")
    expect(page.locator("main")).to_contain_text("No thanks match “cost”.")


def test_jin_reads_it_from_today_and_it_leaves_today(either):
    given("marcus", "jin")
    page = as_(either, "jin", "/")
    news = page.locator(".todo", has_text="Marcus thanks you")
    news.get_by_role("button", name="Read it").click()
    expect(page.locator(".speech--lead")).to_have_text(WORDS)
    either.visit("/")
    expect(news).to_have_count(0)


@pytest.mark.parametrize("path", ["/kudos/{pk}/", "/kudos/?show=for-me"])
def test_looked_at_elsewhere_it_is_read_by_itself_with_script_and_by_a_button_without(either, path):
    kudos = given("marcus", "jin")
    page = as_(either, "jin", path.format(pk=kudos.pk))
    said_to_be_read(page)
    assert Recipient.objects.get(kudos=kudos).read_at == NOW
    either.visit("/")
    expect(page.locator(".todo", has_text="Marcus thanks you")).to_have_count(0)


def test_what_theme_is_seen_is_said_for_leaders_with_whom_to_thank(either):
    given("marcus", "jin", strengths=Strength.objects.filter(slug="owned-it"))
    page = as_(either, "marcus", "/kudos/")
    side = page.locator(".cols__side")
    side.get_by_role("link", name="Owned it").click()
    expect(card(page)).to_be_visible()
    page = as_(either, "dele", "/kudos/")
    # Who is overdue a thank-you is for those who lead.
    expect(page.locator(".cols__side")).not_to_contain_text("overdue")
