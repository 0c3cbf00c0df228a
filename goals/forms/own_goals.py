"""What a person's own goals ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from goals.actions.own_goals import FIELDS
from goals.models import CheckIn, Metric, OwnGoal
from teams.actions.versions import version_of
from teams.forms.base import DayField

SPOKEN = {"rows": 2, "class": "input--serif"}


def _audience() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Who sees it?",
        choices=OwnGoal.Audience.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who sees it."},
    )


class OwnGoalForm(forms.Form):
    """One page: what, how one will know, by when, who sees it. `version` is that of the goal it shows."""

    aim = forms.CharField(
        label="What do you want to get better at?",
        max_length=160,
        help_text="For example: settle refunds without a hand-off.",
        error_messages={"required": "Say what you want to get better at, in a few words."},
    )
    sign = forms.CharField(
        label="How will you know?",
        max_length=300,
        help_text="It need not be a number.",
        widget=forms.Textarea(attrs=SPOKEN),
        error_messages={"required": "Say how you will know."},
    )
    due_on = DayField(label="By when?", error_messages={"required": "Say by when."})
    metric = forms.CharField(required=False)
    audience = _audience()
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, metrics: QuerySet[Metric], goal: OwnGoal | None, data: Any = None) -> None:
        initial: dict[str, Any] = {"audience": OwnGoal.Audience.LEAD}
        if goal is not None:
            initial = {"version": version_of(goal, FIELDS)}
            initial |= {name: goal.serializable_value(name) for name in FIELDS}
        super().__init__(data, initial=initial)
        if goal is not None:
            # Who sees it is changed on the goal's page, for itself.
            del self.fields["audience"]
            metrics = metrics | Metric.objects.filter(pk=goal.metric_id or 0)
        self.fields["metric"] = forms.ModelChoiceField(
            metrics.distinct(),
            label="A figure of yours to show with it",
            required=False,
            empty_label="None",
            help_text="Seen by you, and by your lead if you show them the goal. Never by the team.",
            error_messages={"invalid_choice": "Choose a metric from the list."},
        )
        self.order_fields(["aim", "sign", "due_on", "metric", "audience", "version"])


class CheckInForm(forms.Form):
    """A line on how it goes."""

    going = forms.ChoiceField(
        label="How does it go?",
        choices=CheckIn.Going.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it goes."},
    )
    line = forms.CharField(
        label="In a line",
        max_length=300,
        widget=forms.Textarea(attrs=SPOKEN),
        error_messages={"required": "Write a line on how it goes."},
    )


class AudienceForm(forms.Form):
    """Who sees it from now on."""

    audience = _audience()


class DoneForm(forms.Form):
    """Reached, or let go; with what was learned."""

    state = forms.ChoiceField(
        label="How did it end?",
        choices=(
            (OwnGoal.State.REACHED, "I reached it"),
            (OwnGoal.State.LET_GO, "I let it go"),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you reached it or let it go."},
    )
    learned = forms.CharField(
        label="What did you learn?",
        max_length=500,
        widget=forms.Textarea(attrs=SPOKEN),
        error_messages={"required": "Say what you learned, in a sentence."},
    )
