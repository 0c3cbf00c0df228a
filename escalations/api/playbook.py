"""The playbook through the API: protocols as they are for the caller, confirming them, categories and limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import django_filters
from django.db.models import Count, Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from escalations import yearly
from escalations.actions.confirming import confirm_version
from escalations.actions.keeping import FACTS
from escalations.api.confirming import Confirming
from escalations.api.limits import levels_of
from escalations.api.said import Said, WordsSerializer
from escalations.api.writing import Writing
from escalations.models import (
    Confirmation,
    HelpfulWords,
    Protocol,
    ProtocolLine,
    ProtocolVersion,
)
from escalations.permissions import protocols_visible_to
from escalations.queries.limits import amounts_of
from escalations.queries.panel import Reader
from goals.api.parameters import refuse
from teams.actions.versions import version_of
from teams.api.serializers import PageOf, StrictSerializer, checked, exact
from teams.api.views import person_of
from teams.models import Organisation, User
from teams.permissions import organisation_day

# --- Shapes --------------------------------------------------------------------------------------


class LineSerializer(serializers.Serializer[Any]):
    """A line, as it is for you."""

    kind = serializers.ChoiceField(
        choices=ProtocolLine.Kind.choices, help_text="What your level does not allow is `ask`."
    )
    text = serializers.CharField()
    amount = serializers.CharField(allow_null=True, help_text="Up to how much, at your level.")


class ProtocolSerializer(serializers.Serializer[Any]):
    """What to do in a situation, in the version that holds."""

    slug = serializers.CharField()
    title = serializers.CharField()
    category = serializers.CharField()
    owner = serializers.CharField()
    review_on = serializers.DateField()
    archived = serializers.BooleanField()
    version = serializers.IntegerField(allow_null=True, help_text="Null: nothing published yet.")
    published_at = serializers.DateTimeField(allow_null=True)
    change = serializers.CharField(help_text="What is new in it.")
    situation = serializers.CharField()
    lines = LineSerializer(many=True)
    words = WordsSerializer(many=True)
    facts = serializers.CharField(
        help_text="Of title, category, owner and review day, for a change."
    )
    confirmed_on = serializers.DateField(
        allow_null=True, help_text="When you agreed to this version; null where you are to."
    )


class ProtocolPageOf(PageOf):
    """Some of the protocols."""

    results = ProtocolSerializer(many=True)


class ConfirmBody(StrictSerializer):
    """Which version you have read."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


# --- Views ---------------------------------------------------------------------------------------


class ProtocolFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which protocols to list."""

    category = django_filters.CharFilter("category__slug", label="Slug of a category.")


@extend_schema_view(
    list=extend_schema(summary="The protocols you may read", responses=ProtocolPageOf),
    retrieve=extend_schema(summary="One protocol", responses=ProtocolSerializer),
)
class ProtocolViewSet(Confirming, Said, Writing):
    """The playbook: what holds now; its versions and drafts stand under each protocol."""

    serializer_class = ProtocolSerializer
    queryset = Protocol.objects.none()
    filterset_class = ProtocolFilter
    lookup_field = "slug"
    lookup_value_regex = r"[-\w]+"
    told_in = "protocol"

    def get_queryset(self) -> QuerySet[Any]:
        """The protocols the caller may read, with the words that helped."""
        words = HelpfulWords.objects.filter(archived_at=None).select_related("whose")
        return (
            protocols_visible_to(person_of(self.request))
            .select_related("category", "owner")
            .prefetch_related(Prefetch("words", words.annotate(used=Count("uses"))))
        )

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of them. As many statements for many as for few."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(_shown(page or (), person_of(request)))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One of them."""
        return Response(self.shown(request))

    def shown(self, request: Request) -> dict[str, Any]:
        """One as it is for the caller, read anew."""
        return _shown([self.get_object()], person_of(request))[0]

    @extend_schema(
        summary="I have read it and agree", request=ConfirmBody, responses=ProtocolSerializer
    )
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, slug: str) -> Response:
        """Counts for that version and a year. 409 where another version holds by now."""
        protocol: Protocol = self.get_object()
        sent = checked(ConfirmBody, request)
        read = protocol.versions.filter(number=sent["version"], published_at__isnull=False).first()
        if read is None:
            raise refuse("version", "There is no such version.")
        confirm_version(person_of(request), read, now=timezone.now())
        return Response(_shown([protocol], person_of(request))[0])


def _shown(protocols: Iterable[Protocol], person: User) -> list[dict[str, Any]]:
    """Protocols as they are answered. Seven statements at most."""
    rows = list(protocols)
    # One that is put away still says what it said.
    versions = {
        version.protocol_id: version
        for version in ProtocolVersion.objects.filter(
            protocol__in=rows, published_at__isnull=False
        ).order_by("number")
    }
    lines: dict[int, list[ProtocolLine]] = {}
    for line in ProtocolLine.objects.filter(version__in=versions.values()).order_by("position"):
        lines.setdefault(line.version_id, []).append(line)
    limits = {line.limit_id for some in lines.values() for line in some if line.limit_id}
    amounts = amounts_of(limits) if limits else {}
    today = organisation_day(timezone.now())
    confirmed = {
        version: day
        for version, day in Confirmation.objects.filter(
            version__in=versions.values(), person=person
        )
        .order_by("day")
        .values_list("version_id", "day")
        if yearly.holds(day, today)
    }
    levels = levels_of(person)
    currency = Organisation.objects.get(pk=1).currency
    return [
        _answer(
            protocol,
            versions.get(protocol.pk),
            lines,
            Reader(levels.get(protocol.category_id, 0), amounts, currency),
            confirmed,
        )
        for protocol in rows
    ]


def _answer(
    protocol: Protocol,
    version: ProtocolVersion | None,
    lines: Mapping[int, list[ProtocolLine]],
    reader: Reader,
    confirmed: Mapping[int, Any],
) -> dict[str, Any]:
    """One of them."""
    words = sorted(protocol.words.all(), key=lambda one: (-one.used, -one.pk))  # type: ignore[attr-defined]
    return {
        "slug": protocol.slug,
        "title": protocol.title,
        "category": protocol.category.slug,
        "owner": protocol.owner.username,
        "review_on": protocol.review_on,
        "archived": protocol.archived_at is not None,
        "version": version.number if version else None,
        "published_at": version.published_at if version else None,
        "change": version.change if version else "",
        "situation": version.situation if version else "",
        "lines": [
            {
                "kind": (kind := reader.kind_of(line)),
                "text": line.text,
                "amount": _amount(reader, line) if kind == ProtocolLine.Kind.YOURS else None,
            }
            for line in (lines.get(version.pk, ()) if version else ())
        ],
        "words": [
            {"id": one.pk, "text": one.text, "whose": one.whose.username, "used": one.used}  # type: ignore[attr-defined]
            for one in words
        ],
        "facts": version_of(protocol, FACTS),
        "confirmed_on": confirmed.get(version.pk) if version else None,
    }


def _amount(reader: Reader, line: ProtocolLine) -> str | None:
    amount = reader.amount(line.limit_id)
    return None if amount is None else exact(amount, 2)
