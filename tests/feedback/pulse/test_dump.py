"""Whoever holds the whole database cannot say who answered what: had the answers been dealt otherwise, it would be
the same to the last column, to the order of the rows, and on PostgreSQL to their places and their transactions.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection
from django.test import Client

from feedback.actions import pulse as actions
from feedback.api.pulse import AnswerView
from feedback.models import SUMS, Held
from teams.actions import create_organisation
from teams.actions.audit import record
from teams.actions.tokens import create_token
from teams.models import User
from tests.cast import BACKEND
from tests.feedback.pulse_scene import MONDAY, OVER, THURSDAY, WEEK, closed, opened, team_of

pytestmark = pytest.mark.django_db(transaction=True)

Answers = Sequence[tuple[int, str]]
EAST: Answers = (
    (1, "Too loud"),
    (2, ""),
    (3, "all right"),
    (4, "Better than last year, I’d say"),
    (5, ""),
    (5, "Yes"),
)
WEST: Answers = ((5, ""), (4, "Chairs"), (1, ""), (1, "No"), (2, ""))
FOUR: Answers = ((3, ""), (5, "Quiet"), (3, ""), (2, "Cold"))
SOLO: Answers = ((1, "My lead shouts"),)
NAMES = ("East", "West", "Up", "Down")
SECRETS = {
    ("teams_user", "password"),
    ("django_session", "session_key"),
    ("teams_apitoken", "digest"),
    ("teams_apitoken", "prefix"),
}
"""What is random in itself, each time; so is what the audit says of a new token."""
PAGES = ("today", "page", "program")


@pytest.fixture
def _nothing_swept_up(transactional_db) -> Iterator[None]:
    """PostgreSQL gives the places of rows that are gone to others when nobody could still want to see them, and who
    else is looking just then is chance: somebody looks all the time.
    """
    if connection.vendor != "postgresql":
        yield
        return
    onlooker = connection.copy()
    try:
        with onlooker.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT 1")
        yield
    finally:
        onlooker.close()


@pytest.fixture
def week(time_machine, _nothing_swept_up) -> Callable[..., list[dict[str, Any]]]:
    """A function from answers, by team, to what the database holds: while the week is open (after each answer where
    that is asked for), and after it.
    """

    def run(*said: Answers, after_each: bool = False) -> list[dict[str, Any]]:
        time_machine.move_to(MONDAY, tick=False)
        call_command("flush", verbosity=0, interactive=False)
        create_organisation(None, name="Harbour Services", time_zone="Europe/London")
        teams = zip(NAMES, said, strict=False)
        people = [person for name, one in teams for person in team_of(name, len(one))[1]]
        opened()
        time_machine.move_to(THURSDAY, tick=False)
        callers = [caller(person, place) for place, person in enumerate(people)]
        moments = []
        for minute, (ask, one) in enumerate(zip(callers, chain(*said), strict=True)):
            time_machine.move_to(THURSDAY.replace(minute=minute), tick=False)
            ask(*one)
            moments += [dump()] if after_each or minute == len(people) - 1 else []
        time_machine.move_to(OVER, tick=False)
        closed()
        return [*moments, dump()]

    return run


def caller(person: User, place: int) -> Callable[[int, str], None]:
    """How this person answers: on *Today*, on the page, or by a program that names its calls."""
    way = PAGES[place % 3]
    client = Client()
    client.force_login(person, backend=BACKEND)
    _, token = create_token(None, person, "Mine", ["read", "write"], "", None, now=MONDAY)

    def ask(score: int, words: str) -> None:
        body = {"week": WEEK.isoformat(), "score": score, "words": words}
        if way == "program":
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"call-{place}"}
            sent = Client().post("/api/v1/pulse/answer/", body, "application/json", headers=headers)
            assert sent.json() == {"counted": "now"}
        else:
            sent = client.post("/pulse/answer/", {**body, "back": way})
            assert sent["Location"] == ("/" if way == "today" else "/pulse/")

    return ask


def dump() -> dict[str, Any]:
    """Every table with every column; rows in the order in which the database has them."""
    places = ", xmin::text AS xmin, ctid::text AS ctid" if connection.vendor == "postgresql" else ""
    order = "ctid" if places else "rowid"
    held: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names()):
            if table == "django_migrations":
                continue
            cursor.execute(f'SELECT *{places} FROM "{table}" ORDER BY {order}')
            names = [column[0] for column in cursor.description]
            held[table] = [plain(table, names, row) for row in cursor.fetchall()]
    ranked = sorted({int(row["xmin"]) for rows in held.values() for row in rows if "xmin" in row})
    for rows in held.values():
        for row in rows:
            if "xmin" in row:
                row["xmin"] = ranked.index(int(row["xmin"]))
    return held


def plain(table: str, names: list[str], row: Sequence[Any]) -> dict[str, Any]:
    """A row without what is random each time; what a session holds is read."""
    found = {
        name: value for name, value in zip(names, row, strict=True) if (table, name) not in SECRETS
    }
    if table == "feedback_held":
        # Chance to whoever has not the secret; its length would still speak.
        found["sealed"] = len(found["sealed"])
    if found.get("kind") == "teams.apitoken":
        found["after"] = ""
    if table == "django_session":
        found["session_data"] = SessionStore().decode(found["session_data"])
        found["session_data"].pop("_auth_user_hash")
    return found


def differs(one: Any, other: Any) -> list[str]:
    """The tables in which two states of the database differ."""
    return [
        f"{place}: {table}"
        for place, (before, after) in enumerate(zip(one, other, strict=True))
        for table in before
        if json.dumps(before[table], default=str) != json.dumps(after[table], default=str)
    ]


def test_the_database_is_the_same_whoever_gave_which_answer(week):
    first = week(EAST, WEST)
    boxes = first[1]["feedback_box"]
    assert [[row[name] for name in SUMS] for row in boxes] == [
        [1, 1, 1, 1, 2],
        [2, 1, 0, 1, 1],
    ]
    # Everybody says what somebody else said.
    otherwise = week((*EAST[1:], EAST[0]), (*WEST[2:], *WEST[:2]))
    assert differs(first, otherwise) == []


def test_after_each_answer_the_database_is_the_same_whatever_was_answered_in_a_team_of_one_too(
    week,
):
    # Solo comes first, then four, then six; and the same with other answers altogether.
    first = week(SOLO, FOUR, EAST, after_each=True)
    told = [[row[name] for name in SUMS] for row in first[-1]["feedback_box"]]
    assert told == [[1, 1, 1, 1, 2], [1, 1, 2, 0, 1]]
    otherwise = week(((4, "Other"),), ((1, ""),) * 4, tuple(reversed(EAST)), after_each=True)
    assert differs(first[:-1], otherwise[:-1]) == []
    assert not any("My lead shouts" in json.dumps(held, default=str) for held in first[:-1])
    # Once the week is over the one and the four are one, whoever of them said what.
    otherwise = week((FOUR[1],), (*SOLO, FOUR[0], *FOUR[2:]), EAST)
    assert differs(first[-1:], otherwise[-1:]) == []


def test_who_has_answered_is_forgotten_by_the_sessions_too(week):
    after = week(EAST, SOLO)[-1]
    assert after["feedback_turnout"] == after["feedback_held"] == []
    sessions = after["django_session"]
    assert len(sessions) == 7
    # One of them in three answered by a program, without a session; the others look no different from theirs.
    assert len({(str(row["expire_date"]), *sorted(row["session_data"])) for row in sessions}) == 1


def test_a_row_of_an_answer_would_be_found(week, monkeypatch):
    count = actions.answer

    def with_an_entry(person, *args, **more):
        counted = count(person, *args, **more)
        record(person, "answered", Held.objects.get(), after={"score": more["score"]})
        return counted

    first = week(EAST, WEST)
    monkeypatch.setattr(actions, "answer", with_an_entry)
    linked = [week(answers, WEST) for answers in (EAST, (*EAST[1:], EAST[0]))]
    assert "0: teams_auditentry" in differs(*linked)
    assert "0: teams_auditentry" in differs(first, linked[0])


def test_the_kept_name_of_a_call_would_be_found(week, monkeypatch):
    monkeypatch.setattr(AnswerView, "known_anyway", frozenset())
    first, otherwise = (week(answers, WEST) for answers in (EAST, (*EAST[1:], EAST[0])))
    assert "1: teams_takencall" in differs(first, otherwise)
