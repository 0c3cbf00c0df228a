"""The list of goals, grouped by horizon, most urgent first: what pages show as it is.

Four statements whatever the number of teams, goals and readings: the goals with their latest period's
id; those periods; how the members of each-member goals stand; what owners say. A fifth where a goal has
hours to show, and three more where a ratio is off its pace: what its rest needs.
Only what jobs have computed is read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import (
    QuerySet,
)
from django.urls import reverse

from goals import dates
from goals.charts import LedgerGroup
from goals.models import Cadence, Goal, Scope, Status
from goals.periods import Period, Rhythm
from goals.queries.horizons import Horizon, Span, heading_hint, horizon_of
from goals.queries.hours import hour_strips
from goals.queries.ledger_facts import GoalFacts, ProgressFacts
from goals.queries.ledger_members import MembersNow, members_by_status
from goals.queries.ledger_order import most_urgent_first, urgency
from goals.queries.ledger_read import read_goals, read_progress
from goals.queries.ledger_rows import (
    SHORT_OF,
    Line,
    Manner,
    line_of,
    line_of_members,
    with_rest,
    with_words,
)
from goals.queries.needed import needed_of_goals
from goals.queries.said import said_about
from goals.queries.sentences import OFF_PACE, Named
from teams.calendar import ONE_DAY
from teams.models import Organisation, User
from teams.permissions import standing_of
from teams.queries.calendars import Calendars

MOST_LINES = 120
"""As many goals as a page shows at once; the list of goals pages through the rest."""

PERSONAL = Horizon(8, "Goals of one person")
OVER = Horizon(9, "Over, not put away yet")
PAUSED = Horizon(10, "Paused")


@dataclass(frozen=True, slots=True)
class GoalNow:
    """A goal with its line: what sentences and to-do items are made of."""

    pk: int
    name: str
    team_id: int | None
    team_name: str
    cadence: str
    scope: str
    line: Line
    ended_on: date | None = None

    @property
    def status(self) -> str:
        """How it stands, a `Status`."""
        return self.line.status

    @property
    def needs_someone(self) -> bool:
        """Whether it is off its pace, and rests on enough to say so."""
        return self.line.status in OFF_PACE and not self.line.is_thin

    @property
    def url(self) -> str:
        """Its page."""
        return self.line.row.url

    def named(self, *, with_team: bool = False, is_paused: bool = False) -> Named:
        """For the sentence. What rests on too little is too early to say there."""
        if is_paused:
            return Named(self.name, Status.PAUSED)
        name = self.name.removesuffix(f", {self.team_name}")
        where = f" in {self.team_name}" if with_team and self.team_name else ""
        thin = self.line.is_thin and self.status in OFF_PACE
        return Named(name + where, Status.TOO_EARLY if thin else self.status, self.line.takes)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Groups to show, the goals being pursued (most urgent first), and those whose last day is over.

    `hidden` goals are pursued but did not fit; `paused` ones are set aside for the time being.
    """

    groups: tuple[LedgerGroup, ...]
    pursued: tuple[GoalNow, ...]
    over: tuple[GoalNow, ...]
    hidden: int = 0
    ends_at: datetime | None = None
    paused: tuple[GoalNow, ...] = ()

    @property
    def rests(self) -> bool:
        """Whether all there is is paused."""
        return bool(self.paused) and not self.pursued

    @property
    def is_empty(self) -> bool:
        """Nothing at all to show."""
        return not self.groups


