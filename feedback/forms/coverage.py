"""Putting somebody off on the list of whom to thank."""

from __future__ import annotations

from django import forms

from feedback.actions.coverage import LONGEST_REASON
from teams.forms.base import DayField


class SnoozeForm(forms.Form):
    """Until when, and why."""

    until = DayField(label="Until", error_messages={"required": "Say until when."})
    reason = forms.CharField(
        label="Why",
        max_length=LONGEST_REASON,
        help_text="For your own list. Nobody else reads it.",
        error_messages={"required": "Say why, in a few words: “on leave until the 24th”."},
    )
