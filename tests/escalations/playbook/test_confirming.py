"""Reading and agreeing: per version and once a year; questions; reminders once a day; reviews that are due."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from escalations import yearly
from escalations.actions.confirming import answer_question, ask_about, confirm_version, remind
from escalations.actions.keeping import put_protocol_away
from escalations.models import Confirmation, ProtocolVersion
from escalations.queries.confirming import confirmations_of, to_confirm
from escalations.recompute import reviews_due
from teams.actions import leave
from teams.actions.errors import Stale
from teams.models import Notice
from tests.escalations.playbook.things import NOW, TODAY, a_protocol, refused

pytestmark = pytest.mark.django_db
A_YEAR = timedelta(days=365)


@pytest.fixture
def version(supervisor) -> ProtocolVersion:
    return a_protocol(supervisor)


def next_version(version: ProtocolVersion) -> ProtocolVersion:
    new = ProtocolVersion.objects.create(
        protocol=version.protocol, number=version.number + 1, situation="Otherwise.",
        change="A credit as well.", written_by=version.written_by, written_at=NOW, published_at=NOW,
    )  # fmt: skip
    new.lines.create(position=1, kind="yours", text="A credit")
    return new


# --- Confirm -------------------------------------------------------------------------------------


def test_confirming_twice_is_confirming_once(version, agent):
    first = confirm_version(agent, version, now=NOW)
    assert confirm_version(agent, version, now=NOW + timedelta(days=3)) == first
    assert to_confirm(agent, TODAY) == ()


def test_a_new_version_is_confirmed_anew_and_says_what_is_new(version, agent):
    (one,) = to_confirm(agent, TODAY)
    assert (one.name, one.why) == ("Late delivery, third time, version 1", "New to you.")
    confirm_version(agent, version, now=NOW)
    new = next_version(version)
    (one,) = to_confirm(agent, TODAY)
    assert (one.number, one.why) == (2, "A credit as well.")
    with pytest.raises(Stale) as stale:
        confirm_version(agent, version, now=NOW)
    assert stale.value.current == new
    confirm_version(agent, new, now=NOW)
    assert to_confirm(agent, TODAY) == ()


def test_after_a_year_it_is_asked_for_again(version, agent, time_machine):
    confirm_version(agent, version, now=NOW)
    assert to_confirm(agent, date(2027, 11, 19)) == ()
    (one,) = to_confirm(agent, date(2027, 11, 20))
    assert one.why == "A year has passed since you agreed to it."
    time_machine.move_to(NOW + A_YEAR, tick=False)
    confirm_version(agent, version, now=NOW + A_YEAR)
    assert Confirmation.objects.filter(person=agent).count() == 2
    assert to_confirm(agent, date(2027, 11, 20)) == ()


def test_a_year_from_a_leap_day_is_the_first_of_march():
    assert yearly.year_after(date(2028, 2, 29)) == date(2029, 3, 1)
    assert yearly.holds(date(2028, 2, 29), date(2029, 2, 28))
    assert yearly.year_before(date(2028, 2, 29)) == date(2027, 2, 28)
    day = date(2027, 3, 1)
    for _ in range(800):
        agreed = yearly.year_before(day) + timedelta(days=1)
        assert yearly.holds(agreed, day)
        day += timedelta(days=1)


def test_whoever_is_in_no_team_is_not_asked(version, administrator):
    assert to_confirm(administrator, TODAY) == ()
    with pytest.raises(PermissionDenied):
        confirm_version(administrator, version, now=NOW)


def test_what_is_put_away_or_a_draft_is_not_confirmed(version, supervisor, agent):
    ProtocolVersion.objects.create(
        protocol=version.protocol, number=2, situation="x", change="y", written_by=supervisor,
        written_at=NOW,
    )  # fmt: skip
    draft = version.protocol.versions.get(number=2)
    with pytest.raises(Stale):
        confirm_version(agent, draft, now=NOW)
    put_protocol_away(supervisor, version.protocol, away=True, now=NOW)
    assert to_confirm(agent, TODAY) == ()
    with refused():
        confirm_version(agent, version, now=NOW)


# --- Questions -----------------------------------------------------------------------------------


def test_a_question_goes_to_the_owner_and_its_answer_back(version, agent, supervisor, colleague):
    question = ask_about(agent, version, text="On top of the refund?", now=NOW)
    assert ask_about(agent, version, text="On top of the refund?", now=NOW) == question
    (told,) = Notice.objects.filter(user=supervisor)
    assert (told.text, told.detail) == (
        "Jin Park asks about Late delivery, third time.",
        "On top of the refund?",
    )
    with pytest.raises(PermissionDenied):
        answer_question(colleague, question, answer="Yes.", now=NOW)
    answered = answer_question(supervisor, question, answer="Yes, both.", now=NOW)
    assert answer_question(supervisor, question, answer="Yes, both.", now=NOW) == answered
    (told,) = Notice.objects.filter(user=agent)
    assert told.detail == "Yes, both."
    with refused("answer"):
        answer_question(supervisor, question, answer="No.", now=NOW)


def test_an_empty_question_is_none(version, agent):
    with refused("text"):
        ask_about(agent, version, text=" ", now=NOW)


# --- Who has not ---------------------------------------------------------------------------------


def test_managers_see_their_own_teams_and_administrators_all(
    version, agent, supervisor, manager, stranger, administrator, deactivated
):
    confirm_version(agent, version, now=NOW)
    page = confirmations_of(manager, version, TODAY)
    (north,) = page.teams
    assert [one.name for one in north.missing] == ["Marcus Webb", "Priya Nair"]
    assert [(one.name, one.when) for one in north.confirmed] == [("Jin Park", "20 Nov")]
    assert (page.summary, page.to_remind) == ("1 of 3 have confirmed version 1.", 1)
    everywhere = confirmations_of(administrator, version, TODAY)
    assert [team.name for team in everywhere.teams] == ["North", "South"]


def test_a_reminder_is_sent_once_a_day_to_those_who_have_not(
    version, agent, colleague, supervisor, manager, stranger
):
    confirm_version(agent, version, now=NOW)
    assert remind(manager, version.protocol, now=NOW) == 2
    assert remind(manager, version.protocol, now=NOW + timedelta(hours=5)) == 0
    reminded = Notice.objects.filter(kind="escalations.confirm")
    assert {notice.user for notice in reminded} == {colleague, supervisor}
    assert remind(manager, version.protocol, now=NOW + timedelta(days=1)) == 2


def test_the_administrators_reminder_reaches_whoever_was_not_reminded_today(
    version, colleague, supervisor, manager, stranger, administrator
):
    assert remind(manager, version.protocol, now=NOW) == 2
    assert remind(administrator, version.protocol, now=NOW) == 2
    assert {notice.user for notice in Notice.objects.filter(kind="escalations.confirm")} == {
        colleague, supervisor, manager, stranger,
    }  # fmt: skip


def test_supervisors_do_not_remind(version, supervisor):
    with pytest.raises(PermissionDenied):
        remind(supervisor, version.protocol, now=NOW)


# --- Reviews that are due ------------------------------------------------------------------------


def test_the_owner_is_told_of_a_review_that_is_due_once(version, supervisor):
    protocol = version.protocol
    assert reviews_due.look(NOW) == 0
    protocol.review_on = TODAY
    protocol.save()
    for days in (0, 0, 1, 20):
        assert reviews_due.look(NOW + timedelta(days=days)) == 1
    (told,) = Notice.objects.filter(kind="escalations.review_due")
    assert told.user == supervisor
    protocol.review_on = date(2026, 12, 1)
    protocol.save()
    reviews_due.look(NOW + timedelta(days=20))
    assert Notice.objects.filter(kind="escalations.review_due").count() == 2


def test_where_the_owner_is_gone_administrators_are_told(version, supervisor, administrator):
    leave(administrator, supervisor, date(2026, 11, 1), "Moved")
    type(version.protocol).objects.update(review_on=TODAY)
    reviews_due.look(NOW)
    (told,) = Notice.objects.filter(kind="escalations.review_due")
    assert told.user == administrator
    assert "has left" in told.detail


def test_what_is_put_away_is_not_looked_at_again(version):
    type(version.protocol).objects.update(review_on=TODAY, archived_at=NOW)
    assert reviews_due.look(NOW) == 0
