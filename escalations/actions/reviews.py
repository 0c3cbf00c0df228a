"""A leader's look back on a case: could the agent have decided it, what was behind it, what we learned."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from escalations import avoidable, lifecycle
from escalations.actions.causes import cause_named
from escalations.actions.common import refuse_stale
from escalations.actions.steps import NotNow, locked, write_step
from escalations.addresses import case_path
from escalations.learning_kinds import REVIEWED
from escalations.models import Cause, Escalation, Review, WhyNot
from escalations.permissions import can_review
from goals.actions.checks import check_text
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale
from teams.models import User
from teams.telling import tell

LONGEST = 500


@transaction.atomic
def review(
    actor: User,
    escalation: Escalation,
    *,
    happy_alone: bool | None,
    why_not: str = "",
    cause: str = "",
    learned: str = "",
    version: int | None = None,
    now: datetime,
) -> Review:
    """Look back on a case that is over; once more for one that was, which corrects what was said.

    `cause` is a name: a new one is made. `version` is the case's when the form was drawn. Raises ActionRefused,
    NotNow, Stale, PermissionDenied.
    """
    current = locked(escalation.pk)
    if not can_review(actor, current):
        raise PermissionDenied
    if current.state not in lifecycle.OVER:
        raise NotNow(
            current, lifecycle.REVIEW, "It is not over yet. Look back on it once it has ended."
        )
    values = _checked(happy_alone, why_not, learned.strip())
    if current.category is None:  # pragma: no cover - the table does not allow it of what was sent
        raise ActionRefused("", "It has no category.")
    there = Review.objects.filter(escalation=current, round=current.reopened).first()
    wanted = {**values, "cause": " ".join(cause.split())}
    if there is not None and _says(there, current) == wanted:
        return there
    if version is not None and version != current.version:
        raise Stale(current, "Somebody else wrote something while you were looking back.")
    named = cause_named(actor, current.category, cause, now=now)
    return _write(actor, current, there, values, named, now)


@transaction.atomic
def answer_alone(
    actor: User,
    escalation: Escalation,
    *,
    happy_alone: bool,
    version: int | None = None,
    now: datetime,
) -> Review:
    """Say in one word whether one would have been happy for the agent to decide it: the look back's first answer.

    It is evidence for the limits at once; what stood in the way, what was behind it and what was learned `review`
    adds. Said otherwise, the last word holds, until the rest is said. Raises ActionRefused, NotNow, Stale,
    PermissionDenied.
    """
    current = locked(escalation.pk)
    if not can_review(actor, current):
        raise PermissionDenied
    if current.state not in lifecycle.OVER:
        raise NotNow(
            current, lifecycle.REVIEW, "It is not over yet. Look back on it once it has ended."
        )
    there = Review.objects.filter(escalation=current, round=current.reopened).first()
    if there is not None and there.happy_alone == happy_alone:
        return there
    if there is not None and there.is_whole:
        raise ActionRefused("", f"{there.by.name} has looked back on it. Say there what is not so.")
    refuse_stale(current, version)
    data = {"happy_alone": happy_alone, "begins": "review"}
    write_step(current, lifecycle.NOTE, actor, now=now, data=data)
    found, _ = Review.objects.update_or_create(
        escalation=current,
        round=current.reopened,
        defaults={"happy_alone": happy_alone, "by": actor, "at": now},
    )
    record(actor, "began", found, after={"happy_alone": happy_alone}, at=now)
    return found


def _write(
    actor: User,
    current: Escalation,
    there: Review | None,
    values: dict[str, Any],
    cause: Cause,
    now: datetime,
) -> Review:
    data = {**values, "cause": cause.name, "cause_id": cause.pk}
    del data["learned"]
    row = {"cause": cause, "avoidable": values["avoidable"]}
    if current.state == lifecycle.RESOLVED:
        write_step(
            current, lifecycle.REVIEW, actor, now=now, text=values["learned"], data=data,
            reviewed_at=now, **row,
        )  # fmt: skip
    else:
        # A correction is no step of the case's life: the timeline keeps what was said first, and this.
        data["corrects"] = "review"
        write_step(
            current, lifecycle.NOTE, actor, now=now, text=values["learned"], data=data, **row
        )
    is_new = there is None or not there.is_whole
    found, _ = Review.objects.update_or_create(
        escalation=current,
        round=current.reopened,
        defaults={**values, "by": actor, "at": now},
    )
    if there is not None and there.is_whole:
        record(
            actor,
            "corrected",
            found,
            {"avoidable": there.avoidable},
            {"avoidable": found.avoidable},
            at=now,
        )
    if is_new:
        tell(
            [current.logged_by_id],
            REVIEWED,
            f"review-{found.pk}",
            f"{actor.name} looked back on “{current.about}”: {found.get_avoidable_display().lower()}.",
            detail=found.learned,
            url=case_path(current.pk),
            about=current.logged_by_id,
            now=now,
        )
    return found


def _checked(happy_alone: bool | None, why_not: str, learned: str) -> dict[str, Any]:
    if happy_alone is None:
        raise ActionRefused(
            "happy_alone", "Say whether you would have been happy for them to decide it."
        )
    if why_not and why_not not in WhyNot.values:
        raise ActionRefused("why_not", "Choose what stood in the way, or that nothing did.")
    if not happy_alone and not why_not:
        raise ActionRefused("why_not", "Say what stood in the way.")
    if learned:
        learned = check_text("learned", learned, limit=LONGEST, missing="")
    return {
        "happy_alone": happy_alone,
        "why_not": why_not,
        "avoidable": avoidable.found(happy_alone=happy_alone, why_not=why_not),
        "learned": learned,
    }


def _says(there: Review, current: Escalation) -> dict[str, Any]:
    """What a review says, in the words of the form."""
    return {
        "happy_alone": there.happy_alone,
        "why_not": there.why_not,
        "avoidable": there.avoidable,
        "learned": there.learned,
        "cause": current.cause.name if current.cause else "",
    }
