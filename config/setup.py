"""First run: five steps from an empty house to the first figures, in the order in which each makes the next possible."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Exists
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from goals.models import Metric, Source
from teams.access import ADMINISTRATORS, access, person_of
from teams.models import AuditEntry, Closure, Membership, Organisation, Team, User


@dataclass(frozen=True, slots=True)
class Step:
    """What is done where, and why; `do` is what its button says. `own_url`: where one can do it oneself instead."""

    title: str
    why: str
    do: str
    url: str
    done: bool
    own_url: str = ""
    next: bool = False


@access(ADMINISTRATORS)
@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """What are the first five steps, and which of them is next?"""
    steps = _steps(person_of(request))
    done = sum(step.done for step in steps)
    context = {
        "steps": steps,
        "done": done,
        "is_ready": done == len(steps),
        "goal_url": reverse("goals:new"),
    }
    return render(request, "config/setup.html", context)


def _steps(person: User) -> list[Step]:
    """What is there already, in two statements; the first that is not is next."""
    team = Team.objects.filter(archived_at=None)
    asked = {
        "organisation": Exists(Organisation.objects.all()),
        "team": Exists(team),
        "led": Exists(Membership.objects.leads().filter(team__isnull=False)),
        "people": Exists(Membership.objects.agents()),
        # Hours and zone have a sensible beginning, so what counts is that somebody looked: changed them, named the
        # country for its holidays, or closed a day.
        "calendar": Exists(team.exclude(country=""))
        | Exists(Closure.objects.all())
        | Exists(AuditEntry.objects.filter(kind="teams.team", verb="changed")),
        "metric": Exists(Metric.objects.filter(archived_at=None)),
        "figures": Exists(Source.objects.filter(last_arrived_at__isnull=False)),
    }
    there = _ask(asked)
    slug = team.order_by("pk").values_list("slug", flat=True).first()
    calendar = reverse("teams:team_edit", args=[slug]) if slug else reverse("teams:team_new")
    found = [
        Step(
            "A team",
            "Goals, shifts and huddles are a team’s. Say what the organisation is called and in which time zone it "
            "is, then who works together.",
            "Add a team" if there["organisation"] else "Name the organisation",
            reverse("teams:team_new" if there["organisation"] else "teams:organisation"),
            there["organisation"] and there["team"],
        ),
        Step(
            "Its people",
            "Agents, and somebody who leads them: without a leader nobody answers an escalation. Each gets a link "
            "with which they choose a password.",
            "Add a person",
            reverse("teams:person_new"),
            there["people"] and there["led"],
            "" if there["led"] or slug is None else reverse("teams:join", args=[person.pk]),
        ),
        Step(
            "Its calendar",
            "Working days, hours, and the country whose holidays are off. What is expected by now rests on them, so a "
            "Sunday is nobody’s delay.",
            "Choose its country and hours",
            calendar,
            there["calendar"],
        ),
        Step(
            "A metric",
            "One number that you collect already and a customer would notice: requests solved at once, say.",
            "Add a metric",
            reverse("goals:metric_new"),
            there["metric"],
        ),
        Step(
            "Its figures",
            "A file to begin with. Nothing is written before you have seen what it changes, and it can be undone for "
            "30 days.",
            "Import a file",
            reverse("goals:import_new"),
            there["figures"],
        ),
    ]
    first = next((place for place, step in enumerate(found) if not step.done), None)
    return [replace(step, next=place == first) for place, step in enumerate(found)]


def _ask(asked: dict[str, Combinable]) -> dict[str, bool]:
    """Each of the questions, in one statement. It hangs on whoever asks, as any other row may not be there yet."""
    found = User.objects.order_by("pk").values_list(*asked.values())[:1].get()
    return dict(zip(asked, map(bool, found), strict=True))