@dataclass(frozen=True, slots=True)
class _Entry:
    goal: GoalFacts
    progress: ProgressFacts | None
    line: Line
    today: date
    horizon: Horizon
    members: MembersNow | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of some goals, read once, from which a page makes one list or several."""

    entries: tuple[_Entry, ...]
    organisation: Organisation
    now: datetime

    def ledger(
        self, pick: Callable[[GoalFacts], bool] | None = None, *, with_others: bool = False
    ) -> Ledger:
        """The list of the goals that `pick` takes, of all without it. No statements.

        `with_others` shows goals that are over or paused too, as groups of their own.
        """
        entries = [entry for entry in self.entries if pick is None or pick(entry.goal)]
        return _ledger(entries, self.organisation, self.now, with_others=with_others)

    def todays(self) -> Ledger:
        """The list for *Today*: of what is paused or over only where nothing else is pursued, so that it does not look
        as if there were no goals.
        """
        found = self.ledger()
        return found if found.pursued else self.ledger(with_others=True)


def read_lines(
    goals: QuerySet[Goal],
    viewer: User,
    organisation: Organisation,
    *,
    now: datetime,
    names_teams: bool = False,
    as_oneself: bool = False,
    known: Calendars | None = None,
) -> Lines:
    """The goals of a queryset as `viewer` may see them. Four statements, five with hours; fewer where the calendars of
    their teams are `known`.

    The queryset says which goals, and must come from `goals_visible_to`. `as_oneself` shows each-member
    goals as the viewer's own even where the viewer leads the team, and own goals among the others.
    """
    facts = read_goals(goals, viewer, now=now)
    progress = read_progress([goal.progress_id for goal in facts if goal.progress_id is not None])
    standing = standing_of(viewer)
    counted = [
        goal.pk
        for goal in facts
        if goal.scope == Scope.MEMBERS
        and not as_oneself
        and (standing.is_administrator or goal.team_id in standing.leads)
    ]
    members = members_by_status(counted, now)
    pairs = [(goal, found) for goal in facts if (found := progress.get(goal.progress_id or 0))]
    strips = hour_strips(pairs, now)
    manner = Manner(
        goal_path(), organisation.currency, names_teams=names_teams, names_people=not as_oneself
    )
    entries: list[_Entry] = []
    for goal in facts:
        today = goal.clock(organisation.clock).day_of(now)
        stands = progress.get(goal.progress_id or 0)
        of_members = members.get(goal.pk)
        if of_members is not None:
            line = line_of_members(goal, of_members.by_status, manner, today=today)
        else:
            line = line_of(goal, stands, manner, today=today, hours=strips.get(goal.pk))
        horizon = _horizon(goal, stands, organisation, today)
        if horizon == PERSONAL and as_oneself:
            horizon = _by_period(goal, stands, organisation, today)
        entries.append(_Entry(goal, stands, line, today, horizon, of_members))
    return Lines(
        _with_words(_with_rest(entries, viewer, organisation, now, known)), organisation, now
    )


def _with_rest(
    entries: Sequence[_Entry],
    viewer: User,
    organisation: Organisation,
    now: datetime,
    known: Calendars | None,
) -> Sequence[_Entry]:
    """What the rest of a period needs, of ratios that are off their pace. Three statements, none without one."""
    short = {
        one.goal.pk: (one.goal, one.progress)
        for one in entries
        if one.progress is not None and _has_rest(one, one.progress, now)
    }
    rests = needed_of_goals(list(short.values()), viewer.pk, organisation, now, known)
    return [
        replace(one, line=with_rest(*short[pk], one.line, rests[pk], organisation.currency))
        if (pk := one.goal.pk) in rests
        else one
        for one in entries
    ]


def _has_rest(one: _Entry, stands: ProgressFacts, now: datetime) -> bool:
    goal, line = one.goal, one.line
    if goal.is_total or goal.cadence == Cadence.HOURLY or line.is_thin or not stands.n:
        return False
    # The line of all members is of how many are on pace.
    shows_ratio = goal.scope != Scope.MEMBERS or line.row.personal
    return shows_ratio and line.status in SHORT_OF and stands.ends_at > now


def _with_words(entries: Sequence[_Entry]) -> tuple[_Entry, ...]:
    """What an owner says of a goal stands in its hint. One statement."""
    running = {one.goal.pk: one.progress.first_day for one in entries if one.progress is not None}
    said = said_about(running)
    return tuple(
        replace(one, line=with_words(one.line, said[one.goal.pk])) if one.goal.pk in said else one
        for one in entries
    )


def goal_path() -> str:
    """The address of a goal's page with a 0 where its number goes: one lookup for a whole list."""
    return reverse("goals:goal", args=[0])


# --- Put together --------------------------------------------------------------------------------


def _horizon(
    goal: GoalFacts, progress: ProgressFacts | None, organisation: Organisation, today: date
) -> Horizon:
    if goal.state == Goal.State.PAUSED:
        return PAUSED
    if goal.ends_on is not None and goal.ends_on < today:
        return OVER
    if goal.scope == Scope.AGENT:
        return PERSONAL
    return _by_period(goal, progress, organisation, today)


def _by_period(
    goal: GoalFacts, progress: ProgressFacts | None, organisation: Organisation, today: date
) -> Horizon:
    period = progress.period if progress is not None else _period(goal, organisation, today)
    return horizon_of(goal.cadence, period, today)


