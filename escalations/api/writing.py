"""Writing the playbook: new protocols, their drafts and versions, publishing, putting away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.actions import keeping
from escalations.actions import playbook as actions
from escalations.actions.playbook_checks import MOST_LINES, NewLine
from escalations.api.bodies import Nothing, Text
from escalations.api.book import Book
from escalations.api.versions import (
    ApartSerializer,
    LineBody,
    VersionPageOf,
    VersionSerializer,
    shown_version,
    shown_versions,
)
from escalations.forms.playbook import owners_on
from escalations.models import Category, Escalation, Limit, Protocol, ProtocolVersion
from escalations.permissions import can_write_protocols, escalations_visible_to
from escalations.queries.protocol_difference import versions_apart
from escalations.queries.versions import draft_of
from goals.api.parameters import DayField, refuse
from teams.actions.versions import version_of
from teams.api.serializers import StrictSerializer, checked
from teams.api.views import person_of
from teams.models import User
from teams.permissions import organisation_day

_NUMBERS = [
    OpenApiParameter(name, int, required=True, description="The number of a version.")
    for name in ("from", "to")
]


class ContentBody(StrictSerializer):
    """What a version says."""

    situation = Text(default="", help_text="When it applies, and what customers say then.")
    lines = serializers.ListField(child=LineBody(), max_length=MOST_LINES)
    publish = serializers.BooleanField(default=False, help_text="In force at once.")
    escalation = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**62,
        help_text="Id of the case that it is learned from, if you may open it.",
    )


class ProtocolNew(ContentBody):
    """A protocol from the start."""

    title = Text(default="")
    category = serializers.SlugField()
    owner = serializers.CharField(
        required=False, max_length=150, help_text="Login of who looks after it. Default: you."
    )
    review_on = DayField(required=False, help_text="Default: in half a year.")


class VersionNew(ContentBody):
    """The draft of the next version: all of it."""

    change = Text(default="", help_text="What is new, in a sentence.")
    token = serializers.CharField(
        required=False,
        max_length=64,
        help_text="Of the draft, or what holds, as you read it. Another one by now: 409.",
    )


class FactsBody(StrictSerializer):
    """What stands around a protocol. What is left out stays."""

    title = Text()
    category = serializers.SlugField(required=False)
    owner = serializers.CharField(required=False, max_length=150, help_text="Login.")
    review_on = DayField(required=False)
    version = serializers.CharField(
        required=False, max_length=64, help_text="Its `facts`, as you read them. Else: 409."
    )


class PublishBody(StrictSerializer):
    """Which text you have read."""

    token = serializers.CharField(max_length=64, help_text="Of the draft.")


class Writing(Book):
    """Mixed into the view that finds protocols."""

    @extend_schema(
        summary="Write a protocol", request=ProtocolNew, responses={201: VersionSerializer}
    )
    def create(self, request: Request) -> Response:
        """As a draft, or at once in force. Who leads a team, and administrators."""
        person, now = person_of(request), timezone.now()
        if not can_write_protocols(person):
            raise PermissionDenied("Who leads a team writes protocols.")
        values = checked(ProtocolNew, request)
        category = _category(values["category"])
        made = actions.write_protocol(
            person,
            title=values["title"],
            category=category,
            owner=_owner(values["owner"]) if "owner" in values else person,
            review_on=values.get("review_on", organisation_day(now) + keeping.NEXT_REVIEW),
            situation=values["situation"],
            lines=_lines(values["lines"]),
            publish=values["publish"],
            from_case=_case(person, values),
            now=now,
        )
        return Response(shown_version(made.versions.get(number=1)), status=201)

    @extend_schema(summary="Change what stands around it", request=FactsBody)
    def partial_update(self, request: Request, slug: str) -> Response:
        """Its title, category, owner and next review. What it says is a version's."""
        found, person = self.kept(request)
        values = checked(FactsBody, request)
        keeping.describe_protocol(
            person,
            found,
            title=values.get("title", found.title),
            category=_category(values["category"]) if "category" in values else found.category,
            owner=_owner(values["owner"]) if "owner" in values else found.owner,
            review_on=values.get("review_on", found.review_on),
            version=values.get("version", version_of(found, keeping.FACTS)),
            now=timezone.now(),
        )
        return Response(self.shown(request))

    # --- Versions ---

    @extend_schema(summary="Its versions", responses=VersionPageOf)
    @action(detail=True, methods=["get"])
    def versions(self, request: Request, slug: str) -> Response:
        """What was published; for who writes also the draft."""
        page = self.paginate_queryset(self._versions(request))
        return self.get_paginated_response(shown_versions(page or ()))

    @extend_schema(
        summary="Write its next version", request=VersionNew, responses={201: VersionSerializer}
    )
    @versions.mapping.post
    def write_version(self, request: Request, slug: str) -> Response:
        """The draft, written anew; published at once by who keeps the protocol."""
        found, person = self.written(request)
        values = checked(VersionNew, request)
        made = actions.write_version(
            person,
            found,
            situation=values["situation"],
            change=values["change"],
            lines=_lines(values["lines"]),
            token=values.get("token"),
            publish=values["publish"],
            from_case=_case(person, values),
            now=timezone.now(),
        )
        return Response(shown_version(made), status=201)

    @extend_schema(summary="The draft", responses=VersionSerializer)
    @action(detail=True, methods=["get"])
    def draft(self, request: Request, slug: str) -> Response:
        """What somebody is writing; 404 where nobody is."""
        found, _ = self.written(request)
        draft = draft_of(found)
        if draft is None:
            raise Http404
        return Response(shown_version(draft))

    @extend_schema(
        summary="What is different between two versions",
        responses=ApartSerializer,
        parameters=_NUMBERS,
    )
    @action(detail=True, methods=["get"])
    def difference(self, request: Request, slug: str) -> Response:
        """Part by part, line by line, word by word; the older one first."""
        there = self._versions(request)
        found = []
        for name in ("from", "to"):
            text = request.query_params.get(name, "")
            number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
            version = there.filter(number=number).first()
            if version is None:
                raise refuse(name, "There is no such version.")
            found.append(version)
        older, newer = sorted(found, key=lambda one: one.number)
        return Response(ApartSerializer(versions_apart(older, newer)).data)

    @extend_schema(summary="Publish the draft", request=PublishBody, responses=VersionSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, slug: str) -> Response:
        """It holds from now on, and everybody is told. 409 where it says something else by now."""
        found, person = self.kept(request)
        sent = checked(PublishBody, request)
        token = sent["token"]
        return Response(
            shown_version(actions.publish_draft(person, found, token=token, now=timezone.now()))
        )

    @extend_schema(summary="Throw the draft away", request=Nothing, responses={204: None})
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, slug: str) -> Response:
        """Who wrote it last, and who keeps the protocol. What is published stays."""
        found, person = self.written(request)
        checked(Nothing, request)
        actions.discard_draft(person, found, now=timezone.now())
        return Response(status=204)

    # --- Keeping ---

    @extend_schema(
        summary="Looked at again, and still right", request=Nothing, responses={204: None}
    )
    @action(detail=True, methods=["post"])
    def reviewed(self, request: Request, slug: str) -> Response:
        """The next time is in half a year."""
        found, person = self.kept(request)
        checked(Nothing, request)
        now = timezone.now()
        day = organisation_day(now) + keeping.NEXT_REVIEW
        keeping.set_review_day(person, found, day, now=now)
        return Response(status=204)

    @extend_schema(summary="Put it away", request=Nothing, responses={204: None})
    @action(detail=True, methods=["post"])
    def away(self, request: Request, slug: str) -> Response:
        """It holds no more. Its history stays."""
        return self._put(request, away=True)

    @extend_schema(summary="Take it out again", request=Nothing, responses={204: None})
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, slug: str) -> Response:
        """It holds again, unless another of that title does by now."""
        return self._put(request, away=False)

    def _put(self, request: Request, *, away: bool) -> Response:
        found, person = self.kept(request)
        checked(Nothing, request)
        keeping.put_protocol_away(person, found, away=away, now=timezone.now())
        return Response(status=204)

    def _versions(self, request: Request) -> Any:
        """Those that the caller may read: of a draft only who writes knows."""
        found: Protocol = self.get_object()
        rows = ProtocolVersion.objects.filter(protocol=found).select_related(
            "written_by", "protocol"
        )
        drafts = can_write_protocols(person_of(request))
        return rows if drafts else rows.filter(published_at__isnull=False)


