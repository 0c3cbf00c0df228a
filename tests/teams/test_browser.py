"""The pages about people and teams in a real browser: desktop and phone, light and dark, and no script."""

from datetime import date

import pytest

from teams.actions import add_closure, create_person, leave, move_agent, update_team
from teams.models import Team, User
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staffed(administrator, manager, supervisor, agent, colleague, north, south):
    """A team with people, holidays, a leaver and somebody who moved twice."""
    update_team(None, north, country="GB", subdivision="ENG")
    add_closure(None, north, day=date(2027, 6, 4), name="Team day")
    move_agent(None, agent, south, date(2025, 9, 1), "To cover the early shift")
    move_agent(None, agent, north, date(2026, 2, 2), "Back home")
    leave(None, colleague, date(2026, 4, 1), "Moved abroad")
    create_person(None, name="Nia Bekele", username="nia")
    return agent


def test_every_page_is_sound_on_every_screen(screen_page, staffed, administrator):
    membership = staffed.memberships.get(ends_on=None)
    screen_page.sign_in(administrator)
    person = f"/settings/people/{staffed.pk}/"
    for path in (
        "/settings/",
        "/settings/me/",
        "/settings/me/password/",
        "/settings/organisation/",
        "/settings/teams/",
        "/settings/teams/new/",
        "/settings/teams/north/",
        "/settings/people/",
        "/settings/people/?show=left",
        "/settings/people/?q=nobody-like-that",
        "/settings/people/new/",
        person,
        f"{person}join/",
        f"{person}move/",
        f"{person}leave/",
        f"{person}roles/{membership.pk}/",
        f"{person}roles/{membership.pk}/end/",
        "/settings/administrators/",
        f"/people/{staffed.pk}/",
        "/help/",
    ):
        assert screen_page.visit(path).status == 200
        assert screen_page.findings() == [], path
        assert screen_page.overflow() == 0, path


def test_the_doors_are_sound_on_every_screen(screen_page, agent):
    for path in ("/login/", "/welcome/x/y/"):
        screen_page.visit(path)
        assert screen_page.findings() == [], path
        assert screen_page.overflow() == 0, path


def test_a_refused_form_leads_to_its_fields(screen_page, staffed, administrator):
    screen_page.sign_in(administrator)
    screen_page.visit("/settings/people/new/")
    page = screen_page.page
    page.get_by_role("button", name="Add this person").click()
    assert page.title().startswith("Error: ")
    assert screen_page.findings() == []
    page.get_by_role("link", name="Say what the person is called.").click()
    assert page.evaluate("document.activeElement.name") == "name"


def test_signing_in_and_out_without_script(without_script, agent):
    page = without_script.page
    without_script.visit("/settings/me/")
    page.get_by_label("Name you sign in with").fill("jin")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("heading", name="You", exact=True).is_visible()
    page.locator("details.menu:visible summary").click()
    page.get_by_role("button", name="Sign out").first.click()
    assert page.get_by_text("See you next shift").is_visible()


def test_a_new_person_signs_in_without_script(without_script, administrator, north):
    """From the form to the link to the password, as two people live it."""
    page = without_script.page
    without_script.sign_in(administrator)
    without_script.visit("/settings/people/new/")
    page.get_by_label("Name", exact=True).fill("Nia Bekele")
    page.get_by_label("Name they sign in with").fill("nia")
    page.get_by_label("Team").select_option("North")
    page.get_by_role("button", name="Add this person").click()
    page.get_by_role("button", name="Make a sign-in link").click()
    link = page.get_by_label("Link").input_value()
    page.context.clear_cookies()
    without_script.visit(link[link.index("/welcome/") :])
    page.get_by_label("Password", exact=True).fill("another fine passphrase")
    page.get_by_label("Password, once more").fill("another fine passphrase")
    page.get_by_role("button", name="Set the password").click()
    assert page.get_by_text("Your password is set").is_visible()
    nia = User.objects.get(username="nia")
    assert nia.check_password("another fine passphrase")
    assert nia.memberships.get().team == north


def test_a_manager_sets_the_week_without_script(without_script, manager, north):
    page = without_script.page
    without_script.sign_in(manager)
    without_script.visit("/settings/teams/north/")
    page.get_by_label("Saturday").check()
    page.get_by_label("Monday").uncheck()
    page.get_by_label("Work starts at").fill("08:30")
    page.get_by_role("button", name="Save North").click()
    assert page.get_by_text("North is saved").is_visible()
    team = Team.objects.get(pk=north.pk)
    assert team.working_days == [1, 2, 3, 4, 5]
    assert f"{team.opens_at:%H:%M}" == "08:30"
