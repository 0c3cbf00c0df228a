"""One-to-ones through the API: one's own and nobody else's. What somebody keeps for themself is not here at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import (
    extend_schema,
    extend_schema_field,
    extend_schema_serializer,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.actions.one_to_ones.agenda import add_point
from feedback.actions.one_to_ones.agreements import (
    agree,
    drop_agreement,
    finish_agreement,
    reopen_agreement,
)
from feedback.actions.one_to_ones.meetings import save_summary
from feedback.models import Agreement, Meeting, Point
from feedback.permissions.one_to_ones import agreements_visible_to, meetings_visible_to
from teams.api.notices import NewestFirst
from teams.api.serializers import StrictSerializer
from teams.api.views import ListAndItems, person_of

OPEN, DONE, DROPPED = "open", "done", "dropped"
STATES = ((OPEN, "Still to be done"), (DONE, "Done"), (DROPPED, "Let go"))
_LARGEST = 2**31 - 1


@extend_schema_serializer(component_name="TalkingPoint")
class PointSerializer(StrictSerializer):
    """Something to talk about."""

    id = serializers.IntegerField(read_only=True)
    words = serializers.CharField(read_only=True)
    by = serializers.CharField(source="by.username", read_only=True)
    added_at = serializers.DateTimeField(read_only=True)
    talked_about = serializers.SerializerMethodField()

    def get_talked_about(self, point: Point) -> bool:
        """Whether it was, in the meeting it stands under."""
        return point.talked_in_id is not None


class AgreementSerializer(StrictSerializer):
    """What one of the two promised, by when, and what became of it."""

    id = serializers.IntegerField(read_only=True)
    one_to_one = serializers.IntegerField(
        source="made_in_id", read_only=True, allow_null=True, help_text="Where it was made."
    )
    leader = serializers.CharField(source="series.leader.username", read_only=True)
    person = serializers.CharField(source="series.person.username", read_only=True)
    owner = serializers.CharField(source="owner.username", read_only=True)
    words = serializers.CharField(read_only=True)
    due_on = serializers.DateField(read_only=True)
    state = serializers.SerializerMethodField()
    done_at = serializers.DateTimeField(read_only=True, allow_null=True)
    dropped_at = serializers.DateTimeField(read_only=True, allow_null=True)
    dropped_why = serializers.CharField(read_only=True)

    def get_state(self, agreement: Agreement) -> str:
        """Open, done or dropped."""
        if agreement.done_at is not None:
            return DONE
        return OPEN if agreement.dropped_at is None else DROPPED


class MeetingSerializer(StrictSerializer):
    """A one-to-one of yours. `version` counts what was written into the summary."""

    id = serializers.IntegerField(read_only=True)
    leader = serializers.CharField(source="series.leader.username", read_only=True)
    person = serializers.CharField(source="series.person.username", read_only=True)
    every_weeks = serializers.IntegerField(source="series.every_weeks", read_only=True)
    starts_at = serializers.DateTimeField(read_only=True)
    minutes = serializers.IntegerField(read_only=True)
    state = serializers.ChoiceField(choices=Meeting.State.choices, read_only=True)
    held_at = serializers.DateTimeField(read_only=True, allow_null=True)
    cancelled_why = serializers.CharField(read_only=True)
    summary = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)
    points = PointSerializer(
        source="points_here", many=True, read_only=True, help_text="Talked about in it."
    )
    waiting = serializers.SerializerMethodField(
        help_text="Still to be talked about; empty for one that is over."
    )
    agreements = AgreementSerializer(source="agreements_here", many=True, read_only=True)

    @extend_schema_field(PointSerializer(many=True))
    def get_waiting(self, meeting: Any) -> Any:
        """The agenda of the two, for the one that is to come."""
        if meeting.state != Meeting.State.BOOKED:
            return []
        return PointSerializer(meeting.series.points_waiting, many=True).data


class PointBody(StrictSerializer):
    """What you want to talk about."""

    words = serializers.CharField(max_length=1_000)


class SummaryBody(StrictSerializer):
    """What the two of you remember of it. If somebody wrote since `version`, the answer is 409."""

    summary = serializers.CharField(allow_blank=True, max_length=100_000)
    version = serializers.IntegerField(min_value=0, max_value=_LARGEST)


class AgreementBody(StrictSerializer):
    """Who promises what, by when."""

    owner = serializers.CharField(max_length=150, help_text="Login of one of the two.")
    words = serializers.CharField(max_length=1_000)
    due_on = serializers.DateField()


@extend_schema_serializer(component_name="AgreementDropBody")
class DropBody(StrictSerializer):
    """A word on why."""

    why = serializers.CharField(max_length=1_000)


class MeetingFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which of yours to list."""

    state = django_filters.ChoiceFilter(choices=Meeting.State.choices)
    leader = django_filters.CharFilter("series__leader__username", label="Login.")
    person = django_filters.CharFilter("series__person__username", label="Login.")


