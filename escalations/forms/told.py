"""What is told of a case: to learn from, from three sides, and where two answers contradict each other."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from escalations.actions.training_cases import LONGEST
from escalations.models import Cause, Protocol

Choices = list[tuple[str, list[tuple[str, str]]]]
"""Groups by their names, each of values and what they say."""
SPOKEN = {"rows": 3, "class": "input--serif"}


class TrainingCaseForm(forms.Form):
    """A case without its names."""

    title = forms.CharField(
        label="Title",
        max_length=LONGEST["title"],
        error_messages={"required": "Give it a title."},
    )
    story = forms.CharField(
        label="What happened",
        help_text="Names, numbers and addresses were taken out by rule. Read it: a rule does not know every name.",
        max_length=LONGEST["story"],
        widget=forms.Textarea(attrs={**SPOKEN, "rows": 8}),
        error_messages={"required": "Tell what happened."},
    )
    question = forms.CharField(
        label="The question",
        max_length=LONGEST["question"],
        error_messages={"required": "Ask something, for example: What would you do?"},
    )
    answer = forms.CharField(
        label="What was done, and what came of it",
        max_length=LONGEST["answer"],
        widget=forms.Textarea(attrs={**SPOKEN, "rows": 4}),
        error_messages={"required": "Say what was done, and what came of it."},
    )
    protocol = forms.ModelChoiceField(
        Protocol.objects.none(),
        label="Protocol that it goes with",
        required=False,
        empty_label="None",
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, initial: dict[str, Any], protocols: QuerySet[Protocol]) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["protocol"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = protocols


def _side(label: str, missing: str = "", hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=500,
        required=bool(missing),
        widget=forms.Textarea(attrs={**SPOKEN, "rows": 2}),
        error_messages={"required": missing},
    )


class ViewsForm(forms.Form):
    """A hard case from three sides, why each side wants it, and what was agreed."""

    customer_wants = _side("What the customer wants", "Say what the customer wants.")
    agent_can = _side("What the agent can do", "Say what the agent can do.")
    company_offers = _side("What we offer", "Say what we offer.")
    customer_interest = _side(
        "Why it matters to the customer", hint="What lies behind what they ask for."
    )
    company_interest = _side("Why it matters to us", hint="What we look after by it.")
    agreed = _side("What was agreed in the end")
    version = forms.CharField(widget=forms.HiddenInput, required=False)


class ConflictForm(forms.Form):
    """How two answers contradict each other; with `others`, which one is the other, of groups of choices."""

    other = forms.ChoiceField(
        label="Which other answer?",
        error_messages={
            "required": "Choose the answer that it contradicts.",
            "invalid_choice": "Choose an answer from the list.",
        },
    )
    text = forms.CharField(
        label="How do they contradict each other?",
        max_length=500,
        widget=forms.Textarea(attrs=SPOKEN),
        error_messages={"required": "Say in a sentence how they contradict each other."},
    )

    def __init__(self, data: Any = None, others: Choices | None = None) -> None:
        super().__init__(data)
        field = self.fields["other"]
        if others is None:
            del self.fields["other"]
        elif isinstance(field, forms.ChoiceField):
            field.choices = [("", "Choose"), *others]


class SettleForm(forms.Form):
    """Which of the two holds."""

    settled = forms.CharField(
        label="Which of the two holds?",
        help_text="Whoever meets the same situation next reads it.",
        max_length=500,
        widget=forms.Textarea(attrs=SPOKEN),
        error_messages={"required": "Say which of the two holds, and why."},
    )


class MergeForm(forms.Form):
    """Which other cause it is the same as."""

    into = forms.ModelChoiceField(
        Cause.objects.none(),
        label="The same as",
        empty_label="Choose",
        error_messages={
            "required": "Choose the other cause that it is the same as.",
            "invalid_choice": "Choose a cause of the same category.",
        },
    )

    def __init__(self, data: Any, cause: Cause) -> None:
        super().__init__(data)
        others = Cause.objects.filter(category=cause.category_id, archived_at=None)
        field = self.fields["into"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = others.exclude(pk=cause.pk)
