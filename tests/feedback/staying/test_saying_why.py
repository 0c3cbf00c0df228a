"""Why somebody left: who may write and read it, and what stays as it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from feedback.actions.staying import say_why
from feedback.models import Leaving
from feedback.permissions.staying import leavers_visible_to, leavings_visible_to
from teams.actions import grant_administrator, join_team, move_agent, welcome_back
from teams.actions.errors import ActionRefused, Stale
from teams.actions.memberships import end_membership
from teams.actions.people import leave
from teams.models import AuditEntry, Membership, Role
from teams.permissions import forget_standing
from tests.cast import SINCE
from tests.feedback.staying_scene import NOW, TODAY, ago, gone, someone

pytestmark = pytest.mark.django_db
WHY = {"theme": "hours", "words": "Nights, with a small child.", "now": NOW}


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def lena(north):
    return gone("Lena Okafor", north, ago(10))


def test_a_manager_writes_it_down_and_the_record_says_no_more_than_that(manager, lena, north):
    made = say_why(manager, lena, **WHY)
    assert (made.theme, made.words, made.team) == ("hours", WHY["words"], north)
    assert made.left_on == ago(10)
    entry = AuditEntry.objects.get(kind="feedback.leaving")
    assert (entry.verb, entry.actor) == ("wrote down", manager)
    say_why(manager, lena, theme="pay", words="Nights.", now=NOW)
    told = " ".join(f"{one.before}{one.after}{one.reason}" for one in AuditEntry.objects.all())
    assert "Nights" not in told
    assert "hours" not in told


def test_case_01_who_may_read_and_write(
    manager, supervisor, agent, administrator, other_supervisor, south, lena
):
    elsewhere = someone("Max Boss", south, role=Role.MANAGER)
    written = say_why(administrator, lena, **WHY)
    for person in (manager, administrator):
        assert list(leavers_visible_to(person)) == [lena]
        assert list(leavings_visible_to(person)) == [written]
    for person in (supervisor, agent, other_supervisor, elsewhere):
        assert not leavers_visible_to(person).exists()
        assert not leavings_visible_to(person).exists()
        with pytest.raises(PermissionDenied):
            say_why(person, lena, **WHY)


def test_case_04_managers_do_not_read_about_one_another_nor_anybody_themself(
    manager, administrator, north
):
    other = gone("Yusuf Demir", north, ago(10), role=Role.MANAGER)
    assert not leavers_visible_to(manager).exists()
    assert list(leavers_visible_to(administrator)) == [other]
    # She leaves in a month, and looks after the installation until then.
    grant_administrator(None, manager, SINCE)
    leave(None, manager, TODAY + timedelta(days=30), "Gave notice.", now=NOW)
    manager.refresh_from_db()
    forget_standing(manager)
    assert list(leavers_visible_to(manager)) == [other]


def test_whoever_moved_before_left_from_where_they_went(manager, north, south, administrator):
    mover = someone("Mo Ver", north)
    move_agent(None, mover, south, ago(200))
    leave(None, mover, ago(10), "Gave notice.", now=NOW)
    assert not leavers_visible_to(manager).exists()
    assert say_why(administrator, mover, **WHY).team == south


def test_whose_role_ended_before_they_left_left_from_there(manager, north):
    person = someone("Kai Ott", north)
    end_membership(None, Membership.objects.get(user=person), ago(40), "Ends")
    assert not leavers_visible_to(manager).exists()
    leave(None, person, ago(10), "Gave notice.", now=NOW)
    assert list(leavers_visible_to(manager)) == [person]


def test_a_role_that_never_held_does_not_count(manager, north, south):
    person = someone("Kai Ott", south)
    slip = join_team(None, person, north, Role.SUPERVISOR, ago(5))
    end_membership(None, slip, ago(5), "A slip")
    leave(None, person, ago(10), "Gave notice.", now=NOW)
    assert not leavers_visible_to(manager).exists()


def test_whoever_came_back_has_not_left(manager, lena, administrator):
    say_why(manager, lena, **WHY)
    welcome_back(administrator, lena)
    assert not leavers_visible_to(manager).exists()
    assert not leavings_visible_to(manager).exists()
    with pytest.raises(PermissionDenied):
        say_why(manager, lena, **WHY)


def test_a_second_leaving_has_a_reason_of_its_own(manager, lena, north, administrator):
    say_why(manager, lena, **WHY)
    join_team(None, welcome_back(administrator, lena), north, Role.AGENT, ago(8))
    leave(None, lena, ago(1), "Gave notice.", now=NOW)
    say_why(manager, lena, theme="pay", words="", now=NOW)
    assert [one.theme for one in leavings_visible_to(manager)] == ["pay"]
    assert Leaving.objects.count() == 2


def test_what_is_no_theme_or_too_long_is_refused(manager, lena):
    for theme, words, field in (("spite", "", "theme"), ("pay", "x" * 501, "words")):
        with pytest.raises(ActionRefused) as refused:
            say_why(manager, lena, theme=theme, words=words, now=NOW)
        assert refused.value.field == field
    assert not Leaving.objects.exists()


def test_two_who_write_at_once(manager, administrator, lena):
    say_why(manager, lena, **WHY, version="")
    # A double click is no conflict; another text is.
    say_why(manager, lena, **WHY, version="")
    with pytest.raises(Stale):
        say_why(administrator, lena, theme="pay", words="", version="", now=NOW)
    with pytest.raises(Stale):
        say_why(administrator, lena, theme="pay", words="", version="0" * 16, now=NOW)
    assert Leaving.objects.get().theme == "hours"
    assert AuditEntry.objects.filter(kind="feedback.leaving").count() == 1


def test_a_reason_that_is_told_stays_but_for_its_words(manager, north):
    early = gone("Ada Early", north, datetime(2026, 8, 10, tzinfo=UTC).date())
    written = datetime(2026, 10, 20, 9, tzinfo=UTC)
    say_why(manager, early, theme="pay", words="", now=written)
    # Its quarter closes on 30 October.
    say_why(manager, early, theme="hours", words="", now=written + timedelta(days=10))
    with pytest.raises(ActionRefused) as refused:
        say_why(manager, early, theme="pay", words="", now=NOW)
    assert refused.value.field == "theme"
    say_why(manager, early, theme="hours", words="She said more later.", now=NOW)
    found = Leaving.objects.get()
    assert (found.theme, found.words) == ("hours", "She said more later.")
    assert found.written_at == written + timedelta(days=10)


def test_a_reason_that_came_too_late_may_be_put_right(manager, north):
    early = gone("Ada Early", north, datetime(2026, 8, 10, tzinfo=UTC).date())
    say_why(manager, early, theme="pay", words="", now=NOW)
    say_why(manager, early, theme="hours", words="", now=NOW)
    assert Leaving.objects.get().theme == "hours"
