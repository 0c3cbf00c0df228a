"""Screens on a wall: a link is made, shown once, used, revoked.

Only the hash of its token is kept, as of an API token. It opens one page, that of one team's figures, and
needs no sign-in: whoever can stand before the screen can read it.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.db.models import Q
from django.views.decorators.debug import sensitive_variables

from goals.models import Goal, Scope, Screen
from goals.permissions import can_hang_screens_for
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, refused_if_taken
from teams.actions.tokens import SHOWN_LENGTH, USE_NOTED_EVERY, digest_of
from teams.models import Team, User

MOST_GOALS = 12
"""Three pages of four: whoever waits longer for a goal has walked on."""


@sensitive_variables("plain")
@transaction.atomic
def create_screen(
    actor: User,
    team: Team,
    name: str,
    theme: str = Screen.Theme.DARK,
    goals: Collection[Goal] = (),
    *,
    now: datetime,
) -> tuple[Screen, str]:
    """A screen of the team, and the token of its link, which exists nowhere else and is not shown again.

    Raises PermissionDenied, or ActionRefused with the field to mend.
    """
    if not can_hang_screens_for(actor, team):
        raise PermissionDenied
    name = " ".join(name.split())
    if not name:
        raise ActionRefused("name", "Say where it hangs, such as “By the kitchen”.")
    if len(name) > 100 or not name.isprintable():
        raise ActionRefused("name", "Keep it to 100 characters that can be read.")
    if theme not in Screen.Theme.values:
        raise ActionRefused("theme", "Choose dark or light.")
    if len(goals) > MOST_GOALS:
        raise ActionRefused("goals", f"Choose {MOST_GOALS} at most. Four are shown at a time.")
    if any(goal.team_id != team.pk or goal.scope != Scope.TEAM for goal in goals):
        raise ActionRefused("goals", f"Choose goals that {team.name} has together.")
    taken = f"{team.name} has a screen of this name. Choose another name, or revoke that one first."
    if Screen.objects.filter(team=team, name=name, revoked_at=None).exists():
        raise ActionRefused("name", taken)
    plain = f"tv_{secrets.token_urlsafe(32)}"
    with refused_if_taken("name", taken):
        screen = Screen.objects.create(
            team=team,
            name=name,
            theme=theme,
            prefix=plain[:SHOWN_LENGTH],
            digest=digest_of(plain),
            created_by=actor,
            created_at=now,
        )
    screen.goals.set(goals)
    record(actor, "created", screen, {}, _described(screen), at=now)
    return screen, plain


@transaction.atomic
def revoke_screen(actor: User, screen: Screen, *, now: datetime) -> bool:
    """Take a link back: its next request finds nothing. False when it was revoked already."""
    if not can_hang_screens_for(actor, screen.team):
        raise PermissionDenied
    revoked = Screen.objects.filter(pk=screen.pk, revoked_at=None).update(revoked_at=now)
    if revoked:
        record(actor, "revoked", screen, {}, _described(screen), at=now)
    return bool(revoked)


def _described(screen: Screen) -> dict[str, object]:
    """What the record of changes keeps: nothing from which the link could be told."""
    return {"name": screen.name, "team": screen.team.name, "prefix": screen.prefix}


@sensitive_variables("plain")
def screen_in_use(plain: str) -> Screen | None:
    """The screen with this token while it may be used, with its team; None otherwise. One statement."""
    return (
        Screen.objects.select_related("team")
        .filter(digest=digest_of(plain), revoked_at=None, team__archived_at=None)
        .first()
    )


def note_seen(screen: Screen, now: datetime) -> None:
    """Keep when it last asked, to the minute, so that reading costs no write each time."""
    since = now - USE_NOTED_EVERY
    if screen.last_seen_at is not None and screen.last_seen_at > since:
        return
    try:
        Screen.objects.filter(pk=screen.pk).filter(
            Q(last_seen_at=None) | Q(last_seen_at__lte=since)
        ).update(last_seen_at=now)
    except OperationalError:
        # A busy database is no reason for a dark screen; the next request notes it.
        return
