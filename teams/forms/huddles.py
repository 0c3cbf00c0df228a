"""What the end of a huddle asks, and what is caught on the way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from teams.actions.huddle_record import LONGEST_WORDS
from teams.actions.huddles import LONGEST_LINE
from teams.models import Huddle
from teams.queries.huddle_pages import HuddlePage, Person

_SPOKEN = {"rows": 2, "class": "input--serif", "data-grow": "true"}


class RecordForm(forms.Form):
    """Who was there, and what came of it. Carries the version of the huddle it was drawn from."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )
    call_to_action = forms.CharField(
        label="What will we do today?",
        help_text="One thing, in a sentence: it stands first in what those off shift read.",
        max_length=LONGEST_LINE,
        required=False,
        widget=forms.Textarea(attrs={**_SPOKEN, "maxlength": LONGEST_LINE}),
    )
    inspired = forms.CharField(
        label="What inspired whoever shared?",
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={**_SPOKEN, "maxlength": LONGEST_WORDS}),
    )
    here = forms.MultipleChoiceField(
        label="Who was there?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Say who was there: at least one of you.",
            "invalid_choice": "Choose people of the team.",
        },
    )

    def __init__(self, page: HuddlePage, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["here"].choices = [(str(one.pk), one.name) for one in page.people]  # type: ignore[attr-defined]
        if page.speaker is not None:
            self.fields["inspired"].label = f"What inspired {page.speaker.first_name}?"


def record_of(huddle: Huddle | None, people: Iterable[Person]) -> dict[str, Any]:
    """What the form begins with: everybody who is not known to be away."""
    return {
        "version": 0 if huddle is None else huddle.version,
        "call_to_action": "" if huddle is None else huddle.call_to_action,
        "inspired": "" if huddle is None else huddle.inspired,
        "here": [str(one.pk) for one in people if not one.is_away],
    }
