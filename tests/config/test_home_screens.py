"""*Today* and the list of goals in a real browser. `tests/journeys` looks at every page on every screen."""

import pytest
import time_machine

from tests import scene
from tests.scene import NOW, a_goal, a_metric, a_ratio, a_source, an_hour, computed, stands

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _morning():
    # The browser's cookies keep the real time, so the clock must go on.
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def scenery(manager, supervisor, agent, colleague, administrator, north):
    """A little of everything: hours, totals, ratios, each member's, the whole's, a source, a past."""
    fast = a_ratio("Answer within 30 seconds", decimals=0)
    stands(a_goal(fast, supervisor, team=north, cadence="daily", target="80"), "84", weight="100")
    an_hour(fast, north, 8, "78", "100")
    an_hour(fast, north, 9, "22", "25")
    stands(a_goal(a_metric(), supervisor, team=north), "2588", "behind", expected="2730")
    again = a_ratio("Repeat contacts within 7 days", better="lower")
    stands(a_goal(again, manager, team=north, target="9"), "94", "watch", weight="1000")
    each = a_goal(a_metric("Calls each"), manager, team=north, scope="members", target="100")
    stands(each, "33", "behind", expected="60", agent=agent)
    stands(each, "77", expected="60", agent=colleague)
    whole = a_ratio("Happy customers")
    stands(a_goal(whole, manager, target="92"), "914", weight="1000")
    scene.daily(whole, [("90", "100"), ("92", "100")] * 15)
    a_source("Zendesk", NOW)
    computed()


def test_the_list_is_narrowed_without_script(without_script, scenery, manager):
    without_script.sign_in(manager)
    without_script.visit("/goals/")
    page = without_script.page
    page.get_by_label("Status").select_option("off")
    page.get_by_role("button", name="Show").click()
    assert "status=off" in page.url
    assert page.get_by_role("link", name="First-contact resolutions").count() == 1
    assert page.get_by_role("link", name="Answer within 30 seconds").count() == 0
    page.get_by_role("link", name="Show all").click()
    assert page.get_by_role("link", name="Answer within 30 seconds").count() == 1


def test_a_goal_is_one_click_from_today(desktop, scenery, manager):
    desktop.sign_in(manager)
    desktop.visit("/")
    desktop.page.get_by_role("link", name="First-contact resolutions").click()
    assert desktop.page.url.rstrip("/").rsplit("/", 1)[-1].isdigit()
    assert "2,588" in desktop.page.inner_text("main")
    desktop.page.go_back()
    assert "On pace for" in desktop.page.inner_text("h1")
