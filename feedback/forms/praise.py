"""Writing down what a customer said, for whom, and a file of many."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms

from feedback.actions.praise import LONGEST_NAME
from feedback.models import Praise
from feedback.permissions.praise import people_praised_in, teams_to_praise
from teams.forms.base import DayField
from teams.models import Membership, Team, User

WHERE = "Choose where they said it."


class TeamChoice(forms.ModelChoiceField[Team]):
    """One of one's own teams; asked only of who has several."""

    def __init__(self, person: User, **more: Any) -> None:
        super().__init__(
            teams_to_praise(person),
            label="Team",
            empty_label=None,
            error_messages={"invalid_choice": "Choose one of your teams."},
            **more,
        )


class PraiseForm(forms.Form):
    """A customer's words. The people offered are those of one's own teams; the action holds them to the one."""

    words = forms.CharField(
        label="What they said",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write down what they said, in their own words."},
    )
    channel = forms.ChoiceField(
        label="Where they said it",
        choices=[("", "Choose"), *Praise.Channel.choices],
        error_messages={"required": WHERE, "invalid_choice": WHERE},
    )
    said_on = DayField(label="When", error_messages={"required": "Say on which day."})
    people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="For whom",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose people from the list."},
    )
    customer = forms.CharField(
        label="Who said it",
        max_length=LONGEST_NAME,
        required=False,
        help_text="Shown to the team alone.",
    )

    def __init__(self, person: User, today: date, data: Any = None) -> None:
        super().__init__(data, initial={"said_on": today})
        teams = teams_to_praise(person)
        held = Membership.objects.on(today).filter(team__in=teams)
        self.fields["people"].queryset = User.objects.filter(  # type: ignore[attr-defined]
            pk__in=held.values("user_id"), is_active=True
        ).order_by("name", "pk")
        if teams.count() > 1:
            self.fields = {"team": TeamChoice(person), **self.fields}

    def team_of(self, person: User) -> Team | None:
        """The team chosen, or the only one there is."""
        chosen: Team | None = self.cleaned_data.get("team") or teams_to_praise(person).first()
        return chosen


class ForWhomForm(forms.Form):
    """Whom a customer's words are for."""

    people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="For whom",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Choose people from the list.",
            "required": "Choose somebody.",
        },
    )

    def __init__(self, praise: Praise, now: datetime, data: Any = None) -> None:
        super().__init__(data, initial={"people": [one.pk for one in praise.people.all()]})
        found = people_praised_in(praise.team, praise.said_on, now).order_by("name", "pk")
        self.fields["people"].queryset = found  # type: ignore[attr-defined]


class CommentsForm(forms.Form):
    """A file of comments, or what was read of one and is to be brought in."""

    file = forms.FileField(
        label="The file",
        required=False,
        help_text="CSV or a workbook, with a column of words and one of dates.",
    )

    def __init__(self, person: User, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        if teams_to_praise(person).count() > 1:
            self.fields = {"team": TeamChoice(person), **self.fields}

    def team_of(self, person: User) -> Team | None:
        """The team chosen, or the only one there is."""
        chosen: Team | None = self.cleaned_data.get("team") or teams_to_praise(person).first()
        return chosen
