"""Challenges through the API: listed, made, joined and left by the token's own person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from goals.actions.challenges import create_challenge, join_challenge, leave_challenge
from goals.api import parameters
from goals.api.parameters import DayField, FigureField
from goals.models import Challenge, Metric, RewardKind
from goals.permissions import challenges_visible_to
from goals.queries.challenge_parts import with_parts
from goals.queries.challenge_people import join_terms
from goals.queries.challenge_seen import Seen, seen_by
from teams.api.serializers import StrictSerializer, exact
from teams.api.views import ListAndItems, person_of
from teams.models import Organisation, Team, User
from teams.permissions import can_lead, teams_visible_to

_DIGITS = r"[0-9]{1,18}"


class ChallengeFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which challenges to list."""

    metric = django_filters.CharFilter("metric__slug", label="Slug of a metric.")
    team = django_filters.CharFilter("team__slug", label="Slug of a team.")


class TogetherSerializer(serializers.Serializer[Any]):
    """What all who take part came to. Null where it would be the figures of one or two."""

    value = serializers.CharField()
    weight = serializers.CharField()
    n = serializers.IntegerField()
    result = serializers.CharField(allow_null=True)
    past = serializers.IntegerField(allow_null=True, help_text="How many are past the line.")
    improved = serializers.IntegerField(
        allow_null=True, help_text="How many are better than their own past."
    )


class TakesPartSerializer(serializers.Serializer[Any]):
    """One who takes part, for the others who do."""

    login = serializers.CharField()
    result = serializers.CharField(allow_null=True)
    before = serializers.CharField(allow_null=True)
    now = serializers.CharField(allow_null=True)
    change = serializers.CharField(
        allow_null=True, help_text="In points of a percentage, else in percent of one's own past."
    )
    past = serializers.BooleanField(allow_null=True)
    best = serializers.BooleanField(help_text="Improved most; only once it is closed.")


class ChallengeSerializer(serializers.Serializer[Any]):
    """A challenge as the caller may see it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    why = serializers.CharField()
    metric = serializers.CharField()
    team = serializers.CharField(allow_null=True, help_text="Null: of the whole organisation.")
    rule = serializers.ChoiceField(choices=Challenge.Rule.choices)
    line = serializers.CharField(allow_null=True)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(help_text="Included.")
    past_from = serializers.DateField(allow_null=True, help_text="Where one's own past begins.")
    joinable = serializers.ChoiceField(choices=Challenge.Joinable.choices)
    reward = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(
        choices=["open", "running", "counting", "closed", "cancelled"],
        help_text="`open`: it has not begun; `counting`: it is over, late figures still count.",
    )
    closes_at = serializers.DateTimeField(help_text="When the result is final.")
    reached = serializers.BooleanField(allow_null=True)
    taking_part = serializers.IntegerField()
    joined = serializers.BooleanField(help_text="Whether you take part.")
    terms = serializers.ListField(
        child=serializers.CharField(), help_text="What joining means: who then sees what."
    )
    together = TogetherSerializer(allow_null=True)
    revised = serializers.BooleanField(
        help_text="Whether figures that came after the close differ; the result stands."
    )
    people = TakesPartSerializer(
        many=True, help_text="By name, for those who take part; empty for everybody else."
    )
    version = serializers.IntegerField()


class ChallengeNew(StrictSerializer):
    """A challenge to be made. Nobody is joined by it."""

    name = serializers.CharField(max_length=120)
    why = serializers.CharField(max_length=300)
    metric = serializers.SlugField(help_text="Slug of the metric.")
    team = serializers.SlugField(
        required=False, allow_null=True, help_text="Null: of the whole organisation."
    )
    rule = serializers.ChoiceField(choices=Challenge.Rule.choices)
    line = FigureField(required=False, allow_null=True, help_text="None for `improved`.")
    starts_on = DayField()
    ends_on = DayField(help_text="Included.")
    past_days = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=366
    )
    joinable = serializers.ChoiceField(choices=Challenge.Joinable.choices, required=False)
    reward = serializers.CharField(
        required=False, allow_null=True, max_length=80, help_text="Name in the catalogue."
    )
    guard = serializers.SlugField(required=False, allow_null=True, help_text="Slug of a metric.")
    guard_bound = FigureField(required=False, allow_null=True)


class Nothing(StrictSerializer):
    """An empty body: one joins and leaves for oneself alone."""


class ChallengePageOf(serializers.Serializer[Any]):
    """Some of the challenges."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ChallengeSerializer(many=True)


