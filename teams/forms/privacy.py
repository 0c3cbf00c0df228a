"""The forms about what is held of a person."""

from __future__ import annotations

from django import forms


class AskedForm(forms.Form):
    """That the person asked for their file."""

    asked = forms.CharField(
        label="How and when they asked",
        max_length=300,
        help_text="For example: by letter of 12 November. It stays with the record.",
        error_messages={"required": "Say how and when they asked. It stays with the record."},
    )
