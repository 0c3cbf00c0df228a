"""Metrics and their figures over time."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from goals.api import parameters
from goals.models import Metric
from goals.queries.figures import Writer
from goals.queries.metrics import daily, usual_of_metric
from goals.queries.series import TOTAL, WAYS, Asked, Point, longest, series, zone_of
from goals.queries.shape import clock_of
from goals.queries.usual import EARLY, SIGNALS, STEPS, Usual, figure_of
from teams.api.serializers import StrictSerializer, exact
from teams.api.views import ListAndItems, person_of
from teams.models import Organisation
from teams.permissions import agents_whose_figures_are_visible_to, teams_visible_to

BY = OpenApiParameter(
    "by",
    str,
    enum=list(WAYS),
    default=TOTAL,
    description="How to cut the figures: whole, or by team, agent, or unit of time.",
)


class MetricSerializer(StrictSerializer):
    """Something that is counted."""

    slug = serializers.SlugField(read_only=True)
    name = serializers.CharField(read_only=True)
    meaning = serializers.CharField(read_only=True)
    formula = serializers.CharField(read_only=True)
    kind = serializers.ChoiceField(choices=Metric.Kind.choices, read_only=True)
    unit = serializers.ChoiceField(choices=Metric.Unit.choices, read_only=True)
    better = serializers.ChoiceField(choices=Metric.Better.choices, read_only=True)
    decimals = serializers.IntegerField(read_only=True)
    minimum_weight = serializers.IntegerField(
        read_only=True, help_text="With less than this behind it, a ratio is too little to say."
    )
    archived = serializers.SerializerMethodField()

    def get_archived(self, metric: Metric) -> bool:
        """Whether it takes no figures any more."""
        return metric.archived_at is not None


class UsualSerializer(serializers.Serializer[Any]):
    """What is ordinary: the mean plus and minus 2.66 times the mean moving range of results."""

    by = serializers.ChoiceField(
        choices=[(step, step) for step in STEPS],
        help_text="What the results are of: days; weeks or months where days have too little behind them.",
    )
    low = serializers.CharField(allow_null=True, help_text="Null while it is too early to say.")
    mean = serializers.CharField(allow_null=True)
    high = serializers.CharField(allow_null=True)
    since = serializers.DateField(
        allow_null=True, help_text="The day on which the range in force began."
    )
    signal = serializers.ChoiceField(
        allow_null=True,
        choices=[(signal, signal) for signal in SIGNALS],
        help_text="`above`, `below`: a result outside; `better`, `worse`: another level for two months "
        "at most; null: nothing to explain.",
    )
    weekdays_evened = serializers.BooleanField(
        help_text="Whether totals of days are held against their own weekday; the range is then an average day's."
    )
    words = serializers.CharField(help_text="The same in words, as pages say it.")


class MetricDetailSerializer(MetricSerializer):
    """A metric with its usual range."""

    usual = UsualSerializer(read_only=True)


class PointSerializer(serializers.Serializer[Any]):
    """Figures of one key. Sums are exact; the result has the metric's decimals."""

    key = serializers.CharField(
        help_text="`total`; a team's slug; an agent's login (empty for what belongs to no one "
        "agent); an hour as an instant with offset; a day; the first day of a week; `2021-01`; "
        "or `2021-Q2`, the second quarter of the fiscal year that starts in 2021."
    )
    name = serializers.CharField(help_text="Of a team or an agent; otherwise empty.")
    value = serializers.CharField(help_text="Σ value.")
    weight = serializers.CharField(help_text="Σ weight.")
    n = serializers.IntegerField(help_text="How many readings.")
    result = serializers.CharField(
        allow_null=True,
        help_text="Σ value of a total, Σ value ÷ Σ weight of a ratio (× 100 for percent); "
        "null where there is no data.",
    )


class SeriesSerializer(serializers.Serializer[Any]):
    """Figures over time, all on one page."""

    next = serializers.CharField(allow_null=True, help_text="Always null.")
    previous = serializers.CharField(allow_null=True, help_text="Always null.")
    metric = serializers.CharField()
    by = serializers.ChoiceField(choices=[(way, way) for way in WAYS])
    time_zone = serializers.CharField(
        allow_null=True, help_text="Whose days these are; null where each team's own count."
    )
    results = PointSerializer(many=True)


