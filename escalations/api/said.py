"""Around a protocol: the words that helped, and what people asked about it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.actions.confirming import answer_question
from escalations.actions.words import add_words, put_words_away, say_used
from escalations.api.bodies import Nothing, Text
from escalations.api.book import Book
from escalations.models import HelpfulWords, Protocol, ProtocolQuestion
from goals.api.parameters import refuse
from teams.api.serializers import PageOf, StrictSerializer, checked
from teams.api.views import person_of
from teams.permissions import people_visible_to

_WORDS = OpenApiParameter("words", int, OpenApiParameter.PATH, description="Id of the words.")
_QUESTION = OpenApiParameter("question", int, OpenApiParameter.PATH, description="Its id.")


class WordsSerializer(serializers.Serializer[Any]):
    """Words that have helped."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    whose = serializers.CharField(source="whose.username", help_text="Login.")
    used = serializers.IntegerField(help_text="How often somebody said that they helped.")


class WordsBody(StrictSerializer):
    """Words as one says them, and whose they are."""

    text = Text(default="")
    whose = serializers.CharField(
        required=False, max_length=150, help_text="Login of a colleague, who is thanked; or yours."
    )


@extend_schema_serializer(component_name="ProtocolQuestion")
class QuestionSerializer(serializers.Serializer[Any]):
    """A question, which everybody who reads the protocol reads too."""

    id = serializers.IntegerField()
    version = serializers.IntegerField(source="version.number")
    person = serializers.CharField(source="person.username")
    text = serializers.CharField()
    at = serializers.DateTimeField()
    answer = serializers.CharField(help_text="Empty while it waits.")
    answered_by = serializers.CharField(source="answered_by.username", default=None)
    answered_at = serializers.DateTimeField(allow_null=True)


class QuestionPageOf(PageOf):
    """Some of the questions."""

    results = QuestionSerializer(many=True)


@extend_schema_serializer(component_name="QuestionAnswerBody")
class AnswerBody(StrictSerializer):
    """What whoever keeps the protocol answers."""

    answer = Text(default="")


class Said(Book):
    """Mixed into the view that finds protocols."""

    @extend_schema(
        summary="Add words that helped", request=WordsBody, responses={201: WordsSerializer}
    )
    @action(detail=True, methods=["post"])
    def words(self, request: Request, slug: str) -> Response:
        """Whoever reads the protocol. Words that were put away are taken out again."""
        protocol: Protocol = self.get_object()
        person = person_of(request)
        sent = checked(WordsBody, request)
        whose = None
        if login := sent.get("whose"):
            near = people_visible_to(person).filter(is_active=True)
            whose = near.filter(username__iexact=login).first()
            if whose is None:
                raise refuse("whose", "There is nobody of this login whom you work with.")
        made = add_words(person, protocol, text=sent["text"], whose=whose, now=timezone.now())
        return Response(self._words_shown(protocol, made.pk), status=201)

    @extend_schema(
        summary="They helped again",
        request=Nothing,
        responses=WordsSerializer,
        parameters=[_WORDS],
    )
    @action(
        detail=True,
        methods=["post"],
        url_path=r"words/(?P<words>[0-9]{1,18})/used",
        url_name="words-used",
    )
    def words_used(self, request: Request, slug: str, words: str) -> Response:
        """Counted once a day and person, however often it is said."""
        found = self._words(words)
        checked(Nothing, request)
        say_used(person_of(request), found, now=timezone.now())
        return Response(self._words_shown(found.protocol, found.pk))

    @extend_schema(
        summary="Put words away",
        request=Nothing,
        responses={204: None},
        parameters=[_WORDS],
    )
    @action(
        detail=True,
        methods=["post"],
        url_path=r"words/(?P<words>[0-9]{1,18})/away",
        url_name="words-away",
    )
    def words_away(self, request: Request, slug: str, words: str) -> Response:
        """Whose they are, who added them, who keeps the protocol."""
        found = self._words(words)
        checked(Nothing, request)
        put_words_away(person_of(request), found, now=timezone.now())
        return Response(status=204)

    @extend_schema(summary="What people asked", responses=QuestionPageOf)
    @action(detail=True, methods=["get"])
    def questions(self, request: Request, slug: str) -> Response:
        """Of every version, with the answers."""
        protocol: Protocol = self.get_object()
        page = self.paginate_queryset(_questions(protocol))
        return self.get_paginated_response(QuestionSerializer(page, many=True).data)

    @extend_schema(
        summary="Answer a question",
        request=AnswerBody,
        responses=QuestionSerializer,
        parameters=[_QUESTION],
    )
    @action(
        detail=True,
        methods=["post"],
        url_path=r"questions/(?P<question>[0-9]{1,18})/answer",
        url_name="question-answer",
    )
    def answer(self, request: Request, slug: str, question: str) -> Response:
        """Who keeps the protocol. An answer stays; who asked is told."""
        protocol, person = self.kept(request)
        found = get_object_or_404(_questions(protocol), pk=int(question))
        sent = checked(AnswerBody, request)
        text = sent["answer"]
        return Response(
            QuestionSerializer(answer_question(person, found, answer=text, now=timezone.now())).data
        )

    def _words(self, pk: str) -> HelpfulWords:
        """Words of this protocol, put away or not; else 404."""
        rows = HelpfulWords.objects.select_related("protocol")
        return get_object_or_404(rows, pk=int(pk), protocol=self.get_object())

    @staticmethod
    def _words_shown(protocol: Protocol, pk: int) -> Any:
        rows = HelpfulWords.objects.filter(protocol=protocol).select_related("whose")
        return WordsSerializer(rows.annotate(used=Count("uses")).get(pk=pk)).data


def _questions(protocol: Protocol) -> Any:
    rows = ProtocolQuestion.objects.filter(version__protocol=protocol)
    return rows.select_related("version", "person", "answered_by")
