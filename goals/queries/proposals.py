"""Goals that are proposed: what, why, who was asked, and what they said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery

from goals import dates
from goals.models import Asked, Goal, GoalTarget, Proposal, Scope
from goals.permissions import can_conclude, goals_visible_to
from goals.queries.draft_words import sentence
from goals.queries.drafts import Draft
from goals.queries.figures import Writer, counted
from goals.queries.shape import clock_of
from goals.queries.workdays import workdays_of
from teams.calendar import ONE_DAY
from teams.models import Organisation, Team, User
from teams.names import first_name


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who was asked and what they say: `Would lower it to 4,000`, and why."""

    name: str
    initials: str
    says: str
    line: str
    is_me: bool


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """What is proposed and why, what each said and who has not yet (in name order), and what came of it."""

    sentence: str
    figure: str
    guard: str
    reason: str
    proposed: str
    voices: tuple[Voice, ...]
    not_yet: str
    answered: str
    mine: Asked | None
    can_conclude: bool
    is_open: bool
    ended: str
    ended_reason: str


def proposal_of(goal: Goal) -> Proposal | None:
    """The proposal a goal came from, or still is; None for one that was shared at once. One statement."""
    return (
        Proposal.objects.filter(goal=goal)
        .select_related("goal__metric", "goal__guard", "goal__team", "by", "concluded_by")
        .first()
    )


def never_held(goal: Goal) -> bool:
    """Whether it is proposed still, or was withdrawn before anybody agreed. One statement."""
    proposals = Proposal.objects.filter(goal=goal).exclude(state=Proposal.State.AGREED)
    return proposals.exists()


def proposal_page(viewer: User, proposal: Proposal, now: datetime) -> ProposalPage:
    """Four statements, whoever was asked."""
    goal = proposal.goal
    organisation = Organisation.objects.get(pk=1)
    clock = clock_of(goal.team, organisation)
    today = clock.day_of(now)
    writer = Writer(goal.metric, organisation.currency)
    asked = list(proposal.asked.select_related("person").order_by("person__name", "person_id"))
    answers = sum(bool(one.answer) for one in asked)
    draft = Draft(
        goal.metric, goal.scope, goal.team, None, goal.cadence, proposal.target,
        goal.starts_on, goal.ends_on,
    )  # fmt: skip
    first = GoalTarget.objects.filter(goal=goal).order_by("since", "pk").first()
    return ProposalPage(
        sentence=sentence(draft, organisation, workdays_of(goal.team, organisation.clock), today),
        figure=writer.limit(proposal.target),
        guard=_guard(goal, organisation.currency),
        reason="" if first is None or first.reason.startswith("Agreed") else first.reason,
        proposed=f"{proposal.by.name}, {dates.short_day(clock.local(proposal.at).date(), today)}",
        voices=tuple(_voice(one, writer, viewer) for one in asked if one.answer),
        not_yet=", ".join(one.person.name for one in asked if not one.answer),
        answered=f"{answers} of {counted(len(asked), 'person', 'people')} "
        f"{'has' if answers == 1 else 'have'} answered",
        mine=next((one for one in asked if one.person_id == viewer.pk), None),
        can_conclude=can_conclude(viewer, proposal),
        is_open=proposal.state == Proposal.State.OPEN,
        ended=_ended(
            proposal, writer, dates.short_day(clock.local(proposal.concluded_at).date(), today)
        )
        if proposal.concluded_at
        else "",
        ended_reason=proposal.reason,
    )


def _guard(goal: Goal, currency: str) -> str:
    """What must not suffer meanwhile: `Complaints 3 or fewer`; empty without a guard."""
    if goal.guard is None or goal.guard_bound is None:
        return ""
    return f"{goal.guard.name} {Writer(goal.guard, currency).limit(goal.guard_bound)}"


def _voice(one: Asked, writer: Writer, viewer: User) -> Voice:
    says = "Agrees"
    if one.figure is not None:
        verb = "lower" if one.answer == Asked.Answer.LOWER else "raise"
        says = f"Would {verb} it to {writer.target(one.figure)}"
    return Voice(
        name=one.person.name,
        initials=one.person.initials,
        says=says,
        line=one.line,
        is_me=one.person_id == viewer.pk,
    )


def _ended(proposal: Proposal, writer: Writer, day: str) -> str:
    who = proposal.concluded_by.name if proposal.concluded_by else "Somebody"
    if proposal.state == Proposal.State.WITHDRAWN or proposal.agreed is None:
        return f"{who} withdrew it on {day}."
    if proposal.agreed == proposal.target:
        return f"Agreed as proposed on {day}."
    return f"Agreed on {writer.limit(proposal.agreed)} on {day}."


# --- What waits ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal that is open: `Marcus proposes at least 4,200, for 1 to 31 December`.

    `is_due`: the viewer may conclude it, and everybody has answered or its first day is near.
    """

    pk: int
    name: str
    words: str
    hint: str
    is_asked: bool
    has_answered: bool
    is_due: bool


def open_proposals(
    viewer: User, organisation: Organisation, now: datetime, team: Team | None = None
) -> list[Waiting]:
    """Those the viewer may see, of `team` or of all, those first that wait for their answer, then oldest first.
    One statement.
    """
    own = Asked.objects.filter(proposal=OuterRef("pk"), person=viewer)
    rows: Any = (
        Proposal.objects.filter(state=Proposal.State.OPEN, goal__in=goals_visible_to(viewer))
        .select_related("goal__metric", "goal__team", "by")
        .annotate(
            people=Count("asked"),
            answers=Count("asked", filter=~Q(asked__answer="")),
            own=Subquery(own.values("answer")[:1]),
        )
        .order_by("at", "pk")
    )
    if team is not None:
        rows = rows.filter(goal__team=team, goal__scope=Scope.TEAM)
    found = [_waiting(row, viewer, organisation, now) for row in rows]
    return sorted(found, key=lambda one: not one.is_asked or one.has_answered)


def _waiting(row: Any, viewer: User, organisation: Organisation, now: datetime) -> Waiting:
    goal: Goal = row.goal
    today = clock_of(goal.team, organisation).day_of(now)
    figure = Writer(goal.metric, organisation.currency).limit(row.target)
    days = f"from {dates.short_day(goal.starts_on, today)} on"
    if goal.ends_on is not None:
        days = f"for {dates.span(goal.starts_on, goal.ends_on, today)}"
    return Waiting(
        pk=goal.pk,
        name=goal.name,
        words=f"{first_name(row.by.name)} proposes {figure}, {days}.",
        hint=f"{row.answers} of {counted(row.people, 'person', 'people')} answered",
        is_asked=row.own is not None,
        has_answered=bool(row.own),
        is_due=can_conclude(viewer, row)
        and (row.people == row.answers or goal.starts_on <= today + ONE_DAY),
    )
