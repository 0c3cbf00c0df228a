"""The state of the data as one short value, and results kept for as long as it stays.

It moves on when anything changes that a page could show:

- the figures: the engine's version, which every recomputation that changed something moves on;
- what people changed: the newest entries of the audit trail. Every action writes one in its own
  transaction. Their sum, not the last id alone: a transaction that took its number first may be the one
  that commits last;
- what arrives beside figures: sources, imports, jobs that were parked, calendars to be placed anew.

What is changed by hand, past the actions (in the admin site, say), shows within a minute: nothing is kept
for longer.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from hashlib import blake2b
from time import monotonic
from typing import Any, TypeVar, cast

from django.core.cache import cache
from django.db import connection

from goals.lately import Lately
from goals.queries.release import release
from teams.models import Organisation, User

Kept = TypeVar("Kept")
State = str

KEPT_SECONDS = 60
_near: Lately[str, tuple[float, object]] = Lately(192)
"""The last few results once more, in this process: to read a list of a hundred goals out of a cache takes
longer than to write it into a page. What is kept is frozen, so that it can be shared."""
_NEWEST = 20
_ASKED = (
    "SELECT version FROM goals_enginestate WHERE id = 1",
    f"SELECT SUM(id) FROM (SELECT id FROM teams_auditentry ORDER BY id DESC LIMIT {_NEWEST}) newest",
    "SELECT MAX(id) FROM teams_auditentry",
    "SELECT MAX(last_arrived_at) FROM goals_source",
    "SELECT MAX(id) FROM goals_import",
    "SELECT MAX(done_at) FROM goals_import",
    "SELECT MAX(undone_at) FROM goals_import",
    "SELECT COUNT(parked_at) FROM goals_job",
    "SELECT MAX(parked_at) FROM goals_job",
    "SELECT MAX(id) FROM goals_stalecalendar",
    "SELECT id FROM teams_notice WHERE user_id = {person} AND read_at IS NULL ORDER BY at DESC, id DESC LIMIT 1",
    "SELECT COUNT(*) FROM (SELECT 1 FROM teams_notice WHERE user_id = {person} AND read_at IS NULL LIMIT 1000) few",
)
"""All that a state is made of. The last two are about one person's inbox: of many that wait a thousand are counted, as
every page asks.
"""


def read_state() -> State:
    """The state now. One statement, written out: every page asks it, and building it would cost more."""
    return read_state_for(0)[0]


def read_state_for(user_id: int) -> tuple[State, State, int]:
    """The state now; that of one person's inbox, and how many notices wait there, which every page's frame
    says. One statement.
    """
    return told(ask_state(user_id))


def told(answers: list[str | None]) -> tuple[State, State, int]:
    """What `ask_state` answered, as `read_state_for` gives it."""
    *shared, newest, unread = answers
    return digest(*shared), digest(newest, unread), int(unread or 0)


def ask_state(user_id: int, *, planned: bool | None = None) -> list[str | None]:
    """What the state is made of, as text: ten answers that all people share, then the newest notice that
    waits for this person and how many do.

    On PostgreSQL a function that a migration made asks it, planned once a connection, not once a page; `planned`
    False asks without it.
    """
    if planned is None:
        planned = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_asked(connection.vendor, str(int(user_id)), planned=planned)}")
        return _as_texts(cursor.fetchone()[0])


def person_and_state(user_id: int) -> tuple[User, list[str | None]] | None:
    """Somebody, and what `ask_state` answers for them: one statement, for pages that begin with both."""
    for user in User.objects.raw(_person_asked(connection.vendor), [user_id]):
        return user, _as_texts(user.__dict__.pop("asked"))
    return None


@functools.cache
def _person_asked(vendor: str) -> str:
    columns = ", ".join(f"teams_user.{field.column}" for field in User._meta.concrete_fields)
    answers = _asked(vendor, "teams_user.id", planned=vendor == "postgresql")
    return f"SELECT {columns}, {answers} AS asked FROM teams_user WHERE teams_user.id = %s"


def _asked(vendor: str, person: str, *, planned: bool) -> str:
    """One expression for all answers, about a person whose key is a number or a column."""
    if planned:
        return f"leadwell_state({person})"
    answers = [f"({one.format(person=person)})" for one in _ASKED]
    if vendor == "postgresql":
        return f"ARRAY[{', '.join(f'{one}::text' for one in answers)}]"
    return f"json_array({', '.join(answers)})"


def _as_texts(answers: Any) -> list[str | None]:
    """A database without arrays answers in JSON."""
    found = json.loads(answers) if isinstance(answers, str) else answers
    return [None if one is None else str(one) for one in found]


def kept_organisation(state: State) -> Organisation:
    """The organisation, read once until something changes; to be read, never written to.

    A new installation has none yet: then one that is not saved stands for it.
    """
    return kept(state, "organisation", lambda: Organisation.objects.first() or Organisation())


def digest(*parts: object) -> str:
    """A short text that differs where any of the parts does."""
    return blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def kept(state: State, what: object, build: Callable[[], Kept]) -> Kept:
    """The result of `build`, from a while ago if the state is still the same.

    `what` names the result and everything it depends on besides the data: whose eyes, which day. What another
    release kept is not looked at: its results may be of another shape.
    """
    key = f"kept:{digest(state, what, release())}"
    near = _near.get(key)
    if near is not None and near[0] > monotonic():
        return cast("Kept", near[1])
    found = cache.get(key)
    if found is None:
        found = build()
        cache.set(key, found, KEPT_SECONDS)
    _near.keep(key, (monotonic() + KEPT_SECONDS, found))
    return cast("Kept", found)


def forget() -> None:
    """Let nothing be kept near; for tests, whose databases go back to how they were."""
    _near.forget()
