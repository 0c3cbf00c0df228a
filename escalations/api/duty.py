"""Who is on duty for a team, and for its leaders whom it asks when: read and set."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.actions.amends import set_budget
from escalations.actions.duty import (
    FIELDS,
    MOST_MINUTES,
    add_on_call,
    change_on_call,
    move_on_call,
    set_minutes,
    take_off_call,
    who_may_be_asked,
)
from escalations.api.bodies import Nothing, Text
from escalations.api.categories import MoveBody
from escalations.models import OnCall
from escalations.permissions import can_edit_duty, can_set_budget
from escalations.queries.budgets import budget_of
from escalations.queries.duty import leader_on_duty, leaders_of, rule_of
from goals.api.parameters import DayField, FigureField, refuse
from teams.api.serializers import PageOf, StrictSerializer, checked, exact
from teams.api.views import ListAndItems, person_of
from teams.models import Team, User
from teams.permissions import standing_of, teams_visible_to

_ENTRY = OpenApiParameter("entry", int, OpenApiParameter.PATH, description="Id of the line.")


def _minutes(help_text: str) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=MOST_MINUTES, help_text=help_text)


class OnCallSerializer(serializers.Serializer[Any]):
    """One line of the on-call list."""

    id = serializers.IntegerField()
    person = serializers.CharField(source="person.username", help_text="Login.")
    when = serializers.ChoiceField(choices=OnCall.When.choices)
    weekdays = serializers.ListField(
        child=serializers.IntegerField(), help_text="0 is Monday; none: every day."
    )
    starts_at = serializers.TimeField(allow_null=True)
    ends_at = serializers.TimeField(allow_null=True)
    away_until = serializers.DateField(allow_null=True, help_text="The first day they are back.")


class BudgetSerializer(serializers.Serializer[Any]):
    """What the team may give this month."""

    month = serializers.DateField(help_text="Its first day.")
    amount = serializers.CharField(allow_null=True, help_text="Null: no budget was set.")
    spent = serializers.CharField()
    since = serializers.DateField(allow_null=True, help_text="Its first month. Null: none was set.")
    set_by = serializers.CharField(help_text="Name of who set it; may be empty.")
    reason = serializers.CharField(help_text="May be empty.")


class DutyOfTeam(serializers.Serializer[Any]):
    """A team's duty."""

    team = serializers.CharField(help_text="Slug.")
    on_duty = serializers.CharField(allow_null=True, help_text="Login of who is asked now.")
    answer_within = serializers.IntegerField(help_text="Minutes.")
    warn_before = serializers.IntegerField(help_text="Minutes.")
    pass_on_after = serializers.IntegerField(help_text="Minutes.")
    on_call = OnCallSerializer(many=True, allow_null=True, help_text="Null where it is not yours.")
    usual = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="Logins: who is asked without a list. Null where it is not yours.",
    )
    budget = BudgetSerializer(allow_null=True)


class MinutesBody(StrictSerializer):
    """How soon the team answers, in minutes. What is promised already keeps its time."""

    answer_within = _minutes("What a customer is promised, unless the agent says otherwise.")
    warn_before = _minutes("Before a promise is due.")
    pass_on_after = _minutes("Until a call for a manager goes to the next on the list.")


class OnCallBody(StrictSerializer):
    """Who is asked, and when. With a change, what is left out stays."""

    person = serializers.CharField(
        required=False, max_length=150, help_text="Login of a leader of the team, or yours."
    )
    when = serializers.ChoiceField(choices=OnCall.When.choices, required=False)
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=6),
        required=False,
        max_length=7,
        help_text="0 is Monday; none: every day.",
    )
    starts_at = serializers.TimeField(required=False, allow_null=True)
    ends_at = serializers.TimeField(
        required=False, allow_null=True, help_text="At or before the start: the next morning."
    )
    away_until = DayField(required=False, allow_null=True, help_text="The first day they are back.")


class BudgetBody(StrictSerializer):
    """What the team may give in a month."""

    amount = FigureField(help_text="In the organisation's currency.")
    since = DayField(
        required=False, help_text="A day of the first month it holds for. Default: this month."
    )
    reason = Text(default="")


class DutyPageOf(PageOf):
    """Some of the teams."""

    results = DutyOfTeam(many=True)


