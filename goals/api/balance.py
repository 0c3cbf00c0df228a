"""The balance plan through the API: the same rules, the same verbs as on the pages."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from goals.actions import balance as actions
from goals.actions.balance_rows import (
    LONGEST_CANNOT,
    LONGEST_TRIGGER,
    LONGEST_WHAT,
    LONGEST_WORDS,
    MOST_NAMED,
)
from goals.models import PlanEntry, PlanLine, PlanName
from goals.permissions import balance_teams_of, can_plan_for, can_read_why, plan_lines_visible_to
from teams.api.notices import NewestFirst
from teams.api.serializers import StrictSerializer, checked
from teams.api.views import ListAndItems, person_of
from teams.models import Decision, Membership, Team, User
from teams.permissions import organisation_day, standing_of

_LARGEST = 2**31 - 1


class PlanNameRow(StrictSerializer):
    """Somebody who is named in a line."""

    login = serializers.CharField(source="person.username", read_only=True)
    part = serializers.ChoiceField(PlanName.Part.choices, read_only=True)
    cannot = serializers.SerializerMethodField(help_text="They said that they cannot then.")
    why = serializers.SerializerMethodField(
        help_text="Why they cannot: for them and who leads the team, null for others."
    )

    def get_cannot(self, name: PlanName) -> bool:
        """Whether they said so."""
        return name.cannot_at is not None

    def get_why(self, name: PlanName) -> str | None:
        """Theirs and their leaders' alone."""
        person = person_of(self.context["request"])
        if name.cannot_at is None or not can_read_why(person, name.line.team_id, name.person_id):
            return None
        return name.cannot_why


class PlanEntryRow(StrictSerializer):
    """What was done to a line since it was agreed."""

    kind = serializers.ChoiceField(PlanEntry.Kind.choices, read_only=True)
    by = serializers.CharField(source="by.username", read_only=True, help_text="Login.")
    at = serializers.DateTimeField(read_only=True)
    words = serializers.CharField(read_only=True, help_text="Why; may be empty.")


class PlanLineRow(StrictSerializer):
    """A line of a team's balance plan. Names are those who are in the team today."""

    id = serializers.IntegerField(read_only=True)
    team = serializers.CharField(source="team.slug", read_only=True)
    weekdays = serializers.ListField(
        child=serializers.IntegerField(), read_only=True, help_text="0 is Monday."
    )
    starts_at = serializers.TimeField(read_only=True, allow_null=True, format="%H:%M")
    ends_at = serializers.TimeField(read_only=True, allow_null=True, format="%H:%M")
    trigger = serializers.CharField(read_only=True, help_text="Instead of days and hours.")
    what = serializers.CharField(read_only=True)
    how = serializers.ChoiceField(Decision.How.choices, read_only=True)
    starts_on = serializers.DateField(read_only=True)
    last_on = serializers.DateField(read_only=True, allow_null=True, help_text="Its last day.")
    made_by = serializers.CharField(source="made_by.username", read_only=True, help_text="Login.")
    made_at = serializers.DateTimeField(read_only=True)
    ended_at = serializers.DateTimeField(read_only=True, allow_null=True)
    names = PlanNameRow(many=True, read_only=True)
    version = serializers.IntegerField(read_only=True)


class PlanLineWhole(PlanLineRow):
    """With what was done to it since, oldest first."""

    entries = serializers.SerializerMethodField()

    @extend_schema_field(PlanEntryRow(many=True))
    def get_entries(self, line: PlanLine) -> Any:
        """Its history."""
        return PlanEntryRow(line.entries.select_related("by"), many=True).data


class PlanLineFields(StrictSerializer):
    """What a line says: weekdays with both times, or a trigger."""

    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=6), required=False, max_length=7
    )
    starts_at = serializers.TimeField(required=False, allow_null=True)
    ends_at = serializers.TimeField(required=False, allow_null=True)
    trigger = serializers.CharField(max_length=LONGEST_TRIGGER, required=False, allow_blank=True)
    what = serializers.CharField(max_length=LONGEST_WHAT)
    how = serializers.ChoiceField(Decision.How.choices)
    starts_on = serializers.DateField()
    last_on = serializers.DateField(required=False, allow_null=True)
    covers = serializers.ListField(
        child=serializers.CharField(max_length=150), max_length=MOST_NAMED, help_text="Logins."
    )
    stand_in = serializers.CharField(
        max_length=150, required=False, allow_null=True, help_text="Login."
    )


class PlanLineNew(PlanLineFields):
    """A new one."""

    team = serializers.CharField(max_length=60, help_text="Slug of a team you lead.")
    starts_on = serializers.DateField(required=False, help_text="Left out: today.")


class PlanLineChange(PlanLineFields):
    """What it says, anew. All fields are sent."""

    because = serializers.CharField(max_length=LONGEST_WORDS, help_text="The team reads it.")
    version = serializers.IntegerField(required=False, min_value=0, max_value=_LARGEST)


class PlanLineEnd(StrictSerializer):
    """Why it ends."""

    words = serializers.CharField(max_length=LONGEST_WORDS)
    version = serializers.IntegerField(required=False, min_value=0, max_value=_LARGEST)


