"""From a case to what stops the next one, and from a bar to its rows: with script and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from escalations.models import Escalation, Remedy, Review
from teams.models import User

pytestmark = pytest.mark.django_db


def person(username: str) -> User:
    return User.objects.get(username=username)


def test_marcus_looks_back_on_a_case_and_has_its_cause_fixed(either):
    page = either.page
    case = Escalation.objects.filter(state="resolved", team__slug="north").latest("pk")
    either.sign_in(person("marcus"))
    either.visit(f"/escalations/{case.pk}/learn/")
    page.get_by_label("Yes").check()
    page.get_by_label("The system does not allow it").check()
    page.get_by_label("What was behind it?").fill("Carrier missed the slot")
    page.get_by_label("What did we learn?").fill("Their slots are half days.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", name="One thing to do about it")).to_be_visible()
    page.locator(".way", has_text="Fix the cause").get_by_role("link").click()
    page.get_by_label("What is to be done?").fill("Agree on two hours")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.locator("main")).to_contain_text("Agree on two hours")
    page.locator(".remedies li", has_text="Agree on two hours").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What we change")
    assert Review.objects.get(escalation=case).why_not == "system"
    assert Remedy.objects.get(text="Agree on two hours").done_on is not None


def test_a_bar_opens_its_rows_and_a_row_its_case(either):
    page = either.page
    either.sign_in(person("marcus"))
    either.visit("/reports/escalations/?since=2026-09-01&until=2026-11-20")
    bar = page.locator(".bars__row", has_text="Left with a neighbour")
    number = int(bar.locator(".bars__figure").inner_text().split(",")[0])
    bar.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Left with a neighbour")
    expect(page.locator("tbody tr")).to_have_count(number)
    page.locator("tbody tr a").first.click()
    assert "/escalations/" in page.url
    assert "/reports/" not in page.url


def test_the_report_is_narrowed_to_a_day(either):
    page = either.page
    either.sign_in(person("marcus"))
    either.visit("/reports/escalations/")
    page.get_by_label("From").fill("2026-11-19")
    page.get_by_label("Until").fill("2026-11-19")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".head__lede")).to_contain_text("Thu 19 Nov")
