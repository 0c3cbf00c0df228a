"""What the report on goals is narrowed to."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from goals.queries.report import MONTHS
from teams.models import Team


class ReportFilter(forms.Form):
    """How far back, and whose; nonsense narrows nothing."""

    months = forms.ChoiceField(
        label="How far back",
        required=False,
        choices=[(number, f"The last {number} months") for number in MONTHS],
    )
    team = forms.CharField(required=False)

    def __init__(self, teams: QuerySet[Team], data: QueryDict) -> None:
        super().__init__({"months": MONTHS[-1], **data.dict()})
        self.fields["team"] = forms.ModelChoiceField(
            teams, label="Whose", required=False, to_field_name="slug", empty_label="All you see"
        )
        self.is_valid()

    @property
    def months_back(self) -> int:
        """How many months to look back on."""
        return int(self.cleaned_data.get("months") or MONTHS[-1])

    @property
    def chosen(self) -> Team | None:
        """The team asked for; None for all."""
        found = self.cleaned_data.get("team")
        return found if isinstance(found, Team) else None
