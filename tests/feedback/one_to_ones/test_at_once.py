"""Two at the same moment, in threads with connections of their own: on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feedback.actions.one_to_ones.meetings import book, save_summary
from feedback.actions.one_to_ones.series import begin_series
from feedback.models import Meeting, Series
from feedback.recompute.one_to_ones import look
from teams.actions.errors import ActionRefused, Stale
from teams.models import Notice
from tests.goals.reliability.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)
TALK = datetime(2026, 11, 20, 14, tzinfo=UTC)


def outcome(call):
    """What became of a call: nothing to complain about, or the kind of refusal."""

    def tried():
        try:
            call()
        except ActionRefused as refused:
            return type(refused)
        return None

    return tried


def test_case_20_of_two_who_save_the_summary_one_is_told_and_no_text_is_lost_in_silence(
    supervisor, agent
):
    series = begin_series(supervisor, agent, now=NOW)
    meeting = book(supervisor, series, starts_at=TALK, now=NOW)
    found = at_once(
        *(
            outcome(
                lambda one=one: save_summary(one, meeting, summary=one.name, version=0, now=TALK)
            )
            for one in (supervisor, agent)
        )
    )
    assert sorted(found, key=str) == sorted([None, Stale], key=str)
    meeting.refresh_from_db()
    winner = (supervisor, agent)[found.index(None)]
    assert (meeting.summary, meeting.version) == (winner.name, 1)


def test_case_20_a_series_begun_twice_at_once_is_one_and_so_is_its_booking(supervisor, agent):
    begun = at_once(*(outcome(lambda: begin_series(supervisor, agent, now=NOW)) for _ in range(2)))
    assert begun.count(None) == 1
    series = Series.objects.get()
    booked = at_once(
        *(
            outcome(lambda one=one: book(one, series, starts_at=TALK, now=NOW))
            for one in (supervisor, agent)
        )
    )
    assert booked.count(None) == 1
    assert Meeting.objects.count() == 1


def test_case_21_two_sweeps_at_once_remind_each_once(supervisor, agent):
    book(supervisor, begin_series(supervisor, agent, now=NOW), starts_at=TALK, now=NOW)
    Notice.objects.all().delete()
    morning = datetime(2026, 11, 20, 9, tzinfo=UTC)
    at_once(lambda: look(morning), lambda: look(morning))
    assert Notice.objects.count() == 2
