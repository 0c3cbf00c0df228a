"""Saying how one sees a goal, beside what its figures say. Nothing computed changes."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from goals.actions import checks
from goals.models import Goal, Override, Scope
from goals.permissions import can_override
from goals.queries.shape import rhythm_of
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.models import Organisation, User

LONGEST = 200


@transaction.atomic
def say_how_it_stands(
    actor: User, goal: Goal, *, said: str, sentence: str, now: datetime
) -> Override:
    """The owner's word on the period that runs now, in place of an earlier one of theirs.

    The same word sent twice is said once. Raises ActionRefused, PermissionDenied.
    """
    if not can_override(actor, goal):
        raise PermissionDenied
    if goal.scope == Scope.MEMBERS:
        raise ActionRefused(
            "", "Each member's goal stands for itself. There is no one word on all."
        )
    if goal.state != Goal.State.ACTIVE:
        raise ActionRefused("", "The goal is not pursued now, so there is nothing to say of it.")
    if said not in Override.Said.values:
        raise ActionRefused("said", "Choose how you see it.")
    sentence = checks.check_text(
        "sentence", sentence, limit=LONGEST, missing="Say why you see it so, in a few words."
    )
    # Two clicks queue here, so that the second one finds what the first one said.
    Goal.objects.select_for_update().get(pk=goal.pk)
    organisation = Organisation.objects.get(pk=1)
    period = rhythm_of(goal, organisation).period_of(checks.today_of(goal.team, organisation, now))
    if period is None:
        raise ActionRefused("", "No period of the goal runs now, so there is nothing to say of it.")
    standing = Override.objects.filter(goal=goal, first_day=period.first, withdrawn_at=None).first()
    if standing is not None:
        if (standing.said, standing.sentence, standing.by_id) == (said, sentence, actor.pk):
            return standing
        standing.withdrawn_at = now
        standing.save(update_fields=["withdrawn_at"])
    made = Override.objects.create(
        goal=goal, first_day=period.first, said=said, sentence=sentence, by=actor, at=now
    )
    before = {} if standing is None else {"said": standing.said}
    after = {"said": said, "first_day": period.first, "last_day": period.last}
    record(actor, "said", goal, before, after, sentence, at=now)
    return made


@transaction.atomic
def take_back(actor: User, goal: Goal, *, now: datetime) -> None:
    """Withdraw the word that stands on the running period; nothing where none does. Raises PermissionDenied."""
    if not can_override(actor, goal):
        raise PermissionDenied
    for standing in Override.objects.filter(goal=goal, withdrawn_at=None).order_by("pk"):
        if Override.objects.filter(pk=standing.pk, withdrawn_at=None).update(withdrawn_at=now):
            before = {"said": standing.said, "first_day": standing.first_day}
            record(actor, "took back", goal, before, {"said": ""}, standing.sentence, at=now)
