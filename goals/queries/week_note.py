"""How a team's goals moved in a week that is over, in a sentence or two: nobody in it, and no wobble told as news.

What stood at the end of the week is held beside what stood at the end of the one before, both from the daily
snapshots. A goal whose figures are inside their usual range is said to be so, whatever its status did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from goals.models import TEAM_ITSELF, Cadence, Goal, Metric, Scope, Snapshot, Status
from goals.queries.brief import Week
from goals.queries.company import daily_sums
from goals.queries.figures import Writer
from goals.queries.sentences import GOOD, JUDGED, words
from goals.queries.usual import Usual, days_of, usual_of
from goals.queries.workdays import ONE_DAY, workdays_of
from teams.models import Organisation, Team

MOST_MOVES = 2
NEW_FOR = timedelta(days=14)
"""A level that has lasted longer was told in the weeks before."""
_OUTSIDE = ("above", "below")
_SHORT = (Cadence.HOURLY, Cadence.DAILY)
_TURNED = {Status.MET: "was met", Status.MISSED: "was missed", Status.ON_PACE: "is back on pace"}


@dataclass(frozen=True, slots=True)
class NoteWords:
    """One sentence, and one or two more (may be empty)."""

    text: str
    detail: str = ""


def week_note(team: Team, organisation: Organisation, week: Week) -> NoteWords | None:
    """What there is to say of a team's week; None where nothing could be judged at its end. Five statements.

    Goals by the day or hour are no news of a week; those of single people are nobody else's.
    """
    goals = list(
        Goal.objects.filter(
            team=team, scope=Scope.TEAM, state=Goal.State.ACTIVE, starts_on__lte=week.last
        )
        .exclude(cadence__in=_SHORT)
        .select_related("metric")
        .order_by("name", "pk")
    )
    before, after = _statuses(goals, week)
    judged = [goal for goal in goals if after.get(goal.pk) in JUDGED]
    if not judged:
        return None
    usual = _usual(team, organisation, {goal.metric for goal in judged}, week)
    moves = [said for goal in judged if (said := _move(goal, before, after, usual))]
    shown = moves[:MOST_MOVES]
    if len(moves) > MOST_MOVES:
        rest = len(moves) - MOST_MOVES
        shown.append(f"{words(rest).capitalize()} more turned.")
    return NoteWords(
        f"{team.name} last week: {_lead(judged, before, after)}.",
        " ".join([*shown, _signals(judged, usual, week)]).strip(),
    )


def _statuses(goals: Sequence[Goal], week: Week) -> tuple[dict[int, str], dict[int, str]]:
    """By goal, the status at the end of the week before, and of this one."""
    ends = week.first - ONE_DAY, week.last
    rows = Snapshot.objects.filter(goal__in=goals, agent_id=TEAM_ITSELF, day__in=ends)
    found: dict[date, dict[int, str]] = {day: {} for day in ends}
    for goal_id, day, status in rows.values_list("goal_id", "day", "status"):
        found[day][goal_id] = status
    return found[ends[0]], found[ends[1]]


def _lead(judged: Sequence[Goal], before: Mapping[int, str], after: Mapping[int, str]) -> str:
    """`on pace for 3 of 5 goals, one more than the week before`; only what could be judged both times is
    compared.
    """
    good = sum(after[goal.pk] in GOOD for goal in judged)
    of = "its one goal" if len(judged) == 1 else f"{good} of {len(judged)} goals"
    lead = f"on pace for {of}" if good or len(judged) > 1 else "not on pace yet for its one goal"
    both = [goal for goal in judged if before.get(goal.pk) in JUDGED]
    if not both:
        return lead
    more = sum(after[goal.pk] in GOOD for goal in both) - sum(
        before[goal.pk] in GOOD for goal in both
    )
    if not more:
        return f"{lead}, as the week before"
    if len(judged) == 1:
        return f"{lead}, unlike the week before"
    return f"{lead}, {words(abs(more))} {'more' if more > 0 else 'fewer'} than the week before"


def _move(
    goal: Goal, before: Mapping[int, str], after: Mapping[int, str], usual: Mapping[int, Usual]
) -> str:
    """`First-contact resolutions is back on pace.`, `Happy customers turned to watch, inside its usual range.`"""
    was, now = before.get(goal.pk), Status(after[goal.pk])
    if was not in JUDGED or (was in GOOD) == (now in GOOD):
        return ""
    turned = _TURNED.get(now, f"turned to {now.label.lower()}")
    of_metric = usual.get(goal.metric_id)
    wobble = of_metric is not None and of_metric.current is not None and not of_metric.signal
    return f"{goal.name}: {turned}{', inside its usual range' if wobble else ''}."


def _usual(
    team: Team, organisation: Organisation, metrics: set[Metric], week: Week
) -> dict[int, Usual]:
    """What was usual at the end of the week, by metric. Three statements."""
    sums = daily_sums([metric.pk for metric in metrics], team, week.last)
    workdays = workdays_of(team, team.clock)
    days = days_of(workdays, week.last + ONE_DAY, organisation.week_starts_on)
    return {
        metric.pk: usual_of(
            Writer(metric, organisation.currency),
            {day: one for day, one in sums.get(metric.pk, {}).items() if day <= week.last},
            days,
        )
        for metric in sorted(metrics, key=lambda metric: metric.name)
    }


def _signals(goals: Sequence[Goal], usual: Mapping[int, Usual], week: Week) -> str:
    """`Handle time: better since 17 Nov.`; that all is as usual, where that is so."""
    known = {pk: one for pk, one in usual.items() if one.current is not None}
    if known and not any(one.signal for one in known.values()):
        return "All figures are inside their usual range, nothing to explain."
    names = {goal.metric_id: goal.metric.name for goal in goals}
    new = [
        f"{names[pk]}: {one.words[:1].lower()}{one.words[1:]}."
        for pk, one in known.items()
        if one.signal
        and (one.signal in _OUTSIDE or one.since is None or one.since > week.last - NEW_FOR)
    ]
    return " ".join(new[:MOST_MOVES])
