"""First run: five steps from an empty house to the first figures, and what each is for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from config.home.first_steps import first_steps
from teams.access import ADMINISTRATORS, access, person_of


@access(ADMINISTRATORS)
@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """What are the first five steps, and which of them is next?"""
    found = first_steps(person_of(request))
    context = {
        "steps": found.steps,
        "done": found.done,
        "is_ready": found.are_done,
        "goal_url": reverse("goals:new"),
    }
    return render(request, "config/setup.html", context)
