"""The search at 5,000 people and 500,000 documents: statements and milliseconds in this process, new and kept; by which
indexes the documents are found; and requests a second through the server, for a leader and for an agent.

python -m tests.benchmarks --only search

What is measured is shown while it runs.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from escalations.models import Category
from feedback.permissions.kudos import kudos_visible_to
from goals.models import EngineState
from teams.models import SearchDocument, User
from teams.searching import rebuild
from tests.benchmarks import load
from tests.benchmarks.feedback import (
    Scene,
    _analyse,
    _client,
    _look,
    _move,
    make_people,
    make_thanks,
)

SIZES = {"few": (250, 5_000), "many": (5_000, 500_000)}
"""People and documents. `SEARCH_SIZE=people,documents` takes others for the many."""
SEARCHES = {
    "without words": "",
    "a common word": "depot",
    "two common words": "depot+sofa",
    "two letters": "de",
    "a word among a thousand": "shelf42",
    "a common and a rare word": "depot+order9041",
    "no such word": "marzipan",
    "a name": "agent7",
}
SERVED = ("a common word", "a rare word", "a common word, asked first", "a rare word, asked first")
_SIGNS = str.maketrans("01", ".-")


def measure() -> dict[str, float]:
    """Statements with few and with many, and the milliseconds of each search with many, by three people."""
    people, documents = (int(n) for n in os.environ.get("SEARCH_SIZE", "0,0").split(","))
    sizes = {**SIZES, "many": (people, documents)} if documents else SIZES
    found: dict[str, float] = {}
    with override_settings(ALLOWED_HOSTS=["testserver", load.HOST]):
        EngineState.objects.get_or_create(pk=1)
        scene = Scene([], [], {}, {})
        for label, (number, wanted) in sizes.items():
            make_people(scene, number)
            make_documents(scene, wanted - SearchDocument.objects.count())
            _analyse()
            for name, (milliseconds, statements) in _looks(scene).items():
                found[f"statements {name}, {label}"] = statements
                if label == "many":
                    found[f"milliseconds {name}, {label}"] = round(milliseconds, 1)
        _plans(scene)
        found |= _served(scene)
        found["documents"] = SearchDocument.objects.count()
    # The last line of what is printed is for whoever started this; people read the rest beside it.
    for name, figure in found.items():
        print(f"{name:60} {figure:>12,}", file=sys.stderr, flush=True)
    for who in ("leader", "agent"):
        bare = found[f"served bare page, {who}"]
        for name in SERVED:
            ratio = found[f"served {name}, {who}"] / bare
            print(f"{name}, {who}: {ratio:.3f} of a bare page", file=sys.stderr, flush=True)
    return found


def make_documents(scene: Scene, number: int) -> None:
    """So many more: six in ten thanks, four in ten cases; the database is PostgreSQL."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(id), 0) FROM feedback_kudos")
        last_kudos = cursor.fetchone()[0]
        cursor.execute("SELECT COALESCE(MAX(id), 0) FROM escalations_escalation")
        last_case = cursor.fetchone()[0]
        make_thanks(scene, number * 6 // 10, now)
        cursor.execute(
            _CASES,
            [Category.objects.earliest("pk").pk, now, now, number * 4 // 10, len(scene.people)],
        )
        cursor.execute(_OF_KUDOS, [last_kudos])
        cursor.execute(_OF_CASES, [last_case])
    rebuild(["person", "team"])


_CASES = """
INSERT INTO escalations_escalation
    (team_id, logged_by_id, state, version, category_id, channel, about, reference, reference_key, customer_name,
     said, need, proposal, promised, created_at, saved_at, opened_at, day, hour, passes, outcome, decision, ending,
     "left", reopened, avoidable, earlier, help, help_line, wants_break)
SELECT m.team_id, m.user_id, 'open', 1, %s, 'phone', 'Sofa not at the depot', 'HP-' || n, 'hp' || n, '',
       'She waited for the van', 'record', '', '', at, at, at, at::date, 9, 0, '', '', '', '', 0, '', 0, '', '', false
FROM (SELECT n, %s - random() * 365 * interval '1 day' AS at, %s::timestamptz AS told FROM generate_series(1, %s) n) made
JOIN (SELECT user_id, team_id, row_number() OVER (ORDER BY user_id) - 1 AS place
      FROM teams_membership WHERE role = 'agent') m ON m.place = n::bigint * 7919 %% %s
"""
_PLAIN = "lower(regexp_replace({}, '[^[:alnum:]]+', ' ', 'g'))"
_OF_KUDOS = f"""
INSERT INTO teams_searchdocument (kind, object_id, title, detail, key, words, at)
SELECT 'kudos', id, words, '', id::text,
       {_PLAIN.format("words")} || 'shelf' || id %% 1000 || ' order' || id, shared_at
FROM feedback_kudos WHERE id > %s
"""
_OF_CASES = f"""
INSERT INTO teams_searchdocument (kind, object_id, title, detail, key, words, at)
SELECT 'escalation', id, about, 'Escalation ' || id, id::text,
       {_PLAIN.format("about || ' ' || said")} || ' shelf' || id %% 1000 || ' order' || id, opened_at
FROM escalations_escalation WHERE id > %s
"""


def _looks(scene: Scene) -> dict[str, tuple[float, int]]:
    """Milliseconds (the best of three) and statements, of a search built anew; of one that is kept, and of the
    bare page.
    """
    team = scene.teams[0]
    clients = {
        "leader": _client(scene.leaders[team.pk]),
        "agent": _client(scene.agents[team.pk][0]),
    }
    found: dict[str, tuple[float, int]] = {}
    with override_settings(ROOT_URLCONF="tests.benchmarks.site"):
        found["bare page"] = _look(lambda: clients["leader"].get("/bare/"))
    for who, client in clients.items():
        for name, query in SEARCHES.items():
            found[f"{name}, {who}"] = _ask(client, f"/search/?q={query}")
        found[f"palette, {who}"] = _ask(client, "/search/palette/?q=depot")
        found[f"kept, {who}"] = _look(
            lambda client=client: client.get("/search/?q=depot"), anew=False
        )  # type: ignore[misc]
    return found


def _plans(scene: Scene) -> None:
    """How the database finds the documents of each search, shown. With many of them none should read them all."""
    team = scene.teams[0]
    people = {"leader": scene.leaders[team.pk], "agent": scene.agents[team.pk][0]}
    for who, person in people.items():
        client = _client(person)
        for name, query in SEARCHES.items():
            _move(anew=True)
            with CaptureQueriesContext(connection) as captured:
                client.get(f"/search/?q={query}")
            asked = [one["sql"] for one in captured if "teams_searchdocument" in one["sql"]]
            for sql in asked:
                with connection.cursor() as cursor:
                    cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
                    told = cursor.fetchone()[0]
                plan = json.loads(told) if isinstance(told, str) else told
                ways = Counter(_ways(plan[0]["Plan"]))
                said = ", ".join(f"{way} × {times}" for way, times in sorted(ways.items()))
                print(f"plan of {name}, {who}: {said}", file=sys.stderr, flush=True)


def _ways(node: dict[str, Any]) -> Iterator[str]:
    """Of a plan's nodes those that read documents, by the index they read them by."""
    index = node.get("Index Name", "")
    if "search" in index:
        yield f"{node['Node Type']} by {index}"
    elif node.get("Relation Name") == "teams_searchdocument" and node["Node Type"] == "Seq Scan":
        yield "Seq Scan of all documents"
    for child in node.get("Plans", ()):
        yield from _ways(child)


def _served(scene: Scene) -> dict[str, float]:
    """Requests a second through the server of a common word and of a rare one, beside the bare page: asked for over
    and over, as `pages` asks for its pages; and each time in other words, so that nothing found can be kept.
    """
    team = scene.teams[0]
    found: dict[str, float] = {}
    with load.serving() as port:
        for who, someone in (
            ("leader", scene.leaders[team.pk]),
            ("agent", scene.agents[team.pk][0]),
        ):
            person = User.objects.get(pk=someone.pk)
            client = _client(person)
            client.get("/")
            cookie = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
            rates = load.rates(port, _pages(person), cookie)
            found |= {f"served {name}, {who}": rate for name, rate in rates.items()}
    return found


def _pages(person: User) -> Mapping[str, str | Iterator[str]]:
    words = {"a common word": "depot", "a rare word": _rare_word(person)}
    again = {name: f"/search/?q={word}" for name, word in words.items()}
    anew = {f"{name}, asked first": _in_other_words(word) for name, word in words.items()}
    return {"bare page": "/bare/", **again, **anew}


def _rare_word(person: User) -> str:
    """That of the last thanks this person may read, and of hardly anything else."""
    return f"order{kudos_visible_to(person).latest('pk').pk}"


def _in_other_words(word: str) -> Iterator[str]:
    """The same search in words that were not typed before: signs find nothing and take nothing away."""
    return (f"/search/?q={word}+{f'{n:b}'.translate(_SIGNS)}" for n in count(1))


def _ask(client: Client, url: str) -> tuple[float, int]:
    return _look(lambda: client.get(url))
