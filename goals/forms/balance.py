"""What a line of the balance plan asks: when, what we do, who covers, since when, and how it was agreed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django import forms

from goals import dates
from goals.actions.balance_rows import (
    LONGEST_CANNOT,
    LONGEST_TRIGGER,
    LONGEST_WHAT,
    LONGEST_WORDS,
    named_in,
)
from goals.models import PlanLine
from teams.forms.base import DayField, TimeOfDayInput
from teams.models import Decision, User
from teams.queries import Member

ONE_TO_ONES = "One-to-ones and learning"
_SPOKEN = {"rows": 2, "data-grow": "true"}
_DAYS = [(str(day), dates.weekday(day)) for day in range(7)]


class TimeField(forms.TimeField):
    """A time of the day on the team's wall."""

    widget = TimeOfDayInput
    default_error_messages = {"invalid": "Write the time as hours and minutes, for example 09:30."}


class PlanLineForm(forms.Form):
    """A new line. The hours of a swing, where one came from there, stand in it already."""

    weekdays = forms.MultipleChoiceField(
        label="On which days?",
        choices=_DAYS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    starts_at = TimeField(label="From", required=False)
    ends_at = TimeField(
        label="Until",
        required=False,
        help_text="Before the start means the next morning.",
    )
    trigger = forms.CharField(
        label="Or: what sets it off?",
        help_text="Instead of days and hours, for example “when more than 12 wait”.",
        max_length=LONGEST_TRIGGER,
        required=False,
    )
    what = forms.CharField(
        label="What do we do?",
        help_text="For example “two leave chat for phones”.",
        max_length=LONGEST_WHAT,
        error_messages={"required": "Say what we do then, in a few words."},
    )
    covers = forms.MultipleChoiceField(
        label="Who covers?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose who covers: one person at least.",
            "invalid_choice": "Choose people who are in the team today.",
        },
    )
    stand_in = forms.ChoiceField(
        label="Who stands in?",
        required=False,
        error_messages={"invalid_choice": "Choose somebody who is in the team today."},
    )
    how = forms.ChoiceField(
        label="How was it agreed?",
        choices=Decision.How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how it was agreed."},
    )
    starts_on = DayField(
        label="Since when?", error_messages={"required": "Say from which day on it holds."}
    )
    last_on = DayField(
        label="Until when?", help_text="Its last day. Left empty: until it changes.", required=False
    )
    metric_slug = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(
        self, people: Sequence[Member], data: Any = None, *, begun: dict[str, Any]
    ) -> None:
        super().__init__(data, initial=begun)
        named = {str(one.user_id): one.name for one in people}
        choices = list(named.items())
        covers, stand_in = self.fields["covers"], self.fields["stand_in"]
        assert isinstance(covers, forms.ChoiceField)  # noqa: S101 - for the type checker
        assert isinstance(stand_in, forms.ChoiceField)  # noqa: S101 - for the type checker
        covers.choices = choices
        stand_in.choices = [("", "Nobody"), *choices]

    def values(self) -> dict[str, Any]:
        """What the actions take."""
        sent = dict(self.cleaned_data)
        people = User.objects.in_bulk([int(pk) for pk in (*sent["covers"], sent["stand_in"]) if pk])
        return {
            **sent,
            "weekdays": [int(day) for day in sent["weekdays"]],
            "covers": [people[int(pk)] for pk in sent["covers"]],
            "stand_in": people[int(sent["stand_in"])] if sent["stand_in"] else None,
        }


class ChangeForm(PlanLineForm):
    """The same of a line that is there, with why it changes."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )
    because = forms.CharField(
        label="Why does it change?",
        help_text="The team reads it, beside what the line said before.",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs=_SPOKEN),
        error_messages={"required": "Say why it changes. The team reads it."},
    )

    def __init__(self, people: Sequence[Member], line: PlanLine, data: Any = None) -> None:
        named = named_in(line)
        begun = {
            "weekdays": [str(day) for day in line.weekdays],
            "covers": [str(pk) for pk in named["covers"]],
            "stand_in": str(named["stand_in"][0]) if named["stand_in"] else "",
            "version": line.version,
            **{
                name: getattr(line, name)
                for name in ("starts_at", "ends_at", "trigger", "what", "how", "starts_on", "last_on")
            },
        }  # fmt: skip
        super().__init__(people, data, begun=begun)
        del self.fields["metric_slug"]


class EndForm(forms.Form):
    """Why a line no longer holds."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )
    words = forms.CharField(
        label="Why does it end?",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs=_SPOKEN),
        error_messages={"required": "Say why it ends. The team reads it."},
    )


class CannotForm(forms.Form):
    """One line to the leaders."""

    words = forms.CharField(
        label="Why?",
        help_text="One line. You and who leads the team read it, nobody else.",
        max_length=LONGEST_CANNOT,
        error_messages={"required": "Say why in a few words. Only leaders read it."},
    )


def begun_by(asked: dict[str, str], today: date) -> dict[str, Any]:
    """What an address fills in: `days=0,1`, `from=09:00`, `until=11:00`, `metric`, `quiet`. Nonsense is left out."""
    days = [day for day in asked.get("days", "").split(",") if day in dict(_DAYS)]
    begun: dict[str, Any] = {"weekdays": days, "starts_on": today}
    for name, field in (("from", "starts_at"), ("until", "ends_at")):
        try:
            begun[field] = time.fromisoformat(asked.get(name, ""))
        except ValueError:
            continue
    begun["metric_slug"] = asked.get("metric", "")[:60]
    if asked.get("quiet"):
        begun["what"] = ONE_TO_ONES
    return begun
