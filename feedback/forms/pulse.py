"""What the pulse asks: an answer, what is done about one, and the questions themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from feedback.actions.pulse import LONGEST_WORDS
from feedback.actions.pulse_actions import LONGEST
from feedback.actions.pulse_questions import FIELDS, LONGEST_END
from feedback.actions.pulse_questions import LONGEST as LONGEST_QUESTION
from feedback.models import SCALE, Question
from feedback.queries.pulse import Asked
from teams.actions.versions import version_of
from teams.models import Team


class AnswerForm(forms.Form):
    """One to five, and words if one likes."""

    week = forms.DateField(widget=forms.HiddenInput)
    score = forms.TypedChoiceField(
        label="Your answer",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose one of the five.",
            "invalid_choice": "Choose one of the five.",
        },
    )
    words = forms.CharField(
        label="In your own words",
        help_text="They are shown as you write them, among those of everybody else. Leave out names, and what only "
        "you could know.",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input--serif", "autocomplete": "off"}),
        error_messages={"max_length": f"Keep it under {LONGEST_WORDS} characters."},
    )

    def __init__(self, asked: Asked | None, data: Any = None) -> None:
        super().__init__(data, initial={"week": asked.week} if asked else None)
        field = self.fields["score"]
        if isinstance(field, forms.ChoiceField):
            ends = {SCALE[0]: asked.low, SCALE[-1]: asked.high} if asked else {}
            field.choices = [
                (value, f"{value} {ends[value]}" if value in ends else str(value))
                for value in SCALE
            ]


class ActionForm(forms.Form):
    """What one does about a result, and for whom. `all_teams` offers everybody as well."""

    team = forms.ModelChoiceField(
        Team.objects.none(),
        label="For whom",
        required=False,
        to_field_name="slug",
        error_messages={"invalid_choice": "Choose a team from the list."},
    )
    words = forms.CharField(
        label="What do you do about it?",
        help_text="Everybody it is for hears of it, and it stands with the result.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input--serif"}),
        error_messages={
            "required": "Say what you do about it.",
            "max_length": f"Keep it under {LONGEST} characters.",
        },
    )

    def __init__(self, teams: QuerySet[Team], *, all_teams: bool, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["team"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = teams
            field.required = not all_teams
            field.empty_label = "Everybody" if all_teams else "Choose a team"
            field.error_messages["required"] = "Choose a team that you lead."


class QuestionForm(forms.Form):
    """A question of the set."""

    words = forms.CharField(
        label="Question",
        max_length=LONGEST_QUESTION,
        help_text="One that people can answer on the spot, and that somebody can do something about.",
        error_messages={"required": "Write the question."},
    )
    low = forms.CharField(
        label="What 1 means",
        max_length=LONGEST_END,
        error_messages={"required": "Say what 1 means."},
    )
    high = forms.CharField(
        label="What 5 means",
        max_length=LONGEST_END,
        error_messages={"required": "Say what 5 means."},
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)

    def __init__(self, question: Question | None, data: Any = None) -> None:
        initial: dict[str, Any] = {"low": "Not at all", "high": "Very much"}
        if question is not None:
            initial = {
                **{name: getattr(question, name) for name in FIELDS},
                "version": version_of(question, FIELDS),
            }
        super().__init__(data, initial=initial)
