"""What a goal must be before it is written. Each check names the field and says how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from goals.fixed import OutOfRange, to_units
from goals.models import Cadence, Goal, Metric, Scope
from goals.permissions import goals_visible_to
from goals.queries.shape import clock_of
from teams.actions.errors import ActionRefused
from teams.models import Membership, Organisation, Team, User
from teams.permissions import standing_of

FIRST_YEAR, LAST_YEAR = 2000, 2100
LEVELS = {Scope.AGENT: 0, Scope.MEMBERS: 1, Scope.TEAM: 2, Scope.ORGANISATION: 3}
"""A goal feeds one of a higher level, so a chain of goals ends, and none can feed itself."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose goal it is: scope with its team and agent."""

    scope: str
    team: Team | None
    agent: User | None


def check_text(field: str, text: str, *, limit: int, missing: str) -> str:
    """The text without spaces around it. Refuses an empty one, one too long, and NUL characters."""
    kept = " ".join(text.split())
    if not kept:
        raise ActionRefused(field, missing)
    if len(kept) > limit:
        raise ActionRefused(field, f"Keep it under {limit} characters. This has {len(kept)}.")
    if "\x00" in kept:
        raise ActionRefused(field, "The text holds a character that cannot be kept. Type it again.")
    return kept


def check_metric(metric: Metric | None) -> Metric:
    """Refuses a goal without a metric, or with one that is archived."""
    if metric is None:
        raise ActionRefused("metric", "Choose what the goal measures.")
    if metric.archived_at is not None:
        raise ActionRefused("metric", f"{metric.name} is archived. Choose a metric that is in use.")
    return metric


def check_subject(subject: Subject) -> None:
    """Refuses a scope without its team or agent, with too much, or with an archived team."""
    if subject.scope not in Scope.values:
        raise ActionRefused(
            "scope", "Choose whose goal it is: the organisation, a team or an agent."
        )
    if subject.scope == Scope.ORGANISATION:
        if subject.team is not None or subject.agent is not None:
            raise ActionRefused(
                "scope", "A goal of the whole organisation has no team and no agent."
            )
        return
    if subject.team is None:
        raise ActionRefused("team", "Choose the team whose goal it is.")
    if subject.team.archived_at is not None:
        raise ActionRefused(
            "team", f"{subject.team.name} is archived. Choose a team that is at work."
        )
    if subject.scope == Scope.AGENT and subject.agent is None:
        raise ActionRefused("agent", "Choose the agent whose goal it is.")
    if subject.scope != Scope.AGENT and subject.agent is not None:
        raise ActionRefused("agent", "Only a goal of one agent names an agent.")


def check_days(cadence: str, starts_on: date | None, ends_on: date | None) -> date:
    """The first day. Refuses an unknown cadence, an end before the start, a one-off without an end."""
    if cadence not in Cadence.values:
        raise ActionRefused("cadence", "Choose how often the goal starts anew.")
    if starts_on is None:
        raise ActionRefused("starts_on", "Say on which day the goal starts.")
    for field, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ActionRefused(field, f"Choose a day from {FIRST_YEAR} to {LAST_YEAR}.")
    if ends_on is not None and ends_on < starts_on:
        raise ActionRefused("ends_on", "The end is before the start. Choose a later last day.")
    if cadence == Cadence.ONCE and ends_on is None:
        raise ActionRefused("ends_on", "A goal that happens once needs a last day.")
    return starts_on


def check_agent(subject: Subject, starts_on: date, ends_on: date | None, today: date) -> None:
    """Refuses an agent who is in the team on no day the goal has left (or had, when it is over)."""
    if subject.agent is None or subject.team is None:
        return
    last = ends_on or date(LAST_YEAR, 12, 31)
    first = max(starts_on, min(today, last))
    here = Membership.objects.agents().between(first, last)
    if not here.filter(user=subject.agent, team=subject.team).exists():
        raise ActionRefused(
            "agent",
            f"{subject.agent.name} is not an agent of {subject.team.name} in that time."
            " Choose one who is, or other days.",
        )


