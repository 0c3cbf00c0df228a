"""What a leader's mirror shows of figures: work of their own that was counted. For `teams.mirror_parts`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from goals import formats
from goals.models import AgentDay, Metric
from teams.mirror_parts import Reflection, Side, Spans, Thing
from teams.models import User
from teams.permissions import OwnTeam, standing_of
from teams.spans import Span

Sums = dict[tuple[int, int], Decimal]
"""By metric and team."""


def own_figures(leader: User, spans: Spans, now: datetime) -> Iterator[Reflection]:
    """Contacts and whatever else is counted of agents, where the leader did some; nothing where not. Two statements."""
    teams = {team.pk: team for team in standing_of(leader).own_teams}
    rows: list[tuple[int, int, date, Decimal]] = list(
        AgentDay.objects.filter(
            agent_id=leader.pk,
            team_id__in=teams,
            day__gte=spans.before.first,
            day__lte=spans.this.last,
        ).values_list("metric_id", "team_id", "day", "value")
    )
    metrics = {
        metric.pk: metric
        for metric in Metric.objects.filter(
            kind=Metric.Kind.TOTAL, unit=Metric.Unit.COUNT, archived_at=None,
            pk__in={metric for metric, *_ in rows},
        ).order_by("name", "pk")
    }  # fmt: skip
    if not metrics:
        return
    this, before = spans.parted((row for row in rows if row[0] in metrics), lambda row: row[2])
    yield Reflection(
        key="figures",
        place=55,
        title="Your own work in the figures",
        this=_side(leader, this, metrics, teams, spans.this),
        before=_side(leader, before, metrics, teams, spans.before),
        how="What came in as done by you, in the teams you are in: each figure by itself, as on its own page.",
    )


def _side(
    leader: User,
    rows: list[tuple[int, int, date, Decimal]],
    metrics: dict[int, Metric],
    teams: dict[int, OwnTeam],
    span: Span,
) -> Side:
    sums: Sums = defaultdict(Decimal)
    for metric, team, _, value in rows:
        sums[metric, team] += value
    things = tuple(
        Thing(
            f"{metrics[metric].name}: {formats.count(value)}",
            _url(leader, metrics[metric], teams[team], span),
            span.name,
            teams[team].name,
        )
        for metric in metrics
        for (of, team), value in sorted(sums.items())
        if of == metric
    )
    if not things:
        return Side("Nothing came in as done by you.", is_nothing=True)
    return Side(f"{'. '.join(thing.title for thing in things)}.", things)


def _url(leader: User, metric: Metric, team: OwnTeam, span: Span) -> str:
    days = {"from": span.first, "until": span.last}
    query = urlencode({"team": team.slug, "agent": leader.pk, **days})
    return f"{reverse('goals:metric_explain', args=[metric.slug])}?{query}"
