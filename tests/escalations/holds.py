"""What must hold of cases whatever people did to them, for tests of random lives. Each asks the rows alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from escalations import lifecycle
from escalations.models import Amends, AmendsRequest, Escalation, Promise, Step
from escalations.queries.budgets import budget_of
from teams.models import Membership, Notice, Team

STARTS = ("send", "reopen", "put_back")
CALLS = ("call_back", "not_reached")
PASS_ON_AFTER = timedelta(minutes=5)


def start_of(case: Escalation) -> Step:
    """The step with which somebody was last asked; an answer that was taken back asks nobody anew."""
    steps = Step.objects.filter(escalation=case, kind__in=STARTS).exclude(data__has_key="undo")
    return steps.latest("number")


def told_by(case: Escalation, step: Step) -> set[int]:
    """Who was asked by that step."""
    key = f"escalation-{case.pk}-asked-{step.number}"
    return set(Notice.objects.filter(key=key).values_list("user_id", flat=True))


def is_passed_on_or_all_know(case: Escalation) -> bool:
    """Of one that is urgent and that nobody has: the clock passes it on, or has told all who lead."""
    last = Step.objects.filter(escalation=case, kind__in=[*STARTS, "pass_on"]).latest("number")
    all_told = last.kind == "pass_on" and last.data["to"] is None
    return case.pass_on_at is not None or (all_told and bool(told_by(case, last)))


def was_passed_on(case: Escalation, now: datetime) -> bool:
    """Whether one that nobody has taken in time went on, after a round of the worker; and whoever it went to was told."""
    last = Step.objects.filter(escalation=case, kind__in=STARTS).latest("number")
    passed = Step.objects.filter(escalation=case, kind="pass_on", number__gt=last.number)
    if now < last.at + PASS_ON_AFTER:
        return True
    return passed.exists() and all(told_by(case, step) for step in passed)


def somebody_knows(case: Escalation) -> bool:
    """Whether a leader who may answer it was told of one that nobody has; whoever opened it again may be asked by it.

    Where nobody but they could answer it, whoever puts it back knows.
    """
    start = start_of(case)
    steps = Step.objects.filter(escalation=case, kind="pass_on", number__gt=start.number)
    told = told_by(case, start).union(*(told_by(case, step) for step in steps))
    if start.kind == "put_back":
        told -= {start.by_id}
        leaders = set(
            Membership.objects.leads().filter(team=case.team_id).values_list("user_id", flat=True)
        )
        if not leaders - {start.by_id, case.logged_by_id}:
            return True
    elif start.kind == "reopen" and start.by_id == case.on_duty_id:
        told |= {start.by_id}
    return bool(told - {case.logged_by_id})


def is_to_come(case: Escalation) -> bool:
    """Whether a manager was promised to come now, and nobody is there: the open promise is no call."""
    promise = Promise.objects.filter(escalation=case, state="open").first()
    if case.need != "manager" or case.outcome or promise is None:
        return False
    calls = Step.objects.filter(escalation=case, kind__in=CALLS, at=promise.made_at)
    return not calls.exists()


def decision_of(case: Escalation) -> tuple[Any, ...] | None:
    """What a leader decided of it, and who; None where none has."""
    if not case.outcome or case.decided_by_id in (None, case.logged_by_id):
        return None
    return (case.outcome, case.decided_by_id, case.decision)


def may_change_a_decision(case: Escalation, step: Step) -> bool:
    """Whether after this step a leader's decision may be another, or none: a leader's own, or opening it again."""
    if step.kind == lifecycle.REOPEN:
        return True
    return step.by_id not in (None, case.logged_by_id)


def ledger_and_budget_add_up(team: Team, day: date, cases: Iterable[int]) -> None:
    """What is given is what the budget has spent; nobody answers their own request; nothing is taken back twice."""
    entries = list(Amends.objects.select_related("escalation", "request"))
    budget = budget_of(team, day)
    assert budget.spent == sum((entry.amount for entry in entries), Decimal(0))
    spent = Decimal(0)
    for entry in entries:
        spent += entry.amount
        step = Step.objects.get(data__amends=entry.pk)
        if entry.amount > 0:
            excess = Decimal(step.data.get("over_budget", 0))
            assert spent - excess <= budget.amount
            assert not excess or entry.reason
    for request in AmendsRequest.objects.filter(state="approved"):
        assert request.entry is not None
        assert request.answered_by_id not in (
            request.asked_by_id,
            request.escalation.logged_by_id,
        )
    for case in cases:
        assert sum(entry.amount for entry in entries if entry.escalation_id == case) >= 0
