"""Thanking in a real browser (flow 2.3): four keys and no mouse, without script, on a phone, with the line cut."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from playwright.sync_api import expect

from feedback.models import Kudos, Strength
from feedback.receivers import put_first_words
from teams import evidence
from teams.evidence import Fact
from tests.feedback.kudos_scene import NOW
from tests.keys import Keys

pytestmark = [pytest.mark.django_db(transaction=True)]
NEW = "/kudos/new/"
TWO_OF_THREE = "On Tuesday afternoon you rebooked 14 missed deliveries."


@pytest.fixture(autouse=True)
def _morning(transactional_db, time_machine, monkeypatch):
    """Friday morning; a thing that Dele and Jin did, as another app tells it."""
    time_machine.move_to(NOW, tick=False)
    put_first_words("default", apps)

    def known(viewer, people, since, until):
        words = "settled 31 billing cases, so none came back"
        for pk in people:
            at = NOW - timedelta(days=3)
            yield Fact(pk, "escalation", 1184, at, words, "Escalation 1184", "/escalations/1184/")

    monkeypatch.setattr(evidence, "_sources", {"test": known})


@pytest.fixture
def at_desk(desktop, supervisor, agent, colleague):
    desktop.sign_in(supervisor)
    return desktop


def only() -> Kudos:
    return Kudos.objects.get()


def ticked(page, count: int) -> None:
    page.locator(f"[data-count='{count}']").wait_for()


def test_four_keys_and_no_mouse(at_desk):
    page = at_desk.page
    at_desk.visit("/")
    keys = Keys(page)
    keys.press("k")
    page.wait_for_url(f"**{NEW}")
    page.locator("#who:focus").wait_for()
    keys.write("de")
    keys.press("Enter")
    page.locator("#words:focus").wait_for()
    keys.write(TWO_OF_THREE)
    ticked(page, 2)
    expect(page.locator("#composer-note")).to_have_text(
        "Two of three. Add what it changed, so Dele knows to do it again."
    )
    page.get_by_role("button", name="Settled 31 billing cases").wait_for()
    keys.press("Enter")
    ticked(page, 3)
    keys.press("Control+Enter")
    page.get_by_text("Shared with North. Dele will hear of it.").wait_for()
    assert keys.pressed == ["k", "Enter", "Enter", "Control+Enter"]
    assert keys.seconds <= 45
    kudos = only()
    assert kudos.words == f"{TWO_OF_THREE} You settled 31 billing cases, so none came back."
    assert (kudos.recipients.get().user.username, kudos.link_label) == ("dele", "Escalation 1184")
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("It is as if it had never been.").wait_for()
    assert only().taken_back_at == NOW
    assert page.input_value("#words") == kudos.words


@pytest.mark.parametrize("path", ["/kudos/", NEW])
def test_where_the_composer_stands_already_its_key_goes_into_it(at_desk, path):
    page = at_desk.page
    at_desk.visit(path)
    page.locator("#words").fill("You stayed late.")
    page.locator("h1").click()
    expect(page.locator("#who")).not_to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("#who")).to_be_focused()
    expect(page.locator("#who")).to_have_value("")
    # In a field it is a letter.
    page.keyboard.type("k")
    expect(page.locator("#who")).to_have_value("k")
    assert page.url.endswith(path)
    assert page.input_value("#words") == "You stayed late."
    page.wait_for_load_state("networkidle")


def test_where_a_search_stands_instead_the_key_opens_the_composer(at_desk):
    page = at_desk.page
    at_desk.visit("/kudos/?q=depot")
    page.keyboard.press("k")
    page.wait_for_url(f"**{NEW}")


def test_the_same_without_script(browser, live_server, supervisor, agent, colleague):
    from tests.browser import SCREENS, visitor

    options = {**SCREENS["desktop-light"], "java_script_enabled": False}
    for plain in visitor(browser, live_server.url, options):
        plain.sign_in(supervisor)
        plain.visit(NEW)
        page = plain.page
        page.get_by_label("Thank", exact=True).fill("dele")
        page.get_by_label("Your thanks").fill(TWO_OF_THREE)
        page.get_by_role("button", name="Look it over").click()
        expect(page.locator(".chosen")).to_have_text(re.compile("Dele Adeyemi"))
        page.get_by_role("button", name="Settled 31 billing cases").click()
        page.get_by_text("A strength, and who reads it").click()
        page.get_by_label("Owned it").check()
        page.get_by_role("button", name="Share with the team").click()
        expect(page.locator(".toast")).to_contain_text("Shared with North.")
        kudos = only()
        assert kudos.words == f"{TWO_OF_THREE} You settled 31 billing cases, so none came back."
        assert list(kudos.strengths.all()) == [Strength.objects.get(slug="owned-it")]
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(".toast")).to_contain_text("as if it had never been")
        assert only().taken_back_at == NOW


def test_the_list_is_a_combobox_that_arrows_and_escape_work(at_desk):
    page = at_desk.page
    at_desk.visit(NEW)
    who = page.get_by_role("combobox", name="Thank")
    who.press_sequentially("d")
    page.get_by_role("option", name=re.compile("Dele")).wait_for()
    assert who.get_attribute("aria-expanded") == "true"
    who.fill("")
    who.press_sequentially("no")
    page.get_by_role("option", name=re.compile("North")).wait_for()
    first = who.get_attribute("aria-activedescendant")
    assert page.locator(f"#{first}").get_attribute("aria-selected") == "true"
    who.press("Escape")
    assert who.get_attribute("aria-expanded") == "false"
    assert who.input_value() == "no"
    who.press("ArrowDown")
    page.locator("#who-list:not([hidden])").wait_for()
    who.press("Enter")
    expect(page.locator(".chosen")).to_have_text(re.compile("North"))
    page.locator("#who").focus()
    page.keyboard.press("Backspace")
    expect(page.locator(".chosen")).to_have_count(0)
    page.wait_for_load_state("networkidle")


def test_enter_is_a_new_line_where_no_fact_is_offered(at_desk):
    page = at_desk.page
    at_desk.visit(NEW)
    page.locator("#words").fill("Thank you.")
    page.locator("#words").press("Enter")
    assert page.input_value("#words") == "Thank you.\n"


def test_a_fact_goes_in_at_the_caret_by_a_click(at_desk, agent):
    page = at_desk.page
    at_desk.visit(f"{NEW}?to={agent.pk}")
    words = page.locator("#words")
    words.fill("One. Two.")
    chip = page.get_by_role("button", name="Settled 31 billing cases")
    chip.wait_for()
    words.evaluate("area => area.setSelectionRange(4, 4)")
    chip.click()
    page.wait_for_load_state("networkidle")
    whole = "One. You settled 31 billing cases, so none came back. Two."
    assert page.input_value("#words") == whole


def test_without_a_line_it_waits_and_goes_when_there_is_one(at_desk, agent):
    page = at_desk.page
    at_desk.visit(f"{NEW}?to={agent.pk}")
    page.locator("#words").fill("You stayed late.")
    page.context.set_offline(True)
    page.locator("#words").press("Control+Enter")
    page.get_by_text("No line to the server.").first.wait_for()
    assert page.input_value("#words") == "You stayed late."
    at_desk.complaints.clear()
    page.context.set_offline(False)
    page.get_by_text("Shared with North.").wait_for()
    assert only().words == "You stayed late."


def test_on_a_phone_nothing_is_cut_off_and_fingers_find_it(phone, supervisor, colleague):
    phone.sign_in(supervisor)
    phone.visit("/kudos/")
    page = phone.page
    page.locator("#who").tap()
    page.keyboard.type("dele")
    page.get_by_role("option", name=re.compile("Dele")).tap()
    page.locator("#words").fill("You stayed late.")
    assert phone.overflow() == 0
    share = page.get_by_role("button", name="Share with the team")
    assert share.bounding_box()["height"] >= 44
    share.tap()
    page.get_by_text("Shared with North.").wait_for()


def test_saw_too_fills_its_heart_in_place(at_desk, agent, colleague, supervisor):
    from tests.feedback.kudos_scene import thanks

    kudos = thanks(colleague, agent)
    at_desk.visit(f"/kudos/{kudos.pk}/")
    page = at_desk.page
    page.get_by_role("button", name="I saw this too").click()
    page.get_by_role("button", name="You saw this too", pressed=True).wait_for()
    assert Kudos.objects.get().saw == 1
    page.get_by_role("button", name="You saw this too").click()
    page.get_by_role("button", name="I saw this too", pressed=False).wait_for()
    assert Kudos.objects.get().saw == 0
