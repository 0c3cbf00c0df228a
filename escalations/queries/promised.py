"""What the open promise of a case is kept by: an answer, somebody who comes, or a call that is still to be made."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from escalations import lifecycle
from escalations.models import Escalation, Need, Promise, Step

_CALLS = (lifecycle.CALL_BACK, lifecycle.NOT_REACHED)


def is_for_later(current: Escalation, promise: Promise) -> bool:
    """Whether it stays open when the case is answered: a call that is still to be made.

    What was promised when it was sent, opened again or put back is kept by the answer, unless the customer waits
    for a call; a call promised since is something else to be done. One statement.
    """
    if current.need == Need.CALL_BACK:
        return True
    called = Step.objects.filter(escalation=current, kind__in=_CALLS, at=promise.made_at)
    return called.exists()


def waits_for_manager(current: Escalation) -> bool:
    """Whether what was asked for is somebody who comes to the customer now."""
    return current.need == Need.MANAGER and not current.outcome


def is_to_come(current: Escalation) -> bool:
    """Whether somebody has it who was to come to the customer now, and is not there yet. One statement where it may
    be, else none.
    """
    if current.state != lifecycle.CLAIMED or not waits_for_manager(current) or not current.due_at:
        return False
    return Escalation.objects.filter(still_to_come(), pk=current.pk).exists()


def still_to_come() -> Exists:
    """The same as a condition of cases that somebody has and that need a manager: their open promise is no call."""
    called = Step.objects.filter(
        escalation=OuterRef("escalation"), kind__in=_CALLS, at=OuterRef("made_at")
    )
    made = Promise.objects.filter(escalation=OuterRef("pk"), state=Promise.State.OPEN)
    return Exists(made.filter(~Exists(called)))
