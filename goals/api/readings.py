"""Readings in, and the rows behind a figure out."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from goals.api import parameters
from goals.api.incoming import Answer, NothingWritten, take_in
from goals.models import Metric, Reading
from goals.permissions import readings_visible_to
from teams.access import SIGNED_IN
from teams.actions.tokens import INGEST
from teams.api.pagination import Pages
from teams.api.parsing import MEGABYTE, UnreadJSONParser
from teams.api.problems import problem
from teams.api.serializers import exact
from teams.api.views import ApiView, person_of
from teams.models import ApiToken, User
from teams.permissions import can_import

LONGEST_WINDOW = 92
METRIC = OpenApiParameter("metric", str, required=True, description="Slug of the metric.")
ATOMIC = OpenApiParameter(
    "atomic", bool, description="True: one refused row means that nothing is written (400)."
)


class IncomingSerializer(serializers.Serializer[Any]):
    """One reading to be sent. Read for the documentation; rows are checked by hand."""

    metric = serializers.CharField(help_text="Slug of the metric.")
    agent = serializers.CharField(
        required=False,
        allow_null=True,
        help_text="Name, e-mail or login. Without one, the figure is the team's own.",
    )
    at = serializers.DateTimeField(help_text="ISO 8601, with offset.")
    value = serializers.DecimalField(
        max_digits=13, decimal_places=4, allow_null=True, help_text="Null withdraws the reading."
    )
    weight = serializers.DecimalField(
        max_digits=13, decimal_places=4, required=False, help_text="What a ratio divides by; 1."
    )
    # A serializer has a property of this name, which only nested ones use.
    source = serializers.CharField(  # type: ignore[assignment]
        required=False, help_text="Needed unless the token is bound to a source."
    )
    external_id = serializers.CharField(max_length=200, help_text="The sender's own id.")
    team = serializers.CharField(
        required=False, help_text="Slug or name. Default: the agent's team at that moment."
    )


class BatchSerializer(serializers.Serializer[Any]):
    """Up to 10,000 readings."""

    readings = IncomingSerializer(many=True)


class RefusalSerializer(serializers.Serializer[Any]):
    """A row that was not taken."""

    index = serializers.IntegerField(help_text="Its place in what was sent, from 0.")
    field = serializers.CharField()
    message = serializers.CharField()


class AnswerSerializer(serializers.Serializer[Any]):
    """What became of the rows."""

    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    withdrawn = serializers.IntegerField()
    rejected = RefusalSerializer(many=True)


class ReadingSerializer(serializers.Serializer[Any]):
    """One reading as it is stored."""

    metric = serializers.CharField()
    agent = serializers.CharField(allow_null=True, help_text="Login; null: the team's own.")
    team = serializers.CharField()
    at = serializers.DateTimeField()
    day = serializers.DateField(help_text="The team's local day it counts for.")
    value = serializers.CharField()
    weight = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    external_id = serializers.CharField()


class ReadingsPage(serializers.Serializer[Any]):
    """A page of readings."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ReadingSerializer(many=True)


class ReadingsView(ApiView):
    """The rows behind every figure."""

    access = SIGNED_IN
    writing_scope = INGEST
    # Each reading has a name of its own already.
    known_anyway = frozenset({""})
    parser_classes = (UnreadJSONParser,)
    max_body = 8 * MEGABYTE

    @extend_schema(
        operation_id="readings_list",
        summary="The rows behind a figure",
        description=f"At most {LONGEST_WINDOW} days at once, of the agents whose figures you may see.",
        parameters=[
            METRIC,
            parameters.FROM,
            parameters.UNTIL,
            parameters.AGENT,
            parameters.TEAM,
            OpenApiParameter("cursor", str),
            OpenApiParameter("page_size", int),
        ],
        responses=ReadingsPage,
    )
    def get(self, request: Request) -> Response:
        """A page of readings, in the order in which they first came."""
        user = person_of(request)
        found = _asked_for(request, user)
        pages = Pages()
        rows = pages.paginate_queryset(found, request, view=self) or []
        ids = {row.agent_id for row in rows}
        logins = dict(User.objects.filter(pk__in=ids).values_list("pk", "username"))
        return pages.get_paginated_response([_row(row, logins) for row in rows])

    @extend_schema(
        operation_id="readings_send",
        summary="Send readings",
        description=(
            "Up to 10,000 rows and 8 MB. The same source, metric and external id sent twice counts "
            "once; with other figures it replaces; with a null value it withdraws (then metric, "
            "source and external id are enough). Of two such rows in one body the later one counts "
            "and the other is reported as unchanged. Good rows are written and bad ones reported, "
            "unless `atomic` is set."
        ),
        parameters=[ATOMIC],
        request=BatchSerializer,
        responses=AnswerSerializer,
    )
    def post(self, request: Request) -> Response:
        """Check and write what was sent."""
        user = person_of(request)
        if not can_import(user):
            raise PermissionDenied("Only managers and administrators send readings.")
        # A request without any body has no bytes.
        sent: object = request.data
        body = sent if isinstance(sent, bytes) else b"{}"
        all_or_none = parameters.flag(request, "atomic")
        source = request.auth.source if isinstance(request.auth, ApiToken) else ""
        try:
            answer = take_in(user, body, source=source, all_or_none=all_or_none, now=timezone.now())
        except NothingWritten as error:
            return _nothing_written(Answer(rejected=error.rejected))
        return Response(_as_json(answer))


def _as_json(answer: Answer) -> dict[str, Any]:
    return {
        "created": answer.outcome.created,
        "updated": answer.outcome.updated,
        "unchanged": answer.outcome.unchanged,
        "withdrawn": answer.outcome.withdrawn,
        "rejected": [
            {"index": place, "field": name, "message": message}
            for place, name, message in answer.rejected
        ],
    }


def _nothing_written(answer: Answer) -> Response:
    """A problem that carries the usual answer as well, so that a sender reads one place."""
    errors = [
        {"field": f"readings[{place}].{name}".rstrip("."), "message": message}
        for place, name, message in answer.rejected
    ]
    return problem(400, "Nothing was written: some rows were refused.", errors, **_as_json(answer))


def _asked_for(request: Request, user: User) -> QuerySet[Reading]:
    """The readings of a metric and some days that the caller may see."""
    slug = request.query_params.get("metric", "")
    metric = Metric.objects.filter(slug=slug).first() if slug.isprintable() else None
    if metric is None:
        raise parameters.refuse("metric", "Name the metric by its slug; there is none of this one.")
    agent = parameters.agent(request, user)
    team = parameters.team(request, user)
    first, last = parameters.window(request, LONGEST_WINDOW)
    found = Reading.objects.on_days(metric, first, last)
    if team is not None:
        found = found.filter(team=team)
    if agent is not None:
        found = found.filter(agent_id=agent.pk)
    else:
        found = found & readings_visible_to(user)
    return found.select_related("metric", "team", "source")


def _row(row: Reading, logins: dict[int, str]) -> dict[str, Any]:
    return {
        "metric": row.metric.slug,
        "agent": logins.get(row.agent_id),
        "team": row.team.slug,
        "at": row.team.clock.local(row.at).isoformat(),
        "day": row.day.isoformat(),
        "value": exact(row.value),
        "weight": exact(row.weight),
        "source": row.source.name,
        "external_id": row.external_id,
    }
