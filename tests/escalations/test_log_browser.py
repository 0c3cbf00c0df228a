"""Logging in a real browser: nine keys and no mouse, four taps, without script, and with the line cut."""

import re
from collections.abc import Callable
from time import monotonic, sleep

import pytest
from django.apps import apps
from playwright.sync_api import expect

from escalations.actions import drafts
from escalations.models import Escalation
from escalations.receivers import put_first_categories
from tests.browser import PATIENCE
from tests.escalations.together import a_draft, delivery, over, safety, sent
from tests.keys import Keys

pytestmark = [pytest.mark.django_db(transaction=True)]
NEW = "/escalations/new/"


@pytest.fixture(autouse=True)
def _categories(transactional_db):
    """What the migrations put there is gone after a test that empties the database."""
    put_first_categories("default", apps)


@pytest.fixture
def at_desk(desktop, agent, manager):
    """The agent at a desk; the manager leads the team."""
    desktop.sign_in(agent)
    return desktop


def only() -> Escalation:
    return Escalation.objects.get()


def saved(page) -> None:
    page.wait_for_url(re.compile(r"/new/\d+/$"))


def arrived(there: Callable[[], bool]) -> None:
    """Wait until the server has what a page that is gone has sent."""
    until = monotonic() + PATIENCE / 1000
    while not there():
        assert monotonic() < until, "It never arrived."
        sleep(0.05)


def focused(page) -> str:
    return page.evaluate("document.activeElement.name")


def test_nine_keys_and_no_mouse(at_desk):
    page = at_desk.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    at_desk.visit("/")
    page.evaluate("navigator.clipboard.writeText('HP-482913')")
    keys = Keys(page)
    keys.press("e")
    page.wait_for_url(f"**{NEW}")
    page.locator("[name='category']:focus").wait_for(state="attached")
    keys.press("1")
    page.keyboard.type("Sofa missed its third delivery slot")
    keys.press("Tab")
    keys.press("Control+v")
    keys.press("Tab")
    page.keyboard.type("“This is the third day off I have taken.”")
    keys.press("Tab")
    keys.press("d")
    keys.press("Tab")
    page.keyboard.type("Refund the £90 delivery")
    keys.press("Control+Enter")
    page.get_by_text("Sent to").first.wait_for()
    case = only()
    assert len(keys.pressed) == 9
    assert (case.category, case.reference, case.need) == (delivery(), "HP-482913", "decision")
    assert case.about == "Sofa missed its third delivery slot"
    assert case.said == "“This is the third day off I have taken.”"
    assert case.proposal == "Refund the £90 delivery"
    assert case.state == "open"


def test_arrows_select_without_moving_on_and_letters_are_letters_in_fields(at_desk):
    page = at_desk.page
    at_desk.visit(NEW)
    page.keyboard.press("2")
    assert focused(page) == "about"
    page.keyboard.type("e2d0")
    assert page.input_value("#id_about") == "e2d0"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "category"
    assert page.locator("[data-pick='3']").is_checked()


def test_single_keys_are_off_for_whoever_switched_them_off(at_desk, agent):
    agent.uses_keys = False
    agent.save()
    page = at_desk.page
    at_desk.visit("/")
    page.keyboard.press("e")
    at_desk.visit(NEW)
    page.keyboard.press("1")
    assert focused(page) == "about"
    page.go_back()
    assert page.url == f"{at_desk.base}/"


def test_four_taps_on_a_phone(phone, agent, manager):
    phone.sign_in(agent)
    phone.visit("/")
    page = phone.page
    taps = [
        lambda: page.locator(".tabbar").get_by_text("Log", exact=True).tap(),
        lambda: page.locator("label", has_text="Delivery").tap(),
        lambda: page.locator("label", has_text="Manager now").tap(),
        lambda: page.get_by_role("button", name="Send to").tap(),
    ]
    taps[0]()
    page.wait_for_url(f"**{NEW}")
    taps[1]()
    # The finger's click comes a moment after it has gone up.
    expect(page.locator("[name=about]")).to_be_focused()
    page.keyboard.type("Sofa missed its slot")
    taps[2]()
    expect(page.get_by_role("radio", name="Manager now")).to_be_checked()
    taps[3]()
    page.get_by_text("Sent to").first.wait_for()
    assert len(taps) == 4
    assert (only().about, only().need, only().state) == ("Sofa missed its slot", "manager", "open")


