"""What the pages of appraisals share: the appraisal of one of the two, and how a refusal is shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from feedback.actions.appraisals.common import NotNow
from feedback.models import Appraisal
from feedback.permissions.appraisals import (
    appraisals_visible_to,
    can_hand_over,
    cycles_kept_by,
)
from feedback.queries.appraisals.page import AppraisalPage, appraisal_page
from teams.access import person_of
from teams.models import User


def sent(request: HttpRequest) -> Any:
    """What a form was sent, or None."""
    return request.POST if request.method == "POST" else None


def appraisal_of(request: HttpRequest, pk: int) -> Appraisal:
    """An appraisal of one of the two; for anybody else it is not there."""
    found = appraisals_visible_to(person_of(request)).select_related("cycle", "person", "leader")
    return get_object_or_404(found, pk=pk)


def steered(request: HttpRequest, pk: int, today: date) -> Appraisal:
    """An appraisal whose leader this person is, or whose round they look after, without a word of it. The person it is
    about sees that it is there: 403; for anybody else it is not.
    """
    person = person_of(request)
    found = get_object_or_404(
        Appraisal.objects.select_related("cycle", "person", "leader").defer(
            "person_words", "leader_words", "next_words", "disagreement"
        ),
        pk=pk,
    )
    if not can_hand_over(person, found, today):
        if person.pk == found.person_id:
            raise PermissionDenied
        raise Http404
    return found


def is_kept(person: User, found: Appraisal) -> bool:
    """Whether this person looks after its round."""
    return cycles_kept_by(person).filter(pk=found.cycle_id).exists()


def after_steering(person: User, found: Appraisal) -> HttpResponse:
    """To where whoever did something with an appraisal came from."""
    if is_kept(person, found):
        return redirect("feedback:appraisal_cycle", found.cycle_id)
    if person.pk == found.leader_id:
        return redirect("feedback:appraisal", found.pk)
    return redirect("feedback:appraisals")


def page_for(request: HttpRequest, pk: int) -> AppraisalPage:
    """The page as it stands now."""
    return appraisal_page(person_of(request), appraisal_of(request, pk), timezone.now())


def shown(
    request: HttpRequest, pk: int, *, status: int = 200, problem: str = "", **more: Any
) -> HttpResponse:
    """The page of an appraisal, perhaps with why something was not possible."""
    context = {"page": page_for(request, pk), "problem": problem, **more}
    return render(request, "feedback/appraisals/appraisal.html", context, status=status)


def not_now(request: HttpRequest, refused: NotNow, pk: int) -> HttpResponse:
    """409: it is not the turn for that; how it stands instead."""
    return shown(request, pk, status=409, problem=refused.message)


def say(request: HttpRequest, text: str) -> None:
    """A line over the next page."""
    messages.success(request, text)
