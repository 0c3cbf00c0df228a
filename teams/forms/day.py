"""What the form for a time of one's own asks."""

from __future__ import annotations

from typing import Any

from django import forms

from teams.calendar import Clock
from teams.forms.base import TimeOfDayInput
from teams.models import DayBox
from teams.models.day import LONGEST, SHORTEST


class BoxForm(forms.Form):
    """What for, from when, how long."""

    title = forms.CharField(
        label="What for?",
        max_length=80,
        error_messages={"required": "Say what the time is for, such as “Walk the floor”."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    at = forms.TimeField(
        label="From",
        widget=TimeOfDayInput,
        error_messages={
            "required": "Choose a time.",
            "invalid": "Write the time as hours and minutes, for example 14:00.",
        },
    )
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=SHORTEST,
        max_value=LONGEST,
        initial=30,
        error_messages={"required": "Say how long, for example 30."},
    )

    def __init__(self, data: Any = None, *, box: DayBox | None = None, clock: Clock) -> None:
        initial: dict[str, Any] = {}
        if box is not None:
            at = clock.local(box.starts_at).time()
            initial = {"title": box.title, "at": at, "minutes": box.minutes}
        super().__init__(data, initial=initial)
