"""What the settings of the strengths ask."""

from __future__ import annotations

from typing import Any

from django import forms

from feedback.actions.strengths import FIELDS, LONGEST
from feedback.models import Strength
from teams.actions.versions import version_of


class StrengthForm(forms.Form):
    """A strength's name."""

    name = forms.CharField(
        label="Name",
        help_text="What one saw, in two or three words: “Listened first”.",
        max_length=LONGEST,
        error_messages={"required": "Give it a name."},
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)

    def __init__(self, strength: Strength | None, data: Any = None) -> None:
        initial = {}
        if strength is not None:
            initial = {"name": strength.name, "version": version_of(strength, FIELDS)}
        super().__init__(data, initial=initial)
