"""What customers said, through the API: the same rules, the same verbs as on the pages."""

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

from feedback.actions.praise import add_praise, say_for_whom, tell_them, withdraw_praise
from feedback.models import Praise
from feedback.permissions.praise import (
    can_pass_on,
    can_withdraw_praise,
    praise_taken_out_by,
    praise_visible_to,
    sees_customer_of,
    teams_to_praise,
)
from feedback.queries.praise import with_people
from goals.api.parameters import refuse
from teams.api.notices import NewestFirst
from teams.api.serializers import StrictSerializer
from teams.api.views import ListAndItems, person_of
from teams.models import Team, User
from teams.permissions import standing_of


class PraiseFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which words to list."""

    team = django_filters.CharFilter("team__slug", label="Slug of a team.")
    person = django_filters.CharFilter("people__username", label="Login of whom they are for.")
    channel = django_filters.ChoiceFilter(choices=Praise.Channel.choices)
    told = django_filters.BooleanFilter(
        "told_at", lookup_expr="isnull", exclude=True, label="True: only those passed on."
    )
    source = django_filters.CharFilter("source", label="Where they came from.")


class PraiseSerializer(StrictSerializer):
    """A customer's own words. Who said them is empty for those outside the team."""

    id = serializers.IntegerField(read_only=True)
    team = serializers.CharField(source="team.slug", read_only=True)
    words = serializers.CharField(read_only=True)
    channel = serializers.ChoiceField(choices=Praise.Channel.choices, read_only=True)
    customer = serializers.SerializerMethodField()
    said_on = serializers.DateField(read_only=True)
    people = serializers.SerializerMethodField()
    added_by = serializers.CharField(source="added_by.username", read_only=True)
    added_at = serializers.DateTimeField(read_only=True)
    told_by = serializers.CharField(source="told_by.username", default=None, read_only=True)
    told_at = serializers.DateTimeField(read_only=True, allow_null=True)
    source = serializers.CharField(read_only=True)  # type: ignore[assignment]
    external_id = serializers.CharField(read_only=True)

    def get_customer(self, row: Praise) -> str:
        """For the people of its team, and whoever wrote it down."""
        return row.customer if sees_customer_of(self.context["request"].user, row) else ""

    def get_people(self, row: Praise) -> list[str]:
        """Logins of those they are for."""
        return [one.username for one in row.people.all()]


class PraiseNew(StrictSerializer):
    """A customer's words as they are sent. With `source` and `external_id` they count once."""

    words = serializers.CharField(
        allow_blank=True, default="", trim_whitespace=False, help_text="As the customer said them."
    )
    channel = serializers.ChoiceField(choices=Praise.Channel.choices)
    said_on = serializers.DateField(help_text="By the team's calendar.")
    team = serializers.CharField(
        required=False, allow_blank=True, help_text="Slug; needed by who is in several."
    )
    people = serializers.ListField(
        child=serializers.CharField(max_length=150),
        default=list,
        max_length=30,
        help_text="Logins of those they are for, people of the team.",
    )
    customer = serializers.CharField(allow_blank=True, default="", max_length=120)
    source = serializers.CharField(  # type: ignore[assignment]
        allow_blank=True, default="", max_length=60
    )
    external_id = serializers.CharField(allow_blank=True, default="", max_length=120)


class PraiseForWhom(StrictSerializer):
    """Whom a customer's words are for: all of them, those said before included."""

    people = serializers.ListField(
        child=serializers.CharField(max_length=150),
        max_length=30,
        help_text="Logins of those they are for, people of the team.",
    )


