"""What the caller was told, and marking it read."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from teams.actions.notices import mark_all_read, mark_read
from teams.api.pagination import Pages
from teams.api.serializers import StrictSerializer
from teams.api.views import ApiView, person_of
from teams.models import Notice


class NoticeFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which notices to list."""

    unread = django_filters.BooleanFilter(
        "read_at", lookup_expr="isnull", label="True: only those not read yet."
    )
    kind = django_filters.CharFilter("kind", label="Such as `goals.turned`.")


class NoticeSerializer(StrictSerializer):
    """One thing the caller was told."""

    id = serializers.IntegerField(read_only=True)
    kind = serializers.CharField(read_only=True, help_text="Such as `goals.turned`.")
    text = serializers.CharField(read_only=True)
    detail = serializers.CharField(read_only=True, help_text="One more sentence; may be empty.")
    url = serializers.CharField(read_only=True, help_text="A path of this site; may be empty.")
    at = serializers.DateTimeField(read_only=True)
    read_at = serializers.DateTimeField(read_only=True, allow_null=True)


class ReadUntil(StrictSerializer):
    """What to mark read."""

    until = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**62,
        help_text="The highest id to mark read. Default: everything there is.",
    )


class HowMany(serializers.Serializer[Any]):
    """How many were marked."""

    marked = serializers.IntegerField()


class NewestFirst(Pages):
    """By cursor, the newest first."""

    ordering = "-pk"


@extend_schema_view(list=extend_schema(summary="What you were told, newest first"))
class NoticeViewSet(ApiView, mixins.ListModelMixin, viewsets.GenericViewSet[Any]):
    """What the caller was told. Nobody reads anybody else's."""

    serializer_class = NoticeSerializer
    queryset = Notice.objects.none()
    filterset_class = NoticeFilter
    pagination_class = NewestFirst
    lookup_value_regex = r"[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Any]:
        """The caller's own."""
        return Notice.objects.filter(user=person_of(self.request), in_inbox=True)

    @extend_schema(summary="Mark one read", request=None, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: str) -> Response:
        """Mark one read; read already, it stays as it was."""
        notice = mark_read(person_of(request), int(pk), timezone.now())
        if notice is None:
            raise Http404
        return Response(NoticeSerializer(notice).data)

    @extend_schema(
        operation_id="notices_read_all",
        summary="Mark all read",
        request=ReadUntil,
        responses=HowMany,
    )
    @action(
        detail=False, methods=["post"], url_path="read", pagination_class=None, filter_backends=[]
    )
    def read_all(self, request: Request) -> Response:
        """Mark all read, or those up to one."""
        sent = ReadUntil(data=request.data)
        sent.is_valid(raise_exception=True)
        until = sent.validated_data.get("until")
        return Response({"marked": mark_all_read(person_of(request), until, timezone.now())})
