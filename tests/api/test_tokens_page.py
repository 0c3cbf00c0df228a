"""The tokens page in a real browser."""

from __future__ import annotations

from datetime import timedelta

import pytest

from teams.actions.tokens import create_token
from tests.api.conftest import NOW, Caller
from tests.browser import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_token_is_made_copied_and_revoked(desktop, manager):
    create_token(
        manager, manager, "Telephone", ["read", "ingest"], "telephone", NOW + timedelta(30), now=NOW
    )
    desktop.sign_in(manager)
    desktop.visit("/settings/api/")
    page = desktop.page
    page.get_by_label("Which program uses it?").fill("Spreadsheet")
    page.get_by_role("button", name="Make the token").click()
    plain = page.locator("code.secret").inner_text()
    assert Caller(plain).get("metrics/").status_code == 200
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert desktop.findings() == []
        assert desktop.overflow() == 0
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
