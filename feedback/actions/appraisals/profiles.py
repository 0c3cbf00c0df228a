"""Job profiles: what a role needs, as actions and attitudes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from feedback.models import JobProfile, ProfileLine
from feedback.permissions.appraisals import APPRAISED, can_make_cycles
from feedback.queries.appraisals.templates import lines_of
from goals.actions.checks import check_text
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale, refused_if_taken
from teams.actions.texts import kept_line
from teams.models import Role, User

MOST_LINES = 20
LONGEST_LINE = 200
ROLES = (*APPRAISED, Role.MANAGER)


@transaction.atomic
def save_profile(
    actor: User,
    profile: JobProfile | None,
    *,
    name: str,
    role: str,
    purpose: str,
    actions: Sequence[str],
    attitudes: Sequence[str],
    version: int | None = None,
    now: datetime,
) -> JobProfile:
    """A job profile, new or changed. Raises PermissionDenied, ActionRefused, Stale."""
    if not can_make_cycles(actor):
        raise PermissionDenied
    name = check_text("name", name, limit=80, missing="Give it a name.")
    if role not in ROLES:
        raise ActionRefused("role", "Choose a role.")
    purpose = kept_line("purpose", purpose, limit=300)
    lines = {
        ProfileLine.Kind.ACTION: _lines("actions", actions),
        ProfileLine.Kind.ATTITUDE: _lines("attitudes", attitudes),
    }
    if not any(lines.values()):
        raise ActionRefused("actions", "Write one action or attitude at least.")
    if (
        JobProfile.objects.filter(name__iexact=name)
        .exclude(pk=profile.pk if profile else 0)
        .exists()
    ):
        raise ActionRefused("name", "There is one of this name.")
    wanted = (name, role, purpose, *lines.values())
    if profile is None:
        with refused_if_taken("name", "There is one of this name by now."):
            current = JobProfile.objects.create(
                name=name, role=role, purpose=purpose, edited_at=now
            )
        _put(current, lines)
        record(actor, "created", current, after={"name": name, "role": role}, at=now)
        return current
    current = JobProfile.objects.select_for_update().get(pk=profile.pk)
    before = (current.name, current.role, current.purpose, *(lines_of(current, k) for k in lines))
    if before == wanted:
        return current
    if version is not None and version != current.version:
        raise Stale(current, "This was changed by somebody else while you were writing.")
    current.lines.all().delete()
    _put(current, lines)
    old = {"name": current.name, "role": current.role}
    current.name, current.role, current.purpose = name, role, purpose
    current.edited_at, current.version = now, current.version + 1
    with refused_if_taken("name", "There is one of this name by now."):
        current.save(update_fields=["name", "role", "purpose", "edited_at", "version"])
    record(actor, "changed", current, old, {"name": name, "role": role}, at=now)
    return current


@transaction.atomic
def put_profile_away(actor: User, profile: JobProfile, *, away: bool, now: datetime) -> None:
    """No new template rests on it, or it can be used again."""
    if not can_make_cycles(actor):
        raise PermissionDenied
    current = JobProfile.objects.select_for_update().get(pk=profile.pk)
    if (current.archived_at is not None) == away:
        return
    current.archived_at = now if away else None
    current.save(update_fields=["archived_at"])
    record(actor, "archived" if away else "restored", current, at=now)


def _lines(field: str, given: Sequence[str]) -> list[str]:
    lines = [line for text in given if (line := " ".join(text.replace("\x00", "").split()))]
    if len(lines) > MOST_LINES:
        raise ActionRefused(field, f"{MOST_LINES} lines are enough. This has {len(lines)}.")
    for line in lines:
        if len(line) > LONGEST_LINE:
            raise ActionRefused(
                field,
                f"Keep each line under {LONGEST_LINE} characters: “{line[:40]}…” has {len(line)}.",
            )
    return lines


def _put(profile: JobProfile, lines: dict[ProfileLine.Kind, list[str]]) -> None:
    ProfileLine.objects.bulk_create(
        ProfileLine(profile=profile, kind=kind, words=words, position=place)
        for kind, written in lines.items()
        for place, words in enumerate(written, 1)
    )
