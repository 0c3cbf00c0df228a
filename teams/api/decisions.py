"""Decisions through the API: the same rules, the same verbs as on the pages."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from teams.actions import decisions as actions
from teams.actions.decision_rows import (
    LONGEST_AGAIN,
    LONGEST_WHAT,
    LONGEST_WHY,
    LONGEST_WORDS,
)
from teams.api.notices import NewestFirst
from teams.api.serializers import StrictSerializer, checked
from teams.api.views import ListAndItems, person_of
from teams.models import Decision, DecisionEntry, Team
from teams.permissions.decisions import (
    can_log_decisions,
    can_write_decision,
    decisions_visible_to,
    teams_to_decide_for,
)

_LARGEST = 2**31 - 1


class DecisionEntryRow(StrictSerializer):
    """What was done to a decision since."""

    kind = serializers.ChoiceField(DecisionEntry.Kind.choices, read_only=True)
    by = serializers.CharField(source="by.username", read_only=True, help_text="Login.")
    at = serializers.DateTimeField(read_only=True)
    words = serializers.CharField(read_only=True, help_text="Why.")
    before = serializers.SerializerMethodField(
        help_text="What each changed field was, as JSON text values by name."
    )

    def get_before(self, entry: DecisionEntry) -> dict[str, Any]:
        """But for its number, which is one with what it came from."""
        return {name: value for name, value in entry.before.items() if name in _SHOWN}


_SHOWN = ("what", "how", "why", "decided_on", "again_if", "review_on")


class DecisionRow(StrictSerializer):
    """A decision, as it stands."""

    id = serializers.IntegerField(read_only=True)
    team = serializers.CharField(
        source="team.slug",
        default=None,
        read_only=True,
        allow_null=True,
        help_text="Null: everybody.",
    )
    what = serializers.CharField(read_only=True)
    how = serializers.ChoiceField(Decision.How.choices, read_only=True)
    why = serializers.CharField(read_only=True)
    decided_on = serializers.DateField(read_only=True)
    again_if = serializers.CharField(read_only=True, help_text="May be empty.")
    review_on = serializers.DateField(read_only=True, allow_null=True)
    logged_by = serializers.CharField(
        source="logged_by.username", read_only=True, help_text="Login."
    )
    logged_at = serializers.DateTimeField(read_only=True)
    ended_at = serializers.DateTimeField(read_only=True, allow_null=True)
    ended_why = serializers.CharField(read_only=True, help_text="Empty while it holds.")
    version = serializers.IntegerField(read_only=True)


class DecisionWhole(DecisionRow):
    """With what was done to it since, oldest first."""

    entries = serializers.SerializerMethodField()

    @extend_schema_field(DecisionEntryRow(many=True))
    def get_entries(self, decision: Decision) -> Any:
        """Its trace."""
        return DecisionEntryRow(decision.entries.select_related("by"), many=True).data


class DecisionFields(StrictSerializer):
    """What a decision says."""

    what = serializers.CharField(max_length=LONGEST_WHAT)
    how = serializers.ChoiceField(Decision.How.choices)
    why = serializers.CharField(max_length=LONGEST_WHY)
    decided_on = serializers.DateField()
    again_if = serializers.CharField(max_length=LONGEST_AGAIN, required=False, allow_blank=True)
    review_on = serializers.DateField(required=False, allow_null=True)
    came_from = serializers.CharField(
        max_length=300,
        required=False,
        allow_blank=True,
        help_text="The address of a goal, an escalation, an idea or a huddle, such as `/goals/12/`.",
    )


class DecisionNew(DecisionFields):
    """A new one."""

    team = serializers.CharField(
        required=False, allow_null=True, help_text="Slug of a team you lead; left out: everybody."
    )
    decided_on = serializers.DateField(required=False, help_text="Left out: today.")


class DecisionCorrection(DecisionFields):
    """What it says, put right. All fields are sent; `came_from` left out stays."""

    because = serializers.CharField(max_length=LONGEST_WORDS, help_text="Readers see it.")
    version = serializers.IntegerField(required=False, min_value=0, max_value=_LARGEST)


class DecisionWords(StrictSerializer):
    """Why."""

    words = serializers.CharField(max_length=LONGEST_WORDS)
    version = serializers.IntegerField(required=False, min_value=0, max_value=_LARGEST)


class DecisionStands(DecisionWords):
    """What was looked at, and when to look again."""

    review_on = serializers.DateField(required=False, allow_null=True)


class DecisionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which decisions to list."""

    team = django_filters.CharFilter("team__slug", label="Slug of a team.")
    for_everybody = django_filters.BooleanFilter(
        "team", lookup_expr="isnull", label="True: only those for everybody."
    )
    how = django_filters.ChoiceFilter(choices=Decision.How.choices, label="How it was decided.")
    holds = django_filters.BooleanFilter(
        "ended_at", lookup_expr="isnull", label="True: only those that hold."
    )
    since = django_filters.DateFilter("decided_on", lookup_expr="gte", label="From this day on.")
    until = django_filters.DateFilter("decided_on", lookup_expr="lte", label="Up to this day.")


