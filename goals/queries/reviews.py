"""What people said when they looked back on a goal's periods, and which periods wait for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When

from goals import dates
from goals.models import TEAM_ITSELF, Goal, Progress, Review, Scope, Status
from goals.periods import Period
from goals.progress import Sums
from goals.queries.figures import Writer
from goals.queries.goal_facts import ended_words
from goals.queries.goal_names import name_of_days
from goals.queries.lately import COLUMNS, LONGER, Ended, as_ended
from goals.queries.shape import rhythm_of
from teams.calendar import ONE_DAY, Clock
from teams.models import Organisation, User

SHOWN = 3
STILL_FRESH = timedelta(days=45)
"""So long after its close a period is asked about; later nobody remembers."""


@dataclass(frozen=True, slots=True)
class LookBack:
    """One review: `October`, `partly`, the words, `Marcus Webb, 3 Nov`."""

    first_day: date
    period: str
    outcome: str
    outcome_word: str
    learned: str
    who: str
    when: str


def look_backs(goal: Goal, clock: Clock, today: date) -> list[LookBack]:
    """All reviews of a goal, latest period first. One statement."""
    rows = Review.objects.filter(goal=goal).select_related("by")
    return [
        LookBack(
            first_day=row.first_day,
            period=name_of_days(goal.cadence, row.first_day, row.last_day, today),
            outcome=row.outcome,
            outcome_word=Review.Outcome(row.outcome).label,
            learned=row.learned,
            who=row.by.name,
            when=dates.short_day(clock.local(row.at).date(), today),
        )
        for row in rows
    ]


def period_to_look_back_on(
    goal: Goal, organisation: Organisation, on: date | None, today: date
) -> Period | None:
    """The period that holds `on`, or the last one that is over; None where it is not over, or there is none."""
    rhythm = rhythm_of(goal, organisation)
    if on is None:
        last = today - ONE_DAY if goal.ends_on is None else min(today - ONE_DAY, goal.ends_on)
        period = rhythm.period_of(last)
        if period is not None and period.last >= today:
            period = rhythm.period_of(period.first - ONE_DAY)
    else:
        period = rhythm.period_of(on)
    return period if period is not None and period.last < today else None


def how_it_ended(goal: Goal, period: Period, writer: Writer) -> tuple[str, str]:
    """What the figures say of a period that is over, in words and as a status. One statement.

    Of a goal that each member has, how many met it: nobody's name.
    """
    rows = Progress.objects.filter(goal=goal, first_day=period.first)
    if goal.scope == Scope.MEMBERS:
        stands = dict(rows.values_list("status").annotate(people=Count("pk")).order_by())
        met, people = stands.get(Status.MET, 0), sum(stands.values())
        words = f"{met} of {people} met it." if people else "No figures came in."
        return words, Status.MET if people and met == people else ""
    row = rows.order_by("-starts_at").first()
    if row is None or not row.n:
        return "No figures came in.", ""
    sums = Sums(row.value, row.weight, row.n)
    result = writer.figure(writer.result(sums), near=row.target)
    return f"{result}. {ended_words(writer, sums, row.target)}", row.status


def reviews_due(user: User, organisation: Organisation, now: datetime) -> list[Ended]:
    """Goals this person owns whose last period closed lately and was not looked back on; latest first.

    Of a week and longer: nobody has something to learn from every hour. One statement.
    """
    subject = Case(When(scope=Scope.AGENT, then=F("agent_id")), default=Value(TEAM_ITSELF))
    closed = Progress.objects.filter(
        goal=OuterRef("pk"), agent_id=OuterRef("subject"), final=True
    ).order_by("-starts_at")
    reviewed = Review.objects.filter(
        goal=OuterRef("goal_id"), first_day=OuterRef("first_day")
    ).values("pk")
    goals = (
        Goal.objects.filter(owner=user, cadence__in=LONGER, state=Goal.State.ACTIVE)
        .exclude(scope=Scope.MEMBERS)
        .annotate(subject=subject)
        .annotate(last_closed=Subquery(closed.values("pk")[:1]))
    )
    rows = (
        Progress.objects.filter(
            pk__in=goals.values("last_closed"), closed_at__gte=now - STILL_FRESH
        )
        .annotate(reviewed=Subquery(reviewed[:1]))
        .filter(Q(reviewed=None))
        .order_by("-ends_at", "goal__name", "pk")
        .values_list(*COLUMNS)
    )
    today = organisation.clock.day_of(now)
    return [as_ended(row, organisation.currency, today) for row in rows]
