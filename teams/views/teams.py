"""Teams and their calendars: administrators make them, their managers keep their working time."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teams.access import ADMINISTRATORS, MANAGERS, access, person_of
from teams.actions import teams as actions
from teams.actions.errors import ActionRefused, Stale
from teams.actions.teams import TEAM_FIELDS
from teams.actions.versions import version_of
from teams.events import calendar_rests_on
from teams.forms.base import attempt
from teams.forms.teams import ClosureForm, TeamForm
from teams.models import Closure, Organisation, Team
from teams.models.organisation import WEEKDAYS
from teams.permissions import (
    can_administer,
    can_edit_team,
    organisation_day,
    standing_of,
    teams_visible_to,
)
from teams.queries import coming_days_off
from teams.queries.changes import changes_of
from teams.views.conflict import conflict_of, with_version


@access(MANAGERS)
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """The teams one may set up: a manager's own, or all."""
    person = person_of(request)
    standing = standing_of(person)
    today = organisation_day(timezone.now())
    here = Q(memberships__starts_on__lte=today) & (
        Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gt=today)
    )
    shown = teams_visible_to(person)
    if not standing.is_administrator:
        shown = shown.filter(pk__in=standing.manages)
    listed = shown.annotate(people=Count("memberships__user", filter=here, distinct=True))
    listed = listed.order_by(F("archived_at").asc(nulls_first=True), "name")
    rows = [(team, _days_in_words(team.working_days)) for team in listed]
    context = {"rows": rows, "is_administrator": standing.is_administrator}
    return render(request, "teams/teams.html", context)


@access(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new team."""
    ours = Organisation.objects.first()
    blank = Team(time_zone=ours.time_zone if ours else "UTC")
    form = TeamForm(blank, request.POST if request.method == "POST" else None, may_rename=True)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        made: list[Team] = []
        if attempt(form, lambda: made.append(actions.create_team(person_of(request), **values))):
            messages.success(request, f"{made[0].name} is here. Its days off are next.")
            return redirect("teams:team_edit", made[0].slug)
    return render(request, "teams/team_new.html", {"form": form})


@access(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """A team's name, zone, working time and days off."""
    team = _editable(request, slug)
    person = person_of(request)
    may_rename = can_administer(person)
    data = request.POST if request.method == "POST" else None
    form = TeamForm(team, data, may_rename=may_rename)
    rests = rests_on_calendar(team)
    if request.method == "POST" and form.is_valid():
        version, values = form.cleaned_data["version"], form.values()
        try:
            if attempt(form, lambda: actions.update_team(person, team, version=version, **values)):
                if not set(form.changed_data) - {"version"}:
                    actions.keep_calendar(person, team)
                messages.success(request, _saved(form, team, rests))
                return redirect("teams:team_edit", slug)
        except Stale:
            return _conflict(request, slug, form)
    return render(request, "teams/team_edit.html", _context(request, team, form, ClosureForm()))


def _saved(form: TeamForm, team: Team, rests: str) -> str:
    if set(form.changed_data) - {"name", "version"}:
        rebuilt = (
            f"{rests} are being worked out again by it" if rests else "nothing rests on it yet"
        )
        return f"{team.name} is saved. Figures follow the new calendar: {rebuilt}."
    return f"{team.name} is saved."


def rests_on_calendar(changed: Team | Organisation) -> str:
    """What would be worked out anew if this calendar changed, as other apps say it."""
    answers = calendar_rests_on.send(type(changed), changed=changed)
    return ", ".join(words for _, words in answers if words)


def _conflict(request: HttpRequest, slug: str, sent: TeamForm) -> HttpResponse:
    now = _editable(request, slug)
    may_rename = can_administer(person_of(request))
    again = with_version(request.POST, version_of(now, TEAM_FIELDS))
    context = _context(request, now, TeamForm(now, again, may_rename=may_rename), ClosureForm())
    context["conflict"] = conflict_of(now, TeamForm(now, may_rename=may_rename), sent)
    return render(request, "teams/team_edit.html", context, status=409)


@access(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def closure_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a day off, or a holiday that is worked. The form stands on the team's page."""
    team = _editable(request, slug)
    if request.method != "POST":
        return redirect("teams:team_edit", slug)
    form = ClosureForm(request.POST)
    if form.is_valid() and attempt(
        form, lambda: actions.add_closure(person_of(request), team, **form.cleaned_data)
    ):
        messages.success(request, f"{form.cleaned_data['name']} is in the calendar.")
        return redirect(reverse("teams:team_edit", args=[slug]) + "#days-off")
    may_rename = can_administer(person_of(request))
    context = _context(request, team, TeamForm(team, may_rename=may_rename), form)
    return render(request, "teams/team_edit.html", context)


@access(MANAGERS)
@require_POST
def closure_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take an entry out of the calendar."""
    team = _editable(request, slug)
    closure = get_object_or_404(Closure, pk=pk, team=team)
    actions.remove_closure(person_of(request), closure)
    messages.success(request, f"{closure.name} is out of the calendar.")
    return redirect(reverse("teams:team_edit", args=[slug]) + "#days-off")


@access(ADMINISTRATORS)
@require_POST
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    """Archive a team, or open it again (`do=restore`)."""
    team = get_object_or_404(Team, slug=slug)
    person = person_of(request)
    try:
        if request.POST.get("do") == "restore":
            actions.restore_team(person, team)
            messages.success(request, f"{team.name} is open again.")
        else:
            actions.archive_team(person, team, now=timezone.now())
            messages.success(request, f"{team.name} is archived. Its figures and history stay.")
    except ActionRefused as refused:
        messages.error(request, refused.message)
    return redirect("teams:team_edit", slug)


def _editable(request: HttpRequest, slug: str) -> Team:
    """The team, unless it is not there for this person (404) or not theirs to set up (403)."""
    person = person_of(request)
    team = get_object_or_404(teams_visible_to(person), slug=slug)
    if not can_edit_team(person, team):
        raise PermissionDenied
    return team


def _context(
    request: HttpRequest, team: Team, form: TeamForm, closure_form: ClosureForm
) -> dict[str, Any]:
    today = team.clock.day_of(timezone.now())
    return {
        "team": team,
        "form": form,
        "closure_form": closure_form,
        "days_off": coming_days_off(team, today),
        "rests": rests_on_calendar(team),
        "changes": changes_of(team, team.clock, today),
        "may_archive": can_administer(person_of(request)),
    }


def _days_in_words(days: list[int]) -> str:
    """Mon to Fri for a run of days; Mon, Wed, Fri for others."""
    names = [WEEKDAYS[day][1][:3] for day in sorted(days)]
    if len(days) > 2 and max(days) - min(days) == len(days) - 1:
        return f"{names[0]} to {names[-1]}"
    return ", ".join(names)