def _period(goal: GoalFacts, organisation: Organisation, today: date) -> Period:
    """The running period of a goal for which none is computed yet, or its first one to come."""
    rhythm = Rhythm(
        goal.cadence,
        goal.starts_on,
        goal.ends_on,
        organisation.week_starts_on,
        organisation.fiscal_year_starts_in,
    )
    day = max(today, goal.starts_on)
    return rhythm.period_of(day) or Period(day, day)


def _ledger(
    entries: Sequence[_Entry], organisation: Organisation, now: datetime, *, with_others: bool
) -> Ledger:
    pursued = sorted(
        (entry for entry in entries if entry.horizon not in (OVER, PAUSED)),
        key=lambda entry: urgency(entry.line),
    )
    over = [entry for entry in entries if entry.horizon == OVER]
    paused = [entry for entry in entries if entry.horizon == PAUSED]
    shown = pursued[:MOST_LINES]
    others = (over + paused)[: MOST_LINES - len(shown)] if with_others else []
    today = organisation.clock.day_of(now)
    ends = [
        entry.progress.ends_at
        for entry in pursued
        if entry.progress is not None and entry.progress.ends_at > now
    ]
    return Ledger(
        groups=_groups([*shown, *others], organisation, today, now),
        pursued=tuple(_goal_now(entry) for entry in pursued),
        over=tuple(_goal_now(entry) for entry in over),
        hidden=len(pursued) - len(shown),
        ends_at=min(ends, default=None),
        paused=tuple(_goal_now(entry) for entry in paused),
    )


def _groups(
    entries: Sequence[_Entry], organisation: Organisation, today: date, now: datetime
) -> tuple[LedgerGroup, ...]:
    by_horizon: dict[Horizon, list[_Entry]] = {}
    for entry in entries:
        by_horizon.setdefault(entry.horizon, []).append(entry)
    groups: list[LedgerGroup] = []
    for horizon in sorted(by_horizon, key=lambda key: (key.order, key.title)):
        members = by_horizon[horizon]
        hint = "in name order" if horizon == PERSONAL else ""
        if horizon not in (PERSONAL, OVER, PAUSED):
            hint = heading_hint(horizon, _spans(members, organisation, now), today, now)
        if horizon == PERSONAL:
            # Nobody is ranked: people stand in name order, however their goals go.
            members.sort(key=lambda entry: (entry.goal.agent_name or "", entry.goal.name))
            rows = [entry.line.row for entry in members]
        else:
            rows = [line.row for line in most_urgent_first([entry.line for entry in members])]
        groups.append(LedgerGroup(horizon.title, hint, tuple(rows)))
    return tuple(groups)


def _spans(entries: Sequence[_Entry], organisation: Organisation, now: datetime) -> list[Span]:
    """What the heading is made of: the periods that are computed, or where none is, those of the calendar."""
    computed = [
        entry
        for entry in entries
        if entry.progress is not None or (entry.members is not None and entry.members.span)
    ]
    return [_span(entry, organisation, now) for entry in computed or entries]


def _span(entry: _Entry, organisation: Organisation, now: datetime) -> Span:
    goal, progress = entry.goal, entry.progress
    if progress is None and entry.members is not None and entry.members.span is not None:
        span = entry.members.span
        return Span(*span, _until(goal, min(span[0].last, entry.today), now))
    if progress is None:
        clock = goal.clock(organisation.clock)
        period = _period(goal, organisation, entry.today)
        bounds = clock.day_start(period.first), clock.day_start(period.last + ONE_DAY)
        return Span(period, *bounds, 0, 0, _until(goal, entry.today, now))
    return Span(
        progress.period,
        progress.starts_at,
        progress.ends_at,
        progress.work_done,
        progress.work_total,
        _until(goal, min(progress.last_day, entry.today), now),
    )


def _until(goal: GoalFacts, today: date, now: datetime) -> str:
    """`until 20:00`, `closed since 20:00`: the end of the team's hours, which may be tomorrow morning."""
    if goal.zone is None or goal.opens_at is None or goal.closes_at is None:
        return ""
    last = today if goal.closes_at > goal.opens_at else today + ONE_DAY
    ends = datetime.combine(last, goal.closes_at, ZoneInfo(goal.zone))
    return f"{'until' if now < ends else 'closed since'} {dates.clock_time(goal.closes_at)}"


def _goal_now(entry: _Entry) -> GoalNow:
    goal = entry.goal
    return GoalNow(
        pk=goal.pk,
        name=goal.name,
        team_id=goal.team_id,
        team_name=goal.team_name or "",
        cadence=goal.cadence,
        scope=goal.scope,
        line=entry.line,
        ended_on=goal.ends_on if entry.horizon == OVER else None,
    )
