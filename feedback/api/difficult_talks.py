"""Difficult talks for programs: for the two. The author's own words are the author's here too."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.actions import difficult_talks as actions
from feedback.api.notes import ID, Kept, NoteVersion, Nothing, Words
from feedback.models import Talk, TalkStep
from feedback.permissions.notes import people_coached_by, talks_between
from goals.api.parameters import refuse
from teams.api.notices import NewestFirst
from teams.api.serializers import StrictSerializer
from teams.api.views import ListAndItems, person_of
from teams.permissions import organisation_day


@extend_schema_serializer(component_name="TalkStep")
class StepSerializer(serializers.Serializer[Any]):
    """Something agreed."""

    id = serializers.IntegerField()
    owner = serializers.CharField(source="owner.username", help_text="Login.")
    words = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)
    dropped_at = serializers.DateTimeField(allow_null=True)


class TalkSerializer(StrictSerializer):
    """A difficult talk, for one of the two."""

    id = serializers.IntegerField(read_only=True)
    author = serializers.CharField(source="author.username", read_only=True, help_text="Login.")
    person = serializers.CharField(source="person.username", read_only=True, help_text="Login.")
    about = serializers.CharField(read_only=True, help_text="Why it is needed.")
    seen = serializers.CharField(read_only=True)
    expectation = serializers.CharField(read_only=True)
    own_words = serializers.SerializerMethodField(help_text="Null for anybody but the author.")
    steps = StepSerializer(many=True, read_only=True)
    follow_up_on = serializers.DateField(read_only=True, allow_null=True)
    outcome = serializers.CharField(read_only=True, help_text="Empty while it is open.")
    outcome_words = serializers.CharField(read_only=True)
    opened_at = serializers.DateTimeField(read_only=True)
    shared_at = serializers.DateTimeField(read_only=True, allow_null=True)
    closed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    version = serializers.IntegerField(read_only=True)

    def get_own_words(self, row: Talk) -> str | None:
        """Their author's alone."""
        return row.own_words if row.author_id == self.context["request"].user.pk else None


class TalkNew(StrictSerializer):
    """A new one."""

    person = serializers.CharField(max_length=150, help_text="Login of somebody you lead.")
    about = Words(help_text="Why it is needed, in a sentence. Needed.")
    seen = Words(help_text="What happened, as facts.")
    expectation = Words(help_text="Needed.")
    own_words = Words(help_text="For you alone, always.")
    follow_up_on = serializers.DateField(required=False, allow_null=True)


class StepBody(StrictSerializer):
    """Something agreed."""

    words = Words(help_text="Needed.")
    owner = serializers.CharField(max_length=150, help_text="Login of one of the two.")
    due_on = serializers.DateField(required=False, allow_null=True)


class EndStepBody(StrictSerializer):
    """Which step is over."""

    step = serializers.IntegerField(min_value=1, max_value=2**62)
    done = serializers.BooleanField(help_text="False: it is dropped.")


class CloseBody(StrictSerializer):
    """How it ended."""

    outcome = serializers.ChoiceField(choices=Talk.Outcome.choices)
    outcome_words = Words(help_text="Needed.")


class OwnWordsBody(NoteVersion):
    """For the author alone."""

    own_words = Words()


class TalkFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which talks to list."""

    person = django_filters.CharFilter("person__username", label="Login of whom they are with.")
    open = django_filters.BooleanFilter("closed_at", lookup_expr="isnull", label="Still open.")


@extend_schema_view(
    list=extend_schema(summary="Difficult talks of yours, and those shared with you"),
    retrieve=extend_schema(summary="One difficult talk"),
)
class TalkViewSet(ListAndItems):
    """Between a leader and a person. Nobody else reads them, administrators included."""

    serializer_class = TalkSerializer
    queryset = Talk.objects.none()
    filterset_class = TalkFilter
    pagination_class = NewestFirst
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Any]:
        """Those that are the caller's business."""
        found = talks_between(person_of(self.request)).select_related("author", "person")
        return found.prefetch_related("steps__owner")

    def _sent(self, body: type[StrictSerializer]) -> dict[str, Any]:
        """What was sent, checked."""
        sent = body(data=self.request.data)
        sent.is_valid(raise_exception=True)
        return dict(sent.validated_data)

    @extend_schema(summary="Open a difficult talk", request=TalkNew, responses={201: Kept})
    def create(self, request: Request) -> Response:
        """With somebody you lead. It is yours alone until you share it."""
        actor, now = person_of(request), timezone.now()
        values = {"about": "", "expectation": "", **self._sent(TalkNew)}
        led = people_coached_by(actor, organisation_day(now))
        person = led.filter(username=values.pop("person")).first()
        if person is None:
            raise refuse("person", "Name somebody you lead.")
        made = actions.open_talk(actor, person, **values, now=now)
        return Response(Kept(made).data, status=201)

    @extend_schema(summary="Share it", request=NoteVersion, responses=Kept)
    @action(detail=True, methods=["post"])
    def share(self, request: Request, pk: str) -> Response:
        """The person reads all of it but your own words, for good."""
        talk, version = self.get_object(), self._sent(NoteVersion).get("version")
        actor = person_of(request)
        shared = actions.share_talk(actor, talk, version=version, now=timezone.now())
        return Response(Kept(shared).data)

    @extend_schema(summary="Delete a difficult talk", request=Nothing, responses={204: None})
    @action(detail=True, methods=["post"], url_path="delete", url_name="delete")
    def remove(self, request: Request, pk: str) -> Response:
        """One that was opened by mistake, while only you read it. Shared, it stays."""
        talk = self.get_object()
        Nothing(data=request.data).is_valid(raise_exception=True)
        actions.delete_talk(person_of(request), talk, now=timezone.now())
        return Response(status=204)

    @extend_schema(summary="Write for yourself", request=OwnWordsBody, responses=Kept)
    @action(detail=True, methods=["post"], url_path="own-words")
    def own_words(self, request: Request, pk: str) -> Response:
        """Only you ever read it."""
        talk, values = self.get_object(), {"own_words": "", **self._sent(OwnWordsBody)}
        kept = actions.write_own_words(person_of(request), talk, **values, now=timezone.now())
        return Response(Kept(kept).data)

    @extend_schema(summary="Agree on a step", request=StepBody, responses=Kept)
    @action(detail=True, methods=["post"])
    def steps(self, request: Request, pk: str) -> Response:
        """By one of the two, until a day if you like."""
        talk, values = self.get_object(), {"words": "", **self._sent(StepBody)}
        two = {one.username: one for one in (talk.author, talk.person)}
        values["owner"] = two.get(values["owner"])
        actions.add_step(person_of(request), talk, **values, now=timezone.now())
        return Response(Kept(talk).data)

    @extend_schema(summary="A step is done or dropped", request=EndStepBody, responses=Kept)
    @action(detail=True, methods=["post"], url_path="steps/end")
    def end_step(self, request: Request, pk: str) -> Response:
        """Done by whose it is, or by the author; dropped by the author."""
        talk, values = self.get_object(), self._sent(EndStepBody)
        step = TalkStep.objects.filter(talk=talk, pk=values["step"]).first()
        if step is None:
            raise Http404
        actions.end_step(person_of(request), step, done=values["done"], now=timezone.now())
        return Response(Kept(talk).data)

    @extend_schema(summary="Close it", request=CloseBody, responses=Kept)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """With how it ended."""
        talk, values = self.get_object(), {"outcome_words": "", **self._sent(CloseBody)}
        closed = actions.close_talk(person_of(request), talk, **values, now=timezone.now())
        return Response(Kept(closed).data)
