"""What the page about a leaving asks."""

from __future__ import annotations

from typing import Any

from django import forms

from feedback.actions.staying import FIELDS, LONGEST
from feedback.models import Leaving
from teams.actions.versions import version_of


class WhyForm(forms.Form):
    """Why somebody left: a theme, and a sentence of theirs."""

    theme = forms.ChoiceField(
        label="What weighed most?",
        choices=Leaving.Theme.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose one of the reasons, or “Not known”.",
            "invalid_choice": "Choose one of the reasons, or “Not known”.",
        },
    )
    words = forms.CharField(
        label="In their own words",
        help_text="A sentence as they said it, if they would want it kept. Administrators and the managers of the team "
        "read it, nobody else.",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input--serif", "autocomplete": "off"}),
        error_messages={"max_length": f"Keep it under {LONGEST} characters."},
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)

    def __init__(self, there: Leaving | None, data: Any = None) -> None:
        initial: dict[str, Any] = {"version": ""}
        if there is not None:
            initial = {
                **{name: getattr(there, name) for name in FIELDS},
                "version": version_of(there, FIELDS),
            }
        super().__init__(data, initial=initial)
