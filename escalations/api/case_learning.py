"""What is learned from an escalation, under its address: what is done about it, what others read, its three sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.actions import remedies
from escalations.actions import views as sides
from escalations.actions.training_cases import FIELDS, Told, publish_training_case
from escalations.api.bodies import Text
from escalations.api.remedies import RemedySerializer, shown_remedies
from escalations.api.told import TrainingCaseSerializer, shown_training_case
from escalations.models import (
    HIGHEST,
    Escalation,
    Limit,
    Protocol,
    Remedy,
    ThreeViews,
    TrainingCase,
)
from escalations.permissions import can_review, can_write_views
from escalations.queries.told import first_draft
from goals.api.parameters import DayField, FigureField, refuse
from teams.actions.versions import version_of
from teams.api.serializers import StrictSerializer, checked
from teams.api.views import ListAndItems, person_of
from teams.models import Membership, User

_LOGIN = 150
VERSION = "As it was read. If somebody changed it since, the answer is 409."


class FixBody(StrictSerializer):
    """What is to be mended, by whom, by when."""

    text = Text(default="", help_text="What is to be done.")
    owner = serializers.CharField(max_length=_LOGIN, help_text="Login of somebody of the team.")
    due_on = DayField()


class TrainBody(StrictSerializer):
    """Who is to learn what, and who sees to it."""

    person = serializers.CharField(max_length=_LOGIN, help_text="Login of somebody of the team.")
    text = Text(default="", help_text="What they are to learn.")
    owner = serializers.CharField(max_length=_LOGIN, required=False, help_text="Default: you.")
    due_on = DayField()


class RaiseBody(StrictSerializer):
    """Which limit, for which level, up to how much, and why."""

    limit = serializers.IntegerField(min_value=1, max_value=2**62, help_text="Its id.")
    level = serializers.IntegerField(min_value=0, max_value=HIGHEST)
    amount = FigureField(help_text="In the organisation's currency.")
    reason = Text(default="")


class WriteBody(StrictSerializer):
    """Which protocol changes, or how a new one is called, and what is new."""

    protocol = serializers.SlugField(required=False, help_text="Slug; without it a new one.")
    title = Text(default="", help_text="Of a new one.")
    change = Text(default="", help_text="What is new, in a sentence.")


class TrainingBody(StrictSerializer):
    """The case as everybody may read it: no name or reference that is known of it may stand there."""

    title = Text(default="")
    story = Text(default="")
    question = Text(default="", help_text="Such as `What would you do?`")
    answer = Text(default="")
    protocol = serializers.SlugField(required=False, allow_null=True)
    version = serializers.CharField(required=False, max_length=64, help_text=VERSION)


class TrainingDraft(serializers.Serializer[Any]):
    """What stands there, or a first draft of it with names and references taken out."""

    title = serializers.CharField()
    story = serializers.CharField()
    question = serializers.CharField()
    answer = serializers.CharField()
    protocol = serializers.CharField(allow_null=True)
    published = serializers.IntegerField(allow_null=True, help_text="Id of the one that stands.")
    version = serializers.CharField(allow_null=True)


class ViewsBody(StrictSerializer):
    """A hard case from three sides, both sides' interests, and what was agreed."""

    customer_wants = Text(default="")
    agent_can = Text(default="")
    company_offers = Text(default="")
    customer_interest = Text(default="")
    company_interest = Text(default="")
    agreed = Text(default="")
    version = serializers.CharField(required=False, max_length=64, help_text=VERSION)


class ViewsSerializer(serializers.Serializer[Any]):
    """The three views; all empty where nobody has written them."""

    customer_wants = serializers.CharField()
    agent_can = serializers.CharField()
    company_offers = serializers.CharField()
    customer_interest = serializers.CharField()
    company_interest = serializers.CharField()
    agreed = serializers.CharField()
    by = serializers.CharField(allow_null=True, help_text="Login of who wrote last.")
    at = serializers.DateTimeField(allow_null=True)
    version = serializers.CharField(allow_null=True)


