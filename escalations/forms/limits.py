"""What the pages of limits and levels ask."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from escalations.models import HIGHEST, MANAGER_LEVEL, AmendsKind, LevelChange, Limit
from escalations.queries.limit_page import categories_in_use, level_title
from goals.forms.figures import typed
from goals.forms.rewards import money_field
from goals.models import Metric

_REASON = forms.Textarea(attrs={"rows": 2, "class": "input--serif"})


class LimitForm(forms.Form):
    """A limit and up to how much each level may give. `seen` is what held when the form was drawn."""

    category = forms.ModelChoiceField(
        categories_in_use(),
        label="Category",
        empty_label="Choose",
        error_messages={"required": "Choose what it is about."},
    )
    name = forms.CharField(
        label="What may be given?",
        help_text="For example: Refund the delivery charge.",
        max_length=80,
        error_messages={"required": "Say what may be given."},
    )
    kind = forms.ChoiceField(
        label="What kind of amends is it?",
        choices=AmendsKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of amends it bounds."},
    )
    reason = forms.CharField(
        label="Why so much?",
        help_text="It stays in the limit’s history.",
        max_length=300,
        required=False,
        widget=_REASON,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)

    def __init__(
        self,
        data: Any = None,
        *,
        limit: Limit | None = None,
        amounts: Mapping[int, Decimal] | None = None,
        highest: int = MANAGER_LEVEL,
    ) -> None:
        there = dict(amounts or {})
        initial: dict[str, Any] = {"seen": as_seen(there)}
        if limit is not None:
            initial["name"] = limit.name
        for level in range(MANAGER_LEVEL + 1):
            initial[f"level_{level}"] = typed(there.get(level), Metric.Unit.MONEY)
        super().__init__(data, initial=initial)
        if limit is not None:
            del self.fields["category"], self.fields["kind"]
        self.levels = [f"level_{level}" for level in range(highest + 1)]
        for level in range(highest + 1):
            self.fields[f"level_{level}"] = money_field(level_title(level), required=False)
        self.there = there

    @property
    def level_fields(self) -> list[Any]:
        """The fields of the levels, for the template."""
        return [self[name] for name in self.levels]

    def clean(self) -> dict[str, Any]:
        """What has an amount keeps one: 0 takes it away."""
        data = super().clean() or {}
        for level in self.there:
            name = f"level_{level}"
            if name in self.fields and name not in self.errors and data.get(name) is None:
                self.add_error(name, "Write 0 to take it away.")
        return data

    def amounts(self) -> dict[int, Decimal]:
        """What was typed, by level."""
        data = self.cleaned_data
        return {
            int(name.removeprefix("level_")): data[name]
            for name in self.levels
            if data.get(name) is not None
        }

    def seen_amounts(self) -> dict[int, Decimal]:
        """What held when the form was drawn."""
        return from_seen(self.cleaned_data["seen"])


def as_seen(amounts: Mapping[int, Decimal]) -> str:
    """Amounts as a hidden field holds them: `0:20.0000 2:75.0000`."""
    return " ".join(f"{level}:{amount}" for level, amount in sorted(amounts.items()))


def from_seen(text: str) -> dict[int, Decimal]:
    """The same back; what makes no sense was never held."""
    found: dict[int, Decimal] = {}
    for part in text.split():
        level, _, amount = part.partition(":")
        try:
            found[int(level)] = Decimal(amount)
        except (ValueError, ArithmeticError):
            return {-1: Decimal(0)}
    return found


class ProposeForm(forms.Form):
    """Another amount for one level of a limit."""

    level = forms.TypedChoiceField(
        label="For whom?",
        coerce=int,
        choices=[(level, level_title(level)) for level in range(MANAGER_LEVEL + 1)],
        error_messages={"required": "Choose for whom."},
    )
    amount = money_field("Up to how much?")
    reason = forms.CharField(
        label="Why?",
        help_text="What you have seen. The evidence of the last 90 days goes along.",
        max_length=300,
        required=False,
        widget=_REASON,
    )


class DeclineForm(forms.Form):
    """Not this time, and why."""

    line = forms.CharField(
        label="Why not this time?",
        help_text="Whoever proposed it reads it.",
        max_length=300,
        widget=_REASON,
        error_messages={"required": "Say why not, in a line."},
    )


class LevelForm(forms.Form):
    """A person's level in a category, and why. `was` is what it was when the form was drawn."""

    category = forms.ModelChoiceField(
        categories_in_use(),
        label="Category",
        to_field_name="slug",
        empty_label="Choose",
        error_messages={"required": "Choose a category."},
    )
    level = forms.TypedChoiceField(
        label="Level from now on",
        coerce=int,
        choices=[(level, str(level)) for level in range(HIGHEST + 1)],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a level."},
    )
    because = forms.ChoiceField(
        label="What does it rest on?",
        choices=LevelChange.Because.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what it rests on."},
    )
    reason = forms.CharField(
        label="Why?",
        help_text="They read it, word for word.",
        max_length=300,
        widget=_REASON,
        error_messages={"required": "Say why, in a sentence or two."},
    )
    was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, data: Any = None, *, levels: Mapping[str, int], **initial: Any) -> None:
        was = " ".join(f"{slug}:{level}" for slug, level in levels.items())
        super().__init__(data, initial={"was": was, **initial})

    def level_before(self) -> int | None:
        """The level that the form showed for the category that was chosen; None where it does not tell."""
        pairs = dict(part.partition(":")[::2] for part in self.cleaned_data["was"].split())
        found = pairs.get(self.cleaned_data["category"].slug, "")
        return int(found) if found.isascii() and found.isdigit() else None
