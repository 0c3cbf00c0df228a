"""Coaching notes and difficult talks for programs: for the two, by the same rules as on the pages.

Who was let in reads on a page of their own and not here. What is sent is answered with its number and version and
never with its words: an answer may be kept for whoever sends a call again.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import (
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.actions import notes as actions
from feedback.actions.notes import PARTS
from feedback.models import CoachingNote
from feedback.permissions.notes import notes_between, people_coached_by
from goals.api.parameters import refuse
from goals.models import Goal
from goals.permissions import goals_visible_to
from teams.api.notices import NewestFirst
from teams.api.serializers import StrictSerializer
from teams.api.views import ListAndItems, person_of
from teams.models import User
from teams.permissions import organisation_day

LARGEST = 2**31 - 1
ID = r"[0-9]{1,18}"


class Words(serializers.CharField):
    """A text that may be left out. How long it may be, the action says."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            **{"required": False, "allow_blank": True, "trim_whitespace": False, **more}
        )


class NoteVersion(StrictSerializer):
    """A step that may say what was known when it was decided on."""

    version = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=LARGEST,
        help_text="As it was read. If it was changed since, the answer is 409.",
    )


class Nothing(StrictSerializer):
    """An empty body."""


class Kept(serializers.Serializer[Any]):
    """That it is kept: read it under its number."""

    id = serializers.IntegerField()
    version = serializers.IntegerField()
    shared_at = serializers.DateTimeField(allow_null=True)


class EarlierSerializer(serializers.Serializer[Any]):
    """What a shared note said before an edit."""

    situation = serializers.CharField()
    behaviour = serializers.CharField()
    effect = serializers.CharField()
    next_step = serializers.CharField()
    at = serializers.DateTimeField()


class NoteSerializer(StrictSerializer):
    """A note, for one of the two."""

    id = serializers.IntegerField(read_only=True)
    author = serializers.CharField(source="author.username", read_only=True, help_text="Login.")
    person = serializers.CharField(source="person.username", read_only=True, help_text="Login.")
    situation = serializers.CharField(read_only=True)
    behaviour = serializers.CharField(read_only=True)
    effect = serializers.CharField(read_only=True)
    next_step = serializers.CharField(read_only=True)
    tone = serializers.SerializerMethodField(help_text="`praise` or `correct`; null for the other.")
    goal = serializers.SerializerMethodField(help_text="Null also where it is not yours to open.")
    follow_up_on = serializers.DateField(read_only=True, allow_null=True)
    followed_up_at = serializers.DateTimeField(read_only=True, allow_null=True)
    came_of_it = serializers.CharField(read_only=True)
    written_at = serializers.DateTimeField(read_only=True)
    edited_at = serializers.DateTimeField(read_only=True, allow_null=True)
    shared_at = serializers.DateTimeField(read_only=True, allow_null=True)
    version = serializers.IntegerField(read_only=True)
    earlier = EarlierSerializer(source="edits", many=True, read_only=True)

    def get_tone(self, row: CoachingNote) -> str | None:
        """Its author's own."""
        return row.tone if row.author_id == self.context["request"].user.pk else None

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_goal(self, row: CoachingNote) -> int | None:
        """Its number, for whoever may open it."""
        return row.goal_id if row.goal_id in self.context["goals"] else None


class NoteBody(StrictSerializer):
    """What a note says."""

    situation = Words(help_text="When and where it was. Needed.")
    behaviour = Words(help_text="What one could see or hear.")
    effect = Words(help_text="What it changed.")
    next_step = Words()
    tone = serializers.ChoiceField(
        choices=CoachingNote.Tone.choices, required=False, allow_blank=True,
        help_text="For your own balance; nobody else sees it.",
    )  # fmt: skip
    goal = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=2**62, help_text="Id of a goal."
    )
    follow_up_on = serializers.DateField(required=False, allow_null=True)


class NoteNew(NoteBody):
    """A new note."""

    person = serializers.CharField(max_length=150, help_text="Login of somebody you lead.")
    shared = serializers.BooleanField(default=False, help_text="Whether they read it at once.")


class NoteChange(NoteBody, NoteVersion):
    """What is to be changed of one."""


class FollowUpBody(StrictSerializer):
    """What came of it."""

    came_of_it = Words(help_text="Needed.")
    follow_up_on = serializers.DateField(
        required=False, allow_null=True, help_text="To come back once more."
    )


class NoteFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which notes to list."""

    person = django_filters.CharFilter("person__username", label="Login of whom they are about.")
    shared = django_filters.BooleanFilter(
        "shared_at", lookup_expr="isnull", exclude=True, label="Whether the person reads it."
    )


@extend_schema_view(
    list=extend_schema(summary="Notes of yours, and those shared with you"),
    retrieve=extend_schema(summary="One note"),
)
class NoteViewSet(ListAndItems):
    """Between a leader and a person. Nobody else reads them, administrators included."""

    serializer_class = NoteSerializer
    queryset = CoachingNote.objects.none()
    filterset_class = NoteFilter
    pagination_class = NewestFirst
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Any]:
        """Those that are the caller's business."""
        found = notes_between(person_of(self.request))
        return found.select_related("author", "person").prefetch_related("edits")

    def get_serializer_context(self) -> dict[str, Any]:
        """With the goals that the caller may open. One statement."""
        context = dict(super().get_serializer_context())
        if isinstance(self.request.user, User):
            linked = CoachingNote.objects.filter(pk__in=self.get_queryset().values("pk"))
            goals = goals_visible_to(self.request.user)
            goals = goals.filter(pk__in=linked.values("goal_id"))
            context["goals"] = set(goals.values_list("pk", flat=True))
        return context

    @extend_schema(summary="Write a note", request=NoteNew, responses={201: Kept})
    def create(self, request: Request) -> Response:
        """About somebody you lead. It is yours alone unless you share it."""
        actor, now = person_of(request), timezone.now()
        sent = NoteNew(data=request.data)
        sent.is_valid(raise_exception=True)
        values = dict(sent.validated_data)
        login = values.pop("person")
        led = people_coached_by(actor, organisation_day(now))
        person = led.filter(username=login).first()
        if person is None:
            raise refuse("person", "Name somebody you lead.")
        made = actions.write_note(actor, person, **_values(actor, values), now=now)
        return Response(Kept(made).data, status=201)

    @extend_schema(summary="Change a note", request=NoteChange, responses=Kept)
    def partial_update(self, request: Request, pk: str) -> Response:
        """What is not sent stays as it is. Of a shared note both see what it said before."""
        note = self.get_object()
        sent = NoteChange(data=request.data)
        sent.is_valid(raise_exception=True)
        values = dict(sent.validated_data)
        actor = person_of(request)
        kept = {name: getattr(note, name) for name in (*PARTS, "tone", "goal", "follow_up_on")}
        merged = {**kept, **_values(actor, values, note)}
        return Response(Kept(actions.edit_note(actor, note, **merged, now=timezone.now())).data)

    @extend_schema(summary="Share a note", request=NoteVersion, responses=Kept)
    @action(detail=True, methods=["post"])
    def share(self, request: Request, pk: str) -> Response:
        """The person reads it from now on, for good."""
        note = self.get_object()
        sent = NoteVersion(data=request.data)
        sent.is_valid(raise_exception=True)
        version = sent.validated_data.get("version")
        shared = actions.share_note(person_of(request), note, version=version, now=timezone.now())
        return Response(Kept(shared).data)

    @extend_schema(summary="Say what came of a note", request=FollowUpBody, responses=Kept)
    @action(detail=True, methods=["post"], url_path="follow-up")
    def follow_up(self, request: Request, pk: str) -> Response:
        """What was said of it before stays."""
        note = self.get_object()
        sent = FollowUpBody(data=request.data)
        sent.is_valid(raise_exception=True)
        values = {"came_of_it": "", **sent.validated_data}
        told = actions.follow_up_note(person_of(request), note, **values, now=timezone.now())
        return Response(Kept(told).data)

    @extend_schema(summary="Delete a note", request=Nothing, responses={204: None})
    @action(detail=True, methods=["post"], url_path="delete", url_name="delete")
    def remove(self, request: Request, pk: str) -> Response:
        """Gone for both. One that somebody was let in to stays."""
        note = self.get_object()
        Nothing(data=request.data).is_valid(raise_exception=True)
        actions.delete_note(person_of(request), note, now=timezone.now())
        return Response(status=204)


def _values(
    actor: User, values: dict[str, Any], note: CoachingNote | None = None
) -> dict[str, Any]:
    """What the action takes: the goal as a row that the caller may open, or that stood there."""
    found = {"situation": "", **values} if note is None else dict(values)
    if "goal" in found:
        pk = found["goal"]
        kept = Goal.objects.filter(pk=note.goal_id or 0) if note else Goal.objects.none()
        goals = goals_visible_to(actor) | kept
        found["goal"] = None if pk is None else goals.filter(pk=pk).first()
        if pk is not None and found["goal"] is None:
            raise refuse("goal", "Name a goal that is there for you to see.")
    return found
