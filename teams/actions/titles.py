"""What somebody is called at work. It says nothing of what they may do: that rests on roles."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from teams.actions.audit import record
from teams.actions.learning_rows import line
from teams.actions.versions import refuse_stale
from teams.models import User
from teams.permissions import organisation_day
from teams.permissions.growth import titled_by

LONGEST_TITLE = 60
TITLE_FIELDS = ("title",)


@transaction.atomic
def set_title(
    actor: User, person: User, *, title: str, version: str | None = None, now: datetime
) -> User:
    """Give somebody a title; empty, their role is shown again. Raises ActionRefused, Stale, PermissionDenied."""
    current = User.objects.select_for_update().get(pk=person.pk)
    if not titled_by(actor, organisation_day(now)).filter(pk=current.pk).exists():
        raise PermissionDenied
    wanted = line("title", title, LONGEST_TITLE)
    refuse_stale(current, TITLE_FIELDS, version, {"title": wanted})
    if wanted == current.title:
        return current
    before, current.title = current.title, wanted
    current.save(update_fields=["title"])
    record(actor, "changed", current, {"title": before}, {"title": wanted}, at=now)
    return current
