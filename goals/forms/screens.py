"""The form for a new screen on a wall."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator

from goals.actions.screens import MOST_GOALS
from goals.models import Goal, Scope, Screen
from goals.permissions import teams_to_hang_screens_for
from teams.models import Team, User


class GoalChoices(forms.ModelMultipleChoiceField[Goal]):
    """Goals, each with its team where there are several."""

    with_teams = False

    def label_from_instance(self, obj: Goal) -> str:
        """`First-contact resolutions, every month`."""
        team = f"{obj.team.name}: " if self.with_teams and obj.team else ""
        return f"{team}{obj.name}, {obj.get_cadence_display().lower()}"


class ScreenForm(forms.Form):
    """Whose figures, where it hangs, how it looks, and which goals."""

    team = forms.ModelChoiceField[Team](
        queryset=Team.objects.none(),
        to_field_name="slug",
        empty_label=None,
        error_messages={
            "required": "Choose whose figures it shows.",
            "invalid_choice": "Choose a team from the list.",
        },
        label="Whose figures?",
    )
    name = forms.CharField(
        label="Where does it hang?",
        max_length=100,
        help_text="So that you know later which one to take down.",
        error_messages={"required": "Say where it hangs, such as By the kitchen."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    theme = forms.ChoiceField(label="Colours", choices=Screen.Theme.choices)
    goals = GoalChoices(
        queryset=Goal.objects.none(),
        required=False,
        label="Which goals?",
        help_text=f"Up to {MOST_GOALS}; more than four take turns. Choose none for the most urgent four.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose goals from the list."},
    )

    def __init__(self, person: User, data: Any = None) -> None:
        super().__init__(data)
        teams = teams_to_hang_screens_for(person).order_by("name")
        goals: QuerySet[Goal] = Goal.objects.filter(
            team__in=teams.order_by().values("pk"), scope=Scope.TEAM, state=Goal.State.ACTIVE
        ).select_related("team")
        chosen = self.fields["goals"]
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        chosen.queryset = goals.order_by("team__name", "name", "pk")  # type: ignore[attr-defined]
        chosen.with_teams = teams.count() > 1  # type: ignore[attr-defined]

    @property
    def has_goals(self) -> bool:
        """Whether there is any to choose."""
        choices = self.fields["goals"].choices  # type: ignore[attr-defined]
        return isinstance(choices, ModelChoiceIterator) and bool(choices.queryset)
