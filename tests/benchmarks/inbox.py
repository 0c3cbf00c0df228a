"""The inbox of somebody with 100,000 notices among 500,000: statements and milliseconds.

python -m tests.benchmarks --only inbox
"""

from __future__ import annotations

import os

from django.db import connection
from django.test import override_settings
from django.utils import timezone

from escalations.models import Category
from goals.models import EngineState
from teams.models import Notice, User
from tests.benchmarks.feedback import Scene, _analyse, _client, _look, make_people
from tests.benchmarks.search import _CASES

SIZES = {"few": (250, 5_000), "many": (5_000, 500_000)}
"""People, and notices in all: one leader has a fifth of them. `INBOX_SIZE=people,notices` takes others for the many."""
CASES = 1_000
PAGES = {
    "inbox": "/inbox/",
    "inbox, goals alone": "/inbox/?about=goals",
    "inbox, everything else": "/inbox/?about=other",
    "inbox, of what there is none": "/inbox/?about=team",
    "inbox, older": "/inbox/?before={middle}",
    "inbox, older of what there is none": "/inbox/?before={middle}&about=team",
    "another page, with the number": "/help/",
}


def measure() -> dict[str, float]:
    """Statements with few and with many, and the milliseconds of each page with many, and of a bare page."""
    people, notices = (int(n) for n in os.environ.get("INBOX_SIZE", "0,0").split(","))
    sizes = {**SIZES, "many": (people, notices)} if notices else SIZES
    found: dict[str, float] = {}
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        EngineState.objects.get_or_create(pk=1)
        scene = Scene([], [], {}, {})
        for label, (number, wanted) in sizes.items():
            make_people(scene, number)
            make_cases(scene)
            leader = scene.leaders[scene.teams[0].pk]
            make_notices(leader, scene.people, wanted - Notice.objects.count())
            _analyse()
            for name, (milliseconds, statements) in _looks(leader).items():
                found[f"statements {name}, {label}"] = statements
                if label == "many":
                    found[f"milliseconds {name}, {label}"] = round(milliseconds, 1)
        found["notices"] = Notice.objects.count()
        found["notices of one person"] = Notice.objects.filter(user=leader).count()
    for name, figure in found.items():
        print(f"{name:60} {figure:>12,}", flush=True)
    return found


def make_cases(scene: Scene) -> None:
    """Cases that notices can be about; made once."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM escalations_escalation")
        if not cursor.fetchone()[0]:
            category = Category.objects.earliest("pk").pk
            cursor.execute(_CASES, [category, now, now, CASES, len(scene.people)])


def make_notices(leader: User, people: list[User], number: int) -> None:
    """So many more over a year, each fifth to the leader, the rest spread; half are read. The database is PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(id), 0) FROM teams_notice")
        last = cursor.fetchone()[0]
        cursor.execute(
            _NOTICES, [last, timezone.now(), number, leader.pk, [one.pk for one in people]]
        )


_NOTICES = """
INSERT INTO teams_notice (user_id, kind, key, text, detail, url, at, read_at, in_inbox)
SELECT CASE n %% 5 WHEN 0 THEN leader ELSE people.ids[1 + n %% cardinality(people.ids)] END, kind, 'notice-' || (made.last + n), 'Something waits for you.',
       'With what it takes to get there.', CASE kind WHEN 'escalations.asked' THEN '/escalations/' || 1 + n %% 1000 || '/'
       WHEN 'feedback.thanked' THEN '/kudos/' || n || '/' WHEN 'feedback.idea_waits' THEN '/ideas/' || n || '/'
       ELSE '/goals/' END, at, CASE WHEN n %% 2 = 0 THEN at END, true
FROM (SELECT n, last, (ARRAY['goals.turned', 'goals.closed', 'escalations.asked', 'feedback.thanked',
                             'feedback.idea_waits', 'of.no.name'])[1 + (n / 7) %% 6] AS kind,
             now - (total - n) * (interval '365 days' / total) AS at
      FROM (SELECT %s::bigint AS last, %s::timestamptz AS now, %s::bigint AS total) AS asked,
           generate_series(1, asked.total) AS n) AS made,
     (SELECT %s::bigint AS leader, %s::bigint[] AS ids) AS people
"""


def _looks(leader: User) -> dict[str, tuple[float, int]]:
    """Milliseconds (the best of three) and statements of each page; and of a bare page."""
    client = _client(leader)
    found: dict[str, tuple[float, int]] = {}
    with override_settings(ROOT_URLCONF="tests.benchmarks.site"):
        found["bare page"] = _look(lambda: client.get("/bare/"))
    seen = Notice.objects.filter(user=leader, read_at__isnull=False).order_by("pk")
    middle = seen.values_list("pk", flat=True)[seen.count() // 2]
    for name, path in PAGES.items():
        url = path.format(middle=middle)
        found[name] = _look(lambda url=url: client.get(url))  # type: ignore[misc]
    return found
