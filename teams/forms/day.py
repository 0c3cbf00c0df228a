"""What the form for a time of one's own asks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms

from teams.calendar import ONE_DAY, Clock
from teams.day_plan import day_label
from teams.forms.base import TimeOfDayInput
from teams.models import DayBox
from teams.models.day import LONGEST, SHORTEST


class BoxForm(forms.Form):
    """What for, on which day, from when, how long."""

    title = forms.CharField(
        label="What for?",
        max_length=80,
        error_messages={"required": "Say what the time is for, such as “Walk the floor”."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    day = forms.ChoiceField(
        label="Which day?",
        required=False,
        error_messages={"invalid_choice": "That day is over. Choose today or tomorrow."},
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

    def __init__(
        self,
        data: Any = None,
        *,
        box: DayBox | None = None,
        clock: Clock,
        now: datetime,
        usual: date | None = None,
    ) -> None:
        """`usual` is the day that is meant unless another is chosen; of a box there is, its own."""
        initial: dict[str, Any] = {}
        today = clock.day_of(now)
        days = {today, today + ONE_DAY}
        if box is not None:
            usual = clock.day_of(box.starts_at)
            at = clock.local(box.starts_at).time()
            initial = {"title": box.title, "at": at, "minutes": box.minutes}
        self.usual = usual or today
        initial["day"] = str(self.usual)
        super().__init__(data, initial=initial)
        field = self.fields["day"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (str(day), day_label(day, today)) for day in sorted({*days, self.usual})
            ]

    def clean_day(self) -> date:
        """The day itself."""
        return date.fromisoformat(self.cleaned_data["day"] or str(self.usual))
