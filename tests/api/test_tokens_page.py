"""The tokens page in a real browser, at a desk and on a phone, in light and dark."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from teams.actions.tokens import create_token
from tests.api.conftest import NOW, Caller

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_token_is_made_copied_and_revoked(screen_page, manager):
    create_token(
        manager, manager, "Telephone", ["read", "ingest"], "telephone", NOW + timedelta(30), now=NOW
    )
    screen_page.sign_in(manager)
    screen_page.visit("/settings/api/")
    assert screen_page.findings() == []
    assert screen_page.overflow() == 0
    page = screen_page.page
    page.get_by_label("Which program uses it?").fill("Spreadsheet")
    page.get_by_role("button", name="Make the token").click()
    plain = page.locator("code.secret").inner_text()
    assert Caller(plain).get("metrics/").status_code == 200
    assert screen_page.findings() == []
    assert screen_page.overflow() == 0
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/tokens-{page.viewport_size['width']}.png", full_page=True)
    page.get_by_role("button", name="Revoke Spreadsheet").click()
    assert Caller(plain).get("metrics/").status_code == 401
    assert page.get_by_role("button", name="Revoke Telephone").count() == 1


def test_without_script_too(without_script, agent):
    without_script.sign_in(agent)
    without_script.visit("/settings/api/")
    page = without_script.page
    page.get_by_label("Which program uses it?").fill("Spreadsheet")
    page.get_by_role("button", name="Make the token").click()
    assert page.locator("code.secret").inner_text().startswith("lw_")
