"""Choosing a guard and its bound, as part of a goal's form."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q

from goals.forms.figures import EXAMPLES, NoFigureError, parse, typed
from goals.models import Metric


def add_guard_fields(
    form: forms.Form, metric: Metric, guard: Metric | None = None, bound: Decimal | None = None
) -> None:
    """Two fields: another metric in use (or the present one), and its bound in that metric's unit."""
    offered = Metric.objects.filter(Q(archived_at=None) | Q(pk=guard.pk if guard else 0))
    form.fields["guard"] = forms.ModelChoiceField(
        offered.exclude(pk=metric.pk).order_by("name"),
        label="Guard",
        required=False,
        empty_label="None",
        help_text="What must not suffer while we get there.",
    )
    form.fields["guard_bound"] = forms.CharField(
        label="Its bound",
        required=False,
        max_length=30,
        help_text="In the guard's own unit.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    form.initial["guard"] = guard.pk if guard else None
    form.initial["guard_bound"] = typed(bound, guard.unit) if guard else ""


def clean_guard(form: forms.Form, data: dict[str, Any]) -> None:
    """Read the bound by the unit of the guard that was chosen; the rest is the action's to say."""
    text, guard = str(data.get("guard_bound") or "").strip(), data.get("guard")
    data["guard_bound"] = None
    if not text:
        return
    unit = guard.unit if isinstance(guard, Metric) else Metric.Unit.COUNT
    try:
        data["guard_bound"] = parse(text, unit)
    except NoFigureError:
        form.add_error("guard_bound", f"Write a number, {EXAMPLES[Metric.Unit(unit)]}.")
