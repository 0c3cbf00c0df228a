"""How a goal's guard stands, as part of its progress."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from goals.models import GuardStatus, Metric
from goals.queries.guards import GuardStands
from teams.api.serializers import exact


class GuardSerializer(serializers.Serializer[Any]):
    """How the goal's guard stands in the period."""

    metric = serializers.CharField(help_text="Slug.")
    value = serializers.CharField()
    weight = serializers.CharField()
    result = serializers.CharField(allow_null=True)
    bound = serializers.CharField()
    status = serializers.ChoiceField(choices=GuardStatus.choices)


def guard_row(guard: GuardStands | None) -> dict[str, Any] | None:
    """A guard as it is answered: figures as text; null without one."""
    if guard is None:
        return None
    decimals = guard.metric.decimals
    return {
        "metric": guard.metric.slug,
        "value": exact(guard.value, decimals if guard.metric.kind == Metric.Kind.TOTAL else 0),
        "weight": exact(guard.weight),
        "result": None if guard.result is None else f"{guard.result:f}",
        "bound": exact(guard.bound, decimals),
        "status": guard.status,
    }
