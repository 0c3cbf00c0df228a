"""What answers a form that comes too late, with its words to be copied. These pages have no address of their own."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from feedback.actions.appraisals.cycles import hand_over
from feedback.models import Appraisal
from teams.models import User
from tests.journeys.appraisals_pages import OTHER, SAVE, add_appraisals, appraisal
from tests.journeys.audit import examine
from tests.journeys.conftest import NOW
from tests.journeys.looks import Look, at

pytestmark = pytest.mark.django_db
WORDS = "On Tuesday you stayed until the last parcel was found."


def person(username: str) -> User:
    return User.objects.get(username=username)


def signed_out(page: Page) -> None:
    """The shift is over while Marcus writes."""
    page.locator("#words").fill(WORDS)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def handed_over(page: Page) -> None:
    """Priya leads it from now on; Marcus has the form open."""
    page.get_by_role("textbox", name="What did you agree to aim for?").fill(WORDS)
    row = Appraisal.objects.get(person__username=OTHER, state="talk")
    hand_over(person("priya"), row, person("priya"), reason="Marcus goes to South.", now=NOW)


@pytest.mark.parametrize(
    ("look", "heading"),
    [
        pytest.param(
            Look(
                "marcus", at("feedback:kudos_new"), press="[data-share]", meanwhile=signed_out,
                thorough=True,
            ),
            "You are signed out",
            id="signed out",
        ),
        pytest.param(
            Look(
                "marcus", appraisal("appraisal_talk", OTHER, "talk"), press=SAVE,
                meanwhile=handed_over,
            ),
            "Dele",
            id="handed over",
        ),
    ],
)  # fmt: skip
def test_page(desk, look: Look, heading: str):
    add_appraisals(NOW)
    examine(desk, lambda who: desk.sign_in(person(who)), look)
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text(heading)
    expect(desk.page.locator("main")).to_contain_text(WORDS)
