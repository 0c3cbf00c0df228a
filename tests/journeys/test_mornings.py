"""What a morning begins with: a manager's review, an agent's own page, on a phone as well."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from goals.models import Goal
from teams.models import User

pytestmark = pytest.mark.django_db


def person(username):
    return User.objects.get(username=username)


def heading(visitor):
    return visitor.page.get_by_role("heading", level=1)


def test_a_manager_s_morning_review(desk):
    page = desk.page
    desk.sign_in(person("priya"))
    desk.visit("/")
    expect(heading(desk)).to_have_text(
        re.compile(
            r"^\s*On pace for \d of 8 goals\.\s+First-contact resolutions( and .+)? need you today"
            r"(: [\d,]+ a day from now on)?\.\s*$"
        )
    )
    company = page.get_by_role("region", name="Whole company").or_(page.locator(".kpis"))
    expect(company.locator(".kpi")).to_have_count(4)
    page.set_viewport_size({"width": 1440, "height": 600})
    row = page.get_by_role("row", name="First-contact resolutions Owner Marcus")
    expect(row).to_contain_text("Behind")
    row.scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, 250)")
    row.get_by_role("link", name="First-contact resolutions").click()
    expect(heading(desk)).to_have_text("First-contact resolutions")
    facts = page.locator(".facts .fact")
    expect(facts).to_have_count(4)
    expect(facts.nth(0)).to_contain_text("So far")
    expect(facts.nth(1)).to_contain_text("Even pace today")
    expect(facts.nth(2)).to_contain_text("Needed each day now")
    expect(facts.nth(3)).to_contain_text("Likely finish")
    expect(facts.nth(3)).to_contain_text("between")
    page.go_back()
    expect(heading(desk)).to_contain_text("of 8 goals.")
    page.wait_for_function("scrollY > 200")
    assert page.evaluate("scrollY") == 250


def test_what_needs_a_manager_leads_to_the_goal(either):
    page = either.page
    either.sign_in(person("priya"))
    either.visit("/")
    todo = page.locator(".todo", has_text="First-contact resolutions")
    todo.get_by_role("link", name="Open the goal").click()
    expect(heading(either)).to_have_text("First-contact resolutions")
    page.get_by_role("link", name="View as table").first.click()
    expect(heading(either)).to_have_text("First-contact resolutions: the figures")
    with page.expect_download() as started:
        page.get_by_role("link", name="Download CSV").first.click()
    assert started.value.suggested_filename == "first-contact-resolutions-2026-11-01-by-day.csv"


def test_any_figure_leads_to_how_it_was_worked_out(either):
    page = either.page
    either.sign_in(person("priya"))
    either.visit(f"/goals/{Goal.objects.get(name='First-contact resolutions').pk}/")
    page.locator(".fact").first.locator("summary").click()
    page.get_by_role("link", name="How it is worked out").first.click()
    expect(heading(either)).to_have_text("How it is worked out")
    expect(page.locator("main")).to_contain_text("Europe/London")
    expect(page.get_by_role("columnheader", name="Source").last).to_be_visible()


def test_an_agent_sees_the_whole_the_team_and_themself(either):
    page = either.page
    either.sign_in(person("jin"))
    either.visit("/")
    titles = page.locator("main h2").all_inner_texts()
    assert [title for title in titles if title in {"Whole company", "North goals", "Yours"}] == [
        "Whole company",
        "North goals",
        "Yours",
    ]
    yours = page.get_by_role("table", name=re.compile("Your"))
    expect(yours).to_contain_text("Settle refunds without a hand-off")
    # Of colleagues there is neither a goal nor a figure, here or behind any link of the team's goal.
    expect(page.locator("main")).not_to_contain_text("Chase couriers the same hour")
    page.get_by_role("link", name="First-contact resolutions").first.click()
    expect(heading(either)).to_have_text("First-contact resolutions")
    main = page.locator("main")
    # Dele wrote a note there; what anybody brings to it is nobody's but theirs.
    for name in ("Aisha Rahman", "Grace Okonkwo", "Yusuf Demir"):
        expect(main).not_to_contain_text(name)


def test_a_supervisor_of_another_team_finds_nothing_here(desk):
    desk.sign_in(person("bronte"))
    answer = desk.visit(f"/goals/{Goal.objects.get(name='First-contact resolutions').pk}/")
    assert answer.status == 404
    expect(heading(desk)).to_have_text(re.compile("not here"))
    desk.page.get_by_role("link", name="Go to Today").click()
    expect(desk.page).to_have_title("Today · Leadwell")


def test_on_a_phone_the_thumb_reaches_every_main_page(hand):
    page = hand.page
    hand.sign_in(person("marcus"))
    hand.visit("/")
    tabs = page.get_by_role("navigation", name="Main pages")
    for tab in ["Goals", "Escalations", "Kudos", "Today"]:
        tabs.get_by_role("link", name=tab).tap()
        expect(page).to_have_title(re.compile(tab))
        current = tabs.locator("[aria-current=page]")
        expect(current.locator("span").first).to_have_text(tab)
        assert current.bounding_box()["height"] >= 44
    for place in ["Company", "North", "Playbook"]:
        tabs.locator("summary", has_text="More").tap()
        link = tabs.get_by_role("link", name=place, exact=True)
        assert link.bounding_box()["height"] >= 44
        link.tap()
        expect(page).to_have_title(re.compile(place))
        expect(tabs.locator(".menu__body [aria-current=page]")).to_have_text(place)


def test_the_list_of_goals_narrows_and_can_be_passed_on(either):
    page = either.page
    either.sign_in(person("priya"))
    either.visit("/goals/")
    page.get_by_label("Status").select_option(label="Off pace")
    page.get_by_role("button", name="Show").click()
    goals = page.locator(".ledger tbody a")
    expect(goals.filter(has_text="Happy customers, North")).to_have_count(0)
    expect(goals.filter(has_text="First-contact resolutions")).to_have_count(1)
    shown = goals.count()
    either.visit(page.url.removeprefix(either.base))
    expect(goals).to_have_count(shown)
    page.get_by_role("link", name="Show all").click()
    expect(page).to_have_url(re.compile("/goals/$"))


def test_with_script_the_list_narrows_as_one_chooses(desk):
    page = desk.page
    desk.sign_in(person("priya"))
    desk.visit("/goals/")
    page.evaluate("window.stayed = true")
    goals = page.locator(".ledger tbody a")
    before = goals.count()
    status = page.get_by_label("Status")
    status.select_option(label="Off pace")
    expect(page).to_have_url(re.compile(r"status=off"))
    expect(page.locator("#announcer")).to_have_text(re.compile(r"^\d goals\.$"))
    assert goals.count() < before
    expect(page.get_by_role("link", name="Show all")).to_be_visible()
    assert page.evaluate("window.stayed")
    page.go_back()
    expect(goals).to_have_count(before)
    # An address is all that stays in the browser: pages with figures do not.
    kept = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert set(kept) <= {"htmx-current-path-for-history"}
