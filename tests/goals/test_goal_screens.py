"""A goal, its making and what is measured, in a real browser. `tests/journeys` looks at every page on every screen."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from goals.models import Goal, Metric
from tests.goals.november import a_goal_of, at, novembers_readings, satisfied, send, work_out
from tests.scene import NOW, a_metric, a_ratio

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _morning():
    # The browser's cookies keep the real time, so the clock must go on.
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def scenery(north, manager, supervisor, agent, colleague, administrator):
    """A total that is behind, a ratio, each member's, a day's; with the addresses of their pages."""
    total = a_metric(meaning="Settled the first time somebody asked.")
    novembers_readings(total, north, agent, colleague)
    share = a_ratio("Happy customers")
    satisfied(share, north, agent, colleague)
    fast = a_ratio("Answered in time", decimals=0)
    send(fast, north, [(at(date(2025, 11, 20), 9, 1), agent, "9", "10")], prefix="fast")
    goals = {
        "total": a_goal_of(total, supervisor, team=north, name="Solve 4,200 requests"),
        "ratio": a_goal_of(share, manager, team=north, target=Decimal(92)),
        "each": a_goal_of(
            total, manager, team=north, scope="members", target=Decimal(2100), name="Each"
        ),
        "day": a_goal_of(fast, manager, team=north, cadence="daily", target=Decimal(84)),
    }
    work_out()
    return {name: f"/goals/{goal.pk}/" for name, goal in goals.items()}


def test_a_goal_is_made_in_five_clicks_without_script(without_script, scenery, manager):
    without_script.sign_in(manager)
    without_script.visit("/metrics/first-contact-resolutions/")
    page = without_script.page
    page.get_by_role("link", name="Set a goal").click()
    page.get_by_label("Your own number").fill("4,400")
    page.get_by_role("button", name="Next: when").click()
    page.get_by_role("button", name="December", exact=True).click()
    assert (
        "North team will reach 4,400 first-contact resolutions, 1 to 31 December."
        in page.inner_text("main")
    )
    page.get_by_label("What does a customer notice").fill("They ask only once.")
    page.get_by_role("button", name="Share now").click()
    goal = Goal.objects.get(why="They ask only once.")
    assert page.url.endswith(f"/goals/{goal.pk}/")
    assert "It starts on Monday 1 December." in page.inner_text("main")


def test_a_goal_is_adjusted_paused_and_taken_up_again(desktop, scenery, manager):
    desktop.sign_in(manager)
    desktop.visit(scenery["total"])
    page = desktop.page
    page.get_by_role("link", name="Adjust goal").click()
    page.get_by_label("Goal", exact=True).fill("4,300")
    page.get_by_label("What changed, and why?").fill("Couriers answer us now.")
    page.get_by_role("button", name="Save with this reason").click()
    assert "Goal: 4,200 became 4,300." in page.inner_text("main")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Undo").click()
    assert Goal.objects.get(name="Solve 4,200 requests").state == "active"


def test_from_a_figure_to_its_readings_in_two_clicks(desktop, scenery, manager):
    desktop.sign_in(manager)
    desktop.visit(scenery["total"])
    page = desktop.page
    page.locator(".fact summary").first.click()
    page.get_by_role("link", name="How it is worked out").first.click()
    assert "2,588: the values of 27 readings added up." in page.inner_text("main")
    page.get_by_role("link", name="Mon 3 Nov").click()
    assert "The readings of Monday 3 November" in page.inner_text("main")


def test_a_refused_form_leads_to_its_field(desktop, scenery, administrator):
    desktop.sign_in(administrator)
    desktop.visit("/metrics/new/")
    page = desktop.page
    page.get_by_role("button", name="Make the metric").click()
    page.get_by_role("link", name="Give the metric a name.").click()
    page.keyboard.type("Requests settled")
    page.get_by_role("button", name="Make the metric").click()
    assert Metric.objects.filter(name="Requests settled").exists()
