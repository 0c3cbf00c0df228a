"""What people say around the demonstration's goals: notes, an owner's word, reviews, a proposal, goals of their own.

Made through the actions, each at the time at which somebody would have done it.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from goals.actions.notes import add_note
from goals.actions.overrides import say_how_it_stands
from goals.actions.own_goals import check_in, finish_own_goal, set_own_goal
from goals.actions.proposals import answer_proposal, propose_goal
from goals.actions.reviews import review_period
from goals.demo.metrics import HANDLE, RESOLVED
from goals.demo.specs import HAPPY_NORTH, QUALITY_NORTH, RESOLVED_NORTH
from goals.models import TEAM_ITSELF, Cadence, Goal, Metric, OwnGoal, Progress, Scope, Status
from goals.periods import Period
from goals.queries.goal_names import name_of_days
from goals.queries.shape import rhythm_of
from teams.calendar import ONE_DAY
from teams.demo import Cast

AFTER_THE_HUDDLE = time(9, 50)
PERIODS_BACK = 3

NOTES = (
    (
        12,
        "marcus",
        "CRM down for 2 h 40. We took names and called everyone back by 18:00. Proud of that.",
    ),
    (
        6,
        "amara",
        "New returns reply is live: the label comes with the first answer, and nobody writes back.",
    ),
    (2, "dele", "Couriers answer us the same day again. Two old cases closed in one call each."),
)

LEARNED = {
    Status.MET: (
        "Calling back before noon kept the afternoons free for what was new. We keep that.",
        "One of us always watched the oldest case. It cost nothing and nobody waited a week.",
        "Two weeks of returns questions went away once the label was in the first answer.",
        "We asked for help on the second day, not on the last. That was the whole difference.",
    ),
    Status.MISSED: (
        "The strike took a third of our cases out of our hands. Next time we ask the depots first.",
        "We were two short in the mornings and hoped. Hoping is no plan: we now move a shift.",
        "The new form sent people round in circles for nine days. We found out from a customer.",
        "We set it before we knew of the price change. In such a month we agree on less.",
    ),
}
"""What was learned, by how the figures ended; taken in turn."""

OWN = (
    (
        "jin",
        "Keep small refunds in my own hands",
        "Nobody I refund has to tell their story a second time.",
        18,
        OwnGoal.Audience.LEAD,
        HANDLE,
        (
            (20, "stuck", "Three of five were above my limit. Asked Marcus what to do with those."),
            (9, "so_so", "With the new limit it was two. I write the reason down each time now."),
            (2, "well", "A whole week without a hand-off. The calls are longer and calmer."),
        ),
    ),
    (
        "jin",
        "Say no without feeling bad about it",
        "I can end a call I could not help with and take the next one.",
        40,
        OwnGoal.Audience.ME,
        "",
        ((5, "so_so", "Wrote down what I said. It was kinder than it felt."),),
    ),
    (
        "amara",
        "Confirm the slot before I close",
        "No one rings back to ask when we are coming.",
        12,
        OwnGoal.Audience.TEAM,
        "",
        ((6, "well", "One call back in two weeks, and that was the driver."),),
    ),
    (
        "dele",
        "Ring before they ask",
        "The customer hears from me first, every time.",
        9,
        OwnGoal.Audience.TEAM,
        RESOLVED,
        ((4, "so_so", "Mornings yes, evenings not yet: the depot closes at six."),),
    ),
    (
        "hannah",
        "Ask one more question first",
        "I stop answering what was not asked.",
        25,
        OwnGoal.Audience.TEAM,
        "",
        (),
    ),
    (
        "luis",
        "Read back the address, always",
        "No parcel of mine goes to the old flat.",
        -20,
        OwnGoal.Audience.LEAD,
        "",
        ((30, "well", "Not one in three weeks."),),
    ),
)


def seed_life(cast: Cast, now: datetime) -> None:
    """Everything at once; goals must be worked out already, so that it is known how they ended."""
    _notes(cast, now)
    _reviews(cast, now)
    _own_goals(cast, now)
    _word(now)
    _proposal(cast, now)


def _at(cast: Cast, day: date, now: datetime) -> datetime:
    """After the huddle of a day, no later than now."""
    clock = cast.organisation.clock
    return min(datetime.combine(day, AFTER_THE_HUDDLE, clock.local(now).tzinfo), now)


def _notes(cast: Cast, now: datetime) -> None:
    """About days of the month that runs; early in it, all on its first day."""
    goal = Goal.objects.select_related("metric", "team").get(name=RESOLVED_NORTH)
    today = cast.organisation.clock.day_of(now)
    for back, username, text in NOTES:
        day = max(today - timedelta(days=back), today.replace(day=1))
        add_note(cast.people[username], goal, day=day, text=text, now=_at(cast, day, now))


def _word(now: datetime) -> None:
    goal = Goal.objects.select_related("owner", "team", "metric").get(name=RESOLVED_NORTH)
    say_how_it_stands(
        goal.owner,
        goal,
        said="watch",
        sentence="two colleagues are back from training on Monday",
        now=now,
    )


def _reviews(cast: Cast, now: datetime) -> None:
    """The last periods of longer goals; of one of Marcus's and one of Priya's the newest still waits."""
    waiting = {QUALITY_NORTH, HAPPY_NORTH}
    longer = (Cadence.WEEKLY, Cadence.MONTHLY, Cadence.QUARTERLY, Cadence.ONCE)
    goals = (
        Goal.objects.filter(cadence__in=longer, state=Goal.State.ACTIVE)
        .exclude(scope__in=[Scope.MEMBERS, Scope.AGENT])
        .exclude(cadence=Cadence.ONCE)
        .select_related("owner", "metric", "team", "agent")
        .order_by("pk")
    )
    said = 0
    for goal in goals:
        closed = Progress.objects.filter(
            goal=goal, agent_id=TEAM_ITSELF, final=True, status__in=list(LEARNED)
        ).order_by("-starts_at")[:PERIODS_BACK]
        rows = list(closed)[1:] if goal.name in waiting else list(closed)
        for row in reversed(rows):
            words = LEARNED[Status(row.status)]
            # A near miss is partly there, and people say so.
            near = row.status == Status.MISSED and said % 2 == 0
            review_period(
                goal.owner,
                goal,
                on=row.first_day,
                outcome="partly" if near else row.status,
                learned=words[said % len(words)],
                now=_at(cast, row.last_day + 2 * ONE_DAY, now),
            )
            said += 1


def _own_goals(cast: Cast, now: datetime) -> None:
    today = cast.organisation.clock.day_of(now)
    metrics = {metric.slug: metric for metric in Metric.objects.all()}
    for username, aim, sign, due_in, audience, metric, steps in OWN:
        person = cast.people[username]
        due_on = today + timedelta(days=due_in)
        set_on = min(today, due_on) - timedelta(days=28)
        goal = set_own_goal(
            person,
            aim=aim,
            sign=sign,
            due_on=due_on,
            audience=audience,
            metric=metrics[metric] if metric else None,
            now=_at(cast, set_on, now),
        )
        for back, going, line in steps:
            day = today - timedelta(days=back)
            check_in(person, goal, going=going, line=line, now=_at(cast, day, now))
        if due_in < 0:
            finish_own_goal(
                person,
                goal,
                state=OwnGoal.State.REACHED,
                learned="Reading it back takes four seconds. A wrong flat takes two weeks.",
                now=_at(cast, due_on, now),
            )


def _proposal(cast: Cast, now: datetime) -> None:
    """North's next month, waiting for the team: some have answered, Jin among those who have not."""
    goal = Goal.objects.select_related("owner", "team", "metric", "feeds").get(name=RESOLVED_NORTH)
    today = cast.organisation.clock.day_of(now)
    running = rhythm_of(goal, cast.organisation).period_of(today) or Period(today, today)
    coming = rhythm_of(goal, cast.organisation).period_of(running.last + ONE_DAY) or running
    name = name_of_days(goal.cadence, coming.first, coming.last, today)
    agreed = goal.targets.latest("since", "pk").target
    target = (agreed * Decimal("1.02") / 50).quantize(Decimal(1)) * 50
    proposed = propose_goal(
        goal.owner,
        name=f"First-contact resolutions in {name}",
        metric=goal.metric,
        scope=Scope.TEAM,
        team=goal.team,
        cadence=goal.cadence,
        starts_on=coming.first,
        ends_on=coming.last,
        target=target,
        why="Before the holidays nobody has time to ask us twice.",
        feeds=goal.feeds,
        owner=goal.owner,
        now=_at(cast, today - ONE_DAY, now),
    )
    for username, answer, figure, line in (
        ("dele", "agree", None, ""),
        (
            "amara",
            "lower",
            agreed,
            "Three of us are away in the last week. What we have now is plenty.",
        ),
        ("grace", "raise", target + 100, "With the returns reply live we were above it every day."),
        ("tamsin", "agree", None, "If mornings stay as they are."),
    ):
        answer_proposal(
            cast.people[username],
            proposed.proposal,
            answer=answer,
            figure=figure,
            line=line,
            now=_at(cast, today, now),
        )
