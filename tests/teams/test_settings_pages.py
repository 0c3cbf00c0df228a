"""Settings of oneself, the organisation and the teams: each role, good input and bad."""

from datetime import date, time

import pytest
from django.urls import reverse

from teams.actions import add_closure, join_team, update_organisation, update_person, update_team
from teams.models import Closure, Organisation, Role, Team, User
from tests.cast import SINCE

ORGANISATION = {
    "name": "Harbour & Pine",
    "tagline": "Customer care",
    "time_zone": "Europe/Dublin",
    "currency": "EUR",
    "week_starts_on": "6",
    "fiscal_year_starts_in": "4",
}
TEAM = {
    "name": "North",
    "time_zone": "Europe/London",
    "working_days": ["0", "1", "2"],
    "opens_at": "08:00",
    "closes_at": "16:30",
    "day_starts_hour": "5",
    "country": "GB",
}


def text(response):
    return response.content.decode()


def errors(response):
    return response.context["form"].errors


def current(browser, path, sent):
    """What a browser sends: the fields, and the version the page came with."""
    return {**sent, "version": browser.get(path).context["form"].initial.get("version", "")}


# --- Index, help ---------------------------------------------------------------------------------


def test_each_finds_what_is_theirs(client_of, agent, manager, administrator):
    assert "/settings/people/" not in text(client_of(agent).get("/settings/"))
    assert "/settings/teams/" in text(client_of(manager).get("/settings/"))
    assert "/settings/organisation/" not in text(client_of(manager).get("/settings/"))
    assert "/settings/organisation/" in text(client_of(administrator).get("/settings/"))


def test_help_speaks_to_each(client_of, agent, supervisor):
    assert "your supervisor" in text(client_of(agent).get("/help/"))
    assert "an administrator" in text(client_of(supervisor).get("/help/"))


# --- Oneself -------------------------------------------------------------------------------------


def test_one_changes_ones_name_and_address(client_of, agent):
    browser = client_of(agent)
    version = browser.get("/settings/me/").context["form"].initial["version"]
    sent = {"name": "Jin Kim", "email": "jin@example.com", "version": version}
    assert browser.post("/settings/me/", sent).status_code == 302
    agent.refresh_from_db()
    assert (agent.name, agent.email) == ("Jin Kim", "jin@example.com")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"email": "at home"}, "email"),
        ({"email": "dele@example.com"}, "email"),
    ],
)
def test_nonsense_about_oneself_is_shown_at_its_field(client_of, agent, colleague, given, field):
    update_person(None, colleague, email="dele@example.com")
    browser = client_of(agent)
    sent = current(browser, "/settings/me/", {"name": "Jin", "email": "", **given})
    response = browser.post("/settings/me/", sent)
    assert response.status_code == 200
    assert list(errors(response)) == [field]
    assert "There is a problem" in text(response)
    agent.refresh_from_db()
    assert agent.name == "Jin Park"


def test_a_theme_is_chosen_and_leads_back(client_of, agent):
    browser = client_of(agent)
    back = browser.post(
        "/settings/me/theme/", {"theme": "dark"}, headers={"Referer": "http://testserver/help/"}
    )
    assert back["Location"] == "http://testserver/help/"
    assert 'data-theme="dark"' in text(browser.get("/help/"))
    for referer in ("https://evil.example/", "", "//evil.example"):
        away = browser.post("/settings/me/theme/", {"theme": "x"}, headers={"Referer": referer})
        assert away["Location"] == "/settings/me/"
    agent.refresh_from_db()
    assert agent.theme == "dark"


# --- The organisation ----------------------------------------------------------------------------


def test_an_administrator_changes_the_organisation(client_of, administrator):
    browser = client_of(administrator)
    version = browser.get("/settings/organisation/").context["form"].initial["version"]
    response = browser.post("/settings/organisation/", {**ORGANISATION, "version": version})
    assert response.status_code == 302
    ours = Organisation.objects.get()
    assert (ours.time_zone, ours.week_starts_on, ours.fiscal_year_starts_in) == (
        "Europe/Dublin",
        6,
        4,
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("time_zone", "Mars/Olympus"),
        ("currency", "XXX"),
        ("week_starts_on", "9"),
        ("week_starts_on", "monday"),
        ("fiscal_year_starts_in", "0"),
    ],
)
def test_nonsense_about_the_organisation(client_of, administrator, field, value):
    response = client_of(administrator).post(
        "/settings/organisation/", {**ORGANISATION, field: value}
    )
    assert list(errors(response)) == [field]
    assert Organisation.objects.get().name == "Harbour Services"


def test_an_old_zone_or_a_rare_currency_stays_choosable(client_of, administrator):
    update_organisation(None, time_zone="GB", currency="ISK")
    browser = client_of(administrator)
    sent = {**ORGANISATION, "time_zone": "GB", "currency": "ISK"}
    sent = current(browser, "/settings/organisation/", sent)
    assert browser.post("/settings/organisation/", sent).status_code == 302
    assert "ISK" in text(browser.get("/settings/organisation/"))


