"""Ideas step by step, with script and without: had in one line, backed, answered in place, done and credited."""

import pytest
from playwright.sync_api import expect

from feedback.models import Idea
from tests.browser import SCREENS, visitor
from tests.feedback.ideas_scene import DAY, NOW, an_idea

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["script", "no-script"])
def either(request, browser, live_server):
    options = {**SCREENS["desktop-light"], "java_script_enabled": request.param == "script"}
    yield from visitor(browser, live_server.url, options)


def as_(visit, person, path):
    visit.page.context.clear_cookies()
    visit.sign_in(person)
    visit.visit(path)
    return visit.page


def test_an_idea_in_one_line_backed_agreed_done_and_credited(
    either, north, agent, colleague, supervisor
):
    page = as_(either, agent, "/ideas/")
    page.get_by_label("What could be better?").fill("Ring the depot first")
    page.get_by_label("What could be better?").press("Enter")
    expect(page.locator(".toast")).to_contain_text("You have an answer by")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ring the depot first")
    # Whoever has it neither backs nor answers it.
    expect(page.get_by_role("button", name="Back it")).to_have_count(0)
    expect(page.get_by_text("We do it")).to_have_count(0)

    page = as_(either, colleague, "/ideas/")
    page.get_by_role("button", name="Back it Ring the depot first").click()
    expect(page.get_by_text("1 backs it")).to_be_visible()
    page.get_by_role("link", name="Ring the depot first").click()
    page.get_by_label("Say something").fill("They have a new number.")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator(".timeline")).to_contain_text("They have a new number.")

    page = as_(either, supervisor, f"/ideas/{Idea.objects.get().pk}/")
    page.locator("summary", has_text="We do it").click()
    page.get_by_label("Why do we do it?").fill("It saves a call.")
    page.get_by_label("Who takes care of it?").select_option("Dele Adeyemi")
    page.get_by_role("button", name="We do it").click()
    expect(page.locator(".toast")).to_contain_text("Agreed. Jin knows.")
    expect(page.locator("main")).to_contain_text("Dele sees to it by")
    page.locator("summary", has_text="It is done").click()
    page.get_by_label("What came of it?").fill("41 calls fewer a week.")
    page.get_by_role("button", name="It is done").click()
    expect(page.locator("main")).to_contain_text("This was Jin Park’s idea.")
    expect(page.get_by_role("link", name="Thank Jin")).to_have_attribute(
        "href", "/kudos/new/?to=jin"
    )

    page = as_(either, agent, "/inbox/")
    expect(page.locator("main")).to_contain_text("It is done: your idea “Ring the depot first”.")


def test_what_is_late_is_answered_from_today(either, north, agent, supervisor, manager):
    # Had long enough ago to be late whenever this runs.
    an_idea(agent, north, now=NOW - 400 * DAY)
    page = as_(either, supervisor, "/")
    item = page.locator(".todo", has_text="Ring the depot first")
    expect(item).to_contain_text("Answer was promised for")
    item.get_by_role("link", name="Not now").click()
    page.get_by_label("Why not now?").fill("The lift is mended first.")
    page.get_by_role("button", name="Send to Jin").click()
    expect(page.locator(".toast")).to_contain_text("Jin has your answer.")
    # In the list where it was asked for: its message, and what else waits, is in view.
    assert page.url == f"{either.base.rstrip('/')}/#needs-you"
    idea = Idea.objects.get()
    assert (idea.state, idea.reason) == ("declined", "The lift is mended first.")

    page = as_(either, agent, "/")
    page.locator(".todo", has_text="Not now, says Marcus Webb").get_by_role("button").click()
    expect(page.locator("main")).to_contain_text("The lift is mended first.")
    page = as_(either, agent, "/")
    expect(page.locator(".todo", has_text="Not now, says")).to_have_count(0)


def test_three_screens_are_open_to_everybody(desktop, north, agent, supervisor, manager):
    an_idea(agent, north, words="So that nobody waits in vain.", link="/escalations/7/")
    for person, path in (
        (agent, "/ideas/"),
        (supervisor, f"/ideas/{Idea.objects.get().pk}/"),
        (agent, "/ideas/new/"),
    ):
        as_(desktop, person, path)
        desktop.page.evaluate(
            "document.querySelectorAll('main details').forEach(d => d.open = true)"
        )
        assert desktop.findings() == []
        desktop.page.set_viewport_size({"width": 320, "height": 844})
        assert desktop.overflow() <= 0
        desktop.page.set_viewport_size({"width": 1440, "height": 1000})
