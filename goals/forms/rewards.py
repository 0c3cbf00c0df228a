"""The forms of rewards: give, put forward, the catalogue, the budgets."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from goals.forms.figures import FigureField, typed
from goals.models import Metric, RewardBudget, RewardKind
from goals.queries.rewards import recipients_in
from teams.forms.base import DayField
from teams.models import Membership, Team

_MONEY = Metric(unit=Metric.Unit.MONEY, decimals=2)
"""What a field of money is read as."""
WHOLE_TEAM = "team"


def money_field(label: str, hint: str = "", *, required: bool = True) -> FigureField:
    """An amount in the organisation's currency."""
    return FigureField(
        _MONEY,
        label=label,
        required=required,
        help_text=hint,
        error_messages={"required": "Say how much, 0 for what costs nothing."},
    )


class Recipient(forms.ChoiceField):
    """A person in a team, or the team: one list, so that no two answers can contradict each other."""

    def __init__(self, teams: QuerySet[Team], today: date, leave_out: int, **options: Any) -> None:
        super().__init__(**options)
        self.found: dict[str, tuple[Team, Membership | None]] = {}
        choices: list[tuple[str, Any]] = [("", "Choose")]
        for team, members in recipients_in(teams, today):
            rows = [(f"{WHOLE_TEAM}:{team.pk}", f"{team.name}, all together")]
            self.found[rows[0][0]] = (team, None)
            for held in members:
                if held.user_id != leave_out:
                    key = f"{team.pk}:{held.user_id}"
                    self.found[key] = (team, held)
                    rows.append((key, held.user.name))
            choices.append((team.name, rows))
        self.choices = choices

    def recipient(self, value: str) -> tuple[Team, Any]:
        """Team and person of a checked value; the person is None for the whole team."""
        team, held = self.found[value]
        return team, None if held is None else held.user


class GiveForm(forms.Form):
    """What is given, to whom, what for."""

    to = forms.CharField()
    kind = forms.ModelChoiceField(
        RewardKind.objects.filter(archived_at=None),
        label="What is given?",
        empty_label="Choose from the catalogue",
        error_messages={"required": "Choose what is given."},
    )
    cost = forms.CharField()
    reason = forms.CharField(
        label="What for?",
        max_length=300,
        help_text="The team reads it.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what it is for."},
    )
    despite = forms.CharField(
        label="Why, although the guard cannot say?",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        teams: QuerySet[Team],
        today: date,
        person_id: int,
        data: Any,
        initial: Any,
        *,
        asks_despite: bool,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["to"] = Recipient(
            teams,
            today,
            person_id,
            label="To whom?",
            error_messages={
                "required": "Choose to whom.",
                "invalid_choice": "Choose from the list.",
            },
        )
        self.fields["cost"] = money_field("Cost", "Empty: as in the catalogue.", required=False)
        if not asks_despite:
            del self.fields["despite"]


class NominateForm(forms.Form):
    """Whom, and what they did."""

    to = forms.CharField()
    reason = forms.CharField(
        label="What did they do, and what did it change?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what they did, and what it changed."},
    )
    kind = forms.ModelChoiceField(
        RewardKind.objects.filter(archived_at=None),
        label="Do you have something in mind?",
        required=False,
        empty_label="Leave it to the manager",
    )

    def __init__(self, teams: QuerySet[Team], today: date, person_id: int, data: Any) -> None:
        super().__init__(data)
        self.fields["to"] = Recipient(
            teams,
            today,
            person_id,
            label="Whom?",
            error_messages={"required": "Choose whom.", "invalid_choice": "Choose from the list."},
        )
        self.order_fields(["to", "reason", "kind"])


class KindForm(forms.Form):
    """A line of the catalogue."""

    name = forms.CharField(
        label="Name", max_length=80, error_messages={"required": "Give it a name."}
    )
    what = forms.CharField(
        label="What does one get?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what one gets."},
    )
    cost = forms.CharField()
    version = forms.CharField(required=False, widget=forms.HiddenInput, max_length=16)

    def __init__(self, kind: RewardKind | None, version: str, data: Any = None) -> None:
        initial = (
            {}
            if kind is None
            else {
                "name": kind.name,
                "what": kind.what,
                "cost": typed(kind.cost, Metric.Unit.MONEY),
                "version": version,
            }
        )
        super().__init__(data, initial=initial)
        self.fields["cost"] = money_field("Cost", "0 for what costs no money.")


class BudgetForm(forms.Form):
    """What may be spent, by whom, from when on."""

    team = forms.CharField()
    cadence = forms.ChoiceField(
        label="How often does it start anew?",
        choices=RewardBudget.Cadence.choices,
        widget=forms.RadioSelect,
    )
    since = DayField(
        label="From the month or quarter of",
        error_messages={"required": "Say from when on."},
    )
    amount = forms.CharField()
    reason = forms.CharField(
        label="Why?",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, teams: QuerySet[Team], whole: str, data: Any, initial: Any) -> None:
        super().__init__(data, initial=initial)
        self.fields["team"] = forms.ModelChoiceField(
            teams,
            label="Whose?",
            to_field_name="slug",
            required=False,
            empty_label=f"{whole}, for teams without their own",
        )
        self.fields["amount"] = money_field("Amount", "0 to give nothing for now.")
        self.order_fields(["team", "cadence", "since", "amount", "reason"])


class GoalRewardForm(forms.Form):
    """Which reward a goal carries."""

    reward = forms.ModelChoiceField(
        RewardKind.objects.filter(archived_at=None),
        label="Reward",
        required=False,
        empty_label="None",
    )
