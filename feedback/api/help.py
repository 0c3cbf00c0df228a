"""Help among peers through the API: the same rules, the same verbs as on the pages."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.actions import help as actions
from feedback.models import Help
from feedback.permissions.help import can_log_help, help_visible_to
from feedback.permissions.kudos import people_to_thank
from feedback.queries.help import with_thanks
from teams.api.notices import NewestFirst
from teams.api.serializers import StrictSerializer, checked
from teams.api.views import ListAndItems, person_of
from teams.permissions import organisation_day


class HelpRow(StrictSerializer):
    """One help."""

    id = serializers.IntegerField(read_only=True)
    helped = serializers.CharField(source="helped.username", read_only=True, help_text="Login.")
    helper = serializers.CharField(source="helper.username", read_only=True, help_text="Login.")
    what = serializers.CharField(read_only=True)
    at = serializers.DateTimeField(read_only=True, help_text="Roughly when.")
    shared = serializers.BooleanField(read_only=True, help_text="The team may read it.")
    state = serializers.ChoiceField(Help.State.choices, read_only=True)
    logged_by = serializers.CharField(
        source="logged_by.username", read_only=True, help_text="Login."
    )
    logged_at = serializers.DateTimeField(read_only=True)
    thanked = serializers.SerializerMethodField(help_text="It became a thanks.")

    def get_thanked(self, one: Help) -> bool:
        """Whether it did, as far as the caller may read the thanks."""
        return bool(one.is_thanked)  # type: ignore[attr-defined]


class HelpNew(StrictSerializer):
    """Who helped you; or, with `i_helped`, whom you helped: they are asked whether it was so."""

    other = serializers.CharField(max_length=150, help_text="Login.")
    what = serializers.CharField(max_length=actions.LONGEST)
    i_helped = serializers.BooleanField(required=False, default=False)
    at = serializers.DateTimeField(required=False, help_text="Roughly when; left out: now.")
    case = serializers.CharField(
        max_length=200, required=False, allow_blank=True, help_text="Its number or its address."
    )
    shared = serializers.BooleanField(
        required=False, default=False, help_text="Only who was helped says so."
    )


class HelpShared(StrictSerializer):
    """Whether the team may read it."""

    shared = serializers.BooleanField(required=False, default=False)


class HelpNothing(StrictSerializer):
    """Nothing is sent."""


class HelpFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which help to list. There is no list by person, on purpose."""

    state = django_filters.ChoiceFilter(choices=Help.State.choices, label="How it stands.")
    shared = django_filters.BooleanFilter("shared", label="True: only what the team reads.")


@extend_schema_view(
    list=extend_schema(summary="Help that you may read of", responses=HelpRow(many=True)),
    retrieve=extend_schema(summary="One help", responses=HelpRow),
)
class HelpViewSet(ListAndItems):
    """One's own; what counts, in teams one leads; and what one's teams share."""

    serializer_class = HelpRow
    pagination_class = NewestFirst
    queryset = Help.objects.none()
    filterset_class = HelpFilter
    lookup_value_regex = r"\d{1,15}"

    def get_queryset(self) -> QuerySet[Any]:
        """What the caller may read."""
        person = person_of(self.request)
        found = with_thanks(person, help_visible_to(person))
        return found.select_related("helped", "helper", "logged_by")

    @extend_schema(summary="Log help", request=HelpNew, responses={201: HelpRow})
    def create(self, request: Request) -> Response:
        """The other of the two is told, or asked."""
        person = person_of(request)
        if not can_log_help(person):
            raise PermissionDenied
        sent, now = checked(HelpNew, request), timezone.now()
        login = sent.pop("other")
        other = people_to_thank(person, organisation_day(now)).filter(username=login).first()
        if other is None:
            words = "Choose a colleague who is in a team today."
            raise ValidationError({"other": [ErrorDetail(words, code="other")]})
        was_helped = not sent.pop("i_helped")
        made = actions.log_help(person, other, was_helped=was_helped, now=now, **sent)
        return Response(self._whole(made), status=201)

    @extend_schema(summary="It was so", request=HelpShared, responses=HelpRow)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """For whoever was helped: it counts."""
        found, sent = self.get_object(), checked(HelpShared, request)
        done = actions.confirm_help(person_of(request), found, now=timezone.now(), **sent)
        return Response(self._whole(done))

    @extend_schema(summary="Set it aside", request=HelpNothing, responses=HelpRow)
    @action(detail=True, methods=["post"], url_path="set-aside")
    def set_aside(self, request: Request, pk: str) -> Response:
        """For whoever was helped: it was not so, or stands here already."""
        found = self.get_object()
        checked(HelpNothing, request)
        done = actions.set_help_aside(person_of(request), found, now=timezone.now())
        return Response(self._whole(done))

    @extend_schema(summary="Let the team read it, or not", request=HelpShared, responses=HelpRow)
    @action(detail=True, methods=["post"])
    def share(self, request: Request, pk: str) -> Response:
        """For whoever was helped."""
        found, sent = self.get_object(), checked(HelpShared, request)
        done = actions.share_help(person_of(request), found, now=timezone.now(), **sent)
        return Response(self._whole(done))

    @extend_schema(summary="Take it back", request=HelpNothing, responses={204: None})
    @action(detail=True, methods=["post"])
    def back(self, request: Request, pk: str) -> Response:
        """For whoever logged it."""
        found = self.get_object()
        checked(HelpNothing, request)
        actions.take_help_back(person_of(request), found, now=timezone.now())
        return Response(status=204)

    def _whole(self, one: Help) -> Any:
        found = self.get_queryset().get(pk=one.pk)
        return HelpRow(found, context=self.get_serializer_context()).data
