"""The skills of those who lead, as administrators keep them. What people said of one stays under the words it had.

Each is one transaction and is recorded. Raises ActionRefused (Stale among it) and PermissionDenied.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, QuerySet

from teams.actions.audit import differences, fields_of, record
from teams.actions.errors import ActionRefused
from teams.actions.learning_rows import line
from teams.actions.ordering import move_in
from teams.actions.versions import refuse_stale
from teams.models import LeaderSkill, LeaderSkillWords, Organisation, User
from teams.permissions import can_administer

SKILL_FIELDS = ("name", "about", "level_1", "level_2", "level_3", "level_4")
LONGEST_NAME, LONGEST_LINE = 60, 200
MOST_SKILLS = 20
NO_NAME = "Give the skill a name."
NO_LEVEL = "Describe what one sees, in a sentence."


@transaction.atomic
def save_skill(
    actor: User,
    skill: LeaderSkill | None,
    *,
    version: str | None = None,
    now: datetime,
    **words: str,
) -> LeaderSkillWords:
    """A new skill, or new words for one. Saved unchanged, nothing happens."""
    in_use = _hold(actor)
    wanted = _checked(words)
    same_name = in_use.filter(name__iexact=wanted["name"])
    if skill is None:
        there = same_name.first()
        if there is not None:
            if all(getattr(there, name) == value for name, value in wanted.items()):
                return there
            raise ActionRefused("name", "There is a skill of that name already.")
        if in_use.count() >= MOST_SKILLS:
            raise ActionRefused("", f"{MOST_SKILLS} skills are enough. Put one away first.")
        last = LeaderSkill.objects.aggregate(last=Max("position"))["last"] or 0
        made = LeaderSkill.objects.create(position=last + 1, made_at=now)
        said = LeaderSkillWords.objects.create(skill=made, by=actor, at=now, **wanted)
        record(actor, "created", made, after=wanted, at=now)
        return said
    current = LeaderSkillWords.objects.get(skill=skill, is_current=True)
    refuse_stale(current, SKILL_FIELDS, version, wanted)
    if same_name.exclude(skill=skill).exists():
        raise ActionRefused("name", "There is a skill of that name already.")
    before, after = differences(fields_of(current, SKILL_FIELDS), wanted)
    if not after:
        return current
    current.is_current = False
    current.save(update_fields=["is_current"])
    said = LeaderSkillWords.objects.create(skill=skill, by=actor, at=now, **wanted)
    record(actor, "reworded", skill, before, after, at=now)
    return said


@transaction.atomic
def put_skill_away(actor: User, skill: LeaderSkill, *, away: bool, now: datetime) -> LeaderSkill:
    """Nobody places themself in it any more; or they do again. What was said of it stays."""
    in_use = _hold(actor)
    current = LeaderSkill.objects.get(pk=skill.pk)
    if (current.archived_at is not None) == away:
        return current
    if not away:
        mine = LeaderSkillWords.objects.get(skill=current, is_current=True)
        if in_use.filter(name__iexact=mine.name).exists():
            raise ActionRefused("", f"There is another skill called “{mine.name}” by now.")
        if in_use.count() >= MOST_SKILLS:
            raise ActionRefused("", f"{MOST_SKILLS} skills are enough. Put one away first.")
    current.archived_at = now if away else None
    current.save(update_fields=["archived_at"])
    record(actor, "archived" if away else "restored", current, at=now)
    return current


@transaction.atomic
def move_skill(actor: User, skill: LeaderSkill, *, up: bool, now: datetime) -> None:
    """One place up or down among those in use."""
    _hold(actor)
    rows = list(LeaderSkill.objects.filter(archived_at=None))
    if move_in(rows, skill, up=up, away="It was put away meanwhile.") is not None:
        record(actor, "moved", skill, at=now)


def _hold(actor: User) -> QuerySet[LeaderSkillWords]:
    if not can_administer(actor):
        raise PermissionDenied
    # One who changes the list waits for the other.
    Organisation.objects.select_for_update().first()
    return LeaderSkillWords.objects.filter(is_current=True, skill__archived_at=None)


def _checked(words: dict[str, str]) -> dict[str, str]:
    unknown = words.keys() - set(SKILL_FIELDS)
    if unknown:
        raise TypeError(f"a skill has no {', '.join(sorted(unknown))}")
    missing = {"name": NO_NAME, "about": ""}
    return {
        name: line(
            name,
            words.get(name, ""),
            LONGEST_NAME if name == "name" else LONGEST_LINE,
            missing.get(name, NO_LEVEL),
        )
        for name in SKILL_FIELDS
    }
