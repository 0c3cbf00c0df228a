"""What is asked of help among peers: who, what with, and roughly when."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from feedback.actions.help import LONGEST
from feedback.queries.people import LONGEST as LONGEST_NAME
from teams.calendar import Clock
from teams.forms.base import DayField, TimeOfDayInput

GOT, GAVE = "got", "gave"


class HelpForm(forms.Form):
    """Two things are asked for; when it was stands there already."""

    which = forms.ChoiceField(
        label="Who helped?",
        choices=[(GOT, "Somebody helped me"), (GAVE, "I helped somebody")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say which way round it was."},
    )
    who = forms.CharField(
        label="Who was it?",
        help_text="A first name will do.",
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"list": "colleagues", "autocomplete": "off"}),
        error_messages={"required": "Say who, for example “Dele”."},
    )
    what = forms.CharField(
        label="What with?",
        help_text="A few words that go on after “helped me with”, for example “the refund screen”.",
        max_length=LONGEST,
        error_messages={
            "required": "Say in a few words what with, for example “the refund screen”."
        },
    )
    day = DayField(label="Roughly when?", error_messages={"required": "Say on which day."})
    hour = forms.TimeField(
        label="About",
        widget=TimeOfDayInput,
        error_messages={
            "required": "Say about what time.",
            "invalid": "Write the time as hours and minutes, for example 10:30.",
        },
    )
    case = forms.CharField(
        label="Which case?",
        help_text="Its number or its address.",
        max_length=200,
        required=False,
    )
    shared = forms.BooleanField(
        label="The team may read it",
        help_text="Else the two of you and who leads you. Who was helped decides.",
        required=False,
    )

    def __init__(self, clock: Clock, now: datetime, data: Any = None) -> None:
        local = clock.local(now)
        self._zone = ZoneInfo(clock.zone)
        begun = {"which": GOT, "day": local.date(), "hour": local.time()}
        super().__init__(data, initial=begun)

    def at(self) -> datetime:
        """When it was, by the clock of who writes."""
        day, hour = self.cleaned_data["day"], self.cleaned_data["hour"]
        return datetime.combine(day, hour, self._zone)