def test_the_send_bar_stays_in_reach_on_a_phone(phone, agent, manager):
    phone.sign_in(agent)
    phone.visit(NEW)
    box = phone.page.get_by_role("button", name="Send to").bounding_box()
    assert box["y"] + box["height"] <= 844 - 63
    assert box["height"] >= 44
    assert phone.overflow() == 0


def test_at_320_pixels_nothing_is_cut_off(at_desk):
    at_desk.page.set_viewport_size({"width": 320, "height": 640})
    at_desk.visit(NEW)
    at_desk.page.locator("[data-pick='b']").check()
    assert at_desk.overflow() == 0


def test_without_script_it_is_a_form(without_script, agent, manager, colleague):
    over(sent(colleague, reference="HP-482913"), manager, now=sent(colleague).created_at)
    without_script.sign_in(agent)
    without_script.visit(NEW)
    page = without_script.page
    page.keyboard.press("Tab")
    page.locator("[data-pick='1']").check()
    page.fill("#id_about", "Sofa missed its slot")
    page.fill("#id_reference", "HP-482913")
    page.locator("#id_about").press("Enter")
    page.get_by_text("Escalated once before").wait_for()
    case = Escalation.objects.get(logged_by=agent)
    assert case.state == "draft"
    assert not page.locator("#id_proposal").is_visible()
    page.locator("[data-pick='d']").check()
    page.fill("#id_proposal", "Refund it")
    page.get_by_role("button", name="Send to").click()
    page.get_by_text("Sent to").first.wait_for()
    case.refresh_from_db()
    assert (case.state, case.proposal) == ("open", "Refund it")


def test_a_draft_survives_a_reload(at_desk):
    page = at_desk.page
    at_desk.visit(NEW)
    page.keyboard.press("1")
    page.keyboard.type("Sofa missed its slot")
    saved(page)
    page.keyboard.press("Tab")
    page.keyboard.type("HP-482913")
    page.reload()
    assert page.input_value("#id_about") == "Sofa missed its slot"
    assert page.locator("[data-pick='1']").is_checked()


def test_a_draft_is_kept_when_the_page_is_left_in_a_hurry(at_desk):
    page = at_desk.page
    at_desk.visit(NEW)
    page.keyboard.press("1")
    page.keyboard.type("Sofa missed its slot")
    at_desk.visit("/")
    # A page's last words are under way while the next one opens already.
    arrived(Escalation.objects.exists)
    at_desk.visit("/escalations/")
    page.get_by_text("Sofa missed its slot").wait_for()


def test_a_lost_line_loses_nothing_and_sends_on_return(at_desk):
    page = at_desk.page
    at_desk.visit(NEW)
    page.keyboard.press("1")
    page.keyboard.type("Sofa")
    saved(page)
    page.context.set_offline(True)
    page.keyboard.type(" missed its slot")
    page.get_by_text("Keep typing; we are trying again.").wait_for()
    page.locator("[data-pick='m']").check()
    page.keyboard.press("Control+Enter")
    page.get_by_text("It goes as soon as there is one").wait_for()
    assert only().about == "Sofa"
    stored = page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    assert "Sofa" not in stored
    page.context.set_offline(False)
    page.get_by_text("Sent to").first.wait_for()
    at_desk.complaints[:] = [one for one in at_desk.complaints if "DISCONNECTED" not in one]
    assert (only().about, only().state, only().steps.count()) == (
        "Sofa missed its slot", "open", 1,
    )  # fmt: skip


def test_case_20_a_double_click_sends_once(at_desk):
    page = at_desk.page
    at_desk.visit(NEW)
    page.keyboard.press("1")
    page.keyboard.type("Sofa missed its slot")
    page.locator("[data-pick='m']").check()
    page.get_by_role("button", name="Send to").dblclick()
    page.get_by_text("Sent to").first.wait_for()
    assert only().steps.count() == 1


def test_another_page_has_written_both_are_kept(at_desk, agent):
    case = a_draft(agent)
    page = at_desk.page
    at_desk.visit(f"{NEW}{case.pk}/")
    other = page.context.new_page()
    other.goto(f"{at_desk.base}{NEW}{case.pk}/")
    other.fill("#id_about", "Theirs")
    other.get_by_text("Draft saved").wait_for()
    expect(other.locator("[name='base']")).to_have_value("2")
    page.fill("#id_about", "Mine")
    page.get_by_role("button", name="See both").click()
    page.get_by_text("Where the two differ").wait_for()
    assert "Theirs" in page.content()
    assert page.input_value("#id_about") == "Mine"
    at_desk.complaints[:] = [one for one in at_desk.complaints if not one.startswith("409")]


