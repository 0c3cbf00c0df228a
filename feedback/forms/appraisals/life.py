"""What the two of an appraisal are asked: their own part, the talk, where it is seen otherwise, evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from feedback.actions.appraisals.common import LONGEST_REASON
from feedback.actions.appraisals.settling import LONGEST_DISAGREEMENT, LONGEST_NEXT
from feedback.actions.appraisals.writing import LONGEST_OWN, LONGEST_WORDS, Says
from feedback.appraisal_words import LEVEL_NAMES
from feedback.models import LEVELS, Competency
from feedback.queries.appraisals.page import levels_of
from teams.forms.base import DayField

SPOKEN = {"class": "input--serif"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The two fields of one competency."""

    pk: int
    name: str
    about: str
    level: BoundField
    words: BoundField


class PartForm(forms.Form):
    """One side's own part: a level and words for each competency, and words on the whole.

    `token` is that of what the page showed.
    """

    own = forms.CharField(
        label="The time as a whole",
        required=False,
        max_length=LONGEST_OWN,
        widget=forms.Textarea(attrs={"rows": 6, **SPOKEN}),
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)

    def __init__(
        self,
        competencies: Sequence[Competency],
        said: Mapping[int, tuple[int | None, str]],
        data: Any = None,
        *,
        own: str,
        token: str,
    ) -> None:
        initial: dict[str, Any] = {"own": own, "token": token}
        for one in competencies:
            level, words = said.get(one.pk, (None, ""))
            initial[f"level_{one.pk}"] = "" if level is None else str(level)
            initial[f"words_{one.pk}"] = words
        super().__init__(data, initial=initial)
        self.competencies = competencies
        for one in competencies:
            choices = [(str(n), f"{name}: {text}") for n, name, text in levels_of(one)]
            self.fields[f"level_{one.pk}"] = forms.ChoiceField(
                label=f"{one.name}: which is nearest?",
                choices=[*choices, ("", "I cannot say")],
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"words_{one.pk}"] = forms.CharField(
                label="What makes you say so?",
                required=False,
                max_length=LONGEST_WORDS,
                widget=forms.Textarea(attrs={"rows": 3, **SPOKEN}),
            )
        # In the order of the page, so that errors are listed as one meets them.
        self.order_fields(
            [f"{kind}_{one.pk}" for one in competencies for kind in ("level", "words")]
        )

    def asked(self) -> list[Asked]:
        """The fields by competency, for the template."""
        return [
            Asked(one.pk, one.name, one.about, self[f"level_{one.pk}"], self[f"words_{one.pk}"])
            for one in self.competencies
        ]

    def says(self) -> dict[int, Says]:
        """What was written, by competency."""
        data = self.cleaned_data
        return {
            one.pk: Says(
                int(data[f"level_{one.pk}"]) if data[f"level_{one.pk}"] else None,
                data[f"words_{one.pk}"],
            )
            for one in self.competencies
        }

    def written(self) -> dict[str, str]:
        """What was sent, as readable texts by label, whether it could be taken or not: nothing of it is lost."""
        levels = {str(level): level for level in LEVELS}
        said = {
            one.pk: (
                levels.get(self.data.get(f"level_{one.pk}", "")),
                self.data.get(f"words_{one.pk}", "").strip(),
            )
            for one in self.competencies
        }
        return texts(self.competencies, said, self.data.get("own", "").strip())


def texts(
    competencies: Sequence[Competency], said: Mapping[int, tuple[int | None, str]], own: str
) -> dict[str, str]:
    """A part as readable texts by label."""
    found: dict[str, str] = {}
    for one in competencies:
        level, words = said.get(one.pk, (None, ""))
        name = LEVEL_NAMES[level - 1] if level else ""
        found[one.name] = ". ".join(part for part in (name, words) if part)
    return {**found, "The time as a whole": own}


class TalkForm(forms.Form):
    """When the two talked and what they aim for."""

    talked_on = DayField(
        label="When did you talk?", error_messages={"required": "Say on which day you talked."}
    )
    next_words = forms.CharField(
        label="What did you agree to aim for?",
        help_text="Both sign it, so write it as both would say it.",
        max_length=LONGEST_NEXT,
        widget=forms.Textarea(attrs={"rows": 6, **SPOKEN}),
        error_messages={"required": "Write what you agreed to aim for, in a sentence or two."},
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)


class DisagreeForm(forms.Form):
    """Where the person sees it otherwise."""

    disagreement = forms.CharField(
        label="Where do you see it differently?",
        help_text="It is kept as you write it. Empty takes it away, until you sign.",
        required=False,
        max_length=LONGEST_DISAGREEMENT,
        widget=forms.Textarea(attrs={"rows": 8, **SPOKEN}),
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)


class ReasonForm(forms.Form):
    """Why an appraisal leaves its usual way."""

    reason = forms.CharField(
        label="Why?",
        help_text="Both of the two read it.",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2, **SPOKEN}),
        error_messages={"required": "Say why, in a line. Both read it."},
    )


class AboutForm(forms.Form):
    """Which competency evidence speaks for, if one more than others."""

    competency = forms.ChoiceField(
        label="What does it speak for?",
        required=False,
        error_messages={"invalid_choice": "Choose one of those that this appraisal looks at."},
    )

    def __init__(
        self, competencies: Sequence[Competency], data: Any = None, *, chosen: str = "", **more: Any
    ) -> None:
        super().__init__(data, initial={"competency": chosen}, **more)
        self.competencies = {str(one.pk): one for one in competencies}
        named = [(pk, one.name) for pk, one in self.competencies.items()]
        self.fields["competency"].choices = [("", "The whole"), *named]  # type: ignore[attr-defined]

    def about(self) -> Competency | None:
        """The competency that was chosen."""
        return self.competencies.get(self.cleaned_data["competency"])


class OwnEvidenceForm(AboutForm):
    """Something that no page knows of."""

    field_order = ("words", "competency")
    words = forms.CharField(
        label="Something else",
        help_text="What no page here knows of, in a line.",
        max_length=300,
        error_messages={"required": "Say what it is, in a line."},
    )
