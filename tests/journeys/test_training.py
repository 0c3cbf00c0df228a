"""An agent learns, a leader gives and pairs, with script and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from teams.demo.learning import CALM, seed_learning
from teams.models import GivenPath, Pairing, User
from tests.journeys.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def learning(either):
    """A year of learning."""
    seed_learning(NOW)
    return either


def person(username: str) -> User:
    return User.objects.get(username=username)


def test_jin_opens_reads_and_is_done_and_takes_it_back(learning):
    page = learning.page
    learning.sign_in(person("jin"))
    learning.visit("/learning/")
    expect(page.locator(".head")).to_contain_text("Next: Say it back before you answer")
    page.get_by_role("main").get_by_role("link", name=CALM).first.click()
    expect(page.locator("main")).to_contain_text("In ten calls. Write down what changed.")
    page.get_by_role("button", name="Say it back before you answer").click()
    expect(page.locator("main")).to_contain_text("2 of 4 steps done")
    page.get_by_role("button", name="Say it back before you answer").click()
    expect(page.locator("main")).to_contain_text("1 of 4 steps done")
    learning.visit("/learning/")
    page.get_by_label("What do you want to learn?").fill("Write to customers in French")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("main")).to_contain_text("Waits for an answer")


def test_marcus_gives_a_path_pairs_and_says_ready(learning):
    page = learning.page
    learning.sign_in(person("marcus"))
    learning.visit("/learning/team/")
    page.locator("summary", has_text="Chiara is ready").click()
    expect(page.locator("main")).to_contain_text("They are told")
    page.get_by_role("button", name="Chiara Rossi: “Calm calls”").click()
    expect(page.locator("body")).to_contain_text("Chiara Rossi is ready, and is told.")
    page.get_by_role("main").get_by_role("link", name="Give a path", exact=True).first.click()
    page.get_by_label("Which path?").select_option(label=CALM)
    page.get_by_label("Rafael Souza").check()
    page.get_by_role("button", name="Give it").click()
    expect(page.locator("body")).to_contain_text("Rafael Souza has “Calm calls” now")
    given = GivenPath.objects.get(person__username="rafael", path__name=CALM)
    page.locator("a", has_text="Pair with a colleague: Rafael Souza, Calm calls").click()
    page.get_by_label("Hannah Blom").check()
    page.get_by_role("button", name="Ask them").click()
    expect(page.locator("body")).to_contain_text("Hannah Blom is asked.")
    assert Pairing.objects.get(given=given).colleague == person("hannah")
    page.context.clear_cookies()
    learning.sign_in(person("hannah"))
    learning.visit("/learning/")
    asked = page.get_by_role("listitem").filter(has_text="Rafael Souza")
    asked.get_by_role("button", name="Yes, I will").click()
    expect(page.locator("main")).to_contain_text("You stand by Rafael Souza")
