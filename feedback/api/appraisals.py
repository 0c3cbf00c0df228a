"""Appraisals for programs: for the two alone, by the same rules as on the pages.

What is sent is answered with its number and state and never with its words: an answer may be kept for whoever
sends a call again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback import appraisal_life as life
from feedback.actions.appraisals import detours, evidence, settling, writing
from feedback.actions.appraisals.common import NotNow, may_now
from feedback.actions.appraisals.writing import Says
from feedback.api.appraisal_shapes import (
    AppraisalDisagreeBody,
    AppraisalEvidenceBody,
    AppraisalKept,
    AppraisalPartBody,
    AppraisalPutInSerializer,
    AppraisalReasonBody,
    AppraisalSignBody,
    AppraisalSuggestionSerializer,
    AppraisalTalkBody,
    AppraisalWholeSerializer,
)
from feedback.models import Appraisal, Competency
from feedback.permissions.appraisals import appraisals_visible_to, side_of
from feedback.queries.appraisals.page import Entry, Line, appraisal_page, entry_read_by
from feedback.queries.appraisals.suggestions import suggestions_for
from feedback.queries.appraisals.words import own_words, part_token, said_by, standing_of
from goals.api.parameters import refuse
from teams.actions.errors import ActionRefused, Stale
from teams.api.notices import NewestFirst
from teams.api.problems import problem
from teams.api.serializers import StrictSerializer
from teams.api.views import ListAndItems, person_of

ID = r"[0-9]{1,18}"


class AppraisalSerializer(serializers.ModelSerializer[Appraisal]):
    """An appraisal in a list: how far it is."""

    cycle = serializers.CharField(source="cycle.name", read_only=True)
    person = serializers.CharField(source="person.username", read_only=True, help_text="Login.")
    leader = serializers.CharField(source="leader.username", read_only=True, help_text="Login.")
    out = serializers.SerializerMethodField()
    your_turn = serializers.SerializerMethodField()

    class Meta:
        model = Appraisal
        fields = ("id", "cycle", "person", "leader", "state", "out", "your_turn", "version")
        read_only_fields = fields

    def get_out(self, row: Appraisal) -> bool:
        """Whether the person is out of the round."""
        return row.out_at is not None

    def get_your_turn(self, row: Appraisal) -> bool:
        """Whether it waits for you."""
        if row.cycle.closed_at is not None:
            return False
        return side_of(self.context["request"].user, row) in life.turn_of(standing_of(row))


class AppraisalFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which appraisals to list."""

    state = django_filters.ChoiceFilter(choices=Appraisal.State.choices)