class CaseLearning(ListAndItems):
    """What is learned from a case; mixed into the view that finds it."""

    # --- What is done about it ---

    @extend_schema(
        summary="Have the cause mended", request=FixBody, responses={201: RemedySerializer}
    )
    @action(detail=True, methods=["post"])
    def fix_cause(self, request: Request, pk: str) -> Response:
        """By somebody of the team, by a day. Needs a look back that says what the cause was."""
        return self._remedy(request, FixBody, remedies.fix_cause)

    @extend_schema(summary="Ask for training", request=TrainBody, responses={201: RemedySerializer})
    @action(detail=True, methods=["post"])
    def ask_training(self, request: Request, pk: str) -> Response:
        """For somebody of the team, who is told."""
        return self._remedy(request, TrainBody, remedies.ask_training)

    @extend_schema(
        summary="Propose a higher limit", request=RaiseBody, responses={201: RemedySerializer}
    )
    @action(detail=True, methods=["post"])
    def raise_limit(self, request: Request, pk: str) -> Response:
        """With this case as its evidence. A manager decides."""
        return self._remedy(request, RaiseBody, remedies.raise_limit)

    @extend_schema(
        summary="Start a protocol, or its next version",
        request=WriteBody,
        responses={201: RemedySerializer},
    )
    @action(detail=True, methods=["post"])
    def write_protocol(self, request: Request, pk: str) -> Response:
        """A draft from this case. It is written on and published on the pages."""
        return self._remedy(request, WriteBody, remedies.write_protocol)

    def _remedy(
        self, request: Request, body: type[StrictSerializer], verb: Callable[..., Any]
    ) -> Response:
        case = self._led(request)
        values = checked(body, request)
        for name, find in _FOUND.items():
            if name in values:
                values[name] = find(case, name, values[name])
        made = verb(person_of(request), case, now=timezone.now(), **values)
        if not isinstance(made, Remedy):
            # A limit's proposal, or a protocol's draft: what stands in the list of what is done.
            about = (
                {"proposal": made} if verb is remedies.raise_limit else {"protocol": made.protocol}
            )
            made = Remedy.objects.filter(from_case=case, **about).order_by("-id").first()
        return Response(None if made is None else shown_remedies([made], request)[0], status=201)

    def _led(self, request: Request) -> Escalation:
        """The case, for who may look back on it; 403 for who sees it but may not."""
        case: Escalation = self.get_object()
        if not can_review(person_of(request), case):
            raise PermissionDenied
        return case

    # --- What others learn ---

    @extend_schema(
        summary="The case as one to learn from: what stands, or a first draft",
        responses=TrainingDraft,
    )
    @action(detail=True, methods=["get"])
    def training_case(self, request: Request, pk: str) -> Response:
        """For who leads the team. Read it through before it is published."""
        case = self._led(request)
        there = TrainingCase.objects.filter(escalation=case).select_related("protocol").first()
        if there is None:
            more = {"protocol": None, "published": None, "version": None}
            return Response({**first_draft(case), **more})
        return Response(
            {
                **{name: getattr(there, name) for name in FIELDS},
                "protocol": there.protocol.slug if there.protocol else None,
                "published": there.pk if there.archived_at is None else None,
                "version": version_of(there, FIELDS),
            }
        )

    @extend_schema(
        summary="Let everybody learn from it",
        request=TrainingBody,
        responses=TrainingCaseSerializer,
    )
    @training_case.mapping.post
    def publish_training_case(self, request: Request, pk: str) -> Response:
        """Refused while a name or reference that is known of the case stands anywhere in it."""
        case = self._led(request)
        values = checked(TrainingBody, request)
        slug = values.pop("protocol", None)
        made = publish_training_case(
            person_of(request),
            case,
            Told(**{name: values[name] for name in FIELDS}),
            protocol=_protocol(case, "protocol", slug) if slug else None,
            version=values.get("version"),
            now=timezone.now(),
        )
        return Response(shown_training_case(made))

    # --- Three sides ---

    @extend_schema(summary="The case from three sides", responses=ViewsSerializer)
    @action(detail=True, methods=["get"])
    def views(self, request: Request, pk: str) -> Response:
        """What the customer wants, what the agent can do, what we offer."""
        return Response(_views(self._seen(request)))

    @extend_schema(
        summary="Write down the three sides", request=ViewsBody, responses=ViewsSerializer
    )
    @views.mapping.post
    def write_views(self, request: Request, pk: str) -> Response:
        """Whoever may open the case. Written before, it is changed."""
        case = self._seen(request)
        sent = checked(ViewsBody, request)
        sides.write_views(person_of(request), case, now=timezone.now(), **sent)
        return Response(_views(case))

    def _seen(self, request: Request) -> Escalation:
        case: Escalation = self.get_object()
        if not can_write_views(person_of(request), case):
            raise PermissionDenied
        return case


def _views(case: Escalation) -> dict[str, Any]:
    there = ThreeViews.objects.filter(escalation=case).select_related("by").first()
    if there is None:
        return {**dict.fromkeys(sides.FIELDS, ""), "by": None, "at": None, "version": None}
    return {
        **{name: getattr(there, name) for name in sides.FIELDS},
        "by": there.by.username,
        "at": there.at,
        "version": version_of(there, sides.FIELDS),
    }


# --- What a body names, among what the page would offer -------------------------------------------


def _somebody(case: Escalation, field: str, login: str) -> User:
    today = case.team.clock.day_of(timezone.now())
    here = Membership.objects.on(today).filter(team=case.team_id)
    people = User.objects.filter(pk__in=here.values("user_id"), is_active=True)
    found = people.filter(username__iexact=login).first()
    if found is None:
        raise refuse(field, "There is nobody of this login in the team.")
    return found


def _limit(case: Escalation, field: str, pk: int) -> Limit:
    found = Limit.objects.filter(pk=pk, category=case.category_id, archived_at=None).first()
    if found is None:
        raise refuse(field, "Choose a limit of this kind of case.")
    return found


def _protocol(case: Escalation, field: str, slug: str) -> Protocol:
    rows = Protocol.objects.filter(category=case.category_id, archived_at=None)
    found = rows.filter(slug=slug).first()
    if found is None:
        raise refuse(field, "Choose a protocol for this kind of case.")
    return found


_FOUND: dict[str, Callable[[Escalation, str, Any], Any]] = {
    "owner": _somebody,
    "person": _somebody,
    "limit": _limit,
    "protocol": _protocol,
}