def check_figure(field: str, figure: Decimal | None, metric: Metric) -> Decimal:
    """A target or stretch that the metric can reach and that can be shown as it is.

    Above zero; zero only where lower is better; percent at most 100; no more decimals than the metric.
    """
    if figure is None:
        raise ActionRefused(field, "Say how much, as a number.")
    try:
        to_units(figure)
    except OutOfRange as error:
        raise ActionRefused(field, str(error)) from error
    if figure < 0 or (figure == 0 and metric.better == Metric.Better.HIGHER):
        raise ActionRefused(field, "Choose a number above zero.")
    if metric.unit == Metric.Unit.PERCENT and figure > 100:
        raise ActionRefused(field, "Choose a percentage from 0 to 100.")
    step = Decimal(1).scaleb(-metric.decimals)
    if figure != figure.quantize(step):
        allowed = (
            f"at most {metric.decimals} decimals" if metric.decimals else "a whole number"
        ).replace("1 decimals", "1 decimal")
        raise ActionRefused(
            field, f"{metric.name} is shown with {allowed}. Write the number that way."
        )
    return figure


def check_stretch(stretch: Decimal | None, target: Decimal, metric: Metric) -> Decimal | None:
    """Refuses a stretch that asks no more than the target does."""
    if stretch is None:
        return None
    check_figure("stretch", stretch, metric)
    if metric.better == Metric.Better.HIGHER and stretch <= target:
        raise ActionRefused(
            "stretch", "The stretch lies beyond the goal. Choose more than the goal."
        )
    if metric.better == Metric.Better.LOWER and stretch >= target:
        raise ActionRefused(
            "stretch", "The stretch lies beyond the goal. Choose less than the goal."
        )
    return stretch


def check_feeds(actor: User | None, feeds: Goal | None, subject: Subject) -> None:
    """Refuses a goal that feeds sideways, downwards, another team's, or one out of sight.

    Ways lead from agent to team to organisation only.
    """
    if feeds is None:
        return
    if actor is not None and not goals_visible_to(actor).filter(pk=feeds.pk).exists():
        raise ActionRefused("feeds", "Choose the goal it feeds from the list.")
    if feeds.state == Goal.State.ARCHIVED:
        raise ActionRefused("feeds", f"“{feeds.name}” is archived. Choose a goal that is pursued.")
    if feeds.state == Goal.State.PROPOSED:
        raise ActionRefused("feeds", f"“{feeds.name}” is not agreed on yet. Choose one that is.")
    if LEVELS[Scope(feeds.scope)] <= LEVELS[Scope(subject.scope)]:
        raise ActionRefused(
            "feeds",
            "A goal feeds a wider one: an agent's feeds the team's, a team's the organisation's.",
        )
    if feeds.team_id is not None and (subject.team is None or feeds.team_id != subject.team.pk):
        raise ActionRefused("feeds", "A goal feeds one of its own team or of the organisation.")


def check_owner(owner: User | None, subject: Subject, now: datetime) -> User:
    """Refuses an owner who could not look after the goal.

    A team's goal is owned by one who leads it; the organisation's by a manager or an administrator.
    """
    if owner is None:
        raise ActionRefused("owner", "Say who looks after the goal.")
    standing = standing_of(owner, now)
    if subject.team is None:
        if not (standing.manages or standing.is_administrator):
            raise ActionRefused("owner", f"{owner.name} is not a manager. Choose someone who is.")
    elif subject.team.pk not in standing.leads:
        raise ActionRefused(
            "owner",
            f"{owner.name} does not lead {subject.team.name}."
            " Choose one of its supervisors or managers.",
        )
    elif subject.agent is not None and subject.agent.pk == owner.pk:
        raise ActionRefused("owner", "Nobody looks after a goal that measures themself alone.")
    return owner


def today_of(team: Team | None, organisation: Organisation, now: datetime) -> date:
    """What day it is where the goal is pursued."""
    return clock_of(team, organisation).day_of(now)
