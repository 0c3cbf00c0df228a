"""Ideas as they are answered, and what is sent about them."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from feedback import idea_life
from feedback.api.steps import Text, allowed_under, version_of
from feedback.models import Idea, IdeaStep
from feedback.permissions.ideas import steps_open_to
from teams.api.serializers import Problem, StrictSerializer

ADDRESSES = MappingProxyType(
    {
        idea_life.WITHDRAW: "withdraw",
        idea_life.BACK: "back",
        idea_life.UNBACK: "unback",
        idea_life.SAY: "say",
        idea_life.LOOK: "look",
        idea_life.AGREE: "agree",
        idea_life.DECLINE: "decline",
        idea_life.FINISH: "finish",
        idea_life.REOPEN: "reopen",
    }
)
"""The steps by the addresses under an idea that take them; words are changed by a PATCH."""


class IdeaNotNowProblem(Problem):
    """409: the state does not allow the step, or somebody changed something since it was read."""

    state = serializers.ChoiceField(choices=Idea.State.choices, required=False)
    allowed = allowed_under("idea")


class EarlierShape(serializers.Serializer[Any]):
    """How it read before its author changed it."""

    title = serializers.CharField()
    words = serializers.CharField()


class IdeaStepShape(serializers.Serializer[Any]):
    """One thing that was said or decided."""

    kind = serializers.ChoiceField(choices=IdeaStep.Kind.choices)
    by = serializers.CharField(source="by.username")
    words = serializers.CharField()
    by_when = serializers.DateField(allow_null=True, help_text="What was promised with it.")
    at = serializers.DateTimeField()
    earlier = EarlierShape(
        default=None, allow_null=True, help_text="Of changed words: how it read until then."
    )


class IdeaRow(StrictSerializer):
    """An idea, and how it stands."""

    id = serializers.IntegerField(read_only=True)
    title = serializers.CharField(read_only=True)
    words = serializers.CharField(read_only=True)
    team = serializers.CharField(
        source="team.slug", default=None, read_only=True, help_text="Null: for everybody."
    )
    author = serializers.CharField(source="author.username", read_only=True)
    link = serializers.CharField(source="link_url", read_only=True)
    link_label = serializers.CharField(read_only=True)
    state = serializers.ChoiceField(choices=Idea.State.choices, read_only=True)
    backed = serializers.IntegerField(read_only=True, help_text="By how many.")
    you_back_it = serializers.BooleanField(source="backs", read_only=True)
    added_at = serializers.DateTimeField(read_only=True)
    answer_by = serializers.DateField(read_only=True, help_text="The promise in force.")
    first_promise = serializers.DateField(
        read_only=True, allow_null=True, help_text="What was promised first, where it was put off."
    )
    late = serializers.BooleanField(
        read_only=True,
        help_text="Whether the day of the first promise, or of what was agreed, is over for its team; also where nobody sees to what was agreed.",
    )
    answered_at = serializers.DateTimeField(read_only=True, allow_null=True)
    in_time = serializers.BooleanField(
        read_only=True, allow_null=True, help_text="Whether the first answer kept its promise."
    )
    owner = serializers.CharField(
        source="owner.username", default=None, read_only=True, help_text="Who looks or sees to it."
    )
    decided_by = serializers.CharField(source="decided_by.username", default=None, read_only=True)
    decided_at = serializers.DateTimeField(read_only=True, allow_null=True)
    reason = serializers.CharField(read_only=True)
    do_by = serializers.DateField(read_only=True, allow_null=True)
    done_at = serializers.DateTimeField(read_only=True, allow_null=True)
    came_of_it = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)


class IdeaWhole(IdeaRow):
    """An idea with its story, and what the caller may do."""

    steps = IdeaStepShape(many=True, read_only=True)
    allowed = serializers.SerializerMethodField(help_text="Addresses under it.")

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_allowed(self, row: Idea) -> list[str]:
        """As the page offers it."""
        open_to = steps_open_to(self.context["request"].user, row)
        return [ADDRESSES[step] for step in open_to if step in ADDRESSES]


# --- What is sent. How long a text may be, and what may be missing, the actions say ---------------


class IdeaNothing(StrictSerializer):
    """An empty body."""


class IdeaVersionBody(StrictSerializer):
    """A step that may say what was known when it was decided on."""

    version = version_of("idea")


class IdeaNew(StrictSerializer):
    """An idea."""

    title = Text(help_text="What could be better, in a line.")
    words = Text()
    team = serializers.SlugField(
        required=False, allow_null=True, help_text="One of yours. Default: for everybody."
    )
    link = Text(help_text="The path of a page of this site.")
    link_label = Text()


class IdeaEdit(IdeaVersionBody):
    """Other words."""

    title = Text(required=False)
    words = Text(required=False)
    link = Text(required=False)
    link_label = Text(required=False)


class IdeaSayBody(StrictSerializer):
    """What is said."""

    words = Text()


class IdeaLookBody(IdeaVersionBody):
    """What is to be found out, and by when there is an answer."""

    words = Text()
    answer_by = serializers.DateField(default=None, allow_null=True)


class IdeaAgreeBody(IdeaVersionBody):
    """Why, who sees to it, and by when."""

    reason = Text()
    owner = serializers.CharField(
        default=None, allow_null=True, max_length=150, help_text="Login. Default: you."
    )
    do_by = serializers.DateField(default=None, allow_null=True)


class IdeaDeclineBody(IdeaVersionBody):
    """Why not now."""

    reason = Text()


class IdeaDoneBody(IdeaVersionBody):
    """What came of it."""

    came_of_it = Text()


class IdeaReopenBody(IdeaVersionBody):
    """Why it is open again."""

    words = Text()
