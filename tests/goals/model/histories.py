"""Random histories: the same things happen to the product and to the plain model.

Chance comes from hypothesis, which makes a failing history as small as it can.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from goals import models as tables
from goals.actions.goal_states import archive_goal, pause_goal, resume_goal
from goals.actions.goals import adjust_goal
from goals.ingest.corrections import exclude_reading, restore_reading
from goals.ingest.funnel import write
from goals.ingest.records import Record
from goals.recompute import run
from teams.actions import add_closure, grant_administrator, move_agent, update_team
from teams.models import Membership, Organisation, Role, User
from teams.models import Team as TeamRow
from tests.goals.model.reckoning import Books
from tests.goals.model.world import ONE_DAY, Goal, Metric, Reading, Team, World

ZONES = (
    "Europe/London",
    "Australia/Adelaide",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "UTC",
)
# Histories begin on these days, so that clocks change and years end in some of them.
BEGINNINGS = (
    date(2021, 2, 10),
    date(2021, 9, 1),
    date(2020, 11, 20),
    date(2021, 5, 3),
    date(2020, 2, 3),
)
JOINED = date(2019, 1, 1)


@dataclass
class History:
    """One installation twice: as rows of the product, and as lists of the model."""

    chance: Random
    world: World
    books: Books
    rows: dict[str, dict[int, object]]
    leader: User
    source: tables.Source
    begun: date
    now: datetime
    sent: int = 0

    # --- What happens -----------------------------------------------------------------------------

    def send(self, readings: dict[str, Reading | None]) -> None:
        """Readings by their external id, new, corrected or (None) withdrawn, in any order."""
        listed = list(readings.items())
        self.chance.shuffle(listed)
        records = []
        for name, one in listed:
            known = one or self.world.readings.get(name)
            if known is None:
                continue
            records.append(
                Record(
                    index=0,
                    metric_id=known.metric.id,
                    external_id=name,
                    team_id=known.team.id,
                    agent_id=known.agent,
                    at=known.at,
                    value=None if one is None else _decimal(known.value),
                    weight=_decimal(known.weight),
                )
            )
            if one is None:
                del self.world.readings[name]
            else:
                self.world.readings[name] = one
        write(self.source, records, now=self.now)

    def reading(self, first: date, last: date, name: str = "") -> tuple[str, Reading]:
        """One of some agent, on one of these days, no later than now."""
        chance = self.chance
        metric = chance.choice(self.world.metrics)
        agent, team, _, _ = chance.choice(self.world.memberships)
        day = first + chance.randint(0, max((last - first).days, 0)) * ONE_DAY
        at = datetime.combine(day, time(chance.randint(0, 23), chance.choice((0, 10, 30, 59))), UTC)
        at = min(at, self.now - timedelta(minutes=1))
        weight = chance.choice((1, 1, 1, 3, 10)) if metric.is_ratio else 1
        value = chance.randint(0, weight if metric.percent else 12)
        if not name:
            self.sent += 1
            name = f"r{self.sent}"
        agent = chance.choice((agent, agent, agent, 0))
        return name, Reading(metric, team, agent, at, Fraction(value), Fraction(weight))

    def fill(self, first: date, last: date) -> None:
        """What an ordinary stretch of days brings."""
        busy = {weekday: self.chance.choice((0, 1, 2, 3)) for weekday in range(7)}
        found: dict[str, Reading | None] = {}
        day = first
        while day <= last:
            for _ in range(busy[day.weekday()]):
                name, one = self.reading(day, day)
                found[name] = one
            day += ONE_DAY
        self.send(found)

    def late(self) -> None:
        """Readings of long ago, corrections that move one elsewhere, withdrawals."""
        found: dict[str, Reading | None] = {}
        today = self.now.date()
        for _ in range(self.chance.randint(1, 4)):
            known = sorted(self.world.readings)
            kind = self.chance.choice(("new", "corrected", "withdrawn")) if known else "new"
            if kind == "new":
                name, one = self.reading(max(self.begun, today - timedelta(days=70)), today)
            else:
                name = self.chance.choice(known)
                one = None
                if kind == "corrected":
                    _, one = self.reading(self.begun, today, name)
                    one.metric = self.world.readings[name].metric
                    one.value = min(one.value, one.weight) if one.metric.percent else one.value
            found[name] = one
        self.send(found)

    def move(self) -> None:
        """An agent changes team, from today or from some days ago on."""
        place = self.chance.randrange(len(self.world.memberships))
        agent, team, since, until = self.world.memberships[place]
        if until is not None or len(self.world.teams) < 2:
            return
        others = [one for one in self.world.teams if one is not team]
        other = self.chance.choice(others)
        on = max(self.now.date() - self.chance.choice((0, 0, 3, 20)) * ONE_DAY, since + ONE_DAY)
        move_agent(None, self.rows["users"][agent], self.rows["teams"][other.id], on)
        self.world.memberships[place] = agent, team, since, on
        self.world.memberships.append((agent, other, on, None))

    def change_calendar(self) -> None:
        """A team's zone, day start or week changes, or it gets a day off."""
        team = self.chance.choice(self.world.teams)
        row = self.rows["teams"][team.id]
        kind = self.chance.choice(("zone", "hour", "week", "off"))
        if kind == "zone":
            team.zone = self.chance.choice(ZONES)
            update_team(None, row, time_zone=team.zone)
        elif kind == "hour":
            team.day_hour = self.chance.choice((0, 4, 22))
            update_team(None, row, day_starts_hour=team.day_hour)
        elif kind == "week":
            team.weekdays = set(self.chance.choice(WEEKS))
            update_team(None, row, working_days=sorted(team.weekdays))
        else:
            day = self.now.date() + self.chance.randint(-30, 10) * ONE_DAY
            if day not in team.closures:
                team.closures.add(day)
                add_closure(None, row, day=day, name="Off")

    def retarget(self) -> None:
        """A goal's target changes, from the running period on."""
        goal = self.chance.choice(self.world.goals)
        if goal.is_put_away:
            return
        today = self.world.calendar(goal).day(self.now)
        periods = self.world.periods(goal, today)
        if not periods or not periods[-1][0] <= today <= periods[-1][1]:
            return
        target = goal.targets[-1][1] + self.chance.choice((-1, 1, 5))
        if target <= 0 or (goal.metric.percent and target > 100):
            return
        row = tables.Goal.objects.get(pk=goal.id)
        adjust_goal(
            None, row, reason="New.", version=row.version, now=self.now, target=_decimal(target)
        )
        goal.targets.append((periods[-1][0], target))

    def pause(self) -> None:
        """A goal is paused from today on, or taken up again."""
        goal = self.chance.choice(self.world.goals)
        if goal.is_put_away:
            return
        today = self.world.calendar(goal).day(self.now)
        row = tables.Goal.objects.get(pk=goal.id)
        if goal.pauses and goal.pauses[-1][1] is None:
            resume_goal(None, row, now=self.now)
            goal.end_pause(today)
        else:
            pause_goal(None, row, now=self.now)
            goal.begin_pause(today)

    def put_away(self) -> None:
        """A goal is put away, or taken up again with all that came in meanwhile."""
        goal = self.chance.choice(self.world.goals)
        today = self.world.calendar(goal).day(self.now)
        row = tables.Goal.objects.get(pk=goal.id)
        if goal.is_put_away:
            resume_goal(None, row, now=self.now)
            goal.end_pause(today)
        else:
            archive_goal(None, row, now=self.now)
            goal.begin_pause(today)
        goal.is_put_away = not goal.is_put_away

    def leave_out(self) -> None:
        """A reading is left out as unfair, or one that was counts again."""
        if self.world.left_out and self.chance.choice((True, False)):
            name = self.chance.choice(sorted(self.world.left_out))
            found = tables.ExcludedReading.objects.get(external_id=name)
            restore_reading(self.leader, found, now=self.now)
            self.world.readings[name] = self.world.left_out.pop(name)
        elif self.world.readings:
            name = self.chance.choice(sorted(self.world.readings))
            reading = tables.Reading.objects.get(external_id=name)
            exclude_reading(self.leader, reading, reason="Unfair.", now=self.now)
            self.world.left_out[name] = self.world.readings.pop(name)

    def pass_time(self) -> None:
        """Some hours or days go by, with what they bring."""
        before = self.now.date()
        self.now += self.chance.choice(
            (timedelta(hours=3), timedelta(hours=17), timedelta(days=1, hours=4), timedelta(days=6))
        )
        self.fill(before, self.now.date())

    def work_out(self) -> None:
        """What the jobs do."""
        run.run_until_done(self.now)


