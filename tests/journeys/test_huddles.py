"""Flow 2.5, "Manager prepares the kickoff": six clicks, with script and without; then it is run and remembered."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from feedback.actions.ideas import add_idea, back_idea
from feedback.actions.kudos import give
from feedback.models import Idea
from teams.actions.huddles import make_ready
from teams.huddle_kinds import MISSED
from teams.models import Huddle, Notice, Team, User
from tests.journeys.conftest import NOW

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
NORTH = "?team=north"
WORDS = (
    "On Tuesday you rang the depot yourself, {}, so nobody waited for a sofa that would not come."
)


def person(login: str) -> User:
    return User.objects.get(username=login)


def something_to_say() -> None:
    """Three thanks of yesterday and two ideas that are backed, on top of the goals there are."""
    north, at = Team.objects.get(slug="north"), NOW - timedelta(days=1)
    for minutes, login in enumerate(("jin", "dele", "ewa")):
        to = person(login)
        words = WORDS.format(to.name.split()[0])
        give(person("marcus"), to=[to], words=words, now=at + timedelta(minutes=minutes))
    for title in ("Ring the depot first", "A second screen"):
        idea = add_idea(person("jin"), title=title, team=north, now=at)
        back_idea(person("dele"), idea, now=at)


class Hand:
    """Counts what is clicked."""

    def __init__(self) -> None:
        self.clicks = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1


def test_a_manager_prepares_the_kickoff_in_six_clicks(either):
    something_to_say()
    page, hand = either.page, Hand()
    either.sign_in(person("priya"))
    either.visit("/")
    hand.click(page.get_by_role("link", name="Huddle", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("North huddle, 07:00")
    lede = page.locator(".head__lede")
    expect(lede).to_contain_text("8 minutes in all. 3 parts left.")
    company = page.get_by_role("region", name="1. The whole company")
    expect(company).to_contain_text("Customers helped")
    focus = page.get_by_role("region", name="2. Today’s one focus")
    expect(focus.get_by_role("button")).to_have_count(3)
    hand.click(focus.get_by_role("button").nth(1))
    expect(lede).to_contain_text("2 parts left.")
    kudos = page.get_by_role("region", name="3. Kudos to read aloud")
    expect(kudos).to_contain_text("Ewa, so nobody")
    hand.click(kudos.get_by_role("button", name="Swap").first)
    expect(kudos).not_to_contain_text("Ewa, so nobody")
    expect(kudos).to_contain_text("Jin, so nobody")
    speaker = page.get_by_role("region", name="4. Who shares what inspires them")
    hand.click(speaker.get_by_role("button", name=re.compile("^Accept ")))
    expect(lede).to_contain_text("One part left.")
    question = page.get_by_role("region", name="5. A question to the team")
    hand.click(question.get_by_role("button", name="Choose Ring the depot first"))
    expect(lede).to_contain_text("Every part is chosen.")
    hand.click(page.get_by_role("button", name="Ready").first)
    expect(page.locator(".head .tag")).to_have_text("Ready")
    assert hand.clicks == 6
    huddle = Huddle.objects.get(team__slug="north", day=DAY)
    assert (huddle.state, huddle.speaker_accepted) == ("ready", True)


def press(page: Page, key: str) -> None:
    """Once the page that is there listens: its heading is shown a moment before."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def test_it_is_presented_by_arrow_keys(desk):
    something_to_say()
    make_ready(person("priya"), Team.objects.get(slug="north"), DAY, now=NOW)
    page = desk.page
    desk.sign_in(person("priya"))
    desk.visit(reverse("teams:huddle_prepare", args=[str(DAY)]) + NORTH)
    page.keyboard.press("p")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("The whole company in one line")
    expect(page.locator("[data-huddle-timer]")).to_contain_text("of 1 minute")
    titles = (
        "Today’s one focus",
        "Kudos to read aloud",
        "Who shares what inspires them",
        "A question to the team",
        "Before we go",
    )
    for title in titles:
        press(page, "ArrowRight")
        expect(heading).to_have_text(title)
    press(page, "ArrowLeft")
    expect(heading).to_have_text("A question to the team")
    # In a field an arrow moves the cursor and nothing else.
    page.get_by_label("What came up?").focus()
    press(page, "ArrowLeft")
    expect(heading).to_have_text("A question to the team")
    size = page.locator(".present__name").first.evaluate(
        "e => parseFloat(getComputedStyle(e).fontSize)"
    )
    assert size >= 24


def test_it_is_run_closed_and_read_by_those_off_shift(either):
    something_to_say()
    page = either.page
    make_ready(person("priya"), Team.objects.get(slug="north"), DAY, now=NOW)
    either.sign_in(person("priya"))
    either.visit(reverse("teams:huddle_run", args=[str(DAY)]) + NORTH)
    page.get_by_role("link", name="Next").click()
    page.get_by_label("What came up?").fill("Ring Mr Ahmed back before noon")
    page.get_by_label("Who takes it on?").select_option(label="Dele Adeyemi")
    page.get_by_role("button", name="Takes it on").click()
    expect(page.locator("#caught")).to_contain_text("Ring Mr Ahmed back before noon Dele Adeyemi")
    page.get_by_label("What came up?").fill("A louder bell in the depot")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="It is an idea").click()
    expect(page.locator("#caught")).to_contain_text("A louder bell in the depot")
    assert Idea.objects.get(title="A louder bell in the depot").author == person("priya")
    for _ in range(3):
        page.get_by_role("link", name="Next").click()
    page.get_by_role("link", name="To the end").click()
    page.get_by_label("What will we do today?").fill("Everybody rings one customer back.")
    page.get_by_label(re.compile("What inspired ")).fill("The baker who knows all names.")
    page.get_by_label("Jin Park").uncheck()
    page.get_by_role("button", name="Close the huddle").click()
    expect(page.locator(".head .tag")).to_have_text("Held")
    assert Notice.objects.filter(user=person("jin"), kind=MISSED).count() == 1
    assert not Notice.objects.filter(user=person("dele"), kind=MISSED).exists()
    page.context.clear_cookies()
    either.sign_in(person("jin"))
    either.visit("/huddle/")
    main = page.locator("main")
    for words in (
        "Everybody rings one customer back.",
        "Ring Mr Ahmed back before noon",
        "A louder bell in the depot",
        "The baker who knows all names.",
        "Not there: Jin Park",
        "1 working day in a row with a huddle.",
    ):
        expect(main).to_contain_text(words)
    page.get_by_role("button", name="I read it").click()
    expect(page.get_by_role("button", name="You read it")).to_be_visible()
    page.get_by_label("Add something").fill("I take the late ones.")
    page.get_by_role("button", name="Add it").click()
    expect(page.locator("#added")).to_contain_text("I take the late ones.")
