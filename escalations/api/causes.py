"""What was behind cases: called otherwise, made one of two, put away."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.actions.causes import merge_causes, put_cause_away, rename_cause
from escalations.api.bodies import Nothing, Text
from escalations.models import Cause
from goals.api.parameters import refuse
from teams.access import LEADERS
from teams.api.serializers import StrictSerializer, checked
from teams.api.views import ListAndItems, person_of


class CauseSerializer(StrictSerializer):
    """What was behind cases."""

    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(read_only=True)
    category = serializers.CharField(source="category.slug", read_only=True)


class RenameBody(StrictSerializer):
    """How it is called from now on."""

    name = Text(default="")


class MergeBody(StrictSerializer):
    """Which other one it is the same as."""

    into = serializers.IntegerField(
        min_value=1, max_value=2**62, help_text="Id of a cause of the same category."
    )


class CauseFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which causes to list."""

    category = django_filters.CharFilter("category__slug", label="Slug of a category.")


@extend_schema_view(
    list=extend_schema(summary="The causes that a look back may name"),
    retrieve=extend_schema(summary="One cause"),
)
class CauseViewSet(ListAndItems):
    """Those in use, for who leads a team. A look back may name a new one."""

    access = LEADERS
    serializer_class = CauseSerializer
    queryset = Cause.objects.filter(archived_at=None).select_related("category")
    filterset_class = CauseFilter
    lookup_value_regex = r"[0-9]{1,18}"

    @extend_schema(summary="Call it otherwise", request=RenameBody, responses=CauseSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Its cases come along."""
        cause: Cause = self.get_object()
        sent = checked(RenameBody, request)
        renamed = rename_cause(person_of(request), cause, name=sent["name"], now=timezone.now())
        return Response(CauseSerializer(renamed).data)

    @extend_schema(summary="Make one of two", request=MergeBody, responses=CauseSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Answers with the one that stays. What timelines say stays as it was said."""
        cause: Cause = self.get_object()
        sent = checked(MergeBody, request)
        into: Any = self.get_queryset().filter(pk=sent["into"]).first()
        if into is None:
            raise refuse("into", "There is no such cause in use.")
        kept = merge_causes(person_of(request), cause, into=into, now=timezone.now())
        return Response(CauseSerializer(kept).data)

    @extend_schema(summary="Put it away", request=Nothing, responses={204: None})
    @action(detail=True, methods=["post"])
    def away(self, request: Request, pk: str) -> Response:
        """It is offered no more; its cases keep it. A look back that names it takes it out again."""
        cause: Cause = self.get_object()
        checked(Nothing, request)
        put_cause_away(person_of(request), cause, now=timezone.now())
        return Response(status=204)
