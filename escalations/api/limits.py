"""Up to how much is whose to give: read by everybody, proposed by leaders, set by managers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.actions.limits import (
    LEVELS,
    add_limit,
    describe_limit,
    put_limit_away,
    set_amounts,
)
from escalations.actions.proposing import propose_limit
from escalations.api.authority import ProposalSerializer, ProposeBody
from escalations.api.bodies import Nothing, Text
from escalations.models import AmendsKind, Category, LevelChange, Limit
from escalations.permissions import can_propose_limits, can_set_limits, level_of
from escalations.queries.limits import amounts_of, up_to
from goals.api.parameters import FigureField, refuse
from teams.actions.errors import ActionRefused, Stale
from teams.api.serializers import StrictSerializer, checked, exact
from teams.api.views import ListAndItems, person_of
from teams.models import User
from teams.permissions import standing_of

_BY_LEVEL = "By level: 0 to 3 for agents, 4 supervisors, 5 managers."


def levels_of(person: User) -> Mapping[int, int]:
    """The person's level by category; those not in it are at 0. One statement, for leaders none."""
    standing = standing_of(person)
    if standing.leads:
        top = level_of(person, None)
        return dict.fromkeys(Category.objects.values_list("pk", flat=True), top)
    rows = LevelChange.objects.filter(person=person).order_by("id")
    return dict(rows.values_list("category_id", "level"))


class LimitSerializer(StrictSerializer):
    """Something that may be given up to an amount."""

    id = serializers.IntegerField(read_only=True)
    category = serializers.CharField(source="category.slug", read_only=True)
    name = serializers.CharField(read_only=True)
    kind = serializers.ChoiceField(choices=AmendsKind.choices, read_only=True)
    amounts = serializers.SerializerMethodField(help_text=_BY_LEVEL)
    yours = serializers.SerializerMethodField(help_text="Up to how much you may give alone.")
    archived = serializers.SerializerMethodField()

    def get_amounts(self, limit: Limit) -> dict[str, str]:
        """In the organisation's currency."""
        found: dict[int, Decimal] = self.context["amounts"].get(limit.pk, {})
        return {str(level): exact(amount, 2) for level, amount in sorted(found.items())}

    def get_yours(self, limit: Limit) -> str | None:
        """Null: nothing."""
        level = self.context["levels"].get(limit.category_id, 0)
        amount = up_to(self.context["amounts"].get(limit.pk, {}), level)
        return None if amount is None else exact(amount, 2)

    def get_archived(self, limit: Limit) -> bool:
        """Nothing is given by it any more."""
        return limit.archived_at is not None


class Amounts(serializers.DictField):
    """Amounts by level."""

    child = FigureField()

    def to_internal_value(self, data: Any) -> dict[int, Decimal]:
        """With the levels as numbers. Raises ValidationError."""
        found = super().to_internal_value(data)
        known = {str(level): level for level in LEVELS}
        if unknown := sorted(set(found) - set(known)):
            raise serializers.ValidationError(
                {unknown[0][:20]: [f"Levels go from 0 to {LEVELS[-1]}."]}
            )
        return {known[level]: amount for level, amount in found.items()}


class LimitNew(StrictSerializer):
    """What may be given, up to how much at which level, and why so much."""

    category = serializers.SlugField()
    name = Text(default="")
    kind = serializers.ChoiceField(choices=AmendsKind.choices)
    amounts = Amounts(help_text=_BY_LEVEL)
    reason = Text(default="", help_text="It stays in the limit's history.")


class LimitChange(StrictSerializer):
    """What is different. Levels that are left out stay as they are; 0 takes an amount away."""

    name = Text()
    amounts = Amounts(required=False, help_text=_BY_LEVEL)
    reason = Text(default="", help_text="Needed with other amounts.")
    seen = Amounts(
        required=False, help_text="The amounts as you read them. If others hold by now: 409."
    )


class LimitFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which limits to list."""

    category = django_filters.CharFilter("category__slug", label="Slug of a category.")
    archived = django_filters.BooleanFilter(
        "archived_at",
        lookup_expr="isnull",
        exclude=True,
        label="True: those put away, for who sets limits.",
    )


@extend_schema_view(
    list=extend_schema(summary="Up to how much is whose to give"),
    retrieve=extend_schema(summary="One limit"),
)
class LimitViewSet(ListAndItems):
    """The limits in use. Everybody may know them."""

    serializer_class = LimitSerializer
    queryset = Limit.objects.none()
    filterset_class = LimitFilter
    lookup_value_regex = r"[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Any]:
        """Those in use; who sets limits reaches the others too, and lists them by asking for them."""
        rows: QuerySet[Any] = Limit.objects.select_related("category")
        asks = self.action != "list" or "archived" in self.request.query_params
        may = asks and can_set_limits(person_of(self.request))
        return rows if may else rows.filter(archived_at=None)

    def get_serializer_context(self) -> dict[str, Any]:
        """Amounts and levels, read once."""
        context: dict[str, Any] = dict(super().get_serializer_context())
        context["amounts"] = amounts_of(self.get_queryset().values_list("pk", flat=True))
        context["levels"] = levels_of(person_of(self.request))
        return context

    @extend_schema(summary="Add a limit", request=LimitNew, responses={201: LimitSerializer})
    def create(self, request: Request) -> Response:
        """Managers and administrators; what managers may give is an administrator's to set."""
        person = _sets(request)
        values = checked(LimitNew, request)
        slug = values.pop("category")
        category = Category.objects.filter(slug=slug, archived_at=None).first()
        if category is None:
            raise refuse("category", "There is no such category in use.")
        made = _at_levels(
            lambda: add_limit(person, category=category, now=timezone.now(), **values)
        )
        return Response(self._shown(made.pk), status=201)

    @extend_schema(summary="Change a limit", request=LimitChange, responses=LimitSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Other amounts, with a reason; another name. All of it, or nothing."""
        limit: Limit = self.get_object()
        person = _sets(request)
        sent = checked(LimitChange, request)
        _at_levels(lambda: _change(person, limit, sent, timezone.now()))
        return Response(self._shown(limit.pk))

    @extend_schema(summary="Put it away", request=Nothing, responses=LimitSerializer)
    @action(detail=True, methods=["post"])
    def away(self, request: Request, pk: str) -> Response:
        """Nothing is given by it any more. What was given stays."""
        return self._put(request, away=True)

    @extend_schema(summary="Take it out again", request=Nothing, responses=LimitSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        """With the amounts that it had."""
        return self._put(request, away=False)

    def _put(self, request: Request, *, away: bool) -> Response:
        limit: Limit = self.get_object()
        person = _sets(request)
        checked(Nothing, request)
        put_limit_away(person, limit, away=away, now=timezone.now())
        return Response(self._shown(limit.pk))

    @extend_schema(
        summary="Propose another amount",
        request=ProposeBody,
        responses={201: ProposalSerializer},
    )
    @action(detail=True, methods=["post"])
    def propose(self, request: Request, pk: str) -> Response:
        """Who leads a team; with the evidence as it stands. A manager decides."""
        limit: Limit = self.get_object()
        if not can_propose_limits(person_of(request)):
            raise PermissionDenied
        sent = checked(ProposeBody, request)
        made = propose_limit(person_of(request), limit, now=timezone.now(), **sent)
        return Response(ProposalSerializer(made, context={"request": request}).data, status=201)

    def _shown(self, pk: int) -> Any:
        return self.get_serializer(self.get_queryset().get(pk=pk)).data


def _sets(request: Request) -> User:
    person = person_of(request)
    if not can_set_limits(person):
        raise PermissionDenied("Managers set limits. Who leads a team proposes.")
    return person


@transaction.atomic
def _change(person: User, limit: Limit, values: Mapping[str, Any], now: datetime) -> None:
    if values.get("amounts"):
        set_amounts(
            person,
            limit,
            values["amounts"],
            reason=values["reason"],
            seen=values.get("seen"),
            now=now,
        )
    if "name" in values:
        describe_limit(person, limit, name=values["name"], now=now)


def _at_levels(act: Any) -> Any:
    """Do it. What is wrong with one amount is said at that amount: `amounts.3`."""
    try:
        return act()
    except Stale:
        raise
    except ActionRefused as refused:
        if refused.field.startswith("level_"):
            level = refused.field.removeprefix("level_")
            raise refuse(f"amounts.{level}", refused.message) from refused
        raise
