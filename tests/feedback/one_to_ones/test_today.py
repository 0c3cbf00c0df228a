"""*Today* names the talks of the day and what one promised that is due, to the one it concerns alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from feedback.actions.one_to_ones.agreements import agree
from feedback.actions.one_to_ones.meetings import book, hold
from feedback.actions.one_to_ones.series import begin_series
from feedback.models import Agreement

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
TALK = datetime(2026, 11, 20, 14, tzinfo=UTC)
BEFORE = NOW - timedelta(days=20)


@pytest.fixture
def meeting(supervisor, agent):
    series = begin_series(supervisor, agent, now=BEFORE)
    found = book(supervisor, series, starts_at=TALK, now=BEFORE)
    agree(supervisor, series, owner=agent, words="Sit in on mail", due_on=date(2026, 11, 18), now=BEFORE)  # fmt: skip
    agree(agent, series, owner=supervisor, words="Ask for a desk", due_on=date(2026, 11, 20), now=BEFORE)  # fmt: skip
    return found


def today(browser, at=NOW):
    with time_machine.travel(at, tick=False):
        return browser.get("/").content.decode()


def test_each_of_the_two_finds_the_talk_and_their_own_promise(
    client_of, meeting, supervisor, agent, manager
):
    shown = today(client_of(supervisor))
    assert "One-to-one with Jin at 14:00" in shown
    assert reverse("feedback:one_to_one", args=[meeting.pk]) in shown
    assert "Ask for a desk" in shown
    assert "Sit in on mail" not in shown
    shown = today(client_of(agent))
    assert "One-to-one with Marcus at 14:00" in shown
    assert "It was for Wed 18 Nov" in shown
    assert "Ask for a desk" not in shown
    shown = today(client_of(manager))
    assert "One-to-one" not in shown.split("<main", 1)[1]
    assert "desk" not in shown


def test_a_promise_is_done_from_there(client_of, meeting, agent):
    made = Agreement.objects.get(owner=agent)
    browser = client_of(agent)
    with time_machine.travel(NOW, tick=False):
        answer = browser.post(
            reverse("feedback:agreement", args=[made.pk]), {"do": "done", "back": "today"}
        )
    assert answer["location"] == "/#needs-you"
    assert "Sit in on mail" not in today(browser)


def test_what_nobody_answered_stays_with_the_leader_and_is_answered_in_one_click(
    client_of, meeting, supervisor, agent
):
    later = TALK + timedelta(days=9)
    browser = client_of(supervisor)
    shown = today(browser, later)
    assert "One-to-one with Jin, planned for Fri 20 Nov at 14:00" in shown
    assert "Yes, we talked" in shown
    assert "One-to-one with" not in today(client_of(agent), later).split("<main", 1)[1]
    meeting.summary = "Written before"
    meeting.save(update_fields=["summary"])
    address = reverse("feedback:one_to_one", args=[meeting.pk])
    with time_machine.travel(later, tick=False):
        assert browser.post(address, {"do": "held", "back": "today"})["location"] == "/#needs-you"
    meeting.refresh_from_db()
    assert (meeting.state, meeting.held_at, meeting.summary) == ("held", TALK, "Written before")
    assert "planned for" not in today(browser, later)


def test_what_is_over_asks_how_it_went_until_somebody_says_so(client_of, meeting, supervisor):
    browser = client_of(supervisor)
    assert "Say how it went" in today(browser, TALK + timedelta(minutes=31))
    hold(supervisor, meeting, now=TALK + timedelta(minutes=32))
    assert "One-to-one with Jin" not in today(browser, TALK + timedelta(minutes=33))
    assert "One-to-one with Jin" not in today(browser, TALK + timedelta(days=1))
