"""What nobody has looked back on yet: for the leaders whose word says whether it had to come to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from escalations.queries.report_asked import Asked, part_of, rows_url
from teams.models import User

FOUR_WEEKS = timedelta(days=27)
"""What is older nobody remembers well."""


@dataclass(frozen=True, slots=True)
class ToLookBackOn:
    """How many cases of the last four weeks, and where they stand."""

    number: int
    url: str


def to_look_back_on(viewer: User, today: date) -> ToLookBackOn:
    """Those of the teams one leads that a leader was asked about; without one's own. One statement."""
    asked = Asked(today - FOUR_WEEKS, today)
    waiting = part_of(viewer, asked, "unreviewed", "").exclude(logged_by=viewer)
    return ToLookBackOn(waiting.count(), rows_url(asked, "unreviewed"))