class PlanLineCannot(StrictSerializer):
    """One line to the leaders."""

    words = serializers.CharField(max_length=LONGEST_CANNOT)


class PlanLineNothing(StrictSerializer):
    """Nothing is sent."""


class PlanLineFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which lines to list."""

    team = django_filters.CharFilter("team__slug", label="Slug of a team.")
    ended = django_filters.BooleanFilter(
        "ended_at", lookup_expr="isnull", exclude=True, label="True: only those that were ended."
    )


@extend_schema_view(
    list=extend_schema(summary="Lines of the balance plans of your teams", responses=PlanLineRow(many=True)),
    retrieve=extend_schema(summary="One line with its history", responses=PlanLineWhole),
)  # fmt: skip
class PlanLineViewSet(ListAndItems):
    """Of the teams one is in: who covers what, and when."""

    serializer_class = PlanLineWhole
    pagination_class = NewestFirst
    queryset = PlanLine.objects.none()
    filterset_class = PlanLineFilter
    lookup_value_regex = r"\d{1,15}"

    def get_queryset(self) -> QuerySet[Any]:
        """What the caller may read; of names those who are in the team."""
        there = Membership.objects.on(organisation_day(timezone.now())).filter(
            user=OuterRef("person"), team=OuterRef("line__team"), user__is_active=True
        )
        names = PlanName.objects.filter(Exists(there)).select_related("person", "line")
        found = plan_lines_visible_to(person_of(self.request))
        return found.select_related("team", "made_by").prefetch_related(
            Prefetch("names", names.order_by("person__name", "pk"))
        )

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        """A list leaves the history out."""
        return PlanLineRow if self.action == "list" else PlanLineWhole

    @extend_schema(summary="Agree on a line", request=PlanLineNew, responses={201: PlanLineWhole})
    def create(self, request: Request) -> Response:
        """Everybody named in it is told."""
        person = person_of(request)
        if not standing_of(person).leads:
            raise PermissionDenied
        sent = checked(PlanLineNew, request)
        slug = sent.pop("team")
        team: Team | None = balance_teams_of(person).filter(slug=slug).first()
        if team is None or not can_plan_for(person, team.pk):
            raise _refused("team", "Choose a team that you lead.")
        made = actions.add_line(person, team, now=timezone.now(), **_with_people(sent))
        return Response(self._whole(made), status=201)

    @extend_schema(summary="Change it", request=PlanLineChange, responses=PlanLineWhole)
    @action(detail=True, methods=["post"])
    def change(self, request: Request, pk: str) -> Response:
        """What it said before stays to be read."""
        line = self._to_write(request)
        sent = _with_people(checked(PlanLineChange, request))
        return Response(
            self._whole(actions.change_line(person_of(request), line, now=timezone.now(), **sent))
        )

    @extend_schema(summary="It no longer holds", request=PlanLineEnd, responses=PlanLineWhole)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """It is over, and why."""
        line = self._to_write(request)
        sent = checked(PlanLineEnd, request)
        done = actions.end_line(person_of(request), line, now=timezone.now(), **sent)
        return Response(self._whole(done))

    @extend_schema(summary="You cannot then", request=PlanLineCannot, responses=PlanLineWhole)
    @action(detail=True, methods=["post"])
    def cannot(self, request: Request, pk: str) -> Response:
        """For whoever is named; the leaders are told."""
        sent = checked(PlanLineCannot, request)
        done = actions.say_cannot(person_of(request), self.get_object(), now=timezone.now(), **sent)
        return Response(self._whole(done))

    @extend_schema(summary="You can after all", request=PlanLineNothing, responses=PlanLineWhole)
    @action(detail=True, methods=["post"])
    def can(self, request: Request, pk: str) -> Response:
        """For whoever is named; the leaders are told."""
        checked(PlanLineNothing, request)
        done = actions.say_can(person_of(request), self.get_object(), now=timezone.now())
        return Response(self._whole(done))

    def _to_write(self, request: Request) -> PlanLine:
        line: PlanLine = self.get_object()
        if not can_plan_for(person_of(request), line.team_id):
            raise PermissionDenied
        return line

    def _whole(self, line: PlanLine) -> Any:
        found = self.get_queryset().get(pk=line.pk)
        return PlanLineWhole(found, context=self.get_serializer_context()).data


def _with_people(sent: dict[str, Any]) -> dict[str, Any]:
    """Logins as people. Raises ValidationError."""
    stand_in = sent.pop("stand_in", None)
    logins = [*sent.pop("covers"), *([stand_in] if stand_in else [])]
    people = {one.username: one for one in User.objects.filter(username__in=logins)}
    for login in logins:
        if login not in people:
            field = "stand_in" if login == stand_in else "covers"
            raise _refused(field, "Choose people who are in the team today.")
    covers = [people[login] for login in logins[: len(logins) - bool(stand_in)]]
    return {**sent, "covers": covers, "stand_in": people[stand_in] if stand_in else None}


def _refused(field: str, words: str) -> ValidationError:
    return ValidationError({field: [ErrorDetail(words, code=field)]})
