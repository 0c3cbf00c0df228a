"""The question of the week as a person meets it: on *Today*, on its own page, through the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from feedback.models import SCALE, Turnout
from feedback.permissions.pulse import can_answer_pulse
from feedback.queries.pulse_held import has_answered
from teams.models import Organisation, User


@dataclass(frozen=True, slots=True)
class Step:
    """One of the five, with what it means where it is an end of the scale."""

    value: int
    label: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The open question. `results_on` is a weekday by name; nothing here says how many have answered."""

    week: date
    words: str
    low: str
    high: str
    opens_at: datetime
    closes_at: datetime
    results_on: str
    answered: bool

    @property
    def steps(self) -> tuple[Step, ...]:
        """One to five."""
        ends = {SCALE[0]: self.low, SCALE[-1]: self.high}
        return tuple(Step(value, ends.get(value, "")) for value in SCALE)


def asked_now(user: User, organisation: Organisation | None, now: datetime) -> Asked | None:
    """What this person is asked this week; None where nothing is open for them. One statement.

    An answer moves nothing that all people share: whoever keeps this must let go of it when this person answers.
    """
    if not can_answer_pulse(user):
        return None
    turnout = (
        Turnout.objects.filter(
            round__closed_at=None, round__opens_at__lte=now, round__closes_at__gt=now
        )
        .select_related("round")
        .order_by("-round__week")
        .first()
    )
    if turnout is None:
        return None
    current = turnout.round
    closes = current.closes_at
    if organisation is not None:
        closes = organisation.clock.local(closes)
    return Asked(
        week=current.week,
        words=current.words,
        low=current.low,
        high=current.high,
        opens_at=current.opens_at,
        closes_at=current.closes_at,
        results_on=f"{closes:%A}",
        answered=has_answered(current.pk, user.pk, turnout.people),
    )
