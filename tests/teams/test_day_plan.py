"""A day in order: clashes and free time, in words."""

from datetime import UTC, datetime

import pytest

from teams.calendar import Clock
from teams.day_plan import Entry, plan, span

LONDON = Clock("Europe/London")


def at(hour, minute=0):
    """On a Friday in November, when London's wall shows UTC."""
    return datetime(2026, 11, 20, hour, minute, tzinfo=UTC)


NINE, FIVE = at(9), at(17)


def made(*entries, now=NINE, since=None, until=FIVE, clock=LONDON):
    return plan(entries, clock, now=now, since=since, until=until)


TALK = Entry("One-to-one with Jin", at(10), 30)


def test_lines_stand_in_the_order_of_time():
    lines = made(Entry("Late one", at(15), 30), TALK, Entry("Call Mr Hale", at(10, 45))).lines
    assert [(line.at, line.name) for line in lines] == [
        ("10:00 to 10:30", "One-to-one with Jin"),
        ("by 10:45", "Call Mr Hale"),
        ("15:00 to 15:30", "Late one"),
    ]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (Entry("Floor", at(10, 15), 60), "Overlaps “One-to-one with Jin” by 15 min."),
        (Entry("Floor", at(10, 5), 10), "Overlaps “One-to-one with Jin” by 10 min."),
        (Entry("Floor", at(10, 30), 60), ""),
        (Entry("Floor", at(9), 60), ""),
        (Entry("Call", at(10, 15)), "Comes due during “One-to-one with Jin”."),
        (Entry("Call", at(10)), "Comes due during “One-to-one with Jin”."),
        (Entry("Call", at(10, 30)), ""),
    ],
)
def test_what_lies_across_something_says_so(entry, words):
    clashes = [line.clash for line in made(TALK, entry).lines if line.name == entry.name]
    assert clashes == [words]


def test_a_moment_takes_no_time_so_nothing_overlaps_it():
    lines = made(Entry("Call", at(10, 15)), Entry("Floor", at(10, 15), 30)).lines
    assert [line.clash for line in lines] == ["", "Comes due during “Floor”."]
    assert [line.name for line in lines] == ["Floor", "Call"]


def test_before_work_begins_nothing_is_free_yet():
    assert made(now=at(0, 35), since=NINE).free == "Free from 09:00 to 17:00: 8 h."
    assert made(now=at(9, 35), since=NINE).free == "Free until 17:00: 7 h 25."
    early = Entry("Before work", at(8), 90)
    assert made(early, now=at(7), since=NINE).free == "Free from 09:30 to 17:00: 7 h 30."


def test_what_is_over_is_quiet_and_a_promise_that_is_late_is_not():
    over, late = made(Entry("Talk", at(7), 60), Entry("Call", at(8, 30)), now=at(9)).lines
    assert (over.is_over, over.is_late) == (True, False)
    assert (late.is_over, late.is_late) == (False, True)
    clashes = made(Entry("A", at(7), 60), Entry("B", at(7, 30), 60), now=at(9)).lines
    assert [line.clash for line in clashes] == ["", ""]


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([], "Free until 17:00: 8 h."),
        ([TALK], "Free until 10:00 and from 10:30 to 17:00: 7 h 30 in all."),
        ([Entry("All", at(9), 480)], "No free time is left before 17:00."),
        ([Entry("Long", at(8), 120)], "Free from 10:00 to 17:00: 7 h."),
        # A moment takes no time, and ten minutes between two things are none to plan with.
        ([Entry("Call", at(12))], "Free until 17:00: 8 h."),
        (
            [Entry("A", at(9), 60), Entry("B", at(10, 10), 410)],
            "No free time is left before 17:00.",
        ),
        # One inside the other frees nothing.
        ([Entry("A", at(9), 240), Entry("B", at(10), 30)], "Free from 13:00 to 17:00: 4 h."),
        ([Entry("Over", at(16), 120)], "Free until 16:00: 7 h."),
        (
            [Entry(str(hour), at(hour), 30) for hour in (10, 12, 14, 16)],
            "Free until 10:00, from 10:30 to 12:00, from 12:30 to 14:00 and 2 more times: 6 h in all.",
        ),
    ],
)
def test_free_time_is_said_in_words(entries, words):
    assert made(*entries).free == words


def test_where_the_end_of_work_is_not_known_it_says_after_what():
    assert made(TALK, until=None).free == "Free after 10:30."
    assert made(until=None).free == ""
    assert made(now=at(18)).free == ""


def test_the_wall_is_the_persons_own():
    line = made(TALK, clock=Clock("Australia/Adelaide")).lines[0]
    assert line.at == "20:30 to 21:00"


def test_across_a_change_of_the_clock_minutes_stay_minutes():
    # 25 October 2026: London's wall goes back from 02:00 to 01:00.
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    line = made(Entry("Night", start, 60), now=start, until=None).lines[0]
    assert line.at == "01:30 to 01:30"


@pytest.mark.parametrize(("minutes", "words"), [(5, "5 min"), (60, "1 h"), (160, "2 h 40")])
def test_spans(minutes, words):
    assert span(Entry("", at(9), minutes).ends_at - at(9)) == words
