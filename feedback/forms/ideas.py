"""What ideas ask: words, an audience, and each answer with its reason and its day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from feedback.actions.idea_rows import LONGEST_LINE
from feedback.actions.ideas import (
    LONGEST_LABEL,
    LONGEST_LINK,
    LONGEST_TITLE,
    LONGEST_WORDS,
    NO_TITLE,
)
from feedback.models import Idea
from teams.forms.base import DayField
from teams.models import User
from teams.permissions import OwnTeam

EVERYBODY = ""
_SPOKEN = {"rows": 2, "class": "input--serif", "data-grow": "true", "maxlength": LONGEST_LINE}


class Versioned(forms.Form):
    """Carries the version of the idea that it was drawn from."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )


class WordsForm(Versioned):
    """The idea itself."""

    title = forms.CharField(
        label="What could be better?",
        help_text="In a line, for example “Ring the depot before we promise a slot”.",
        max_length=LONGEST_TITLE,
        error_messages={"required": NO_TITLE},
    )
    words = forms.CharField(
        label="How, and what would it change?",
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "input--serif", "data-grow": "true"}),
    )
    link = forms.CharField(
        label="What is it about?",
        help_text="The path of a page here, such as /escalations/1184/.",
        max_length=LONGEST_LINK,
        required=False,
    )
    link_label = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_LABEL, required=False)


class NewForm(WordsForm):
    """An idea, and whose answer it asks for."""

    team = forms.ChoiceField(label="Who is it for?", required=False)
    field_order = ("title", "words", "team", "link")

    def __init__(self, teams: Iterable[OwnTeam], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["team"].choices = audiences(teams)  # type: ignore[attr-defined]


def audiences(teams: Iterable[OwnTeam]) -> list[tuple[str, str]]:
    """One's teams by their slugs, then everybody."""
    return [*((team.slug, team.name) for team in teams), (EVERYBODY, "Everybody")]


class SayForm(forms.Form):
    """Something to be said about it."""

    words = forms.CharField(
        label="Say something",
        max_length=LONGEST_LINE,
        widget=forms.Textarea(attrs=_SPOKEN),
        error_messages={"required": "Write what you want to say."},
    )


class LookForm(Versioned):
    """A look, and by when."""

    words = forms.CharField(
        label="What do you want to find out first?",
        max_length=LONGEST_LINE,
        widget=forms.Textarea(attrs=_SPOKEN),
        error_messages={"required": "Say what you want to find out first."},
    )
    answer_by = DayField(
        label="By when do you answer?", error_messages={"required": "Say by when you answer."}
    )


class AgreeForm(Versioned):
    """We do it."""

    reason = forms.CharField(
        label="Why do we do it?",
        max_length=LONGEST_LINE,
        widget=forms.Textarea(attrs=_SPOKEN),
        error_messages={"required": "Say why, in a sentence or two."},
    )
    owner = forms.ModelChoiceField(
        label="Who takes care of it?",
        queryset=User.objects.none(),
        empty_label=None,
        error_messages={
            "required": "Say who takes care of it.",
            "invalid_choice": "Choose somebody who is in the team.",
        },
    )
    do_by = DayField(label="By when?", error_messages={"required": "Say by when it is done."})

    def __init__(self, people: Any, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]


class DeclineForm(Versioned):
    """Not now."""

    reason = forms.CharField(
        label="Why not now?",
        help_text="In kind words: somebody thought about this. Say what would change your mind.",
        max_length=LONGEST_LINE,
        widget=forms.Textarea(attrs=_SPOKEN),
        error_messages={
            "required": "Say why, in a sentence or two. Whoever had the idea reads it."
        },
    )


class DoneForm(Versioned):
    """It is done."""

    came_of_it = forms.CharField(
        label="What came of it?",
        help_text="What is different now? It stands beside the name of whoever had the idea.",
        max_length=LONGEST_LINE,
        widget=forms.Textarea(attrs=_SPOKEN),
        error_messages={"required": "Say what came of it: what is different now?"},
    )


class ReopenForm(Versioned):
    """Open it again."""

    words = forms.CharField(
        label="Why is it open again?",
        max_length=LONGEST_LINE,
        widget=forms.Textarea(attrs=_SPOKEN),
        error_messages={"required": "Say why it is open again."},
    )


def words_of(idea: Idea) -> dict[str, Any]:
    """What the form for its words begins with."""
    return {
        "title": idea.title,
        "words": idea.words,
        "link": idea.link_url,
        "link_label": idea.link_label,
        "version": idea.version,
    }
