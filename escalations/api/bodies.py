"""What is sent with each step. A field that is not listed is refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from escalations.models import AmendsKind, Channel, Help, Left, Need, Outcome, WhyNot
from goals.api.parameters import FigureField
from teams.api.serializers import StrictSerializer

ANSWERS = (Outcome.AGREED, Outcome.DIFFERENTLY, Outcome.DECLINED)
ENDINGS = (Outcome.TAKEN, Outcome.DIFFERENTLY, Outcome.DECLINED, Outcome.NOT_REACHED)
_LARGEST = 2**31 - 1


class InstantField(serializers.DateTimeField):
    """An instant with its offset: without one nobody knows when it is."""

    def enforce_timezone(self, value: datetime) -> datetime:
        """Refuse what has no offset."""
        if timezone.is_naive(value):
            raise serializers.ValidationError("Add the offset, for example 2026-11-20T09:20+00:00.")
        return value


class Text(serializers.CharField):
    """A text that may be left empty. How long it may be, the action says."""

    def __init__(self, **more: Any) -> None:
        if "default" not in more:
            more["required"] = False
        super().__init__(**{"allow_blank": True, "trim_whitespace": False, **more})


def _one_of(values: Any) -> list[tuple[str, str]]:
    return [(str(each.value), str(each.label)) for each in values]


class Versioned(StrictSerializer):
    """A step that may say what was known when it was decided on."""

    version = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=_LARGEST,
        help_text="The case's, as it was read. If somebody did something since, the answer is 409.",
    )


class EscalationNew(StrictSerializer):
    """An escalation to be sent at once, or kept as a draft."""

    category = serializers.SlugField(help_text="Slug of a category.", required=False)
    channel = serializers.ChoiceField(choices=Channel.choices, required=False)
    about = Text(help_text="What it is, in a few words.")
    reference = Text(help_text="Order, phone or name.")
    customer_name = Text()
    said = Text(help_text="What was said and done: theirs, then yours.")
    need = serializers.ChoiceField(choices=Need.choices, required=False)
    proposal = Text(help_text="What you would do.")
    answer_by = InstantField(required=False, allow_null=True)
    promised = Text(help_text="What the customer was told.")
    number = Text(help_text="Where to call back.")
    wants_break = serializers.BooleanField(required=False)
    team = serializers.SlugField(
        required=False, help_text="Needed for those in several teams; default: the first of yours."
    )
    draft = serializers.BooleanField(required=False, help_text="Keep it; nobody else sees it.")


class Nothing(StrictSerializer):
    """An empty body."""


class DecideAloneBody(StrictSerializer):
    """What you decided, within what is yours to decide."""

    decision = Text(help_text="Default: what you proposed.")
    left = serializers.ChoiceField(choices=Left.choices, required=False)
    kind = serializers.ChoiceField(
        choices=AmendsKind.choices, required=False, help_text="Of what you gave, if you did."
    )
    amount = FigureField(required=False, help_text="Within your own limit.")
    reason = Text(help_text="Why it goes over the team's budget; its manager alone may.")


class FillInBody(StrictSerializer):
    """What was still empty when it went out."""

    reference = Text()
    customer_name = Text()
    said = Text()


class UndoBody(StrictSerializer):
    """Which answer."""

    version = serializers.IntegerField(
        min_value=0, max_value=_LARGEST, help_text="The case's, as it is since you answered."
    )


class SeeBreakBody(StrictSerializer):
    """When the two of you talk, if you know."""

    line = Text()


class DecideBody(Versioned):
    """The answer: as suggested, differently, or not this time."""

    outcome = serializers.ChoiceField(choices=_one_of(ANSWERS))
    line = Text(help_text="How, or why not. Needed unless you agree as suggested.")


class HandOverBody(Versioned):
    """To whom it goes."""

    to = serializers.CharField(
        max_length=150, help_text="Login of a leader; yours to take it over."
    )
    line = Text()


class LineBody(Versioned):
    """A step with a line, if you like."""

    line = Text()


class CallBackBody(Versioned):
    """By when the customer is called."""

    due_at = InstantField()
    text = Text(help_text="What they were told.")


class NotReachedBody(Versioned):
    """When the next try is, or how it was left."""

    next_at = InstantField(required=False, allow_null=True)
    ending = Text(help_text="Needed without a next try.")


class ResolveBody(Versioned):
    """How it ended."""

    ending = Text(default="", help_text="In a line.")
    left = serializers.ChoiceField(choices=Left.choices, required=False)
    outcome = serializers.ChoiceField(
        choices=_one_of(ENDINGS),
        required=False,
        help_text="Where nothing was decided before. Default: `taken`.",
    )


class ReviewBody(Versioned):
    """A look back; `happy_alone` by itself begins it, and the rest may follow."""

    happy_alone = serializers.BooleanField(
        help_text="Would you have been happy for the agent to decide this alone?"
    )
    why_not = serializers.ChoiceField(choices=WhyNot.choices, required=False, allow_blank=True)
    cause = serializers.CharField(
        max_length=200,
        required=False,
        help_text="What was behind it. One of this name, or a new one.",
    )
    learned = Text()


class ReopenBody(Versioned):
    """Why it is not over."""

    line = Text(default="")
    due_at = InstantField(required=False, allow_null=True)


class NoteBody(StrictSerializer):
    """What is to be kept."""

    text = Text(default="")


class RateBody(StrictSerializer):
    """How you found the help, and how the customer left."""

    help = serializers.ChoiceField(choices=Help.choices, required=False)
    line = Text()
    left = serializers.ChoiceField(choices=Left.choices, required=False)


class AmendsBody(StrictSerializer):
    """What is given. Above your limit it waits for somebody who may."""

    kind = serializers.ChoiceField(choices=AmendsKind.choices)
    amount = FigureField(help_text="In the organisation's currency.")
    what = Text()
    reason = Text()


class AmendsAnswer(StrictSerializer):
    """Yes or no to what somebody asked for."""

    request = serializers.IntegerField(min_value=1, max_value=2**62, help_text="Its id.")
    approve = serializers.BooleanField()
    line = Text(help_text="Needed to refuse.")


class AmendsDrop(StrictSerializer):
    """What is no longer needed."""

    request = serializers.IntegerField(min_value=1, max_value=2**62, help_text="Its id.")


class AmendsBack(StrictSerializer):
    """Which entry, and why."""

    entry = serializers.IntegerField(min_value=1, max_value=2**62, help_text="Its id.")
    reason = Text(default="")
