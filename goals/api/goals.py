"""Goals, and how they stand."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from goals import formats
from goals.actions.goals import GoalChanges, adjust_goal, create_goal
from goals.actions.proposals import propose_goal
from goals.api import parameters
from goals.api.goal_serializers import GoalAdjust, GoalNew, GoalSerializer, StandsPage
from goals.api.guards import guard_row
from goals.models import Cadence, Goal, GoalTarget, Metric, Scope
from goals.permissions import goals_visible_to
from goals.queries.outlooks import Outlook
from goals.queries.standings import Stands, standings_of, standings_on
from teams.api.serializers import exact
from teams.api.views import ListAndItems, person_of
from teams.models import Organisation, Team, User
from teams.permissions import can_lead, people_visible_to, teams_visible_to

ON = OpenApiParameter("on", str, description="A day: how it stood at its end. Default: now.")


class GoalFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which goals to list."""

    metric = django_filters.CharFilter("metric__slug", label="Slug of a metric.")
    team = django_filters.CharFilter("team__slug", label="Slug of a team.")
    agent = django_filters.CharFilter("agent__username", label="Login of an agent.")
    scope = django_filters.ChoiceFilter(choices=Scope.choices)
    cadence = django_filters.ChoiceFilter(choices=Cadence.choices)
    state = django_filters.ChoiceFilter(choices=Goal.State.choices)


