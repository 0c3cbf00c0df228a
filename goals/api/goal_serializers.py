"""Goals and their progress as the API reads and answers them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from goals.api.guards import GuardSerializer
from goals.api.parameters import DayField, FigureField
from goals.models import Cadence, Goal, GoalTarget, Scope, Status
from goals.queries.shape import clock_of
from teams.api.serializers import StrictSerializer, exact


class GoalSerializer(StrictSerializer):
    """A goal, with the target that holds today (the first one, before it starts)."""

    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(read_only=True)
    metric = serializers.CharField(source="metric.slug", read_only=True)
    scope = serializers.ChoiceField(choices=Scope.choices, read_only=True)
    team = serializers.CharField(source="team.slug", default=None, read_only=True)
    agent = serializers.CharField(source="agent.username", default=None, read_only=True)
    cadence = serializers.ChoiceField(choices=Cadence.choices, read_only=True)
    starts_on = serializers.DateField(read_only=True)
    ends_on = serializers.DateField(
        read_only=True, allow_null=True, help_text="Its last day, included."
    )
    target = serializers.SerializerMethodField()
    stretch = serializers.SerializerMethodField()
    why = serializers.CharField(read_only=True)
    owner = serializers.CharField(source="owner.username", read_only=True)
    feeds = serializers.SerializerMethodField(
        help_text="Id of the goal it feeds, where you may see that one."
    )
    guard = serializers.CharField(
        source="guard.slug",
        default=None,
        read_only=True,
        help_text="Slug of the metric that must not suffer meanwhile.",
    )
    guard_bound = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=Goal.State.choices, read_only=True)
    version = serializers.IntegerField(
        read_only=True, help_text="Send it back when you adjust the goal."
    )

    def get_target(self, goal: Goal) -> str | None:
        """With the metric's decimals."""
        target = self._in_force(goal)
        return None if target is None else exact(target.target, goal.metric.decimals)

    def get_stretch(self, goal: Goal) -> str | None:
        """With the metric's decimals; null where there is none."""
        target = self._in_force(goal)
        if target is None or target.stretch is None:
            return None
        return exact(target.stretch, goal.metric.decimals)

    def get_guard_bound(self, goal: Goal) -> str | None:
        """With the guard's decimals; null where nothing is guarded."""
        if goal.guard is None or goal.guard_bound is None:
            return None
        return exact(goal.guard_bound, goal.guard.decimals)

    def get_feeds(self, goal: Goal) -> int | None:
        """The id of the goal it feeds."""
        visible: set[int] = self.context.get("visible_goals", set())
        return goal.feeds_id if goal.feeds_id in visible else None

    def _in_force(self, goal: Goal) -> GoalTarget | None:
        """The target of today's period. Targets come in the order of their days."""
        targets = list(goal.targets.all())
        today = clock_of(goal.team, self.context["organisation"]).day_of(self.context["now"])
        begun = [target for target in targets if target.since <= today]
        return begun[-1] if begun else (targets[0] if targets else None)


class GoalNew(StrictSerializer):
    """A goal to be made. Its owner is whoever sends it."""

    name = serializers.CharField(max_length=120)
    metric = serializers.SlugField(help_text="Slug of the metric.")
    scope = serializers.ChoiceField(choices=Scope.choices)
    team = serializers.SlugField(
        required=False, allow_null=True, help_text="Needed unless for the organisation."
    )
    agent = serializers.CharField(
        required=False, allow_null=True, max_length=150, help_text="Login; for scope `agent` only."
    )
    cadence = serializers.ChoiceField(choices=Cadence.choices)
    starts_on = DayField()
    ends_on = DayField(required=False, allow_null=True, help_text="Its last day, included.")
    target = FigureField(help_text="75 for 75 %.")
    stretch = FigureField(required=False, allow_null=True)
    why = serializers.CharField(max_length=300, help_text="Why it matters.")
    feeds = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=2**62, help_text="A goal's id."
    )
    propose = serializers.BooleanField(
        required=False,
        help_text="Ask the team's agents first; the goal holds once they agree. For team and members.",
    )
    guard = serializers.SlugField(
        required=False, allow_null=True, help_text="Slug of the metric that must not suffer."
    )
    guard_bound = FigureField(required=False, allow_null=True, help_text="In the guard's unit.")


class GoalAdjust(StrictSerializer):
    """What may be adjusted, and why it is. What is left out stays."""

    reason = serializers.CharField(max_length=300)
    version = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        help_text="As it was read. If somebody changed the goal since, the answer is 409.",
    )
    name = serializers.CharField(required=False, max_length=120)
    why = serializers.CharField(required=False, max_length=300)
    target = FigureField(required=False)
    stretch = FigureField(required=False, allow_null=True)
    target_since = DayField(
        required=False,
        help_text="A day of the period from which the target holds; that of today by default.",
    )
    ends_on = DayField(required=False, allow_null=True)
    feeds = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=2**62)
    guard = serializers.SlugField(required=False, allow_null=True)
    guard_bound = FigureField(required=False, allow_null=True)


class ForecastSerializer(serializers.Serializer[Any]):
    """What the period will likely end on, with the metric's decimals."""

    low = serializers.CharField(help_text="8 times in 10 the result is from low to high.")
    likely = serializers.CharField()
    high = serializers.CharField()


class StandsSerializer(serializers.Serializer[Any]):
    """How one subject stands in one period."""

    subject = serializers.CharField(help_text="An agent's login, a team's slug, or organisation.")
    subject_name = serializers.CharField()
    period_start = serializers.DateField()
    period_end = serializers.DateField(help_text="Included.")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(help_text="Not included.")
    value = serializers.CharField()
    weight = serializers.CharField()
    n = serializers.IntegerField()
    result = serializers.CharField(allow_null=True)
    target = serializers.CharField()
    expected = serializers.CharField(allow_null=True, help_text="Expected by now.")
    forecast = ForecastSerializer(
        allow_null=True, help_text="Null while nothing can be forecast, and once it is final."
    )
    likelihood = serializers.CharField(
        allow_null=True, help_text="That the target is met, from 0 to 1. Null without a forecast."
    )
    status = serializers.ChoiceField(choices=Status.choices)
    guard = GuardSerializer(
        allow_null=True, help_text="Null where nothing is guarded. Of a day, as of its end."
    )
    final = serializers.BooleanField()
    revised_at = serializers.DateTimeField(allow_null=True)
    computed_at = serializers.DateTimeField()


class StandsPage(serializers.Serializer[Any]):
    """All subjects, on one page."""

    next = serializers.CharField(allow_null=True, help_text="Always null.")
    previous = serializers.CharField(allow_null=True, help_text="Always null.")
    results = StandsSerializer(many=True)
