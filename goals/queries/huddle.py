"""What a team's huddle says of goals: the whole company in one line, what to look after, what waits to be agreed.

In words that all of the team may hear: goals of the organisation and of the team, never one person's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from statistics import fmean

from django.urls import reverse

from goals.models import Goal, Metric, Scope, Status
from goals.queries.company import company_line, daily_sums
from goals.queries.figures import Writer
from goals.queries.huddle_win import win_of
from goals.queries.ledger import read_lines
from goals.queries.proposals import open_proposals
from goals.queries.sentences import BAD
from goals.queries.takes import what_it_takes
from goals.queries.usual import DAY, days_of, rough, usual_of
from goals.queries.workdays import workdays_of
from goals.usual import limits_of
from teams.huddle_draft import COMPANY, FEWEST_DAYS, FOCUS, Candidate
from teams.huddle_parts import Compared
from teams.models import Organisation, Team, User

MOST_FOCUS = 6
MOST_COMPARED = 3
_SAYS_NOTHING = frozenset({Status.TOO_EARLY, Status.NO_DATA, Status.PAUSED})


def for_huddle(team: Team, day: date, now: datetime) -> Iterator[Candidate]:
    """The line of the whole, the win of the day before, and the team's goals that run, most urgent first: those whose
    period is not over by the `day` of the huddle. Some thirteen statements.
    """
    organisation = Organisation.objects.first()
    if organisation is None:
        return
    # Nobody in particular: what one person alone may see is not read out.
    anybody = User(pk=0)
    figures = company_line(anybody, organisation, now=now)
    if figures:
        words = " ".join(
            f"{one.label}: {one.number}{one.small}{_beside(one.signal or one.goal)}."
            for one in figures
        )
        yield Candidate(
            f"company:{organisation.clock.day_of(now)}", COMPANY, organisation.name, words,
            reverse("company"),
        )  # fmt: skip
    win = win_of(team, day, now, organisation.currency)
    if win is not None:
        yield win
    goals = Goal.objects.filter(team=team, scope=Scope.TEAM, state=Goal.State.ACTIVE)
    lines = read_lines(goals, anybody, organisation, now=now)
    run = {one.goal.pk for one in lines.entries if one.progress and one.progress.last_day >= day}
    pursued = lines.ledger(lambda goal: goal.pk in run).pursued
    judged = [one for one in pursued if one.status not in _SAYS_NOTHING]
    for one in judged[:MOST_FOCUS]:
        rank = 2
        if one.needs_someone:
            rank = 0 if one.status in BAD else 1
        yield Candidate(f"goal:{one.pk}", FOCUS, one.name, what_it_takes(one), one.url, rank)


def _beside(words: str) -> str:
    """` (goal 3.6 or fewer)`."""
    return f" ({words[:1].lower()}{words[1:]})" if words else ""


def to_agree(viewer: User, team: Team, now: datetime) -> Iterator[Candidate]:
    """Goals proposed to the team that wait for its word, each with the page where that is given. Two statements."""
    organisation = Organisation.objects.first()
    if organisation is None:
        return
    for one in open_proposals(viewer, organisation, now, team):
        yield Candidate(
            f"proposal:{one.pk}", "proposal", one.name, f"{one.words} {one.hint}.",
            reverse("goals:proposal", args=[one.pk]),
        )  # fmt: skip


# --- Days with and without -------------------------------------------------------------------------


def compare_days(team: Team, held: frozenset[date], first: date, today: date) -> Iterator[Compared]:
    """The figures of the team's goals on working days from `first` on, with a huddle and without.

    Totals are as an average day would have brought them, so that quiet weekdays do not count against either
    side. Nothing is said of a figure with fewer than twelve days on one side. Five statements.
    """
    organisation = Organisation.objects.first()
    if organisation is None:
        return
    goals = Goal.objects.filter(team=team, scope=Scope.TEAM, state=Goal.State.ACTIVE)
    metrics = list(
        Metric.objects.filter(pk__in=goals.values("metric_id"), archived_at=None).order_by("name")
    )
    sums = daily_sums([metric.pk for metric in metrics], team, today)
    days = days_of(workdays_of(team, organisation.clock), today, organisation.week_starts_on)
    shown = 0
    for metric in metrics:
        writer = Writer(metric, organisation.currency)
        usual = usual_of(writer, sums.get(metric.pk, {}), days)
        if usual.step != DAY or shown == MOST_COMPARED:
            continue
        points = [point for point in usual.points if first <= point.day < today]
        with_one = [point.value for point in points if point.day in held]
        without = [point.value for point in points if point.day not in held]
        if min(len(with_one), len(without)) >= FEWEST_DAYS:
            shown += 1
            yield _compared(writer, team, with_one, without)


def _compared(
    writer: Writer, team: Team, with_one: Sequence[float], without: Sequence[float]
) -> Compared:
    ours, theirs = limits_of(with_one), limits_of(without)
    apart = ours.low > theirs.high or theirs.low > ours.high
    verdict = "The usual ranges overlap: no difference to speak of."
    if apart:
        side = "above" if fmean(with_one) > fmean(without) else "below"
        verdict = f"Days with a huddle lie {side} the others. That alone does not say why."
    return Compared(
        name=writer.metric.name,
        url=f"{reverse('goals:metric', args=[writer.metric.slug])}?team={team.slug}",
        with_one=_range(writer, with_one),
        without=_range(writer, without),
        verdict=verdict,
    )


def _range(writer: Writer, values: Sequence[float]) -> str:
    """`88% to 94% on 41 days`."""
    limits = limits_of(values)
    low = max(limits.low, 0.0) if limits.mean >= 0 else limits.low
    high = min(limits.high, 100.0) if writer.is_percent and limits.mean <= 100 else limits.high
    return f"{rough(writer, low)} to {rough(writer, high)} on {len(values)} days"
