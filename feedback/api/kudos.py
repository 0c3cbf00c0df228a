"""Kudos through the API: the same rules, the same verbs as on the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.actions import kudos as actions
from feedback.actions import kudos_answers as answers
from feedback.actions.kudos import LONGEST, MOST_PEOPLE
from feedback.actions.kudos_answers import LONGEST_REPLY
from feedback.models import Kudos, KudosEdit, Praise, Reply, Saw, Strength, Visibility
from feedback.permissions.kudos import can_edit_kudos, can_thank, kudos_visible_to
from feedback.permissions.praise import praise_visible_to
from feedback.queries.kudos import with_parts
from goals.api.parameters import refuse
from goals.models import Goal
from goals.permissions import goals_visible_to
from teams.api.notices import NewestFirst
from teams.api.serializers import StrictSerializer
from teams.api.views import ListAndItems, person_of
from teams.models import Team, User


class KudosNew(StrictSerializer):
    """A thanks. Its words whole, or its three parts, of which one is enough."""

    to = serializers.ListField(
        child=serializers.CharField(max_length=150),
        default=list,
        max_length=MOST_PEOPLE,
        help_text="Logins of whom it is for.",
    )
    to_team = serializers.CharField(
        required=False, help_text="Slug of a team, to thank all who are in it today."
    )
    words = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
    moment = serializers.CharField(required=False, allow_blank=True, max_length=300)
    act = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="What they did."
    )
    effect = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="What it changed."
    )
    strengths = serializers.ListField(
        child=serializers.CharField(max_length=50), default=list, help_text="Slugs of strengths."
    )
    visibility = serializers.ChoiceField(choices=Visibility.choices, default=Visibility.TEAM)
    goal = serializers.IntegerField(required=False, help_text="Number of a goal it is about.")
    praise = serializers.IntegerField(
        required=False, help_text="Number of a customer's words it is about."
    )


class KudosRow(StrictSerializer):
    """A thanks as a list has it."""

    id = serializers.IntegerField(source="pk", read_only=True)
    author = serializers.CharField(source="author.username", read_only=True, help_text="Login.")
    to = serializers.SerializerMethodField(help_text="Logins of whom it is for.")
    to_team = serializers.CharField(source="to_team.slug", default=None, read_only=True)
    team = serializers.CharField(source="team.slug", read_only=True, help_text="Whose it is.")
    words = serializers.CharField(read_only=True)
    moment = serializers.CharField(read_only=True)
    act = serializers.CharField(read_only=True)
    effect = serializers.CharField(read_only=True)
    strengths = serializers.SerializerMethodField(help_text="Slugs.")
    visibility = serializers.ChoiceField(choices=Visibility.choices, read_only=True)
    goal = serializers.IntegerField(source="goal_id", read_only=True, allow_null=True)
    saw = serializers.IntegerField(read_only=True, help_text="How many say they saw it too.")
    shared_at = serializers.DateTimeField(read_only=True)
    edited_at = serializers.DateTimeField(read_only=True, allow_null=True)

    def get_to(self, kudos: Kudos) -> list[str]:
        """Those who do not keep it to themselves; all of them for those it is between."""
        caller = self.context["request"].user.pk
        thanked = list(kudos.recipients.all())
        is_between = kudos.author_id == caller or any(one.user_id == caller for one in thanked)
        return [one.user.username for one in thanked if is_between or one.hidden_at is None]

    def get_strengths(self, kudos: Kudos) -> list[str]:
        """In their order."""
        return [one.slug for one in kudos.strengths.all()]


class ReplyShape(StrictSerializer):
    """An answer beneath it."""

    by = serializers.CharField(source="by.username", read_only=True, help_text="Login.")
    words = serializers.CharField(max_length=LONGEST_REPLY)
    at = serializers.DateTimeField(read_only=True)


class EditShape(StrictSerializer):
    """What it said until an edit."""

    words = serializers.CharField(read_only=True)
    at = serializers.DateTimeField(read_only=True)


class KudosWhole(KudosRow):
    """A thanks with what others added, and what it said before."""

    saw_by = serializers.SerializerMethodField(help_text="Logins.")
    replies = ReplyShape(many=True, read_only=True)
    edits = EditShape(many=True, read_only=True)

    def get_saw_by(self, kudos: Kudos) -> list[str]:
        """In the order in which they said so."""
        return [one.user.username for one in kudos.sightings.all()]


class KudosWords(StrictSerializer):
    """Other words for a thanks."""

    words = serializers.CharField(max_length=LONGEST)
    version = serializers.IntegerField(
        required=False, help_text="Number of edits you have seen; with another it is a 409."
    )


class KudosFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which thanks to list."""

    to = django_filters.CharFilter(method="of", label="Login of somebody thanked.")
    author = django_filters.CharFilter("author__username", label="Login of who thanks.")
    team = django_filters.CharFilter("team__slug", label="Slug of a team.")
    strength = django_filters.CharFilter("strengths__slug", label="Slug of a strength.")

    def of(self, rows: QuerySet[Kudos], name: str, value: str) -> QuerySet[Kudos]:
        """What somebody does not keep to themself; all of one's own."""
        thanked = rows.filter(recipients__user__username=value)
        if value == person_of(self.request).username:
            return thanked
        return rows.filter(recipients__user__username=value, recipients__hidden_at=None)


