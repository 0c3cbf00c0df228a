"""A move that was noted late: which team shall the readings since then count for?"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from goals import dates
from goals.ingest.transfers import Done, move_readings, put_readings_back
from goals.queries.figures import counted, team_words
from goals.queries.transfers import kept_of, preview, reports, transfer_of
from teams.access import ADMINISTRATORS, access, person_of
from teams.forms.base import attempt
from teams.models import User


class ReasonForm(forms.Form):
    """Why the readings count for the other team."""

    reason = forms.CharField(
        label="Why do they move?",
        max_length=300,
        help_text="It stays on record, with your name.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why they move, in a sentence."},
    )


@access(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def person_readings(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """What would change, the question, and afterwards what changed."""
    person = get_object_or_404(User, pk=pk)
    transfer = transfer_of(person, membership)
    if transfer is None:
        raise Http404
    actor = person_of(request)
    if actor == person:
        raise PermissionDenied
    now = timezone.now()
    today = transfer.to_team.clock.day_of(now)
    found, before = preview(transfer, today), reports(transfer, today)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        done: list[Done] = []
        wish = request.POST.get("do")
        if wish == "back":
            done.append(put_readings_back(actor, transfer, report=kept_of(before), now=now))
            there = transfer.from_team
        elif wish == "move" and form.is_valid():
            there = transfer.to_team
            reason = form.cleaned_data["reason"]
            attempt(
                form,
                lambda: done.append(
                    move_readings(actor, transfer, reason=reason, report=found.kept, now=now)
                ),
            )
        elif wish != "move":
            raise Http404
        if done:
            messages.success(request, _said(done[0], team_words(there.name)))
            return redirect(request.path)
    context = {
        "person": person,
        "transfer": transfer,
        "since": dates.long_day(transfer.since, today),
        "from_team": team_words(transfer.from_team.name),
        "to_team": team_words(transfer.to_team.name),
        "found": found,
        "reports": before,
        "form": form,
        "back": reverse("teams:person_edit", args=[person.pk]),
    }
    return render(request, "goals/person_readings.html", context)


def _said(done: Done, there: str) -> str:
    readings = counted(done.readings, "reading counts", "readings count")
    left_out = counted(done.left_out, "reading left out lies", "readings left out lie")
    if not done.left_out:
        return f"{readings} for {there} now."
    if not done.readings:
        return f"{left_out} with {there} now."
    return f"{readings} for {there} now, and {left_out} there too."
