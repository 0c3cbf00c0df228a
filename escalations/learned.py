"""What follows in escalations once somebody has learned something: they may decide more, with the reason beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from escalations.actions.levels import set_level
from escalations.models import LevelChange
from escalations.permissions import agents_levelled_by
from escalations.queries.materials import level_of_key
from teams.actions.errors import ActionRefused
from teams.models import GivenPath, User
from teams.permissions import organisation_day


def raise_level(sender: object, given: GivenPath, by: User | None, now: datetime, **_: Any) -> None:
    """A leader said that somebody is ready for a path that opens a level: it is theirs, by that leader's word.

    Without such a word nothing follows: nobody raises their own level by marking steps done. A level that is as
    high already stays. Raises ActionRefused, which undoes the word, where the leader may not set that level.
    """
    opened = level_of_key(given.path.opens)
    if by is None or opened is None:
        return
    category, level = opened
    person = User.objects.select_for_update().get(pk=given.person_id)
    last = LevelChange.objects.filter(person=person, category=category).order_by("-id").first()
    if last is not None and last.level >= level:
        return
    if not agents_levelled_by(by, organisation_day(now)).filter(pk=person.pk).exists():
        raise ActionRefused(
            "",
            f"It opens level {level} in {category.name}, which a leader of {person.name}’s team gives. "
            "Ask one of them to say it.",
        )
    set_level(
        by,
        person,
        category=category,
        level=level,
        because=LevelChange.Because.TRAINING,
        reason=f"Ready after “{given.path.name}”.",
        now=now,
    )
