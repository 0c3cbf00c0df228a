"""What one wants to be told, where and when."""

from __future__ import annotations

from typing import Any

from django import forms

from teams.forms.base import TimeOfDayInput, ZoneField
from teams.kinds import kinds
from teams.models import NoticeChoices

_WRONG_TIME = {"invalid": "Write the time as hours and minutes, for example 20:00."}
Mode = NoticeChoices.Digest


class NotificationsForm(forms.Form):
    """One's choices. What is ticked comes; `usual` is how often the digest comes without a choice."""

    in_app = forms.MultipleChoiceField(
        label="In your inbox", required=False, widget=forms.CheckboxSelectMultiple
    )
    in_mail = forms.MultipleChoiceField(
        label="In the digest", required=False, widget=forms.CheckboxSelectMultiple
    )
    digest = forms.ChoiceField(
        label="How often the digest comes",
        widget=forms.RadioSelect,
        choices=[(mode.value, mode.label) for mode in Mode if mode != Mode.BY_ROLE],
        help_text="Half an hour before your team starts, on days on which it works.",
    )
    quiet_from = forms.TimeField(
        label="From", required=False, widget=TimeOfDayInput, error_messages=_WRONG_TIME
    )
    quiet_until = forms.TimeField(
        label="Until", required=False, widget=TimeOfDayInput, error_messages=_WRONG_TIME
    )
    time_zone = ZoneField(label="Your time zone", required=False)

    def __init__(self, choices: NoticeChoices, usual: str, zone: str, data: Any = None) -> None:
        named = [(kind.code, kind.label) for kind in kinds()]
        super().__init__(
            data,
            initial={
                "in_app": [code for code, _ in named if code not in choices.not_in_app],
                "in_mail": [code for code, _ in named if code not in choices.not_in_mail],
                "digest": choices.digest or usual,
                "quiet_from": choices.quiet_from,
                "quiet_until": choices.quiet_until,
                "time_zone": choices.time_zone or zone,
            },
        )
        for field in ("in_app", "in_mail"):
            offered = self.fields[field]
            if isinstance(offered, forms.MultipleChoiceField):
                offered.choices = named
        offered_zones = self.fields["time_zone"]
        if isinstance(offered_zones, ZoneField):
            offered_zones.keep(choices.time_zone or zone)
        self._usual = usual
        self._zone = zone

    def values(self) -> dict[str, Any]:
        """What the action takes; call on a valid form."""
        data = self.cleaned_data
        codes = [kind.code for kind in kinds()]
        return {
            # As usual stays as usual: a new role brings its own usual along.
            "digest": "" if data["digest"] == self._usual else data["digest"],
            "not_in_app": [code for code in codes if code not in data["in_app"]],
            "not_in_mail": [code for code in codes if code not in data["in_mail"]],
            "quiet_from": data["quiet_from"],
            "quiet_until": data["quiet_until"],
            "time_zone": "" if data["time_zone"] == self._zone else data["time_zone"],
        }
