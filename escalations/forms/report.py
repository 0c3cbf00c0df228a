"""What the report on escalations is narrowed to."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from escalations.queries.report_asked import LONGEST_DAYS, Asked
from teams.forms.base import DayField
from teams.models import Team

USUAL = timedelta(days=27)


class ReportFilter(forms.Form):
    """From when until when, and whose. Days that make no sense are refused, and the usual ones shown."""

    since = DayField(label="From", required=False)
    until = DayField(label="Until", required=False)
    team = forms.CharField(required=False)

    def __init__(self, teams: QuerySet[Team], data: QueryDict, today: date) -> None:
        first, last = today - USUAL, today
        given = {name: value for name, value in data.dict().items() if value}
        super().__init__({"since": first.isoformat(), "until": last.isoformat(), **given})
        self.fields["team"] = forms.ModelChoiceField(
            teams, label="Whose", required=False, to_field_name="slug", empty_label="All you lead",
            error_messages={"invalid_choice": "Choose a team from the list."},
        )  # fmt: skip
        self._usual = Asked(first, last)
        self.is_valid()

    def clean(self) -> None:
        """Days in their order, and not too many of them."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since is None or until is None:
            return
        if until < since:
            self.add_error("until", "The last day is before the first. Choose a later one.")
        elif (until - since).days >= LONGEST_DAYS:
            self.add_error("since", "Choose at most three years.")

    @property
    def asked(self) -> Asked:
        """The days and the team; the usual days where those given are none."""
        team = self.cleaned_data.get("team")
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        chosen = team if isinstance(team, Team) else None
        if since is None or until is None:
            return Asked(self._usual.first, self._usual.last, chosen)
        return Asked(since, until, chosen)
