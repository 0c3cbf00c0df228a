"""Who stays and who leaves, for programs: the report, who left, and why. As much as the pages tell, and no more."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.actions.staying import LONGEST, say_why
from feedback.models import Leaving
from feedback.permissions.staying import leavers_visible_to
from feedback.queries.staying.house import YEAR
from feedback.queries.staying.report import report_of
from feedback.queries.staying.rows import LeftRow, leavers, left_rows
from feedback.queries.staying.tables import tables_of
from goals.api.parameters import refuse
from goals.tables import Value
from teams.access import LEADERS, MANAGERS
from teams.api.serializers import StrictSerializer, checked, exact
from teams.api.views import ApiView, person_of
from teams.models import Organisation
from teams.permissions import organisation_day

TEAM = OpenApiParameter(
    "team", str, description="Slug of a team that is told alone. Default: all you lead, together."
)
PAGE = OpenApiParameter("page", int, description="From 1 on.")
EACH_PAGE = 100


class StayingTable(serializers.Serializer[Any]):
    """One grouping."""

    name = serializers.CharField()
    headings = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField())


class StayingSerializer(serializers.Serializer[Any]):
    """The report: what its file says, table by table. Of fewer than five people, nothing."""

    first = serializers.DateField(help_text="First day of the figures; a year, or what there is.")
    last = serializers.DateField()
    group = serializers.CharField(
        allow_null=True, help_text="Whom the tables but the first are of."
    )
    sentence = serializers.CharField()
    tables = StayingTable(many=True)


@extend_schema_serializer(component_name="Left")
class LeftSerializer(serializers.Serializer[Any]):
    """Somebody who left, or is about to."""

    id = serializers.IntegerField(help_text="Of the person.")
    name = serializers.CharField()
    teams = serializers.CharField(help_text="That they left from, by name.")
    left_on = serializers.DateField(help_text="The first day without them.")
    theme = serializers.CharField(allow_null=True, help_text="Null: nobody wrote it down.")
    words = serializers.CharField(help_text="Theirs; may be empty.")


class LeftPage(serializers.Serializer[Any]):
    """Those of the last 12 months, newest first."""

    next_page = serializers.IntegerField(allow_null=True)
    results = LeftSerializer(many=True)


@extend_schema_serializer(component_name="WhyBody")
class WhyBody(StrictSerializer):
    """Why they left."""

    theme = serializers.ChoiceField(choices=Leaving.Theme.choices)
    words = serializers.CharField(
        default="", allow_blank=True, help_text=f"Theirs. At most {LONGEST} characters."
    )


class StayingView(ApiView):
    """The figures."""

    access = LEADERS

    @extend_schema(
        summary="Whether people stay",
        parameters=[TEAM],
        responses=StayingSerializer,
        operation_id="reports_staying",
    )
    def get(self, request: Request) -> Response:
        """What the page and its file say."""
        organisation = Organisation.objects.first() or Organisation()
        slug = request.query_params.get("team", "")[:60]
        found = report_of(
            person_of(request), slug=slug, clock=organisation.clock, now=timezone.now()
        )
        if slug and (found.chosen is None or found.chosen.slug != slug):
            raise refuse("team", "Send the slug of a team that you lead and that is told alone.")
        return Response(
            {
                "first": found.first,
                "last": found.today,
                "group": found.chosen.name if found.chosen else None,
                "sentence": found.sentence,
                "tables": [
                    {
                        "name": table.caption,
                        "headings": table.headings,
                        "rows": [[_value(cell.value) for cell in row] for row in table.rows],
                    }
                    for table in tables_of(found)
                ],
            }
        )


class LeftView(ApiView):
    """Who left."""

    access = MANAGERS

    @extend_schema(
        summary="Who left in the last 12 months, and why",
        parameters=[PAGE],
        responses=LeftPage,
        operation_id="reports_left",
    )
    def get(self, request: Request) -> Response:
        """Of the teams you manage; administrators of all."""
        asked = request.query_params.get("page", "1")
        if not (asked.isascii() and asked.isdigit() and 0 < len(asked) < 7 and int(asked) > 0):
            raise refuse("page", "Send a number from 1 on.")
        start = (int(asked) - 1) * EACH_PAGE
        viewer, today = person_of(request), organisation_day(timezone.now())
        found = list(
            leavers(viewer, None, today - YEAR + timedelta(days=1))[start : start + EACH_PAGE + 1]
        )
        rows = left_rows(viewer, found[:EACH_PAGE], today)
        return Response(
            {
                "next_page": int(asked) + 1 if len(found) > EACH_PAGE else None,
                "results": [_left(row) for row in rows],
            }
        )


class WhyView(ApiView):
    """Why somebody left."""

    access = MANAGERS

    @extend_schema(
        summary="Why somebody left", responses=LeftSerializer, operation_id="reports_left_one"
    )
    def get(self, request: Request, pk: int) -> Response:
        """What is written down."""
        return Response(self._shown(request, pk))

    @extend_schema(
        summary="Write down why somebody left",
        request=WhyBody,
        responses=LeftSerializer,
        operation_id="reports_left_why",
    )
    def post(self, request: Request, pk: int) -> Response:
        """Once a closed quarter is told, its themes stay as they are."""
        viewer = person_of(request)
        person = get_object_or_404(leavers_visible_to(viewer), pk=pk)
        sent = checked(WhyBody, request)
        say_why(viewer, person, theme=sent["theme"], words=sent["words"], now=timezone.now())
        return Response(self._shown(request, pk))

    @staticmethod
    def _shown(request: Request, pk: int) -> dict[str, Any]:
        viewer = person_of(request)
        person = get_object_or_404(leavers_visible_to(viewer), pk=pk)
        return _left(left_rows(viewer, [person], organisation_day(timezone.now()))[0])


def _left(row: LeftRow) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "teams": row.teams,
        "left_on": row.left_on,
        "theme": row.theme or None,
        "words": row.words,
    }


def _value(value: Value) -> Any:
    """Figures as exact text, counts as numbers, days as ISO dates."""
    return exact(value) if isinstance(value, Decimal) else value