@extend_schema_view(
    list=extend_schema(summary="Decisions you may read", responses=DecisionRow(many=True)),
    retrieve=extend_schema(summary="One decision with its trace", responses=DecisionWhole),
)
class DecisionViewSet(ListAndItems):
    """Of the teams one is in, and those for everybody."""

    serializer_class = DecisionWhole
    pagination_class = NewestFirst
    queryset = Decision.objects.none()
    filterset_class = DecisionFilter
    lookup_value_regex = r"\d{1,15}"

    def get_queryset(self) -> QuerySet[Any]:
        """What the caller may read."""
        return decisions_visible_to(person_of(self.request)).select_related("team", "logged_by")

    def get_serializer_class(self) -> Any:
        """Lists are short."""
        return DecisionRow if self.action == "list" else DecisionWhole

    @extend_schema(
        summary="Write down a decision", request=DecisionNew, responses={201: DecisionWhole}
    )
    def create(self, request: Request) -> Response:
        """For a team you lead; for everybody if you manage one."""
        person = person_of(request)
        if not can_log_decisions(person):
            raise PermissionDenied("Whoever leads a team writes its decisions down.")
        sent = checked(DecisionNew, request)
        slug = sent.pop("team", None)
        team: Team | None = None
        if slug is not None:
            team = teams_to_decide_for(person).filter(slug=slug).first()
            if team is None:
                words = "Choose a team that you lead."
                raise ValidationError({"team": [ErrorDetail(words, code="team")]})
        made = actions.log_decision(person, team=team, now=timezone.now(), **sent)
        return Response(self._whole(made), status=201)

    @extend_schema(
        summary="Correct it",
        description="What it said before stays to be read.",
        request=DecisionCorrection,
        responses=DecisionWhole,
    )
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str) -> Response:
        """Put it right, and say why."""
        decision = self._to_write(request)
        sent = checked(DecisionCorrection, request)
        done = actions.correct_decision(
            person_of(request), decision, now=timezone.now(),
            **{"again_if": decision.again_if, "review_on": decision.review_on, **sent},
        )  # fmt: skip
        return Response(self._whole(done))

    @extend_schema(summary="It still stands", request=DecisionStands, responses=DecisionWhole)
    @action(detail=True, methods=["post"])
    def stands(self, request: Request, pk: str) -> Response:
        """Looked at again, it stands."""
        decision = self._to_write(request)
        sent = checked(DecisionStands, request)
        done = actions.let_decision_stand(person_of(request), decision, now=timezone.now(), **sent)
        return Response(self._whole(done))

    @extend_schema(summary="It no longer holds", request=DecisionWords, responses=DecisionWhole)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """It is over, and why."""
        decision = self._to_write(request)
        sent = checked(DecisionWords, request)
        done = actions.end_decision(person_of(request), decision, now=timezone.now(), **sent)
        return Response(self._whole(done))

    @extend_schema(summary="It holds again", request=DecisionWords, responses=DecisionWhole)
    @action(detail=True, methods=["post"])
    def back(self, request: Request, pk: str) -> Response:
        """It holds after all, and why."""
        decision = self._to_write(request)
        sent = checked(DecisionWords, request)
        done = actions.bring_decision_back(person_of(request), decision, now=timezone.now(), **sent)
        return Response(self._whole(done))

    def _to_write(self, request: Request) -> Decision:
        decision: Decision = self.get_object()
        if not can_write_decision(person_of(request), decision.team_id):
            raise PermissionDenied
        return decision

    def _whole(self, decision: Decision) -> Any:
        found = Decision.objects.select_related("team", "logged_by").get(pk=decision.pk)
        return DecisionWhole(found, context=self.get_serializer_context()).data
