"""Finding by words: the palette by keyboard and by thumb, and the same on its page without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from feedback.demo.delegated import seed_delegated
from feedback.demo.helping import seed_helping
from feedback.demo.ideas import seed_ideas
from feedback.demo.kudos import seed_kudos
from feedback.demo.praise import seed_praise
from goals.demo.balance import seed_balance
from teams.demo.decisions import seed_decisions
from teams.models import SearchDocument, User
from teams.searching import rebuild
from tests.journeys.audit import DESKTOP, PHONE, screen
from tests.journeys.conftest import NOW

pytestmark = pytest.mark.django_db

_COLUMNS = ("kind", "object_id", "title", "detail", "key", "words", "at")
LABEL = "Search, or say what you want to do"


@pytest.fixture
def priya(desk):
    """Priya's desk, on her Today."""
    desk.sign_in(User.objects.get(username="priya"))
    desk.visit("/")
    return desk


def palette(page):
    return page.get_by_role("dialog", name="Search")


def field(page):
    return palette(page).get_by_role("combobox", name=LABEL)


def selected(page):
    return palette(page).locator("[role=option][aria-selected=true]")


@pytest.mark.parametrize("key", ["/", "Control+k", "Meta+k"])
def test_a_key_opens_it_and_escape_gives_the_focus_back(priya, key):
    page = priya.page
    page.get_by_role("link", name="Company").first.focus()
    page.keyboard.press(key)
    expect(field(page)).to_be_focused()
    expect(palette(page).get_by_role("option", name="Log escalation")).to_be_visible()
    page.keyboard.press("Escape")
    expect(palette(page)).to_be_hidden()
    expect(page.get_by_role("link", name="Company").first).to_be_focused()


def test_a_verb_is_three_letters_and_enter(priya):
    page = priya.page
    page.keyboard.press("/")
    page.keyboard.type("give kud")
    expect(selected(page)).to_have_text("Give kudos")
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/kudos/new/$"))


def test_arrows_go_round_and_say_where_they_are(priya):
    page = priya.page
    page.keyboard.press("Control+k")
    expect(palette(page).get_by_role("option").first).to_be_visible()
    expect(selected(page)).to_have_count(0)
    page.keyboard.press("ArrowDown")
    first = selected(page).get_attribute("id")
    assert first
    expect(field(page)).to_have_attribute("aria-activedescendant", first)
    page.keyboard.press("ArrowUp")
    expect(selected(page)).to_have_count(1)
    assert selected(page).get_attribute("id") != first
    page.keyboard.press("ArrowDown")
    expect(field(page)).to_have_attribute("aria-activedescendant", first)


def test_nothing_found_is_said_and_enter_leads_to_the_page(priya):
    page = priya.page
    page.keyboard.press("/")
    page.keyboard.type("marzipan")
    expect(palette(page).get_by_role("status")).to_have_text("Nothing you may open says that.")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=marzipan$"))
    expect(page.locator("main")).to_contain_text("Nothing you may open says that")


def test_a_slow_answer_never_replaces_a_later_one(priya):
    page = priya.page
    held = []

    def late(route):
        # The first words' answer comes when the next ones' has been shown.
        held.append(route)

    page.route(re.compile(r"/search/palette/\?q=goal$"), late)
    page.keyboard.press("/")
    page.keyboard.type("goal")
    page.wait_for_timeout(300)
    field(page).fill("give kudos")
    expect(selected(page)).to_have_text("Give kudos")
    for route in held:
        route.fulfill(body='<a role="option" id="late" href="/nowhere/">Late</a>')
    page.wait_for_timeout(200)
    expect(selected(page)).to_have_text("Give kudos")
    assert held


def test_without_an_answer_it_says_so_and_enter_still_leads_on(priya):
    page = priya.page
    page.route(re.compile(r"/search/palette/"), lambda route: route.abort())
    page.keyboard.press("/")
    page.keyboard.type("depot")
    expect(palette(page).get_by_role("status")).to_contain_text("That did not reach us")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=depot$"))
    # What was kept from the server on purpose.
    priya.complaints.clear()


def test_the_single_key_is_off_in_fields_and_for_whoever_has_switched_it_off(priya):
    page = priya.page
    priya.visit("/ideas/")
    box = page.get_by_label("What could be better?")
    box.focus()
    page.keyboard.press("/")
    expect(box).to_have_value("/")
    expect(palette(page)).to_be_hidden()
    User.objects.filter(username="priya").update(uses_keys=False)
    priya.visit("/company/")
    page.keyboard.press("/")
    expect(palette(page)).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(field(page)).to_be_focused()


def test_on_a_phone_a_magnifying_glass_opens_it(hand):
    hand.sign_in(User.objects.get(username="jin"))
    hand.visit("/")
    page = hand.page
    glass = page.locator(".phone-header").get_by_role("link", name="Search")
    box = glass.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    glass.click()
    field(page).fill("log")
    palette(page).get_by_role("option", name="Log escalation").click()
    expect(page).to_have_url(re.compile(r"/escalations/new/"))


def test_the_open_palette_has_no_faults(priya):
    page = priya.page
    page.keyboard.press("Control+k")
    field(page).fill("de")
    expect(palette(page).get_by_role("option").first).to_be_visible()
    for size, colours in ((DESKTOP, "light"), (PHONE, "dark"), (PHONE, "light"), (DESKTOP, "dark")):
        screen(priya, size, colours)
        assert not priya.overflow()
        assert priya.findings() == []


def test_the_page_finds_the_same_with_script_and_without(either):
    either.sign_in(User.objects.get(username="jin"))
    either.visit("/search/")
    page = either.page
    page.locator("main").get_by_label(LABEL).fill("first cont")
    page.locator("main").get_by_role("button", name="Find").click()
    expect(page).to_have_url(re.compile(r"q=first\+cont"))
    page.locator("main").get_by_role("link", name="First-contact resolutions").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("First-contact resolutions")


def test_without_script_the_menu_leads_to_the_page(either):
    either.sign_in(User.objects.get(username="jin"))
    either.visit("/")
    page = either.page
    link = page.locator(".rail").get_by_role("link", name="Search")
    assert link.get_attribute("href") == "/search/"
    link.click()
    box = page.get_by_role("combobox", name=LABEL).or_(page.locator("main").get_by_label(LABEL))
    expect(box.first).to_be_focused()


def test_documents_of_a_year_of_actions_are_as_if_made_anew(harbour_anew):
    """Whatever wrote to a row: no action changes one past its document."""

    seed_kudos(NOW, seed=1)
    seed_praise(NOW, seed=1)
    seed_ideas(NOW)
    seed_decisions(NOW)
    seed_balance(NOW, seed=1)
    seed_helping(NOW, seed=1)
    seed_delegated(NOW)

    def documents():
        return sorted(SearchDocument.objects.values_list(*_COLUMNS), key=repr)

    followed = documents()
    made = rebuild()
    assert all(made.values())
    assert documents() == followed
