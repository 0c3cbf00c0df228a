"""The wall of thanks and who has been thanked, at 5,000 people and 500,000 thanks: statements and milliseconds.

python -m tests.benchmarks --only feedback
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feedback.models import Kudos, Strength
from goals.models import EngineState
from teams.models import Membership, Organisation, Role, Team, User

SIZES = {"few": (250, 2_500), "many": (5_000, 500_000)}
"""People and thanks. `FEEDBACK_SIZE=people,thanks` takes others for the many."""
A_TEAM = 25
PAGES = {
    "wall": "/kudos/",
    "wall, older": "/kudos/?before={place}",
    "wall, for me": "/kudos/?show=for-me",
    "wall, from me": "/kudos/?show=from-me",
    "wall, a theme": "/kudos/?theme=owned-it",
    "wall, searched": "/kudos/?q=depot+waited",
    "coverage": "/kudos/coverage/",
    "customers' words": "/kudos/praise/",
    "a leader's Today": "/",
}
AGENTS = ("wall", "wall, for me", "customers' words")


@dataclass
class Scene:
    """Teams of 25 agents with a supervisor each."""

    people: list[User]
    teams: list[Team]
    agents: dict[int, list[User]]
    leaders: dict[int, User]


def measure() -> dict[str, float]:
    """Statements with few and with many, and the milliseconds of each page with many, built anew."""
    people, thanks = (int(n) for n in os.environ.get("FEEDBACK_SIZE", "0,0").split(","))
    sizes = {**SIZES, "many": (people, thanks)} if thanks else SIZES
    found: dict[str, float] = {}
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        EngineState.objects.get_or_create(pk=1)
        scene = Scene([], [], {}, {})
        for label, (number, kudos) in sizes.items():
            make_people(scene, number)
            make_thanks(scene, kudos - Kudos.objects.count(), timezone.now())
            _analyse()
            for name, (milliseconds, statements) in _looks(scene).items():
                found[f"statements {name}, {label}"] = statements
                if label == "many":
                    found[f"milliseconds {name}, {label}"] = round(milliseconds, 1)
        found["thanks"] = Kudos.objects.count()
    for name, figure in found.items():
        print(f"{name:48} {figure:>12,}", flush=True)
    return found


def make_people(scene: Scene, number: int) -> None:
    """Teams until there are so many agents."""
    Organisation.objects.get_or_create(id=1, defaults={"name": "Bench"})
    since = date(2020, 1, 1)
    put_in = datetime(2020, 1, 1, 12, tzinfo=UTC)
    while len(scene.people) < number:
        place = len(scene.teams)
        team = Team.objects.create(
            slug=f"thanks-{place}", name=f"Thanks {place}", time_zone="Europe/London"
        )
        made = User.objects.bulk_create(
            User(username=f"thanks-{place}-{n}", name=f"Agent{n} Of{place}")
            for n in range(A_TEAM + 1)
        )
        Membership.objects.bulk_create(
            Membership(
                user=one, team=team, role=Role.AGENT if n else Role.SUPERVISOR, starts_on=since
            )
            for n, one in enumerate(made)
        )
        # Whoever was never thanked is counted from when they were put in.
        User.objects.filter(pk__in=[one.pk for one in made]).update(joined_at=put_in)
        scene.teams.append(team)
        scene.leaders[team.pk], scene.agents[team.pk] = made[0], made[1:]
        scene.people += made[1:]


def make_thanks(scene: Scene, number: int, now: datetime) -> None:
    """So many more over a year, each to somebody of the author's team: half to the team, a third to everyone, the
    rest private. Four statements; the database is PostgreSQL.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(id), 0) FROM feedback_kudos")
        last = cursor.fetchone()[0]
        cursor.execute("SELECT setseed(0.5)")
        people = sum(map(len, scene.agents.values())) + len(scene.leaders)
        cursor.execute(_KUDOS, [list(WORDS), now, number, people])
        # Nobody thanks the last of each team, so that somebody is overdue however many there are.
        cursor.execute(_RECIPIENTS, [A_TEAM - 1, last])
        cursor.execute(_STRENGTHS, [Strength.objects.count(), last])
        cursor.execute(_PRAISE, [now, now, number // 50, len(scene.teams)])


WORDS = (
    "On Tuesday you rang the depot yourself, so nobody waited for a sofa.",
    "You let Mrs Okafor finish her whole story before you touched the keyboard.",
    "When the card machine error came back you wrote the answer everyone pasted.",
)
_KUDOS = """
INSERT INTO feedback_kudos (author_id, team_id, words, moment, act, effect, visibility, link_url, link_label,
                            saw, version, shared_at)
SELECT m.user_id, m.team_id, (%s::text[])[1 + n %% 3], '', '', '',
       (ARRAY['team', 'public', 'team', 'private', 'public', 'team'])[1 + (n / 7) %% 6], '', '',
       (ARRAY[0, 0, 1, 3, 9])[1 + (n / 3) %% 5], 0, %s - random() * 365 * interval '1 day'
FROM generate_series(1, %s) n
JOIN (SELECT user_id, team_id, row_number() OVER (ORDER BY user_id) - 1 AS place FROM teams_membership) m
  ON m.place = n::bigint * 7919 %% %s
"""
_RECIPIENTS = """
INSERT INTO feedback_recipient (kudos_id, user_id, shared_at, apart)
SELECT k.id, m.user_id, k.shared_at, false
FROM feedback_kudos k
JOIN (SELECT user_id, team_id, row_number() OVER (PARTITION BY team_id ORDER BY user_id) - 1 AS place
      FROM teams_membership WHERE role = 'agent') m
  ON m.team_id = k.team_id AND m.place = k.id %% %s
WHERE k.id > %s AND m.user_id <> k.author_id
"""
_STRENGTHS = """
INSERT INTO feedback_kudos_strengths (kudos_id, strength_id)
SELECT k.id, s.id
FROM feedback_kudos k
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM feedback_strength) s ON s.place = k.id %% %s
WHERE k.id > %s
"""
_PRAISE = """
INSERT INTO feedback_praise (team_id, words, channel, customer, said_on, added_by_id, added_at, source, external_id)
SELECT m.team_id, 'She rang me back.', 'survey', '', (%s - random() * 365 * interval '1 day')::date, m.user_id, %s,
       '', ''
FROM generate_series(1, %s) n
JOIN (SELECT team_id, MIN(user_id) AS user_id, row_number() OVER (ORDER BY team_id) - 1 AS place
      FROM teams_membership GROUP BY team_id) m ON m.place = n %% %s
"""


def _looks(scene: Scene) -> dict[str, tuple[float, int]]:
    """Milliseconds (the best of three) and statements of each page; and of a bare page."""
    team = scene.teams[0]
    leader, agent = _client(scene.leaders[team.pk]), _client(scene.agents[team.pk][0])
    found: dict[str, tuple[float, int]] = {}
    with override_settings(ROOT_URLCONF="tests.benchmarks.site"):
        found["bare page"] = _look(lambda: leader.get("/bare/"))
    middle = timezone.now() - timedelta(days=60)
    place = f"{int(middle.timestamp())}000000-1"
    for name, path in PAGES.items():
        url = path.format(place=place)
        found[name] = _look(lambda url=url: leader.get(url))  # type: ignore[misc]
        if name in AGENTS:
            found[f"{name}, agent"] = _look(lambda url=url: agent.get(url))  # type: ignore[misc]
    first = leader.get("/kudos/")
    found["wall, unchanged"] = _look(
        lambda: leader.get("/kudos/", headers={"If-None-Match": first["ETag"]}), anew=False
    )
    found["wall, kept"] = _look(lambda: leader.get("/kudos/"), anew=False)
    return found


def _client(person: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person.pk), backend="teams.backends.PersonBackend")
    return client


def _look(ask: Callable[[], Any], *, anew: bool = True) -> tuple[float, int]:
    """The page built anew each time, or as it is kept, by a process that is warm."""
    best = float("inf")
    for turn in range(4):
        _move(anew=anew)
        started = time.perf_counter()
        answer = ask()
        assert answer.status_code in (200, 304), answer
        if turn:
            best = min(best, time.perf_counter() - started)
    _move(anew=anew)
    with CaptureQueriesContext(connection) as captured:
        ask()
    return best * 1000, len(captured)


def _move(*, anew: bool) -> None:
    if anew:
        EngineState.objects.filter(pk=1).update(version=F("version") + 1)


def _analyse() -> None:
    """As the database does by itself some time after so many rows came."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
