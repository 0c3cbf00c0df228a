"""What somebody may decide alone, raised and lowered with a reason. Nobody sets their own."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from escalations.actions import playbook_checks as checks
from escalations.models import Category, LevelChange
from escalations.notice_kinds_playbook import LEVEL
from escalations.permissions import agents_levelled_by
from goals.actions.checks import check_text
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale
from teams.models import User
from teams.permissions import organisation_day
from teams.telling import tell

LONGEST = 300


@transaction.atomic
def set_level(
    actor: User,
    person: User,
    *,
    category: Category | None,
    level: int | None,
    because: str,
    reason: str,
    was: int | None = None,
    now: datetime,
) -> LevelChange:
    """A person's level in a category, and why. `was` is what it was when the form was drawn: Stale where it
    is another by now. Sent twice, it is set once. Raises ActionRefused, PermissionDenied.
    """
    if not agents_levelled_by(actor, organisation_day(now)).filter(pk=person.pk).exists():
        raise PermissionDenied
    # Two leaders queue here, so that the second one sees what the first one set.
    User.objects.select_for_update().get(pk=person.pk)
    category = checks.check_category(category)
    level = checks.check_agents_level("level", level)
    if because not in LevelChange.Because.values:
        raise ActionRefused("because", "Say what it rests on.")
    reason = check_text("reason", reason, limit=LONGEST, missing="Say why, in a sentence or two.")
    last = LevelChange.objects.filter(person=person, category=category).order_by("-id").first()
    current = 0 if last is None else last.level
    if level == current:
        if last is not None and (last.by_id, last.reason) == (actor.pk, reason):
            return last
        raise ActionRefused(
            "level", f"{person.name} has level {current} in {category.name} already."
        )
    if was is not None and was != current:
        who = last.by.name if last is not None and last.by is not None else "Somebody"
        raise Stale(
            current, f"{who} set {person.name}’s level to {current} while you were writing."
        )
    change = LevelChange.objects.create(
        person=person,
        category=category,
        level=level,
        because=because,
        reason=reason,
        by=actor,
        at=now,
    )
    scope = {"category": category.pk}
    record(
        actor,
        "set level",
        person,
        {**scope, "level": current},
        {**scope, "level": level},
        reason,
        at=now,
    )
    tell(
        [person],
        LEVEL,
        f"level-{change.pk}",
        f"You may decide more alone in {category.name}: level {level}."
        if level > current
        else f"Your level in {category.name} is {level} from now on.",
        detail=reason,
        url=reverse("escalations:person_levels", args=[person.pk]),
        about=person.pk,
        now=now,
    )
    return change
