"""The forms about what is held of a person: to be given it, and to have it go."""

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


class EraseForm(forms.Form):
    """That it is this person, and why."""

    name = forms.CharField(
        label="Their whole name",
        max_length=150,
        help_text="As it stands above, so that it is nobody else.",
        error_messages={"required": "Write their whole name."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label="Why",
        max_length=300,
        help_text="For example: they asked for it. It stays with the record, without their name.",
        error_messages={"required": "Say why in a few words. It stays with the record."},
    )