def _row(point: Point, decimals: int) -> dict[str, Any]:
    """A point as it is answered: figures as text."""
    return {
        "key": point.key,
        "name": point.name,
        "value": exact(point.value, decimals),
        "weight": exact(point.weight),
        "n": point.n,
        "result": None if point.result is None else f"{point.result:f}",
    }


def _usual(usual: Usual, writer: Writer) -> dict[str, Any]:
    """The range in force as it is answered: figures as text."""
    current, limits = usual.current, usual.limits
    ends: tuple[str | None, ...] = (None, None, None)
    if current is not None and limits is not None:
        ends = tuple(f"{figure_of(writer, end):f}" for end in (limits[0], current.mean, limits[1]))
    return {
        "by": usual.step,
        "low": ends[0],
        "mean": ends[1],
        "high": ends[2],
        "since": usual.since,
        "signal": usual.signal or None,
        "weekdays_evened": bool(usual.shares),
        "words": usual.words or EARLY,
    }


@extend_schema_view(list=extend_schema(summary="All metrics"))
class MetricViewSet(ListAndItems):
    """What is counted, with one definition for every place that shows it."""

    serializer_class = MetricSerializer
    queryset = Metric.objects.all()
    lookup_field = "slug"
    lookup_value_regex = r"[-\w]+"

    def get_queryset(self) -> QuerySet[Any]:
        """Everybody may know what is counted."""
        return Metric.objects.all()

    @extend_schema(
        summary="One metric, with its usual range",
        description="The usual range is the organisation's, or with `team` that team's.",
        parameters=[parameters.TEAM],
        responses=MetricDetailSerializer,
        filters=False,
    )
    def retrieve(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """What is counted, and what is ordinary."""
        metric = self.get_object()
        organisation = Organisation.objects.get(pk=1)
        team = parameters.team(request, person_of(request))
        today = clock_of(team, organisation).day_of(timezone.now())
        writer = Writer(metric, organisation.currency)
        usual = usual_of_metric(writer, daily(metric, team, today), team, organisation, today)
        return Response({**self.get_serializer(metric).data, "usual": _usual(usual, writer)})

    @extend_schema(
        summary="A metric's figures over time",
        description=(
            "Of the organisation, or of one team or agent. Days are included at both ends; they are "
            "the team's own, and the organisation's where no team is meant. Days, weeks, months and "
            "quarters without data are listed with a null result, and cut by the window where they "
            "reach beyond it; hours, teams and agents without a reading are left out. By hour at "
            "most 366 days, for one agent 92. Agents other than oneself and those one leads are "
            "left out."
        ),
        parameters=[
            parameters.FROM,
            parameters.UNTIL,
            BY,
            parameters.TEAM,
            parameters.AGENT,
        ],
        responses=SeriesSerializer,
        filters=False,
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    def series(self, request: Request, slug: str) -> Response:
        """The figures of one metric."""
        metric = self.get_object()
        user = person_of(request)
        by = request.query_params.get("by", TOTAL) or TOTAL
        if by not in WAYS:
            raise parameters.refuse("by", f"Choose one of {', '.join(WAYS)}.")
        team = parameters.team(request, user)
        agent = parameters.agent(request, user)
        first, last = parameters.window(request, longest(by, of_agent=agent is not None))
        asked = Asked(
            metric,
            first,
            last,
            team,
            agent,
            teams=teams_visible_to(user),
            agents=agents_whose_figures_are_visible_to(user),
        )
        points = series(asked, by)
        decimals = metric.decimals if metric.kind == Metric.Kind.TOTAL else 0
        return Response(
            {
                "next": None,
                "previous": None,
                "metric": metric.slug,
                "by": by,
                "time_zone": zone_of(asked, by) or None,
                "results": [_row(point, decimals) for point in points],
            }
        )
