"""Putting an escalation to a leader from a verb: what is urgent goes out as soon as it is committed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from escalations.models import Escalation
from escalations.recompute import asking
from escalations.tasks import wake_after_commit
from teams.models import User

asked_already = asking.asked_already
is_urgent = asking.is_urgent
no_longer = asking.tell_no_longer
pass_on_at = asking.pass_on_at
unsettle = asking.unsettle_case
url_of = asking.url_of
whom_to_ask = asking.whom_to_ask


def ask(current: Escalation, people: Iterable[User], now: datetime) -> None:
    """Tell leaders that it waits for them, in the inbox and, where it is urgent, at once by mail.

    Each asking is an occasion of its own, named by the step that was written last.
    """
    asking.ask(current, people, now)
    _soon(current)


def ask_or_all(current: Escalation, leader: User | None, by: User, now: datetime) -> None:
    """The same of the leader on duty; where nobody is, of all who lead the team. Whoever does it knows already."""
    if leader is None:
        asking.ask_everybody(current, now, without=[by.pk])
    elif leader.pk != by.pk:
        asking.ask(current, [leader], now)
    _soon(current)


def hand(current: Escalation, by: User, to: User, line: str, now: datetime) -> None:
    """Tell a leader that a case is handed over to them."""
    asking.tell_of_hand_over(current, by, to, line, now)
    _soon(current)


def _soon(current: Escalation) -> None:
    if is_urgent(current):
        wake_after_commit()
