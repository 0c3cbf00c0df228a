"""A leader's morning at the queue, step by step: with script and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from escalations.actions import cases
from escalations.models import Escalation
from teams.models import User
from tests.journeys.conftest import NOW
from tests.journeys.waiting import CHARGED, LAMP, RUSHED, SOFA, add_waiting

pytestmark = pytest.mark.django_db


def person(username: str) -> User:
    return User.objects.get(username=username)


def case(about: str) -> Escalation:
    return Escalation.objects.filter(about=about).latest("pk")


def row(page, about: str):
    return page.locator(".case", has_text=about)


@pytest.fixture
def at_the_queue(either):
    """Marcus has the list open."""
    add_waiting(NOW)
    either.sign_in(person("marcus"))
    either.visit("/escalations/")
    return either.page


def test_agreed_in_one_click_and_undone(at_the_queue):
    page = at_the_queue
    row(page, LAMP).get_by_role("button", name="Agree with Jin").click()
    expect(page.locator(".toast")).to_contain_text(f"Agreed with Jin: {LAMP}.")
    expect(row(page, LAMP)).to_have_count(0)
    assert case(LAMP).outcome == "agreed"
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_contain_text("It stands as it was.")
    assert case(LAMP).state == "open"


def test_not_this_time_with_a_line(at_the_queue):
    page = at_the_queue
    row(page, CHARGED).get_by_role("link", name="Not this time").click()
    line = page.get_by_label("Why not, and what helps instead?")
    expect(line).to_be_visible()
    line.fill("Ask billing first: it may be a hold.")
    page.get_by_role("button", name="Send to Dele").click()
    expect(page).to_have_url(re.compile(r"/escalations/$"))
    expect(page.locator(".toast")).to_contain_text("Dele has your answer.")
    assert case(CHARGED).decision == "Ask billing first: it may be a hold."


def test_joined_spoken_with_and_ended(at_the_queue):
    page = at_the_queue
    row(page, SOFA).get_by_role("button", name="Join Jin").click()
    expect(page.locator(".toast")).to_contain_text("You have it.")
    row(page, SOFA).get_by_role("link", name="How did it end?").click()
    page.get_by_role("textbox", name="How did it end?").fill("A slot on Friday, and £60.")
    page.get_by_label("Happier").check()
    page.get_by_role("button", name="End it").click()
    expect(page.locator(".toast")).to_contain_text("It is over.")
    ended = case(SOFA)
    assert (ended.state, ended.outcome, ended.left) == ("resolved", "taken", "happier")
    assert ended.promises.get().state == "kept"


def test_who_comes_second_is_told_and_keeps_the_text(at_the_queue):
    page = at_the_queue
    page.goto(page.url + f"{case(LAMP).pk}/decide/")
    cases.agree(person("priya"), case(LAMP), now=NOW)
    page.get_by_label("What do you agree to?").fill("My long line.")
    page.get_by_role("button", name="Send to Jin").click()
    expect(page.locator("main")).to_contain_text("It is decided by Priya Nair already.")
    expect(page.get_by_label("What do you agree to?")).to_have_value("My long line.")


def test_a_break_is_seen_and_the_call_tried_again(at_the_queue):
    page = at_the_queue
    row(page, RUSHED).get_by_role("link", name=RUSHED).click()
    page.get_by_role("link", name="Tell them to take it").click()
    page.get_by_label("A line to go with it").fill("We talk at eleven.")
    page.get_by_role("button", name="Tell them").click()
    expect(page.locator(".toast")).to_contain_text("Dele knows.")
    page.get_by_role("link", name="Could not reach them").click()
    page.get_by_label("Day").fill("2026-11-20")
    page.locator("#id_at").fill("14:00")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("main")).to_contain_text("by 14:00")
    assert case(RUSHED).promises.count() == 2


def test_on_today_it_is_done_from_there(at_the_queue):
    page = at_the_queue
    page.goto(page.url.replace("/escalations/", "/"))
    todo = page.locator(".todo", has_text=CHARGED)
    todo.get_by_role("button", name="Agree with Dele").click()
    expect(page.locator(".todo--done")).to_contain_text(f"Agreed with Dele: {CHARGED}.")
    expect(page.locator(".todo:not(.todo--done)", has_text=CHARGED)).to_have_count(0)
    page.locator(".todo--done").get_by_role("button", name="Undo").click()
    expect(page.locator(".todo:not(.todo--done)", has_text=CHARGED)).to_have_count(1)


def test_on_today_it_is_said_in_one_click_whether_it_could_have_been_decided_alone(at_the_queue):
    page = at_the_queue
    page.goto(page.url.replace("/escalations/", "/"))
    todo = page.locator(".todo", has_text=CHARGED)
    todo.get_by_role("button", name="Agree with Dele").click()
    done = page.locator(".todo--done")
    expect(done).to_contain_text("Would you have been happy for Dele to decide this alone?")
    done.locator("button[value=no]").click()
    expect(page.locator(".toast")).to_contain_text("Kept")
    expect(done).to_have_count(0)


def test_nothing_moves_under_the_pointer(desk):
    add_waiting(NOW)
    desk.sign_in(person("marcus"))
    desk.visit("/escalations/")
    page = desk.page
    before = page.locator(".case h3").all_inner_texts()
    cases.claim(person("priya"), case(LAMP), now=NOW)
    page.evaluate(
        "htmx.ajax('GET', document.querySelector('[data-poll]').getAttribute('hx-get'), '#changed')"
    )
    expect(page.locator("#changed")).to_contain_text("1 changed. Show")
    assert page.locator(".case h3").all_inner_texts() == before
    page.get_by_role("link", name="Show", exact=True).click()
    expect(row(page, LAMP)).to_contain_text("Priya Nair has it since 10:05")
