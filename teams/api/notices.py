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
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from teams.actions.notices import choose_notices, mark_all_read, mark_read, mark_unread
from teams.api.pagination import Pages
from teams.api.serializers import StrictSerializer, checked
from teams.api.views import ApiView, person_of
from teams.kinds import Kind, kinds
from teams.models import Notice, NoticeChoices
from teams.notice_ways import WAYS, kept_of, way_of, ways_for
from teams.queries.notices import choices_of


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


class WayRow(StrictSerializer):
    """Where one kind of notice comes."""

    kind = serializers.CharField(help_text="Such as `goals.turned`.")
    label = serializers.CharField(read_only=True)  # type: ignore[assignment]
    way = serializers.ChoiceField(
        choices=WAYS,
        help_text="Kinds that are urgent take `both` (then by mail at once) or `inbox` only; those that mail has no "
        "words for do not take `digest`.",
    )


class ChoicesRow(StrictSerializer):
    """What the caller wants to be told, where and when. What is not sent stays as it is."""

    digest = serializers.ChoiceField(
        choices=NoticeChoices.Digest.choices,
        required=False,
        help_text="Empty: as usual for the role.",
    )
    quiet_from = serializers.TimeField(required=False, allow_null=True)
    quiet_until = serializers.TimeField(required=False, allow_null=True)
    quiet_on_days_off = serializers.BooleanField(required=False)
    time_zone = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=64,
        help_text="Empty: that of their first team.",
    )
    kinds = WayRow(many=True, required=False)


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

    @extend_schema(summary="Have one new again", request=None, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def unread(self, request: Request, pk: str) -> Response:
        """Take back that it was read."""
        if not mark_unread(person_of(request), int(pk)):
            raise Http404
        return Response(NoticeSerializer(self.get_queryset().get(pk=pk)).data)

    @extend_schema(
        operation_id="notices_choices",
        summary="What you are told, where and when",
        responses=ChoicesRow,
    )
    @action(
        detail=False, methods=["get"], url_path="choices", pagination_class=None, filter_backends=[]
    )
    def choices(self, request: Request) -> Response:
        """The caller's choices, with a word for each kind."""
        return Response(_shown(choices_of(person_of(request))))

    @extend_schema(
        operation_id="notices_choose",
        summary="Choose what you are told, where and when",
        request=ChoicesRow,
        responses=ChoicesRow,
    )
    @choices.mapping.patch
    def choose(self, request: Request) -> Response:
        """Change some of them."""
        person = person_of(request)
        sent = checked(ChoicesRow, request)
        now = choices_of(person)
        ways = {kind.code: _way(kind, now) for kind in kinds()}
        for row in sent.get("kinds", []):
            kind = next((one for one in kinds() if one.code == row["kind"]), None)
            if kind is None or row["way"] not in dict(ways_for(kind)):
                words = f"“{row['kind'][:60]}” cannot come “{row['way']}”."
                raise ValidationError({"kinds": [ErrorDetail(words, code="kinds")]})
            ways[kind.code] = row["way"]
        kept = kept_of(ways)
        chosen = choose_notices(
            person,
            not_in_app=kept.not_in_app,
            not_in_mail=kept.not_in_mail,
            at_once=kept.at_once,
            **{name: sent.get(name, getattr(now, name)) for name in _SINGLE},
        )
        return Response(_shown(chosen))


_SINGLE = ("digest", "quiet_from", "quiet_until", "quiet_on_days_off", "time_zone")


def _way(kind: Kind, choices: NoticeChoices) -> str:
    return way_of(kind, choices.not_in_app, choices.not_in_mail, choices.at_once)


def _shown(choices: NoticeChoices) -> dict[str, Any]:
    rows = [
        {"kind": kind.code, "label": kind.label, "way": _way(kind, choices)} for kind in kinds()
    ]
    return {
        "digest": choices.digest,
        "quiet_from": choices.quiet_from,
        "quiet_until": choices.quiet_until,
        "quiet_on_days_off": choices.quiet_on_days_off,
        "time_zone": choices.time_zone,
        "kinds": rows,
    }