@extend_schema_view(
    list=extend_schema(summary="The thanks you may read, newest first"),
    retrieve=extend_schema(summary="One thanks, whole", responses=KudosWhole),
)
class KudosViewSet(ListAndItems):
    """Thanks: what one wrote or received, what is for everyone, and for the teams one is in."""

    serializer_class = KudosRow
    queryset = Kudos.objects.none()
    filterset_class = KudosFilter
    pagination_class = NewestFirst
    lookup_value_regex = r"[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Any]:
        """What the caller may read, with what a row shows."""
        person = person_of(self.request)
        return with_parts(kudos_visible_to(person), person)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One of them."""
        return Response(self.shown(self.get_object().pk))

    @extend_schema(summary="Thank somebody", request=KudosNew, responses={201: KudosWhole})
    def create(self, request: Request) -> Response:
        """Told to whom it is for. The same words to the same people, sent again within minutes, are one."""
        person = person_of(request)
        if not can_thank(person):
            raise PermissionDenied("Whoever is in a team thanks people.")
        values = _checked(KudosNew, request)
        kudos = actions.give(
            person,
            to=_people(values.pop("to")),
            to_team=_team(values.pop("to_team", None)),
            strengths=_strengths(values.pop("strengths")),
            goal=_goal(person, values.pop("goal", None)),
            praise=_praise(person, values.pop("praise", None)),
            now=timezone.now(),
            **values,
        )
        return Response(self.shown(kudos.pk), status=201)

    @extend_schema(
        summary="Give a thanks of yours other words", request=KudosWords, responses=KudosWhole
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """What it said before stays to be read beneath it."""
        kudos: Kudos = self.get_object()
        if not can_edit_kudos(person_of(request), kudos):
            raise PermissionDenied("Only its author edits it.")
        values = _checked(KudosWords, request)
        actions.edit(person_of(request), kudos, now=timezone.now(), **values)
        return Response(self.shown(kudos.pk))

    @extend_schema(
        summary="Take a thanks of yours back, within the minute",
        request=None,
        responses={204: None},
    )
    @action(detail=True, methods=["post"], url_path="take-back", url_name="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """As if it had never been."""
        actions.take_back(person_of(request), self.get_object(), now=timezone.now())
        return Response(status=204)

    @extend_schema(summary="Say that you saw it too", request=None, responses=KudosWhole)
    @action(detail=True, methods=["post"])
    def saw(self, request: Request, pk: str) -> Response:
        """Said twice, it counts once."""
        kudos = self.get_object()
        answers.say_saw(person_of(request), kudos, now=timezone.now())
        return Response(self.shown(kudos.pk))

    @extend_schema(summary="No longer say so", request=None, responses=KudosWhole)
    @action(detail=True, methods=["post"])
    def unsaw(self, request: Request, pk: str) -> Response:
        """Whoever has not said so changes nothing."""
        kudos = self.get_object()
        answers.unsay_saw(person_of(request), kudos, now=timezone.now())
        return Response(self.shown(kudos.pk))

    @extend_schema(summary="Answer it", request=ReplyShape, responses={201: KudosWhole})
    @action(detail=True, methods=["post"])
    def reply(self, request: Request, pk: str) -> Response:
        """Beneath it, for all who read it."""
        kudos = self.get_object()
        values = _checked(ReplyShape, request)
        answers.reply(person_of(request), kudos, now=timezone.now(), **values)
        return Response(self.shown(kudos.pk), status=201)

    @extend_schema(summary="Keep a thanks you got to yourself", request=None, responses=KudosWhole)
    @action(detail=True, methods=["post"])
    def hide(self, request: Request, pk: str) -> Response:
        """Off walls, huddles and screens."""
        return self._hidden(request, hidden=True)

    @extend_schema(summary="Show it again", request=None, responses=KudosWhole)
    @action(detail=True, methods=["post"])
    def show(self, request: Request, pk: str) -> Response:
        """On walls, in huddles and on screens."""
        return self._hidden(request, hidden=False)

    def _hidden(self, request: Request, *, hidden: bool) -> Response:
        kudos = self.get_object()
        answers.hide(person_of(request), kudos, hidden=hidden, now=timezone.now())
        return Response(self.shown(kudos.pk))

    def shown(self, pk: int) -> Any:
        """A thanks as the caller reads it, or None. As many statements for a long life as for a short one."""
        whole: Sequence[Any] = (
            Prefetch("sightings", Saw.objects.select_related("user").order_by("pk")),
            Prefetch("replies", Reply.objects.select_related("by")),
            Prefetch("edits", KudosEdit.objects.order_by("pk")),
        )
        kudos = self.get_queryset().filter(pk=pk).prefetch_related(*whole).first()
        if kudos is None:
            return None
        return KudosWhole(kudos, context=self.get_serializer_context()).data


def _checked(shape: type[StrictSerializer], request: Request) -> dict[str, Any]:
    sent = shape(data=request.data)
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)


def _people(logins: list[str]) -> list[User]:
    """Whoever left is refused by the action like whoever never was here."""
    found = list(User.objects.filter(username__in=logins))
    if len(found) < len(set(logins)):
        raise refuse("to", "Somebody you chose is not here. Give logins of people who are.")
    return found


def _team(slug: str | None) -> Team | None:
    if slug is None:
        return None
    team = Team.objects.filter(slug=slug, archived_at=None).first()
    if team is None:
        raise refuse("to_team", "There is no such team.")
    return team


def _strengths(slugs: list[str]) -> list[Strength]:
    found = list(Strength.objects.filter(slug__in=slugs))
    if len(found) < len(set(slugs)):
        raise refuse("strengths", "There is no such strength.")
    return found


def _goal(person: User, pk: int | None) -> Goal | None:
    if pk is None:
        return None
    goal = goals_visible_to(person).filter(pk=pk).first()
    if goal is None:
        raise refuse("goal", "There is no such goal for you to see.")
    return goal


def _praise(person: User, pk: int | None) -> Praise | None:
    if pk is None:
        return None
    praise = praise_visible_to(person).filter(pk=pk).first()
    if praise is None:
        raise refuse("praise", "There is no such praise for you to see.")
    return praise
