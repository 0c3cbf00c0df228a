"""The one skill somebody works on now: begun, looked at again, closed with what came of it.

Each is one transaction. The record says that it was done, and no word of it. Raises ActionRefused (Stale among it)
and PermissionDenied.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale
from teams.actions.learning_rows import line, paragraphs
from teams.models import Focus, FocusNote, LeaderSkill, LeaderSkillWords, User
from teams.permissions import organisation_day
from teams.permissions.growth import foci_of

LONGEST_LINE, LONGEST_OUTCOME = 300, 600
LONGEST_TIME = timedelta(days=366)
MOST_NOTES = 100
NO_SKILL = "Choose the skill you work on."
NO_DOING = "Say what you will do, in a sentence."
NO_SIGN = "Say how you will notice that it works."
NO_NOTE = "Say how it goes, in a sentence."
NO_OUTCOME = "Say what came of it, also if it is less than you hoped."
BAD_DAY = "Choose a day after today, within a year."


@transaction.atomic
def begin_focus(
    actor: User, skill: LeaderSkill | None, *, doing: str, until: date, sign: str, now: datetime
) -> Focus:
    """Work on one skill. Begun twice alike, it is begun once; with one open, another is refused."""
    User.objects.select_for_update().only("pk").get(pk=actor.pk)
    words = None
    if skill is not None:
        found = LeaderSkillWords.objects.filter(skill=skill, is_current=True)
        words = found.filter(skill__archived_at=None).first()
    if words is None:
        raise ActionRefused("skill", NO_SKILL)
    doing = line("doing", doing, LONGEST_LINE, NO_DOING)
    sign = line("sign", sign, LONGEST_LINE, NO_SIGN)
    there = foci_of(actor).filter(closed_at=None).first()
    if there is not None:
        same = (there.by_words_id, there.doing, there.sign, there.until)
        if same == (words.pk, doing, sign, until):
            return there
        raise ActionRefused("", "You work on something already. Close that first: one at a time.")
    made = Focus.objects.create(
        person=actor,
        by_words=words,
        doing=doing,
        until=_day(until, now),
        sign=sign,
        begun_at=now,
    )
    record(actor, "began", made, at=now)
    return made


@transaction.atomic
def check_in(
    actor: User,
    focus: Focus,
    *,
    words: str,
    until: date | None = None,
    version: int | None = None,
    now: datetime,
) -> Focus:
    """Say how it goes; `until` gives it another day. Sent twice, it is said once."""
    current = _locked(actor, focus)
    words = line("words", words, LONGEST_LINE, NO_NOTE)
    last = current.notes.last()
    wanted = current.until if until is None else until
    if last is not None and last.words == words and wanted == current.until:
        return current
    _refuse_stale(current, version)
    if current.closed_at is not None:
        raise ActionRefused("", "It is closed. Begin another when you like.")
    if current.notes.count() >= MOST_NOTES:
        raise ActionRefused("words", "There are a hundred notes. Close it, and begin anew.")
    FocusNote.objects.create(focus=current, at=now, words=words)
    current.until = wanted if wanted == current.until else _day(wanted, now)
    current.version += 1
    current.save(update_fields=["until", "version"])
    record(actor, "checked in", current, at=now)
    return current


@transaction.atomic
def close_focus(
    actor: User, focus: Focus, *, came_of_it: str, version: int | None = None, now: datetime
) -> Focus:
    """Close it with what came of it. Closed twice in the same words, it is closed once."""
    current = _locked(actor, focus)
    words = paragraphs("came_of_it", came_of_it, LONGEST_OUTCOME)
    if not words:
        raise ActionRefused("came_of_it", NO_OUTCOME)
    if current.closed_at is not None and current.came_of_it == words:
        return current
    _refuse_stale(current, version)
    if current.closed_at is not None:
        raise ActionRefused("", "It is closed already.")
    current.closed_at, current.came_of_it = now, words
    current.version += 1
    current.save(update_fields=["closed_at", "came_of_it", "version"])
    record(actor, "closed", current, at=now)
    return current


def _locked(actor: User, focus: Focus) -> Focus:
    current = Focus.objects.select_for_update().get(pk=focus.pk)
    if current.person_id != actor.pk:
        raise PermissionDenied
    return current


def _refuse_stale(current: Focus, version: int | None) -> None:
    if version is not None and version != current.version:
        raise Stale(current, "You changed this in another window while you were writing.")


def _day(until: date, now: datetime) -> date:
    today = organisation_day(now)
    if not today < until <= today + LONGEST_TIME:
        raise ActionRefused("until", BAD_DAY)
    return until
