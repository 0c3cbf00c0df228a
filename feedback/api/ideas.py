"""Ideas through the API: the same rules, the same verbs as on the pages."""

from __future__ import annotations

from functools import partial
from typing import Any

import django_filters
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.actions import idea_answers as answers
from feedback.actions import ideas as actions
from feedback.api.idea_shapes import (
    ADDRESSES,
    IdeaAgreeBody,
    IdeaDeclineBody,
    IdeaDoneBody,
    IdeaEdit,
    IdeaLookBody,
    IdeaNew,
    IdeaNothing,
    IdeaNotNowProblem,
    IdeaReopenBody,
    IdeaRow,
    IdeaSayBody,
    IdeaVersionBody,
    IdeaWhole,
)
from feedback.api.steps import StepsOnItems, step
from feedback.idea_search import terms_of
from feedback.models import Idea, Support
from feedback.permissions.ideas import can_add_ideas, ideas_visible_to
from feedback.queries.idea_words import late_ones
from goals.api.parameters import refuse
from teams.api.notices import NewestFirst
from teams.api.views import person_of
from teams.models import Team, User
from teams.permissions import standing_of


class IdeaFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which ideas to list."""

    state = django_filters.MultipleChoiceFilter(
        choices=Idea.State.choices, label="One or several states."
    )
    team = django_filters.CharFilter("team__slug", label="Slug of a team.")
    everybody = django_filters.BooleanFilter(
        "team", lookup_expr="isnull", label="True: those for everybody; false: those of teams."
    )
    author = django_filters.CharFilter("author__username", label="Login.")
    late = django_filters.BooleanFilter(
        method="is_late",
        label="True: whose answer, or the day by which it is done, is late by its team's day, as `late` says of each.",
    )
    q = django_filters.CharFilter(
        method="has_words",
        label="Words that all stand in it, in any case, with or without accents.",
    )

    def is_late(self, rows: QuerySet[Idea], _name: str, value: bool) -> QuerySet[Idea]:
        """As the page says it of each."""
        return rows.filter(Q(late=value))

    def has_words(self, rows: QuerySet[Idea], _name: str, value: str) -> QuerySet[Idea]:
        """As the page finds them."""
        terms = terms_of(value)
        for term in terms:
            rows = rows.filter(search_text__contains=term)
        return rows if terms else rows.none()


_step = partial(step, IdeaWhole, IdeaNotNowProblem)


@extend_schema_view(
    list=extend_schema(summary="The ideas you may read", responses=IdeaRow),
    retrieve=extend_schema(summary="One idea, with what was said and decided", responses=IdeaWhole),
)
class IdeaViewSet(StepsOnItems):
    """Those for everybody, those of one's teams, and one's own."""

    serializer_class = IdeaRow
    whole = IdeaWhole
    addresses = ADDRESSES
    told = ("steps__by", "steps__earlier")
    queryset = Idea.objects.none()
    filterset_class = IdeaFilter
    pagination_class = NewestFirst
    lookup_value_regex = r"[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Any]:
        """What the caller may read."""
        person = person_of(self.request)
        backs = Support.objects.filter(idea=OuterRef("pk"), user=person)
        return (
            ideas_visible_to(person)
            .select_related("team", "author", "owner", "decided_by")
            .annotate(
                backs=Exists(backs),
                late=Case(
                    When(late_ones(timezone.now()), then=Value(value=True)),
                    default=Value(value=False),
                ),
            )
        )

    @extend_schema(summary="Add an idea", request=IdeaNew, responses={201: IdeaWhole})
    def create(self, request: Request) -> Response:
        """By when it is answered is promised at once: `answer_by`."""
        person = person_of(request)
        if not can_add_ideas(person):
            raise PermissionDenied("Whoever is in a team adds ideas.")
        values = self.sent(IdeaNew)
        made = actions.add_idea(
            person, team=_team(person, values.pop("team", None)), now=timezone.now(), **values
        )
        return Response(self.shown(made.pk), status=201)

    @extend_schema(
        summary="Change the words of an idea of yours",
        request=IdeaEdit,
        responses={200: IdeaWhole, (409, "application/problem+json"): IdeaNotNowProblem},
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Until it was answered once. What is left out stays."""
        idea: Idea = self.get_object()
        there = {
            "title": idea.title,
            "words": idea.words,
            "link": idea.link_url,
            "link_label": idea.link_label,
        }
        values = {**there, **self.sent(IdeaEdit)}
        actions.edit_idea(person_of(request), idea, now=timezone.now(), **values)
        return Response(self.shown(idea.pk))

    @extend_schema(
        summary="Take back an idea of yours",
        request=IdeaVersionBody,
        responses={204: None, (409, "application/problem+json"): IdeaNotNowProblem},
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Nobody but you sees it any more; on its page you can put it back for a day."""
        idea: Idea = self.get_object()
        values = self.sent(IdeaVersionBody)
        actions.withdraw_idea(person_of(request), idea, now=timezone.now(), **values)
        return Response(status=204)

    @_step("Back it", IdeaNothing)
    def back(self, request: Request, pk: str) -> Response:
        """Backed already, it stays so."""
        return self.done(actions.back_idea, IdeaNothing)

    @_step("Back it no longer", IdeaNothing)
    def unback(self, request: Request, pk: str) -> Response:
        """Not backed, it stays so."""
        return self.done(actions.unback_idea, IdeaNothing)

    @_step("Say something about it", IdeaSayBody)
    def say(self, request: Request, pk: str) -> Response:
        """Its author hears of it."""
        return self.done(actions.say_about_idea, IdeaSayBody)

    @_step("Look at it, and promise an answer", IdeaLookBody)
    def look(self, request: Request, pk: str) -> Response:
        """For those who lead; never one's own, as with every answer. Within twenty working days."""
        return self.done(answers.look_at_idea, IdeaLookBody)

    @_step("We do it", IdeaAgreeBody)
    def agree(self, request: Request, pk: str) -> Response:
        """Why, who sees to it, and by when; agreed already, who and by when anew."""
        return self.done(answers.agree_to_idea, IdeaAgreeBody)

    @_step("Not now", IdeaDeclineBody)
    def decline(self, request: Request, pk: str) -> Response:
        """And why."""
        return self.done(answers.decline_idea, IdeaDeclineBody)

    @_step("It is done", IdeaDoneBody)
    def finish(self, request: Request, pk: str) -> Response:
        """What came of it. Its author is credited."""
        return self.done(answers.finish_idea, IdeaDoneBody)

    @_step("Open it again", IdeaReopenBody)
    def reopen(self, request: Request, pk: str) -> Response:
        """It is promised an answer anew."""
        return self.done(answers.reopen_idea, IdeaReopenBody)

    def sent(self, body: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """What came with the call, checked; whoever is to see to it as the person."""
        values = super().sent(body)
        if values.get("owner") is not None:
            values["owner"] = _person(values["owner"])
        return values


def _team(person: User, slug: str | None) -> Team | None:
    """A team of the caller's; the same refusal for another's and for none."""
    if not slug:
        return None
    team = Team.objects.filter(slug=slug, pk__in=standing_of(person).teams).first()
    if team is None:
        raise refuse("team", "Choose a team of yours, or leave it out for everybody.")
    return team


def _person(login: str) -> User:
    """Whoever is meant; whether they may be, the action says in the same words."""
    found = User.objects.filter(username=login).first()
    if found is None:
        raise refuse("owner", "Choose somebody who is in the team.")
    return found
