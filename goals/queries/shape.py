"""What the rows of goals and metrics mean to the pure rooms: measures, rhythms and clocks."""

from __future__ import annotations

from goals.models import Goal, Metric
from goals.periods import Rhythm
from goals.progress import Measure
from teams.calendar import Clock
from teams.models import Organisation, Team


def measure_of(metric: Metric) -> Measure:
    """How the figures of a metric add up and which way is good."""
    return Measure(
        is_ratio=metric.kind == Metric.Kind.RATIO,
        percent=metric.unit == Metric.Unit.PERCENT,
        higher_is_better=metric.better == Metric.Better.HIGHER,
        decimals=metric.decimals,
        minimum_weight=metric.minimum_weight,
    )


def rhythm_of(goal: Goal, organisation: Organisation) -> Rhythm:
    """The periods of a goal; weeks and years start as the organisation's do."""
    return Rhythm(
        cadence=goal.cadence,
        starts_on=goal.starts_on,
        ends_on=goal.ends_on,
        week_starts_on=organisation.week_starts_on,
        year_starts_in=organisation.fiscal_year_starts_in,
    )


def clock_of(team: Team | None, organisation: Organisation) -> Clock:
    """Whose days count: the team's, or the organisation's where no team is meant."""
    return organisation.clock if team is None else team.clock
