"""What the verbs of appraisals begin and end with: the row under its lock, whose turn it is, texts as they are kept."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from feedback import appraisal_life as life
from feedback.models import Appraisal
from feedback.notice_kinds import APPRAISAL
from feedback.permissions.appraisals import side_of
from feedback.queries.appraisals.words import standing_of
from teams.actions.errors import ActionRefused
from teams.models import User
from teams.telling import tell

LONGEST_REASON = 300
_WAITS = {
    life.SELF: "{person} writes first.",
    life.LEADER: "{leader} writes now.",
    life.TALK: "You talk about it first.",
    life.SIGN: "It waits to be signed as it is.",
    life.SIGNED: "Both have signed. It stays as it is.",
}


class NotNow(ActionRefused):
    """Not this side's turn, or over: `current` is how the appraisal stands, `message` says what it waits for."""

    def __init__(self, current: Appraisal, message: str) -> None:
        super().__init__("", message)
        self.current = current


def held(appraisal: Appraisal) -> Appraisal:
    """The row under its lock, with what it hangs on. It is locked first and read after, so that nothing read is old."""
    Appraisal.objects.select_for_update().only("pk").get(pk=appraisal.pk)
    return Appraisal.objects.select_related("cycle", "person", "leader").get(pk=appraisal.pk)


def to_step(actor: User, appraisal: Appraisal, step: str) -> tuple[Appraisal, str]:
    """The appraisal under its lock and the side that this person is, where the step is theirs to take now.

    Raises PermissionDenied for anybody but the two, NotNow.
    """
    current = held(appraisal)
    side = side_of(actor, current)
    if not side:
        raise PermissionDenied
    may_now(current, side, step)
    return current, side


def refuse_over(current: Appraisal) -> None:
    """Raise NotNow where its round is closed, or the person is out of it."""
    refuse_closed(current)
    if current.out_at is not None:
        raise NotNow(
            current,
            f"{current.person.name} is out of {current.cycle.name}: everything in it rests.",
        )


def refuse_closed(current: Appraisal) -> None:
    """Raise NotNow where its round is closed."""
    if current.cycle.closed_at is not None and current.state != Appraisal.State.SIGNED:
        raise NotNow(current, f"{current.cycle.name} is closed. Nothing is written there any more.")


def may_now(current: Appraisal, side: str, step: str) -> None:
    """Raise NotNow where that step is not this side's now. Whoever only shows a form asks here; an action, under the lock."""
    refuse_over(current)
    if step not in life.possible(standing_of(current), side):
        raise NotNow(current, waits_for(current))


def waits_for(current: Appraisal) -> str:
    """Whose turn it is, as an answer to who came at the wrong time."""
    words = _WAITS[current.state].format(person=current.person.name, leader=current.leader.name)
    signed = standing_of(current).any_signed and current.state != Appraisal.State.SIGNED
    return "There is a signature on it: what was signed stays as it is." if signed else words


def save_with(current: Appraisal, **values: object) -> None:
    """Write these columns, and count the change."""
    current.version += 1
    for name, value in values.items():
        setattr(current, name, value)
    current.save(update_fields=[*values, "version"])


def other_of(current: Appraisal, side: str) -> User:
    """The one across the table."""
    return current.leader if side == life.OF_PERSON else current.person


def tell_other(current: Appraisal, side: str, text: str, now: datetime) -> None:
    """Tell the other of the two that something is there to be read: never what."""
    tell(
        [other_of(current, side)],
        APPRAISAL,
        f"appraisal-{current.pk}-{current.version}",
        text,
        url=reverse("feedback:appraisal", args=[current.pk]),
        now=now,
    )
