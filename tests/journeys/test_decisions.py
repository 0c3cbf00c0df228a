"""A leader writes a decision down, corrects it and ends it; an agent reads it; with script and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from teams.models import Decision, User

pytestmark = pytest.mark.django_db
WHAT = "Photos are asked for once"


def person(username: str) -> User:
    return User.objects.get(username=username)


def test_marcus_writes_it_down_jin_reads_it_and_its_correction(either):
    page = either.page
    either.sign_in(person("marcus"))
    either.visit("/decisions/")
    page.get_by_role("main").get_by_role("link", name="Write one down").first.click()
    page.get_by_label("What was decided?").fill(WHAT)
    page.get_by_label("Discussed, then decided").check()
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("main")).to_contain_text("Say why. Whoever reads it")
    page.get_by_label("Why?").fill("The carrier asks for one anyway.")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("body")).to_contain_text("The people of North are told.")
    page.get_by_role("link", name="Correct it").click()
    page.get_by_label("Why do you correct it?").fill("We voted after all.")
    page.get_by_label("All agreed").check()
    page.get_by_role("button", name="Correct it").click()
    expect(page.locator("main")).to_contain_text("We voted after all.")
    page.get_by_role("link", name="It no longer holds").click()
    page.get_by_label("Why?").fill("The portal shows it.")
    page.get_by_role("button", name="It no longer holds").click()
    expect(page.locator("main")).to_contain_text("Why it no longer holds")
    page.context.clear_cookies()
    either.sign_in(person("jin"))
    either.visit(f"/decisions/{Decision.objects.get(what=WHAT).pk}/")
    expect(page.locator("main")).to_contain_text("“Discussed, then decided” became “All agreed”")
    expect(page.get_by_role("link", name="Correct it")).to_have_count(0)


def test_priya_looks_into_her_mirror_and_at_what_it_counts(either):
    page = either.page
    either.sign_in(person("priya"))
    either.visit("/me/mirror/")
    expect(page.locator(".head")).to_contain_text("Only you")
    page.get_by_role("link", name="Quarter").click()
    expect(page.locator("main")).to_contain_text("Oct to Dec so far")
    page.get_by_role("link", name="Thanks you gave").click()
    expect(page.locator("main")).to_contain_text("Jul to Sep")
