"""Coaching notes, verb by verb."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from feedback.actions.notes import (
    delete_note,
    edit_note,
    follow_up_note,
    share_note,
    write_note,
)
from feedback.actions.releases import release
from feedback.models import CoachingNote, NoteEdit
from feedback.queries.follow_ups import to_follow_up
from feedback.queries.notes import note_page
from feedback.recompute import notes as reminders
from teams.actions import create_person, join_team, leave
from teams.actions.errors import ActionRefused, Stale
from teams.models import AuditEntry, Notice, Role

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def note(supervisor, agent) -> CoachingNote:
    return write_note(
        supervisor, agent, situation="Tuesday's call", next_step="Say it back", now=NOW
    )


def test_a_note_is_its_authors_alone_until_it_is_shared(note, agent):
    assert note.shared_at is None
    assert (note.situation, note.next_step) == ("Tuesday's call", "Say it back")
    assert not Notice.objects.filter(user=agent).exists()


def test_a_note_can_be_shared_as_it_is_written(supervisor, agent):
    made = write_note(supervisor, agent, situation="Tuesday", shared=True, now=NOW)
    assert made.shared_at == NOW
    assert Notice.objects.get(user=agent).text == "Marcus shared a note with you."


def test_a_note_that_is_sent_twice_is_one(supervisor, agent, note):
    again = write_note(
        supervisor, agent, situation="Tuesday's call", next_step="Say it back", now=NOW
    )
    later = NOW + timedelta(minutes=11)
    third = write_note(
        supervisor, agent, situation="Tuesday's call", next_step="Say it back", now=later
    )
    assert again.pk == note.pk
    assert third.pk != note.pk


def test_a_note_says_when_and_where(supervisor, agent):
    with pytest.raises(ActionRefused) as refused:
        write_note(supervisor, agent, situation=" \n ", now=NOW)
    assert refused.value.field == "situation"
    assert not CoachingNote.objects.exists()


@pytest.mark.parametrize("part", ["situation", "behaviour", "effect", "next_step"])
def test_a_part_that_is_too_long_is_refused_at_its_field(supervisor, agent, part):
    words = {"situation": "Tuesday", part: "a" * 5_001}
    with pytest.raises(ActionRefused) as refused:
        write_note(supervisor, agent, now=NOW, **words)
    assert refused.value.field == part


def test_a_day_that_is_over_is_no_day_to_come_back(supervisor, agent):
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=800)):
        with pytest.raises(ActionRefused) as refused:
            write_note(supervisor, agent, situation="Tuesday", follow_up_on=day, now=NOW)
        assert refused.value.field == "follow_up_on"


def test_nobody_writes_about_somebody_they_do_not_lead(
    supervisor, other_supervisor, administrator, agent, colleague
):
    for who in (other_supervisor, administrator, colleague, agent):
        with pytest.raises(PermissionDenied):
            write_note(who, agent, situation="Tuesday", now=NOW)
    with pytest.raises(PermissionDenied):
        write_note(supervisor, supervisor, situation="Tuesday", now=NOW)
    assert not CoachingNote.objects.exists()


def test_an_edit_of_a_private_note_leaves_no_trace_of_its_words(supervisor, note):
    edit_note(supervisor, note, situation="Wednesday's call", version=note.version, now=NOW)
    note.refresh_from_db()
    assert note.situation == "Wednesday's call"
    assert not NoteEdit.objects.exists()


def test_an_edit_of_a_shared_note_keeps_what_it_said(supervisor, note):
    share_note(supervisor, note, now=NOW)
    edit_note(supervisor, note, situation="Wednesday's call", now=NOW)
    kept = NoteEdit.objects.get()
    assert (kept.situation, kept.next_step) == ("Tuesday's call", "Say it back")
    edit_note(supervisor, note, situation="Wednesday's call", tone="praise", now=NOW)
    assert NoteEdit.objects.count() == 1


def test_what_a_shared_note_said_cannot_be_rewritten(supervisor, note):
    share_note(supervisor, note, now=NOW)
    edit_note(supervisor, note, situation="Wednesday's call", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        NoteEdit.objects.update(situation="Never said")


def test_of_two_windows_the_second_is_told(supervisor, note):
    edit_note(supervisor, note, situation="First", version=0, now=NOW)
    with pytest.raises(Stale):
        edit_note(supervisor, note, situation="Second", version=0, now=NOW)
    note.refresh_from_db()
    assert note.situation == "First"
    # The same once more is no conflict with oneself.
    edit_note(supervisor, note, situation="First", version=0, now=NOW)


def test_nobody_but_the_author_changes_it(note, agent, manager, administrator, supervisor):
    share_note(supervisor, note, now=NOW)
    for who in (agent, manager, administrator):
        with pytest.raises(PermissionDenied):
            edit_note(who, note, situation="Otherwise", now=NOW)
        with pytest.raises(PermissionDenied):
            delete_note(who, note, now=NOW)
        with pytest.raises(PermissionDenied):
            follow_up_note(who, note, came_of_it="It did.", now=NOW)


def test_nobody_writes_upwards_or_sideways(supervisor, manager, north):
    peer = create_person(None, name="Sam Hart", username="sam", password="a fine long passphrase")
    join_team(None, peer, north, Role.SUPERVISOR, date(2020, 1, 1))
    for who, about in ((supervisor, manager), (supervisor, peer), (peer, supervisor)):
        with pytest.raises(PermissionDenied):
            write_note(who, about, situation="Tuesday", now=NOW)
    assert write_note(manager, supervisor, situation="Tuesday", now=NOW).author == manager


def test_what_was_written_upwards_stays_its_authors_to_end(supervisor, manager):
    note = CoachingNote.objects.create(
        author=supervisor, person=manager, situation="Of old", written_at=NOW
    )
    page = note_page(supervisor, note, NOW)
    assert (page.can_write, page.can_follow_up, page.can_delete) == (False, True, True)
    delete_note(supervisor, note, now=NOW)


def test_whoever_no_longer_leads_says_what_came_of_it_and_today_asks_no_more(
    supervisor, agent, administrator
):
    note = write_note(supervisor, agent, situation="Tuesday", follow_up_on=TODAY, now=NOW)
    supervisor.memberships.update(ends_on=date(2026, 11, 1))
    supervisor.__dict__.pop("_standing", None)
    assert to_follow_up(supervisor, TODAY)
    follow_up_note(supervisor, note, came_of_it="I moved on.", now=NOW)
    assert not to_follow_up(supervisor, TODAY)


def test_the_person_is_told_of_all_that_happens_to_a_shared_note(supervisor, agent, note):
    share_note(supervisor, note, now=NOW)
    edit_note(supervisor, note, situation="Secret", now=NOW)
    edit_note(supervisor, note, situation="Secret", tone="praise", now=NOW)
    follow_up_note(supervisor, note, came_of_it="Secret", now=NOW)
    delete_note(supervisor, note, now=NOW)
    told = Notice.objects.filter(user=agent).order_by("pk")
    assert [one.text for one in told] == [
        "Marcus shared a note with you.",
        "Marcus changed a note that both of you read.",
        "Marcus said what came of a note that both of you read.",
        "Marcus took away a note that both of you read.",
    ]
    # It is gone: nothing leads there, and each says so.
    assert {one.url for one in told} == {""}
    assert {one.detail for one in told[:3]} == {"It was taken away since."}


def test_nobody_is_told_of_what_is_private(supervisor, note):
    edit_note(supervisor, note, situation="Other words", now=NOW)
    follow_up_note(supervisor, note, came_of_it="It did.", now=NOW)
    delete_note(supervisor, note, now=NOW)
    assert not Notice.objects.exists()


def test_what_came_of_it_sent_twice_is_said_once(supervisor, agent):
    note = write_note(supervisor, agent, situation="Tuesday", follow_up_on=TODAY, now=NOW)
    for _ in range(2):
        kept = follow_up_note(supervisor, note, came_of_it="Better", now=NOW)
        assert kept.came_of_it == "Better"


def test_much_may_come_of_a_note_over_time(supervisor, note):
    for number in range(3):
        note = follow_up_note(supervisor, note, came_of_it=f"{number}" * 4_000, now=NOW)
    assert len(note.came_of_it) > 12_000


def test_whoever_no_longer_leads_keeps_what_they_wrote_and_adds_nothing(
    supervisor, note, administrator
):
    supervisor.memberships.update(ends_on=date(2026, 11, 1))
    supervisor.__dict__.pop("_standing", None)
    for verb in (
        lambda: edit_note(supervisor, note, situation="Otherwise", now=NOW),
        lambda: share_note(supervisor, note, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            verb()
    delete_note(supervisor, note, now=NOW)
    assert not CoachingNote.objects.exists()


def test_sharing_tells_once_and_without_a_word_of_it(supervisor, agent, note):
    share_note(supervisor, note, now=NOW)
    share_note(supervisor, note, now=NOW + timedelta(days=1))
    note.refresh_from_db()
    assert note.shared_at == NOW
    told = Notice.objects.get(user=agent)
    assert "Tuesday" not in told.text + told.detail + told.url


def test_nobody_shares_words_they_have_not_read(supervisor, note):
    edit_note(supervisor, note, situation="Other words", now=NOW)
    with pytest.raises(Stale):
        share_note(supervisor, note, version=0, now=NOW)
    note.refresh_from_db()
    assert note.shared_at is None


def test_what_came_of_it_is_added_to_what_came_before(supervisor, agent):
    note = write_note(supervisor, agent, situation="Tuesday", follow_up_on=TODAY, now=NOW)
    next_week = TODAY + timedelta(days=7)
    follow_up_note(supervisor, note, came_of_it="Half of it.", follow_up_on=next_week, now=NOW)
    note.refresh_from_db()
    assert (note.followed_up_at, note.follow_up_on) == (None, next_week)
    done = follow_up_note(supervisor, note, came_of_it="All of it.", now=NOW)
    assert done.came_of_it == "Half of it.\n\nAll of it."
    assert done.followed_up_at == NOW


def test_another_day_to_come_back_is_one_that_was_not_followed_up_yet(supervisor, note):
    follow_up_note(supervisor, note, came_of_it="It did.", now=NOW)
    edit_note(supervisor, note, situation="Tuesday", follow_up_on=TODAY, now=NOW)
    note.refresh_from_db()
    assert note.followed_up_at is None


def test_a_deleted_note_is_gone_for_both(supervisor, note):
    share_note(supervisor, note, now=NOW)
    edit_note(supervisor, note, situation="Wednesday", now=NOW)
    delete_note(supervisor, note, now=NOW)
    assert not CoachingNote.objects.exists()
    assert not NoteEdit.objects.exists()


def test_a_note_that_somebody_was_let_in_to_stays(supervisor, manager, note):
    share_note(supervisor, note, now=NOW)
    release(supervisor, note, to=manager, until=TODAY, reason="To help.", now=NOW)
    with pytest.raises(ActionRefused, match="that entry stays"):
        delete_note(supervisor, note, now=NOW)
    assert CoachingNote.objects.filter(pk=note.pk).exists()


def test_every_verb_is_recorded_without_a_word(supervisor, note):
    share_note(supervisor, note, now=NOW)
    edit_note(supervisor, note, situation="Wednesday", now=NOW)
    follow_up_note(supervisor, note, came_of_it="It did.", now=NOW)
    delete_note(supervisor, note, now=NOW)
    entries = AuditEntry.objects.filter(kind="feedback.coachingnote").order_by("pk")
    assert [one.verb for one in entries] == [
        "wrote", "shared", "changed", "followed up", "deleted",
    ]  # fmt: skip
    assert {str(one.before) + str(one.after) + one.reason for one in entries} == {"{}{}"}


# --- Reminders -----------------------------------------------------------------------------------


def test_its_author_is_reminded_on_the_day_once_and_without_its_words(supervisor, agent):
    day = TODAY + timedelta(days=2)
    write_note(supervisor, agent, situation="Tuesday", follow_up_on=day, now=NOW)
    reminders.look(NOW)
    assert not Notice.objects.exists()
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        for minutes in (0, 1, 600):
            reminders.look(NOW + timedelta(days=2, minutes=minutes))
    told = Notice.objects.get()
    assert (told.user, told.text) == (supervisor, "You wanted to follow up with Jin today.")
    assert told.detail == ""


def test_what_was_followed_up_is_not_reminded_of(supervisor, agent):
    note = write_note(supervisor, agent, situation="Tuesday", follow_up_on=TODAY, now=NOW)
    follow_up_note(supervisor, note, came_of_it="It did.", now=NOW)
    reminders.look(NOW)
    assert not Notice.objects.exists()


def test_whoever_left_or_no_longer_leads_is_not_reminded(supervisor, manager, agent, administrator):
    write_note(supervisor, agent, situation="Tuesday", follow_up_on=TODAY, now=NOW)
    write_note(manager, agent, situation="Tuesday", follow_up_on=TODAY, now=NOW)
    supervisor.memberships.update(ends_on=date(2026, 11, 1))
    leave(administrator, manager, TODAY, "Moved")
    reminders.look(NOW)
    assert not Notice.objects.filter(kind="feedback.follow_up").exists()


def test_a_quiet_minute_of_the_reminders_takes_few_statements(
    supervisor, agent, django_assert_max_num_queries
):
    for number in range(20):
        write_note(supervisor, agent, situation=f"{number}", follow_up_on=TODAY, now=NOW)
    reminders.look(NOW)
    with django_assert_max_num_queries(5):
        reminders.look(NOW)
    assert Notice.objects.count() == 20
