"""What a list of goals shows, ready to be written: no figure here needs a format any more."""

from __future__ import annotations

from dataclasses import dataclass

from goals.charts.bullet import Bullet
from goals.charts.strips import HourStrip


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One goal: a link, its bullet, where it stands, and its status by its code (`on_pace`, …).

    `personal` is what one person did: it is not printed. `status_word` replaces the status's own word where the page can say more ("Behind pace").
    `explain_url` leads from the figure to how it was worked out.
    """

    url: str
    name: str
    hint: str
    bullet: Bullet
    now: str
    now_hint: str
    against: str
    against_hint: str
    status: str
    status_word: str = ""
    hours: HourStrip | None = None
    explain_url: str = ""
    personal: bool = False


@dataclass(frozen=True, slots=True)
class LedgerGroup:
    """The goals of one horizon: "November", "13 of 20 working days done"."""

    title: str
    hint: str
    rows: tuple[LedgerRow, ...]
