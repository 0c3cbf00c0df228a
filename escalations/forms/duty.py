"""What the settings of duty and budget ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from escalations.models import OnCall
from teams.forms.base import DayField, TimeOfDayInput
from teams.models import User
from teams.models.organisation import WEEKDAYS

WHOLE = {"invalid": "Write a whole number of minutes.", "required": "Say how many minutes."}


class MinutesForm(forms.Form):
    """How soon a team answers."""

    answer_within = forms.IntegerField(
        label="Usual minutes to answer",
        help_text="What a customer is promised unless the agent says otherwise.",
        min_value=1,
        max_value=1_440,
        error_messages=WHOLE,
    )
    warn_before = forms.IntegerField(
        label="Minutes before a promise is due to say so",
        min_value=1,
        max_value=1_440,
        error_messages=WHOLE,
    )
    pass_on_after = forms.IntegerField(
        label="Minutes until a call for a manager is passed on",
        help_text="When nobody has taken it by then, the next on the list is asked.",
        min_value=1,
        max_value=1_440,
        error_messages=WHOLE,
    )


class OnCallForm(forms.Form):
    """One line of the list."""

    person = forms.ModelChoiceField(
        label="Who",
        queryset=User.objects.none(),
        empty_label="Choose",
        error_messages={
            "required": "Choose who is asked.",
            "invalid_choice": "Choose one of these.",
        },
    )
    when = forms.ChoiceField(
        label="When",
        choices=OnCall.When.choices,
        widget=forms.RadioSelect,
        initial=OnCall.When.WORKING,
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="On which days",
        help_text="None: every day.",
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    starts_at = forms.TimeField(
        label="From", help_text="None: all day.", required=False, widget=TimeOfDayInput
    )
    ends_at = forms.TimeField(
        label="Until",
        help_text="At or before the start: until the next morning.",
        required=False,
        widget=TimeOfDayInput,
    )
    away_until = DayField(label="Away until", help_text="The first day back.", required=False)

    def __init__(self, people: Iterable[User], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        wanted = User.objects.filter(pk__in=[one.pk for one in people]).order_by("name", "pk")
        self.fields["person"].queryset = wanted  # type: ignore[attr-defined]


class BudgetForm(forms.Form):
    """What a team may give in a month."""

    amount = forms.DecimalField(
        label="Budget a month",
        min_value=0,
        max_digits=11,
        decimal_places=2,
        error_messages={
            "required": "Say how much a month, as a number; nought for nothing.",
            "invalid": "Write a number, for example 500.",
        },
    )
    since = DayField(
        label="From the month of",
        error_messages={"required": "Say from which month on."},
    )
    reason = forms.CharField(label="Why", max_length=300, required=False)
