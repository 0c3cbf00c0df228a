"""A screen on a wall in a real browser: legible, quiet, up to date by itself, and still when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from goals.actions.screens import create_screen
from goals.models import Goal, Screen
from teams.models import Team, User
from tests.browser import Visitor, visitor
from tests.journeys.audit import words_over_words
from tests.journeys.conftest import NOW
from tests.journeys.pages import SAVE

pytestmark = pytest.mark.django_db
WALL = {"viewport": {"width": 1920, "height": 1080}}
SMALLEST_TEXT = 0.018


def hang(team: str = "north", theme: str = "dark", goals: int = 0, now: datetime = NOW) -> str:
    """The address of a screen that has just been made."""
    found = Team.objects.get(slug=team)
    chosen = Goal.objects.filter(team=found, scope="team", state="active")[:goals]
    lead = User.objects.get(username="ada")
    screen, token = create_screen(lead, found, f"{theme} {goals}", theme, chosen, now=now)
    assert screen.goals.count() == goals
    return reverse("goals:wall", args=[token])


@pytest.fixture
def room(browser: Browser, harbour_anew: Any, site: str) -> Iterator[Visitor]:
    """The browser behind a screen on the wall."""
    yield from visitor(browser, site, WALL)


def smallest(window: Visitor) -> float:
    """The smallest text that can be seen, as a share of the screen's height."""
    pixels = window.page.evaluate(
        """() => Math.min(...[...document.querySelectorAll("main *")]
            .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
            .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.closest(".sr, title"))
            .map(each => parseFloat(getComputedStyle(each).fontSize)))"""
    )
    return float(pixels) / 1080


def beyond(window: Visitor) -> list[str]:
    """What sticks out of the screen: there is no scrolling on a wall."""
    found: list[str] = window.page.evaluate(
        """() => [...document.querySelectorAll("main, main *:not(.sr)")]
            .filter(each => each.checkVisibility({visibilityProperty: true}))
            .filter(each => { const box = each.getBoundingClientRect();
                return box.bottom > innerHeight + 1 || box.right > innerWidth + 1 || box.top < -1; })
            .map(each => each.outerHTML.slice(0, 90))"""
    )
    return found


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize(("team", "goals"), [("north", 0), ("south", 0), ("north", 5)])
def test_it_can_be_read_from_across_the_room(room, team, theme, goals):
    answer = room.visit(hang(team, theme, goals))
    assert answer.status == 200
    assert room.findings() == []
    assert beyond(room) == []
    assert words_over_words(room) == []
    assert smallest(room) >= SMALLEST_TEXT
    colour = room.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == {"dark": "rgb(22, 31, 31)", "light": "rgb(255, 255, 255)"}[theme]
    assert room.page.locator("a").count() == 0


def test_on_a_phone_it_goes_below_one_another(room):
    room.page.set_viewport_size({"width": 390, "height": 844})
    room.visit(hang())
    assert room.overflow() == 0
    assert room.findings() == []


def minute(window: Visitor) -> None:
    """Let a minute pass, and wait for the answer to what is asked then."""
    with window.page.expect_response("**/tv/**"):
        window.page.clock.run_for(60_000)


@pytest.fixture
def ticking(room) -> Visitor:
    """The room with a clock that the test moves."""
    room.page.clock.install(time=NOW)
    return room


def test_it_fetches_what_is_new_and_leaves_alone_what_is_not(ticking, harbour_anew):
    room = ticking
    answers: list[int] = []
    room.visit(hang())
    room.page.wait_for_load_state("networkidle")
    room.page.on("response", lambda answer: answers.append(answer.status))
    minute(room)
    expect(room.page.locator("[data-clock]")).to_have_text("10:06")
    assert answers == [304]
    goal = Goal.objects.get(name="First-contact resolutions")
    Goal.objects.filter(pk=goal.pk).update(name="Settled at once")
    Screen.objects.update(name="Another version")
    # What people change leaves an entry in the record, which moves the version on.
    hang("south")
    minute(room)
    expect(room.page.get_by_role("heading", name="Settled at once")).to_be_visible()
    assert answers == [304, 200]