@extend_schema_view(
    list=extend_schema(summary="Your one-to-ones, newest first"),
    retrieve=extend_schema(summary="One of your one-to-ones"),
)
class OneToOneViewSet(ListAndItems):
    """Those in which you are one of the two. Nobody else's, whatever your role."""

    serializer_class = MeetingSerializer
    queryset = Meeting.objects.none()
    filterset_class = MeetingFilter
    pagination_class = NewestFirst
    lookup_value_regex = r"[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Any]:
        """One's own, with what a row shows. Five statements, however many."""
        shown = Point.objects.filter(dropped_at=None).select_related("by")
        made = Agreement.objects.select_related("owner", "series__leader", "series__person")
        return (
            meetings_visible_to(person_of(self.request))
            .select_related("series__leader", "series__person")
            .prefetch_related(
                Prefetch("points", shown, to_attr="points_here"),
                Prefetch("agreements", made, to_attr="agreements_here"),
                Prefetch("series__points", shown.filter(talked_in=None), to_attr="points_waiting"),
            )
        )

    @extend_schema(
        operation_id="one_to_ones_add_point",
        summary="Add something to talk about",
        request=PointBody,
        responses={201: PointSerializer},
    )
    @action(detail=True, methods=["post"])
    def points(self, request: Request, pk: str) -> Response:
        """It stands on the agenda of the two until it is talked about or dropped."""
        meeting: Meeting = self.get_object()
        sent = _checked(PointBody, request)
        point = add_point(
            person_of(request), meeting.series, words=sent["words"], now=timezone.now()
        )
        return Response(PointSerializer(point).data, status=201)

    @extend_schema(
        operation_id="one_to_ones_write_summary",
        summary="Write what the two of you remember",
        request=SummaryBody,
        responses=MeetingSerializer,
    )
    @action(detail=True, methods=["post"])
    def summary(self, request: Request, pk: str) -> Response:
        """Whole, over the version you read."""
        sent = _checked(SummaryBody, request)
        save_summary(person_of(request), self.get_object(), now=timezone.now(), **sent)
        return Response(MeetingSerializer(self.get_object()).data)

    @extend_schema(
        operation_id="one_to_ones_agree",
        summary="Write down what one of the two promises",
        request=AgreementBody,
        responses={201: AgreementSerializer},
    )
    @action(detail=True, methods=["post"])
    def agreements(self, request: Request, pk: str) -> Response:
        """With its owner and a day."""
        meeting: Meeting = self.get_object()
        sent = _checked(AgreementBody, request)
        series = meeting.series
        two = {one.username: one for one in (series.leader, series.person)}
        if sent["owner"] not in two:
            raise serializers.ValidationError({"owner": ["Name one of the two of you."]})
        made = agree(
            person_of(request),
            series,
            owner=two[sent["owner"]],
            words=sent["words"],
            due_on=sent["due_on"],
            meeting=meeting,
            now=timezone.now(),
        )
        return Response(AgreementSerializer(made).data, status=201)


class AgreementFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which agreements to list."""

    state = django_filters.ChoiceFilter(choices=STATES, method="in_state", label="One state.")
    owner = django_filters.CharFilter("owner__username", label="Login of who promised it.")

    def in_state(self, found: QuerySet[Agreement], _name: str, value: str) -> QuerySet[Agreement]:
        """Open, done or dropped."""
        return found.filter(
            {
                OPEN: Q(done_at=None, dropped_at=None),
                DONE: Q(done_at__isnull=False),
                DROPPED: Q(dropped_at__isnull=False),
            }[value]
        )


@extend_schema_view(
    list=extend_schema(summary="What was promised in your one-to-ones, newest first"),
    retrieve=extend_schema(summary="One promise"),
)
class AgreementViewSet(ListAndItems):
    """Those of the series in which you are one of the two."""

    serializer_class = AgreementSerializer
    queryset = Agreement.objects.none()
    filterset_class = AgreementFilter
    pagination_class = NewestFirst
    lookup_value_regex = r"[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Any]:
        """One's own, with what a row shows."""
        mine = agreements_visible_to(person_of(self.request))
        return mine.select_related("owner", "series__leader", "series__person")

    @extend_schema(summary="It is done", request=None, responses=AgreementSerializer)
    @action(detail=True, methods=["post"])
    def done(self, request: Request, pk: str) -> Response:
        """Done already, it stays as it was."""
        return self._after(request, finish_agreement)

    @extend_schema(summary="It is open after all", request=None, responses=AgreementSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Neither done nor let go."""
        return self._after(request, reopen_agreement)

    @extend_schema(summary="Let it go", request=DropBody, responses=AgreementSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, pk: str) -> Response:
        """With a word that the two read."""
        return self._after(request, drop_agreement, **_checked(DropBody, request))

    def _after(self, request: Request, verb: Callable[..., Any], **given: Any) -> Response:
        verb(person_of(request), self.get_object(), now=timezone.now(), **given)
        return Response(AgreementSerializer(self.get_object()).data)


def _checked(body: type[StrictSerializer], request: Request) -> dict[str, Any]:
    sent = body(data=request.data)
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)
