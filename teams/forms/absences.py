"""Days away."""

from __future__ import annotations

from django import forms

from teams.forms.base import DayField


class AwayForm(forms.Form):
    """From when, and on which day they are back. No reason is asked."""

    starts_on = DayField(
        label="First day away", error_messages={"required": "Choose the first day away."}
    )
    back_on = DayField(
        label="Back on",
        help_text="The first day on which they are there again.",
        error_messages={"required": "Choose the day on which they are back."},
    )
