"""Who has agreed to a protocol, reminding the others, and asking about it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.actions.confirming import ask_about, remind
from escalations.api.bodies import Nothing, Text
from escalations.api.book import Book
from escalations.api.said import QuestionSerializer
from escalations.models import Protocol, ProtocolVersion
from escalations.queries.confirming import confirmations_of
from escalations.queries.versions import version_in_force
from teams.api.serializers import StrictSerializer, checked
from teams.api.views import person_of
from teams.permissions import can_manage, organisation_day


class ReaderSerializer(serializers.Serializer[Any]):
    """Somebody, and when they agreed."""

    name = serializers.CharField()
    when = serializers.CharField(help_text="Such as `6 Nov`; empty where they have not.")
    last = serializers.CharField(help_text="What they agreed to before.")


class TeamOfReadersSerializer(serializers.Serializer[Any]):
    """A team's people."""

    name = serializers.CharField()
    missing = ReaderSerializer(many=True)
    confirmed = ReaderSerializer(many=True)


class ConfirmationsSerializer(serializers.Serializer[Any]):
    """Who has agreed to what holds; whoever is in two teams stands in both, and counts once."""

    version = serializers.IntegerField()
    summary = serializers.CharField()
    people = serializers.IntegerField()
    missing = serializers.IntegerField()
    teams = TeamOfReadersSerializer(many=True)


class RemindedSerializer(serializers.Serializer[Any]):
    """How many were told."""

    reminded = serializers.IntegerField(help_text="Each at most once a day, whoever reminds.")


class AskBody(StrictSerializer):
    """What you want to know before you agree."""

    text = Text(default="")


class Confirming(Book):
    """Mixed into the view that finds protocols."""

    @extend_schema(summary="Who has confirmed what holds", responses=ConfirmationsSerializer)
    @action(detail=True, methods=["get"])
    def confirmations(self, request: Request, slug: str) -> Response:
        """Of the teams one manages; administrators all."""
        person = person_of(request)
        _, version = self._in_force()
        if not can_manage(person):
            raise PermissionDenied
        found = confirmations_of(person, version, organisation_day(timezone.now()))
        shown = {**ConfirmationsSerializer({**_fields(found), "version": version.number}).data}
        return Response(shown)

    @extend_schema(
        summary="Remind those who have not", request=Nothing, responses=RemindedSerializer
    )
    @action(detail=True, methods=["post"])
    def remind(self, request: Request, slug: str) -> Response:
        """Of the teams one manages."""
        protocol, _ = self._in_force()
        if not can_manage(person_of(request)):
            raise PermissionDenied
        checked(Nothing, request)
        told = remind(person_of(request), protocol, now=timezone.now())
        return Response({"reminded": told})

    @extend_schema(
        summary="Ask before you agree", request=AskBody, responses={201: QuestionSerializer}
    )
    @action(detail=True, methods=["post"])
    def ask(self, request: Request, slug: str) -> Response:
        """Its owner is told. The same question is asked once while it is open."""
        _, version = self._in_force()
        sent = checked(AskBody, request)
        text = sent["text"]
        made = ask_about(person_of(request), version, text=text, now=timezone.now())
        return Response(QuestionSerializer(made).data, status=201)

    def _in_force(self) -> tuple[Protocol, ProtocolVersion]:
        """A protocol in use and what holds of it; else 404."""
        found: Protocol = self.get_object()
        version = version_in_force(found)
        if version is None or found.archived_at is not None:
            raise Http404
        return found, version


def _fields(found: Any) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ("summary", "people", "missing", "teams")}
