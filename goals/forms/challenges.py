"""The forms of a challenge: what it is about, its words and line, its change, its end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from goals.forms.figures import FigureField, NoFigureError, parse, typed
from goals.forms.new_goal import Choices
from goals.models import Challenge, Metric, RewardKind
from goals.queries.choices import metrics_in_use
from teams.forms.base import DayField

_WHY = "What does a customer notice when we manage it?"
_NAME_MISSING = {"required": "Give the challenge a name."}
_WHY_MISSING = {"required": "Say what a customer notices when we manage it."}


class WhatForm(forms.Form):
    """What is measured, who takes it on, what decides it, from when until when."""

    metric = forms.CharField()
    whose = forms.CharField()
    rule = forms.ChoiceField(
        label="What decides it?",
        choices=Challenge.Rule.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what decides it."},
    )
    starts_on = DayField(
        label="First day", error_messages={"required": "Say on which day it starts."}
    )
    ends_on = DayField(label="Last day", error_messages={"required": "Say on which day it ends."})

    def __init__(self, whose: Choices, data: Any, initial: Any) -> None:
        super().__init__(data, initial=initial)
        self.fields["metric"] = forms.ModelChoiceField(
            metrics_in_use(),
            label="What do we measure?",
            to_field_name="slug",
            empty_label="Choose a metric",
            help_text="One with figures of single people: what is counted for a team alone adds nothing here.",
            error_messages={
                "required": "Choose what it measures.",
                "invalid_choice": "Choose a metric from the list.",
            },
        )
        self.fields["whose"] = forms.ChoiceField(
            label="Who takes it on?",
            choices=whose,
            error_messages={
                "required": "Choose who takes it on.",
                "invalid_choice": "Choose from the list who takes it on.",
            },
        )
        self.order_fields(["metric", "whose", "rule", "starts_on", "ends_on"])

    def clean(self) -> dict[str, Any]:
        """The end may not be before the start."""
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The end is before the start. Choose a later last day.")
        return data


class DetailsForm(forms.Form):
    """Why, the line, who may join, what it brings, and what must not suffer."""

    why = forms.CharField(
        label=_WHY,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=_WHY_MISSING,
    )
    name = forms.CharField(
        label="What do we call it?", max_length=120, error_messages=_NAME_MISSING
    )
    line = forms.CharField()
    past_days = forms.IntegerField(
        label="Days before it that are one’s own past",
        min_value=1,
        max_value=366,
        required=False,
        help_text="Empty: as many days as the challenge has.",
    )
    joinable = forms.ChoiceField(
        label="Who may join?", choices=Challenge.Joinable.choices, widget=forms.RadioSelect
    )
    reward = forms.ModelChoiceField(
        RewardKind.objects.filter(archived_at=None),
        label="Reward",
        required=False,
        empty_label="None",
    )
    guard = forms.ModelChoiceField(
        metrics_in_use(),
        label="What must not suffer",
        to_field_name="slug",
        required=False,
        empty_label="Nothing in particular",
        help_text="Out of bounds over these days, it holds the reward back.",
    )
    guard_bound = forms.CharField(label="Its bound", required=False, max_length=30)

    def __init__(self, metric: Metric, rule: str, data: Any, initial: Any) -> None:
        super().__init__(data, initial=initial)
        if rule == Challenge.Rule.IMPROVED:
            del self.fields["line"]
        else:
            del self.fields["past_days"]
            together = rule == Challenge.Rule.TOTAL
            self.fields["line"] = FigureField(
                metric,
                label="Goal, all together" if together else "The line, for each",
                error_messages={"required": "Write a number, or pick one above."},
            )
        self.order_fields(["line", "past_days", "why", "name"])

    def clean(self) -> dict[str, Any]:
        """The bound is read in the guard's own unit."""
        data = super().clean() or {}
        guard, text = data.get("guard"), data.get("guard_bound", "")
        data["guard_bound"] = None
        if guard is not None and not text:
            self.add_error("guard_bound", f"Say where {guard.name} is out of bounds.")
        elif text and guard is None:
            self.add_error("guard", "Choose the metric that the bound is for.")
        elif guard is not None:
            try:
                data["guard_bound"] = parse(text, guard.unit)
            except NoFigureError:
                self.add_error("guard_bound", "Write a number, such as 9 or 4:30.")
        return data


class ChangeForm(forms.Form):
    """What may still be changed: all of it until somebody has joined, then the words alone."""

    name = forms.CharField(label="Name", max_length=120, error_messages=_NAME_MISSING)
    why = forms.CharField(
        label=_WHY,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=_WHY_MISSING,
    )
    line = forms.CharField()
    starts_on = DayField(label="First day")
    ends_on = DayField(label="Last day")
    joinable = forms.ChoiceField(
        label="Who may join?", choices=Challenge.Joinable.choices, widget=forms.RadioSelect
    )
    reward = forms.CharField()
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, challenge: Challenge, data: Any = None, *, joined: bool) -> None:
        super().__init__(
            data,
            initial={
                "name": challenge.name,
                "why": challenge.why,
                "line": typed(challenge.line, challenge.metric.unit),
                "starts_on": challenge.starts_on,
                "ends_on": challenge.ends_on,
                "joinable": challenge.joinable,
                "reward": challenge.reward_id,
                "version": challenge.version,
            },
        )
        kinds: QuerySet[RewardKind] = RewardKind.objects.filter(archived_at=None)
        if challenge.reward_id is not None:
            kinds = kinds | RewardKind.objects.filter(pk=challenge.reward_id)
        self.fields["reward"] = forms.ModelChoiceField(
            kinds, label="Reward", required=False, empty_label="None"
        )
        self.fields["line"] = FigureField(challenge.metric, label="The line")
        gone = {"line", "starts_on", "ends_on", "joinable"} if joined else set()
        if challenge.rule == Challenge.Rule.IMPROVED:
            gone.add("line")
        if joined and challenge.reward_id is not None:
            gone.add("reward")
        for name in gone:
            del self.fields[name]

    def changes(self) -> dict[str, Any]:
        """What the action takes; only after `is_valid`."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ReasonForm(forms.Form):
    """One reason, for those whom it concerns."""

    reason = forms.CharField(label="Why?", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, label: str, missing: str, hint: str = "") -> None:
        super().__init__(data)
        field = self.fields["reason"]
        field.label, field.help_text = label, hint
        field.error_messages["required"] = missing
