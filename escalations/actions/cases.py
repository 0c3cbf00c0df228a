"""What leaders and agents do with a case that has been sent. Every verb is one transaction.

Each locks the row, checks who may and whether the state allows it, writes its step and tells whom it concerns.
`version` is what a form was drawn from: where somebody has done something since, `Stale` is raised with the case
as it stands; what only the clock did is no conflict. Raises PermissionDenied, ActionRefused, NotNow, Stale.
"""

from escalations.actions.answers import agree, decide, decline, undo
from escalations.actions.aside import ask_break, note, rate, see_break
from escalations.actions.calls import call_back, not_reached
from escalations.actions.endings import reopen, resolve, withdraw
from escalations.actions.taking import claim, hand_over, put_back

__all__ = [
    "agree",
    "ask_break",
    "call_back",
    "claim",
    "decide",
    "decline",
    "hand_over",
    "not_reached",
    "note",
    "put_back",
    "rate",
    "reopen",
    "resolve",
    "see_break",
    "undo",
    "withdraw",
]
