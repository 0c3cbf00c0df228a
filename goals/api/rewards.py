"""The ledger of rewards through the API: what was given for what."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from goals.models import RewardGrant
from goals.permissions import grants_visible_to
from goals.queries.rewards import with_names
from teams.api.serializers import StrictSerializer, exact
from teams.api.views import ListAndItems, person_of
from teams.permissions import can_administer, standing_of


class RewardFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which entries to list."""

    team = django_filters.CharFilter("team__slug", label="Slug of a team.")
    person = django_filters.CharFilter("person__username", label="Login of who was given it.")


class RewardSerializer(StrictSerializer):
    """One entry of the ledger. What it cost is for those who give."""

    id = serializers.IntegerField(read_only=True)
    day = serializers.DateField(read_only=True)
    reward = serializers.CharField(source="kind.name", read_only=True)
    team = serializers.CharField(source="team.slug", read_only=True)
    person = serializers.CharField(
        source="person.username", default=None, read_only=True, help_text="Null: the whole team."
    )
    goal = serializers.IntegerField(source="goal_id", read_only=True, allow_null=True)
    goal_period = serializers.DateField(
        source="goal_first_day", read_only=True, allow_null=True, help_text="Its first day."
    )
    challenge = serializers.IntegerField(source="challenge_id", read_only=True, allow_null=True)
    reason = serializers.CharField(read_only=True)
    cost = serializers.SerializerMethodField()
    given_by = serializers.CharField(source="given_by.username", read_only=True)
    given_at = serializers.DateTimeField(read_only=True)
    reverses = serializers.IntegerField(
        source="reverses_id", read_only=True, allow_null=True, help_text="The entry it takes back."
    )

    def get_cost(self, grant: RewardGrant) -> str | None:
        """In the organisation's currency; null for those who do not give in this team."""
        user = self.context["request"].user
        gives = grant.team_id in standing_of(user).manages or can_administer(user)
        return exact(grant.cost, 2) if gives else None


@extend_schema_view(
    list=extend_schema(summary="The rewards you may see"),
    retrieve=extend_schema(summary="One entry of the ledger"),
)
class RewardViewSet(ListAndItems):
    """What was given for what."""

    serializer_class = RewardSerializer
    queryset = RewardGrant.objects.none()
    filterset_class = RewardFilter
    lookup_value_regex = r"[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Any]:
        """The entries the caller may see."""
        return with_names(grants_visible_to(person_of(self.request)))