@extend_schema_view(
    list=extend_schema(summary="The challenges you may see", responses=ChallengePageOf),
    retrieve=extend_schema(summary="One challenge", responses=ChallengeSerializer),
)
class ChallengeViewSet(ListAndItems):
    """What we try together."""

    serializer_class = ChallengeSerializer
    queryset = Challenge.objects.none()
    filterset_class = ChallengeFilter
    lookup_value_regex = _DIGITS

    def get_queryset(self) -> QuerySet[Any]:
        """The challenges the caller may see."""
        return with_parts(challenges_visible_to(person_of(self.request)))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of them, each as the caller may see it."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self._shown(tuple(page or ())))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One of them."""
        return Response(self._shown([self.get_object()])[0])

    @extend_schema(
        summary="Make a challenge", request=ChallengeNew, responses={201: ChallengeSerializer}
    )
    def create(self, request: Request) -> Response:
        """Make a challenge of a team one leads, or, for managers, of the organisation."""
        user = person_of(request)
        if not can_lead(user):
            raise PermissionDenied("Supervisors and managers set challenges.")
        sent = ChallengeNew(data=request.data)
        sent.is_valid(raise_exception=True)
        values = dict(sent.validated_data)
        made = create_challenge(
            user,
            **{
                **values,
                "metric": _metric(values["metric"], "metric"),
                "team": _team(user, values.get("team")),
                "reward": _reward(values.get("reward")),
                "guard": _metric(values.get("guard"), "guard"),
            },
            now=timezone.now(),
        )
        return Response(self._shown([self.get_queryset().get(pk=made.pk)])[0], status=201)

    @extend_schema(summary="Join, yourself", request=Nothing, responses=ChallengeSerializer)
    @action(detail=True, methods=["post"])
    def join(self, request: Request, pk: str) -> Response:
        """Take part. `terms` says what the others then see."""
        found: Challenge = self.get_object()
        Nothing(data=request.data).is_valid(raise_exception=True)
        join_challenge(person_of(request), found, now=timezone.now())
        return Response(self._shown([self.get_object()])[0])

    @extend_schema(summary="Leave, yourself", request=Nothing, responses=ChallengeSerializer)
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, pk: str) -> Response:
        """Take part no longer."""
        found: Challenge = self.get_object()
        Nothing(data=request.data).is_valid(raise_exception=True)
        leave_challenge(person_of(request), found, now=timezone.now())
        return Response(self._shown([found])[0])

    def _shown(self, challenges: Sequence[Challenge]) -> Sequence[dict[str, Any]]:
        organisation = Organisation.objects.get(pk=1)
        seen = seen_by(person_of(self.request), challenges, organisation, timezone.now())
        return tuple(_answer(one) for one in seen)


def _answer(seen: Seen) -> dict[str, Any]:
    """A challenge as it is answered: figures as text."""
    challenge = seen.challenge
    decimals = challenge.metric.decimals
    return {
        "id": challenge.pk,
        "name": challenge.name,
        "why": challenge.why,
        "metric": challenge.metric.slug,
        "team": challenge.team.slug if challenge.team else None,
        "rule": challenge.rule,
        "line": None if challenge.line is None else exact(challenge.line, decimals),
        "starts_on": challenge.starts_on,
        "ends_on": challenge.ends_on,
        "past_from": challenge.past_from,
        "joinable": challenge.joinable,
        "reward": challenge.reward.name if challenge.reward else None,
        "state": "open" if seen.phase == "coming" else seen.phase,
        "closes_at": seen.closes_at.isoformat(),
        "reached": challenge.reached,
        "taking_part": seen.taking_part,
        "joined": seen.joined,
        "terms": join_terms(challenge),
        "together": None
        if seen.together is None
        else {
            "value": exact(seen.together.value),
            "weight": exact(seen.together.weight),
            "n": seen.together.n,
            "result": None if seen.result is None else f"{seen.result:f}",
            "past": seen.past,
            "improved": seen.improved,
        },
        "revised": seen.is_revised,
        "people": [
            {
                "login": person.login,
                "result": None if person.result is None else f"{person.result:f}",
                "before": None if person.before is None else exact(person.before),
                "now": None if person.now is None else exact(person.now),
                "change": None if person.change is None else exact(person.change),
                "past": person.past,
                "best": person.is_best,
            }
            for person in seen.people
        ],
        "version": challenge.version,
    }


def _metric(slug: str | None, field: str) -> Metric | None:
    if slug is None:
        return None
    metric = Metric.objects.filter(slug=slug).first()
    if metric is None:
        raise parameters.refuse(field, "There is no such metric.")
    return metric


def _team(user: User, slug: str | None) -> Team | None:
    if slug is None:
        return None
    team = teams_visible_to(user).filter(slug=slug).first()
    if team is None:
        raise parameters.refuse("team", "There is no such team.")
    return team


def _reward(name: str | None) -> RewardKind | None:
    if name is None:
        return None
    kind = RewardKind.objects.filter(name=name).first()
    if kind is None:
        raise parameters.refuse("reward", "The catalogue has no such reward.")
    return kind