@extend_schema_view(list=extend_schema(summary="Appraisals of yours, and those you lead"))
class AppraisalViewSet(ListAndItems):
    """Between two people. Nobody else reads them, administrators included."""

    serializer_class = AppraisalSerializer
    queryset = Appraisal.objects.none()
    filterset_class = AppraisalFilter
    pagination_class = NewestFirst
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Any]:
        """Those that are the caller's business."""
        found = appraisals_visible_to(person_of(self.request))
        return found.select_related("cycle", "person", "leader")

    @extend_schema(summary="One appraisal", responses=AppraisalWholeSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What you may read of it now."""
        person, row = person_of(request), self.get_object()
        page = appraisal_page(person, row, timezone.now())
        side = side_of(person, row)
        return Response(
            AppraisalWholeSerializer(
                {
                    "id": page.pk,
                    "cycle": page.cycle,
                    "person": page.person,
                    "leader": page.leader,
                    "state": page.state,
                    "turn": page.turn,
                    "out": page.is_out,
                    "trace": page.trace,
                    "competencies": [_line(line) for line in page.lines],
                    "whole": page.whole,
                    "evidence": [_entry(one) for one in page.evidence],
                    "talked_on": row.talked_on if page.talked_on else None,
                    "agreed": page.next_words,
                    "disagreement": page.disagreement,
                    "able": list(page.able),
                    "part_token": part_token(said_by(row, side), own_words(row, side)),
                    "settled_token": page.tokens["settled"] if life.AGREE in page.able else "",
                    "disagreement_token": page.tokens["disagreement"]
                    if life.DISAGREE in page.able
                    else "",
                    "whole_token": page.tokens["whole"],
                    "version": page.version,
                }
            ).data
        )

    @extend_schema(
        summary="Keep your part as a draft", request=AppraisalPartBody, responses=AppraisalKept
    )
    @action(detail=True, methods=["post"])
    def save(self, request: Request, pk: str) -> Response:
        """The other sees nothing of it until you send it."""
        return self._part(request, is_sending=False)

    @extend_schema(summary="Send your part", request=AppraisalPartBody, responses=AppraisalKept)
    @action(detail=True, methods=["post"])
    def send(self, request: Request, pk: str) -> Response:
        """With what the body holds; an empty one sends the draft."""
        return self._part(request, is_sending=True)

    @extend_schema(summary="Take your part back", request=None, responses=AppraisalKept)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """To write it otherwise; the other reads it no longer."""
        return self._done(
            lambda row: writing.take_back(person_of(request), row, now=timezone.now())
        )

    @extend_schema(
        summary="Write down what you agreed to aim for",
        request=AppraisalTalkBody,
        responses=AppraisalKept,
    )
    @action(detail=True, methods=["post"])
    def talk(self, request: Request, pk: str) -> Response:
        """By either of the two; from then on it can be signed."""
        values = _checked(AppraisalTalkBody, request)

        def act(row: Appraisal) -> Appraisal:
            try:
                return settling.agree(
                    person_of(request),
                    row,
                    talked_on=values["talked_on"],
                    next_words=values["agreed"],
                    token=values.get("token"),
                    now=timezone.now(),
                )
            except (NotNow, Stale):
                raise
            except ActionRefused as refused:
                field = "agreed" if refused.field == "next_words" else refused.field
                raise ActionRefused(field, refused.message) from refused

        return self._done(act)

    @extend_schema(
        summary="Say where you see it differently",
        request=AppraisalDisagreeBody,
        responses=AppraisalKept,
    )
    @action(detail=True, methods=["post"])
    def disagree(self, request: Request, pk: str) -> Response:
        """The person's alone, until they sign."""
        values = _checked(AppraisalDisagreeBody, request)
        return self._done(
            lambda row: settling.disagree(
                person_of(request),
                row,
                words=values["disagreement"],
                token=values.get("token"),
                now=timezone.now(),
            )
        )

    @extend_schema(summary="Sign it", request=AppraisalSignBody, responses=AppraisalKept)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, pk: str) -> Response:
        """Once both have, it stays as it is."""
        token = _checked(AppraisalSignBody, request)["token"]
        return self._done(
            lambda row: settling.sign(person_of(request), row, token=token, now=timezone.now())
        )

    @extend_schema(
        summary="Take the person out of the round",
        request=AppraisalReasonBody,
        responses=AppraisalKept,
    )
    @action(detail=True, methods=["post"], url_path="leave-out")
    def leave_out(self, request: Request, pk: str) -> Response:
        """The leader's, until somebody has signed. What was written stays with who wrote it."""
        reason = _checked(AppraisalReasonBody, request)["reason"]
        return self._done(
            lambda row: detours.leave_out(
                person_of(request), row, reason=reason, now=timezone.now()
            )
        )

    @extend_schema(
        summary="Put the person back into the round", request=None, responses=AppraisalKept
    )
    @action(detail=True, methods=["post"], url_path="put-back")
    def put_back(self, request: Request, pk: str) -> Response:
        """The leader's. It goes on where it was."""
        return self._done(lambda row: detours.put_back(person_of(request), row, now=timezone.now()))

    @extend_schema(
        summary="Go on without the person's part",
        request=AppraisalReasonBody,
        responses=AppraisalKept,
    )
    @action(detail=True, methods=["post"], url_path="go-on")
    def go_on(self, request: Request, pk: str) -> Response:
        """The leader's, once the day for it is over. The person can still add it until somebody signs."""
        reason = _checked(AppraisalReasonBody, request)["reason"]
        return self._done(
            lambda row: detours.go_on(person_of(request), row, reason=reason, now=timezone.now())
        )

    # --- Evidence --------------------------------------------------------------------------------

    @extend_schema(
        operation_id="appraisals_suggestions",
        summary="What it could rest on",
        responses=AppraisalSuggestionSerializer(many=True),
        filters=False,
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def suggestions(self, request: Request, pk: str) -> Response:
        """The same for both: what both may open, and is not put in yet. A dozen of a kind at most."""
        row: Appraisal = self.get_object()
        try:
            may_now(row, side_of(person_of(request), row), life.ADD_EVIDENCE)
        except NotNow as refused:
            return problem(409, refused.message)
        found = suggestions_for(row, timezone.now())
        return Response(AppraisalSuggestionSerializer(found, many=True).data)

    @extend_schema(
        summary="Add evidence",
        request=AppraisalEvidenceBody,
        responses={201: AppraisalPutInSerializer},
    )
    @action(detail=True, methods=["post"])
    def evidence(self, request: Request, pk: str) -> Response:
        """One of the suggestions by `kind` and `object_id`, or `words` of your own. Put in already, it stays as it is."""
        values = _checked(AppraisalEvidenceBody, request)
        row: Appraisal = self.get_object()
        more: dict[str, Any] = {
            "competency": _competency(row, values.get("competency")),
            "now": timezone.now(),
        }
        person = person_of(request)
        is_named = "kind" in values and "object_id" in values
        if is_named == bool(values.get("words")):
            raise refuse(
                "words", "Name one of the suggestions by kind and object_id, or say what it is."
            )
        try:
            if is_named:
                named = {name: values[name] for name in ("kind", "object_id")}
                made = evidence.add_evidence(person, row, **named, **more)
            else:
                made = evidence.add_own_evidence(person, row, words=values["words"], **more)
        except NotNow as refused:
            return problem(409, refused.message)
        return _kept(self.get_object(), 201, evidence=made.pk)

    @extend_schema(
        summary="Take out evidence you put in",
        request=None,
        responses=AppraisalKept,
        parameters=[
            OpenApiParameter("entry", int, OpenApiParameter.PATH, description="Its number.")
        ],
    )
    @action(
        detail=True,
        methods=["post"],
        url_path=rf"evidence/(?P<entry>{ID})/take-out",
        url_name="take-out",
    )
    def take_out(self, request: Request, pk: str, entry: str) -> Response:
        """What the other has not sent is not there."""
        person, row = person_of(request), self.get_object()
        found = entry_read_by(person, row, int(entry))
        if found is None:
            raise Http404
        try:
            evidence.remove_evidence(person, row, found, now=timezone.now())
        except NotNow as refused:
            return problem(409, refused.message)
        return _kept(self.get_object())

    def _done(self, act: Callable[[Appraisal], Appraisal]) -> Response:
        """A step, and how it stands then; 409 where it is not theirs now."""
        try:
            return _kept(act(self.get_object()))
        except NotNow as refused:
            return problem(409, refused.message)

    def _part(self, request: Request, *, is_sending: bool) -> Response:
        row: Appraisal = self.get_object()
        person = person_of(request)
        values = _checked(AppraisalPartBody, request)
        side = side_of(person, row)
        if not side:
            raise PermissionDenied
        says: dict[int, Says] = {}
        there = said_by(row, side)
        for one in values.get("says", []):
            if one["competency"] in says:
                raise refuse("says", "Name each competency once.")
            before = there.get(one["competency"], (None, ""))
            says[one["competency"]] = Says(one.get("level", before[0]), one.get("words", before[1]))
        own = values.get("whole", own_words(row, side))
        act = writing.send_part if is_sending else writing.save_part
        try:
            done = act(
                person, row, says=says, own=own, token=values.get("token"), now=timezone.now()
            )
        except NotNow as refused:
            return problem(409, refused.message)
        return _kept(done)


def _checked(body: type[StrictSerializer], request: Request) -> dict[str, Any]:
    sent = body(data=request.data)
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)


def _competency(row: Appraisal, pk: int | None) -> Competency | None:
    """One of those that this appraisal looks at."""
    if pk is None:
        return None
    found = Competency.objects.filter(pk=pk, template=row.cycle.template_id).first()
    if found is None:
        raise refuse("competency", "Choose one of those that this appraisal looks at.")
    return found


def _kept(row: Appraisal, status: int = 200, **more: int) -> Response:
    kept = {"id": row.pk, "state": row.state, "version": row.version, **more}
    return Response(kept, status=status)


def _line(line: Line) -> dict[str, Any]:
    levels = [{"level": n, "name": name, "described": text} for n, name, text in line.levels]
    return {
        "id": line.pk, "name": line.name, "about": line.about, "levels": levels, "said": line.sides
    }  # fmt: skip


def _entry(one: Entry) -> dict[str, Any]:
    return {
        "id": one.pk, "competency": one.about, "kind": one.kind_text, "label": one.label,
        "url": one.url, "by": one.by,
    }  # fmt: skip
