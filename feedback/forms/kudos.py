"""What the composer sends, read from a form or an address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from feedback.actions.kudos import LONGEST
from feedback.actions.kudos_answers import LONGEST_REPLY
from feedback.models import Kudos
from feedback.queries.composer import Draft
from feedback.queries.people import LONGEST as LONGEST_NAME
from teams.inbox_rows import kept_place

MOST_CHOSEN = 101
"""One more than can be thanked at once: the action says so."""


TODAY = "today"
"""Where a thanks leads back to when that is where it was begun; or to the inbox."""


def draft_of(sent: QueryDict) -> Draft:
    """What has been written, whatever it is worth: nothing is refused here, so that nothing is lost."""
    return Draft(
        to=tuple(dict.fromkeys(value[:30] for value in sent.getlist("to")[:MOST_CHOSEN])),
        who=sent.get("who", "").replace("\x00", "")[:LONGEST_NAME],
        # Cut beyond what could be meant: the action refuses what is too long, and shows it.
        words=sent.get("words", "").replace("\x00", "")[: 10 * LONGEST],
        strengths=frozenset(sent.getlist("strengths")[:50]),
        everyone=bool(sent.get("everyone")),
        fact=sent.get("fact", "")[:60],
        praise=sent.get("praise", "")[:20],
        back=TODAY if sent.get("back") == TODAY else kept_place(sent.get("back", "")),
        was_private=bool(sent.get("was_private")),
    )


class EditForm(forms.Form):
    """A thanks in other words."""

    words = forms.CharField(
        label="Your thanks",
        widget=forms.Textarea(attrs={"rows": 4, "data-grow": ""}),
        error_messages={"required": "Say what they did, in a few words."},
        max_length=LONGEST,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, kudos: Kudos, data: Any = None) -> None:
        super().__init__(data, initial={"words": kudos.words, "version": kudos.version})


class ReplyForm(forms.Form):
    """An answer beneath it."""

    words = forms.CharField(
        label="Your answer",
        widget=forms.Textarea(attrs={"rows": 2, "data-grow": ""}),
        error_messages={"required": "Write your answer."},
        max_length=LONGEST_REPLY,
    )
