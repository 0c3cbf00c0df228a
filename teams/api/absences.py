"""Days away through the API: the same rules, the same verbs as on the pages."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from teams.actions.absences import end_away, set_away
from teams.api.serializers import StrictSerializer, checked
from teams.api.views import ListAndItems, person_of
from teams.models import Absence, User
from teams.permissions.absences import may_mark_away
from teams.queries.absences import not_over
from teams.queries.zones import own_day


class AbsenceRow(StrictSerializer):
    """Days on which somebody is not there. No reason is asked, and none is kept."""

    id = serializers.IntegerField(read_only=True)
    person = serializers.CharField(source="user.username", read_only=True, help_text="Login.")
    starts_on = serializers.DateField(read_only=True, help_text="On the person's own wall.")
    back_on = serializers.DateField(
        source="ends_on", read_only=True, help_text="The day on which they are back."
    )


class AbsenceNew(StrictSerializer):
    """Who is away from which day, and on which day they are back."""

    person = serializers.CharField(
        max_length=150, required=False, help_text="Login; left out: you."
    )
    starts_on = serializers.DateField()
    back_on = serializers.DateField()


class AbsenceNothing(StrictSerializer):
    """Nothing is sent."""


class AbsenceFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which days away to list."""

    person = django_filters.CharFilter("user__username", label="Login.")
    on = django_filters.DateFilter(method="holds_on", label="Those that hold on this day.")

    def holds_on(self, rows: QuerySet[Absence], name: str, day: Any) -> QuerySet[Absence]:
        """By the day of each person's own wall."""
        return rows.filter(starts_on__lte=day, ends_on__gt=day)


@extend_schema_view(
    list=extend_schema(summary="Days away that last or are ahead", responses=AbsenceRow(many=True)),
    retrieve=extend_schema(summary="Days away of one person", responses=AbsenceRow),
)
class AbsenceViewSet(ListAndItems):
    """One's own, and those of the people one may mark as away. What is over is not shown."""

    serializer_class = AbsenceRow
    queryset = Absence.objects.none()
    filterset_class = AbsenceFilter
    lookup_value_regex = r"\d{1,15}"

    def get_queryset(self) -> QuerySet[Any]:
        """What the caller may see."""
        mine = Absence.objects.filter(user__in=may_mark_away(person_of(self.request)))
        return not_over(mine, timezone.now()).select_related("user")

    @extend_schema(
        summary="Mark somebody as away",
        description="Yourself, or somebody you lead, who is told.",
        request=AbsenceNew,
        responses={201: AbsenceRow},
    )
    def create(self, request: Request) -> Response:
        """Meanwhile no digest is sent, and nobody on duty is asked in vain."""
        actor, sent, now = person_of(request), checked(AbsenceNew, request), timezone.now()
        person = _person(actor, sent.pop("person", actor.username))
        made = set_away(actor, person, today=own_day(person, now), now=now, **sent)
        return Response(AbsenceRow(made).data, status=201)

    @extend_schema(
        summary="They are there after all",
        description="Days that have passed stay, the rest goes.",
        request=AbsenceNothing,
        responses={204: None},
    )
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """Ended already, it is not there any more."""
        found: Absence = self.get_object()
        checked(AbsenceNothing, request)
        now = timezone.now()
        end_away(person_of(request), found.user, found, today=own_day(found.user, now), now=now)
        return Response(status=204)


def _person(actor: User, login: str) -> User:
    """The same refusal for whom the caller may not mark and for nobody."""
    found = may_mark_away(actor).filter(username=login).first()
    if found is None:
        words = "Choose yourself or somebody you lead."
        raise ValidationError({"person": [ErrorDetail(words, code="person")]})
    return found
