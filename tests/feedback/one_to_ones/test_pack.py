"""What was agreed in a difficult talk stands in the pack, for the two and only once both read it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from feedback.actions.difficult_talks import (
    add_step,
    close_talk,
    end_step,
    open_talk,
    share_talk,
)
from feedback.actions.one_to_ones.meetings import book
from feedback.actions.one_to_ones.series import begin_series
from feedback.models import Meeting, Talk
from teams.models import User
from tests.feedback.one_to_ones.test_pages import text_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def meeting(supervisor, agent) -> Meeting:
    series = begin_series(supervisor, agent, now=NOW - timedelta(days=15))
    return book(supervisor, series, starts_at=NOW + timedelta(days=4), now=NOW)


def talk_of(author: User, person: User, *steps: str) -> Talk:
    found = open_talk(author, person, about=f"About {steps}", expectation="In time", now=NOW)
    for words in steps:
        add_step(author, found, owner=person, words=words, due_on=date(2026, 11, 23), now=NOW)
    return found


def pack(client_of, viewer: User, meeting: Meeting) -> str:
    page = client_of(viewer).get(reverse("feedback:one_to_one", args=[meeting.pk]))
    return text_of(page).split("To know before you talk")[1]


def test_both_find_what_is_still_to_do(client_of, supervisor, agent, meeting):
    talk = talk_of(supervisor, agent, "Set an alarm", "Ring first", "Swap shifts")
    add_step(supervisor, talk, owner=supervisor, words="Ask about the bus", now=NOW)
    share_talk(supervisor, talk, now=NOW)
    alarm, ring, *_ = talk.steps.all()
    end_step(agent, alarm, done=True, now=NOW)
    end_step(supervisor, ring, done=False, now=NOW)
    heading = "Agreed in a difficult talk Swap shifts"
    theirs, mine = (pack(client_of, who, meeting) for who in (supervisor, agent))
    assert f"{heading} Jin, by Mon 23 Nov Ask about the bus You" in theirs
    assert f"{heading} You, by Mon 23 Nov Ask about the bus Marcus" in mine
    for text in (theirs, mine):
        assert "Set an alarm" not in text
        assert "Ring first" not in text
        assert "About" not in text
    with time_machine.travel(NOW + timedelta(days=4), tick=False):
        assert "Swap shifts Its day has passed" in pack(client_of, agent, meeting)
    close_talk(supervisor, talk, outcome="better", outcome_words="Much.", now=NOW)
    assert "difficult" not in pack(client_of, supervisor, meeting)


def test_what_is_not_shared_or_is_of_others_is_in_nobody_s(
    client_of, supervisor, manager, agent, colleague, meeting
):
    talk_of(supervisor, agent, "Only mine")
    for author, person in ((manager, agent), (supervisor, colleague)):
        share_talk(author, talk_of(author, person, f"Not of {author} and {person}"), now=NOW)
    for viewer in (supervisor, agent):
        text = pack(client_of, viewer, meeting)
        assert "Only mine" not in text
        assert "Not of" not in text
        assert "difficult" not in text


def test_what_was_talked_about_earlier_is_moved_to_when_that_was(client_of, supervisor, meeting):
    page = text_of(client_of(supervisor).get(reverse("feedback:one_to_one", args=[meeting.pk])))
    assert "On Tue 24 Nov you can say here that you have talked." in page
    assert "Did you talk earlier? Move it to when that was." in page
    assert "We have talked" not in page
    with time_machine.travel(NOW + timedelta(days=4), tick=False):
        page = text_of(client_of(supervisor).get(reverse("feedback:one_to_one", args=[meeting.pk])))
    assert "We have talked" in page
    assert "Did you talk earlier?" not in page