def test_the_first_administrator_names_the_organisation(client_of, db):
    browser = client_of(User.objects.create_superuser("root"))
    path = "/settings/organisation/"
    assert browser.get(path).status_code == 200
    refused = browser.post(path, {**ORGANISATION, "name": ""})
    assert list(errors(refused)) == ["name"]
    assert not Organisation.objects.exists()
    assert browser.post(path, ORGANISATION).status_code == 302
    assert Organisation.objects.get().name == "Harbour & Pine"


@pytest.mark.parametrize(
    ("path", "sent", "change"),
    [
        (
            "/settings/organisation/",
            {**ORGANISATION, "name": "Mine"},
            lambda world: update_organisation(world["administrator"], name="Theirs"),
        ),
        (
            "/settings/teams/north/",
            {**TEAM, "name": "Mine"},
            lambda world: update_team(world["administrator"], world["north"], name="Theirs"),
        ),
        (
            "/settings/me/",
            {"name": "Mine", "email": ""},
            lambda world: update_person(
                world["administrator"], world["administrator"], name="Theirs"
            ),
        ),
    ],
)
def test_case_20_a_stale_form_keeps_both_texts(client_of, administrator, north, path, sent, change):
    browser = client_of(administrator)
    version = browser.get(path).context["form"].initial["version"]
    change({"administrator": administrator, "north": north})
    answer = browser.post(path, {**sent, "version": version})
    assert answer.status_code == 409
    assert "Theirs" in text(answer)
    assert 'value="Mine"' in text(answer)
    row = next(d for d in answer.context["conflict"].differences if d.label == "Name")
    assert (row.theirs, row.yours) == ("Theirs", "Mine")
    # Saving again is a decision, with both in sight.
    again = {**sent, "version": answer.context["form"].data["version"]}
    assert browser.post(path, again).status_code == 302
    late = {**sent, "name": "Later still", "version": version}
    assert browser.post(path, late).status_code == 409


def test_case_20_a_double_click_is_no_conflict_with_oneself(client_of, administrator):
    browser, path = client_of(administrator), "/settings/organisation/"
    sent = current(browser, path, ORGANISATION)
    assert [browser.post(path, sent).status_code for _ in range(2)] == [302, 302]


def test_a_form_that_has_lost_its_version_is_not_trusted(client_of, administrator):
    assert client_of(administrator).post("/settings/organisation/", ORGANISATION).status_code == 409
    assert Organisation.objects.get().name == "Harbour Services"


# --- Teams ---------------------------------------------------------------------------------------


def test_administrators_see_all_teams_and_managers_theirs(
    client_of, administrator, manager, north, south
):
    everything = text(client_of(administrator).get("/settings/teams/"))
    assert "North" in everything
    assert "South" in everything
    assert "Mon to Fri" in everything
    own = text(client_of(manager).get("/settings/teams/"))
    assert "/settings/teams/north/" in own
    assert "/settings/teams/south/" not in own
    assert "New team" not in own


def test_days_in_words(client_of, administrator, north):
    update_team(None, north, working_days=[0, 2, 4])
    assert "Mon, Wed, Fri" in text(client_of(administrator).get("/settings/teams/"))


def test_the_list_of_teams_takes_as_many_statements_for_many(
    client_of, administrator, organisation, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from teams.actions import create_team

    create_team(None, name="Team", time_zone="UTC")
    browser = client_of(administrator)
    with CaptureQueriesContext(connection) as few:
        browser.get("/settings/teams/")
    for n in range(10):
        create_team(None, name=f"Team {n}", time_zone="UTC")
    with django_assert_num_queries(len(few)):
        browser.get("/settings/teams/")


def test_no_teams_yet(client_of, administrator):
    assert "No teams yet" in text(client_of(administrator).get("/settings/teams/"))


def test_a_new_team(client_of, administrator):
    browser = client_of(administrator)
    assert browser.get("/settings/teams/new/").status_code == 200
    response = browser.post("/settings/teams/new/", {**TEAM, "name": "Night desk"})
    assert response["Location"] == "/settings/teams/night-desk/"
    team = Team.objects.get()
    assert team.working_days == [0, 1, 2]
    assert (team.opens_at, team.closes_at, team.day_starts_hour) == (time(8), time(16, 30), 5)


def test_the_first_team_before_the_organisation(client_of, db):
    browser = client_of(User.objects.create_superuser("root"))
    assert browser.get("/settings/teams/new/").status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "south"),
        ("time_zone", "Nowhere"),
        ("working_days", []),
        ("working_days", ["8"]),
        ("opens_at", "half past nine"),
        ("closes_at", "08:00"),
        ("closes_at", "25:00"),
        ("day_starts_hour", "24"),
        ("country", "XX"),
    ],
)
def test_nonsense_about_a_team(client_of, administrator, north, south, field, value):
    browser = client_of(administrator)
    for path in ("/settings/teams/north/", "/settings/teams/new/"):
        sent = current(browser, path, {**TEAM, "name": "Fine", field: value})
        response = browser.post(path, sent)
        assert list(errors(response)) == [field]
    north.refresh_from_db()
    assert north.opens_at == time(9)
    assert Team.objects.count() == 2