WEEKS = ((0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5, 6), (1, 3, 5), (5, 6))


def begin(chance: Random) -> History:
    """An installation with one or two teams, two metrics, some agents, and one to three goals."""
    begun = chance.choice(BEGINNINGS)
    zone = chance.choice(ZONES)
    week, year = chance.choice((0, 0, 6)), chance.choice((1, 4))
    Organisation.objects.create(
        id=1, name="Model", time_zone=zone, week_starts_on=week, fiscal_year_starts_in=year
    )
    world = World(zone, week, year, [], [])
    rows: dict[str, dict[int, object]] = {"teams": {}, "users": {}}
    for number in range(chance.choice((1, 2, 2))):
        opens, closes = chance.choice((((9), (17)), ((8), (20)), ((22), (6))))
        row = TeamRow.objects.create(
            name=f"Team {number}",
            slug=f"team-{number}",
            time_zone=chance.choice(ZONES),
            day_starts_hour=chance.choice((0, 0, 4)),
            working_days=list(chance.choice(WEEKS)),
            opens_at=time(opens),
            closes_at=time(closes),
        )
        rows["teams"][row.pk] = row
        world.teams.append(
            Team(
                row.pk,
                row.time_zone,
                row.day_starts_hour,
                set(row.working_days),
                row.opens_at,
                row.closes_at,
            )
        )
    for number in range(chance.choice((1, 2, 3))):
        team = chance.choice(world.teams)
        user = User.objects.create(username=f"agent{number}", name=f"Agent {number}", password="!")
        Membership.objects.create(
            user=user, team=rows["teams"][team.id], role=Role.AGENT, starts_on=JOINED
        )
        rows["users"][user.pk] = user
        world.memberships.append((user.pk, team, JOINED, None))
    world.metrics = [_metric(chance, f"m{number}") for number in range(2)]
    history = History(
        chance=chance,
        world=world,
        books=Books(world),
        rows=rows,
        leader=_leader(),
        source=tables.Source.objects.create(name="Model"),
        begun=begun,
        now=datetime.combine(begun + chance.choice((12, 35, 66)) * ONE_DAY, time(13, 20), UTC),
    )
    for _ in range(chance.choice((1, 1, 2, 3))):
        history.world.goals.append(_goal(history))
    history.fill(begun, history.now.date())
    return history


