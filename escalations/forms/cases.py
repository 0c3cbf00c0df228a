"""What the verbs of a case ask. Every form carries the version of the case that it was drawn from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from escalations.models import AmendsKind, Escalation, Help, Left, Outcome
from teams.calendar import Clock
from teams.forms.base import DayField, TimeOfDayInput
from teams.models import User

SPOKEN = {"rows": 2, "class": "input--serif", "data-grow": "true"}
NOT_SAID = [("", "I cannot say")]


def happy_alone(current: Escalation) -> str:
    """The look back's first question, as every place asks it."""
    name = current.logged_by.name.partition(" ")[0]
    return f"Would you have been happy for {name} to decide this alone?"


class CaseForm(forms.Form):
    """The base of all."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )
    back = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)


class ButtonForm(CaseForm):
    """A verb that asks nothing."""


class DecideForm(CaseForm):
    """Agreed, but differently."""

    line = forms.CharField(
        label="What do you agree to?",
        help_text="One line back to whoever asked.",
        max_length=500,
        widget=forms.Textarea(attrs=SPOKEN),
        error_messages={"required": "Say what was decided, in a line."},
    )


class DeclineForm(CaseForm):
    """Not this time."""

    line = forms.CharField(
        label="Why not, and what helps instead?",
        help_text="One line back to whoever asked.",
        max_length=500,
        widget=forms.Textarea(attrs=SPOKEN),
        error_messages={"required": "Say why not, in a line that helps."},
    )


class LineForm(CaseForm):
    """A few words, if any."""

    line = forms.CharField(
        label="A line to go with it",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs=SPOKEN),
    )


class ReopenForm(CaseForm):
    """Why it is not over."""

    line = forms.CharField(
        label="Why is it not over?",
        max_length=500,
        widget=forms.Textarea(attrs=SPOKEN),
        error_messages={"required": "Say why it is not over, in a line."},
    )


class NoteForm(CaseForm):
    """Something for the timeline."""

    text = forms.CharField(
        label="What is to be kept?",
        max_length=5_000,
        widget=forms.Textarea(attrs={**SPOKEN, "rows": 3}),
        error_messages={"required": "Write what is to be kept."},
    )


class MomentForm(CaseForm):
    """A day and a time by the team's clock, read as one instant."""

    day = DayField(label="Day", error_messages={"required": "Say on which day."})
    at = forms.TimeField(
        label="By",
        widget=TimeOfDayInput,
        error_messages={"required": "Say by when.", "invalid": "Write the time as 14:30."},
    )
    required_moment = True

    def __init__(
        self, clock: Clock, data: Any = None, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.clock = clock
        if not self.required_moment:
            self.fields["day"].required = self.fields["at"].required = False


def instant(clock: Clock, day: date, at: time) -> datetime:
    """A day and a time on a team's wall, as an instant."""
    return datetime.combine(day, at, ZoneInfo(clock.zone))


class CallForm(MomentForm):
    """A call promised for another time."""

    text = forms.CharField(
        label="What were they promised?",
        help_text="For example: a call with the new slot.",
        max_length=300,
        required=False,
    )


class TriedForm(MomentForm):
    """Tried in vain: the next try, or how it was left."""

    required_moment = False
    ending = forms.CharField(
        label="Or: how was it left with them?",
        help_text="Only if nobody tries again: it ends with this.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs=SPOKEN),
    )


class HandOverForm(CaseForm):
    """Another leader takes it."""

    to = forms.ModelChoiceField(
        label="Who takes it from here?",
        queryset=User.objects.none(),
        empty_label="Choose",
        error_messages={
            "required": "Choose who takes it from here.",
            "invalid_choice": "Choose one of these.",
        },
    )
    line = LineForm.base_fields["line"]

    def __init__(self, people: Iterable[User], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        wanted = User.objects.filter(pk__in=[one.pk for one in people]).order_by("name", "pk")
        self.fields["to"].queryset = wanted  # type: ignore[attr-defined]


class EndForm(CaseForm):
    """How it ended, and how the customer left."""

    outcome = forms.ChoiceField(
        label="What did it come to?",
        choices=[
            (Outcome.TAKEN.value, "I took it"),
            (Outcome.DIFFERENTLY.value, "Agreed to something"),
            (Outcome.DECLINED.value, "Not this time"),
        ],
        widget=forms.RadioSelect,
        initial=Outcome.TAKEN.value,
        required=False,
    )
    ending = forms.CharField(
        label="How did it end?",
        max_length=500,
        widget=forms.Textarea(attrs=SPOKEN),
        error_messages={"required": "Say how it ended, in a line."},
    )
    left = forms.ChoiceField(
        label="How did the customer leave it?",
        choices=[*Left.choices, *NOT_SAID],
        widget=forms.RadioSelect,
        required=False,
    )

    alone = forms.ChoiceField(
        choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect, required=False
    )

    def __init__(
        self, data: Any = None, initial: Any = None, *, decided: bool = False, alone: str = ""
    ) -> None:
        """`alone` is the question whether the agent could have decided it; empty: it is not asked."""
        super().__init__(data, initial=initial)
        if decided:
            del self.fields["outcome"]
        if alone:
            self.fields["alone"].label = alone
        else:
            del self.fields["alone"]


class RateForm(CaseForm):
    """How the help was, and how the customer left."""

    help = forms.ChoiceField(
        label="How was the help?",
        choices=Help.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    line = forms.CharField(
        label="In a line",
        help_text="Whoever answered you reads it.",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs=SPOKEN),
    )
    left = forms.ChoiceField(
        label="How did the customer leave it?",
        choices=Left.choices,
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, data: Any = None, initial: Any = None, *, helped: bool = True) -> None:
        super().__init__(data, initial=initial)
        if not helped:
            del self.fields["help"], self.fields["line"]


class AmendsForm(CaseForm):
    """What is given."""

    kind = forms.ChoiceField(
        label="What is given?", choices=AmendsKind.choices, widget=forms.RadioSelect
    )
    amount = forms.DecimalField(
        label="How much?",
        max_digits=11,
        decimal_places=2,
        error_messages={
            "required": "Say how much, as a number.",
            "invalid": "Write a number, for example 60 or 7.50.",
        },
    )
    what = forms.CharField(
        label="What for?",
        help_text="For example: the third missed slot.",
        max_length=200,
        required=False,
    )
    reason = forms.CharField(
        label="Why it is worth it",
        help_text="Needed from a manager who goes over the month's budget; whoever approves reads it.",
        max_length=300,
        required=False,
    )


class AnswerAmendsForm(CaseForm):
    """Agreed to, or not. `over` says by how much it goes over the budget: either answer needs a line then."""

    line = forms.CharField(
        label="A line to go with it",
        help_text="Needed where you do not agree.",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs=SPOKEN),
    )

    def __init__(self, data: Any = None, initial: Any = None, *, over: str = "") -> None:
        super().__init__(data, initial=initial)
        if over:
            line = self.fields["line"]
            line.label = "Why, or why not?"
            line.help_text = f"{over} Whoever asked reads what you say."
            line.required = True
            line.error_messages["required"] = f"{over} Say in a line why you agree, or why not."


class ReverseForm(CaseForm):
    """Taken back."""

    reason = forms.CharField(
        label="Why is it taken back?",
        max_length=300,
        widget=forms.Textarea(attrs=SPOKEN),
        error_messages={"required": "Say why it is taken back."},
    )