def _category(slug: str) -> Category:
    found = Category.objects.filter(slug=slug, archived_at=None).first()
    if found is None:
        raise refuse("category", "There is no such category in use.")
    return found


def _owner(login: str) -> User:
    owners = owners_on(organisation_day(timezone.now())).filter(is_active=True)
    found = owners.filter(username__iexact=login).first()
    if found is None:
        raise refuse("owner", "Choose somebody who leads a team, by their login.")
    return found


def _case(person: User, values: Mapping[str, Any]) -> Escalation | None:
    pk = values.get("escalation")
    if pk is None:
        return None
    found = escalations_visible_to(person).filter(pk=pk).first()
    if found is None:
        raise refuse("escalation", "There is no such case for you to see.")
    return found


def _lines(sent: Sequence[Mapping[str, Any]]) -> list[NewLine]:
    """The lines with their limits. One statement. That a limit is of the category, the action says."""
    wanted = {line["limit"] for line in sent if line.get("limit") is not None}
    limits = {one.pk: one for one in Limit.objects.filter(pk__in=wanted)}
    for place, line in enumerate(sent):
        if line.get("limit") is not None and line["limit"] not in limits:
            raise refuse(f"lines[{place}].limit", "There is no such limit.")
    return [
        NewLine(line["kind"], line["text"], limits.get(line.get("limit") or 0), line["from_level"])
        for line in sent
    ]
