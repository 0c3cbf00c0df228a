"""The pulse for programs: the question of this week, an answer, results. As much as the pages tell, and no more."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_serializer,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.access import ASKED, READERS
from feedback.actions.pulse import LONGEST_WORDS, answer
from feedback.actions.pulse_actions import LONGEST, note_action
from feedback.models import SCALE, Round
from feedback.permissions.pulse import can_note_action, teams_to_act_for
from feedback.queries.pulse import asked_now
from feedback.queries.pulse_results import Group, Result, closed_rounds, read_results
from teams.access import Access
from teams.actions.errors import ActionRefused
from teams.api.notices import NewestFirst
from teams.api.serializers import StrictSerializer
from teams.api.views import ApiView, ListAndItems, person_of
from teams.models import Organisation

NOW, BEFORE = "now", "before"


@extend_schema_serializer(component_name="PulseQuestion")
class QuestionSerializer(serializers.Serializer[Any]):
    """The question that is open for the caller; all of it null while none is. How many answered, nothing says."""

    week = serializers.DateField(allow_null=True, help_text="Its first day; send it along.")
    question = serializers.CharField(allow_null=True)
    low = serializers.CharField(allow_null=True, help_text="What 1 means.")
    high = serializers.CharField(allow_null=True, help_text="What 5 means.")
    opens_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)
    answered = serializers.BooleanField(help_text="Whether you have.")


@extend_schema_serializer(component_name="PulseAnswerBody")
class AnswerBody(StrictSerializer):
    """An answer. It cannot be changed: nobody knows which one is yours."""

    week = serializers.DateField(help_text="That of the question you read.")
    score = serializers.ChoiceField(choices=SCALE)
    words = serializers.CharField(
        default="",
        allow_blank=True,
        help_text=f"Shown as they are, among all others. At most {LONGEST_WORDS} characters.",
    )


@extend_schema_serializer(component_name="PulseAnswer")
class AnswerSerializer(serializers.Serializer[Any]):
    """What became of it."""

    counted = serializers.ChoiceField(
        choices=[(NOW, "By this call"), (BEFORE, "You had answered before; this changed nothing")]
    )


class DistributionSerializer(serializers.Serializer[Any]):
    """Five people or more, told as one."""

    name = serializers.CharField(help_text="A team, several, or Everybody.")
    note = serializers.CharField(help_text="Why several are told together; may be empty.")
    answered = serializers.IntegerField(help_text="Five or more.")
    mean = serializers.CharField(help_text="With one decimal.")
    counts = serializers.ListField(
        child=serializers.IntegerField(), help_text="How many said 1, 2, 3, 4, 5."
    )
    words = serializers.ListField(child=serializers.CharField(), help_text="By the alphabet.")
    usual = serializers.CharField(help_text="Once there are twelve weeks of it.")


class DoneSerializer(serializers.Serializer[Any]):
    """What is done about a result."""

    id = serializers.IntegerField()
    words = serializers.CharField()
    by = serializers.CharField(help_text="Name.")
    team = serializers.CharField(allow_null=True, help_text="Name; null: for everybody.")
    done = serializers.BooleanField()


class ResultSerializer(serializers.Serializer[Any]):
    """A week that is over."""

    week = serializers.DateField(help_text="Its first day.")
    question = serializers.CharField()
    low = serializers.CharField()
    high = serializers.CharField()
    hidden = serializers.CharField(help_text="Why nothing is told, where nothing is.")
    everybody = DistributionSerializer(allow_null=True)
    groups = DistributionSerializer(many=True)
    actions = DoneSerializer(many=True)


class ActionBody(StrictSerializer):
    """What you do about it."""

    words = serializers.CharField(help_text=f"At most {LONGEST} characters.")
    team = serializers.CharField(
        default=None, allow_null=True, help_text="Slug of a team you lead; null: for everybody."
    )


class QuestionView(ApiView):
    """The question of this week."""

    access = READERS

    @extend_schema(summary="The question of this week", responses=QuestionSerializer)
    def get(self, request: Request) -> Response:
        """What the caller is asked, and whether they have answered."""
        found = asked_now(person_of(request), Organisation.objects.first(), timezone.now())
        return Response(
            QuestionSerializer(
                {
                    "week": found and found.week,
                    "question": found and found.words,
                    "low": found and found.low,
                    "high": found and found.high,
                    "opens_at": found and found.opens_at,
                    "closes_at": found and found.closes_at,
                    "answered": bool(found and found.answered),
                }
            ).data
        )


class AnswerView(ApiView):
    """An answer to it. Sent twice, it counts once; a key of the call is not kept, as it would lie beside a name."""

    access = ASKED
    known_anyway: ClassVar[frozenset[str]] = frozenset({""})

    @extend_schema(
        summary="Answer the question of this week", request=AnswerBody, responses=AnswerSerializer
    )
    def post(self, request: Request) -> Response:
        """Counted once a week, and kept without its author."""
        sent = AnswerBody(data=request.data)
        sent.is_valid(raise_exception=True)
        data = sent.validated_data
        is_new = answer(
            person_of(request),
            data["week"],
            score=data["score"],
            words=data["words"],
            now=timezone.now(),
        )
        return Response({"counted": NOW if is_new else BEFORE})


WEEK = OpenApiParameter("week", str, "path", description="First day of the week, an ISO date.")


@extend_schema_view(
    list=extend_schema(summary="What was answered, week by week", responses=ResultSerializer),
    retrieve=extend_schema(
        summary="What was answered in a week", responses=ResultSerializer, parameters=[WEEK]
    ),
)
class ResultViewSet(ListAndItems):
    """Weeks that are over, newest first; the same to everybody."""

    access: ClassVar[Access] = READERS
    serializer_class = ResultSerializer
    queryset = Round.objects.none()
    filter_backends = ()
    pagination_class = NewestFirst
    lookup_field = "week"
    lookup_value_regex = r"[-\w]+"

    def get_queryset(self) -> QuerySet[Any]:
        """Those that are told."""
        return closed_rounds()

    def get_object(self) -> Round:
        """The week of the address; what is no day is not found."""
        try:
            day = date.fromisoformat(self.kwargs["week"])
        except ValueError as error:
            raise Http404 from error
        return get_object_or_404(closed_rounds(), week=day)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of them. As many statements for many as for few."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(_shown(list(page or ())))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One of them."""
        return Response(_shown([self.get_object()])[0])

    @extend_schema(
        summary="Say what you do about it",
        request=ActionBody,
        responses=ResultSerializer,
        parameters=[WEEK],
    )
    @action(detail=True, methods=["post"], url_path="actions")
    def act(self, request: Request, week: str) -> Response:
        """For a team you lead. Everybody it is for hears of it."""
        person, found = person_of(request), self.get_object()
        if not can_note_action(person):
            self.permission_denied(request)
        sent = ActionBody(data=request.data)
        sent.is_valid(raise_exception=True)
        slug = sent.validated_data["team"]
        team = None
        if slug is not None:
            team = teams_to_act_for(person).filter(slug=slug).first()
            if team is None:
                raise ActionRefused("team", "Choose a team that you lead.")
        note_action(
            person, found, team=team, words=sent.validated_data["words"], now=timezone.now()
        )
        return Response(_shown([found])[0])


def _shown(rounds: list[Round]) -> list[Any]:
    organisation = Organisation.objects.first()
    if organisation is None:
        return []
    return [_result(one) for one in read_results(rounds, organisation.clock, timezone.now())]


def _result(result: Result) -> dict[str, Any]:
    return {
        "week": result.week.isoformat(),
        "question": result.words,
        "low": result.low,
        "high": result.high,
        "hidden": result.hidden,
        "everybody": _group(result.whole) if result.whole else None,
        "groups": [_group(group) for group in result.groups],
        "actions": [
            {
                "id": each.pk,
                "words": each.words,
                "by": each.by,
                "team": each.team or None,
                "done": bool(each.done_on),
            }
            for each in result.done
        ],
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "note": group.note,
        "answered": group.n,
        "mean": group.mean,
        "counts": list(group.sums),
        "words": list(group.words),
        "usual": group.usual,
    }
