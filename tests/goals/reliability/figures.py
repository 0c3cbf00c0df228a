"""What must hold of the figures, however they came about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import Model

from goals.models import AgentDay, OrganisationDay, Progress, Reading, TeamDay, TeamShare, TeamSlot
from goals.queries.places import Places
from goals.recompute import run
from tests.goals.engine.numbers import standings

CLOSED_WITH = {"closed_value", "closed_weight", "closed_status"}


def sums() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every layer of tallies, in order."""
    found = {}
    for model in (AgentDay, TeamSlot, TeamDay, TeamShare, OrganisationDay):
        names = [field.attname for field in model._meta.concrete_fields if field.name != "pk"]
        found[model.__name__] = sorted(model.objects.values_list(*names))
    return found


def figures() -> dict[str, Any]:
    """Everything that is computed, but when."""
    return {**sums(), **standings()}


def open_names(model: type[Model] = Progress) -> list[str]:
    """The columns that `open_figures` compares, in their order."""
    beside = {"id", "computed_at", "revised_at", *CLOSED_WITH}
    return [field.attname for field in model._meta.concrete_fields if field.attname not in beside]


def open_figures() -> dict[str, Any]:
    """The same without what closed periods closed with, which depends on what had arrived by then."""
    rows = Progress.objects.values_list(*open_names())
    return {**figures(), "Progress": sorted(rows, key=str)}


def assert_as_rebuilt(now: datetime) -> None:
    """What was worked out step by step is, digit for digit, what all readings together make anew."""
    assert not run.anything_stale()
    step_by_step = open_figures()
    run.run_all(now)
    assert step_by_step == open_figures()


def assert_in_place() -> None:
    """Every reading lies on the one day, hour and organisation's day that the calendars say."""
    places = Places()
    for row in Reading.objects.all():
        assert (row.day, row.slot, row.organisation_day) == places.of(
            row.team_id, row.at.astimezone(UTC)
        )