def test_after_two_misses_it_says_since_when_and_comes_back(ticking):
    room = ticking
    room.visit(hang())
    note = room.page.locator("[data-note]")
    figures = note.text_content()
    room.page.route("**/tv/**", lambda route: route.fulfill(status=204, body=""))
    minute(room)
    room.page.wait_for_timeout(200)
    expect(note).to_have_text(figures)
    minute(room)
    expect(note).to_have_text(figures.replace("Figures to", "Figures stopped at"))
    expect(room.page.locator("main")).to_have_class("wall is-stopped")
    assert room.findings("color-contrast") == []
    room.page.unroute("**/tv/**")
    minute(room)
    expect(note).to_have_text(figures)
    expect(room.page.locator("main")).to_have_class("wall")


def test_space_pauses_and_says_so(ticking):
    room = ticking
    asked: list[str] = []
    room.visit(hang(goals=5))
    room.page.wait_for_load_state("networkidle")
    room.page.on("request", lambda request: asked.append(request.url))
    room.page.keyboard.press("Space")
    expect(room.page.locator("[data-note]")).to_contain_text("Paused. Press Space to go on.")
    up = room.page.locator(".turn.is-up h2").first.text_content()
    room.page.clock.run_for(700_000)
    assert [url for url in asked if "/tv/" in url] == []
    assert room.page.locator(".turn.is-up h2").first.text_content() == up
    assert room.page.locator("body").get_attribute("class") == "is-paused"
    room.page.keyboard.press("Space")
    expect(room.page.locator("[data-note]")).not_to_contain_text("Paused")
    room.page.wait_for_timeout(300)
    assert len([url for url in asked if "/tv/" in url]) == 1


def test_more_than_four_goals_take_turns_and_the_picture_wanders(ticking):
    room = ticking
    room.visit(hang(goals=5))
    turns = room.page.locator(".turn")
    assert turns.count() == 2
    before = room.page.locator(".turn.is-up").get_attribute("aria-label")
    room.page.clock.run_for(20_100)
    expect(room.page.locator(".turn.is-up")).not_to_have_attribute("aria-label", before)
    room.page.clock.run_for(600_000)
    expect(room.page.locator("body")).to_have_class("drift-1")
    assert [each for each in beyond(room) if not each.startswith("<main")] == []


def test_a_screen_that_was_taken_down_shows_that_nothing_is_there(ticking):
    room = ticking
    room.visit(hang())
    Screen.objects.update(revoked_at=NOW)
    minute(room)
    expect(room.page.get_by_role("heading", level=1)).to_contain_text("not here")
    # That the address is gone is what was asked for, and no complaint.
    assert room.complaints == [f"404: {room.page.url}"]
    room.complaints.clear()


def test_without_script_it_reloads_each_minute(browser, harbour_anew, site):
    for room in visitor(browser, site, {**WALL, "java_script_enabled": False}):
        room.visit(hang(goals=5))
        assert room.page.locator('meta[http-equiv="refresh"][content="60"]').count() == 1
        assert room.page.locator(".turn.is-up").count() == 1
        assert room.page.locator("button").is_hidden()


def test_a_supervisor_hangs_a_screen_and_takes_it_down(either):
    either.sign_in(User.objects.get(username="marcus"))
    either.visit(reverse("goals:screens"))
    page = either.page
    page.get_by_label("Where does it hang?").fill("By the kitchen")
    page.locator(SAVE).click()
    link = page.locator("code.secret").text_content()
    assert link.endswith("/")
    either.visit(link[link.index("/tv/") :])
    expect(page.get_by_role("heading", level=1)).to_have_text("North team")
    either.visit(reverse("goals:screens"))
    row = page.get_by_role("row").filter(has_text="By the kitchen")
    expect(row).to_contain_text("just now")
    row.get_by_role("button").click()
    expect(page.locator("#toasts")).to_contain_text("is taken down")
    either.visit(link[link.index("/tv/") :])
    expect(page.get_by_role("heading", level=1)).to_contain_text("not here")
