"""Search, for programs: the things that the page finds, of the same kinds and under the same rule."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from teams.access import SIGNED_IN
from teams.api.views import ApiView, person_of
from teams.models import Organisation
from teams.queries.search import A_FEW, A_LOT, Asked, found, reach_of
from teams.search_words import LONGEST_QUERY
from teams.searching import sources

WORDS = OpenApiParameter(
    "q", str, required=True,
    description=f"Words that must all be there, or begin a word there; {LONGEST_QUERY} signs at most.",
)  # fmt: skip
KIND = OpenApiParameter(
    "in", str,
    description=f"One kind alone, such as `goal`: then up to {A_LOT} instead of {A_FEW} of each.",
)  # fmt: skip


@extend_schema_serializer(component_name="Hit")
class HitSerializer(serializers.Serializer[Any]):
    """Something found."""

    title = serializers.CharField()
    detail = serializers.CharField(help_text="A line about it, with its day; may be empty.")
    url = serializers.CharField(help_text="A path of this site.")


@extend_schema_serializer(component_name="HitsOfAKind")
class GroupSerializer(serializers.Serializer[Any]):
    """What was found of one kind."""

    kind = serializers.CharField(help_text="For `in`.")
    label = serializers.CharField()  # type: ignore[assignment]
    more = serializers.SerializerMethodField(help_text="Whether there is more than is shown.")
    results = HitSerializer(many=True, source="hits")

    def get_more(self, group: Any) -> bool:
        """Whether there is more than is shown."""
        return bool(group.more or group.most)


@extend_schema_serializer(component_name="SearchFound")
class FoundSerializer(serializers.Serializer[Any]):
    """All kinds of which something was found, in the order of the page."""

    groups = GroupSerializer(many=True)


class SearchView(ApiView):
    """What the caller may open that has these words. Nothing else is counted, ordered or cut."""

    access = SIGNED_IN

    @extend_schema(
        operation_id="search", summary="Find by words", parameters=[WORDS, KIND],
        responses=FoundSerializer,
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """One statement, whatever is stored."""
        words, kind = (request.query_params.get(name, "") for name in ("q", "in"))
        known = [source.kind for source in sources()]
        wrong = {}
        if not words.replace("\x00", "").strip():
            wrong["q"] = ["Say which words to look for."]
        if kind and kind not in known:
            wrong["in"] = [f"There is no such kind. Choose one of {', '.join(known)}."]
        if wrong:
            raise serializers.ValidationError(wrong)
        clock = (Organisation.objects.first() or Organisation()).clock
        asked = Asked.of(words, kind)
        reach = reach_of(person_of(request), timezone.now(), asked.kind)
        hits = found(
            reach,
            asked,
            lambda at: (clock.day_of(at) if isinstance(at, datetime) else at).isoformat(),
        )
        return Response(FoundSerializer(hits).data)
