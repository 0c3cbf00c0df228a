"""Cases to learn from, and answers that contradict each other."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.actions.conflicts import report_conflict, settle_conflict
from escalations.actions.training_cases import put_training_case_away
from escalations.api.bodies import Nothing, Text
from escalations.models import Conflict, Escalation, Protocol, TrainingCase
from escalations.permissions import (
    can_review,
    can_settle,
    conflicts_visible_to,
    escalations_visible_to,
    protocols_visible_to,
    with_owners_there,
)
from escalations.queries.conflicts import candidates_for, sides_of
from goals.api.parameters import refuse
from teams.api.notices import NewestFirst
from teams.api.serializers import StrictSerializer, checked
from teams.api.views import ListAndItems, person_of
from teams.permissions import organisation_day

TWO = 2

# --- Cases to learn from -------------------------------------------------------------------------


class TrainingCaseSerializer(StrictSerializer):
    """A case without names, its question, and what was done."""

    id = serializers.IntegerField(read_only=True)
    title = serializers.CharField(read_only=True)
    category = serializers.CharField(
        source="escalation.category.slug", default=None, read_only=True
    )
    story = serializers.CharField(read_only=True)
    question = serializers.CharField(read_only=True)
    answer = serializers.CharField(read_only=True)
    protocol = serializers.CharField(source="protocol.slug", default=None, read_only=True)
    made_at = serializers.DateTimeField(read_only=True)


def shown_training_case(made: TrainingCase) -> Any:
    """One as it is answered: neither who asked nor which case it was."""
    return TrainingCaseSerializer(made).data


class TrainingCaseFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which ones to list."""

    category = django_filters.CharFilter("escalation__category__slug", label="Slug of a category.")
    protocol = django_filters.CharFilter("protocol__slug", label="Slug of a protocol.")


@extend_schema_view(
    list=extend_schema(summary="Cases to learn from"),
    retrieve=extend_schema(summary="One case to learn from"),
)
class TrainingCaseViewSet(ListAndItems):
    """What everybody may learn from. They are published under their escalation."""

    serializer_class = TrainingCaseSerializer
    queryset = TrainingCase.objects.filter(archived_at=None).select_related(
        "escalation__category", "escalation__team", "protocol"
    )
    filterset_class = TrainingCaseFilter
    pagination_class = NewestFirst
    lookup_value_regex = r"[0-9]{1,18}"

    @extend_schema(summary="Put it away", request=Nothing, responses={204: None})
    @action(detail=True, methods=["post"])
    def away(self, request: Request, pk: str) -> Response:
        """Nobody reads it any more. It can be published again under its escalation."""
        case: TrainingCase = self.get_object()
        if not can_review(person_of(request), case.escalation):
            raise PermissionDenied
        checked(Nothing, request)
        put_training_case_away(person_of(request), case, now=timezone.now())
        return Response(status=204)


# --- Answers that contradict each other ----------------------------------------------------------


class SideSerializer(serializers.Serializer[Any]):
    """One of the two answers."""

    text = serializers.CharField()
    url = serializers.CharField(help_text="A path of this site.")


class ConflictSerializer(StrictSerializer):
    """Two answers to the same situation, and which one holds."""

    id = serializers.IntegerField(read_only=True)
    text = serializers.CharField(read_only=True, help_text="How they contradict each other.")
    sides = serializers.SerializerMethodField()
    by = serializers.CharField(source="by.username", read_only=True)
    at = serializers.DateTimeField(read_only=True)
    settled = serializers.CharField(read_only=True, help_text="Which holds; empty while open.")
    settled_by = serializers.CharField(source="settled_by.username", default=None, read_only=True)
    settled_at = serializers.DateTimeField(read_only=True, allow_null=True)
    yours_to_settle = serializers.SerializerMethodField()

    @extend_schema_field(SideSerializer(many=True))
    def get_sides(self, row: Conflict) -> Any:
        """As the page says them."""
        found = sides_of(row, organisation_day(timezone.now()))
        return [{"text": side.text, "url": side.url} for side in found]

    def get_yours_to_settle(self, row: Conflict) -> bool:
        """Whether it is open, and you own one of the answers, or look after it now that its owner is gone."""
        return row.settled_at is None and can_settle(self.context["request"].user, row)


class CandidateSerializer(serializers.Serializer[Any]):
    """Two answers that may contradict each other; somebody has to look."""

    about = serializers.CharField()
    one = SideSerializer()
    other = SideSerializer()
    protocols = serializers.ListField(child=serializers.CharField(), help_text="To report with.")
    escalations = serializers.ListField(child=serializers.IntegerField(), help_text="Likewise.")


