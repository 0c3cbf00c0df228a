"""What people left out, corrected and withdrew: of a figure, and of a metric. For those who lead the team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from goals.models import TEAM_ITSELF, Correction, ExcludedReading, Metric
from goals.permissions import (
    can_correct_readings_of,
    corrections_visible_to,
    excluded_visible_to,
)
from goals.queries.explained_rows import NO_ONE_AGENT, Which, moment
from goals.queries.figures import counted, sent
from teams.models import Team, User
from teams.permissions import can_lead

MOST = 200
"""Decisions shown at once: each took a person's minute, so there are not many."""


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision about a reading. `may_undo` whether the viewer may take it back."""

    pk: int
    what: str
    at: str
    team: str
    who: str
    value: str
    source: str
    external_id: str
    by: str
    when: str
    reason: str
    may_undo: bool


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was left out, and what was corrected or withdrawn."""

    left_out: tuple[DecisionRow, ...] = ()
    changed: tuple[DecisionRow, ...] = ()

    @property
    def title(self) -> str:
        """`2 readings left out, 1 withdrawn`."""
        parts = []
        if self.left_out:
            parts.append(f"{counted(len(self.left_out), 'reading', 'readings')} left out")
        if self.changed:
            parts.append(f"{len(self.changed)} withdrawn")
        return ", ".join(parts)


class _Decided(NamedTuple):
    """A decision about a reading, with what the reading was."""

    row: ExcludedReading | Correction
    what: str
    team_id: int
    agent_id: int
    at: datetime
    value: Decimal
    weight: Decimal


def decisions_in(
    viewer: User, which: Which, start: datetime, end: datetime, today: date
) -> Decisions:
    """What no longer counts in a figure, whose window is `start` to `end`. Four statements at most, and
    none for those who lead nobody.
    """
    if not can_lead(viewer):
        return Decisions()
    excluded = excluded_visible_to(viewer).filter(metric=which.metric, at__gte=start, at__lt=end)
    withdrawn = corrections_visible_to(viewer).filter(
        metric=which.metric,
        sent_at__gte=start,
        sent_at__lt=end,
        kind=Correction.Kind.WITHDRAWN,
    )
    if which.team_id:
        excluded = excluded.filter(team=which.team_id)
        withdrawn = withdrawn.filter(sent_team_id=which.team_id)
    if which.agent_id != TEAM_ITSELF:
        excluded = excluded.filter(agent_id=which.agent_id)
        withdrawn = withdrawn.filter(sent_agent_id=which.agent_id)
    return _decisions(viewer, which.metric, _excluded(excluded), _changed(withdrawn), today)


def decisions_of(viewer: User, metric: Metric, today: date) -> Decisions:
    """What was decided about readings of a metric, the latest decisions first. Four statements at most."""
    excluded = excluded_visible_to(viewer).filter(metric=metric).order_by("-pk")
    changed = corrections_visible_to(viewer).filter(metric=metric).order_by("-pk")
    return _decisions(viewer, metric, _excluded(excluded), _changed(changed), today)


def _excluded(rows: QuerySet[ExcludedReading]) -> list[_Decided]:
    return [
        _Decided(row, "Left out", row.team_id, row.agent_id, row.at, row.value, row.weight)
        for row in rows.select_related("by", "source")[:MOST]
    ]


def _changed(rows: QuerySet[Correction]) -> list[_Decided]:
    return [
        _Decided(
            row,
            row.get_kind_display(),
            row.sent_team_id,
            row.sent_agent_id,
            row.sent_at,
            row.sent_value,
            row.sent_weight,
        )
        for row in rows.select_related("by", "source")[:MOST]
    ]


def _decisions(
    viewer: User,
    metric: Metric,
    excluded: list[_Decided],
    changed: list[_Decided],
    today: date,
) -> Decisions:
    everything = [*excluded, *changed]
    if not everything:
        return Decisions()
    names = dict(
        User.objects.filter(pk__in={one.agent_id for one in everything}).values_list("pk", "name")
    )
    teams = Team.objects.in_bulk({one.team_id for one in everything})

    def in_words(found: list[_Decided]) -> tuple[DecisionRow, ...]:
        return tuple(
            _row(viewer, metric, one, teams[one.team_id], names.get(one.agent_id, ""), today)
            for one in found
        )

    return Decisions(in_words(excluded), in_words(changed))


def _row(
    viewer: User, metric: Metric, one: _Decided, team: Team, who: str, today: date
) -> DecisionRow:
    return DecisionRow(
        pk=one.row.pk,
        what=one.what,
        at=moment(team.clock, one.at, today),
        team=team.name,
        who=who or NO_ONE_AGENT,
        value=sent(metric, one.value, one.weight),
        source=one.row.source.name,
        external_id=one.row.external_id,
        by=one.row.by.name,
        when=moment(team.clock, one.row.decided_at, today),
        reason=one.row.reason,
        may_undo=can_correct_readings_of(viewer, team.pk, one.agent_id),
    )
