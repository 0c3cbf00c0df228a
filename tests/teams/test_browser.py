"""The pages about people and teams in a real browser, without script too. `tests/journeys` looks at every page on every screen."""

import pytest

from teams.models import Team, User
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_refused_form_leads_to_its_fields(desktop, administrator):
    desktop.sign_in(administrator)
    desktop.visit("/settings/people/new/")
    page = desktop.page
    page.get_by_role("button", name="Add this person").click()
    assert page.title().startswith("Error: ")
    assert desktop.findings() == []
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
