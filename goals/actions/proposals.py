"""Putting a goal to the team before it holds: proposed, answered, and agreed on or withdrawn."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from goals.actions import checks
from goals.actions.goals import create_goal, plain
from goals.actions.stale import mark_goal_stale
from goals.models import Asked, Goal, GoalTarget, Metric, Proposal, Scope
from goals.notice_kinds import AGREED, ANSWERED, PROPOSED
from goals.permissions import can_conclude
from goals.queries.figures import Writer
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.models import Membership, Organisation, User
from teams.telling import tell

LONGEST = 300
AGREED_AS_PROPOSED = "Agreed with the team as proposed."
PROPOSABLE = (Scope.TEAM, Scope.MEMBERS)


@transaction.atomic
def propose_goal(actor: User, *, now: datetime, **fields: Any) -> Goal:
    """A goal that its team is asked about first: everybody who is an agent of it that day.

    `fields` are those of `create_goal`. Sent twice within ten minutes it is proposed once. Raises ActionRefused, PermissionDenied.
    """
    team = fields.get("team")
    if team is None or fields.get("scope") not in PROPOSABLE:
        raise ActionRefused("", "Only a team's goal is proposed. Share this one.")
    goal = create_goal(actor, now=now, state=Goal.State.PROPOSED, **fields)
    if Proposal.objects.filter(goal=goal).exists():
        return goal
    today = checks.today_of(team, Organisation.objects.get(pk=1), now)
    _refuse_over(goal, today)
    people = list(
        User.objects.filter(
            pk__in=Membership.objects.agents().on(today).filter(team=team).values("user_id"),
            is_active=True,
        ).order_by("pk")
    )
    if not people:
        raise ActionRefused(
            "",
            f"{team.name} has no agents today, so there is nobody to ask. Share the goal instead.",
        )
    target = goal.targets.get().target
    proposal = Proposal.objects.create(goal=goal, target=target, by=actor, at=now)
    Asked.objects.bulk_create(Asked(proposal=proposal, person=person) for person in people)
    after = {"target": plain(target), "asked": len(people)}
    record(actor, "proposed", goal, after=after, at=now)
    tell(
        people,
        PROPOSED,
        f"proposal-{proposal.pk}",
        f"{actor.name} proposes {goal.name}: {_written(goal, target)}.",
        detail="Agree, or say what you would aim for instead, and why.",
        url=_url(goal),
        now=now,
    )
    return goal


@transaction.atomic
def answer_proposal(
    actor: User,
    proposal: Proposal,
    *,
    answer: str,
    figure: Decimal | None = None,
    line: str = "",
    now: datetime,
) -> Asked:
    """What somebody who was asked says; they may think again while it is open.

    Another number comes with a reason. Raises ActionRefused, PermissionDenied.
    """
    current = _taken(proposal)
    asked = Asked.objects.filter(proposal=current, person=actor).first()
    if asked is None:
        raise PermissionDenied
    if current.state != Proposal.State.OPEN:
        raise ActionRefused("", f"The proposal is {current.get_state_display().lower()} by now.")
    if answer not in Asked.Answer.values:
        raise ActionRefused("answer", "Choose what you say to it.")
    if answer == Asked.Answer.AGREE:
        figure = None
        line = checks.check_text("line", line, limit=LONGEST, missing="") if line.strip() else ""
    else:
        figure = _other_figure(current, answer, figure)
        line = checks.check_text(
            "line", line, limit=LONGEST, missing="Say why, in a sentence: it is what we decide by."
        )
    if (asked.answer, asked.figure, asked.line) == (answer, figure, line):
        return asked
    asked.answer, asked.figure, asked.line, asked.answered_at = answer, figure, line, now
    asked.save(update_fields=["answer", "figure", "line", "answered_at"])
    after = {"answer": answer, "figure": None if figure is None else plain(figure)}
    record(actor, "answered", current, after=after, reason=line, at=now)
    if not Asked.objects.filter(proposal=current, answer="").exists():
        tell(
            [current.by_id],
            ANSWERED,
            f"proposal-{current.pk}-answered",
            f"Everybody has answered your proposal: {current.goal.name}.",
            url=_url(current.goal),
            now=now,
        )
    return asked


def _other_figure(proposal: Proposal, answer: str, figure: Decimal | None) -> Decimal:
    found = checks.check_figure("figure", figure, proposal.goal.metric)
    written = _written(proposal.goal, proposal.target)
    if answer == Asked.Answer.LOWER and found >= proposal.target:
        raise ActionRefused(
            "figure", f"That is not lower than {written}. Choose less, or raise it."
        )
    if answer == Asked.Answer.RAISE and found <= proposal.target:
        raise ActionRefused("figure", f"That is not more than {written}. Choose more, or lower it.")
    return found


@transaction.atomic
def conclude_proposal(
    actor: User,
    proposal: Proposal,
    *,
    target: Decimal | None = None,
    reason: str = "",
    now: datetime,
) -> Goal:
    """Agreed: as proposed, or (with `target`) on another number, for a reason. From now on the goal holds.

    Agreed on twice it is agreed on once. Raises ActionRefused, PermissionDenied.
    """
    current = _taken(proposal)
    goal = current.goal
    if not can_conclude(actor, current):
        raise PermissionDenied
    figure = current.target
    if target is not None and target != current.target:
        figure = checks.check_figure("target", target, goal.metric)
        reason = checks.check_text(
            "reason", reason, limit=LONGEST, missing="Say why it is another number than proposed."
        )
    else:
        reason = ""
    if current.state == Proposal.State.AGREED and current.agreed == figure:
        return goal
    if current.state != Proposal.State.OPEN:
        raise ActionRefused("", f"The proposal is {current.get_state_display().lower()} by now.")
    first = goal.targets.get()
    checks.check_metric(goal.metric)
    checks.check_subject(checks.Subject(goal.scope, goal.team, goal.agent))
    stretch = _stretch(first.stretch, figure, goal.metric)
    _refuse_over(goal, checks.today_of(goal.team, Organisation.objects.get(pk=1), now))
    GoalTarget.objects.create(
        goal=goal,
        since=first.since,
        target=figure,
        stretch=stretch,
        reason=reason or AGREED_AS_PROPOSED,
        set_by=actor,
        set_at=now,
    )
    _conclude(current, Proposal.State.AGREED, actor, now, agreed=figure, reason=reason)
    _become(goal, Goal.State.ACTIVE)
    before, after = {"target": plain(current.target)}, {"target": plain(figure)}
    record(actor, "agreed", goal, before, after, reason, at=now)
    mark_goal_stale(goal.pk, goal.starts_on)
    tell(
        _people(current),
        AGREED,
        f"proposal-{current.pk}-agreed",
        f"Agreed: {goal.name}, {_written(goal, figure)}.",
        detail=reason,
        url=_url(goal, "goals:goal"),
        now=now,
    )
    return goal


@transaction.atomic
def withdraw_proposal(actor: User, proposal: Proposal, *, reason: str = "", now: datetime) -> Goal:
    """Not now: it is put away with what was said. Raises ActionRefused, PermissionDenied."""
    current = _taken(proposal)
    goal = current.goal
    if not can_conclude(actor, current):
        raise PermissionDenied
    if current.state == Proposal.State.WITHDRAWN:
        return goal
    if current.state != Proposal.State.OPEN:
        raise ActionRefused("", "It is agreed by now. Adjust the goal, or put it away.")
    reason = (
        checks.check_text("reason", reason, limit=LONGEST, missing="") if reason.strip() else ""
    )
    _conclude(current, Proposal.State.WITHDRAWN, actor, now, agreed=None, reason=reason)
    _become(goal, Goal.State.ARCHIVED)
    record(actor, "withdrew", goal, reason=reason, at=now)
    tell(
        _people(current),
        AGREED,
        f"proposal-{current.pk}-withdrawn",
        f"Withdrawn: {goal.name}.",
        detail=reason,
        url=_url(goal),
        now=now,
    )
    return goal


# --- Shared --------------------------------------------------------------------------------------


def _taken(proposal: Proposal) -> Proposal:
    """The proposal under its lock: answers and conclusions come one after the other."""
    return (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("goal__metric", "goal__team", "by")
        .get(pk=proposal.pk)
    )


def _refuse_over(goal: Goal, today: date) -> None:
    if goal.ends_on is not None and goal.ends_on < today:
        raise ActionRefused("", "Its days are over. Propose it anew with days that are to come.")


def _stretch(stretch: Decimal | None, target: Decimal, metric: Metric) -> Decimal | None:
    """A stretch that still lies beyond the goal; else none."""
    try:
        return checks.check_stretch(stretch, target, metric)
    except ActionRefused:
        return None


def _conclude(
    proposal: Proposal,
    state: str,
    actor: User,
    now: datetime,
    *,
    agreed: Decimal | None,
    reason: str,
) -> None:
    proposal.state, proposal.agreed, proposal.reason = state, agreed, reason
    proposal.concluded_by, proposal.concluded_at = actor, now
    proposal.save(update_fields=["state", "agreed", "reason", "concluded_by", "concluded_at"])


def _become(goal: Goal, state: str) -> None:
    Goal.objects.filter(pk=goal.pk).update(state=state, version=F("version") + 1)
    goal.refresh_from_db(fields=["state", "version"])


def _people(proposal: Proposal) -> list[int]:
    return list(proposal.asked.order_by("person_id").values_list("person_id", flat=True))


def _written(goal: Goal, figure: Decimal) -> str:
    return Writer(goal.metric, Organisation.objects.get(pk=1).currency).limit(figure)


def _url(goal: Goal, name: str = "goals:proposal") -> str:
    return reverse(name, args=[goal.pk])
