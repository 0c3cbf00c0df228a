"""What the pages around a goal ask: how one sees it, how it ended, what happened on a day."""

from __future__ import annotations

from typing import Any

from django import forms

from goals.models import Override, Review
from teams.forms.base import DayField

SPOKEN = {"rows": 2, "class": "input--serif"}


class SaidForm(forms.Form):
    """How the owner sees it, and why."""

    said = forms.ChoiceField(
        label="How do you see it?",
        choices=Override.Said.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you see it."},
    )
    sentence = forms.CharField(
        label="Why, in a few words?",
        help_text="For example: courier strike ends Friday.",
        max_length=200,
        widget=forms.Textarea(attrs=SPOKEN),
        error_messages={"required": "Say why you see it so, in a few words."},
    )


class ReviewForm(forms.Form):
    """How a period ended, and what we learned. `version` is that of the review the form shows."""

    outcome = forms.ChoiceField(
        label="How did it end?",
        choices=Review.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it ended."},
    )
    learned = forms.CharField(
        label="What did we learn?",
        max_length=500,
        widget=forms.Textarea(attrs={**SPOKEN, "rows": 3}),
        error_messages={"required": "Say what we learned, in a sentence or two."},
    )
    put_away = forms.BooleanField(
        label="Put the goal away; its history stays", required=False, initial=True
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, initial: dict[str, Any], *, ends: bool) -> None:
        super().__init__(data, initial=initial)
        if not ends:
            del self.fields["put_away"]


class NoteForm(forms.Form):
    """A few words about a day. `version` is that of the note the form shows; a new one has none."""

    day = DayField(label="Day", error_messages={"required": "Say which day it is about."})
    text = forms.CharField(
        label="What happened?",
        help_text="Everybody who sees the goal reads it.",
        max_length=400,
        widget=forms.Textarea(attrs={**SPOKEN, "rows": 3}),
        error_messages={"required": "Write what happened."},
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)
