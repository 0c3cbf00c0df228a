"""The one place where an escalation moves on: every verb of `escalations.actions` ends here.

A verb locks the row (`locked`), checks who may, and writes its step (`write_step`): the entry in the timeline,
the state that follows, what the row shows of it, and the record, in the caller's transaction. Two at once: the
second finds the row as the first left it, and is told in words what happened meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from escalations import lifecycle
from escalations.models import Escalation, FigureMark, Step
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.models import User


class NotNow(ActionRefused):
    """The state does not allow the step. `allowed` are the steps that it does; `current` is how it stands."""

    def __init__(self, current: Escalation, step: str, message: str = "") -> None:
        super().__init__("", message or _why_not(current, step))
        self.current = current
        self.step = step
        self.allowed = lifecycle.allowed(current.state, decided=bool(current.outcome))


def _why_not(current: Escalation, step: str) -> str:
    """`Priya has it since 09:10` is the page's to say with a clock; here it is said with names."""
    state = current.state
    if step in lifecycle.UNDECIDED and current.outcome and state in lifecycle.WAITING:
        who = current.decided_by.name if current.decided_by is not None else "A leader"
        return f"{who} has decided it. Say how it ended instead."
    if state == lifecycle.CLAIMED and current.claimed_by is not None:
        return f"{current.claimed_by.name} has it already."
    if state == lifecycle.RESOLVED:
        who = f" by {current.decided_by.name}" if current.decided_by is not None else ""
        return f"It is decided{who} already."
    if state == lifecycle.REVIEWED:
        return "It is closed. Open it again first."
    if state == lifecycle.DRAFT:
        return "It has not been sent yet."
    return "Nobody has taken it. Take it first."


def locked(pk: int) -> Escalation:
    """The row as it is now, held until the transaction ends. Raises Escalation.DoesNotExist.

    On SQLite the transaction itself holds the whole database. Call inside `transaction.atomic`. The row is
    locked first and read after: what PostgreSQL joins to a row that it had to wait for is as it was before the
    wait, so that of two who take a case the second would not be told who has it.
    """
    Escalation.objects.select_for_update(no_key=True).only("pk").get(pk=pk)
    return Escalation.objects.select_related(
        "team", "category", "logged_by", "claimed_by", "decided_by", "on_duty"
    ).get(pk=pk)


def check_step(current: Escalation, step: str) -> str:
    """The state that the step leads to. Raises NotNow."""
    try:
        return lifecycle.after(current.state, step, decided=bool(current.outcome))
    except lifecycle.IllegalStep as error:
        raise NotNow(current, step) from error


def write_step(
    current: Escalation,
    step: str,
    by: User | None,
    *,
    now: datetime,
    text: str = "",
    data: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Step:
    """Write one step of a `locked` escalation, and what the row shows of it (`changes`, by field).

    `by` is None for the clock. The record holds states and ids, never what a customer said. Raises NotNow.
    """
    before = current.state
    current.state = check_step(current, step)
    current.version += 1
    for name, value in changes.items():
        setattr(current, name, value)
    current.save(update_fields=["state", "version", *changes])
    return _entry(current, step, by, now, text, data, before)


def say(
    current: Escalation,
    kind: str,
    *,
    now: datetime,
    data: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Step:
    """Write what the clock says of a `locked` escalation: no step of its life, so its state stays."""
    current.version += 1
    for name, value in changes.items():
        setattr(current, name, value)
    current.save(update_fields=["version", *changes])
    return _entry(current, kind, None, now, "", data, current.state)


def _entry(
    current: Escalation,
    kind: str,
    by: User | None,
    now: datetime,
    text: str,
    data: Mapping[str, Any] | None,
    before: str,
) -> Step:
    step = Step.objects.create(
        escalation=current,
        number=current.version,
        kind=kind,
        by=by,
        at=now,
        text=text,
        data=dict(data or {}),
    )
    record(by, kind, current, before={"state": before}, after={"state": current.state}, at=now)
    # Whatever it was, the figures may count the case otherwise from here on.
    FigureMark.objects.create(escalation=current)
    return step
