"""Teams and agents, as far as the caller may see them."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from teams.actions.teams import update_team
from teams.api.serializers import StrictSerializer, checked
from teams.api.views import ListAndItems, person_of
from teams.models import Membership, Team, User
from teams.permissions import can_edit_team, people_visible_to, teams_visible_to

LOGIN = r"[\w.@+-]+"


class TeamSerializer(StrictSerializer):
    """A team and the calendar it works by."""

    slug = serializers.SlugField(read_only=True)
    name = serializers.CharField(read_only=True)
    time_zone = serializers.CharField(read_only=True, help_text="An IANA name.")
    day_starts_hour = serializers.IntegerField(
        read_only=True, help_text="The local hour at which its day starts."
    )
    working_days = serializers.ListField(
        child=serializers.IntegerField(), read_only=True, help_text="0 is Monday."
    )
    opens_at = serializers.TimeField(read_only=True)
    closes_at = serializers.TimeField(read_only=True)
    huddle_at = serializers.TimeField(
        read_only=True,
        allow_null=True,
        help_text="When its huddle begins; null: when work starts.",
    )
    archived = serializers.SerializerMethodField()

    def get_archived(self, team: Team) -> bool:
        """Whether the team is no longer at work."""
        return team.archived_at is not None


class HuddleTime(StrictSerializer):
    """When a team meets."""

    huddle_at = serializers.TimeField(
        allow_null=True, help_text="On the team's wall; null: when work starts."
    )


class AgentSerializer(StrictSerializer):
    """Somebody who is or was an agent."""

    login = serializers.CharField(source="username", read_only=True)
    name = serializers.CharField(read_only=True)
    title = serializers.CharField(
        read_only=True, help_text="What they are called at work; empty where it is their role."
    )
    active = serializers.BooleanField(source="is_active", read_only=True)
    team = serializers.SerializerMethodField(
        help_text="Slug of the team they are an agent in today; null when in none you may see."
    )

    def get_team(self, person: User) -> str | None:
        """The slug of the team they are an agent in today."""
        stays: list[Membership] = getattr(person, "present_stays", [])
        for stay in stays:
            team = stay.team
            if team is not None and _holds(stay, team):
                return team.slug
        return None


def _holds(stay: Membership, team: Team) -> bool:
    """Whether a membership holds today, by the team's own day."""
    day = team.clock.day_of(timezone.now())
    return stay.starts_on <= day and (stay.ends_on is None or day < stay.ends_on)


class AgentFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which agents to list."""

    team = django_filters.CharFilter(method="in_team", label="Slug of the team they are in.")

    def in_team(self, people: QuerySet[User], name: str, slug: str) -> QuerySet[User]:
        """Those who are agents of a team on its own today; nobody, of a team out of sight."""
        team = teams_visible_to(person_of(self.request)).filter(slug=slug).first()
        if team is None:
            return people.none()
        stays = team.memberships.agents().on(team.clock.day_of(timezone.now()))
        return people.filter(pk__in=stays.values("user_id"))


@extend_schema_view(
    list=extend_schema(summary="The teams you may see"),
    retrieve=extend_schema(summary="One team"),
)
class TeamViewSet(ListAndItems):
    """Administrators see every team; everybody else the teams they are in."""

    serializer_class = TeamSerializer
    queryset = Team.objects.none()
    lookup_field = "slug"
    lookup_value_regex = r"[-\w]+"

    def get_queryset(self) -> QuerySet[Any]:
        """The teams the caller may see."""
        return teams_visible_to(person_of(self.request))

    @extend_schema(
        summary="Set when a team meets",
        description="For its managers and administrators. The digest comes half an hour before.",
        request=HuddleTime,
        responses=TeamSerializer,
    )
    def partial_update(self, request: Request, slug: str) -> Response:
        """Change the time of its huddle."""
        person, team = person_of(request), self.get_object()
        if not can_edit_team(person, team):
            raise PermissionDenied("Managers of the team and administrators set this.")
        sent = checked(HuddleTime, request)
        changed = update_team(person, team, huddle_at=sent["huddle_at"])
        return Response(TeamSerializer(changed).data)


@extend_schema_view(
    list=extend_schema(summary="The agents you may see"),
    retrieve=extend_schema(summary="One agent"),
)
class AgentViewSet(ListAndItems):
    """Oneself and the agents of one's own teams; administrators see everybody.

    That somebody is there does not mean that their figures are shown.
    """

    serializer_class = AgentSerializer
    queryset = User.objects.none()
    lookup_field = "username"
    lookup_url_kwarg = "login"
    lookup_value_regex = LOGIN
    filterset_class = AgentFilter

    def get_queryset(self) -> QuerySet[Any]:
        """The agents among the people the caller may see, with their present teams in one statement."""
        user = person_of(self.request)
        was_agent = Membership.objects.agents().filter(user=OuterRef("pk"))
        present = (
            Membership.objects.agents()
            .filter(team__in=teams_visible_to(user))
            .select_related("team")
        )
        return (
            people_visible_to(user)
            .filter(Exists(was_agent))
            .prefetch_related(Prefetch("memberships", present, to_attr="present_stays"))
        )
