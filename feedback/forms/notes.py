"""What the pages of notes, difficult talks and releases ask. The actions check what may be."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from feedback.models import CoachingNote, Talk
from goals.models import Goal
from teams.forms.base import DayField
from teams.models import User

SHORT = {"rows": 2, "class": "input--serif"}
LONG = {"rows": 4, "class": "input--serif"}


def _words(label: str, hint: str = "", *, rows: dict[str, Any] | None = None, **more: Any) -> Any:
    """A text of some lines."""
    return forms.CharField(
        label=label, help_text=hint, widget=forms.Textarea(attrs=rows or SHORT), **more
    )


def _version() -> forms.IntegerField:
    return forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )


def follow_up_field(label: str = "Come back on it on") -> DayField:
    """A day to come back."""
    return DayField(
        label=label, required=False, help_text="We remind you that day, without a word of this."
    )


class NoteForm(forms.Form):
    """The four parts, when to come back, and who reads it."""

    situation = _words(
        "The moment",
        "When and where, so that both of you know it again: “Tuesday’s call about the late sofa”.",
        error_messages={"required": "Say when and where it was, in a sentence."},
    )
    behaviour = _words(
        "What was done",
        "What one could see or hear, not what somebody is like: “You let her finish, then said it back.”",
        required=False,
    )
    effect = _words(
        "What it changed",
        "For the customer, the team or you: “She stopped asking for a manager.”",
        required=False,
    )
    next_step = _words("Next step", "One thing, small enough to try this week.", required=False)
    follow_up_on = follow_up_field()
    goal = forms.ModelChoiceField(
        Goal.objects.none(),
        label="It has to do with",
        required=False,
        empty_label="No goal",
        error_messages={"invalid_choice": "Choose a goal from the list."},
    )
    tone = forms.ChoiceField(
        label="For your own balance",
        help_text="Nobody but you ever sees this.",
        choices=[("", "Neither"), *CoachingNote.Tone.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    readers = forms.ChoiceField(
        label="Who reads it",
        widget=forms.RadioSelect,
        initial="me",
        error_messages={"required": "Choose who reads it."},
    )
    version = _version()

    def __init__(
        self,
        goals: QuerySet[Goal],
        name: str,
        data: Any = None,
        note: CoachingNote | None = None,
    ) -> None:
        initial: dict[str, Any] = {"readers": "me", "tone": ""}
        if note is not None:
            initial = {
                name_: note.serializable_value(name_)
                for name_ in self.base_fields
                if name_ != "readers"
            }
        super().__init__(data, initial=initial)
        self.fields["goal"].queryset = goals  # type: ignore[attr-defined]
        readers: Any = self.fields["readers"]
        readers.choices = [("me", "Only you"), ("two", f"You and {name}")]
        readers.help_text = f"Shared once, {name} keeps it: it cannot be unshared."
        if note is not None:
            del self.fields["readers"]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        found = dict(self.cleaned_data)
        if "readers" in found:
            found["shared"] = found.pop("readers") == "two"
            del found["version"]
        return found


class FollowUpForm(forms.Form):
    """What came of it."""

    came_of_it = _words(
        "What came of it?",
        "Also when nothing did: that is worth knowing.",
        error_messages={"required": "Say what came of it, in a sentence."},
    )
    follow_up_on = follow_up_field("Come back once more on")


class VersionForm(forms.Form):
    """Only which state somebody had before them."""

    version = _version()


class TalkForm(forms.Form):
    """What is expected, and why it has to be talked about."""

    about = forms.CharField(
        label="Why is this talk needed?",
        max_length=200,
        help_text="One sentence. If a note would do, write a note.",
        error_messages={"required": "Say in a sentence why this is needed."},
    )
    seen = _words(
        "What happened", "Facts with their days, and nothing guessed.", rows=LONG, required=False
    )
    expectation = _words(
        "What is expected from now on",
        "So that both of you can tell whether it is met.",
        rows=LONG,
        error_messages={"required": "Say what is expected from now on."},
    )
    follow_up_on = follow_up_field()
    own_words = _words(
        "For yourself",
        "Only you can read this, also once the rest is shared.",
        required=False,
    )
    version = _version()

    def __init__(self, data: Any = None, talk: Talk | None = None) -> None:
        initial: dict[str, Any] = {}
        if talk is not None:
            initial = {
                name: getattr(talk, name) for name in self.base_fields if name != "own_words"
            }
        super().__init__(data, initial=initial)
        if talk is not None:
            del self.fields["own_words"]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        found = dict(self.cleaned_data)
        if "own_words" in found:
            del found["version"]
        return found


class OwnWordsForm(forms.Form):
    """For the author alone."""

    own_words = _words("For yourself", "Only you can read this, always.", rows=LONG, required=False)
    version = _version()


class StepForm(forms.Form):
    """Something agreed."""

    words = forms.CharField(
        label="What was agreed?",
        max_length=300,
        error_messages={"required": "Say what was agreed."},
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label="Who does it?",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose who does it.",
            "invalid_choice": "Choose who does it.",
        },
    )
    due_on = DayField(label="Until when?", required=False)

    def __init__(self, talk: Talk, data: Any = None) -> None:
        super().__init__(data)
        two = User.objects.filter(pk__in=[talk.author_id, talk.person_id]).order_by("name")
        self.fields["owner"].queryset = two  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """How it ended."""

    outcome = forms.ChoiceField(
        label="How did it end?",
        choices=Talk.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it ended."},
    )
    outcome_words = _words(
        "In your words",
        error_messages={"required": "Say how it ended, in a sentence."},
    )

    def __init__(self, talk: Talk, name: str, data: Any = None) -> None:
        super().__init__(data)
        self.fields["outcome_words"].help_text = (
            "Only you read this, unless you share the talk later."
            if talk.shared_at is None
            else f"{name} reads this too."
        )


class ReleaseForm(forms.Form):
    """Whom to let in, until when, and why."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label="Who may read it?",
        empty_label="Choose",
        error_messages={
            "required": "Choose who may read it.",
            "invalid_choice": "Choose who may read it.",
        },
    )
    until = DayField(
        label="Until when?",
        help_text="The last day, within three months.",
        error_messages={"required": "Choose until when, today or a later day."},
    )
    reason = forms.CharField(
        label="Why?",
        max_length=300,
        help_text="The three of you read this. It stays for good.",
        error_messages={"required": "Say why, in a sentence."},
    )

    def __init__(self, people: QuerySet[User], data: Any = None) -> None:
        super().__init__(data)
        self.fields["to"].queryset = people.order_by("name", "pk")  # type: ignore[attr-defined]