@extend_schema_view(
    list=extend_schema(summary="The goals you may see"),
    retrieve=extend_schema(summary="One goal"),
)
class GoalViewSet(ListAndItems):
    """What we agreed to aim for."""

    serializer_class = GoalSerializer
    queryset = Goal.objects.none()
    filterset_class = GoalFilter
    lookup_value_regex = r"[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Any]:
        """The goals the caller may see, with what a row shows."""
        targets = GoalTarget.objects.order_by("since", "id")
        return (
            goals_visible_to(person_of(self.request))
            .select_related("metric", "team", "agent", "owner", "guard")
            .prefetch_related(Prefetch("targets", targets))
        )

    def get_serializer_context(self) -> dict[str, Any]:
        """What every row needs to know, read once."""
        visible = goals_visible_to(person_of(self.request)).order_by()
        fed = visible.filter(fed_by__isnull=False).distinct()
        return {
            **super().get_serializer_context(),
            "now": timezone.now(),
            "organisation": Organisation.objects.get(pk=1),
            "visible_goals": set(fed.values_list("pk", flat=True)),
        }

    @extend_schema(summary="Make a goal", request=GoalNew, responses={201: GoalSerializer})
    def create(self, request: Request) -> Response:
        """Make a goal of a team one leads, or, for managers, of the organisation."""
        user = person_of(request)
        if not can_lead(user):
            raise PermissionDenied("Supervisors and managers set goals.")
        sent = GoalNew(data=request.data)
        sent.is_valid(raise_exception=True)
        values = sent.validated_data
        make = propose_goal if values.get("propose") else create_goal
        goal = make(
            user,
            name=values["name"],
            metric=_metric(values["metric"]),
            scope=values["scope"],
            team=_team(user, values.get("team")),
            agent=_agent(user, values.get("agent")),
            cadence=values["cadence"],
            starts_on=values["starts_on"],
            ends_on=values.get("ends_on"),
            target=values["target"],
            stretch=values.get("stretch"),
            why=values["why"],
            feeds=_goal(user, values.get("feeds")),
            guard=_guard(values.get("guard")),
            guard_bound=values.get("guard_bound"),
            owner=user,
            now=timezone.now(),
        )
        return Response(self._shown(goal.pk), status=201)

    @extend_schema(
        summary="Adjust a goal, with a reason", request=GoalAdjust, responses=GoalSerializer
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Adjust a goal that one owns, or that is one's team's to manage."""
        goal: Goal = self.get_object()
        user = person_of(request)
        sent = GoalAdjust(data=request.data)
        sent.is_valid(raise_exception=True)
        values = dict(sent.validated_data)
        reason = values.pop("reason")
        version = values.pop("version", goal.version)
        since = values.pop("target_since", None)
        if "feeds" in values:
            values["feeds"] = _goal(user, values["feeds"])
        if "guard" in values:
            values["guard"] = _guard(values["guard"])
        changes: GoalChanges = values  # type: ignore[assignment]
        adjust_goal(
            user,
            goal,
            reason=reason,
            version=version,
            target_since=since,
            now=timezone.now(),
            **changes,
        )
        return Response(self._shown(goal.pk))

    @extend_schema(
        summary="How a goal stands",
        description=(
            "For each subject whose figures you may see: in the period that runs now, or as it stood "
            "at the end of a day. Empty where no period held that day."
        ),
        parameters=[ON],
        responses=StandsPage,
        filters=False,
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    def progress(self, request: Request, pk: str) -> Response:
        """How a goal stands, now or on a day."""
        goal: Goal = self.get_object()
        user = person_of(request)
        on = request.query_params.get("on", "")
        if on:
            rows = standings_on(goal, user, parameters.day(on, "on"), timezone.now())
        else:
            rows = standings_of(goal, user, timezone.now())
        results = [_stands(goal, row) for row in rows]
        return Response({"next": None, "previous": None, "results": results})

    def _shown(self, pk: int) -> Any:
        goal = self.get_queryset().get(pk=pk)
        return GoalSerializer(goal, context=self.get_serializer_context()).data


def _stands(goal: Goal, row: Stands) -> dict[str, Any]:
    """A standing as it is answered: figures as text."""
    decimals = goal.metric.decimals
    of_total = decimals if goal.metric.kind == Metric.Kind.TOTAL else 0
    return {
        "subject": row.subject,
        "subject_name": row.subject_name,
        "period_start": row.period_start.isoformat(),
        "period_end": row.period_end.isoformat(),
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "value": exact(row.value, of_total),
        "weight": exact(row.weight),
        "n": row.n,
        "result": None if row.result is None else f"{row.result:f}",
        "target": exact(row.target, decimals),
        "expected": None if row.expected is None else exact(row.expected, decimals),
        "forecast": _forecast(row.outlook, decimals),
        "likelihood": None if row.outlook is None else exact(row.outlook.likelihood),
        "status": row.status,
        "guard": guard_row(row.guard),
        "final": row.final,
        "revised_at": None if row.revised_at is None else row.revised_at.isoformat(),
        "computed_at": row.computed_at.isoformat(),
    }


def _forecast(outlook: Outlook | None, decimals: int) -> dict[str, str] | None:
    if outlook is None:
        return None
    ends = {"low": outlook.low, "likely": outlook.likely, "high": outlook.high}
    return {name: f"{formats.rounded(end, decimals):f}" for name, end in ends.items()}


# --- Words to rows, among what the caller may see ------------------------------------------------


def _metric(slug: str) -> Metric:
    metric = Metric.objects.filter(slug=slug).first()
    if metric is None:
        raise parameters.refuse("metric", "There is no such metric.")
    return metric


def _guard(slug: str | None) -> Metric | None:
    if slug is None:
        return None
    metric = Metric.objects.filter(slug=slug).first()
    if metric is None:
        raise parameters.refuse("guard", "There is no such metric.")
    return metric


def _team(user: User, slug: str | None) -> Team | None:
    if slug is None:
        return None
    team = teams_visible_to(user).filter(slug=slug).first()
    if team is None:
        raise parameters.refuse("team", "There is no such team.")
    return team


def _agent(user: User, login: str | None) -> User | None:
    if login is None:
        return None
    agent = people_visible_to(user).filter(username__iexact=login).first()
    if agent is None:
        raise parameters.refuse("agent", "There is nobody of this login.")
    return agent


def _goal(user: User, pk: int | None) -> Goal | None:
    if pk is None:
        return None
    goal = goals_visible_to(user).filter(pk=pk).first()
    if goal is None:
        raise parameters.refuse("feeds", "There is no such goal.")
    return goal
