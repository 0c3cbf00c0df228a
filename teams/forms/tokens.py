"""The form for a new API token."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms

from teams.actions.tokens import INGEST, READ, SCOPES, scopes_open_to
from teams.models import User

LIVES = (("30", "30 days"), ("90", "90 days"), ("365", "A year"), ("0", "Until I revoke it"))


class TokenForm(forms.Form):
    """What the token is for, what it may do, and for how long."""

    name = forms.CharField(
        label="Which program uses it?",
        max_length=100,
        help_text="So that you know later which one to revoke.",
        error_messages={"required": "Say which program will use it, such as Telephone system."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label="What may it do?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what the token is good for."},
    )
    source = forms.CharField(
        label="One source only",
        max_length=100,
        required=False,
        help_text="With a name here, it sends readings of this source and of no other.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    life = forms.ChoiceField(label="How long does it work?", choices=LIVES, initial="365")

    def __init__(self, person: User, data: Any = None) -> None:
        super().__init__(data, initial={"scopes": [READ]})
        allowed = scopes_open_to(person)
        self.fields["scopes"].choices = [  # type: ignore[attr-defined]
            (scope, SCOPES[scope]) for scope in allowed
        ]
        if INGEST not in allowed:
            del self.fields["source"]

    def expires_at(self, now: datetime) -> datetime | None:
        """The instant from which it no longer works; None for none."""
        days = int(self.cleaned_data["life"])
        return now + timedelta(days=days) if days else None
