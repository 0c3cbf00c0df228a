"""The forms of a goal in the making, one for each step."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from goals.forms.figures import EXAMPLES, FigureField
from goals.forms.guards import add_guard_fields, clean_guard
from goals.models import Cadence, Goal, Metric
from goals.queries.drafts import Draft
from teams.forms.base import DayField
from teams.models import User

Choices = list[tuple[str, str | list[tuple[str, str]]]]


class WhatForm(forms.Form):
    """What is measured, whose goal it is, and how often it starts anew."""

    metric = forms.CharField()
    whose = forms.CharField()
    cadence = forms.ChoiceField(
        label="How often does it start anew?",
        choices=Cadence.choices,
        error_messages={"required": "Choose how often.", "invalid_choice": "Choose from the list."},
    )

    def __init__(self, metrics: QuerySet[Metric], whose: Choices, data: Any, initial: Any) -> None:
        super().__init__(data, initial=initial)
        self.fields["metric"] = forms.ModelChoiceField(
            metrics,
            label="What do we measure?",
            to_field_name="slug",
            empty_label="Choose a metric",
            error_messages={
                "required": "Choose what the goal measures.",
                "invalid_choice": "Choose a metric from the list.",
            },
        )
        self.fields["whose"] = forms.ChoiceField(
            label="Whose goal is it?",
            choices=whose,
            error_messages={
                "required": "Choose whose goal it is.",
                "invalid_choice": "Choose from the list whose goal it is.",
            },
        )


class OwnFigureForm(forms.Form):
    """One's own number."""

    own = forms.CharField()

    def __init__(self, metric: Metric, data: Any = None) -> None:
        super().__init__(data)
        self.fields["own"] = FigureField(
            metric,
            label="Your own number",
            help_text=f"{metric.get_unit_display()}, {EXAMPLES[Metric.Unit(metric.unit)]}.",
            error_messages={"required": "Write a number, or pick one above."},
        )


class OwnDaysForm(forms.Form):
    """One's own first and last day."""

    starts_on = DayField(
        label="First day", error_messages={"required": "Say on which day the goal starts."}
    )
    ends_on = DayField(label="Last day", required=False, help_text="Empty: it goes on.")

    def __init__(self, cadence: str, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        if cadence == Cadence.ONCE:
            self.fields["ends_on"].required = True
            self.fields["ends_on"].help_text = ""
            self.fields["ends_on"].error_messages["required"] = (
                "A goal that happens once needs a last day."
            )

    def clean(self) -> dict[str, Any]:
        """The end may not be before the start."""
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("ends_on", "The end is before the start. Choose a later last day.")
        return data


class WhyForm(forms.Form):
    """Why it matters, what it feeds, who looks after it."""

    name = forms.CharField(
        label="What do we call it?",
        max_length=120,
        error_messages={"required": "Give the goal a name."},
    )
    why = forms.CharField(
        label="What does a customer notice when we make it?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what a customer notices when we make it."},
    )
    difference = forms.CharField(
        label="What will be different?",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    stretch = forms.CharField(required=False)
    feeds = forms.CharField(required=False)
    owner = forms.CharField()

    def __init__(
        self,
        draft: Draft,
        feeds: QuerySet[Goal],
        owners: QuerySet[User],
        data: Any,
        initial: Any,
        *,
        asks_difference: bool,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["stretch"] = FigureField(
            draft.metric,
            label="Stretch",
            required=False,
            help_text="A number beyond the goal, for a very good time.",
        )
        self.fields["feeds"] = forms.ModelChoiceField(
            feeds, label="Goal it feeds", required=False, empty_label="None"
        )
        self.fields["owner"] = forms.ModelChoiceField(
            owners,
            label="Owner",
            empty_label=None,
            error_messages={"required": "Say who looks after the goal."},
        )
        if not asks_difference:
            del self.fields["difference"]
        add_guard_fields(self, draft.metric)

    def clean(self) -> dict[str, Any]:
        """The bound is read by the guard's unit."""
        data = super().clean() or {}
        clean_guard(self, data)
        return data
