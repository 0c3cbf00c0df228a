"""Three screens of appraisals in a real browser: examined, on the desktop and at 320 pixels."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.feedback.appraisals_scene import a_cycle, an_appraisal, brought_to

pytestmark = pytest.mark.django_db(transaction=True)


def examined(window, path: str) -> list[str]:
    """What is wrong with a page."""
    answer = window.visit(path)
    assert answer is not None
    assert answer.status == 200
    found = list(window.findings())
    window.page.set_viewport_size({"width": 320, "height": 844})
    if over := window.overflow():
        found.append(f"wider than the window by {over}")
    window.page.set_viewport_size({"width": 1280, "height": 900})
    return found


def test_without_a_line_nothing_that_was_typed_is_lost_and_it_goes_later(
    desktop, manager, agent, supervisor
):
    made = an_appraisal(manager, agent, supervisor)
    desktop.sign_in(agent)
    desktop.visit(f"/appraisals/{made.pk}/write/")
    page = desktop.page
    page.get_by_label("The time as a whole").fill("A year that went well.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.locator("main")).to_contain_text("No line to the server.")
    expect(page.get_by_label("The time as a whole")).to_have_value("A year that went well.")
    made.refresh_from_db()
    assert made.person_words == ""
    page.context.set_offline(False)
    expect(page.locator(".toast")).to_contain_text("Kept as a draft.")
    made.refresh_from_db()
    assert made.person_words == "A year that went well."


def test_three_screens_are_in_order_for_everybody(desktop, manager, agent, supervisor, colleague):
    now = timezone.now()
    cycle = a_cycle(manager)
    talked = brought_to(an_appraisal(manager, agent, supervisor, cycle), "talk", now)
    led = brought_to(an_appraisal(manager, colleague, supervisor, cycle), "leader", now)
    desktop.sign_in(supervisor)
    wrong = examined(desktop, f"/appraisals/{talked.pk}/")
    wrong += examined(desktop, f"/appraisals/{led.pk}/write/")
    desktop.sign_in(manager)
    wrong += examined(desktop, f"/appraisals/cycles/{cycle.pk}/")
    assert wrong == []
    assert desktop.complaints == []
