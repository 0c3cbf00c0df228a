"""Learning through the API: the same rules, the same verbs as on the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from teams.actions import learning as actions
from teams.actions import learning_together as together
from teams.actions.learning_paths import make_path
from teams.api.serializers import StrictSerializer, checked
from teams.api.views import ListAndItems, person_of
from teams.models import GivenPath, LearningPath, LearningStep, Team, User
from teams.permissions import can_lead, organisation_day
from teams.permissions.learning import (
    given_led_by,
    given_visible_to,
    learners_of,
    paths_visible_to,
    teams_for_paths,
)


class LearningStepRow(StrictSerializer):
    """A step of a path."""

    id = serializers.IntegerField(read_only=True)
    title = serializers.CharField(read_only=True)
    words = serializers.CharField(read_only=True, help_text="May be empty.")
    link = serializers.CharField(read_only=True, help_text="May be empty.")
    due_days = serializers.IntegerField(
        read_only=True, help_text="Due so many days after the beginning."
    )


class LearningPathRow(StrictSerializer):
    """A path with its steps, in order."""

    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(read_only=True)
    why = serializers.CharField(read_only=True, help_text="What somebody can do afterwards.")
    kind = serializers.ChoiceField(LearningPath.Kind.choices, read_only=True)
    team = serializers.CharField(
        source="team.slug",
        default=None,
        read_only=True,
        allow_null=True,
        help_text="Null: everybody.",
    )
    archived = serializers.SerializerMethodField(help_text="Whether it is put away.")
    steps = LearningStepRow(source="steps_in_use", many=True, read_only=True)

    def get_archived(self, path: LearningPath) -> bool:
        """Put away or not."""
        return path.archived_at is not None


class LearningPathNew(StrictSerializer):
    """A new path. Its steps are added on its page."""

    name = serializers.CharField(max_length=80)
    why = serializers.CharField(max_length=300)
    kind = serializers.ChoiceField(LearningPath.Kind.choices)
    team = serializers.CharField(
        required=False, allow_null=True, help_text="Slug; left out: everybody."
    )


class LearningGivenRow(StrictSerializer):
    """A path somebody has, and how far they are."""

    id = serializers.IntegerField(read_only=True)
    path = serializers.IntegerField(source="path_id", read_only=True)
    name = serializers.CharField(source="path.name", read_only=True)
    person = serializers.CharField(source="person.username", read_only=True, help_text="Login.")
    how = serializers.ChoiceField(GivenPath.How.choices, read_only=True)
    begins_on = serializers.DateField(read_only=True)
    next_due_on = serializers.DateField(read_only=True, allow_null=True)
    done = serializers.SerializerMethodField(help_text="Ids of the steps that are done.")
    done_at = serializers.DateTimeField(read_only=True, allow_null=True)
    finished_at = serializers.DateTimeField(read_only=True, allow_null=True)

    def get_done(self, given: GivenPath) -> list[int]:
        """In the order in which they were done."""
        return [one.step_id for one in given.done_steps.all()]


class LearningStepBody(StrictSerializer):
    """Which step."""

    step = serializers.IntegerField(min_value=1, max_value=2**62)


class LearningGiveBody(StrictSerializer):
    """To whom, from when, and why."""

    people = serializers.ListField(
        child=serializers.CharField(max_length=150),
        min_length=1,
        max_length=200,
        help_text="Logins.",
    )
    begins_on = serializers.DateField(required=False, help_text="Left out: today.")
    why = serializers.CharField(max_length=300, required=False)


class LearningPairBody(StrictSerializer):
    """Who is asked to stand by."""

    colleague = serializers.CharField(max_length=150, help_text="Login.")


class LearningBackBody(StrictSerializer):
    """Why it is taken back."""

    why = serializers.CharField(max_length=300, help_text="A line that the person reads.")


class LearningNothing(StrictSerializer):
    """Nothing to send."""


def _refuse(field: str, message: str) -> ValidationError:
    return ValidationError({field: [ErrorDetail(message, code="invalid")]})


@extend_schema_view(
    list=extend_schema(summary="The paths you may read"),
    retrieve=extend_schema(summary="One path with its steps"),
)
class PathViewSet(ListAndItems):
    """Those for everybody, those of one's teams, and those one has."""

    serializer_class = LearningPathRow
    queryset = LearningPath.objects.none()
    lookup_value_regex = r"[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Any]:
        """What the caller may read."""
        steps = LearningStep.objects.filter(archived_at=None)
        return (
            paths_visible_to(person_of(self.request))
            .select_related("team")
            .prefetch_related(Prefetch("steps", queryset=steps, to_attr="steps_in_use"))
        )

    @extend_schema(summary="Make a path", request=LearningPathNew, responses={201: LearningPathRow})
    def create(self, request: Request) -> Response:
        """For a team you lead; for everybody if you manage one."""
        person = person_of(request)
        if not can_lead(person):
            raise PermissionDenied("Whoever leads a team makes paths.")
        values = checked(LearningPathNew, request)
        team = self._team(person, values.pop("team", None))
        made = make_path(person, team=team, now=timezone.now(), **values)
        return Response(LearningPathRow(self.get_queryset().get(pk=made.pk)).data, status=201)

    @staticmethod
    def _team(person: User, slug: str | None) -> Team | None:
        if not slug:
            return None
        team = teams_for_paths(person).filter(slug=slug).first()
        if team is None:
            raise _refuse("team", "Choose a team that you lead.")
        return team

    @extend_schema(summary="Begin a path", request=LearningNothing, responses=LearningGivenRow)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, pk: str) -> Response:
        """Begun, it stays begun."""
        checked(LearningNothing, request)
        given = actions.start_path(person_of(request), self.get_object(), now=timezone.now())
        return _shown(given)

    @extend_schema(summary="A step is done", request=LearningStepBody, responses=LearningGivenRow)
    @action(detail=True, methods=["post"])
    def done(self, request: Request, pk: str) -> Response:
        """Of a path of yours; it begins the path."""
        person, path, step, now = self._step(request)
        given = actions.start_path(person, path, now=now)
        return _shown(actions.do_step(person, given, step, now=now))

    @extend_schema(
        summary="A step is not done after all",
        request=LearningStepBody,
        responses=LearningGivenRow,
    )
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """What a leader has agreed to stays."""
        person, path, step, now = self._step(request)
        given = GivenPath.objects.filter(path=path, person=person, ended_at=None).first()
        if given is None:
            raise _refuse("step", "You are not on this path.")
        return _shown(actions.undo_step(person, given, step, now=now))

    def _step(self, request: Request) -> tuple[User, LearningPath, LearningStep, datetime]:
        person, path, now = person_of(request), self.get_object(), timezone.now()
        number = checked(LearningStepBody, request)["step"]
        step = LearningStep.objects.filter(path=path, pk=number, archived_at=None).first()
        if step is None:
            raise _refuse("step", "That is no step of this path.")
        return person, path, step, now

    @extend_schema(
        summary="Give a path to people you lead",
        request=LearningGiveBody,
        responses=LearningGivenRow(many=True),
    )
    @action(detail=True, methods=["post"], pagination_class=None, filter_backends=[])
    def give(self, request: Request, pk: str) -> Response:
        """Answers with those given just now; whoever has it keeps it as it is."""
        person, path, now = person_of(request), self.get_object(), timezone.now()
        if not can_lead(person):
            raise PermissionDenied("Whoever leads a team gives paths.")
        values = checked(LearningGiveBody, request)
        logins = set(values.pop("people"))
        people = list(learners_of(person, organisation_day(now)).filter(username__in=logins))
        if len(people) != len(logins):
            raise _refuse("people", "Choose people you lead.")
        given = actions.give_path(person, path, people, now=now, **values)
        rows = _rows().filter(pk__in=[one.pk for one in given]).order_by("pk")
        return Response(LearningGivenRow(rows, many=True).data)


class LearningGivenFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which of them to list."""

    person = django_filters.CharFilter("person__username", label="Login.")
    path = django_filters.NumberFilter("path_id", label="Number of a path.")
    finished = django_filters.BooleanFilter(
        "finished_at", lookup_expr="isnull", exclude=True, label="Whether it is finished."
    )


def _rows() -> QuerySet[GivenPath]:
    return GivenPath.objects.select_related("path", "person").prefetch_related("done_steps")


def _shown(given: GivenPath) -> Response:
    return Response(LearningGivenRow(_rows().get(pk=given.pk)).data)


@extend_schema_view(
    list=extend_schema(summary="What you and the people you lead learn"),
    retrieve=extend_schema(summary="How far somebody is on a path"),
)
class GivenViewSet(ListAndItems):
    """One's own, and those of the people one leads today."""

    serializer_class = LearningGivenRow
    queryset = GivenPath.objects.none()
    filterset_class = LearningGivenFilter
    lookup_value_regex = r"[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Any]:
        """What the caller may see."""
        today = organisation_day(timezone.now())
        return (
            given_visible_to(person_of(self.request), today)
            .select_related("path", "person")
            .prefetch_related("done_steps")
        )

    def _led(self, request: Request) -> GivenPath:
        given: GivenPath = self.get_object()
        today = organisation_day(timezone.now())
        if not given_led_by(person_of(request), today).filter(pk=given.pk).exists():
            raise PermissionDenied("Whoever leads them does that.")
        return given

    @extend_schema(
        summary="Say that somebody is ready", request=LearningNothing, responses=LearningGivenRow
    )
    @action(detail=True, methods=["post"])
    def ready(self, request: Request, pk: str) -> Response:
        """Once all steps are done, where the path opens something."""
        given = self._led(request)
        checked(LearningNothing, request)
        return _shown(actions.say_ready(person_of(request), given, now=timezone.now()))

    @extend_schema(summary="Take a path back", request=LearningBackBody, responses={204: None})
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """What is finished stays; the person reads why."""
        given = self._led(request)
        why = checked(LearningBackBody, request)["why"]
        actions.take_back(person_of(request), given, why=why, now=timezone.now())
        return Response(status=204)

    @extend_schema(
        summary="Ask a colleague to stand by", request=LearningPairBody, responses=LearningGivenRow
    )
    @action(detail=True, methods=["post"])
    def pair(self, request: Request, pk: str) -> Response:
        """Somebody of the team who has finished it."""
        given = self._led(request)
        login = checked(LearningPairBody, request)["colleague"]
        colleague = User.objects.filter(username=login).first()
        together.ask_to_pair(person_of(request), given, colleague, now=timezone.now())
        return _shown(given)
