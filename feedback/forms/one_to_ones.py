"""What the pages of one-to-ones ask."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms

from feedback.actions.one_to_ones.common import LONGEST_LINE, LONGEST_TEXT, LONGEST_WHY
from feedback.actions.one_to_ones.meetings import LONGEST, SHORTEST, USUAL_MINUTES
from feedback.actions.one_to_ones.series import MOST_WEEKS, USUAL_WEEKS
from feedback.appointments import NoSuchTime, at_wall
from feedback.models import Strength, Wish
from teams.calendar import Clock
from teams.forms.base import DayField, TimeOfDayInput

WRITTEN = {"class": "input--serif"}


class WhenForm(forms.Form):
    """Day, time and length, by the clock of the team in which the two talk."""

    day = DayField(label="Day", error_messages={"required": "Choose a day."})
    at = forms.TimeField(
        label="Time",
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
        initial=USUAL_MINUTES,
        error_messages={"required": "Say how long, for example 30."},
    )

    def __init__(
        self, data: Any, clock: Clock, *, at: datetime | None = None, minutes: int | None = None
    ) -> None:
        initial: dict[str, Any] = {}
        if at is not None:
            local = clock.local(at)
            initial = {"day": local.date(), "at": local.time()}
        if minutes is not None:
            initial["minutes"] = minutes
        super().__init__(data, initial=initial, auto_id="when_%s")
        self.clock = clock

    def clean(self) -> dict[str, Any]:
        """Where day and time are an instant, adds it as `starts_at`."""
        given = super().clean() or {}
        if given.get("day") and given.get("at"):
            try:
                given["starts_at"] = at_wall(self.clock, given["day"], given["at"])
            except NoSuchTime:
                self.add_error("at", "The clocks skip that time that day. Choose a later one.")
        return given

    def values(self) -> dict[str, Any]:
        """The arguments of the action."""
        return {
            "starts_at": self.cleaned_data["starts_at"],
            "minutes": self.cleaned_data["minutes"],
        }


class RhythmForm(forms.Form):
    """How often."""

    every_weeks = forms.IntegerField(
        label="Every how many weeks?",
        min_value=1,
        max_value=MOST_WEEKS,
        initial=USUAL_WEEKS,
        error_messages={"required": "Say every how many weeks, for example 2."},
    )


class WhyForm(forms.Form):
    """A word for the other one."""

    why = forms.CharField(
        label="Why?",
        help_text="The two of you read it, and nobody else.",
        max_length=LONGEST_WHY,
        widget=forms.TextInput(attrs=WRITTEN),
        error_messages={"required": "Say why in a few words: the other one reads it."},
    )


class PointForm(forms.Form):
    """Something to talk about."""

    words = forms.CharField(
        label="Something to talk about",
        max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs={**WRITTEN, "autocomplete": "off"}),
        error_messages={"required": "Say in a few words what you want to talk about."},
    )

    def __init__(self, data: Any = None) -> None:
        # It stands on a page with others that ask for words.
        super().__init__(data, auto_id="point_%s")


class AgreementForm(forms.Form):
    """Who does what, by when."""

    words = forms.CharField(
        label="What is agreed",
        max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs={**WRITTEN, "autocomplete": "off"}),
        error_messages={"required": "Say in a few words what is to be done."},
    )
    owner = forms.TypedChoiceField(
        label="Who does it?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Say who does it."},
    )
    due_on = DayField(label="By when?", error_messages={"required": "Say by when."})

    def __init__(self, data: Any, owners: list[tuple[int, str]], due_on: date) -> None:
        super().__init__(data, initial={"due_on": due_on}, auto_id="agreed_%s")
        field = self.fields["owner"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = owners


class SummaryForm(forms.Form):
    """What both remember of it."""

    summary = forms.CharField(
        label="What you want to remember",
        help_text="You both read it and you both write it. Nobody else does.",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={**WRITTEN, "rows": 6}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class PrivateNoteForm(forms.Form):
    """What one keeps for oneself."""

    words = forms.CharField(
        label="Your own note",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={**WRITTEN, "rows": 5, "autocomplete": "off"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class WishForm(forms.Form):
    """One more line of what a person is good at or wants."""

    kind = forms.ChoiceField(
        label="What is it about?",
        choices=Wish.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is about."},
    )
    words = forms.CharField(
        label="In a few words",
        help_text="For example “Calming angry callers”, or “More written work”.",
        max_length=LONGEST_WHY,
        widget=forms.TextInput(attrs=WRITTEN),
        error_messages={"required": "Say it in a few words."},
    )


class OwnWishForm(WishForm):
    """The same, of oneself: which strength it is about, and who reads it."""

    strength = forms.ModelChoiceField(
        label="Which of our strengths is it?",
        help_text="For what you are good at or want to grow in. Chosen, it needs no words.",
        queryset=Strength.objects.filter(archived_at=None),
        required=False,
        empty_label="None of them",
    )
    for_team = forms.BooleanField(
        label="My team may read it as well",
        help_text="Else you and those who lead you read it. You can change your mind.",
        required=False,
    )
    field_order = ("kind", "strength", "words", "for_team")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        # The strength may speak for itself; the action asks for words where there is none.
        self.fields["words"].required = False
