"""The form for the words of a weekly brief."""

from __future__ import annotations

from typing import Any

from django import forms

from goals.actions.briefs import BRIEF_FIELDS, LONGEST
from goals.models import Brief
from teams.actions.versions import version_of


class BriefForm(forms.Form):
    """The sentence it opens with, and what is asked for."""

    sentence = forms.CharField(
        label="The sentence it opens with",
        max_length=LONGEST["sentence"],
        required=False,
        help_text="Left empty, it is the one that the figures give.",
        widget=forms.Textarea(attrs={"rows": 2, "data-grow": ""}),
    )
    asks = forms.CharField(
        label="What we ask for",
        max_length=LONGEST["asks"],
        required=False,
        help_text="One on each line: a decision, a pair of hands, a word with somebody.",
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": ""}),
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, brief: Brief, data: Any = None) -> None:
        super().__init__(
            data,
            initial={
                **{name: getattr(brief, name) for name in BRIEF_FIELDS},
                "version": version_of(brief, BRIEF_FIELDS),
            },
        )
