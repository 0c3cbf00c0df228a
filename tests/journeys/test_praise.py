"""A customer's words from the call to the one they are for, and a thanks made of them, with script and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from feedback.models import Kudos, Praise
from teams.models import Notice, User
from tests.journeys.conftest import NOW

pytestmark = pytest.mark.django_db
WORDS = "Jin rang me back within the hour. I had stopped expecting that of anybody."


def as_(either, username: str, path: str) -> Page:
    either.page.context.clear_cookies()
    either.sign_in(User.objects.get(username=username))
    either.visit(path)
    return either.page


def said(page: Page) -> Locator:
    """Where the customer's words stand."""
    return page.locator("article", has_text=WORDS)


def written_down(either, username: str) -> Page:
    page = as_(either, username, "/kudos/")
    page.get_by_role("link", name="Customers’ words").click()
    page.get_by_role("link", name="Write some down").first.click()
    page.get_by_label("What they said").fill(WORDS)
    page.get_by_label("Where they said it").select_option("Letter")
    page.get_by_label("Jin Park").check()
    page.get_by_label("Who said it").fill("Mrs Okafor")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator(".toast")).to_contain_text("Written down.")
    return page


def test_dele_writes_it_down_and_marcus_tells_jin(either):
    written_down(either, "dele")
    expect(said(either.page)).to_contain_text("For Jin")
    page = as_(either, "jin", "/inbox/")
    expect(page.locator("main")).not_to_contain_text(WORDS[:30])

    page = as_(either, "marcus", "/kudos/praise/?show=untold")
    said(page).get_by_role("button", name="Tell them").click()
    expect(page.locator(".toast")).to_contain_text("Told.")
    expect(page.get_by_role("button", name="Tell them")).to_have_count(0)
    either.visit("/kudos/praise/?show=untold")
    expect(said(page)).to_have_count(0)
    assert Praise.objects.get(words=WORDS).told_at == NOW

    page = as_(either, "jin", "/inbox/")
    notice = Notice.objects.get(user__username="jin", detail__contains=WORDS[:30])
    page.locator(f"form[action='/inbox/{notice.pk}/open/'] button").first.click()
    expect(said(page)).to_be_visible()
    expect(page.get_by_role("button", name="Tell them")).to_have_count(0)


def test_marcus_makes_a_thanks_of_it_in_one_click(either):
    page = written_down(either, "marcus")
    page.get_by_role("link", name="Thank Jin").click()
    # The person and the customer's words are there; what is typed is Marcus's own.
    expect(page.locator(".chosen")).to_contain_text("Jin Park")
    expect(page.locator(".composer blockquote")).to_contain_text(WORDS)
    page.get_by_label("Your thanks").fill("You kept your word to Mrs Okafor, so she stays with us.")
    page.get_by_role("button", name="Share with the team").click()
    expect(page.locator(".toast")).to_contain_text("Shared with North.")
    kudos = Kudos.objects.latest("pk")
    assert kudos.praise == Praise.objects.get(words=WORDS)
    page = as_(either, "jin", f"/kudos/{kudos.pk}/")
    expect(page.locator("main")).to_contain_text(f"A customer said: “{WORDS}”")
    page = as_(either, "dele", "/kudos/praise/")
    expect(said(page)).to_contain_text("Became a thanks.")


def test_whom_it_is_for_is_said_later_and_it_is_taken_out_and_put_back(either):
    page = as_(either, "marcus", "/kudos/praise/new/")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator(".summary")).to_contain_text("There is a problem")
    page.get_by_label("What they said").fill(WORDS)
    page.get_by_label("Where they said it").select_option("Letter")
    page.get_by_role("button", name="Write it down").click()
    expect(said(page)).to_contain_text("Not said for whom.")
    page.get_by_role("link", name="Say for whom").click()
    page.get_by_label("Jin Park").check()
    page.get_by_role("button", name="It is for them").click()
    expect(said(page)).to_contain_text("For Jin")
    page.get_by_role("button", name="Take it out").click()
    expect(said(page)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(said(page)).to_be_visible()
