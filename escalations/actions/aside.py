"""What is said beside a case, whatever goes on: notes, how the help was, a break."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from escalations import lifecycle
from escalations.actions.common import LONGEST_NOTE, check_line, of_ones_own, tell_agent, to_say
from escalations.actions.endings import check_left
from escalations.actions.steps import NotNow, locked, write_step
from escalations.models import Escalation, Help, Outcome, Step
from escalations.notice_kinds import ANSWERED, BREAK
from escalations.permissions import can_answer
from escalations.queries.duty import is_at_hand, leader_on_duty, leaders_to_tell
from escalations.recompute.asking import said_of, url_of
from teams.actions.errors import ActionRefused
from teams.models import User
from teams.telling import tell

DOUBLE_CLICK = timedelta(minutes=10)
WITHOUT_HELP = (Outcome.ALONE, Outcome.RECORDED, Outcome.WITHDRAWN)


@transaction.atomic
def note(actor: User, escalation: Escalation, *, text: str, now: datetime) -> Escalation:
    """Add something to the timeline. It changes nothing else, so it asks for no version.

    The same words of the same person within ten minutes are one note, sent twice.
    """
    current = to_say(actor, escalation, lifecycle.NOTE)
    text = check_line("text", text, missing="Write what is to be kept.", limit=LONGEST_NOTE)
    twin = Step.objects.filter(escalation=current, kind=lifecycle.NOTE, by=actor, text=text)
    if twin.filter(at__gte=now - DOUBLE_CLICK).exists():
        return current
    write_step(current, lifecycle.NOTE, actor, now=now, text=text)
    holder = current.claimed_by_id or current.on_duty_id
    if actor.pk != current.logged_by_id:
        tell_agent(current, ANSWERED, f"{actor.name} added a note: {current.about}.", now)
    elif holder is not None and current.state in lifecycle.WAITING:
        key = f"escalation-{current.pk}-{current.version}"
        words = f"{actor.name} added something: {said_of(current, current.about)}."
        tell([holder], ANSWERED, key, words, url=url_of(current), now=now)
    return current


@transaction.atomic
def rate(
    actor: User,
    escalation: Escalation,
    *,
    help: str = "",  # noqa: A002 - the word of the domain
    line: str = "",
    left: str = "",
    now: datetime,
) -> Escalation:
    """How who logged it found the help, and how the customer left. Said again, the last word holds."""
    current = of_ones_own(actor, escalation, lifecycle.RATE)
    line = check_line("line", line, missing="", limit=300)
    left = check_left(left)
    if help and help not in Help.values:
        raise ActionRefused("help", "Choose how the help was.")
    if help and current.outcome in WITHOUT_HELP:
        raise ActionRefused("help", "Nobody was asked for help with this one.")
    if not help and not left:
        raise ActionRefused("help", "Say how the help was, or how the customer left.")
    changes: dict[str, Any] = {"left": left} if left else {}
    if help:
        changes |= {"help": help, "help_line": line}
    data = {key: value for key, value in (("help", help), ("left", left)) if value}
    if all(getattr(current, name) == value for name, value in changes.items()):
        return current
    write_step(current, lifecycle.RATE, actor, now=now, text=line, data=data, **changes)
    return current


# --- A break -------------------------------------------------------------------------------------


@transaction.atomic
def ask_break(actor: User, escalation: Escalation, *, line: str = "", now: datetime) -> Escalation:
    """A break and a word with somebody, after a hard contact. Asked twice it is asked once."""
    current = of_ones_own(actor, escalation, lifecycle.ASK_BREAK)
    line = check_line("line", line, missing="")
    if current.wants_break:
        return current
    write_step(current, lifecycle.ASK_BREAK, actor, now=now, text=line, wants_break=True)
    tell(
        _who_sees_to_it(current, actor, now),
        BREAK,
        f"escalation-{current.pk}-{current.version}",
        f"{actor.name} asks for a break and a word after it.",
        detail=said_of(current, line),
        url=url_of(current),
        now=now,
    )
    return current


def _who_sees_to_it(current: Escalation, agent: User, now: datetime) -> list[User]:
    """Who has, or had, the case, while they are here and may open it; else who is on duty; else all who lead."""
    team, holder = current.team, current.claimed_by
    if holder is not None and holder.pk != agent.pk and is_at_hand(holder, team, now):
        return [holder]
    leader = leader_on_duty(team, now, without=[agent.pk])
    return [leader] if leader is not None else leaders_to_tell(team, now, without={agent.pk})


@transaction.atomic
def see_break(actor: User, escalation: Escalation, *, line: str = "", now: datetime) -> Escalation:
    """A leader has seen it: take the break. `line` may say when they talk."""
    current = locked(escalation.pk)
    if not can_answer(actor, current):
        raise PermissionDenied
    line = check_line("line", line, missing="")
    if not current.wants_break:
        raise NotNow(current, lifecycle.SEE_BREAK, "Nobody waits for a break here.")
    write_step(current, lifecycle.SEE_BREAK, actor, now=now, text=line, wants_break=False)
    tell_agent(current, BREAK, f"{actor.name} says: take your break.", now, detail=line)
    return current
