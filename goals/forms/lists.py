"""The filters of the list of goals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from goals.models import Cadence, Goal, Status
from goals.queries.lists import Wish
from teams.models import Team

HORIZONS: dict[str, tuple[str, ...]] = {
    "day": (Cadence.HOURLY, Cadence.DAILY),
    "week": (Cadence.WEEKLY,),
    "month": (Cadence.MONTHLY,),
    "quarter": (Cadence.QUARTERLY,),
    "year": (Cadence.YEARLY,),
    "once": (Cadence.ONCE,),
}
STANDINGS: dict[str, tuple[str, ...]] = {
    "off": (Status.BEHIND, Status.WATCH, Status.MISSED),
    "on": (Status.ON_PACE, Status.MET),
    "open": (Status.TOO_EARLY, Status.NO_DATA),
}

COMPANY = "company"


class GoalFilter(forms.Form):
    """What the list is narrowed to. Everything may be left out."""

    horizon = forms.ChoiceField(
        label="Horizon",
        required=False,
        choices=(
            ("", "All horizons"),
            ("day", "Today"),
            ("week", "Week"),
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("year", "Year"),
            ("once", "By a date"),
        ),
    )
    team = forms.ChoiceField(label="Team", required=False)
    status = forms.ChoiceField(
        label="Status",
        required=False,
        choices=(
            ("", "Any status"),
            ("off", "Off pace"),
            ("on", "On pace or met"),
            ("open", "Too early or no figures"),
            ("paused", "Paused"),
            ("archived", "Put away"),
        ),
    )
    mine = forms.BooleanField(label="Only mine", required=False)

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(team.slug, team.name) for team in teams]
        field = self.fields["team"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "All teams"), (COMPANY, "Whole company"), *listed]

    @property
    def wanted(self) -> dict[str, Any]:
        """What was asked for, without what is left out or makes no sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def wish(self) -> Wish:
        """What was asked for, in the terms of the tables."""
        wanted = self.wanted
        status, team = wanted.get("status", ""), wanted.get("team", "")
        return Wish(
            cadences=HORIZONS.get(wanted.get("horizon", ""), ()),
            statuses=STANDINGS.get(status, ()),
            state=status if status in {Goal.State.PAUSED, Goal.State.ARCHIVED} else "",
            team="" if team == COMPANY else team,
            company=team == COMPANY,
            mine=bool(wanted.get("mine")),
        )

    @property
    def in_words(self) -> str:
        """`Off pace, North, Only mine`: the filter as it is repeated where nothing matches."""
        words: list[str] = []
        for name, value in self.wanted.items():
            field = self.fields[name]
            choices: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
            words.append(str(dict(choices).get(value, field.label)))
        return ", ".join(words)
