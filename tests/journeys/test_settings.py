"""An administrator sets a team and its people up; everybody sets their own pages up."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from teams.models import Membership, Role, Team, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(either):
    """Ada's browser, with script and without."""
    either.sign_in(User.objects.get(username="ada"))
    either.visit("/settings/")
    return either.page


def test_a_team_a_person_and_a_move(page, either):
    page.locator("main").get_by_role("link", name="Teams").first.click()
    page.get_by_role("link", name="New team").first.click()
    page.get_by_label("Name", exact=True).fill("Letters")
    page.get_by_label("Time zone").select_option("Europe/London")
    page.get_by_role("button", name="Make this team").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Letters")
    assert Team.objects.filter(slug="letters").exists()
    either.visit("/settings/people/")
    page.get_by_role("link", name="New person").first.click()
    page.get_by_label("Name", exact=True).fill("Mona Field")
    page.get_by_label("Name they sign in with").fill("mona")
    page.get_by_label("Team").select_option(label="Letters")
    page.get_by_role("button", name="Add this person").click()
    expect(page.locator("main")).to_contain_text("Mona Field")
    mona = User.objects.get(username="mona")
    either.visit(f"/settings/people/{mona.pk}/")
    page.get_by_role("link", name="Move to another team").click()
    page.get_by_label("To", exact=True).select_option(label="North")
    page.get_by_label("First day in the new team").fill("2026-11-20")
    page.get_by_label("Why").fill("North needs one more.")
    page.get_by_role("button", name="Move").click()
    held = Membership.objects.get(user=mona, ends_on=None)
    assert held.team is not None
    assert (held.team.slug, held.role) == ("north", Role.AGENT)
    either.visit("/teams/north/")
    expect(page.locator(".people")).to_contain_text("Mona Field")


def test_somebody_new_chooses_a_password_by_their_link(page, either):
    nia = User.objects.get(username="nia")
    either.visit(f"/settings/people/{nia.pk}/")
    page.get_by_role("button", name="Make a sign-in link").click()
    address = page.get_by_label("Link").input_value()
    page.context.clear_cookies()
    either.visit(urlsplit(address).path)
    page.get_by_label("Password", exact=True).fill("forty quiet lamps")
    page.get_by_label("Password, once more").fill("forty quiet lamps")
    page.get_by_role("button", name="Set the password").click()
    expect(page.locator(".toast")).to_contain_text("Your password is set, and you are signed in.")
    expect(page).to_have_title("Today · Leadwell")
    # And it is the one that was chosen.
    page.context.clear_cookies()
    either.visit("/login/")
    page.get_by_label("Name you sign in with").fill("nia")
    page.get_by_label("Password").fill("forty quiet lamps")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_title("Today · Leadwell")


def test_a_theme_is_kept_on_every_page_and_at_the_next_sign_in(page, either):
    either.visit("/settings/me/")
    page.get_by_role("radio", name="Dark").check(force=True)
    page.get_by_role("button", name="Use this theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.context.clear_cookies()
    either.sign_in(User.objects.get(username="ada"))
    either.visit("/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    assert User.objects.get(username="ada").theme == "dark"


def test_the_menu_switches_the_theme_too(page, either):
    either.visit("/metrics/")
    page.locator(".rail summary", has_text="Ada Lindgren").click()
    page.locator(".rail").get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page).to_have_url(re.compile("/metrics/$"))
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_one_press_makes_the_file(either):
    either.sign_in(User.objects.get(username="jin"))
    either.visit("/settings/privacy/")
    with either.page.expect_download() as started:
        either.page.get_by_role("button", name="Make the file").click()
    told = json.loads(Path(started.value.path()).read_text())
    assert told["teams"]["you"][0]["name"] == "Jin Park"
    assert told["teams"]["roles"]
