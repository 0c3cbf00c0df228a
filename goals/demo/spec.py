"""What a goal of the demonstration is made from."""

from __future__ import annotations

from dataclasses import dataclass

from goals.models import Scope

HAPPY_COMPANY = "Happy customers"
REPEAT_COMPANY = "Fewer repeat contacts"
COMPLAINTS_COMPANY = "Complaints per 1,000"


@dataclass(frozen=True, slots=True)
class Change:
    """A target set anew `ago` periods before the running one (0: at its start), and why.

    `lead` is how far ahead that period ended (or the running one is); below zero it is short.
    """

    ago: int
    lead: float
    reason: str


STRIKE = -1
"""As `ago` of a change: made on the Friday of the courier strike, and taken back a month later."""


@dataclass(frozen=True, slots=True)
class Spec:
    """A goal. `lead` is how far ahead of its target the running period is to be; see `goals.demo.aims`.

    It began `periods` periods ago, or (one-off) `days` days ago, to end in `days_left` days. `met` is how
    many of the periods before its first change are to have been reached. `fixed` is the target where no
    figures could say one. `feeds` is the name of another goal.
    """

    name: str
    metric: str
    cadence: str
    owner: str
    why: str
    lead: float
    scope: str = Scope.TEAM
    team: str = ""
    agent: str = ""
    periods: int = 12
    days: int = 0
    days_left: int = 0
    feeds: str = ""
    met: float = 0.7
    changes: tuple[Change, ...] = ()
    stretch: bool = False
    fixed: int = 0
    paused: str = ""
