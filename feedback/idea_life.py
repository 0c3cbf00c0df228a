"""The life of an idea: which step is possible in which state, where it leads, and by when it is answered.

    open -> considered -> agreed -> done
       (or at once)   `-> declined (also after it was agreed)
    agreed -> agreed, when somebody else sees to it, or by another day
    agreed, declined, done -> open, when it is opened again

A pure room: states and steps are words, nothing is read or written. Pages, API and jobs all ask here, so
no two can allow different things.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import MappingProxyType

OPEN, CONSIDERED, AGREED, DECLINED, DONE = "open", "considered", "agreed", "declined", "done"
STATES = (OPEN, CONSIDERED, AGREED, DECLINED, DONE)
PROMISED = (OPEN, CONSIDERED)
"""Somebody has still to answer, by a day."""

EDIT = "edit"
WITHDRAW = "withdraw"
BACK = "back"
UNBACK = "unback"
SAY = "say"
LOOK = "look"
AGREE = "agree"
DECLINE = "decline"
FINISH = "finish"
REOPEN = "reopen"
GONE = ""
"""Where a withdrawn idea leads: nobody but its author sees it any more."""

_STEPS: dict[str, dict[str, str]] = {
    # The author's own.
    EDIT: {OPEN: OPEN},
    WITHDRAW: {OPEN: GONE, CONSIDERED: GONE},
    # Of whoever reads it. Nobody backs what is done already.
    BACK: {state: state for state in STATES if state != DONE},
    UNBACK: {state: state for state in STATES if state != DONE},
    SAY: {state: state for state in STATES},
    # Of who answers. A second look puts off the day once more, and says why.
    LOOK: {OPEN: CONSIDERED, CONSIDERED: CONSIDERED},
    # Agreed already, it is said anew who sees to it and by when.
    AGREE: {OPEN: AGREED, CONSIDERED: AGREED, AGREED: AGREED},
    DECLINE: {OPEN: DECLINED, CONSIDERED: DECLINED, AGREED: DECLINED},
    FINISH: {AGREED: DONE},
    REOPEN: {AGREED: OPEN, DECLINED: OPEN, DONE: OPEN},
}
STEPS = MappingProxyType({step: MappingProxyType(ways) for step, ways in _STEPS.items()})
"""By step: the states in which it is possible, and the state each leads to."""
ANSWERS = (LOOK, AGREE, DECLINE, FINISH, REOPEN)
"""Steps of those who answer, never of whose idea it is."""
OWN = (EDIT, WITHDRAW)
"""Steps of whose idea it is, and of nobody else."""

ANSWERED_WITHIN = 7
"""Working days within which a new idea, or one opened again, is answered."""
REMINDED_BEFORE = 2
"""Working days before that day on which those who answer are reminded, and whoever sees to what is agreed."""
LOOKED_AT_WITHIN = 20
"""Working days within which whoever looks at an idea answers it."""
PUT_BACK_WITHIN = timedelta(days=1)
"""How long its author can put back what they took back."""
_LONGEST_SEARCH = 400


class IllegalStep(ValueError):
    """A step that the state does not allow. `allowed` are those that it does."""

    def __init__(self, state: str, step: str, *, answered: bool) -> None:
        self.state, self.step = state, step
        self.allowed = allowed(state, answered=answered)
        super().__init__(
            f"{step} is not possible in {state}; possible are {', '.join(self.allowed)}"
        )


def allowed(state: str, *, answered: bool) -> tuple[str, ...]:
    """The steps that a state allows. Words that were `answered` once are not changed under the answer."""
    return tuple(
        step for step, ways in STEPS.items() if state in ways and not (answered and step == EDIT)
    )


def after(state: str, step: str, *, answered: bool) -> str:
    """The state that a step leads to; `GONE` for an idea that is withdrawn. Raises IllegalStep."""
    if step not in allowed(state, answered=answered):
        raise IllegalStep(state, step, answered=answered)
    return STEPS[step][state]


# --- By when ---------------------------------------------------------------------------------------

IsWorked = Callable[[date], bool]


def promised_for(today: date, is_worked: IsWorked) -> date:
    """The last day of a promise made on `today`: so many working days on."""
    return _stepped(today, ANSWERED_WITHIN, timedelta(days=1), is_worked)


def looked_at_until(today: date, is_worked: IsWorked) -> date:
    """The farthest day for which a look on `today` may promise an answer."""
    return _stepped(today, LOOKED_AT_WITHIN, timedelta(days=1), is_worked)


def counted_by(promise: date, first: date | None) -> date:
    """The day by which an answer is late: the first that was promised, whatever was promised since."""
    return promise if first is None else min(first, promise)


def reminded_on(promise: date, is_worked: IsWorked) -> date:
    """The day from which whoever is to keep a promise is reminded of it."""
    return _stepped(promise, REMINDED_BEFORE, timedelta(days=-1), is_worked)


def working_days_left(today: date, promise: date, is_worked: IsWorked) -> int:
    """Working days after `today` up to the promise's day; 0 on the day itself and later."""
    return sum(is_worked(today + timedelta(days=n)) for n in range(1, (promise - today).days + 1))


def is_late(promise: date, today: date) -> bool:
    """Whether the day of a promise is over."""
    return today > promise


def _stepped(start: date, count: int, step: timedelta, is_worked: IsWorked) -> date:
    """`count` working days from `start`. A team that does not work at all has plain days."""
    day, left = start, count
    for _ in range(_LONGEST_SEARCH):
        if not left:
            return day
        day += step
        left -= is_worked(day)
    return start + count * step
