"""Making people, changing them, their leaving and coming back; administrators."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from teams.actions import (
    ActionRefused,
    Stale,
    create_person,
    end_membership,
    grant_administrator,
    join_team,
    leave,
    revoke_administrator,
    set_password,
    set_theme,
    update_person,
    welcome_back,
)
from teams.actions.people import PERSON_FIELDS
from teams.actions.versions import version_of
from teams.events import membership_changed
from teams.models import ApiToken, AuditEntry, Role, User
from teams.permissions import can_administer, can_sign_in, forget_standing, standing_of
from tests.cast import PASSWORD, SINCE

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def token(agent):
    return ApiToken.objects.create(
        user=agent, name="Script", prefix="abc", digest="d" * 64, scopes=["read"], created_at=NOW
    )


# --- Who they are --------------------------------------------------------------------------------


def test_a_person_without_password_cannot_sign_in_yet(organisation):
    person = create_person(None, name="  Nia   Bekele ", username=" nia ", email="Nia@EXAMPLE.com")
    assert (person.name, person.username, person.email) == (
        "Nia Bekele",
        "nia",
        "Nia@example.com",
    )
    assert not person.has_usable_password()
    assert "password" not in AuditEntry.objects.get(kind="teams.user").after


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"username": ""}, "username"),
        ({"username": "two words"}, "username"),
        ({"username": "<b>nia</b>"}, "username"),
        ({"email": "nia at home"}, "email"),
        ({"username": "JIN"}, "username"),
        ({"email": "JIN@example.com"}, "email"),
    ],
)
def test_nonsense_and_twins_are_refused_at_their_field(agent, given, field):
    update_person(None, agent, email="jin@example.com")
    with pytest.raises(ActionRefused) as refused:
        create_person(None, **{"name": "Nia", "username": "nia", **given})
    assert refused.value.field == field
    assert User.objects.count() == 1


def test_a_change_is_recorded(agent, administrator):
    update_person(administrator, agent, name="Jin Kim", email="jin@example.com")
    entry = AuditEntry.objects.get(verb="changed")
    assert entry.before == {"name": "Jin Park", "email": ""}
    assert entry.after == {"name": "Jin Kim", "email": "jin@example.com"}


def test_a_stale_version_is_refused(agent):
    version = version_of(agent, PERSON_FIELDS)
    update_person(None, agent, version=version, name="Jin Kim")
    with pytest.raises(Stale):
        update_person(None, agent, version=version, name="Jin Lee")


def test_a_field_that_is_not_there_is_a_mistake_of_ours(agent):
    with pytest.raises(TypeError):
        update_person(None, agent, is_superuser="yes")


def test_a_theme_is_one_of_three(agent):
    set_theme(agent, "dark")
    with pytest.raises(ActionRefused):
        set_theme(agent, "neon")
    agent.refresh_from_db()
    assert agent.theme == "dark"


def test_a_new_password_ends_sessions_and_tokens(agent, client_of, token):
    browser = client_of(agent)
    assert browser.get("/settings/").status_code == 200
    set_password(agent, agent, "another fine passphrase")
    assert browser.get("/settings/").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None
    entry = AuditEntry.objects.get(verb="set password")
    assert "passphrase" not in str(entry.after) + str(entry.before)


# --- Leaving and coming back ---------------------------------------------------------------------


def test_leaving_ends_everything_at_once(agent, north, client_of, token):
    browser = client_of(agent)
    assert browser.get("/settings/").status_code == 200
    leave(None, agent, TODAY, "Moved abroad", now=NOW)
    agent.refresh_from_db()
    token.refresh_from_db()
    membership = agent.memberships.get()
    assert (membership.ends_on, membership.end_reason) == (TODAY, "Moved abroad")
    assert (agent.left_on, agent.left_reason, agent.is_active) == (TODAY, "Moved abroad", False)
    assert token.revoked_at == NOW
    assert browser.get("/settings/").status_code == 302


def test_leaving_ahead_ends_sign_in_on_the_day(agent, token):
    leave(None, agent, TODAY + timedelta(days=10), "Moved abroad", now=NOW)
    agent.refresh_from_db()
    token.refresh_from_db()
    assert agent.is_active
    assert can_sign_in(agent, NOW)
    assert can_sign_in(agent, NOW + timedelta(days=9))
    assert not can_sign_in(agent, NOW + timedelta(days=10))
    assert token.expires_at == datetime(2026, 12, 1, tzinfo=UTC)
    assert token.revoked_at is None


def test_a_token_that_ends_sooner_keeps_its_end(agent, token):
    ApiToken.objects.update(expires_at=NOW + timedelta(days=1))
    leave(None, agent, TODAY + timedelta(days=10), "Moved abroad", now=NOW)
    token.refresh_from_db()
    assert token.expires_at == NOW + timedelta(days=1)


def test_leaving_is_told_for_each_team(manager, south):
    join_team(None, manager, south, Role.MANAGER, SINCE)
    heard = []

    def hear(sender, team, since, **kwargs):
        heard.append((team.name, since))

    membership_changed.connect(hear)
    try:
        leave(None, manager, TODAY, "Retired", now=NOW)
    finally:
        membership_changed.disconnect(hear)
    assert sorted(heard) == [("North", TODAY), ("South", TODAY)]


def test_leaving_needs_a_reason(agent):
    with pytest.raises(ActionRefused) as refused:
        leave(None, agent, TODAY, "  ", now=NOW)
    assert refused.value.field == "reason"
    assert User.objects.get(pk=agent.pk).left_on is None


def test_one_leaves_once(deactivated):
    with pytest.raises(ActionRefused, match="left already, on 1 March 2024"):
        leave(None, deactivated, TODAY, "Again", now=NOW)


def test_a_role_that_starts_later_is_ended_first(agent, south):
    join_team(None, agent, south, Role.SUPERVISOR, TODAY + timedelta(days=30))
    with pytest.raises(ActionRefused, match="21 December 2026"):
        leave(None, agent, TODAY, "Moved abroad", now=NOW)


def test_leaving_without_an_organisation_counts_in_utc(db):
    person = create_person(None, name="Nia", username="nia", password=PASSWORD)
    ApiToken.objects.create(user=person, name="S", prefix="a", digest="e" * 64, created_at=NOW)
    leave(None, person, TODAY + timedelta(days=1), "Moved abroad", now=NOW)
    assert ApiToken.objects.get().expires_at == datetime(2026, 11, 22, tzinfo=UTC)


def test_coming_back_needs_a_new_password(deactivated, client_of):
    back = welcome_back(None, deactivated)
    assert back.is_active
    assert back.left_on is None
    assert not back.has_usable_password()
    with pytest.raises(ActionRefused, match="has not left"):
        welcome_back(None, back)


def test_an_old_session_does_not_come_alive_again(agent, client_of):
    browser = client_of(agent)
    assert browser.get("/settings/").status_code == 200
    leave(None, agent, TODAY, "Moved abroad", now=NOW)
    # The browser was closed meanwhile: its session is still there.
    assert Session.objects.exists()
    welcome_back(None, agent)
    assert browser.get("/settings/").status_code == 302


# --- Administrators ------------------------------------------------------------------------------


def test_an_administrator_is_made_and_unmade(agent, administrator):
    today = timezone.now().date()
    grant_administrator(administrator, agent, today)
    forget_standing(agent)
    assert can_administer(agent)
    revoke_administrator(administrator, agent, today, "Back to calls")
    forget_standing(agent)
    assert not can_administer(agent)
    assert standing_of(agent).agent_in
    verbs = AuditEntry.objects.filter(object_id=agent.pk, kind="teams.user")
    assert set(verbs.values_list("verb", flat=True)) >= {
        "granted administrator",
        "revoked administrator",
    }


def test_twice_is_refused(administrator, agent):
    with pytest.raises(ActionRefused, match="already"):
        grant_administrator(None, administrator, TODAY)
    with pytest.raises(ActionRefused, match="not an administrator"):
        revoke_administrator(None, agent, TODAY)


def test_who_has_left_is_not_made_one(deactivated):
    with pytest.raises(ActionRefused, match="has left"):
        grant_administrator(None, deactivated, TODAY)


def test_the_last_administrator_stays(administrator, agent):
    for act in (
        lambda: revoke_administrator(None, administrator, TODAY),
        lambda: end_membership(None, administrator.memberships.get(), TODAY),
        lambda: leave(None, administrator, TODAY, "Retired", now=NOW),
    ):
        with pytest.raises(ActionRefused, match="last administrator"):
            act()
    grant_administrator(None, agent, TODAY)
    end_membership(None, administrator.memberships.get(), TODAY)
    assert administrator.memberships.get().ends_on == TODAY


def test_an_administrator_about_to_leave_does_not_count(administrator, agent):
    grant_administrator(None, agent, TODAY)
    leave(None, agent, TODAY + timedelta(days=5), "Moved abroad", now=NOW)
    with pytest.raises(ActionRefused, match="last administrator"):
        revoke_administrator(None, administrator, TODAY)


def test_the_installations_own_login_counts(administrator):
    User.objects.create_superuser("root", "Root", password=PASSWORD)
    revoke_administrator(None, administrator, TODAY)
    assert administrator.memberships.get().ends_on == TODAY


def test_administration_does_not_end_before_it_began(administrator, agent):
    grant_administrator(None, agent, TODAY)
    with pytest.raises(ActionRefused) as refused:
        revoke_administrator(None, agent, date(2019, 1, 1))
    assert refused.value.field == "on"
