"""What is learned from cases, in the matrix: North's case and what hangs on it, and who gets to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from escalations import lifecycle
from escalations.actions.conflicts import report_conflict
from escalations.actions.remedies import fix_cause
from escalations.actions.reviews import review
from escalations.actions.steps import locked, write_step
from escalations.actions.training_cases import Told, publish_training_case
from escalations.models import Category, Conflict, Escalation, Remedy, TrainingCase

if TYPE_CHECKING:
    from tests.access.world import World

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@dataclass
class Learning:
    """A case of Jin's that Priya looked back on, and one that ended otherwise."""

    case: Escalation
    other: Escalation
    remedy: Remedy
    training: TrainingCase
    conflict: Conflict


def make_learning(world: World) -> Learning:
    """Made for the matrix, all of it North's."""
    manager = world.people["manager"]
    case, other = _case(world, "agreed"), _case(world, "declined")
    review(manager, case, happy_alone=True, why_not="limit", cause="Carrier late", now=NOW)
    case.refresh_from_db()
    told = Told("A missed slot", "The carrier did not come.", "And now?", "A refund.")
    return Learning(
        case,
        other,
        fix_cause(
            manager, case, text="Ring them", owner=manager, due_on=date(2026, 12, 1), now=NOW
        ),
        publish_training_case(manager, case, told, now=NOW),
        report_conflict(manager, cases=(case, other), text="Yes, and no.", now=NOW),
    )


def _case(world: World, outcome: str) -> Escalation:
    agent, manager = world.people["agent"], world.people["manager"]
    at = NOW - timedelta(hours=3)
    case = Escalation.objects.create(
        team=world.north, logged_by=agent, category=Category.objects.get(slug="delivery"),
        about="Third missed delivery", reference="HP-482913", reference_key="hp482913", need="decision",
        created_at=at, saved_at=at,
    )  # fmt: skip
    case = locked(case.pk)
    clock = world.north.clock
    where = {"opened_at": at, "day": clock.day_of(at), "hour": clock.local(at).hour}
    write_step(case, lifecycle.SEND, agent, now=at, **where)
    write_step(case, lifecycle.CLAIM, manager, now=at, claimed_by=manager, claimed_at=at)
    write_step(
        case,
        lifecycle.RESOLVE,
        manager,
        now=at,
        outcome=outcome,
        resolved_at=at,
        decided_by=manager,
    )
    return case


def case(world: World) -> dict[str, Any]:
    return {"pk": world.learning.case.pk}


def cause(world: World) -> dict[str, Any]:
    return {"pk": world.learning.case.cause_id}


def remedy(world: World) -> dict[str, Any]:
    return {"pk": world.learning.remedy.pk}


def training(world: World) -> dict[str, Any]:
    return {"pk": world.learning.training.pk}


def conflict(world: World) -> dict[str, Any]:
    return {"pk": world.learning.conflict.pk}


def two_cases(world: World) -> str:
    return f"?case={world.learning.case.pk}&case={world.learning.other.pk}"