@extend_schema_view(
    list=extend_schema(summary="What customers said, as far as you may read it"),
    retrieve=extend_schema(summary="One customer's words"),
)
class PraiseViewSet(ListAndItems):
    """The words of one's teams, those for oneself, and those one wrote down."""

    serializer_class = PraiseSerializer
    queryset = Praise.objects.none()
    filterset_class = PraiseFilter
    pagination_class = NewestFirst
    lookup_value_regex = r"[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Any]:
        """What the caller may read."""
        return with_people(praise_visible_to(person_of(self.request)))

    @extend_schema(
        summary="Write down what a customer said",
        request=PraiseNew,
        responses={200: PraiseSerializer, 201: PraiseSerializer},
    )
    def create(self, request: Request) -> Response:
        """Whoever is in the team. 200 where they were sent before: under the same source and id, or a moment ago."""
        person = person_of(request)
        if not standing_of(person).teams:
            raise PermissionDenied("Whoever is in a team writes down what customers said.")
        sent = PraiseNew(data=request.data)
        sent.is_valid(raise_exception=True)
        values = dict(sent.validated_data)
        team = _team(person, values.pop("team", ""))
        people = _people(values.pop("people"))
        praise, is_new = add_praise(person, team=team, people=people, now=timezone.now(), **values)
        if praise.withdrawn_at is not None:
            raise refuse("external_id", "These words were sent before, and taken out again.")
        return Response(self._shown(praise.pk), status=201 if is_new else 200)

    @extend_schema(
        summary="Tell those they are for", request=None, responses={200: PraiseSerializer}
    )
    @action(detail=True, methods=["post"])
    def tell(self, request: Request, pk: str) -> Response:
        """The people of the team. Told twice, they hear of it once."""
        row: Praise = self.get_object()
        if not can_pass_on(person_of(request), row):
            raise PermissionDenied
        tell_them(person_of(request), row, now=timezone.now())
        return Response(self._shown(row.pk))

    @extend_schema(
        summary="Say whom they are for", request=PraiseForWhom, responses={200: PraiseSerializer}
    )
    @action(detail=True, methods=["post"], url_path="for-whom", url_name="for-whom")
    def for_whom(self, request: Request, pk: str) -> Response:
        """The people of the team, until those they are for have been told."""
        row: Praise = self.get_object()
        if not can_pass_on(person_of(request), row):
            raise PermissionDenied
        sent = PraiseForWhom(data=request.data)
        sent.is_valid(raise_exception=True)
        people = _people(sent.validated_data["people"])
        say_for_whom(person_of(request), row, people, now=timezone.now())
        return Response(self._shown(row.pk))

    @extend_schema(
        summary="Put words back that were taken out",
        request=None,
        responses={200: PraiseSerializer},
    )
    @action(detail=True, methods=["post"], url_path="bring-back", url_name="bring-back")
    def bring_back(self, request: Request, pk: str) -> Response:
        """Whoever wrote them down, and the team's leaders. Twice, it is done once."""
        person = person_of(request)
        row = praise_taken_out_by(person).filter(pk=pk).first() or self.get_object()
        if not can_withdraw_praise(person, row):
            raise PermissionDenied
        withdraw_praise(person, row, withdrawn=False, now=timezone.now())
        return Response(self._shown(row.pk))

    @extend_schema(summary="Take words out of the list", request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Whoever wrote them down, and the team's leaders."""
        row: Praise = self.get_object()
        if not can_withdraw_praise(person_of(request), row):
            raise PermissionDenied
        withdraw_praise(person_of(request), row, now=timezone.now())
        return Response(status=204)

    def _shown(self, pk: int) -> Any:
        row = self.get_queryset().get(pk=pk)
        return PraiseSerializer(row, context=self.get_serializer_context()).data


def _team(person: User, slug: str) -> Team:
    """The team named, or the only one there is. One that is hidden is refused as one that is absent."""
    teams = list(teams_to_praise(person))
    if slug:
        teams = [team for team in teams if team.slug == slug]
        if not teams:
            raise refuse("team", "You are in no team of that name.")
    if len(teams) != 1:
        raise refuse("team", "Say which of your teams it is.")
    return teams[0]


def _people(logins: list[str]) -> list[User]:
    wanted = set(logins)
    found = list(User.objects.filter(username__in=wanted)) if wanted else []
    if len(found) < len(wanted):
        raise refuse("people", "Somebody you named is not in that team.")
    return found
