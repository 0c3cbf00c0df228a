"""What the settings of the categories ask."""

from __future__ import annotations

from typing import Any

from django import forms

from escalations.actions.categories import FIELDS
from escalations.models import Category
from teams.actions.versions import version_of


class CategoryForm(forms.Form):
    """A tile: its name, the digit that picks it, and whether a leader comes at once."""

    name = forms.CharField(
        label="Name", max_length=40, error_messages={"required": "Give it a name."}
    )
    key = forms.TypedChoiceField(
        label="Digit",
        help_text="Picks it on the form, without the mouse.",
        coerce=int,
        choices=[(digit, str(digit)) for digit in range(10)],
        error_messages={"required": "Choose a digit."},
    )
    is_urgent = forms.BooleanField(
        label="Goes to the leader on duty at once",
        help_text="For safety and law: the form shows what to do until they come.",
        required=False,
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)

    def __init__(self, category: Category | None, data: Any = None, **initial: Any) -> None:
        if category is not None:
            initial = {
                **{name: getattr(category, name) for name in FIELDS},
                "version": version_of(category, FIELDS),
            }
        super().__init__(data, initial=initial)
