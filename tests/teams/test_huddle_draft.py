"""What a huddle's draft chooses: a table of cases."""

from datetime import UTC, date, datetime, timedelta

import pytest

from teams.huddle_draft import (
    ALL_MINUTES,
    ANSWERED,
    COMPANY,
    FOCUS,
    KUDOS,
    PROTOCOL,
    QUESTION,
    Candidate,
    Colleague,
    draft,
    order_focus,
    order_kudos,
    order_protocols,
    order_questions,
    order_speakers,
    streak,
    swapped,
)

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


def goal(key, rank):
    return Candidate(key, FOCUS, key, rank=rank)


def thanks(key, days_ago, *about):
    return Candidate(key, KUDOS, key, at=NOW - timedelta(days=days_ago), about=frozenset(about))


def idea(key, kind=QUESTION):
    return Candidate(key, kind, key)


def keys(found):
    return [one.key for one in found]


@pytest.mark.parametrize(
    ("goals", "told", "expected"),
    [
        ([], [], []),
        ([goal("fine", 2)], [], ["fine"]),
        # Off pace first: behind, then to watch, then the rest, else as they came.
        ([goal("fine", 2), goal("watch", 1), goal("behind", 0)], [], ["behind", "watch", "fine"]),
        ([goal("a", 0), goal("b", 0), goal("c", 0), goal("d", 0)], [], ["a", "b", "c"]),
        # What was the focus before makes room for another that is as bad, never for one that is better.
        ([goal("a", 0), goal("b", 0), goal("c", 1)], ["a"], ["b", "a", "c"]),
        ([goal("a", 0), goal("c", 1)], ["a"], ["a", "c"]),
    ],
)
def test_the_focus(goals, told, expected):
    assert keys(order_focus(goals, told)) == expected


@pytest.mark.parametrize(
    ("given", "told", "expected"),
    [
        ([], [], []),
        ([thanks("old", 5, 1), thanks("new", 1, 2)], [], ["new", "old"]),
        # Never read out twice.
        ([thanks("old", 5, 1), thanks("new", 1, 2)], ["new"], ["old"]),
        ([thanks("new", 1, 2)], ["new"], []),
        # The second is about somebody else, while there is somebody.
        ([thanks("a", 1, 7), thanks("b", 2, 7), thanks("c", 3, 8)], [], ["a", "c", "b"]),
        ([thanks("a", 1, 7, 8), thanks("b", 2, 8), thanks("c", 3, 9)], [], ["a", "c", "b"]),
        ([thanks("a", 1, 7), thanks("b", 2, 7)], [], ["a", "b"]),
        # As many as are offered.
        ([thanks(f"{n}", n, n) for n in range(9)], [], ["0", "1", "2", "3", "4", "5"]),
    ],
)
def test_the_kudos(given, told, expected):
    assert keys(order_kudos(given, told)) == expected


@pytest.mark.parametrize(
    ("given", "told", "expected"),
    [
        ([], [], []),
        ([idea("done", ANSWERED), idea("open")], [], ["open", "done"]),
        # A question that was asked comes after an answer that was not told yet; an answer is told once.
        ([idea("open"), idea("done", ANSWERED)], ["open"], ["done", "open"]),
        ([idea("open"), idea("done", ANSWERED)], ["done"], ["open"]),
        ([idea("open"), idea("done", ANSWERED)], ["done", "open"], ["open"]),
    ],
)
def test_the_question(given, told, expected):
    assert keys(order_questions(given, told)) == expected


def test_the_protocol_is_the_newest_that_was_not_told():
    of = [
        Candidate("old", PROTOCOL, "", at=NOW - timedelta(days=9)),
        Candidate("new", PROTOCOL, "", at=NOW),
    ]
    assert keys(order_protocols(of)) == ["new", "old"]
    assert keys(order_protocols(of, ["new"])) == ["old"]


LONG, SHORT = date(2026, 1, 1), date(2026, 11, 1)
ADA = Colleague(1, "Ada", LONG, last=date(2026, 11, 10))
BO = Colleague(2, "Bo", LONG, last=date(2026, 10, 1))
CY = Colleague(3, "Cy", SHORT)
DI = Colleague(4, "di", LONG)
EL = Colleague(5, "El", LONG)


@pytest.mark.parametrize(
    ("people", "away", "expected"),
    [
        ([], (), []),
        # Whoever has gone longest; a newcomer has not gone long.
        ([ADA, BO, CY], (), ["Bo", "Cy", "Ada"]),
        # Whoever never did has gone since they came; of several, by name, whatever its case.
        ([EL, ADA, DI, BO], (), ["di", "El", "Bo", "Ada"]),
        # Never anybody away.
        ([ADA, BO, CY], {2}, ["Cy", "Ada"]),
        ([BO], {2}, []),
        # Somebody who came back after they last shared counts from then.
        ([Colleague(6, "Fo", SHORT, last=LONG), BO], (), ["Bo", "Fo"]),
    ],
)
def test_who_shares_what_inspires_them(people, away, expected):
    assert [one.name for one in order_speakers(people, away)] == expected


@pytest.mark.parametrize(
    ("shown", "current", "expected"),
    [
        ({"a", "b"}, "a", "c"),
        ({"a", "b"}, "b", "c"),
        ({"c", "d"}, "d", "a"),
        ({"a", "b", "c", "d"}, "a", None),
        ({"gone"}, "gone", "a"),
    ],
)
def test_a_swap_goes_round(shown, current, expected):
    found = swapped([idea(key) for key in "abcd"], shown, current)
    assert (found.key if found else None) == expected


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ("", 0),
        # Friday the 20th is today: not held yet, it breaks nothing.
        ("19", 1),
        ("20", 1),
        ("20 19 18", 3),
        ("18 17", 0),
        # The weekend of 14 and 15 neither counts nor breaks; a huddle held on it counts.
        ("19 18 17 16 13 12", 6),
        ("19 18 17 16 14 13 12", 7),
        ("19 18 17 16 12", 4),
    ],
)
def test_the_streak(held, expected):
    days = {date(2026, 11, int(day)) for day in held.split()}
    assert streak(days, lambda day: day.weekday() < 5, TODAY) == expected


def test_a_streak_ends_where_one_looks_back_no_further():
    assert streak(set(), lambda _: False, TODAY) == 0


def test_the_whole_draft_takes_eight_minutes_and_keeps_kinds_apart():
    found = draft(
        [goal("g", 0), thanks("k", 1, 1), idea("i"), Candidate("c", COMPANY, "We")],
        [ADA, BO],
        told=["g"],
        away=[2],
    )
    assert ALL_MINUTES == 8
    assert [keys(found.of(kind)) for kind in (COMPANY, FOCUS, KUDOS, QUESTION, PROTOCOL)] == [
        ["c"], ["g"], ["k"], ["i"], [],
    ]  # fmt: skip
    assert [one.name for one in found.speakers] == ["Ada"]
