"""Tasks that are handed over, as they are answered, and what is sent about them."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from feedback import delegated_life as life
from feedback.api.steps import Text, allowed_under, version_of
from feedback.models import DelegatedTask, Going, Rhythm, TaskStep
from feedback.permissions.delegated import can_be_undone, is_holder, steps_open_to
from teams.api.serializers import Problem, StrictSerializer

ADDRESSES = MappingProxyType(
    {
        life.ACCEPT: "accept",
        life.ASK: "ask",
        life.DECLINE: "decline",
        life.CHECK_IN: "check-in",
        life.PLAN: "plan",
        life.GIVE_BACK: "give-back",
        life.UNDO: "undo",
        life.REVISE: "revise",
        life.ANSWER: "answer",
        life.CARRY_ON: "carry-on",
        life.CLOSE: "close",
        life.WITHDRAW: "withdraw",
    }
)
"""The steps by the addresses under a task that take them; that it is done is said by a check-in."""


class TaskNotNowProblem(Problem):
    """409: the state does not allow the step, or somebody changed something since it was read."""

    state = serializers.ChoiceField(choices=DelegatedTask.State.choices, required=False)
    allowed = allowed_under("task")


class TaskStepShape(serializers.Serializer[Any]):
    """One thing that was said or done."""

    kind = serializers.ChoiceField(choices=TaskStep.Kind.choices)
    by = serializers.CharField(source="by.username")
    going = serializers.ChoiceField(choices=Going.choices, allow_blank=True)
    words = serializers.CharField()
    by_when = serializers.DateField(allow_null=True, help_text="Another day it is due.")
    at = serializers.DateTimeField()


class TaskRow(StrictSerializer):
    """A task, and how it stands."""

    id = serializers.IntegerField(read_only=True)
    team = serializers.CharField(source="team.slug", read_only=True)
    by = serializers.CharField(source="by.username", read_only=True)
    to = serializers.CharField(source="to.username", read_only=True)
    what = serializers.CharField(read_only=True)
    why = serializers.CharField(read_only=True)
    decide_alone = serializers.CharField(read_only=True)
    strength = serializers.CharField(
        source="strength.slug", default=None, read_only=True, help_text="The strength it fits."
    )
    due_on = serializers.DateField(read_only=True)
    state = serializers.ChoiceField(choices=DelegatedTask.State.choices, read_only=True)
    offered_at = serializers.DateTimeField(read_only=True)
    taken_at = serializers.DateTimeField(read_only=True, allow_null=True)
    rhythm = serializers.ChoiceField(choices=Rhythm.choices, read_only=True)
    own_days = serializers.ListField(child=serializers.DateField(), read_only=True)
    next_check_in = serializers.SerializerMethodField(
        help_text="The next one that is due, the day it is to be done among them."
    )
    needs_since = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="Since when something needed waits."
    )
    came_of_it = serializers.CharField(read_only=True)
    ended_at = serializers.DateTimeField(read_only=True, allow_null=True)
    version = serializers.IntegerField(read_only=True)

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_next_check_in(self, row: DelegatedTask) -> str | None:
        """Of what is under way."""
        if row.state != life.TAKEN or row.next_on is None:
            return None
        return row.next_on.isoformat()


class TaskWhole(TaskRow):
    """A task with its story, and what the caller may do."""

    steps = TaskStepShape(many=True, read_only=True)
    allowed = serializers.SerializerMethodField(help_text="Addresses under it.")

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_allowed(self, row: DelegatedTask) -> list[str]:
        """As the page offers it."""
        caller = self.context["request"].user
        open_to = steps_open_to(caller, row)
        if is_holder(caller, row) and can_be_undone(row, timezone.now()):
            open_to = (*open_to, life.UNDO)
        return [ADDRESSES[step] for step in open_to if step in ADDRESSES]


# --- What is sent. How long a text may be, and what may be missing, the actions say ---------------


class TaskVersionBody(StrictSerializer):
    """A step that may say what was known when it was decided on."""

    version = version_of("task")


class TaskNew(StrictSerializer):
    """A task for somebody you lead."""

    to = serializers.CharField(max_length=150, help_text="Login of somebody you lead.")
    what = Text(help_text="The task, in a line.")
    why = Text(help_text="Why it matters.")
    decide_alone = Text(help_text="What they may decide alone.")
    strength = serializers.SlugField(default=None, allow_null=True, help_text="What it fits.")
    due_on = serializers.DateField(default=None, allow_null=True)
    team = serializers.SlugField(
        default=None, allow_null=True, help_text="Where you lead them. Default: the first by name."
    )


class TaskReviseBody(TaskVersionBody):
    """The offer in other words. What is left out stays."""

    what = Text(required=False)
    why = Text(required=False)
    decide_alone = Text(required=False)
    due_on = serializers.DateField(required=False)
    words = Text(help_text="A line with it.")


class _Chosen(TaskVersionBody):
    """Check-ins as one chooses them."""

    rhythm = serializers.ChoiceField(choices=Rhythm.choices)
    own_days = serializers.ListField(
        child=serializers.DateField(), default=list, max_length=50, help_text="For `own`."
    )


class TaskAcceptBody(_Chosen):
    """Yes, with the check-ins that suit you."""

    words = Text()


class TaskPlanBody(_Chosen):
    """Other check-ins, from today on."""


class TaskWordsBody(TaskVersionBody):
    """A line."""

    words = Text()


class TaskAnswerBody(TaskWordsBody):
    """A line, and perhaps another day it is due."""

    due_on = serializers.DateField(default=None, allow_null=True)


class TaskCheckInBody(TaskWordsBody):
    """How it is going."""

    going = serializers.ChoiceField(choices=Going.choices)


class TaskCloseBody(TaskVersionBody):
    """What came of it."""

    came_of_it = Text()
