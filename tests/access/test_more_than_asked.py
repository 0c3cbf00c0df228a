"""Whatever is sent beside what a page asks for is written nowhere: not by whom, not for whom, not when, not how it stands.

Each page that takes a POST is sent what its row of the table sends, and the same once more with every protected field of
every table beside it. Both write the same.
"""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.urls import reverse

from teams.models import Team, User
from tests.access.planted import body_of
from tests.access.table import TABLE, Row
from tests.access.test_matrix import OURS
from tests.access.world import World
from tests.as_before import WRITES

pytestmark = [pytest.mark.django_db, pytest.mark.either_database]

NAMED = re.compile(r'name="([^"]+)"')
CONTROLS = {"back", "next", "version", "csrfmiddlewaretoken"}
"""Names that say where to go on, or what was seen."""
ASKED = {
    # Whoever is in several teams says which; of other teams none is taken, as `tests/escalations` shows.
    "escalations:draft": {"team"},
    "escalations:log": {"team"},
    "escalations:log_save": {"team", "answer_by", "wants_break"},
    "feedback:help_answer": {"shared"},
    "feedback:help_share": {"shared"},
    "feedback:kudos_new": {"to"},
    "teams:huddle_catch": {"whose"},
}
"""What a form asks for though this person's page does not show it, or though it stands on another page."""
PAGES = [name for name in OURS if not name.startswith("api:") and TABLE[name].post]

Written = list[tuple[str, tuple[Any, ...]]]


def protected(world: World) -> dict[str, str]:
    """Every field that says who, for whom, when or how it stands, with a value that would be somebody else's."""
    found: dict[str, str] = {}
    for model in apps.get_models():
        if model._meta.app_label not in {"teams", "goals", "escalations", "feedback"}:
            continue
        for field in model._meta.concrete_fields:
            value = _foreign(world, field)
            if value:
                found |= {field.name: value, field.attname: value}
    return found


def _foreign(world: World, field: models.Field[Any, Any]) -> str:
    if isinstance(field, models.ForeignKey):
        if field.related_model is User:
            return str(world.people["stranger"].pk)
        return str(world.south.pk) if field.related_model is Team else ""
    if field.name.endswith("_id") or field.name in {"id", "pk"}:
        return str(world.people["stranger"].pk)
    if isinstance(field, models.DateTimeField):
        return "2020-02-02T02:02:02+00:00"
    if isinstance(field, models.BooleanField):
        return "on"
    return {"state": "done", "status": "met", "role": "manager", "kind": "other"}.get(
        field.name, ""
    )


def writes(world: World, role: str, path: str, body: dict[str, Any]) -> Written:
    """What a POST of somebody writes; it is undone."""
    found: Written = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITES):
            found.append((sql, tuple(params) if params else ()))
        return execute(sql, params, many, context)

    client = world.callers[role]
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic(), connection.execute_wrapper(note):
        client.post(path, body)
        transaction.set_rollback(True)
    client.cookies = cookies
    return found


def shown(world: World, row: Row, role: str, path: str) -> set[str]:
    """The names of what the page's own form asks for."""
    if not row.get or role not in row.get:
        return set()
    with transaction.atomic():
        page = body_of(world.callers[role].get(path))
        transaction.set_rollback(True)
    return set(NAMED.findall(page))


def differing(one: Written, other: Written) -> set[tuple[int, int]]:
    """Where two lists of statements differ: statement and value; (-1, -1) where they are not the same statements."""
    if [sql for sql, _ in one] != [sql for sql, _ in other]:
        return {(-1, -1)}
    return {
        (place, at)
        for place, ((_, before), (_, after)) in enumerate(zip(one, other, strict=True))
        for at, pair in enumerate(zip(before, after, strict=True))
        if pair[0] != pair[1]
    }


@pytest.mark.parametrize("name", PAGES)
def test_case_14_what_a_page_does_not_ask_for_is_written_nowhere(world, name):
    row = TABLE[name]
    path = reverse(name, kwargs=row.at(world)) + row.asked(world)
    may = row.post or frozenset()
    role = next(role for role in ("agent", "manager", "supervisor", *sorted(may)) if role in may)
    asked = {*row.body, *CONTROLS, *ASKED.get(name, ()), *shown(world, row, role, path)}
    beside = {field: value for field, value in protected(world).items() if field not in asked}
    assert len(beside) > 50
    plain = writes(world, role, path, row.body)
    more = writes(world, role, path, {**row.body, **beside})
    told = differing(plain, more)
    if told:
        # What is another each time, such as a salt, is left out.
        told -= differing(plain, writes(world, role, path, row.body))
    assert not told, [(plain[place][0][:80], more[place][1]) for place, _ in sorted(told) if plain]


def test_what_differs_is_found():
    one = [("INSERT", (1, "agent")), ("UPDATE", (2,))]
    assert differing(one, list(one)) == set()
    assert differing(one, [("INSERT", (1, "manager")), ("UPDATE", (2,))]) == {(0, 1)}
    assert differing(one, one[:1]) == differing([], one) == {(-1, -1)}
