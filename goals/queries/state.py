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

from collections.abc import Callable
from hashlib import blake2b
from time import monotonic
from typing import TypeVar, cast

from django.core.cache import cache
from django.db import connection

from goals.lately import Lately
from goals.queries.release import release
from teams.models import Organisation

Kept = TypeVar("Kept")
State = str

KEPT_SECONDS = 60
_near: Lately[str, tuple[float, object]] = Lately(192)
"""The last few results once more, in this process: to read a list of a hundred goals out of a cache takes
longer than to write it into a page. What is kept is frozen, so that it can be shared."""
_NEWEST = 20
_STATE = f"""
SELECT (SELECT version FROM goals_enginestate WHERE id = 1),
       (SELECT SUM(id) FROM (SELECT id FROM teams_auditentry ORDER BY id DESC LIMIT {_NEWEST}) newest),
       (SELECT MAX(id) FROM teams_auditentry),
       (SELECT MAX(last_arrived_at) FROM goals_source),
       (SELECT MAX(id) FROM goals_import),
       (SELECT MAX(done_at) FROM goals_import),
       (SELECT MAX(undone_at) FROM goals_import),
       (SELECT COUNT(parked_at) FROM goals_job),
       (SELECT MAX(parked_at) FROM goals_job),
       (SELECT MAX(id) FROM goals_stalecalendar)
"""
_INBOX = """,
       (SELECT MAX(id) FROM teams_notice WHERE user_id = %s AND read_at IS NULL),
       (SELECT COUNT(*) FROM teams_notice WHERE user_id = %s AND read_at IS NULL)
"""


_PLANNED = "SELECT leadwell_state(%s)"
"""The same, as the function that a migration made: PostgreSQL plans it once a connection, not once a page."""


def read_state() -> State:
    """The state now. One statement, written out: every page asks it, and building it would cost more."""
    return read_state_for(0)[0]


def read_state_for(user_id: int) -> tuple[State, State, int]:
    """The state now; that of one person's inbox, and how many notices wait there, which every page's frame
    says. One statement.
    """
    *shared, newest, unread = ask_state(user_id)
    return digest(*shared), digest(newest, unread), int(unread or 0)


def ask_state(user_id: int, *, planned: bool | None = None) -> list[str | None]:
    """What the state is made of, as text: ten answers that all people share, then the newest notice that
    waits for this person and how many do. `planned` False asks without the function; None as the database can.
    """
    if planned is None:
        planned = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if planned:
            cursor.execute(_PLANNED, [user_id])
            found: list[str | None] = cursor.fetchone()[0]
            return found
        cursor.execute(_STATE + _INBOX, [user_id, user_id])
        return [None if part is None else str(part) for part in cursor.fetchone()]


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
