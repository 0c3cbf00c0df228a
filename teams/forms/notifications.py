"""What one wants to be told, where and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from teams.forms.base import TimeOfDayInput, ZoneField
from teams.kinds import Kind, kinds
from teams.models import NoticeChoices
from teams.notice_ways import GROUPS, is_in, kept_of, way_of, ways_for

_WRONG_TIME = {"invalid": "Write the time as hours and minutes, for example 20:00."}
Mode = NoticeChoices.Digest


class NotificationsForm(forms.Form):
    """One's choices: a way for each kind; `usual` is how often the digest comes without a choice."""

    digest = forms.ChoiceField(
        label="How often the digest comes",
        widget=forms.RadioSelect,
        choices=[(mode.value, mode.label) for mode in Mode if mode != Mode.BY_ROLE],
        help_text="Half an hour before your team’s huddle, on days on which it works, and not while you are away.",
    )
    quiet_from = forms.TimeField(
        label="From", required=False, widget=TimeOfDayInput, error_messages=_WRONG_TIME
    )
    quiet_until = forms.TimeField(
        label="Until", required=False, widget=TimeOfDayInput, error_messages=_WRONG_TIME
    )
    quiet_on_days_off = forms.BooleanField(
        label="On days off as well",
        required=False,
        help_text="Weekends and days on which none of your teams works.",
    )
    time_zone = ZoneField(label="Your time zone", required=False)

    def __init__(self, choices: NoticeChoices, usual: str, zone: str, data: Any = None) -> None:
        now = {
            kind.code: way_of(kind, choices.not_in_app, choices.not_in_mail, choices.at_once)
            for kind in kinds()
        }
        super().__init__(
            data,
            initial={
                **{_name(code): way for code, way in now.items()},
                "digest": choices.digest or usual,
                "quiet_from": choices.quiet_from,
                "quiet_until": choices.quiet_until,
                "quiet_on_days_off": choices.quiet_on_days_off,
                "time_zone": choices.time_zone or zone,
            },
        )
        for kind in kinds():
            self.fields[_name(kind.code)] = _way_field(kind)
        offered_zones = self.fields["time_zone"]
        if isinstance(offered_zones, ZoneField):
            offered_zones.keep(choices.time_zone or zone)
        self._now = now
        self._usual = usual
        self._zone = zone

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The kinds by what they are about."""
        for group in GROUPS:
            fields = [self[_name(kind.code)] for kind in kinds() if is_in(group, kind.code)]
            if fields:
                yield group.title, fields

    def values(self) -> dict[str, Any]:
        """What the action takes; call on a valid form. A kind that was not sent stays as it was."""
        data = self.cleaned_data
        kept = kept_of({code: data.get(_name(code)) or way for code, way in self._now.items()})
        return {
            # As usual stays as usual: a new role brings its own usual along.
            "digest": "" if data["digest"] == self._usual else data["digest"],
            "not_in_app": kept.not_in_app,
            "not_in_mail": kept.not_in_mail,
            "at_once": kept.at_once,
            "quiet_from": data["quiet_from"],
            "quiet_until": data["quiet_until"],
            "quiet_on_days_off": data["quiet_on_days_off"],
            "time_zone": "" if data["time_zone"] == self._zone else data["time_zone"],
        }


def _name(code: str) -> str:
    return f"way_{code}"


def _way_field(kind: Kind) -> forms.ChoiceField:
    example = f"For example: “{kind.example}”" if kind.example else ""
    return forms.ChoiceField(
        label=kind.label,
        choices=ways_for(kind),
        required=False,
        help_text=f"{kind.hint} {example}".strip(),
        error_messages={"invalid_choice": "Choose one of these."},
    )
