"""What a request to read or attend something asks: the wish, the answer, what one took from it."""

from __future__ import annotations

from typing import Any

from django import forms

from teams import growth_rules as rules
from teams.actions.study import (
    LONGEST_ANSWER,
    LONGEST_TOOK,
    LONGEST_WHAT,
    LONGEST_WHY,
    MOST_COST,
    NO_ANSWER,
    NO_TOOK,
    NO_WHAT,
    NO_WHY,
)
from teams.forms.base import DayField
from teams.models import StudyRequest

_SPOKEN = {"rows": 2, "data-grow": "true"}
_VERSION = {"widget": forms.HiddenInput, "required": False, "min_value": 0, "max_value": 2**31 - 1}
_ANSWERS = {
    rules.YES: "Yes",
    rules.TALK: "Let us talk about it",
    rules.NOT_NOW: "Not now, and why",
}


class StudyForm(forms.Form):
    """A wish."""

    kind = forms.ChoiceField(
        label="What would you like to do?",
        choices=StudyRequest.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you want to read or to attend it."},
    )
    what = forms.CharField(
        label="What is it?",
        help_text="The book, the course, the colleague you want to sit beside.",
        max_length=LONGEST_WHAT,
        error_messages={"required": NO_WHAT},
    )
    why = forms.CharField(
        label="Why?",
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs=_SPOKEN),
        error_messages={"required": NO_WHY},
    )
    cost = forms.DecimalField(
        label="What does it cost?",
        required=False,
        min_value=0,
        max_value=MOST_COST,
        decimal_places=2,
        error_messages={"invalid": "Write the cost as a number, for example 45 or 45.50."},
    )
    on = DayField(label="When?", required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"kind": StudyRequest.Kind.READ})


class AnswerForm(forms.Form):
    """Yes, let us talk, or not now."""

    version = forms.IntegerField(**_VERSION)  # type: ignore[arg-type]
    answer = forms.ChoiceField(
        label="What do you say?",
        widget=forms.RadioSelect,
        error_messages={"required": NO_ANSWER, "invalid_choice": NO_ANSWER},
    )
    words = forms.CharField(
        label="In your words",
        help_text="With “not now” they read why.",
        max_length=LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs=_SPOKEN),
    )

    def __init__(self, state: str, version: int, data: Any = None) -> None:
        super().__init__(data, initial={"version": version})
        # What is sent may have been answered meanwhile: then the verb says so, not a list without it.
        offered = rules.ANSWERS if data is not None else rules.answers_left(state)
        self.fields["answer"].choices = [  # type: ignore[attr-defined]
            (one, _ANSWERS[one]) for one in offered
        ]

    def offer(self, state: str) -> None:
        """Show only what may still be answered."""
        left = rules.answers_left(state)
        self.fields["answer"].choices = [(one, _ANSWERS[one]) for one in left]  # type: ignore[attr-defined]


class TookForm(forms.Form):
    """What one took from it, and whether others may read it."""

    version = forms.IntegerField(**_VERSION)  # type: ignore[arg-type]
    took = forms.CharField(
        label="What did you take from it?",
        max_length=LONGEST_TOOK,
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": "true"}),
        error_messages={"required": NO_TOOK},
    )
    share = forms.BooleanField(
        label="Recommend it to the people of my teams, with these words and my name", required=False
    )
