"""What a metric says, as administrators write it down."""

from __future__ import annotations

from typing import Any

from django import forms

from goals.actions.metrics import METRIC_FIELDS, MOST_MINIMUM, MetricChanges
from goals.models import Metric
from teams.actions.versions import version_of


def _whole(span: str) -> dict[str, str]:
    """What is said of anything but a whole number in its span."""
    words = f"Choose a whole number {span}."
    return dict.fromkeys(("required", "invalid", "min_value", "max_value"), words)


class MetricForm(forms.Form):
    """A metric. `version` is a hash of what the form shows; empty for a new one."""

    name = forms.CharField(
        label="Name",
        max_length=120,
        help_text="As people say it: First-contact resolutions.",
        error_messages={"required": "Give the metric a name."},
    )
    slug = forms.SlugField(
        label="Short name",
        max_length=60,
        required=False,
        help_text="For addresses, files and programs. It cannot change later. Empty: made of the name.",
        error_messages={"invalid": "Use letters, digits and hyphens only."},
    )
    meaning = forms.CharField(
        label="What it means",
        max_length=2000,
        required=False,
        help_text="What it says about the service, in a sentence.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    formula = forms.CharField(
        label="How it is counted",
        max_length=300,
        required=False,
        help_text="For example: resolved ÷ answered.",
    )
    kind = forms.ChoiceField(
        label="How readings add up", choices=Metric.Kind.choices, widget=forms.RadioSelect
    )
    unit = forms.ChoiceField(label="Unit", choices=Metric.Unit.choices)
    better = forms.ChoiceField(
        label="Which way is good", choices=Metric.Better.choices, widget=forms.RadioSelect
    )
    decimals = forms.IntegerField(
        label="Decimals", min_value=0, max_value=4, error_messages=_whole("from 0 to 4")
    )
    minimum_weight = forms.IntegerField(
        label="Fewest to say",
        min_value=0,
        max_value=MOST_MINIMUM,
        error_messages=_whole(f"from 0 to {MOST_MINIMUM:,}"),
        help_text="A ratio with less than this behind it is shown as too few to say.",
    )
    reason = forms.CharField(
        label="Why it changes", max_length=500, required=False, help_text="It stays in the history."
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, metric: Metric | None, data: Any = None) -> None:
        if metric is None:
            initial = {
                "kind": Metric.Kind.TOTAL,
                "unit": Metric.Unit.COUNT,
                "better": Metric.Better.HIGHER,
                "decimals": 0,
                "minimum_weight": 20,
            }
        else:
            initial = {name: getattr(metric, name) for name in METRIC_FIELDS}
            initial["version"] = version_of(metric, METRIC_FIELDS)
        super().__init__(data, initial=initial)
        if metric is None:
            del self.fields["reason"], self.fields["version"]
        else:
            del self.fields["slug"]

    def values(self) -> MetricChanges:
        """What the actions take; only after `is_valid`."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "meaning": data["meaning"],
            "formula": data["formula"],
            "kind": data["kind"],
            "unit": data["unit"],
            "better": data["better"],
            "decimals": data["decimals"],
            "minimum_weight": data["minimum_weight"],
        }