def test_a_manager_keeps_the_calendar_but_not_the_name(client_of, manager, north):
    browser = client_of(manager)
    assert "name" not in browser.get("/settings/teams/north/").context["form"].fields
    sent = current(browser, "/settings/teams/north/", {**TEAM, "name": "Mine"})
    response = browser.post("/settings/teams/north/", sent, follow=True)
    assert "Figures follow the new calendar" in text(response)
    north.refresh_from_db()
    assert (north.name, north.day_starts_hour, north.country) == ("North", 5, "GB")


def test_a_region_is_of_the_country_that_is_saved(client_of, manager, north):
    browser, path = client_of(manager), "/settings/teams/north/"
    browser.post(path, current(browser, path, TEAM))
    assert "subdivision" in browser.get(path).context["form"].fields
    browser.post(path, current(browser, path, {**TEAM, "subdivision": "SCT"}))
    assert Team.objects.get().subdivision == "SCT"
    elsewhere = {**TEAM, "subdivision": "SCT", "country": "DE"}
    browser.post(path, current(browser, path, elsewhere))
    team = Team.objects.get()
    assert (team.country, team.subdivision) == ("DE", "")


def test_a_new_name_alone_promises_nothing_about_figures(client_of, administrator, north):
    same = {**TEAM, "name": "Far North", "country": "", "day_starts_hour": "0"}
    same |= {"opens_at": "09:00", "closes_at": "17:00", "working_days": list("01234")}
    browser, path = client_of(administrator), "/settings/teams/north/"
    response = browser.post(path, current(browser, path, same), follow=True)
    assert "Far North" in text(response)
    assert "Figures follow" not in text(response)


def test_a_manager_of_one_and_member_of_another(client_of, manager, south):
    path = "/settings/teams/south/"
    assert client_of(manager).get(path).status_code == 404
    join_team(None, manager, south, Role.AGENT, SINCE)
    assert client_of(manager).get(path).status_code == 403
    assert client_of(manager).post(path, TEAM).status_code == 403


# --- Days off ------------------------------------------------------------------------------------


def test_days_off_come_and_go(client_of, manager, north):
    browser = client_of(manager)
    add = reverse("teams:closure_new", args=["north"])
    sent = {"day": "2027-12-24", "name": "Early close", "is_worked": "off"}
    response = browser.post(add, sent, follow=True)
    assert "Early close is in the calendar" in text(response)
    closure = Closure.objects.get()
    assert (closure.day, closure.is_worked) == (date(2027, 12, 24), False)
    remove = reverse("teams:closure_remove", args=["north", closure.pk])
    assert browser.get(remove).status_code == 405
    assert browser.post(remove).status_code == 302
    assert not Closure.objects.exists()
    assert browser.post(remove).status_code == 404
    assert browser.get(add)["Location"] == "/settings/teams/north/"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day", ""),
        ("day", "31/11/2026"),
        ("day", "99999-01-01"),
        ("name", ""),
        ("is_worked", "perhaps"),
        ("day", "2027-12-24"),
    ],
)
def test_nonsense_about_a_day_off(client_of, manager, north, field, value):
    add_closure(None, north, day=date(2027, 12, 24), name="Early close")
    sent = {"day": "2027-12-25", "name": "Team day", "is_worked": "on", field: value}
    response = client_of(manager).post(reverse("teams:closure_new", args=["north"]), sent)
    assert list(response.context["closure_form"].errors) == [field]
    assert Closure.objects.count() == 1


def test_a_closure_of_another_team_is_not_there(client_of, manager, south):
    closure = add_closure(None, south, day=date(2027, 12, 24), name="Early close")
    for slug in ("north", "south"):
        path = reverse("teams:closure_remove", args=[slug, closure.pk])
        assert client_of(manager).post(path).status_code == 404
    assert Closure.objects.exists()


def test_a_team_is_archived_and_opened_again(client_of, administrator, north, south, agent):
    browser = client_of(administrator)
    refused = browser.post(reverse("teams:team_archive", args=["north"]), follow=True)
    assert "Move them first" in text(refused)
    path = reverse("teams:team_archive", args=["south"])
    assert "archived" in text(browser.post(path, {"do": "archive"}, follow=True))
    south.refresh_from_db()
    assert south.archived_at is not None
    assert "open again" in text(browser.post(path, {"do": "restore"}, follow=True))
