"""The demonstration's notes: there, in every state, not ahead of their time, and the same each time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from feedback.demo.notes import seed_notes
from feedback.models import CoachingNote, Talk, TalkStep
from teams.demo import seed_people
from teams.models import Notice

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def cast(db):
    return seed_people(NOW.date(), NOW)


def rows() -> list[Any]:
    held = ("author__username", "person__username", "situation", "written_at", "shared_at")
    return list(CoachingNote.objects.order_by("pk").values_list(*held))


def test_leaders_wrote_over_a_year_and_nothing_lies_ahead(cast):
    seed_notes(NOW, seed=7)
    notes = list(CoachingNote.objects.all())
    assert len(notes) >= 20
    assert len({note.author_id for note in notes}) >= 4
    assert all(note.written_at <= NOW for note in notes)
    assert any(note.shared_at for note in notes)
    assert not all(note.shared_at for note in notes)
    assert {note.tone for note in notes} == {"praise", "correct"}
    assert any(note.came_of_it for note in notes)
    assert (NOW - min(note.written_at for note in notes)).days > 200


def test_marcus_wanted_to_follow_up_with_jin_today(cast):
    seed_notes(NOW, seed=7)
    due = CoachingNote.objects.get(follow_up_on=NOW.date(), followed_up_at=None)
    assert (due.author.username, due.person.username, due.shared_at) == ("marcus", "jin", None)


def test_one_difficult_talk_got_better(cast):
    seed_notes(NOW, seed=7)
    talk = Talk.objects.get()
    assert (talk.outcome, talk.shared_at is None) == ("better", False)
    assert TalkStep.objects.filter(talk=talk, done_at__isnull=False).count() == 2


def test_a_seed_makes_the_same_twice_and_old_news_is_read(cast):
    seed_notes(NOW, seed=7)
    first = rows()
    CoachingNote.objects.all().delete()
    Talk.objects.all().delete()
    seed_notes(NOW, seed=7)
    assert rows() == first
    unread = Notice.objects.filter(read_at=None)
    assert all((NOW - notice.at).days < 1 for notice in unread)
