"""The life of a task that a leader hands over: an offer, an answer, check-ins, and what came of it.

    offered -> taken -> reported -> closed
       |  ^      |         `-> taken, when something is missing
       v  |      `-> given back
    discussed
    offered, discussed -> declined;  offered, discussed, taken -> withdrawn
    taken -> offered, for a few minutes: pressed by mistake

A pure room: states, steps and days, nothing is read or written. Pages, API and jobs all ask here, so no two can
allow different things.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from types import MappingProxyType

OFFERED, DISCUSSED, TAKEN, REPORTED = "offered", "discussed", "taken", "reported"
CLOSED, DECLINED, GIVEN_BACK, WITHDRAWN = "closed", "declined", "given_back", "withdrawn"
STATES = (OFFERED, DISCUSSED, TAKEN, REPORTED, CLOSED, DECLINED, GIVEN_BACK, WITHDRAWN)
RUNNING = (OFFERED, DISCUSSED, TAKEN, REPORTED)
OVER = (CLOSED, DECLINED, GIVEN_BACK, WITHDRAWN)

ACCEPT = "accept"
ASK = "ask"
DECLINE = "decline"
CHECK_IN = "check_in"
FINISH = "finish"
PLAN = "plan"
GIVE_BACK = "give_back"
UNDO = "undo"
REVISE = "revise"
ANSWER = "answer"
CARRY_ON = "carry_on"
CLOSE = "close"
WITHDRAW = "withdraw"

_STEPS: dict[str, dict[str, str]] = {
    # Of whom it is offered to. No is fine: it is an offer.
    ACCEPT: {OFFERED: TAKEN, DISCUSSED: TAKEN},
    ASK: {OFFERED: DISCUSSED, DISCUSSED: DISCUSSED},
    DECLINE: {OFFERED: DECLINED, DISCUSSED: DECLINED},
    CHECK_IN: {TAKEN: TAKEN},
    FINISH: {TAKEN: REPORTED},
    PLAN: {TAKEN: TAKEN},
    GIVE_BACK: {TAKEN: GIVEN_BACK},
    UNDO: {TAKEN: OFFERED},
    # Of who hands it over.
    REVISE: {OFFERED: OFFERED, DISCUSSED: OFFERED},
    ANSWER: {TAKEN: TAKEN},
    CARRY_ON: {REPORTED: TAKEN},
    CLOSE: {REPORTED: CLOSED},
    WITHDRAW: {OFFERED: WITHDRAWN, DISCUSSED: WITHDRAWN, TAKEN: WITHDRAWN},
}
UNDO_WITHIN = timedelta(minutes=10)
"""Of taking it on, while nothing else was said since. Afterwards it is given back, with a line."""
STEPS = MappingProxyType({step: MappingProxyType(ways) for step, ways in _STEPS.items()})
"""By step: the states in which it is possible, and the state each leads to."""
OF_HOLDER = (ACCEPT, ASK, DECLINE, CHECK_IN, FINISH, PLAN, GIVE_BACK, UNDO)
"""Steps of whom it is offered to, and of nobody else."""
OF_GIVER = (REVISE, ANSWER, CARRY_ON, CLOSE, WITHDRAW)
"""Steps of who hands it over, or stands in for them; never of whom it is offered to."""


class IllegalStep(ValueError):
    """A step that the state does not allow."""

    def __init__(self, state: str, step: str) -> None:
        self.state, self.step = state, step
        super().__init__(f"{step} is not possible in {state}")


def allowed(state: str) -> tuple[str, ...]:
    """The steps that a state allows to one of the two."""
    return tuple(step for step, ways in STEPS.items() if state in ways)


def after(state: str, step: str) -> str:
    """The state that a step leads to. Raises IllegalStep."""
    try:
        return STEPS[step][state]
    except KeyError as error:
        raise IllegalStep(state, step) from error


# --- Check-ins -----------------------------------------------------------------------------------

NONE, WEEKLY, HALFWAY, OWN = "none", "weekly", "halfway", "own"
RHYTHMS = (NONE, WEEKLY, HALFWAY, OWN)
WELL, NEED, DONE = "well", "need", "done"
GOINGS = (WELL, NEED, DONE)
"""What a check-in says: going well, I need something, done."""
A_WEEK = timedelta(days=7)


def check_in_days(
    rhythm: str, own: Iterable[date], begun_on: date, due_on: date
) -> tuple[date, ...]:
    """The days of the check-ins that were chosen on `begun_on`, in order.

    All lie after that day and before the day it is to be done. That day itself is always the last one: whatever
    was chosen, then it is asked how it went.
    """
    between: Collection[date] = ()
    if rhythm == WEEKLY:
        weeks = max((due_on - begun_on).days - 1, 0) // 7
        between = [begun_on + A_WEEK * n for n in range(1, weeks + 1)]
    elif rhythm == HALFWAY:
        between = [begun_on + (due_on - begun_on) // 2]
    elif rhythm == OWN:
        between = sorted(set(own))
    return (*(day for day in between if begun_on < day < due_on), due_on)


def next_day(days: Iterable[date], last_in_on: date | None) -> date | None:
    """The next of them; None where all are behind. A check-in stands for every day up to its own."""
    return next((day for day in days if last_in_on is None or day > last_in_on), None)
