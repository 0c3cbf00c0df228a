"""Huddles through the API: the same rules, the same verbs as on the pages."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from teams.actions.huddle_record import LONGEST_WORDS, record_huddle
from teams.actions.huddles import LONGEST_LINE, begin_huddle, make_ready
from teams.api.notices import NewestFirst
from teams.api.serializers import StrictSerializer, checked
from teams.api.views import ListAndItems, person_of
from teams.models import Huddle, HuddleEntry, User
from teams.permissions import huddle_teams_of, huddles_visible_to, standing_of
from teams.queries.huddle_draft import picked
from teams.queries.huddle_entries import entries_of

_LARGEST = 2**31 - 1


class HuddlePartShape(serializers.Serializer[Any]):
    """One thing that is said."""

    kind = serializers.CharField()
    key = serializers.CharField(source="candidate.key", help_text="Such as `goal:12`.")
    title = serializers.CharField(source="candidate.title")
    words = serializers.CharField(source="candidate.words")
    url = serializers.CharField(source="candidate.url")
    chosen = serializers.BooleanField(help_text="Whether somebody chose it, or it is drafted.")


class HuddleEntryShape(serializers.Serializer[Any]):
    """What came up."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(choices=HuddleEntry.Kind.choices)
    words = serializers.CharField()
    who = serializers.CharField(help_text="The name of who takes it on, or who said it.")
    done = serializers.BooleanField(source="is_done")


class HuddleRow(StrictSerializer):
    """A huddle, and how it stands."""

    id = serializers.IntegerField(read_only=True)
    team = serializers.CharField(source="team.slug", read_only=True)
    day = serializers.DateField(read_only=True, help_text="The team's own day.")
    state = serializers.ChoiceField(choices=Huddle.State.choices, read_only=True)
    speaker = serializers.CharField(
        source="speaker.username",
        default=None,
        read_only=True,
        help_text="Who shares what inspires them.",
    )
    call_to_action = serializers.CharField(read_only=True)
    inspired = serializers.CharField(read_only=True)
    ready_at = serializers.DateTimeField(read_only=True, allow_null=True)
    held_at = serializers.DateTimeField(read_only=True, allow_null=True)
    version = serializers.IntegerField(read_only=True)


class HuddleWhole(HuddleRow):
    """With what is said, who was there and what came up."""

    parts = serializers.SerializerMethodField()
    entries = serializers.SerializerMethodField()
    here = serializers.SerializerMethodField(help_text="Logins of who was there.")

    @extend_schema_field(HuddlePartShape(many=True))
    def get_parts(self, huddle: Huddle) -> Any:
        """What is said, as it may be shown now."""
        return HuddlePartShape(picked(huddle, timezone.now()), many=True).data

    @extend_schema_field(HuddleEntryShape(many=True))
    def get_entries(self, huddle: Huddle) -> Any:
        """What came up, oldest first."""
        viewer: User = self.context["request"].user
        found = entries_of(viewer, huddle, timezone.now())
        return HuddleEntryShape(found, many=True).data

    def get_here(self, huddle: Huddle) -> list[str]:
        """Who was there, once it was held."""
        held = huddle.people.filter(huddle__state=Huddle.State.HELD, is_here=True)
        people = held.order_by("user__username")
        return list(people.values_list("user__username", flat=True))


class HuddleNew(StrictSerializer):
    """Which huddle to draft."""

    team = serializers.SlugField(help_text="Slug of a team you lead.")
    day = serializers.DateField(help_text="Today or within a week.")


class HuddleVersionBody(StrictSerializer):
    """The version that was read, if it is to be held against."""

    version = serializers.IntegerField(required=False, min_value=0, max_value=_LARGEST)


class HuddleRecordBody(HuddleVersionBody):
    """What came of it."""

    here = serializers.ListField(
        child=serializers.CharField(max_length=150), max_length=500, help_text="Logins."
    )
    call_to_action = serializers.CharField(
        max_length=LONGEST_LINE, required=False, allow_blank=True, default=""
    )
    inspired = serializers.CharField(
        max_length=LONGEST_WORDS, required=False, allow_blank=True, default=""
    )


class HuddleFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which huddles to list."""

    team = django_filters.CharFilter("team__slug", label="Slug of a team.")
    state = django_filters.MultipleChoiceFilter(choices=Huddle.State.choices, label="States.")
    since = django_filters.DateFilter("day", lookup_expr="gte", label="From this day on.")
    until = django_filters.DateFilter("day", lookup_expr="lte", label="Up to this day.")


@extend_schema_view(
    list=extend_schema(summary="Huddles of your teams", responses=HuddleRow(many=True)),
    retrieve=extend_schema(summary="One huddle", responses=HuddleWhole),
)
class HuddleViewSet(ListAndItems):
    """Of the teams you are in; those that are being prepared only where you lead."""

    serializer_class = HuddleWhole
    pagination_class = NewestFirst
    queryset = Huddle.objects.none()
    filterset_class = HuddleFilter
    lookup_value_regex = r"\d{1,15}"

    def get_queryset(self) -> QuerySet[Any]:
        """What the caller may see."""
        person = person_of(self.request)
        ready = ~Q(state=Huddle.State.DRAFT) | Q(team__in=standing_of(person).leads)
        return huddles_visible_to(person).filter(ready).select_related("team", "speaker")

    def get_serializer_class(self) -> Any:
        """Lists are short."""
        return HuddleRow if self.action == "list" else HuddleWhole

    @extend_schema(
        summary="Draft a huddle",
        description="Answers with the one that is there already, where there is one.",
        request=HuddleNew,
        responses={201: HuddleWhole},
    )
    def create(self, request: Request) -> Response:
        """Write the draft of a day down."""
        person = person_of(request)
        sent = checked(HuddleNew, request)
        team = huddle_teams_of(person).filter(slug=sent["team"]).first()
        if team is None:
            raise ValidationError({"team": [ErrorDetail("Choose a team of yours.", code="team")]})
        huddle = begin_huddle(person, team, sent["day"], now=timezone.now())
        return Response(self._whole(huddle), status=201)

    @extend_schema(summary="Say that it is ready", request=HuddleVersionBody, responses=HuddleWhole)
    @action(detail=True, methods=["post"])
    def ready(self, request: Request, pk: str) -> Response:
        """What nobody chose otherwise is said as drafted."""
        huddle = self._of_leader(request)
        sent = checked(HuddleVersionBody, request)
        done = make_ready(
            person_of(request), huddle.team, huddle.day, version=sent.get("version"),
            now=timezone.now(),
        )  # fmt: skip
        return Response(self._whole(done))

    @extend_schema(
        summary="Record what came of it",
        description="Sent again, it corrects what was recorded.",
        request=HuddleRecordBody,
        responses=HuddleWhole,
    )
    @action(detail=True, methods=["post"])
    def record(self, request: Request, pk: str) -> Response:
        """Who was there, and what was agreed."""
        huddle = self._of_leader(request)
        sent = checked(HuddleRecordBody, request)
        members = huddle.team.memberships.on(huddle.day)
        known = dict(members.values_list("user__username", "user_id"))
        strangers = sorted(set(sent["here"]) - set(known))
        if strangers:
            words = f"Nobody of the team has the login “{strangers[0][:60]}”."
            raise ValidationError({"here": [ErrorDetail(words, code="here")]})
        done = record_huddle(
            person_of(request),
            huddle.team,
            huddle.day,
            here=[known[login] for login in sent["here"]],
            call_to_action=sent["call_to_action"],
            inspired=sent["inspired"],
            version=sent.get("version"),
            now=timezone.now(),
        )
        return Response(self._whole(done))

    def _of_leader(self, request: Request) -> Huddle:
        huddle: Huddle = self.get_object()
        if huddle.team_id not in standing_of(person_of(request)).leads:
            raise PermissionDenied
        return huddle

    def _whole(self, huddle: Huddle) -> Any:
        found = Huddle.objects.select_related("team", "speaker").get(pk=huddle.pk)
        return HuddleWhole(found, context=self.get_serializer_context()).data
