"""Who may decide what alone, and what is proposed: levels and proposals for limits."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.actions.levels import set_level
from escalations.actions.limits import answer_limit
from escalations.api.bodies import Text
from escalations.models import HIGHEST, LOWEST, Category, LevelChange, LimitProposal
from escalations.permissions import agents_levelled_by, can_answer_limit, levels_visible_to
from goals.api.parameters import FigureField, refuse
from teams.access import LEADERS
from teams.api.notices import NewestFirst
from teams.api.serializers import StrictSerializer, checked, exact
from teams.api.views import ApiView, ListAndItems, person_of
from teams.permissions import organisation_day

# --- Proposals -----------------------------------------------------------------------------------


class ProposeBody(StrictSerializer):
    """For which level, up to how much, and why."""

    level = serializers.IntegerField(min_value=LOWEST, max_value=5)
    amount = FigureField(help_text="In the organisation's currency.")
    reason = Text(default="", help_text="May be left out where the evidence bears just that.")


class ProposalSerializer(StrictSerializer):
    """Another amount for a limit, proposed with what speaks for it."""

    id = serializers.IntegerField(read_only=True)
    limit = serializers.IntegerField(source="limit_id", read_only=True)
    name = serializers.CharField(source="limit.name", read_only=True)
    category = serializers.CharField(source="limit.category.slug", read_only=True)
    level = serializers.IntegerField(read_only=True)
    amount = serializers.SerializerMethodField()
    reason = serializers.CharField(read_only=True)
    evidence = serializers.SerializerMethodField(help_text="As it stood then, in a sentence.")
    state = serializers.ChoiceField(choices=LimitProposal.State.choices, read_only=True)
    by = serializers.CharField(source="by.username", read_only=True)
    at = serializers.DateTimeField(read_only=True)
    answer = serializers.CharField(read_only=True)
    answered_by = serializers.CharField(source="answered_by.username", default=None, read_only=True)
    answered_at = serializers.DateTimeField(read_only=True, allow_null=True)
    yours_to_answer = serializers.SerializerMethodField()

    def get_amount(self, row: LimitProposal) -> str:
        """In the organisation's currency."""
        return exact(row.amount, 2)

    def get_evidence(self, row: LimitProposal) -> str:
        """Empty where there was none."""
        return str(row.evidence.get("sentence", "")) if isinstance(row.evidence, dict) else ""

    def get_yours_to_answer(self, row: LimitProposal) -> bool:
        """Nobody answers their own."""
        waits = row.state == LimitProposal.State.OPEN
        return waits and can_answer_limit(self.context["request"].user, row)


@extend_schema_serializer(component_name="ProposalAnswerBody")
class AnswerBody(StrictSerializer):
    """Shall it be so?"""

    agree = serializers.BooleanField()
    line = Text(default="", help_text="Needed to decline.")


class ProposalFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which proposals to list."""

    state = django_filters.ChoiceFilter(choices=LimitProposal.State.choices)
    limit = django_filters.NumberFilter("limit_id", label="Id of a limit.", max_value=2**62)


@extend_schema_view(
    list=extend_schema(summary="What is proposed for the limits"),
    retrieve=extend_schema(summary="One proposal"),
)
class ProposalViewSet(ListAndItems):
    """For who leads a team, and administrators."""

    access = LEADERS
    serializer_class = ProposalSerializer
    queryset = LimitProposal.objects.select_related("limit__category", "by", "answered_by")
    filterset_class = ProposalFilter
    pagination_class = NewestFirst
    lookup_value_regex = r"[0-9]{1,18}"

    @extend_schema(
        summary="Agree, or not this time", request=AnswerBody, responses=ProposalSerializer
    )
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:
        """A manager, for what managers may give an administrator; never who proposed it."""
        row: LimitProposal = self.get_object()
        if not can_answer_limit(person_of(request), row):
            raise PermissionDenied
        sent = checked(AnswerBody, request)
        answer_limit(person_of(request), row, now=timezone.now(), **sent)
        return Response(self.get_serializer(self.get_object()).data)


# --- Levels --------------------------------------------------------------------------------------


class LevelSerializer(StrictSerializer):
    """A change of somebody's level. The newest of each person and category holds; none means 0."""

    id = serializers.IntegerField(read_only=True)
    person = serializers.CharField(source="person.username", read_only=True)
    category = serializers.CharField(source="category.slug", read_only=True)
    level = serializers.IntegerField(read_only=True)
    because = serializers.ChoiceField(choices=LevelChange.Because.choices, read_only=True)
    reason = serializers.CharField(read_only=True)
    by = serializers.CharField(source="by.username", default=None, read_only=True)
    at = serializers.DateTimeField(read_only=True)


class LevelNew(StrictSerializer):
    """Whose level, in which category, and what it rests on."""

    person = serializers.CharField(max_length=150, help_text="Login of an agent you lead.")
    category = serializers.SlugField()
    level = serializers.IntegerField(min_value=LOWEST, max_value=HIGHEST)
    because = serializers.ChoiceField(choices=LevelChange.Because.choices)
    reason = Text(default="")
    was = serializers.IntegerField(
        required=False, min_value=LOWEST, max_value=HIGHEST,
        help_text="What you read. If it is another by now, the answer is 409.",
    )  # fmt: skip


class LevelFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which changes to list."""

    person = django_filters.CharFilter("person__username", label="Login.")
    category = django_filters.CharFilter("category__slug", label="Slug of a category.")


@extend_schema_view(
    list=extend_schema(summary="How people came to decide what alone, newest first")
)
class LevelViewSet(ApiView, mixins.ListModelMixin, viewsets.GenericViewSet[Any]):
    """One's own, and those of the agents of teams one leads."""

    serializer_class = LevelSerializer
    queryset = LevelChange.objects.none()
    filterset_class = LevelFilter
    pagination_class = NewestFirst

    def get_queryset(self) -> QuerySet[Any]:
        """What the caller may see."""
        people = levels_visible_to(person_of(self.request), organisation_day(timezone.now()))
        rows = LevelChange.objects.filter(person__in=people)
        return rows.select_related("person", "category", "by")

    @extend_schema(
        summary="Set somebody's level", request=LevelNew, responses={201: LevelSerializer}
    )
    def create(self, request: Request) -> Response:
        """A leader of theirs, with a reason; nobody sets their own."""
        viewer, now = person_of(request), timezone.now()
        today = organisation_day(now)
        if not agents_levelled_by(viewer, today).exists():
            raise PermissionDenied("Who leads a team sets the levels of its agents.")
        values = checked(LevelNew, request)
        found = levels_visible_to(viewer, today)
        person = found.filter(username__iexact=values.pop("person")).first()
        if person is None:
            raise refuse("person", "There is nobody of this login whose level is yours to set.")
        category = Category.objects.filter(slug=values.pop("category"), archived_at=None).first()
        if category is None:
            raise refuse("category", "There is no such category in use.")
        made = set_level(viewer, person, category=category, now=now, **values)
        kept = get_object_or_404(self.get_queryset(), pk=made.pk)
        return Response(LevelSerializer(kept).data, status=201)
