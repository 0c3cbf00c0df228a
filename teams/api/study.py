"""To read or attend something, through the API: the same rules, the same verbs as on the pages."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from teams import growth_rules as rules
from teams.actions import study as actions
from teams.api.notices import NewestFirst
from teams.api.serializers import StrictSerializer, checked
from teams.api.views import ListAndItems, person_of
from teams.models import StudyRequest, StudyStep
from teams.permissions import organisation_day
from teams.permissions.growth import recommended_to, study_visible_to

_LARGEST = 2**31 - 1
_ANSWERS = [(one, rules.state_words(one)) for one in rules.ANSWERS]


class StudyStepRow(StrictSerializer):
    """A step of a request."""

    state = serializers.ChoiceField(StudyRequest.State.choices, read_only=True)
    by = serializers.CharField(source="by.username", read_only=True, help_text="Login.")
    at = serializers.DateTimeField(read_only=True)
    words = serializers.CharField(read_only=True, help_text="May be empty.")


class StudyRow(StrictSerializer):
    """What somebody would like to read or attend, and where it stands."""

    id = serializers.IntegerField(read_only=True)
    person = serializers.CharField(source="person.username", read_only=True, help_text="Login.")
    kind = serializers.ChoiceField(StudyRequest.Kind.choices, read_only=True)
    what = serializers.CharField(read_only=True)
    why = serializers.CharField(read_only=True)
    cost = serializers.DecimalField(
        max_digits=9,
        decimal_places=2,
        read_only=True,
        allow_null=True,
        help_text="In the organisation's currency.",
    )
    on = serializers.DateField(read_only=True, allow_null=True)
    state = serializers.ChoiceField(StudyRequest.State.choices, read_only=True)
    asked_at = serializers.DateTimeField(read_only=True)
    answered_by = serializers.CharField(
        source="answered_by.username",
        default=None,
        read_only=True,
        allow_null=True,
        help_text="Login.",
    )
    took = serializers.CharField(read_only=True, help_text="What they took from it; may be empty.")
    done_at = serializers.DateTimeField(read_only=True, allow_null=True)
    recommended = serializers.SerializerMethodField(
        help_text="The people of their teams may read what they took from it."
    )
    version = serializers.IntegerField(read_only=True)

    def get_recommended(self, row: StudyRequest) -> bool:
        """Whether they recommend it."""
        return row.shared_at is not None


class StudyWhole(StudyRow):
    """With what was said of it, oldest first."""

    steps = serializers.SerializerMethodField()

    @extend_schema_field(StudyStepRow(many=True))
    def get_steps(self, row: StudyRequest) -> Any:
        """Its trail."""
        steps = StudyStep.objects.filter(request=row).select_related("by")
        return StudyStepRow(steps, many=True).data


class StudyRecommended(StrictSerializer):
    """What somebody read or attended, and took from it: nothing else of their request."""

    id = serializers.IntegerField(read_only=True)
    person = serializers.CharField(source="person.username", read_only=True, help_text="Login.")
    kind = serializers.ChoiceField(StudyRequest.Kind.choices, read_only=True)
    what = serializers.CharField(read_only=True)
    took = serializers.CharField(read_only=True)
    done_at = serializers.DateTimeField(read_only=True, allow_null=True)


class StudyNew(StrictSerializer):
    """A wish."""

    kind = serializers.ChoiceField(StudyRequest.Kind.choices)
    what = serializers.CharField(max_length=actions.LONGEST_WHAT)
    why = serializers.CharField(max_length=actions.LONGEST_WHY)
    cost = serializers.DecimalField(
        max_digits=9,
        decimal_places=2,
        required=False,
        allow_null=True,
        min_value=0,
        max_value=actions.MOST_COST,
        help_text="In the organisation's currency.",
    )
    on = serializers.DateField(required=False, allow_null=True)


class StudyVersioned(StrictSerializer):
    """How far one had read. Left out, it is done in any case."""

    version = serializers.IntegerField(required=False, min_value=0, max_value=_LARGEST)


class StudyAnswer(StudyVersioned):
    """Yes, let us talk, or not now and why."""

    answer = serializers.ChoiceField(_ANSWERS)
    words = serializers.CharField(
        max_length=actions.LONGEST_ANSWER,
        required=False,
        allow_blank=True,
        help_text="Needed with `not_now`: they read why.",
    )


class StudyDone(StudyVersioned):
    """What one took from it."""

    took = serializers.CharField(max_length=actions.LONGEST_TOOK)
    share = serializers.BooleanField(
        required=False, default=False, help_text="The people of one's teams may read it."
    )


class StudyShared(StrictSerializer):
    """Whether the people of one's teams may read what one took from it."""

    share = serializers.BooleanField()


class StudyFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which requests to list."""

    person = django_filters.CharFilter("person__username", label="Login of who asked.")
    kind = django_filters.ChoiceFilter(choices=StudyRequest.Kind.choices, label="What it is.")
    state = django_filters.MultipleChoiceFilter(
        choices=StudyRequest.State.choices, label="One or several states."
    )


@extend_schema_view(
    list=extend_schema(summary="Requests you may read", responses=StudyRow(many=True)),
    retrieve=extend_schema(summary="One request with its trail", responses=StudyWhole),
)
class StudyViewSet(ListAndItems):
    """One's own, and those of the people one answers."""

    serializer_class = StudyWhole
    pagination_class = NewestFirst
    queryset = StudyRequest.objects.none()
    filterset_class = StudyFilter
    lookup_value_regex = r"\d{1,15}"

    def get_queryset(self) -> QuerySet[Any]:
        """What the caller may read."""
        found = study_visible_to(person_of(self.request), organisation_day(timezone.now()))
        return found.select_related("person", "answered_by")

    def get_serializer_class(self) -> Any:
        """Lists are short."""
        return StudyRow if self.action == "list" else StudyWhole

    @extend_schema(
        summary="Ask to read or attend something",
        description="Whoever leads you is told; where nobody does, administrators.",
        request=StudyNew,
        responses={201: StudyWhole},
    )
    def create(self, request: Request) -> Response:
        """A wish, with its why."""
        sent = checked(StudyNew, request)
        made = actions.ask_to_study(person_of(request), now=timezone.now(), **sent)
        return Response(self._whole(made), status=201)

    @extend_schema(summary="Answer it", request=StudyAnswer, responses=StudyWhole)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:
        """For whoever leads them."""
        found, sent = self.get_object(), checked(StudyAnswer, request)
        done = actions.answer_study(person_of(request), found, now=timezone.now(), **sent)
        return Response(self._whole(done))

    @extend_schema(summary="It is done", request=StudyDone, responses=StudyWhole)
    @action(detail=True, methods=["post"])
    def done(self, request: Request, pk: str) -> Response:
        """For whoever asked, after a yes."""
        found, sent = self.get_object(), checked(StudyDone, request)
        done = actions.finish_study(person_of(request), found, now=timezone.now(), **sent)
        return Response(self._whole(done))

    @extend_schema(summary="Take it back", request=StudyVersioned, responses=StudyWhole)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """For whoever asked."""
        found, sent = self.get_object(), checked(StudyVersioned, request)
        done = actions.take_back_study(person_of(request), found, now=timezone.now(), **sent)
        return Response(self._whole(done))

    @extend_schema(summary="Recommend it, or no more", request=StudyShared, responses=StudyWhole)
    @action(detail=True, methods=["post"])
    def recommend(self, request: Request, pk: str) -> Response:
        """For whoever asked, once it is done."""
        found, sent = self.get_object(), checked(StudyShared, request)
        done = actions.recommend_study(person_of(request), found, now=timezone.now(), **sent)
        return Response(self._whole(done))

    @extend_schema(
        summary="What people of your teams recommend",
        description="Your own among it. Whoever asked says so once it is done, and may take it back.",
        filters=False,
        responses=StudyRecommended(many=True),
    )
    @action(detail=False, methods=["get"], filter_backends=[])
    def recommended(self, request: Request) -> Response:
        """What one took from it, and not why it was asked for."""
        person = person_of(request)
        found = recommended_to(person, organisation_day(timezone.now())).select_related("person")
        rows = self.paginate_queryset(found)
        return self.get_paginated_response(StudyRecommended(rows, many=True).data)

    def _whole(self, row: StudyRequest) -> Any:
        found = StudyRequest.objects.select_related("person", "answered_by").get(pk=row.pk)
        return StudyWhole(found, context=self.get_serializer_context()).data
