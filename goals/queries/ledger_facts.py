"""The columns of goals and periods that their lines are made of. No statements: `ledger` reads them."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

from goals.models import Metric
from goals.periods import Period
from goals.progress import Measure, Sums
from teams.calendar import Clock


class GoalFacts(NamedTuple):
    """The columns of a goal that its line needs; teams' and people's are None where there is none."""

    pk: int
    name: str
    scope: str
    cadence: str
    state: str
    starts_on: date
    ends_on: date | None
    agent_id: int | None
    agent_name: str | None
    owner_id: int
    owner_name: str
    team_id: int | None
    team_name: str | None
    zone: str | None
    day_starts_hour: int | None
    opens_at: time | None
    closes_at: time | None
    metric_id: int
    kind: str
    unit: str
    better: str
    decimals: int
    minimum_weight: int
    target: Decimal | None
    progress_id: int | None

    @property
    def is_total(self) -> bool:
        """Whether values add up, instead of being divided by weights."""
        return self.kind == Metric.Kind.TOTAL

    @property
    def higher_is_better(self) -> bool:
        """Which way is good."""
        return self.better == Metric.Better.HIGHER

    @property
    def measure(self) -> Measure:
        """How its figures add up."""
        return Measure(
            is_ratio=not self.is_total,
            percent=self.unit == Metric.Unit.PERCENT,
            higher_is_better=self.higher_is_better,
            decimals=self.decimals,
            minimum_weight=self.minimum_weight,
        )

    def as_metric(self) -> Metric:
        """What of its metric says how figures are written."""
        return Metric(
            kind=self.kind,
            unit=self.unit,
            better=self.better,
            decimals=self.decimals,
            minimum_weight=self.minimum_weight,
        )

    def clock(self, organisation: Clock) -> Clock:
        """Whose days count."""
        if self.zone is None:
            return organisation
        return Clock(self.zone, self.day_starts_hour or 0)


class ProgressFacts(NamedTuple):
    """The columns of a goal's progress in its latest period."""

    pk: int
    value: Decimal
    weight: Decimal
    n: int
    target: Decimal
    expected: Decimal | None
    status: str
    starts_at: datetime
    ends_at: datetime
    first_day: date
    last_day: date
    work_done: int
    work_total: int
    closed_at: datetime | None
    low: Decimal | None
    likely: Decimal | None
    high: Decimal | None
    likelihood: Decimal | None
    guard_status: str

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(self.first_day, self.last_day)

    @property
    def sums(self) -> Sums:
        """Σ value, Σ weight and how many readings."""
        return Sums(self.value, self.weight, self.n)
