"""Make a metric, change what it says, put it away.

What a metric *is* (its kind, and whether it is a percentage) cannot change under figures that were sent
in for it: that would rewrite every result there ever was. Wrong input raises `ActionRefused`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify

from goals.actions.checks import check_text
from goals.actions.stale import mark_goals_stale
from goals.models import Goal, Metric, Progress, Reading
from teams.actions.audit import differences, fields_of, record
from teams.actions.errors import ActionRefused, refused_if_taken
from teams.actions.versions import refuse_stale
from teams.models import User
from teams.permissions import can_administer

MOST_MINIMUM = 1_000_000
RESERVED = frozenset({"new"})
"""Slugs that are addresses of pages."""


class MetricChanges(TypedDict, total=False):
    """What may be changed. What is left out stays as it is."""

    name: str
    meaning: str
    formula: str
    kind: str
    unit: str
    better: str
    decimals: int
    minimum_weight: int


METRIC_FIELDS = (
    "name",
    "meaning",
    "formula",
    "kind",
    "unit",
    "better",
    "decimals",
    "minimum_weight",
)
_BEARS_ON_GOALS = {"kind", "unit", "better", "decimals", "minimum_weight"}


@transaction.atomic
def create_metric(
    actor: User | None,
    *,
    name: str,
    slug: str = "",
    meaning: str = "",
    formula: str = "",
    kind: str = Metric.Kind.TOTAL,
    unit: str = Metric.Unit.COUNT,
    better: str = Metric.Better.HIGHER,
    decimals: int = 0,
    minimum_weight: int = 20,
) -> Metric:
    """A new metric. Without a slug one is made of the name. Raises ActionRefused, PermissionDenied."""
    _may(actor)
    values = _checked(
        {
            "name": name,
            "meaning": meaning,
            "formula": formula,
            "kind": kind,
            "unit": unit,
            "better": better,
            "decimals": decimals,
            "minimum_weight": minimum_weight,
        }
    )
    slug = slug or slugify(values["name"])[:60].strip("-")
    if not slug or slug != slugify(slug) or len(slug) > 60 or slug in RESERVED:
        raise ActionRefused(
            "slug", "Use small letters, digits and hyphens for the short name, 60 at most."
        )
    taken = f"There is a metric with the short name {slug}. Choose another."
    if Metric.objects.filter(slug=slug).exists():
        raise ActionRefused("slug", taken)
    _refuse_twin(values["name"], None)
    with refused_if_taken("slug", taken):
        metric = Metric.objects.create(slug=slug, **values)
    record(actor, "created", metric, after={"slug": slug, **values})
    return metric


@transaction.atomic
def update_metric(
    actor: User | None,
    metric: Metric,
    *,
    reason: str = "",
    version: str | None = None,
    **changes: Unpack[MetricChanges],
) -> Metric:
    """Change a metric. Goals on it are worked out anew where the change bears on them.

    `version` is `version_of(metric, METRIC_FIELDS)` when the form was drawn: Stale when it is no longer
    true. Raises ActionRefused, PermissionDenied.
    """
    _may(actor)
    current = Metric.objects.select_for_update().get(pk=metric.pk)
    before = fields_of(current, METRIC_FIELDS)
    after = _checked({**before, **changes})
    if after == before:
        return current  # as it is already: a form sent twice
    refuse_stale(current, METRIC_FIELDS, version)
    if after["name"] != before["name"]:
        _refuse_twin(after["name"], current.pk)
    _refuse_other_thing(current, after)
    old, new = differences(before, after)
    for field, value in new.items():
        setattr(current, field, value)
    current.save(update_fields=list(new))
    record(actor, "changed", current, old, new, reason.strip())
    if _BEARS_ON_GOALS & new.keys():
        mark_goals_stale(list(current.goals.values_list("pk", "starts_on")))
    return current


@transaction.atomic
def archive_metric(
    actor: User | None, metric: Metric, *, reason: str = "", now: datetime
) -> Metric:
    """Put it away: it leaves the lists, its figures stay. Refused while goals are pursued on it."""
    _may(actor)
    current = Metric.objects.select_for_update().get(pk=metric.pk)
    using = [goal.name for goal in current.goals.exclude(state=Goal.State.ARCHIVED)[:3]]
    if using:
        raise ActionRefused("", f"Goals still use it: {', '.join(using)}. Archive them first.")
    if current.archived_at is None:
        current.archived_at = now
        current.save(update_fields=["archived_at"])
        record(actor, "archived", current, after={"archived_at": now}, reason=reason, at=now)
    return current


@transaction.atomic
def restore_metric(actor: User | None, metric: Metric, *, reason: str = "") -> Metric:
    """Take it up again. What is in use already stays so."""
    _may(actor)
    current = Metric.objects.select_for_update().get(pk=metric.pk)
    if current.archived_at is not None:
        _refuse_twin(current.name, current.pk)
        before = {"archived_at": current.archived_at}
        current.archived_at = None
        current.save(update_fields=["archived_at"])
        record(actor, "restored", current, before, {"archived_at": None}, reason)
    return current


def _may(actor: User | None) -> None:
    if actor is not None and not can_administer(actor):
        raise PermissionDenied


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    kept = dict(values)
    kept["name"] = check_text("name", values["name"], limit=120, missing="Give the metric a name.")
    for field, limit in (("meaning", 2_000), ("formula", 300)):
        kept[field] = values[field].strip()
        if kept[field]:
            check_text(field, kept[field], limit=limit, missing="")
    for field, choices, ask in (
        ("kind", Metric.Kind, "Choose how readings add up."),
        ("unit", Metric.Unit, "Choose what a figure is a number of."),
        ("better", Metric.Better, "Choose which way is good."),
    ):
        if kept[field] not in choices.values:
            raise ActionRefused(field, ask)
    if not 0 <= kept["decimals"] <= 4:
        raise ActionRefused("decimals", "Choose from 0 to 4 decimals.")
    if not 0 <= kept["minimum_weight"] <= MOST_MINIMUM:
        raise ActionRefused("minimum_weight", f"Choose a whole number from 0 to {MOST_MINIMUM:,}.")
    if kept["unit"] == Metric.Unit.PERCENT and kept["kind"] != Metric.Kind.RATIO:
        raise ActionRefused("unit", "Percentages do not add up. Choose a ratio, or another unit.")
    return kept


def _refuse_twin(name: str, pk: int | None) -> None:
    others = Metric.objects.filter(name__iexact=name, archived_at=None)
    if pk is not None:
        others = others.exclude(pk=pk)
    if others.exists():
        raise ActionRefused(
            "name", f"There is a metric called {name} already. Choose another name."
        )


def _refuse_other_thing(metric: Metric, after: dict[str, Any]) -> None:
    """Figures keep their sense: what they add up to, and which way was good when a period closed."""
    turned = (metric.unit == Metric.Unit.PERCENT) != (after["unit"] == Metric.Unit.PERCENT)
    recounted = metric.kind != after["kind"]
    if (recounted or turned) and Reading.objects.filter(metric=metric).exists():
        raise ActionRefused(
            "kind" if recounted else "unit",
            "Figures have come in for it, and they would mean something else."
            " Make a new metric and archive this one.",
        )
    if (
        metric.better != after["better"]
        and Progress.objects.filter(goal__metric=metric, final=True).exists()
    ):
        raise ActionRefused(
            "better",
            "Goals on it have closed, and they would end otherwise. Make a new metric instead.",
        )
