"""What the pages around a goal ask: how one sees it, how it ended, what happened on a day."""

from __future__ import annotations

from typing import Any

from django import forms

from goals.forms.figures import FigureField, typed
from goals.models import Asked, Metric, Override, Proposal, Review
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


class AnswerForm(forms.Form):
    """What somebody who was asked says to a proposal."""

    answer = forms.ChoiceField(
        label="What do you say?",
        choices=Asked.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you say to it."},
    )
    figure = forms.CharField()
    line = forms.CharField(
        label="Why?",
        required=False,
        max_length=300,
        help_text="Needed where you would aim for another number. The whole team reads it.",
        widget=forms.Textarea(attrs=SPOKEN),
    )

    def __init__(self, metric: Metric, asked: Asked | None, data: Any = None) -> None:
        initial = {}
        if asked is not None:
            figure = typed(asked.figure, metric.unit)
            initial = {"answer": asked.answer, "figure": figure, "line": asked.line}
        super().__init__(data, initial=initial)
        self.fields["figure"] = FigureField(
            metric,
            label="What would you aim for?",
            required=False,
            help_text="Only if you would lower or raise it.",
        )
        self.order_fields(["answer", "figure", "line"])


class AgreeForm(forms.Form):
    """Another number than proposed, and why."""

    target = forms.CharField()
    reason = forms.CharField(
        label="Why this number?",
        max_length=300,
        help_text="It stays in the goal's history.",
        widget=forms.Textarea(attrs=SPOKEN),
        error_messages={"required": "Say why it is another number than proposed."},
    )

    def __init__(self, proposal: Proposal, data: Any = None) -> None:
        super().__init__(data)
        self.fields["target"] = FigureField(
            proposal.goal.metric,
            label="Agreed on",
            error_messages={"required": "Say what you agreed on, as a number."},
        )
        self.order_fields(["target", "reason"])