def test_case_20_the_other_page_has_sent_it_and_what_is_typed_here_is_added(at_desk, agent):
    case = a_draft(agent, said="She waited.")
    page = at_desk.page
    at_desk.visit(f"{NEW}{case.pk}/")
    drafts.send(agent, case, now=case.created_at)
    page.locator("#id_said").press_sequentially(" She is in tears.")
    page.get_by_text("Write on: what you add goes with it.").wait_for()
    page.get_by_role("button", name="Add what I wrote").click()
    page.get_by_role("link", name="See how it stands").click()
    page.get_by_text("She is in tears.").wait_for()
    assert only().said == "She waited."


def test_safety_goes_at_once_and_one_writes_on(at_desk):
    page = at_desk.page
    at_desk.visit(NEW)
    page.keyboard.press("0")
    page.keyboard.type("Gas smell")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.get_by_text("Write on: what you add goes with it.").wait_for()
    assert (only().state, only().category, only().need) == ("open", safety(), "manager")
    page.keyboard.type("In the kitchen.")
    page.keyboard.press("Control+Enter")
    page.locator(".log__said").wait_for()
    assert only().said == "In the kitchen."


def test_what_is_added_to_safety_survives_a_reload_until_it_is_added(at_desk):
    page = at_desk.page
    at_desk.visit(NEW)
    page.keyboard.press("0")
    page.keyboard.type("Gas smell")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.get_by_text("Write on: what you add goes with it.").wait_for()
    page.keyboard.type("In the kitchen.")
    page.get_by_text("What you add is kept").wait_for()
    page.reload()
    expect(page.get_by_label("What was said?")).to_have_value("In the kitchen.")
    with page.expect_response("**/new/save/"):
        page.get_by_label("What was said?").fill("In the kitchen. And the hall.")
    page.get_by_text(re.compile("Kept .*, and not added yet")).wait_for()
    with page.expect_response("**/new/save/"):
        page.get_by_label("Who is it?").fill("HP-1")
    page.reload()
    expect(page.get_by_label("What was said?")).to_have_value("In the kitchen. And the hall.")
    expect(page.get_by_label("Who is it?")).to_have_value("HP-1")
    assert (only().said, only().steps.count()) == ("", 1)
    assert at_desk.findings() == []
    page.get_by_role("button", name="Add it").click()
    page.locator(".log__said").wait_for()
    assert (only().said, only().reference) == ("In the kitchen. And the hall.", "HP-1")
    assert only().writing.rest == {}


def test_earlier_ones_appear_as_one_types(at_desk, colleague, manager):
    case = sent(colleague, reference="HP-482913", customer_name="Mrs Adaeze Okafor")
    over(case, manager, now=case.created_at)
    at_desk.visit(NEW)
    at_desk.page.locator("#id_reference").press_sequentially("hp 482913")
    at_desk.page.locator("#earlier").get_by_text("Mrs Adaeze Okafor").wait_for()


def test_the_playbook_follows_the_tile(at_desk):
    at_desk.visit(NEW)
    at_desk.page.keyboard.press("2")
    at_desk.page.locator("#panel").get_by_text("Refund").first.wait_for()


def test_each_need_opens_its_fields(at_desk):
    page = at_desk.page
    at_desk.visit(NEW)
    opens = {"m": [], "b": ["number", "answer_by"], "d": ["proposal", "answer_by"], "r": []}
    for key, names in opens.items():
        page.locator(f"[data-pick='{key}']").check()
        for name in ("number", "proposal", "answer_by"):
            assert page.locator(f"#id_{name}").is_visible() == (name in names)
    assert page.get_by_role("button", name="Keep the record").is_visible()


@pytest.mark.parametrize("pick", ["d", "b"])
def test_it_is_for_everybody(at_desk, agent, pick):
    a_draft(agent)
    sent(agent)
    page = at_desk.page
    at_desk.visit(NEW)
    page.keyboard.press("1")
    page.locator(f"[data-pick='{pick}']").check()
    for each in page.locator("details").all():
        each.evaluate("it => (it.open = true)")
    assert at_desk.findings() == []
