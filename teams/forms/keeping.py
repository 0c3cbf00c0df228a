"""How long each kind of thing is kept."""

from __future__ import annotations

from typing import Any

from django import forms

from teams.keeping import CHOICES, Kind

FOR_EVER = ("0", "For ever")


def in_words(months: int) -> str:
    """`6 months`, `1 year`, `5 years`."""
    if months % 12:
        return f"{months} months"
    years = months // 12
    return f"{years} year" if years == 1 else f"{years} years"


class KeepingForm(forms.Form):
    """A choice for each kind. A number of months that is not offered any more stays choosable where it is in use."""

    def __init__(self, kinds: list[Kind], kept: dict[str, int], data: Any = None) -> None:
        super().__init__(data, initial={kind.key: kept.get(kind.key, 0) for kind in kinds})
        for kind in kinds:
            months = sorted({*CHOICES, *([kept[kind.key]] if kind.key in kept else [])})
            self.fields[kind.key] = forms.ChoiceField(
                label=kind.title,
                help_text=kind.hint,
                choices=[FOR_EVER, *((str(one), in_words(one)) for one in months)],
                error_messages=dict.fromkeys(
                    ("required", "invalid_choice"), "Choose how long from the list."
                ),
            )

    def chosen(self) -> dict[str, int | None]:
        """Months by kind; None for ever."""
        return {key: int(given) or None for key, given in self.cleaned_data.items()}
