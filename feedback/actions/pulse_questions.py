"""The set of questions: asked in turn, the longest not asked first. What was asked stays as it was asked."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from feedback.models import Question
from feedback.permissions.pulse import can_keep_questions
from goals.actions.checks import check_text
from teams.actions.audit import differences, fields_of, record
from teams.actions.errors import ActionRefused
from teams.actions.ordering import move_in
from teams.actions.versions import refuse_stale
from teams.models import Organisation, User

FIELDS = ("words", "low", "high")
LONGEST = 200
LONGEST_END = 40


@transaction.atomic
def save_question(
    actor: User,
    question: Question | None,
    *,
    words: str,
    low: str,
    high: str,
    version: str | None = None,
    now: datetime,
) -> Question:
    """A question, new (last in the order) or changed: for the weeks to come, as a round keeps its own words.

    `version` is `version_of(question, FIELDS)`. Raises ActionRefused, Stale, PermissionDenied.
    """
    _queue(actor)
    wanted = {
        "words": check_text("words", words, limit=LONGEST, missing="Write the question."),
        "low": check_text("low", low, limit=LONGEST_END, missing="Say what 1 means."),
        "high": check_text("high", high, limit=LONGEST_END, missing="Say what 5 means."),
    }
    folded = wanted["words"].casefold()
    others = Question.objects.exclude(pk=question.pk) if question else Question.objects.all()
    twin = next((one for one in others if one.words.casefold() == folded), None)
    if twin is not None:
        if question is None and fields_of(twin, FIELDS) == wanted and twin.archived_at is None:
            return twin
        away = " It is put away: use it again." if twin.archived_at else ""
        raise ActionRefused("words", f"That question is in the set already.{away}")
    if question is None:
        last = Question.objects.aggregate(last=Max("position"))["last"] or 0
        made = Question.objects.create(**wanted, position=last + 1)
        record(actor, "created", made, after=wanted, at=now)
        return made
    current = Question.objects.select_for_update().get(pk=question.pk)
    refuse_stale(current, FIELDS, version, wanted)
    before = fields_of(current, FIELDS)
    if before == wanted:
        return current
    for name, value in wanted.items():
        setattr(current, name, value)
    current.save(update_fields=list(FIELDS))
    record(actor, "changed", current, *differences(before, wanted), at=now)
    return current


@transaction.atomic
def put_question_away(actor: User, question: Question, *, away: bool, now: datetime) -> None:
    """Out of the set, or into it again. Its results stay. Raises PermissionDenied."""
    _queue(actor)
    current = Question.objects.select_for_update().get(pk=question.pk)
    if (current.archived_at is not None) == away:
        return
    current.archived_at = now if away else None
    current.save(update_fields=["archived_at"])
    record(actor, "archived" if away else "restored", current, at=now)


@transaction.atomic
def move_question(actor: User, question: Question, *, up: bool, now: datetime) -> None:
    """One place nearer to the start, or to the end. At the end already, it stays. Raises ActionRefused."""
    _queue(actor)
    shown = list(Question.objects.filter(archived_at=None).order_by("position", "id"))
    moved = move_in(shown, question, up=up, away="It is put away. Use it again first.")
    if moved is not None:
        before, after = moved
        record(actor, "moved", question, {"place": before}, {"place": after}, at=now)


def _queue(actor: User) -> None:
    """Their order concerns all: whoever changes them comes one after the other."""
    if not can_keep_questions(actor):
        raise PermissionDenied
    Organisation.objects.select_for_update().get(pk=1)
