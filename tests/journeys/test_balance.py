"""From a swing to who covers it; and from help to thanks; with script and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from feedback.models import Help
from goals.demo.balance import seed_balance
from teams.models import User
from tests.journeys.conftest import NOW

pytestmark = pytest.mark.django_db
FRIDAY = "Two of us stay on the phones"


def person(username: str) -> User:
    return User.objects.get(username=username)


def test_a_swing_becomes_a_line_and_stands_in_the_named_ones_day(either):
    seed_balance(NOW, seed=1)
    page = either.page
    either.sign_in(person("marcus"))
    either.visit("/teams/north/balance/?metric=contacts-coming-in")
    main = page.locator("main")
    expect(main).to_contain_text("Mondays 09:00 to 11:00 carry")
    page.get_by_role("link", name="Plan who covers Mondays 09:00").click()
    expect(page.get_by_label("From", exact=True)).to_have_value("09:00")
    expect(page.get_by_label("Monday", exact=True)).to_be_checked()
    page.get_by_label("Friday", exact=True).check()
    page.get_by_label("What do we do?").fill(FRIDAY)
    page.get_by_label("Jin Park").check()
    page.get_by_label("All agreed").check()
    page.get_by_role("button", name="Put it in the plan").click()
    expect(page.locator("body")).to_contain_text("It is in the plan")
    expect(main).to_contain_text(FRIDAY)
    either.visit("/teams/north/")
    expect(main).to_contain_text(FRIDAY)
    page.context.clear_cookies()
    either.sign_in(person("jin"))
    either.visit("/")
    expect(main).to_contain_text(f"You cover: {FRIDAY}")
    page.get_by_role("link", name=f"You cover: {FRIDAY}").click()
    page.get_by_role("link", name="I cannot then").click()
    page.get_by_label("Why?").fill("At the dentist.")
    page.get_by_role("button", name="Tell my leaders").click()
    expect(main).to_contain_text("Cannot then: At the dentist.")


def test_help_is_logged_told_and_thanked(either):
    page = either.page
    either.sign_in(person("jin"))
    either.visit("/kudos/")
    page.get_by_role("main").get_by_role("link", name="Somebody helped me").click()
    page.get_by_label("Who was it?").fill("Dele")
    page.get_by_label("What with?").fill("the refund screen, so nobody waited")
    page.get_by_role("button", name="Log it").click()
    main = page.locator("main")
    expect(page.locator("body")).to_contain_text("Dele is told.")
    page.get_by_role("link", name="Thank Dele").click()
    expect(page.get_by_label("Your thanks")).to_have_value(
        "On Friday 20 November, about 10:05, you helped me with the refund screen, so nobody waited."
    )
    page.get_by_role("button", name="Share").first.click()
    expect(page.locator("body")).to_contain_text("Dele will hear of it.")
    either.visit(f"/help-given/{Help.objects.get().pk}/")
    expect(main).to_contain_text("Thanked")
    page.context.clear_cookies()
    either.sign_in(person("dele"))
    either.visit("/inbox/")
    expect(page.locator("main")).to_contain_text("Jin Park says that you helped.")
