"""What learning asks: a path, a step, who is given what, who stands by whom, a wish and its answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.db.models.functions import Lower

from teams.actions.learning import LONGEST_WHY, NO_REASON, NOBODY
from teams.actions.learning_paths import (
    LONGEST_LINK,
    LONGEST_NAME,
    LONGEST_TITLE,
    LONGEST_WORDS,
    MOST_DAYS,
    NO_NAME,
    NO_TITLE,
    NO_WHY,
    PATH_FIELDS,
    STEP_FIELDS,
)
from teams.actions.learning_paths import LONGEST_WHY as LONGEST_PATH_WHY
from teams.actions.learning_together import LONGEST_ANSWER, LONGEST_WISH, NO_COLLEAGUE
from teams.actions.versions import version_of
from teams.forms.base import DayField
from teams.materials import offered_to, openings
from teams.models import LearningPath, LearningStep, Team, User

_SPOKEN = {"rows": 2, "data-grow": "true"}


class PathForm(forms.Form):
    """A path: what it is called, what for, for whom."""

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    name = forms.CharField(
        label="What is it called?", max_length=LONGEST_NAME, error_messages={"required": NO_NAME}
    )
    why = forms.CharField(
        label="What can somebody do afterwards?",
        max_length=LONGEST_PATH_WHY,
        widget=forms.Textarea(attrs=_SPOKEN),
        error_messages={"required": NO_WHY},
    )
    kind = forms.ChoiceField(
        label="Who is it for?",
        choices=LearningPath.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say who it is for."},
    )
    team = forms.ModelChoiceField(
        label="Of which team?",
        queryset=Team.objects.none(),
        required=False,
        empty_label="Everybody",
        to_field_name="slug",
    )
    position = forms.IntegerField(
        label="Its place, where everyone goes through it",
        help_text="1 comes before 2.",
        min_value=0,
        max_value=999,
        required=False,
    )
    opens = forms.ChoiceField(
        label="What does it open, once a leader says that somebody is ready?",
        required=False,
    )

    def __init__(
        self,
        teams: QuerySet[Team] | None,
        data: Any = None,
        *,
        path: LearningPath | None = None,
        for_all: bool = True,
    ) -> None:
        super().__init__(data, initial=_path_initial(path))
        if teams is None:
            # Whose a path is, stays.
            del self.fields["team"]
        else:
            choice = self.fields["team"]
            assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - for the type checker
            choice.queryset = teams
            if not for_all:
                choice.empty_label = None
                choice.required = True
                choice.error_messages["required"] = "Choose a team that you lead."
        known = [(one.key, one.label) for one in openings()]
        if path is not None and path.opens and path.opens not in dict(known):
            known.append((path.opens, "What it opened before"))
        self.fields["opens"].choices = [("", "Nothing: finishing is all"), *known]  # type: ignore[attr-defined]

    def clean_position(self) -> int:
        """Nothing is 0."""
        return self.cleaned_data["position"] or 0


def _path_initial(path: LearningPath | None) -> dict[str, Any]:
    if path is None:
        return {"kind": LearningPath.Kind.NEED}
    return {
        **{name: getattr(path, name) for name in PATH_FIELDS},
        "version": version_of(path, PATH_FIELDS),
    }


class StepForm(forms.Form):
    """A step: what is to be done, what it rests on, and by when."""

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    title = forms.CharField(
        label="What is to be done?",
        help_text="In a few words, for example “Listen in on three calls”.",
        max_length=LONGEST_TITLE,
        error_messages={"required": NO_TITLE},
    )
    words = forms.CharField(
        label="More about it",
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-grow": "true"}),
    )
    material = forms.ChoiceField(
        label="What does it rest on?",
        required=False,
        error_messages={"invalid_choice": "Choose something that you may read yourself."},
    )
    link = forms.CharField(
        label="Or a link",
        help_text="A path of a page here, such as /playbook/, or an address that begins with https://.",
        max_length=LONGEST_LINK,
        required=False,
    )
    due_days = forms.IntegerField(
        label="Due how many days after the beginning?",
        min_value=0,
        max_value=MOST_DAYS,
        error_messages={"required": "Say after how many days it is due."},
    )

    def __init__(self, viewer: User, data: Any = None, *, step: LearningStep | None = None) -> None:
        super().__init__(data, initial=_step_initial(step))
        choices: list[Any] = [("", "Nothing else: the words say it all")]
        known = set()
        for source, many in offered_to(viewer):
            values = [(f"{source.name}:{one.pk}", one.title) for one in many]
            known |= {value for value, _ in values}
            if values:
                choices.append((source.label, values))
        there = self.initial.get("material", "")
        if there and there not in known:
            choices.append((there, "What it rests on now"))
        self.fields["material"].choices = choices  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        name, _, pk = self.cleaned_data["material"].partition(":")
        sent = {key: self.cleaned_data[key] for key in ("title", "words", "link", "due_days")}
        return {**sent, "material": name, "material_id": int(pk) if pk else None}


def _step_initial(step: LearningStep | None) -> dict[str, Any]:
    if step is None:
        return {"due_days": 7}
    there = f"{step.material}:{step.material_id}" if step.material else ""
    return {
        "title": step.title,
        "words": step.words,
        "link": step.link,
        "due_days": step.due_days,
        "material": there,
        "version": version_of(step, STEP_FIELDS),
    }


class GiveForm(forms.Form):
    """Who is given which path, from when, and why."""

    path = forms.ModelChoiceField(
        label="Which path?",
        queryset=LearningPath.objects.none(),
        empty_label=None,
        error_messages={"required": "Choose a path.", "invalid_choice": "Choose a path."},
    )
    people = forms.ModelMultipleChoiceField(
        label="Who?",
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Choose people you lead.",
            "invalid_pk_value": "Choose people you lead.",
        },
    )
    newcomers = forms.BooleanField(label="All newcomers of the last 90 days", required=False)
    begins_on = DayField(label="From when?", help_text="Empty: from today.", required=False)
    why = forms.CharField(
        label="Why?", max_length=LONGEST_WHY, required=False, widget=forms.Textarea(attrs=_SPOKEN)
    )

    def __init__(
        self,
        paths: QuerySet[LearningPath],
        people: QuerySet[User],
        newcomers: Iterable[int],
        data: Any = None,
        initial: Any = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["path"].queryset = paths  # type: ignore[attr-defined]
        self.fields["people"].queryset = people.order_by(Lower("name"), "pk")  # type: ignore[attr-defined]
        self._people, self._newcomers = people, frozenset(newcomers)
        if not self._newcomers:
            del self.fields["newcomers"]

    def clean(self) -> dict[str, Any]:
        """Newcomers are added to whoever was chosen."""
        values: dict[str, Any] = super().clean() or {}
        chosen = {person.pk for person in values.get("people") or ()}
        if values.get("newcomers"):
            chosen |= self._newcomers
        values["chosen"] = list(self._people.filter(pk__in=chosen))
        if not chosen and "people" not in self.errors:
            self.add_error("people", NOBODY)
        return values


class TakeBackForm(forms.Form):
    """Why a path is taken back."""

    why = forms.CharField(
        label="Why?", max_length=LONGEST_WHY, error_messages={"required": NO_REASON}
    )

    def __init__(self, name: str, data: Any = None) -> None:
        super().__init__(data)
        self.fields["why"].help_text = f"{name} reads it."


class PairForm(forms.Form):
    """Who stands by."""

    colleague = forms.ModelChoiceField(
        label="Who has finished it, and could stand by?",
        queryset=User.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": NO_COLLEAGUE, "invalid_choice": NO_COLLEAGUE},
    )

    def __init__(self, colleagues: QuerySet[User], data: Any = None) -> None:
        super().__init__(data)
        self.fields["colleague"].queryset = colleagues.order_by(Lower("name"), "pk")  # type: ignore[attr-defined]


class WishForm(forms.Form):
    """What one wants to learn."""

    words = forms.CharField(
        label="What do you want to learn?", max_length=LONGEST_WISH, required=False
    )
    path = forms.ModelChoiceField(
        queryset=LearningPath.objects.none(), required=False, widget=forms.HiddenInput
    )

    def __init__(self, paths: QuerySet[LearningPath], data: Any = None) -> None:
        super().__init__(data)
        self.fields["path"].queryset = paths  # type: ignore[attr-defined]


class WishAnswerForm(forms.Form):
    """A path, or words, or both."""

    path = forms.ModelChoiceField(
        label="Give a path",
        queryset=LearningPath.objects.none(),
        required=False,
        empty_label="None of them",
    )
    answer = forms.CharField(
        label="What do you say?",
        max_length=LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs=_SPOKEN),
    )

    def __init__(
        self, paths: QuerySet[LearningPath] | None, data: Any = None, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        if paths is None:
            del self.fields["path"]
        else:
            self.fields["path"].queryset = paths  # type: ignore[attr-defined]
