"""Entering a reading by hand, and correcting one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms

from goals.forms.figures import FigureField, typed
from goals.ingest.by_hand import FIRST, SECOND, Entry
from goals.ingest.corrections import READING_FIELDS
from goals.models import Metric, Reading
from goals.permissions import teams_to_correct
from teams.actions.versions import version_of
from teams.forms.base import DayField, TimeOfDayInput
from teams.models import Membership, Team, User

LOOK_BACK = timedelta(days=400)
"""Whoever was an agent of the team within this time can be chosen."""
_TWICE = (
    (FIRST, "The first time, before the clocks went back"),
    (SECOND, "The second time, after"),
)


def figure_fields(metric: Metric) -> dict[str, FigureField]:
    """A value and, of a ratio, a weight, asked for in the words of the metric."""
    # Of a share one types what was counted, not the percentage.
    counted = Metric(unit=Metric.Unit.COUNT)
    missing = {"required": "Give the figure."}
    if metric.kind == Metric.Kind.TOTAL:
        return {"value": FigureField(metric, label=metric.name, error_messages=missing)}
    if metric.unit == Metric.Unit.PERCENT:
        labels = ("How many", "Out of how many")
        value = FigureField(counted, label=labels[0], error_messages=missing)
    else:
        labels = ("Sum", "Over how many")
        value = FigureField(metric, label=labels[0], error_messages=missing)
    return {
        "value": value,
        "weight": FigureField(counted, label=labels[1], error_messages=missing),
    }


def reason_field(label: str) -> forms.CharField:
    """Why; it stays with the figure."""
    return forms.CharField(
        label=label,
        max_length=300,
        help_text="It stays on record, with your name, for those who lead the team.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why, in a sentence."},
    )


class EntryForm(forms.Form):
    """A reading that no file and no program counts."""

    whose = forms.ChoiceField(
        label="Whose",
        help_text="Day and time are those on the team's own clock.",
        error_messages={
            "required": "Choose whose figure it is.",
            "invalid_choice": "Choose somebody from the list.",
        },
    )
    day = DayField(label="Day", error_messages={"required": "Choose the day."})
    at = forms.TimeField(
        label="Time",
        widget=TimeOfDayInput,
        error_messages={
            "required": "Give the time.",
            "invalid": "Write the time as hours and minutes, for example 09:30.",
        },
    )
    twice = forms.ChoiceField(
        label="Which of the two times", required=False, choices=_TWICE, widget=forms.RadioSelect
    )
    ident = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, person: User, metric: Metric, today: date, data: Any = None) -> None:
        super().__init__(data, initial={"ident": uuid4(), "day": today})
        self.teams = {team.pk: team for team in teams_to_correct(person).order_by("name")}
        self._people: dict[str, tuple[Team, User | None]] = {}
        whose = self.fields["whose"]
        if isinstance(whose, forms.ChoiceField):
            whose.choices = [("", "Choose"), *self._groups(person, today)]
        self.fields.update(figure_fields(metric))
        self.fields["reason"] = reason_field("Why do you enter it by hand?")

    def _groups(self, person: User, today: date) -> list[tuple[str, list[tuple[str, str]]]]:
        """Teams with their agents, but without oneself."""
        held = Membership.objects.agents().between(today - LOOK_BACK, today)
        members = (
            held.filter(team__in=list(self.teams))
            .exclude(user=person)
            .select_related("user")
            .order_by("user__name", "user_id")
        )
        by_team: dict[int, dict[str, str]] = {
            pk: {f"{pk}": f"{team.name} as a whole"} for pk, team in self.teams.items()
        }
        for pk, team in self.teams.items():
            self._people[f"{pk}"] = (team, None)
        for member in members:
            if member.team_id is not None:
                key = f"{member.team_id}-{member.user_id}"
                by_team[member.team_id][key] = member.user.name
                self._people[key] = (self.teams[member.team_id], member.user)
        return [(self.teams[pk].name, list(found.items())) for pk, found in by_team.items()]

    @property
    def asks_twice(self) -> bool:
        """Whether the time happened twice, so that the page asks which of the two is meant."""
        return bool(self.errors.get("twice") or self.data.get("twice"))

    def entry(self) -> Entry:
        """What the action takes; only after `is_valid`."""
        data = self.cleaned_data
        team, agent = self._people[data["whose"]]
        ident: UUID = data["ident"]
        return Entry(
            ident,
            team,
            agent,
            data["day"],
            data["at"],
            data["value"],
            data.get("weight"),
            data["reason"],
            data["twice"],
        )


class CorrectionForm(forms.Form):
    """Another value for a reading, and of a ratio another weight."""

    version = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, reading: Reading, data: Any = None) -> None:
        metric = reading.metric
        count = Metric.Unit.COUNT
        unit = count if metric.unit == Metric.Unit.PERCENT else metric.unit
        super().__init__(
            data,
            initial={
                "value": typed(reading.value, unit),
                "weight": typed(reading.weight, count),
                "version": version_of(reading, READING_FIELDS),
            },
        )
        self.fields.update(figure_fields(metric))
        self.fields["reason"] = reason_field("What was wrong?")


class AwayForm(forms.Form):
    """Why a reading is left out, or withdrawn."""

    def __init__(self, label: str, prefix: str, data: Any = None) -> None:
        super().__init__(data, prefix=prefix)
        self.fields["reason"] = reason_field(label)
