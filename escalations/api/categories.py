"""What an escalation may be about: read by everybody, set by administrators."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.actions.categories import (
    FIELDS,
    move_category,
    put_category_away,
    save_category,
)
from escalations.api.bodies import Nothing
from escalations.models import Category
from teams.actions.versions import version_of
from teams.api.serializers import StrictSerializer, checked
from teams.api.views import ListAndItems, person_of
from teams.models import User
from teams.permissions import can_administer

VERSION = "As it was read. If somebody changed it since, the answer is 409."


class CategorySerializer(StrictSerializer):
    """What an escalation may be about."""

    slug = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    key = serializers.IntegerField(read_only=True, help_text="The digit that picks it.")
    urgent = serializers.BooleanField(
        source="is_urgent", read_only=True, help_text="Goes to the leader on duty at once."
    )
    archived = serializers.SerializerMethodField()
    version = serializers.SerializerMethodField(help_text="To be sent with a change.")

    def get_archived(self, row: Category) -> bool:
        """Off the form; what was logged under it keeps it."""
        return row.archived_at is not None

    def get_version(self, row: Category) -> str:
        """Another one after every change."""
        return version_of(row, FIELDS)


class CategoryNew(StrictSerializer):
    """One more tile. How long a name may be, and which digits are free, the action says."""

    name = serializers.CharField()
    key = serializers.IntegerField(min_value=0, max_value=9, help_text="The digit that picks it.")
    urgent = serializers.BooleanField(default=False)


class CategoryChange(StrictSerializer):
    """What is different. What is left out stays."""

    name = serializers.CharField(required=False)
    key = serializers.IntegerField(min_value=0, max_value=9, required=False)
    urgent = serializers.BooleanField(required=False)
    version = serializers.CharField(required=False, max_length=64, help_text=VERSION)


class MoveBody(StrictSerializer):
    """Which way."""

    up = serializers.BooleanField(help_text="True: one place nearer to the start.")


class CategoryFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which categories to list."""

    archived = django_filters.BooleanFilter(
        "archived_at",
        lookup_expr="isnull",
        exclude=True,
        label="True: those put away, for administrators.",
    )


@extend_schema_view(
    list=extend_schema(summary="What an escalation may be about"),
    retrieve=extend_schema(summary="One category"),
)
class CategoryViewSet(ListAndItems):
    """The categories in use; to administrators those put away as well."""

    serializer_class = CategorySerializer
    queryset = Category.objects.all()
    filterset_class = CategoryFilter
    lookup_field = "slug"
    lookup_value_regex = r"[-\w]+"

    def get_queryset(self) -> QuerySet[Any]:
        """Those in use; an administrator reaches the others too, and lists them by asking for them."""
        rows: QuerySet[Any] = Category.objects.all()
        asks = self.action != "list" or "archived" in self.request.query_params
        return rows if asks and can_administer(self.request.user) else rows.filter(archived_at=None)

    @extend_schema(
        summary="Make a category", request=CategoryNew, responses={201: CategorySerializer}
    )
    def create(self, request: Request) -> Response:
        """At the end of the row. Administrators."""
        person = _administrator(request)
        values = checked(CategoryNew, request)
        made = save_category(
            person,
            None,
            name=values["name"],
            key=values["key"],
            is_urgent=values["urgent"],
            now=timezone.now(),
        )
        return Response(CategorySerializer(made).data, status=201)

    @extend_schema(
        summary="Change a category", request=CategoryChange, responses=CategorySerializer
    )
    def partial_update(self, request: Request, slug: str) -> Response:
        """Its name, its digit, whether it is urgent. Its slug stays. Administrators."""
        row: Category = self.get_object()
        person = _administrator(request)
        values = checked(CategoryChange, request)
        changed = save_category(
            person,
            row,
            name=values.get("name", row.name),
            key=values.get("key", row.key),
            is_urgent=values.get("urgent", row.is_urgent),
            # What is left out was read a moment ago: it must be what it was.
            version=values.get("version", version_of(row, FIELDS)),
            now=timezone.now(),
        )
        return Response(CategorySerializer(changed).data)

    @extend_schema(summary="Take it off the form", request=Nothing, responses=CategorySerializer)
    @action(detail=True, methods=["post"])
    def away(self, request: Request, slug: str) -> Response:
        """What was logged under it keeps it. One has to stay. Administrators."""
        return self._put(request, away=True)

    @extend_schema(
        summary="Put it on the form again", request=Nothing, responses=CategorySerializer
    )
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, slug: str) -> Response:
        """Under its digit, if that is free. Administrators."""
        return self._put(request, away=False)

    def _put(self, request: Request, *, away: bool) -> Response:
        row: Category = self.get_object()
        person = _administrator(request)
        checked(Nothing, request)
        put_category_away(person, row, away=away, now=timezone.now())
        row.refresh_from_db()
        return Response(CategorySerializer(row).data)

    @extend_schema(summary="Move it", request=MoveBody, responses=CategorySerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, slug: str) -> Response:
        """One place, among the tiles of the form. Administrators."""
        row: Category = self.get_object()
        person = _administrator(request)
        sent = checked(MoveBody, request)
        move_category(person, row, up=sent["up"], now=timezone.now())
        return Response(CategorySerializer(row).data)


def _administrator(request: Request) -> User:
    person = person_of(request)
    if not can_administer(person):
        raise PermissionDenied("Administrators set what can be logged.")
    return person
