"""The demonstration's challenges and rewards, made through the actions, each on the day it would have been.

North tries two things now and soon, has ended two, gives from a small budget, and one reward is held back
because customers came back more often while the team hurried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Sum

from goals.actions.challenges import create_challenge, join_challenge
from goals.actions.nominations import decline_nomination, nominate
from goals.actions.reward_catalogue import save_kind, set_budget, set_goal_reward
from goals.actions.rewards import Occasion, grant_reward, reverse_grant
from goals.demo.metrics import HANDLE, HAPPY, REPEAT, RESOLVED
from goals.models import AgentDay, Challenge, ChallengeResult, Goal, Metric, RewardKind, TeamDay
from goals.progress import Sums, result
from goals.queries.challenge_standing import GRACE
from goals.queries.shape import measure_of
from goals.recompute.challenges import look_after_challenges
from teams.demo import NORTH, Cast
from teams.models import Team, User

_MORNING = time(9, 40)
_DAY = timedelta(days=1)
_CATALOGUE = (
    ("An hour off", "Leave an hour early, or come an hour late, on a day that suits the team.", 0),
    ("Book of your choice", "Any book up to the amount. It need not be about work.", 20),
    ("Cake for the team", "From the bakery on the corner, for everyone on shift.", 35),
    ("Team lunch", "An hour and a half together, somewhere with tablecloths.", 140),
)
_TOGETHER = ("amara", "ben", "callum", "chiara", "dele", "grace", "jin", "katya", "oskar")
_IMPROVED = ("aisha", "dele", "femi", "ines", "jin", "niamh", "tamsin", "yusuf")
_SOON = ("hannah", "jin", "luis", "rafael")
_HURRY = ("amara", "ben", "femi", "hannah", "luis", "rafael")


@dataclass(slots=True)
class _Maker:
    """What making them needs: North, its people, and the day it is."""

    cast: Cast
    metrics: Mapping[str, Metric]
    now: datetime
    kinds: dict[str, RewardKind]

    @property
    def north(self) -> Team:
        return self.cast.teams[NORTH]

    @property
    def today(self) -> date:
        return self.north.clock.day_of(self.now)

    def person(self, username: str) -> User:
        return self.cast.people[username]

    def at(self, day: date, minutes: int = 0) -> datetime:
        """The morning of a day in North, no later than now."""
        zone = self.north.clock.local(self.now).tzinfo
        at = datetime.combine(day, _MORNING, zone) + timedelta(minutes=minutes)
        return min(at, self.now)

    def joined(self, challenge: Challenge, people: Sequence[str], since: date) -> Challenge:
        """Each by their own choice, a little after one another."""
        for place, username in enumerate(people):
            join_challenge(self.person(username), challenge, now=self.at(since, place * 7))
        return challenge


def seed_challenges(cast: Cast, metrics: Mapping[str, Metric], now: datetime) -> None:
    """Everything. Readings, tallies and goals must be there."""
    maker = _Maker(cast, metrics, now, {})
    _catalogue_and_budgets(maker)
    hurried = _hurried(maker)
    improved = _improved(maker)
    _running(maker)
    _coming(maker)
    _give(maker, improved)
    _carried_by_a_goal(maker)
    look_after_challenges(now)
    if not hurried.reached:
        raise AssertionError("the demonstration's held reward was to be earned first")


def _catalogue_and_budgets(maker: _Maker) -> None:
    since = maker.today - 80 * _DAY
    for name, what, cost in _CATALOGUE:
        maker.kinds[name] = save_kind(
            maker.person("priya"),
            None,
            name=name,
            what=what,
            cost=Decimal(cost),
            now=maker.at(since),
        )
    ada = maker.person("ada")
    for team, cadence, amount, reason in (
        (maker.north, "monthly", 200, "As agreed for the year."),
        (None, "quarterly", 450, "For the teams that have no budget of their own yet."),
    ):
        set_budget(
            ada,
            team=team,
            cadence=cadence,
            since=since,
            amount=Decimal(amount),
            reason=reason,
            now=maker.at(since),
        )


def _running(maker: _Maker) -> None:
    """Together, a little ahead of even pace."""
    first, last = maker.today - 9 * _DAY, maker.today + 6 * _DAY
    days = (last - first).days + 1
    so_far = _sum(maker, RESOLVED, _TOGETHER, first, maker.today - _DAY)
    line = so_far / 9 * days * Decimal("0.97")
    challenge = create_challenge(
        maker.person("marcus"),
        name="Once is enough",
        why="In the weeks before Christmas nobody has time to ring us twice.",
        metric=maker.metrics[RESOLVED],
        team=maker.north,
        rule=Challenge.Rule.TOTAL,
        line=max(line // 50 * 50, Decimal(50)),
        starts_on=first,
        ends_on=last,
        reward=maker.kinds["Team lunch"],
        guard=maker.metrics[REPEAT],
        guard_bound=_bound(maker, first, maker.today - _DAY, Decimal(2)),
        now=maker.at(first - 3 * _DAY),
    )
    maker.joined(challenge, _TOGETHER, first - 2 * _DAY)


def _improved(maker: _Maker) -> Challenge:
    """Ended four weeks ago; a newcomer took part, too."""
    first = maker.today - 31 * _DAY
    challenge = create_challenge(
        maker.person("marcus"),
        name="Better than before",
        why="Customers remember the one conversation that went better than they feared.",
        metric=maker.metrics[HAPPY],
        team=maker.north,
        rule=Challenge.Rule.IMPROVED,
        starts_on=first,
        ends_on=first + 13 * _DAY,
        past_days=28,
        reward=maker.kinds["Book of your choice"],
        now=maker.at(first - 4 * _DAY),
    )
    maker.joined(challenge, _IMPROVED, first - 3 * _DAY)
    return _closed(maker, challenge)


def _hurried(maker: _Maker) -> Challenge:
    """Made, but more customers came back than the guard allows: its reward is held."""
    first = maker.today - 54 * _DAY
    last = first + 6 * _DAY
    reached = _sum(maker, RESOLVED, _HURRY, first, last)
    challenge = create_challenge(
        maker.person("priya"),
        name="A quick week",
        why="After the bank holiday the queue was long, and people waited.",
        metric=maker.metrics[RESOLVED],
        team=maker.north,
        rule=Challenge.Rule.TOTAL,
        line=max(reached * Decimal("0.95") // 10 * 10, Decimal(10)),
        starts_on=first,
        ends_on=last,
        reward=maker.kinds["Cake for the team"],
        guard=maker.metrics[REPEAT],
        guard_bound=_bound(maker, first, last, Decimal("-0.5")),
        now=maker.at(first - 2 * _DAY),
    )
    maker.joined(challenge, _HURRY, first - _DAY)
    return _closed(maker, challenge)


def _coming(maker: _Maker) -> None:
    """Everyone past a line, from next Monday on."""
    first = maker.today + (7 - maker.today.weekday()) * _DAY
    lately = _sums(
        TeamDay.objects.filter(
            metric_id=maker.metrics[HANDLE].pk,
            team_id=maker.north.pk,
            day__range=(maker.today - 28 * _DAY, maker.today - _DAY),
        )
    )
    usual = result(measure_of(maker.metrics[HANDLE]), lately) or Decimal(300)
    challenge = create_challenge(
        maker.person("marcus"),
        name="Notes while we talk",
        why="With the notes done in the call, the next customer waits a minute less.",
        metric=maker.metrics[HANDLE],
        team=maker.north,
        rule=Challenge.Rule.EVERYONE,
        line=(usual * Decimal("1.04") // 5 + 1) * 5,
        starts_on=first,
        ends_on=first + 11 * _DAY,
        joinable=Challenge.Joinable.EVERYBODY,
        reward=maker.kinds["An hour off"],
        now=maker.at(maker.today - _DAY),
    )
    maker.joined(challenge, _SOON, maker.today - _DAY)


def _closed(maker: _Maker, challenge: Challenge) -> Challenge:
    """As the job would have closed it, the day after the day it ended."""
    ends_at = maker.north.clock.day_bounds(challenge.ends_on)[1]
    look_after_challenges(ends_at + GRACE)
    challenge.refresh_from_db()
    return challenge


# --- Given ---------------------------------------------------------------------------------------


def _give(maker: _Maker, improved: Challenge) -> None:
    priya = maker.person("priya")
    best = ChallengeResult.objects.filter(challenge=improved, is_best=True).select_related("user")
    for row in best:
        grant_reward(
            priya,
            kind=maker.kinds["Book of your choice"],
            team=maker.north,
            person=row.user,
            reason="Nobody got further past their own past. You told us how: one more question.",
            occasion=Occasion(challenge=improved),
            now=maker.at(maker.today - 15 * _DAY),
        )
    grant_reward(
        priya,
        kind=maker.kinds["An hour off"],
        team=maker.north,
        person=maker.person("dele"),
        reason="Stayed with a customer whose parcel held her mother's ashes until it was found.",
        now=maker.at(maker.today - 8 * _DAY),
    )
    twice = grant_reward(
        priya,
        kind=maker.kinds["Cake for the team"],
        team=maker.north,
        reason="For the week of the courier strike.",
        now=maker.at(maker.today - 6 * _DAY),
    )
    grant_reward(
        priya,
        kind=maker.kinds["Cake for the team"],
        team=maker.north,
        reason="For the week of the courier strike, late shift too.",
        now=maker.at(maker.today - 5 * _DAY),
    )
    reverse_grant(
        priya,
        twice,
        reason="Noted twice: there was one cake, and it was large enough.",
        now=maker.at(maker.today - 5 * _DAY, 20),
    )
    nominate(
        maker.person("jin"),
        team=maker.north,
        person=maker.person("amara"),
        kind=maker.kinds["An hour off"],
        reason="She sat with Yusuf through his first three hard calls. On the fourth he needed nobody.",
        now=maker.at(maker.today - 2 * _DAY),
    )
    answered = nominate(
        maker.person("grace"),
        team=maker.north,
        person=maker.person("ben"),
        reason="He wrote down how returns from abroad work, and now nobody has to ask.",
        now=maker.at(maker.today - 12 * _DAY),
    )
    decline_nomination(
        priya,
        answered,
        answer="It goes into the playbook with his name on it. A reward would be the smaller thanks.",
        now=maker.at(maker.today - 11 * _DAY),
    )


def _carried_by_a_goal(maker: _Maker) -> None:
    """One goal brings cake when a month of it is met."""
    goal = (
        Goal.objects.filter(name="Quality conversations held", team=maker.north)
        .select_related("owner")
        .first()
    )
    if goal is not None:
        set_goal_reward(
            goal.owner,
            goal,
            maker.kinds["Cake for the team"],
            now=maker.at(maker.today - 20 * _DAY),
        )


# --- Figures to set lines by ---------------------------------------------------------------------


def _sums(tallies: object) -> Sums:
    found = tallies.aggregate(  # type: ignore[attr-defined]
        sum_value=Sum("value"), sum_weight=Sum("weight"), sum_n=Sum("n")
    )
    return Sums(
        found["sum_value"] or Decimal(0), found["sum_weight"] or Decimal(0), found["sum_n"] or 0
    )


def _sum(maker: _Maker, slug: str, people: Sequence[str], first: date, last: date) -> Decimal:
    return _sums(
        AgentDay.objects.filter(
            metric_id=maker.metrics[slug].pk,
            team_id=maker.north.pk,
            agent_id__in=[maker.person(name).pk for name in people],
            day__range=(first, last),
        )
    ).value


def _bound(maker: _Maker, first: date, last: date, points: Decimal) -> Decimal:
    """So many points above (below zero: below) what customers coming back came to."""
    metric = maker.metrics[REPEAT]
    sums = _sums(
        TeamDay.objects.filter(
            metric_id=metric.pk, team_id=maker.north.pk, day__range=(first, last)
        )
    )
    came_to = result(measure_of(metric), sums) or Decimal(10)
    return max(came_to + points, Decimal(1)).quantize(Decimal(1).scaleb(-metric.decimals))
