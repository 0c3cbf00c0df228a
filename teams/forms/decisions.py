"""What a decision asks: what, how and why; and, where one likes, when to look at it again and what it came from."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from teams.actions.decision_rows import (
    FIELDS,
    LONGEST_AGAIN,
    LONGEST_WHAT,
    LONGEST_WHY,
    LONGEST_WORDS,
    NO_WHAT,
    NO_WHY,
)
from teams.forms.base import DayField
from teams.models import Decision, Team

_SPOKEN = {"rows": 2, "data-grow": "true"}
_VERSION = {"widget": forms.HiddenInput, "required": False, "min_value": 0, "max_value": 2**31 - 1}


class DecisionForm(forms.Form):
    """A new one. Three things are asked for; the rest can stay as it is."""

    what = forms.CharField(
        label="What was decided?",
        help_text="One sentence, for example “Refunds up to £40 are settled on the call”.",
        max_length=LONGEST_WHAT,
        error_messages={"required": NO_WHAT},
    )
    how = forms.ChoiceField(
        label="How?",
        choices=Decision.How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how it was decided."},
    )
    why = forms.CharField(
        label="Why?",
        help_text="What spoke for it, and what against.",
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": "true"}),
        error_messages={"required": NO_WHY},
    )
    team = forms.ModelChoiceField(
        label="For whom?",
        queryset=Team.objects.none(),
        required=False,
        empty_label="Everybody",
        to_field_name="slug",
        error_messages={"invalid_choice": "Choose a team that you lead."},
    )
    decided_on = DayField(
        label="When?", error_messages={"required": "Say on which day it was decided."}
    )
    again_if = forms.CharField(
        label="What would make us look at it again?",
        help_text="For example “More than ten come back in a week”.",
        max_length=LONGEST_AGAIN,
        required=False,
    )
    review_on = DayField(
        label="When do we look at it again?",
        help_text="On that day whoever leads is told.",
        required=False,
    )
    came_from = forms.CharField(
        label="What did it come from?",
        help_text="Copy the address of a goal, an escalation, an idea or a huddle here.",
        max_length=300,
        required=False,
    )

    def __init__(
        self,
        teams: QuerySet[Team],
        data: Any = None,
        *,
        for_all: bool,
        today: date,
        begun: dict[str, str] | None = None,
    ) -> None:
        super().__init__(data, initial={"decided_on": today, **(begun or {})})
        choice = self.fields["team"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        choice.queryset = teams
        first = teams.first()
        if not self.initial.get("team") and first is not None:
            self.initial["team"] = first.slug
        if not for_all:
            choice.empty_label = None
            choice.required = True
            choice.error_messages["required"] = "Choose a team that you lead."


class CorrectionForm(DecisionForm):
    """The same of one that is written down, with why it is corrected. Whose it is, stays."""

    version = forms.IntegerField(**_VERSION)  # type: ignore[arg-type]
    because = forms.CharField(
        label="Why do you correct it?",
        help_text="It stands beneath the decision, with your name and what it said before.",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs=_SPOKEN),
        error_messages={"required": "Say why it is corrected. Readers see it."},
    )

    def __init__(self, decision: Decision, came_from: str, data: Any = None) -> None:
        forms.Form.__init__(
            self,
            data,
            initial={
                **{name: getattr(decision, name) for name in FIELDS},
                "came_from": came_from,
                "version": decision.version,
            },
        )
        del self.fields["team"]
        if decision.origin and not came_from:
            self.fields["came_from"].help_text = "Left empty, it stays what it is."

    def clean_came_from(self) -> str | None:
        """None where it is as it was: it may be something that only others can open."""
        sent: str = self.cleaned_data["came_from"]
        return None if sent == (self.initial["came_from"] or "") else sent


class WordsForm(forms.Form):
    """Why a decision no longer holds, or holds again."""

    version = forms.IntegerField(**_VERSION)  # type: ignore[arg-type]
    words = forms.CharField(
        label="Why?",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs=_SPOKEN),
        error_messages={"required": "Say why, in a sentence."},
    )


class StandsForm(WordsForm):
    """It was looked at again."""

    review_on = DayField(
        label="When do we look at it again?", help_text="Left empty: not any more.", required=False
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["words"].label = "What did you look at?"
        self.fields["words"].error_messages["required"] = "Say what you looked at, in a sentence."
