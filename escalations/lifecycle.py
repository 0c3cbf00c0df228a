"""The life of an escalation: which step is possible in which state, and where it leads.

    draft -> open -> claimed -> resolved -> reviewed
               ^________|__________|___________|      put back, reopened

A pure room: states and steps are words, nothing is read or written. Pages, API and jobs all ask here, so
no two can allow different things.
"""

from __future__ import annotations

from types import MappingProxyType

DRAFT, OPEN, CLAIMED, RESOLVED, REVIEWED = "draft", "open", "claimed", "resolved", "reviewed"
STATES = (DRAFT, OPEN, CLAIMED, RESOLVED, REVIEWED)
WAITING = (OPEN, CLAIMED)
"""Somebody still has to do something."""
OVER = (RESOLVED, REVIEWED)

SEND = "send"
RECORD = "record"
DECIDE_ALONE = "decide_alone"
DISCARD = "discard"
CLAIM = "claim"
PASS_ON = "pass_on"  # noqa: S105
HAND_OVER = "hand_over"
PUT_BACK = "put_back"
DECIDE = "decide"
CALL_BACK = "call_back"
NOT_REACHED = "not_reached"
RESOLVE = "resolve"
WITHDRAW = "withdraw"
REVIEW = "review"
REOPEN = "reopen"
NOTE = "note"
AMEND = "amend"
RATE = "rate"
ASK_BREAK = "ask_break"
SEE_BREAK = "see_break"

GONE = ""
"""Where a discarded draft leads: it leaves nothing behind."""

_STEPS: dict[str, dict[str, str]] = {
    # The agent's own.
    SEND: {DRAFT: OPEN},
    RECORD: {DRAFT: RESOLVED},
    DECIDE_ALONE: {DRAFT: RESOLVED},
    DISCARD: {DRAFT: GONE},
    WITHDRAW: {OPEN: RESOLVED, CLAIMED: RESOLVED},
    RATE: {RESOLVED: RESOLVED, REVIEWED: REVIEWED},
    # A leader's.
    # Taken by somebody already: whoever was handed it is there.
    CLAIM: {OPEN: CLAIMED, CLAIMED: CLAIMED},
    HAND_OVER: {OPEN: CLAIMED, CLAIMED: CLAIMED},
    PUT_BACK: {CLAIMED: OPEN},
    DECIDE: {OPEN: CLAIMED, CLAIMED: CLAIMED},
    CALL_BACK: {OPEN: CLAIMED, CLAIMED: CLAIMED},
    NOT_REACHED: {CLAIMED: CLAIMED},
    RESOLVE: {CLAIMED: RESOLVED},
    REVIEW: {RESOLVED: REVIEWED},
    REOPEN: {RESOLVED: OPEN, REVIEWED: OPEN},
    # The clock's.
    PASS_ON: {OPEN: OPEN},
    # Said beside it, whatever goes on.
    NOTE: {state: state for state in STATES if state != DRAFT},
    AMEND: {state: state for state in STATES if state != DRAFT},
    ASK_BREAK: {state: state for state in STATES},
    SEE_BREAK: {state: state for state in STATES if state != DRAFT},
}
STEPS = MappingProxyType({step: MappingProxyType(ways) for step, ways in _STEPS.items()})
"""By step: the states in which it is possible, and the state each leads to."""


UNDECIDED = frozenset({WITHDRAW})
"""Steps that a decision ends the time of: who logged a case takes no leader's answer away."""


class IllegalStep(ValueError):
    """A step that the state does not allow. `allowed` are those that it does."""

    def __init__(self, state: str, step: str, *, decided: bool = False) -> None:
        self.state, self.step, self.allowed = state, step, allowed(state, decided=decided)
        super().__init__(
            f"{step} is not possible in {state}; possible are {', '.join(self.allowed)}"
        )


def allowed(state: str, *, decided: bool = False) -> tuple[str, ...]:
    """The steps that a state allows, in the order in which they are listed above; `decided` by a leader already."""
    without = UNDECIDED if decided else frozenset()
    return tuple(step for step, ways in STEPS.items() if state in ways and step not in without)


def after(state: str, step: str, *, decided: bool = False) -> str:
    """The state that a step leads to; `GONE` for a draft that is discarded. Raises IllegalStep."""
    ways = STEPS.get(step)
    if ways is None or state not in ways or (decided and step in UNDECIDED):
        raise IllegalStep(state, step, decided=decided)
    return ways[state]
