"""Where a figure of a metric comes from: some days of a team's, of one person's there, or of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from goals import dates
from goals.models import TEAM_ITSELF, EngineState, Metric
from goals.progress import Sums
from goals.queries.decisions import decisions_in
from goals.queries.explain import DayRow, Explanation, between, working
from goals.queries.explained_rows import LISTED_AT_ONCE, Cursor, Which, list_readings, moment
from goals.queries.figures import Writer, plain, team_words
from goals.queries.rebuild import is_being_rebuilt
from goals.queries.series import DAY, Asked, series
from goals.queries.shape import clock_of
from teams.calendar import Clock
from teams.models import Organisation, Team, User

LONGEST = 400
"""Days that are explained at once: what a metric's page shows."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The figure of a metric over the days `first` to `last`; of a team, of one agent in it, or of all.

    `day` narrows to one day of these.
    """

    metric: Metric
    organisation: Organisation
    team: Team | None
    agent: User | None
    first: date
    last: date
    day: date | None = None

    @property
    def clock(self) -> Clock:
        """Whose days count."""
        return clock_of(self.team, self.organisation)

    def which(self, day: date | None) -> Which:
        """Its readings, or those of a day of it."""
        return Which(
            metric=self.metric,
            first=day or self.first,
            last=day or self.last,
            team_id=0 if self.team is None else self.team.pk,
            agent_id=TEAM_ITSELF if self.agent is None else self.agent.pk,
            organisation_days=self.team is None,
        )


def explain_figure(
    viewer: User, figure: Figure, before: Cursor | None, now: datetime
) -> Explanation:
    """Fourteen statements at most, whatever lies behind the figure."""
    writer = Writer(figure.metric, figure.organisation.currency)
    clock = figure.clock
    today = clock.day_of(now)
    by_day = _by_day(figure)
    sums = sum((one for day, one in by_day.items() if figure.day in (None, day)), Sums())
    listed_day = figure.day
    if listed_day is None and sums.n > LISTED_AT_ONCE and figure.first != figure.last:
        listed_day = max((day for day, one in by_day.items() if one.n), default=None)
    which = figure.which(listed_day)
    listed = list_readings(viewer, which, before, today)
    first, last = (figure.day, figure.day) if figure.day else (figure.first, figure.last)
    start, end = clock.day_start(first), clock.day_bounds(last)[1]
    result = writer.result(sums)
    state = EngineState.objects.filter(pk=1).first()
    computed = state.computed_at if state else None
    return Explanation(
        name=dates.long_day(first, today) if first == last else dates.span(first, last, today),
        whose=_whose(figure),
        result=writer.figure(result, near=result),
        working=working(writer, sums),
        caution=writer.caution(sums),
        local_window=between(clock, start, end, today),
        utc_window=between(Clock("UTC"), start, end, today),
        zone=clock.zone,
        day_start=f"{clock.day_starts_hour:02d}:00",
        target=None,
        computed=moment(clock, computed, today) if computed else "",
        days=tuple(
            DayRow(
                day=day,
                name=dates.day(day, today),
                value=plain(one.value),
                weight="" if writer.is_total else plain(one.weight),
                result=writer.figure(writer.result(one), near=writer.result(one)),
                n=one.n,
                chosen=day == figure.day,
            )
            for day, one in by_day.items()
            if one.n and figure.first != figure.last
        ),
        listed="" if listed_day is None else dates.long_day(listed_day, today),
        rows=listed.rows,
        some_hidden=listed.some_hidden,
        older=listed.older,
        revised="",
        decided=decisions_in(viewer, which, start, end, today),
        rebuilding=is_being_rebuilt(None if figure.team is None else figure.team.pk),
    )


def _whose(figure: Figure) -> str:
    if figure.agent is not None:
        return figure.agent.name
    return "The whole organisation" if figure.team is None else team_words(figure.team.name)


def _by_day(figure: Figure) -> dict[date, Sums]:
    """Sums by day, from tallies: the same function as page, file and API. One statement."""
    asked = Asked(
        metric=figure.metric,
        first=figure.first,
        last=figure.last,
        team=figure.team,
        agent=figure.agent,
    )
    return {
        date.fromisoformat(point.key): Sums(point.value, point.weight, point.n)
        for point in series(asked, DAY)
    }
