"""Tasks that are handed over through the API: the same rules, the same verbs as on the pages."""

from __future__ import annotations

from functools import partial
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.actions import delegated as giving
from feedback.actions import delegated_holding as holding
from feedback.api.delegated_shapes import (
    ADDRESSES,
    TaskAcceptBody,
    TaskAnswerBody,
    TaskCheckInBody,
    TaskCloseBody,
    TaskNew,
    TaskNotNowProblem,
    TaskPlanBody,
    TaskReviseBody,
    TaskRow,
    TaskVersionBody,
    TaskWhole,
    TaskWordsBody,
)
from feedback.api.steps import StepsOnItems, step
from feedback.models import DelegatedTask, Strength
from feedback.permissions.delegated import can_hand_over, people_to_hand_to, tasks_visible_to
from goals.api.parameters import refuse
from teams.api.notices import NewestFirst
from teams.api.views import person_of
from teams.models import Team, User
from teams.permissions import organisation_day, standing_of


class TaskFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which tasks to list."""

    state = django_filters.MultipleChoiceFilter(
        choices=DelegatedTask.State.choices, label="One or several states."
    )
    team = django_filters.CharFilter("team__slug", label="Slug of a team.")
    to = django_filters.CharFilter("to__username", label="Login of who holds it.")
    by = django_filters.CharFilter("by__username", label="Login of who handed it over.")


_step = partial(step, TaskWhole, TaskNotNowProblem)


@extend_schema_view(
    list=extend_schema(summary="The tasks you may read", responses=TaskRow),
    retrieve=extend_schema(summary="One task, with what was said of it", responses=TaskWhole),
)
class TaskViewSet(StepsOnItems):
    """Those one holds, those one gave, and those of the teams one leads."""

    serializer_class = TaskRow
    whole = TaskWhole
    addresses = ADDRESSES
    queryset = DelegatedTask.objects.none()
    filterset_class = TaskFilter
    pagination_class = NewestFirst
    lookup_value_regex = r"[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Any]:
        """What the caller may read."""
        visible = tasks_visible_to(person_of(self.request))
        return visible.select_related("team", "by", "to", "strength")

    @extend_schema(summary="Offer somebody a task", request=TaskNew, responses={201: TaskWhole})
    def create(self, request: Request) -> Response:
        """It is an offer: whoever it is for takes it, or not."""
        person, now = person_of(request), timezone.now()
        if not can_hand_over(person):
            raise PermissionDenied("Whoever leads a team hands over tasks.")
        values = self.sent(TaskNew)
        made = giving.offer_task(
            person,
            _person(person, values.pop("to")),
            strength=_strength(values.pop("strength")),
            team=_team(person, values.pop("team")),
            now=now,
            **values,
        )
        return Response(self.shown(made.pk), status=201)

    @_step("Take it on", TaskAcceptBody)
    def accept(self, request: Request, pk: str) -> Response:
        """With the check-ins that suit you. As all steps up to giving it back: whom it is offered to."""
        return self.done(holding.accept_task, TaskAcceptBody)

    @_step("Ask for a change", TaskWordsBody)
    def ask(self, request: Request, pk: str) -> Response:
        """What would have to change."""
        return self.done(holding.ask_for_change, TaskWordsBody)

    @_step("Not this time", TaskWordsBody)
    def decline(self, request: Request, pk: str) -> Response:
        """With a line. No is fine."""
        return self.done(holding.decline_task, TaskWordsBody)

    @_step("Check in", TaskCheckInBody, "check-in")
    def check_in(self, request: Request, pk: str) -> Response:
        """Going well, I need something, or done."""
        return self.done(holding.check_in, TaskCheckInBody)

    @_step("Choose other check-ins", TaskPlanBody)
    def plan(self, request: Request, pk: str) -> Response:
        """From today on."""
        return self.done(holding.plan_check_ins, TaskPlanBody)

    @_step("Give it back", TaskWordsBody, "give-back")
    def give_back(self, request: Request, pk: str) -> Response:
        """With a line."""
        return self.done(holding.give_back, TaskWordsBody)

    @_step("Have it an offer again", TaskVersionBody)
    def undo(self, request: Request, pk: str) -> Response:
        """Taken on by mistake: within ten minutes, while nothing else was said."""
        return self.done(holding.undo_accept, TaskVersionBody)

    @_step("Change the offer", TaskReviseBody)
    def revise(self, request: Request, pk: str) -> Response:
        """As all that follow: who handed it over, or stands in for them."""
        task: DelegatedTask = self.get_object()
        there = {
            "what": task.what,
            "why": task.why,
            "decide_alone": task.decide_alone,
            "due_on": task.due_on,
        }
        values = {**there, **self.sent(TaskReviseBody)}
        giving.revise_task(person_of(request), task, now=timezone.now(), **values)
        return Response(self.shown(task.pk))

    @_step("Answer a check-in", TaskAnswerBody)
    def answer(self, request: Request, pk: str) -> Response:
        """With `due_on` there is until then."""
        return self.done(giving.answer_task, TaskAnswerBody)

    @_step("Something is missing", TaskAnswerBody, "carry-on")
    def carry_on(self, request: Request, pk: str) -> Response:
        """It is under way again."""
        return self.done(giving.carry_on, TaskAnswerBody)

    @_step("Say what came of it", TaskCloseBody)
    def close(self, request: Request, pk: str) -> Response:
        """It is done."""
        return self.done(giving.close_task, TaskCloseBody)

    @_step("Take it back", TaskWordsBody)
    def withdraw(self, request: Request, pk: str) -> Response:
        """With a line."""
        return self.done(giving.withdraw_task, TaskWordsBody)


def _person(viewer: User, login: str) -> User:
    """Somebody the caller leads; the same refusal for everybody else and for nobody."""
    led = people_to_hand_to(viewer, organisation_day(timezone.now()))
    found = led.filter(username=login).first()
    if found is None:
        raise refuse("to", "Choose somebody you lead.")
    return found


def _strength(slug: str | None) -> Strength | None:
    if not slug:
        return None
    found = Strength.objects.filter(slug=slug, archived_at=None).first()
    if found is None:
        raise refuse("strength", "Choose a strength that is in use.")
    return found


def _team(viewer: User, slug: str | None) -> Team | None:
    if not slug:
        return None
    found = Team.objects.filter(slug=slug, pk__in=standing_of(viewer).leads).first()
    if found is None:
        raise refuse("team", "Choose a team you lead, or leave it out.")
    return found
