"""The report on escalations, and the cases behind its figures: what the page and its files say, by the same queries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.forms.report import ReportFilter
from escalations.queries.report_asked import Asked, NoSuchPart, part_of
from escalations.queries.report_rows import HEADINGS, file_rows, part_name
from escalations.queries.reports import report_of
from goals.api.parameters import refuse
from goals.tables import Value
from teams.access import LEADERS
from teams.api.serializers import exact
from teams.api.views import ApiView, person_of
from teams.models import Team
from teams.permissions import organisation_day, standing_of

SINCE = OpenApiParameter("since", date, description="First day. Default: four weeks ago.")
UNTIL = OpenApiParameter("until", date, description="Last day, included. Default: today.")
TEAM = OpenApiParameter("team", str, description="Slug of a team. Default: all you lead.")
BY = OpenApiParameter("by", str, description="What the figure is grouped by, such as `cause`.")
KEY = OpenApiParameter("key", str, description="Which part of it.")
BEFORE = OpenApiParameter("before", int, description="Cases below this id: the next page.")
EACH_PAGE = 100


class ReportTable(serializers.Serializer[Any]):
    """One grouping."""

    name = serializers.CharField()
    headings = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField())


class ReportSerializer(serializers.Serializer[Any]):
    """The report, whole: what its file says, table by table."""

    since = serializers.DateField()
    until = serializers.DateField()
    team = serializers.CharField(allow_null=True)
    sentence = serializers.CharField()
    training_open = serializers.IntegerField(help_text="Training that was asked for and is open.")
    tables = ReportTable(many=True)


class ReportRows(serializers.Serializer[Any]):
    """Cases behind a figure, customers masked, newest first."""

    part = serializers.CharField(help_text="What the figure is called.")
    next_before = serializers.IntegerField(allow_null=True, help_text="Send it as `before`.")
    headings = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField())


class _Report(ApiView):
    """Who leads a team sees its report; administrators see sums."""

    access = LEADERS

    def asked(self, request: Request) -> tuple[Asked, date]:
        """The days and the team asked for, and today. Raises ValidationError for what is none."""
        standing = standing_of(person_of(request))
        teams = Team.objects.filter(archived_at=None)
        if not standing.is_administrator:
            teams = teams.filter(pk__in=standing.leads)
        today = organisation_day(timezone.now())
        form = ReportFilter(teams, request.query_params, today)
        for field, messages in form.errors.items():
            raise refuse(str(field), str(messages[0]))
        return form.asked, today


class ReportView(_Report):
    """The figures."""

    @extend_schema(
        summary="Why customers ask for us, and which cases agents could have settled",
        parameters=[SINCE, UNTIL, TEAM],
        responses=ReportSerializer,
        operation_id="reports_escalations",
    )
    def get(self, request: Request) -> Response:
        """What the page and its file say. Never by person."""
        asked, today = self.asked(request)
        found = report_of(person_of(request), asked, today)
        return Response(
            {
                "since": asked.first,
                "until": asked.last,
                "team": asked.team.slug if asked.team else None,
                "sentence": found.sentence,
                "training_open": found.training_open,
                "tables": [
                    {
                        "name": table.caption,
                        "headings": table.headings,
                        "rows": [[_value(cell.value) for cell in row] for row in table.rows],
                    }
                    for table in found.tables
                ],
            }
        )


class ReportRowsView(_Report):
    """The rows behind them."""

    @extend_schema(
        summary="The cases behind a figure of the report",
        parameters=[SINCE, UNTIL, TEAM, BY, KEY, BEFORE],
        responses=ReportRows,
        operation_id="reports_escalations_rows",
    )
    def get(self, request: Request) -> Response:
        """As in the file: no person is named, and customers are masked. For who leads a team."""
        person = person_of(request)
        if not standing_of(person).leads:
            raise Http404
        asked, _ = self.asked(request)
        by, key = (request.query_params.get(name, "") for name in ("by", "key"))
        try:
            cases = part_of(person, asked, by, key)
            name = part_name(by, key)
        except NoSuchPart as error:
            raise refuse("by", "The report has no such part.") from error
        before = request.query_params.get("before", "")
        if before and not (before.isascii() and before.isdigit() and len(before) < 19):
            raise refuse("before", "Send the number that `next_before` gave.")
        rows = list(file_rows(cases.filter(pk__lt=int(before)) if before else cases, EACH_PAGE + 1))
        shown = [[_value(value) for value in row] for row in rows[1 : EACH_PAGE + 1]]
        more = len(rows) > EACH_PAGE + 1
        return Response(
            {
                "part": name,
                "next_before": shown[-1][0] if more else None,
                "headings": HEADINGS,
                "rows": shown,
            }
        )


def _value(value: Value) -> Any:
    """Sums of money as exact text, counts as numbers, days as ISO dates."""
    return exact(value, 2 if value != int(value) else 0) if isinstance(value, Decimal) else value