class ConflictNew(StrictSerializer):
    """Two answers: two protocols, two cases, or one of each."""

    protocols = serializers.ListField(
        child=serializers.SlugField(), required=False, max_length=TWO, help_text="Slugs."
    )
    escalations = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**62),
        required=False,
        max_length=TWO,
        help_text="Ids of cases you may open.",
    )
    text = Text(default="")


class SettleBody(StrictSerializer):
    """Which of the two holds, and why."""

    settled = Text(default="")


class ConflictFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which conflicts to list."""

    open = django_filters.BooleanFilter(
        "settled_at", lookup_expr="isnull", label="True: only those not settled yet."
    )


@extend_schema_view(
    list=extend_schema(summary="Answers that contradict each other"),
    retrieve=extend_schema(summary="One contradiction"),
)
class ConflictViewSet(ListAndItems):
    """Between protocols everybody reads them; between cases, who may open both."""

    serializer_class = ConflictSerializer
    queryset = Conflict.objects.none()
    filterset_class = ConflictFilter
    pagination_class = NewestFirst
    lookup_value_regex = r"[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Any]:
        """What the caller may see, with both answers."""
        found = conflicts_visible_to(person_of(self.request))
        return with_owners_there(found, organisation_day(timezone.now())).select_related(
            "by", "settled_by", "protocol", "other_protocol", "escalation", "other_escalation"
        )

    @extend_schema(
        summary="Say that two answers contradict each other",
        request=ConflictNew,
        responses={201: ConflictSerializer},
    )
    def create(self, request: Request) -> Response:
        """Whoever owns them hears of it. The same two are reported once while it is open."""
        person = person_of(request)
        values = checked(ConflictNew, request)
        made = report_conflict(
            person,
            protocols=_two(
                "protocols", values.get("protocols", []), "slug",
                protocols_visible_to(person).filter(archived_at=None),
            ),
            cases=_two(
                "escalations", values.get("escalations", []), "pk",
                escalations_visible_to(person).exclude(state=Escalation.State.DRAFT),
            ),
            text=values["text"],
            now=timezone.now(),
        )  # fmt: skip
        return Response(self._shown(made.pk), status=201)

    @extend_schema(summary="Say which one holds", request=SettleBody, responses=ConflictSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, pk: str) -> Response:
        """Owners of the protocols, and where they are gone who looks after them; of two cases, who leads a team of one."""
        row: Conflict = self.get_object()
        if not can_settle(person_of(request), row):
            raise PermissionDenied
        sent = checked(SettleBody, request)
        text = sent["settled"]
        settle_conflict(person_of(request), row, text=text, now=timezone.now())
        return Response(self._shown(row.pk))

    @extend_schema(
        summary="What may contradict itself",
        responses=CandidateSerializer(many=True),
        filters=False,
    )
    @action(detail=False, methods=["get"], pagination_class=None)
    def candidates(self, request: Request) -> Response:
        """A dozen at most, found by rule among what you may see, as on the page."""
        found = candidates_for(person_of(request), organisation_day(timezone.now()))
        asked = [parse_qs(one.report.removeprefix("?")) for one in found]
        wanted = {int(pk) for each in asked for pk in each.get("protocol", ())}
        slugs = dict(Protocol.objects.filter(pk__in=wanted).values_list("pk", "slug"))
        shown = [
            {
                "about": one.about,
                "one": one.one,
                "other": one.other,
                "protocols": [slugs[int(pk)] for pk in each.get("protocol", ())],
                "escalations": [int(pk) for pk in each.get("case", ())],
            }
            for one, each in zip(found, asked, strict=True)
        ]
        return Response(CandidateSerializer(shown, many=True).data)

    def _shown(self, pk: int) -> Any:
        row = self.get_queryset().get(pk=pk)
        return ConflictSerializer(row, context=self.get_serializer_context()).data


def _two(
    field: str, wanted: list[Any], by: str, found: QuerySet[Protocol] | QuerySet[Escalation]
) -> tuple[Any, Any]:
    """The rows named, among what the caller may see; the same refusal for what is hidden and what is absent."""
    rows = list(found.filter(**{f"{by}__in": wanted}).order_by("pk"))
    if len(rows) != len(wanted):
        raise refuse(field, "Name different ones, each of which is there for you to see.")
    return (rows[0] if rows else None, rows[1] if len(rows) == TWO else None)
