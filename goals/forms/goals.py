"""Adjusting a goal."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from goals.actions.goals import GoalChanges
from goals.forms.figures import FigureField, typed
from goals.forms.guards import add_guard_fields, clean_guard
from goals.models import Goal, GoalTarget
from goals.queries.choices import feedable_by, owners_for
from teams.forms.base import DayField
from teams.models import User


class GoalForm(forms.Form):
    """What may be adjusted, with the reason that stays in the history.

    `version` is that of the goal which the form shows.
    """

    name = forms.CharField(
        label="Name", max_length=120, error_messages={"required": "Give the goal a name."}
    )
    target = forms.CharField()
    stretch = forms.CharField()
    ends_on = DayField(label="Last day", required=False, help_text="Empty: it goes on.")
    why = forms.CharField(
        label="Why it matters",
        max_length=300,
        help_text="What does a customer notice when we make it?",
        error_messages={"required": "Say what a customer notices when we make it."},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    feeds = forms.CharField()
    owner = forms.CharField()
    reason = forms.CharField(
        label="What changed, and why?",
        max_length=300,
        help_text="It stays in the goal's history.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why it changes, in a sentence."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(
        self, person: User, goal: Goal, agreed: GoalTarget, today: date, data: Any = None
    ) -> None:
        unit = goal.metric.unit
        super().__init__(
            data,
            initial={
                "name": goal.name,
                "target": typed(agreed.target, unit),
                "stretch": typed(agreed.stretch, unit),
                "ends_on": goal.ends_on,
                "why": goal.why,
                "feeds": goal.feeds_id,
                "owner": goal.owner_id,
                "version": goal.version,
            },
        )
        self.goal = goal
        self.fields["target"] = FigureField(
            goal.metric,
            label="Goal",
            help_text="Holds from the start of the period that runs now. Closed periods keep theirs.",
        )
        self.fields["stretch"] = FigureField(goal.metric, label="Stretch", required=False)
        owners = owners_for(goal.team, today) | User.objects.filter(pk=goal.owner_id)
        feeds = feedable_by(person, goal.scope, goal.team)
        self.fields["owner"] = forms.ModelChoiceField(
            owners.distinct(), label="Owner", empty_label=None
        )
        self.fields["feeds"] = forms.ModelChoiceField(
            feeds | Goal.objects.filter(pk=goal.feeds_id or 0),
            label="Goal it feeds",
            required=False,
            empty_label="None",
        )
        add_guard_fields(self, goal.metric, goal.guard, goal.guard_bound)

    def clean(self) -> dict[str, Any]:
        """The bound is read by the guard's unit."""
        data = super().clean() or {}
        clean_guard(self, data)
        return data

    def offer_periods(self, choices: list[tuple[str, str]]) -> None:
        """Let a target be set for a period to come, where there is one. The running one by default."""
        if not choices:
            return
        self.fields["target_since"] = forms.ChoiceField(
            label="Holds",
            choices=choices,
            required=False,
            help_text="Periods before keep theirs.",
            error_messages={"invalid_choice": "Choose a period from the list."},
        )
        self.fields["target"].help_text = ""

    @property
    def target_since(self) -> date | None:
        """The first day of the period asked for; None for the running one. Only after `is_valid`."""
        text = self.cleaned_data.get("target_since", "")
        return date.fromisoformat(text) if text else None

    def changes(self) -> GoalChanges:
        """What the action takes; only after `is_valid`."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "target": data["target"],
            "stretch": data["stretch"],
            "ends_on": data["ends_on"],
            "why": data["why"],
            "feeds": data["feeds"],
            "owner": data["owner"],
            "guard": data["guard"],
            "guard_bound": data["guard_bound"],
        }
