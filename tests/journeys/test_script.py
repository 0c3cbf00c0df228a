"""What `static/js/leadwell.js` adds to pages that work without it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from teams.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(desk):
    """Ada's desk, on a page with a menu, on which nothing was done yet."""
    desk.sign_in(User.objects.get(username="ada"))
    desk.visit("/settings/me/")
    return desk.page


def said(page):
    return page.locator("#announcer")


# --- Menus ---------------------------------------------------------------------------------------


def test_escape_closes_a_menu_and_gives_the_focus_back(page):
    menu = page.locator(".rail details.menu")
    menu.locator("summary").click()
    menu.get_by_role("link").first.focus()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", re.compile(".*"))
    expect(menu.locator("summary")).to_be_focused()


def test_a_click_elsewhere_closes_a_menu_and_one_inside_does_not(page):
    menu = page.locator(".rail details.menu")
    menu.locator("summary").click()
    menu.locator(".themes__label").click()
    expect(menu).to_have_attribute("open", "")
    page.get_by_role("heading", level=1).click()
    expect(menu).not_to_have_attribute("open", re.compile(".*"))


# --- The theme -----------------------------------------------------------------------------------


def test_the_theme_changes_without_leaving_the_page(page):
    page.evaluate("window.stayed = true")
    page.locator(".rail summary").click()
    dark = page.locator(".rail").get_by_role("button", name="Dark")
    dark.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(dark).to_have_attribute("aria-pressed", "true")
    device = page.locator(".rail").get_by_role("button", name="As my device")
    device.click()
    expect(device).to_have_attribute("aria-pressed", "true")
    expect(page.locator("html")).not_to_have_attribute("data-theme", re.compile(".*"))
    assert page.evaluate("window.stayed")


def test_a_theme_that_is_not_kept_is_said_so(page, desk):
    page.route("**/settings/me/theme/", lambda route: route.abort())
    page.locator(".rail summary").click()
    page.locator(".rail").get_by_role("button", name="Dark").click()
    expect(said(page)).to_have_text("The theme was not saved. Try again.")
    expect(page.locator("html")).not_to_have_attribute("data-theme", re.compile(".*"))
    desk.complaints.clear()


# --- Keys ----------------------------------------------------------------------------------------


def test_a_key_opens_a_page_but_not_while_typing_nor_with_a_modifier(page):
    page.evaluate(
        """() => { const link = Object.assign(document.createElement("a"), {href: "/help/"});
            link.dataset.key = "n"; document.querySelector("main").append(link); }"""
    )
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.press("n")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Alt+n")
    page.keyboard.press("x")
    expect(page).to_have_url(re.compile("/settings/me/$"))
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/help/$"))


# --- Files ---------------------------------------------------------------------------------------

DROP = """([selector, kind]) => {
    const files = new DataTransfer();
    files.items.add(new File(["a;b\\n1;2\\n"], "calls.csv", {type: "text/csv"}));
    const event = new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: files});
    document.querySelector(selector).dispatchEvent(event);
}"""


def test_a_file_is_chosen_by_dropping_it(page, desk):
    desk.visit("/imports/new/")
    place = page.locator(".drop")
    page.evaluate(DROP, [".drop", "dragover"])
    expect(place).to_have_class(re.compile("is-over"))
    page.evaluate(DROP, [".drop", "dragleave"])
    expect(place).not_to_have_class(re.compile("is-over"))
    page.evaluate(DROP, [".drop", "drop"])
    expect(place.locator("[data-drop-name]")).to_have_text("calls.csv, 1 kB")
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Match the columns")


# --- Words that were not sent --------------------------------------------------------------------


def guard(page):
    page.locator("main form").first.evaluate("form => form.dataset.guard = ''")
    page.get_by_label("Name", exact=True).press_sequentially(" Junior")


def test_leaving_with_unsent_words_is_asked_about(page):
    guard(page)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("main").get_by_role("link", name="API tokens").click()
    expect(page).to_have_url(re.compile("/settings/api/$"))
    assert asked == ["beforeunload"]


def test_sending_them_is_not(page):
    guard(page)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".toast")).to_contain_text("Saved.")
    assert asked == []


