"""What the pages of notes and difficult talks share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from feedback.models import CoachingNote, Talk
from feedback.permissions.notes import notes_between, people_coached_by, talks_between
from feedback.queries.notes import leads_in_words
from teams.access import person_of
from teams.models import User
from teams.permissions import organisation_day


def sent(request: HttpRequest) -> Any:
    """What a form was sent, or None."""
    return request.POST if request.method == "POST" else None


def note_of(request: HttpRequest, pk: int) -> CoachingNote:
    """A note that is the asking person's business; else 404, whether it is there or not."""
    found = notes_between(person_of(request)).select_related("author", "person")
    return get_object_or_404(found, pk=pk)


def talk_of(request: HttpRequest, pk: int) -> Talk:
    """The same for a difficult talk."""
    found = talks_between(person_of(request)).select_related("author", "person")
    return get_object_or_404(found, pk=pk)


def leads(user: User, person: User) -> bool:
    """Whether they lead this person today."""
    today = organisation_day(timezone.now())
    return people_coached_by(user, today).filter(pk=person.pk).exists()


def no_longer_leads(name: str) -> str:
    """Beside words that somebody wrote while they stopped leading the person."""
    return (
        f"You no longer lead {name}, so this cannot be kept here. Your words still stand below: copy what you need. "
        "You can still say what came of it, or how it ended."
    )


def no_access(request: HttpRequest, person: User) -> HttpResponse:
    """For a leader who asks after somebody they do not lead: whose such notes are. Not whether there are any."""
    today = organisation_day(timezone.now())
    context = {"between": leads_in_words(person, today), "person": person}
    return render(request, "feedback/notes/no_access.html", context, status=403)
