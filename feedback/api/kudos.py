"""Kudos through the API: the same rules, the same verbs as on the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.actions import kudos as actions
from feedback.actions import kudos_answers as answers
from feedback.api.kudos_shapes import KudosNew, KudosRow, KudosWhole, KudosWords, ReplyShape
from feedback.models import Kudos, KudosEdit, Praise, Reply, Saw, Strength
from feedback.permissions.kudos import (
    can_edit_kudos,
    can_thank,
    kudos_visible_to,
    replies_visible_to,
)
from feedback.permissions.praise import praise_visible_to
from feedback.queries.kudos import with_parts
from goals.api.parameters import refuse
from goals.models import Goal
from goals.permissions import goals_visible_to
from teams.api.notices import NewestFirst
from teams.api.serializers import StrictSerializer
from teams.api.views import ListAndItems, person_of
from teams.models import Team, User
from teams.origins import origin_at

LINKED = {"goal": "Goal", "escalation": "Escalation", "idea": "Idea"}
_REPLIES = r"replies/(?P<reply>[0-9]{1,18})"
_REPLY = OpenApiParameter("reply", int, OpenApiParameter.PATH, description="Number of the answer.")


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
        return with_parts(kudos_visible_to(person), person).annotate(
            opens_goal=Exists(goals_visible_to(person).filter(pk=OuterRef("goal_id"))),
            reads_praise=Exists(praise_visible_to(person).filter(pk=OuterRef("praise_id"))),
        )

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
        link_url, link_label = _link(person, values.pop("link", ""))
        kudos = actions.give(
            person,
            to=_people(values.pop("to")),
            to_team=_team(values.pop("to_team", None)),
            strengths=_strengths(values.pop("strengths")),
            goal=_goal(person, values.pop("goal", None)),
            praise=_praise(person, values.pop("praise", None)),
            link_url=link_url,
            link_label=link_label,
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

    @extend_schema(
        summary="Take an answer of yours back",
        request=None,
        responses=KudosWhole,
        parameters=[_REPLY],
    )
    @action(
        detail=True,
        methods=["post"],
        url_path=rf"{_REPLIES}/take-back",
        url_name="reply-take-back",
    )
    def reply_take_back(self, request: Request, pk: str, reply: str) -> Response:
        """Nobody reads it any more."""
        answer = self._reply(reply)
        answers.take_reply_back(person_of(request), answer, now=timezone.now())
        return Response(self.shown(answer.kudos_id))

    @extend_schema(
        summary="Keep an answer beneath a thanks you got from others",
        request=None,
        responses=KudosWhole,
        parameters=[_REPLY],
    )
    @action(detail=True, methods=["post"], url_path=rf"{_REPLIES}/hide", url_name="reply-hide")
    def reply_hide(self, request: Request, pk: str, reply: str) -> Response:
        """Only those thanked and whoever wrote it read it."""
        return self._reply_hidden(request, reply, hidden=True)

    @extend_schema(
        summary="Show that answer again", request=None, responses=KudosWhole, parameters=[_REPLY]
    )
    @action(detail=True, methods=["post"], url_path=rf"{_REPLIES}/show", url_name="reply-show")
    def reply_show(self, request: Request, pk: str, reply: str) -> Response:
        """To all who read the thanks."""
        return self._reply_hidden(request, reply, hidden=False)

    def _reply_hidden(self, request: Request, reply: str, *, hidden: bool) -> Response:
        answer = self._reply(reply)
        answers.hide_reply(person_of(request), answer, hidden=hidden, now=timezone.now())
        return Response(self.shown(answer.kudos_id))

    def _reply(self, number: str) -> Reply:
        """One beneath the thanks asked for that the caller may read; 404 for others."""
        rows = replies_visible_to(person_of(self.request)).select_related("kudos")
        return get_object_or_404(rows, pk=int(number), kudos=self.get_object())

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
            Prefetch("replies", replies_visible_to(person_of(self.request)).select_related("by")),
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


def _link(person: User, address: str) -> tuple[str, str]:
    """Address and label of what it rests on: of what kind it is and no title, as others than the author read it."""
    if not address:
        return "", ""
    found = origin_at(person, address, timezone.now())
    if found is None or found.kind not in LINKED:
        raise refuse("link", "There is no escalation, idea or goal at that address for you to see.")
    number = f" {found.pk}" if found.kind == "escalation" else ""
    return found.url, f"{LINKED[found.kind]}{number}"


def _praise(person: User, pk: int | None) -> Praise | None:
    if pk is None:
        return None
    praise = praise_visible_to(person).filter(pk=pk).first()
    if praise is None:
        raise refuse("praise", "There is no such praise for you to see.")
    return praise
