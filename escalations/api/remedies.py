"""What is done so that a cause does not come back: listed, finished, dropped. It is asked for under its case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.actions.remedies import drop_remedy, finish_remedy
from escalations.api.bodies import Nothing, Text
from escalations.models import Remedy
from escalations.permissions import can_finish_remedy, remedies_visible_to
from escalations.queries.recurrence import recurrences
from teams.api.notices import NewestFirst
from teams.api.serializers import StrictSerializer, checked
from teams.api.views import ListAndItems, person_of
from teams.permissions import organisation_day, standing_of

OPEN, DONE, DROPPED = "open", "done", "dropped"
STATES = ((OPEN, "Still to be done"), (DONE, "Done"), (DROPPED, "Not done after all"))


class RemedySerializer(StrictSerializer):
    """What is done about a cause, by whom, by when, and whether it helped."""

    id = serializers.IntegerField(read_only=True)
    kind = serializers.ChoiceField(choices=Remedy.Kind.choices, read_only=True)
    state = serializers.SerializerMethodField()
    text = serializers.CharField(read_only=True)
    cause = serializers.CharField(source="cause.name", read_only=True)
    category = serializers.CharField(source="cause.category.slug", read_only=True)
    team = serializers.CharField(source="team.slug", read_only=True)
    from_case = serializers.SerializerMethodField(
        help_text="The escalation it was asked for from, where you lead its team."
    )
    protocol = serializers.CharField(source="protocol.slug", default=None, read_only=True)
    proposal = serializers.IntegerField(source="proposal_id", read_only=True, allow_null=True)
    person = serializers.CharField(
        source="person.username", default=None, read_only=True, help_text="Who is to be trained."
    )
    owner = serializers.CharField(source="owner.username", read_only=True)
    due_on = serializers.DateField(read_only=True)
    set_by = serializers.CharField(source="set_by.username", read_only=True)
    set_at = serializers.DateTimeField(read_only=True)
    done_on = serializers.DateField(read_only=True, allow_null=True)
    dropped_on = serializers.DateField(read_only=True, allow_null=True)
    dropped_why = serializers.CharField(read_only=True)
    helped = serializers.SerializerMethodField(
        help_text="What came of it, in a word; empty while it is not done."
    )
    compared = serializers.SerializerMethodField(help_text="The same as a sentence, with figures.")

    def get_state(self, remedy: Remedy) -> str:
        """Open, done or dropped."""
        if remedy.done_on is not None:
            return DONE
        return OPEN if remedy.dropped_on is None else DROPPED

    def get_from_case(self, remedy: Remedy) -> int | None:
        """As on the page: cases are for those who may open them."""
        return remedy.from_case_id if remedy.team_id in self.context["leads"] else None

    def get_helped(self, remedy: Remedy) -> str:
        """A verdict of the comparison."""
        found = self.context["compared"].get(remedy.pk)
        return found.verdict if found else ""

    def get_compared(self, remedy: Remedy) -> str:
        """Before and since."""
        found = self.context["compared"].get(remedy.pk)
        return found.text if found else ""


class DropBody(StrictSerializer):
    """Why it is not done after all."""

    why = Text(default="")


class RemedyFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which remedies to list."""

    state = django_filters.ChoiceFilter(choices=STATES, method="in_state", label="One state.")
    kind = django_filters.ChoiceFilter(choices=Remedy.Kind.choices)
    team = django_filters.CharFilter("team__slug", label="Slug of a team.")
    owner = django_filters.CharFilter("owner__username", label="Login of who sees to it.")

    def in_state(self, found: QuerySet[Remedy], _name: str, value: str) -> QuerySet[Remedy]:
        """Open, done or dropped."""
        return found.filter(
            {
                OPEN: Q(done_on=None, dropped_on=None),
                DONE: Q(done_on__isnull=False),
                DROPPED: Q(dropped_on__isnull=False),
            }[value]
        )


def shown_remedies(rows: list[Remedy], request: Request) -> Any:
    """Remedies as they are answered. Three statements where any is done."""
    person, now = person_of(request), timezone.now()
    context = {
        "leads": standing_of(person).leads,
        "compared": recurrences(rows, organisation_day(now)),
    }
    return RemedySerializer(rows, many=True, context=context).data


@extend_schema_view(
    list=extend_schema(summary="What is done so that causes do not come back"),
    retrieve=extend_schema(summary="One remedy"),
)
class RemedyViewSet(ListAndItems):
    """Those of the teams one leads, and those one is to see to or be trained by."""

    serializer_class = RemedySerializer
    queryset = Remedy.objects.none()
    filterset_class = RemedyFilter
    pagination_class = NewestFirst
    lookup_value_regex = r"[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Any]:
        """What the caller may see, with what a row shows."""
        return remedies_visible_to(person_of(self.request)).select_related(
            "cause__category", "team", "protocol", "person", "owner", "set_by"
        )

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of them. As many statements for many as for few."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(shown_remedies(list(page or ()), request))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One of them."""
        return Response(shown_remedies([self.get_object()], request)[0])

    @extend_schema(summary="It is done", request=Nothing, responses=RemedySerializer)
    @action(detail=True, methods=["post"])
    def done(self, request: Request, pk: str) -> Response:
        """From this day on we count whether it comes back. Says its owner, or who leads the team."""
        return self._over(request, Nothing, finish_remedy)

    @extend_schema(summary="It is not done after all", request=DropBody, responses=RemedySerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, pk: str) -> Response:
        """With the reason, for whoever wonders next time."""
        return self._over(request, DropBody, drop_remedy)

    def _over(
        self, request: Request, body: type[StrictSerializer], verb: Callable[..., Any]
    ) -> Response:
        remedy: Remedy = self.get_object()
        if not can_finish_remedy(person_of(request), remedy):
            raise PermissionDenied
        sent = checked(body, request)
        verb(person_of(request), remedy, now=timezone.now(), **sent)
        return Response(shown_remedies([self.get_object()], request)[0])