def _leader() -> User:
    """Looks after the installation, and is measured by nothing."""
    leader = User.objects.create(username="leader", name="Leader", password="!")
    grant_administrator(None, leader, JOINED)
    return leader


def _metric(chance: Random, slug: str) -> Metric:
    is_ratio = chance.choice((True, False))
    percent = is_ratio and chance.choice((True, False))
    row = tables.Metric.objects.create(
        slug=slug,
        name=slug,
        kind="ratio" if is_ratio else "total",
        unit="percent" if percent else "count",
        better=chance.choice(("higher", "lower")),
        minimum_weight=chance.choice((0, 5)),
        decimals=chance.choice((0, 1)),
    )
    return Metric(row.pk, is_ratio, percent, row.better == "higher", row.minimum_weight)


CADENCES = (
    "hourly",
    "daily",
    "weekly",
    "weekly",
    "monthly",
    "monthly",
    "quarterly",
    "yearly",
    "once",
)


def _goal(history: History) -> Goal:
    chance, world = history.chance, history.world
    metric = chance.choice(world.metrics)
    scope = chance.choice(("organisation", "team", "team", "members", "agent"))
    agent, team, _, _ = chance.choice(world.memberships)
    cadence = chance.choice(CADENCES)
    starts = history.begun + chance.choice((-5, 0, 3, 10, 31)) * ONE_DAY
    today = history.now.date()
    ends = None
    if cadence == "hourly":
        starts = max(starts, today - timedelta(days=2))
    if cadence == "once" or chance.random() < 0.2:
        ends = max(starts, today + chance.choice((-4, 0, 9)) * ONE_DAY)
    each = {"hourly": 1, "daily": 3, "weekly": 12, "monthly": 60}.get(cadence, 120)
    number = max(chance.choice((1, 2, 3)) * each // 2, 1)
    target = Fraction(chance.choice((10, 40, 50, 60, 90))) if metric.percent else Fraction(number)
    if metric.is_ratio and not metric.percent:
        target = Fraction(chance.choice((1, 2, 3)))
    guard = None
    if chance.random() < 0.3:
        other = next(one for one in world.metrics if one is not metric)
        guard = other, Fraction(chance.choice((1, 20, 50)))
    owner = User.objects.first()
    row = tables.Goal.objects.create(
        name="Goal",
        metric_id=metric.id,
        scope=scope,
        team_id=None if scope == "organisation" else team.id,
        agent_id=agent if scope == "agent" else None,
        cadence=cadence,
        starts_on=starts,
        ends_on=ends,
        why="Because.",
        owner=owner,
        created_by=owner,
        created_at=history.now,
        guard_id=guard[0].id if guard else None,
        guard_bound=_decimal(guard[1]) if guard else None,
    )
    tables.GoalTarget.objects.create(
        goal=row,
        since=starts,
        target=_decimal(target),
        reason="Agreed.",
        set_by=owner,
        set_at=history.now,
    )
    return Goal(
        row.pk,
        metric,
        scope,
        None if scope == "organisation" else team,
        agent if scope == "agent" else 0,
        cadence,
        starts,
        ends,
        [(starts, target)],
        guard,
    )


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
