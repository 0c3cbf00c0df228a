"""What growing as a leader asks: a place with an example, a view, who sees it, what one works on; the skills themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.db.models.functions import Lower

from teams.actions.focus import (
    LONGEST_LINE,
    LONGEST_OUTCOME,
    NO_DOING,
    NO_NOTE,
    NO_OUTCOME,
    NO_SIGN,
    NO_SKILL,
)
from teams.actions.growth import (
    LONGEST_EXAMPLE,
    LONGEST_WORDS,
    NO_EXAMPLE,
    NO_LEVEL,
    NO_VIEW,
    NO_WORDS,
    NOT_ABOVE,
)
from teams.actions.leader_skills import LONGEST_LINE as LONGEST_LEVEL
from teams.actions.leader_skills import LONGEST_NAME, NO_NAME, SKILL_FIELDS
from teams.actions.leader_skills import NO_LEVEL as NO_DESCRIPTION
from teams.actions.titles import LONGEST_TITLE, TITLE_FIELDS
from teams.actions.versions import version_of
from teams.forms.base import DayField
from teams.models import LeaderSkillWords, User

_SPOKEN = {"rows": 2, "data-grow": "true"}
_HIDDEN = {"widget": forms.HiddenInput, "required": False, "min_value": 0, "max_value": 2**62}


class ViewForm(forms.Form):
    """Which of the four described levels fits, and why, in a sentence."""

    wording = forms.IntegerField(**_HIDDEN)  # type: ignore[arg-type]
    level = forms.TypedChoiceField(
        label="Which words fit best today?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": NO_LEVEL, "invalid_choice": NO_LEVEL},
    )
    words = forms.CharField(
        label="What have you seen?",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs=_SPOKEN),
        error_messages={"required": NO_VIEW},
    )

    def __init__(self, words: LeaderSkillWords, data: Any = None) -> None:
        super().__init__(data, initial={"wording": words.pk})
        self.fields["level"].choices = list(enumerate(words.levels, 1))  # type: ignore[attr-defined]


class PlaceForm(ViewForm):
    """The same of oneself, with an example."""

    example = forms.CharField(
        label="What did you do, for example last month?",
        help_text="The moment, what you did, what came of it.",
        max_length=LONGEST_EXAMPLE,
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": "true"}),
        error_messages={"required": NO_EXAMPLE},
    )

    def __init__(self, words: LeaderSkillWords, data: Any = None) -> None:
        super().__init__(words, data)
        self.fields["words"].label = "Why, in a sentence of your own?"
        self.fields["words"].error_messages["required"] = NO_WORDS


class ShareForm(forms.Form):
    """Which leaders of one's own see what."""

    skills = forms.ModelMultipleChoiceField(
        label="Who sees where you place yourself now, and may add how they see you?",
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": NOT_ABOVE, "invalid_pk_value": NOT_ABOVE},
    )
    focus = forms.ModelMultipleChoiceField(
        label="Who sees what you work on now?",
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": NOT_ABOVE, "invalid_pk_value": NOT_ABOVE},
    )

    def __init__(self, leaders: QuerySet[User], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for name in ("skills", "focus"):
            self.fields[name].queryset = leaders.order_by(Lower("name"), "pk")  # type: ignore[attr-defined]

    def values(self) -> dict[str, list[int]]:
        """Ids, as the action takes them."""
        return {name: [one.pk for one in self.cleaned_data[name]] for name in self.fields}


class FocusForm(forms.Form):
    """One skill, what one does, until when, and how one notices."""

    skill = forms.TypedChoiceField(
        label="Which skill?",
        coerce=int,
        error_messages={"required": NO_SKILL, "invalid_choice": NO_SKILL},
    )
    doing = forms.CharField(
        label="What will you do?",
        help_text="For example “I thank one person a day, with what it changed”.",
        max_length=LONGEST_LINE,
        widget=forms.Textarea(attrs=_SPOKEN),
        error_messages={"required": NO_DOING},
    )
    until = DayField(label="Until when?", error_messages={"required": "Say until which day."})
    sign = forms.CharField(
        label="How will you notice that it works?",
        help_text="For example “People tell each other what they did well”.",
        max_length=LONGEST_LINE,
        widget=forms.Textarea(attrs=_SPOKEN),
        error_messages={"required": NO_SIGN},
    )

    def __init__(self, skills: list[LeaderSkillWords], data: Any = None, chosen: str = "") -> None:
        super().__init__(data, initial={"skill": chosen})
        self.fields["skill"].choices = [  # type: ignore[attr-defined]
            ("", "Choose one"),
            *((one.skill_id, one.name) for one in skills),
        ]


class CheckInForm(forms.Form):
    """How it goes, and perhaps another day."""

    version = forms.IntegerField(**_HIDDEN)  # type: ignore[arg-type]
    words = forms.CharField(
        label="How does it go?",
        max_length=LONGEST_LINE,
        widget=forms.Textarea(attrs=_SPOKEN),
        error_messages={"required": NO_NOTE},
    )
    until = DayField(label="Another day?", help_text="Left empty, it stays.", required=False)


class CloseForm(forms.Form):
    """What came of it."""

    version = forms.IntegerField(**_HIDDEN)  # type: ignore[arg-type]
    came_of_it = forms.CharField(
        label="What came of it?",
        help_text="What changed, what did not, what you keep.",
        max_length=LONGEST_OUTCOME,
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": "true"}),
        error_messages={"required": NO_OUTCOME},
    )


class SkillForm(forms.Form):
    """A skill and its four levels."""

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    name = forms.CharField(
        label="What is it called?", max_length=LONGEST_NAME, error_messages={"required": NO_NAME}
    )
    about = forms.CharField(label="What is it, in a sentence?", max_length=200, required=False)

    def __init__(self, words: LeaderSkillWords | None, data: Any = None) -> None:
        initial = {}
        if words is not None:
            initial = {name: getattr(words, name) for name in SKILL_FIELDS}
            initial["version"] = version_of(words, SKILL_FIELDS)
        super().__init__(data, initial=initial)
        labels = ("At the beginning", "On the way", "At home in it", "Others learn it from them")
        for n, label in enumerate(labels, 1):
            self.fields[f"level_{n}"] = forms.CharField(
                label=label,
                max_length=LONGEST_LEVEL,
                widget=forms.Textarea(attrs=_SPOKEN),
                error_messages={"required": NO_DESCRIPTION},
            )

    def clean_version(self) -> str | None:
        """Nothing is None: whoever sent it did not read first."""
        return self.cleaned_data["version"] or None


class TitleForm(forms.Form):
    """What somebody is called at work."""

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    title = forms.CharField(
        label="Title",
        help_text="For example “Floor lead, late shift”. Left empty, their role is shown.",
        max_length=LONGEST_TITLE,
        required=False,
    )

    def __init__(self, person: User, data: Any = None) -> None:
        super().__init__(
            data, initial={"title": person.title, "version": version_of(person, TITLE_FIELDS)}
        )

    def clean_version(self) -> str | None:
        """Nothing is None: whoever sent it did not read first."""
        return self.cleaned_data["version"] or None
