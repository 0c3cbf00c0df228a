"""Reminders of talks and promises: once each, by the team's clock, and nothing private in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from feedback.actions.one_to_ones.agreements import agree, finish_agreement
from feedback.actions.one_to_ones.meetings import book, cancel, move
from feedback.actions.one_to_ones.series import begin_series
from feedback.appointments import NoSuchTime, at_wall, following, overdue_from, reminders
from feedback.notice_kinds import AGREEMENT, ONE_TO_ONE
from feedback.recompute.one_to_ones import look
from teams.actions import leave
from teams.calendar import Clock, WorkingTime
from teams.models import Notice

pytestmark = pytest.mark.django_db

BOOKED = datetime(2026, 11, 10, 9, tzinfo=UTC)
TALK = datetime(2026, 11, 20, 14, tzinfo=UTC)
"""A Friday, 14:00 in London. North works from 09:00, Monday to Friday."""
LONDON = Clock("Europe/London")
WEEK = frozenset(range(5))


@pytest.fixture
def series(supervisor, agent):
    return begin_series(supervisor, agent, now=BOOKED)


@pytest.fixture
def meeting(supervisor, series):
    found = book(supervisor, series, starts_at=TALK, now=BOOKED)
    Notice.objects.all().delete()
    return found


def told(kind=ONE_TO_ONE):
    return sorted(
        Notice.objects.filter(kind=kind).values_list("user__username", "text", named=False)
    )


def test_both_are_reminded_the_working_day_before_once(meeting, supervisor, agent):
    look(datetime(2026, 11, 19, 8, 59, tzinfo=UTC))
    assert told() == []
    for minute in (0, 1, 2):
        look(datetime(2026, 11, 19, 9, minute, tzinfo=UTC))
    assert told() == [
        ("jin", "One-to-one with Marcus Webb tomorrow at 14:00."),
        ("marcus", "One-to-one with Jin Park tomorrow at 14:00."),
    ]


def test_and_again_on_the_day(meeting):
    look(datetime(2026, 11, 19, 9, tzinfo=UTC))
    look(datetime(2026, 11, 20, 9, tzinfo=UTC))
    look(datetime(2026, 11, 20, 13, tzinfo=UTC))
    assert [text for _, text in told()] == [
        "One-to-one with Marcus Webb today at 14:00.",
        "One-to-one with Marcus Webb tomorrow at 14:00.",
        "One-to-one with Jin Park today at 14:00.",
        "One-to-one with Jin Park tomorrow at 14:00.",
    ]


def test_after_an_outage_only_what_still_holds_is_said(meeting):
    look(datetime(2026, 11, 20, 11, tzinfo=UTC))
    assert [text for _, text in told()] == [
        "One-to-one with Marcus Webb today at 14:00.",
        "One-to-one with Jin Park today at 14:00.",
    ]


def test_what_is_over_is_not_reminded_of(meeting):
    look(TALK)
    look(TALK + timedelta(days=1))
    assert told() == []


def test_a_talk_on_monday_is_said_on_friday(supervisor, series):
    book(supervisor, series, starts_at=datetime(2026, 11, 23, 10, tzinfo=UTC), now=BOOKED)
    Notice.objects.all().delete()
    look(datetime(2026, 11, 20, 9, tzinfo=UTC))
    assert ("jin", "One-to-one with Marcus Webb on Mon 23 Nov at 10:00.") in told()


def test_what_was_booked_just_now_is_not_reminded_of_at_once(supervisor, series):
    book(supervisor, series, starts_at=TALK, now=TALK - timedelta(hours=2))
    Notice.objects.all().delete()
    look(TALK - timedelta(hours=1, minutes=59))
    assert told() == []


def test_moved_to_another_day_both_are_reminded_anew(meeting, supervisor):
    look(datetime(2026, 11, 19, 9, tzinfo=UTC))
    later = TALK + timedelta(days=7)
    move(supervisor, meeting, starts_at=later, now=datetime(2026, 11, 19, 10, tzinfo=UTC))
    Notice.objects.all().delete()
    look(datetime(2026, 11, 26, 9, tzinfo=UTC))
    assert len(told()) == 2


def test_nobody_is_reminded_of_what_was_called_off(meeting, supervisor):
    cancel(supervisor, meeting, why="Ill", now=BOOKED)
    Notice.objects.all().delete()
    look(datetime(2026, 11, 20, 9, tzinfo=UTC))
    assert told() == []


def test_nor_where_the_one_no_longer_leads_the_other(meeting, supervisor, administrator):
    leave(administrator, supervisor, date(2026, 11, 15), "Moved")
    look(datetime(2026, 11, 20, 9, tzinfo=UTC))
    assert told() == []


def test_case_17_the_teams_clock_counts_not_the_organisations(other_supervisor, stranger):
    # South works from 08:00 in Adelaide: 21:30 UTC of the evening before, in summer time.
    series = begin_series(other_supervisor, stranger, now=BOOKED)
    starts = at_wall(Clock("Australia/Adelaide"), date(2026, 11, 20), time(11))
    book(other_supervisor, series, starts_at=starts, now=BOOKED)
    Notice.objects.all().delete()
    look(datetime(2026, 11, 18, 21, 29, tzinfo=UTC))
    assert told() == []
    look(datetime(2026, 11, 18, 21, 30, tzinfo=UTC))
    assert ("tom", "One-to-one with Ewa Nowak tomorrow at 11:00.") in told()


@pytest.mark.parametrize(
    ("day", "before", "same_day"),
    [
        # London leaves summer time on 25 October 2026 and enters it on 28 March 2027.
        (date(2026, 10, 26), datetime(2026, 10, 23, 8, tzinfo=UTC), datetime(2026, 10, 26, 9, tzinfo=UTC)),
        (date(2027, 3, 29), datetime(2027, 3, 26, 9, tzinfo=UTC), datetime(2027, 3, 29, 8, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_case_17_reminders_keep_the_time_on_the_wall_across_a_clock_change(day, before, same_day):
    hours = WorkingTime(LONDON, WEEK, time(9), time(17))
    found = reminders(hours, at_wall(LONDON, day, time(14)))
    assert (found.before, found.same_day) == (before, same_day)


def test_who_talks_as_the_shift_begins_hears_of_it_an_hour_before():
    hours = WorkingTime(LONDON, WEEK, time(9), time(17))
    starts = datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert reminders(hours, starts).same_day == starts - timedelta(hours=1)


def test_the_next_one_keeps_its_time_on_the_wall_across_a_clock_change():
    last = at_wall(LONDON, date(2026, 10, 16), time(14))
    assert last == datetime(2026, 10, 16, 13, tzinfo=UTC)
    assert following(LONDON, last, 2, last) == datetime(2026, 10, 30, 14, tzinfo=UTC)
    # After a long pause: the usual weekday, ahead of now.
    late = datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert following(LONDON, last, 2, late) == datetime(2026, 12, 11, 14, tzinfo=UTC)


def test_a_time_the_clocks_skip_is_no_instant_and_one_that_comes_twice_is_the_first():
    with pytest.raises(NoSuchTime):
        at_wall(LONDON, date(2027, 3, 28), time(1, 30))
    assert at_wall(LONDON, date(2026, 10, 25), time(1, 30)) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_a_promise_is_said_to_be_due_and_overdue_once_each_to_its_owner_alone(series, agent):
    agree(agent, series, owner=agent, words="Planted words", due_on=date(2026, 11, 20), now=BOOKED)
    look(datetime(2026, 11, 20, 8, 59, tzinfo=UTC))
    assert told(AGREEMENT) == []
    for hour in (9, 10, 16):
        look(datetime(2026, 11, 20, hour, tzinfo=UTC))
    due = "Something you promised Marcus Webb in a one-to-one is due today."
    assert told(AGREEMENT) == [("jin", due)]
    # Its day is over at the beginning of the next one that is worked.
    look(datetime(2026, 11, 21, 12, tzinfo=UTC))
    assert told(AGREEMENT) == [("jin", due)]
    for hour in (9, 10):
        look(datetime(2026, 11, 23, hour, tzinfo=UTC))
    passed = "The day for something you promised Marcus Webb in a one-to-one has passed."
    assert told(AGREEMENT) == [("jin", due), ("jin", passed)]
    assert "Planted" not in str(list(Notice.objects.values()))


def test_a_promise_that_is_kept_is_not_asked_for(series, agent):
    made = agree(agent, series, owner=agent, words="Desk", due_on=date(2026, 11, 20), now=BOOKED)
    finish_agreement(agent, made, now=BOOKED)
    look(datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert told(AGREEMENT) == []


def test_what_is_overdue_over_a_weekend_waits_for_the_next_working_day():
    hours = WorkingTime(LONDON, WEEK, time(9), time(17))
    assert overdue_from(hours, date(2026, 11, 20)) == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_looking_costs_the_same_for_many_as_for_few(
    django_assert_max_num_queries, series, supervisor, agent, colleague, meeting
):
    at = datetime(2026, 11, 19, 9, tzinfo=UTC)
    look(at)
    with django_assert_max_num_queries(9) as few:
        look(at)
    other = begin_series(supervisor, colleague, now=BOOKED)
    book(supervisor, other, starts_at=TALK, now=BOOKED)
    look(at)
    with django_assert_max_num_queries(9) as many:
        look(at)
    assert len(many) == len(few)
