"""Escalations through the API: the same rules, the same verbs as on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.actions.drafts import save_draft
from escalations.actions.steps import NotNow
from escalations.actions.writing_down import write_down
from escalations.api.bodies import EscalationNew
from escalations.api.case_learning import CaseLearning
from escalations.api.case_steps import CaseSteps
from escalations.api.shapes import EscalationPageOf, EscalationRow, EscalationWhole, people_in
from escalations.api.steps import NotNowProblem, not_now
from escalations.models import (
    Amends,
    AmendsRequest,
    Avoidable,
    Category,
    Escalation,
    Need,
    Promise,
    Review,
    Step,
)
from escalations.permissions import can_log, escalations_visible_to, teams_to_log_for
from goals.api.parameters import refuse
from teams.api.notices import NewestFirst
from teams.api.once import key_of
from teams.api.serializers import checked
from teams.api.views import person_of
from teams.models import User


class EscalationFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which escalations to list."""

    state = django_filters.MultipleChoiceFilter(
        choices=Escalation.State.choices, label="One or several states."
    )
    team = django_filters.CharFilter("team__slug", label="Slug of a team.")
    category = django_filters.CharFilter("category__slug", label="Slug of a category.")
    need = django_filters.ChoiceFilter(choices=Need.choices)
    logged_by = django_filters.CharFilter("logged_by__username", label="Login.")
    on_duty = django_filters.CharFilter("on_duty__username", label="Login.")
    claimed_by = django_filters.CharFilter("claimed_by__username", label="Login of who has it.")
    avoidable = django_filters.ChoiceFilter(choices=Avoidable.choices)


# `from` is a word of the language, so that it cannot stand above.
EscalationFilter.base_filters["from"] = django_filters.DateFilter(
    "day", "gte", label="First day of the team, such as `2026-11-01`."
)
EscalationFilter.base_filters["until"] = django_filters.DateFilter(
    "day", "lte", label="Last day, included."
)


@extend_schema_view(
    list=extend_schema(summary="The escalations you may open", responses=EscalationPageOf),
    retrieve=extend_schema(summary="One escalation, whole", responses=EscalationWhole),
)
class EscalationViewSet(CaseSteps, CaseLearning):
    """What went past its agent: one's own, those of the teams one leads, and those one was asked to answer."""

    serializer_class = EscalationRow
    queryset = Escalation.objects.none()
    filterset_class = EscalationFilter
    pagination_class = NewestFirst
    lookup_value_regex = r"[0-9]{1,18}"
    # A draft remembers the key that it was begun under, for as long as it is there.
    known_anyway = frozenset({"create"})

    def get_queryset(self) -> QuerySet[Any]:
        """The cases the caller may open, with what a row shows."""
        return (
            escalations_visible_to(person_of(self.request))
            .select_related(
                "team", "category", "logged_by", "on_duty", "claimed_by", "decided_by", "cause"
            )
            .prefetch_related(Prefetch("promises", Promise.objects.select_related("made_by")))
        )

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One of them."""
        return Response(self.shown(self.get_object().pk))

    @extend_schema(
        summary="Send an escalation, or keep a draft",
        request=EscalationNew,
        responses={
            200: EscalationWhole,
            201: EscalationWhole,
            (409, "application/problem+json"): NotNowProblem,
        },
    )
    def create(self, request: Request) -> Response:
        """Send it to whoever is on duty. 200 where it was written before under the same key."""
        user = person_of(request)
        if not can_log(user):
            raise PermissionDenied("Whoever is in a team logs escalations.")
        values = checked(EscalationNew, request)
        case, is_new = write_down(
            user,
            key=key_of(request),
            draft=values.pop("draft", False),
            team=_team(user, values.pop("team", None)),
            now=timezone.now(),
            **_fields(values),
        )
        return Response(self.shown(case.pk), status=201 if is_new else 200)

    @extend_schema(
        summary="Write on in a draft of yours",
        request=EscalationNew,
        responses={200: EscalationWhole, (409, "application/problem+json"): NotNowProblem},
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """What is left out stays. What was sent stays as it was: 409."""
        case: Escalation = self.get_object()
        values = checked(EscalationNew, request)
        for name in ("team", "draft"):
            if name in values:
                raise refuse(name, "That is said when it is begun.")
        save_draft(person_of(request), case, now=timezone.now(), **_fields(values))
        return Response(self.shown(case.pk))

    def handle_exception(self, exc: Exception) -> Response:
        """A step that is not possible now says what is."""
        if isinstance(exc, NotNow):
            answer = not_now(exc, person_of(self.request))
            answer.exception = True
            return answer
        return super().handle_exception(exc)

    def shown(self, pk: int) -> Any:
        """A case as the caller may see it, or None. As many statements for a long life as for a short one."""
        steps = Step.objects.select_related("by").order_by("number")
        given = Amends.objects.select_related("given_by", "approved_by")
        asked = AmendsRequest.objects.select_related("asked_by", "answered_by")
        whole: list[Any] = [
            Prefetch("steps", steps),
            Prefetch("amends", given),
            Prefetch("amends_requests", asked),
            Prefetch("reviews", Review.objects.select_related("by")),
        ]
        case = self.get_queryset().filter(pk=pk).prefetch_related(*whole).first()
        if case is None:
            return None
        named = {one for step in case.steps.all() for one in people_in(step)}
        logins = dict(User.objects.filter(pk__in=named).values_list("pk", "username"))
        context = {**self.get_serializer_context(), "logins": logins}
        return EscalationWhole(case, context=context).data


def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a draft, with the category itself."""
    fields = dict(values)
    if "category" in fields:
        slug = fields["category"]
        fields["category"] = Category.objects.filter(slug=slug, archived_at=None).first()
        if fields["category"] is None:
            raise refuse("category", "There is no such category in use.")
    return fields


def _team(user: User, slug: str | None) -> Any:
    if slug is None:
        return None
    team = teams_to_log_for(user).filter(slug=slug).first()
    if team is None:
        raise refuse("team", "You are in no such team.")
    return team
