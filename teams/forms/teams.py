"""The forms of a team and its calendar."""

from __future__ import annotations

from typing import Any

from django import forms

from teams.actions.teams import TEAM_FIELDS
from teams.actions.versions import version_of
from teams.forms.base import DayField, TimeOfDayInput, ZoneField
from teams.models import Team
from teams.models.organisation import WEEKDAYS
from teams.public_holidays import countries, subdivisions

HOURS = tuple((hour, f"{hour:02d}:00") for hour in range(24))
NO_COUNTRY = ("", "None: no public holidays")
WHOLE_COUNTRY = ("", "The whole country")


class TeamForm(forms.Form):
    """A team's name, zone, working time and country.

    `may_rename` false leaves the name out: a manager keeps the calendar, an administrator the teams.
    """

    name = forms.CharField(
        max_length=120, error_messages={"required": "Say what the team is called."}
    )
    time_zone = ZoneField(help_text="A reading's day and hour are the team's local ones.")
    working_days = forms.TypedMultipleChoiceField(
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one working day."},
    )
    opens_at = forms.TimeField(
        label="Work starts at",
        widget=TimeOfDayInput,
        error_messages={"invalid": "Write the time as hours and minutes, for example 09:00."},
    )
    closes_at = forms.TimeField(
        label="Work ends at",
        widget=TimeOfDayInput,
        help_text="Earlier than the start means the next morning.",
        error_messages={"invalid": "Write the time as hours and minutes, for example 17:30."},
    )
    huddle_at = forms.TimeField(
        label="The huddle begins at",
        required=False,
        widget=TimeOfDayInput,
        help_text="Empty: when work starts. The digest comes half an hour before.",
        error_messages={"invalid": "Write the time as hours and minutes, for example 09:15."},
    )
    day_starts_hour = forms.TypedChoiceField(
        label="A new day starts at",
        choices=HOURS,
        coerce=int,
        help_text="With night shifts, choose an hour when nobody works: "
        "what comes before it counts to the day before.",
    )
    country = forms.ChoiceField(
        label="Public holidays of",
        required=False,
        help_text="They are days off unless you say otherwise.",
    )
    subdivision = forms.ChoiceField(label="Region", required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, team: Team, data: Any = None, *, may_rename: bool) -> None:
        values = {name: getattr(team, name) for name in TEAM_FIELDS}
        if team.pk:
            values["version"] = version_of(team, TEAM_FIELDS)
        super().__init__(data, initial=values)
        if not may_rename:
            del self.fields["name"]
        self._offer(team)

    def _offer(self, team: Team) -> None:
        zone, country = self.fields["time_zone"], self.fields["country"]
        region = self.fields["subdivision"]
        if isinstance(zone, ZoneField):
            zone.keep(team.time_zone)
        if isinstance(country, forms.ChoiceField):
            country.choices = [NO_COUNTRY, *countries()]
        # Regions of the country as saved: another country is saved first, its regions chosen then.
        parts = subdivisions(team.country)
        if parts and isinstance(region, forms.ChoiceField):
            region.choices = [WHOLE_COUNTRY, *parts]
        else:
            del self.fields["subdivision"]
        self._region_of = team.country

    def values(self) -> dict[str, Any]:
        """What the action takes; call on a valid form."""
        given = {name: self.cleaned_data[name] for name in TEAM_FIELDS if name in self.cleaned_data}
        if given["country"] != self._region_of:
            given["subdivision"] = ""
        return given


class ClosureForm(forms.Form):
    """A day off of the team's own, or a holiday on which it works."""

    day = DayField(error_messages={"required": "Choose the day."})
    name = forms.CharField(
        label="What for",
        max_length=120,
        error_messages={"required": "Say what for, for example: team day."},
    )
    is_worked = forms.TypedChoiceField(
        label="On this day the team",
        choices=(("off", "is off"), ("on", "works")),
        coerce=lambda value: value == "on",
        initial="off",
    )