def test_text_grows_where_the_style_sheet_cannot_do_it(page, desk):
    page.add_init_script("CSS.supports = () => false")
    desk.sign_in(User.objects.get(username="priya"))
    desk.visit(
        "/goals/new/why/?metric=first-contact-resolutions&whose=team:north&cadence=monthly"
        "&target=4200&days=2026-12-01_2026-12-31"
    )
    words = page.get_by_label("What does a customer notice when we make it?")
    words.fill("One.\nTwo.\nThree.\nFour.\nFive.")
    expect(words).to_have_attribute("rows", "6")
    words.fill("One.")
    expect(words).to_have_attribute("rows", "3")


# --- Pressing twice, and what is said afterwards --------------------------------------------------


def test_two_presses_send_a_form_once(page):
    sent = []

    def later(route):
        sent.append(route.request.method)
        page.wait_for_timeout(150)
        route.continue_()

    page.route(re.compile("/settings/me/$"), later)
    save = page.get_by_role("button", name="Save")
    save.evaluate("button => { button.click(); button.click(); }")
    expect(page.locator(".toast")).to_contain_text("Saved.")
    assert sent.count("POST") == 1


def test_a_page_that_is_come_back_to_can_be_sent_again(page):
    form = page.locator("main form").first
    form.evaluate("form => form.addEventListener('submit', event => event.preventDefault())")
    save = page.get_by_role("button", name="Save")
    # The page's own handler has refused nothing yet when ours looks, so this counts as sent.
    page.evaluate(
        """() => { const form = document.querySelector("main form");
            form.dataset.sent = "yes"; form.querySelector("button").setAttribute("aria-busy", "true");
            dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true})); }"""
    )
    expect(form).not_to_have_attribute("data-sent", re.compile(".*"))
    expect(save).not_to_have_attribute("aria-busy", re.compile(".*"))


def test_a_message_can_be_put_away(page):
    page.get_by_role("button", name="Save").click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("Saved.")
    toast.get_by_role("button", name="Dismiss").click()
    expect(toast).to_have_count(0)


# --- Parts of pages ------------------------------------------------------------------------------


def swap(page, markup, status=200):
    """Let htmx put an answer in place of the page's content."""
    page.route(
        "**/a-part/",
        lambda route: route.fulfill(status=status, content_type="text/html", body=markup),
    )
    page.evaluate(
        "htmx.ajax('GET', '/a-part/', {target: 'main', swap: 'innerHTML'}).catch(() => {})"
    )


def test_a_swapped_part_is_announced_and_its_heading_takes_the_focus(page):
    page.get_by_role("button", name="Save").focus()
    swap(page, '<section data-announce="Two goals match."><h2>Goals</h2></section>')
    expect(page.get_by_role("heading", name="Goals")).to_be_focused()
    expect(said(page)).to_have_text("Two goals match.")


def test_a_swap_leaves_the_focus_where_it_still_is(page):
    page.locator(".rail summary").focus()
    swap(page, "<h2>Goals</h2>")
    expect(page.get_by_role("heading", name="Goals")).to_be_visible()
    expect(page.locator(".rail summary")).to_be_focused()


def test_a_swapped_summary_takes_the_focus_and_swapped_messages_can_be_put_away(page):
    swap(
        page,
        '<div class="toast" data-toast><p>Kept.</p></div>'
        '<div class="summary" tabindex="-1" data-focus><h2>There is a problem</h2></div>',
    )
    expect(page.locator(".summary")).to_be_focused()
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator("main .toast")).to_have_count(0)


def test_a_part_that_does_not_come_is_said_so(page, desk):
    swap(page, "", status=503)
    expect(said(page)).to_have_text("That did not reach us. Try again in a moment.")
    expect(page.get_by_role("heading", level=1)).to_have_text("You")
    desk.complaints.clear()


def test_what_refreshes_by_itself_waits_while_nobody_looks(page):
    ask = """hidden => {
        Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
        const part = document.querySelector("main"); part.dataset.poll = "";
        const event = new CustomEvent("htmx:beforeRequest",
            {bubbles: true, cancelable: true, detail: {elt: part}});
        return part.dispatchEvent(event);
    }"""
    assert page.evaluate(ask, False) is True
    assert page.evaluate(ask, True) is False
