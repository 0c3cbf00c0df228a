"""The playbook, step by step: asked on Today, read and confirmed; a limit proposed with one click and agreed to."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from escalations.models import Confirmation, LimitAmount, LimitProposal, ProtocolVersion
from teams.models import User

pytestmark = pytest.mark.django_db


def person(username: str) -> User:
    return User.objects.get(username=username)


def as_(either, username: str) -> None:
    either.page.context.clear_cookies()
    either.sign_in(person(username))


def test_a_new_version_is_asked_for_on_today_read_and_confirmed(either):
    page = either.page
    as_(either, "jin")
    either.visit("/playbook/")
    expect(page.locator("main")).to_contain_text("Still to confirm")
    page.get_by_role("link", name="Read and confirm").first.click()
    expect(page.get_by_role("heading", name="What changed since you last agreed")).to_be_visible()
    expect(page.locator(".apart ins").last).to_have_text(
        "Never take card numbers by chat or e-mail"
    )
    page.get_by_role("button", name="Ask Marcus Webb").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_label("What do you want to know?").fill("Not even to send money back?")
    page.get_by_role("button", name="Ask Marcus Webb").click()
    expect(page.locator(".toast")).to_contain_text("Marcus Webb reads your question")
    page.get_by_role("link", name="Read and confirm").click()
    page.get_by_role("button", name="Confirm version 4").click()
    expect(page.locator(".toast")).to_contain_text("You confirmed Late delivery, third time")
    version = ProtocolVersion.objects.get(protocol__slug="late-delivery-third-time", number=4)
    assert Confirmation.objects.filter(version=version, person=person("jin")).count() == 1


def test_a_limit_is_proposed_with_one_click_and_agreed_to_with_one(either):
    page = either.page
    as_(either, "marcus")
    either.visit("/playbook/limits/")
    expect(page.locator("main")).to_contain_text("Raise the limit?")
    page.get_by_role("button", name=re.compile("^Propose £75")).first.click()
    expect(page.locator(".toast")).to_contain_text("Proposed, with the evidence")
    proposal = LimitProposal.objects.latest("pk")
    assert (proposal.by, proposal.state) == (person("marcus"), "open")
    expect(page.locator(".speech").first).to_contain_text("Agreed to 97% of refunds up to £75")
    as_(either, "priya")
    either.visit("/playbook/limits/")
    agree = re.compile(f"^Agree with Marcus Webb.*{proposal.limit.name}, £75$")
    page.get_by_role("button", name=agree).click()
    expect(page.locator(".toast")).to_contain_text("It holds from now on")
    assert LimitAmount.objects.latest("pk").set_by == person("priya")
    settled = page.locator("details.limit", has_text=proposal.limit.name).first
    settled.locator("summary").click()
    row = settled.get_by_role("row").filter(has_text="£75").first
    expect(row).to_be_visible()


def test_a_protocol_is_written_with_more_lines_and_published(either):
    page = either.page
    as_(either, "marcus")
    either.visit("/playbook/new/?category=delivery")
    page.get_by_label("What is the situation called?").fill("Left in the rain")
    page.get_by_label("When does it apply?").fill("The box is soaked.")
    page.get_by_label("Line 1").fill("Send another")
    page.get_by_role("button", name="More lines").click()
    expect(page.get_by_label("Line 4")).to_be_visible()
    expect(page.get_by_label("Line 1")).to_have_value("Send another")
    page.get_by_label("Not ours to bend").fill("Never say it will dry")
    page.get_by_role("button", name="Publish it").click()
    expect(page.locator(".toast")).to_contain_text("Left in the rain is published")
    expect(page.locator("main")).to_contain_text("Never say it will dry")