@extend_schema_view(
    list=extend_schema(summary="Who is on duty", responses=DutyPageOf),
    retrieve=extend_schema(summary="Who is on duty for a team", responses=DutyOfTeam),
)
class DutyViewSet(ListAndItems):
    """Of the teams one is in; administrators of all. The list itself is for leaders, as on the page."""

    serializer_class = DutyOfTeam
    queryset = Team.objects.none()
    filter_backends = ()
    lookup_field = "slug"
    lookup_value_regex = r"[-\w]+"

    def get_queryset(self) -> QuerySet[Any]:
        """Their teams."""
        person = person_of(self.request)
        found = teams_visible_to(person).filter(archived_at=None)
        standing = standing_of(person)
        if standing.is_administrator:
            return found
        return found.filter(pk__in=standing.teams | standing.leads)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of them; some eight statements a team."""
        page = self.paginate_queryset(self.get_queryset())
        person, now = person_of(request), timezone.now()
        return self.get_paginated_response([_shown(team, person, now) for team in page or ()])

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One of them."""
        return Response(_shown(self.get_object(), person_of(request), timezone.now()))

    # --- Set, by its leaders ---

    @extend_schema(summary="Set how soon it answers", request=MinutesBody, responses=DutyOfTeam)
    @action(detail=True, methods=["post"])
    def minutes(self, request: Request, slug: str) -> Response:
        """The team's leaders."""
        team = self._led(request)
        sent = checked(MinutesBody, request)
        set_minutes(person_of(request), team, now=timezone.now(), **sent)
        return self._answer(request, team)

    @extend_schema(
        summary="Put somebody on the list", request=OnCallBody, responses={201: DutyOfTeam}
    )
    @action(detail=True, methods=["post"], url_path="on-call", url_name="on-call")
    def on_call(self, request: Request, slug: str) -> Response:
        """At its end. The team's leaders."""
        team = self._led(request)
        values = self._on_call_values(request, team, None)
        values.setdefault("person", None)
        add_on_call(person_of(request), team, now=timezone.now(), **values)
        return self._answer(request, team, status=201)

    @extend_schema(
        summary="Change when somebody is asked",
        request=OnCallBody,
        responses=DutyOfTeam,
        parameters=[_ENTRY],
    )
    @action(
        detail=True,
        methods=["patch"],
        url_path=r"on-call/(?P<entry>[0-9]{1,18})",
        url_name="on-call-entry",
    )
    def change_on_call(self, request: Request, slug: str, entry: str) -> Response:
        """Their hours, or that they are away. The team's leaders."""
        row = self._entry(request, entry)
        there = {name: getattr(row, name) for name in FIELDS}
        values = {**there, **self._on_call_values(request, row.team, row)}
        change_on_call(person_of(request), row, now=timezone.now(), **values)
        return self._answer(request, row.team)

    @extend_schema(
        summary="Move somebody on the list",
        request=MoveBody,
        responses=DutyOfTeam,
        parameters=[_ENTRY],
    )
    @action(
        detail=True,
        methods=["post"],
        url_path=r"on-call/(?P<entry>[0-9]{1,18})/move",
        url_name="on-call-move",
    )
    def move_on_call(self, request: Request, slug: str, entry: str) -> Response:
        """One place. The team's leaders."""
        row = self._entry(request, entry)
        sent = checked(MoveBody, request)
        move_on_call(person_of(request), row, up=sent["up"], now=timezone.now())
        return self._answer(request, row.team)

    @extend_schema(
        summary="Take somebody off the list",
        request=Nothing,
        responses=DutyOfTeam,
        parameters=[_ENTRY],
    )
    @action(
        detail=True,
        methods=["post"],
        url_path=r"on-call/(?P<entry>[0-9]{1,18})/off",
        url_name="on-call-off",
    )
    def take_off_call(self, request: Request, slug: str, entry: str) -> Response:
        """The team's leaders."""
        row = self._entry(request, entry)
        checked(Nothing, request)
        take_off_call(person_of(request), row, now=timezone.now())
        return self._answer(request, row.team)

    @extend_schema(summary="Set the month's budget", request=BudgetBody, responses=DutyOfTeam)
    @action(detail=True, methods=["post"])
    def budget(self, request: Request, slug: str) -> Response:
        """Administrators, and the team's managers. It holds from that month on."""
        team: Team = self.get_object()
        if not can_set_budget(person_of(request), team):
            raise PermissionDenied("The team's managers set its budget, and administrators.")
        sent = checked(BudgetBody, request)
        set_budget(person_of(request), team, now=timezone.now(), **sent)
        return self._answer(request, team)

    def _led(self, request: Request) -> Team:
        team: Team = self.get_object()
        if not can_edit_duty(person_of(request), team):
            raise PermissionDenied("The team's leaders set who is asked, and how soon.")
        return team

    def _entry(self, request: Request, pk: str) -> OnCall:
        rows = OnCall.objects.filter(team=self._led(request)).select_related("person", "team")
        return get_object_or_404(rows, pk=int(pk))

    @staticmethod
    def _on_call_values(request: Request, team: Team, row: OnCall | None) -> dict[str, Any]:
        values = checked(OnCallBody, request)
        if "person" in values:
            login = values["person"].casefold()
            known = who_may_be_asked(person_of(request), team, timezone.now())
            if row is not None:
                known.append(row.person)
            values["person"] = next(
                (one for one in known if one.username.casefold() == login), None
            )
            if values["person"] is None:
                raise refuse("person", "There is nobody of this login who may be asked here.")
        return values

    @staticmethod
    def _answer(request: Request, team: Team, status: int = 200) -> Response:
        return Response(_shown(team, person_of(request), timezone.now()), status=status)


def _shown(team: Team, person: User, now: datetime) -> dict[str, Any]:
    today, rule = team.clock.day_of(now), rule_of(team)
    on_duty = leader_on_duty(team, now)
    may = can_edit_duty(person, team) or can_set_budget(person, team)
    listed = OnCall.objects.filter(team=team).select_related("person").order_by("position", "id")
    shown: dict[str, Any] = {
        "team": team.slug,
        "on_duty": None if on_duty is None else on_duty.username,
        "answer_within": rule.answer_within,
        "warn_before": rule.warn_before,
        "pass_on_after": rule.pass_on_after,
        "on_call": None,
        "usual": None,
        "budget": None,
    }
    if may:
        budget = budget_of(team, today)
        shown["on_call"] = OnCallSerializer(listed, many=True).data
        shown["usual"] = [one.username for one in leaders_of(team, now)]
        shown["budget"] = {
            "month": budget.first,
            "amount": None if budget.amount is None else exact(budget.amount, 2),
            "spent": exact(budget.spent, 2),
            "since": budget.since,
            "set_by": budget.set_by,
            "reason": budget.reason,
        }
    return shown
